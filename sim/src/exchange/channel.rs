//! Channels: one leg of a call each.

use std::format;

use crate::packet::Fields;
use amiwire::value::{CallerId, ChannelState};

/// The number and the name of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) number: Vec<u8>,
    pub(crate) name: Vec<u8>,
}

impl Party {
    /// From `"Name" <number>` and the like; anything else is a number.
    pub(crate) fn parse(text: &[u8]) -> Party {
        match CallerId::parse(text) {
            Ok(CallerId { number, name }) => Party { number: number.to_vec(), name: name.to_vec() },
            Err(_) => Party { number: text.to_vec(), name: Vec::new() },
        }
    }
}

/// A channel.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// `PJSIP/1000-0000000d`.
    pub(crate) name: String,
    /// The device it runs over, by its place among the exchange's devices.
    pub(super) device: usize,
    pub(crate) state: ChannelState,
    pub(super) caller: Party,
    pub(crate) connected: Party,
    pub(super) account: Vec<u8>,
    pub(super) context: Vec<u8>,
    pub(super) exten: Vec<u8>,
    pub(super) priority: u32,
    pub(crate) uniqueid: String,
    pub(super) linkedid: String,
    pub(crate) application: Vec<u8>,
    pub(crate) data: Vec<u8>,
    /// When it came into being, in nanoseconds since the start.
    pub(crate) since: u64,
    /// The bridge it is in; empty if it is in none.
    pub(crate) bridge: String,
}

impl Channel {
    /// The keys that every event of a channel has. The exchange sends Linkedid
    /// before Uniqueid, which no stock server does (T52), and leaves empty
    /// what those call `<unknown>`.
    pub(crate) fn snapshot(&self) -> Fields<'_> {
        self.front().with("Language", "en").bytes("AccountCode", &self.account).and(self.place())
    }

    /// The keys in front of the language: `Status` has no language.
    pub(crate) fn front(&self) -> Fields<'_> {
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
    pub(crate) fn place(&self) -> Fields<'_> {
        Fields::new()
            .bytes("Context", &self.context)
            .bytes("Exten", &self.exten)
            .shown("Priority", self.priority)
            .with("Linkedid", &self.linkedid)
            .with("Uniqueid", &self.uniqueid)
    }

    /// The account code, which `Status` spells in its own way (T8).
    pub(crate) fn account(&self) -> &[u8] {
        &self.account
    }

    /// Its age in seconds.
    pub(crate) fn seconds(&self, now: u64) -> u64 {
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
