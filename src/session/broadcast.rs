//! Events that mean nothing to a session, told without it: for those who keep
//! it behind a lock.

use super::Session;
use super::outcome::Phase;
use super::slots::Slot;
use crate::packet::{CARE, Kind, Packet};

/// Which events mean nothing but [`What::Event`](super::What::Event).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Plain {
    /// Ask the session.
    Unknown,
    /// Those without an ActionID, but for FullyBooted, which a session remembers.
    WithoutId,
    /// Whatever ActionID they have, since nothing was ever asked that one could
    /// belong to: whoever only listens has no need to look for it.
    Any,
}

impl Plain {
    /// The one of that number.
    pub(crate) fn of(number: u8) -> Plain {
        let all = [Plain::WithoutId, Plain::Any];
        all.into_iter().find(|plain| *plain as u8 == number).unwrap_or(Plain::Unknown)
    }

    /// Whether the packet is one of them. Says no where it is not sure.
    #[inline]
    pub(crate) fn has(self, packet: &Packet<'_>) -> bool {
        const BOOTED: u32 = ": FullyBooted\r".len() as u32;
        let (Some(name), Some(end)) = (packet.names.first(), packet.ends.first()) else { return false };
        let plain = packet.kind == Kind::Event && packet.flags & CARE == 0 && end.wrapping_sub(*name) != BOOTED;
        plain
            && match self {
                Plain::Unknown => false,
                Plain::WithoutId => !has_action_id(packet),
                Plain::Any => true,
            }
    }
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Which events mean nothing more now.
    pub(crate) fn plain_events(&self) -> Plain {
        match self.phase {
            Phase::Greeting | Phase::Down => Plain::Unknown,
            _ if !self.asked => Plain::Any,
            _ if self.table.loose() || self.has_open_list() => Plain::Unknown,
            _ => Plain::WithoutId,
        }
    }
}

/// Whether a packet has an ActionID, as far as its lines are ordinary.
///
/// Asked of nearly every packet: without a branch that depends on the lines,
/// since one line in four is as long as the name that is sought.
#[inline]
fn has_action_id(packet: &Packet<'_>) -> bool {
    const LENGTH: u32 = "ActionID".len() as u32;
    let (mut start, mut found) = (packet.start, false);
    for (&name_end, &end) in packet.names.iter().zip(packet.ends) {
        let initial = packet.bytes.get(start as usize).copied().unwrap_or_default() | 0x20;
        found |= (name_end.wrapping_sub(start) == LENGTH) & (initial == b'a');
        start = end.wrapping_add(1);
    }
    found
}
