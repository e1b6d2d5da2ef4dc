//! Values in the form of web forms: `Content: %EF%BB%BFa%3A+b` of the SMS
//! events of gateways, `Env` and `Result` of the events of AsyncAGI
//! ([`agi`](super::agi)). Nothing in a packet says that a value has this form;
//! it is for the caller to know the headers.

use super::grammar::bad;
use crate::error::{Error, Result, Status};

/// Takes the form off `value`, into `out`, and gives the length of what it
/// wrote: never more than `value` has. `%` and two hexadecimal digits of either
/// case are the byte that they name, `+` is a blank, and every other byte is
/// itself.
///
/// What comes out is bytes: a mark of UTF-8 in front (`%EF%BB%BF`) stays, and
/// CR, LF and NUL may be in it, so that it must never be put into a header as
/// it is.
///
/// # Errors
/// [`Status::BadValue`] for a `%` without two digits behind it, with the offset
/// in `value` of the byte that is no digit, or the length if it ends there.
/// Nothing is guessed: such a value is of another form, or of Asterisk 1.6 or
/// 1.8, which leave a `%` of the text as it is. [`Status::NoRoom`] if `out` is
/// too small; the error's `size` says what is needed, and an empty `out` thus
/// asks for the size. In both cases `out` is as it was.
pub fn form_decode(value: &[u8], out: &mut [u8]) -> Result<usize> {
    let (mut rest, mut size) = (value, 0_usize);
    while let Some((first, behind)) = rest.split_first() {
        let place = value.len().saturating_sub(rest.len());
        rest = match step(*first, behind) {
            Ok((_, rest)) => rest,
            Err(within) => return Err(bad(place.saturating_add(within))),
        };
        size = size.saturating_add(1);
    }
    let Some(room) = out.get_mut(..size) else {
        return Err(Error { size: size as u64, ..Error::new(Status::NoRoom) });
    };
    let mut rest = value;
    for place in room {
        // It was all right above.
        if let Some(Ok((byte, after))) = rest.split_first().map(|(first, behind)| step(*first, behind)) {
            (*place, rest) = (byte, after);
        }
    }
    Ok(size)
}

/// The byte that begins with `first`, and what is behind it; or which byte of it
/// does not fit.
fn step(first: u8, behind: &[u8]) -> core::result::Result<(u8, &[u8]), usize> {
    match first {
        b'%' => {
            let high = behind.first().and_then(hexadecimal).ok_or(1_usize)?;
            let low = behind.get(1).and_then(hexadecimal).ok_or(2_usize)?;
            Ok((high << 4 | low, behind.get(2..).unwrap_or(b"")))
        }
        b'+' => Ok((b' ', behind)),
        byte => Ok((byte, behind)),
    }
}

/// What a hexadecimal digit stands for.
pub(super) fn hexadecimal(digit: &u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit & 15),
        b'a'..=b'f' | b'A'..=b'F' => Some((digit & 15).saturating_add(9)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::super::check::wrong_at;
    use super::*;

    fn decoded(value: &[u8]) -> Vec<u8> {
        let size = match form_decode(value, &mut []) {
            Ok(size) => size,
            Err(error) => error.size as usize,
        };
        let mut out = vec![0; size];
        assert_eq!(form_decode(value, &mut out), Ok(size));
        out
    }

    #[test]
    fn what_servers_send() {
        for (sent, meant) in [
            (&b"%EF%BB%BF%D0%9E%D0%BA+a%3A+b"[..], "\u{FEFF}Ок a: b".as_bytes()),
            (b"agi_request%3A%20async%0A", b"agi_request: async\n"),
            (b"agi_request%3a%20async%0a", b"agi_request: async\n"),
            (b"100%25+%2B1", b"100% +1"),
            (b"%00%ff%FF", b"\0\xFF\xFF"),
            (b"caf\xE9 as it is", b"caf\xE9 as it is"),
            (b"", b""),
        ] {
            assert_eq!(decoded(sent), meant);
        }
    }

    #[test]
    fn wrong_places() {
        let parse = |value: &[u8]| form_decode(value, &mut [0; 64]);
        wrong_at!(
            parse,
            [
                (&b"%"[..], 1),
                (b"%4", 2),
                (b"%g1", 1),
                (b"%1g", 2),
                (b"a%%20", 2),
                (b"ab%20%2", 7),
                (b"100% sure", 4),
                (b"%+1", 1),
                (b"%-1", 1),
                (b"%0x41", 2),
            ]
        );
        // Also without room: the value is at fault, whatever the room.
        assert_eq!(form_decode(b"abc%", &mut []).unwrap_err().status, Status::BadValue);
    }

    #[test]
    fn too_small_leaves_all_as_it_was() {
        let mut out = *b"....";
        let error = form_decode(b"one%20two", &mut out).unwrap_err();
        assert_eq!((error.status, error.size), (Status::NoRoom, 7));
        assert_eq!(form_decode(b"one%2", &mut out).unwrap_err().status, Status::BadValue);
        assert_eq!(&out, b"....");
        let mut out = *b"........";
        assert_eq!(form_decode(b"one%20two", &mut out), Ok(7));
        assert_eq!(&out, b"one two.");
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(value: Vec<u8>, keep in "[a-z]{0,3}") {
            let sent: Vec<u8> = value
                .iter()
                .flat_map(|byte| match byte {
                    b' ' => vec![b'+'],
                    byte if keep.as_bytes().contains(byte) => vec![*byte],
                    byte => std::format!("%{byte:02x}").into_bytes(),
                })
                .collect();
            prop_assert_eq!(decoded(&sent), value);
        }

        #[test]
        fn any_bytes(value in "[%+0-9a-gA-G\\PC]{0,20}") {
            let mut out = vec![0; value.len()];
            match form_decode(value.as_bytes(), &mut out) {
                Ok(size) => prop_assert!(size <= value.len()),
                Err(error) => {
                    prop_assert_eq!(error.status, Status::BadValue);
                    let end = error.offset as usize;
                    prop_assert!(end <= value.len());
                    prop_assert!(value.as_bytes()[..end].iter().rev().take(2).any(|byte| *byte == b'%'));
                }
            }
        }
    }
}
