//! Bytes over TCP.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::{Errno, retry_on_intr};
use rustix::net::{RecvFlags, SendFlags, Shutdown, sockopt};

use super::bell::Bell;
use super::connect::{self, Target};
use super::error::NetError;
use super::resolve::Resolver;
use super::transport::{Deadline, Transport};
use crate::Status;

/// A TCP connection.
///
/// The socket is nonblocking; all waiting is done by `poll` on it and on a
/// bell. Nothing is buffered here, and no call holds a lock.
#[derive(Debug)]
pub struct TcpTransport {
    socket: OwnedFd,
    bell: Arc<Bell>,
    closed: AtomicBool,
    /// All bytes that were ever received.
    received: AtomicU64,
    peer: SocketAddr,
}

/// For what a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// Bytes to read, or the bell.
    Read,
    /// Bytes to read, room to write, or the bell.
    #[cfg(feature = "tls")]
    Both,
    /// Room to write.
    Write,
}

/// Keepalive: the first probe after this much silence, then one each
/// `PROBE_EVERY`; after `PROBES` unanswered ones the connection is dead. The
/// system's own default would notice a vanished exchange after two hours.
const PROBE_AFTER: Duration = Duration::from_secs(60);
const PROBE_EVERY: Duration = Duration::from_secs(15);
const PROBES: u32 = 4;

/// How much of what the peer still sends is thrown away when closing. Closing
/// with unread bytes would send a reset, and that would overtake what this
/// side has just sent.
const DRAIN: usize = 64 * 1024;

impl TcpTransport {
    /// Resolves the host and connects, trying each of its addresses in turn.
    /// The deadline covers all of that.
    ///
    /// # Errors
    /// [`Status::ResolveFailed`], [`Status::ConnectRefused`],
    /// [`Status::ConnectTimedOut`], [`Status::ConnectFailed`],
    /// [`Status::BindFailed`] for the local address, [`Status::BadArgument`]
    /// for port 0, [`Status::Reset`] if the peer took the connection and cut
    /// it at once, [`Status::Io`].
    pub fn connect(target: &Target<'_>, deadline: Deadline) -> Result<Self, NetError> {
        Self::connect_by(&Resolver::new(), target, deadline)
    }

    /// The same with a resolver that may still be busy with an earlier look-up.
    pub(super) fn connect_by(resolver: &Resolver, target: &Target<'_>, deadline: Deadline) -> Result<Self, NetError> {
        let (socket, peer) = connect::connect(resolver, target, deadline)?;
        Self::new(socket, peer)
    }

    /// Takes over a connected stream, such as one that a listener accepted.
    ///
    /// # Errors
    /// [`Status::Reset`] if it is connected no more, [`Status::Io`].
    pub fn from_stream(stream: TcpStream) -> Result<Self, NetError> {
        let peer = stream.peer_addr()?;
        stream.set_nonblocking(true)?;
        Self::new(OwnedFd::from(stream), peer)
    }

    fn new(socket: OwnedFd, peer: SocketAddr) -> Result<Self, NetError> {
        let set_up = || {
            sockopt::set_tcp_nodelay(&socket, true)?;
            sockopt::set_socket_keepalive(&socket, true)?;
            sockopt::set_tcp_keepidle(&socket, PROBE_AFTER)?;
            sockopt::set_tcp_keepintvl(&socket, PROBE_EVERY)?;
            sockopt::set_tcp_keepcnt(&socket, PROBES)?;
            Bell::new()
        };
        let bell = Arc::new(set_up().map_err(io::Error::from)?);
        Ok(TcpTransport { socket, bell, closed: AtomicBool::new(false), received: AtomicU64::new(0), peer })
    }

    /// From now on this bell wakes who reads, not the one of its own.
    pub(super) fn listen_to(&mut self, bell: Arc<Bell>) {
        self.bell = bell;
    }

    /// The peer's address and port.
    pub fn peer_address(&self) -> SocketAddr {
        self.peer
    }

    /// This side's address and port.
    ///
    /// # Errors
    /// [`Status::Io`].
    pub fn local_address(&self) -> Result<SocketAddr, NetError> {
        rustix::net::getsockname(&self.socket)
            .and_then(|address| SocketAddr::try_from(address).map_err(|_| Errno::AFNOSUPPORT))
            .map_err(|errno| io::Error::from(errno).into())
    }

    /// Reads what is there; `WouldBlock` if that is nothing.
    pub(super) fn try_read(&self, buf: &mut [u8]) -> io::Result<usize> {
        let (n, _) = retry_on_intr(|| rustix::net::recv(&self.socket, &mut *buf, RecvFlags::empty()))?;
        self.received.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }

    /// Writes what there is room for; `WouldBlock` if that is none.
    pub(super) fn try_write(&self, buf: &[u8]) -> io::Result<usize> {
        // Without NOSIGNAL a write to a closed connection would end the program.
        Ok(retry_on_intr(|| rustix::net::send(&self.socket, buf, SendFlags::NOSIGNAL))?)
    }

    /// Waits; false if the deadline passed first. True promises nothing but
    /// that it is worth trying again.
    pub(super) fn wait(&self, want: Want, deadline: Deadline) -> Result<bool, NetError> {
        let events = match want {
            Want::Read => PollFlags::IN,
            #[cfg(feature = "tls")]
            Want::Both => PollFlags::IN | PollFlags::OUT,
            Want::Write => PollFlags::OUT,
        };
        loop {
            let mut fds = [PollFd::new(&self.socket, events), PollFd::new(&*self.bell, PollFlags::IN)];
            let watched = match want {
                Want::Write => fds.get_mut(..1),
                _ => fds.get_mut(..),
            };
            let left = deadline.remaining();
            let limit = left.and_then(|left| Timespec::try_from(left).ok());
            match rustix::event::poll(watched.unwrap_or_default(), limit.as_ref()) {
                Ok(0) if left.is_some() && deadline.has_passed() => return Ok(false),
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => {
                    if fds.get(1).is_some_and(|bell| !bell.revents().is_empty()) {
                        self.bell.hush();
                    }
                    return Ok(true);
                }
                Err(errno) => return Err(io::Error::from(errno).into()),
            }
        }
    }

