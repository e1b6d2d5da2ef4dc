//! The simulator is told what another server was told, or itself when that was
//! recorded, and must say the same.

use std::net::Shutdown;

use amiwire_sim::Config;

use crate::client::{Client, exchange};
use crate::common::recordings::{Set, sets};

/// Sessions of which every answer is the same on any exchange.
const SESSIONS: [&str; 13] = [
    "bad-actions",
    "empty-lines",
    "events-switch",
    "long-lines",
    "login-before-actions",
    "login-empty",
    "login-noactionid",
    "login-ok",
    "login-twice",
    "login-unknown-user",
    "login-wrong-secret",
    "logoff-pipelined",
    "userevent",
];

/// The answers and user events of a stream, without what differs each time.
/// Other events depend on rights that users of the exchange cannot have.
fn answers(stream: &str) -> Vec<String> {
    let packets = stream.split_once("\r\n").unwrap().1.split("\r\n\r\n");
    let kept = packets.filter(|packet| packet.starts_with("Response: ") || packet.starts_with("Event: UserEvent"));
    let mask = |line: &str| match line.split_once(": ") {
        Some((name @ ("Timestamp" | "Challenge"), _)) => format!("{name}: *"),
        Some((name, _)) if name.starts_with("Core") => format!("{name}: *"),
        _ => line.to_string(),
    };
    kept.map(|packet| packet.split("\r\n").map(mask).collect::<Vec<_>>().join("\n")).collect()
}

#[test]
fn it_answers_as_a_recorded_server_does() {
    sets().iter().for_each(answers_as);
}

fn answers_as(set: &Set) {
    let folder = if set.shared { "asterisk-13" } else { "exchange-old" };
    let exchange = exchange(Config::default());
    for session in SESSIONS {
        let file = |end: &str| set.stream(&format!("{folder}/{session}.{end}")).bytes().unwrap();
        let said = String::from_utf8_lossy(&file("s2c")).into_owned();
        let mut client = Client::to(&exchange);
        std::io::Write::write_all(&mut client.stream, &file("c2s")).unwrap();
        client.stream.shutdown(Shutdown::Write).unwrap();
        // The greeting was read already.
        let says = "\r\n".to_string() + &client.read_to_end();
        assert!(!answers(&said).is_empty(), "{session}");
        assert_eq!(answers(&says), answers(&said), "{session}");
    }
}
