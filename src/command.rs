//! Floor 4: the output of a Command, in both of its formats.
//!
//! Before Asterisk 14 the text stands raw behind the headers of
//! `Response: Follows`; from 14 on each of its lines is an `Output:` header.
//! To a user they are the same thing.

use crate::packet::{Kind, Packet};

/// The lines of the output of a Command, without their line ends, empty ones
/// included. None come out of a packet that is no answer to a Command.
#[inline]
pub fn output<'a>(packet: &Packet<'a>) -> Output<'a> {
    Output { packet: *packet, at: 0 }
}

/// The next line of the output; `at` begins as 0 and is moved on. What
/// [`output`] is made of, for those who keep a number rather than an iterator.
#[inline]
pub fn next_line<'a>(packet: &Packet<'a>, at: &mut usize) -> Option<&'a [u8]> {
    let Some(text) = packet.body() else {
        // A header's number.
        while let Some(header) = packet.header(*at) {
            *at = at.saturating_add(1);
            if header.is(b"Output") {
                return Some(header.value);
            }
        }
        return None;
    };
    // A place in the text. An LF ends a line: behind the last one no further
    // line begins.
    let rest = text.get(*at..).filter(|rest| !rest.is_empty() && packet.kind() == Kind::Response)?;
    let (line, whole) = match memchr::memchr(b'\n', rest) {
        Some(end) => (rest.get(..end)?, end.saturating_add(1)),
        None => (rest, rest.len()),
    };
    *at = at.saturating_add(whole);
    Some(line.strip_suffix(b"\r").unwrap_or(line))
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
}
