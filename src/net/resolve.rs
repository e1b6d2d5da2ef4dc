//! A host name to addresses, within a deadline.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::string::String;
use std::sync::mpsc;
use std::thread;
use std::vec::Vec;

use super::error::NetError;
use super::transport::Deadline;
use crate::Status;

/// More addresses than this are not tried: no honest exchange has them.
const MOST: usize = 16;

/// The addresses of a host, in the order of the system's resolver, each once.
/// A host that is itself an address needs no resolver; an IPv6 address may
/// stand in brackets.
pub(super) fn resolve(host: &str, port: u16, deadline: Deadline) -> Result<Vec<SocketAddr>, NetError> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(std::vec![SocketAddr::new(address, port)]);
    }
    if bare.is_empty() {
        return Err(NetError::with_detail(Status::ResolveFailed, "the host name is empty"));
    }
    match ask(bare, port, deadline) {
        Some(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Some(Ok(_)) => {
            Err(NetError::with_detail(Status::ResolveFailed, std::format!("{bare}: the name has no address")))
        }
        Some(Err(error)) => Err(NetError::from_os(Status::ResolveFailed, bare, &error)),
        None => Err(NetError::with_detail(
            Status::ResolveFailed,
            std::format!("{bare}: the name server did not answer in time"),
        )),
    }
}

/// Asks the system's resolver; `None` if it takes longer than there is time.
/// It cannot be told how long it may take, so where there is a limit it is
/// asked in a thread of its own, which ends when the resolver gives up.
fn ask(host: &str, port: u16, deadline: Deadline) -> Option<io::Result<Vec<SocketAddr>>> {
    let Deadline::At(_) = deadline else {
        return Some(look_up(host, port));
    };
    let (answer, answered) = mpsc::sync_channel(1);
    let asked = String::from(host);
    let helper = thread::Builder::new().name("amiwire-resolve".into());
    let spawned = helper.spawn(move || {
        // Nobody may be waiting any more.
        let _ = answer.send(look_up(&asked, port));
    });
    match spawned {
        Ok(_) => answered.recv_timeout(deadline.remaining().unwrap_or_default()).ok(),
        Err(_) => Some(look_up(host, port)),
    }
}

fn look_up(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let mut addresses = Vec::new();
    for address in (host, port).to_socket_addrs()?.take(MOST) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn soon() -> Deadline {
        Deadline::after(Duration::from_secs(60))
    }

    #[test]
    fn addresses_need_no_resolver() {
        for (host, address) in [("127.0.0.1", "127.0.0.1:7777"), ("::1", "[::1]:7777"), ("[::1]", "[::1]:7777")] {
            let found = resolve(host, 7777, Deadline::Now).unwrap();
            assert_eq!(found, [address.parse().unwrap()]);
        }
    }

    #[test]
    fn localhost_is_found_with_and_without_a_limit() {
        for deadline in [soon(), Deadline::Never] {
            let found = resolve("localhost", 1, deadline).unwrap();
            assert!(found.iter().all(|a| a.ip().is_loopback() && a.port() == 1));
        }
    }

    #[test]
    fn bad_names_are_resolve_failures() {
        for host in ["", "no such host", "[::1", "nul\0byte", "host.invalid"] {
            let error = resolve(host, 1, soon()).unwrap_err();
            assert_eq!(error.status, Status::ResolveFailed, "{host:?}");
            assert!(!error.detail.is_empty());
        }
    }
}
