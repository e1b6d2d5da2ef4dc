//! A host name to addresses, within a deadline.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::panic::catch_unwind;
use std::string::String;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::vec::Vec;

use super::error::NetError;
use super::transport::Deadline;
use crate::Status;

/// More addresses than this are not tried: no honest exchange has them.
const MOST: usize = 16;

/// Asks for the addresses of a host and a port, for as long as that takes.
pub(super) type LookUp = fn(&str, u16) -> io::Result<Vec<SocketAddr>>;

/// Looks up the name of one host, one look-up at a time.
///
/// The system's resolver takes no time limit. So it is asked in a thread of its
/// own, which cannot be ended either and stays when nobody waits any more. If it still runs when the name is wanted again, its answer is
/// waited for: however slow a name server is, there is one such thread. The
/// thread holds what it needs by itself and ends when the resolver gives up.
pub(super) struct Resolver {
    look_up: LookUp,
    asked: Arc<Asked>,
}

/// What the one who waits and the thread have in common.
#[derive(Default)]
struct Asked {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// A look-up is under way.
    busy: bool,
    /// Somebody waits for its answer; otherwise it is thrown away, since it
    /// would be old when it is wanted.
    awaited: bool,
    answer: Option<io::Result<Vec<SocketAddr>>>,
}

impl Asked {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The look-up has ended.
    fn end(&self, answer: io::Result<Vec<SocketAddr>>) {
        let mut state = self.lock();
        state.busy = false;
        state.answer = Some(answer).filter(|_| state.awaited);
        self.ended.notify_all();
    }
}

impl Resolver {
    /// That of the system.
    pub(super) fn new() -> Resolver {
        Resolver::with(look_up)
    }

    /// Another one, for tests.
    pub(super) fn with(look_up: LookUp) -> Resolver {
        Resolver { look_up, asked: Arc::default() }
    }

    /// The addresses of a host, in the order of the system's resolver, each
    /// once. A host that is itself an address needs no resolver; an IPv6 address
    /// may stand in brackets.
    pub(super) fn resolve(&self, host: &str, port: u16, deadline: Deadline) -> Result<Vec<SocketAddr>, NetError> {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(std::vec![SocketAddr::new(address, port)]);
        }
        if bare.is_empty() {
            return Err(NetError::with_detail(Status::ResolveFailed, "the host name is empty"));
        }
        match self.ask(bare, port, deadline) {
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

    /// Asks; `None` if it takes longer than there is time.
    fn ask(&self, host: &str, port: u16, deadline: Deadline) -> Option<io::Result<Vec<SocketAddr>>> {
        let Deadline::At(_) = deadline else {
            return Some((self.look_up)(host, port));
        };
        let mut state = self.asked.lock();
        if !state.busy {
            let (asked, look_up, host) = (Arc::clone(&self.asked), self.look_up, String::from(host));
            let helper = thread::Builder::new().name("amiwire-resolve".into());
            let spawned = helper.spawn(move || {
                let answer = catch_unwind(|| look_up(&host, port));
                asked.end(answer.unwrap_or_else(|_| Err(io::Error::other("a panic in the look-up"))));
            });
            if let Err(error) = spawned {
                return Some(Err(error));
            }
            state.busy = true;
        }
        state.awaited = true;
        state.answer = None;
        while state.busy && !deadline.has_passed() {
            let left = deadline.remaining().unwrap_or_default();
            state = self.asked.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.awaited = false;
        state.answer.take()
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
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::time::Duration;

    fn soon() -> Deadline {
        Deadline::after(Duration::from_secs(60))
    }

    #[test]
    fn addresses_need_no_resolver() {
        for (host, address) in [("127.0.0.1", "127.0.0.1:7777"), ("::1", "[::1]:7777"), ("[::1]", "[::1]:7777")] {
            let found = Resolver::new().resolve(host, 7777, Deadline::Now).unwrap();
            assert_eq!(found, [address.parse().unwrap()]);
        }
    }

    #[test]
    fn localhost_is_found_with_and_without_a_limit() {
        for deadline in [soon(), Deadline::Never] {
            let found = Resolver::new().resolve("localhost", 1, deadline).unwrap();
            assert!(found.iter().all(|a| a.ip().is_loopback() && a.port() == 1));
        }
    }

    #[test]
    fn bad_names_are_resolve_failures() {
        for host in ["", "no such host", "[::1", "nul\0byte", "host.invalid"] {
            let error = Resolver::new().resolve(host, 1, soon()).unwrap_err();
            assert_eq!(error.status, Status::ResolveFailed, "{host:?}");
            assert!(!error.detail.is_empty());
        }
    }

    /// Look-ups that run, that ever ran, and whether they may end.
    static RUNNING: AtomicUsize = AtomicUsize::new(0);
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    static ANSWERS: AtomicBool = AtomicBool::new(false);

    /// A name server that does not answer.
    fn stuck(_: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        BEGUN.fetch_add(1, Ordering::SeqCst);
        while !ANSWERS.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        RUNNING.fetch_sub(1, Ordering::SeqCst);
        Ok(std::vec![SocketAddr::from(([192, 0, 2, 7], port))])
    }

    #[test]
    fn a_name_server_that_does_not_answer_keeps_one_thread() {
        let resolver = Resolver::with(stuck);
        for _ in 0..20 {
            let briefly = Deadline::after(Duration::from_millis(2));
            let error = resolver.resolve("pbx.example", 1, briefly).unwrap_err();
            assert_eq!(error.status, Status::ResolveFailed);
            assert!(error.detail.contains("did not answer in time"), "{error}");
            assert!(RUNNING.load(Ordering::SeqCst) <= 1);
        }
        assert_eq!(BEGUN.load(Ordering::SeqCst), 1);
        // Who waits when the answer comes has it, whoever asked.
        thread::scope(|scope| {
            let waiter = scope.spawn(|| resolver.resolve("pbx.example", 1, soon()));
            until(|| resolver.asked.lock().awaited);
            ANSWERS.store(true, Ordering::SeqCst);
            assert_eq!(waiter.join().unwrap().unwrap(), ["192.0.2.7:1".parse().unwrap()]);
        });
        assert_eq!((BEGUN.load(Ordering::SeqCst), RUNNING.load(Ordering::SeqCst)), (1, 0));
        // An answer that nobody waited for would be old: it is asked for anew.
        ANSWERS.store(false, Ordering::SeqCst);
        resolver.resolve("pbx.example", 1, Deadline::after(Duration::from_millis(2))).unwrap_err();
        ANSWERS.store(true, Ordering::SeqCst);
        until(|| !resolver.asked.lock().busy);
        resolver.resolve("pbx.example", 1, soon()).unwrap();
        assert_eq!(BEGUN.load(Ordering::SeqCst), 3);
    }

    fn until(done: impl Fn() -> bool) {
        let hang = soon();
        while !done() {
            assert!(!hang.has_passed(), "it never comes");
            thread::yield_now();
        }
    }

    #[test]
    fn a_panic_in_a_look_up_is_an_error() {
        let resolver = Resolver::with(|_, _| panic!("injected"));
        for _ in 0..2 {
            assert_eq!(resolver.resolve("pbx.example", 1, soon()).unwrap_err().status, Status::ResolveFailed);
        }
    }
}
