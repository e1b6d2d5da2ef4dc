//! Packets
//!
//! A packet is read in place: the struct holds pointers into the memory with
//! which it was read, and is good as long as that memory is left alone: until
//! the next call on the reader or connection that gave it, or until the buffer
//! of amiwire_parse() changes. Look at its members, but change none.

use core::slice::from_raw_parts;

use super::arguments::{aligned, code, given, given_mut, put};
use super::slice::amiwire_slice;
use crate::packet::{CARE, Kind, Packet, Piece};
use crate::{Status, command};

/// The kind of a packet whose first header is none of the three below.
pub const AMIWIRE_KIND_OTHER: u32 = 0;
/// A packet that begins with the header `Response`, or with an `ActionID` and then
/// that, as some servers write it.
pub const AMIWIRE_KIND_RESPONSE: u32 = 1;
/// A packet that begins with the header `Event`.
pub const AMIWIRE_KIND_EVENT: u32 = 2;
/// A packet that begins with the header `Action`.
pub const AMIWIRE_KIND_ACTION: u32 = 3;
/// The server's greeting: no packet, but a line, and handed out like one. It
/// has no headers; its body is the version.
pub const AMIWIRE_KIND_BANNER: u32 = 4;

/// Not in pieces, as nearly every packet.
pub const AMIWIRE_PIECE_WHOLE: u32 = 0;
/// The headers of an answer to a Command, or none of a text without a response,
/// and the first part of the output.
pub const AMIWIRE_PIECE_FIRST: u32 = 1;
/// A further part of the output, without the other headers. The pieces of a
/// packet come one directly after the other: what stands between a first and a
/// last one belongs together.
pub const AMIWIRE_PIECE_MIDDLE: u32 = 2;
/// The last part of the output, without the other headers. It may be empty.
pub const AMIWIRE_PIECE_LAST: u32 = 3;

const _: () = assert!(Piece::Whole as u32 == AMIWIRE_PIECE_WHOLE && Piece::Last as u32 == AMIWIRE_PIECE_LAST);
const _: () = assert!(Piece::First as u32 == AMIWIRE_PIECE_FIRST && Piece::Middle as u32 == AMIWIRE_PIECE_MIDDLE);

const _: () = assert!(Kind::Other as u32 == AMIWIRE_KIND_OTHER && Kind::Response as u32 == AMIWIRE_KIND_RESPONSE);
const _: () = assert!(Kind::Event as u32 == AMIWIRE_KIND_EVENT && Kind::Action as u32 == AMIWIRE_KIND_ACTION);
const _: () = assert!(Kind::Banner as u32 == AMIWIRE_KIND_BANNER);

/// A packet.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_packet {
    /// The bytes that the positions count from.
    pub base: *const u8,
    /// The position of each line's first colon, or of its end if it has none.
    pub names: *const u32,
    /// The position of each line's LF.
    pub ends: *const u32,
    /// Where the packet begins in the stream, in bytes since its start.
    pub offset: u64,
    /// How many bytes stand at `base`.
    pub base_len: u32,
    /// Position of the packet's first byte.
    pub start: u32,
    /// Position behind its closing empty line.
    pub end: u32,
    /// Position of the body, and behind it.
    pub body_start: u32,
    /// See body_start.
    pub body_end: u32,
    /// How many lines it has, those without a colon included.
    pub headers: u32,
    /// How many of them the index holds: all, but for a truncated
    /// amiwire_parse().
    pub indexed: u32,
    /// What it is: AMIWIRE_KIND_.
    pub kind: u32,
    /// For the library.
    pub flags: u32,
    /// Which part of an output in pieces it is: AMIWIRE_PIECE_.
    pub piece: u32,
}

/// In the flags of every packet that was given out; what else is there is in
/// the lowest byte.
const GIVEN: u32 = 0xA31C_0000;
const GIVEN_MASK: u32 = 0xFFFF_0000;

/// The bytes that a packet lies in, and the two halves of its index.
type Parts<'a> = (&'a [u8], &'a [u32], &'a [u32]);

impl amiwire_packet {
    /// A packet of no lines, where one is missing.
    #[cfg(feature = "net")]
    pub(super) const NONE: amiwire_packet = amiwire_packet {
        base: core::ptr::NonNull::dangling().as_ptr(),
        names: core::ptr::NonNull::dangling().as_ptr(),
        ends: core::ptr::NonNull::dangling().as_ptr(),
        offset: 0,
        base_len: 0,
        start: 0,
        end: 0,
        body_start: 0,
        body_end: 0,
        headers: 0,
        indexed: 0,
        kind: AMIWIRE_KIND_OTHER,
        flags: GIVEN,
        piece: AMIWIRE_PIECE_WHOLE,
    };

    pub(super) fn of(packet: &Packet<'_>) -> Self {
        amiwire_packet {
            base: packet.bytes.as_ptr(),
            names: packet.names.as_ptr(),
            ends: packet.ends.as_ptr(),
            offset: packet.offset,
            base_len: packet.bytes.len() as u32,
            start: packet.start,
            end: packet.end,
            body_start: packet.body.0,
            body_end: packet.body.1,
            headers: packet.lines,
            indexed: packet.ends.len() as u32,
            kind: packet.kind as u32,
            flags: GIVEN | u32::from(packet.flags),
            piece: packet.piece() as u32,
        }
    }

