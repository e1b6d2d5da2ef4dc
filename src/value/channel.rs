//! Channel names: `PJSIP/1000-0000000d`, `Local/1000@from-internal-0000002a;1`,
//! `DAHDI/i1/5551234-2`. A name is text that a channel driver makes up; only
//! its technology is sure to be there.

use core::fmt;

use super::grammar::{Step, bad, cut_last, literal, printable, run1, stop, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

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
    /// What tells this channel from others of the resource, behind a `-`. Its
    /// form is the technology's: eight hexadecimal digits (PJSIP, SIP, SCCP,
    /// Local), four (Motif, Mobile, Local before Asterisk 12 with a half),
    /// ten (Dongle, Quectel), any number of them (PRI channels of DAHDI), `u`
    /// and decimal digits (mISDN), a UUID (AudioSocket). Of every other
    /// technology eight hexadecimal digits, decimal digits, or `0x` and
    /// hexadecimal digits. Empty if the name has no such end: then it is one
    /// of the few channels without (`Message/ast_msg_queue`), or the name of a
    /// device and not of a channel.
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
        // The form of the unique part is that of the channel that is meant.
        let (technology, within) = innermost(technology, name);
        if let Some((resource, unique, half)) = cut_unique(technology, within) {
            let end = within.len().saturating_sub(resource.len());
            channel.resource = name.get(..name.len().saturating_sub(end)).unwrap_or(name);
            (channel.unique, channel.half) = (unique, half);
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

/// The technology and the name of the channel at the end of a chain of
/// wrappers: of `AsyncGoto/PJSIP/1000-0000000d`, those of the PJSIP channel.
fn innermost<'a>(mut technology: &'a [u8], mut name: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    while WRAPPERS.contains(&technology)
        && let Some(slash) = name.iter().position(|&byte| byte == b'/')
        && let Some((within, [_, rest @ ..])) = name.split_at_checked(slash)
    {
        (technology, name) = (within, rest);
    }
    (technology, name)
}

/// Cuts the unique part and the half off the end: the resource, the two.
fn cut_unique<'a>(technology: &[u8], name: &'a [u8]) -> Option<(&'a [u8], &'a [u8], u8)> {
    let (resource, unique, half) = if technology == b"AudioSocket" {
        let (before, uuid) = name.split_at_checked(name.len().checked_sub(UUID.len())?)?;
        (before.strip_suffix(b"-")?, uuid, 0)
    } else {
        match cut_last(name, b'-')? {
            (resource, [unique @ .., b';', b'1']) => (resource, unique, 1),
            (resource, [unique @ .., b';', b'2']) => (resource, unique, 2),
            (resource, unique) => (resource, unique, 0),
        }
    };
    let fits = !resource.is_empty() && is_unique(technology, resource, unique, half);
    fits.then_some((resource, unique, half))
}

const UUID: &[u8; 36] = b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/// Whether channels of the technology end in this. Where a technology has one
/// form, no other is taken: the device `PJSIP/trunk-7` is no channel of the
/// resource `trunk`.
fn is_unique(technology: &[u8], resource: &[u8], unique: &[u8], half: u8) -> bool {
    let all = |digits: &[u8], fits: fn(&u8) -> bool| !digits.is_empty() && digits.iter().all(fits);
    let hex = all(unique, u8::is_ascii_hexdigit);
    let decimal = all(unique, u8::is_ascii_digit);
    // A call's number of two decimal digits, then eight hexadecimal ones.
    let modem = hex && unique.len() == 10 && unique.iter().take(2).all(u8::is_ascii_digit);
    match technology {
        b"PJSIP" | b"SIP" | b"SCCP" => hex && unique.len() == 8,
        // Four before Asterisk 12; a context may well be called `x-cafe`.
        b"Local" => hex && (unique.len() == 8 || unique.len() == 4 && half != 0),
        b"Motif" | b"Gtalk" | b"Jingle" | b"Mobile" => hex && unique.len() == 4,
        b"Dongle" | b"Quectel" => modem,
        // Its releases differ.
        b"Datacard" => modem || decimal || hex && unique.len() == 4,
        b"CAPI" => hex,
        b"DAHDI" if is_pri(resource) => hex,
        b"mISDN" => unique.strip_prefix(b"u").is_some_and(|rest| all(rest, u8::is_ascii_digit)),
        b"AudioSocket" => {
            unique.len() == UUID.len()
                && unique.iter().zip(UUID).all(|(byte, form)| byte == form || *form == b'x' && byte.is_ascii_hexdigit())
        }
        _ => {
            let pointer = unique.strip_prefix(b"0x").is_some_and(|rest| all(rest, u8::is_ascii_hexdigit));
            hex && unique.len() == 8 || decimal || pointer
        }
    }
}

