//! What the grammars share: the error that remembers where, and the small
//! parsers that say exactly which byte did not fit. nom's name does not leave
//! the `value` module.

use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Parser};

use crate::error::{Error, Result, Status};

/// How many bytes were left when a parser gave up. The offset in the value is
/// its length less this.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    left: usize,
}

impl<'a> ParseError<&'a [u8]> for Fault {
    fn from_error_kind(input: &'a [u8], _: ErrorKind) -> Self {
        Fault { left: input.len() }
    }

    fn append(_: &'a [u8], _: ErrorKind, inner: Self) -> Self {
        inner
    }

    /// Of several alternatives the one that got furthest knows best.
    fn or(self, other: Self) -> Self {
        if other.left < self.left { other } else { self }
    }
}

/// What a parser of this module gives.
pub(super) type Step<'a, T> = IResult<&'a [u8], T, Fault>;

/// The parser gives up before the first byte of `rest`.
pub(super) fn stop<'a, T>(rest: &'a [u8]) -> Step<'a, T> {
    Err(Err::Error(Fault { left: rest.len() }))
}

/// The whole of `value`, or the place of the first byte that does not fit.
pub(super) fn whole<'a, T>(value: &'a [u8], mut parser: impl Parser<&'a [u8], Output = T, Error = Fault>) -> Result<T> {
    let left = match parser.parse_complete(value) {
        Ok(([], found)) => return Ok(found),
        Ok((rest, _)) => rest.len(),
        Err(Err::Error(fault) | Err::Failure(fault)) => fault.left,
        // Only the streaming parsers give this, and none is used.
        Err(Err::Incomplete(_)) => 0,
    };
    Err(bad(value.len().saturating_sub(left)))
}

/// The error of a value whose byte at `offset` does not fit.
pub(super) const fn bad(offset: usize) -> Error {
    Error::at(Status::BadValue, offset as u64)
}

/// Moves the offset of an error that was found in a part of a value to where
/// it is in the whole.
pub(super) fn shifted<T>(part: Result<T>, start: usize) -> Result<T> {
    part.map_err(|error| Error { offset: error.offset.saturating_add(start as u64), ..error })
}

/// Exactly these bytes. Unlike nom's `tag` it stops at the byte that differs.
pub(super) fn literal<'a>(text: &'static [u8]) -> impl Fn(&'a [u8]) -> Step<'a, ()> {
    move |input| {
        let mut rest = input;
        for want in text {
            match rest.split_first() {
                Some((got, after)) if got == want => rest = after,
                _ => return stop(rest),
            }
        }
        Ok((rest, ()))
    }
}

/// A decimal number of any length up to `max`; leading zeros are allowed. It
/// stops at the digit that makes it too large.
pub(super) fn number<'a>(max: u64) -> impl Fn(&'a [u8]) -> Step<'a, u64> {
    move |input| {
        let Some((first, mut rest)) = digit(input) else {
            return stop(input);
        };
        let mut sum = first;
        if sum > max {
            return stop(input);
        }
        while let Some((next, after)) = digit(rest) {
            match sum.checked_mul(10).and_then(|sum| sum.checked_add(next)) {
                Some(more) if more <= max => sum = more,
                _ => return stop(rest),
            }
            rest = after;
        }
        Ok((rest, sum))
    }
}

/// A decimal number of exactly `count` digits from `min` to `max`. It stops at
/// the first digit after which no other digits could bring it into the range.
pub(super) fn digits<'a>(count: u8, min: u32, max: u32) -> impl Fn(&'a [u8]) -> Step<'a, u32> {
    move |input| {
        let mut rest = input;
        let mut sum: u32 = 0;
        for done in 0..count {
            let Some((next, after)) = digit(rest) else {
                return stop(rest);
            };
            sum = sum.saturating_mul(10).saturating_add(next as u32);
            // What is still to come can add nothing, or nines.
            let scale = power_of_ten(count.saturating_sub(done).saturating_sub(1));
            let least = sum.saturating_mul(scale);
            let most = least.saturating_add(scale.saturating_sub(1));
            if least > max || most < min {
                return stop(rest);
            }
            rest = after;
        }
        Ok((rest, sum))
    }
}

