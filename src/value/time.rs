//! Points in time: `EventTV` and `SessionTV` of the security events, with a
//! zone and milliseconds, and `Timestamp`, seconds since 1970 with a fraction.

use core::fmt;

use super::calendar::{Date, DateTime, TimeOfDay, date, time_of_day};
use super::grammar::{Step, billionths, digits, literal, number, stop, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

const MINUTE_MILLISECONDS: i64 = 60_000;

/// The farthest zone that four digits can say, in minutes.
const ZONE_MOST: i16 = 23 * 60 + 59;

/// A time as the security events have it: `2016-09-19T06:07:21.296-0400`
/// (wire reference, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct EventTime {
    /// The day, in the zone that is given.
    pub date: Date,
    /// The time of that day, in the zone that is given.
    pub time: TimeOfDay,
    /// Thousandths of a second, 0 to 999.
    pub millisecond: u16,
    /// How far the zone's clocks are ahead of UTC, in minutes; −240 for
    /// `-0400`.
    pub zone_minutes: i16,
}

/// A time as seconds since 1970, UTC, with a fraction: the `Timestamp` header
/// of events and of Ping (`1474279641.296123`), `SentNTP`, and other numbers
/// with a decimal point such as `QualifyTimeout`. Do not read a `Uniqueid` with
/// this: it looks alike, but what stands behind its point is a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01 00:00 UTC.
    pub seconds: u64,
    /// Billionths of a second beyond them. Servers send millionths; up to nine
    /// digits are read.
    pub nanoseconds: u32,
}

impl EventTime {
    /// Reads `2016-09-19T06:07:21.296-0400`.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit.
    pub fn parse(value: &[u8]) -> Result<EventTime> {
        whole(value, |input| {
            let (rest, date) = date(input)?;
            let (rest, ()) = literal(b"T")(rest)?;
            let (rest, time) = time_of_day(rest)?;
            let (rest, ()) = literal(b".")(rest)?;
            let (rest, millisecond) = digits(3, 0, 999)(rest)?;
            let (rest, zone_minutes) = zone(rest)?;
            let time = EventTime { date, time, millisecond: millisecond as u16, zone_minutes };
            Ok((rest, time))
        })
    }

    /// Milliseconds since 1970-01-01 00:00 UTC, negative before it. A leap
    /// second counts as the second after it.
    pub fn unix_milliseconds(&self) -> i64 {
        let local = DateTime { date: self.date, time: self.time };
        local.unix_seconds_as_utc() * 1_000 + i64::from(self.millisecond)
            - i64::from(self.zone_minutes) * MINUTE_MILLISECONDS
    }

    /// The time that lies this many milliseconds after 1970, as the clocks of
    /// a zone show it. `None` outside the years 0 to 9999, or for a zone a day
    /// or more from UTC.
    pub fn from_unix_milliseconds(milliseconds: i64, zone_minutes: i16) -> Option<EventTime> {
        if !(-ZONE_MOST..=ZONE_MOST).contains(&zone_minutes) {
            return None;
        }
        let ahead = i64::from(zone_minutes) * MINUTE_MILLISECONDS;
        let local = milliseconds.checked_add(ahead)?;
        let whole = DateTime::from_unix_seconds_as_utc(local.div_euclid(1_000))?;
        Some(EventTime {
            date: whole.date,
            time: whole.time,
            millisecond: u16::try_from(local.rem_euclid(1_000)).ok()?,
            zone_minutes,
        })
    }
}

impl Timestamp {
    /// Reads `1474279641.296123`: one to nine digits behind the point, each
    /// worth what its place is worth, so that `.5` is half a second.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit; at the length if there
    /// is no point.
    pub fn parse(value: &[u8]) -> Result<Timestamp> {
        whole(value, |input| {
            let (rest, seconds) = number(u64::MAX)(input)?;
            let (rest, ()) = literal(b".")(rest)?;
            let (rest, nanoseconds) = billionths(rest)?;
            let time = Timestamp { seconds, nanoseconds };
            Ok((rest, time))
        })
    }

    /// The fraction in whole millionths, 0 to 999,999.
    pub fn microseconds(&self) -> u32 {
        self.nanoseconds / 1_000
    }

    /// Milliseconds since 1970, cut, not rounded.
    pub fn unix_milliseconds(&self) -> u64 {
        self.seconds.saturating_mul(1_000).saturating_add(u64::from(self.nanoseconds / 1_000_000))
    }
}

fn zone(input: &[u8]) -> Step<'_, i16> {
    let (rest, ahead) = match input.split_first() {
        Some((b'+', rest)) => (rest, true),
        Some((b'-', rest)) => (rest, false),
        _ => return stop(input),
    };
    let (rest, hours) = digits(2, 0, 23)(rest)?;
    let (rest, minutes) = digits(2, 0, 59)(rest)?;
    let minutes = (hours * 60 + minutes) as i16;
    Ok((rest, if ahead { minutes } else { -minutes }))
}

impl Canonical for EventTime {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        self.date.put(sink)?;
        sink.bytes(b"T")?;
        self.time.put(sink)?;
        sink.bytes(b".")?;
        sink.decimal(u64::from(self.millisecond), 3)?;
        sink.bytes(if self.zone_minutes < 0 { b"-" } else { b"+" })?;
        let zone = self.zone_minutes.unsigned_abs();
        sink.decimal(u64::from(zone / 60), 2)?;
        sink.decimal(u64::from(zone % 60), 2)
    }
}

