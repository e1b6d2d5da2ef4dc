//! What a packet is: told by the name of its first line.

use super::{CARE, ID_FIRST};
use crate::bytes::equal_fold;
use crate::work;

/// What a packet is, by the name of its first header (T1, T2, T5), or of its
/// second one if the first is an `ActionID` (T72). Never by a search: events hold
/// `Response:`, requests hold `Event:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A packet whose first header is none of the three (T20–T24).
    Other = 0,
    /// `Response:` first, or directly behind a first `ActionID:`.
    Response = 1,
    /// `Event:` first, or directly behind a first `ActionID:`.
    Event = 2,
    /// `Action:` first.
    Action = 3,
    /// The server's greeting, which is one line and no packet (T55). It has
    /// no headers; its version is the body.
    Banner = 4,
}

impl Kind {
    /// Its name as the command prints it.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Other => "other",
            Kind::Response => "response",
            Kind::Event => "event",
            Kind::Action => "action",
            Kind::Banner => "banner",
        }
    }
}

/// The kind that the first line's name gives.
#[inline]
pub(crate) fn kind_of(name: &[u8]) -> Kind {
    match name {
        // As every server spells them, in one comparison.
        b"Event" => return Kind::Event,
        b"Response" => return Kind::Response,
        _ => {}
    }
    match name.len() {
        5 if equal_fold(name, b"Event") => Kind::Event,
        8 if equal_fold(name, b"Response") => Kind::Response,
        6 if equal_fold(name, b"Action") => Kind::Action,
        _ => Kind::Other,
    }
}

/// The kind of a packet whose first line has that name, and what that adds to its
/// flags. `packet` holds its bytes, or as many of them as show its second line.
#[inline]
pub(crate) fn kind_and_flags(name: &[u8], packet: &[u8], typed: bool) -> (Kind, u8) {
    match kind_of(name) {
        Kind::Other if equal_fold(name, ID) => match kind_behind_id(packet, typed) {
            Kind::Other => (Kind::Other, 0),
            kind => (kind, CARE | ID_FIRST),
        },
        kind => (kind, 0),
    }
}

/// The one name behind which the kind of a packet may stand.
pub(crate) const ID: &[u8] = b"ActionID";

/// The kind that the second line gives to a packet whose first is an ActionID, as
/// app_rpt writes them (T72): a response or an event.
#[cold]
pub(crate) fn kind_behind_id(packet: &[u8], typed: bool) -> Kind {
    let ends = |at: &usize| typed || at.checked_sub(1).and_then(|before| packet.get(before)) == Some(&b'\r');
    let end = memchr::memchr_iter(b'\n', packet).find(ends);
    let rest = end.and_then(|end| packet.get(end.saturating_add(1)..)).unwrap_or_default();
    // No more than the longer of the two names, however long the line is.
    let name = rest.get(..b"Response:".len()).unwrap_or(rest);
    work::bytes(end.unwrap_or(packet.len()).saturating_add(name.len()));
    let name = memchr::memchr(b':', name).and_then(|colon| name.get(..colon)).unwrap_or_default();
    Some(kind_of(name)).filter(|kind| matches!(kind, Kind::Response | Kind::Event)).unwrap_or(Kind::Other)
}
