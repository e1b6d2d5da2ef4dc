//! Values: numbers and words
//!
//! A header's value is bytes. The functions of this section and of the next
//! ones read each kind of value that occurs on the wire, one function a kind:
//!
//! ```text
//! if (amiwire_packet_get(&packet, "EventTV", 0, &value) == AMIWIRE_OK &&
//!     amiwire_value_event_time(value, &time, NULL) == AMIWIRE_OK)
//!     ...
//! ```
//!
//! The value is read whole. One that does not have the form is answered with
//! AMIWIRE_BAD_VALUE, and `*error_offset` gets the number of its first byte
//! that does not fit, or its length if it ends too early;
//! nothing else is written. Nothing is guessed and no blanks are
//! skipped. What is not text, such as a number, is yours; slices lead into the
//! value and live as long as it does. The structs do not change.

use super::arguments::{aligned, given_mut, or_code, put};
use super::slice::amiwire_slice;
use crate::error::Result;
use crate::value::{Version, boolean, integer, is_absent};

/// A number without a sign, as `Cause: 16` has it, or the seconds since 1970 of
/// `LastCall: 1474279641`, LoggedInTime and RegExpire, in which 0 stands for what
/// never happened. Leading zeros do not
/// matter. A text behind the number, as in `384 kbps`, does not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_unsigned(
    value: amiwire_slice,
    number: *mut u64,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, number, error_offset, integer::unsigned, |number| number) }
}

/// A number that may have a minus in front of it, as `Priority: -1` has it.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_signed(value: amiwire_slice, number: *mut i64, error_offset: *mut usize) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, number, error_offset, integer::signed, |number| number) }
}

/// Yes or no, in every spelling that occurs: yes, true, on, 1, y, t, enabled,
/// enable and their opposites, without regard to ASCII case. `*yes` becomes 1
/// or 0. An empty value and other numbers do not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_boolean(value: amiwire_slice, yes: *mut u32, error_offset: *mut usize) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, yes, error_offset, boolean::parse, u32::from) }
}

/// Whether the value is a word that servers write for a missing value: 1 for
/// `<unknown>`, `unknown`, `<no name>`, `<none>`, `none`, `N/A`, `(N/A)`,
/// `<null>`, `(null)`, `-none-` and `<Not set>`, spelt so; else 0. An empty
/// value is empty, not missing. Somebody may be called none: it is for you to
/// know for which header to ask. A wrong argument gives 0.
///
/// # Safety
/// `value` is whole.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_is_absent(value: amiwire_slice) -> u32 {
    // SAFETY: as for this function.
    u32::from(unsafe { value.bytes() }.is_ok_and(is_absent))
}

/// A version, of the protocol or of a server: one to three numbers.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_peer_version {
    /// The first number.
    pub major: u16,
    /// The second, or 0.
    pub minor: u16,
    /// The third, or 0.
    pub patch: u16,
    /// How many of them were there, 1 to 3.
    pub parts: u16,
}

const _: () = assert!(size_of::<amiwire_peer_version>() == 8);

impl amiwire_peer_version {
    pub(super) fn value(self) -> Version {
        Version { major: self.major, minor: self.minor, patch: self.patch, parts: self.parts }
    }
}

/// A version as `AMIversion: 2.7.0`, `AsteriskVersion: 13.38.3` and the
/// server's greeting have it. Versions that hold anything but numbers and dots
/// do not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_version(
    value: amiwire_slice,
    version: *mut amiwire_peer_version,
    error_offset: *mut usize,
) -> i32 {
    let told = |Version { major, minor, patch, parts }| amiwire_peer_version { major, minor, patch, parts };
    // SAFETY: as for this function.
    unsafe { read(value, version, error_offset, Version::parse, told) }
}

/// Reads a value and tells what it is, or where it does not fit.
///
/// # Safety
/// `value` is whole and stays as long as `'a` lasts; the pointers are NULL or
/// valid.
pub(super) unsafe fn read<'a, T, C: Copy>(
    value: amiwire_slice,
    out: *mut C,
    error_offset: *mut usize,
    parse: impl FnOnce(&'a [u8]) -> Result<T>,
    told: impl FnOnce(T) -> C,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let (value, place) = (or_code!(value.bytes()), or_code!(given_mut(out)));
        or_code!(aligned(error_offset));
        match parse(value) {
            Ok(found) => {
                *place = told(found);
                0
            }
            Err(error) => {
                put(error_offset, error.offset as usize);
                error.status.code()
            }
        }
    }
}