/// One to nine digits behind a decimal point, as billionths.
pub(super) fn billionths(input: &[u8]) -> Step<'_, u32> {
    let mut rest = input;
    let mut sum: u32 = 0;
    let mut left: u8 = 9;
    while let Some((next, after)) = digit(rest) {
        if left == 0 {
            return stop(rest);
        }
        sum = sum.saturating_mul(10).saturating_add(next as u32);
        left = left.saturating_sub(1);
        rest = after;
    }
    if left == 9 {
        return stop(input);
    }
    Ok((rest, sum.saturating_mul(power_of_ten(left))))
}

/// The longest run of such bytes, which may be empty. nom has this too, as
/// `take_while`, but used twice in one function it leaves a way to panic.
pub(super) fn run(input: &[u8], belongs: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let length = input.iter().position(|&byte| !belongs(byte)).unwrap_or(input.len());
    let (run, rest) = input.split_at_checked(length).unwrap_or((input, b""));
    (rest, run)
}

/// The same, of one byte at least.
pub(super) fn run1(input: &[u8], belongs: impl Fn(u8) -> bool) -> Step<'_, &[u8]> {
    match run(input, belongs) {
        (_, []) => stop(input),
        found => Ok(found),
    }
}

/// What a parser took, beside what it made of it.
pub(super) fn with_text<'a, T>(input: &'a [u8], found: Step<'a, T>) -> Step<'a, (&'a [u8], T)> {
    let (rest, value) = found?;
    let length = input.len().saturating_sub(rest.len());
    Ok((rest, (input.get(..length).unwrap_or(input), value)))
}

