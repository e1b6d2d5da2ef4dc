//! What a trace sees: packets with their secrets taken out.

use std::vec::Vec;

use super::options::{Direction, Trace};
use crate::bytes::equal_fold;

/// Headers whose values are secrets (T60), or from which one can be computed.
const SECRET: &[&[u8]] = &[
    b"Secret",
    b"Key",
    b"Password",
    b"NewPassword",
    b"OldPassword",
    b"Md5Cred",
    b"OauthSecret",
    b"RefreshToken",
    b"OauthClientSecret",
    b"ExpectedResponse",
    b"ReceivedHash",
];

/// Words that stand before a secret in a line of a configuration file, which
/// is a value of GetConfig.
const SETTINGS: &[&[u8]] = &[b"secret", b"password", b"md5secret", b"remotesecret", b"md5_cred", b"oauth_secret"];

/// Hands packets to a trace.
pub(super) struct Tracer {
    trace: Option<Trace>,
    /// Bytes that were sent and are no whole packet yet.
    pending: Vec<u8>,
    clean: Vec<u8>,
}

impl Tracer {
    pub(super) fn new(trace: Option<Trace>) -> Tracer {
        Tracer { trace, pending: Vec::new(), clean: Vec::new() }
    }

    /// Shows a packet that was received.
    pub(super) fn received(&mut self, packet: &[u8]) {
        if let Some(trace) = &self.trace {
            redact(packet, &mut self.clean);
            trace(Direction::Received, &self.clean);
        }
    }

    /// Takes bytes that were sent, and shows each packet that is whole.
    pub(super) fn sent(&mut self, bytes: &[u8]) {
        let Some(trace) = &self.trace else { return };
        self.pending.extend_from_slice(bytes);
        while let Some(at) = memchr::memmem::find(&self.pending, b"\r\n\r\n") {
            let rest = self.pending.split_off(at.saturating_add(4));
            redact(&self.pending, &mut self.clean);
            trace(Direction::Sent, &self.clean);
            zeroize::Zeroize::zeroize(&mut self.pending);
            self.pending = rest;
        }
    }

    /// Forgets what was sent in part.
    pub(super) fn cut(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.pending);
    }
}

/// Copies a packet, the values of secrets left out.
fn redact(packet: &[u8], clean: &mut Vec<u8>) {
    clean.clear();
    for line in packet.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\r\n").unwrap_or(line);
        match secret(text) {
            Some(kept) if kept < text.len() => {
                clean.extend_from_slice(text.get(..kept).unwrap_or_default());
                clean.extend_from_slice(b"***");
                clean.extend_from_slice(line.get(text.len()..).unwrap_or_default());
            }
            _ => clean.extend_from_slice(line),
        }
    }
}

/// How many bytes of a line may be shown, if the rest is a secret.
fn secret(line: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at_checked(colon)?;
    let blanks = value.iter().skip(1).take_while(|byte| **byte == b' ').count();
    let from = colon.saturating_add(1).saturating_add(blanks);
    if SECRET.iter().any(|secret| equal_fold(secret, name)) {
        return Some(from);
    }
    let value = line.get(from..)?;
    let equals = memchr::memchr(b'=', value)?;
    let word = value.get(..equals)?.trim_ascii();
    let after = from.saturating_add(equals).saturating_add(1);
    SETTINGS.iter().any(|setting| equal_fold(setting, word)).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out_and_nothing_else() {
        let mut clean = Vec::new();
        redact(
            b"Action: Login\r\nUsername: u\r\nSECRET:  s3cret: x\r\nkey:k\r\nSecret:\r\nSecrets: 2\r\n\r\n",
            &mut clean,
        );
        assert_eq!(clean, b"Action: Login\r\nUsername: u\r\nSECRET:  ***\r\nkey:***\r\nSecret:\r\nSecrets: 2\r\n\r\n");
        redact(b"Line-000000-000001: secret = abc\r\nLine-000000-000002: secretary=x\r\ntext\r\n\r\n", &mut clean);
        assert_eq!(clean, b"Line-000000-000001: secret =***\r\nLine-000000-000002: secretary=x\r\ntext\r\n\r\n");
    }
}
