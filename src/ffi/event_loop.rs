//! Connections in an event loop
//!
//! A turn is: wait until amiwire_conn_fd() is readable, but no longer than
//! amiwire_conn_wait_ms() says; then amiwire_conn_recv() without waiting until
//! AMIWIRE_WOULD_BLOCK. So time limits, Pings and the way back after a cut come
//! when it is time for them.

use core::ffi::c_int;

use super::conn::amiwire_conn;

#[cfg(feature = "net")]
use super::handle::{beside, look};

/// The descriptor, to wait on in an event loop until it is readable; -1 if
/// there is none. It belongs to the connection: neither read nor close it.
/// After a reconnect it is another one, and from a cut to there it is -1. While it
/// is -1, sleep for amiwire_conn_wait_ms(), then receive with wait 0. A wrong
/// argument gives -1.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_fd(conn: *const amiwire_conn) -> c_int {
    #[cfg(feature = "net")]
    {
        let mut descriptor = -1;
        // SAFETY: as for this function.
        unsafe { beside(conn, |sender| descriptor = sender.descriptor().unwrap_or(-1)) };
        descriptor
    }
    #[cfg(not(feature = "net"))]
    {
        let _ = conn;
        -1
    }
}

/// How many milliseconds to wait on the descriptor at most: 0 if there is
/// something to receive now, AMIWIRE_FOREVER if nothing is awaited but what the
/// descriptor shows. Ask again after each send. 0 for NULL, and if another
/// thread receives. A wrong argument gives 0.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_wait_ms(conn: *const amiwire_conn) -> i64 {
    #[cfg(feature = "net")]
    {
        let mut wait = 0;
        // SAFETY: as for this function.
        unsafe {
            look(conn, |own| {
                wait = own.wait_limit().map_or(super::transport::AMIWIRE_FOREVER, super::handle::milliseconds);
                Ok(())
            })
        };
        wait
    }
    #[cfg(not(feature = "net"))]
    {
        let _ = conn;
        0
    }
}

/// How many bytes were received already that may hold a packet, so that the
/// descriptor need not become readable for it: while this is not 0, receive
/// before you wait. To receive without waiting until AMIWIRE_WOULD_BLOCK does
/// as well. 0 if there are none, and for NULL. A wrong argument gives 0.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_buffered(conn: *const amiwire_conn) -> usize {
    #[cfg(feature = "net")]
    {
        let mut buffered = 0;
        // SAFETY: as for this function.
        unsafe {
            look(conn, |own| {
                buffered = own.buffered();
                Ok(())
            })
        };
        buffered
    }
    #[cfg(not(feature = "net"))]
    {
        let _ = conn;
        0
    }
}
