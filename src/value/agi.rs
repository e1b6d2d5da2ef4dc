//! AsyncAGI: a channel that runs `AGI(agi:async)` is steered over AMI. The
//! event AsyncAGIStart (until Asterisk 11 AsyncAGI with `SubEvent: Start`)
//! brings `Env`, lines such as `agi_request: async` in the form of a web form;
//! the action AGI queues a command for the channel; and AsyncAGIExec brings
//! the command's `Result` in the same form.
//!
//! 1. Take the form off: [`form_decode`](super::form::form_decode) of the value
//!    of `Env` or `Result`.
//! 2. Walk the lines: [`agi_lines`].
//! 3. Which command a Result answers: the event has no ActionID, only the
//!    `CommandID` that the action gave, and it goes to every session that has
//!    the class `agi`. [`CommandId`] is one that says whose it is.
//!
//! A server takes at most 1,024 bytes of text, and at most 2,047 of it in this
//! form, so that the last lines may be missing. Values of `Env` come from the
//! caller and the dial plan: one with LF in it makes lines of its own.

use core::fmt;

use super::form::hexadecimal;
use super::grammar::bad;
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// A line of `Env` or `Result`, borrowed from the decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AgiLine<'a> {
    /// What stands before the colon of a variable: `agi_request`. Empty where
    /// the line is none, as in a Result.
    pub name: &'a [u8],
    /// What stands behind the colon and a blank; without a name, the whole
    /// line: `200 result=0`.
    pub value: &'a [u8],
}

/// The lines of a decoded `Env` or `Result`: see [`agi_lines`].
#[derive(Clone, Debug)]
pub struct AgiLines<'a> {
    rest: &'a [u8],
}

/// The lines of a decoded `Env` or `Result`, in order. Lines end in LF; empty
/// ones, such as the one at the end of `Env`, are left out.
///
/// ```
/// let mut room = [0; 64];
/// let length = amiwire::value::form_decode(b"agi_request%3A%20async%0Aagi_rdnis%3A%20%0A%0A", &mut room)?;
/// let mut lines = amiwire::value::agi_lines(&room[..length]);
/// let first = lines.next().unwrap();
/// assert_eq!((first.name, first.value), (&b"agi_request"[..], &b"async"[..]));
/// assert_eq!(lines.next().unwrap().value, b"");
/// assert_eq!(lines.next(), None);
/// # Ok::<(), amiwire::Error>(())
/// ```
pub fn agi_lines(decoded: &[u8]) -> AgiLines<'_> {
    AgiLines { rest: decoded }
}

impl<'a> Iterator for AgiLines<'a> {
    type Item = AgiLine<'a>;

    fn next(&mut self) -> Option<AgiLine<'a>> {
        loop {
            let rest = self.rest;
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.rest = rest.get(end.saturating_add(1)..).unwrap_or(b"");
            if let Some(line @ [_, ..]) = rest.get(..end) {
                return Some(cut(line));
            }
        }
    }
}

/// Cuts a line at its colon, if a name stands before it.
fn cut(line: &[u8]) -> AgiLine<'_> {
    let named = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let end = line.iter().take_while(named).count();
    match line.split_at_checked(end) {
        Some((name @ [_, ..], [b':', value @ ..])) => {
            AgiLine { name, value: value.strip_prefix(b" ").unwrap_or(value) }
        }
        _ => AgiLine { name: b"", value: line },
    }
}

/// A `CommandID` for the action AGI: `aw`, 16 hexadecimal digits that tell one
/// program from others, a hyphen, and 16 more for the command. No server
/// reads anything into it; it is short enough for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommandId {
    /// What tells this program from others that have commands run; a random
    /// number does.
    pub session: u64,
    /// The command's number, of the caller's choice.
    pub tag: u64,
}

impl CommandId {
    /// Reads the value of a `CommandID`. Compare `session` with your own: the
    /// event of somebody else's command may have the same form.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit, if it is an id of
    /// another form: the digits are in lower case.
    pub fn parse(value: &[u8]) -> Result<CommandId> {
        let mut id = CommandId { session: 0, tag: 0 };
        for (place, want) in FORM.iter().enumerate() {
            let byte = value.get(place).ok_or(bad(place))?;
            let part = match want {
                b's' => &mut id.session,
                b't' => &mut id.tag,
                want if want == byte => continue,
                _ => return Err(bad(place)),
            };
            match hexadecimal(byte) {
                Some(digit) if !byte.is_ascii_uppercase() => *part = *part << 4 | u64::from(digit),
                _ => return Err(bad(place)),
            }
        }
        if value.len() > FORM.len() { Err(bad(FORM.len())) } else { Ok(id) }
    }
}

