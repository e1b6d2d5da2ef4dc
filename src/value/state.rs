//! States of devices (`State: RINGING`, `DeviceState: Not in use`, a queue
//! member's `Status: 1`), of extensions (`Status: 8`, `StatusText: Ringing`)
//! and of channels (`ChannelState: 6`, `ChannelStateDesc: Up`): a number and
//! words for it, and either can be read.

use core::fmt;

use super::grammar::word;
use super::integer::signed;
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

macro_rules! states {
    (
        $(#[doc = $head:literal])+ $state:ident;
        $($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $text:literal $(, $other:literal)*;)+
    ) => {
        $(#[doc = $head])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        pub enum $state {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl $state {
            /// Every state, in the order of their numbers.
            pub const ALL: &'static [$state] = &[$($state::$variant,)+];

            /// The number that stands for the state on the wire.
            pub const fn number(self) -> i32 {
                self as i32
            }

            /// A word for the state: a server's own, where it has one.
            pub const fn text(self) -> &'static str {
                match self { $($state::$variant => $text,)+ }
            }

            /// The state with this number.
            pub fn of_number(number: i32) -> Option<$state> {
                $state::ALL.iter().copied().find(|state| state.number() == number)
            }

            /// Reads a number or any of the words. ASCII case does not
            /// matter.
            ///
            /// # Errors
            /// `BadValue` at the byte where no word goes on as the value
            /// does; at offset 0 for a number that no state has.
            pub fn parse(value: &[u8]) -> Result<$state> {
                static WORDS: &[(&str, $state)] =
                    &[$(($text, $state::$variant), $(($other, $state::$variant),)*)+];
                let unknown = match word(value, WORDS) {
                    Ok(state) => return Ok(state),
                    Err(error) => error,
                };
                let number = signed(value).ok().and_then(|number| i32::try_from(number).ok());
                number.and_then($state::of_number).ok_or(unknown)
            }
        }

        impl Canonical for $state {
            fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
                sink.bytes(self.text().as_bytes())
            }
        }

        canonical!($state);
    };
}

states! {
    /// The state of a device: `State` of DeviceStateChange, `DeviceState` of
    /// PJSIP lists, `Status` of queue members as a number.
    DeviceState;
    /// Nothing is known of it.
    Unknown = 0, "UNKNOWN";
    /// Nobody uses it.
    NotInUse = 1, "NOT_INUSE", "Not in use";
    /// It is in a call.
    InUse = 2, "INUSE", "In use";
    /// It takes no more calls.
    Busy = 3, "BUSY";
    /// There is no such device.
    Invalid = 4, "INVALID";
    /// It cannot be reached, or is not registered.
    Unavailable = 5, "UNAVAILABLE";
    /// It rings.
    Ringing = 6, "RINGING";
    /// It rings while it is in a call.
    RingInUse = 7, "RINGINUSE", "Ring+Inuse";
    /// It has a call on hold.
    OnHold = 8, "ONHOLD", "On Hold";
}

states! {
    /// The state of an extension that has a hint: `Status` and `StatusText` of
    /// ExtensionStatus and ExtensionState. The text `Unknown` stands for both
    /// numbers below zero, and is therefore an error here: read the number.
    /// `Removed` and `Deactivated` are words of ours.
    ExtensionState;
    /// The extension was removed.
    Removed = -2, "Removed";
    /// The extension's hint was removed.
    Deactivated = -1, "Deactivated";
    /// No device is in use.
    Idle = 0, "Idle";
    /// A device is in use.
    InUse = 1, "InUse";
    /// All devices are busy.
    Busy = 2, "Busy";
    /// No device can be reached.
    Unavailable = 4, "Unavailable";
    /// A device rings.
    Ringing = 8, "Ringing";
    /// A device rings while one is in use.
    InUseRinging = 9, "InUse&Ringing";
    /// All devices are on hold.
    OnHold = 16, "Hold";
    /// A device is on hold while one is in use.
    InUseOnHold = 17, "InUse&Hold";
}

