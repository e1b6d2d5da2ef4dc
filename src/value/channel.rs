//! Channel names: `PJSIP/1000-0000000d`, `Local/1000@from-internal-0000002a;1`,
//! `DAHDI/i1/5551234-2`. A name is text that a channel driver makes up; only
//! its technology is sure to be there.

use core::fmt;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::opt;

use super::grammar::{Step, bad, cut_last, literal, printable, run, run1, stop, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// Technologies whose unique part has eight hexadecimal digits and nothing
/// else, so that `PJSIP/trunk-7` is no channel of the resource `trunk`.
const EIGHT_DIGITS: [&[u8]; 3] = [b"PJSIP", b"SIP", b"Local"];

/// What stands before the whole name of another channel, for which this one
/// takes part in something: old transfers, parking and masquerades, and the
/// stand-in that a bridge puts in another channel's place.
const WRAPPERS: [&[u8]; 5] = [b"AsyncGoto", b"Bridge", b"Parked", b"Surrogate", b"Transfered"];

/// A channel's name in its parts, all borrowed from the value. Put together
/// again they are the value, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Channel<'a> {
    /// What stands before the first `/`: `PJSIP`, `Local`, `DAHDI`, `Message`.
    pub technology: &'a [u8],
    /// What the channel is of: a peer or endpoint (`1000`), an extension and
    /// context (`1000@from-internal`), a line (`i1/5551234`), or the name of
    /// another channel (see `inner`).
    pub resource: &'a [u8],
    /// What tells this channel from others of the resource, behind the last
    /// `-`: eight hexadecimal digits, decimal digits (IAX2, DAHDI), or `0x`
    /// and hexadecimal digits. Empty if the name has no such end: then it is
    /// one of the few channels without (`Message/ast_msg_queue`), or the name
    /// of a device and not of a channel.
    pub unique: &'a [u8],
    /// Which of a pair of channels this is, 1 or 2 (`;1`, `;2` of Local), or 0
    /// if it is not one of a pair.
    pub half: u8,
    /// Marks at the end such as `<ZOMBIE>` and `<MASQ>`, put there by a
    /// masquerade; normally empty.
    pub marks: &'a [u8],
    /// The name of the channel for which this one stands, where the technology
    /// is one of those that put themselves before a whole name (`AsyncGoto`,
    /// `Bridge`, `Parked`, `Surrogate`, `Transfered`); otherwise empty.
    /// [`Channel::parse`] takes it apart. It is resource, unique part and half
    /// once more, not more of the name.
    pub inner: &'a [u8],
}

impl<'a> Channel<'a> {
    /// Takes a channel's name apart. A device of the same form as a channel,
    /// such as an endpoint called `trunk-00000001`, cannot be told from one:
    /// give this only what a header promises to be a channel.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit: in an empty value, a
    /// value without `/` (`none`, which VarSet has for global variables), or
    /// at a control byte.
    pub fn parse(value: &'a [u8]) -> Result<Channel<'a>> {
        let (technology, rest) = whole(value, |input| {
            let (rest, technology) = technology(input)?;
            let (rest, ()) = literal(b"/")(rest)?;
            match rest {
                [] => stop(rest),
                rest => Ok((&[][..], (technology, rest))),
            }
        })?;
        if let Some(place) = rest.iter().position(|&byte| !printable(byte)) {
            return Err(bad(value.len().saturating_sub(rest.len()).saturating_add(place)));
        }
        let (name, marks) = cut_marks(rest);
        let inner = if WRAPPERS.contains(&technology) { name } else { b"" };
        let mut channel = Channel { technology, resource: name, unique: b"", half: 0, marks, inner };
        if let Some((resource, end)) = cut_last(name, b'-')
            && !resource.is_empty()
            && let Ok((unique, half)) = whole(end, |end| unique_part(end, technology))
        {
            (channel.resource, channel.unique, channel.half) = (resource, unique, half);
        }
        Ok(channel)
    }

    /// Whether a masquerade left this channel behind: it is about to hang up,
    /// and another one goes on in its place.
    pub fn is_zombie(&self) -> bool {
        self.marks.ends_with(b"<ZOMBIE>")
    }
}

fn technology(input: &[u8]) -> Step<'_, &[u8]> {
    run1(input, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// What stands behind the last `-`: the unique part and the half.
fn unique_part<'a>(input: &'a [u8], technology: &[u8]) -> Step<'a, (&'a [u8], u8)> {
    let (rest, unique) = run(input, |byte| byte.is_ascii_alphanumeric());
    let eight = unique.len() == 8 && unique.iter().all(u8::is_ascii_hexdigit);
    let decimal = !unique.is_empty() && unique.iter().all(u8::is_ascii_digit);
    let pointer = match unique {
        [b'0', b'x', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit),
        _ => false,
    };
    if !eight && (EIGHT_DIGITS.contains(&technology) || !decimal && !pointer) {
        return stop(input);
    }
    let (rest, half) = opt(alt((literal(b";1").map(|()| 1), literal(b";2").map(|()| 2)))).parse_complete(rest)?;
    Ok((rest, (unique, half.unwrap_or(0))))
}

