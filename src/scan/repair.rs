//! What a lone LF in server output means.

use crate::bytes::span;
use crate::work;

/// What a lone LF is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lone {
    /// A byte of the value: values of several lines are real.
    Data,
    /// The end of a header whose CR the server forgot (T16).
    LineEnd,
    /// An empty line whose CR the server forgot (T17).
    EmptyLine,
}

/// The header that ends so, of the action Agents while on a call (T16).
const CALL_STARTED: &[u8] = b"CallStarted: ";

/// Digits of the longest Unix time that is looked for. A bound here keeps a
/// hostile line with many LF from being walked for each of them.
const DIGITS: usize = 20;

/// How far back from an LF its line may have begun for the judgement to need
/// its bytes.
pub(crate) const REACH: usize = CALL_STARTED.len() + DIGITS;

/// Judges the LF at `at` that no CR precedes, in a line that began at `line`.
#[cold]
pub(super) fn lone_lf(bytes: &[u8], line: u32, at: u32, after_end: bool) -> Lone {
    if after_end {
        return Lone::EmptyLine;
    }
    if (at as usize).saturating_sub(line as usize) > REACH {
        return Lone::Data;
    }
    work::bytes(REACH);
    match span(bytes, line, at).strip_prefix(CALL_STARTED) {
        Some(time) if !time.is_empty() && time.iter().all(u8::is_ascii_digit) => Lone::LineEnd,
        _ => Lone::Data,
    }
}

/// Judges all the lone LF of a step that began at `base`: gives those that end
/// a line, as bits. `ends` are the step's ordinary line ends, `after_end` is 1
/// if the byte before the step ended a line, `line` is where the line began
/// that is open at the step's start.
#[cold]
#[inline(never)]
pub(super) fn lone_lfs(bytes: &[u8], base: u32, line: u32, lone: u64, ends: u64, after_end: u64) -> u64 {
    let (mut rest, mut found) = (lone, 0u64);
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        let so_far = ends | found;
        let before = so_far & (bit - 1);
        let line = if before == 0 { line } else { base + (64 - before.leading_zeros()) };
        let behind = ((so_far << 1) | after_end) & bit != 0;
        if lone_lf(bytes, line, base + bit.trailing_zeros(), behind) != Lone::Data {
            found |= bit;
        }
    }
    found
}
