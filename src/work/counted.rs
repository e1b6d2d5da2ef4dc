//! The counters themselves: each thread has its own.

use core::cell::Cell;

/// What a thread has looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    pub(crate) slots: u64,
}

impl Work {
    /// All of it as one number.
    pub(crate) fn sum(self) -> u64 {
        self.bytes + self.lines + self.slots
    }
}

std::thread_local! {
    static WORK: Cell<Work> = const { Cell::new(Work { bytes: 0, lines: 0, slots: 0 }) };
}

pub(super) fn add(more: impl FnOnce(&mut Work)) {
    let mut work = WORK.get();
    more(&mut work);
    WORK.set(work);
}

/// What this thread looks at during `act`.
pub(crate) fn done<T>(act: impl FnOnce() -> T) -> (T, Work) {
    let before = WORK.get();
    let outcome = act();
    let after = WORK.get();
    let work = Work {
        bytes: after.bytes - before.bytes,
        lines: after.lines - before.lines,
        slots: after.slots - before.slots,
    };
    (outcome, work)
}
