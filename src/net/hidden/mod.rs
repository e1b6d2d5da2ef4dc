//! What no trace and no log shows: secrets on the wire (T60). What is hidden is
//! known by names (`names`) and by shapes (`shapes`), for both of them.
//!
//! In doubt something is hidden that is no secret; names, kinds and ActionIDs are
//! always shown.

mod names;
mod shapes;

use std::vec::Vec;

use crate::bytes::equal_fold;
use names::{is_mailbox, is_secret};
use shapes::STARS;

/// What is known of a packet while it is copied, line by line.
#[derive(Default)]
pub struct Hider {
    /// A line names a secret whose value stands in a line of its own.
    apart: bool,
    /// Where the column of a printed table is that holds secrets.
    column: Option<(usize, usize)>,
}

impl Hider {
    /// Looks at a line of a packet before any is copied: another line may hold
    /// the value of what it names, before it or behind.
    pub fn look(&mut self, name: &[u8], value: &[u8]) {
        let name = name.trim_ascii();
        let setting = starts(name, b"Var-");
        let names = setting || [&b"Variable"[..], b"Key", b"Family"].iter().any(|known| equal_fold(known, name));
        let value = value.trim_ascii();
        self.apart |= names && (is_secret(value) || setting && is_mailbox(value));
    }

    /// Copies the value of a header, its secrets left out.
    pub fn value(&mut self, name: &[u8], value: &[u8], out: &mut Vec<u8>) {
        let name = name.trim_ascii();
        // Behind an LF that ends no line there may be anything.
        if equal_fold(name, b"ActionID") && memchr::memchr(b'\n', value).is_none() {
            return out.extend_from_slice(value);
        }
        if is_secret(name) || (self.apart && is_value(name)) {
            return out.extend_from_slice(if value.is_empty() { b"" } else { STARS });
        }
        if equal_fold(name, b"Output") {
            return self.printed(value, out);
        }
        if equal_fold(name, b"Command")
            && let Some(shown) = command(value)
        {
            out.extend_from_slice(value.get(..shown).unwrap_or_default());
            return out.extend_from_slice(STARS);
        }
        shapes::copy(value, out);
    }

    /// Copies a line that a command printed.
    pub fn printed(&mut self, line: &[u8], out: &mut Vec<u8>) {
        if self.column.is_none()
            && let Some(column) = title(line)
        {
            self.column = Some(column);
            return out.extend_from_slice(line);
        }
        let Some((from, to)) = self.column.filter(|(from, _)| *from < line.len()) else {
            return shapes::copy(line, out);
        };
        // A word that is longer than the column before moves this one.
        let before = line.get(..from).unwrap_or_default();
        let from = from.saturating_sub(before.iter().rev().take_while(|byte| **byte != b' ').count());
        let to = to.min(line.len());
        shapes::copy(line.get(..from).unwrap_or_default(), out);
        let cell = line.get(from..to).unwrap_or_default();
        if cell.iter().any(|byte| *byte != b' ') {
            out.extend_from_slice(STARS);
            let blanks = cell.len().saturating_sub(cell.trim_ascii_end().len());
            out.extend_from_slice(cell.get(cell.len().saturating_sub(blanks)..).unwrap_or_default());
        } else {
            out.extend_from_slice(cell);
        }
        shapes::copy(line.get(to..).unwrap_or_default(), out);
    }

    /// Copies bytes of a packet that are one line, without its line end.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        match parts(line) {
            // What stands before the colon is no name, but a setting of a file.
            Some((name, ..)) if memchr::memchr(b'=', name).is_some() => shapes::copy(line, out),
            Some((_, _, from)) if from == line.len() => out.extend_from_slice(line),
            Some((name, value, from)) => {
                out.extend_from_slice(line.get(..from).unwrap_or_default());
                self.value(name, value, out);
            }
            None => self.printed(line, out),
        }
    }
}

/// Name and value of a line, and where the value begins.
pub fn parts(line: &[u8]) -> Option<(&[u8], &[u8], usize)> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at_checked(colon)?;
    let blanks = value.iter().skip(1).take_while(|byte| **byte == b' ').count();
    let from = colon.saturating_add(1).saturating_add(blanks);
    Some((name, line.get(from..)?, from))
}

/// Whether a line holds the value of what another line names.
fn is_value(name: &[u8]) -> bool {
    starts(name, b"Value-") || starts(name, b"Match-") || equal_fold(name, b"Value") || equal_fold(name, b"Val")
}

fn starts(name: &[u8], with: &[u8]) -> bool {
    name.get(..with.len()).is_some_and(|start| equal_fold(start, with))
}

/// How much of a command may be shown, if a word in it is the name of a secret
/// and something stands behind it.
fn command(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    for word in line.split_inclusive(|byte| *byte == b' ') {
        at = line.len().min(at + word.len());
        if is_secret(word.trim_ascii()) && at < line.len() {
            return Some(at);
        }
    }
    None
}

/// Where the column of secrets is, if the line is the head of a table that has
/// one: titles, two blanks or more between them.
fn title(line: &[u8]) -> Option<(usize, usize)> {
    if memchr::memchr2(b':', b'=', line).is_some() {
        return None;
    }
    let (mut at, mut words, mut found) = (0, 0, None);
    while at < line.len() {
        let rest = line.get(at..)?;
        let length = memchr::memmem::find(rest, b"  ").unwrap_or(rest.len());
        let word = rest.get(..length)?;
        let blanks = rest.get(length..)?.iter().take_while(|byte| **byte == b' ').count();
        let next = at + length + blanks;
        if !word.is_empty() {
            words += 1;
            if found.is_none() && is_secret(word) {
                found = Some((at, if next < line.len() { next } else { usize::MAX }));
            }
        }
        at = next;
    }
    found.filter(|_| words > 1)
}

#[cfg(test)]
mod tests;
