//! Headers of a packet
//!
//! Read in place, too: names and values are slices of the packet's bytes, and
//! live as long as it.

use core::ffi::c_char;
use core::slice::from_raw_parts;

use super::arguments::{aligned, buffer, code, given_mut, items, put, text};
use super::packet::{self, amiwire_packet, plain};
use super::slice::amiwire_slice;
use crate::Status;
use crate::packet::{Header, Kind};

/// A line of a packet, as positions in what amiwire_packet_raw() gives. So it
/// is as good for a copy of those bytes as for the packet itself.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_header {
    /// Position of the name.
    pub name: u32,
    /// Position behind it. No name: both are 0.
    pub name_end: u32,
    /// Position of the value.
    pub value: u32,
    /// Position behind it. An empty value: both are 0.
    pub value_end: u32,
}

impl amiwire_header {
    fn of(raw: &[u8], header: Header<'_>) -> Self {
        let span = |part: &[u8]| match part {
            [] => (0, 0),
            part => {
                let start = (part.as_ptr() as usize).wrapping_sub(raw.as_ptr() as usize) as u32;
                (start, start.wrapping_add(part.len() as u32))
            }
        };
        let ((name, name_end), (value, value_end)) = (span(header.name), span(header.value));
        amiwire_header { name, name_end, value, value_end }
    }
}

/// Name and value of line `i`, counted from 0 in the order of the wire. A line
/// without a colon, or that begins with one, has an empty name and stands
/// whole in the value. `name` and `value` may be NULL. The slices live as long
/// as the packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_OUT_OF_RANGE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
/// out.
///
/// # Safety
/// The packet is as it was given out; the other pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_header(
    packet: *const amiwire_packet,
    i: usize,
    name: *mut amiwire_slice,
    value: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code(packet::packet(packet).and_then(|packet| {
            aligned(name)?;
            aligned(value)?;
            let header = packet.header(i).ok_or(Status::OutOfRange)?;
            put(name, amiwire_slice::of(header.name));
            put(value, amiwire_slice::of(header.value));
            Ok(())
        }))
    }
}

/// The lines from number `first` on, counted from 0, as many as there are and
/// `room` takes, each cut as amiwire_packet_header() does. `*count` gets how
/// many were written; what is behind them stays. For programs that look at all
/// lines or keep packets, and for other languages, in which each call costs.
///
/// Returns AMIWIRE_OK, AMIWIRE_TRUNCATED if there was no room for all of them
/// (go on at `first` plus `*count`), AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
/// out.
///
/// # Safety
/// The packet is as it was given out; `headers` is NULL or has room for `room`
/// headers; `count` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_headers(
    packet: *const amiwire_packet,
    first: usize,
    headers: *mut amiwire_header,
    room: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    let given =
        unsafe { packet::packet(packet).and_then(|packet| Ok((packet, buffer(headers, room)?, given_mut(count)?))) };
    let (packet, headers, count) = match given {
        Ok(given) => given,
        Err(status) => return status.code(),
    };
    let mut lines = packet.headers().skip(first);
    let mut written = 0;
    for (place, header) in headers.iter_mut().zip(&mut lines) {
        *place = amiwire_header::of(packet.raw(), header);
        written += 1;
    }
    *count = written;
    if lines.next().is_some() { Status::Truncated.code() } else { 0 }
}

/// The value of header number `n`, counted from 0, among those of that name,
/// which is compared without regard to ASCII case: many names occur more than
/// once in a packet. An empty value is a value. The slice lives as long as the
/// packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
/// out.
///
/// # Safety
/// The packet is as it was given out; `name` is NULL or ends in NUL; `value`
/// is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_get(
    packet: *const amiwire_packet,
    name: *const c_char,
    n: usize,
    value: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function; the name is as long as it says.
    unsafe {
        match text(name) {
            Ok(name) => amiwire_packet_find(packet, name.as_ptr(), name.len(), n, value),
            Err(status) => status.code(),
        }
    }
}

/// amiwire_packet_get() for a name of `name_len` bytes, which need not end in
/// NUL: for names of known length, and for other languages.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
/// out.
///
/// # Safety
/// The packet is as it was given out; `name` is NULL or leads to so many bytes;
/// `value` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_find(
    packet: *const amiwire_packet,
    name: *const u8,
    name_len: usize,
    n: usize,
    value: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        if let Some(packet) = plain(packet)
            && let Ok(place) = given_mut(value)
            && !name.is_null()
            && n == 0
            && (1..=SHORT_NAME).contains(&name_len)
            && let name = from_raw_parts(name, name_len)
            && packet.is_plain_for(name)
        {
            let Some(value) = packet.find(name, 0) else { return Status::NotFound.code() };
            *place = amiwire_slice::of(value);
            return 0;
        }
        find_carefully(packet, name, name_len, n, value)
    }
}

/// Names of no more bytes are looked for the short way: two words, which is
/// what one comparison takes.
const SHORT_NAME: usize = 16;

/// amiwire_packet_find() for longer names, for others than the first of a name,
/// and for whatever is out of the ordinary: apart, so that the short way keeps
/// less in registers, and cold, or the compiler lays that out for this.
///
/// # Safety
/// As for that.
#[cold]
#[inline(never)]
unsafe fn find_carefully(
    packet: *const amiwire_packet,
    name: *const u8,
    name_len: usize,
    n: usize,
    value: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code(packet::packet(packet).and_then(|packet| {
            let (name, place) = (items(name, name_len)?, given_mut(value)?);
            *place = amiwire_slice::of(packet.get_nth(name, n).ok_or(Status::NotFound)?);
            Ok(())
        }))
    }
}

/// The value of the header that gives the packet its kind: the name of an event
/// or an action, the outcome of a response. It is the first header, or the second
/// one of a response or an event that begins with its ActionID. Empty if there is
/// none. Lives as long as the packet.
/// A wrong argument gives an empty slice.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_title(packet: *const amiwire_packet) -> amiwire_slice {
    // SAFETY: as for this function.
    amiwire_slice::of(unsafe { title(packet, None) })
}

/// The value of the first header of a packet, if it is of the kind that is
/// `wanted` or any is; empty otherwise, and if there is no header.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[inline(always)]
pub(super) unsafe fn title<'a>(packet: *const amiwire_packet, wanted: Option<Kind>) -> &'a [u8] {
    // SAFETY: as for this function.
    unsafe {
        if let Some(packet) = plain(packet) {
            if wanted.is_some_and(|kind| kind != packet.kind) {
                return &[];
            }
            if let Some(title) = packet.plain_title() {
                return title;
            }
        }
        title_carefully(packet, wanted)
    }
}

/// As [`find_carefully`].
///
/// # Safety
/// The packet is NULL or as it was given out.
#[cold]
#[inline(never)]
unsafe fn title_carefully<'a>(packet: *const amiwire_packet, wanted: Option<Kind>) -> &'a [u8] {
    // SAFETY: as for this function.
    match unsafe { packet::packet(packet) } {
        Ok(packet) if wanted.is_none_or(|kind| kind == packet.kind) => packet.title(),
        _ => &[],
    }
}
