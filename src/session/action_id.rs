//! ActionIDs: a short prefix and the caller's tag as 16 hexadecimal digits.
//!
//! The tag can be read out of an answer that comes when nobody waits for it
//! any more, and the whole is short enough that no server cuts it (T11).

/// What every ActionID of a session begins with.
pub(super) const PREFIX: &[u8; 2] = b"aw";

/// Bytes of an ActionID.
pub(super) const LENGTH: usize = PREFIX.len() + 16;

/// The ActionID of the login.
pub(super) const LOGIN: &[u8] = b"awlogin";

/// The ActionID of the request for a challenge.
pub(super) const CHALLENGE: &[u8] = b"awchallenge";

/// The ActionID of a tag.
pub(super) fn of(tag: u64) -> [u8; LENGTH] {
    let mut id = [0; LENGTH];
    let digits = (0..16).map(|i| {
        let digit = (tag >> (60 - 4 * i)) as u8 & 15;
        if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }
    });
    for (place, byte) in id.iter_mut().zip(PREFIX.iter().copied().chain(digits)) {
        *place = byte;
    }
    id
}

/// The tag in an ActionID, if it is one of ours.
pub(super) fn tag(id: &[u8]) -> Option<u64> {
    let digits = id.strip_prefix(PREFIX)?;
    if digits.len() != 16 {
        return None;
    }
    digits.iter().try_fold(0u64, |tag, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(tag << 4 | u64::from(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_back() {
        for tag in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(super::tag(&of(tag)), Some(tag));
        }
        assert_eq!(&of(0x2a), b"aw000000000000002a");
        for foreign in [&b""[..], b"aw", b"aw000000000000002A", b"aw000000000000002", b"xx000000000000002a"] {
            assert_eq!(super::tag(foreign), None);
        }
        assert_eq!(super::tag(LOGIN), None);
        assert_eq!(super::tag(CHALLENGE), None);
    }
}
