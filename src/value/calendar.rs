//! Dates and times of day: `CoreReloadDate: 2026-11-23`, `CoreReloadTime:
//! 17:50:41`, and both together as Cdr and CEL have them, `StartTime:
//! 2026-11-23 18:03:21`. These say nothing of a time zone; see
//! [`EventTime`](super::EventTime) for those that do.

use core::fmt;

use super::grammar::{Step, digits, literal, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

const DAY_SECONDS: i64 = 86_400;

/// A day of the Gregorian calendar, from year 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Date {
    /// The year, four digits on the wire.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct TimeOfDay {
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 60; 60 is a leap second.
    pub second: u8,
}

/// A date and a time of day in a zone that is not said: for Cdr and CEL the
/// server's own, or UTC if its configuration asks for that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct DateTime {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: TimeOfDay,
}

impl Date {
    /// Reads `2026-11-23`.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit, which may be a digit
    /// of a day that the month does not have.
    pub fn parse(value: &[u8]) -> Result<Date> {
        whole(value, date)
    }

    /// Days since 1970-01-01, negative before it.
    pub fn unix_days(&self) -> i64 {
        // Years that begin in March have the leap day at their end.
        let month = (i64::from(self.month) + 9) % 12;
        let year = i64::from(self.year) - i64::from(month >= 10);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day that lies this many days after 1970-01-01; `None` outside the
    /// years 0 to 9999.
    pub fn from_unix_days(days: i64) -> Option<Date> {
        // Year 0 begins at the first of these, year 9999 ends at the last.
        if !(-719_528..=2_932_896).contains(&days) {
            return None;
        }
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let year = era * 400 + year_of_era + i64::from(month >= 10);
        Some(Date {
            year: u16::try_from(year).ok()?,
            month: u8::try_from((month + 2) % 12 + 1).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }
}

impl TimeOfDay {
    /// Reads `17:50:41`.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit.
    pub fn parse(value: &[u8]) -> Result<TimeOfDay> {
        whole(value, time_of_day)
    }

    /// Seconds since midnight.
    pub fn seconds(&self) -> u32 {
        u32::from(self.hour) * 3_600 + u32::from(self.minute) * 60 + u32::from(self.second)
    }
}

impl DateTime {
    /// Reads `2026-11-23 18:03:21`. A call that was never answered has an
    /// empty `AnswerTime`, which is an error here at offset 0.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit.
    pub fn parse(value: &[u8]) -> Result<DateTime> {
        whole(value, |input| {
            let (rest, date) = date(input)?;
            let (rest, ()) = literal(b" ")(rest)?;
            let (rest, time) = time_of_day(rest)?;
            Ok((rest, DateTime { date, time }))
        })
    }

    /// Seconds since 1970 as if the zone were UTC.
    pub fn unix_seconds_as_utc(&self) -> i64 {
        self.date.unix_days() * DAY_SECONDS + i64::from(self.time.seconds())
    }

    /// The other way round; `None` outside the years 0 to 9999.
    pub fn from_unix_seconds_as_utc(seconds: i64) -> Option<DateTime> {
        let of_day = seconds.rem_euclid(DAY_SECONDS);
        Some(DateTime {
            date: Date::from_unix_days(seconds.div_euclid(DAY_SECONDS))?,
            time: TimeOfDay {
                hour: u8::try_from(of_day / 3_600).ok()?,
                minute: u8::try_from(of_day / 60 % 60).ok()?,
                second: u8::try_from(of_day % 60).ok()?,
            },
        })
    }
}

/// The grammar of a date.
pub(super) fn date(input: &[u8]) -> Step<'_, Date> {
    let (rest, year) = digits(4, 0, 9999)(input)?;
    let (rest, ()) = literal(b"-")(rest)?;
    let (rest, month) = digits(2, 1, 12)(rest)?;
    let (rest, ()) = literal(b"-")(rest)?;
    let (rest, day) = digits(2, 1, month_days(year, month))(rest)?;
    let date = Date { year: year as u16, month: month as u8, day: day as u8 };
    Ok((rest, date))
}

/// The grammar of a time of day.
pub(super) fn time_of_day(input: &[u8]) -> Step<'_, TimeOfDay> {
    let (rest, hour) = digits(2, 0, 23)(input)?;
    let (rest, ()) = literal(b":")(rest)?;
    let (rest, minute) = digits(2, 0, 59)(rest)?;
    let (rest, ()) = literal(b":")(rest)?;
    let (rest, second) = digits(2, 0, 60)(rest)?;
    let time = TimeOfDay { hour: hour as u8, minute: minute as u8, second: second as u8 };
    Ok((rest, time))
}

fn month_days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Canonical for Date {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.decimal(u64::from(self.year), 4)?;
        sink.bytes(b"-")?;
        sink.decimal(u64::from(self.month), 2)?;
        sink.bytes(b"-")?;
        sink.decimal(u64::from(self.day), 2)
    }
}

