//! What a call that failed adds to its status. It is kept for the thread that
//! called, with the connection that the call was on, so that two threads never
//! see each other's, and a call on another connection gives nothing of this one.

use core::cell::RefCell;
use core::ffi::c_char;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::ffi::CString;
use std::string::String;

use crate::net::NetError;

/// The owner of a detail: one for each connection. There is no other
/// of the same number, not even after a close, as there may be of an address.
pub(super) struct Owner {
    number: usize,
    /// Whether any thread ever kept something of it. Until then, which is for
    /// ever with most connections, there is nothing to forget.
    failed: AtomicBool,
}

impl Owner {
    pub(super) fn new() -> Owner {
        static COUNT: AtomicUsize = AtomicUsize::new(OPENS + 1);
        Owner { number: COUNT.fetch_add(1, Ordering::Relaxed), failed: AtomicBool::new(false) }
    }
}

/// The number of what is no connection yet: calls that open one.
const OPENS: usize = 0;

struct Last {
    number: usize,
    text: Option<CString>,
    os_error: i32,
}

std::thread_local! {
    static LAST: RefCell<Last> = const { RefCell::new(Last { number: OPENS, text: None, os_error: 0 }) };
}

pub(super) fn c_text(text: String) -> CString {
    CString::new(text.replace('\0', "\\0")).unwrap_or_default()
}

fn number(owner: Option<&Owner>) -> usize {
    owner.map_or(OPENS, |owner| owner.number)
}

/// A call begins, or one failed that has nothing to add: what an earlier one
/// left is not its detail. Without an owner it is one that opens.
pub(super) fn forget(owner: Option<&Owner>) {
    if owner.is_some_and(|owner| !owner.failed.load(Ordering::Relaxed)) {
        return;
    }
    let _ = LAST.try_with(|last| {
        let mut last = last.borrow_mut();
        if last.number == number(owner) {
            (last.text, last.os_error) = (None, 0);
        }
    });
}

/// A call failed: keeps what the error says beside its status.
pub(super) fn keep(owner: Option<&Owner>, error: NetError) -> i32 {
    if error.detail.is_empty() && error.os_error == 0 {
        forget(owner);
        return error.status.code();
    }
    if let Some(owner) = owner {
        owner.failed.store(true, Ordering::Relaxed);
    }
    let _ = LAST.try_with(|last| {
        *last.borrow_mut() = Last { number: number(owner), text: Some(c_text(error.detail)), os_error: error.os_error };
    });
    error.status.code()
}

/// What this thread's last call added, if it was this connection's. The text
/// lives until its next call.
pub(super) fn last(owner: Option<&Owner>) -> (*const c_char, i32) {
    let kept = LAST.try_with(|last| {
        let last = last.borrow();
        let text = last.text.as_ref().filter(|_| last.number == number(owner))?;
        Some((text.as_ptr(), last.os_error))
    });
    kept.ok().flatten().unwrap_or((c"".as_ptr(), 0))
}
