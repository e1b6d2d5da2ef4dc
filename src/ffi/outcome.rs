//! Outcomes
//!
//! What a session, and so the connector, tells: how far it has come, and what
//! each packet means.

use crate::Status;
use crate::session::{Outcome, Phase, What};

/// The greeting is awaited.
pub const AMIWIRE_PHASE_GREETING: u32 = 1;
/// Greeted: log in, or ask for a challenge.
pub const AMIWIRE_PHASE_GREETED: u32 = 2;
/// A challenge was asked for.
pub const AMIWIRE_PHASE_CHALLENGING: u32 = 3;
/// A challenge was given: send the MD5 login.
pub const AMIWIRE_PHASE_CHALLENGED: u32 = 4;
/// The login was sent.
pub const AMIWIRE_PHASE_LOGGING_IN: u32 = 5;
/// Logged in. This is as ready as it gets: not every user is sent FullyBooted.
pub const AMIWIRE_PHASE_LOGGED_IN: u32 = 6;
/// The login was refused.
pub const AMIWIRE_PHASE_REFUSED: u32 = 7;
/// The logoff was sent.
pub const AMIWIRE_PHASE_CLOSING: u32 = 8;
/// There is no connection.
pub const AMIWIRE_PHASE_DOWN: u32 = 9;

/// The greeting: log in, also after a reconnect. One that was kept during
/// amiwire_conn_call() may come when you have logged in by hand since: then
/// amiwire_conn_login() returns AMIWIRE_BAD_STATE, and nothing is to be done.
pub const AMIWIRE_WHAT_BANNER: u32 = 1;
/// A challenge was given: send the MD5 login.
pub const AMIWIRE_WHAT_CHALLENGE: u32 = 2;
/// The login was accepted.
pub const AMIWIRE_WHAT_LOGGED_IN: u32 = 3;
/// The login was refused; servers do not say why.
pub const AMIWIRE_WHAT_LOGIN_REFUSED: u32 = 4;
/// No challenge was given; the plain login is still open.
pub const AMIWIRE_WHAT_CHALLENGE_REFUSED: u32 = 5;
/// The response to an action, without a list; or the OriginateResponse of an
/// Originate with Async, which is OriginateSuccess or OriginateFailure in releases to
/// 1.4.
pub const AMIWIRE_WHAT_RESPONSE: u32 = 6;
/// The response to an action, whose list follows.
pub const AMIWIRE_WHAT_LIST_START: u32 = 7;
/// An item of that list; the last one if the list has one item and no
/// completion.
pub const AMIWIRE_WHAT_LIST_ITEM: u32 = 8;
/// The end of that list: its completion, or the Error that ends it.
pub const AMIWIRE_WHAT_LIST_END: u32 = 9;
/// The action was started; an event will tell how it went.
pub const AMIWIRE_WHAT_PROGRESS: u32 = 10;
/// Something of an action that has had its final answer.
pub const AMIWIRE_WHAT_EXTRA: u32 = 11;
/// A response that belongs to no action of this session: it has a foreign
/// ActionID, or none where ActionIDs come back.
pub const AMIWIRE_WHAT_UNCLAIMED: u32 = 12;
/// An event that belongs to no action of this session.
pub const AMIWIRE_WHAT_EVENT: u32 = 13;
/// A packet that is neither response nor event.
pub const AMIWIRE_WHAT_OTHER: u32 = 14;
/// The time limit of an action passed. It may have been carried out.
pub const AMIWIRE_WHAT_TIMED_OUT: u32 = 15;
/// The time limit of the greeting or the login passed: close the connection,
/// the session takes it for cut.
pub const AMIWIRE_WHAT_LOGIN_TIMED_OUT: u32 = 16;
/// Text of an answer that has no response, or a piece of an output that is
/// larger than the reader's memory. What has the same tag belongs together, to
/// the end.
pub const AMIWIRE_WHAT_TEXT: u32 = 17;
/// The end of such an answer: the last piece of the output, or the answer to
/// the Ping that the session sent behind the action to see where it ends.
pub const AMIWIRE_WHAT_TEXT_END: u32 = 18;
/// The answer to something that the session sent by itself: a Ping, the event
/// mask, the logoff.
pub const AMIWIRE_WHAT_OWN: u32 = 19;
/// The connection was cut with the action in flight: it was handed to TCP or
/// TLS, and may have been carried out, or not. It is not repeated.
pub const AMIWIRE_WHAT_UNKNOWN: u32 = 20;
/// The connection was cut before the action was handed over whole: it was not
/// carried out, and will not be.
pub const AMIWIRE_WHAT_UNSENT: u32 = 21;
/// The peer left a Ping without an answer: close the connection, the session
/// takes it for cut.
pub const AMIWIRE_WHAT_DEAD: u32 = 22;
/// It is time to connect again; then call amiwire_session_connected(), or
/// amiwire_session_cut() if that fails.
pub const AMIWIRE_WHAT_CONNECT: u32 = 23;
/// The attempts to connect again are used up.
pub const AMIWIRE_WHAT_GAVE_UP: u32 = 24;
/// From the connector only: the connection was cut and will be made again; the
/// outcome's status says why.
pub const AMIWIRE_WHAT_CUT: u32 = 25;
/// From the connector only: what came while amiwire_conn_call() waited was more than
/// keep_bytes hold, and the oldest events and notices of it were dropped. This comes
/// in their place; the tag is how many. What belongs to the answer to an action is
/// not dropped for events, and the last word on an action never. Only where such
/// answers alone are more than keep_bytes, their packets count here, too. While no
/// call waits, nothing is dropped: what nobody receives stays in the socket.
pub const AMIWIRE_WHAT_LOST: u32 = 26;
/// From the connector only: an attempt to connect again failed, up to its login;
/// the outcome's status says why.
pub const AMIWIRE_WHAT_ATTEMPT_FAILED: u32 = 27;
/// An Originate with Async of which no OriginateResponse can come: it was started,
/// and its end will not be reported. It is the last outcome of that tag. The packet
/// is its response; there is none where the response had come before and then the
/// event mask was changed.
pub const AMIWIRE_WHAT_STARTED: u32 = 28;
/// The answer to the action was too large to be read. The action was carried out;
/// what had come before was told.
pub const AMIWIRE_WHAT_TOO_LARGE: u32 = 29;

