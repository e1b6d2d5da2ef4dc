//! Devices: phones with an extension each, and the trunk.

use amiwire::value::{ChannelState, DeviceState, ExtensionState};

/// What an extension shows when its device does this.
pub(crate) fn extension_state_of(device: DeviceState) -> ExtensionState {
    match device {
        DeviceState::InUse => ExtensionState::InUse,
        DeviceState::Ringing => ExtensionState::Ringing,
        DeviceState::RingInUse => ExtensionState::InUseRinging,
        _ => ExtensionState::Idle,
    }
}

/// A device.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    /// `PJSIP/1000`.
    pub(crate) name: String,
    /// Its extension; the trunk has none.
    pub(crate) exten: Option<String>,
    /// Whether it answers when it rings.
    pub(super) answers: bool,
    /// The state that was told last.
    pub(crate) told: DeviceState,
    /// How many of its channels ring, and how many are up.
    pub(super) ringing: usize,
    pub(super) up: usize,
}

impl Device {
    /// A channel comes into this state, or leaves it.
    pub(super) fn counts(&mut self, state: ChannelState, change: impl FnOnce(usize) -> usize) {
        match state {
            ChannelState::Ringing => self.ringing = change(self.ringing),
            ChannelState::Up => self.up = change(self.up),
            _ => {}
        }
    }

    /// What it does, by its channels.
    pub(super) fn doing(&self) -> DeviceState {
        match (self.ringing > 0, self.up > 0) {
            (false, false) => DeviceState::NotInUse,
            (false, true) => DeviceState::InUse,
            (true, false) => DeviceState::Ringing,
            (true, true) => DeviceState::RingInUse,
        }
    }
}

/// A queue and its members, all static.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) number: String,
    /// Names of devices.
    pub(crate) members: Vec<String>,
}
