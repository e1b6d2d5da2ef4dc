//! Bytes over TLS.

use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::os::fd::RawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::{Connection, ProtocolVersion};

use super::pin::Pin;
use super::session::{AHEAD, Pulled, Session};
use crate::Status;
use crate::net::bell::Bell;
use crate::net::tcp::{TcpTransport, Want, empty_buffer};
use crate::net::transport::AT_ONCE;
use crate::net::{Deadline, NetError, Transport};

/// How much is encrypted at once: what one record holds.
const RECORD: usize = 16 * 1024;

/// A TLS connection whose handshake is done.
///
/// The state of TLS lies behind a lock, which is held only for what the
/// processor does and for calls of the socket that do not wait. A thread that
/// waits to read holds it not, and so keeps nobody from writing.
pub struct TlsTransport {
    tcp: TcpTransport,
    state: Mutex<State>,
}

struct State {
    session: Session,
    /// Why nothing more can be read.
    failed: Option<NetError>,
    /// Why a write was given up. The record that was encrypted then, or one of
    /// before, has gone out in part or not at all, and stays so.
    given_up: Option<NetError>,
}

impl TlsTransport {
    /// Does the handshake over a fresh connection.
    pub(super) fn handshake(tcp: TcpTransport, connection: Connection, deadline: Deadline) -> Result<Self, NetError> {
        let mut session = Session::new(connection);
        if let Err(error) = session.handshake(&tcp, deadline) {
            tcp.close();
            return Err(error);
        }
        Ok(TlsTransport { tcp, state: Mutex::new(State { session, failed: None, given_up: None }) })
    }

    /// The connection below, for its addresses.
    pub fn tcp(&self) -> &TcpTransport {
        &self.tcp
    }

    /// From now on this bell wakes who reads.
    pub(in crate::net) fn listen_to(&mut self, bell: Arc<Bell>) {
        self.tcp.listen_to(bell);
    }

    /// The digest of the peer's certificate, as it would be pinned; `None` on
    /// the server's side.
    pub fn peer_pin(&self) -> Option<Pin> {
        let state = self.lock();
        let chain = state.session.connection.peer_certificates()?;
        chain.first().map(|certificate| Pin::of(certificate))
    }

    /// The version that was agreed on: `"TLSv1.2"` or `"TLSv1.3"`.
    pub fn version(&self) -> &'static str {
        match self.lock().session.connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            _ => "TLSv1.2",
        }
    }

    /// A panic inside leaves the state as unusable as any other error does;
    /// what it says then is still the best that there is.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_open(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        let mut looked = false;
        let before = self.tcp.received();
        loop {
            if self.tcp.take_wake() {
                return Err(NetError::new(Status::Interrupted));
            }
            let want = {
                let mut state = self.lock();
                if let Some(outcome) = state.deliver(buf) {
                    return outcome.map(|n| state.deliver_more(&self.tcp, buf, n));
                }
                // A peer that keeps sending, but no data, is silent, too.
                if looked && deadline != Deadline::Now && deadline.has_passed() {
                    return Err(NetError::new(Status::PeerSilent));
                }
                // Only once nothing is left that the descriptor does not show.
                let room = AT_ONCE.saturating_sub(self.tcp.received().saturating_sub(before));
                if deadline == Deadline::Now && room < AHEAD as u64 && !state.session.is_ahead() {
                    return Err(NetError::new(Status::WouldBlock));
                }
                looked = true;
                // If the way out is broken the writer is told. What the peer
                // sent before is to be read all the same.
                let pushed = state.session.push(&self.tcp).unwrap_or(true);
                match state.session.pull(&self.tcp) {
                    Ok(Pulled::Nothing) if pushed => Want::Read,
                    Ok(Pulled::Nothing) => Want::Both,
                    Ok(Pulled::Bytes | Pulled::End) => continue,
                    Err(error) => {
                        state.failed = Some(error);
                        continue;
                    }
                }
            };
            if !self.tcp.wait(want, deadline)? {
                return Err(deadline.missed(Status::PeerSilent));
            }
        }
    }

    /// Sends what waits and then, if there is more, as much of `buf` as fits
    /// into a record. Beside the outcome, how much of `buf` TLS took.
    fn write_open(&self, buf: &[u8], deadline: Deadline) -> (usize, Result<(), NetError>) {
        // What was taken of `buf`, and the count of emptied queues before.
        let mut taken: Option<(usize, u64)> = None;
        let mut late = deadline == Deadline::Now;
        loop {
            {
                let mut state = self.lock();
                let outcome = match state.check_writable() {
                    Ok(()) => state.write_now(&self.tcp, buf, &mut taken),
                    Err(error) => Err(error),
                };
                let n = taken.map_or(0, |(n, _)| n);
                let error = match outcome {
                    Ok(true) => return (n, Ok(())),
                    Ok(false) if !late => None,
                    Ok(false) if taken.is_some() && deadline == Deadline::Now => {
                        // A reader that waits can push the rest.
                        self.tcp.nudge();
                        return (n, Ok(()));
                    }
                    Ok(false) => Some(deadline.missed(Status::WriteTimedOut)),
                    Err(error) => Some(error),
                };
                if let Some(error) = error {
                    // To flush in vain gives nothing up: it may be tried again.
                    if !buf.is_empty() && error.status != Status::WouldBlock {
                        state.give_up(&error);
                    }
                    return (n, Err(error));
                }
            }
            // The system tells of room only when there is plenty of it, so a
            // last try may succeed all the same.
            late = match self.tcp.wait(Want::Write, deadline) {
                Ok(ready) => !ready,
                Err(error) => {
                    self.lock().give_up(&error);
                    return (taken.map_or(0, |(n, _)| n), Err(error));
                }
            };
        }
    }
}

