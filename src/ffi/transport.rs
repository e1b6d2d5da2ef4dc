//! Transport
//!
//! What carries bytes to the exchange and back, as a table of functions. The
//! connector brings TCP and TLS of its own; bring your own table for anything
//! else: another TLS library, a tunnel, an exchange so old that it cannot do
//! TLS 1.2.

use core::ffi::{c_int, c_void};

#[cfg(feature = "net")]
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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
    /// Returns AMIWIRE_OK, AMIWIRE_WOULD_BLOCK if nothing was taken and it was
    /// not to wait, AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, or any
    /// other error.
    ///
    /// An error other than AMIWIRE_WOULD_BLOCK gives the write up: the
    /// connection is cut. Then set `*n` to how many bytes at the front of `buf`
    /// the peer may see all the same, such as those in a record that TLS could
    /// not send: 0 if there are none. If you leave `*n` alone, that may be any
    /// of them. An action whose last byte is among them is reported as
    /// AMIWIRE_WHAT_UNKNOWN, one that is not as AMIWIRE_WHAT_UNSENT: so nothing
    /// that is left may leave later, neither by `read` nor by `close`, which says
    /// no goodbye then.
    pub write:
        Option<unsafe extern "C" fn(user: *mut c_void, buf: *const u8, len: usize, wait_ms: i64, n: *mut usize) -> i32>,
    /// Ends a waiting `read`, or the next one, with AMIWIRE_INTERRUPTED;
    /// several wakes before that count as one. It makes the receiving thread
    /// look again, and no more: what interrupts its caller is
    /// amiwire_conn_interrupt(), which calls this, also in a signal handler.
    /// If you call it there, this function must be async-signal-safe, too: such
    /// as a write() to a pipe that does not block, which keeps errno. NULL if
    /// that cannot be done.
    pub wake: Option<unsafe extern "C" fn(user: *mut c_void)>,
    /// Closes, and ends a `read` or `write` that waits. Called exactly once, maybe
    /// while others of these functions run in other threads; none is called after
    /// it, also no `wake`, except one that another thread was just about to call.
    /// Free what `user` leads to when amiwire_conn_close(), or an open that failed,
    /// has returned: nothing of the table is used after that.
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
    closed: AtomicBool,
    /// How many are in `wake` now. Who closes waits for them; who is in a signal
    /// handler waits for nobody.
    waking: AtomicUsize,
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
    /// Whether it was not closed. What waits in another thread is ended by the
    /// close, and so may still be inside.
    fn is_open(&self) -> bool {
        !self.closed.load(Ordering::SeqCst)
    }

    pub(super) fn new(table: amiwire_transport) -> Result<Self, Status> {
        match (table.read, table.write, table.close) {
            (Some(_), Some(_), Some(_)) => Ok(Brought { table, closed: false.into(), waking: 0.into() }),
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
            Err(NetError::with_detail(Status::Io, "the transport gave an impossible count"))
        }
        Some(Status::Ok) => Ok(n),
        Some(Status::Closed) => Ok(0),
        // A deadline that had passed already was a wait of 0.
        Some(Status::WouldBlock) if deadline != Deadline::Now => Err(NetError::new(Status::PeerSilent)),
        // What else there is says something of another call, or that the transport
        // is still the caller's.
        Some(status) if (-699..=-600).contains(&status.code()) || status == Status::NoMemory => {
            Err(NetError::new(status))
        }
        Some(Status::WouldBlock) => Err(NetError::new(Status::WouldBlock)),
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
        let read = self.table.read.filter(|_| self.is_open()).ok_or_else(|| NetError::new(Status::BadState))?;
        let mut n = 0;
        // SAFETY: the buffer is ours and of that length; the rest is the
        // header's demand on the function.
        let code = unsafe { read(self.table.user, buf.as_mut_ptr(), buf.len(), wait(deadline), &raw mut n) };
        outcome(code, n, buf.len(), deadline)
    }

    fn write(&self, buf: &[u8], deadline: Deadline) -> Result<usize, NetError> {
        match self.hand_over(buf, deadline) {
            (n, Ok(())) => Ok(n),
            (_, Err(error)) => Err(error),
        }
    }

    fn hand_over(&self, buf: &[u8], deadline: Deadline) -> (usize, Result<(), NetError>) {
        let Some(write) = self.table.write.filter(|_| self.is_open()) else {
            return (0, Err(NetError::new(Status::BadState)));
        };
        // What no write can have taken, to see whether the function says anything.
        let mut n = usize::MAX;
        // SAFETY: as for `read`.
        let code = unsafe { write(self.table.user, buf.as_ptr(), buf.len(), wait(deadline), &raw mut n) };
        let unknown = match Status::from_code(code) {
            Some(Status::WouldBlock) => 0,
            _ => buf.len(),
        };
        let taken = if n <= buf.len() { n } else { unknown };
        match outcome(code, n, buf.len(), deadline) {
            Err(error) if error.status == Status::PeerSilent => (taken, Err(NetError::new(Status::WriteTimedOut))),
            Ok(0) => (taken, Err(NetError::new(Status::Reset))),
            Ok(n) => (n, Ok(())),
            Err(error) => (taken, Err(error)),
        }
    }

    fn wake(&self) {
        self.waking.fetch_add(1, Ordering::SeqCst);
        if let (false, Some(wake)) = (self.closed.load(Ordering::SeqCst), self.table.wake) {
            // SAFETY: the header's demand on the function.
            unsafe { wake(self.table.user) }
        }
        self.waking.fetch_sub(1, Ordering::SeqCst);
    }

    fn close(&self) {
        let closed = self.closed.swap(true, Ordering::SeqCst);
        if let (false, Some(close)) = (closed, self.table.close) {
            // A handler that interrupts this thread finds it closed.
            while self.waking.load(Ordering::SeqCst) > 0 {
                std::thread::yield_now();
            }
            // SAFETY: the header's demand on the function; called once.
            unsafe { close(self.table.user) }
        }
    }

    fn descriptor(&self) -> Option<std::os::fd::RawFd> {
        let descriptor = self.table.descriptor.filter(|_| self.is_open())?;
        // SAFETY: the header's demand on the function.
        Some(unsafe { descriptor(self.table.user) }).filter(|fd| *fd >= 0)
    }

    fn buffered(&self) -> usize {
        let Some(buffered) = self.table.buffered.filter(|_| self.is_open()) else { return 0 };
        // SAFETY: the header's demand on the function.
        unsafe { buffered(self.table.user) }
    }
}

