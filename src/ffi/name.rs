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

use super::arguments::{code, given_mut};
use super::packet::{amiwire_packet, title};
use super::slice::amiwire_slice;
use crate::Status;
use crate::name::{Action, Event, Header, header};
use crate::packet::Kind;

/// The number of the event that a packet is, AMIWIRE_EVENT_, or 0 if it is not
/// an event, or one whose name has no number: amiwire_packet_title() gives
/// that name.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_event(packet: *const amiwire_packet) -> u32 {
    // SAFETY: as for this function.
    number(Event::lookup(unsafe { title(packet, |kind| kind == Kind::Event) }).map(Event::id))
}

/// The number of the action that a packet asks for, AMIWIRE_ACTION_, or 0 if
/// it is not an action, or one whose name has no number.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_action(packet: *const amiwire_packet) -> u32 {
    // SAFETY: as for this function.
    number(Action::lookup(unsafe { title(packet, |kind| kind == Kind::Action) }).map(Action::id))
}

/// The number of the event with this name, AMIWIRE_EVENT_, or 0.
///
/// # Safety
/// `name` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_event_id(name: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    number(unsafe { name.bytes() }.ok().and_then(Event::lookup).map(Event::id))
}

/// The number of the action with this name, AMIWIRE_ACTION_, or 0.
///
/// # Safety
/// `name` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_action_id(name: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    number(unsafe { name.bytes() }.ok().and_then(Action::lookup).map(Action::id))
}

/// The number of the header with this name, AMIWIRE_HEADER_, or 0. A name that
/// carries an index, such as `Line-000002-000017` or
/// `ChanVariable(SIP/1000-00000001)`, has the number of its template,
/// AMIWIRE_HEADER_LINE_NNNNNN_NNNNNN or AMIWIRE_HEADER_CHANVARIABLE_CHANNEL;
/// amiwire_header_index() gives the index.
///
/// # Safety
/// `name` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_header_id(name: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    number(unsafe { name.bytes() }.ok().and_then(Header::lookup).map(Header::id))
}

/// What stands in the places of a header name that follows a template.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_name_index {
    /// The text between the parentheses of `ChanVariable(...)`, a channel;
    /// empty for the other templates.
    pub text: amiwire_slice,
    /// How many numbers the name holds, 0 to 2.
    pub count: u32,
    /// The first number: 2 for `Line-000002-000017`.
    pub first: u32,
    /// The second number: 17 for `Line-000002-000017`.
    pub second: u32,
    /// The number of the header, AMIWIRE_HEADER_.
    pub header: u32,
}

/// The index of a header name, and its number. A known name without an index
/// has `count` 0 and an empty text. The text lives as long as the name.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND for a name without a number,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `name` is whole; `index` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_header_index(name: amiwire_slice, index: *mut amiwire_name_index) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let look = || -> Result<(), Status> {
            let (name, place) = (name.bytes()?, given_mut(index)?);
            let (header, at) = header(name).ok_or(Status::NotFound)?;
            *place = amiwire_name_index {
                text: at.text().map_or(amiwire_slice::EMPTY, amiwire_slice::of),
                count: u32::from(at.first().is_some()) + u32::from(at.second().is_some()),
                first: at.first().unwrap_or(0),
                second: at.second().unwrap_or(0),
                header: header.id().into(),
            };
            Ok(())
        };
        code(look())
    }
}

/// The name of the event with this number, in its usual spelling, or "unknown"
/// if there is none. The numbers go from 1 without a gap, and no event, action
/// or header is called so: the first "unknown" from 1 on is behind the last
/// name. The text is static: it is valid for ever and is not freed.
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_event_name(id: u32) -> *const c_char {
    small(id).and_then(Event::from_id).map_or(UNKNOWN, Event::name_c).as_ptr()
}

/// The name of the action with this number; otherwise as amiwire_event_name().
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_action_name(id: u32) -> *const c_char {
    small(id).and_then(Action::from_id).map_or(UNKNOWN, Action::name_c).as_ptr()
}

/// The name of the header with this number, for a template as documentation
/// prints it, `Line-NNNNNN-NNNNNN`; otherwise as amiwire_event_name().
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_header_name(id: u32) -> *const c_char {
    small(id).and_then(Header::from_id).map_or(UNKNOWN, Header::name_c).as_ptr()
}

