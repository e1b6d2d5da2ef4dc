//! Calls over a connection
//!
//! To send an action and wait for its whole answer, for programs that do one
//! thing after the other.

use core::ffi::c_char;

use super::conn::{amiwire_conn, connector};
use super::packet::amiwire_packet;
use super::session::amiwire_action_options;
use super::slice::amiwire_field;
use crate::Status;

#[cfg(feature = "net")]
use super::arguments::{given_mut, or_code, text};
#[cfg(feature = "net")]
use super::conn::hand_out;
#[cfg(feature = "net")]
use super::handle::enter;
#[cfg(feature = "net")]
use crate::net::{Answer, Connection, NetError};

/// Sends an action and waits for its whole answer, up to `limit_ms`
/// milliseconds: 0 for the action_ms of the config, AMIWIRE_FOREVER for no
/// limit; any other negative number is an AMIWIRE_BAD_ARGUMENT. `*packet` gets
/// the first packet of the answer, the response; amiwire_conn_answer() gives
/// those that follow, such as the items of a list. What else comes meanwhile is
/// kept and comes out of amiwire_conn_recv() afterwards, as far as
/// max_memory_bytes or keep_bytes go: also the status of a packet that was over a
/// limit and skipped. Beyond that the oldest events are dropped: see
/// AMIWIRE_WHAT_LOST.
///
/// With one_at_a_time the time that the action waits for its turn comes on top of
/// the limit, which counts from when it is sent.
///
/// Before the action is written, the call takes what has come, at most 1 MiB and
/// without waiting: the end of a connection that nobody received from for a while
/// lies there, and is found before the action gets lost in it.
///
/// With reconnect_first_ms set, a call after a cut connects and logs in again first,
/// within its own limit, which counts from the call. Without keep_secret that ends
/// with the greeting, and the call returns AMIWIRE_NOT_LOGGED_IN: call
/// amiwire_conn_login(), and this again. When the limit passes without a connection
/// it is AMIWIRE_ACTION_UNSENT, and amiwire_conn_detail() says why there was none.
/// An action that was in flight when the connection was cut is never repeated: that
/// call returns AMIWIRE_OUTCOME_UNKNOWN or AMIWIRE_ACTION_UNSENT, and the next one
/// works.
///
/// Returns AMIWIRE_OK, also for a response that says Error; AMIWIRE_TRUNCATED
/// if the answer as a whole had no room; AMIWIRE_PACKET_TOO_LARGE,
/// AMIWIRE_TOO_MANY_HEADERS and AMIWIRE_LINE_TOO_LONG if one of its packets, the
/// response or an item, is over a limit. All four end the call at once, the action
/// is no longer in flight, the detail names the option to raise, and what had come
/// is there: `*packet` and amiwire_conn_answer() have it, of the packet that was too
/// large the lines so far, with AMIWIRE_PIECE_FIRST for its `piece`. `*packet` has
/// no headers if there is nothing. What still comes of a list comes out of
/// amiwire_conn_recv() as AMIWIRE_WHAT_EXTRA. If a response is over a limit before
/// its line ActionID has come, nobody knows whose it is, and the call waits for its
/// time limit.
/// AMIWIRE_NO_MEMORY if there was none for a packet, which is lost;
/// AMIWIRE_ACTION_TIMED_OUT; AMIWIRE_OUTCOME_UNKNOWN and AMIWIRE_ACTION_UNSENT
/// if the connection was cut; AMIWIRE_INTERRUPTED, after which what still comes
/// of the answer comes out of amiwire_conn_recv(), if the action was sent, which
/// amiwire_conn_detail() denies otherwise; AMIWIRE_BAD_STATE if another
/// thread receives, and in a child made by fork().
///
/// Of what is refused nothing is sent: AMIWIRE_NAME_EMPTY,
/// AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
/// AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
/// AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_ACTION_ID_GIVEN,
/// AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM,
/// AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
/// AMIWIRE_BAD_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
///
/// If the connection ends during the call, that is AMIWIRE_OUTCOME_UNKNOWN or
/// AMIWIRE_ACTION_UNSENT. After it has ended for good, each call returns the same
/// as a receiving call:
/// AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE, AMIWIRE_RESET, AMIWIRE_IO,
/// AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD, AMIWIRE_TLS_TRUNCATED,
/// AMIWIRE_TLS_BROKEN, or another error of the -6xx that is fatal.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_call(
    conn: *const amiwire_conn,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    limit_ms: i64,
    packet: *mut amiwire_packet,
) -> i32 {
    connector! { on conn, (conn, name, fields, count, limit_ms, packet) {
        // SAFETY: as for this function.
        unsafe {
            let (name, fields) = (or_code!(text(name)), or_code!(super::slice::Fields::given(fields, count)));
            let (place, limit) = (or_code!(given_mut(packet)), or_code!(super::handle::limit(limit_ms)));
            enter(conn, |own| match own.call(name, fields.pairs(), limit) {
                Ok(answer) => first_of_answer(answer, place),
                Err(error) => Err(first_of_part(own, error, place)),
            })
        }
    } }
}

