//! Names as numbers
//!
//! The names of events, actions and headers have numbers, for a switch:
//!
//! ```text
//! switch (amiwire_packet_event(&packet)) {
//! case AMIWIRE_EVENT_HANGUP:
//!     ...
//! default: // a response, an action, an event without a number
//!     ...
//! }
//! ```
//!
//! The constants are those of amiwire_names.h, which this header includes: a
//! name in capitals, with an underscore for what is neither letter nor digit.
//! Names compare without regard to ASCII case. Events, actions and headers are
//! numbered apart: Status is all three. A name without a number is ordinary
//! and stays text; its number is 0. Numbers are only ever added.

use core::ffi::c_char;

use super::packet::amiwire_packet;
use super::packet_header::title;
use super::slice::amiwire_slice;
use crate::name::{Action, Event};
use crate::packet::Kind;

/// The number of the event that a packet is, AMIWIRE_EVENT_, or 0 if it is not
/// an event, or one whose name has no number: amiwire_packet_title() gives that
/// name. A wrong argument gives 0.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_event(packet: *const amiwire_packet) -> u32 {
    // SAFETY: as for this function.
    number(Event::lookup(unsafe { title(packet, Some(Kind::Event)) }).map(Event::id))
}

/// The number of the event with this name, AMIWIRE_EVENT_, or 0. A wrong
/// argument gives 0.
///
/// # Safety
/// `name` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_event_id(name: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    number(unsafe { name.bytes() }.ok().and_then(Event::lookup).map(Event::id))
}

/// The number of the action with this name, AMIWIRE_ACTION_, or 0. A wrong
/// argument gives 0.
///
/// # Safety
/// `name` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_action_id(name: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    number(unsafe { name.bytes() }.ok().and_then(Action::lookup).map(Action::id))
}

/// The name of the event with this number, in its usual spelling, or "unknown"
/// if there is none. The numbers go from 1 without a gap, and no event, action
/// or header is called so: the first "unknown" from 1 on is behind the last
/// name. The text is static: it is valid for ever and is not freed. A wrong
/// argument gives "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_event_name(id: u32) -> *const c_char {
    small(id).and_then(Event::from_id).map_or(UNKNOWN, Event::name_c).as_ptr()
}

/// The name of the action with this number; otherwise as amiwire_event_name().
/// A wrong argument gives "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_action_name(id: u32) -> *const c_char {
    small(id).and_then(Action::from_id).map_or(UNKNOWN, Action::name_c).as_ptr()
}

pub(super) const UNKNOWN: &core::ffi::CStr = c"unknown";

pub(super) fn number(id: Option<u16>) -> u32 {
    id.map_or(0, u32::from)
}

/// Ids have 16 bits in the tables.
pub(super) fn small(id: u32) -> Option<u16> {
    u16::try_from(id).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use core::ffi::CStr;

    use super::*;

    /// Calls a function of C on a text.
    pub(in super::super) fn of(function: unsafe extern "C" fn(amiwire_slice) -> u32, name: &str) -> u32 {
        // SAFETY: the slice of a text.
        unsafe { function(amiwire_slice::of(name.as_bytes())) }
    }

    fn read(text: *const c_char) -> &'static str {
        // SAFETY: the functions give static texts that end in NUL.
        unsafe { CStr::from_ptr(text) }.to_str().unwrap()
    }

    /// Every row of the table of names, by number and by name in three
    /// spellings.
    #[test]
    fn every_name_goes_both_ways() {
        both_ways("event", amiwire_event_id, amiwire_event_name);
        both_ways("action", amiwire_action_id, amiwire_action_name);
    }

    /// The same for the names of one kind.
    pub(in super::super) fn both_ways(
        kind: &str,
        id: unsafe extern "C" fn(amiwire_slice) -> u32,
        name: extern "C" fn(u32) -> *const c_char,
    ) {
        let mut last = 0;
        for row in include_str!("../name/names.tsv").lines().filter(|line| !line.starts_with('#')) {
            let mut cells = row.split('\t');
            // A template is a header.
            if cells.next().map(|found| if found == "template" { "header" } else { found }) != Some(kind) {
                continue;
            }
            last = cells.next().unwrap().parse().unwrap();
            let known = cells.next().unwrap();
            for spelling in [known, &known.to_lowercase(), &known.to_uppercase()] {
                assert_eq!(of(id, spelling), last);
            }
            assert_eq!(read(name(last)), known);
        }
        assert_ne!(last, 0);
        for id in [0, last + 1, 1 << 16 | 1, u32::MAX] {
            assert_eq!(read(name(id)), "unknown");
        }
    }

    #[test]
    fn nonsense_has_no_number() {
        let broken = amiwire_slice { ptr: core::ptr::null(), len: 7 };
        for function in [amiwire_event_id, amiwire_action_id] {
            for name in ["", "Hangup ", "SomethingNew", "unknown"] {
                assert_eq!(of(function, name), 0, "{name}");
            }
            // SAFETY: NULL is answered with 0.
            assert_eq!(unsafe { function(broken) }, 0);
        }
        // SAFETY: as before.
        assert_eq!(unsafe { amiwire_packet_event(core::ptr::null()) }, 0);
    }
}
