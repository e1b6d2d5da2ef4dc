//! An allocator that knows how much a thread holds.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

pub(crate) struct Counting;

thread_local! {
    /// Bytes that this thread has allocated and not freed: below zero where it
    /// frees what others allocated.
    static HELD: Cell<isize> = const { Cell::new(0) };
    /// The most of it since the last look.
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn held(more: isize) {
    let _ = HELD.try_with(|held| {
        let now = held.get().wrapping_add(more);
        held.set(now);
        let _ = MOST.try_with(|most| most.set(most.get().max(now)));
    });
}

// SAFETY: all is left to the system's allocator; numbers are counted, which
// allocates nothing (the cells are constant and have no destructor).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        held(layout.size().cast_signed());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        held(-layout.size().cast_signed());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The most bytes that this thread held while it did this, beyond what it held
/// before.
pub(crate) fn most_held<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get();
    MOST.set(before);
    let done = work();
    (done, usize::try_from(MOST.get() - before).unwrap())
}

/// The bytes that this thread holds now.
#[allow(dead_code)] // most tests ask for the most only
pub(crate) fn now_held() -> isize {
    HELD.get()
}
