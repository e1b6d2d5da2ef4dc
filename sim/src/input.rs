//! What a server makes of the bytes that a client sends, before they are a
//! packet: its line buffer with its limits and bugs (section 2, T12 to T14).
//!
//! A complete message is handed on in clean lines, and then it is the core's
//! to read.

use amiwire::limits::ACTION_HEADERS;

/// The server's buffer for a line with its LF.
const LINE: usize = 1024;

/// More than this is not read from the connection before it is worked off.
const PENDING: usize = 16 * 1024;

/// Why a message is answered with an error at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A line did not fit.
    LineTooLong,
    /// There were more than 128 lines.
    TooManyLines,
}

/// A message: lines that end in CR LF, and an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: Vec<u8>,
    pub(super) fault: Option<Fault>,
}

/// Bytes of a client on their way to become messages.
#[derive(Debug, Default)]
pub(super) struct Input {
    pending: Vec<u8>,
    /// Bytes of `pending` that were worked off.
    done: usize,
    line: Vec<u8>,
    text: Vec<u8>,
    lines: usize,
    line_too_long: bool,
    too_many_lines: bool,
}

impl Input {
    /// Whether more bytes should be read from the connection.
    pub(super) fn has_room(&self) -> bool {
        self.pending.len() - self.done < PENDING
    }

    /// Takes bytes as they came.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.pending.drain(..self.done);
        self.done = 0;
        self.pending.extend_from_slice(bytes);
    }

    /// The next complete message.
    pub(super) fn message(&mut self) -> Option<Message> {
        loop {
            let rest = &self.pending[self.done..];
            let window = &rest[..rest.len().min(LINE - self.line.len())];
            match memchr::memchr(b'\n', window) {
                Some(end) => {
                    self.line.extend_from_slice(&window[..end]);
                    self.done += end + 1;
                    if let Some(message) = self.close_line() {
                        return Some(message);
                    }
                }
                None => {
                    self.line.extend_from_slice(window);
                    self.done += window.len();
                    if self.line.len() < LINE {
                        return None;
                    }
                    // The buffer is thrown away; what is left of the line is
                    // read as another one. Where that is nothing, it is the
                    // empty line that ends the message (T12).
                    self.line.clear();
                    self.line_too_long = true;
                }
            }
        }
    }

    fn close_line(&mut self) -> Option<Message> {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        let line = &line[..memchr::memchr(0, line).unwrap_or(line.len())];
        if line.is_empty() {
            self.line.clear();
            self.lines = 0;
            let long = std::mem::take(&mut self.line_too_long).then_some(Fault::LineTooLong);
            let many = std::mem::take(&mut self.too_many_lines).then_some(Fault::TooManyLines);
            let mut text = std::mem::take(&mut self.text);
            text.extend_from_slice(b"\r\n");
            return Some(Message { text, fault: many.or(long) });
        }
        if self.lines < ACTION_HEADERS {
            self.lines += 1;
            self.text.extend_from_slice(line);
            self.text.extend_from_slice(b"\r\n");
        } else {
            self.too_many_lines = true;
        }
        self.line.clear();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(bytes: &[u8], piece: usize) -> Vec<(String, Option<Fault>)> {
        let (mut input, mut found) = (Input::default(), Vec::new());
        for piece in bytes.chunks(piece) {
            input.push(piece);
            while let Some(message) = input.message() {
                found.push((String::from_utf8_lossy(&message.text).into_owned(), message.fault));
            }
        }
        found
    }

    #[test]
    fn lines_typed_and_sent_are_the_same() {
        let typed = b"action: login\nusername: a\rb\r\nlogin\nsecret\0more: x\n\n\r\n\0hidden\nleft";
        let expected = [
            ("action: login\r\nusername: a\rb\r\nlogin\r\nsecret\r\n\r\n".to_string(), None),
            ("\r\n".to_string(), None),
            // A NUL at the start makes the line empty (T14).
            ("\r\n".to_string(), None),
        ];
        for piece in [1, 2, 7, 1000] {
            assert_eq!(messages(typed, piece), expected);
        }
    }

    #[test]
    fn a_line_of_1022_bytes_fits_and_every_longer_one_does_not() {
        for (length, ending, expected) in [
            (1022, "\r\n", vec![None]),
            (1023, "\n", vec![None]),
            // The message ends early, and its real end is another one (T12).
            (1023, "\r\n", vec![Some(Fault::LineTooLong), None]),
            (1024, "\r\n", vec![Some(Fault::LineTooLong), None]),
            (1025, "\r\n", vec![Some(Fault::LineTooLong)]),
            (2047, "\r\n", vec![Some(Fault::LineTooLong), None]),
            (2048, "\r\n", vec![Some(Fault::LineTooLong), None]),
            (5000, "\r\n", vec![Some(Fault::LineTooLong)]),
        ] {
            let text = std::format!("Action: Ping{ending}{}{ending}{ending}", "x".repeat(length));
            for piece in [1, 1000, 100_000] {
                let faults: Vec<_> = messages(text.as_bytes(), piece).into_iter().map(|(_, fault)| fault).collect();
                assert_eq!(faults, expected, "{length} {ending:?}");
            }
        }
    }

    #[test]
    fn the_129th_line_is_dropped() {
        for (lines, fault) in [(128, None), (129, Some(Fault::TooManyLines))] {
            let text = std::format!("{}\r\n", "A: b\r\n".repeat(lines));
            let found = messages(text.as_bytes(), 50);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].1, fault);
            assert_eq!(found[0].0.len(), 128 * 6 + 2);
        }
    }
}
