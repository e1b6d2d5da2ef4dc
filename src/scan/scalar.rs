//! The executable specification: one byte after the other.

use super::repair::{self, Lone};
use super::vector::Table;
use super::{CARE, Output, STEP, State, frame, swar};
use crate::work;

const LAST: u64 = 1 << 63;

/// See [`super::scan`].
pub(super) fn scan(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    let bytes = bytes.get(..filled).unwrap_or(bytes);
    let room = |used: u32, array: &[u32]| (used as usize) < array.len();
    while room(state.names, out.names)
        && room(state.ends, out.ends)
        && room(state.marks, out.marks)
        && let Some(&byte) = bytes.get(state.position as usize)
    {
        let marks = state.marks;
        step(byte, bytes, state, out);
        if out.stop_at_mark && state.marks != marks {
            break;
        }
    }
}

#[inline(always)]
fn step(byte: u8, bytes: &[u8], state: &mut State, out: &mut Output<'_>) {
    work::bytes(1);
    let here = state.position;
    let after_cr = state.carriage_returns & LAST != 0;
    let after_end = state.terminators & LAST != 0;
    let lf = byte == b'\n';
    let lone = lf && !after_cr && state.typed == 0;

    // A line ends at CR LF; at every LF where lines are typed; and at the
    // lone LF of the server's bugs T16 and T17.
    let mut ends = lf && !lone;
    if lone && state.repair != 0 {
        let line = match (state.ends as usize).checked_sub(1) {
            Some(last) => out.ends.get(last).map_or(out.start, |end| end.wrapping_add(1)),
            None => out.start,
        };
        ends = repair::lone_lf(bytes, line, here, after_end) != Lone::Data;
    }

    // A line is empty if nothing, or one CR, stands between two line ends.
    let empty = ends && (after_end || (after_cr && state.terminators & (LAST >> 1) != 0));

    let first = state.in_name != 0 && (byte == b':' || ends);
    let without_name = first && !empty && (ends || after_end);
    let without_space = state.colons & LAST != 0 && byte != b' ';
    let lone_cr = after_cr && !lf;
    if lone || without_name || without_space || lone_cr {
        state.care = CARE;
    }

    if first {
        put(out.names, &mut state.names, here);
    }
    if empty {
        put(out.marks, &mut state.marks, state.ends | state.care);
        state.care = 0;
    }
    if ends {
        put(out.ends, &mut state.ends, here);
    }

    let shift = |history: u64, now: bool| (history >> 1) | if now { LAST } else { 0 };
    state.terminators = shift(state.terminators, ends) & (LAST | LAST >> 1);
    state.carriage_returns = shift(state.carriage_returns, byte == b'\r') & LAST;
    state.colons = shift(state.colons, first && byte == b':') & LAST;
    state.in_name = u64::from(ends || (state.in_name != 0 && !first));
    state.position = here + 1;
}

#[inline(always)]
fn put(array: &mut [u32], used: &mut u32, value: u32) {
    if let Some(entry) = array.get_mut(*used as usize) {
        *entry = value;
        *used += 1;
    }
}

/// As for the other kernels, so that this one can be chosen. Nothing is ordinary
/// to it.
pub(super) static TABLE: Table = {
    fn run(_: &[u8], _: usize, _: &mut State, _: &mut Output<'_>) -> bool {
        false
    }
    fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
        scan(bytes, state.position as usize + n, state, out);
    }
    fn may_end(bytes: &[u8; STEP], n: usize, before: u64) -> bool {
        // SAFETY: it uses no instructions of its own.
        unsafe { (swar::TABLE.may_end)(bytes, n, before) }
    }
    fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
        frame::scalar(bytes, filled, state, marks);
    }
    Table { run, step, may_end, frame }
};
