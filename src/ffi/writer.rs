//! Writer
//!
//! Fields in, bytes out, whole or nothing. There is no escape in the protocol:
//! a CR LF in a value would end the header, and what follows would be read as
//! another one, or as another action. So CR, LF and NUL anywhere, a colon or
//! blank edges in a name, an empty name are refused, and so are an action whose
//! name is empty or has blank edges, a line over 1022 bytes and more than 128
//! headers, which servers drop or take for a new action.
//!
//! Servers strip leading blanks (the space and every byte below it) from each
//! value of an action; blanks at its end are kept. Most fields do not care. The
//! `Value` of a Setvar and the `Val` of a DBPut are stored, and would not be what
//! was asked for although the answer says Success: in these two a leading blank is
//! AMIWIRE_VALUE_BLANK_EDGE. In all other fields it is written, and the server
//! strips it: from a secret, the text of a message, the key of a DBPut, too. Only
//! the fields of a UserEvent go into its event as they stand.

use core::ffi::c_char;

use super::arguments::{aligned, buffer, code, or_code, put, text};
use super::slice::{Fields, amiwire_field};
use crate::Status;
use crate::write::Writer;

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
    unsafe {
        let (name, fields) = (or_code!(text(name)), or_code!(Fields::given(fields, count)));
        let out = or_code!(buffer(out, room));
        or_code!(aligned(size).and(aligned(refused)));
        let mut writer = Writer::action(out, name);
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
