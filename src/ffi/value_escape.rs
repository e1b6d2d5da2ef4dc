//! Values: escapes and forms
//!
//! From Asterisk 13.5 on, banner 2.8.0, some values come with C escapes: in
//! which packets and headers, amiwire_packet_escaping() tells. Take the escapes
//! out of no other value: a backslash in it is data. A UCM6XXX, whose banner
//! says 2.7.0, sends everything raw.
//!
//! Other values are text in the form of a web form, and nothing in the packet
//! says so: `Content` of the SMS events of gateways, and `Env` and `Result` of
//! the events of AsyncAGI. There the action AGI queues a command for a channel
//! that runs `AGI(agi:async)`, AsyncAGIStart brings the channel's variables in
//! `Env`, and AsyncAGIExec a command's `Result`:
//!
//! ```text
//! if (amiwire_packet_get(&packet, "Env", 0, &value) == AMIWIRE_OK &&
//!     amiwire_value_form_decode(value, text, sizeof text, &size, NULL) == AMIWIRE_OK)
//!     ...         // lines that end in LF: "agi_request: async\nagi_channel: ..."
//! ```
//!
//! A server takes at most 1,024 bytes of text, and at most 2,047 of it in this
//! form, so that the last lines may be missing. AsyncAGIExec has no ActionID,
//! only the `CommandID` of the action, and goes to every session that has the
//! class agi: give each command one that nobody else uses.

use super::arguments::{aligned, buffer, or_code, put};
use super::packet::{amiwire_packet, packet};
use super::slice::amiwire_slice;
use super::value::amiwire_peer_version;
use crate::Status;
use crate::error::{Error, Result};
use crate::value::{Escaping, escape, escaping, form_decode, unescape};

/// The value is as it was sent.
pub const AMIWIRE_ESCAPING_RAW: u32 = 0;
/// The value has C escapes; amiwire_value_unescape() tells what is meant.
pub const AMIWIRE_ESCAPING_ESCAPED: u32 = 1;
/// Nobody can say: the banner 2.8.0 is that of two releases which differ in
/// this header.
pub const AMIWIRE_ESCAPING_UNCLEAR: u32 = 2;

const _: () = assert!(Escaping::Raw as u32 == AMIWIRE_ESCAPING_RAW);
const _: () = assert!(Escaping::Escaped as u32 == AMIWIRE_ESCAPING_ESCAPED);
const _: () = assert!(Escaping::Unclear as u32 == AMIWIRE_ESCAPING_UNCLEAR);

/// How the value of line `i` of a packet, counted from 0, was sent by a server
/// whose greeting has this version: AMIWIRE_ESCAPING_. For a ChanVariable the
/// answer is about the variable's value, not its name. A line that the packet
/// does not have is raw. Costs a comparison for each line of the packet. A
/// wrong argument gives 0.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_escaping(
    packet: *const amiwire_packet,
    i: usize,
    version: amiwire_peer_version,
) -> u32 {
    // SAFETY: as for this function.
    match unsafe { self::packet(packet) } {
        Ok(packet) => escaping(version.value(), &packet, i) as u32,
        Err(_) => AMIWIRE_ESCAPING_RAW,
    }
}

/// Takes the escapes out of a value, into `out`, which may not overlap it.
/// `*size` gets the bytes that were written, or that are needed: `out` NULL and
/// `room` 0 ask for the size only; as many as the value has are always enough.
/// A backslash that begins no escape stays. The result may
/// hold CR and LF: never put it into a header again without
/// amiwire_value_escape().
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid for the sizes given, and
/// `out` shares no byte with the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_unescape(
    value: amiwire_slice,
    out: *mut u8,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { convert(value, out, room, size, unescape) }
}

/// Puts the escapes in, for a server that sends one of the escaped values:
/// `it's` becomes `it\'s`. Twice the length of the value is always enough;
/// otherwise as amiwire_value_unescape(). NUL has no escape and stays; the
/// writer refuses it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid for the sizes given, and
/// `out` shares no byte with the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_escape(
    value: amiwire_slice,
    out: *mut u8,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { convert(value, out, room, size, escape) }
}

/// Takes the form of a web form off a value, into `out`, which may not overlap
/// it: `%` and two hexadecimal digits are the byte that they name, `+` is a
/// blank, every other byte is itself. `*size` gets the bytes that were written,
/// or that are needed: `out` NULL and `room` 0 ask for the size only; as many
/// as the value has are always enough. `size` and `error_offset` may be NULL. A
/// byte order mark in front stays, and the result may hold CR, LF and NUL.
///
/// A `%` without two digits behind it does not fit: nothing is guessed, and
/// `*error_offset` gets the number of the byte that is no digit. Asterisk 1.6
/// and 1.8 send such values where the text itself holds a `%`.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NO_ROOM,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid for the sizes given, and
/// `out` shares no byte with the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_form_decode(
    value: amiwire_slice,
    out: *mut u8,
    room: usize,
    size: *mut usize,
    error_offset: *mut usize,
) -> i32 {
    or_code!(aligned(error_offset));
    let by = |value: &[u8], out: &mut [u8]| {
        form_decode(value, out).inspect_err(|error: &Error| {
            if error.status == Status::BadValue {
                // SAFETY: as for this function.
                unsafe { put(error_offset, error.offset as usize) }
            }
        })
    };
    // SAFETY: as for this function.
    unsafe { convert(value, out, room, size, by) }
}

/// Lets `by` fill what C lent from a value, and tells the size.
///
/// # Safety
/// As for the functions above.
unsafe fn convert(
    value: amiwire_slice,
    out: *mut u8,
    room: usize,
    size: *mut usize,
    by: impl FnOnce(&[u8], &mut [u8]) -> Result<usize>,
) -> i32 {
    // SAFETY: as for the functions above.
    unsafe {
        let (value, out) = (or_code!(value.bytes()), or_code!(buffer(out, room)));
        or_code!(aligned(size));
        match by(value, out) {
            Ok(written) => {
                put(size, written);
                0
            }
            Err(error) => {
                if error.status == Status::NoRoom {
                    put(size, error.size as usize);
                }
                error.status.code()
            }
        }
    }
}
