//! Floor 4: the output of a Command, in both of its formats, and the text
//! answers of actions that have no response.
//!
//! Before Asterisk 14 the text stands raw behind the headers of
//! `Response: Follows`; from 14 on each of its lines is an `Output:` header.
//! `Queues` of those releases and a few others answer with text alone (T20,
//! T22, T23). To a user they are the same thing: lines.

use crate::bytes::equal_fold;
use crate::limits::ACTION_ID_BYTES;
use crate::packet::{ID, Kind, Packet, kind_behind_id, kind_of};
use crate::work;

/// The lines of the output of a Command, or of a text that came without a
/// response ([`Kind::Other`]), without their line ends, empty ones included.
/// None come out of any other packet. Of what comes in pieces
/// ([`Packet::piece`]) each piece gives its lines, and the pieces' lines one
/// after the other are those of the whole; only a line of an old Command answer
/// that is larger than the reader's storage is cut.
///
/// Rows that end in a lone LF (T22) are lines; what a server sent behind them
/// in the same packet, from a line `Response:` or `Event:` on, is none of them.
/// Of a text of several packets (T20) each has its lines, and the empty lines
/// between the packets are told by their ends;
/// [`What::Text`](crate::session::What) says whose they are.
#[inline]
pub fn output<'a>(packet: &Packet<'a>) -> Output<'a> {
    Output { packet: *packet, at: 0 }
}

/// The next line of the output; `at` begins as 0 and is moved on. What
/// [`output`] is made of, for those who keep a number rather than an iterator.
#[inline]
pub fn next_line<'a>(packet: &Packet<'a>, at: &mut usize) -> Option<&'a [u8]> {
    match (packet.kind(), packet.body()) {
        (Kind::Response, Some(text)) => line(text, at),
        (Kind::Response, None) => header(packet, at),
        (Kind::Other, _) => row(packet.raw(), at),
        (Kind::Event | Kind::Action | Kind::Banner, _) => None,
    }
}

/// The next header `Output`; `at` is a header's number.
fn header<'a>(packet: &Packet<'a>, at: &mut usize) -> Option<&'a [u8]> {
    while let Some(header) = packet.header(*at) {
        *at = at.saturating_add(1);
        if header.is(b"Output") {
            return Some(header.value);
        }
    }
    None
}

/// The next line of a text; `at` is a place in it. An LF ends a line: behind
/// the last one no further line begins.
fn line<'a>(text: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let rest = text.get(*at..).filter(|rest| !rest.is_empty())?;
    let (line, whole) = match memchr::memchr(b'\n', rest) {
        Some(end) => (rest.get(..end)?, end.saturating_add(1)),
        None => (rest, rest.len()),
    };
    work::bytes(whole);
    *at = at.saturating_add(whole);
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

/// The next line of a packet that is text; `at` is a place in its bytes.
fn row<'a>(raw: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    // A CR LF behind a line end closes the packet, or ends rows of which each
    // has an LF of its own already.
    while raw.get(*at..).is_some_and(|rest| rest.starts_with(b"\r\n")) {
        *at = at.saturating_add(2);
    }
    let rest = raw.get(*at..)?;
    let behind_a_line = raw.get(..*at).is_some_and(|before| before.ends_with(b"\r\n"));
    // A lone LF may close it, too (T17, and what a person types).
    if rest == b"\n" || (behind_a_line && begins_packet(rest)) {
        return None;
    }
    line(raw, at)
}

/// Whether a line is the first of a response or an event. No more of it is
/// looked at than the longest of the names has, however much follows; behind an
/// ActionID, which may stand before them (T72), no more than one of ours has.
fn begins_packet(rest: &[u8]) -> bool {
    const LONGEST: usize = b"Response:".len();
    let line = rest.get(..LONGEST).unwrap_or(rest);
    work::bytes(line.len());
    let name = memchr::memchr(b':', line).and_then(|colon| line.get(..colon)).unwrap_or_default();
    match kind_of(name) {
        Kind::Other if equal_fold(name, ID) => {
            const WITH_ID: usize = b"ActionID: \r\n".len() + ACTION_ID_BYTES + LONGEST;
            kind_behind_id(rest.get(..WITH_ID).unwrap_or(rest), false) != Kind::Other
        }
        kind => matches!(kind, Kind::Response | Kind::Event),
    }
}

