//! Other memory for a reader whose owner can get some: more before a packet is
//! refused for want of it, and less when it is no longer needed.

#[cfg(any(feature = "net", test))]
use super::{Found, Skip, check_memory, halves};
use super::{HOT, Reader};
#[cfg(any(feature = "net", test))]
use crate::bytes::span;
#[cfg(any(feature = "net", test))]
use crate::packet::{CARE, MORE, kind_of};
use crate::scan::STEP;
#[cfg(any(feature = "net", test))]
use crate::work;

/// What an unfinished packet needs more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Bytes of storage.
    Bytes,
    /// Lines of index.
    Lines,
}

/// Whether a reader asks for memory before it refuses a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "net", test)), allow(dead_code))] // nobody answers there
pub(super) enum Asks {
    /// Nobody would answer.
    Never,
    /// It has not asked.
    NotYet,
    /// It waits for more of this.
    For(Wants),
    /// There is none: the packet is to be refused.
    InVain,
}

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Sets what depends on how much memory there is.
    pub(super) fn measure(&mut self) {
        let storage = self.storage.as_ref().len() as u32;
        let half = (self.index.as_ref().len() / 2) as u32;
        let limits = &self.options.limits;
        self.half = half;
        self.early = (storage / 2).min(HOT);
        self.wait_to = if limits.headers == u32::MAX { storage.saturating_sub(STEP as u32) } else { 0 };
        self.crowded = half.saturating_sub((half / 2).max(2 * STEP as u32));
        self.patience = limits.sure().min(self.options.text_bytes).min(storage.saturating_sub(1));
    }

    /// Whether there may be memory for the unfinished packet, which is to be asked
    /// for. Then nothing is refused, and no more comes before that is answered.
    #[cold]
    pub(super) fn ask(&mut self, wants: Wants) -> bool {
        match self.asks {
            Asks::Never => return false,
            Asks::InVain => self.asks = Asks::NotYet,
            Asks::NotYet | Asks::For(_) => self.asks = Asks::For(wants),
        }
        self.asks != Asks::NotYet
    }

    /// What it has asked for.
    #[inline]
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.asks, Asks::For(_))
    }
}

/// Storage and index, if they are given.
#[cfg(any(feature = "net", test))]
pub(crate) type Given<S, I> = (Option<S>, Option<I>);

