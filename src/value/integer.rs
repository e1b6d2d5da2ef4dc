//! Whole numbers as the wire has them: `Cause: 16`, `ListItems: 3`,
//! `Priority: -1`. A value with a unit or a text behind the number, such as
//! `384 kbps` (trap T56), is an error here: it is not a number.

use nom::Parser;
use nom::combinator::opt;

use super::grammar::{Step, literal, number, whole};
use crate::error::Result;

/// A number without a sign. Leading zeros do not matter.
///
/// # Errors
/// `BadValue` at the first byte that is not a digit, at the digit that makes
/// the number larger than 2⁶⁴ − 1, or at the length if there is none.
pub fn unsigned(value: &[u8]) -> Result<u64> {
    whole(value, number(u64::MAX))
}

/// A number that may have a minus in front of it. (A `Priority` is one, but for
/// the `hint` of ListDialplan.)
///
/// # Errors
/// As [`unsigned`], with the range of 64 bits with a sign.
pub fn signed(value: &[u8]) -> Result<i64> {
    whole(value, signed_step)
}

/// A number without a sign as seconds since 1970, UTC, such as `LastCall`,
/// `LoggedInTime`, `RegExpire`. What never happened is 0.
///
/// # Errors
/// As [`unsigned`].
pub fn unix_seconds(value: &[u8]) -> Result<u64> {
    unsigned(value)
}

/// The grammar of [`signed`].
pub(super) fn signed_step(input: &[u8]) -> Step<'_, i64> {
    let (rest, minus) = opt(literal(b"-")).parse_complete(input)?;
    let (most, negative) = match minus {
        Some(()) => (i64::MIN.unsigned_abs(), true),
        None => (i64::MAX.unsigned_abs(), false),
    };
    let (rest, amount) = number(most)(rest)?;
    let value = if negative { 0i64.saturating_sub_unsigned(amount) } else { 0i64.saturating_add_unsigned(amount) };
    Ok((rest, value))
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::*;
    use crate::error::{Error, Status};

    fn bad<T>(offset: u64) -> Result<T> {
        Err(Error::at(Status::BadValue, offset))
    }

    #[test]
    fn table() {
        for (value, want) in [
            (&b"0"[..], Ok(0)),
            (b"16", Ok(16)),
            (b"4294967295", Ok(4_294_967_295)),
            (b"000001", Ok(1)),
            (b"18446744073709551615", Ok(u64::MAX)),
            (b"", bad(0)),
            (b"-1", bad(0)),
            (b" 1", bad(0)),
            (b"1 ", bad(1)),
            (b"384 kbps", bad(3)),
            (b"0 (Presentation Allowed, Not Screened)", bad(1)),
            (b"18446744073709551616", bad(19)),
            (b"99999999999999999999999999999999999999", bad(19)),
            (b"\xB2", bad(0)),
            (b"N/A", bad(0)),
            (b"(null)", bad(0)),
        ] {
            assert_eq!(unsigned(value), want, "{value:?}");
        }
        for (value, want) in [
            (&b"-1"[..], Ok(-1)),
            (b"-0", Ok(0)),
            (b"9223372036854775807", Ok(i64::MAX)),
            (b"-9223372036854775808", Ok(i64::MIN)),
            (b"9223372036854775808", bad(18)),
            (b"-9223372036854775809", bad(19)),
            (b"-", bad(1)),
            (b"--1", bad(1)),
            (b"+1", bad(0)),
            (b"-1 seconds", bad(2)),
        ] {
            assert_eq!(signed(value), want, "{value:?}");
        }
        assert_eq!(unix_seconds(b"1795457002"), Ok(1_795_457_002));
    }

    proptest! {
        #[test]
        fn printed_numbers_come_back(large: u64, sign: i64) {
            prop_assert_eq!(unsigned(large.to_string().as_bytes()), Ok(large));
            prop_assert_eq!(signed(sign.to_string().as_bytes()), Ok(sign));
        }

        #[test]
        fn any_bytes(value: std::vec::Vec<u8>) {
            if let Err(error) = signed(&value) {
                prop_assert!(error.offset <= value.len() as u64);
            }
        }
    }
}