    /// Whether a read is to end because somebody called `wake`.
    pub(super) fn take_wake(&self) -> bool {
        self.bell.take()
    }

    /// Lets a waiting reader look again.
    pub(super) fn nudge(&self) {
        self.bell.nudge();
    }

    /// Refuses to begin a call on a closed transport.
    pub(super) fn check_open(&self) -> Result<(), NetError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(NetError::with_detail(Status::BadState, "the transport was closed on this side"));
        }
        Ok(())
    }

    /// Gives an outcome its right name if the transport was closed on this
    /// side while the call ran: the end that the socket then shows is not the
    /// peer's doing.
    pub(super) fn unless_closed(&self, outcome: Result<usize, NetError>) -> Result<usize, NetError> {
        match outcome {
            Ok(n) if n > 0 => Ok(n),
            _ if self.closed.load(Ordering::SeqCst) => {
                Err(NetError::with_detail(Status::Interrupted, "the transport was closed on this side"))
            }
            other => other,
        }
    }

    /// Makes all calls from now on fail; false if that was done before.
    pub(super) fn begin_close(&self) -> bool {
        !self.closed.swap(true, Ordering::SeqCst)
    }

    /// Ends the connection and all that waits for it.
    pub(super) fn shut_down(&self) {
        // The peer may be gone already; there is nothing to be done about it.
        let _ = rustix::net::shutdown(&self.socket, Shutdown::Write);
        let mut scratch = [0; 4096];
        for _ in 0..DRAIN / scratch.len() {
            if !matches!(self.try_read(&mut scratch), Ok(1..)) {
                break;
            }
        }
        let _ = rustix::net::shutdown(&self.socket, Shutdown::Both);
        self.nudge();
    }

    /// Ends the connection by a reset: what the system has not sent yet is
    /// dropped, and the peer learns at once that there is no more.
    pub(super) fn cut_off(&self) {
        if rustix::net::connect_unspec(&self.socket).is_err() {
            // As far as it goes: by the time the descriptor is closed.
            let _ = sockopt::set_socket_linger(&self.socket, Some(Duration::ZERO));
        }
        self.nudge();
    }

    fn read_open(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        loop {
            if self.take_wake() {
                return Err(NetError::new(Status::Interrupted));
            }
            match self.try_read(buf) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return outcome.map_err(NetError::from),
            }
            if !self.wait(Want::Read, deadline)? {
                return Err(deadline.missed(Status::PeerSilent));
            }
        }
    }

    fn write_open(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        let mut late = deadline == Deadline::Now;
        loop {
            match self.try_write(buf) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                outcome => return outcome.map_err(NetError::from),
            }
            if late {
                return Err(deadline.missed(Status::WriteTimedOut));
            }
            // The system tells of room only when there is plenty of it, so a
            // last try may succeed all the same.
            late = !self.wait(Want::Write, deadline)?;
        }
    }
}

impl Transport for TcpTransport {
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        self.check_open()?;
        if buf.is_empty() {
            return Err(empty_buffer());
        }
        self.unless_closed(self.read_open(buf, deadline))
    }

    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        self.check_open()?;
        if buf.is_empty() {
            return Ok(0);
        }
        self.unless_closed(self.write_open(buf, deadline))
    }

    fn hand_over(&self, buf: &[u8], deadline: Deadline) -> (usize, Result<(), NetError>) {
        match self.write(buf, deadline) {
            Ok(n) => (n, Ok(())),
            // The system takes bytes or fails, never both.
            Err(error) => (0, Err(error)),
        }
    }

    fn wake(&self) {
        self.bell.ring();
    }

    fn close(&self) {
        if self.begin_close() {
            self.shut_down();
        }
    }

    fn abort(&self) {
        if self.begin_close() {
            self.cut_off();
        }
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.socket.as_raw_fd())
    }

    fn buffered(&self) -> usize {
        0
    }

    fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}

impl AsFd for TcpTransport {
    /// The socket, to wait on or to ask its options.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// With no room for a byte, 0 would look like the end of the stream.
pub(super) fn empty_buffer() -> NetError {
    NetError::with_detail(Status::BadArgument, "the buffer to read into is empty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_vanished_peer_is_noticed_and_small_packets_go_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let target = Target::new("127.0.0.1", address.port());
        let client = TcpTransport::connect(&target, Deadline::Never).unwrap();
        let server = TcpTransport::from_stream(listener.accept().unwrap().0).unwrap();
        for tcp in [&client, &server] {
            assert!(sockopt::tcp_nodelay(tcp).unwrap());
            assert!(sockopt::socket_keepalive(tcp).unwrap());
            assert_eq!(sockopt::tcp_keepidle(tcp).unwrap(), PROBE_AFTER);
            assert_eq!(sockopt::tcp_keepintvl(tcp).unwrap(), PROBE_EVERY);
            assert_eq!(sockopt::tcp_keepcnt(tcp).unwrap(), PROBES);
        }
    }

    #[test]
    fn no_descriptor_leaks_into_programs_that_are_started() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let target = Target::new("127.0.0.1", address.port());
        let tcp = TcpTransport::connect(&target, Deadline::Never).unwrap();
        for descriptor in [tcp.as_fd(), tcp.bell.as_fd()] {
            let flags = rustix::io::fcntl_getfd(descriptor).unwrap();
            assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
        }
    }
}
