//! Packets that are kept for later, in a bounded store.

use std::boxed::Box;
use std::collections::VecDeque;

use super::Received;
use crate::packet::Packet;
use crate::parse::{Resume, parse};
use crate::session::{Outcome, What};

/// What a packet is counted beside its bytes.
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

struct Kept {
    bytes: Box<[u8]>,
    offset: u64,
    outcome: Outcome,
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

    /// Puts that number back.
    pub(super) fn set_lost(&mut self, lost: u64) {
        self.lost = lost;
    }

    /// Keeps an outcome, with its packet if there is one and room for it. The
    /// last word on an action is always kept: there are no more of them than
    /// places for actions.
    pub(super) fn keep(&mut self, packet: Option<&Packet<'_>>, outcome: Outcome) {
        let bytes = packet.map_or(&[][..], Packet::raw);
        let size = bytes.len().saturating_add(OVERHEAD);
        let fits = self.size.saturating_add(size) <= self.most;
        if !fits {
            self.lost += u64::from(packet.is_some());
            if !outcome.last && packet.is_some() {
                return;
            }
        }
        let bytes: Box<[u8]> = if fits { bytes.into() } else { Box::default() };
        self.size = self.size.saturating_add(bytes.len().saturating_add(OVERHEAD));
        self.kept.push_back(Kept { bytes, offset: packet.map_or(0, Packet::offset), outcome });
    }

    /// Gives the first one out. Its bytes are in `held` until the next call.
    pub(super) fn next<'a>(&mut self, held: &'a mut Box<[u8]>, index: &'a mut [u32]) -> Option<Received<'a>> {
        let Some(kept) = self.kept.pop_front() else {
            let lost = core::mem::take(&mut self.lost);
            let outcome = Outcome { what: What::Lost, tag: lost, last: false };
            return (lost > 0).then_some(Received { packet: None, outcome });
        };
        self.size = self.size.saturating_sub(kept.bytes.len().saturating_add(OVERHEAD));
        *held = kept.bytes;
        let parsed = parse(held, &mut Resume::default(), index).ok().flatten();
        let packet = parsed.map(|parsed| Packet { offset: kept.offset, ..parsed.packet });
        Some(Received { packet, outcome: kept.outcome })
    }
}
