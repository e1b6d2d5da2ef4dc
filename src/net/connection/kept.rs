//! Packets that are kept for later, in a bounded store.

#[cfg(test)]
mod tests;

use std::boxed::Box;
use std::collections::VecDeque;

use super::Received;
use crate::net::NetError;
use crate::net::memory::{copied, filled, missing};
use crate::packet::{Kind, Packet};
use crate::session::{Outcome, What};

/// What a packet is counted beside its bytes and positions: its place, with room
/// for more of them, and what the allocator needs for two pieces of memory.
const OVERHEAD: usize = 256;

/// Room for so many is not given back.
const FEW: usize = 16;

/// How many places there are for each new one: one in so many. More would be
/// memory that nobody has counted.
const SPARE: usize = 4;

const PLACE: usize = size_of::<(u64, Kept)>();
const _: () = assert!(PLACE + PLACE / SPARE + 32 <= OVERHEAD);

/// Packets and outcomes, first in, first out. Where there is no room for all, the
/// oldest of those are dropped that are no part of an answer: who shows what is
/// going on wants the newest. What was dropped is counted, and told in its place.
pub(super) struct Store {
    /// What may be dropped, and what may not: packets of answers and the last word
    /// on an action. Each with its turn.
    loose: VecDeque<(u64, Kept)>,
    firm: VecDeque<(u64, Kept)>,
    /// The next turn.
    turn: u64,
    /// What they are counted together, and may be.
    size: usize,
    most: usize,
    /// How many were dropped since that was last told, and the turn of the last.
    lost: u64,
    gap: u64,
}

/// Where the next one of a store comes from.
enum Next {
    Gap,
    Loose,
    Firm,
}

/// A packet in memory of its own, or an outcome without one. The positions are
/// kept, too: found again they cannot be in what a server glued to another
/// packet, which has no end of its own.
pub(super) struct Kept {
    bytes: Box<[u8]>,
    /// From where to where the packet goes in them.
    span: (u32, u32),
    /// Where names and lines end, and at which places those of this packet begin.
    places: Box<[u32]>,
    names: usize,
    ends: usize,
    lines: u32,
    body: (u32, u32),
    offset: u64,
    kind: Kind,
    flags: u8,
    /// Whether there is a packet.
    whole: bool,
    outcome: Outcome,
    /// Whether there is nothing but an error: of a packet that was skipped.
    skipped: bool,
    /// That error; or why a cut or a failed attempt came. Of those there are few.
    reason: Option<Box<NetError>>,
    /// What it was counted when it was kept.
    counted: usize,
}

impl Kept {
    /// An outcome without a packet.
    fn bare(outcome: Outcome) -> Kept {
        Kept {
            bytes: Box::default(),
            span: (0, 0),
            places: Box::default(),
            names: 0,
            ends: 0,
            lines: 0,
            body: (0, 0),
            offset: 0,
            kind: Kind::Other,
            flags: 0,
            whole: false,
            outcome,
            skipped: false,
            reason: None,
            counted: 0,
        }
    }

    fn of(packet: Option<&Packet<'_>>, outcome: Outcome) -> Result<Kept, NetError> {
        let Some(packet) = packet else { return Ok(Kept::bare(outcome)) };
        let moved = |place: u32| place.wrapping_sub(packet.start);
        let mut places = filled(0, packet.names.len().saturating_add(packet.ends.len()))?;
        for (to, place) in places.iter_mut().zip(packet.names.iter().chain(packet.ends)) {
            *to = moved(*place);
        }
        let bytes: Box<[u8]> = copied(packet.raw())?.into();
        Ok(Kept {
            span: (0, moved(packet.end)),
            bytes,
            places,
            ends: packet.names.len(),
            lines: u32::try_from(packet.names.len()).map_err(missing)?,
            body: (moved(packet.body.0), moved(packet.body.1)),
            offset: packet.offset(),
            kind: packet.kind,
            flags: packet.flags,
            whole: true,
            ..Kept::bare(outcome)
        })
    }

    /// A packet in the memory that it was read into.
    pub(super) fn whole(memory: Memory, mut packet: InPlace, outcome: Outcome) -> Kept {
        let (bytes, places) = memory;
        packet.ends += places.len() / 2;
        let InPlace { span, names, ends, lines, body, offset, kind, flags } = packet;
        Kept { bytes, span, places, names, ends, lines, body, offset, kind, flags, whole: true, ..Kept::bare(outcome) }
    }

