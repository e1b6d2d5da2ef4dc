//! Packets that are kept for later, in a bounded store.

use std::boxed::Box;
use std::collections::VecDeque;

use super::Received;
use crate::net::NetError;
use crate::packet::{Kind, Packet};
use crate::session::{Outcome, What};

/// What a packet is counted beside its bytes and positions.
const OVERHEAD: usize = 64;

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
    /// Where names end, and then where lines do.
    places: Box<[u32]>,
    body: (u32, u32),
    offset: u64,
    kind: Kind,
    flags: u8,
    /// Whether there is a packet.
    whole: bool,
    outcome: Outcome,
    /// What was said of a packet that was skipped.
    error: Option<Box<NetError>>,
}

impl Kept {
    /// An outcome without a packet.
    fn bare(outcome: Outcome) -> Kept {
        Kept {
            bytes: Box::default(),
            places: Box::default(),
            body: (0, 0),
            offset: 0,
            kind: Kind::Other,
            flags: 0,
            whole: false,
            outcome,
            error: None,
        }
    }

    fn of(packet: Option<&Packet<'_>>, outcome: Outcome) -> Kept {
        let Some(packet) = packet else { return Kept::bare(outcome) };
        let moved = |place: u32| place.wrapping_sub(packet.start);
        Kept {
            bytes: packet.raw().into(),
            places: packet.names.iter().chain(packet.ends).map(|place| moved(*place)).collect(),
            body: (moved(packet.body.0), moved(packet.body.1)),
            offset: packet.offset(),
            kind: packet.kind,
            flags: packet.flags,
            whole: true,
            outcome,
            error: None,
        }
    }

    fn packet(&self) -> Option<Packet<'_>> {
        let (names, ends) = self.places.split_at_checked(self.places.len() / 2)?;
        self.whole.then_some(Packet {
            bytes: &self.bytes,
            names,
            ends,
            lines: u32::try_from(names.len()).ok()?,
            start: 0,
            end: u32::try_from(self.bytes.len()).ok()?,
            body: self.body,
            offset: self.offset,
            kind: self.kind,
            flags: self.flags,
        })
    }

    fn size(&self) -> usize {
        let error = self.error.as_ref().map_or(0, |error| size_of::<NetError>().saturating_add(error.detail.len()));
        size(self.bytes.len().saturating_add(error), self.places.len())
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
    /// last word on an action is always kept: there are no more of them than
    /// places for actions.
    pub(super) fn keep(&mut self, packet: Option<&Packet<'_>>, outcome: Outcome) {
        let lines = |packet: &Packet<'_>| packet.names.len().saturating_add(packet.ends.len());
        let needed = packet.map_or(OVERHEAD, |packet| size(packet.raw().len(), lines(packet)));
        let fits = self.size.saturating_add(needed) <= self.most;
        if !fits {
            self.lost += u64::from(packet.is_some());
            if !outcome.last && packet.is_some() {
                return;
            }
        }
        let kept = Kept::of(packet.filter(|_| fits), outcome);
        self.size = self.size.saturating_add(kept.size());
        self.kept.push_back(kept);
    }

    /// Keeps what was said of a packet that was skipped, in its place among the
    /// others, if there is room for it.
    pub(super) fn keep_error(&mut self, error: NetError) {
        let kept =
            Kept { error: Some(Box::new(error)), ..Kept::bare(Outcome { what: What::Other, tag: 0, last: false }) };
        let size = self.size.saturating_add(kept.size());
        if size > self.most {
            return self.lose();
        }
        self.size = size;
        self.kept.push_back(kept);
    }

    /// Gives the first one out. It lies in `held` until the next call.
    pub(super) fn next<'a>(&mut self, held: &'a mut Option<Kept>) -> Option<Result<Received<'a>, NetError>> {
        let Some(mut kept) = self.kept.pop_front() else {
            let lost = core::mem::take(&mut self.lost);
            let outcome = Outcome { what: What::Lost, tag: lost, last: false };
            return (lost > 0).then_some(Ok(Received { packet: None, outcome }));
        };
        self.size = self.size.saturating_sub(kept.size());
        if let Some(error) = kept.error.take() {
            return Some(Err(*error));
        }
        let kept = held.insert(kept);
        Some(Ok(Received { packet: kept.packet(), outcome: kept.outcome }))
    }
}
