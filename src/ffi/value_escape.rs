//! Values: escapes
//!
//! From Asterisk 13.5 on, banner 2.8.0, some values come with C escapes: in
//! which packets and headers, amiwire_packet_escaping() tells. Take the escapes
//! out of no other value: a backslash in it is data. A UCM6XXX, whose banner
//! says 2.7.0, sends everything raw.

use super::packet::{amiwire_packet, packet};
use super::slice::amiwire_slice;
use super::value::amiwire_peer_version;
use super::value_format::filled;
use crate::error::Result;
use crate::value::{Escaping, escape, escaping, unescape};

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
    match unsafe { value.bytes() } {
        // SAFETY: as for the functions above.
        Ok(value) => unsafe { filled(out.cast(), room, size, |out| by(value, out)) },
        Err(status) => status.code(),
    }
}
