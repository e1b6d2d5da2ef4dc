//! Who may ask for what: what a server checks of each request before it does
//! anything about it (wire reference, section 4).

use core::fmt::Write;

use super::{Login, Request, request};
use crate::bytes::equal_fold;
use crate::packet::Packet;
use crate::session::text::Text;

/// How a server's half behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Nanoseconds from the connection to the accepted login; 0 for no limit.
    pub login: u64,
    /// The challenge of this connection, sent as decimal digits; none refuses
    /// MD5 logins. Take a random number for each connection: who knows it before
    /// can have a client make keys for it, and a key that was good once is good
    /// again for the same challenge.
    pub challenge: Option<u64>,
}

impl Default for Options {
    /// The 30 seconds that servers give, and no challenge.
    fn default() -> Self {
        Options { login: 30_000_000_000, challenge: None }
    }
}

/// What a request is, and what is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Asked {
    /// A login: find its user's secret and try it.
    Login = 1,
    /// An action of somebody who is logged in: do it and answer.
    Action = 2,
    /// The challenge is asked for: give it.
    Challenge = 3,
    /// A kind of challenge that is not known, or not offered: an error.
    BadAuthType = 4,
    /// A login where there has been one: Success, and nothing else.
    AlreadyIn = 5,
    /// A logoff: say goodbye, send, close.
    Logoff = 6,
    /// An action before the login: an error.
    NotAllowed = 7,
    /// A request without an action: an error.
    MissingAction = 8,
}

/// The state of a client's way in.
#[derive(Clone, Debug)]
pub struct Gate {
    challenge: Option<Text<20>>,
    /// A key is good only for a challenge that was given.
    given: bool,
    admitted: bool,
    late: Option<u64>,
}

impl Gate {
    /// A gate for a connection that was accepted at the time `now`.
    pub fn new(options: &Options, now: u64) -> Gate {
        let challenge = options.challenge.map(|number| {
            let mut digits = Text::EMPTY;
            // Twenty digits hold any number.
            let _ = write!(digits, "{number}");
            digits
        });
        let late = (options.login > 0).then(|| now.saturating_add(options.login));
        Gate { challenge, given: false, admitted: false, late }
    }

    /// What a request is.
    pub fn ask(&self, packet: &Packet<'_>) -> Asked {
        match request(packet) {
            Request::Challenge { auth_type } if self.challenge.is_some() && equal_fold(auth_type, b"MD5") => {
                Asked::Challenge
            }
            Request::Challenge { .. } => Asked::BadAuthType,
            Request::Login(_) if self.admitted => Asked::AlreadyIn,
            Request::Login(_) => Asked::Login,
            Request::Logoff => Asked::Logoff,
            Request::MissingAction => Asked::MissingAction,
            Request::Action { .. } if self.admitted => Asked::Action,
            Request::Action { .. } => Asked::NotAllowed,
        }
    }

    /// The challenge, which is to be sent now: from here on keys for it are
    /// good. It stays the same for the connection. Empty if there is none.
    pub fn give_challenge(&mut self) -> &[u8] {
        self.given = self.challenge.is_some();
        self.challenge().unwrap_or_default()
    }

    /// The challenge, if it was given.
    pub fn challenge(&self) -> Option<&[u8]> {
        self.challenge.as_ref().filter(|_| self.given).map(Text::get)
    }

    /// Whether a login proves the knowledge of `secret`.
    pub fn proves(&self, login: &Login<'_>, secret: &[u8]) -> bool {
        login.proves(secret, self.challenge())
    }

    /// Lets the client in.
    pub fn admit(&mut self) {
        self.admitted = true;
        self.late = None;
    }

    /// Whether the client was let in.
    pub fn is_admitted(&self) -> bool {
        self.admitted
    }

    /// When a client that is not logged in is late; none if that cannot be.
    pub fn deadline(&self) -> Option<u64> {
        self.late
    }
}
