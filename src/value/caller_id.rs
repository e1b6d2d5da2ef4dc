//! A caller's name and number in one value, `"Alice Agent" <1001>`, as Cdr has
//! it in `CallerID` and as Originate takes it.

use core::fmt;

use super::grammar::{bad, cut_last, printable};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// A name and a number. Either may be empty, and either may be a word that
/// says that there is none ([`is_absent`](super::absent::is_absent)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallerId<'a> {
    /// The name without its quotation marks. Quotation marks within it stay:
    /// servers do not escape them. Borrowed from the value.
    pub name: &'a [u8],
    /// What stands between `<` and `>`. Borrowed from the value.
    pub number: &'a [u8],
}

impl<'a> CallerId<'a> {
    /// Reads `"Name" <number>`, `Name <number>` and `<number>`. A value without
    /// brackets is refused: it may be a name or a number.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit: where `>` is followed
    /// by something, at a control byte; at the length where a bracket is
    /// missing; at the bracket where a quotation mark is missing before it.
    pub fn parse(value: &'a [u8]) -> Result<CallerId<'a>> {
        if let Some(place) = value.iter().position(|&byte| !printable(byte)) {
            return Err(bad(place));
        }
        // The name may hold brackets of its own; the number holds none.
        let Some((before, after)) = cut_last(value, b'<') else {
            return Err(bad(value.len()));
        };
        let start = value.len().saturating_sub(after.len());
        let number = match after.iter().position(|&byte| byte == b'>') {
            None => return Err(bad(value.len())),
            Some(end) => match after.split_at_checked(end) {
                Some((number, b">")) => number,
                _ => return Err(bad(start.saturating_add(end).saturating_add(1))),
            },
        };
        let name = match before {
            [b'"', quoted @ ..] => match quoted.trim_ascii_end().strip_suffix(b"\"") {
                Some(name) => name,
                None => return Err(bad(before.len())),
            },
            bare => bare.trim_ascii(),
        };
        Ok(CallerId { name, number })
    }
}

impl Canonical for CallerId<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(b"\"")?;
        sink.bytes(self.name)?;
        sink.bytes(b"\" <")?;
        sink.bytes(self.number)?;
        sink.bytes(b">")
    }
}

canonical!(CallerId<'_>);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn recorded_and_others() {
        for (value, name, number, canonical) in [
            ("\"Alice Agent\" <1001>", "Alice Agent", "1001", "\"Alice Agent\" <1001>"),
            ("\"Alice, A.\" <1001>", "Alice, A.", "1001", "\"Alice, A.\" <1001>"),
            ("\"Call: er\" <2001>", "Call: er", "2001", "\"Call: er\" <2001>"),
            ("\"\" <+15551230000>", "", "+15551230000", "\"\" <+15551230000>"),
            ("\"\" <>", "", "", "\"\" <>"),
            ("\"Caller 87\" <2025500087>", "Caller 87", "2025500087", "\"Caller 87\" <2025500087>"),
            ("<1001>", "", "1001", "\"\" <1001>"),
            ("Alice Agent <1001>", "Alice Agent", "1001", "\"Alice Agent\" <1001>"),
            ("\"The \"Boss\"\" <1>", "The \"Boss\"", "1", "\"The \"Boss\"\" <1>"),
            ("\"a <b>\" <1>", "a <b>", "1", "\"a <b>\" <1>"),
            ("\" \"<1>", " ", "1", "\" \" <1>"),
            ("\"Zo\u{eb}\" <anonymous>", "Zo\u{eb}", "anonymous", "\"Zo\u{eb}\" <anonymous>"),
        ] {
            let found = CallerId::parse(value.as_bytes()).unwrap();
            assert_eq!((found.name, found.number), (name.as_bytes(), number.as_bytes()), "{value}");
            assert_eq!(found.to_string(), canonical);
        }
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            CallerId::parse,
            [
                (&b""[..], 0),
                (b"1001", 4),
                (b"Alice", 5),
                (b"\"Alice\" 1001", 12),
                (b"\"Alice\" <1001", 13),
                (b"\"Alice\" <1001> ", 14),
                (b"\"Alice\" <1001>>", 14),
                (b"\"Alice <1001>", 7),
                (b"\"<1>", 1),
                (b"\"Al\rice\" <1001>", 3),
                (b"\"Al\0ice\" <1001>", 3),
                (b"<", 1),
                (b"\"<unknown>\" <<unknown>>", 22),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_ones_come_back(name in "[^<\\x00-\\x1f\\x7f]{0,12}", number in "[^<>\\x00-\\x1f\\x7f]{0,12}") {
            comes_back!(CallerId, CallerId { name: name.as_bytes(), number: number.as_bytes() });
        }

        #[test]
        fn any_bytes(value in "\"?[a\" <>]{0,8}\"? ?<?[0-9<>]{0,4}>?|\\PC{0,20}") {
            any!(CallerId, value.as_bytes());
        }

        #[test]
        fn not_even_text(value: std::vec::Vec<u8>) {
            any!(CallerId, &value);
        }
    }
}
