//! The grammars of IPv4 and IPv6 addresses. core has them too, but its
//! parsers leave a way to panic in the linked library.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use nom::Parser;
use nom::combinator::opt;

use super::grammar::{Step, literal, number, printable, run, run1, stop, with_text};

/// `192.168.5.102`. A number with a zero in front is refused, since some
/// programs read it as octal.
pub(super) fn v4(input: &[u8]) -> Step<'_, Ipv4Addr> {
    let (rest, first) = octet(input)?;
    let (rest, second) = dotted_octet(rest)?;
    let (rest, third) = dotted_octet(rest)?;
    let (rest, fourth) = dotted_octet(rest)?;
    Ok((rest, Ipv4Addr::from([first, second, third, fourth])))
}

fn dotted_octet(input: &[u8]) -> Step<'_, u8> {
    let (rest, ()) = literal(b".")(input)?;
    octet(rest)
}

fn octet(input: &[u8]) -> Step<'_, u8> {
    if let [b'0', rest @ ..] = input
        && rest.first().is_some_and(u8::is_ascii_digit)
    {
        return stop(rest);
    }
    let (rest, value) = number(255)(input)?;
    Ok((rest, value as u8))
}

/// `2001:db8::17`, `::ffff:192.0.2.1`.
pub(super) fn v6(input: &[u8]) -> Step<'_, Ipv6Addr> {
    let mut groups = Groups::default();
    let mut rest = input;
    // After a single colon, and at the start, a group must follow.
    let mut open = true;
    if let Ok((after, ())) = literal(b"::")(input) {
        groups.gap = Some(0);
        (rest, open) = (after, false);
    }
    while groups.count < groups.most() {
        let (after, digits) = hex_run(rest);
        if digits.is_empty() {
            if open {
                return stop(rest);
            }
            break;
        }
        if after.first() == Some(&b'.') && groups.take_v4() {
            let (after, tail) = v4(rest)?;
            let [a, b, c, d] = tail.octets();
            groups.push(u16::from_be_bytes([a, b]));
            groups.push(u16::from_be_bytes([c, d]));
            rest = after;
            break;
        }
        groups.push(digits.iter().fold(0, |sum, &digit| sum << 4 | hex(digit)));
        rest = after;
        match rest {
            [b':', b':', after @ ..] if groups.gap.is_none() => {
                groups.gap = Some(groups.count);
                (rest, open) = (after, false);
            }
            [b':', after @ ..] if groups.count < groups.most() => {
                (rest, open) = (after, true);
            }
            _ => break,
        }
    }
    match groups.address() {
        Some(address) => Ok((rest, address)),
        None => stop(rest),
    }
}

/// An IPv6 address, and the name of an interface if one follows
/// (`fe80::1%eth0`).
pub(super) fn v6_zone(input: &[u8]) -> Step<'_, Ipv6Addr> {
    let (rest, address) = v6(input)?;
    let name = |byte: u8| printable(byte) && !matches!(byte, b' ' | b'/' | b'[' | b']' | b'%');
    match opt(literal(b"%")).parse_complete(rest)? {
        (rest, None) => Ok((rest, address)),
        (rest, Some(())) => Ok((run1(rest, name)?.0, address)),
    }
}

/// An address and the text that it was.
pub(super) fn v4_text(input: &[u8]) -> Step<'_, (&[u8], IpAddr)> {
    let (rest, (text, address)) = with_text(input, v4(input))?;
    Ok((rest, (text, IpAddr::V4(address))))
}

/// An address and the text that it was, an interface included.
pub(super) fn v6_text(input: &[u8]) -> Step<'_, (&[u8], IpAddr)> {
    let (rest, (text, address)) = with_text(input, v6_zone(input))?;
    Ok((rest, (text, IpAddr::V6(address))))
}

#[derive(Default)]
struct Groups {
    values: [u16; 8],
    count: usize,
    /// How many groups stood before the `::`.
    gap: Option<usize>,
}

impl Groups {
    /// `::` stands for one group at least.
    fn most(&self) -> usize {
        if self.gap.is_some() { 7 } else { 8 }
    }

    /// Whether an IPv4 address can fill the last two groups now.
    fn take_v4(&self) -> bool {
        self.count == 6 && self.gap.is_none() || self.count < 6 && self.gap.is_some()
    }

    fn push(&mut self, group: u16) {
        if let Some(place) = self.values.get_mut(self.count) {
            *place = group;
            self.count = self.count.saturating_add(1);
        }
    }

