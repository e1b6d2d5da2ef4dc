//! Floor 3: fields into bytes, whole or nothing.
//!
//! There is no escape in the protocol: a CR LF in a value ends the header, and
//! what follows is read as another one, or as another action. So everything
//! that would break the framing is refused, by the number of its header.
//!
//! A server strips the blanks at the front of every value that it is sent. Where
//! it stores the value, in `Value` of Setvar and `Val` of DBPut, it would store
//! something else than was written, and say Success: that is refused, too.

use crate::bytes::{equal_fold, starts_with_fold};
use crate::error::{Error, Result, Status};
use crate::limits::{ACTION_HEADERS, ACTION_LINE_BYTES};
use crate::packet::{Kind, VARIABLE};
use zeroize::Zeroize;

/// What a packet that is written may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteLimits {
    /// The most bytes of a line, its CR LF not included.
    pub line_bytes: usize,
    /// The most headers, the first line included.
    pub headers: usize,
}

impl WriteLimits {
    /// What every server reads whole (T12, T13): 1022 bytes a line, 128
    /// headers. Beyond it a server drops headers or takes the rest of the
    /// packet for a new one.
    pub const ACTION: WriteLimits = WriteLimits { line_bytes: ACTION_LINE_BYTES, headers: ACTION_HEADERS };
    /// No limit: real servers send 251 headers and lines of 37 KB.
    pub const NONE: WriteLimits = WriteLimits { line_bytes: usize::MAX, headers: usize::MAX };
}

/// Writes one packet into a buffer of the caller's.
///
/// ```
/// use amiwire::write::Writer;
/// let mut buffer = [0; 256];
/// let bytes = Writer::action(&mut buffer, b"Originate")
///     .header(b"Channel", b"PJSIP/1000")
///     .header(b"Exten", b"1001")
///     .finish()?;
/// assert_eq!(bytes, b"Action: Originate\r\nChannel: PJSIP/1000\r\nExten: 1001\r\n\r\n");
/// # Ok::<(), amiwire::Error>(())
/// ```
pub struct Writer<'a> {
    out: &'a mut [u8],
    /// Bytes of the packet so far, whether they fitted or not.
    size: usize,
    /// Nothing is written from here on: the first line that did not fit.
    full_at: usize,
    headers: usize,
    limits: WriteLimits,
    /// Lines of more bytes are looked at again: `limits.line_bytes`, but 0 where
    /// `stored` is set. So headers of other actions are not asked for it.
    unjudged_bytes: usize,
    /// The name of the field whose value the server stores without its leading
    /// blanks; empty for most packets.
    stored: &'static [u8],
    refused: Option<Error>,
}

impl<'a> Writer<'a> {
    /// An action, with the limits that every server sets. Servers strip the blanks
    /// at the front of a value: in `Value` of a Setvar and `Val` of a DBPut, which
    /// they store, these are refused as [`Status::ValueBlankEdge`].
    pub fn action(out: &'a mut [u8], name: &[u8]) -> Self {
        Writer::packet(out, Kind::Action, name, WriteLimits::ACTION)
    }

    /// A response: `Success`, `Error`, `Goodbye`. `Follows` is refused, since
    /// it would announce text (T26).
    pub fn response(out: &'a mut [u8], outcome: &[u8], limits: WriteLimits) -> Self {
        Writer::packet(out, Kind::Response, outcome, limits)
    }

    /// An event.
    pub fn event(out: &'a mut [u8], name: &[u8], limits: WriteLimits) -> Self {
        Writer::packet(out, Kind::Event, name, limits)
    }

