//! The one loop of all kernels but `scalar`: 64 bytes at a time, all lines of
//! them at once.
//!
//! With E the line ends of a step and C its colons: the first terminator of
//! every line is found by one subtraction. A 1 taken away at each place where a
//! name may begin borrows up through the bytes of the name, which are zeros in
//! T = C | E, and the borrow is paid by the first terminator: the bits of T that
//! are gone from T minus the starts are the first ones. Since the starts are E
//! moved up by one, T minus the starts is C minus E, and the start of a line
//! that goes on from the step before comes in as a borrow, and goes out as one.
//!
//! No loop here has a trip count that depends on the data, but where the data
//! is rare: positions are stored by the handful, and the count moves on by as
//! many as were real. The arrays have room for the rest, by the loop's test.
//!
//! The hot loop ([`run`]) asks of a step whether all is ordinary in it. That
//! is, each LF follows a CR and each CR is before an LF, each line has a name
//! and a space behind its colon, and no two packets end. What such a step holds
//! is known by far fewer operations than any other's, which are for [`find`].

use super::vector::{FEW, HANDFUL, Masks, Table, Vector};
use super::{CARE, Output, STEP, State, frame, repair, scalar};
use crate::work;

/// See [`super::ahead`].
///
/// # Safety
/// The instructions that `kernel` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn ahead(
    kernel: &Table,
    bytes: &[u8],
    filled: usize,
    state: &mut State,
    out: &mut Output<'_>,
) -> bool {
    let filled = filled.min(bytes.len());
    if filled > state.position as usize + STEP {
        // SAFETY: so many bytes are there, and the instructions exist as for
        // this function.
        let went = unsafe { stretch(kernel, bytes, filled - state.position as usize, state, out) };
        return went == Went::NothingEnds;
    }
    let rest = filled.saturating_sub(state.position as usize);
    let lines = room(out.names, state.names).min(room(out.ends, state.ends));
    let fits = lines >= STEP && room(out.marks, state.marks) >= STEP && rest > SHORT;
    if fits {
        // SAFETY: so many bytes are there, for a step there is room, and the
        // instructions exist as for this function.
        unsafe { (kernel.step)(bytes, rest, state, out) };
    }
    fits
}

/// See [`super::scan`].
///
/// # Safety
/// The instructions that `kernel` uses exist on this machine.
pub(super) unsafe fn scan(
    kernel: &Table,
    bytes: &[u8],
    filled: usize,
    state: &mut State,
    out: &mut Output<'_>,
) -> bool {
    let filled = filled.min(bytes.len());
    loop {
        let marks = state.marks;
        let rest = filled.saturating_sub(state.position as usize);
        if rest <= SHORT && !out.leave_rest {
            scalar::scan(bytes, filled, state, out);
            return false;
        }
        if out.leave_rest && rest < STEP {
            // SAFETY: as for this function.
            return unsafe { nothing_ends(kernel, bytes, rest, state) };
        }
        // SAFETY: there are so many bytes, and the instructions exist as for
        // this function.
        let went = if rest > STEP { unsafe { stretch(kernel, bytes, rest, state, out) } } else { Went::No };
        if went == Went::NothingEnds {
            return true;
        }
        if went == Went::No {
            let rest = filled.saturating_sub(state.position as usize);
            // The room in each array bounds the bytes of any other step: a byte
            // adds at most one entry.
            let n = rest.min(room(out.names, state.names)).min(room(out.ends, state.ends));
            let n = n.min(room(out.marks, state.marks)).min(STEP);
            // Short of room, whole steps go on when the marks have been taken.
            if n == 0 || (n < STEP && rest >= STEP && state.marks != 0) {
                return false;
            }
            // SAFETY: as for this function.
            unsafe { (kernel.step)(bytes, n, state, out) };
        }
        if (out.stop_at_mark && state.marks != marks) || state.position as usize >= filled {
            return false;
        }
    }
}

/// How far [`stretch`] went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Went {
    /// Not to its end: there is no step to be made, or the next one is out of the
    /// ordinary.
    No,
    /// All were made for which there is room, or those up to a mark that is to end the
    /// scan.
    On,
    /// All were made, and what is behind them may be left alone: no empty line ends in it.
    NothingEnds,
}

