//! What a session tells.

use crate::error::Status;

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// The greeting is awaited.
    Greeting = 1,
    /// Greeted; a login or a challenge may be asked for.
    Greeted = 2,
    /// A challenge was asked for.
    Challenging = 3,
    /// A challenge was given; the MD5 login may be sent.
    Challenged = 4,
    /// The login was sent.
    LoggingIn = 5,
    /// Logged in: actions may be submitted. This is as ready as it gets: not
    /// every user is sent a FullyBooted (T44).
    LoggedIn = 6,
    /// The login was refused; the server closes.
    Refused = 7,
    /// The logoff was sent; the server closes.
    Closing = 8,
    /// There is no connection, and nothing can be queued.
    Down = 9,
}

/// What a packet, or the passing of time, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum What {
    /// The greeting: log in. After a reconnect, too: the session keeps no
    /// secret.
    Banner = 1,
    /// A challenge was given: send the MD5 login.
    Challenge = 2,
    /// The login was accepted.
    LoggedIn = 3,
    /// The login was refused; the packet says nothing of the reason.
    LoginRefused = 4,
    /// No challenge was given.
    ChallengeRefused = 5,
    /// The response to the action of that tag, without a list; or the
    /// OriginateResponse of an Originate with Async, which is OriginateSuccess or
    /// OriginateFailure in releases to 1.4.
    Response = 6,
    /// The response to the action of that tag; its list follows.
    ListStart = 7,
    /// An item of that list. It is the last where a list has one item and no
    /// completion (FAXSession, FAXStats, DataGet, DBGet of releases to 1.8).
    ListItem = 8,
    /// The end of that list: its completion event, or the Error that ends it
    /// (T32).
    ListEnd = 9,
    /// Something between the action of that tag and its end: it was started,
    /// and an event will tell how it went (T58).
    Progress = 10,
    /// Something of an action that has had its final answer (T33).
    Extra = 11,
    /// A response that belongs to no action of this session: it has a foreign
    /// ActionID, or none where ActionIDs come back.
    Unclaimed = 12,
    /// An event that belongs to no action of this session.
    Event = 13,
    /// A packet that is neither response nor event and belongs to nothing.
    Other = 14,
    /// The time limit of the action of that tag passed. It may have been
    /// carried out.
    TimedOut = 15,
    /// The time limit of the greeting or the login passed. The session is
    /// down: close the connection.
    LoginTimedOut = 16,
    /// Text of the answer to the action of that tag, which has no response
    /// (T20, T22, T23), or a piece of an output that is larger than the
    /// reader's memory. What has the same tag belongs together, to the end.
    Text = 17,
    /// The end of such an answer. The packet is the last piece of the output; or
    /// the answer to the Ping that the session sent behind the action, to see
    /// where its answer ends.
    TextEnd = 18,
    /// The answer to something that the session sent by itself: a Ping, the
    /// event mask, the logoff.
    Own = 19,
    /// The connection was cut with the action of that tag in flight: it was
    /// handed to TCP or TLS, and may have been carried out, or not. It is not
    /// repeated.
    Unknown = 20,
    /// The connection was cut before the action of that tag was handed over
    /// whole: it was not carried out, and will not be.
    Unsent = 21,
    /// The peer is dead: it left a Ping without an answer. The session is
    /// down: close the connection.
    Dead = 22,
    /// It is time to connect again. Then call
    /// [`Session::connected`](super::Session::connected), or, if it fails,
    /// [`Session::cut`](super::Session::cut).
    Connect = 23,
    /// The reconnect policy's attempts are used up.
    GaveUp = 24,
    /// From a connector only: the connection was cut and will be made again.
    Cut = 25,
    /// From a connector only: more came while a call waited than there was room
    /// for, and the oldest events and notices were dropped. This comes in their
    /// place; the tag is how many. Nothing of an answer is dropped for an event, and
    /// the last word on an action never. Where answers alone are more than there is
    /// room for, their packets count here, too.
    Lost = 26,
    /// From a connector only: an attempt to connect again failed. The policy
    /// says when the next one follows, or [`What::GaveUp`] comes. An attempt
    /// lasts until its login is accepted.
    AttemptFailed = 27,
    /// An Originate with Async of which no OriginateResponse can come: it was
    /// started, and its end will not be reported. It is the last outcome of that
    /// tag. The packet is its response. There is none, and
    /// [`Session::handle_timeout`](super::Session::handle_timeout) tells it, where
    /// the response had come before and then the event mask was changed.
    Started = 28,
    /// The answer to the action of that tag was too large to be read. The action
    /// was carried out; what had come before was told.
    TooLarge = 29,
}

/// The meaning of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it is.
    pub what: What,
    /// The caller's tag of the action it belongs to; 0 if it belongs to none.
    pub tag: u64,
    /// Whether it is the last of that action: its place is free again. Each
    /// action that was submitted has exactly one outcome that says so.
    pub last: bool,
    /// Why, for [`What::Cut`] and [`What::AttemptFailed`]; none otherwise. Only
    /// a connector knows it.
    pub status: Option<Status>,
}

// Two registers hold it: one comes with every packet.
const _: () = assert!(size_of::<Outcome>() == 16);

impl Outcome {
    pub(crate) const fn plain(what: What) -> Outcome {
        Outcome::new(what, 0, false)
    }

    /// That of an action.
    pub(crate) const fn new(what: What, tag: u64, last: bool) -> Outcome {
        Outcome { what, tag, last, status: None }
    }
}
