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
//! thread of the library's own, so that nobody waits longer than he wants to:
//! for each connection at most one that looks up and one that connects, however
//! long a name server takes. amiwire_conn_close() does not wait for them. They
//! own what they use, and end when the resolver gives up and connect_ms is over.
//!
//! fork(). A child must not use a connection of its parent's: _send(), _call(),
//! _login(), _set_events() and _recv() return AMIWIRE_BAD_STATE there without
//! touching the parent's socket (_recv() may first give out packets that were
//! received before). It may close it: that frees only memory, and the parent's
//! connection is not touched. A loop that receives must end on that status, which
//! is not fatal for the parent. All descriptors are closed by exec.
//!
//! Signals. No call raises SIGPIPE. A call that a signal interrupts goes on.
//! A signal handler may call amiwire_conn_interrupt() and nothing else of this
//! header: it is async-signal-safe, whatever call of this or another thread the
//! signal interrupts. So Ctrl-C ends a program: the handler interrupts, the
//! receiving call returns AMIWIRE_INTERRUPTED, and the program closes.
//!
//! Writing. An action that TCP or TLS does not take within write_ms is given up,
//! and the connection with it: nothing more is sent, neither the rest of what was
//! queued nor a Logoff, and what the system still holds is dropped. Of each action
//! in flight you get a notice: AMIWIRE_WHAT_UNSENT if the exchange cannot have
//! seen the whole of it, now or later; AMIWIRE_WHAT_UNKNOWN if all of it was handed
//! to TCP or TLS, which do not tell whether it arrived.
//!
//! Reconnecting. With reconnect_first_ms set, an end of the connection is no
//! error of amiwire_conn_recv() but a notice, AMIWIRE_WHAT_CUT, followed by one
//! for each action that was in flight: AMIWIRE_WHAT_UNKNOWN or
//! AMIWIRE_WHAT_UNSENT. Each attempt that fails is a notice, too,
//! AMIWIRE_WHAT_ATTEMPT_FAILED: the name was not found, nobody listened, the
//! certificate is another one, the peer is no manager, the login was refused or
//! not answered. It counts for reconnect_attempts, and the next delay is longer.
//! The outcome's `status` says why for both, and amiwire_conn_detail() adds the
//! rest. Then receiving makes the next attempt when it is
//! time, each attempt within connect_ms, while the caller waits no longer than
//! he said. The greeting comes out, AMIWIRE_WHAT_BANNER: with keep_secret the
//! login is sent by itself, otherwise call amiwire_conn_login() then. The event
//! mask is asked for again.
//! AMIWIRE_WHAT_LOGGED_IN says that all is well. Only what waits in a receiving
//! call does this, amiwire_conn_call() included: it waits for the login within its
//! own limit, sends its action then, and keeps the notices for amiwire_conn_recv().
//! Nothing is repeated: whether to send an action again is for you to say.
//!
//! Events that nobody takes. What comes during amiwire_conn_call() is kept for
//! amiwire_conn_recv(), up to keep_bytes; beyond them the oldest events are dropped,
//! and AMIWIRE_WHAT_LOST says in their place how many. It is the same rule in every
//! language. Who shows the state of something asks for it again then.
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
//! libamiwire that was built without the connector answers AMIWIRE_NOT_BUILT to
//! all of it; libamiwire-core does not have these functions.

use core::ffi::c_char;

use super::config::amiwire_conn_config;
use super::outcome::amiwire_outcome;
use super::packet::amiwire_packet;
use super::session::amiwire_action_options;
use super::slice::{amiwire_field, amiwire_slice};
use super::transport::amiwire_transport;
use crate::Status;

#[cfg(feature = "net")]
use super::arguments::{given_mut, or_code, text};
#[cfg(feature = "net")]
use super::handle::{aside, beside, enter, look, opened};
#[cfg(feature = "net")]
use crate::net::{NetError, Received};

/// A connection. Only the library knows what is in it.
pub struct amiwire_conn {
    #[cfg(feature = "net")]
    pub(super) handle: super::handle::Handle,
}

/// What a call answers that needs the connector. With `on` it acts on that
/// connection, or opens one where it is NULL: an earlier detail is not its.
macro_rules! connector {
    (on $conn:expr, ($($argument:ident),*) $body:block) => {{
        #[cfg(feature = "net")]
        // SAFETY: the caller's promise for the connection; NULL is allowed.
        unsafe {
            super::handle::begin($conn);
        }
        super::conn::connector! { ($($argument),*) $body }
    }};
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
/// AMIWIRE_MISALIGNED, AMIWIRE_NO_MEMORY, AMIWIRE_NULL_ARGUMENT, also without a
/// host; AMIWIRE_BAD_ARGUMENT, AMIWIRE_BAD_STRUCT_SIZE,
/// AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED.
///
/// # Safety
/// `config` is NULL or valid with its texts; `conn` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_open(config: *const amiwire_conn_config, conn: *mut *mut amiwire_conn) -> i32 {
    // As with any other error.
    #[cfg(not(feature = "net"))]
    // SAFETY: as for this function.
    unsafe {
        super::arguments::put(conn, core::ptr::null_mut());
    }
    connector! { on core::ptr::null(), (config, conn) {
        // SAFETY: as for this function.
        unsafe {
            opened(config, conn, |config| super::handle::reach(config))
        }
    } }
}

