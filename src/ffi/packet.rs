//! Packets
//!
//! A packet is read in place: the struct holds pointers into the memory with
//! which it was read, and is good as long as that memory is left alone: until
//! the next call on the reader or connection that gave it, or until the buffer
//! of amiwire_parse() changes. Look at its members, but change none.

use core::ffi::c_char;
use core::slice::from_raw_parts;

use super::arguments::{buffer, code, given, given_mut, items, put, text};
use super::slice::amiwire_slice;
use crate::packet::{CARE, Header, Kind, Packet, Piece};
use crate::{Status, command};

/// The kind of a packet whose first header is none of the three below.
pub const AMIWIRE_KIND_OTHER: u32 = 0;
/// A packet that begins with the header `Response`.
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

/// In the flags of every packet that was given out; what else is there is in the
/// lowest byte.
const GIVEN: u32 = 0xA31C_0000;
const GIVEN_MASK: u32 = 0xFFFF_0000;

/// The bytes that a packet lies in, and the two halves of its index.
type Parts<'a> = (&'a [u8], &'a [u32], &'a [u32]);

impl amiwire_packet {
    /// A packet of no lines, where one is missing.
    #[cfg(feature = "net")]
    pub(super) const NONE: amiwire_packet = amiwire_packet {
        base: core::ptr::null(),
        names: core::ptr::null(),
        ends: core::ptr::null(),
        offset: 0,
        base_len: 0,
        start: 0,
        end: 0,
        body_start: 0,
        body_end: 0,
        headers: 0,
        indexed: 0,
        kind: AMIWIRE_KIND_OTHER,
        flags: 0,
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
        if self.flags & GIVEN_MASK == GIVEN {
            let (length, lines) = (self.base_len as usize, self.indexed as usize);
            // SAFETY: the slices from which `of` took them, as for this function.
            let parts = unsafe {
                (from_raw_parts(self.base, length), from_raw_parts(self.names, lines), from_raw_parts(self.ends, lines))
            };
            return Ok(self.with(parts));
        }
        // SAFETY: as for this function.
        Ok(self.with(unsafe { self.made_by_hand()? }))
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

    /// The slices of a packet that `of` did not write: of a struct of zeros, or
    /// one that was put together by hand, some pointers may be NULL.
    ///
    /// # Safety
    /// As for [`packet`](Self::packet).
    #[cold]
    unsafe fn made_by_hand<'a>(&self) -> Result<Parts<'a>, Status> {
        if self.kind > AMIWIRE_KIND_BANNER {
            return Err(Status::BadArgument);
        }
        let lines = self.indexed as usize;
        // SAFETY: as for this function.
        unsafe { Ok((items(self.base, self.base_len as usize)?, items(self.names, lines)?, items(self.ends, lines)?)) }
    }
}

/// The packet that a pointer leads to if it is as nearly all are: one that was
/// given out, with no line out of the ordinary. One test for all that its flags say.
///
/// # Safety
/// It is NULL, or leads to a packet as it was given out.
#[inline(always)]
unsafe fn plain<'a>(pointer: *const amiwire_packet) -> Option<Packet<'a>> {
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

/// Name and value of line `i`, counted from 0 in the order of the wire. A line
/// without a colon, or that begins with one, has an empty name and stands
/// whole in the value. `name` and `value` may be NULL. The slices live as long
/// as the packet.
///
/// Returns AMIWIRE_OK, AMIWIRE_OUT_OF_RANGE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_BAD_ARGUMENT for a packet that was never given out.
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
        code(self::packet(packet).and_then(|packet| {
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
        unsafe { self::packet(packet).and_then(|packet| Ok((packet, buffer(headers, room)?, given_mut(count)?))) };
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

/// Names of no more bytes are looked for the short way: two words, which is what
/// one comparison takes.
const SHORT_NAME: usize = 16;

/// amiwire_packet_find() for longer names, for others than the first of a name, and
/// for whatever is out of the ordinary: apart, so that the short way keeps less in
/// registers, and cold, or the compiler lays that out for this.
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
        code(self::packet(packet).and_then(|packet| {
            let (name, place) = (items(name, name_len)?, given_mut(value)?);
            *place = amiwire_slice::of(packet.get_nth(name, n).ok_or(Status::NotFound)?);
            Ok(())
        }))
    }
}

/// The value of the first header: the name of an event or an action, the
/// outcome of a response. Empty if there is none. Lives as long as the packet.
///
/// # Safety
/// The packet is NULL or as it was given out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_packet_title(packet: *const amiwire_packet) -> amiwire_slice {
    // SAFETY: as for this function.
    amiwire_slice::of(unsafe { title(packet, None) })
}

/// The value of the first header of a packet, if it is of the kind that is `wanted`
/// or any is; empty otherwise, and if there is no header.
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
    match unsafe { self::packet(packet) } {
        Ok(packet) if wanted.is_none_or(|kind| kind == packet.kind) => packet.title(),
        _ => &[],
    }
}

/// All bytes of the packet as they came, its closing empty line included.
/// Lives as long as the packet.
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
/// AMIWIRE_BAD_ARGUMENT for a packet that was never given out.
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

/// The next line of output: of a Command, from either of its formats, the text
/// of `Response: Follows` (before Asterisk 14) or the headers `Output`; or of a
/// text that came without a response, AMIWIRE_KIND_OTHER, such as the answer to
/// Queues of those releases. `*at` begins as 0 and is moved on by each call.
/// The line has no line end, may be empty, and lives as long as the packet.
///
/// Of an output in pieces each piece gives its lines, `*at` beginning as 0, and
/// the pieces' lines one after the other are those of the whole.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND when there are no more lines,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_BAD_ARGUMENT for a packet that was never
/// given out.
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