#[cfg(all(test, feature = "net"))]
mod tests {
    use core::cell::Cell;
    use std::time::Duration;

    use super::*;

    /// What the next write returns and, unless it leaves that alone, what it says
    /// that it took; and how often it was woken.
    struct Table {
        code: Cell<i32>,
        took: Cell<Option<usize>>,
        woken: Cell<u32>,
    }

    extern "C" fn read(_: *mut c_void, _: *mut u8, _: usize, _: i64, _: *mut usize) -> i32 {
        0
    }

    extern "C" fn write(user: *mut c_void, _: *const u8, _: usize, _: i64, n: *mut usize) -> i32 {
        // SAFETY: the table below, and a place for a number.
        let table = unsafe { &*user.cast::<Table>() };
        if let Some(took) = table.took.get() {
            // SAFETY: as above.
            unsafe { *n = took };
        }
        table.code.get()
    }

    extern "C" fn wake(user: *mut c_void) {
        // SAFETY: the table below.
        let table = unsafe { &*user.cast::<Table>() };
        table.woken.set(table.woken.get() + 1);
    }

    extern "C" fn close(_: *mut c_void) {}

    fn with(act: impl FnOnce(&Table, &Brought)) {
        let table = Table { code: Cell::new(0), took: Cell::new(None), woken: Cell::new(0) };
        let brought = Brought::new(amiwire_transport {
            struct_size: 0,
            reserved: 0,
            user: (&raw const table).cast_mut().cast(),
            read: Some(read),
            write: Some(write),
            wake: Some(wake),
            close: Some(close),
            descriptor: None,
            buffered: None,
        });
        act(&table, &brought.unwrap());
    }

    #[test]
    fn what_a_failed_write_took() {
        use Status::{Io, Reset, WouldBlock, WriteTimedOut};
        let soon = Deadline::after(Duration::from_secs(60));
        with(|table, brought| {
            for (code, took, deadline, taken, status) in [
                (Status::Ok, Some(3), soon, 3, None),
                (Status::Ok, None, soon, 10, Some(Io)),
                (Status::Ok, Some(0), soon, 0, Some(Io)),
                (WriteTimedOut, None, soon, 10, Some(WriteTimedOut)),
                (WriteTimedOut, Some(0), soon, 0, Some(WriteTimedOut)),
                (Reset, Some(5), soon, 5, Some(Reset)),
                (Io, Some(11), soon, 10, Some(Io)),
                (WouldBlock, None, Deadline::Now, 0, Some(WouldBlock)),
                (WouldBlock, None, soon, 0, Some(WriteTimedOut)),
            ] {
                table.code.set(code.code());
                table.took.set(took);
                let (n, outcome) = brought.hand_over(&[b'x'; 10], deadline);
                assert_eq!((n, outcome.err().map(|error| error.status)), (taken, status), "{code:?}, {took:?}");
            }
        });
    }

    #[test]
    fn what_is_closed_is_not_woken() {
        with(|table, brought| {
            brought.wake();
            brought.close();
            brought.wake();
            assert_eq!(table.woken.get(), 1);
        });
    }
}
