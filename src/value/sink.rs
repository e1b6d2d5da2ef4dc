//! How a value is written back in its canonical form: byte for byte into a
//! caller's buffer, or as text for a person.

use core::fmt;

use crate::error::{Error, Result, Status};

/// Takes the canonical form, piece by piece.
pub(super) trait Sink {
    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result;

    /// A number with at least `width` digits (20 at most), zeros in front.
    fn decimal(&mut self, number: u64, width: u8) -> fmt::Result {
        let mut places = [b'0'; 20];
        let mut rest = number;
        let mut used: u8 = 0;
        for place in places.iter_mut().rev() {
            if rest == 0 && used >= width.max(1) {
                break;
            }
            *place = b'0' | (rest % 10) as u8;
            rest /= 10;
            used = used.saturating_add(1);
        }
        let blank = places.len().saturating_sub(usize::from(used));
        self.bytes(places.get(blank..).unwrap_or(&[]))
    }
}

/// A value that has a canonical form.
pub(super) trait Canonical {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result;
}

/// Only counts.
struct Count(usize);

impl Sink for Count {
    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(())
    }
}

/// Fills what is left of a buffer.
struct Fill<'a>(&'a mut [u8]);

impl Sink for Fill<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        let room = core::mem::take(&mut self.0);
        let (here, rest) = room.split_at_mut_checked(bytes.len()).ok_or(fmt::Error)?;
        for (to, from) in here.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.0 = rest;
        Ok(())
    }
}

/// Text for a person; what is not UTF-8 becomes U+FFFD.
pub(super) struct Text<'a, 'f>(pub(super) &'a mut fmt::Formatter<'f>);

impl Sink for Text<'_, '_> {
    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        for chunk in bytes.utf8_chunks() {
            self.0.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                self.0.write_str("\u{FFFD}")?;
            }
        }
        Ok(())
    }
}

/// Writes the canonical form whole or not at all.
pub(super) fn write(value: &impl Canonical, out: &mut [u8]) -> Result<usize> {
    let mut count = Count(0);
    // Counting and filling what was counted cannot fail.
    let _ = value.put(&mut count);
    let Some(room) = out.get_mut(..count.0) else {
        return Err(Error { size: count.0 as u64, ..Error::new(Status::NoRoom) });
    };
    let _ = value.put(&mut Fill(room));
    Ok(count.0)
}

/// Gives a type with a canonical form its public `write` and its `Display`.
macro_rules! canonical {
    ($($type:ty),+) => {$(
        impl $type {
            /// Writes the canonical form to `out`, byte for byte, and gives
            /// its length.
            ///
            /// # Errors
            /// [`Status::NoRoom`](crate::Status::NoRoom) if `out` is too
            /// small; the error's `size` says what is needed, and `out` is
            /// as it was. An empty `out` thus asks for the size.
            pub fn write(&self, out: &mut [u8]) -> crate::error::Result<usize> {
                $crate::value::sink::write(self, out)
            }
        }

        /// The canonical form as text. Bytes that are not UTF-8 are shown as
        /// U+FFFD; `write` gives them unchanged.
        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::value::sink::Canonical::put(self, &mut $crate::value::sink::Text(f))
            }
        }
    )+};
}
pub(super) use canonical;

#[cfg(test)]
// The macro makes methods of public types; the sample is none.
#[allow(unreachable_pub)]
mod tests {
    use std::string::ToString;

    use super::*;

    struct Sample<'a>(&'a [u8], u64, u8);

    impl Canonical for Sample<'_> {
        fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
            sink.bytes(self.0)?;
            sink.decimal(self.1, self.2)
        }
    }
    canonical!(Sample<'_>);

    #[test]
    fn numbers_have_their_width() {
        assert_eq!(Sample(b"", 0, 0).to_string(), "0");
        assert_eq!(Sample(b"", 0, 3).to_string(), "000");
        assert_eq!(Sample(b"", 7, 2).to_string(), "07");
        assert_eq!(Sample(b"", 1234, 2).to_string(), "1234");
        assert_eq!(Sample(b"", u64::MAX, 0).to_string(), u64::MAX.to_string());
        assert_eq!(Sample(b"", 5, 200).to_string(), "00000000000000000005");
    }

    #[test]
    fn written_whole_or_not_at_all() {
        let sample = Sample(b"caf\xE9 ", 42, 0);
        let mut room = [b'.'; 8];
        assert_eq!(sample.write(&mut room), Ok(7));
        assert_eq!(&room, b"caf\xE9 42.");
        let mut room = [b'.'; 6];
        let error = sample.write(&mut room).unwrap_err();
        assert_eq!((error.status, error.size), (Status::NoRoom, 7));
        assert_eq!(&room, b"......");
        assert_eq!(sample.write(&mut []).unwrap_err().size, 7);
        assert_eq!(sample.to_string(), "caf\u{FFFD} 42");
    }
}
