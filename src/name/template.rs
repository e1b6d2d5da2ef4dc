//! Header names with holes: `Line-000000-000001` is the template
//! `Line-NNNNNN-NNNNNN` with the indices 0 and 1.

use super::Header;
use crate::bytes::equal_fold;

use super::generated::{TEXT_SHAPES, shape};

/// The longest name that is tried as a template with numbers. The longest
/// shape has 27 bytes; what is longer can be none of them.
const LONGEST: usize = 32;

/// What stood in the places of a template name; all empty for any other name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Indices<'a> {
    numbers: [Option<u32>; 2],
    text: Option<&'a [u8]>,
}

impl<'a> Indices<'a> {
    /// The first number: the category of `Line-000002-000017`, the place in
    /// the array of `Charge/Units(0)/TypeOf`.
    #[inline]
    pub fn first(&self) -> Option<u32> {
        self.numbers[0]
    }

    /// The second number: the line of `Line-000002-000017`.
    #[inline]
    pub fn second(&self) -> Option<u32> {
        self.numbers[1]
    }

    /// The text: the channel of `ChanVariable(SIP/a-1)`. It borrows the name.
    #[inline]
    pub fn text(&self) -> Option<&'a [u8]> {
        self.text
    }
}

/// The header with this name, in any ASCII case, and what stood in the places
/// of its template if it is one.
///
/// A number that is written with six digits or more (`Category-000000`) fits
/// no place that is written plainly (`Report0SourceSSRC`), nor the other way
/// round, because no server writes them so. A number above `u32::MAX` is no
/// index. The name of a template itself (`Line-NNNNNN`, as documentation prints
/// it) is found as well, without indices.
#[inline]
pub fn header(name: &[u8]) -> Option<(Header, Indices<'_>)> {
    match Header::exact(name) {
        Some(header) => Some((header, Indices::default())),
        None if may_be_template(name) => with_text(name).or_else(|| numbered(name)),
        None => None,
    }
}

impl Header {
    /// The header with this name, in any ASCII case, a template included;
    /// `None` for a name that is not known, which is an ordinary thing. Where
    /// the indices of a template are wanted too, use [`header`].
    #[inline]
    pub fn lookup(name: &[u8]) -> Option<Header> {
        header(name).map(|(header, _)| header)
    }
}

/// Quickly refuses what cannot be a template, which are nearly all names that
/// are not known: there must be a digit, or a parenthesis at the end.
#[inline]
fn may_be_template(name: &[u8]) -> bool {
    name.last() == Some(&b')') || (name.len() <= LONGEST && has_digit(name))
}

/// Whether there is a decimal digit, eight bytes at a time.
#[inline]
fn has_digit(name: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = name.as_chunks::<8>();
    let found = words.iter().fold(0, |found, word| {
        // A digit becomes 0 to 9; only such a byte plus 118 stays under 128.
        let word = u64::from_le_bytes(*word) ^ (0x30 * ONES);
        found | !(((word & (0x7f * ONES)) + 118 * ONES) | word)
    });
    found & (0x80 * ONES) != 0 || rest.iter().any(u8::is_ascii_digit)
}

/// A name whose holes hold numbers: writes the name anew with each number as
/// it stands in the shapes, and looks for that.
fn numbered(name: &[u8]) -> Option<(Header, Indices<'_>)> {
    if name.contains(&b'#') {
        return None;
    }
    let mut written = [0; LONGEST];
    let mut room = written.iter_mut();
    let mut numbers = [None; 2];
    let mut holes = numbers.iter_mut();
    let mut rest = name;
    while let Some((&byte, after)) = rest.split_first() {
        if !byte.is_ascii_digit() {
            *room.next()? = byte;
            rest = after;
            continue;
        }
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, after) = rest.split_at_checked(digits)?;
        *holes.next()? = Some(decimal(number)?);
        for _ in 0..if digits < 6 { 1 } else { 6 } {
            *room.next()? = b'#';
        }
        rest = after;
    }
    let left = room.len();
    let header = shape(written.get(..LONGEST.checked_sub(left)?)?)?;
    Some((header, Indices { numbers, text: None }))
}