    /// A packet of that kind, which must be one of the three that begin with
    /// their kind's name. Its title must not be empty, nor begin or end with a
    /// blank; to a server every control character is one.
    pub fn packet(out: &'a mut [u8], kind: Kind, title: &[u8], limits: WriteLimits) -> Self {
        let stored = if kind == Kind::Action { stored_field(title) } else { b"" };
        let unjudged_bytes = if stored.is_empty() { limits.line_bytes } else { 0 };
        let refused = None;
        let mut writer =
            Writer { out, size: 0, full_at: usize::MAX, headers: 0, limits, unjudged_bytes, stored, refused };
        let name: &[u8] = match kind {
            Kind::Action => b"Action",
            Kind::Response => b"Response",
            Kind::Event => b"Event",
            Kind::Other | Kind::Banner => b"",
        };
        if kind == Kind::Response && equal_fold(title, b"Follows") {
            writer.refuse(Status::BadArgument);
        }
        // A receiver skips the blanks, and takes the next field of that name for
        // what is missing: an action without a name runs a field `Action`.
        // CR, LF and NUL are refused as everywhere.
        if title.is_empty() {
            writer.refuse(Status::NameEmpty);
        } else if is_blank(title.first()) || is_blank(title.last()) {
            writer.refuse(Status::NameBlankEdge);
        }
        writer.header(name, title)
    }

    /// Adds a header. Names and values are bytes of no declared encoding. The
    /// first header that is refused is what [`finish`](Writer::finish) tells.
    #[must_use]
    #[inline]
    pub fn header(mut self, name: &[u8], value: &[u8]) -> Self {
        self.add(name, value);
        self
    }

    /// [`header`](Writer::header) for those who hold the writer.
    #[inline]
    pub fn add(&mut self, name: &[u8], value: &[u8]) {
        let line = name.len().saturating_add(value.len()).saturating_add(2);
        let to = self.size;
        self.size = to.saturating_add(line).saturating_add(2);
        let (in_name, in_value) = match self.out.get_mut(to..self.size) {
            Some(place) => put(place, name, value),
            None => {
                self.full_at = self.full_at.min(to);
                UNSEEN
            }
        };
        let over = line > self.unjudged_bytes || self.headers >= self.limits.headers;
        if in_name | in_value != 0 || name.is_empty() || over {
            self.judge(name, value, line, in_value != 0);
        }
        self.headers = self.headers.saturating_add(1);
    }

    /// Finds out what is wrong with a header, if anything is.
    #[inline(never)]
    fn judge(&mut self, name: &[u8], value: &[u8], line: usize, in_value: bool) {
        if is_suspect(name)
            && let Err(status) = check_name(name)
        {
            self.refuse(status);
        } else if in_value && !value_is_clean(value) {
            self.refuse(Status::ValueBadByte);
        } else if !self.stored.is_empty() && is_blank(value.first()) && equal_fold(name, self.stored) {
            self.refuse(Status::ValueBlankEdge);
        } else if line > self.limits.line_bytes {
            self.refuse(Status::WriteLineTooLong);
        } else if self.headers >= self.limits.headers {
            self.refuse(Status::WriteTooManyHeaders);
        }
    }

    fn refuse(&mut self, status: Status) {
        if self.refused.is_none() {
            self.refused = Some(Error { header: self.headers as u32, ..Error::new(status) });
        }
    }

    /// The bytes that the packet needs, its closing empty line included.
    pub fn size(&self) -> usize {
        self.size.saturating_add(2)
    }

    /// Closes the packet.
    ///
    /// Errors: the status of the first refused header with its number, or
    /// [`Status::NoRoom`] with the size that is needed. What was written to the
    /// buffer is wiped then: it may be a secret.
    pub fn finish(self) -> Result<&'a [u8]> {
        let size = self.size();
        let error = match self.refused {
            None if size <= self.out.len() => None,
            None => Some(Error { size: size as u64, ..Error::new(Status::NoRoom) }),
            refused => refused,
        };
        if let Some(error) = error {
            if let Some(written) = self.out.get_mut(..self.size.min(self.full_at)) {
                written.zeroize();
            }
            return Err(error);
        }
        let no_room = Error { size: size as u64, ..Error::new(Status::NoRoom) };
        let packet = self.out.get_mut(..size).ok_or(no_room)?;
        if let Some(end) = packet.last_chunk_mut::<2>() {
            *end = *b"\r\n";
        }
        Ok(packet)
    }
}