    fn address(&self) -> Option<Ipv6Addr> {
        let missing = 8usize.saturating_sub(self.count);
        let before = match self.gap {
            Some(before) => before,
            None if missing == 0 => 8,
            None => return None,
        };
        let mut whole = [0; 8];
        for (place, group) in self.values.iter().take(self.count).enumerate() {
            let place = if place < before { place } else { place.saturating_add(missing) };
            if let Some(to) = whole.get_mut(place) {
                *to = *group;
            }
        }
        Some(Ipv6Addr::from(whole))
    }
}

/// Up to four hexadecimal digits.
fn hex_run(input: &[u8]) -> (&[u8], &[u8]) {
    let four = input.get(..4).unwrap_or(input);
    let (_, digits) = run(four, |byte| byte.is_ascii_hexdigit());
    (input.get(digits.len()..).unwrap_or(b""), digits)
}

fn hex(digit: u8) -> u16 {
    u16::from(match digit {
        b'0'..=b'9' => digit & 0x0F,
        // The letters have the numbers 1 to 6 in their low bits, in both cases.
        _ => (digit & 0x0F).saturating_add(9),
    })
}

#[cfg(test)]
mod tests {
    use std::string::{String, ToString};

    use proptest::prelude::*;

    use super::*;
    use crate::value::grammar::whole;

    #[test]
    fn v4_table() {
        for (value, want) in [
            ("0.0.0.0", Ok([0, 0, 0, 0])),
            ("192.168.5.102", Ok([192, 168, 5, 102])),
            ("255.255.255.255", Ok([255; 4])),
            ("", Err(0)),
            ("256.0.0.1", Err(2)),
            ("1.2.3", Err(5)),
            ("1.2.3.", Err(6)),
            ("1.2.3.4.5", Err(7)),
            ("01.2.3.4", Err(1)),
            ("1..3.4", Err(2)),
            ("1.2.3.9999999999999999999999", Err(8)),
            ("a.b.c.d", Err(0)),
        ] {
            let found = whole(value.as_bytes(), v4);
            let found = found.map(|ip| ip.octets()).map_err(|error| error.offset);
            assert_eq!(found, want, "{value}");
        }
    }

    #[test]
    fn v6_wrong_at() {
        for (value, place) in [
            ("", 0),
            (":", 0),
            (":::", 2),
            ("1:2:3:4:5:6:7", 13),
            ("1:2:3:4:5:6:7:", 14),
            ("1:2:3:4:5:6:7:8:", 15),
            ("1:2:3:4:5:6:7:8:9", 15),
            ("1:2:3:4:5:6:7::8", 15),
            ("1::2::3", 5),
            ("12345::", 4),
            ("g::", 0),
            ("::g", 2),
            ("::1.2.3", 7),
            ("1:2:3:4:5:6:7:1.2.3.4", 15),
            ("1:2.3.4.5", 3),
            ("1:2:3::4:5:6:1.2.3.4", 14),
            ("::256.1.1.1", 4),
        ] {
            let error = whole(value.as_bytes(), v6).unwrap_err();
            assert_eq!(error.offset, place, "{value}");
        }
        for (value, place) in [("fe80::1%", 8), ("fe80::1%a/b", 9), ("fe80::1%%", 8)] {
            let error = whole(value.as_bytes(), v6_zone).unwrap_err();
            assert_eq!(error.offset, place, "{value}");
        }
        assert!(whole(b"fe80::1%eth0", v6_zone).is_ok());
    }

    proptest! {
        /// std's parser is the judge of what is an address.
        #[test]
        fn as_std_has_it(value in "[0-9a-fA-F:.]{0,40}|([0-9a-f]{0,4}:){0,8}[0-9a-f]{0,4}|::[0-9.]{0,16}|([0-9]{1,3}\\.){3}[0-9]{1,3}") {
            let six = whole(value.as_bytes(), v6).ok();
            prop_assert_eq!(six, value.parse::<Ipv6Addr>().ok());
            let four = whole(value.as_bytes(), v4).ok();
            prop_assert_eq!(four, value.parse::<Ipv4Addr>().ok());
        }

        #[test]
        fn all_that_std_prints(groups: [u16; 8], keep: u8) {
            // Some groups are zero, so that there is a gap to print.
            let mut groups = groups;
            for (place, group) in groups.iter_mut().enumerate() {
                if keep >> place & 1 == 0 {
                    *group = 0;
                }
            }
            let address = Ipv6Addr::from(groups);
            let text: String = address.to_string();
            prop_assert_eq!(whole(text.as_bytes(), v6), Ok(address));
        }
    }
}
