//! Framing only
//!
//! For a router that looks into few packets: the reader finds where each packet
//! ends and its first line, which costs a fraction, and the lines of a packet
//! of interest are found when they are asked for.

use super::arguments::{buffer, check, code, given_mut};
use super::packet::{amiwire_packet, packet};
use super::reader::amiwire_reader;
use crate::Status;
use crate::parse;

/// From the next packet on, the reader finds only packets and their first
/// lines (`on` not 0), or all lines again (0). To be called before the first
/// bytes, or when amiwire_reader_next() has given a packet or asked for more;
/// it outlives amiwire_reader_reset().
///
/// A packet then has one line: its kind, title, bytes and offset are right,
/// amiwire_packet_get() and amiwire_packet_header() see nothing else, and
/// amiwire_packet_index() finds the lines. Packets out of the ordinary, old
/// Command answers among them, have all their lines, and so have those that had
/// arrived before this call or together with the greeting.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_set_framing(reader: *mut amiwire_reader, on: u32) -> i32 {
    // SAFETY: as for this function.
    code(unsafe { given_mut(reader) }.map(|reader| reader.reader.set_framing(on != 0)))
}

/// Finds the lines of a packet that was only framed, or whose index was too
/// small: the same packet, with another index, goes to `*indexed`. `index`
/// takes two positions a line and two for the closing empty line. `*indexed`
/// lives as long as the bytes of `packet` and the index; both may be the same
/// struct.
///
/// Returns AMIWIRE_OK, AMIWIRE_TRUNCATED if the index was too small (`headers`
/// is the true count, and the first `indexed` of them can be had),
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for what is
/// no packet of lines, such as a greeting.
///
/// # Safety
/// The packet is as it was given out; the pointers are NULL or valid, with the
/// lengths given; the index stays as it is as long as `*indexed` is used, and
/// is not that of `packet`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_index(
    packet: *const amiwire_packet,
    index: *mut u32,
    index_len: usize,
    indexed: *mut amiwire_packet,
) -> i32 {
    let checked = || -> Result<i32, Status> {
        // SAFETY: as for this function. The packet is copied before its place
        // may be written over; the index is written before it is read.
        unsafe {
            let packet = self::packet(packet)?;
            check(indexed, 1)?;
            let parsed = parse::index(&packet, buffer(index, index_len)?).map_err(|error| error.status)?;
            let truncated = parsed.truncated;
            *given_mut(indexed)? = amiwire_packet::of(&parsed.packet);
            Ok(if truncated { Status::Truncated.code() } else { 0 })
        }
    };
    checked().unwrap_or_else(Status::code)
}