const _: () = assert!(Phase::Refused as u32 == AMIWIRE_PHASE_REFUSED && Phase::Down as u32 == AMIWIRE_PHASE_DOWN);
const _: () = assert!(What::LoginTimedOut as u32 == AMIWIRE_WHAT_LOGIN_TIMED_OUT && What::Banner as u32 == 1);
const _: () = assert!(What::AttemptFailed as u32 == AMIWIRE_WHAT_ATTEMPT_FAILED);
const _: () = assert!(What::Started as u32 == AMIWIRE_WHAT_STARTED && What::TooLarge as u32 == AMIWIRE_WHAT_TOO_LARGE);
const _: () = assert!(What::Lost as u32 == AMIWIRE_WHAT_LOST && What::Unknown as u32 == AMIWIRE_WHAT_UNKNOWN);
const _: () = assert!(What::Unclaimed as u32 == AMIWIRE_WHAT_UNCLAIMED && What::ListEnd as u32 == 9);

/// What a packet means, or something that happened without one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct amiwire_outcome {
    /// Your tag of the action that it belongs to; 0 if it belongs to none.
    pub tag: u64,
    /// What it is: AMIWIRE_WHAT_.
    pub what: u32,
    /// 1 if it is the last of that action, whose tag is free again.
    pub last: u32,
    /// For AMIWIRE_WHAT_CUT and AMIWIRE_WHAT_ATTEMPT_FAILED why: AMIWIRE_CLOSED,
    /// or an error; otherwise 0.
    pub status: i32,
    /// 0.
    pub reserved: u32,
}

impl amiwire_outcome {
    pub(super) fn of(outcome: Outcome) -> Self {
        amiwire_outcome {
            tag: outcome.tag,
            what: outcome.what as u32,
            last: u32::from(outcome.last),
            status: outcome.status.map_or(0, Status::code),
            reserved: 0,
        }
    }
}
