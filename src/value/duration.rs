//! How long something took or may take, in each of the forms that occur:
//! seconds (`Duration: 11`), seconds with a fraction (`QualifyTimeout:
//! 3.000000`), hours, minutes and seconds (`Duration: 00:00:09` of
//! CoreShowChannel), a number with its unit (`RegExpire: -1 seconds`,
//! `QualifyFreq: 60000 ms`), and words (`8 minutes, 51 seconds`, behind
//! `System uptime:` in a command's output).

use core::fmt;

use super::grammar::{Step, billionths, digits, keyword, literal, number, stop, whole};
use super::integer::signed_step;
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// The units of the words, in seconds: a year has 365 days here.
static UNITS: [(&str, i64); 12] = [
    ("second", 1),
    ("seconds", 1),
    ("minute", 60),
    ("minutes", 60),
    ("hour", 3_600),
    ("hours", 3_600),
    ("day", 86_400),
    ("days", 86_400),
    ("week", 604_800),
    ("weeks", 604_800),
    ("year", 31_536_000),
    ("years", 31_536_000),
];

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Duration {
    /// Whole seconds. Negative only where the wire has a minus, which there
    /// means that nothing is planned (`RegExpire: -1 seconds`).
    pub seconds: i64,
    /// Billionths of a second beyond them.
    pub nanoseconds: u32,
}

impl Duration {
    /// Reads any of the forms; no value fits two of them with two meanings.
    /// Two numbers with one `:` between them could be minutes or hours, and
    /// are refused.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit. A number that is too
    /// large in its unit does not fit at that unit.
    pub fn parse(value: &[u8]) -> Result<Duration> {
        whole(value, |input| {
            let (rest, first) = signed_step(input)?;
            let signed = input.first() == Some(&b'-');
            match rest.first() {
                None => Ok((rest, seconds(first))),
                Some(b'.') if !signed => fraction(rest, first),
                Some(b':') if !signed => clock(rest, first),
                Some(b' ') => match (rest, u64::try_from(first)) {
                    (b" ms", Ok(amount)) => Ok((&[][..], milliseconds(amount))),
                    _ => words(rest, first, signed),
                },
                Some(_) => stop(rest),
            }
        })
    }

    /// The whole of it in milliseconds, cut, not rounded; what is too large
    /// for the type is the largest it has.
    pub fn milliseconds(&self) -> i64 {
        self.seconds.saturating_mul(1_000).saturating_add(i64::from(self.nanoseconds / 1_000_000))
    }
}

const fn seconds(seconds: i64) -> Duration {
    Duration { seconds, nanoseconds: 0 }
}

const fn milliseconds(amount: u64) -> Duration {
    Duration { seconds: (amount / 1_000) as i64, nanoseconds: (amount % 1_000) as u32 * 1_000_000 }
}

fn fraction(input: &[u8], seconds: i64) -> Step<'_, Duration> {
    let (rest, ()) = literal(b".")(input)?;
    let (rest, nanoseconds) = billionths(rest)?;
    let found = Duration { seconds, nanoseconds };
    Ok((rest, found))
}

fn clock(input: &[u8], hours: i64) -> Step<'_, Duration> {
    let (rest, ()) = literal(b":")(input)?;
    let (rest, minutes) = digits(2, 0, 59)(rest)?;
    let (rest, ()) = literal(b":")(rest)?;
    let (rest, last) = digits(2, 0, 59)(rest)?;
    let below = i64::from(minutes) * 60 + i64::from(last);
    match hours.checked_mul(3_600).and_then(|hours| hours.checked_add(below)) {
        Some(sum) => Ok((rest, seconds(sum))),
        None => stop(input),
    }
}

/// ` minutes, 51 seconds`, behind the first number. Each unit is smaller than
/// the one before it.
fn words(input: &[u8], first: i64, signed: bool) -> Step<'_, Duration> {
    let mut rest = input;
    let mut amount = first;
    let mut sum: i64 = 0;
    let mut above = i64::MAX;
    loop {
        let (at_unit, ()) = literal(b" ")(rest)?;
        let (after, unit) = keyword(&UNITS)(at_unit)?;
        let part = amount.checked_mul(unit).filter(|_| unit < above);
        match part.and_then(|part| part.checked_add(sum)) {
            Some(more) => sum = more,
            None => return stop(at_unit),
        }
        if after.is_empty() {
            return Ok((after, seconds(sum)));
        }
        if signed {
            return stop(after);
        }
        above = unit;
        let (after, ()) = literal(b", ")(after)?;
        let (after, next) = number(u64::from(u32::MAX))(after)?;
        (rest, amount) = (after, next as i64);
    }
}

