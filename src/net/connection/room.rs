//! The memory of a connection: how much there may be, and when it grows and
//! shrinks.

use core::fmt;
use std::format;
use std::time::Duration;

use super::kept::{InPlace, Kept, Memory};
use super::{Connection, Options};
use crate::net::NetError;
use crate::net::memory::filled;
use crate::reader::{Found, Wants};
use crate::session::Outcome;
use crate::{Error, Status};

/// What a connection gets if nobody says otherwise.
pub(super) const MEMORY: usize = 8 << 20;

/// Storage and lines of index that it begins with.
const BEGIN: Size = Size { bytes: 16 * 1024, lines: 512 };
/// And those that it takes while much comes: fewer reads do then.
const BUSY: Size = Size { bytes: 128 * 1024, lines: 1024 };

/// For how long memory is kept that is not needed.
const IDLE: Duration = Duration::from_secs(1);

/// Bytes of the two positions of a line.
const LINE: usize = 8;

#[derive(Clone, Copy)]
struct Size {
    bytes: usize,
    lines: usize,
}

impl Size {
    fn memory(self) -> usize {
        self.lines.saturating_mul(LINE).saturating_add(self.bytes)
    }

    fn min(self, other: Size) -> Size {
        Size { bytes: self.bytes.min(other.bytes), lines: self.lines.min(other.lines) }
    }
}

/// Which bound something did not fit into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Memory,
    Packet,
    Headers,
    Keep,
    Limits,
    /// There was no memory.
    Missing,
}

/// What to do about it.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bound::Memory => "raise max_memory_bytes (Options::memory)",
            Bound::Packet => "raise max_packet_bytes (Options::storage)",
            Bound::Headers => "raise max_headers (Options::headers)",
            Bound::Keep => "raise keep_bytes (Options::keep)",
            Bound::Limits => "raise Options::limits",
            Bound::Missing => "there was no memory",
        })
    }
}

/// How much memory a connection may take.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// For all of it.
    memory: usize,
    /// Of the reader.
    most: Size,
    /// Of what is kept, if the caller set it.
    keep: Option<usize>,
}

impl Bounds {
    pub(super) fn of(options: &Options<'_>) -> Bounds {
        let given = |size: usize| Some(size).filter(|size| *size != 0);
        // The reader needs one place more, and for texts two.
        let lines = given(options.headers).map(|headers| headers.saturating_add(2));
        let asked = Size { bytes: options.storage, lines: lines.unwrap_or(0) }.memory();
        let asked = options.keep.saturating_mul(2).saturating_add(asked);
        Bounds {
            memory: given(options.memory).unwrap_or(MEMORY.max(asked)),
            most: Size { bytes: given(options.storage).unwrap_or(usize::MAX), lines: lines.unwrap_or(usize::MAX) },
            keep: given(options.keep),
        }
    }

    /// Storage and index to begin with.
    pub(super) fn begin(&self) -> Result<Memory, NetError> {
        self.first().allocated()
    }

    fn first(&self) -> Size {
        BEGIN.min(self.most).min(Size { bytes: self.memory / 2, lines: self.memory / 4 / LINE })
    }

    /// How much is kept for later while a call waits.
    pub(super) fn kept(&self) -> usize {
        self.keep.unwrap_or(self.memory / 4)
    }

    /// How much may be kept of an answer, if so much is kept for later and the reader
    /// has so much. An eighth of all is left to the reader: it stays free for packets
    /// that come as long as the answer is kept.
    fn answer(&self, kept: usize, reader: usize) -> usize {
        let others = kept.saturating_add(reader.max(self.memory / 8));
        self.memory.saturating_sub(others).min(self.keep.unwrap_or(usize::MAX))
    }

    /// What there was too little of for an answer.
    pub(super) fn of_answer(&self) -> Bound {
        if self.keep.is_some() { Bound::Keep } else { Bound::Memory }
    }

    /// The next larger size of a reader, if so much memory is held otherwise. It
    /// doubles, so that no byte is moved often.
    fn larger(&self, now: Size, wants: Wants, held: usize) -> Result<Size, Bound> {
        let free = self.memory.saturating_sub(held);
        let (has, most, bound) = match wants {
            Wants::Bytes => (now.bytes, self.most.bytes, Bound::Packet),
            Wants::Lines => (now.lines, self.most.lines, Bound::Headers),
        };
        let room = match wants {
            Wants::Bytes => free.saturating_sub(now.lines.saturating_mul(LINE)),
            Wants::Lines => free.saturating_sub(now.bytes) / LINE,
        };
        let next = has.saturating_mul(2).min(room).min(most);
        match wants {
            _ if next <= has => Err(if most <= has { bound } else { Bound::Memory }),
            Wants::Bytes => Ok(Size { bytes: next, ..now }),
            Wants::Lines => Ok(Size { lines: next, ..now }),
        }
    }
}

impl Size {
    fn allocated(self) -> Result<Memory, NetError> {
        Ok((filled(0, self.bytes)?, filled(0, self.lines.saturating_mul(2))?))
    }
}