/// The same over a transport of yours, which has reached the exchange already.
/// Of the config, host, port, local_address, connect_ms, the reconnect_
/// members, tls and what begins with tls_ are ignored, whatever they hold.
///
/// The library copies the table, and closes the transport exactly once: with
/// the connection, or before this function returns an error. With four errors
/// the transport stays yours, and is not closed: AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_STRUCT_SIZE and AMIWIRE_NOT_BUILT. A table
/// without `read`, `write` or `close` is an AMIWIRE_NULL_ARGUMENT, and so is a
/// user name without a secret.
///
/// Returns AMIWIRE_OK; AMIWIRE_BAD_BANNER, AMIWIRE_CLOSED_BEFORE_BANNER,
/// AMIWIRE_LOGIN_REFUSED, AMIWIRE_CHALLENGE_REFUSED, AMIWIRE_PEER_SILENT,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_CLOSED, AMIWIRE_RESET, AMIWIRE_IO, or
/// another error of the -6xx that the transport returns; AMIWIRE_VALUE_BAD_BYTE
/// or AMIWIRE_WRITE_LINE_TOO_LONG for a user name or secret that cannot be
/// sent; AMIWIRE_NULL_ARGUMENT, AMIWIRE_BAD_ARGUMENT, AMIWIRE_BAD_STRUCT_SIZE,
/// AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT, AMIWIRE_STORAGE_TOO_SMALL,
/// AMIWIRE_NO_MEMORY, AMIWIRE_PANICKED.
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
    // As with any other error.
    #[cfg(not(feature = "net"))]
    // SAFETY: as for this function.
    unsafe {
        super::arguments::put(conn, core::ptr::null_mut());
    }
    connector! { on core::ptr::null(), (config, transport, conn) {
        // SAFETY: as for this function.
        unsafe {
            opened(config, conn, |config| super::handle::over(config, transport))
        }
    } }
}

/// Waits up to `wait_ms` milliseconds for the next packet; not at all if that
/// is 0, without end if it is AMIWIRE_FOREVER; any other negative number is an
/// AMIWIRE_BAD_ARGUMENT. The packet is good until the
/// next receiving call on this connection; amiwire_conn_outcome() tells what it
/// means. What was kept during amiwire_conn_call() comes first.
///
/// Returns AMIWIRE_OK; AMIWIRE_NOTICE when there is no packet but something to
/// be reported, which amiwire_conn_outcome() gives: a time limit that passed, a cut
/// and what follows from it, packets that were dropped (AMIWIRE_WHAT_LOST), an action
/// that was started or whose answer was too large (AMIWIRE_WHAT_STARTED, _TOO_LARGE);
/// AMIWIRE_PEER_SILENT when the time is over without
/// a whole packet, AMIWIRE_WOULD_BLOCK where it was not to wait, also after 1
/// MiB off the descriptor without a packet's end, or of TLS's own messages, when
/// the descriptor may be readable still, and AMIWIRE_INTERRUPTED, which all
/// leave the connection as it was;
/// AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS or AMIWIRE_LINE_TOO_LONG
/// for a packet that is skipped, behind which the next call continues;
/// AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE, AMIWIRE_RESET, AMIWIRE_IO,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD for a peer that left a Ping
/// without an answer, AMIWIRE_TLS_TRUNCATED, AMIWIRE_TLS_BROKEN, or
/// another error of the -6xx that is fatal, when the connection has
/// ended, again and again, after everything complete before was given out, and
/// a notice for each action that was in flight; AMIWIRE_BAD_STATE if another
/// thread receives, and in a child made by fork();
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for another
/// negative wait, AMIWIRE_NO_MEMORY, AMIWIRE_BAD_BANNER, AMIWIRE_LOGIN_REFUSED
/// and AMIWIRE_CHALLENGE_REFUSED after the last attempt to connect again,
/// AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
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
    connector! { on conn, (conn, packet, wait_ms) {
        // SAFETY: as for this function.
        unsafe {
            let place = or_code!(given_mut(packet));
            let deadline = or_code!(super::handle::deadline(wait_ms));
            enter(conn, |own| {
                let handed = hand_out(&own.recv(deadline)?, place);
                // A notice has the detail of its reason.
                handed.map_err(|error| match own.cause() {
                    Some(cause) => NetError { status: error.status, ..cause.clone() },
                    None => error,
                })
            })
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
/// receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
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
            let place = or_code!(given_mut(outcome));
            look(conn, |own| {
                *place = amiwire_outcome::of(own.last_outcome().ok_or(Status::NoEvent)?);
                Ok(())
            })
        }
    } }
}