/// Cuts the marks off the end: capital letters between `<` and `>`.
fn cut_marks(name: &[u8]) -> (&[u8], &[u8]) {
    let mut before = name;
    while let Some(open) = before.strip_suffix(b">") {
        match cut_last(open, b'<') {
            Some((shorter, mark))
                if !mark.is_empty() && mark.iter().all(u8::is_ascii_uppercase) && !shorter.is_empty() =>
            {
                before = shorter;
            }
            _ => break,
        }
    }
    name.split_at_checked(before.len()).unwrap_or((name, b""))
}

impl Canonical for Channel<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(self.technology)?;
        sink.bytes(b"/")?;
        sink.bytes(self.resource)?;
        if !self.unique.is_empty() {
            sink.bytes(b"-")?;
            sink.bytes(self.unique)?;
        }
        if self.half != 0 {
            sink.bytes(b";")?;
            sink.decimal(u64::from(self.half), 0)?;
        }
        sink.bytes(self.marks)
    }
}

canonical!(Channel<'_>);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, wrong_at};
    use super::*;

    #[test]
    fn table() {
        for (value, technology, resource, unique, half, marks) in [
            ("PJSIP/1000-0000000d", "PJSIP", "1000", "0000000d", 0, ""),
            ("PJSIP/1001", "PJSIP", "1001", "", 0, ""),
            ("PJSIP/trunk-42", "PJSIP", "trunk-42", "", 0, ""),
            ("PJSIP/trunk-42-0000001f", "PJSIP", "trunk-42", "0000001f", 0, ""),
            ("Local/1000@from-internal-0000002a;1", "Local", "1000@from-internal", "0000002a", 1, ""),
            ("Local/915550001@from-internal-0000001c;2", "Local", "915550001@from-internal", "0000001c", 2, ""),
            ("Local/s@storm-000003ab;1", "Local", "s@storm", "000003ab", 1, ""),
            ("Local/1090@phones", "Local", "1090@phones", "", 0, ""),
            ("Local/1003@from-internal/n", "Local", "1003@from-internal/n", "", 0, ""),
            ("Local/1003@x-00000001;3", "Local", "1003@x-00000001;3", "", 0, ""),
            ("Local/1000@a-0000002a;2<ZOMBIE>", "Local", "1000@a", "0000002a", 2, "<ZOMBIE>"),
            ("DAHDI/1-1", "DAHDI", "1", "1", 0, ""),
            ("DAHDI/i1/5551234-2", "DAHDI", "i1/5551234", "2", 0, ""),
            ("SIP/trunk-name-00000001", "SIP", "trunk-name", "00000001", 0, ""),
            ("SIP/10.0.0.1-b7c0F8a8<MASQ>", "SIP", "10.0.0.1", "b7c0F8a8", 0, "<MASQ>"),
            ("SIP/1000-00000001<MASQ><ZOMBIE>", "SIP", "1000", "00000001", 0, "<MASQ><ZOMBIE>"),
            ("IAX2/x-4296", "IAX2", "x", "4296", 0, ""),
            ("IAX2/iax2-4296", "IAX2", "iax2", "4296", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0x7f8b680062e0", "UnicastRTP", "127.0.0.1:5000", "0x7f8b680062e0", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0x", "UnicastRTP", "127.0.0.1:5000-0x", "", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0xhost", "UnicastRTP", "127.0.0.1:5000-0xhost", "", 0, ""),
            ("AsyncGoto/PJSIP/1000-0000000d", "AsyncGoto", "PJSIP/1000", "0000000d", 0, ""),
            ("Bridge/SIP/a-b-00000002<ZOMBIE>", "Bridge", "SIP/a-b", "00000002", 0, "<ZOMBIE>"),
            ("Message/ast_msg_queue", "Message", "ast_msg_queue", "", 0, ""),
            ("Message/ast_msg_queue<ZOMBIE>", "Message", "ast_msg_queue", "", 0, "<ZOMBIE>"),
            ("CBAnn/8000-00000001;2", "CBAnn", "8000", "00000001", 2, ""),
            ("Nonesuch/1", "Nonesuch", "1", "", 0, ""),
            ("SIP/-00000001", "SIP", "-00000001", "", 0, ""),
            ("SIP/<ZOMBIE>", "SIP", "<ZOMBIE>", "", 0, ""),
            ("SIP/a<zombie>", "SIP", "a<zombie>", "", 0, ""),
            ("SIP/M\u{fc}ller-00000001", "SIP", "M\u{fc}ller", "00000001", 0, ""),
        ] {
            let found = Channel::parse(value.as_bytes()).unwrap();
            let want = Channel {
                technology: technology.as_bytes(),
                resource: resource.as_bytes(),
                unique: unique.as_bytes(),
                half,
                marks: marks.as_bytes(),
                inner: found.inner,
            };
            assert_eq!(found, want, "{value}");
            assert_eq!(found.to_string(), value);
            assert_eq!(found.is_zombie(), marks.ends_with("<ZOMBIE>"));
        }
    }

    #[test]
    fn within() {
        for (value, inner) in [
            (&b"AsyncGoto/PJSIP/1000-0000000d<ZOMBIE>"[..], &b"PJSIP/1000-0000000d"[..]),
            (b"Parked/Local/1@a-00000001;2", b"Local/1@a-00000001;2"),
            (b"Bridge/none", b"none"),
            (b"DAHDI/i1/5551234-2", b""),
        ] {
            let found = Channel::parse(value).unwrap();
            assert_eq!(found.inner, inner);
        }
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            Channel::parse,
            [
                (&b""[..], 0),
                (b"none", 4),
                (b"/1000", 0),
                (b"PJSIP/", 6),
                (b"PJ SIP/1000", 2),
                (b"Custom:dev1001", 6),
                (b"(null)", 0),
                (b"SIP/a\r\nX: y", 5),
                (b"SIP/a\x7F", 5),
                (b"S P/a\0", 1),
                (b"\0", 0),
                (b"SIP\0/a", 3),
                (b"SIP/\0", 4),
                (b"S\xC9P/a", 1),
            ]
        );
    }

    proptest! {
        #[test]
        fn put_together_again(value in "[A-Z]{1,9}/[a-z0-9@/-]{1,12}(-[0-9a-f]{1,8}|-0x[0-9a-f]{0,9})?(;[1-3])?(<[A-Za-z]{0,6}>){0,2}") {
            let found = Channel::parse(value.as_bytes()).unwrap();
            prop_assert_eq!(found.to_string(), value);
        }

        #[test]
        fn any_bytes(value: std::vec::Vec<u8>) {
            any!(Channel, &value);
        }
    }
}
