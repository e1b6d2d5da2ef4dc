//! The server's half: what a request asks for, and whether a login proves
//! itself. Framing is the reader's (in its typed mode, since people type), the
//! answers are the writer's.
//!
//! [`Server`] is the whole half of one connection, as
//! [`Session`](super::Session) is the client's: greeting, challenge, login and
//! its time limit, refusals, and a bounded queue of answers. [`Gate`] is the
//! part of it that decides, for servers with a queue of their own, such as the
//! simulator. What an action does is the program's affair.

mod gate;
mod host;

pub use gate::{Asked, Gate, Options};
pub use host::{Phase, Server};

pub use super::mask::{is_true, mask_classes};

use super::login::{Key, equal_in_constant_time};
use crate::bytes::equal_fold;
use crate::packet::Packet;
use crate::write::{WriteLimits, Writer};

/// What a packet from a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// `Login`.
    Login(Login<'a>),
    /// `Challenge`, with its AuthType.
    Challenge {
        /// The kind of challenge; only MD5 is known.
        auth_type: &'a [u8],
    },
    /// `Logoff`.
    Logoff,
    /// Any other action, which needs a login first.
    Action {
        /// Its name as the client spelt it.
        name: &'a [u8],
    },
    /// No header `Action`, or an empty one.
    MissingAction,
}

/// A login as it was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Login<'a> {
    /// The user's name; compared without regard to ASCII case.
    pub username: &'a [u8],
    /// The event mask, if one was given.
    pub events: Option<&'a [u8]>,
    secret: Option<&'a [u8]>,
    key: Option<&'a [u8]>,
    md5: bool,
}

impl Login<'_> {
    /// Whether it proves the knowledge of `secret`, by the secret itself or by
    /// the key of `challenge`. A user without a secret can never log in.
    pub fn proves(&self, secret: &[u8], challenge: Option<&[u8]>) -> bool {
        if secret.is_empty() {
            return false;
        }
        match (self.md5, self.key, challenge) {
            (true, Some(key), Some(challenge)) => Key::new(challenge, secret).is(key),
            (true, ..) => false,
            (false, ..) => self.secret.is_some_and(|given| equal_in_constant_time(given, secret)),
        }
    }
}

/// Shows the user's name only.
impl core::fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Login {{ username: \"{}\", .. }}", self.username.escape_ascii())
    }
}

/// Reads a request. The first non-empty `Action` counts, wherever it stands.
pub fn request<'a>(packet: &Packet<'a>) -> Request<'a> {
    let actions = packet.headers().filter(|header| header.is(b"Action"));
    let name = actions.map(|header| skip_blanks(header.value)).find(|name| !name.is_empty());
    match name {
        None => Request::MissingAction,
        Some(name) if equal_fold(name, b"Login") => Request::Login(Login {
            username: field(packet, b"Username").unwrap_or_default(),
            events: field(packet, b"Events"),
            secret: field(packet, b"Secret"),
            key: field(packet, b"Key"),
            md5: field(packet, b"AuthType").is_some_and(|kind| equal_fold(kind, b"MD5")),
        }),
        Some(name) if equal_fold(name, b"Challenge") => {
            Request::Challenge { auth_type: field(packet, b"AuthType").unwrap_or_default() }
        }
        Some(name) if equal_fold(name, b"Logoff") => Request::Logoff,
        Some(name) => Request::Action { name },
    }
}

/// A field of a request as a server reads it: the first of that name, all
/// blanks and control bytes before its value skipped (section 2).
pub fn field<'a>(packet: &Packet<'a>, name: &[u8]) -> Option<&'a [u8]> {
    packet.get(name).map(skip_blanks)
}

fn skip_blanks(mut value: &[u8]) -> &[u8] {
    while let [0..=b' ', rest @ ..] = value {
        value = rest;
    }
    value
}

/// Begins the response to a request: its ActionID is echoed in second place,
/// if it has one that can be echoed.
pub fn response<'a>(out: &'a mut [u8], outcome: &[u8], request: &Packet<'_>) -> Writer<'a> {
    echo(Writer::response(out, outcome, WriteLimits::NONE), request)
}

/// Begins an event of the answer to a request, with its ActionID.
pub fn event<'a>(out: &'a mut [u8], name: &[u8], request: &Packet<'_>) -> Writer<'a> {
    echo(Writer::event(out, name, WriteLimits::NONE), request)
}

fn echo<'a>(mut writer: Writer<'a>, request: &Packet<'_>) -> Writer<'a> {
    // One with a CR would forge a header in the client (section 12).
    match field(request, b"ActionID") {
        Some(id) if !id.is_empty() && crate::write::value_is_clean(id) => writer.add(b"ActionID", id),
        _ => {}
    }
    writer
}
