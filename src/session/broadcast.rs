//! Events that mean nothing to a session, told without it: for those who keep
//! it behind a lock.

use super::Session;
use super::outcome::Phase;
use super::slots::Slot;
use crate::packet::{CARE, Kind, Packet};

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Whether an event that is a broadcast ([`is_broadcast`]) means nothing but
    /// [`What::Event`](super::What::Event) now.
    pub(crate) fn events_are_plain(&self) -> bool {
        !matches!(self.phase, Phase::Greeting | Phase::Down) && !self.table.loose()
    }
}

/// Whether a packet is an event of nobody's: without an ActionID, and none that
/// a session remembers, which is FullyBooted. Says no where it is not sure.
///
/// Asked of nearly every packet: without a branch that depends on the lines,
/// since one line in four is as long as the name that is sought.
#[inline]
pub(crate) fn is_broadcast(packet: &Packet<'_>) -> bool {
    const BOOTED: u32 = ": FullyBooted\r".len() as u32;
    const LENGTH: u32 = "ActionID".len() as u32;
    let (Some(name), Some(end)) = (packet.names.first(), packet.ends.first()) else { return false };
    if packet.kind != Kind::Event || packet.flags & CARE != 0 || end.wrapping_sub(*name) == BOOTED {
        return false;
    }
    let (mut start, mut found) = (packet.start, false);
    for (&name_end, &end) in packet.names.iter().zip(packet.ends) {
        let initial = packet.bytes.get(start as usize).copied().unwrap_or_default() | 0x20;
        found |= (name_end.wrapping_sub(start) == LENGTH) & (initial == b'a');
        start = end.wrapping_add(1);
    }
    !found
}
