//! Floor 2: a packet, as spans in somebody else's bytes.
//!
//! A packet owns nothing. Its lines are two positions each in the index, and
//! names and values are cut from the bytes when they are asked for.

mod greeting;
mod kind;

pub use greeting::Greeting;
pub use kind::Kind;
pub(crate) use kind::{ID, kind_and_flags, kind_behind_id, kind_of};

use crate::bytes::{equal_fold, span};
use crate::name;
use crate::work;

/// A line of a packet. A line without a colon, or that begins with one, has an
/// empty name and is whole in the value (T50).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header<'a> {
    /// The name as the peer spelt it; compare it without regard to ASCII case.
    pub name: &'a [u8],
    /// The value: what follows the colon and one space, every other blank
    /// kept (T49).
    pub value: &'a [u8],
}

impl<'a> Header<'a> {
    /// Whether this is the header of that name, without regard to ASCII case.
    #[inline]
    pub fn is(&self, name: &[u8]) -> bool {
        equal_fold(self.name, name)
    }

    /// Which header this is, if its name is known; an unknown name is an
    /// ordinary thing. [`name::header`] gives the index of a name that has one.
    #[cfg(feature = "names")]
    #[inline]
    pub fn id(&self) -> Option<name::Header> {
        name::Header::lookup(self.name)
    }
}

/// The packet's lines need a second look: one of them is irregular.
pub(crate) const CARE: u8 = 1;
/// The packet is of typed lines, which may end in a lone LF.
pub(crate) const TYPED: u8 = 2;
/// A value that ends in LF loses it (T15).
pub(crate) const REPAIR: u8 = 4;
/// The packet has a body.
pub(crate) const BODY: u8 = 8;

/// Another piece follows.
pub(crate) const MORE: u8 = 16;
/// It goes on from the piece before.
pub(crate) const CONTINUES: u8 = 32;
/// Kind and title are those of the second line: the first is an ActionID (T72).
/// Never without `CARE`, so that nothing else has to ask for it.
pub(crate) const ID_FIRST: u8 = 64;

/// Which part of an answer to a Command, or of a text, a packet is, where the
/// reader hands out large ones in pieces. The pieces of a packet come one
/// directly after the other: what stands between a first and a last one
/// belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Piece {
    /// All of it, as is every other packet.
    Whole = 0,
    /// The headers and the first part of the output.
    First = 1,
    /// A further part of the output, without the other headers.
    Middle = 2,
    /// The last part of the output, without the other headers. It may be empty.
    Last = 3,
}

/// A packet. It borrows the bytes and the index that it was read with.
#[derive(Clone, Copy)]
pub struct Packet<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) names: &'a [u32],
    pub(crate) ends: &'a [u32],
    /// Lines, of which the index may hold fewer (one-shot parse only).
    pub(crate) lines: u32,
    /// Where the first line begins in `bytes`.
    pub(crate) start: u32,
    /// Behind the closing empty line.
    pub(crate) end: u32,
    pub(crate) body: (u32, u32),
    pub(crate) offset: u64,
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
}

impl<'a> Packet<'a> {
    /// What it is.
    #[inline]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How many lines it has, those without a colon included. A packet of the
    /// one-shot [`parse`](crate::parse::parse) may have more lines than its
    /// index could take; only those that it took can be asked for.
    #[inline]
    pub fn len(&self) -> usize {
        self.lines as usize
    }

