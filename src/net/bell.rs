//! What wakes a thread that waits for the socket.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{EventfdFlags, eventfd};

/// A descriptor that becomes readable when somebody rings.
///
/// The flag is the truth, the descriptor only ends the wait: a stale ring of
/// the descriptor makes a waiting thread look once in vain, no more.
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
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

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
