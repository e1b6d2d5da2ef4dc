//! Values: addresses
//!
//! Both forms of addresses are told in one struct. Nothing is looked up: a
//! name stays a name.

use core::net::IpAddr;

use super::slice::amiwire_slice;
use super::value::read;
use crate::value::{HostPort, SocketAddress};

/// An address.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_address {
    /// How the peer speaks, `UDP`, `TCP`, `TLS`, `WS`, `WSS` or what a later
    /// server may call it; empty if the form does not say.
    pub transport: amiwire_slice,
    /// The host as it is written: an address, with the interface of an IPv6
    /// address if there is one but without brackets, or a name.
    pub host: amiwire_slice,
    /// The address in the order of the network, without the interface: 4 bytes
    /// of IPv4 and zeroes behind them, or 16 bytes of IPv6; all zero for a
    /// name.
    pub ip: [u8; 16],
    /// 4 or 6, or 0 if the host is a name.
    pub ip_version: u32,
    /// The port.
    pub port: u16,
    /// 0.
    pub reserved: u16,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<amiwire_address>() == 56);

impl amiwire_address {
    fn of(transport: &[u8], host: &[u8], ip: Option<IpAddr>, port: u16) -> Self {
        let (ip, ip_version) = match ip {
            None => ([0; 16], 0),
            Some(IpAddr::V4(ip)) => {
                let [a, b, c, d] = ip.octets();
                ([a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4)
            }
            Some(IpAddr::V6(ip)) => (ip.octets(), 6),
        };
        let (transport, host) = (amiwire_slice::of(transport), amiwire_slice::of(host));
        amiwire_address { transport, host, ip, ip_version, port, reserved: 0 }
    }
}

/// An address of a security event, as `RemoteAddress:
/// IPV4/TCP/192.168.5.102/54224` has it. An IPv4 address behind `IPV6`, or the
/// other way round, does not fit, and neither does a name.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_socket_address(
    value: amiwire_slice,
    address: *mut amiwire_address,
    error_offset: *mut usize,
) -> i32 {
    let told = |SocketAddress { transport, host, ip, port }| amiwire_address::of(transport, host, Some(ip), port);
    // SAFETY: as for this function.
    unsafe { read(value, address, error_offset, SocketAddress::parse, told) }
}

/// A host and a port, as `From: 127.0.0.1:28013` of RTCPReceived and
/// `ViaAddress: pbx.example:5061` have them. An IPv6 address must stand in
/// brackets, since nobody could say where it ends.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
///
/// # Safety
/// `value` is whole; the pointers are NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_value_host_port(
    value: amiwire_slice,
    address: *mut amiwire_address,
    error_offset: *mut usize,
) -> i32 {
    let told = |HostPort { host, ip, port }| amiwire_address::of(b"", host, ip, port);
    // SAFETY: as for this function.
    unsafe { read(value, address, error_offset, HostPort::parse, told) }
}