/// Where the digits of the two numbers stand.
const FORM: &[u8; 35] = b"awssssssssssssssss-tttttttttttttttt";

impl Canonical for CommandId {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(b"aw")?;
        put_hexadecimal(sink, self.session)?;
        sink.bytes(b"-")?;
        put_hexadecimal(sink, self.tag)
    }
}

/// A number with its 16 digits.
fn put_hexadecimal<S: Sink>(sink: &mut S, number: u64) -> fmt::Result {
    (0..16).rev().try_for_each(|place: u32| {
        let digit = (number >> (4 * place)) as u8 & 15;
        sink.bytes(&[if digit < 10 { b'0' | digit } else { b'a' - 10 + digit }])
    })
}

canonical!(CommandId);

#[cfg(test)]
mod tests {
    use std::string::ToString;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::super::form::form_decode;
    use super::*;

    fn lines(text: &[u8]) -> Vec<(&str, &str)> {
        let text_of = |bytes| core::str::from_utf8(bytes).unwrap();
        agi_lines(text).map(|line| (text_of(line.name), text_of(line.value))).collect()
    }

    #[test]
    fn env() {
        let sent = b"agi_request%3A%20async%0Aagi_channel%3A%20PJSIP%2F1000-0000000d%0Aagi_callerid%3A%201000%0A\
            agi_accountcode%3A%20%0Aagi_arg_1%3A%20a%3A%20b%0A%0A";
        let mut room = [0; 256];
        let length = form_decode(sent, &mut room).unwrap();
        assert_eq!(
            lines(&room[..length]),
            [
                ("agi_request", "async"),
                ("agi_channel", "PJSIP/1000-0000000d"),
                ("agi_callerid", "1000"),
                ("agi_accountcode", ""),
                ("agi_arg_1", "a: b"),
            ]
        );
    }
    #[test]
    fn results() {
        assert_eq!(lines(b"200 result=1 (a:b)\n"), [("", "200 result=1 (a:b)")]);
        // Usage has colons and empty lines, and the end may be cut off.
        let usage = b"520-Invalid command syntax.  Proper usage follows:\n Usage: ANSWER\n\n520 End of prop";
        let expected = ["520-Invalid command syntax.  Proper usage follows:", " Usage: ANSWER", "520 End of prop"];
        assert_eq!(lines(usage), expected.map(|line| ("", line)));
        assert_eq!(lines(b"\n\n"), []);
        assert_eq!(lines(b":\na:b\na:\n"), [("", ":"), ("a", "b"), ("a", "")]);
    }

    #[test]
    fn command_ids() {
        let id = CommandId { session: 0xfedc_ba98_7654_3210, tag: 0x2a };
        assert_eq!(id.to_string(), "awfedcba9876543210-000000000000002a");
        assert_eq!(CommandId::parse(id.to_string().as_bytes()), Ok(id));
        wrong_at!(
            CommandId::parse,
            [
                (&b""[..], 0),
                (b"17", 0),
                (b"aw", 2),
                (b"awfedcba9876543210_000000000000002a", 18),
                (b"awfedcba9876543210-000000000000002", 34),
                (b"awfedcba9876543210-000000000000002ab", 35),
                (b"awFedcba9876543210-000000000000002a", 2),
                (b"awfedcba9876543210-00000000000000g0", 33),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_ones_come_back(session: u64, tag: u64) {
            comes_back!(CommandId, CommandId { session, tag });
        }

        #[test]
        fn any_bytes(value in "(aw)?[0-9a-g]{15,17}-?[0-9A-G]{0,17}|\\PC{0,40}", text: Vec<u8>) {
            any!(CommandId, value.as_bytes());
            let mut left = text.len();
            for line in agi_lines(&text) {
                prop_assert!(!line.name.contains(&b'\n') && !line.value.contains(&b'\n'));
                let size = line.name.len() + line.value.len();
                prop_assert!(size > 0 && size <= left);
                left -= size;
            }
        }
    }
}