/// Sends an action. Its answer comes out of amiwire_conn_recv() with `tag`, a
/// number above 0 and below 2^63 which no other action in flight may have: 0 is
/// that of packets that belong to no action, and tags from 2^63 on are those of
/// amiwire_conn_call(). A `tag` outside of that is an AMIWIRE_BAD_ARGUMENT. The
/// connection gives the ActionID. Any thread may send, also while another one
/// receives. Nothing is sent of what is refused; amiwire_conn_detail() then
/// tells the header's number.
///
/// Returns AMIWIRE_OK; AMIWIRE_BAD_ARGUMENT for another tag; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE,
/// AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
/// AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS,
/// AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN also while the connection is
/// cut; AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, after which the
/// receiving thread finds the connection cut, and tells of the action;
/// AMIWIRE_BAD_STATE in a child made by fork(); AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
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
    connector! { on conn, (conn, tag, name, fields, count) {
        // SAFETY: as for this function.
        unsafe {
            let (name, fields) = (or_code!(text(name)), or_code!(super::slice::Fields::given(fields, count)));
            aside(conn, |sender| sender.send(tag, name, fields.pairs()))
        }
    } }
}

/// amiwire_conn_send() with what is particular about this action. `options` may
/// be NULL.
///
/// Returns AMIWIRE_OK; AMIWIRE_BAD_STRUCT_SIZE; AMIWIRE_BAD_ARGUMENT for another
/// tag; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
/// AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
/// AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
/// AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
/// AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN also while the connection is
/// cut; AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_BAD_STATE in
/// a child made by fork(); AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_send_as(
    conn: *const amiwire_conn,
    tag: u64,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    options: *const amiwire_action_options,
) -> i32 {
    connector! { on conn, (conn, tag, name, fields, count, options) {
        // SAFETY: as for this function.
        unsafe {
            let (name, fields) = (or_code!(text(name)), or_code!(super::slice::Fields::given(fields, count)));
            let options = or_code!(super::session::action_options(options));
            aside(conn, |sender| sender.send_as(tag, name, fields.pairs(), &options))
        }
    } }
}

/// Logs in when AMIWIRE_WHAT_BANNER asks for it: after a reconnect without
/// keep_secret, or after an open without a user name. `login` is
/// AMIWIRE_LOGIN_. It asks for the events of the config, or after a reconnect
/// for those that were asked for last. The answer comes out of
/// amiwire_conn_recv(): AMIWIRE_WHAT_LOGGED_IN or AMIWIRE_WHAT_LOGIN_REFUSED.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if it is not the time for it, and in a
/// child made by fork(),
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_BAD_ARGUMENT,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NO_MEMORY,
/// AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
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
    connector! { on conn, (conn, username, secret, login) {
        // SAFETY: as for this function.
        unsafe {
            let (username, secret) = (or_code!(text(username)), or_code!(text(secret)));
            enter(conn, |own| own.login(username, secret, super::handle::login(login)?))
        }
    } }
}

/// Asks for other events: see amiwire_session_set_events(). Any thread may. The
/// mask is as for amiwire_session_login(), and is asked for again after a
/// reconnect. amiwire_conn_detail() has the class that is not known, or what else
/// is wrong with a mask.
///
/// Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_BAD_STATE in a child made
/// by fork(), AMIWIRE_BAD_ARGUMENT, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `mask` is NULL or ends
/// in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_set_events(conn: *const amiwire_conn, mask: *const c_char) -> i32 {
    connector! { on conn, (conn, mask) {
        // SAFETY: as for this function.
        unsafe {
            let mask = or_code!(text(mask));
            aside(conn, |sender| sender.set_events(mask))
        }
    } }
}

/// Ends a receiving call that waits in another thread, or else the next one
/// that would wait, with AMIWIRE_INTERRUPTED. An attempt to connect again goes
/// on meanwhile. Any thread may, at any time, and any signal handler: it takes no
/// lock, allocates nothing, does not wait, and leaves errno as it was. Over a
/// transport of yours, its `wake` is called, which must be like that, too. See to
/// it that no handler comes here once you begin to close: ignore the signal first.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED.
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
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if another thread receives,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `version` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_version(conn: *const amiwire_conn, version: *mut amiwire_slice) -> i32 {
    connector! { (conn, version) {
        // SAFETY: as for this function.
        unsafe {
            let place = or_code!(given_mut(version));
            look(conn, |own| {
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
/// receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
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
            let (name, place) = (or_code!(text(name)), or_code!(given_mut(value)));
            look(conn, |own| {
                let name = core::str::from_utf8(name).map_err(|_| Status::NotFound)?;
                *place = own.reader().counters().by_name(name).ok_or(Status::NotFound)?;
                Ok(())
            })
        }
    } }
}

/// Says Logoff if that goes without waiting, closes, and frees. NULL does
/// nothing. No other thread may be in a call on this connection. A wrong
/// argument gives nothing.
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
