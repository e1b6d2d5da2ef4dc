//! What a trace sees: packets with their secrets taken out.

use core::ops::Range;
use std::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

use super::QUEUE;
use super::options::{Direction, Trace};
use super::shared::CHUNK;
use crate::net::NetError;
use crate::net::hidden::{Hider, parts};
use crate::net::memory::missing;
use crate::packet::Packet;

/// Hands packets to a trace.
pub(super) struct Tracer {
    trace: Option<Trace>,
    /// Bytes that were sent and are no whole packet yet.
    pending: Zeroizing<Vec<u8>>,
    clean: Vec<u8>,
}

impl Tracer {
    /// Memory for the largest packet that is sent, if there is a trace.
    pub(super) fn new(trace: Option<Trace>) -> Result<Tracer, NetError> {
        let (mut pending, mut clean) = (Vec::new(), Vec::new());
        if trace.is_some() {
            pending.try_reserve_exact(QUEUE + CHUNK).map_err(missing)?;
            // Stars may be longer than what they stand for.
            clean.try_reserve_exact(CLEAN).map_err(missing)?;
        }
        Ok(Tracer { trace, pending: Zeroizing::new(pending), clean })
    }

    /// Shows a packet that was received.
    pub(super) fn received(&mut self, packet: &Packet<'_>) {
        if let Some(trace) = &self.trace {
            let place = |at: u32| at.wrapping_sub(packet.start) as usize;
            let length = packet.raw().len();
            let body = packet.body().map_or(length..length, |_| place(packet.body.0)..place(packet.body.1));
            show(trace, Direction::Received, packet.raw(), body, &mut self.clean);
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
        // The end of a packet may have been sent in part.
        let mut searched = self.pending.len().saturating_sub(END.len() - 1);
        let mut shown = 0;
        self.pending.extend_from_slice(bytes);
        while let Some(at) = memchr::memmem::find(self.pending.get(searched..).unwrap_or_default(), END) {
            let end = searched.saturating_add(at).saturating_add(END.len());
            let packet = self.pending.get(shown..end).unwrap_or_default();
            show(trace, Direction::Sent, packet, packet.len()..packet.len(), &mut self.clean);
            (searched, shown) = (end, end);
        }
        let kept = self.pending.len().saturating_sub(shown);
        let shown = shown.min(self.pending.len());
        self.pending.copy_within(shown.., 0);
        self.pending.get_mut(kept..).unwrap_or_default().zeroize();
        self.pending.truncate(kept);
    }

    /// Forgets what was sent in part.
    pub(super) fn cut(&mut self) {
        self.pending.zeroize();
    }
}

/// Memory for what is shown, unless a packet needs more: three bytes for one.
const CLEAN: usize = 3 * QUEUE;

/// What ends a packet.
const END: &[u8] = b"\r\n\r\n";

/// Shows a packet without its secrets. One for which there is no memory is not
/// shown.
fn show(trace: &Trace, direction: Direction, packet: &[u8], body: Range<usize>, clean: &mut Vec<u8>) {
    clean.clear();
    // The hider writes at most three bytes for one.
    if clean.try_reserve(packet.len().saturating_mul(3)).is_ok() {
        redact(packet, body, clean);
        trace(direction, clean);
    }
    if clean.capacity() > CLEAN {
        *clean = Vec::new();
    }
}

/// Copies a packet, the secrets in it left out. `body` is what an old Command
/// printed, behind which is its end mark. There a line ends with its LF; before it an LF without a CR
/// is a part of the value, so that what follows it is hidden with it.
fn redact(packet: &[u8], body: Range<usize>, clean: &mut Vec<u8>) {
    clean.clear();
    let (front, mark) = packet.split_at_checked(body.end).unwrap_or((packet, &[]));
    let (head, body) = front.split_at_checked(body.start).unwrap_or((front, &[]));
    let mut hider = Hider::default();
    for line in lines(head) {
        if let Some((name, value, _)) = parts(bare(line)) {
            hider.look(name, value);
        }
    }
    for line in lines(head) {
        let text = bare(line);
        hider.line(text, clean);
        clean.extend_from_slice(line.get(text.len()..).unwrap_or_default());
    }
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        hider.printed(text, clean);
        clean.extend_from_slice(line.get(text.len()..).unwrap_or_default());
    }
    clean.extend_from_slice(mark);
}

/// A line without its line end.
fn bare(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r\n").unwrap_or(line)
}

/// The lines, each with the CR LF that ends it.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let end = memchr::memmem::find(rest, b"\r\n").map_or(rest.len(), |at| at.saturating_add(2));
        let (line, behind) = rest.split_at_checked(end)?;
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(packet: &[u8], body: Range<usize>) -> std::string::String {
        let mut clean = Vec::new();
        redact(packet, body, &mut clean);
        std::string::String::from_utf8(clean).unwrap()
    }

    #[test]
    fn secrets_are_left_out_and_nothing_else() {
        let packet = b"Action: Login\r\nUsername: u\r\nSECRET:  s3cret: x\r\nkey:k\r\nSecret:\r\nSecrets: 2\r\n\r\n";
        assert_eq!(
            shown(packet, packet.len()..packet.len()),
            "Action: Login\r\nUsername: u\r\nSECRET:  ***\r\nkey:***\r\nSecret:\r\nSecrets: 2\r\n\r\n"
        );
        let packet = b"Line-000000-000001: secret = abc\r\nLine-000000-000002: secretary=x\r\ntext\r\n\r\n";
        assert_eq!(
            shown(packet, packet.len()..packet.len()),
            "Line-000000-000001: secret = ***\r\nLine-000000-000002: secretary=x\r\ntext\r\n\r\n"
        );
    }

    #[test]
    fn a_lone_lf_ends_a_line_of_a_body_and_no_value() {
        let packet = b"Description: a\nPassword: b\nc\r\nChannel: d\r\n\r\n";
        assert_eq!(shown(packet, packet.len()..packet.len()), "Description: a\nPassword: ***\r\nChannel: d\r\n\r\n");
        let head = b"Response: Follows\r\nActionID: 1\r\n";
        let body = b"Name     : x\n  Secret : b\nContext: c\r\nMD5Secret:\n--END COMMAND--\r\n\r\n";
        let text = head.len()..head.len() + body.len() - b"--END COMMAND--\r\n\r\n".len();
        let clean = shown(&[&head[..], body].concat(), text);
        let printed = "Name     : x\n  Secret : ***\nContext: c\r\nMD5Secret:\n--END COMMAND--\r\n\r\n";
        assert_eq!(clean, [std::str::from_utf8(head).unwrap(), printed].concat());
    }

    #[test]
    fn what_is_sent_is_shown_packet_by_packet_however_it_is_cut() {
        use std::sync::{Arc, Mutex};
        let packets = "Action: Ping\r\n\r\nAction: Login\r\nSecret: s3cret\r\n\r\nAction: Logoff\r\n\r\n";
        for piece in 1..packets.len() {
            let seen = Arc::new(Mutex::new(Vec::new()));
            let kept = Arc::clone(&seen);
            let trace: Trace = Arc::new(move |_, packet: &[u8]| {
                kept.lock().unwrap().push(std::string::String::from_utf8_lossy(packet).into_owned());
            });
            let mut tracer = Tracer::new(Some(trace)).unwrap();
            for bytes in packets.as_bytes().chunks(piece) {
                tracer.sent(bytes);
            }
            let seen = seen.lock().unwrap();
            assert_eq!(seen.len(), 3);
            assert_eq!(seen.concat(), packets.replace("s3cret", "***"));
            assert!(tracer.pending.is_empty());
        }
    }
}