const UNKNOWN: &core::ffi::CStr = c"unknown";

fn number(id: Option<u16>) -> u32 {
    id.map_or(0, u32::from)
}

/// Ids have 16 bits in the tables.
pub(super) fn small(id: u32) -> Option<u16> {
    u16::try_from(id).ok()
}

#[cfg(test)]
mod tests {
    use core::ffi::CStr;
    use core::ptr::null_mut;

    use super::*;

    /// Calls a function of C on a text.
    fn of(function: unsafe extern "C" fn(amiwire_slice) -> u32, name: &str) -> u32 {
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
        let rows = include_str!("../name/names.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut counts = [0; 3];
        for row in rows {
            let mut cells = row.split('\t');
            let mut cell = || cells.next().unwrap();
            let (kind, id, name) = (cell(), cell().parse().unwrap(), cell());
            let spellings = [name, &name.to_lowercase(), &name.to_uppercase()];
            let (ids, found) = match kind {
                "event" => (spellings.map(|name| of(amiwire_event_id, name)), amiwire_event_name(id)),
                "action" => (spellings.map(|name| of(amiwire_action_id, name)), amiwire_action_name(id)),
                _ => (spellings.map(|name| of(amiwire_header_id, name)), amiwire_header_name(id)),
            };
            assert_eq!((ids, read(found)), ([id; 3], name));
            counts[match kind {
                "event" => 0,
                "action" => 1,
                _ => 2,
            }] = id;
        }
        for (name, last) in [amiwire_event_name, amiwire_action_name, amiwire_header_name].iter().zip(counts) {
            for id in [0, last + 1, 1 << 16 | 1, u32::MAX] {
                assert_eq!(read(name(id)), "unknown");
            }
        }
    }

    #[test]
    fn templates_give_their_index() {
        let rows = include_str!("../name/names.tsv").lines().filter(|line| line.starts_with("template"));
        for row in rows {
            let mut cells = row.split('\t').skip(1);
            let mut cell = || cells.next().unwrap();
            let (id, _, shape) = (cell().parse().unwrap(), cell(), cell());
            let name = shape.replacen("######", "000017", 1).replace("######", "1234567").replace('#', "4");
            let name = name.replace('*', "SIP/a:b-1");
            let mut index = core::mem::MaybeUninit::uninit();
            // SAFETY: the slice of a text, and room for an index.
            let index = unsafe {
                assert_eq!(amiwire_header_index(amiwire_slice::of(name.as_bytes()), index.as_mut_ptr()), 0);
                index.assume_init()
            };
            assert_eq!(index.header, id);
            assert_eq!(of(amiwire_header_id, &name), id);
            // SAFETY: the text is still there.
            let text = unsafe { index.text.bytes() }.unwrap();
            let (count, first, second) = match shape.matches("######").count() {
                2 => (2, 17, 1_234_567),
                1 => (1, 17, 0),
                _ if shape.contains('#') => (1, 4, 0),
                _ => (0, 0, 0),
            };
            assert_eq!((index.count, index.first, index.second), (count, first, second), "{name}");
            assert_eq!(text, if shape.contains('*') { &b"SIP/a:b-1"[..] } else { b"" });
        }
    }

    #[test]
    fn nonsense_has_no_number() {
        let broken = amiwire_slice { ptr: core::ptr::null(), len: 7 };
        for function in [amiwire_event_id, amiwire_action_id, amiwire_header_id] {
            for name in ["", "Hangup ", "SomethingNew", "unknown"] {
                assert_eq!(of(function, name), 0, "{name}");
            }
            // SAFETY: NULL is answered with 0.
            assert_eq!(unsafe { function(broken) }, 0);
        }
        // SAFETY: NULL is answered with a status.
        unsafe {
            let name = amiwire_slice::of(b"Line-000002");
            assert_eq!(amiwire_header_index(name, null_mut()), Status::NullArgument.code());
            assert_eq!(amiwire_header_index(broken, null_mut()), Status::NullArgument.code());
            assert_eq!(amiwire_packet_event(core::ptr::null()), 0);
            assert_eq!(amiwire_packet_action(core::ptr::null()), 0);
        }
    }
}