/// Decimal digits as a number, if it is small enough.
fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, digit| {
        let digit = digit.checked_sub(b'0')?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// A name whose one hole, in parentheses at the end, holds any text (T48).
fn with_text(name: &[u8]) -> Option<(Header, Indices<'_>)> {
    let inside = name.strip_suffix(b")")?;
    TEXT_SHAPES.iter().find_map(|(prefix, header)| {
        let (start, text) = inside.split_at_checked(prefix.len())?;
        let indices = Indices { numbers: [None; 2], text: Some(text) };
        equal_fold(start, prefix.as_bytes()).then_some((*header, indices))
    })
}

/// Makes what finds the templates from the rows of the generated file.
macro_rules! shapes {
    (
        seeds $seeds:tt
        places $places:tt
        numbered { $($header:ident $shape:literal;)+ }
        texts { $($text_header:ident $prefix:literal;)+ }
    ) => {
        /// The template with this shape, in any ASCII case.
        pub(in crate::name) fn shape(shape: &[u8]) -> Option<Header> {
            const SHAPES: &[&str] = &[$($shape,)+];
            const HEADERS: &[Header] = &[$(Header::$header,)+];
            const TABLE: Table = Table {
                seeds: &$seeds,
                places: &$places,
                names: concat!("\0", $($shape, "\0",)+),
                ends: &$crate::name::table::ends::<{ SHAPES.len() + 1 }>(SHAPES),
                longest: $crate::name::table::longest(SHAPES),
            };
            HEADERS.get(usize::from(TABLE.find(shape)?).checked_sub(1)?).copied()
        }

        /// The templates that hold text, by what stands before the text; a
        /// parenthesis ends it.
        pub(in crate::name) static TEXT_SHAPES: &[(&str, Header)] = &[$(($prefix, Header::$text_header),)+];
    };
}
pub(super) use shapes;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(name: &str) -> Option<(Header, Option<u32>, Option<u32>)> {
        header(name.as_bytes()).map(|(header, at)| (header, at.first(), at.second()))
    }

    #[test]
    fn numbers_are_given() {
        assert_eq!(numbers("Line-000002-000017"), Some((Header::Line_NNNNNN_NNNNNN, Some(2), Some(17))));
        assert_eq!(numbers("line-1000000"), Some((Header::Line_NNNNNN, Some(1_000_000), None)));
        assert_eq!(numbers("Charge/Units(12)/typeof"), Some((Header::Charge_Units_N_TypeOf, Some(12), None)));
        assert_eq!(numbers("Report3IAJitter"), Some((Header::ReportXIAJitter, Some(3), None)));
        assert_eq!(numbers("Line"), Some((Header::Line, None, None)));
        assert_eq!(numbers("2Channel"), Some((Header::_2Channel, None, None)));
    }

    #[test]
    fn what_no_server_writes_is_no_template() {
        for name in [
            "Line-00000",
            "Line-000000-",
            "Line-000000-00000",
            "Line-######",
            "Line-4294967296",
            "Line-000000-000000-000000",
            "Report000000IAJitter",
            "ReportIAJitter",
            "Charge/Units()/TypeOf",
            "Charge/Units(0)",
            "000000",
            ")",
        ] {
            assert_eq!(numbers(name), None, "{name}");
        }
    }

    #[test]
    fn a_digit_is_seen_wherever_it_stands_and_nothing_else_is_one() {
        for len in 1..20 {
            for at in 0..len {
                for byte in 0..=u8::MAX {
                    let mut name = [b'x'; 20];
                    name[at] = byte;
                    assert_eq!(has_digit(&name[..len]), byte.is_ascii_digit(), "{byte} at {at} of {len}");
                }
            }
        }
    }

    #[test]
    fn what_can_be_no_template_is_refused_quickly() {
        for (name, may_be) in [
            (&b"Nonesuch"[..], false),
            (b"Line-000000", true),
            (b"ChanVariable(x)", true),
            (b"ChanVariable(x", false),
            (&[b'0'; LONGEST], true),
            (&[b'0'; LONGEST + 1], false),
            (&[b'x'; LONGEST + 1], false),
        ] {
            assert_eq!(may_be_template(name), may_be, "{}", name.escape_ascii());
        }
    }

    #[test]
    fn a_channel_is_given_as_text() {
        let text = |name| header(name).map(|(header, at)| (header, at.text()));
        let channel = |text| Some((Header::ChanVariable_channel, Some(text)));
        assert_eq!(text(b"ChanVariable(Local/x:y-1;1)"), channel(b"Local/x:y-1;1".as_slice()));
        assert_eq!(text(b"CHANVARIABLE()"), channel(b"".as_slice()));
        assert_eq!(text(b"ChanVariable"), Some((Header::ChanVariable, None)));
        assert_eq!(text(b"ChanVariable(SIP/a-1"), None);
        assert_eq!(text(b"Variable(SIP/a-1)"), None);
    }
}