    /// Whether it has no lines: only the banner and pieces of an output
    /// ([`Packet::piece`]) have none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.lines == 0
    }

    /// Where it begins in the stream: bytes since the reader's first, or in
    /// the buffer for the one-shot parse.
    #[inline]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// All its bytes as they came, to the end of the closing empty line; a
    /// piece and a packet that another one was glued to have none.
    #[inline]
    pub fn raw(&self) -> &'a [u8] {
        span(self.bytes, self.start, self.end)
    }

    /// The text of an old Command answer (`Response: Follows`, before
    /// Asterisk 14), without its end mark, or the version of a banner.
    /// [`command::output`](crate::command::output) gives its lines.
    #[inline]
    pub fn body(&self) -> Option<&'a [u8]> {
        if self.flags & BODY != 0 { Some(span(self.bytes, self.body.0, self.body.1)) } else { None }
    }

    /// Which part of an answer it is. Anything but whole comes only from a
    /// reader with [`Options::text_in_pieces`](crate::reader::Options).
    #[inline]
    pub fn piece(&self) -> Piece {
        match self.flags & (CONTINUES | MORE) {
            0 => Piece::Whole,
            MORE => Piece::First,
            CONTINUES => Piece::Last,
            _ => Piece::Middle,
        }
    }

    /// The line of that number, counted from 0.
    #[inline]
    pub fn header(&self, i: usize) -> Option<Header<'a>> {
        let (&name, &end) = (self.names.get(i)?, self.ends.get(i)?);
        work::lines(1);
        let start = match i.checked_sub(1) {
            Some(before) => self.ends.get(before)?.wrapping_add(1),
            None => self.start,
        };
        Some(self.cut(start, name, end))
    }

    /// All lines in order.
    #[inline]
    pub fn headers(&self) -> Headers<'a> {
        Headers { packet: *self, next: 0, start: self.start }
    }

    /// The value of the first header of that name, without regard to ASCII
    /// case. An empty value is a value (T45). Costs a comparison a line.
    #[inline]
    pub fn get(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.get_nth(name, 0)
    }

    /// The value of the header of that name number `n`, counted from 0: many
    /// names occur several times, and their order has a meaning (T9).
    #[inline]
    pub fn get_nth(&self, name: &[u8], n: usize) -> Option<&'a [u8]> {
        if self.is_plain_for(name) { self.find(name, n) } else { Packet::get_carefully(*self, name, n) }
    }

    /// Whether [`find`](Packet::find) may look for that name.
    #[inline(always)]
    pub(crate) fn is_plain_for(&self, name: &[u8]) -> bool {
        self.flags & CARE == 0 && name.get(VARIABLE.len() - 1) != Some(&b'(')
    }

    /// [`get_nth`](Packet::get_nth) where no line of the packet and nothing
    /// about the name calls for care.
    #[inline(always)]
    pub(crate) fn find(&self, name: &[u8], n: usize) -> Option<&'a [u8]> {
        let initial = name.first()?;
        // Few names are as long as the one that is sought, and fewer begin with
        // its letter in either case.
        let (mut before, mut left) = (self.start.wrapping_sub(1), n);
        for (&name_end, &end) in self.names.iter().zip(self.ends) {
            work::lines(1);
            if name_end.wrapping_sub(before) as usize == name.len().wrapping_add(1)
                && let start = before.wrapping_add(1) as usize
                && let Some(found) = self.bytes.get(start..start.wrapping_add(name.len()))
                && found.first().is_some_and(|first| (first ^ initial) & !0x20 == 0)
                && equal_fold(found, name)
            {
                match left.checked_sub(1) {
                    Some(less) => left = less,
                    None => return Some(span(self.bytes, name_end.wrapping_add(2), end.wrapping_sub(1))),
                }
            }
            before = end;
        }
        None
    }

    // By value, so that a packet need not stand in memory for those that do not
    // come here.
    #[cold]
    fn get_carefully(packet: Packet<'a>, name: &[u8], n: usize) -> Option<&'a [u8]> {
        let named = |header: &Header<'_>| !header.name.is_empty() && header.is(name);
        packet.headers().filter(named).nth(n).map(|header| header.value)
    }

    /// The value of the header that gives the packet its kind: the name of an
    /// event or an action, or the outcome of a response. It is the first header, or
    /// the second one of a response or an event that begins with its ActionID (T72).
    #[inline]
    pub fn title(&self) -> &'a [u8] {
        self.plain_title().unwrap_or_else(|| Packet::title_carefully(*self))
    }

    /// [`title`](Packet::title) where it calls for no care: a line that gives a
    /// packet its kind has a name of a few letters.
    #[inline(always)]
    pub(crate) fn plain_title(&self) -> Option<&'a [u8]> {
        let named = matches!(self.kind, Kind::Event | Kind::Response | Kind::Action);
        if !named || self.flags & CARE != 0 {
            return None;
        }
        let (name_end, end) = (self.names.first()?, self.ends.first()?);
        Some(span(self.bytes, name_end.wrapping_add(2), end.wrapping_sub(1)))
    }

    #[cold]
    fn title_carefully(packet: Packet<'a>) -> &'a [u8] {
        packet.header(usize::from(packet.flags & ID_FIRST != 0)).map_or(&[], |header| header.value)
    }

    /// Which event this is; `None` if it is not an event, or one whose name is
    /// not known: [`title`](Packet::title) has the name of those.
    #[inline]
    pub fn event(&self) -> Option<name::Event> {
        if self.kind == Kind::Event { name::Event::lookup(self.title()) } else { None }
    }

    /// Which action this is; `None` if it is not an action, or one whose name
    /// is not known.
    #[inline]
    pub fn action(&self) -> Option<name::Action> {
        if self.kind == Kind::Action { name::Action::lookup(self.title()) } else { None }
    }

    /// The `ActionID`, if there is one. A UserEvent may carry a second one of
    /// anybody's making (T2); the first counts.
    #[inline]
    pub fn action_id(&self) -> Option<&'a [u8]> {
        self.get(b"ActionID")
    }

    /// Cuts a line into name and value.
    #[inline(always)]
    fn cut(&self, start: u32, name_end: u32, end: u32) -> Header<'a> {
        if self.flags & CARE != 0 {
            return self.line(start, name_end, end).header(self.bytes);
        }
        let name = span(self.bytes, start, name_end);
        if name.get(VARIABLE.len() - 1) == Some(&b'(') {
            return self.line(start, name_end, end).header(self.bytes);
        }
        Header { name, value: span(self.bytes, name_end.wrapping_add(2), end.wrapping_sub(1)) }
    }

    /// Cuts a line that may be irregular.
    #[cold]
    pub(crate) fn line(&self, start: u32, name_end: u32, end: u32) -> Line {
        let before = |to: u32| self.bytes.get((to as usize).wrapping_sub(1)).copied();
        let mut line = Line { start, ..Line::default() };
        let mut stop = end;
        if stop > start && before(stop) == Some(b'\r') {
            stop -= 1;
        } else if self.flags & TYPED == 0 {
            line.without_cr = true;
        }
        if self.flags & REPAIR != 0 && !line.without_cr && stop > start && before(stop) == Some(b'\n') {
            stop -= 1;
            line.ends_in_lf = true;
        }
        line.stop = stop;
        line.name_end = start;
        line.value = start;
        if name_end <= start || name_end >= stop {
            return line;
        }
        line.name_end = name_end;
        let text = span(self.bytes, start, stop);
        if let Some(end) = variable_name(text, name_end - start) {
            line.name_end = start.wrapping_add(end);
        }
        line.value = line.name_end.wrapping_add(1);
        if self.bytes.get(line.value as usize) == Some(&b' ') && line.value < stop {
            line.value += 1;
        } else {
            line.without_space = true;
        }
        line
    }
}

