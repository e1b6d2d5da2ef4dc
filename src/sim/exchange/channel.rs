//! Channels: one leg of a call each.

use std::format;
use std::prelude::v1::*;

use crate::sim::packet::Fields;
use crate::value::{CallerId, ChannelState};

/// The number and the name of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::sim) struct Party {
    pub(in crate::sim) number: Vec<u8>,
    pub(in crate::sim) name: Vec<u8>,
}

impl Party {
    /// From `"Name" <number>` and the like; anything else is a number.
    pub(in crate::sim) fn parse(text: &[u8]) -> Party {
        match CallerId::parse(text) {
            Ok(CallerId { number, name }) => Party { number: number.to_vec(), name: name.to_vec() },
            Err(_) => Party { number: text.to_vec(), name: Vec::new() },
        }
    }
}

/// A channel.
#[derive(Clone, Debug)]
pub(in crate::sim) struct Channel {
    /// `PJSIP/1000-0000000d`.
    pub(in crate::sim) name: String,
    /// The device it runs over, by its place among the exchange's devices.
    pub(super) device: usize,
    pub(in crate::sim) state: ChannelState,
    pub(super) caller: Party,
    pub(in crate::sim) connected: Party,
    pub(super) account: Vec<u8>,
    pub(super) context: Vec<u8>,
    pub(super) exten: Vec<u8>,
    pub(super) priority: u32,
    pub(in crate::sim) uniqueid: String,
    pub(super) linkedid: String,
    pub(in crate::sim) application: Vec<u8>,
    pub(in crate::sim) data: Vec<u8>,
    /// When it came into being, in nanoseconds since the start.
    pub(in crate::sim) since: u64,
    /// The bridge it is in; empty if it is in none.
    pub(in crate::sim) bridge: String,
}

impl Channel {
    /// The keys that every event of a channel has. The exchange sends Linkedid
    /// before Uniqueid, which no stock server does (T52), and leaves empty
    /// what those call `<unknown>`.
    pub(in crate::sim) fn snapshot(&self) -> Fields<'_> {
        self.front().with("Language", "en").bytes("AccountCode", &self.account).and(self.place())
    }

    /// The keys in front of the language: `Status` has no language.
    pub(in crate::sim) fn front(&self) -> Fields<'_> {
        Fields::new()
            .with("Channel", &self.name)
            .shown("ChannelState", self.state.number())
            .with("ChannelStateDesc", self.state.text())
            .bytes("CallerIDNum", &self.caller.number)
            .bytes("CallerIDName", &self.caller.name)
            .bytes("ConnectedLineNum", &self.connected.number)
            .bytes("ConnectedLineName", &self.connected.name)
    }

    /// The keys behind the account code.
    pub(in crate::sim) fn place(&self) -> Fields<'_> {
        Fields::new()
            .bytes("Context", &self.context)
            .bytes("Exten", &self.exten)
            .shown("Priority", self.priority)
            .with("Linkedid", &self.linkedid)
            .with("Uniqueid", &self.uniqueid)
    }

    /// The account code, which `Status` spells in its own way (T8).
    pub(in crate::sim) fn account(&self) -> &[u8] {
        &self.account
    }

    /// Its age in seconds.
    pub(in crate::sim) fn seconds(&self, now: u64) -> u64 {
        now.saturating_sub(self.since) / 1_000_000_000
    }
}

/// A bridge between two channels, as its events show it.
pub(super) fn bridge_snapshot(id: &str, channels: usize) -> Fields<'_> {
    Fields::new()
        .with("BridgeUniqueid", id)
        .with("BridgeType", "basic")
        .with("BridgeTechnology", "simple_bridge")
        .with("BridgeCreator", "<unknown>")
        .with("BridgeName", "<unknown>")
        .shown("BridgeNumChannels", channels)
}

/// The id of the bridge of that number, of the form of a UUID.
pub(super) fn bridge_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{:012x}", number & 0xffff_ffff_ffff)
}

/// The text of a hangup cause (Q.850).
pub(super) fn cause_text(cause: u8) -> &'static str {
    match cause {
        1 => "Unallocated (unassigned) number",
        16 => "Normal Clearing",
        17 => "User busy",
        18 => "No user responding",
        19 => "User alerting, no answer",
        21 => "Call Rejected",
        27 => "Destination out of order",
        34 => "Circuit/channel congestion",
        _ => "Unknown",
    }
}
