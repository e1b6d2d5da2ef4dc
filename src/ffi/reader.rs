//! Reader
//!
//! Reads a stream that comes in pieces of any size. Lend it memory, write what
//! you receive where amiwire_reader_space() says, tell how much it was by
//! amiwire_reader_commit(), and take packets from amiwire_reader_next() until
//! it asks for more:
//!
//! ```text
//! while ((rc = amiwire_reader_next(reader, &packet)) != AMIWIRE_NEED_MORE)
//!     if (rc == AMIWIRE_OK)
//!         look_at(&packet);
//!     else
//!         count(rc); // a packet over a limit; the next one is read
//! amiwire_reader_space(reader, &space, &room);
//! n = recv(fd, space, room, 0);
//! amiwire_reader_commit(reader, n);
//! ```
//!
//! Nothing is copied and nothing is allocated. A packet that is larger than
//! the memory is skipped, told once, and the next one is read.

use core::ffi::{c_char, c_void};

use super::arguments::{aligned, check, code, given, given_mut, lent, or_code, put, room_for, sized, text};
use super::packet::amiwire_packet;
use super::slice::amiwire_slice;
use crate::Status;
use crate::counters::{Counters, Meaning};
use crate::error::Error;
use crate::limits::{Limits, TEXT_BYTES};
use crate::parse::Lines;
use crate::reader::{Options, Reader, check_memory};

/// Bytes of memory that are enough for a reader, in this version and later
/// ones of the same soname. They must be aligned as a uint64_t is:
/// amiwire_reader_memory is.
pub const AMIWIRE_READER_STORAGE: usize = 2048;

/// Server output: a line ends at CR LF only, since values of several lines are
/// real, and the server's own bugs (traps T15 to T17 and T75 of docs/wire.md) are
/// repaired.
pub const AMIWIRE_LINES_WIRE: u32 = 0;
/// Server output as it is: nothing is mended.
pub const AMIWIRE_LINES_WIRE_UNREPAIRED: u32 = 1;
/// What a person types: a lone LF ends a line, too.
pub const AMIWIRE_LINES_TYPED: u32 = 2;

/// How a reader reads. All zero but struct_size: what a client wants.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_reader_options {
    /// sizeof(amiwire_reader_options).
    pub struct_size: u32,
    /// How lines end: AMIWIRE_LINES_.
    pub lines: u32,
    /// 1 if a greeting is not to be looked for, as for what a client sends.
    pub no_banner: u32,
    /// The most bytes of a packet; 0 for what the storage holds.
    pub max_packet_bytes: u32,
    /// The most lines of a packet; 0 for what the index holds.
    pub max_headers: u32,
    /// The most bytes of a line without its line end; 0 for no limit.
    pub max_line_bytes: u32,
    /// 1 if output that is larger than the storage or the index is to be handed
    /// out in pieces (see `piece` of a packet) instead of being refused: that
    /// of a Command, in both of its formats, and text without a response.
    /// amiwire_packet_output() gives the lines of each piece. Each piece ends
    /// with a line, unless that is a line of an old Command answer which alone
    /// is too large. If a piece is refused, it was the last of its packet.
    pub text_in_pieces: u32,
    /// 1 if packets are to be taken apart that a server glued together: a text
    /// without a response ends where a line `Response:` or `Event:` begins, and
    /// so does a `Response: Success` of nothing else but an ActionID. Otherwise
    /// they come as one, as the one empty line says, and a session does not see
    /// what is in the second. Together they have to fit into the memory and the
    /// limits. One answer is taken apart without this, with AMIWIRE_LINES_WIRE:
    /// `Response: Success` and `Events: On`, and directly behind them a line
    /// `Event:`, as Asterisk 1.4 to 1.8 sends them.
    pub separate_glued: u32,
    /// Which `Response: Follows` begin the text of an old Command answer:
    /// AMIWIRE_TEXT_. Choose AMIWIRE_TEXT_ANNOUNCED for a connection.
    pub text: u32,
    /// The most bytes of one such text, from the first byte of its packet to the
    /// last of its end mark, be it collected, handed out in pieces or skipped; 0
    /// for 16,777,216 (16 MiB), UINT32_MAX for no bound.
    pub max_text_bytes: u32,
    /// 1 if any first line that ends in a version is a greeting, for exchanges
    /// with a name of their own: a name, a slash, and one word that begins with a
    /// digit. Not what HTTP, SSH, SIP, RTSP and mail servers say first, and no line
    /// that begins with `Event:` or `Response:`.
    pub any_banner: u32,
}

const _: () = assert!(size_of::<amiwire_reader_options>() == 44);

