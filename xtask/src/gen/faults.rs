//! The table in `docs/reliability.md`; written anew when `AMIWIRE_REWRITE` is
//! set.

use std::fmt::Write as _;

use rows::{Does, Ends, FAULTS};

/// A row, without what plays the peer.
struct Fault {
    name: &'static str,
    over: Over,
    does: Does,
    told: &'static str,
    status: amiwire::Status,
    ends: Ends,
}

/// The peers of the test.
enum Over {
    Tcp,
    Tls,
    InsteadOfTls,
    Shows,
    OpenSsl,
}

/// Makes `FAULTS` of the rows.
macro_rules! faults {
    ($($name:literal, $peer:ident $how:tt, $does:expr => $told:literal, $status:ident, $ends:ident;)+) => {
        pub(super) const FAULTS: &[super::Fault] = &[$(super::Fault {
            name: $name,
            over: super::Over::$peer,
            does: $does,
            told: $told,
            status: amiwire::Status::$status,
            ends: Ends::$ends,
        }),+];
    };
}

#[path = "../../../tests/net/faults/rows.rs"]
mod rows;

const BEGIN: &str = "<!-- faults: made by tests/net/faults, `make faults` -->\n";
const END: &str = "<!-- end of faults -->\n";

fn over(fault: &Fault) -> &'static str {
    match fault.over {
        Over::Tcp => "TCP",
        Over::Tls => "TLS 1.2 and 1.3",
        Over::InsteadOfTls | Over::Shows => "TLS",
        Over::OpenSsl => "TLS, openssl",
    }
}

fn ends(fault: &Fault) -> &'static str {
    match fault.ends {
        Ends::AtOnce => "at once",
        Ends::ConnectLimit => "limit of connecting",
        Ends::LoginLimit => "limit of the login",
        Ends::ActionLimit => "limit of the action",
        Ends::ReceiveLimit => "limit of receiving",
        Ends::Keepalive => "Ping without answer",
    }
}

fn table() -> String {
    let mut text =
        String::from("\n| the peer | over | told before | status | ends by | KiB |\n|---|---|---|---|---|---|\n");
    for fault in FAULTS {
        let name = match fault.does {
            Does::Listens | Does::Polls => fault.name.to_string(),
            Does::Sends(action) => format!("{} (to {action})", fault.name),
            Does::Calls(action) => format!("{} (to a call of {action})", fault.name),
        };
        let tcp = matches!(fault.over, Over::Tcp);
        let (status, kib) = (fault.status.name(), rows::memory(fault.does, tcp) >> 10);
        writeln!(text, "| {name} | {} | {} | {status} | {} | {kib} |", over(fault), fault.told, ends(fault)).unwrap();
    }
    text + "\n"
}

#[test]
fn the_page_is_up_to_date() {
    let path = crate::root().join("docs/reliability.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
    let (_, after) = rest.split_once(END).expect("the place for the table has an end");
    let made = format!("{before}{BEGIN}{}{END}{after}", table());
    if std::env::var_os("AMIWIRE_REWRITE").is_some() {
        std::fs::write(&path, &made).unwrap();
        return;
    }
    assert!(page == made, "the table of faults in docs/reliability.md has drifted: make faults");
}
