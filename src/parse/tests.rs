//! The head of an old Command answer, gone through in parts.

use std::vec;
use std::vec::Vec;

use super::{FOLLOWS, Follows, FollowsId, Headers};

const NAMES: [&[u8]; 3] = [b"Privilege: ", b"ActionID: ", b"Message: "];

/// Lines behind the first one, with and without an end to the header part.
const HEADS: &[&[u8]] = &[
    b"",
    b"Privilege: Command\r\nActionID: 17\r\ntext\r\n",
    b"ActionID: 17\r\nPrivilege: Command\r\nMessage: x\r\nMessage: y\r\n\r\n",
    b"Privilege: a\r\nMessage: b\r\nMessage: c\r\nActionID: 17\r\n--END COMMAND--\r\n\r\n",
    b"Privilege: a\r\nMessage: b\r\nMessage: c\r\nPriority: 1\r\n",
    b"Privilege: a\nActionID: 17\r\n",
    b"ActionID: 17\nActionID: 18\r\n",
    b"ActionID: \r\n\r\n",
    b"ActionID: 17--END COMMAND--\r\n\r\n",
    b"Message: \r\r\n\r\n",
    b"actionid: 17\r\n",
    b"\r\n",
];

/// The header part of these bytes and its ActionID, by a look from the start.
fn plainly(packet: &[u8]) -> (Option<Follows>, FollowsId<'_>) {
    let (mut at, mut lines, mut id) = (FOLLOWS.len(), 1, None);
    loop {
        let rest = packet.get(at..).unwrap_or_default();
        if lines == 4 {
            id = id.or(Some(FollowsId::None));
        }
        let unknown = (None, id.unwrap_or(FollowsId::Unknown));
        let end = (Some(Follows { lines, text: at as u32 }), id.unwrap_or(FollowsId::None));
        let Some(name) = NAMES.iter().find(|name| rest.starts_with(name)) else {
            return if NAMES.iter().any(|name| name.starts_with(rest)) { unknown } else { end };
        };
        let Some(line) = rest.split_inclusive(|byte| *byte == b'\n').next().filter(|line| line.ends_with(b"\n")) else {
            return unknown;
        };
        if !line.ends_with(b"\r\n") || line.ends_with(b"--END COMMAND--\r\n") {
            return end;
        }
        if *name == NAMES[1] {
            id = id.or(Some(FollowsId::Given(&line[name.len()..line.len() - 2])));
        }
        (at, lines) = (at + line.len(), lines + 1);
    }
}

#[test]
fn a_head_says_the_same_however_it_was_looked_at_before() {
    for head in HEADS {
        let packet = [FOLLOWS, head].concat();
        let ends = FOLLOWS.len()..=packet.len();
        // Each pair of looks from the start on, the second one at more or at less,
        // and then all of them, forth and back.
        let mut orders: Vec<Vec<usize>> = vec![ends.clone().chain(ends.clone().rev()).collect()];
        orders.extend(ends.clone().flat_map(|first| ends.clone().map(move |second| vec![first, second])));
        for order in orders {
            let (mut to_text, mut to_id) = (Headers::FIRST, Headers::FIRST);
            for end in &order {
                let seen = &packet[..*end];
                assert_eq!((to_text.end(seen), to_id.id(seen)), plainly(seen), "{} {order:?}", seen.escape_ascii());
            }
        }
    }
}