impl State {
    /// What can be said to the reader without the socket: decrypted bytes
    /// first, then how the stream ended, if it did.
    fn deliver(&mut self, buf: &mut [u8]) -> Option<Result<usize, NetError>> {
        match self.session.connection.reader().read(buf) {
            Ok(n) => Some(Ok(n)),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => self.failed.clone().map(Err),
                io::ErrorKind::UnexpectedEof => Some(Err(NetError::new(Status::TlsTruncated))),
                _ => Some(Err(error.into())),
            },
        }
    }

    /// Behind the first `n` bytes what else was received already, so that a
    /// caller with room for many records need not come for each.
    fn deliver_more(&mut self, tcp: &TcpTransport, buf: &mut [u8], mut n: usize) -> usize {
        while n > 0 && n < buf.len() && self.session.is_ahead() {
            match self.session.pull(tcp) {
                Ok(Pulled::Bytes) => {}
                Ok(_) => break,
                // Told when this has been taken.
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
            // The end, too, is told later.
            match self.session.connection.reader().read(buf.get_mut(n..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(more) => n += more,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
        n
    }

    /// How many bytes can be read without the socket becoming readable; at
    /// least 1 if an error can.
    fn ready(&mut self, tcp: &TcpTransport) -> usize {
        loop {
            let mut reader = self.session.connection.reader();
            let there = reader.fill_buf().map_or(0, <[u8]>::len);
            if there > 0 || !self.session.is_ahead() {
                return there.max(usize::from(self.failed.is_some()));
            }
            match self.session.pull(tcp) {
                Ok(Pulled::Bytes) => {}
                Ok(_) => return 0,
                Err(error) => self.failed = Some(error),
            }
        }
    }

    fn check_writable(&self) -> Result<(), NetError> {
        self.failed.as_ref().or(self.given_up.as_ref()).map_or(Ok(()), |error| Err(error.clone()))
    }

    /// A turn of a write: sends what waits, takes what it can of `buf` if that is
    /// not done yet, and sends that. Whether what was taken has left.
    fn write_now(
        &mut self,
        tcp: &TcpTransport,
        buf: &[u8],
        taken: &mut Option<(usize, u64)>,
    ) -> Result<bool, NetError> {
        let mut sent = self.session.push(tcp)?;
        if taken.is_none() && sent {
            let n = self.encrypt(buf)?;
            *taken = Some((n, self.session.emptied));
            sent = self.session.push(tcp)?;
        }
        Ok(taken.is_some_and(|(_, mark)| sent || self.session.emptied != mark))
    }

    /// From here on nothing leaves: what a later read or the close pushed out
    /// would arrive although its sender was told that it was not sent.
    fn give_up(&mut self, error: &NetError) {
        self.session.mute = true;
        self.given_up.get_or_insert_with(|| match error.status {
            Status::WriteTimedOut => {
                NetError::with_detail(Status::WriteTimedOut, "an earlier write was cut off by its deadline")
            }
            _ => error.clone(),
        });
    }

    /// Puts a record's worth into the queue of what is to be sent, which is
    /// empty: nothing piles up there.
    fn encrypt(&mut self, buf: &[u8]) -> Result<usize, NetError> {
        let part = buf.get(..RECORD).unwrap_or(buf);
        match self.session.connection.writer().write(part) {
            Ok(0) if !part.is_empty() => Err(NetError::with_detail(Status::Internal, "TLS took nothing from a write")),
            outcome => outcome.map_err(NetError::from),
        }
    }
}

impl Transport for TlsTransport {
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        self.tcp.check_open()?;
        if buf.is_empty() {
            return Err(empty_buffer());
        }
        self.tcp.unless_closed(self.read_open(buf, deadline))
    }

    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        self.tcp.check_open()?;
        if buf.is_empty() {
            return Ok(0);
        }
        match self.hand_over(buf, deadline) {
            (n, Ok(())) => Ok(n),
            (_, Err(error)) => Err(error),
        }
    }

    fn hand_over(&self, buf: &[u8], deadline: Deadline) -> (usize, Result<(), NetError>) {
        if let Err(error) = self.tcp.check_open() {
            return (0, Err(error));
        }
        let (n, outcome) = self.write_open(buf, deadline);
        // What TLS took counts, whatever became of it.
        (n, self.tcp.unless_closed(outcome.map(|()| 1)).map(|_| ()))
    }

    fn flush(&self, deadline: Deadline) -> Result<(), NetError> {
        // Nothing is taken of an empty buffer, but what waits goes first.
        self.hand_over(&[], deadline).1
    }

    fn wake(&self) {
        self.tcp.wake();
    }

    fn close(&self) {
        // First, so that nobody takes the peer's answer for its own doing.
        if !self.tcp.begin_close() {
            return;
        }
        {
            let mut state = self.lock();
            state.session.connection.send_close_notify();
            // The peer may be gone, or take no more: closing does not wait.
            let _ = state.session.push(&self.tcp);
        }
        self.tcp.shut_down();
    }

    fn abort(&self) {
        if self.tcp.begin_close() {
            self.lock().session.mute = true;
            self.tcp.cut_off();
        }
    }

    fn descriptor(&self) -> Option<RawFd> {
        self.tcp.descriptor()
    }

    fn buffered(&self) -> usize {
        self.lock().ready(&self.tcp)
    }

    fn received(&self) -> u64 {
        self.tcp.received()
    }
}

impl Drop for TlsTransport {
    /// Without TLS's own close the peer would have to believe in a cut.
    fn drop(&mut self) {
        // Perhaps on the way out of a panic: see the drop of `Connection`.
        let _ = catch_unwind(AssertUnwindSafe(|| self.close()));
    }
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsTransport").field("tcp", &self.tcp).finish_non_exhaustive()
    }
}
