//! Addresses from which a user may log in.

use std::net::IpAddr;
use std::str::FromStr;

/// An address and a mask, written `192.168.40.144/255.255.255.255` as in the
/// guide, `10.0.0.0/8`, `::1/128`, or an address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    address: u128,
    mask: u128,
    v6: bool,
}

impl Permit {
    /// Whether this address is permitted.
    pub fn covers(&self, address: IpAddr) -> bool {
        let (bits, v6) = bits(address.to_canonical());
        v6 == self.v6 && bits & self.mask == self.address & self.mask
    }
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), false),
        IpAddr::V6(address) => (address.to_bits(), true),
    }
}

impl FromStr for Permit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || std::format!("\"{text}\" is no address with a mask, such as 192.168.40.144/255.255.255.255");
        let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
        let (address, v6) = bits(address.trim().parse::<IpAddr>().map_err(|_| wrong())?.to_canonical());
        let width = if v6 { 128 } else { 32 };
        let mask = match mask.map(str::trim) {
            None => u128::MAX,
            Some(mask) => match (mask.parse::<u32>(), mask.parse::<IpAddr>()) {
                (Ok(0), _) => 0,
                (Ok(length), _) if length <= width => u128::MAX << (width - length),
                (_, Ok(mask)) if bits(mask).1 == v6 => bits(mask).0,
                _ => return Err(wrong()),
            },
        };
        Ok(Permit { address, mask, v6 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(permit: &str, address: &str) -> bool {
        permit.parse::<Permit>().unwrap().covers(address.parse().unwrap())
    }

    #[test]
    fn masks_of_every_form() {
        assert!(covers("192.168.40.144/255.255.255.255", "192.168.40.144"));
        assert!(!covers("192.168.40.144/255.255.255.255", "192.168.40.145"));
        assert!(covers("192.168.40.144/255.255.255.0", "192.168.40.1"));
        assert!(covers("127.0.0.0/8", "127.255.1.2"));
        assert!(!covers("127.0.0.0/8", "128.0.0.1"));
        assert!(covers("10.1.2.3", "10.1.2.3"));
        assert!(!covers("10.1.2.3", "10.1.2.4"));
        assert!(covers("0.0.0.0/0", "8.8.8.8"));
        assert!(!covers("0.0.0.0/0", "::1"));
        assert!(covers("::1/128", "::1"));
        assert!(covers("fe80::/10", "fe80::1"));
        // A socket for both families shows IPv4 peers as mapped addresses.
        assert!(covers("127.0.0.1/255.255.255.255", "::ffff:127.0.0.1"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/ffff::", "10.0.0.0/8/8", "::1/129"] {
            assert!(text.parse::<Permit>().is_err(), "{text}");
        }
    }
}
