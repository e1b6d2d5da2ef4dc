//! Socket addresses: `IPV4/TCP/192.168.5.102/54224` of the security events,
//! and `127.0.0.1:28013` or `[::1]:5060` of RTCP events and of what PJSIP and
//! SIP tell (`From`, `To`, `ViaAddress`).

use core::fmt;
use core::net::IpAddr;

use nom::Parser;
use nom::branch::alt;

use super::grammar::{Step, cut_last, literal, number, run1, whole};
use super::ip::{v4_text, v6_text};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// An address of a security event: `LocalAddress`, `RemoteAddress`,
/// `ExpectedAddress` (wire reference, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SocketAddress<'a> {
    /// How the peer speaks: `UDP`, `TCP`, `TLS`, `WS`, `WSS`, or what a later
    /// server may call it. Borrowed from the value.
    pub transport: &'a [u8],
    /// The address as it was written, with the interface of an IPv6 address
    /// if there is one (`fe80::1%eth0`). Borrowed from the value.
    pub host: &'a [u8],
    /// The address, without the interface. Its family is the one that the
    /// value names.
    pub ip: IpAddr,
    /// The port.
    pub port: u16,
}

/// A host and a port with a colon between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HostPort<'a> {
    /// The name or the address as it was written, without the brackets of an
    /// IPv6 address. Borrowed from the value.
    pub host: &'a [u8],
    /// The address, if the host is one and not a name.
    pub ip: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

impl<'a> SocketAddress<'a> {
    /// Reads `IPV4/TCP/0.0.0.0/7777`.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit, also where an IPv4
    /// address stands behind `IPV6` or the other way round.
    pub fn parse(value: &'a [u8]) -> Result<SocketAddress<'a>> {
        whole(value, |input| {
            let (rest, ()) = literal(b"IPV")(input)?;
            let (rest, six) =
                alt((literal(b"4").map(|()| false), literal(b"6").map(|()| true))).parse_complete(rest)?;
            let (rest, ()) = literal(b"/")(rest)?;
            let (rest, transport) = transport(rest)?;
            let (rest, ()) = literal(b"/")(rest)?;
            let (rest, (host, ip)) = if six { v6_text(rest)? } else { v4_text(rest)? };
            let (rest, ()) = literal(b"/")(rest)?;
            let (rest, port) = port(rest)?;
            let address = SocketAddress { transport, host, ip, port };
            Ok((rest, address))
        })
    }
}

impl<'a> HostPort<'a> {
    /// Reads `127.0.0.1:28013`, `[::1]:5060` or `pbx.example:5061`. An IPv6
    /// address without brackets is refused, since nobody can say where it
    /// ends, and so is a name whose last part is a number without the whole
    /// being an IPv4 address.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit; at the length if there
    /// is no port.
    pub fn parse(value: &'a [u8]) -> Result<HostPort<'a>> {
        whole(value, |input: &'a [u8]| {
            let (rest, (host, ip)) = match input {
                [b'[', inner @ ..] => {
                    let (rest, (host, ip)) = v6_text(inner)?;
                    let (rest, ()) = literal(b"]")(rest)?;
                    (rest, (host, Some(ip)))
                }
                _ => name(input)?,
            };
            let (rest, ()) = literal(b":")(rest)?;
            let (rest, port) = port(rest)?;
            Ok((rest, HostPort { host, ip, port }))
        })
    }
}

fn transport(input: &[u8]) -> Step<'_, &[u8]> {
    run1(input, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn port(input: &[u8]) -> Step<'_, u16> {
    let (rest, port) = number(u64::from(u16::MAX))(input)?;
    Ok((rest, port as u16))
}

fn name(input: &[u8]) -> Step<'_, (&[u8], Option<IpAddr>)> {
    let (rest, host) = run1(input, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))?;
    let whole = host.strip_suffix(b".").unwrap_or(host);
    let last = cut_last(whole, b'.').map_or(whole, |(_, last)| last);
    if !last.is_empty() && last.iter().all(u8::is_ascii_digit) {
        let (rest, (host, ip)) = v4_text(input)?;
        Ok((rest, (host, Some(ip))))
    } else {
        Ok((rest, (host, None)))
    }
}

impl Canonical for SocketAddress<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(if self.ip.is_ipv4() { b"IPV4/" } else { b"IPV6/" })?;
        sink.bytes(self.transport)?;
        sink.bytes(b"/")?;
        sink.bytes(self.host)?;
        sink.bytes(b"/")?;
        sink.decimal(u64::from(self.port), 0)
    }
}

impl Canonical for HostPort<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        if self.ip.is_some_and(|ip| ip.is_ipv6()) {
            sink.bytes(b"[")?;
            sink.bytes(self.host)?;
            sink.bytes(b"]:")?;
        } else {
            sink.bytes(self.host)?;
            sink.bytes(b":")?;
        }
        sink.decimal(u64::from(self.port), 0)
    }
}