/// More about the last refusal of a reader.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct amiwire_error {
    /// The offset in the stream of the refused packet's first byte.
    pub offset: u64,
    /// How many of its bytes had arrived.
    pub size: u64,
    /// The status that was returned.
    pub status: i32,
    /// 0.
    pub reserved: u32,
}

/// A reader, in memory of yours.
pub struct amiwire_reader {
    pub(super) reader: Reader<&'static mut [u8], &'static mut [u32]>,
    error: amiwire_error,
}

const _: () = assert!(size_of::<amiwire_reader>() <= AMIWIRE_READER_STORAGE);
const _: () = assert!(align_of::<amiwire_reader>() <= align_of::<u64>());

impl amiwire_reader {
    /// The error of the last packet that was over a limit; a good one if there was
    /// none.
    pub(super) fn last_error(&self) -> Error {
        let status = Status::from_code(self.error.status).unwrap_or(Status::NeedMore);
        Error { size: self.error.size, ..Error::at(status, self.error.offset) }
    }
}

/// The rule of that number.
fn lines(number: u32) -> Result<Lines, Status> {
    u8::try_from(number).ok().and_then(Lines::from_code).ok_or(Status::BadArgument)
}

fn limit(number: u32) -> u32 {
    if number == 0 { u32::MAX } else { number }
}

/// The bound of a text of that number.
pub(super) fn text_bytes(number: u32) -> u32 {
    if number == 0 { TEXT_BYTES } else { number }
}

/// Makes a reader in `memory`, of `memory_size` bytes, and gives it in
/// `*reader`. The storage holds bytes of the stream, the index two positions a
/// line; a packet larger than the storage, or of more lines than half of
/// `index_len` less one, is over the limit. 8 KiB and 512 entries do for a
/// UCM6XXX; real servers have sent packets of 36 KiB and 251 lines. All three
/// are yours and stay lent until the reader is no longer used; there is nothing
/// to be freed. `options` may be NULL: what
/// a client wants.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_STORAGE_TOO_SMALL for too little memory, less than 64 bytes of
/// storage or 8 entries of index, AMIWIRE_BAD_STRUCT_SIZE,
/// AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, and nobody else uses
/// that memory as long as the reader is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_init(
    memory: *mut c_void,
    memory_size: usize,
    storage: *mut u8,
    storage_size: usize,
    index: *mut u32,
    index_len: usize,
    options: *const amiwire_reader_options,
    reader: *mut *mut amiwire_reader,
) -> i32 {
    // SAFETY: as for this function; a reader needs no dropping.
    unsafe {
        let made = || -> Result<(), Status> {
            let out = given_mut(reader)?;
            *out = core::ptr::null_mut();
            let place = room_for::<amiwire_reader>(memory, memory_size)?;
            let options = match options.is_null() {
                true => Options::CLIENT,
                false => {
                    let given = sized(options, 4)?;
                    let limits = Limits {
                        packet_bytes: limit(given.max_packet_bytes),
                        headers: limit(given.max_headers),
                        line_bytes: limit(given.max_line_bytes),
                    };
                    Options {
                        lines: lines(given.lines)?,
                        banner: given.no_banner == 0,
                        limits,
                        text_in_pieces: given.text_in_pieces != 0,
                        separate_glued: given.separate_glued != 0,
                        text: super::awaited::mode(given.text)?,
                        text_bytes: text_bytes(given.max_text_bytes),
                        any_banner: given.any_banner != 0,
                    }
                }
            };
            // Both before a byte of either is written.
            check(storage, storage_size)?;
            check(index, index_len)?;
            check_memory(storage_size, index_len).map_err(|error| error.status)?;
            let made = Reader::new(lent(storage, storage_size)?, lent(index, index_len)?, options);
            let reader = made.map_err(|error| error.status)?;
            place.write(amiwire_reader { reader, error: amiwire_error::default() });
            *out = place;
            Ok(())
        };
        code(made())
    }
}

/// Forgets everything, for a new connection over the same memory, announced
/// ActionIDs included. The counters are kept.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_reset(reader: *mut amiwire_reader) -> i32 {
    // SAFETY: as for this function.
    code(unsafe { given_mut(reader) }.map(|reader| reader.reader.reset()))
}

/// Where the next bytes of the stream are to be written, and how many there is
/// room for. Take all packets first: what was not taken is kept and leaves less
/// room. The memory is good until the next call on this reader. Packets taken
/// before are no longer good.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); the others are NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_space(
    reader: *mut amiwire_reader,
    space: *mut *mut u8,
    room: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let lend = || -> Result<(), Status> {
            let (reader, space, room) = (given_mut(reader)?, given_mut(space)?, given_mut(room)?);
            let free = reader.reader.space();
            *room = free.len();
            *space = free.as_mut_ptr();
            Ok(())
        };
        code(lend())
    }
}

