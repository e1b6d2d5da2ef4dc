//! Version numbers: of the protocol, in the banner and in `AMIversion`
//! (`2.7.0`, `12.0.0`, `1.1`; wire reference, section 1), and of the server, in
//! `AsteriskVersion` (`13.38.3`). The version in a banner is the protocol's only
//! where no proxy says it: [`Greeting::is_proxy`].

use core::fmt;

use super::grammar::{Step, literal, number, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;
pub use crate::packet::Greeting;

/// One to three numbers. Compared in order, what is not there counting as 0;
/// of two that are alike but for that, the shorter is the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second, or 0.
    pub minor: u16,
    /// The third, or 0.
    pub patch: u16,
    /// How many of them were there, 1 to 3.
    pub parts: u16,
}

impl Version {
    /// A version of three parts.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Version {
        Version { major, minor, patch, parts: 3 }
    }

    /// Reads one to three numbers with dots between. Names of versions that
    /// hold anything else (`certified/18.9-cert1`, `GIT-master-…`) are errors.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit, or at the digit that
    /// makes a number larger than 65,535.
    pub fn parse(value: &[u8]) -> Result<Version> {
        whole(value, |input| {
            let (mut rest, major) = part(input)?;
            let mut version = Version { major, minor: 0, patch: 0, parts: 1 };
            if !rest.is_empty() {
                (rest, version.minor) = dotted_part(rest)?;
                version.parts = 2;
            }
            if !rest.is_empty() {
                (rest, version.patch) = dotted_part(rest)?;
                version.parts = 3;
            }
            Ok((rest, version))
        })
    }

    /// Whether it is this version or a later one.
    pub const fn is_at_least(&self, major: u16, minor: u16, patch: u16) -> bool {
        if self.major != major {
            self.major > major
        } else if self.minor != minor {
            self.minor > minor
        } else {
            self.patch >= patch
        }
    }
}

fn part(input: &[u8]) -> Step<'_, u16> {
    let (rest, part) = number(u64::from(u16::MAX))(input)?;
    Ok((rest, part as u16))
}

fn dotted_part(input: &[u8]) -> Step<'_, u16> {
    let (rest, ()) = literal(b".")(input)?;
    part(rest)
}

impl Canonical for Version {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.decimal(u64::from(self.major), 0)?;
        for (place, part) in [(2, self.minor), (3, self.patch)] {
            if self.parts >= place {
                sink.bytes(b".")?;
                sink.decimal(u64::from(part), 0)?;
            }
        }
        Ok(())
    }
}

canonical!(Version);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn table() {
        for value in ["1.0", "1.1", "1.3", "2.7.0", "2.10.6", "12.0.0", "13.38.3", "23.4.1", "22"] {
            assert_eq!(Version::parse(value.as_bytes()).unwrap().to_string(), value);
        }
        let ucm = Version::parse(b"2.7.0").unwrap();
        assert_eq!(ucm, Version::new(2, 7, 0));
        assert!(ucm < Version::new(2, 10, 0));
        for (version, at_least) in [
            ((2, 7, 0), true),
            ((2, 6, 9), true),
            ((1, 9, 9), true),
            ((2, 7, 1), false),
            ((2, 8, 0), false),
            ((3, 0, 0), false),
        ] {
            assert_eq!(ucm.is_at_least(version.0, version.1, version.2), at_least);
        }
        wrong_at!(
            Version::parse,
            [
                (&b""[..], 0),
                (b"2.", 2),
                (b"2.7.", 4),
                (b"2.7.0.1", 5),
                (b"2.7.0 ", 5),
                (b"2.65536", 6),
                (b"v2", 0),
                (b"certified/18.9-cert1", 0),
                (b"18.26.4~dfsg", 7),
                (b"2.-7", 2),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_ones_come_back(major: u16, minor: u16, patch: u16) {
            comes_back!(Version, Version::new(major, minor, patch));
        }

        #[test]
        fn any_bytes(value in "[0-9.]{0,12}|\\PC{0,20}") {
            any!(Version, value.as_bytes());
        }
    }
}
