//! Secrets inside of values and texts, known by the shape of what they stand in.
//!
//! | shape | where |
//! |---|---|
//! | `vmsecret = x`, `secret=>x` | lines of files, `Variable`, `ChanVariable` |
//! | `Password     : x` | what commands print |
//! | `"refresh_token":"x"` | JSON, also inside of a string of JSON |
//! | `register => user:x@host`, `SIP/user:x@host`, `sip:user:x@host` | registrations, dial strings, addresses |
//! | `1234 => 4321,Name` | mailboxes |
//! | `conf => 600,1234` | conferences |

use std::vec::Vec;

use super::names::{MOST, is_mailbox, is_prefix, is_registration, is_secret};

/// So much of what is assigned is searched for the end of a PIN, or for the `@`
/// of a registration: a bound, since the next assignment may be in the same bytes.
const SEARCHED: usize = 256;

/// What stands for a secret.
pub(super) const STARS: &[u8] = b"***";

/// Copies a text, the secrets in it left out. Each byte is looked at a bounded
/// number of times, and the copy has at most three times as many.
pub(super) fn copy(text: &[u8], out: &mut Vec<u8>) {
    let mut shown = 0;
    let (mut at, mut token) = (0, 0);
    while let Some(&byte) = text.get(at) {
        let hidden = match byte {
            b'=' | b':' => assigned(text, at),
            b'@' => {
                let end = token_end(text, at);
                let last = text.get(..end).and_then(|text| memchr::memrchr(b'@', text)).unwrap_or(at);
                // Whatever is found, the rest of it has been looked at.
                let found = credentials(text, token, last);
                at = end.saturating_sub(1);
                found
            }
            _ => None,
        };
        if let Some((from, to)) = hidden.filter(|(from, to)| from < to) {
            out.extend_from_slice(text.get(shown..from).unwrap_or_default());
            out.extend_from_slice(STARS);
            shown = to;
            at = at.max(to.saturating_sub(1));
            token = to;
        } else if is_delimiter(byte) {
            token = at.saturating_add(1);
        }
        at = at.saturating_add(1);
    }
    out.extend_from_slice(text.get(shown..).unwrap_or_default());
}

/// What is to be hidden behind the separator that stands `at`.
fn assigned(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let (word, quoted) = word_before(text, at);
    let secret = is_secret(word);
    let mailbox = !secret && is_mailbox(word) && (quoted || text.get(at) == Some(&b'='));
    let conference = word.eq_ignore_ascii_case(b"conf") && text.get(at) == Some(&b'=');
    let registration = is_registration(word);
    if !(secret || mailbox || conference || registration) {
        return None;
    }
    let mut from = at.saturating_add(1);
    if text.get(from) == Some(&b'>') {
        from = from.saturating_add(1);
    }
    from = skip(text, from, |byte| matches!(byte, b' ' | b'\t'));
    // A secret has no bound, since behind it the text goes on.
    let most = if secret { text.len() } else { text.len().min(from.saturating_add(SEARCHED)) };
    let text = text.get(..most)?;
    let to = if quoted && text.get(at) == Some(&b':') {
        let (begin, end) = json(text, from);
        from = begin;
        end
    } else {
        most
    };
    let value = text.get(from..to)?;
    if secret {
        return Some((from, to));
    }
    if registration {
        let colon = memchr::memchr(b':', value)?;
        let user = from.saturating_add(colon);
        return credentials(text, from, memchr::memrchr(b'@', value)?.saturating_add(from)).map(|(_, to)| {
            // Of a scheme or a domain before the secret, nothing is known for sure.
            (user.saturating_add(1), to)
        });
    }
    let comma = memchr::memchr(b',', value);
    if conference {
        let behind = from.saturating_add(comma?).saturating_add(1);
        return Some((behind, to));
    }
    let pin = value.get(..comma.unwrap_or(value.len()))?.trim_ascii();
    let plain = !pin.is_empty() && pin.len() <= 32 && !pin.iter().any(|byte| matches!(byte, b' ' | b'(' | b'.' | b'/'));
    plain.then(|| (from, comma.map_or(to, |comma| from.saturating_add(comma))))
}

/// The word that ends before this place, blanks and quotes between left out, and
/// whether it is in quotes.
fn word_before(text: &[u8], at: usize) -> (&[u8], bool) {
    let before = text.get(..at).unwrap_or_default();
    let before = before.get(before.len().saturating_sub(2 * MOST)..).unwrap_or_default();
    let mut end = before.len();
    let mut quoted = false;
    while let Some(byte) = end.checked_sub(1).and_then(|last| before.get(last)) {
        match byte {
            b' ' | b'\t' | b'\\' => {}
            b'"' => quoted = true,
            _ => break,
        }
        end = end.saturating_sub(1);
    }
    let word = before.get(..end).unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'(' | b')');
    let length = word.iter().rev().take(MOST).take_while(|byte| is_part(byte)).count();
    (word.get(end.saturating_sub(length)..).unwrap_or_default(), quoted)
}

/// Where the value of a member of JSON begins and ends.
fn json(text: &[u8], from: usize) -> (usize, usize) {
    // Inside of a string of JSON each quote has a backslash before it.
    let inner = text.get(from) == Some(&b'\\') && text.get(from.saturating_add(1)) == Some(&b'"');
    let begin = from.saturating_add(usize::from(inner));
    if text.get(begin) != Some(&b'"') {
        let end = skip(text, from, |byte| !matches!(byte, b',' | b']' | b'}'));
        return (from, end);
    }
    let begin = begin.saturating_add(1);
    let mut at = begin;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' if inner && text.get(at.saturating_add(1)) == Some(&b'"') => return (begin, at),
            b'\\' => at = at.saturating_add(1),
            b'"' => return (begin, at),
            _ => {}
        }
        at = at.saturating_add(1);
    }
    (begin, text.len())
}

/// Of `user:secret@host` whose last `@` stands `at`, where the secret is.
fn credentials(text: &[u8], from: usize, at: usize) -> Option<(usize, usize)> {
    let mut start = from;
    loop {
        let token = text.get(start..at)?;
        let colon = start.saturating_add(memchr::memchr(b':', token)?);
        let word = text.get(start..colon)?;
        let word = word.rsplit(|byte| !byte.is_ascii_alphanumeric()).next()?;
        let behind = colon.saturating_add(1);
        let slashes = text.get(behind..)?.starts_with(b"//");
        if !slashes && !is_prefix(word) {
            return Some((behind, at));
        }
        start = behind.saturating_add(if slashes { 2 } else { 0 });
    }
}

fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b",;<>\"'()[]{}=&|\0".contains(&byte)
}

/// Where the token ends that goes on at this place.
fn token_end(text: &[u8], at: usize) -> usize {
    skip(text, at, |byte| !is_delimiter(byte))
}

/// The first place from this one on whose byte is another.
fn skip(text: &[u8], from: usize, pass: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from.saturating_add(rest.iter().position(|byte| !pass(*byte)).unwrap_or(rest.len()))
}