    fn packet(&self) -> Option<Packet<'_>> {
        let part = |from: usize| self.places.get(from..from.checked_add(self.lines as usize)?);
        self.whole.then_some(Packet {
            bytes: &self.bytes,
            names: part(self.names)?,
            ends: part(self.ends)?,
            lines: self.lines,
            start: self.span.0,
            end: self.span.1,
            body: self.body,
            offset: self.offset,
            kind: self.kind,
            flags: self.flags,
        })
    }

    pub(super) fn size(&self) -> usize {
        let error = self.reason.as_ref().map_or(0, |error| size_of::<NetError>().saturating_add(error.detail.len()));
        size(self.bytes.len().saturating_add(error), self.places.len())
    }
}

/// Storage and index of a reader.
pub(super) type Memory = (Box<[u8]>, Box<[u32]>);

/// A packet in numbers, in memory that is handed over with it.
#[derive(Clone, Copy)]
pub(super) struct InPlace {
    span: (u32, u32),
    names: usize,
    ends: usize,
    lines: u32,
    body: (u32, u32),
    offset: u64,
    kind: Kind,
    flags: u8,
}

impl InPlace {
    /// The numbers of a packet whose first line is that one of its reader's index.
    pub(super) fn of(packet: &Packet<'_>, first: usize) -> InPlace {
        InPlace {
            span: (packet.start, packet.end),
            names: first,
            ends: first,
            lines: packet.lines,
            body: packet.body,
            offset: packet.offset(),
            kind: packet.kind,
            flags: packet.flags,
        }
    }
}

/// What a packet is counted.
fn size(bytes: usize, places: usize) -> usize {
    bytes.saturating_add(places.saturating_mul(4)).saturating_add(OVERHEAD)
}

/// Whether it may not be dropped: it belongs to an answer, or is the last word on
/// an action, which nobody else reports. That an item of an answer was too large is a
/// notice: a server can send any number of them.
fn is_firm(outcome: Outcome) -> bool {
    outcome.last || (outcome.tag != 0 && !matches!(outcome.what, What::Extra | What::Lost | What::TooLarge))
}

impl Store {
    pub(super) fn new(most: usize) -> Store {
        Store { loose: VecDeque::new(), firm: VecDeque::new(), turn: 0, size: 0, most, lost: 0, gap: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.loose.is_empty() && self.firm.is_empty() && self.lost == 0
    }

    pub(super) fn clear(&mut self) {
        self.loose.clear();
        self.firm.clear();
        self.size = 0;
        self.lost = 0;
    }

    /// What is kept, as it is counted.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Sets how much may be kept from now on.
    pub(super) fn set_most(&mut self, most: usize) {
        self.most = most;
    }

    /// Whether so much more may be kept.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        self.size.saturating_add(bytes) <= self.most
    }

    /// Keeps a packet of an answer that is in memory of its own already.
    pub(super) fn keep_whole(&mut self, kept: Kept) -> Result<(), NetError> {
        self.push(kept, true).inspect_err(|_| self.lose())
    }

    /// Gives the room back in which many were kept. Whether there is any.
    pub(super) fn give_back(&mut self, really: bool) -> bool {
        let mut any = false;
        for queue in [&mut self.loose, &mut self.firm] {
            let spare = queue.is_empty() && queue.capacity() > FEW;
            any |= spare;
            if spare && really {
                *queue = VecDeque::new();
            }
        }
        any
    }

    /// How many were dropped since that was last told.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    /// One more packet is missing.
    pub(super) fn lose(&mut self) {
        if self.lost == 0 {
            self.gap = self.turn;
        }
        self.lost = self.lost.saturating_add(1);
        self.turn = self.turn.saturating_add(1);
    }

    /// Makes room for so many bytes, as far as that can be had by dropping. Whether
    /// there is room now.
    fn make_room(&mut self, needed: usize) -> bool {
        while self.size.saturating_add(needed) > self.most {
            let Some((turn, oldest)) = self.loose.pop_front() else { return false };
            self.size = self.size.saturating_sub(oldest.counted);
            self.lost = self.lost.saturating_add(1);
            self.gap = turn;
        }
        true
    }

