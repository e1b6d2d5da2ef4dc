//! Floor 4: the output of a Command, in both of its formats.
//!
//! Before Asterisk 14 the text stands raw behind the headers of
//! `Response: Follows`; from 14 on each of its lines is an `Output:` header.
//! To a user they are the same thing.

use crate::bytes::equal_fold;
use crate::packet::{Headers, Kind, Packet};

/// The lines of the output of a Command, without their line ends, empty ones
/// included. None come out of a packet that is no answer to a Command.
#[inline]
pub fn output<'a>(packet: &Packet<'a>) -> Output<'a> {
    // The body of a banner is its version.
    let body = if packet.kind() == Kind::Banner { None } else { packet.body() };
    match body {
        // An LF ends a line: behind the last one no further line begins.
        Some(text) => {
            Output(Format::Text(text.strip_suffix(b"\n").or(if text.is_empty() { None } else { Some(text) })))
        }
        None => Output(Format::Headers(packet.headers())),
    }
}

/// See [`output`].
#[derive(Clone)]
pub struct Output<'a>(Format<'a>);

#[derive(Clone)]
enum Format<'a> {
    /// What is left of the text; none when its last line was given.
    Text(Option<&'a [u8]>),
    Headers(Headers<'a>),
}

impl<'a> Iterator for Output<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        match &mut self.0 {
            Format::Text(rest) => {
                let text = (*rest)?;
                let (line, behind) = match memchr::memchr(b'\n', text) {
                    Some(at) => (text.get(..at)?, text.get(at.checked_add(1)?..)),
                    None => (text, None),
                };
                *rest = behind;
                Some(line.strip_suffix(b"\r").unwrap_or(line))
            }
            Format::Headers(headers) => {
                headers.find(|header| equal_fold(header.name, b"Output")).map(|header| header.value)
            }
        }
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