/// As many ordinary steps as there are and as there is room for. Looks at what
/// is left behind them if that may be left alone.
///
/// # Safety
/// `bytes` has so many from the state's position on, more than a step, and the
/// instructions that `kernel` uses exist on this machine.
#[inline(always)]
unsafe fn stretch(kernel: &Table, bytes: &[u8], rest: usize, state: &mut State, out: &mut Output<'_>) -> Went {
    let lines = room(out.names, state.names).min(room(out.ends, state.ends));
    // An ordinary step stores one mark at most, writes no more entries than two
    // handfuls, and looks at one byte more.
    let steps = ((rest - 1) / STEP).min(lines / (2 * HANDFUL)).min(room(out.marks, state.marks));
    let to = state.position as usize + rest;
    // SAFETY: there are so many bytes and entries, and the instructions exist as
    // for this function.
    if steps == 0 || !unsafe { (kernel.run)(bytes, steps, state, out) } {
        return Went::No;
    }
    let left = to.wrapping_sub(state.position as usize);
    // SAFETY: as for this function.
    if out.leave_rest && left < STEP && unsafe { nothing_ends(kernel, bytes, left, state) } {
        return Went::NothingEnds;
    }
    Went::On
}

/// Whether no empty line ends in a rest of `n` bytes that is left alone, if that
/// can be told.
///
/// # Safety
/// The instructions that `kernel` uses exist on this machine.
#[inline(always)]
unsafe fn nothing_ends(kernel: &Table, bytes: &[u8], n: usize, state: &State) -> bool {
    let from = state.position as usize;
    match bytes.get(from..from + STEP).and_then(|bytes| bytes.first_chunk()) {
        // SAFETY: as for this function.
        Some(rest) => !unsafe { (kernel.may_end)(rest, n, state.terminators.rotate_left(2)) },
        None => false,
    }
}

/// Whether an empty line may end in the first `n` bytes. Of the two bytes before
/// them, bits 0 and 1 of `before` say whether they were LF.
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn may_end<V: Vector>(bytes: &[u8; STEP], n: usize, before: u64) -> bool {
    work::bytes(STEP);
    // SAFETY: as for this function.
    let lf = unsafe { V::masks(bytes) }.lf;
    frame::candidates(lf, before) & (!0 >> ((STEP - n) & 63)) != 0
}

/// So few bytes cost less one by one than as a part of a step.
const SHORT: usize = 4;

/// Entries of an array that are free.
#[inline(always)]
fn room(array: &[u32], used: u32) -> usize {
    array.len().saturating_sub(used as usize)
}

/// Up to `steps` steps of 64 bytes; fewer if a mark was stored and that is to
/// end the scan. False if the next step is out of the ordinary, and was not
/// made.
///
/// # Safety
/// There is at least one step, and `bytes` has so many and one byte from the state's
/// position on. The arrays of names and ends have two handfuls of entries for each
/// step, that of marks has one; the state has as many names as ends, and one more
/// while a line is open behind its colon. The instructions that `V` uses exist on
/// this machine.
#[inline(always)]
pub(super) unsafe fn run<V: Vector>(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    let from = state.position as usize;
    // The byte before is looked at, too.
    if state.typed != 0 || from == 0 {
        return false;
    }
    // A space is missing. SAFETY: `bytes` goes so far, as for this function.
    if state.colons != 0 && unsafe { *bytes.as_ptr().add(from) } != b' ' {
        return false;
    }
    let first_mark = state.marks as usize;
    // SAFETY: the positions and counts are within their arrays, and a step
    // moves them on by no more than it may.
    let ordinary = unsafe {
        let mut position = from;
        let mut to = from + steps * STEP;
        let mut place = V::place(state.position);
        let (names, ends_at) = (out.names.as_mut_ptr(), out.ends.as_mut_ptr());
        let mut ends = state.ends as usize;
        let mut in_name = state.in_name;
        // Which of the last two bytes ended a line, where the step needs it.
        let mut ended = state.terminators.rotate_left(2);
        let ordinary = loop {
            work::bytes(STEP);
            let m = V::near(bytes.as_ptr().add(position));
            let empty = m.lf & ((m.lf << 2) | ended);
            let behind_end = (m.lf << 1) | (ended >> 1);
            let (first, open) = first_terminators(m.colon, m.lf, in_name);
            let lines = m.lf.count_ones();
            // A line whose first terminator is its end is empty, or odd.
            let odd = (((m.unspaced | m.lf) & first) ^ empty) | (m.colon & behind_end) | m.unpaired;
            if odd != 0 || lines > FEW {
                break false;
            }
            if empty != 0 {
                if empty & empty.wrapping_sub(1) != 0 {
                    break false;
                }
                let line = ends as u32 + (m.lf & empty.wrapping_sub(1)).count_ones();
                out.marks.as_mut_ptr().add(state.marks as usize).write(line);
                state.marks += 1;
                if out.stop_at_mark {
                    to = position + STEP;
                }
            }
            // As many names as ends, and one more while a line is open.
            let name = ends + 1 - in_name as usize;
            V::store([first, m.lf], position as u32, place, [names.add(name), ends_at.add(ends)]);
            place = V::next(place);
            position += STEP;
            ends += lines as usize;
            in_name = open;
            ended = m.lf >> 62;
            if position == to {
                break true;
            }
        };
        state.names = (ends + 1 - in_name as usize) as u32;
        if position != from {
            let last = *bytes.as_ptr().add(position - 1);
            let first_colon = last == b':' && names.add(state.names as usize - 1).read() as usize == position - 1;
            state.carriage_returns = u64::from(last == b'\r') << 63;
            state.colons = u64::from(first_colon) << 63;
        }
        state.position = position as u32;
        state.ends = ends as u32;
        state.in_name = in_name;
        state.terminators = ended << 62;
        ordinary
    };
    // Nothing called for care here; what did before, does so at the next mark.
    if state.care != 0 {
        pass_on_care(first_mark, state, out);
    }
    ordinary
}

