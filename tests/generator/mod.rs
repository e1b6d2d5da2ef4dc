//! Makes the C header from the sources; see `tests/header.rs`.

mod describe;
mod statuses;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use describe::description;

use cbindgen::{Builder, Config, DocumentationStyle, Language};

/// The files of `src/ffi` that C sees, in the order of the header.
pub(crate) const SECTIONS: &[&str] = &[
    "version",
    "status",
    "slice",
    "packet",
    "packet_header",
    "parse",
    "reader",
    "framing",
    "writer",
    "name",
    "name_header",
    "value",
    "value_time",
    "value_address",
    "value_channel",
    "value_state",
    "value_escape",
    "outcome",
    "session",
    "session_time",
    "awaited",
    "transport",
    "config",
    "conn",
    "call",
    "conn_detail",
    "event_loop",
];

/// The folder of the crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The whole header.
pub(crate) fn header() -> String {
    let mut out = read(root().join("abi/header/head.h"));
    out += "#ifndef AMIWIRE_H\n#define AMIWIRE_H\n\n";
    out += "#include <stddef.h>\n#include <stdint.h>\n\n#include \"amiwire_names.h\"\n\n";
    out += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n";
    for section in SECTIONS {
        let path = root().join("src/ffi").join(section).with_extension("rs");
        let source = read(&path);
        out += &heading(&source);
        match *section {
            "version" => out += &version(),
            "status" => out += &statuses::constants(),
            _ => {}
        }
        out += &for_c(&bindings(&path, &source));
        let by_hand = root().join("abi/header").join(section).with_extension("h");
        if by_hand.exists() {
            out += "\n";
            out += &read(by_hand);
        }
    }
    out += "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* AMIWIRE_H */\n";
    squeeze(&out)
}

fn read(path: impl AsRef<Path>) -> String {
    let path: PathBuf = path.as_ref().into();
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The `//!` text of a file as the comment over its section.
fn heading(source: &str) -> String {
    let mut text = source.lines().map_while(|line| line.strip_prefix("//!"));
    let title = text.next().unwrap_or_default().trim();
    let mut out = format!("\n/*\n * ==== {title} {}\n", "=".repeat(70 - title.len()));
    // A fenced block of code is set off by blanks instead.
    let mut fenced = false;
    for line in text {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else {
            out += &format!(" *{}{line}\n", if fenced { "   " } else { "" });
        }
    }
    out + " */\n\n"
}

fn version() -> String {
    let [major, minor, patch] =
        [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];
    let text = env!("CARGO_PKG_VERSION");
    let number =
        [major, minor, patch].iter().fold(0_u32, |all, part| all << 8 | part.parse::<u32>().expect("a number"));
    format!(
        "/** The version of this header. */\n\
         #define AMIWIRE_VERSION \"{text}\"\n\
         #define AMIWIRE_VERSION_MAJOR {major}\n\
         #define AMIWIRE_VERSION_MINOR {minor}\n\
         #define AMIWIRE_VERSION_PATCH {patch}\n\
         /** The same as one number, 0xMMmmpp, to compare with in #if. */\n\
         #define AMIWIRE_VERSION_NUMBER 0x{number:06x}\n\n"
    )
}

/// What cbindgen makes of one file.
fn bindings(path: &Path, source: &str) -> String {
    let mut config = Config {
        language: Language::C,
        no_includes: true,
        usize_is_size_t: true,
        documentation_style: DocumentationStyle::Doxy,
        tab_width: 4,
        line_length: 80,
        ..Config::default()
    };
    // A type that no function of its own file mentions would be left out.
    config.export.include = source
        .lines()
        .filter_map(|line| {
            let item = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub type "))?;
            item.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
        })
        .map(String::from)
        .collect();
    let bindings = Builder::new()
        .with_config(config)
        .with_src(path)
        .generate()
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).expect("cbindgen writes text")
}

/// Takes out what speaks to Rust only: `# Safety` parts and the brackets of
/// links. Other headings become a word with a colon.
fn for_c(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut skipping = false;
    for line in text.lines() {
        let heading = line.trim_start().strip_prefix("* # ");
        if heading.is_some() || line.contains("*/") {
            skipping = heading == Some("Safety");
            while out.last().is_some_and(|line| line.trim() == "*") {
                out.pop();
            }
        }
        if skipping {
            continue;
        }
        if heading.is_some() {
            let word = line.replacen("# ", "", 1) + ":";
            out.push(word.split('*').next().unwrap_or_default().to_string() + "*");
            out.push(word);
        } else {
            out.push(line_for_c(line));
        }
    }
    one_line(&(out.join("\n") + "\n"))
}

/// A line without the brackets of links, without `struct` where the name of
/// the type alone will do, and with parentheses around a negative number.
fn line_for_c(line: &str) -> String {
    let line = line.replace("[`", "").replace("`]", "");
    match line.rsplit_once(' ') {
        Some((head, number)) if head.starts_with("#define") && number.starts_with('-') => format!("{head} ({number})"),
        _ if line.starts_with("typedef") => line,
        _ => line.replace("struct amiwire_", "amiwire_"),
    }
}

/// Comments of one short line, on one line.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let middle = lines.get(at + 1).and_then(|line| line.trim_start().strip_prefix("* "));
        let closed = lines.get(at + 2).is_some_and(|line| line.trim() == "*/");
        match middle {
            Some(text) if line.trim() == "/**" && closed && line.len() + text.len() < 77 => {
                out += &format!("{line} {text} */\n");
                at += 3;
            }
            _ => {
                out += line;
                out += "\n";
                at += 1;
            }
        }
    }
    out
}

/// At most one empty line in a row.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if !line.is_empty() || !out.ends_with("\n\n") {
            out += line;
            out += "\n";
        }
    }
    out
}

/// One prototype of the header.
pub(crate) struct Function {
    /// What it returns, as it is written.
    pub(crate) returns: String,
    /// Its name.
    pub(crate) name: String,
    /// What it takes, as it is written.
    pub(crate) parameters: String,
    /// The comment before it.
    pub(crate) comment: String,
    /// Where that stands in the header.
    pub(crate) at: usize,
}

/// The prototypes of the header, with their comments.
pub(crate) fn functions(header: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for part in header.split("/**").skip(1) {
        let Some((comment, code)) = part.split_once("*/") else {
            continue;
        };
        let code = code.trim_start();
        if code.starts_with('#') || code.starts_with("typedef") || code.starts_with("static") {
            continue;
        }
        // What stands before the parenthesis of a prototype is a type and a
        // name; a semicolon there ends a member of a struct.
        let (before, rest) = code.split_once('(').unwrap_or_default();
        let parameters = rest.split_once(");").map_or("", |(list, _)| list);
        if let Some(at) = before.rfind("amiwire_").filter(|_| !before.contains(';')) {
            let (returns, name) = before.split_at(at);
            let at = part.as_ptr() as usize - header.as_ptr() as usize;
            found.push(Function {
                returns: returns.trim().into(),
                name: name.into(),
                parameters: parameters.into(),
                comment: comment.into(),
                at,
            });
        }
    }
    found
}