    /// The packet that C hands back.
    ///
    /// # Safety
    /// It is as `of` made it, and its memory is still as it was.
    #[inline(always)]
    pub(super) unsafe fn packet<'a>(&self) -> Result<Packet<'a>, Status> {
        if self.flags & GIVEN_MASK == GIVEN && !self.base.is_null() {
            let (length, lines) = (self.base_len as usize, self.indexed as usize);
            // SAFETY: the slices from which `of` took them, as for this function.
            let parts = unsafe {
                (from_raw_parts(self.base, length), from_raw_parts(self.names, lines), from_raw_parts(self.ends, lines))
            };
            return Ok(self.with(parts));
        }
        Err(Status::BadArgument)
    }

    #[inline(always)]
    fn with<'a>(&self, (bytes, names, ends): Parts<'a>) -> Packet<'a> {
        let kind = match self.kind {
            AMIWIRE_KIND_RESPONSE => Kind::Response,
            AMIWIRE_KIND_EVENT => Kind::Event,
            AMIWIRE_KIND_ACTION => Kind::Action,
            AMIWIRE_KIND_BANNER => Kind::Banner,
            _ => Kind::Other,
        };
        Packet {
            bytes,
            names,
            ends,
            lines: self.headers,
            start: self.start,
            end: self.end,
            body: (self.body_start, self.body_end),
            offset: self.offset,
            kind,
            flags: self.flags as u8,
        }
    }
}

/// The packet that a pointer leads to if it is as nearly all are: one that was
/// given out, with no line out of the ordinary. One test for all that its flags
/// say.
///
/// # Safety
/// It is NULL, or leads to a packet as it was given out.
#[inline(always)]
pub(super) unsafe fn plain<'a>(pointer: *const amiwire_packet) -> Option<Packet<'a>> {
    // SAFETY: as for this function.
    unsafe {
        let packet = given(pointer).ok()?;
        if packet.flags & (GIVEN_MASK | u32::from(CARE)) == GIVEN { packet.packet().ok() } else { None }
    }
}

/// What a pointer to a packet leads to.
///
/// # Safety
/// It is NULL or leads to a packet as [`amiwire_packet::of`] made it.
#[inline]
pub(super) unsafe fn packet<'a>(pointer: *const amiwire_packet) -> Result<Packet<'a>, Status> {
    // SAFETY: as for this function.
    unsafe { given(pointer)?.packet() }
}

/// All bytes of the packet as they came, its closing empty line included. Lives
/// as long as the packet. A wrong argument gives an empty slice.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_raw(packet: *const amiwire_packet) -> amiwire_slice {
    // SAFETY: as for this function.
    let packet = unsafe { self::packet(packet) };
    packet.map_or(amiwire_slice::EMPTY, |packet| amiwire_slice::of(packet.raw()))
}

/// The text of an old Command answer (`Response: Follows`), or the version of
/// a greeting. Lives as long as the packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
/// out.
///
/// # Safety
/// The packet is as it was given out; `body` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_body(packet: *const amiwire_packet, body: *mut amiwire_slice) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code(self::packet(packet).and_then(|packet| {
            let place = given_mut(body)?;
            *place = amiwire_slice::of(packet.body().ok_or(Status::NotFound)?);
            Ok(())
        }))
    }
}

/// What a greeting says: its name, as `Asterisk Call Manager`, its version, and in
/// `*is_proxy` 1 if a proxy says so of itself, otherwise 0. The version of a proxy
/// is its own and tells nothing of the exchanges behind it. `name`, `version` and
/// `is_proxy` may be NULL. The slices live as long as the packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND for what is no greeting, or one whose
/// version does not begin with a digit or holds a blank, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given out.
///
/// # Safety
/// The packet is as it was given out; the other pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_greeting(
    packet: *const amiwire_packet,
    name: *mut amiwire_slice,
    version: *mut amiwire_slice,
    is_proxy: *mut u32,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code(self::packet(packet).and_then(|packet| {
            aligned(name)?;
            aligned(version)?;
            aligned(is_proxy)?;
            let greeting = packet.greeting().ok_or(Status::NotFound)?;
            put(name, amiwire_slice::of(greeting.name));
            put(version, amiwire_slice::of(greeting.version));
            put(is_proxy, u32::from(greeting.is_proxy()));
            Ok(())
        }))
    }
}

/// The next line of output: of a Command, from either of its formats, the text
/// of `Response: Follows` (before Asterisk 14) or the headers `Output`; or of a
/// text that came without a response, AMIWIRE_KIND_OTHER, such as the answer to
/// Queues of those releases. `at` goes in and comes out: `*at` begins as 0, and
/// each call moves it on.
/// The line has no line end, may be empty, and lives as long as the packet.
///
/// Of an output in pieces each piece gives its lines, `*at` beginning as 0, and
/// the pieces' lines one after the other are those of the whole.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND when there are no more lines,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet
/// that was never given out.
///
/// # Safety
/// The packet is as it was given out; the other pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_output(
    packet: *const amiwire_packet,
    at: *mut usize,
    line: *mut amiwire_slice,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code(self::packet(packet).and_then(|packet| {
            let (at, place) = (given_mut(at)?, given_mut(line)?);
            *place = amiwire_slice::of(command::next_line(&packet, at).ok_or(Status::NotFound)?);
            Ok(())
        }))
    }
}
