//! Connector
//!
//! All of the above over a socket of its own: connect, check that the peer is
//! a manager, log in, send actions, receive packets. It blocks, within the time
//! limits that you set.
//!
//! Threads. One thread at a time receives: amiwire_conn_recv(), _call(),
//! _answer(), _login(), _outcome(), _buffered(), _wait_ms(), _version(),
//! _counter(); what it has received is its own until it receives again. Meanwhile any other
//! thread may call amiwire_conn_send(), _set_events(), _interrupt() and _fd().
//! amiwire_conn_close() comes when all of them are done. While a name is looked
//! up within a time limit, and while it is tried to connect again, there is a
//! thread of the library's own, so that nobody waits longer than he wants to.
//!
//! fork(). A child must not use a connection of its parent's, but may close it:
//! that frees nothing but memory, and the parent's connection goes on. All
//! descriptors are closed by exec.
//!
//! Signals. No call raises SIGPIPE. A call that a signal interrupts goes on.
//!
//! Reconnecting. With reconnect_first_ms set, an end of the connection is no
//! error of amiwire_conn_recv() but a notice, AMIWIRE_WHAT_CUT, followed by one
//! for each action that was in flight: AMIWIRE_WHAT_UNKNOWN or
//! AMIWIRE_WHAT_UNSENT. Then receiving goes on to connect again when it is
//! time, each attempt within connect_ms, while the caller waits no longer than
//! he said; with keep_secret it logs in, too, and otherwise
//! hands out the greeting, AMIWIRE_WHAT_BANNER, upon which you call
//! amiwire_conn_login(). The event mask is asked for again.
//! AMIWIRE_WHAT_LOGGED_IN says that all is well. Only what waits in a receiving
//! call does this. Nothing is repeated: whether to send an action again is for
//! you to say.
//!
//! ```text
//! amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
//! cfg.host = "pbx.example";
//! cfg.username = "ucmamiuser1";
//! cfg.secret = getenv("AMI_SECRET");
//! cfg.tls_pin = "4f…";
//! if ((rc = amiwire_conn_open(&cfg, &conn)) < 0)
//!     return fail(amiwire_status_text(rc));
//! do {
//!     rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER);
//!     if (rc == AMIWIRE_OK)
//!         look_at(&packet);
//! } while (!amiwire_status_is_fatal(rc));
//! amiwire_conn_close(conn);
//! ```
//!
//! The loop ends when the connection does, with AMIWIRE_CLOSED or another
//! status that is fatal and would come again for ever. What is not fatal ends
//! nothing: a packet over a limit is skipped, and the next one is read.
//!
//! A library that was built without the connector answers AMIWIRE_NOT_BUILT to
//! all of it.

use core::ffi::c_char;

use super::config::amiwire_conn_config;
use super::outcome::amiwire_outcome;
use super::packet::amiwire_packet;
use super::slice::{amiwire_field, amiwire_slice};
use super::transport::amiwire_transport;
use crate::Status;

#[cfg(feature = "net")]
use super::arguments::{given_mut, put, text};
#[cfg(feature = "net")]
use super::handle::{aside, beside, enter, opened};
#[cfg(feature = "net")]
use crate::net::{Connection, NetError, Received};

/// A connection. Only the library knows what is in it.
pub struct amiwire_conn {
    #[cfg(feature = "net")]
    pub(super) handle: super::handle::Handle,
}

/// What a call answers that needs the connector.
macro_rules! connector {
    (($($argument:ident),*) $body:block) => {{
        #[cfg(feature = "net")]
        $body
        #[cfg(not(feature = "net"))]
        {
            let _ = ($($argument,)*);
            Status::NotBuilt.code()
        }
    }};
}
pub(super) use connector;

/// Connects, checks that the peer is a manager, and logs in. `*conn` gets the
/// connection, to be given back by amiwire_conn_close(); NULL on an error.
///
/// Returns AMIWIRE_OK; AMIWIRE_RESOLVE_FAILED, AMIWIRE_CONNECT_REFUSED,
/// AMIWIRE_CONNECT_TIMED_OUT, AMIWIRE_CONNECT_FAILED, AMIWIRE_BIND_FAILED;
/// AMIWIRE_CERTIFICATE_UNKNOWN, AMIWIRE_CERTIFICATE_EXPIRED,
/// AMIWIRE_CERTIFICATE_NAME, AMIWIRE_CERTIFICATE_PIN, AMIWIRE_CERTIFICATE_BAD,
/// AMIWIRE_TLS_UNSUPPORTED, AMIWIRE_TLS_HANDSHAKE, AMIWIRE_TLS_TRUNCATED,
/// AMIWIRE_NOT_TLS, AMIWIRE_CA_FILE; AMIWIRE_BAD_BANNER,
/// AMIWIRE_CLOSED_BEFORE_BANNER, AMIWIRE_LOGIN_REFUSED,
/// AMIWIRE_CHALLENGE_REFUSED, AMIWIRE_PEER_SILENT, AMIWIRE_WRITE_TIMED_OUT,
/// AMIWIRE_CLOSED, AMIWIRE_RESET, AMIWIRE_IO; AMIWIRE_VALUE_BAD_BYTE or
/// AMIWIRE_WRITE_LINE_TOO_LONG for a user name or secret that cannot be sent;
/// AMIWIRE_NULL_ARGUMENT, also without a host; AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_NOT_BUILT,
/// AMIWIRE_PANICKED.
///
/// # Safety
/// `config` is NULL or valid with its texts; `conn` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_open(config: *const amiwire_conn_config, conn: *mut *mut amiwire_conn) -> i32 {
    connector! { (config, conn) {
        // SAFETY: as for this function.
        unsafe {
            opened(config, conn, |options| match options.host {
                "" => Err(NetError::with_detail(Status::NullArgument, "host")),
                _ => Connection::open(options),
            })
        }
    } }
}

