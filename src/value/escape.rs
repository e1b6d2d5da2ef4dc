//! The C escapes that some values have from Asterisk 13.5 on (wire reference,
//! section 10). [`escaping`](super::escaped::escaping) says which ones do:
//! never unescape another, a backslash in it is data.

use crate::error::{Error, Result, Status};

/// The letter behind the backslash, and the byte that both stand for.
const PAIRS: [(u8, u8); 11] = [
    (b'a', 0x07),
    (b'b', 0x08),
    (b'f', 0x0C),
    (b'n', b'\n'),
    (b'r', b'\r'),
    (b't', b'\t'),
    (b'v', 0x0B),
    (b'\\', b'\\'),
    (b'\'', b'\''),
    (b'"', b'"'),
    (b'?', b'?'),
];

/// Takes the escapes out of `value`, into `out`, and gives the length of what
/// it wrote: never more than `value` has. A backslash that begins none of the
/// listed escapes stays, and so does what follows it.
///
/// The result may hold CR and LF: it must not be put into a header again
/// without [`escape`].
///
/// # Errors
/// [`Status::NoRoom`] if `out` is too small; the error's `size` says what is
/// needed, and `out` is as it was. An empty `out` thus asks for the size.
pub fn unescape(value: &[u8], out: &mut [u8]) -> Result<usize> {
    fill(Unescape { rest: value }, out)
}

/// Puts the escapes in, for a server that sends one of the escaped values:
/// `it's` becomes `it\'s`. NUL has no escape and stays; the writer refuses it.
///
/// # Errors
/// As [`unescape`]; twice the length of `value` is always enough.
pub fn escape(value: &[u8], out: &mut [u8]) -> Result<usize> {
    fill(Escape { rest: value, pending: None }, out)
}

/// The bytes of an escaped value, one by one.
#[derive(Clone)]
struct Unescape<'a> {
    rest: &'a [u8],
}

impl Iterator for Unescape<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let [b'\\', letter, rest @ ..] = self.rest
            && let Some((_, byte)) = PAIRS.iter().find(|(known, _)| known == letter)
        {
            self.rest = rest;
            return Some(*byte);
        }
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }
}

/// The bytes of a value as it is sent, one by one.
#[derive(Clone)]
struct Escape<'a> {
    rest: &'a [u8],
    pending: Option<u8>,
}

impl Iterator for Escape<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let Some(letter) = self.pending.take() {
            return Some(letter);
        }
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.pending = PAIRS.iter().find(|(_, known)| known == byte).map(|(letter, _)| *letter);
        Some(if self.pending.is_some() { b'\\' } else { *byte })
    }
}

fn fill(bytes: impl Iterator<Item = u8> + Clone, out: &mut [u8]) -> Result<usize> {
    let size = bytes.clone().count();
    let Some(room) = out.get_mut(..size) else {
        return Err(Error { size: size as u64, ..Error::new(Status::NoRoom) });
    };
    for (to, from) in room.iter_mut().zip(bytes) {
        *to = from;
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn with(function: fn(&[u8], &mut [u8]) -> Result<usize>, value: &[u8]) -> Vec<u8> {
        let size = match function(value, &mut []) {
            Ok(size) => size,
            Err(error) => error.size as usize,
        };
        let mut out = vec![0; size];
        assert_eq!(function(value, &mut out), Ok(size));
        out
    }

    #[test]
    fn recorded() {
        for (sent, meant) in [
            (&br"it\'s"[..], &b"it's"[..]),
            (br"tab\there", b"tab\there"),
            (br"C:\\dir\\new", br"C:\dir\new"),
            (br#"\"q\", \'q\'"#, br#""q", 'q'"#),
            (br"Fake: one\r\nEvent: Forged\r\n\r\n", b"Fake: one\r\nEvent: Forged\r\n\r\n"),
            (br"one\ntwo\n\nfour", b"one\ntwo\n\nfour"),
            (b"a\\tb\x01\x1b[0mc", b"a\tb\x01\x1b[0mc"),
            (br"\a\b\f\n\r\t\v\\\'\\\?", b"\x07\x08\x0C\n\r\t\x0B\\'\\?"),
            (b"caf\xE9", b"caf\xE9"),
            (b"", b""),
        ] {
            assert_eq!(with(unescape, sent), meant);
            assert_eq!(with(escape, meant), sent);
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for value in [&br"\x41"[..], br"\0", br"a\", br"\", br"\N", b"\\\xE9", br"\ n"] {
            assert_eq!(with(unescape, value), value);
        }
        // Pairs are taken from the left.
        assert_eq!(with(unescape, br"\\n"), br"\n");
        assert_eq!(with(unescape, br"\\\n"), b"\\\n");
    }

    #[test]
    fn too_small_leaves_all_as_it_was() {
        let mut out = *b"....";
        let error = unescape(br"one\ntwo", &mut out).unwrap_err();
        assert_eq!((error.status, error.size), (Status::NoRoom, 7));
        assert_eq!(&out, b"....");
        let mut out = *b"........";
        assert_eq!(unescape(br"one\ntwo", &mut out), Ok(7));
        assert_eq!(&out, b"one\ntwo.");
        assert_eq!(escape(b"\n\n", &mut [0; 3]).unwrap_err().size, 4);
    }

    proptest! {
        #[test]
        fn there_and_back(value: Vec<u8>) {
            let sent = with(escape, &value);
            prop_assert!(sent.len() <= value.len() * 2);
            prop_assert!(!sent.iter().any(|byte| matches!(byte, b'\r' | b'\n')));
            prop_assert_eq!(with(unescape, &sent), value);
        }

        #[test]
        fn any_bytes(value in "[\\\\nrx\"]{0,12}") {
            let meant = with(unescape, value.as_bytes());
            prop_assert!(meant.len() <= value.len());
        }
    }
}