states! {
    /// The state of a channel: `ChannelState` and `ChannelStateDesc`.
    ChannelState;
    /// Down and free.
    Down = 0, "Down";
    /// Down, but reserved.
    Reserved = 1, "Rsrvd";
    /// Off the hook.
    OffHook = 2, "OffHook";
    /// Digits have been dialled, or the channel is off the hook for them.
    Dialing = 3, "Dialing";
    /// The line rings: this side calls.
    Ring = 4, "Ring";
    /// The remote end rings: this side is called.
    Ringing = 5, "Ringing";
    /// In a call.
    Up = 6, "Up";
    /// Busy.
    Busy = 7, "Busy";
    /// Digits have been dialled while off the hook.
    DialingOffHook = 8, "Dialing Offhook";
    /// A call has been noticed before it rings.
    PreRing = 9, "Pre-ring";
    /// Muted; servers have no word of its own for it.
    Mute = 10, "Unknown (10)";
}

impl ExtensionState {
    /// What a server writes as `StatusText` of the state: [`Self::text`], or
    /// `Unknown` for the two below zero.
    pub const fn status_text(self) -> &'static str {
        match self {
            ExtensionState::Removed | ExtensionState::Deactivated => "Unknown",
            other => other.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn devices() {
        for (value, want) in [
            ("UNKNOWN", 0),
            ("NOT_INUSE", 1),
            ("Not in use", 1),
            ("INUSE", 2),
            ("In use", 2),
            ("INVALID", 4),
            ("UNAVAILABLE", 5),
            ("Unavailable", 5),
            ("RINGING", 6),
            ("Ring+Inuse", 7),
            ("RINGINUSE", 7),
            ("On Hold", 8),
            ("8", 8),
        ] {
            let found = DeviceState::parse(value.as_bytes()).unwrap();
            assert_eq!(found.number(), want, "{value}");
        }
        assert_eq!(DeviceState::NotInUse.to_string(), "NOT_INUSE");
        wrong_at!(
            DeviceState::parse,
            [(&b""[..], 0), (b"9", 0), (b"-1", 0), (b"NOTINUSE", 3), (b"RINGING ", 7), (b"away", 0), (b"\xFF", 0)]
        );
    }

    #[test]
    fn extensions() {
        // The guide's packet: Status 8, StatusText Ringing.
        assert_eq!(ExtensionState::parse(b"8"), ExtensionState::parse(b"Ringing"));
        for (number, text) in
            [("0", "Idle"), ("1", "InUse"), ("9", "InUse&Ringing"), ("16", "Hold"), ("17", "InUse&Hold")]
        {
            let found = ExtensionState::parse(number.as_bytes()).unwrap();
            assert_eq!(found.status_text(), text);
            assert_eq!(ExtensionState::parse(text.as_bytes()), Ok(found));
        }
        let none = ExtensionState::parse(b"-1").unwrap();
        assert_eq!((none, none.status_text()), (ExtensionState::Deactivated, "Unknown"));
        wrong_at!(
            ExtensionState::parse,
            [
                (&b"Unknown"[..], 2),
                (b"3", 0),
                (b"32", 0),
                (b"4294967297", 0),
                (b"InUse&", 6),
                (b"99999999999999999999", 0)
            ]
        );
    }

    #[test]
    fn channels() {
        for (number, text) in
            [("0", "Down"), ("4", "Ring"), ("5", "Ringing"), ("6", "Up"), ("7", "Busy"), ("10", "Unknown (10)")]
        {
            let found = ChannelState::parse(number.as_bytes()).unwrap();
            assert_eq!(found.text(), text);
            assert_eq!(ChannelState::parse(text.as_bytes()), Ok(found));
        }
        wrong_at!(ChannelState::parse, [(&b"Rings"[..], 4), (b"11", 0), (b"Unknown (11)", 10), (b"Up\n", 2)]);
    }

    proptest! {
        #[test]
        fn numbers_and_texts_come_back(number in -3i32..20) {
            if let Some(state) = DeviceState::of_number(number) {
                comes_back!(DeviceState, state);
                prop_assert_eq!(DeviceState::parse(number.to_string().as_bytes()), Ok(state));
            }
            if let Some(state) = ExtensionState::of_number(number) {
                comes_back!(ExtensionState, state);
                prop_assert_eq!(ExtensionState::parse(number.to_string().as_bytes()), Ok(state));
            }
            if let Some(state) = ChannelState::of_number(number) {
                comes_back!(ChannelState, state);
                prop_assert_eq!(ChannelState::parse(number.to_string().as_bytes()), Ok(state));
            }
        }

        #[test]
        fn any_bytes(value in "-?[0-9]{0,3}|[A-Z_]{0,12}|\\PC{0,20}") {
            any!(DeviceState, value.as_bytes());
            any!(ExtensionState, value.as_bytes());
            any!(ChannelState, value.as_bytes());
        }
    }
}