impl Canonical for Timestamp {
    /// Six digits as the servers send them, nine where six would lose
    /// something.
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.decimal(self.seconds, 0)?;
        sink.bytes(b".")?;
        if self.nanoseconds.is_multiple_of(1_000) {
            sink.decimal(u64::from(self.nanoseconds / 1_000), 6)
        } else {
            sink.decimal(u64::from(self.nanoseconds), 9)
        }
    }
}

canonical!(EventTime, Timestamp);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn the_guides_event() {
        let time = EventTime::parse(b"2016-09-19T06:07:21.296-0400").unwrap();
        assert_eq!((time.date.year, time.date.month, time.date.day), (2016, 9, 19));
        assert_eq!((time.time.hour, time.time.minute, time.time.second), (6, 7, 21));
        assert_eq!((time.millisecond, time.zone_minutes), (296, -240));
        assert_eq!(time.unix_milliseconds(), 1_474_279_641_296);
        assert_eq!(time.to_string(), "2016-09-19T06:07:21.296-0400");
        assert_eq!(EventTime::from_unix_milliseconds(1_474_279_641_296, -240), Some(time));
    }

    #[test]
    fn recorded() {
        for (value, milliseconds) in [
            ("2026-11-23T17:56:44.413+0000", 1_795_456_604_413),
            ("2026-11-23T18:03:19.676+0000", 1_795_456_999_676),
            ("2026-11-24T05:33:19.676+1130", 1_795_456_999_676),
        ] {
            let time = EventTime::parse(value.as_bytes()).unwrap();
            assert_eq!(time.unix_milliseconds(), milliseconds);
            assert_eq!(time.to_string(), value);
        }
        // Nothing is behind UTC by no minutes.
        let time = EventTime::parse(b"2026-11-23T17:56:44.413-0000").unwrap();
        assert_eq!(time.to_string(), "2026-11-23T17:56:44.413+0000");
        let stamp = Timestamp::parse(b"1795456561.001213").unwrap();
        assert_eq!((stamp.seconds, stamp.microseconds()), (1_795_456_561, 1_213));
        assert_eq!(stamp.unix_milliseconds(), 1_795_456_561_001);
        assert_eq!(stamp.to_string(), "1795456561.001213");
    }

    #[test]
    fn fractions_are_scaled() {
        for (value, nanoseconds, canonical) in [
            ("0.5", 500_000_000, "0.500000"),
            ("3.000", 0, "3.000000"),
            ("1.000000001", 1, "1.000000001"),
            ("01.1", 100_000_000, "1.100000"),
        ] {
            let stamp = Timestamp::parse(value.as_bytes()).unwrap();
            assert_eq!(stamp.nanoseconds, nanoseconds);
            assert_eq!(stamp.to_string(), canonical);
        }
        let far = Timestamp::parse(b"18446744073709551615.999999999").unwrap();
        assert_eq!(far.unix_milliseconds(), u64::MAX);
    }

    #[test]
    fn wrong_at() {
        wrong_at!(
            EventTime::parse,
            [
                (&b""[..], 0),
                (b"2016-09-19T06:07:21.296", 23),
                (b"2016-09-19T06:07:21.296Z", 23),
                (b"2016-09-19T06:07:21.296-04:00", 26),
                (b"2016-09-19T06:07:21.296-2400", 25),
                (b"2016-09-19T06:07:21.296-0460", 26),
                (b"2016-09-19T06:07:21.296-04000", 28),
                (b"2016-09-19T06:07:21-0400", 19),
                (b"2016-09-19T06:07:21.29-0400", 22),
                (b"2016-09-19 06:07:21.296-0400", 10),
                (b"2016-09-19t06:07:21.296-0400", 10),
                (b" 2016-09-19T06:07:21.296-0400", 0),
            ]
        );
        wrong_at!(
            Timestamp::parse,
            [
                (&b""[..], 0),
                (b"1474279641", 10),
                (b"1474279641.", 11),
                (b"1474279641.1234567890", 20),
                (b"1474279641.29x", 13),
                (b".5", 0),
                (b"-1.5", 0),
                (b"18446744073709551616.0", 19),
                (b"1474279641,5", 10),
            ]
        );
        assert_eq!(EventTime::from_unix_milliseconds(0, 1_440), None);
        assert_eq!(EventTime::from_unix_milliseconds(i64::MAX, 1), None);
        assert_eq!(EventTime::from_unix_milliseconds(i64::MIN, 0), None);
    }

    proptest! {
        #[test]
        fn event_times_come_back(
            milliseconds in -62_000_000_000_000i64..253_000_000_000_000,
            zone in -1_439i16..=1_439,
        ) {
            let one = EventTime::from_unix_milliseconds(milliseconds, zone).unwrap();
            prop_assert_eq!(one.unix_milliseconds(), milliseconds);
            comes_back!(EventTime, one);
        }

        #[test]
        fn timestamps_come_back(seconds: u64, nanoseconds in 0u32..1_000_000_000) {
            let one = Timestamp { seconds, nanoseconds };
            comes_back!(Timestamp, one);
        }

        #[test]
        fn any_bytes(value in "[0-9T:.+-]{0,30}|\\PC{0,30}") {
            any!(EventTime, value.as_bytes());
            any!(Timestamp, value.as_bytes());
        }
    }
}