canonical!(SocketAddress<'_>, HostPort<'_>);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use core::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn recorded_and_the_guides() {
        for (value, transport, host, port) in [
            ("IPV4/TCP/0.0.0.0/7777", "TCP", "0.0.0.0", 7777),
            ("IPV4/TCP/192.168.5.102/54224", "TCP", "192.168.5.102", 54224),
            ("IPV4/TLS/127.0.0.1/37039", "TLS", "127.0.0.1", 37039),
            ("IPV4/UDP/127.0.0.1/28010", "UDP", "127.0.0.1", 28010),
            ("IPV6/WSS/2001:db8::17/0", "WSS", "2001:db8::17", 0),
            ("IPV6/TCP/::ffff:192.0.2.1/65535", "TCP", "::ffff:192.0.2.1", 65535),
            ("IPV6/WS/fe80::1%eth0/8088", "WS", "fe80::1%eth0", 8088),
        ] {
            let found = SocketAddress::parse(value.as_bytes()).unwrap();
            assert_eq!(found.transport, transport.as_bytes());
            assert_eq!(found.host, host.as_bytes());
            assert_eq!(found.port, port);
            assert_eq!(found.ip.is_ipv4(), value.starts_with("IPV4"));
            assert_eq!(found.to_string(), value);
        }
        let found = SocketAddress::parse(b"IPV4/TCP/192.168.5.102/54224").unwrap();
        assert_eq!(found.ip, IpAddr::V4(Ipv4Addr::new(192, 168, 5, 102)));
    }

    #[test]
    fn sockets_wrong_at() {
        wrong_at!(
            SocketAddress::parse,
            [
                (&b""[..], 0),
                (b"IPV5/TCP/0.0.0.0/1", 3),
                (b"ipv4/TCP/0.0.0.0/1", 0),
                (b"IPV4//0.0.0.0/1", 5),
                (b"IPV4/TCP", 8),
                (b"IPV4/T P/0.0.0.0/1", 6),
                (b"IPV4/TCP/::1/1", 9),
                (b"IPV6/TCP/127.0.0.1/1", 12),
                (b"IPV4/TCP/pbx.example/1", 9),
                (b"IPV4/TCP/0.0.0.0", 16),
                (b"IPV4/TCP/0.0.0.0/", 17),
                (b"IPV4/TCP/0.0.0.0/65536", 21),
                (b"IPV4/TCP/0.0.0.0/77a", 19),
                (b"IPV4/TCP/0.0.0.0/-1", 17),
                (b"IPV4/TCP/0.0.0.\xB9/1", 15),
                (b"IPV4/TCP/0.0.0.0/999999999999999999999999", 21),
            ]
        );
    }

    #[test]
    fn hosts() {
        let one = Some(IpAddr::V6(Ipv6Addr::LOCALHOST));
        for (value, host, ip, port) in [
            ("127.0.0.1:28013", "127.0.0.1", Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), 28013),
            ("[::1]:5060", "::1", one, 5060),
            ("pbx.example:5061", "pbx.example", None, 5061),
            ("sip-1.my_net.:1", "sip-1.my_net.", None, 1),
        ] {
            let found = HostPort::parse(value.as_bytes()).unwrap();
            assert_eq!(found, HostPort { host: host.as_bytes(), ip, port });
            assert_eq!(found.to_string(), value);
        }
        wrong_at!(
            HostPort::parse,
            [
                (&b""[..], 0),
                (b"(null)", 0),
                (b"127.0.0.1", 9),
                (b"127.0.0.1:", 10),
                (b"127.0.0.1:70000", 14),
                (b"10:5060", 2),
                (b"127.0.0.1.:1", 9),
                (b"300.0.0.1:1", 2),
                (b"a.300:1", 0),
                (b"::1:5060", 0),
                (b"[::1]5060", 5),
                (b"[::1:5060", 9),
                (b"[127.0.0.1]:5060", 4),
                (b"p\xC3\xA9.example:1", 1),
                (b"127.0.0.1:80 ", 12),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_addresses_come_back(ip: IpAddr, transport in "[A-Z]{1,5}", port: u16) {
            let host = ip.to_string();
            let one = SocketAddress { transport: transport.as_bytes(), host: host.as_bytes(), ip, port };
            comes_back!(SocketAddress, one);
            let other = HostPort { host: host.as_bytes(), ip: Some(ip), port };
            comes_back!(HostPort, other);
        }

        #[test]
        fn any_bytes(value in "(IPV[46]/TCP/)?\\[?[0-9a-f:.%]{0,20}\\]?[/:][0-9]{0,6}|\\PC{0,20}") {
            any!(SocketAddress, value.as_bytes());
            any!(HostPort, value.as_bytes());
        }
    }
}
