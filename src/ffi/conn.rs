//! Connector
//!
//! All of the above over a socket of its own: connect, check that the peer is
//! a manager, log in, send actions, receive packets. It blocks, within the time
//! limits that you set. One connection is used by one thread at a time, but for
//! amiwire_conn_interrupt(). A child made by fork() must not use it. No call
//! raises SIGPIPE.
//!
//! ```text
//! amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
//! cfg.host = "pbx.example";
//! cfg.username = "ucmamiuser1";
//! cfg.secret = getenv("AMI_SECRET");
//! cfg.tls_pin = "4f…";
//! if ((rc = amiwire_conn_open(&cfg, &conn)) < 0)
//!     return fail(amiwire_status_text(rc));
//! while ((rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER)) == AMIWIRE_OK)
//!     look_at(&packet);
//! amiwire_conn_close(conn);
//! ```
//!
//! A library that was built without the connector answers AMIWIRE_NOT_BUILT to
//! all of it.

use core::ffi::{c_char, c_int};

use super::packet::amiwire_packet;
use super::session::amiwire_outcome;
use super::slice::{amiwire_field, amiwire_slice};
use super::transport::amiwire_transport;
use crate::Status;

#[cfg(feature = "net")]
use super::arguments::{given_mut, put, text};
#[cfg(feature = "net")]
use super::handle::{enter, opened, tell};
#[cfg(feature = "net")]
use crate::net::Connection;

/// A connection. Only the library knows what is in it.
pub struct amiwire_conn {
    #[cfg(feature = "net")]
    pub(super) handle: super::handle::Handle,
}

/// Log in with the secret itself: only over TLS, or on a network that you
/// trust.
pub const AMIWIRE_LOGIN_PLAIN: u32 = 0;
/// Log in with an MD5 key made of a challenge and the secret.
pub const AMIWIRE_LOGIN_MD5: u32 = 1;

/// Plain TCP, unless one of the other `tls_` members is set.
pub const AMIWIRE_TLS_OFF: u32 = 0;
/// TLS; the certificate is verified against tls_pin, or tls_ca_file, or else
/// the authorities that the system trusts.
pub const AMIWIRE_TLS_ON: u32 = 1;

/// Where to connect, as whom, and with which bounds. Begin with
/// AMIWIRE_CONN_CONFIG_INIT; a member that is 0 or NULL has the value that its
/// comment says. Texts end in NUL and are not kept, the secret least of all.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_conn_config {
    /// sizeof(amiwire_conn_config).
    pub struct_size: u32,
    /// 0: what a UCM6XXX listens on, 7777 or with TLS 5039. A stock Asterisk
    /// listens on 5038.
    pub port: u32,
    /// A host name or an address. Must be there.
    pub host: *const c_char,
    /// NULL: any. The address of this machine to connect from, such as
    /// "192.0.2.7", with a port or without.
    pub local_address: *const c_char,
    /// NULL or "": stop at the greeting; then only receiving is possible.
    pub username: *const c_char,
    /// The user's secret.
    pub secret: *const c_char,
    /// NULL: the server's own. The event mask: "on", "off", or full class
    /// names joined by commas without blanks.
    pub events: *const c_char,
    /// AMIWIRE_LOGIN_.
    pub login: u32,
    /// AMIWIRE_TLS_.
    pub tls: u32,
    /// NULL: none. A file of certificates (PEM) to trust instead of the
    /// system's: authorities, or the exchange's own.
    pub tls_ca_file: *const c_char,
    /// NULL: none. The SHA-256 digest of the exchange's certificate (DER) in
    /// hexadecimal, colons allowed. Replaces issuer, name and dates, and works
    /// for the X.509 v1 certificates that exchanges ship.
    pub tls_pin: *const c_char,
    /// NULL: the host. The name that the certificate must carry, for
    /// connections by address.
    pub tls_server_name: *const c_char,
    /// 1: believe ANY certificate. Whoever is between can then read and change
    /// everything, the secret included. For a first look on a bench only.
    pub tls_insecure: u32,
    /// 0: 10,000. Milliseconds for name, connection and TLS.
    pub connect_ms: u32,
    /// 0: 15,000. Milliseconds from there to the accepted login.
    pub login_ms: u32,
    /// 0: 10,000. Milliseconds for an action to be taken by the exchange.
    pub write_ms: u32,
    /// 0: 60,000; UINT32_MAX: no limit. Milliseconds from an action to the end
    /// of its answer.
    pub action_ms: u32,
    /// 0: 131,072. Bytes of the largest packet that is read.
    pub max_packet_bytes: u32,
    /// 0: 1024. Lines of the largest packet that is read.
    pub max_headers: u32,
    /// 0: 32. Actions that can be in flight.
    pub max_actions: u32,
    /// NULL: none. Where amiwire_conn_open() writes what went wrong, when it
    /// fails, for a person: a text that ends in NUL, cut to `detail_size`.
    pub detail: *mut c_char,
    /// Bytes at `detail`.
    pub detail_size: usize,
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
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_BAD_ARGUMENT, AMIWIRE_BAD_STRUCT_SIZE,
/// AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED.
///
/// # Safety
/// `config` is NULL or valid with its texts; `conn` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_open(config: *const amiwire_conn_config, conn: *mut *mut amiwire_conn) -> i32 {
    connector! { (config, conn) {
        // SAFETY: as for this function.
        unsafe { opened(config, conn, Connection::open) }
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
/// next call on this connection; amiwire_conn_outcome() tells what it means.
///
/// Returns AMIWIRE_OK; AMIWIRE_PEER_SILENT when the time is over and
/// AMIWIRE_WOULD_BLOCK where it was not to wait, which both leave the
/// connection as it was; AMIWIRE_ACTION_TIMED_OUT when the time limit of an
/// action passed, whose tag amiwire_conn_outcome() tells;
/// AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS for a packet that is
/// skipped; AMIWIRE_CLOSED, AMIWIRE_RESET, AMIWIRE_TLS_TRUNCATED, AMIWIRE_IO
/// when the connection has ended, after everything complete before was given
/// out; AMIWIRE_INTERRUPTED; AMIWIRE_BAD_STATE if another thread uses the
/// connection; AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
/// AMIWIRE_POISONED.
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
            enter(conn, |own| {
                let received = own.recv(super::handle::deadline(wait_ms))?;
                *place = amiwire_packet::of(&received.packet);
                Ok(())
            })
        }
    } }
}

