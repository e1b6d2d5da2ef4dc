//! Values: writing names and addresses
//!
//! As in the section before. The parts of a value are written as they are; the
//! writer refuses what would break the framing. `out` may not overlap them.

use core::ffi::c_char;
use core::net::IpAddr;

use super::arguments::{aligned, check, given, or_code};
use super::value_address::amiwire_address;
use super::value_channel::{amiwire_caller_id, amiwire_channel, amiwire_variable, amiwire_variable_header};
use super::value_format::filled;
use super::value_privilege::{amiwire_listed_action, amiwire_privileges};
use crate::Status;
use crate::value::{CallerId, Channel, HostPort, ListedAction, Privileges, SocketAddress, Variable, VariableHeader};

/// `IPV4/TCP/192.168.5.102/54224`, as amiwire_value_socket_address() reads it;
/// `ip_version` says which family is named.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_socket_address(
    address: *const amiwire_address,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(address, out, room, size, |given| given.socket_address(), SocketAddress::write) }
}

/// `pbx.example:5061`, as amiwire_value_host_port() reads it; with brackets if
/// `ip_version` is 6. The transport is not looked at.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_host_port(
    address: *const amiwire_address,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(address, out, room, size, |given| given.host_port(), HostPort::write) }
}

/// `Local/1000@from-internal-0000002a;1`, as amiwire_value_channel() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_channel(
    channel: *const amiwire_channel,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(channel, out, room, size, |given| given.value(), Channel::write) }
}

/// `"Alice Agent" <1001>`, as amiwire_value_caller_id() reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_caller_id(
    caller: *const amiwire_caller_id,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(caller, out, room, size, |given| given.value(), CallerId::write) }
}

/// `CALLDIR=in`, as amiwire_value_variable() reads it and a server sends it.
/// For a variable of a request there is amiwire_write_variable().
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_variable(
    variable: *const amiwire_variable,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(variable, out, room, size, |given| given.value(), Variable::write) }
}

/// `DestChanVariable`, `ChanVariable(SIP/1000-00000001)`, as
/// amiwire_value_variable_header() reads it: the name of a header.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_variable_header(
    header: *const amiwire_variable_header,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(header, out, room, size, |given| given.value(), VariableHeader::write) }
}

/// `call,reporting,all`, as amiwire_value_privileges() reads it: the classes in
/// the order of their bits, then the names in `list` that are no known class,
/// then `all`; `<none>` if there is nothing. `list` may be empty.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_privileges(
    privileges: *const amiwire_privileges,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(privileges, out, room, size, |given| given.value(), Privileges::write) }
}

/// `Attended transfer. (Priv: call,all)`, as amiwire_value_listed_action()
/// reads it.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, its slices are
/// whole, and `out` shares no byte with them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_format_listed_action(
    action: *const amiwire_listed_action,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
) -> i32 {
    // SAFETY: as for this function.
    unsafe { formatted(action, out, room, size, |given| given.value(), ListedAction::write) }
}

impl amiwire_address {
    fn ip(&self) -> Result<Option<IpAddr>, Status> {
        let [a, b, c, d, ..] = self.ip;
        match self.ip_version {
            0 => Ok(None),
            4 => Ok(Some(IpAddr::from([a, b, c, d]))),
            6 => Ok(Some(IpAddr::from(self.ip))),
            _ => Err(Status::BadArgument),
        }
    }

    /// # Safety
    /// The slices are whole.
    unsafe fn socket_address<'a>(self) -> Result<SocketAddress<'a>, Status> {
        let ip = self.ip()?.ok_or(Status::BadArgument)?;
        // SAFETY: as for this function.
        let (transport, host) = unsafe { (self.transport.bytes()?, self.host.bytes()?) };
        Ok(SocketAddress { transport, host, ip, port: self.port })
    }

    /// # Safety
    /// The slices are whole.
    unsafe fn host_port<'a>(self) -> Result<HostPort<'a>, Status> {
        let ip = self.ip()?;
        // SAFETY: as for this function.
        Ok(HostPort { host: unsafe { self.host.bytes()? }, ip, port: self.port })
    }
}

impl amiwire_channel {
    /// # Safety
    /// The slices are whole.
    unsafe fn value<'a>(self) -> Result<Channel<'a>, Status> {
        let half = u8::try_from(self.half).ok().filter(|half| *half <= 2).ok_or(Status::BadArgument)?;
        // SAFETY: as for this function.
        unsafe {
            Ok(Channel {
                technology: self.technology.bytes()?,
                resource: self.resource.bytes()?,
                unique: self.unique.bytes()?,
                half,
                marks: self.marks.bytes()?,
                inner: b"",
            })
        }
    }
}

impl amiwire_caller_id {
    /// # Safety
    /// The slices are whole.
    unsafe fn value<'a>(self) -> Result<CallerId<'a>, Status> {
        // SAFETY: as for this function.
        unsafe { Ok(CallerId { name: self.name.bytes()?, number: self.number.bytes()? }) }
    }
}

impl amiwire_variable {
    /// # Safety
    /// The slices are whole.
    unsafe fn value<'a>(self) -> Result<Variable<'a>, Status> {
        // SAFETY: as for this function.
        unsafe { Ok(Variable { name: self.name.bytes()?, value: self.value.bytes()? }) }
    }
}

impl amiwire_variable_header {
    /// # Safety
    /// The slices are whole.
    unsafe fn value<'a>(self) -> Result<VariableHeader<'a>, Status> {
        // SAFETY: as for this function.
        let (prefix, channel) = unsafe { (self.prefix.bytes()?, self.channel.bytes()?) };
        Ok(VariableHeader { prefix, channel: Some(channel).filter(|channel| !channel.is_empty()) })
    }
}

impl amiwire_privileges {
    /// # Safety
    /// The slice is whole.
    unsafe fn value<'a>(self) -> Result<Privileges<'a>, Status> {
        let known = Privileges::of_classes(self.classes).classes;
        if known != self.classes || self.all > 1 {
            return Err(Status::BadArgument);
        }
        // SAFETY: as for this function.
        let list = unsafe { self.list.bytes()? };
        Ok(Privileges { classes: known, all: self.all == 1, unknown: self.unknown, list })
    }
}

impl amiwire_listed_action {
    /// # Safety
    /// The slices are whole.
    unsafe fn value<'a>(self) -> Result<ListedAction<'a>, Status> {
        // SAFETY: as for this function.
        unsafe { Ok(ListedAction { synopsis: self.synopsis.bytes()?, privileges: self.privileges.value()? }) }
    }
}

/// Writes a value whose parts are slices.
///
/// # Safety
/// The pointers are NULL or valid for the sizes given, and `out` shares no
/// byte with the slices, which are whole.
unsafe fn formatted<C: Copy, T>(
    given_value: *const C,
    out: *mut c_char,
    room: usize,
    size: *mut usize,
    value: impl FnOnce(C) -> Result<T, Status>,
    write: impl FnOnce(&T, &mut [u8]) -> crate::error::Result<usize>,
) -> i32 {
    or_code!(check(out, room).and(aligned(size)));
    // SAFETY: as for this function.
    unsafe {
        match given(given_value).and_then(|given| value(*given)) {
            Ok(value) => filled(out, room, size, |out| write(&value, out)),
            Err(status) => status.code(),
        }
    }
}
