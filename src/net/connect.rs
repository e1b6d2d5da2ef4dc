//! Addresses to a connected socket, within a deadline.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::string::String;
use std::time::Duration;
use std::vec::Vec;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, ipproto, sockopt};

use super::error::NetError;
use super::resolve::Resolver;
use super::transport::Deadline;
use crate::Status;

/// Where to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// A host name or an IPv4 or IPv6 address, the latter also in brackets.
    pub host: &'a str,
    /// The port; a UCM6XXX listens on 7777 for TCP and on 5039 for TLS.
    pub port: u16,
    /// The address of this machine to connect from; port 0 leaves the port to
    /// the system. Only the host's addresses of the same family are tried.
    pub local: Option<SocketAddr>,
}

impl<'a> Target<'a> {
    /// A host and a port, from any local address.
    pub fn new(host: &'a str, port: u16) -> Self {
        Target { host, port, local: None }
    }
}

/// Where several addresses share a deadline, none gets less than this while
/// so much is left: a slow network is not to be cut into useless slices.
const FAIR_SHARE: Duration = Duration::from_secs(2);

/// How many addresses a detail names.
const NAMED: usize = 4;

/// Resolves the host and tries its addresses in turn.
///
/// When none answers, a refusal or a time-out is told rather than a failure
/// of another kind (a machine without IPv6 fails at once for each IPv6
/// address, which says nothing about the exchange); among them, the last.
pub(super) fn connect(
    resolver: &Resolver,
    target: &Target<'_>,
    deadline: Deadline,
) -> Result<(OwnedFd, SocketAddr), NetError> {
    if target.port == 0 {
        return Err(NetError::with_detail(Status::BadArgument, "no port was given"));
    }
    let mut addresses = resolver.resolve(target.host, target.port, deadline)?;
    if let Some(local) = target.local {
        addresses.retain(|address| address.is_ipv4() == local.is_ipv4());
        if addresses.is_empty() {
            return Err(NetError::with_detail(
                Status::BindFailed,
                std::format!("{} has no address of the family of {local}", target.host),
            ));
        }
    }
    let mut failures: Vec<NetError> = Vec::new();
    for (i, address) in addresses.iter().enumerate() {
        if i > 0 && deadline.has_passed() {
            break;
        }
        let share = share(deadline, addresses.len().saturating_sub(i));
        match attempt(*address, target.local, share) {
            Ok(socket) => return Ok((socket, *address)),
            Err(error) if error.status == Status::BindFailed => return Err(error),
            Err(error) => failures.push(error),
        }
    }
    Err(summary(failures))
}

/// The part of the deadline that the next of `left` addresses may use.
fn share(deadline: Deadline, left: usize) -> Deadline {
    let (Deadline::At(end), Some(remaining)) = (deadline, deadline.remaining()) else {
        return deadline;
    };
    let fair = remaining / u32::try_from(left.max(1)).unwrap_or(u32::MAX);
    match Deadline::after(fair.max(FAIR_SHARE)) {
        Deadline::At(at) => Deadline::At(at.min(end)),
        _ => deadline,
    }
}

/// One error out of those of all the addresses that were tried.
fn summary(failures: Vec<NetError>) -> NetError {
    let mut detail = String::new();
    for (i, failure) in failures.iter().take(NAMED).enumerate() {
        let _ = write!(detail, "{}{}", if i > 0 { "; " } else { "" }, failure.detail);
    }
    let telling = failures.iter().rfind(|failure| failure.status != Status::ConnectFailed).or(failures.last());
    NetError {
        status: telling.map_or(Status::ConnectTimedOut, |error| error.status),
        os_error: telling.map_or(0, |error| error.os_error),
        detail,
    }
}

/// One address.
fn attempt(address: SocketAddr, local: Option<SocketAddr>, deadline: Deadline) -> Result<OwnedFd, NetError> {
    let failed = |errno: Errno| {
        let status = match errno {
            Errno::CONNREFUSED => Status::ConnectRefused,
            Errno::TIMEDOUT => Status::ConnectTimedOut,
            // Taken, and thrown out before this side had looked.
            Errno::CONNRESET => Status::Reset,
            _ => Status::ConnectFailed,
        };
        NetError::from_os(status, address, &io::Error::from(errno))
    };
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP)).map_err(failed)?;
    if let Some(local) = local {
        bind(&socket, local).map_err(|errno| NetError::from_os(Status::BindFailed, local, &io::Error::from(errno)))?;
    }
    match rustix::net::connect(&socket, &address) {
        Ok(()) => {}
        // After a signal the connecting goes on in the background, too.
        Err(Errno::INPROGRESS | Errno::INTR) => {
            if !wait_connected(&socket, deadline).map_err(failed)? {
                return Err(NetError::with_detail(
                    Status::ConnectTimedOut,
                    std::format!("{address}: no answer in time"),
                ));
            }
            sockopt::socket_error(&socket).and_then(|outcome| outcome).map_err(failed)?;
        }
        Err(errno) => return Err(failed(errno)),
    }
    if talks_to_itself(&socket) {
        return Err(failed(Errno::CONNREFUSED));
    }
    Ok(socket)
}

