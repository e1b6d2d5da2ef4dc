//! A link and the manager behind it, from the first byte to the last.

use std::io::{self, ErrorKind};

use super::link::Link;
use super::manager::Manager;
use rustix::event::PollFlags;

/// How long a closed connection waits until the client has read everything and
/// closed, too. To drop it at once, with bytes of the client's unread, would
/// reset it, and the client could lose the last answer.
const LINGER: u64 = 2_000_000_000;

/// How many bytes are read before the others have their turn.
const READ: usize = 64 * 1024;

/// With so many bytes to be sent, no more requests are worked off: a client
/// that sends many and reads slowly has to wait.
const STALL: usize = 64 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    Open,
    /// The last bytes are on their way, up to that time.
    Leaving(u64),
    /// Everything was sent; up to that time the client's close is awaited.
    Lingering(u64),
}

/// A connection.
pub(super) struct Connection {
    link: Link,
    pub(super) manager: Manager,
    life: Life,
    /// There may be bytes to read that the socket knows nothing of.
    unread: bool,
}

impl Connection {
    pub(super) fn new(link: Link, manager: Manager) -> Connection {
        Connection { link, manager, life: Life::Open, unread: false }
    }

    /// The socket, and what to wait for.
    pub(super) fn interest(&self) -> (&Link, PollFlags) {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, self.reads());
        flags.set(PollFlags::OUT, self.link.holds_bytes() || !self.manager.transmit().is_empty());
        (&self.link, flags)
    }

    fn reads(&self) -> bool {
        match self.life {
            Life::Open => self.manager.wants_input(),
            Life::Leaving(_) => false,
            Life::Lingering(_) => true,
        }
    }

    /// Whether it should be read from, whatever the socket says.
    pub(super) fn is_unread(&self) -> bool {
        self.unread && self.reads()
    }

    /// Whether so much waits to be sent that requests have to wait, too.
    pub(super) fn is_stalled(&self, out_limit: usize) -> bool {
        self.manager.transmit().len() > STALL.min(out_limit / 2)
    }

    /// When something is to be done, if nothing comes.
    pub(super) fn deadline(&self) -> Option<u64> {
        match self.life {
            Life::Open => self.manager.deadline(),
            Life::Leaving(until) | Life::Lingering(until) => Some(until),
        }
    }

    /// Reads what has come, up to a measure. `over` says that nothing can be
    /// sent any more.
    ///
    /// Errors: the connection is of no use any more.
    pub(super) fn read(&mut self, buffer: &mut [u8], over: bool) -> io::Result<()> {
        if over && !self.reads() {
            return Err(ErrorKind::ConnectionReset.into());
        }
        let mut read = 0;
        self.unread = true;
        while read < READ && self.reads() {
            match self.link.read(buffer) {
                Ok(0) if self.life == Life::Open => self.manager.end_of_input(),
                Ok(0) => return Err(ErrorKind::NotConnected.into()),
                Ok(n) => {
                    read += n;
                    if self.life == Life::Open {
                        self.manager.receive(&buffer[..n]);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.unread = false;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Sends what there is to send, and closes what is to be closed.
    ///
    /// Errors: the connection is of no use any more.
    pub(super) fn write(&mut self, now: u64) -> io::Result<()> {
        while !self.manager.transmit().is_empty() {
            match self.link.write(self.manager.transmit()) {
                Ok(0) => break,
                Ok(n) => self.manager.sent(n),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.link.flush()?;
        if self.life == Life::Open && self.manager.is_closing() {
            self.life = Life::Leaving(now.saturating_add(LINGER));
        }
        match self.life {
            Life::Leaving(until) | Life::Lingering(until) if until <= now => Err(ErrorKind::TimedOut.into()),
            Life::Leaving(until) if self.manager.transmit().is_empty() && self.link.leave()? => {
                self.life = Life::Lingering(until);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
