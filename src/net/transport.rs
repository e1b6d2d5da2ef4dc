//! The table that every carrier of bytes fills, and the point in time until
//! which a call may wait.

use std::os::fd::RawFd;
use std::time::{Duration, Instant};

use super::error::NetError;
use crate::Status;

/// Until when a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// Not at all: what cannot be done at once is [`Status::WouldBlock`].
    Now,
    /// Until this instant.
    At(Instant),
    /// As long as it takes.
    Never,
}

impl Deadline {
    /// This long from now. What lies beyond the clock's range is
    /// [`Deadline::Never`].
    pub fn after(wait: Duration) -> Self {
        Instant::now().checked_add(wait).map_or(Deadline::Never, Deadline::At)
    }

    /// The time that is left: zero once the deadline has passed, `None` if it
    /// never does.
    pub fn remaining(self) -> Option<Duration> {
        match self {
            Deadline::Now => Some(Duration::ZERO),
            Deadline::At(at) => Some(at.saturating_duration_since(Instant::now())),
            Deadline::Never => None,
        }
    }

    /// Whether there is no time left to wait.
    pub fn has_passed(self) -> bool {
        self.remaining() == Some(Duration::ZERO)
    }

    /// What a call that could not be done in time reports: `late` where it
    /// waited in vain, [`Status::WouldBlock`] where it was not to wait.
    pub(super) fn missed(self, late: Status) -> NetError {
        NetError::new(match self {
            Deadline::Now => Status::WouldBlock,
            _ => late,
        })
    }
}

/// Something that carries bytes to the exchange and back.
///
/// One thread may read while another writes and a third wakes or closes. Two
/// threads that read at once each get a part of the stream.
pub trait Transport: Send + Sync {
    /// Waits for bytes and puts them into `buf`. Gives their number, at least
    /// 1; 0 only when the peer has closed the connection in an orderly way and
    /// all that it sent before has been delivered.
    ///
    /// # Errors
    /// [`Status::PeerSilent`] when the deadline passes,
    /// [`Status::WouldBlock`] with [`Deadline::Now`],
    /// [`Status::Interrupted`] after [`wake`](Self::wake) or when the
    /// transport is closed meanwhile, [`Status::BadState`] when it already
    /// was, [`Status::BadArgument`] for an empty `buf`, [`Status::Reset`],
    /// [`Status::Io`]; over TLS also its own, of which
    /// [`Status::TlsTruncated`] is an end without TLS's own close.
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError>;

    /// Takes bytes off the front of `buf` and gives their number, at least 1
    /// unless `buf` is empty. Bytes that were taken must not be offered again.
    ///
    /// # Errors
    /// [`Status::WriteTimedOut`] when the deadline passes,
    /// [`Status::WouldBlock`] with [`Deadline::Now`],
    /// [`Status::Interrupted`] when the transport is closed meanwhile,
    /// [`Status::BadState`] when it already was, [`Status::Reset`],
    /// [`Status::Io`]; over TLS also its own.
    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError>;

    /// Sees to it that bytes which `write` has taken are handed to the system.
    /// Needed only after a `write` with [`Deadline::Now`] over TLS, where a
    /// record may have gone out in part; each later read and write pushes the
    /// rest, too.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn flush(&self, deadline: Deadline) -> Result<(), NetError> {
        let _ = deadline;
        Ok(())
    }

    /// Ends the `read` that waits now, or else the next one, with
    /// [`Status::Interrupted`]; several wakes before that count as one.
    /// Does not wait.
    fn wake(&self);

    /// Says goodbye as far as that goes without waiting, and ends all that
    /// waits in this transport. The descriptor stays allocated until the
    /// transport is dropped. A second close does nothing.
    ///
    /// A peer that goes on sending after that is answered with a reset once
    /// the transport is dropped, which may cost it what it had not read yet.
    /// Who must be sure that the last words arrive reads until the peer closes.
    fn close(&self);

    /// What to wait on in an event loop, if there is such a thing. It is
    /// nonblocking and stays the transport's own: only wait on it.
    fn descriptor(&self) -> Option<RawFd>;

    /// How many bytes the next read can surely deliver from what was read
    /// off the descriptor before, so that waiting on the descriptor would not
    /// show them. There may be more; 0 means that there are none. An event
    /// loop reads until [`Status::WouldBlock`] and so never needs to ask.
    fn buffered(&self) -> usize;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_know_what_is_left() {
        assert_eq!(Deadline::Never.remaining(), None);
        assert!(!Deadline::Never.has_passed());
        assert!(Deadline::Now.has_passed());
        assert!(Deadline::At(Instant::now()).has_passed());
        let later = Deadline::after(Duration::from_secs(3600));
        assert!(!later.has_passed());
        assert!(later.remaining().unwrap() > Duration::from_secs(3000));
        assert_eq!(Deadline::after(Duration::MAX), Deadline::Never);
    }

    #[test]
    fn missing_a_deadline_depends_on_whether_it_was_one() {
        let missed = |deadline: Deadline| deadline.missed(Status::PeerSilent).status;
        assert_eq!(missed(Deadline::Now), Status::WouldBlock);
        assert_eq!(missed(Deadline::At(Instant::now())), Status::PeerSilent);
    }
}
