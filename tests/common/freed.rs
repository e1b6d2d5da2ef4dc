//! An allocator that looks at what is given back to it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

pub(crate) struct Searching;

thread_local! {
    /// What this thread's freed memory is searched for.
    static WANTED: Cell<Option<&'static [u8]>> = const { Cell::new(None) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is left to the system's allocator; memory is read before it is
// given back, and nothing is allocated for that.
unsafe impl GlobalAlloc for Searching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on. Zeroed, so that all of it
        // may be read.
        unsafe { System.alloc_zeroed(layout) }
    }

    // Growing copies and frees, as it may anyway: std's own does it by the two
    // functions here.
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if let Ok(Some(wanted)) = WANTED.try_with(Cell::get) {
            // SAFETY: the memory of a layout that is given back, written to
            // since it was allocated.
            let bytes = unsafe { std::slice::from_raw_parts(pointer, layout.size()) };
            if bytes.windows(wanted.len()).any(|window| window == wanted) {
                FOUND.set(FOUND.get() + 1);
            }
        }
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many pieces of memory that held this were freed by this thread
/// meanwhile.
pub(crate) fn times(wanted: &'static [u8], work: impl FnOnce()) -> usize {
    FOUND.set(0);
    WANTED.set(Some(wanted));
    work();
    WANTED.set(None);
    FOUND.get()
}