/// The field of this action whose value a server stores as it reads it, without
/// the blanks at its front; empty for other actions.
fn stored_field(action: &[u8]) -> &'static [u8] {
    if equal_fold(action, b"Setvar") {
        b"Value"
    } else if equal_fold(action, b"DBPut") {
        b"Val"
    } else {
        b""
    }
}

/// Whether a server strips this byte at the front of a value: the space and
/// every control character below it. CR, LF and NUL are refused elsewhere.
#[inline]
fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| *byte <= b' ' && !matches!(byte, 0 | b'\r' | b'\n'))
}

/// What [`put`] gives where it has seen nothing.
const UNSEEN: (u64, u64) = (1, 1);

/// Writes a line to a place of its size, and gives the bits of what is to be
/// looked at again in name and value.
#[inline(always)]
fn put(place: &mut [u8], name: &[u8], value: &[u8]) -> (u64, u64) {
    // Of one length with what is copied there: what is known need not be asked.
    let Some((head, rest)) = place.split_at_mut_checked(name.len()) else { return UNSEEN };
    let Some((colon, rest)) = rest.split_first_chunk_mut::<2>() else { return UNSEEN };
    let Some((tail, end)) = rest.split_at_mut_checked(value.len()) else { return UNSEEN };
    let Some(end) = end.first_chunk_mut::<2>() else { return UNSEEN };
    *colon = *b": ";
    *end = *b"\r\n";
    (copy(head, name, suspect_in_name), copy(tail, value, suspect_in_value))
}

/// Copies, and gives the bits that `suspect` finds in the words on their way:
/// to look at them again would cost as much as the copy. By few classes of
/// length, within which nothing depends on it: most names are in the second.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8], suspect: impl Fn(u64) -> u64) -> u64 {
    let word = |bytes: &[u8; 8]| suspect(u64::from_ne_bytes(*bytes));
    // Where the last piece overlaps the one before it, bytes are written twice.
    if let (Some(a), Some(b), Some(to_b)) = (from.first_chunk::<8>(), from.last_chunk::<8>(), to.last_chunk_mut::<8>())
    {
        *to_b = *b;
        let mut found = word(b);
        if let Some(to_a) = to.first_chunk_mut::<8>() {
            *to_a = *a;
            found |= word(a);
        }
        if from.len() > 16 {
            found |= copy_long(to, from, suspect);
        }
        return found;
    }
    if let (Some(a), Some(b), Some(to_b)) = (from.first_chunk::<4>(), from.last_chunk::<4>(), to.last_chunk_mut::<4>())
    {
        *to_b = *b;
        if let Some(to_a) = to.first_chunk_mut::<4>() {
            *to_a = *a;
        }
        return suspect(u64::from(u32::from_ne_bytes(*a)) | u64::from(u32::from_ne_bytes(*b)) << 32);
    }
    // Three bytes at most: the first, the last, and one that is in the middle
    // or one of the two.
    let middle = from.len() / 2;
    let (Some(&a), Some(&b), Some(&c)) = (from.first(), from.get(middle), from.last()) else { return 0 };
    for (at, byte) in [(0, a), (middle, b), (from.len() - 1, c)] {
        if let Some(to) = to.get_mut(at) {
            *to = byte;
        }
    }
    suspect((ONES * b'x' as u64) << 24 | u64::from(a) << 16 | u64::from(b) << 8 | u64::from(c))
}

/// The words between the first and the last of more than two.
#[inline(always)]
fn copy_long(to: &mut [u8], from: &[u8], suspect: impl Fn(u64) -> u64) -> u64 {
    let mut found = 0;
    for (to, from) in to.as_chunks_mut::<8>().0.iter_mut().zip(from.as_chunks::<8>().0).skip(1) {
        *to = *from;
        found |= suspect(u64::from_ne_bytes(*from));
    }
    found
}

