//! Time of a session
//!
//! Time limits, keepalive, the cut and the way back.

use super::arguments::{code, given, given_mut};
use super::outcome::amiwire_outcome;
use super::session::amiwire_session;
use crate::Status;

/// When amiwire_session_handle_timeout() is to be called if no packet comes
/// before.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if no time limit runs,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `deadline` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_deadline(session: *const amiwire_session, deadline: *mut u64) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, place) = (given(session)?, given_mut(deadline)?);
            *place = session.session.deadline().ok_or(Status::NoEvent)?;
            Ok(())
        })())
    }
}

/// What the passing of time means, or the cut, one thing at a time. Call again
/// until there is none; to call too early does nothing. It may queue a Ping.
///
/// Read what has arrived and handle its packets first, without waiting: an answer
/// that was not read yet counts as missing, and a peer whose answer to a Ping was
/// not read yet as dead. A program that was busy for longer than a time limit finds
/// the answer in its socket. Where the peer may send without end, bound that.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `outcome` is NULL or
/// valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_handle_timeout(
    session: *mut amiwire_session,
    now: u64,
    outcome: *mut amiwire_outcome,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, place) = (given_mut(session)?, given_mut(outcome)?);
            *place = amiwire_outcome::of(session.session.handle_timeout(now).ok_or(Status::NoEvent)?);
            Ok(())
        })())
    }
}

/// Says that the connection has ended, or that an attempt to connect failed.
/// amiwire_session_handle_timeout() then tells of each action in flight, and
/// when to connect again if the options say so: not after a logoff, nor if the
/// first login of all was refused. What was queued is dropped.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_cut(session: *mut amiwire_session, now: u64) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.map(|session| session.session.cut(now)))
}

/// Says that there is a connection again, whose greeting is awaited. Reset the
/// reader, too.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if the old connection was not cut or
/// not all was told of what was in flight, AMIWIRE_NULL_ARGUMENT,
/// AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_connected(session: *mut amiwire_session, now: u64) -> i32 {
    // SAFETY: as for this function.
    let session = unsafe { given_mut(session) };
    code(session.and_then(|session| session.session.connected(now).map_err(|error| error.status)))
}
