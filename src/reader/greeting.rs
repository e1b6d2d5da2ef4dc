//! The server's first line: whether it is a greeting (T55, T73, T74).

use super::{BANNERS, Found, Reader};
use crate::bytes::span;
use crate::limits::BANNER_BYTES;
use crate::packet::{BODY, Greeting, Kind};
use crate::parse::Lines;

/// What the bytes that have come say of the first line.
enum First {
    /// It is no greeting.
    Other,
    /// More bytes are needed to say.
    Unknown,
    /// It is one: its bytes, the LF included, and where its version begins.
    Greeting(usize, usize),
}

/// How the first lines of other services begin, in any case, which may look like a name
/// and a version; and those of packets.
const OTHERS: [&[u8]; 6] = [b"HTTP/", b"SSH-", b"SIP/", b"RTSP/", b"Event:", b"Response:"];

/// Whether a line that begins so is no greeting, also where any name is taken: not with
/// one of those, with a digit (`220 mail.example ESMTP/1.0`), nor with a byte that no
/// name begins with, such as those of TLS and telnet.
pub(crate) fn never_greets(seen: &[u8]) -> bool {
    let strange = |byte: &u8| byte.is_ascii_digit() || *byte <= b' ' || *byte >= 0x7f;
    let begins = |other: &&[u8]| seen.get(..other.len()).is_some_and(|front| front.eq_ignore_ascii_case(other));
    seen.first().is_some_and(strange) || OTHERS.iter().any(begins)
}

/// Judges the front of a stream.
fn first(seen: &[u8], any: bool) -> First {
    let known = |name: &&[u8]| seen.starts_with(name) || name.starts_with(seen);
    if !any && !BANNERS.iter().any(known) || never_greets(seen) {
        return First::Other;
    }
    let line = seen.get(..BANNER_BYTES).unwrap_or(seen);
    let Some(end) = memchr::memchr(b'\n', line) else {
        return if line.len() < BANNER_BYTES { First::Unknown } else { First::Other };
    };
    let line = line.get(..end.saturating_add(1)).unwrap_or_default();
    let version = match BANNERS.iter().find(|name| line.starts_with(name)) {
        Some(name) => Some(name.len()),
        // Whatever stands behind a known name is its version; in an unknown line it
        // has to look like one.
        None => Greeting::parse(line).filter(|_| any).map(|greeting| greeting.name.len().saturating_add(1)),
    };
    version.map_or(First::Other, |version| First::Greeting(line.len(), version))
}

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// The greeting, if the first line is one; decides whether it is.
    #[cold]
    pub(super) fn greeting(&mut self) -> Option<Found> {
        let seen = span(self.storage.as_ref(), 0, self.filled);
        let (length, version) = match first(seen, self.options.any_banner) {
            First::Unknown => return None,
            First::Other => {
                self.banner = false;
                return None;
            }
            First::Greeting(length, version) => (length, version),
        };
        let with_cr = span(seen, 0, length as u32).ends_with(b"\r\n");
        self.banner = false;
        self.start = length as u32;
        // It ends at an LF, also where no other line does: what was scanned of it
        // is no line.
        self.start_over();
        self.counters.missing_cr += u64::from(!with_cr && self.options.lines == Lines::Wire);
        let stop = self.start.saturating_sub(if with_cr { 2 } else { 1 });
        Some(Found {
            kind: Kind::Banner,
            flags: BODY,
            first: 0,
            lines: 0,
            start: 0,
            end: self.start,
            body: (version as u32, stop),
        })
    }

    /// Whether a greeting may have a name that is not known.
    #[cfg(feature = "net")]
    pub(crate) fn takes_any_banner(&self) -> bool {
        self.options.any_banner
    }

    /// Whether what has come so far cannot be a greeting: a client that waits
    /// for one need not wait longer.
    pub fn greeting_is_overdue(&self) -> bool {
        let seen = span(self.storage.as_ref(), 0, self.filled);
        if matches!(&self.found, Some(Ok(found)) if found.kind == Kind::Banner) {
            return false;
        }
        !self.banner || matches!(first(seen, self.options.any_banner), First::Other)
    }
}