/// To the first mark of a run, if there is one.
#[cold]
#[inline(never)]
fn pass_on_care(first_mark: usize, state: &mut State, out: &mut Output<'_>) {
    if state.marks as usize > first_mark
        && let Some(mark) = out.marks.get_mut(first_mark)
    {
        *mark |= state.care;
        state.care = 0;
    }
}

/// The first terminator of each line, and whether a name is open behind the
/// step as `in_name` says for the place before it; see the top of this file.
/// (Of a step that is nothing but line ends the latter is not told: none is
/// ordinary.)
#[inline(always)]
fn first_terminators(colons: u64, ends: u64, in_name: u64) -> (u64, u64) {
    let (rest, open) = colons.overflowing_sub(ends.wrapping_add(in_name));
    ((colons | ends) & !rest, u64::from(open))
}

/// What the `n` bytes at the state's position hold, whatever it is.
///
/// # Safety
/// Each of the three arrays has `n` entries free, and the instructions that `V`
/// uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn step<V: Vector>(bytes: &[u8], n: usize, s: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    let m = unsafe { part::<V>(bytes, s.position as usize, n) };
    let valid = !0u64 >> ((STEP - n) & 63);
    // As in the hot loop, but what is beyond either end is known from the state,
    // or left to it.
    let ended = s.terminators.rotate_left(2);
    let empty = m.lf & ((m.lf << 2) | ended);
    let behind_end = (m.lf << 1) | (ended >> 1);
    let unpaired = (m.lf ^ ((m.cr << 1) | (s.carriage_returns >> 63))) & valid;
    let unspaced = m.colon & !((m.space >> 1) | (valid ^ (valid >> 1)));
    let (first, open) = first_terminators(m.colon, m.lf, s.in_name);
    let space_is_missing = (s.colons >> 63) & !m.space;
    let odd = (((unspaced | m.lf) & first) ^ empty) | (m.colon & behind_end) | unpaired | space_is_missing;
    let lines = m.lf.count_ones();
    let several = empty & empty.wrapping_sub(1);
    let names = first.count_ones();
    if (odd | s.typed | several) != 0 || lines > FEW || n < 2 * HANDFUL {
        // A copy, so that only here the masks have to stand in memory.
        let copy = m;
        return carefully(&copy, n, s, bytes, out);
    }
    if empty != 0 {
        if let Some(mark) = out.marks.get_mut(s.marks as usize) {
            *mark = (s.ends + (m.lf & empty.wrapping_sub(1)).count_ones()) | s.care;
        }
        s.marks += 1;
        s.care = 0;
    }
    // SAFETY: there is room for n entries in each, as for this function, and n is
    // no less than two handfuls.
    unsafe {
        let to_names = out.names.as_mut_ptr().add(s.names as usize);
        let to_ends = out.ends.as_mut_ptr().add(s.ends as usize);
        V::store([first, m.lf], s.position, V::place(s.position), [to_names, to_ends]);
    }
    s.names += names;
    s.ends += lines;
    s.go_on(n, m.lf, m.cr, first & m.colon, open);
}

/// The same for a step out of the ordinary.
#[inline(never)]
fn carefully(m: &Masks, n: usize, s: &mut State, bytes: &[u8], out: &mut Output<'_>) {
    let valid = !0u64 >> ((STEP - n) & 63);
    let found = find(m, valid, s, bytes, out);
    mark(&found, s, out.marks);
    put(found.names, s.position, out.names, &mut s.names);
    put(found.ends, s.position, out.ends, &mut s.ends);
    s.go_on(n, found.ends, found.cr, found.colons, found.in_name);
}

impl State {
    /// Behind a step of `n` bytes.
    #[inline(always)]
    fn go_on(&mut self, n: usize, ends: u64, cr: u64, colons: u64, in_name: u64) {
        self.position += n as u32;
        self.terminators = history(ends, self.terminators, n) & (3 << 62);
        self.carriage_returns = history(cr, self.carriage_returns, n) & (1 << 63);
        self.colons = history(colons, self.colons, n) & (1 << 63);
        self.in_name = in_name;
    }
}

