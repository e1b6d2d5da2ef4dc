//! What the exchange sends, or somebody who plays it.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};

/// A packet that has to do with a tag, or with none.
pub fn packet(ids: &BTreeMap<String, String>, input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    const FIRST: &[&str] = &[
        "Response: Success",
        "Response: Error",
        "Response: Follows",
        "Response: Goodbye",
        "Event: OriginateResponse",
        "Event: PeerlistComplete",
        "Event: PeerEntry",
        "Event: UserEvent",
        "Event: Reload",
        "Action: Ping",
        "Odd: one",
        "Response: Pong",
        "Event: QueueParams",
        "Event: QueueStatusComplete",
        "Event: kend",
        "Event: FullyBooted",
        "Event: OriginateFailure",
        "Event: FAXSession",
        "Event: DBGetResponse",
        "Event: Agents",
        "default has 0 calls",
        "Privilege: Command",
        "Event: WaitEventComplete",
    ];
    const MORE: &[&str] = &[
        "EventList: start",
        "EventList: Complete",
        "EventList: cancelled",
        "Challenge: 123456789",
        "Challenge: 12345678901234567890123456789012345",
        "Message: x",
        "ActionID: login",
        "ActionID: challenge",
        "ActionID: other",
        "Ping: Pong",
        "Events: On",
        "Events: Off",
        "Message: List will follow",
        "Privilege: call,all",
        "ActionID: ping",
        "ActionID: logoff",
        "ActionID: events00000001",
        "ActionID: events00000002",
        "ActionID: f0000000000000000",
        "ActionID: f0000000000000003",
        "Output: a line",
    ];
    let of = |behind: &str| ids.get(behind).cloned().unwrap_or_else(|| format!("aw0123456789abcdef{behind}"));
    let mut text = String::from(*input.choose(FIRST)?) + "\r\n";
    if input.ratio(3, 4)? {
        text += &format!("ActionID: {}\r\n", of(&format!("{:016x}", input.int_in_range(0..=5u64)?)));
    }
    for _ in 0..input.int_in_range(0..=2)? {
        let more = *input.choose(MORE)?;
        text += &match more.strip_prefix("ActionID: ") {
            Some(behind) if behind != "other" => format!("ActionID: {}", of(behind)),
            _ => more.to_string(),
        };
        text += "\r\n";
    }
    if text.starts_with("Response: Follows") {
        text += "a line\n--END COMMAND--\r\n";
    }
    Ok((text + "\r\n").into())
}
