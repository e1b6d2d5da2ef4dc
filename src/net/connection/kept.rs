//! Packets that are kept for later, in a bounded store.

use std::boxed::Box;
use std::collections::VecDeque;

use super::Received;
use crate::net::NetError;
use crate::net::memory::{copied, filled, missing};
use crate::packet::{Kind, Packet};
use crate::session::{Outcome, What};

/// What a packet is counted beside its bytes and positions: its place, with room
/// for more of them, and what the allocator needs.
const OVERHEAD: usize = 192;

/// Room for so many is not given back.
const FEW: usize = 16;

const _: () = assert!(size_of::<Kept>() <= OVERHEAD);

/// Packets and outcomes, first in, first out.
pub(super) struct Store {
    kept: VecDeque<Kept>,
    /// What they are counted together, and may be.
    size: usize,
    most: usize,
    /// Packets for which there was no room, since that was last told.
    lost: u64,
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

impl Store {
    pub(super) fn new(most: usize) -> Store {
        Store { kept: VecDeque::new(), size: 0, most, lost: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.lost == 0
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
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

    /// Keeps what is in memory of its own already.
    pub(super) fn keep_whole(&mut self, kept: Kept) -> Result<(), NetError> {
        self.kept.try_reserve(1).map_err(missing).inspect_err(|_| self.lost += 1)?;
        self.size = self.size.saturating_add(kept.size());
        self.kept.push_back(kept);
        Ok(())
    }

    /// Gives the room back in which many were kept. Whether there is any.
    pub(super) fn give_back(&mut self, really: bool) -> bool {
        let spare = self.kept.is_empty() && self.kept.capacity() > FEW;
        if spare && really {
            self.kept = VecDeque::new();
        }
        spare
    }

    /// Packets for which there was no room, since that was last told.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    /// One more packet is missing.
    pub(super) fn lose(&mut self) {
        self.lost = self.lost.saturating_add(1);
    }

    /// Puts that number back.
    pub(super) fn set_lost(&mut self, lost: u64) {
        self.lost = lost;
    }

    /// Keeps an outcome, with its packet if there is one and room for it. The
    /// last word on an action is always kept: nobody else reports it. There are no
    /// more of them than actions that were submitted during the call. Where there is no memory it is lost, too.
    pub(super) fn keep(&mut self, packet: Option<&Packet<'_>>, outcome: Outcome) -> Result<(), NetError> {
        let lines = |packet: &Packet<'_>| packet.names.len().saturating_add(packet.ends.len());
        let needed = packet.map_or(OVERHEAD, |packet| size(packet.raw().len(), lines(packet)));
        let fits = self.size.saturating_add(needed) <= self.most;
        if !fits {
            self.lost += u64::from(packet.is_some());
            if !outcome.last && packet.is_some() {
                return Ok(());
            }
        }
        let kept = Kept::of(packet.filter(|_| fits), outcome);
        let room = self.kept.try_reserve(1).map_err(missing);
        let kept = room.and(kept).inspect_err(|_| self.lost += u64::from(fits))?;
        self.size = self.size.saturating_add(kept.size());
        self.kept.push_back(kept);
        Ok(())
    }

    /// Keeps the reason of the one that was kept last.
    pub(super) fn because(&mut self, cause: NetError) {
        if let Some(last) = self.kept.back_mut() {
            last.reason = Some(Box::new(cause));
        }
    }

    /// Takes the reason of the one that comes next, if it has one.
    pub(super) fn next_cause(&mut self) -> Option<NetError> {
        let next = self.kept.front_mut().filter(|next| !next.skipped)?;
        next.reason.take().map(|cause| *cause)
    }

    /// Keeps what was said of a packet that was skipped, in its place among the
    /// others, if there is room for it.
    pub(super) fn keep_error(&mut self, error: NetError) {
        let kept = Kept { skipped: true, reason: Some(Box::new(error)), ..Kept::bare(Outcome::plain(What::Other)) };
        let size = self.size.saturating_add(kept.size());
        if size > self.most || self.kept.try_reserve(1).is_err() {
            return self.lose();
        }
        self.size = size;
        self.kept.push_back(kept);
    }

    /// Gives the first one out. It lies in `held` until the next call.
    pub(super) fn next<'a>(&mut self, held: &'a mut Option<Kept>) -> Option<Result<Received<'a>, NetError>> {
        let Some(mut kept) = self.kept.pop_front() else {
            let lost = core::mem::take(&mut self.lost);
            let outcome = Outcome::new(What::Lost, lost, false);
            return (lost > 0).then_some(Ok(Received { packet: None, outcome }));
        };
        self.size = self.size.saturating_sub(kept.size());
        if let Some(error) = kept.reason.take_if(|_| kept.skipped) {
            return Some(Err(*error));
        }
        let kept = held.insert(kept);
        Some(Ok(Received { packet: kept.packet(), outcome: kept.outcome }))
    }
}
