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

/// How much a read that is not to wait takes off the socket before it says that
/// there is nothing: a peer may send without end what is no data, such as
/// tickets of TLS.
pub(super) const AT_ONCE: u64 = 64 * 1024;

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
    /// A write of bytes that fails with anything but [`Status::WouldBlock`] was
    /// given up: what it had not passed to the system stays here for good. No
    /// later read, write or close sends it.
    ///
    /// # Errors
    /// [`Status::WriteTimedOut`] when the deadline passes,
    /// [`Status::WouldBlock`] with [`Deadline::Now`],
    /// [`Status::Interrupted`] when the transport is closed meanwhile,
    /// [`Status::BadState`] when it already was, [`Status::Reset`],
    /// [`Status::Io`]; over TLS also its own.
    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError>;

    /// The same as [`write`](Self::write), and gives beside the outcome how many
    /// bytes at the front of `buf` the peer may see, also where the outcome is
    /// an error: TLS may have encrypted bytes and then found no room to send
    /// them. What is left of `buf` never leaves by this call.
    ///
    /// A transport that does not know leaves this as it is: after an error other
    /// than [`Status::WouldBlock`] any byte may have been passed on.
    fn hand_over(&self, buf: &[u8], deadline: Deadline) -> (usize, Result<(), NetError>) {
        match self.write(buf, deadline) {
            Ok(n) => (n, Ok(())),
            Err(error) if error.status == Status::WouldBlock => (0, Err(error)),
            Err(error) => (buf.len(), Err(error)),
        }
    }

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
    ///
    /// It may be called from a signal handler, by
    /// [`Sender::interrupt`](super::Sender::interrupt): no wait, no lock, no
    /// allocation, and `errno` as it was.
    fn wake(&self);

    /// Says goodbye as far as that goes without waiting, and ends all that
    /// waits in this transport. The descriptor stays allocated until the
    /// transport is dropped. A second close does nothing.
    ///
    /// A peer that goes on sending after that is answered with a reset once
    /// the transport is dropped, which may cost it what it had not read yet.
    /// Who must be sure that the last words arrive reads until the peer closes.
    ///
    /// After a write that was given up there is no goodbye: nothing may leave.
    fn close(&self);

    /// Closes after a write was given up: no goodbye, and what lies in the
    /// system's buffers does not leave either, as far as that can be done. A
    /// transport that cannot do it just closes.
    fn abort(&self) {
        self.close();
    }

    /// What to wait on in an event loop, if there is such a thing. It is
    /// nonblocking and stays the transport's own: only wait on it.
    fn descriptor(&self) -> Option<RawFd>;

    /// How many bytes the next read can surely deliver from what was read
    /// off the descriptor before, so that waiting on the descriptor would not
    /// show them. There may be more; 0 means that there are none. An event
    /// loop reads until [`Status::WouldBlock`] and so never needs to ask.
    fn buffered(&self) -> usize;

    /// How many bytes were ever taken off the descriptor, encrypted ones as they
    /// came. 0 where nobody counts; then what `read` gives is counted.
    fn received(&self) -> u64 {
        0
    }
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
        let (before, hour) = (Instant::now(), Duration::from_secs(3600));
        let later = Deadline::after(hour);
        let Deadline::At(at) = later else { panic!("a deadline became none") };
        assert!(at >= before + hour && at <= Instant::now() + hour);
        assert!(!later.has_passed());
        let left = || at.saturating_duration_since(Instant::now());
        let (more, remaining, less) = (left(), later.remaining().unwrap(), left());
        assert!(less <= remaining && remaining <= more);
        assert_eq!(Deadline::after(Duration::MAX), Deadline::Never);
    }

    #[test]
    fn missing_a_deadline_depends_on_whether_it_was_one() {
        let missed = |deadline: Deadline| deadline.missed(Status::PeerSilent).status;
        assert_eq!(missed(Deadline::Now), Status::WouldBlock);
        assert_eq!(missed(Deadline::At(Instant::now())), Status::PeerSilent);
    }
}
