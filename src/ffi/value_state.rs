//! Values: states
//!
//! A state is a number and words for it, and either is read, without regard to
//! ASCII case; the number is told.

use super::slice::amiwire_slice;
use super::value::read;
use crate::value::{ChannelState, DeviceState, ExtensionState};

/// State of a device: nothing is known of it.
pub const AMIWIRE_DEVICE_UNKNOWN: i32 = 0;
/// State of a device: nobody uses it.
pub const AMIWIRE_DEVICE_NOT_INUSE: i32 = 1;
/// State of a device: it is in a call.
pub const AMIWIRE_DEVICE_INUSE: i32 = 2;
/// State of a device: it takes no more calls.
pub const AMIWIRE_DEVICE_BUSY: i32 = 3;
/// State of a device: there is no such device.
pub const AMIWIRE_DEVICE_INVALID: i32 = 4;
/// State of a device: it cannot be reached, or is not registered.
pub const AMIWIRE_DEVICE_UNAVAILABLE: i32 = 5;
/// State of a device: it rings.
pub const AMIWIRE_DEVICE_RINGING: i32 = 6;
/// State of a device: it rings while it is in a call.
pub const AMIWIRE_DEVICE_RINGINUSE: i32 = 7;
/// State of a device: it has a call on hold.
pub const AMIWIRE_DEVICE_ONHOLD: i32 = 8;

/// State of an extension: it was removed.
pub const AMIWIRE_EXTENSION_REMOVED: i32 = -2;
/// State of an extension: its hint was removed.
pub const AMIWIRE_EXTENSION_DEACTIVATED: i32 = -1;
/// State of an extension: no device is in use.
pub const AMIWIRE_EXTENSION_IDLE: i32 = 0;
/// State of an extension: a device is in use.
pub const AMIWIRE_EXTENSION_INUSE: i32 = 1;
/// State of an extension: all devices are busy.
pub const AMIWIRE_EXTENSION_BUSY: i32 = 2;
/// State of an extension: no device can be reached.
pub const AMIWIRE_EXTENSION_UNAVAILABLE: i32 = 4;
/// State of an extension: a device rings.
pub const AMIWIRE_EXTENSION_RINGING: i32 = 8;
/// State of an extension: a device rings while one is in use.
pub const AMIWIRE_EXTENSION_INUSE_RINGING: i32 = 9;
/// State of an extension: all devices are on hold.
pub const AMIWIRE_EXTENSION_HOLD: i32 = 16;
/// State of an extension: a device is on hold while one is in use.
pub const AMIWIRE_EXTENSION_INUSE_HOLD: i32 = 17;

/// State of a channel: down and free.
pub const AMIWIRE_CHANNEL_DOWN: i32 = 0;
/// State of a channel: down, but reserved.
pub const AMIWIRE_CHANNEL_RESERVED: i32 = 1;
/// State of a channel: off the hook.
pub const AMIWIRE_CHANNEL_OFFHOOK: i32 = 2;
/// State of a channel: digits have been dialled, or it is off the hook for
/// them.
pub const AMIWIRE_CHANNEL_DIALING: i32 = 3;
/// State of a channel: the line rings; this side calls.
pub const AMIWIRE_CHANNEL_RING: i32 = 4;
/// State of a channel: the remote end rings; this side is called.
pub const AMIWIRE_CHANNEL_RINGING: i32 = 5;
/// State of a channel: in a call.
pub const AMIWIRE_CHANNEL_UP: i32 = 6;
/// State of a channel: busy.
pub const AMIWIRE_CHANNEL_BUSY: i32 = 7;
/// State of a channel: digits have been dialled while off the hook.
pub const AMIWIRE_CHANNEL_DIALING_OFFHOOK: i32 = 8;
/// State of a channel: a call has been noticed before it rings.
pub const AMIWIRE_CHANNEL_PRERING: i32 = 9;
/// State of a channel: muted; servers write it as a number only.
pub const AMIWIRE_CHANNEL_MUTE: i32 = 10;

/// The state of a device, as `State: RINGING` of DeviceStateChange,
/// `DeviceState: Not in use` of lists of PJSIP and `Status: 1` of queue members
/// have it: AMIWIRE_DEVICE_.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_device_state(
    value: amiwire_slice,
    state: *mut i32,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, state, error_offset, DeviceState::parse, DeviceState::number) }
}

/// The state of an extension that has a hint, as `Status: 8` and `StatusText:
/// Ringing` of ExtensionStatus have it: AMIWIRE_EXTENSION_. The text `Unknown`
/// stands for both numbers below zero, and does not fit: read the number.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_extension_state(
    value: amiwire_slice,
    state: *mut i32,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, state, error_offset, ExtensionState::parse, ExtensionState::number) }
}

/// The state of a channel, as `ChannelState: 6` and `ChannelStateDesc: Up` have
/// it: AMIWIRE_CHANNEL_.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_channel_state(
    value: amiwire_slice,
    state: *mut i32,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, state, error_offset, ChannelState::parse, ChannelState::number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A state without a constant, or with one of another number, is an error.
    #[test]
    fn every_state_has_its_constant() {
        let device = [
            AMIWIRE_DEVICE_UNKNOWN,
            AMIWIRE_DEVICE_NOT_INUSE,
            AMIWIRE_DEVICE_INUSE,
            AMIWIRE_DEVICE_BUSY,
            AMIWIRE_DEVICE_INVALID,
            AMIWIRE_DEVICE_UNAVAILABLE,
            AMIWIRE_DEVICE_RINGING,
            AMIWIRE_DEVICE_RINGINUSE,
            AMIWIRE_DEVICE_ONHOLD,
        ];
        assert!(DeviceState::ALL.iter().map(|state| state.number()).eq(device));
        let extension = [
            AMIWIRE_EXTENSION_REMOVED,
            AMIWIRE_EXTENSION_DEACTIVATED,
            AMIWIRE_EXTENSION_IDLE,
            AMIWIRE_EXTENSION_INUSE,
            AMIWIRE_EXTENSION_BUSY,
            AMIWIRE_EXTENSION_UNAVAILABLE,
            AMIWIRE_EXTENSION_RINGING,
            AMIWIRE_EXTENSION_INUSE_RINGING,
            AMIWIRE_EXTENSION_HOLD,
            AMIWIRE_EXTENSION_INUSE_HOLD,
        ];
        assert!(ExtensionState::ALL.iter().map(|state| state.number()).eq(extension));
        let channel = [
            AMIWIRE_CHANNEL_DOWN,
            AMIWIRE_CHANNEL_RESERVED,
            AMIWIRE_CHANNEL_OFFHOOK,
            AMIWIRE_CHANNEL_DIALING,
            AMIWIRE_CHANNEL_RING,
            AMIWIRE_CHANNEL_RINGING,
            AMIWIRE_CHANNEL_UP,
            AMIWIRE_CHANNEL_BUSY,
            AMIWIRE_CHANNEL_DIALING_OFFHOOK,
            AMIWIRE_CHANNEL_PRERING,
            AMIWIRE_CHANNEL_MUTE,
        ];
        assert!(ChannelState::ALL.iter().map(|state| state.number()).eq(channel));
    }
}