/// What is unfinished of a packet that is about to be refused.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Where in the stream it begins.
    offset: u64,
    packet: InPlace,
    /// The first line of it, and where its name ends: that place is written to.
    first: usize,
    name: u32,
}

impl Connection {
    fn size(&self) -> Size {
        let (bytes, lines) = self.reader.memory();
        Size { bytes, lines }
    }

    /// Gives the reader more memory for a packet, or has it refuse that.
    pub(super) fn grow(&mut self, wants: Wants) {
        let now = self.size();
        let held = self.kept.size().saturating_add(self.answer.size());
        let grown = self.bounds.larger(now, wants, held).and_then(|next| {
            let missing = |_| Bound::Missing;
            let storage = (next.bytes > now.bytes).then(|| filled(0, next.bytes)).transpose().map_err(missing)?;
            let index = (next.lines > now.lines).then(|| filled(0, next.lines * 2)).transpose().map_err(missing)?;
            self.reader.set_memory(storage, index).map(drop).map_err(|_| Bound::Memory)
        });
        self.needed = self.shared.now();
        if let Err(bound) = grown {
            self.bound = bound;
            self.part = self.reader.unfinished().map(|found| self.part(found));
            self.reader.refuse_memory();
        }
    }

    fn part(&self, found: Found) -> Part {
        let packet = self.reader.packet(found);
        let first = self.reader.first_line(found);
        let name = packet.names.first().copied().unwrap_or(0);
        Part { offset: packet.offset(), packet: InPlace::of(&packet, first), first, name }
    }

    /// Much comes: fewer reads do with more memory.
    pub(super) fn widen(&mut self) {
        let (now, held) = (self.size(), self.kept.size().saturating_add(self.answer.size()));
        let busy = BUSY.min(self.bounds.most);
        let room = self.bounds.memory.saturating_sub(held) / 2;
        if now.bytes >= busy.bytes || busy.memory() > room {
            return;
        }
        let lines = (now.lines < busy.lines).then(|| filled(0, busy.lines * 2)).transpose();
        if let (Ok(storage), Ok(index)) = (filled(0, busy.bytes), lines) {
            // Where it cannot be, nothing is lost.
            let _ = self.reader.set_memory(Some(storage), index);
        }
    }

    /// Notes that so much came at once into so much room.
    #[inline]
    pub(super) fn note_room(&mut self, came: usize, room: usize) {
        let much = came >= BEGIN.bytes / 2;
        if much || self.reader.unread().0 > BEGIN.bytes / 2 {
            self.needed = self.now;
        }
        if much && came == room {
            self.widen();
        }
    }

    /// In how long memory is given back that is not needed; none if there is none.
    pub(super) fn rest_in(&mut self) -> Option<Duration> {
        let (now, first) = (self.size(), self.bounds.first());
        let large = now.bytes > first.bytes
            || now.lines > first.lines
            || self.held.as_ref().is_some_and(|held| held.size() > first.bytes)
            || self.kept.give_back(false)
            || self.answer.give_back(false);
        large.then(|| {
            let idle = Duration::from_nanos(self.shared.now().saturating_sub(self.needed));
            IDLE.saturating_sub(idle)
        })
    }

    /// Gives back what is not needed.
    pub(super) fn rest(&mut self) {
        // It is looked at again after a while.
        self.needed = self.shared.now();
        self.held = None;
        self.kept.give_back(true);
        self.answer.give_back(true);
        self.shrink();
    }

    /// The memory that does for what the reader holds, with as much again.
    fn enough(&self) -> Size {
        let (first, unread) = (self.bounds.first(), self.reader.unread());
        let enough = Size {
            bytes: first.bytes.max(unread.0.saturating_mul(2)),
            lines: first.lines.max(unread.1.saturating_mul(2)),
        };
        enough.min(self.size())
    }

    fn shrink(&mut self) {
        let (now, enough) = (self.size(), self.enough());
        if enough.memory() < now.memory()
            && let Ok((storage, index)) = enough.allocated()
        {
            // Where it cannot be now, it is tried again.
            let _ = self.reader.set_memory(Some(storage), Some(index));
        }
    }

    /// Sees to it that all together is no more than it may be.
    #[inline]
    pub(super) fn fit(&mut self) {
        let held = self.kept.size().saturating_add(self.answer.size());
        if held.saturating_add(self.size().memory()) > self.bounds.memory {
            self.shrink();
        }
    }

    /// Sets how much of an answer may be kept now.
    pub(super) fn bound_answer(&mut self) {
        self.answer.set_most(self.bounds.answer(self.kept.size(), self.enough().memory()));
    }

    /// Makes room for an answer: the reader may hold much that it does not need.
    pub(super) fn ready_for_answer(&mut self) {
        self.held = None;
        if self.kept.size().saturating_add(self.size().memory()) > self.bounds.memory / 2 {
            self.shrink();
        }
    }