/// The same over a transport of yours, which has reached the exchange already:
/// host, port, local_address and what begins with tls_ are not looked at. The
/// table is copied; from here on the transport belongs to the connection, also
/// if this fails, and is closed with it.
///
/// Returns what amiwire_conn_open() does, of which without those of the way:
/// AMIWIRE_OK, AMIWIRE_BAD_BANNER, AMIWIRE_CLOSED_BEFORE_BANNER,
/// AMIWIRE_LOGIN_REFUSED, AMIWIRE_CHALLENGE_REFUSED, AMIWIRE_PEER_SILENT,
/// AMIWIRE_NULL_ARGUMENT (then the transport is still yours), what the
/// transport returns, and so on.
///
/// # Safety
/// `config` is NULL or valid with its texts, `transport` is NULL or a valid
/// table; `conn` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_open_transport(
    config: *const amiwire_conn_config,
    transport: *const amiwire_transport,
    conn: *mut *mut amiwire_conn,
) -> i32 {
    connector! { (config, transport, conn) {
        // SAFETY: as for this function.
        unsafe {
            let transport = match super::handle::brought(transport) {
                Ok(transport) => transport,
                Err(status) => return status.code(),
            };
            opened(config, conn, |options| Connection::over(transport, options))
        }
    } }
}

/// Waits up to `wait_ms` milliseconds for the next packet; not at all if that
/// is 0, without end if it is AMIWIRE_FOREVER. The packet is good until the
/// next receiving call on this connection; amiwire_conn_outcome() tells what it
/// means. What was kept during amiwire_conn_call() comes first.
///
/// Returns AMIWIRE_OK; AMIWIRE_NOTICE when there is no packet but something to
/// be told, which amiwire_conn_outcome() tells: a time limit that passed, a
/// cut and what follows from it; AMIWIRE_PEER_SILENT when the time is over
/// without a whole packet, AMIWIRE_WOULD_BLOCK where it was not to wait, also
/// after 1 MiB without a packet's end, when the descriptor may be readable
/// still, and AMIWIRE_INTERRUPTED, which all leave the connection as it was;
/// AMIWIRE_PACKET_TOO_LARGE,
/// AMIWIRE_TOO_MANY_HEADERS for a packet that is skipped, behind which the next
/// call goes on; AMIWIRE_CLOSED,
/// AMIWIRE_RESET, also for a peer that leaves a Ping without an answer,
/// AMIWIRE_TLS_TRUNCATED, AMIWIRE_IO and others of the -6xx that are fatal when
/// the connection has ended, again and again, after everything complete before
/// was given out,
/// and a notice for each action that was in flight; AMIWIRE_BAD_STATE if
/// another thread receives; AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT,
/// AMIWIRE_PANICKED, AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `packet` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_recv(
    conn: *const amiwire_conn,
    packet: *mut amiwire_packet,
    wait_ms: i64,
) -> i32 {
    connector! { (conn, packet, wait_ms) {
        // SAFETY: as for this function.
        unsafe {
            let Ok(place) = given_mut(packet) else { return Status::NullArgument.code() };
            enter(conn, |own| hand_out(&own.recv(super::handle::deadline(wait_ms))?, place))
        }
    } }
}

/// Gives a packet to C, or says that there is only something to be told.
#[cfg(feature = "net")]
pub(super) fn hand_out(received: &Received<'_>, place: &mut amiwire_packet) -> Result<(), NetError> {
    let packet = received.packet.as_ref().ok_or_else(|| NetError::new(Status::Notice))?;
    *place = amiwire_packet::of(packet);
    Ok(())
}

/// What the packet that was last received means, or the notice.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT, AMIWIRE_BAD_STATE if another thread
/// receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `outcome` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_outcome(conn: *const amiwire_conn, outcome: *mut amiwire_outcome) -> i32 {
    connector! { (conn, outcome) {
        // SAFETY: as for this function.
        unsafe {
            let Ok(place) = given_mut(outcome) else { return Status::NullArgument.code() };
            enter(conn, |own| {
                *place = amiwire_outcome::of(own.last_outcome().ok_or(Status::NoEvent)?);
                Ok(())
            })
        }
    } }
}

