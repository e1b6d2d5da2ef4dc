//! ActionIDs: `aw`, 16 hexadecimal digits that tell this session from others,
//! and the caller's tag as 16 more.
//!
//! The tag can be read out of an answer that comes when nobody waits for it
//! any more. An OriginateResponse goes to every session of the exchange, so
//! sessions must be told apart. Who can guess the digits can forge an answer in
//! an event that users may write: hence 64 bits of them. The whole is short
//! enough that no server cuts it (T11).

use super::text::Text;

/// Bytes of the longest ActionID.
pub(super) const ID: usize = 18 + 1 + 16;

/// What every ActionID of a session begins with.
#[derive(Clone, Copy)]
pub(super) struct Prefix([u8; 18]);

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

impl Prefix {
    /// The prefix with that number.
    pub(super) fn new(number: u64) -> Prefix {
        let mut prefix = *b"aw0000000000000000";
        for (place, digit) in prefix.iter_mut().skip(2).zip(hexadecimal(number)) {
            *place = digit;
        }
        Prefix(prefix)
    }

    /// The bytes of an ActionID.
    pub(super) fn write(&self, id: Id) -> Text<ID> {
        let mut text = Text::EMPTY;
        // There is room for each of them.
        let _ = text.push(&self.0);
        let _ = match id {
            Id::Tag(tag) => text.push(&hexadecimal(tag)),
            Id::Fence(tag) => text.push(b"f").and_then(|()| text.push(&hexadecimal(tag))),
            Id::Events(number) => text.push(EVENTS).and_then(|()| text.push(&hexadecimal(number.into())[8..])),
            id => text.push(WORDS.iter().find(|word| word.0 == id).map_or(b"", |word| word.1)),
        };
        text
    }

    /// What these bytes stand for, if they are an ActionID of this session.
    pub(super) fn read(&self, id: &[u8]) -> Option<Id> {
        let rest = id.strip_prefix(&self.0)?;
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
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let prefix = Prefix::new(7);
        for tag in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            for id in [Id::Tag(tag), Id::Fence(tag), Id::Events(tag as u32)] {
                assert_eq!(prefix.read(prefix.write(id).get()), Some(id));
            }
        }
        for (id, _) in WORDS {
            assert_eq!(prefix.read(prefix.write(id).get()), Some(id));
        }
        assert!(prefix.write(Id::Tag(0x2a)).get().ends_with(b"000000000000002a"));
        assert_eq!(prefix.write(Id::Tag(0)).get().len(), 34);
        assert_eq!(prefix.write(Id::Fence(0)).get().len(), ID);
    }

    #[test]
    fn foreign_ones_are_not() {
        let prefix = Prefix::new(7);
        let other = Prefix::new(8);
        assert_eq!(prefix.read(other.write(Id::Tag(1)).get()), None);
        let own = prefix.write(Id::Tag(0xab));
        let mut capital = *own.get().first_chunk::<34>().unwrap();
        capital[33] = b'B';
        assert_eq!(prefix.read(&capital), None);
        assert_eq!(prefix.read(&own.get()[..33]), None);
        let events = prefix.write(Id::Events(7));
        assert_eq!(prefix.read(&events.get()[..events.get().len() - 1]), None);
        assert_eq!(prefix.read(b""), None);
        assert_eq!(prefix.read(b"aw"), None);
    }
}
