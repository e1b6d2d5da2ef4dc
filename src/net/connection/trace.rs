//! What a trace sees: packets with their secrets taken out.

use std::vec::Vec;

use super::QUEUE;
use super::options::{Direction, Trace};
use super::shared::CHUNK;
use crate::net::memory::missing;
use crate::net::{NetError, hidden};

/// Hands packets to a trace.
pub(super) struct Tracer {
    trace: Option<Trace>,
    /// Bytes that were sent and are no whole packet yet.
    pending: Vec<u8>,
    clean: Vec<u8>,
}

impl Tracer {
    /// Memory for the largest packet that is read or sent, if there is a trace.
    pub(super) fn new(trace: Option<Trace>, storage: usize) -> Result<Tracer, NetError> {
        let (mut pending, mut clean) = (Vec::new(), Vec::new());
        if trace.is_some() {
            pending.try_reserve_exact(QUEUE + CHUNK).map_err(missing)?;
            // Stars may be longer than what they stand for.
            clean.try_reserve_exact(storage.max(QUEUE).saturating_mul(2)).map_err(missing)?;
        }
        Ok(Tracer { trace, pending, clean })
    }

    /// Shows a packet that was received.
    pub(super) fn received(&mut self, packet: &[u8]) {
        if let Some(trace) = &self.trace {
            show(trace, Direction::Received, packet, &mut self.clean);
        }
    }

    /// Takes bytes that were sent, and shows each packet that is whole.
    pub(super) fn sent(&mut self, bytes: &[u8]) {
        let Some(trace) = &self.trace else { return };
        if self.pending.capacity().saturating_sub(self.pending.len()) < bytes.len() {
            // Larger than anything that is queued. Growing would leave a login
            // behind in freed memory.
            return;
        }
        self.pending.extend_from_slice(bytes);
        while let Some(at) = memchr::memmem::find(&self.pending, b"\r\n\r\n") {
            let end = at.saturating_add(4);
            show(trace, Direction::Sent, self.pending.get(..end).unwrap_or_default(), &mut self.clean);
            let left = self.pending.len().saturating_sub(end);
            self.pending.copy_within(end.., 0);
            zeroize::Zeroize::zeroize(self.pending.get_mut(left..).unwrap_or_default());
            self.pending.truncate(left);
        }
    }

    /// Forgets what was sent in part.
    pub(super) fn cut(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.pending);
    }
}

/// Shows a packet without its secrets. One for which there is no memory is not
/// shown.
fn show(trace: &Trace, direction: Direction, packet: &[u8], clean: &mut Vec<u8>) {
    clean.clear();
    // A line has two bytes or more, and becomes at most two longer.
    if clean.try_reserve(packet.len().saturating_mul(2)).is_ok() {
        redact(packet, clean);
        trace(direction, clean);
    }
}

/// Copies a packet, the values of secrets left out.
fn redact(packet: &[u8], clean: &mut Vec<u8>) {
    clean.clear();
    let sets_secret = packet
        .split(|byte| *byte == b'\n')
        .any(|line| parts(line).is_some_and(|(name, value, _)| hidden::names_setting(name, value)));
    for line in packet.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\r\n").unwrap_or(line);
        match secret(text, sets_secret) {
            Some(kept) if kept < text.len() => {
                clean.extend_from_slice(text.get(..kept).unwrap_or_default());
                clean.extend_from_slice(b"***");
                clean.extend_from_slice(line.get(text.len()..).unwrap_or_default());
            }
            _ => clean.extend_from_slice(line),
        }
    }
}

/// Name and value of a line, and where the value begins.
fn parts(line: &[u8]) -> Option<(&[u8], &[u8], usize)> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at_checked(colon)?;
    let blanks = value.iter().skip(1).take_while(|byte| **byte == b' ').count();
    let from = colon.saturating_add(1).saturating_add(blanks);
    Some((name, line.get(from..)?, from))
}

/// How many bytes of a line may be shown, if the rest is a secret.
/// `sets_secret` says that the packet sets a setting that is one.
fn secret(line: &[u8], sets_secret: bool) -> Option<usize> {
    let (name, value, from) = parts(line)?;
    if hidden::is_header(name) || (sets_secret && hidden::is_value(name)) {
        return Some(from);
    }
    // A line of a file, which is a value of GetConfig.
    let equals = memchr::memchr(b'=', value)?;
    let word = value.get(..equals)?.trim_ascii();
    hidden::is_setting(word).then_some(from.saturating_add(equals).saturating_add(1))
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

    #[test]
    fn a_secret_that_is_set_is_left_out() {
        let mut clean = Vec::new();
        let mut shown = |packet: &str| {
            redact(packet.as_bytes(), &mut clean);
            std::string::String::from_utf8(clean.clone()).unwrap()
        };
        let update = "Action: UpdateConfig\r\nValue-000000: s3cret\r\nmatch-000000: old\r\nVar-000000: Secret\r\n\r\n";
        assert_eq!(
            shown(update),
            "Action: UpdateConfig\r\nValue-000000: ***\r\nmatch-000000: ***\r\nVar-000000: Secret\r\n\r\n"
        );
        let harmless = update.replace("Secret", "callerid");
        assert_eq!(shown(&harmless), harmless);
    }
}