/// For the connector, which owns the memory.
#[cfg(any(feature = "net", test))]
impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Has the reader ask for memory before it refuses a packet that has no room.
    pub(crate) fn ask_for_memory(&mut self) {
        self.asks = Asks::NotYet;
    }

    /// What the unfinished packet needs, where [`ready`](Reader::ready) found
    /// nothing because of that. Answered by [`set_memory`](Reader::set_memory) or
    /// [`refuse_memory`](Reader::refuse_memory).
    #[inline]
    pub(crate) fn wants(&self) -> Option<Wants> {
        match self.asks {
            Asks::For(wants) => Some(wants),
            _ => None,
        }
    }

    /// There is no more: the packet is refused next.
    pub(crate) fn refuse_memory(&mut self) {
        self.asks = Asks::InVain;
    }

    /// Bytes of storage and lines of index that it has.
    pub(crate) fn memory(&self) -> (usize, usize) {
        (self.storage.as_ref().len(), self.half as usize)
    }

    /// Bytes that came and were not handed out, and lines that were found in them.
    pub(crate) fn unread(&self) -> (usize, usize) {
        (self.filled.saturating_sub(self.start) as usize, self.state.names.saturating_sub(self.head) as usize)
    }

    /// Goes on in other storage or with another index, and gives back what it had;
    /// or the new ones, if what is unfinished does not fit, or one of the two is to
    /// be smaller and only one is given. Packets that were handed out are then in
    /// what it had.
    pub(crate) fn set_memory(&mut self, storage: Option<S>, index: Option<I>) -> Result<Given<S, I>, Given<S, I>> {
        let bytes = storage.as_ref().map_or(self.storage.as_ref().len(), |storage| storage.as_ref().len());
        let entries = index.as_ref().map_or(self.index.as_ref().len(), |index| index.as_ref().len());
        if check_memory(bytes, entries).is_err() {
            return Err((storage, index));
        }
        let half = entries / 2;
        let fits = |reader: &Self| reader.filled as usize <= bytes && reader.state.names as usize <= half;
        let moves = !fits(self);
        let both = storage.is_some() && index.is_some();
        if moves && !(both && self.unread_fits(bytes, half) && self.leave_behind()) {
            return Err((storage, index));
        }
        // Where nothing has to move, positions stay as they are.
        let (by, head) = if moves { (self.start.min(self.filled), self.head) } else { (0, 0) };
        let mut old = (None, None);
        let storage = storage.map(|mut storage| {
            let kept = span(self.storage.as_ref(), by, self.filled);
            work::bytes(kept.len());
            if let Some(to) = storage.as_mut().get_mut(..kept.len()) {
                to.copy_from_slice(kept);
            }
            storage
        });
        let index = index.map(|mut index| {
            let (names, ends) = (self.state.names, self.state.ends);
            work::lines(names.saturating_sub(head) as usize);
            let (new_names, new_ends) = halves(index.as_mut(), half as u32);
            for (to, from, used) in [(new_names, self.names(), names), (new_ends, self.ends(), ends)] {
                let lines = from.get(head as usize..used as usize).unwrap_or_default();
                to.iter_mut().zip(lines).for_each(|(to, from)| *to = from.wrapping_sub(by));
            }
            index
        });
        if moves {
            self.shift(by, head);
        }
        if let Some(storage) = storage {
            old.0 = Some(core::mem::replace(&mut self.storage, storage));
        }
        if let Some(index) = index {
            old.1 = Some(core::mem::replace(&mut self.index, index));
        }
        self.lent = 0;
        self.idle = false;
        if self.is_asking() {
            self.asks = Asks::NotYet;
        }
        self.measure();
        self.settle();
        Ok(old)
    }

    fn unread_fits(&self, bytes: usize, half: usize) -> bool {
        let unread = self.unread();
        unread.0 <= bytes && unread.1 <= half
    }

    /// Has nothing point to what was handed out: packets that were found ahead are
    /// looked for again. False if that cannot be done now.
    fn leave_behind(&mut self) -> bool {
        if self.found.is_some() {
            return false;
        }
        if self.next_mark < self.state.marks || self.frames {
            let open = self.follows.is_some() || self.begun.is_some() || self.glued || self.banner;
            if open || self.skip != Skip::Nothing {
                return false;
            }
            self.start_over();
        }
        self.state.marks = 0;
        self.next_mark = 0;
        true
    }

    /// All positions are smaller by `by` now, and so many lines have left.
    fn shift(&mut self, by: u32, head: u32) {
        self.line_start = match (head as usize).checked_sub(1) {
            Some(last) => self.ends().get(last).map_or(u32::MAX, |end| end.wrapping_add(1)),
            None => self.line_start,
        };
        if self.line_start != u32::MAX {
            self.line_start = self.line_start.wrapping_sub(by);
        }
        self.state.names = self.state.names.saturating_sub(head);
        self.state.ends = self.state.ends.saturating_sub(head);
        self.head = self.head.saturating_sub(head);
        if let Some(follows) = &mut self.follows {
            follows.text = follows.text.wrapping_sub(by);
        }
        self.state.position -= by;
        self.filled -= by;
        self.start = 0;
        self.base += u64::from(by);
    }

    /// The place in the index of a packet's first line.
    #[cfg(feature = "net")]
    pub(crate) fn first_line(&self, found: Found) -> usize {
        found.first as usize
    }

    /// What has come of the unfinished packet, up to the last whole line, as its
    /// first piece.
    #[cold]
    pub(crate) fn unfinished(&mut self) -> Option<Found> {
        if self.skip != Skip::Nothing || self.begun.is_some() || self.banner {
            return None;
        }
        self.look_for_text();
        if self.follows.is_some() {
            return self.piece();
        }
        let (first, start) = (self.head, self.start);
        let lines = self.state.ends.checked_sub(first).filter(|lines| *lines > 0)?;
        let end = self.ends().get(self.state.ends.checked_sub(1)? as usize)?.wrapping_add(1);
        let kind = kind_of(span(self.storage.as_ref(), start, *self.names().get(first as usize)?));
        Some(Found { kind, flags: self.flags | CARE | MORE, first, lines, start, end, body: (0, 0) })
    }
}

#[cfg(test)]
mod tests;