fn bind(socket: &OwnedFd, local: SocketAddr) -> rustix::io::Result<()> {
    if local.port() != 0 {
        // The same port must be free again right after the last connection.
        sockopt::set_socket_reuseaddr(socket, true)?;
    }
    rustix::net::bind(socket, &local)
}

/// Waits until the attempt has ended, well or badly; false if it has not.
fn wait_connected(socket: &OwnedFd, deadline: Deadline) -> rustix::io::Result<bool> {
    loop {
        let left = deadline.remaining();
        let limit = left.and_then(|left| Timespec::try_from(left).ok());
        let mut fds = [PollFd::new(socket, PollFlags::OUT)];
        match rustix::event::poll(&mut fds, limit.as_ref()) {
            Ok(0) if left.is_some() && deadline.has_passed() => return Ok(false),
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(true),
            Err(errno) => return Err(errno),
        }
    }
}

/// Whether the socket met itself: when nothing listens on a local port from
/// which the system also takes ports for outgoing connections, an attempt may
/// get that very port and succeed.
fn talks_to_itself(socket: &OwnedFd) -> bool {
    match (rustix::net::getsockname(socket), rustix::net::getpeername(socket)) {
        (Ok(own), Ok(Some(peer))) => own == peer,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::time::Instant;

    fn failure(status: Status, detail: &str) -> NetError {
        NetError::with_detail(status, detail)
    }

    #[test]
    fn the_telling_failure_wins() {
        let refused = failure(Status::ConnectRefused, "a");
        let unreachable = failure(Status::ConnectFailed, "b");
        let late = failure(Status::ConnectTimedOut, "c");
        let of = |list: &[&NetError]| summary(list.iter().map(|&e| e.clone()).collect());
        assert_eq!(of(&[&refused, &unreachable]).status, Status::ConnectRefused);
        assert_eq!(of(&[&refused, &unreachable]).detail, "a; b");
        assert_eq!(of(&[&refused, &late]).status, Status::ConnectTimedOut);
        assert_eq!(of(&[&late, &refused]).status, Status::ConnectRefused);
        assert_eq!(of(&[&unreachable]).status, Status::ConnectFailed);
        assert_eq!(of(&[&refused; 9]).detail, "a; a; a; a");
    }

    #[test]
    fn a_deadline_is_shared_fairly() {
        let (before, hundred) = (Instant::now(), Duration::from_secs(100));
        let end = before + hundred;
        let Deadline::At(first) = share(Deadline::At(end), 4) else {
            panic!("a deadline became none");
        };
        // A quarter of what is left, from a time between these two.
        let after = Instant::now();
        assert!(first >= before + hundred / 4 && first <= after + hundred / 4);
        assert_eq!(share(Deadline::At(end), 1), Deadline::At(end));
        let near = Instant::now() + Duration::from_millis(500);
        assert_eq!(share(Deadline::At(near), 3), Deadline::At(near));
        assert_eq!(share(Deadline::Never, 3), Deadline::Never);
        assert_eq!(share(Deadline::Now, 3), Deadline::Now);
    }

    #[test]
    fn bad_targets_are_told_apart() {
        let soon = Deadline::after(Duration::from_secs(30));
        let no_port = connect(&Resolver::new(), &Target::new("127.0.0.1", 0), soon).unwrap_err();
        assert_eq!(no_port.status, Status::BadArgument);
        let mut other_family = Target::new("127.0.0.1", 7777);
        other_family.local = Some("[::1]:0".parse().unwrap());
        let error = connect(&Resolver::new(), &other_family, soon).unwrap_err();
        assert_eq!(error.status, Status::BindFailed);
        assert!(error.to_string().contains("[::1]:0"));
    }
}
