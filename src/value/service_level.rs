//! How many calls a queue answered in time: `ServiceLevel: SL:0.0% within 0s`
//! of the UCM6XXX and of the text form of queues, and `ServicelevelPerf: 100.0`
//! of stock servers.

use core::fmt;

use super::grammar::{Step, digits, literal, number, whole};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// A share of calls, and the time within which they were answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct ServiceLevel {
    /// Thousandths of all calls: 1000 for `100.0%`.
    pub permille: u32,
    /// The time, in seconds.
    pub seconds: u32,
}

impl ServiceLevel {
    /// Reads `SL:0.0% within 0s`.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit.
    pub fn parse(value: &[u8]) -> Result<ServiceLevel> {
        whole(value, |input| {
            let (rest, ()) = literal(b"SL:")(input)?;
            let (rest, permille) = share(rest)?;
            let (rest, ()) = literal(b"% within ")(rest)?;
            let (rest, seconds) = number(u64::from(u32::MAX))(rest)?;
            let (rest, ()) = literal(b"s")(rest)?;
            Ok((rest, ServiceLevel { permille, seconds: seconds as u32 }))
        })
    }
}

/// Reads the share alone, `100.0`, as thousandths: `ServicelevelPerf` and
/// `ServicelevelPerf2`.
///
/// # Errors
/// `BadValue` at the first byte that does not fit.
pub fn performance(value: &[u8]) -> Result<u32> {
    whole(value, share)
}

/// Percent with one digit behind the point. More than a hundred is not
/// refused: the two counts behind it are not always of the same moment.
fn share(input: &[u8]) -> Step<'_, u32> {
    let (rest, percent) = number(u64::from(u32::MAX / 10 - 1))(input)?;
    let (rest, ()) = literal(b".")(rest)?;
    let (rest, tenth) = digits(1, 0, 9)(rest)?;
    Ok((rest, percent as u32 * 10 + tenth))
}

impl Canonical for ServiceLevel {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(b"SL:")?;
        sink.decimal(u64::from(self.permille / 10), 0)?;
        sink.bytes(b".")?;
        sink.decimal(u64::from(self.permille % 10), 1)?;
        sink.bytes(b"% within ")?;
        sink.decimal(u64::from(self.seconds), 0)?;
        sink.bytes(b"s")
    }
}

canonical!(ServiceLevel);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn recorded_and_the_guides() {
        for (value, permille, seconds) in
            [("SL:0.0% within 0s", 0, 0), ("SL:100.0% within 10s", 1000, 10), ("SL:33.3% within 5s", 333, 5)]
        {
            let found = ServiceLevel::parse(value.as_bytes()).unwrap();
            assert_eq!(found, ServiceLevel { permille, seconds });
            assert_eq!(found.to_string(), value);
        }
        assert_eq!(performance(b"0.0"), Ok(0));
        assert_eq!(performance(b"100.0"), Ok(1000));
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            ServiceLevel::parse,
            [
                (&b""[..], 0),
                (b"0", 0),
                (b"SL2:0.0% within 0s", 2),
                (b"SL:0% within 0s", 4),
                (b"SL:0.00% within 0s", 6),
                (b"SL:nan% within 0s", 3),
                (b"SL:0.0% within 0", 16),
                (b"SL:0.0% within s", 15),
                (b"SL:0.0% within -1s", 15),
                (b"SL:0.0% within 4294967296s", 24),
                (b"SL:429496729.0% within 0s", 11),
                (b"SL:0.0%  within 0s", 8),
                (b"SL:0.0% within 0s ", 17),
            ]
        );
        wrong_at!(performance, [(&b""[..], 0), (b"100", 3), (b"100.", 4), (b"100.00", 5), (b"100,0", 3)]);
    }

    proptest! {
        #[test]
        fn printed_ones_come_back(permille in 0u32..4_294_967_280, seconds: u32) {
            comes_back!(ServiceLevel, ServiceLevel { permille, seconds });
        }

        #[test]
        fn any_bytes(value in "SL:[0-9.]{0,12}%? (within)? ?[0-9]{0,11}s?|\\PC{0,20}") {
            any!(ServiceLevel, value.as_bytes());
        }
    }
}
