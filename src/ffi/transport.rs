//! Transport
//!
//! What carries bytes to the exchange and back, as a table of functions. The
//! connector brings TCP and TLS of its own; bring your own table for anything
//! else: another TLS library, a tunnel, an exchange so old that it cannot do
//! TLS 1.2.

use core::ffi::{c_int, c_void};

#[cfg(feature = "net")]
use crate::Status;
#[cfg(feature = "net")]
use crate::net::{Deadline, NetError, Transport};

/// A wait without end.
pub const AMIWIRE_FOREVER: i64 = -1;

/// A transport. The functions may be called from two threads at once, one in
/// `read` and one in `write`; a third may call `wake` or `close`. They must
/// neither call the connection that they serve nor leave by longjmp or an
/// exception. `read`, `write`, and `close` must be there.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_transport {
    /// sizeof(amiwire_transport).
    pub struct_size: u32,
    /// 0.
    pub reserved: u32,
    /// Handed to each function.
    pub user: *mut c_void,
    /// Receives up to `room` bytes into `buf` and sets `*n` to how many, at
    /// least 1. Waits `wait_ms` milliseconds; not at all if that is 0, without
    /// end if it is AMIWIRE_FOREVER.
    ///
    /// Returns AMIWIRE_OK, AMIWIRE_CLOSED at the orderly end of the stream,
    /// AMIWIRE_WOULD_BLOCK where it was not to wait, AMIWIRE_PEER_SILENT when
    /// the time is over, AMIWIRE_INTERRUPTED after `wake`, AMIWIRE_RESET,
    /// AMIWIRE_IO, or any other error.
    pub read:
        Option<unsafe extern "C" fn(user: *mut c_void, buf: *mut u8, room: usize, wait_ms: i64, n: *mut usize) -> i32>,
    /// Sends up to `len` bytes and sets `*n` to how many, at least 1. Waits as
    /// `read` does.
    ///
    /// Returns AMIWIRE_OK, AMIWIRE_WOULD_BLOCK, AMIWIRE_WRITE_TIMED_OUT,
    /// AMIWIRE_RESET, AMIWIRE_IO, or any other error.
    pub write:
        Option<unsafe extern "C" fn(user: *mut c_void, buf: *const u8, len: usize, wait_ms: i64, n: *mut usize) -> i32>,
    /// Ends a waiting `read`, or the next one, with AMIWIRE_INTERRUPTED;
    /// several wakes before that count as one. It makes the receiving thread
    /// look again, and no more: what interrupts its caller is
    /// amiwire_conn_interrupt(). NULL if that cannot be done.
    pub wake: Option<unsafe extern "C" fn(user: *mut c_void)>,
    /// Closes. Called exactly once, and nothing after it.
    pub close: Option<unsafe extern "C" fn(user: *mut c_void)>,
    /// The descriptor to wait on in an event loop, or -1. NULL for none.
    pub descriptor: Option<unsafe extern "C" fn(user: *mut c_void) -> c_int>,
    /// How many bytes `read` can give that waiting on the descriptor would not
    /// show. NULL for 0.
    pub buffered: Option<unsafe extern "C" fn(user: *mut c_void) -> usize>,
}

/// A transport that C brought.
#[cfg(feature = "net")]
pub(super) struct Brought {
    table: amiwire_transport,
    closed: std::sync::atomic::AtomicBool,
}

// SAFETY: the header demands of the functions that they may be called from
// several threads at once; `user` is handed through and never looked at.
#[cfg(feature = "net")]
unsafe impl Send for Brought {}
// SAFETY: as above.
#[cfg(feature = "net")]
unsafe impl Sync for Brought {}

#[cfg(feature = "net")]
impl Brought {
    pub(super) fn new(table: amiwire_transport) -> Result<Self, Status> {
        match (table.read, table.write, table.close) {
            (Some(_), Some(_), Some(_)) => Ok(Brought { table, closed: false.into() }),
            _ => Err(Status::NullArgument),
        }
    }
}

/// Milliseconds as the table wants them.
#[cfg(feature = "net")]
fn wait(deadline: Deadline) -> i64 {
    match (deadline, deadline.remaining()) {
        (Deadline::Now, _) => 0,
        (_, None) => AMIWIRE_FOREVER,
        (_, Some(left)) => super::handle::milliseconds(left),
    }
}

#[cfg(feature = "net")]
fn outcome(code: i32, n: usize, most: usize, deadline: Deadline) -> Result<usize, NetError> {
    match Status::from_code(code) {
        // A count that cannot be is the transport's fault, and is not believed.
        Some(Status::Ok) if n == 0 || n > most => {
            Err(NetError::with_detail(Status::BadArgument, "the transport gave an impossible count"))
        }
        Some(Status::Ok) => Ok(n),
        Some(Status::Closed) => Ok(0),
        // A deadline that had passed already was a wait of 0.
        Some(Status::WouldBlock) if deadline != Deadline::Now => Err(NetError::new(Status::PeerSilent)),
        // A misuse is the transport's own, not one of those which say that the
        // transport is still the caller's.
        Some(status) if !(-199..=-100).contains(&status.code()) => Err(NetError::new(status)),
        _ => Err(NetError::with_detail(Status::Io, std::format!("the transport returned {code}"))),
    }
}

/// What was taken is closed, also where no connection came of it.
#[cfg(feature = "net")]
impl Drop for Brought {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(feature = "net")]
impl Transport for Brought {
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        let Some(read) = self.table.read else { return Err(NetError::new(Status::NullArgument)) };
        let mut n = 0;
        // SAFETY: the buffer is ours and of that length; the rest is the
        // header's demand on the function.
        let code = unsafe { read(self.table.user, buf.as_mut_ptr(), buf.len(), wait(deadline), &raw mut n) };
        outcome(code, n, buf.len(), deadline)
    }

    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        let Some(write) = self.table.write else { return Err(NetError::new(Status::NullArgument)) };
        let mut n = 0;
        // SAFETY: as for `read`.
        let code = unsafe { write(self.table.user, buf.as_ptr(), buf.len(), wait(deadline), &raw mut n) };
        match outcome(code, n, buf.len(), deadline) {
            Err(error) if error.status == Status::PeerSilent => Err(NetError::new(Status::WriteTimedOut)),
            Ok(0) => Err(NetError::new(Status::Reset)),
            outcome => outcome,
        }
    }

    fn wake(&self) {
        if let Some(wake) = self.table.wake {
            // SAFETY: the header's demand on the function.
            unsafe { wake(self.table.user) }
        }
    }

    fn close(&self) {
        let closed = self.closed.swap(true, std::sync::atomic::Ordering::AcqRel);
        if let (false, Some(close)) = (closed, self.table.close) {
            // SAFETY: the header's demand on the function; called once.
            unsafe { close(self.table.user) }
        }
    }

    fn descriptor(&self) -> Option<std::os::fd::RawFd> {
        // SAFETY: the header's demand on the function.
        self.table.descriptor.map(|descriptor| unsafe { descriptor(self.table.user) }).filter(|fd| *fd >= 0)
    }

    fn buffered(&self) -> usize {
        // SAFETY: the header's demand on the function.
        self.table.buffered.map_or(0, |buffered| unsafe { buffered(self.table.user) })
    }
}
