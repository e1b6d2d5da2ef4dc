//! rustls over a socket that never waits, and the handshake.

use std::boxed::Box;
use std::io;
use std::vec;

use rustls::Connection;

use super::errors;
use crate::Status;
use crate::net::tcp::{TcpTransport, Want};
use crate::net::{Deadline, NetError};

/// The state of TLS. All its calls return at once; who has to wait does so
/// outside, without the lock in which this lies.
pub(super) struct Session {
    pub(super) connection: Connection,
    ahead: Ahead,
    /// Counts how often all that was to be sent had been sent.
    pub(super) emptied: u64,
    /// A write was given up: what is still to be sent stays here.
    pub(super) mute: bool,
}

/// What a look at the socket brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pulled {
    /// Bytes; perhaps there is something to deliver or to send now.
    Bytes,
    /// Nothing yet.
    Nothing,
    /// The peer sends no more.
    End,
}

impl Session {
    pub(super) fn new(connection: Connection) -> Self {
        Session { connection, ahead: Ahead::new(), emptied: 0, mute: false }
    }

    /// Sends what is to be sent; false if a rest has to wait for room.
    ///
    /// All that leaves goes through here. After a write was given up nothing
    /// does, also not a goodbye or an answer of TLS's own.
    pub(super) fn push(&mut self, tcp: &TcpTransport) -> Result<bool, NetError> {
        if self.mute {
            return Err(NetError::with_detail(Status::BadState, "nothing is sent any more"));
        }
        while self.connection.wants_write() {
            match self.connection.write_tls(&mut Socket(tcp)) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        self.emptied = self.emptied.wrapping_add(1);
        Ok(true)
    }

    /// Whether something was received that was not decrypted yet.
    pub(super) fn is_ahead(&self) -> bool {
        self.ahead.from < self.ahead.to
    }

    /// Reads and decrypts what is there, at most a few kilobytes. rustls holds
    /// no more than one record, or 64 KiB of handshake, and does not read
    /// while decrypted bytes wait, so nothing grows by what the peer does.
    pub(super) fn pull(&mut self, tcp: &TcpTransport) -> Result<Pulled, NetError> {
        let handshaking = self.connection.is_handshaking();
        match self.connection.read_tls(&mut Incoming(tcp, &mut self.ahead)) {
            Ok(0) => return Ok(Pulled::End),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Ok(Pulled::Nothing);
            }
            // rustls itself, which has no room for what the peer wants.
            Err(error) if error.raw_os_error().is_none() => {
                let status = if handshaking { Status::TlsHandshake } else { Status::TlsBroken };
                return Err(NetError::with_detail(status, std::format!("{error}")));
            }
            Err(error) => return Err(error.into()),
        }
        if !self.speaks_tls() {
            return Err(not_tls());
        }
        match self.connection.process_new_packets() {
            Ok(_) => Ok(Pulled::Bytes),
            Err(error) => {
                // rustls has an alert ready that tells the peer why.
                let _ = self.push(tcp);
                Err(match handshaking {
                    true => errors::in_handshake(&error),
                    false => errors::afterwards(&error),
                })
            }
        }
    }

    /// Whether the peer's first byte, if there is one, is that of a record:
    /// change of cipher, alert, handshake, data.
    fn speaks_tls(&self) -> bool {
        self.ahead.first.is_none_or(|byte| (20..=23).contains(&byte))
    }

    /// Talks until both sides agree on the keys.
    pub(super) fn handshake(&mut self, tcp: &TcpTransport, deadline: Deadline) -> Result<(), NetError> {
        loop {
            if tcp.take_wake() {
                return Err(NetError::new(Status::Interrupted));
            }
            let sent = match self.push(tcp) {
                Ok(sent) => sent,
                // The peer may have said why it will hear no more.
                Err(error) => return Err(self.last_words(tcp).unwrap_or(error)),
            };
            if sent && !self.connection.is_handshaking() {
                return Ok(());
            }
            match self.pull(tcp)? {
                Pulled::Bytes => continue,
                Pulled::End => return Err(self.cut_short()),
                Pulled::Nothing => {}
            }
            let want = if sent { Want::Read } else { Want::Both };
            if !tcp.wait(want, deadline)? {
                return Err(NetError::with_detail(
                    deadline.missed(Status::PeerSilent).status,
                    "during the TLS handshake",
                ));
            }
        }
    }

    /// Reads on after the way out broke, for the error that explains it.
    fn last_words(&mut self, tcp: &TcpTransport) -> Option<NetError> {
        loop {
            match self.pull(tcp) {
                Ok(Pulled::Bytes) => {}
                Ok(_) => return None,
                Err(error) if error.status == Status::Reset => return None,
                Err(error) => return Some(error),
            }
        }
    }

    fn cut_short(&self) -> NetError {
        NetError::with_detail(
            Status::TlsHandshake,
            match self.ahead.first {
                None => "the peer closed the connection without a word",
                Some(_) => "the peer closed the connection in the middle of it",
            },
        )
    }
}

fn not_tls() -> NetError {
    NetError::new(Status::NotTls)
}

/// The socket as rustls writes to it; it answers `WouldBlock` instead of waiting.
struct Socket<'a>(&'a TcpTransport);

impl io::Write for Socket<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.try_write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much is received at once. rustls itself asks for 4 KiB at a time, a
/// quarter of a record.
pub(super) const AHEAD: usize = 32 * 1024;

/// What was received and rustls has not asked for yet.
struct Ahead {
    bytes: Box<[u8]>,
    from: usize,
    to: usize,
    /// The peer's first byte.
    first: Option<u8>,
}

impl Ahead {
    fn new() -> Self {
        Ahead { bytes: vec![0; AHEAD].into(), from: 0, to: 0, first: None }
    }
}

/// What rustls reads from: first what was received ahead, then the socket.
struct Incoming<'a>(&'a TcpTransport, &'a mut Ahead);

impl io::Read for Incoming<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let Incoming(tcp, ahead) = self;
        if ahead.from >= ahead.to {
            (ahead.from, ahead.to) = (0, tcp.try_read(&mut ahead.bytes)?);
            if ahead.first.is_none() && ahead.to > 0 {
                ahead.first = ahead.bytes.first().copied();
            }
        }
        let there = ahead.bytes.get(ahead.from..ahead.to).unwrap_or_default();
        let n = there.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..n), there.get(..n)) {
            to.copy_from_slice(from);
        }
        ahead.from += n;
        Ok(n)
    }
}