/// Sends an action. Its answer comes out of amiwire_conn_recv() with `tag`,
/// which no other action in flight may have; tags from 2^63 on are those of
/// amiwire_conn_call(). The connection gives the ActionID. Any thread may
/// send, also while another one receives. Nothing is sent of what is refused;
/// amiwire_conn_detail() then tells the header's number.
///
/// Returns AMIWIRE_OK; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE,
/// AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
/// AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
/// AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN also while the connection is
/// cut; AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, after which the
/// receiving thread finds the connection cut, and tells of the action;
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_send(
    conn: *const amiwire_conn,
    tag: u64,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
) -> i32 {
    connector! { (conn, tag, name, fields, count) {
        // SAFETY: as for this function.
        unsafe {
            let given = || Ok((text(name)?, super::slice::Fields::given(fields, count)?));
            match given() {
                Ok((name, fields)) => aside(conn, |sender| sender.send(tag, name, fields.pairs())),
                Err(status) => Status::code(status),
            }
        }
    } }
}

/// Logs in when AMIWIRE_WHAT_BANNER asks for it: after a reconnect without
/// keep_secret, or after an open without a user name. `login` is
/// AMIWIRE_LOGIN_. The answer comes out of amiwire_conn_recv():
/// AMIWIRE_WHAT_LOGGED_IN or AMIWIRE_WHAT_LOGIN_REFUSED.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if it is not the time for it,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; the texts are NULL or
/// end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_login(
    conn: *const amiwire_conn,
    username: *const c_char,
    secret: *const c_char,
    login: u32,
) -> i32 {
    connector! { (conn, username, secret, login) {
        // SAFETY: as for this function.
        unsafe {
            let (Ok(username), Ok(secret)) = (text(username), text(secret)) else {
                return Status::NullArgument.code();
            };
            enter(conn, |own| own.login(username, secret, super::handle::login(login)?))
        }
    } }
}

/// Asks for other events: "on", "off", or full class names joined by commas
/// without blanks. Any thread may. The mask is asked for again after a
/// reconnect.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_BAD_ARGUMENT for more than
/// 128 bytes, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `mask` is NULL or ends
/// in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_set_events(conn: *const amiwire_conn, mask: *const c_char) -> i32 {
    connector! { (conn, mask) {
        // SAFETY: as for this function.
        unsafe {
            let Ok(mask) = text(mask) else { return Status::NullArgument.code() };
            aside(conn, |sender| sender.set_events(mask))
        }
    } }
}

/// Ends a receiving call that waits in another thread, or else the next one
/// that would wait, with AMIWIRE_INTERRUPTED. An attempt to connect again goes
/// on meanwhile. Any thread may, at any time.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT,
/// AMIWIRE_PANICKED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed, nor is closed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_interrupt(conn: *const amiwire_conn) -> i32 {
    connector! { (conn) {
        // SAFETY: as for this function.
        unsafe {
            beside(conn, |sender| sender.interrupt())
        }
    } }
}

/// The version in the exchange's greeting, such as `2.7.0`: a hint only. Lives
/// until the next receiving call.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if another thread
/// receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `version` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_version(conn: *const amiwire_conn, version: *mut amiwire_slice) -> i32 {
    connector! { (conn, version) {
        // SAFETY: as for this function.
        unsafe {
            let Ok(place) = given_mut(version) else { return Status::NullArgument.code() };
            enter(conn, |own| {
                *place = amiwire_slice::of(own.version());
                Ok(())
            })
        }
    } }
}

/// The counter of that name: those of the connection's reader, see
/// amiwire_counter_name().
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_BAD_STATE if another thread
/// receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `name` is NULL or ends
/// in NUL; `value` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_counter(conn: *const amiwire_conn, name: *const c_char, value: *mut u64) -> i32 {
    connector! { (conn, name, value) {
        // SAFETY: as for this function.
        unsafe {
            let (Ok(name), Ok(place)) = (text(name), given_mut(value)) else { return Status::NullArgument.code() };
            enter(conn, |own| {
                let name = core::str::from_utf8(name).map_err(|_| Status::NotFound)?;
                *place = own.reader().counters().by_name(name).ok_or(Status::NotFound)?;
                Ok(())
            })
        }
    } }
}

/// What the last call of this thread that failed adds to its status, for a
/// person: which address, which header, which certificate; "" if nothing. Never
/// a secret. `*os_error` gets the operating system's error number, or 0; it may
/// be NULL. The text lives until the next call of this thread on a connection.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `os_error` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_detail(conn: *const amiwire_conn, os_error: *mut i32) -> *const c_char {
    let _ = conn;
    #[cfg(feature = "net")]
    // SAFETY: as for this function.
    return unsafe {
        let (detail, number) = super::handle::detail();
        put(os_error, number);
        detail
    };
    #[cfg(not(feature = "net"))]
    {
        let _ = os_error;
        c"".as_ptr()
    }
}

/// Says Logoff if that goes without waiting, closes, and frees. NULL does
/// nothing. No other thread may be in a call on this connection.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_close(conn: *mut amiwire_conn) {
    #[cfg(feature = "net")]
    // SAFETY: as for this function.
    unsafe {
        super::handle::close(conn);
    }
    #[cfg(not(feature = "net"))]
    let _ = conn;
}