/// amiwire_conn_call() with what is particular about this action, its time limit
/// included. `options` may be NULL.
///
/// Returns AMIWIRE_OK, AMIWIRE_TRUNCATED,
/// AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS, AMIWIRE_LINE_TOO_LONG,
/// AMIWIRE_NO_MEMORY, AMIWIRE_ACTION_TIMED_OUT, AMIWIRE_OUTCOME_UNKNOWN,
/// AMIWIRE_ACTION_UNSENT, AMIWIRE_INTERRUPTED, AMIWIRE_BAD_STATE,
/// AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
/// AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
/// AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
/// AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL,
/// AMIWIRE_NO_ROOM, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT, AMIWIRE_NOT_BUILT,
/// AMIWIRE_PANICKED, AMIWIRE_POISONED, AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE,
/// AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD,
/// AMIWIRE_TLS_TRUNCATED, AMIWIRE_TLS_BROKEN, or another error of the -6xx that is
/// fatal; and AMIWIRE_BAD_STRUCT_SIZE.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; the other pointers are
/// NULL or valid for the sizes given; texts end in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_call_as(
    conn: *const amiwire_conn,
    name: *const c_char,
    fields: *const amiwire_field,
    count: usize,
    options: *const amiwire_action_options,
    packet: *mut amiwire_packet,
) -> i32 {
    connector! { on conn, (conn, name, fields, count, options, packet) {
        // SAFETY: as for this function.
        unsafe {
            let (name, fields) = (or_code!(text(name)), or_code!(super::slice::Fields::given(fields, count)));
            let (place, options) = (or_code!(given_mut(packet)), or_code!(super::session::action_options(options)));
            enter(conn, |own| match own.call_as(name, fields.pairs(), &options) {
                Ok(answer) => first_of_answer(answer, place),
                Err(error) => Err(first_of_part(own, error, place)),
            })
        }
    } }
}

/// Gives out the first packet of an answer.
#[cfg(feature = "net")]
fn first_of_answer(mut answer: Answer<'_>, place: &mut amiwire_packet) -> Result<(), NetError> {
    let missing = answer.missing();
    match answer.next() {
        Some(received) if received.packet.is_some() => hand_out(&received, place)?,
        _ => {
            *place = amiwire_packet::NONE;
            return Err(missing.unwrap_or_else(|| NetError::new(Status::Truncated)));
        }
    }
    missing.map_or(Ok(()), Err)
}

/// Gives out the first packet of what had come of an answer that was given up.
#[cfg(feature = "net")]
fn first_of_part(own: &mut Connection, error: NetError, place: &mut amiwire_packet) -> NetError {
    use Status::{LineTooLong, PacketTooLarge, TooManyHeaders, Truncated};
    if !matches!(error.status, PacketTooLarge | TooManyHeaders | LineTooLong | Truncated) {
        return error;
    }
    *place = amiwire_packet::NONE;
    if let Some(received) = own.next_of_answer() {
        // One without a packet leaves it as it is.
        let _ = hand_out(&received, place);
    }
    error
}

/// The next packet of the answer to the last amiwire_conn_call(). Each packet of an
/// answer, the first one too, is good until the next call of this function or the
/// next receiving call on this connection; amiwire_conn_outcome() tells what it is.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT behind the last one, AMIWIRE_TRUNCATED
/// for one that had no room, whose `*packet` has no headers and behind which
/// the next call goes on; AMIWIRE_BAD_STATE if another thread receives,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
/// AMIWIRE_POISONED.
///
/// # Safety
/// `conn` is NULL or from an open that was not closed; `packet` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_conn_answer(conn: *const amiwire_conn, packet: *mut amiwire_packet) -> i32 {
    connector! { on conn, (conn, packet) {
        // SAFETY: as for this function.
        unsafe {
            let place = or_code!(given_mut(packet));
            enter(conn, |own| {
                let received = own.next_of_answer().ok_or(Status::NoEvent)?;
                hand_out(&received, place).map_err(|_| {
                    *place = amiwire_packet::NONE;
                    NetError::new(Status::Truncated)
                })
            })
        }
    } }
}