    fn push(&mut self, mut kept: Kept, firm: bool) -> Result<(), NetError> {
        kept.counted = kept.size();
        let queue = if firm { &mut self.firm } else { &mut self.loose };
        if queue.len() == queue.capacity() {
            queue.try_reserve_exact((queue.len() / SPARE).max(FEW)).map_err(missing)?;
        }
        self.size = self.size.saturating_add(kept.counted);
        queue.push_back((self.turn, kept));
        self.turn = self.turn.saturating_add(1);
        Ok(())
    }

    /// Keeps an outcome, with its packet if there is one. For that the oldest are
    /// dropped that may be. If the answers alone fill all there is, one more
    /// packet of them is lost; the last word on an action is kept all the same,
    /// without its packet. There are no more of them than actions that were
    /// submitted during the call. Where there is no memory it is lost, too.
    pub(super) fn keep(&mut self, packet: Option<&Packet<'_>>, outcome: Outcome) -> Result<(), NetError> {
        let lines = |packet: &Packet<'_>| packet.names.len().saturating_add(packet.ends.len());
        let needed = packet.map_or(OVERHEAD, |packet| size(packet.raw().len(), lines(packet)));
        let firm = is_firm(outcome);
        let fits = self.make_room(needed);
        if !fits {
            if packet.is_some() || !outcome.last {
                self.lose();
            }
            if !outcome.last {
                return Ok(());
            }
        }
        let kept = Kept::of(packet.filter(|_| fits), outcome).and_then(|kept| self.push(kept, firm));
        kept.inspect_err(|_| {
            if fits {
                self.lose();
            }
        })
    }

    /// Keeps the reason of a notice that was just kept.
    pub(super) fn because(&mut self, cause: NetError) {
        let notice = self.loose.back_mut().map(|(_, kept)| kept);
        if let Some(last) = notice.filter(|last| last.outcome.status.is_some() && last.reason.is_none()) {
            last.reason = Some(Box::new(cause));
            let size = last.size();
            let before = core::mem::replace(&mut last.counted, size);
            self.size = self.size.saturating_sub(before).saturating_add(size);
        }
    }

    /// Where the next one is.
    fn place(&self) -> Option<Next> {
        let turn = |queue: &VecDeque<(u64, Kept)>| queue.front().map_or(u64::MAX, |(turn, _)| *turn);
        let (loose, firm) = (turn(&self.loose), turn(&self.firm));
        if self.lost > 0 && self.gap <= loose.min(firm) {
            return Some(Next::Gap);
        }
        match loose.min(firm) {
            u64::MAX => None,
            next => Some(if next == loose { Next::Loose } else { Next::Firm }),
        }
    }

    /// Takes the reason of the one that comes next, if it has one.
    pub(super) fn next_cause(&mut self) -> Option<NetError> {
        let Next::Loose = self.place()? else { return None };
        let (_, next) = self.loose.front_mut().filter(|(_, next)| !next.skipped)?;
        next.reason.take().map(|cause| *cause)
    }

    /// Keeps what was said of a packet that was skipped, in its place among the
    /// others.
    pub(super) fn keep_error(&mut self, error: NetError) {
        let kept = Kept { skipped: true, reason: Some(Box::new(error)), ..Kept::bare(Outcome::plain(What::Other)) };
        if !self.make_room(kept.size()) || self.push(kept, false).is_err() {
            self.lose();
        }
    }

    /// Gives the first one out, or says how many were dropped where they would
    /// come. It lies in `held` until the next call.
    pub(super) fn next<'a>(&mut self, held: &'a mut Option<Kept>) -> Option<Result<Received<'a>, NetError>> {
        if let Some(Next::Gap) = self.place() {
            let outcome = Outcome::new(What::Lost, core::mem::take(&mut self.lost), false);
            return Some(Ok(Received { packet: None, outcome }));
        }
        self.next_kept(held)
    }

    /// The same without a word on what was dropped, which stays counted.
    pub(super) fn next_kept<'a>(&mut self, held: &'a mut Option<Kept>) -> Option<Result<Received<'a>, NetError>> {
        let first = |queue: &VecDeque<(u64, Kept)>| queue.front().map_or(u64::MAX, |(turn, _)| *turn);
        let queue = if first(&self.loose) < first(&self.firm) { &mut self.loose } else { &mut self.firm };
        let (_, mut kept) = queue.pop_front()?;
        self.size = self.size.saturating_sub(kept.counted);
        if let Some(error) = kept.reason.take_if(|_| kept.skipped) {
            return Some(Err(*error));
        }
        let kept = held.insert(kept);
        Some(Ok(Received { packet: kept.packet(), outcome: kept.outcome }))
    }
}
