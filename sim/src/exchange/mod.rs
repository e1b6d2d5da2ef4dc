//! The exchange itself, without connections: devices, channels, calls, queues.
//!
//! What happens comes out as [`Deed`]s, in order; whoever holds the
//! connections hands them on.

mod call;
mod channel;
mod device;
mod originate;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::format;

pub(super) use channel::{Channel, Party};
pub(super) use device::{Device, Queue, extension_state_of};
pub(super) use originate::{Originate, Refusal, Report, answers};

use self::call::Call;
use super::config::{CommandFormat, Config, Extension, nanos};
use super::packet::{Event, Fields, Stamp};
use super::rights::Classes;
use amiwire::value::DeviceState;

/// The device of the only trunk.
const TRUNK: &str = "trunk_1";

/// What the exchange wants to be done.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// An event for all who may read it and want to.
    Tell(Event),
    /// The answer that a connection has waited for.
    Answer {
        /// The connection's number.
        connection: u64,
        /// The answer.
        packet: Vec<u8>,
    },
}

/// The exchange.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) stamp: Stamp,
    /// Nanoseconds between the steps of a call.
    pace: u64,
    /// How the action Command is answered, if it is known.
    pub(super) command: Option<CommandFormat>,
    pub(super) devices: Vec<Device>,
    pub(super) queues: Vec<Queue>,
    pub(super) channels: Vec<Channel>,
    /// Nanoseconds that a call lasts if nobody hangs up.
    call_limit: u64,
    calls: BTreeMap<u64, Call>,
    /// When each call goes on: the time, and the call's number.
    steps: BTreeSet<(u64, u64)>,
    next_channel: u32,
    next_unique: u64,
    next_bridge: u64,
    next_call: u64,
    deeds: VecDeque<Deed>,
}

impl Exchange {
    /// An exchange with these extensions, a trunk, and the guide's queue 6500
    /// with its two members.
    pub(super) fn new(config: &Config, stamp: Stamp) -> Exchange {
        let phone = |extension: &Extension| Device {
            name: format!("PJSIP/{}", extension.number),
            exten: Some(extension.number.clone()),
            answers: extension.answers,
            told: DeviceState::NotInUse,
            ringing: 0,
            up: 0,
        };
        let trunk = Device { name: format!("PJSIP/{TRUNK}"), exten: None, ..phone(&Extension::new("")) };
        let members = ["PJSIP/1001".into(), "PJSIP/1000".into()];
        Exchange {
            stamp,
            pace: nanos(config.pace),
            command: config.command,
            devices: config.extensions.iter().map(phone).chain([trunk]).collect(),
            queues: [Queue { number: "6500".into(), members: members.into() }].into(),
            channels: Vec::new(),
            call_limit: nanos(config.call_limit),
            calls: BTreeMap::new(),
            steps: BTreeSet::new(),
            next_channel: 0,
            next_unique: 0,
            next_bridge: 0,
            next_call: 0,
            deeds: VecDeque::new(),
        }
    }

    /// The next deed to be done.
    pub(super) fn deed(&mut self) -> Option<Deed> {
        self.deeds.pop_front()
    }

    /// Sends an event to all who may read it.
    pub(super) fn tell(&mut self, name: &str, classes: Classes, now: u64, fields: Fields<'_>) {
        self.deeds.push_back(Deed::Tell(Event::new(name, classes, self.stamp, now, fields)));
    }

    /// An event that is written already.
    pub(super) fn tell_event(&mut self, event: Event) {
        self.deeds.push_back(Deed::Tell(event));
    }

    /// An event of a channel, with its snapshot and what comes behind it.
    fn tell_of(&mut self, name: &str, classes: Classes, channel: usize, now: u64, fields: Fields<'_>) {
        let event = Event::new(name, classes, self.stamp, now, self.channels[channel].snapshot().and(fields));
        self.tell_event(event);
    }

    /// The channel of that name, in any case.
    pub(super) fn channel(&self, name: &[u8]) -> Option<usize> {
        self.channels.iter().rposition(|channel| channel.name.as_bytes().eq_ignore_ascii_case(name))
    }

    /// The state of a device by name; one that is not known is not in use.
    pub(super) fn device_state(&self, name: &str) -> DeviceState {
        self.devices.iter().find(|device| device.name == name).map_or(DeviceState::NotInUse, |device| device.told)
    }

    /// Tells what a device does, if that has changed: the extension first, as
    /// in the guide.
    fn announce(&mut self, device: usize, now: u64) {
        let state = self.devices[device].doing();
        if self.devices[device].told == state {
            return;
        }
        self.devices[device].told = state;
        let Device { name, exten, .. } = self.devices[device].clone();
        if let Some(exten) = &exten {
            self.tell("ExtensionStatus", Classes::CALL, now, extension_status(exten, &name, state));
        }
        self.tell("DeviceStateChange", Classes::CALL, now, device_state(&name, state));
    }
}

/// The keys of ExtensionStatus, as broadcast and as item of a list.
pub(super) fn extension_status<'a>(exten: &'a str, device: &'a str, state: DeviceState) -> Fields<'a> {
    let state = extension_state_of(state);
    Fields::new()
        .with("Exten", exten)
        .with("Context", "ext-local")
        .with("Hint", device)
        .shown("Status", state.number())
        .with("StatusText", state.status_text())
}

/// The keys of DeviceStateChange, as broadcast and as item of a list.
pub(super) fn device_state(device: &str, state: DeviceState) -> Fields<'_> {
    Fields::new().with("Device", device).with("State", state.text())
}

#[cfg(test)]
mod tests;
