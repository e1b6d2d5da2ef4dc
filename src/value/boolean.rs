//! Yes and no in every spelling that occurs.

use super::grammar::word;
use crate::error::Result;

/// The words. Servers write `Yes`, `yes`, `Y`, `True`, `true`, `TRUE`, `On` and
/// `1` and their opposites; DNDState has `enabled` and `disabled`; the rest are
/// what a server takes from a client.
static WORDS: &[(&str, bool)] = &[
    ("yes", true),
    ("no", false),
    ("true", true),
    ("false", false),
    ("on", true),
    ("off", false),
    ("1", true),
    ("0", false),
    ("y", true),
    ("n", false),
    ("t", true),
    ("f", false),
    ("enabled", true),
    ("disabled", false),
    ("enable", true),
    ("disable", false),
];

/// Reads yes or no. ASCII case does not matter. Everything else is an error,
/// the empty value, other numbers and the `a` (automatic) of `SIP-Forcerport`
/// among it.
///
/// # Errors
/// `BadValue` at the byte where no spelling goes on as the value does.
pub fn parse(value: &[u8]) -> Result<bool> {
    word(value, WORDS)
}

/// The spelling that every server understands: `yes` or `no`.
pub const fn text(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::super::check::wrong_at;
    use super::*;

    #[test]
    fn spellings() {
        for (yes, no) in [
            ("yes", "no"),
            ("Yes", "No"),
            ("true", "false"),
            ("True", "False"),
            ("TRUE", "FALSE"),
            ("on", "off"),
            ("On", "Off"),
            ("1", "0"),
            ("Y", "N"),
            ("y", "n"),
            ("t", "f"),
            ("enabled", "disabled"),
            ("Enabled", "Disabled"),
            ("enable", "disable"),
        ] {
            assert_eq!(parse(yes.as_bytes()), Ok(true), "{yes}");
            assert_eq!(parse(no.as_bytes()), Ok(false), "{no}");
        }
        for value in [true, false] {
            assert_eq!(parse(text(value).as_bytes()), Ok(value));
        }
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            parse,
            [
                (&b""[..], 0),
                (b"a", 0),
                (b"2", 0),
                (b"-1", 0),
                (b"10", 1),
                (b"yep", 2),
                (b"ye", 2),
                (b"yes ", 3),
                (b" yes", 0),
                (b"enabling", 5),
                (b"o", 1),
                (b"\xD0\xB4\xD0\xB0", 0),
            ]
        );
    }
}
