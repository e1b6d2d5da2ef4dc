//! Writer
//!
//! Fields in, bytes out, whole or nothing. There is no escape in the protocol:
//! a CR LF in a value would end the header, and what follows would be read as
//! another one, or as another action. So CR, LF and NUL anywhere, a colon or
//! blank edges in a name, an empty name are refused, an empty title or one with
//! blank edges, and in actions a line over 1022 bytes and more than 128 headers, which servers drop or take for a
//! new action.
//!
//! Servers strip leading blanks (the space and every byte below it) from each
//! value of an action; blanks at its end are kept. Most fields do not care. The
//! `Value` of a Setvar and the `Val` of a DBPut are stored, and would not be what
//! was asked for although the answer says Success: in these two a leading blank is
//! AMIWIRE_VALUE_BLANK_EDGE. In all other fields it is written, and the server
//! strips it: from a secret, the text of a message, the key of a DBPut, too. Only
//! the fields of a UserEvent go into its event as they stand. Values of responses
//! and events are written as they are.

use core::ffi::c_char;

use super::arguments::{aligned, buffer, code, or_code, put, text};
use super::packet::{AMIWIRE_KIND_ACTION, AMIWIRE_KIND_EVENT, AMIWIRE_KIND_RESPONSE};
use super::slice::{Fields, amiwire_field};
use crate::Status;
use crate::packet::Kind;
use crate::write::{WriteLimits, Writer};

/// Writes an action of that name with these fields into `out`. `*size` gets
/// the bytes that were written, or that are needed: `out` NULL and `room` 0 ask
/// for the size only. `*refused` gets the number of the refused header, the
/// first line being 0. With any error but a wrong argument, what was written to
/// `out` until then is wiped.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
/// AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_write_action(
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    out: *mut u8,
    room: usize,
    size: *mut usize,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { write(Kind::Action, WriteLimits::ACTION, name, fields, count, out, room, size, refused) }
}

/// Writes a packet. `kind` is AMIWIRE_KIND_RESPONSE with its outcome as title,
/// AMIWIRE_KIND_EVENT or AMIWIRE_KIND_ACTION with its name. A limit of
/// 0 sets none (real servers send 251 headers and lines of 37 KB). The outcome
/// `Follows` is AMIWIRE_BAD_ARGUMENT, since it would announce raw text.
/// With any error but a wrong argument, what was written to `out` until then is
/// wiped. Otherwise as amiwire_write_action().
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
/// AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_write_packet(
    kind: u32,
    title: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    max_line_bytes: usize,
    max_headers: usize,
    out: *mut u8,
    room: usize,
    size: *mut usize,
    refused: *mut usize,
) -> i32 {
    let kind = match kind {
        AMIWIRE_KIND_RESPONSE => Kind::Response,
        AMIWIRE_KIND_EVENT => Kind::Event,
        AMIWIRE_KIND_ACTION => Kind::Action,
        _ => return Status::BadArgument.code(),
    };
    let limit = |number: usize| if number == 0 { usize::MAX } else { number };
    let limits = WriteLimits { line_bytes: limit(max_line_bytes), headers: limit(max_headers) };
    // SAFETY: as for this function.
    unsafe { write(kind, limits, title, fields, count, out, room, size, refused) }
}

/// # Safety
/// As for [`amiwire_write_packet`], which passes its arguments on.
#[allow(clippy::too_many_arguments)] // those of the functions above
unsafe fn write(
    kind: Kind,
    limits: WriteLimits,
    title: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    out: *mut u8,
    room: usize,
    size: *mut usize,
    refused: *mut usize,
) -> i32 {
    // SAFETY: as for the functions above.
    unsafe {
        let (title, fields) = (or_code!(text(title)), or_code!(Fields::given(fields, count)));
        let out = or_code!(buffer(out, room));
        or_code!(aligned(size).and(aligned(refused)));
        let mut writer = Writer::packet(out, kind, title, limits);
        for (name, value) in fields.pairs() {
            writer.add(name, value);
        }
        match writer.finish() {
            Ok(bytes) => {
                put(size, bytes.len());
                0
            }
            Err(error) => {
                match error.status {
                    Status::NoRoom => put(size, error.size as usize),
                    _ => put(refused, error.header as usize),
                }
                error.status.code()
            }
        }
    }
}

/// Writes `name=value` as the value of a `Variable` header, which may be
/// repeated. A server cuts such a value at commas and takes quotes and
/// backslashes out of it, so a backslash goes before each of them. With NULL
/// for `out`, or too little room, nothing is written; `*size` gets the bytes
/// that are needed, and that were written. There is no NUL at the end: give the
/// size as value_len.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT for a name that is
/// empty or would not be read as one, AMIWIRE_VALUE_BAD_BYTE,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The texts are NULL or end in NUL; `out` is NULL or has room for `room`
/// bytes; `size` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_write_variable(
    name: *const c_char,
    value: *const c_char,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (name, value) = (text(name)?, text(value)?);
            let out = buffer(out.cast::<u8>(), room)?;
            aligned(size)?;
            let needed = match crate::session::variable(&mut [], name, value) {
                Ok(bytes) => bytes.len(),
                Err(error) if error.status == Status::NoRoom => error.size as usize,
                Err(error) => return Err(error.status),
            };
            put(size, needed);
            // Nothing of one that has no room.
            let out = out.get_mut(..needed).ok_or(Status::NoRoom)?;
            crate::session::variable(out, name, value).map(|_| ()).map_err(|error| error.status)
        })())
    }
}
