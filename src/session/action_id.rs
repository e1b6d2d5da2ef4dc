//! ActionIDs: `aw`, 16 hexadecimal digits that only this session can compute, and
//! the caller's tag as 16 more.
//!
//! The tag can be read out of an answer that comes when nobody waits for it
//! any more. An OriginateResponse goes to every session of the exchange, so
//! sessions must be told apart. Who can guess the first digits can forge an answer
//! in an event that users may write. So they are a hash, with a key of the session's,
//! of what stands behind them: whoever reads one ActionID, as all do that see an
//! OriginateResponse, can write none of another action. The whole is short enough
//! that no server cuts it (T11).

// Deprecated in favour of one of `std`, which the core has not; it stays in the
// library, and what it computes is SipHash-2-4 for ever.
#[allow(deprecated)]
use core::hash::{Hasher, SipHasher};

use super::text::Text;

/// Bytes of the longest ActionID.
pub(super) const ID: usize = 2 + 16 + REST;

/// Those of them that stand behind the hash.
const REST: usize = 1 + 16;

/// What every ActionID begins with.
const FIRST: &[u8] = b"aw";

/// The ActionIDs of a session, by the key of their hash.
#[derive(Clone, Copy)]
pub(super) struct Ids([u64; 2]);

/// What an ActionID of ours stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id {
    /// An action of the caller's.
    Tag(u64),
    /// The Ping behind an action whose answer may come without a response.
    Fence(u64),
    /// The login.
    Login,
    /// The request for a challenge.
    Challenge,
    /// A Ping of the session's own.
    Ping,
    /// The event mask of that number.
    Events(u32),
    /// The logoff.
    Logoff,
}

const WORDS: [(Id, &[u8]); 4] =
    [(Id::Login, b"login"), (Id::Challenge, b"challenge"), (Id::Ping, b"ping"), (Id::Logoff, b"logoff")];

/// What those of event masks have before their number.
const EVENTS: &[u8] = b"events";

impl Ids {
    /// Those with that key.
    pub(super) fn new(key: [u64; 2]) -> Ids {
        Ids(key)
    }

    /// The bytes of an ActionID.
    pub(super) fn write(&self, id: Id) -> Text<ID> {
        let mut rest = Text::<REST>::EMPTY;
        // There is room for each of them.
        let _ = match id {
            Id::Tag(tag) => rest.push(&hexadecimal(tag)),
            Id::Fence(tag) => rest.push(b"f").and_then(|()| rest.push(&hexadecimal(tag))),
            Id::Events(number) => rest.push(EVENTS).and_then(|()| rest.push(&hexadecimal(number.into())[8..])),
            id => rest.push(WORDS.iter().find(|word| word.0 == id).map_or(b"", |word| word.1)),
        };
        let mut text = Text::EMPTY;
        let _ = text.push(FIRST);
        let _ = text.push(&hexadecimal(self.hash(rest.get())));
        let _ = text.push(rest.get());
        text
    }

    /// What stands before the rest of an ActionID, as a number.
    #[allow(deprecated)]
    fn hash(&self, rest: &[u8]) -> u64 {
        let [first, second] = self.0;
        let mut hash = SipHasher::new_with_keys(first, second);
        hash.write(rest);
        hash.finish()
    }

    /// What these bytes stand for, if they are an ActionID of this session.
    pub(super) fn read(&self, id: &[u8]) -> Option<Id> {
        let (digits, rest) = id.strip_prefix(FIRST)?.split_at_checked(16)?;
        // No longer text is hashed than ours has.
        if rest.len() > REST || number(digits)? != self.hash(rest) {
            return None;
        }
        match rest {
            [b'f', digits @ ..] if digits.len() == 16 => number(digits).map(Id::Fence),
            digits if digits.len() == 16 => number(digits).map(Id::Tag),
            word if word.starts_with(EVENTS) => {
                let digits = word.strip_prefix(EVENTS).filter(|digits| digits.len() == 8)?;
                number(digits).and_then(|number| u32::try_from(number).ok()).map(Id::Events)
            }
            word => WORDS.iter().find(|known| known.1 == word).map(|known| known.0),
        }
    }
}

fn hexadecimal(number: u64) -> [u8; 16] {
    let mut digits = [0; 16];
    for (place, shift) in digits.iter_mut().zip((0..16).rev().map(|i| 4 * i)) {
        let digit = (number >> shift) as u8 & 15;
        *place = if digit < 10 { b'0' + digit } else { b'a' - 10 + digit };
    }
    digits
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u64::from(value))
    })
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let ids = Ids::new([7, 8]);
        for tag in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            for id in [Id::Tag(tag), Id::Fence(tag), Id::Events(tag as u32)] {
                assert_eq!(ids.read(ids.write(id).get()), Some(id));
            }
        }
        for (id, _) in WORDS {
            assert_eq!(ids.read(ids.write(id).get()), Some(id));
        }
        assert!(ids.write(Id::Tag(0x2a)).get().ends_with(b"000000000000002a"));
        assert_eq!(ids.write(Id::Tag(0)).get().len(), 34);
        assert_eq!(ids.write(Id::Fence(0)).get().len(), ID);
    }

    #[test]
    fn foreign_ones_are_not() {
        let ids = Ids::new([7, 8]);
        for other in [Ids::new([8, 8]), Ids::new([7, 7])] {
            assert_eq!(ids.read(other.write(Id::Tag(1)).get()), None);
        }
        let own = ids.write(Id::Tag(0xab));
        let mut capital = *own.get().first_chunk::<34>().unwrap();
        capital[33] = b'B';
        assert_eq!(ids.read(&capital), None);
        assert_eq!(ids.read(&own.get()[..33]), None);
        let mut no_digit = *own.get().first_chunk::<34>().unwrap();
        no_digit[10] = b'g';
        assert_eq!(ids.read(&no_digit), None);
        let events = ids.write(Id::Events(7));
        assert_eq!(ids.read(&events.get()[..events.get().len() - 1]), None);
        assert_eq!(ids.read(b""), None);
        assert_eq!(ids.read(b"aw"), None);
        assert_eq!(ids.read(&[&own.get()[..18], &[b'0'; 18][..]].concat()), None);
    }

    /// The digits of one ActionID are those of no other.
    #[test]
    fn one_action_id_does_not_show_another() {
        let ids = Ids::new([7, 8]);
        let all = [Id::Tag(1), Id::Tag(2), Id::Fence(1), Id::Events(1), Id::Ping, Id::Login, Id::Logoff, Id::Challenge];
        for one in all {
            for other in all {
                let forged = [&ids.write(one).get()[..18], &ids.write(other).get()[18..]].concat();
                assert_eq!(ids.read(&forged), (one == other).then_some(one));
            }
        }
    }

    /// The first of the published values of SipHash-2-4 with its key of 00 to 0f.
    #[test]
    fn the_hash_is_siphash_2_4() {
        let key = [*b"\x00\x01\x02\x03\x04\x05\x06\x07", *b"\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"];
        let ids = Ids::new(key.map(u64::from_le_bytes));
        assert_eq!(ids.hash(b""), 0x726f_db47_dd0e_0e31);
    }
}
