//! The line with which a server greets.

use super::{Kind, Packet};
use crate::bytes::equal_fold;

/// A server's first line: its name, a slash and its version, as in
/// `Asterisk Call Manager/2.7.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Greeting<'a> {
    /// What stands before the last slash.
    pub name: &'a [u8],
    /// What stands behind it, one word that begins with a digit.
    pub version: &'a [u8],
}

impl<'a> Greeting<'a> {
    /// Reads such a line, with its line end or without; none if it is not one.
    pub fn parse(line: &'a [u8]) -> Option<Greeting<'a>> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (name, rest) = line.split_at_checked(memchr::memrchr(b'/', line)?)?;
        let version = rest.get(1..)?;
        let fits = version.first()?.is_ascii_digit() && version.iter().all(u8::is_ascii_graphic);
        (fits && !name.is_empty()).then_some(Greeting { name, version })
    }

    /// Whether a proxy says so of itself. Its version is its own, and tells nothing
    /// of the exchanges behind it (T73).
    pub fn is_proxy(&self) -> bool {
        const PROXY: &[u8] = b" Proxy";
        let at = self.name.len().checked_sub(PROXY.len());
        at.and_then(|at| self.name.get(at..)).is_some_and(|end| equal_fold(end, PROXY))
    }
}

impl<'a> Packet<'a> {
    /// What a banner says: its name, its version, and whether it is a proxy's. None
    /// of a packet, and of a banner whose version is no version:
    /// [`body`](Packet::body) has what stands there.
    pub fn greeting(&self) -> Option<Greeting<'a>> {
        if self.kind == Kind::Banner { Greeting::parse(self.raw()) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_has_a_name_and_a_version() {
        for (line, name, version, proxy) in [
            (&b"Asterisk Call Manager/2.7.0\r\n"[..], &b"Asterisk Call Manager"[..], &b"2.7.0"[..], false),
            (b"Asterisk Call Manager Proxy/1.30.0\r\n", b"Asterisk Call Manager Proxy", b"1.30.0", true),
            (b"Asterisk Manager Proxy/1.21", b"Asterisk Manager Proxy", b"1.21", true),
            (b"PBX Call Manager/9.0.0\n", b"PBX Call Manager", b"9.0.0", false),
            (b"a/b/1.0-rc1\r\n", b"a/b", b"1.0-rc1", false),
            (b"Proxy/1\r\n", b"Proxy", b"1", false),
        ] {
            let greeting = Greeting::parse(line).unwrap();
            assert_eq!((greeting.name, greeting.version, greeting.is_proxy()), (name, version, proxy));
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            &b""[..],
            b"/1.0\r\n",
            b"PBX/\r\n",
            b"PBX 1.0\r\n",
            b"PBX/v1\r\n",
            b"PBX/1.0 beta\r\n",
            b"HTTP/1.1 400 Bad Request\r\n",
            b"SSH-2.0-OpenSSH_9.6\r\n",
            b"Response: Success\r\n",
        ] {
            assert_eq!(Greeting::parse(line), None, "{}", line.escape_ascii());
        }
    }
}
