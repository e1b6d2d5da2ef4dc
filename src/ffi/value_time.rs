//! Values: times
//!
//! Times are read as they are written. Where the form says its zone, or that
//! it has none but UTC, the time since 1970-01-01 00:00 UTC is told, too.

use super::slice::amiwire_slice;
use super::value::read;
use crate::value::{Date, DateTime, Duration, EventTime, TimeOfDay, Timestamp};

/// A day.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_date {
    /// The year, 0 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// A time of day.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_time_of_day {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 60; 60 is a leap second.
    pub second: u8,
    /// 0.
    pub reserved: u8,
}

/// A date and a time of day in a zone that is not said.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_date_time {
    /// Seconds since 1970 if the zone is UTC.
    pub unix_seconds_as_utc: i64,
    /// The day.
    pub date: amiwire_date,
    /// The time of that day.
    pub time: amiwire_time_of_day,
}

/// A time with milliseconds and a zone.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_event_time {
    /// Milliseconds since 1970-01-01 00:00 UTC, negative before it.
    pub unix_milliseconds: i64,
    /// The day, in the zone that is given.
    pub date: amiwire_date,
    /// The time of that day, in the zone that is given.
    pub time: amiwire_time_of_day,
    /// Thousandths of a second, 0 to 999.
    pub millisecond: u16,
    /// How far the zone's clocks are ahead of UTC, in minutes; -240 for
    /// `-0400`.
    pub zone_minutes: i16,
    /// 0.
    pub reserved: u32,
}

/// A time as seconds since 1970-01-01 00:00 UTC.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_timestamp {
    /// Whole seconds.
    pub seconds: u64,
    /// Billionths of a second beyond them; servers send millionths.
    pub nanoseconds: u32,
    /// 0.
    pub reserved: u32,
}

/// A length of time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_duration {
    /// Whole seconds. Negative only where the wire has a minus, which there
    /// means that nothing is planned: `RegExpire: -1 seconds`.
    pub seconds: i64,
    /// Billionths of a second beyond them.
    pub nanoseconds: u32,
    /// 0.
    pub reserved: u32,
}

const _: () = assert!(size_of::<amiwire_date>() == 4 && size_of::<amiwire_time_of_day>() == 4);
const _: () = assert!(size_of::<amiwire_date_time>() == 16 && size_of::<amiwire_event_time>() == 24);
const _: () = assert!(size_of::<amiwire_timestamp>() == 16 && size_of::<amiwire_duration>() == 16);

impl amiwire_date {
    fn of(date: Date) -> Self {
        amiwire_date { year: date.year, month: date.month, day: date.day }
    }
}

impl amiwire_time_of_day {
    fn of(time: TimeOfDay) -> Self {
        amiwire_time_of_day { hour: time.hour, minute: time.minute, second: time.second, reserved: 0 }
    }
}

impl amiwire_date_time {
    fn of(time: DateTime) -> Self {
        amiwire_date_time {
            unix_seconds_as_utc: time.unix_seconds_as_utc(),
            date: amiwire_date::of(time.date),
            time: amiwire_time_of_day::of(time.time),
        }
    }
}

impl amiwire_event_time {
    fn of(time: EventTime) -> Self {
        amiwire_event_time {
            unix_milliseconds: time.unix_milliseconds(),
            date: amiwire_date::of(time.date),
            time: amiwire_time_of_day::of(time.time),
            millisecond: time.millisecond,
            zone_minutes: time.zone_minutes,
            reserved: 0,
        }
    }
}

/// A time of a security event, as `EventTV: 2016-09-19T06:07:21.296-0400` and
/// SessionTV have it.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_event_time(
    value: amiwire_slice,
    time: *mut amiwire_event_time,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, time, error_offset, EventTime::parse, amiwire_event_time::of) }
}

/// A time with a fraction, as `Timestamp: 1474279641.296123` and SentNTP have
/// it: one to nine digits behind the point. Do not read a Uniqueid with this:
/// it looks alike, but what stands behind its point is a counter.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_timestamp(
    value: amiwire_slice,
    time: *mut amiwire_timestamp,
    error_offset: *mut usize,
) -> i32 {
    let told =
        |time: Timestamp| amiwire_timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds, reserved: 0 };
    // SAFETY: as for this function.
    unsafe { read(value, time, error_offset, Timestamp::parse, told) }
}

/// A date and a time of day, as `StartTime: 2026-11-23 18:03:21` of Cdr has
/// them: in the server's zone, or in UTC if its configuration asks for that.
/// The AnswerTime of a call that was never answered is empty, and does not
/// fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_date_time(
    value: amiwire_slice,
    time: *mut amiwire_date_time,
    error_offset: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { read(value, time, error_offset, DateTime::parse, amiwire_date_time::of) }
}

/// How long something took or may take, in any of the forms that occur:
/// seconds (`Duration: 11`), seconds with a fraction (`QualifyTimeout:
/// 3.000000`), hours, minutes and seconds (`Duration: 00:00:09`), a number with
/// its unit (`QualifyFreq: 60000 ms`, `RegExpire: -1 seconds`) and words
/// (`8 minutes, 51 seconds`). Two numbers with one colon between them could be
/// minutes or hours, and do not fit.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_duration(
    value: amiwire_slice,
    duration: *mut amiwire_duration,
    error_offset: *mut usize,
) -> i32 {
    let told = |Duration { seconds, nanoseconds }| amiwire_duration { seconds, nanoseconds, reserved: 0 };
    // SAFETY: as for this function.
    unsafe { read(value, duration, error_offset, Duration::parse, told) }
}