impl Canonical for Duration {
    /// Seconds, with a fraction only where there is one, without zeros at its
    /// end.
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        if self.seconds < 0 {
            sink.bytes(b"-")?;
        }
        sink.decimal(self.seconds.unsigned_abs(), 0)?;
        if self.nanoseconds == 0 {
            return Ok(());
        }
        sink.bytes(b".")?;
        let mut fraction = self.nanoseconds;
        let mut width = 9;
        while width > 1 && fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        sink.decimal(u64::from(fraction), width)
    }
}

canonical!(Duration);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn every_form() {
        for (value, seconds, nanoseconds, canonical) in [
            ("0", 0, 0, "0"),
            ("11", 11, 0, "11"),
            ("-1", -1, 0, "-1"),
            ("3.000000", 3, 0, "3"),
            ("3.000", 3, 0, "3"),
            ("0.1860", 0, 186_000_000, "0.186"),
            ("1.2450", 1, 245_000_000, "1.245"),
            ("0.000000001", 0, 1, "0.000000001"),
            ("00:00:09", 9, 0, "9"),
            ("01:02:03", 3_723, 0, "3723"),
            ("123:59:59", 446_399, 0, "446399"),
            ("-1 seconds", -1, 0, "-1"),
            ("1 second", 1, 0, "1"),
            ("60000 ms", 60, 0, "60"),
            ("0 ms", 0, 0, "0"),
            ("99 ms", 0, 99_000_000, "0.099"),
            ("8 minutes, 51 seconds", 531, 0, "531"),
            ("4 minutes, 3 seconds", 243, 0, "243"),
            ("1 year, 1 week, 1 day, 1 hour, 1 minute, 1 second", 32_230_861, 0, "32230861"),
            ("2 years, 3 seconds", 63_072_003, 0, "63072003"),
        ] {
            let found = Duration::parse(value.as_bytes()).unwrap();
            assert_eq!((found.seconds, found.nanoseconds), (seconds, nanoseconds), "{value}");
            assert_eq!(found.to_string(), canonical);
        }
        assert_eq!(Duration::parse(b"0.0995").unwrap().milliseconds(), 99);
        assert_eq!(Duration::parse(b"9223372036854775807").unwrap().milliseconds(), i64::MAX);
    }

    #[test]
    fn wrong_at() {
        wrong_at!(
            Duration::parse,
            [
                (&b""[..], 0),
                (b"N/A", 0),
                (b"1:02", 4),
                (b"00:60:00", 3),
                (b"00:00:60", 6),
                (b"00:00:1", 7),
                (b"-1:00:00", 2),
                (b"-1.5", 2),
                (b"1.", 2),
                (b"5 ", 2),
                (b"5s", 1),
                (b"5 sec", 5),
                (b"5 secs", 5),
                (b"5 seconds ", 9),
                (b"5 seconds, 3 minutes", 13),
                (b"5 minutes, 3 minutes", 13),
                (b"5 minutes 3 seconds", 9),
                (b"5 minutes, ", 11),
                (b"-5 minutes, 3 seconds", 10),
                (b"5 ms ", 3),
                (b"-5 ms", 4),
                (b"384 kbps", 4),
                (b"9223372036854775808", 18),
                (b"9223372036854775807 minutes", 20),
                (b"9223372036854775807:00:00", 19),
                (b"1 minute, 4294967296 seconds", 19),
                (b"\xD9\xA3", 0),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_durations_come_back(seconds in 0i64.., nanoseconds in 0u32..1_000_000_000) {
            let one = Duration { seconds, nanoseconds };
            comes_back!(Duration, one);
        }

        #[test]
        fn any_bytes(value in "-?[0-9]{0,20}[:. ]?[0-9:.]{0,9}( ?(ms|hours?|minutes?|seconds?),? ?[0-9]{0,3}){0,3}|\\PC{0,20}") {
            any!(Duration, value.as_bytes());
        }
    }
}
