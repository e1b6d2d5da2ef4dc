//! Texts that are awaited
//!
//! Before Asterisk 14 the output of a Command is raw text behind
//! `Response: Follows`: everything up to its end mark is text. Some servers let
//! line ends into values, so that a caller's name can hold a packet of the
//! caller's own, and that first line would turn everything behind it into text.
//! A client therefore makes its reader with AMIWIRE_TEXT_ANNOUNCED, and calls
//! amiwire_session_heard() after each amiwire_reader_commit(), and
//! amiwire_session_announce() before each amiwire_reader_next():
//!
//! ```text
//! amiwire_reader_commit(reader, n);
//! if (amiwire_session_heard(session, reader, now()) == AMIWIRE_BAD_BANNER)
//!     return close_connection();
//! for (;;) {
//!     amiwire_session_announce(session, reader);
//!     if ((rc = amiwire_reader_next(reader, &packet)) == AMIWIRE_NEED_MORE)
//!         break;
//!     if (rc == AMIWIRE_TEXT_TOO_LARGE)
//!         return close_connection();
//!     if (rc == AMIWIRE_OK)
//!         amiwire_session_handle(session, &packet, now(), &outcome);
//!     else
//!         amiwire_session_refused(session, reader, now(), &outcome);
//! }
//! ```
//!
//! Who gives ActionIDs without a session calls amiwire_reader_announce() before
//! the action is sent. The connector does all of it by itself.

use core::ffi::c_char;

use super::arguments::{code, given, given_mut, text};
use super::outcome::amiwire_outcome;
use super::reader::amiwire_reader;
use super::session::amiwire_session;
use crate::Status;
use crate::reader::TextMode;

/// Every `Response: Follows` begins a text: for recordings.
pub const AMIWIRE_TEXT_ALWAYS: u32 = 0;
/// None does.
pub const AMIWIRE_TEXT_NEVER: u32 = 1;
/// Only one does whose ActionID was announced: for connections. Any other one is
/// a regular response, is counted (`unawaited_texts`), and what follows it
/// comes packet by packet.
pub const AMIWIRE_TEXT_ANNOUNCED: u32 = 2;

/// The mode of that number.
pub(super) fn mode(number: u32) -> Result<TextMode, Status> {
    u8::try_from(number).ok().and_then(TextMode::from_code).ok_or(Status::BadArgument)
}

/// Lets `Response: Follows` with this ActionID begin a text, once. Call it
/// before the action is sent. The text is copied.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT for an empty ActionID or one of more
/// than 64 bytes, AMIWIRE_TOO_MANY_ACTIONS if 8 others are announced,
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `action_id` is NULL or ends in
/// NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_announce(reader: *mut amiwire_reader, action_id: *const c_char) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let reader = given_mut(reader)?;
            reader.reader.announce(text(action_id)?).map_err(|error| error.status)
        })())
    }
}

/// Lets `Response: Follows` without an ActionID begin a text, once: for servers that
/// send no ActionIDs back. On others anybody who can write a line end into a value
/// can forge such a head. amiwire_session_announce() does this by itself where the
/// session takes answers without an ActionID, and takes it back elsewhere.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_announce_without_id(reader: *mut amiwire_reader) -> i32 {
    // SAFETY: as for this function.
    code(unsafe { given_mut(reader) }.map(|reader| reader.reader.announce_without_id()))
}

/// Takes that back: the action was answered otherwise, or is given up. Does
/// nothing for an ActionID that is not announced.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `reader` is NULL or from amiwire_reader_init(); `action_id` is NULL or ends in
/// NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_reader_withdraw(reader: *mut amiwire_reader, action_id: *const c_char) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let reader = given_mut(reader)?;
            reader.reader.withdraw(text(action_id)?);
            Ok(())
        })())
    }
}

/// Announces to the reader whose texts may come, and takes back what was
/// announced before: of up to seven Commands whose time limit passed without an
/// answer, and of the oldest Commands in flight, eight in all, at least one of
/// them in flight. A server answers in order, so a Command is no longer announced
/// when its own answer or that of a later Command has begun to come; it stays in
/// flight up to its time limit. So an answer that is lost, or that the reader
/// refuses as too large, hides no later one.
///
/// Where the session takes answers without an ActionID, a text without one is
/// announced, too.
///
/// Nothing is announced if the greeting says 3.1.0 or more, since such servers have
/// no such texts; a version that is not known, or not written as numbers, counts as
/// lower. Call it before each amiwire_reader_next(). It is cheap while no Command is
/// awaited, and costs the same with any number of actions in flight.
///
/// Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `reader` is NULL or from
/// amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_announce(session: *const amiwire_session, reader: *mut amiwire_reader) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, reader) = (given(session)?, given_mut(reader)?);
            session.session.announce(&mut reader.reader);
            Ok(())
        })())
    }
}

/// Says that the reader was given bytes from the peer. Call it after each
/// amiwire_reader_commit(); it does what amiwire_session_announce() does, too.
///
/// Not every byte shows that the peer lives, since one that sends single bytes
/// would live for ever. A whole packet does, for which amiwire_session_handle()
/// is enough; so does a line of the text of a Command that is awaited, and so do
/// 4096 bytes behind a Ping, of whatever they are.
///
/// Returns AMIWIRE_OK, AMIWIRE_BAD_BANNER as long as the greeting is awaited and what
/// has come cannot be one: this is no manager, so close the connection;
/// AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `reader` is NULL or from
/// amiwire_reader_init().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_heard(
    session: *mut amiwire_session,
    reader: *mut amiwire_reader,
    now: u64,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, reader) = (given_mut(session)?, given_mut(reader)?);
            session.session.heard(&mut reader.reader, now).map_err(|error| error.status)
        })())
    }
}

/// Tells what a packet meant that the reader has just refused: call it when
/// amiwire_reader_next() returned AMIWIRE_PACKET_TOO_LARGE,
/// AMIWIRE_TOO_MANY_HEADERS, AMIWIRE_LINE_TOO_LONG or AMIWIRE_TEXT_TOO_LARGE, and
/// before anything else is done with the reader.
///
/// `*outcome` is AMIWIRE_WHAT_TOO_LARGE. Its `last` is 1 if the response to an
/// action was refused, or the event that ends its list: the place is free, and what
/// still comes of the action is AMIWIRE_WHAT_EXTRA. It is 0 for an item, without
/// which the list goes on. AMIWIRE_WHAT_EXTRA for an action that had ended.
///
/// Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if the packet belongs to no action of this
/// session, or if its line ActionID had not arrived: then the action ends by its
/// time limit; AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
///
/// # Safety
/// `session` is NULL or from amiwire_session_init(); `reader` is NULL or from
/// amiwire_reader_init(); `outcome` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn amiwire_session_refused(
    session: *mut amiwire_session,
    reader: *const amiwire_reader,
    now: u64,
    outcome: *mut amiwire_outcome,
) -> i32 {
    // SAFETY: as for this function.
    unsafe {
        code((|| {
            let (session, reader, place) = (given_mut(session)?, given(reader)?, given_mut(outcome)?);
            let refused = session.session.refused(&reader.reader, &reader.last_error(), now);
            *place = amiwire_outcome::of(refused.ok_or(Status::NoEvent)?);
            Ok(())
        })())
    }
}
