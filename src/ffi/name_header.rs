//! Names of headers as numbers
//!
//! A header's name has a number, too, for a switch over AMIWIRE_HEADER_, and
//! some names carry an index.

use core::ffi::c_char;

use super::arguments::{code, given_mut};
use super::name::{UNKNOWN, number, small};
use super::slice::amiwire_slice;
use crate::Status;
use crate::name::{Header, header};

/// The number of the header with this name, AMIWIRE_HEADER_, or 0. A name that
/// carries an index, such as `Line-000002-000017` or
/// `ChanVariable(SIP/1000-00000001)`, has the number of its template,
/// AMIWIRE_HEADER_LINE_NNNNNN_NNNNNN or AMIWIRE_HEADER_CHANVARIABLE_CHANNEL;
/// amiwire_header_index() gives the index. A wrong argument gives 0.
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

/// The name of the header with this number, for a template as documentation
/// prints it, `Line-NNNNNN-NNNNNN`; otherwise as amiwire_event_name(). A wrong
/// argument gives "unknown".
#[unsafe(no_mangle)]
pub extern "C" fn amiwire_header_name(id: u32) -> *const c_char {
    small(id).and_then(Header::from_id).map_or(UNKNOWN, Header::name_c).as_ptr()
}

#[cfg(test)]
mod tests {
    use core::ptr::{null, null_mut};

    use super::super::name::tests::{both_ways, of};
    use super::*;

    #[test]
    fn every_name_goes_both_ways() {
        both_ways("header", amiwire_header_id, amiwire_header_name);
    }

    #[test]
    fn templates_give_their_index() {
        let rows = include_str!("../name/names.tsv").lines().filter(|line| line.starts_with("template"));
        for row in rows {
            let mut cells = row.split('\t').skip(1);
            let mut cell = || cells.next().unwrap();
            let (id, _, shape) = (cell().parse::<u32>().unwrap(), cell(), cell());
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
        for name in ["", "Uniqueid ", "SomethingNew", "unknown"] {
            assert_eq!(of(amiwire_header_id, name), 0, "{name}");
        }
        let broken = amiwire_slice { ptr: null(), len: 7 };
        // SAFETY: NULL is answered with 0, or with a status.
        unsafe {
            let name = amiwire_slice::of(b"Line-000002");
            assert_eq!(amiwire_header_id(broken), 0);
            assert_eq!(amiwire_header_index(name, null_mut()), Status::NullArgument.code());
            assert_eq!(amiwire_header_index(broken, null_mut()), Status::NullArgument.code());
        }
    }
}