/// See [`output`].
#[derive(Clone)]
pub struct Output<'a> {
    packet: Packet<'a>,
    at: usize,
}

impl<'a> Iterator for Output<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        next_line(&self.packet, &mut self.at)
    }
}

impl core::iter::FusedIterator for Output<'_> {}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec;
    use std::vec::Vec;

    use super::*;
    use crate::parse::{Resume, parse};

    fn lines(packet: &[u8]) -> Vec<&[u8]> {
        let index = Vec::leak(vec![0; 64]);
        let parsed = parse(packet, &mut Resume::default(), index).unwrap().unwrap();
        output(&parsed.packet).collect()
    }

    #[test]
    fn both_formats_give_the_same_lines() {
        let old = b"Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\none: 1\n\n  two\n--END COMMAND--\r\n\r\n";
        let new = b"Response: Success\r\nActionID: 1\r\nMessage: Command output follows\r\nOutput: one: 1\r\nOutput: \r\nOutput:   two\r\n\r\n";
        assert_eq!(lines(old), [&b"one: 1"[..], b"", b"  two"]);
        assert_eq!(lines(new), lines(old));
    }

    #[test]
    fn the_mark_may_be_glued_to_the_last_line_or_stand_alone() {
        let glued = b"Response: Follows\r\nPrivilege: Command\r\nlast--END COMMAND--\r\n\r\n";
        assert_eq!(lines(glued), [b"last"]);
        let empty = b"Response: Follows\r\nPrivilege: Command\r\n--END COMMAND--\r\n\r\n";
        assert!(lines(empty).is_empty());
        let blank = b"Response: Follows\r\nPrivilege: Command\r\n\n--END COMMAND--\r\n\r\n";
        assert_eq!(lines(blank), [b""]);
        let quoted = b"Response: Follows\r\nPrivilege: Command\r\nsays --END COMMAND-- here\r\n--END COMMAND--\r\n\r\n";
        assert_eq!(lines(quoted), [b"says --END COMMAND-- here"]);
    }

    #[test]
    fn a_text_without_a_response_is_lines_too() {
        let queues = b"6500 has 0 calls (max unlimited), W:0, C:0\r\n   Members: \r\n      PJSIP/1001 (Not in use)\r\n   No Callers\r\n\r\n";
        assert_eq!(
            lines(queues),
            [
                &b"6500 has 0 calls (max unlimited), W:0, C:0"[..],
                b"   Members: ",
                b"      PJSIP/1001 (Not in use)",
                b"   No Callers"
            ]
        );
        assert_eq!(lines(b"Channeltype: Skinny\r\nId: 7\r\n\r\n"), [&b"Channeltype: Skinny"[..], b"Id: 7"]);
    }

    #[test]
    fn rows_that_end_in_lf_are_lines_up_to_the_packet_behind_them() {
        let rows = b"IAX2/a 1000\nIAX2/b\n\nEvent: a row\n\r\nResponse: Success\r\nPing: Pong\r\n\r\n";
        assert_eq!(lines(rows), [&b"IAX2/a 1000"[..], b"IAX2/b", b"", b"Event: a row"]);
        let alone = b"IAX2/a 1000\nIAX2/b\n\r\n\r\n";
        assert_eq!(lines(alone), [&b"IAX2/a 1000"[..], b"IAX2/b"]);
        assert_eq!(lines(b"text\r\nevent: Hangup\r\n\r\n"), [b"text"]);
        // T17: the closing empty line is a lone LF.
        assert_eq!(lines(b"a\r\nb\r\n\n"), [b"a", b"b"]);
    }

    #[test]
    fn other_packets_have_no_output() {
        assert!(lines(b"Event: UserEvent\r\nOutput: a\r\n\r\n").is_empty());
        assert!(lines(b"Action: Command\r\nOutput: a\r\n\r\n").is_empty());
        assert!(lines(b"Response: Success\r\nPing: Pong\r\n\r\n").is_empty());
    }
}