/// Says that `n` bytes were written to the front of what
/// amiwire_reader_space() lent last.
///
/// Returns AMIWIRE_OK, AMIWIRE_COMMIT_TOO_LARGE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_commit(reader: *mut amiwire_reader, n: usize) -> i32 {
    // SAFETY: as for this function.
    let reader = unsafe { given_mut(reader) };
    code(reader.and_then(|reader| reader.reader.commit(n).map_err(|error| error.status)))
}

/// The next packet. It is good until the next call on this reader, but for
/// those that only look (amiwire_reader_error, _counter, _tail).
///
/// Returns AMIWIRE_OK, AMIWIRE_NEED_MORE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED; and
/// AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS or AMIWIRE_LINE_TOO_LONG
/// once for a packet over the limit: amiwire_reader_error() tells where it
/// stood, and the next call continues behind it. AMIWIRE_TEXT_TOO_LARGE, once, for
/// the text of an old Command answer that is longer than max_text_bytes, also if
/// its packet was refused before: amiwire_reader_error() tells where the packet
/// began, and the next call continues behind the first empty line beyond the bound.
/// A client then better closes the connection, since what follows may be text.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `packet` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_next(reader: *mut amiwire_reader, packet: *mut amiwire_packet) -> i32 {
    // SAFETY: as for this function.
    let (reader, packet) = unsafe { (or_code!(given_mut(reader)), or_code!(given_mut(packet))) };
    match reader.reader.next_to(|found| *packet = amiwire_packet::of(found)) {
        Ok(true) => 0,
        Ok(false) => Status::NeedMore.code(),
        Err(error) => keep(&mut reader.error, error),
    }
}

#[cold]
fn keep(place: &mut amiwire_error, error: Error) -> i32 {
    *place = amiwire_error { offset: error.offset, size: error.size, status: error.status.code(), reserved: 0 };
    error.status.code()
}

/// More about the last packet that was over the limit.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if there was none,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `error` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_error(reader: *const amiwire_reader, error: *mut amiwire_error) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let (reader, place) = (or_code!(given(reader)), or_code!(given_mut(error)));
        if reader.error.status == 0 {
            return Status::NoEvent.code();
        }
        *place = reader.error;
        0
    }
}

/// The bytes that belong to no packet yet; at the end of the stream, its
/// unfinished tail. Lives until the next call on this reader.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `tail` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_tail(reader: *const amiwire_reader, tail: *mut amiwire_slice) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let (reader, place) = (or_code!(given(reader)), or_code!(given_mut(tail)));
        *place = amiwire_slice::of(reader.reader.tail());
        0
    }
}

/// Says, once, that the stream has ended, so that its unfinished tail is
/// counted.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_finish(reader: *mut amiwire_reader) -> i32 {
    // SAFETY: as for this function.
    code(unsafe { given_mut(reader) }.map(|reader| reader.reader.finish()))
}

/// A counter that merely tells how much there was.
pub const AMIWIRE_COUNTER_NOTE: u32 = 0;
/// A counter of known bugs of servers that were mended.
pub const AMIWIRE_COUNTER_REPAIR: u32 = 1;
/// A counter of broken rules and limits.
pub const AMIWIRE_COUNTER_VIOLATION: u32 = 2;

/// The name of counter `i`, counted from 0, and what it means
/// (AMIWIRE_COUNTER_); NULL behind the last one. The text is static. `meaning`
/// may be NULL. A wrong argument gives NULL.
///
/// # Safety
/// `meaning` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_counter_name(i: usize, meaning: *mut u32) -> *const c_char {
    let (Some((_, of)), Some(name), Ok(())) = (Counters::TABLE.get(i), Counters::C_NAMES.get(i), aligned(meaning))
    else {
        return core::ptr::null();
    };
    let number = match of {
        Meaning::Note => AMIWIRE_COUNTER_NOTE,
        Meaning::Repair => AMIWIRE_COUNTER_REPAIR,
        Meaning::Violation => AMIWIRE_COUNTER_VIOLATION,
    };
    // SAFETY: as for this function.
    unsafe { put(meaning, number) };
    name.as_ptr()
}

/// The value of the counter of that name. Counters only grow.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `name` is NULL or ends in
/// NUL; `value` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_counter(
    reader: *const amiwire_reader,
    name: *const c_char,
    value: *mut u64,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let look = || -> Result<(), Status> {
            let (reader, name, place) = (given(reader)?, text(name)?, given_mut(value)?);
            let name = core::str::from_utf8(name).map_err(|_| Status::NotFound)?;
            *place = reader.reader.counters().by_name(name).ok_or(Status::NotFound)?;
            Ok(())
        };
        code(look())
    }
}