    /// Keeps a packet of an answer. A large one is not copied: the reader gets other
    /// memory.
    pub(super) fn keep_of_answer(&mut self, found: Found, outcome: Outcome) -> Result<(), NetError> {
        let packet = self.reader.packet(found);
        let large = packet.raw().len() > self.bounds.first().bytes && packet.raw().len() > self.size().bytes / 2;
        self.bound_answer();
        // Of a packet that is the whole answer there would be no second one to keep.
        let fits = self.answer.is_empty() || self.answer.has_room(self.size().memory());
        if large && fits && self.bounds.keep.is_none() {
            let part = self.part(found);
            if self.hand_over(part, outcome)? {
                return Ok(());
            }
        }
        self.answer.keep(Some(&self.reader.packet(found)), outcome)
    }

    /// Keeps what had come of an answer that was refused, which begins at `offset`,
    /// unless the caller's own bound is less than that.
    pub(super) fn keep_part(&mut self, offset: u64, outcome: Outcome) -> Result<(), NetError> {
        let fits = self.bounds.keep.is_none_or(|most| self.size().memory() <= most);
        // Another packet may have been refused before.
        match self.part.take().filter(|part| part.offset == offset) {
            Some(part) if fits => self.hand_over(part, outcome).map(drop),
            _ => Ok(()),
        }
    }

    /// Keeps a packet in the memory of the reader, which goes on in other memory.
    fn hand_over(&mut self, part: Part, outcome: Outcome) -> Result<bool, NetError> {
        let Ok((storage, index)) = self.enough().allocated() else { return Ok(false) };
        let Ok((Some(storage), Some(mut index))) = self.reader.set_memory(Some(storage), Some(index)) else {
            return Ok(false);
        };
        if let Some(place) = index.get_mut(part.first) {
            *place = part.name;
        }
        self.answer.keep_whole(Kept::whole((storage, index), part.packet, outcome))?;
        Ok(true)
    }

    /// What to say of a packet that was refused.
    pub(super) fn too_large(&mut self, error: &Error) -> NetError {
        let bound = core::mem::replace(&mut self.bound, Bound::Limits);
        let detail = format!("at offset {}; {bound}", error.offset);
        NetError::with_detail(if bound == Bound::Missing { Status::NoMemory } else { error.status }, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(change: impl FnOnce(&mut Options<'_>)) -> Bounds {
        let mut options = Options::new("", b"", b"");
        change(&mut options);
        Bounds::of(&options)
    }

    /// Grows until there is no more; how often, and to what.
    fn grown(bounds: Bounds, wants: Wants, held: usize) -> (u32, usize, Bound) {
        let (mut size, mut times) = (bounds.first(), 0);
        loop {
            match bounds.larger(size, wants, held) {
                Ok(next) => (size, times) = (next, times + 1),
                Err(bound) => return (times, if wants == Wants::Bytes { size.bytes } else { size.lines }, bound),
            }
        }
    }

    #[test]
    fn a_reader_grows_by_doubling_up_to_what_is_free() {
        let default = bounds(|_| ());
        assert_eq!(grown(default, Wants::Bytes, 0), (9, MEMORY - 512 * LINE, Bound::Memory));
        assert_eq!(grown(default, Wants::Lines, 0), (11, (MEMORY - 16 * 1024) / LINE, Bound::Memory));
        assert_eq!(grown(default, Wants::Bytes, MEMORY / 2), (8, MEMORY / 2 - 512 * LINE, Bound::Memory));
        assert_eq!(grown(default, Wants::Bytes, MEMORY), (0, 16 * 1024, Bound::Memory));
        let packet = bounds(|options| options.storage = 100_000);
        assert_eq!(grown(packet, Wants::Bytes, 0), (3, 100_000, Bound::Packet));
        let headers = bounds(|options| options.headers = 2000);
        assert_eq!(grown(headers, Wants::Lines, 0), (2, 2002, Bound::Headers));
    }

    #[test]
    fn bounds_of_the_callers_own_are_kept() {
        let small = bounds(|options| (options.storage, options.headers) = (4096, 20)).first();
        assert_eq!((small.bytes, small.lines), (4096, 22));
        let little = bounds(|options| options.memory = 10_000).first();
        assert_eq!((little.bytes, little.lines), (5000, 312));
        // Who asks for more than the default gets it.
        let more = bounds(|options| (options.storage, options.headers, options.keep) = (1 << 24, 1 << 16, 1 << 20));
        assert_eq!(more.memory, (1 << 24) + ((1 << 16) + 2) * LINE + (2 << 20));
        assert_eq!((more.kept(), more.answer(0, 0)), (1 << 20, 1 << 20));
        let bounded = bounds(|options| (options.storage, options.memory) = (1 << 24, 1 << 20));
        assert_eq!(grown(bounded, Wants::Bytes, 0).2, Bound::Memory);
        let default = bounds(|_| ());
        assert_eq!(default.answer(1 << 20, 20_000), 6 << 20, "an eighth is the reader's");
        assert_eq!((default.kept(), default.answer(0, 1 << 20)), (2 << 20, 7 << 20));
    }
}