/// What the packet of the last amiwire_conn_recv() means, or whose time limit
/// passed.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT, AMIWIRE_BAD_STATE if another thread
/// uses the connection, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT,
/// AMIWIRE_POISONED.
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
            tell(conn, |own| {
                *place = amiwire_outcome::of(own.last_outcome().ok_or(Status::NoEvent)?);
                Ok(())
            })
        }
    } }
}

/// Sends an action. Its answer comes out of amiwire_conn_recv() with `tag`,
/// which no other action in flight may have. The connection gives the
/// ActionID. Nothing is sent of what is refused; amiwire_conn_detail() then
/// tells the header's number.
///
/// Returns AMIWIRE_OK; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE,
/// AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
/// AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
/// AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN; AMIWIRE_WRITE_TIMED_OUT,
/// AMIWIRE_RESET, AMIWIRE_IO, after which the connection is of no use;
/// AMIWIRE_BAD_STATE if another thread uses the connection;
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
                Ok((name, fields)) => enter(conn, |own| own.send(tag, name, fields.pairs())),
                Err(status) => Status::code(status),
            }
        }
    } }
}

/// Ends an amiwire_conn_recv() that waits in another thread, or else the next
/// one, with AMIWIRE_INTERRUPTED.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed, nor is closed meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_interrupt(conn: *const amiwire_conn) -> i32 {
    connector! { (conn) {
        // SAFETY: as for this function.
        unsafe { super::handle::interrupt(conn) }
    } }
}

/// The descriptor, to wait on in an event loop until it is readable; -1 if
/// there is none. It belongs to the connection: neither read nor close it.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_fd(conn: *const amiwire_conn) -> c_int {
    #[cfg(feature = "net")]
    // SAFETY: as for this function.
    return unsafe { super::handle::descriptor(conn) };
    #[cfg(not(feature = "net"))]
    {
        let _ = conn;
        -1
    }
}

/// How many bytes were received already that may hold a packet, so that the
/// descriptor need not become readable for it: while this is not 0, receive
/// before you wait. To receive without waiting until AMIWIRE_WOULD_BLOCK does
/// as well. 0 if there are none, and for NULL.
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
            tell(conn, |own| {
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

/// The version in the exchange's greeting, such as `2.7.0`: a hint only. Lives
/// as long as the connection.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if another thread uses the
/// connection, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_POISONED.
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
            tell(conn, |own| {
                *place = amiwire_slice::of(own.session().version());
                Ok(())
            })
        }
    } }
}

/// The counter of that name: those of the connection's reader, see
/// amiwire_counter_name().
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_BAD_STATE if another thread
/// uses the connection, AMIWIRE_NULL_ARGUMENT, AMIWIRE_NOT_BUILT,
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
            tell(conn, |own| {
                let name = core::str::from_utf8(name).map_err(|_| Status::NotFound)?;
                *place = own.reader().counters().by_name(name).ok_or(Status::NotFound)?;
                Ok(())
            })
        }
    } }
}

/// What the last call that failed adds to its status, for a person: which
/// address, which header, which certificate; "" if nothing. Never a secret.
/// `*os_error` gets the operating system's error number, or 0; it may be NULL.
/// The text lives until the next call on this connection.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `os_error` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_detail(conn: *const amiwire_conn, os_error: *mut i32) -> *const c_char {
    #[cfg(feature = "net")]
    // SAFETY: as for this function.
    return unsafe {
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