/// What begins a name that may hold colons (T48).
pub(crate) const VARIABLE: &[u8] = b"ChanVariable(";

/// The length of a name `ChanVariable(channel)` whose channel holds a colon,
/// so that the first colon did not end it.
fn variable_name(text: &[u8], first_colon: u32) -> Option<u32> {
    if !crate::bytes::starts_with_fold(text, VARIABLE) {
        return None;
    }
    work::bytes(text.len());
    let mut from = (first_colon as usize).checked_sub(1)?;
    loop {
        let close = from.checked_add(memchr::memchr(b')', text.get(from..)?)?)?;
        let rest = text.get(close.checked_add(1)?..)?;
        if rest.starts_with(b": ") {
            return u32::try_from(close.checked_add(1)?).ok();
        }
        from = close.checked_add(1)?;
    }
}

/// A line, cut with care.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    pub(crate) start: u32,
    /// Behind the name; the line's start if it has none.
    pub(crate) name_end: u32,
    /// Where the value begins.
    pub(crate) value: u32,
    /// Behind the value.
    pub(crate) stop: u32,
    /// The line ends in a lone LF (T16).
    pub(crate) without_cr: bool,
    /// An LF before the line's end was taken off (T15).
    pub(crate) ends_in_lf: bool,
    /// No space follows the colon.
    pub(crate) without_space: bool,
}

impl Line {
    pub(crate) fn has_name(&self) -> bool {
        self.name_end > self.start
    }

    fn header(self, bytes: &[u8]) -> Header<'_> {
        Header { name: span(bytes, self.start, self.name_end), value: span(bytes, self.value, self.stop) }
    }
}

/// The lines of a packet in order.
#[derive(Clone)]
pub struct Headers<'a> {
    packet: Packet<'a>,
    next: usize,
    start: u32,
}

impl<'a> Iterator for Headers<'a> {
    type Item = Header<'a>;

    #[inline]
    fn next(&mut self) -> Option<Header<'a>> {
        let (&name, &end) = (self.packet.names.get(self.next)?, self.packet.ends.get(self.next)?);
        work::lines(1);
        let header = self.packet.cut(self.start, name, end);
        self.next += 1;
        self.start = end.wrapping_add(1);
        Some(header)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.packet.ends.len().saturating_sub(self.next);
        (left, Some(left))
    }
}

impl core::iter::FusedIterator for Headers<'_> {}

/// The lines as the index holds them, for those who look with care.
pub(crate) struct CarefulLines<'a> {
    packet: Packet<'a>,
    next: usize,
    start: u32,
}

impl<'a> Packet<'a> {
    pub(crate) fn careful_lines(&self) -> CarefulLines<'a> {
        CarefulLines { packet: *self, next: 0, start: self.start }
    }
}

impl Iterator for CarefulLines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let (&name, &end) = (self.packet.names.get(self.next)?, self.packet.ends.get(self.next)?);
        work::lines(1);
        let line = self.packet.line(self.start, name, end);
        self.next += 1;
        self.start = end.wrapping_add(1);
        Some(line)
    }
}

/// Shows the kind, the place and the number of lines, never a value: values
/// may be secrets (T60).
impl core::fmt::Debug for Packet<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Packet")
            .field("kind", &self.kind)
            .field("offset", &self.offset)
            .field("length", &self.end.wrapping_sub(self.start))
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
