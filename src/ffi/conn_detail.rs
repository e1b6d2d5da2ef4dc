//! Details of failures
//!
//! What a status cannot know, in words for a person.

use core::ffi::c_char;

#[cfg(feature = "net")]
use super::arguments::{aligned, put};
use super::conn::amiwire_conn;

/// What this thread's last call on the connection adds to its status, for a
/// person: which address, which header, which certificate; "" if nothing. Never
/// a secret. Of a certificate that was refused the SHA-256 pin comes first.
/// After AMIWIRE_NOTICE it is what AMIWIRE_WHAT_CUT and
/// AMIWIRE_WHAT_ATTEMPT_FAILED add to the status in the outcome. `*os_error`
/// gets the operating system's error number, or 0. `conn` and `os_error` may be
/// NULL. A wrong argument gives "".
///
/// With NULL for `conn`: of this thread's last amiwire_conn_open() or
/// _open_transport(), after it failed.
///
/// Each thread has its own, and one only. amiwire_conn_recv(), _call(),
/// _answer(), _send(), _login(), _set_events() and the opens replace it, and
/// leave none where they succeed; a call on another connection, if it fails,
/// leaves none of this one. What only looks (_outcome(), _version(), _counter(),
/// _fd(), _wait_ms(), _buffered()), _interrupt() and _close() leave it as it is.
/// A binding whose threads can move from one thread of the operating system to
/// another reads it together with the call that failed, without a point
/// between at which they can move. The text lives until the thread's next call
/// that replaces it.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `os_error` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_detail(conn: *const amiwire_conn, os_error: *mut i32) -> *const c_char {
    #[cfg(feature = "net")]
    // SAFETY: as for this function.
    return unsafe {
        if aligned(conn).and(aligned(os_error)).is_err() {
            return c"".as_ptr();
        }
        let (detail, number) = super::handle::detail(conn);
        put(os_error, number);
        detail
    };
    #[cfg(not(feature = "net"))]
    {
        let _ = (conn, os_error);
        c"".as_ptr()
    }
}