/// What a step holds.
struct Found {
    names: u64,
    ends: u64,
    empty: u64,
    cr: u64,
    colons: u64,
    in_name: u64,
    /// [`CARE`] if any byte of the step asks for it.
    care: u32,
}

#[inline(always)]
fn find(m: &Masks, valid: u64, s: &State, bytes: &[u8], out: &Output<'_>) -> Found {
    let after_cr = (m.cr << 1) | (s.carriage_returns >> 63);
    let mut ends = m.lf & (after_cr | s.typed);
    let lone = m.lf & !ends;
    if lone != 0 && s.repair != 0 {
        let line = match (s.ends as usize).checked_sub(1) {
            Some(last) => out.ends.get(last).map_or(out.start, |end| end.wrapping_add(1)),
            None => out.start,
        };
        ends |= repair::lone_lfs(bytes, s.position, line, lone, ends, s.terminators >> 63);
    }
    let after_end = (ends << 1) | (s.terminators >> 63);
    let two_after_end = (ends << 2) | (s.terminators >> 62);
    let empty = ends & (after_end | (two_after_end & after_cr));

    let (names, open) = first_terminators(m.colon, ends, s.in_name);
    let colons = names & m.colon;
    let without_space = ((colons << 1) | (s.colons >> 63)) & !m.space;
    let without_name = (names & ends & !empty) | (m.colon & after_end);
    let lone_cr = after_cr & !m.lf;
    let odd = (lone | without_name | without_space | lone_cr) & valid;
    Found { names, ends, empty, cr: m.cr, colons, in_name: open | (ends >> 63), care: if odd != 0 { CARE } else { 0 } }
}

/// Stores the marks of a step. Care is given by the step, not by the byte: to
/// look twice at an ordinary packet costs little, and is rare.
#[inline(always)]
fn mark(found: &Found, s: &mut State, marks: &mut [u32]) {
    let care = s.care | found.care;
    if found.empty == 0 {
        s.care = care;
        return;
    }
    let mut care = care;
    let mut rest = found.empty;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        let line = s.ends + (found.ends & (bit - 1)).count_ones();
        if let Some(entry) = marks.get_mut(s.marks as usize) {
            *entry = line | care;
            s.marks += 1;
        }
        care = found.care;
    }
    s.care = found.care;
}

/// Stores exactly the positions of a mask.
#[inline(always)]
fn put(mut mask: u64, base: u32, array: &mut [u32], used: &mut u32) {
    while mask != 0 {
        if let Some(entry) = array.get_mut(*used as usize) {
            *entry = base + mask.trailing_zeros();
            *used += 1;
        }
        mask &= mask - 1;
    }
}

/// The history of 64 bytes after a step of `n` < 64.
#[inline(always)]
pub(super) fn history(now: u64, before: u64, n: usize) -> u64 {
    if n >= STEP { now } else { (now << (STEP - n)) | (before >> n) }
}

/// The bytes from `from` to `to`, no more than a step, with zeros behind them.
#[cold]
#[inline(never)]
pub(super) fn apart(bytes: &[u8], from: usize, to: usize) -> [u8; STEP] {
    let mut copy = [0; STEP];
    let part = bytes.get(from..to).unwrap_or_default();
    copy.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
    copy
}

/// The masks of the `n` bytes at `from`, zero above them. No byte outside of
/// `bytes` is read.
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn part<V: Vector>(bytes: &[u8], from: usize, n: usize) -> Masks {
    let to = from + n;
    let copy;
    // Where there are 64 bytes from `from` on, what stands behind is looked at
    // and shifted out at the top. Where 64 bytes end at `to` they are read again
    // and the old ones shifted out at the bottom. A copy of varying length costs
    // more than either.
    let behind = bytes.get(from..).and_then(|rest| rest.first_chunk::<STEP>());
    let before = bytes.get(..to).and_then(|before| before.last_chunk::<STEP>());
    let (step, old) = match (behind, before) {
        (Some(step), _) => (step, 0),
        (None, Some(step)) => (step, STEP - n),
        (None, None) => {
            copy = apart(bytes, from, to);
            (&copy, 0)
        }
    };
    work::bytes(STEP);
    // SAFETY: as for this function.
    let m = unsafe { V::masks(step) };
    let valid = !0 >> ((STEP - n) & 63);
    let cut = |mask: u64| (mask >> (old & 63)) & valid;
    Masks { lf: cut(m.lf), cr: cut(m.cr), colon: cut(m.colon), space: cut(m.space) }
}