impl Canonical for TimeOfDay {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.decimal(u64::from(self.hour), 2)?;
        sink.bytes(b":")?;
        sink.decimal(u64::from(self.minute), 2)?;
        sink.bytes(b":")?;
        sink.decimal(u64::from(self.second), 2)
    }
}

impl Canonical for DateTime {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        self.date.put(sink)?;
        sink.bytes(b" ")?;
        self.time.put(sink)
    }
}

canonical!(Date, TimeOfDay, DateTime);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn recorded() {
        let date = Date::parse(b"2026-11-23").unwrap();
        assert_eq!((date.year, date.month, date.day), (2026, 11, 23));
        let time = TimeOfDay::parse(b"17:50:41").unwrap();
        assert_eq!((time.hour, time.minute, time.second), (17, 50, 41));
        let both = DateTime::parse(b"2026-11-23 18:03:21").unwrap();
        assert_eq!(both.unix_seconds_as_utc(), 1_795_457_001);
        assert_eq!(both.to_string(), "2026-11-23 18:03:21");
    }

    #[test]
    fn wrong_at() {
        wrong_at!(
            Date::parse,
            [
                (&b""[..], 0),
                (b"2026", 4),
                (b"26-11-23", 2),
                (b"2026/11/23", 4),
                (b"2026-13-01", 6),
                (b"2026-00-01", 6),
                (b"2026-04-31", 9),
                (b"2026-02-29", 9),
                (b"2024-02-30", 8),
                (b"2100-02-29", 9),
                (b"2026-01-00", 9),
                (b"2026-11-23 ", 10),
                (b"20260-1-23", 4),
                (b"2026-11-\xB2\xB3", 8),
            ]
        );
        wrong_at!(
            TimeOfDay::parse,
            [
                (&b"24:00:00"[..], 1),
                (b"30:00:00", 0),
                (b"23:60:00", 3),
                (b"23:59:61", 7),
                (b"1:02:03", 1),
                (b"17:50", 5),
            ]
        );
        wrong_at!(DateTime::parse, [(&b"2026-11-23T18:03:21"[..], 10), (b"", 0)]);
        assert!(Date::parse(b"2000-02-29").is_ok());
        assert!(TimeOfDay::parse(b"23:59:60").is_ok());
    }

    /// Counted up day by day, as a calendar on the wall does.
    #[test]
    fn every_day_of_ten_thousand_years() {
        let (mut year, mut month, mut day) = (0, 1, 1);
        for days in -719_528..=2_932_896 {
            let date = Date { year, month, day };
            assert_eq!(Date::from_unix_days(days), Some(date), "{days}");
            assert_eq!(date.unix_days(), days, "{date}");
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (year, month, day) = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                (_, day) if day == last => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
        assert_eq!((year, month, day), (10_000, 1, 1));
    }

    #[test]
    fn days_known_by_others() {
        for (value, days) in [
            (&b"1970-01-01"[..], 0),
            (b"1969-12-31", -1),
            (b"2000-03-01", 11_017),
            (b"0000-01-01", -719_528),
            (b"9999-12-31", 2_932_896),
        ] {
            let date = Date::parse(value).unwrap();
            assert_eq!(date.unix_days(), days);
            assert_eq!(Date::from_unix_days(days), Some(date));
        }
        assert_eq!(Date::from_unix_days(-719_529), None);
        assert_eq!(Date::from_unix_days(2_932_897), None);
        assert_eq!(Date::from_unix_days(i64::MAX), None);
        assert_eq!(DateTime::from_unix_seconds_as_utc(i64::MIN), None);
    }

    #[test]
    fn fields_out_of_range_do_no_harm() {
        let date = Date { year: u16::MAX, month: u8::MAX, day: u8::MAX };
        let _ = date.unix_days();
        assert_eq!(date.to_string(), "65535-255-255");
    }

    proptest! {
        #[test]
        fn every_second_comes_back(seconds in -62_167_219_200i64..=253_402_300_799) {
            let one = DateTime::from_unix_seconds_as_utc(seconds).unwrap();
            prop_assert_eq!(one.unix_seconds_as_utc(), seconds);
            comes_back!(DateTime, one);
        }

        #[test]
        fn any_bytes(value: std::vec::Vec<u8>) {
            any!(DateTime, &value);
            any!(Date, &value);
            any!(TimeOfDay, &value);
        }
    }
}