/// Whether a resource of DAHDI is a number called over a PRI span:
/// `i1/5551234`.
fn is_pri(resource: &[u8]) -> bool {
    let Some(span) = resource.strip_prefix(b"i") else { return false };
    let digits = span.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && span.get(digits) == Some(&b'/')
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
            ("DAHDI/i2/690-770d", "DAHDI", "i2/690", "770d", 0, ""),
            ("DAHDI/i2/690:12-1a", "DAHDI", "i2/690:12", "1a", 0, ""),
            ("DAHDI/i12/690-a<ZOMBIE>", "DAHDI", "i12/690", "a", 0, "<ZOMBIE>"),
            ("DAHDI/i2/690-x", "DAHDI", "i2/690-x", "", 0, ""),
            ("DAHDI/i2/690-", "DAHDI", "i2/690-", "", 0, ""),
            // Neither is a span.
            ("DAHDI/1-770d", "DAHDI", "1-770d", "", 0, ""),
            ("DAHDI/i/690-770d", "DAHDI", "i/690-770d", "", 0, ""),
            ("DAHDI/pseudo-1804289383", "DAHDI", "pseudo", "1804289383", 0, ""),
            ("Local/1000@ctx-8789;1", "Local", "1000@ctx", "8789", 1, ""),
            ("Local/1000@ctx-f00d;2<MASQ>", "Local", "1000@ctx", "f00d", 2, "<MASQ>"),
            // A context, or the name of 1.4, which nothing tells from one.
            ("Local/1000@ctx-cafe", "Local", "1000@ctx-cafe", "", 0, ""),
            ("Local/1000@ctx-8789,1", "Local", "1000@ctx-8789,1", "", 0, ""),
            ("Local/1000@ctx-878;1", "Local", "1000@ctx-878;1", "", 0, ""),
            ("Dongle/dongle0-0100000003", "Dongle", "dongle0", "0100000003", 0, ""),
            ("Dongle/dongle-2", "Dongle", "dongle-2", "", 0, ""),
            ("Dongle/dongle0-a100000003", "Dongle", "dongle0-a100000003", "", 0, ""),
            ("Quectel/quectel0-020000001f", "Quectel", "quectel0", "020000001f", 0, ""),
            ("Datacard/datacard0-010000000a", "Datacard", "datacard0", "010000000a", 0, ""),
            ("Datacard/datacard0-1a2b", "Datacard", "datacard0", "1a2b", 0, ""),
            ("Motif/someone@example.org-1a2b", "Motif", "someone@example.org", "1a2b", 0, ""),
            ("Motif/account-12", "Motif", "account-12", "", 0, ""),
            ("Gtalk/someone-0f0f", "Gtalk", "someone", "0f0f", 0, ""),
            ("Jingle/someone-0f0f", "Jingle", "someone", "0f0f", 0, ""),
            ("Mobile/phone-beef", "Mobile", "phone", "beef", 0, ""),
            ("SCCP/98011-0000002F", "SCCP", "98011", "0000002F", 0, ""),
            ("SCCP/line-7", "SCCP", "line-7", "", 0, ""),
            ("CAPI/ISDN1/5551234-2f", "CAPI", "ISDN1/5551234", "2f", 0, ""),
            ("mISDN/1-u12", "mISDN", "1", "u12", 0, ""),
            ("mISDN/tmp3-u0", "mISDN", "tmp3", "u0", 0, ""),
            ("mISDN/1-u", "mISDN", "1-u", "", 0, ""),
            ("Agent/P1001-40221", "Agent", "P1001", "40221", 0, ""),
            ("Skinny/100@phone-3", "Skinny", "100@phone", "3", 0, ""),
            ("OOH323/gate-17", "OOH323", "gate", "17", 0, ""),
            (
                "AudioSocket/127.0.0.1:9092-40325ec2-5efd-4bd3-805f-53576e581d13",
                "AudioSocket",
                "127.0.0.1:9092",
                "40325ec2-5efd-4bd3-805f-53576e581d13",
                0,
                "",
            ),
            ("AudioSocket/127.0.0.1:9092-00000001", "AudioSocket", "127.0.0.1:9092-00000001", "", 0, ""),
            // No `-`, and its pointer is not cut off at another byte.
            ("WebSocket/one/0x7f8b680062e0", "WebSocket", "one/0x7f8b680062e0", "", 0, ""),
            ("SIP/trunk-name-00000001", "SIP", "trunk-name", "00000001", 0, ""),
            ("SIP/10.0.0.1-b7c0F8a8<MASQ>", "SIP", "10.0.0.1", "b7c0F8a8", 0, "<MASQ>"),
            ("SIP/1000-00000001<MASQ><ZOMBIE>", "SIP", "1000", "00000001", 0, "<MASQ><ZOMBIE>"),
            ("IAX2/x-4296", "IAX2", "x", "4296", 0, ""),
            ("IAX2/iax2-4296", "IAX2", "iax2", "4296", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0x7f8b680062e0", "UnicastRTP", "127.0.0.1:5000", "0x7f8b680062e0", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0x", "UnicastRTP", "127.0.0.1:5000-0x", "", 0, ""),
            ("UnicastRTP/127.0.0.1:5000-0xhost", "UnicastRTP", "127.0.0.1:5000-0xhost", "", 0, ""),
            ("AsyncGoto/PJSIP/1000-0000000d", "AsyncGoto", "PJSIP/1000", "0000000d", 0, ""),
            ("AsyncGoto/PJSIP/trunk-7", "AsyncGoto", "PJSIP/trunk-7", "", 0, ""),
            ("Parked/DAHDI/i2/690-770d", "Parked", "DAHDI/i2/690", "770d", 0, ""),
            ("AsyncGoto/Bridge/Local/1@a-8789;2", "AsyncGoto", "Bridge/Local/1@a", "8789", 2, ""),
            ("Bridge/0x7f8b680062e0-input", "Bridge", "0x7f8b680062e0-input", "", 0, ""),
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
        fn put_together_again(value in "([A-Z]{1,9}|Local|Dongle|mISDN|Bridge/Motif|DAHDI/i1|AudioSocket)/[a-z0-9@/-]{1,12}(-[0-9a-f]{1,10}|-u[0-9]|-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|-0x[0-9a-f]{0,9})?(;[1-3])?(<[A-Za-z]{0,6}>){0,2}") {
            let found = Channel::parse(value.as_bytes()).unwrap();
            prop_assert_eq!(found.to_string(), value);
        }

        #[test]
        fn any_bytes(value: std::vec::Vec<u8>) {
            any!(Channel, &value);
        }
    }
}