/// What a table says of a word. ASCII case does not matter.
///
/// # Errors
/// `BadValue` at the byte where no word of the table goes on as the token
/// does.
pub(super) fn word<T: Copy>(token: &[u8], table: &[(&'static str, T)]) -> Result<T> {
    let mut furthest = 0;
    for (text, meaning) in table {
        let same = token.iter().zip(text.as_bytes()).take_while(|(got, want)| got.eq_ignore_ascii_case(want)).count();
        if same == token.len() && same == text.len() {
            return Ok(*meaning);
        }
        furthest = furthest.max(same);
    }
    Err(bad(furthest))
}

/// A run of letters that is a word of the table.
pub(super) fn keyword<'a, T: Copy>(table: &'static [(&'static str, T)]) -> impl Fn(&'a [u8]) -> Step<'a, T> {
    move |input| {
        let (rest, token) = run(input, |byte| byte.is_ascii_alphabetic());
        match word(token, table) {
            Ok(meaning) => Ok((rest, meaning)),
            Err(error) => {
                let fits = usize::try_from(error.offset).unwrap_or(0);
                stop(input.get(fits..).unwrap_or(rest))
            }
        }
    }
}

/// A byte that text on one line may hold: no control byte. Bytes above 127
/// are text of an encoding that nobody declares.
pub(super) const fn printable(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7F
}

/// Checks that all bytes are [`printable`] or a tab, which some texts hold;
/// the error is at the first that is neither.
pub(super) fn all_printable_or_tab(value: &[u8]) -> Result<()> {
    match value.iter().position(|&byte| !printable(byte) && byte != b'\t') {
        None => Ok(()),
        Some(place) => Err(bad(place)),
    }
}

/// Cuts at the last place where `cut` is found; the byte itself is in neither
/// part.
pub(super) fn cut_last(value: &[u8], cut: u8) -> Option<(&[u8], &[u8])> {
    let place = value.iter().rposition(|&byte| byte == cut)?;
    let (before, from) = value.split_at_checked(place)?;
    Some((before, from.split_first()?.1))
}

fn digit(input: &[u8]) -> Option<(u64, &[u8])> {
    match input.split_first() {
        Some((byte @ b'0'..=b'9', rest)) => Some((u64::from(byte & 0x0F), rest)),
        _ => None,
    }
}

const fn power_of_ten(exponent: u8) -> u32 {
    let mut power: u32 = 1;
    let mut done = 0;
    while done < exponent {
        power = power.saturating_mul(10);
        done = done.saturating_add(1);
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset<T: core::fmt::Debug>(result: Result<T>) -> u64 {
        let error = result.unwrap_err();
        assert_eq!(error.status, Status::BadValue);
        error.offset
    }

    #[test]
    fn a_literal_stops_at_the_byte_that_differs() {
        assert_eq!(whole(b"within", literal(b"within")), Ok(()));
        assert_eq!(offset(whole(b"withal", literal(b"within"))), 4);
        assert_eq!(offset(whole(b"with", literal(b"within"))), 4);
        assert_eq!(offset(whole(b"within!", literal(b"within"))), 6);
        assert_eq!(offset(whole(b"", literal(b"w"))), 0);
    }

    /// nom's own parsers and our functions may stand in one grammar.
    #[test]
    fn a_parser_of_noms_own_stops_where_it_began() {
        use nom::bytes::complete::tag;
        use nom::sequence::preceded;
        assert_eq!(whole(b"ab", preceded(literal(b"a"), tag("b"))), Ok(&b"b"[..]));
        assert_eq!(offset(whole(b"ac", preceded(literal(b"a"), tag("b")))), 1);
        let wants_more = |_| -> Step<'_, ()> { Err(Err::Incomplete(nom::Needed::Unknown)) };
        assert_eq!(offset(whole(b"ab", wants_more)), 2);
    }

    #[test]
    fn a_number_stops_at_the_digit_too_many() {
        assert_eq!(whole(b"65535", number(65535)), Ok(65535));
        assert_eq!(whole(b"00065535", number(65535)), Ok(65535));
        assert_eq!(offset(whole(b"65536", number(65535))), 4);
        assert_eq!(offset(whole(b"655350", number(65535))), 5);
        assert_eq!(offset(whole(b"", number(9))), 0);
        assert_eq!(offset(whole(b"9", number(8))), 0);
        assert_eq!(offset(whole(b"-1", number(9))), 0);
        assert_eq!(offset(whole(b"1x", number(9))), 1);
        assert_eq!(whole(b"18446744073709551615", number(u64::MAX)), Ok(u64::MAX));
        assert_eq!(offset(whole(b"18446744073709551616", number(u64::MAX))), 19);
    }

    #[test]
    fn digits_stop_where_no_other_digits_could_help() {
        assert_eq!(whole(b"12", digits(2, 1, 12)), Ok(12));
        assert_eq!(offset(whole(b"13", digits(2, 1, 12))), 1);
        assert_eq!(offset(whole(b"20", digits(2, 1, 12))), 0);
        assert_eq!(offset(whole(b"00", digits(2, 1, 12))), 1);
        assert_eq!(offset(whole(b"1", digits(2, 1, 12))), 1);
        assert_eq!(offset(whole(b"001", digits(2, 0, 12))), 2);
    }

    #[test]
    fn billionths_are_scaled() {
        assert_eq!(whole(b"5", billionths), Ok(500_000_000));
        assert_eq!(whole(b"296123", billionths), Ok(296_123_000));
        assert_eq!(whole(b"000000001", billionths), Ok(1));
        assert_eq!(offset(whole(b"0000000001", billionths)), 9);
        assert_eq!(offset(whole(b"", billionths)), 0);
        assert_eq!(offset(whole(b"12a", billionths)), 2);
    }

    #[test]
    fn a_word_stops_where_no_word_goes_on() {
        let table = [("yes", 1), ("yet", 2), ("no", 0)];
        let parse = |value| word(value, &table);
        assert_eq!(parse(b"yes"), Ok(1));
        assert_eq!(parse(b"NO"), Ok(0));
        assert_eq!(offset(parse(b"yep")), 2);
        assert_eq!(offset(parse(b"ye")), 2);
        assert_eq!(offset(parse(b"nope")), 2);
        assert_eq!(offset(parse(b"")), 0);
        assert_eq!(offset(parse(b"\xFF")), 0);
        static UNITS: [(&str, u8); 2] = [("day", 1), ("days", 2)];
        assert_eq!(whole(b"days", keyword(&UNITS)), Ok(2));
        assert_eq!(offset(whole(b"days,", keyword(&UNITS))), 4);
        assert_eq!(offset(whole(b"dawn,", keyword(&UNITS))), 2);
    }
}
