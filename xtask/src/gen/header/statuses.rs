//! The constants of the statuses, from the one table in `src/error.rs`.

use amiwire::Status;
use anyhow::{Context, Result};

/// The bands: the highest number of each and what it holds.
const BANDS: &[(i32, &str)] = &[
    (99, "Done, and conditions of progress"),
    (-100, "The caller's misuse"),
    (-200, "The peer's syntax"),
    (-300, "A limit"),
    (-400, "Refused on write"),
    (-500, "Session"),
    (-600, "Transport and TLS"),
    (-900, "Internal"),
];

/// The `#define`s, in bands, each with its text, and the list of all.
pub(super) fn constants() -> Result<String> {
    let mut out = String::new();
    let mut band = "";
    for status in Status::ALL {
        let code = status.code();
        let band_of = BANDS.iter().find(|(top, _)| (top - 99..=*top).contains(&code));
        let (_, title) = band_of.with_context(|| format!("{} lies in no band", status.name()))?;
        if *title != band {
            band = title;
            out += &format!("\n/* {title} */\n\n");
        }
        let number = if code < 0 { format!("({code})") } else { code.to_string() };
        out += &comment(status.text());
        out += &format!("#define AMIWIRE_{} {number}\n", status.name());
    }
    out += "\n/** All of them, as X(name, number), for a table of your own. */\n";
    out += "#define AMIWIRE_STATUS_MAP(X)";
    let mut room = 0;
    for status in Status::ALL {
        let item = format!("X({}, {})", status.name(), status.code());
        if item.len() + 1 > room {
            out += " \\\n   ";
            room = 74;
        }
        out += " ";
        out += &item;
        room -= item.len() + 1;
    }
    Ok(out + "\n\n")
}

/// A text as a comment of lines below 80 bytes.
fn comment(text: &str) -> String {
    if text.len() < 72 {
        return format!("/** {text} */\n");
    }
    let mut out = String::from("/**");
    let mut room = 0;
    for word in text.split(' ') {
        if word.len() + 1 > room {
            out += "\n *";
            room = 77;
        }
        out += " ";
        out += word;
        room -= word.len() + 1;
    }
    out + "\n */\n"
}
