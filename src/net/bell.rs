//! What wakes a thread that waits for the socket.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;

use super::error::NetError;
use super::transport::Deadline;

/// A descriptor that becomes readable when somebody rings.
///
/// The flag is the truth, the descriptor only ends the wait: a stale ring of
/// the descriptor makes a waiting thread look once in vain, no more.
///
/// To ring is allowed in a signal handler: a store and a write, which never
/// waits. The write leaves `errno` alone, since it succeeds: it could fail only
/// after 2⁶⁴ − 2 rings that nobody answered.
#[derive(Debug)]
pub(super) struct Bell {
    rung: AtomicBool,
    descriptor: OwnedFd,
}

impl Bell {
    pub(super) fn new() -> rustix::io::Result<Self> {
        Ok(Bell {
            rung: AtomicBool::new(false),
            descriptor: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
        })
    }

    /// Asks for the interruption of the wait, or of the next one.
    pub(super) fn ring(&self) {
        self.rung.store(true, Ordering::SeqCst);
        self.nudge();
    }

    /// Lets the waiting thread look again, without an interruption.
    pub(super) fn nudge(&self) {
        // It fails only when the counter is full, and then it is readable.
        let _ = rustix::io::write(&self.descriptor, &1u64.to_ne_bytes());
    }

    /// Waits for it alone; false if the deadline passed first.
    pub(super) fn wait(&self, deadline: Deadline) -> Result<bool, NetError> {
        loop {
            let left = deadline.remaining();
            let limit = left.and_then(|left| Timespec::try_from(left).ok());
            match poll(&mut [PollFd::new(self, PollFlags::IN)], limit.as_ref()) {
                Ok(0) if left.is_some() && deadline.has_passed() => return Ok(false),
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => {
                    self.hush();
                    return Ok(true);
                }
                Err(errno) => return Err(io::Error::from(errno).into()),
            }
        }
    }

    /// Whether an interruption was asked for since this was last answered.
    pub(super) fn take(&self) -> bool {
        self.rung.swap(false, Ordering::SeqCst)
    }

    /// Makes the descriptor silent again, after it ended a wait.
    pub(super) fn hush(&self) {
        let _ = rustix::io::read(&self.descriptor, &mut [0u8; 8]);
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readable(bell: &Bell) -> bool {
        let mut fds = [PollFd::new(bell, PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default())).unwrap() == 1
    }

    #[test]
    fn many_rings_are_one() {
        let bell = Bell::new().unwrap();
        assert!(!bell.take() && !readable(&bell));
        bell.ring();
        bell.ring();
        assert!(readable(&bell));
        assert!(bell.take() && !bell.take());
        bell.hush();
        assert!(!readable(&bell));
        bell.hush();
    }

    #[test]
    fn a_nudge_interrupts_nothing() {
        let bell = Bell::new().unwrap();
        bell.nudge();
        assert!(readable(&bell) && !bell.take());
    }
}