/// Not zero if a byte of the word is outside of `?` to `~`, where the letters are,
/// of which nearly all names are made.
#[inline(always)]
fn suspect_in_name(word: u64) -> u64 {
    // One more than each, which moves delete out of the range, and '?' in. A
    // carry comes only from a byte that is suspect itself.
    (word.wrapping_add(ONES) & (ONES * 0xc0)) ^ (ONES * 0x40)
}

/// Whether a byte of a name, which may have digits and hyphens, calls for a look: a
/// colon, a control character, a space (which must not stand at an edge) or a
/// bracket (which begins what must have an end, T48).
fn is_suspect(name: &[u8]) -> bool {
    let suspect = |word: &[u8; 8]| {
        let word = u64::from_ne_bytes(*word);
        // A carry from the byte below may call for a look without need, no more.
        let delete = word.wrapping_add(ONES) & !word;
        less(word, b'*') | delete | less(word ^ (ONES * b':' as u64), 1)
    };
    let (words, rest) = name.as_chunks::<8>();
    let found = match name.last_chunk() {
        // The last word overlaps the one before it.
        Some(last) => words.iter().fold(suspect(last), |found, word| found | suspect(word)),
        None => {
            let mut padded = [b'x'; 8];
            padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            suspect(&padded)
        }
    };
    name.is_empty() || found & (ONES << 7) != 0
}

/// Not zero if a byte of the word may be one that must not be in a value: all
/// three stand below what is found in ordinary ones.
#[inline(always)]
fn suspect_in_value(word: u64) -> u64 {
    less(word, b'\r' + 1) & (ONES << 7)
}

/// The high bit of a byte is set if it is less than `limit`, or one below it
/// is.
#[inline(always)]
const fn less(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word
}

/// Whether a name can be sent so that the reader cuts it where it ends.
#[inline]
pub fn check_name(name: &[u8]) -> core::result::Result<(), Status> {
    if name.is_empty() {
        return Err(Status::NameEmpty);
    }
    let mut colon = false;
    for &byte in name {
        if byte < b' ' || byte == 0x7f {
            return Err(Status::NameBadByte);
        }
        colon |= byte == b':';
    }
    if colon && !ends_behind_its_colons(name) {
        return Err(Status::NameHasColon);
    }
    // The reader looks for the end of such a name as far as into the value.
    if name.get(VARIABLE.len() - 1) == Some(&b'(') && starts_with_fold(name, VARIABLE) && name.last() != Some(&b')') {
        return Err(Status::NameBadByte);
    }
    if name.first() == Some(&b' ') || name.last() == Some(&b' ') {
        return Err(Status::NameBlankEdge);
    }
    Ok(())
}

/// Whether this is a name `ChanVariable(channel)`, which may hold colons, and
/// ends only at its last byte (T48).
#[cold]
fn ends_behind_its_colons(name: &[u8]) -> bool {
    let inside = name.strip_suffix(b")").unwrap_or_default();
    starts_with_fold(name, VARIABLE) && !inside.windows(3).any(|three| three == b"): ")
}

/// Whether a value holds neither CR, LF nor NUL.
#[inline]
pub fn value_is_clean(value: &[u8]) -> bool {
    let (words, rest) = value.as_chunks::<8>();
    let mut found = 0;
    for word in words {
        let word = u64::from_ne_bytes(*word);
        found |= zero_bytes(word) | zero_bytes(word ^ (ONES * b'\r' as u64)) | zero_bytes(word ^ (ONES * b'\n' as u64));
    }
    found == 0 && !rest.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'))
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// Not zero if a byte of the word is zero. (Which one it is cannot be told
/// from the bits, which is not asked for.)
#[inline]
const fn zero_bytes(word: u64) -> u64 {
    less(word, 1) & (ONES << 7)
}

#[cfg(test)]
mod tests;
