//! The table in `docs/reliability.md`; written anew when `AMIWIRE_REWRITE` is
//! set.

use std::fmt::Write as _;
use std::path::Path;

use super::table::{Does, Ends, FAULTS, Fault, Peer};

const BEGIN: &str = "<!-- faults: made by tests/net/faults, `make faults` -->\n";
const END: &str = "<!-- end of faults -->\n";

fn over(fault: &Fault) -> &'static str {
    match fault.peer {
        Peer::Tcp(_) => "TCP",
        Peer::Tls(_) => "TLS 1.2 and 1.3",
        Peer::InsteadOfTls(_) | Peer::Shows(_) => "TLS",
        Peer::OpenSsl { .. } => "TLS, openssl",
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
        let (status, kib) = (fault.status.name(), fault.memory() >> 10);
        writeln!(text, "| {name} | {} | {} | {status} | {} | {kib} |", over(fault), fault.told, ends(fault)).unwrap();
    }
    text + "\n"
}

pub(super) fn check() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reliability.md");
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
