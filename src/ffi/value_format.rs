//! Values: writing times and numbers
//!
//! What the functions above read, the ones of this section and the next write:
//! as a server writes it, so that it is read as the same value again. All of
//! them work alike. The text goes to `out`, whole or not at all; there is no
//! NUL at its end. `*size` gets the bytes that were written, or that are
//! needed: `out` NULL and `room` 0 ask for the size only. `size` may be NULL.
//!
//! ```text
//! amiwire_event_time_of(1474279641296, -240, &time);
//! amiwire_format_event_time(&time, text, sizeof text, &size);
//! field.name = "EventTV"; field.value = text; field.value_len = size;
//! ```
//!
//! A number that cannot be part of the form, such as a month 13, is answered
//! with AMIWIRE_BAD_ARGUMENT. Members that say the same thing once more, such
//! as unix_milliseconds, are not looked at.

use core::ffi::c_char;

use super::arguments::{aligned, buffer, check, given, given_mut, or_code, put};
use super::value::{amiwire_peer_version, amiwire_service_level};
use super::value_time::{
    amiwire_date, amiwire_date_time, amiwire_duration, amiwire_event_time, amiwire_time_of_day, amiwire_timestamp,
};
use crate::Status;
use crate::error::Result;
use crate::value::{Date, DateTime, Duration, EventTime, ServiceLevel, TimeOfDay, Timestamp, Version};

/// `2016-09-19T06:07:21.296-0400`, as amiwire_value_event_time() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_event_time(
    time: *const amiwire_event_time,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(time, out, room, size, amiwire_event_time::value, EventTime::write, EventTime::parse) }
}

/// `1474279641.296123`, as amiwire_value_timestamp() reads it: six digits
/// behind the point, or nine if there are billionths.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_timestamp(
    time: *const amiwire_timestamp,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(time, out, room, size, amiwire_timestamp::value, Timestamp::write, Timestamp::parse) }
}

/// `2026-11-23 18:03:21`, as amiwire_value_date_time() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_date_time(
    time: *const amiwire_date_time,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(time, out, room, size, amiwire_date_time::value, DateTime::write, DateTime::parse) }
}

/// `2026-11-23`, as amiwire_value_date() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_date(
    date: *const amiwire_date,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(date, out, room, size, amiwire_date::value, Date::write, Date::parse) }
}

/// `17:50:41`, as amiwire_value_time_of_day() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_time_of_day(
    time: *const amiwire_time_of_day,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(time, out, room, size, amiwire_time_of_day::value, TimeOfDay::write, TimeOfDay::parse) }
}

/// `11` or `3.5`, as amiwire_value_duration() reads it: seconds, with a
/// fraction only where there is one.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_duration(
    duration: *const amiwire_duration,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(duration, out, room, size, amiwire_duration::value, Duration::write, Duration::parse) }
}

/// `2.7.0`, as amiwire_value_version() reads it: as many numbers as `parts`
/// says.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_version(
    version: *const amiwire_peer_version,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(version, out, room, size, amiwire_peer_version::value, Version::write, Version::parse) }
}

/// `SL:0.0% within 0s`, as amiwire_value_service_level() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_service_level(
    level: *const amiwire_service_level,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { checked(level, out, room, size, amiwire_service_level::value, ServiceLevel::write, ServiceLevel::parse) }
}

/// The time that lies so many milliseconds after 1970-01-01 00:00 UTC, negative
/// before it, as the clocks of a zone show it, which are so many minutes ahead
/// of UTC.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT outside the years 0 to 9999 or for
/// a zone a day or more from UTC, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `time` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_event_time_of(
    unix_milliseconds: i64,
    zone_minutes: i16,
    time: *mut amiwire_event_time,
) -> i32 {
    let found = EventTime::from_unix_milliseconds(unix_milliseconds, zone_minutes);
    // SAFETY: as for this function.
    unsafe { made(time, found.map(amiwire_event_time::of)) }
}

/// The date and the time of day in UTC that lie so many seconds after
/// 1970-01-01 00:00 UTC, negative before it.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT outside the years 0 to 9999,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `time` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_date_time_of(unix_seconds: i64, time: *mut amiwire_date_time) -> i32 {
    let found = DateTime::from_unix_seconds_as_utc(unix_seconds);
    // SAFETY: as for this function.
    unsafe { made(time, found.map(amiwire_date_time::of)) }
}

/// # Safety
/// As for the functions above.
unsafe fn made<C>(out: *mut C, value: Option<C>) -> i32 {
    // SAFETY: as for the functions above.
    match unsafe { (given_mut(out), value) } {
        (Err(status), _) => status.code(),
        (Ok(_), None) => Status::BadArgument.code(),
        (Ok(place), Some(value)) => {
            *place = value;
            0
        }
    }
}

/// Writes a value of a short form, if it is one that is read as the same value
/// again.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
unsafe fn checked<C: Copy, T: PartialEq>(
    given_value: *const C,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
    value: impl FnOnce(C) -> T,
    write: impl Fn(&T, &mut [u8]) -> Result<usize>,
    parse: impl FnOnce(&[u8]) -> Result<T>,
) -> i32 {
    or_code!(check(out, room).and(aligned(size)));
    // SAFETY: as for this function.
    let value = value(*or_code!(unsafe { given(given_value) }));
    // The longest form is a duration, of 31 bytes.
    let mut text = [0; 64];
    let length = write(&value, &mut text).unwrap_or(0);
    match text.get(..length).map(parse) {
        // SAFETY: as for this function.
        Some(Ok(read)) if read == value => unsafe { filled(out, room, size, |out| write(&value, out)) },
        _ => Status::BadArgument.code(),
    }
}

/// Lets `write` fill what C lent, and tells the size.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given.
pub(super) unsafe fn filled(
    out: *mut c_char,
    room: usize,
    size: *mut usize,
    write: impl FnOnce(&mut [u8]) -> Result<usize>,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        let out = or_code!(buffer(out.cast::<u8>(), room));
        or_code!(aligned(size));
        match write(out) {
            Ok(written) => {
                put(size, written);
                0
            }
            Err(error) => {
                if error.status == Status::NoRoom {
                    put(size, error.size as usize);
                }
                error.status.code()
            }
        }
    }
}
