//! The one loop of all kernels but `scalar`: 64 bytes at a time, all lines of
//! them at once.
//!
//! With T the line ends of a step, S the first bytes of its lines and C its
//! colons: the first terminator of every line is found by one addition. A 1
//! added at each S runs up through the bytes of the name, which are ones in
//! !(C | T), and comes to rest at the first terminator. What runs out at the
//! top is carried into the next step.
//!
//! No loop here has a trip count that depends on the data, but where the data
//! is rare: positions are stored by the handful, and the count moves on by as
//! many as were real. The arrays have room for the rest, by the loop's test.
//!
//! The hot loop ([`run`]) asks one question of a step: whether all is ordinary
//! in it. That is, each LF follows a CR and each CR is before an LF, each line
//! has a name and a space behind its colon, and no two packets end. What such
//! a step holds is known by far fewer operations than any other's, which are
//! for [`find`].

use super::{CARE, Output, STEP, State, repair, scalar};

/// Where the bytes of a step are: bit i for the byte at i.
#[derive(Clone, Copy)]
pub(super) struct Masks {
    pub(super) lf: u64,
    pub(super) cr: u64,
    pub(super) colon: u64,
    pub(super) space: u64,
}

/// What differs between instruction sets.
pub(super) trait Vector {
    /// Masks of the 64 bytes at `bytes`.
    ///
    /// # Safety
    /// The instructions that the implementation uses exist on this machine.
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks;

    /// Masks for the hot loop, which spare it three shifts: LF and colons of
    /// the 64 bytes at `at`, the CR of the 64 bytes that begin one before, the
    /// spaces of those that begin one behind.
    ///
    /// # Safety
    /// The 66 bytes from the one before `at` on are valid for reads, and the
    /// instructions exist.
    unsafe fn shifted_masks(at: *const u8) -> Masks;

    /// Stores `base` + i for each bit i of the first mask of `masks`, in order,
    /// at the first place of `to`; of the second at the second. `counts` is how
    /// many bits they have, [`FEW`] and one at most; more than is needed may be
    /// written, up to 64 entries of each.
    ///
    /// # Safety
    /// Both places are valid for writes of 64 entries, and the instructions
    /// exist.
    unsafe fn store(masks: [u64; 2], counts: [u32; 2], base: u32, to: [*mut u32; 2]);
}

/// The most lines that end in an ordinary step.
pub(super) const FEW: u32 = 7;

/// One half of [`Vector::store`] for machines without a compressing store.
///
/// # Safety
/// As for that.
#[inline(always)]
pub(super) unsafe fn store_by_handfuls(mut mask: u64, count: u32, base: u32, to: *mut u32) {
    let mut done = 0;
    // A step of ordinary lines has two or three. A handful is stored in any
    // case, without a test for each; a mask that has run out gives 64, which
    // is a harmless number in an entry that is not counted.
    loop {
        for i in 0..HANDFUL {
            // SAFETY: no more entries are written than the mask has bits,
            // rounded up to a handful: less than the 64 that the caller
            // vouches for.
            unsafe { to.add(done + i).write(base.wrapping_add(mask.trailing_zeros())) };
            mask &= mask.wrapping_sub(1);
        }
        done += HANDFUL;
        if done >= count as usize {
            break;
        }
    }
}

/// How many positions are stored without a test.
const HANDFUL: usize = 5;

/// See [`super::scan`].
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn scan<V: Vector>(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    let filled = filled.min(bytes.len());
    if filled.saturating_sub(state.position as usize) <= SHORT {
        return scalar::scan(bytes, filled, state, out);
    }
    loop {
        let rest = filled.saturating_sub(state.position as usize);
        // The room in each array bounds the bytes of a step: a byte adds at
        // most one entry.
        let lines = room(out.names, state.names).min(room(out.ends, state.ends));
        let free = room(out.marks, state.marks);
        let marks = state.marks;
        // An ordinary step stores one mark at most, and looks at one byte more.
        let steps = (rest.saturating_sub(1).min(lines) / STEP).min(free);
        // SAFETY: there are so many bytes and entries, and the instructions
        // exist as for this function.
        let ordinary = steps == 0 || unsafe { run::<V>(bytes, steps, state, out) };
        if steps == 0 || !ordinary {
            let rest = filled.saturating_sub(state.position as usize);
            let n = rest.min(room(out.names, state.names)).min(room(out.ends, state.ends));
            let n = n.min(room(out.marks, state.marks)).min(STEP);
            // Short of room, whole steps go on when the marks have been taken.
            if n == 0 || (n < STEP && rest >= STEP && state.marks != 0) {
                break;
            }
            // SAFETY: as for this function.
            unsafe {
                let masks = part::<V>(bytes, state.position as usize, n);
                step(&masks, n, bytes, state, out);
            }
        }
        if out.stop_at_mark && state.marks != marks {
            break;
        }
    }
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
/// `bytes` has so many steps and one byte from the state's position on, the
/// arrays of names and ends have 64 entries for each, that of marks has one,
/// and the instructions that `V` uses exist on this machine.
#[inline(always)]
unsafe fn run<V: Vector>(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    let from = state.position as usize;
    let space_is_missing = state.colons != 0 && bytes.get(from) != Some(&b' ');
    // The byte before is looked at, too.
    if state.typed != 0 || from == 0 || space_is_missing {
        return false;
    }
    let first_mark = state.marks as usize;
    // SAFETY: the positions and counts are within their arrays, and a step
    // moves them on by no more than it may.
    let ordinary = unsafe {
        let mut names_at = out.names.as_mut_ptr().add(state.names as usize);
        let (ends_at, mut ends) = (out.ends.as_mut_ptr(), state.ends);
        let mut marks_at = out.marks.as_mut_ptr().add(first_mark);
        let stop = if out.stop_at_mark { marks_at } else { out.marks.as_mut_ptr().add(out.marks.len()) };
        let mut position = state.position;
        let to = position + (steps * STEP) as u32;
        let mut in_name = state.in_name;
        // Which of the last two bytes ended a line, where the step needs it.
        // (Rotated, not shifted, lest the compiler draw the shift into the loop
        // and make double-width shifts of it, which are slow on some machines.)
        let mut ended = state.terminators.rotate_left(2);
        let ordinary = loop {
            let m = V::shifted_masks(bytes.as_ptr().add(position as usize));
            let behind_end = (m.lf << 1) | (ended >> 1);
            let empty = m.lf & ((m.lf << 2) | ended);
            let terminators = m.colon | m.lf;
            let starts = (m.lf << 1) | in_name;
            let sum = (!terminators).wrapping_add(starts & !terminators);
            let first = (sum | starts) & terminators;
            let colons = first & m.colon;
            let lines = m.lf.count_ones();
            let odd = (m.cr ^ m.lf)
                | ((first & m.lf) ^ empty)
                | (m.colon & behind_end)
                | (colons & !m.space)
                | (empty & empty.wrapping_sub(1))
                | u64::from(lines / (FEW + 1));
            if odd != 0 {
                break false;
            }
            let count = first.count_ones();
            let places = [names_at, ends_at.add(ends as usize)];
            V::store([first, m.lf], [count, lines], position, places);
            // The line that is empty, if one is; stored in any case, counted
            // only then. All lines up to it, itself included, less one.
            let upto = empty ^ empty.wrapping_sub(1);
            marks_at.write(ends.wrapping_add((m.lf & upto).count_ones()).wrapping_sub(1));
            marks_at = marks_at.add(usize::from(empty != 0));
            names_at = names_at.add(count as usize);
            ends += lines;
            position += STEP as u32;
            // The last terminator is a line's end, or there is none and the
            // name goes on. (One is all ones never: each LF follows a CR.)
            in_name = u64::from(m.colon < m.lf + in_name);
            ended = m.lf >> 62;
            if position == to || marks_at > stop {
                break true;
            }
        };
        if position != state.position {
            let last = bytes.get(position as usize - 1);
            let first_colon = last == Some(&b':') && names_at.sub(1).read() == position - 1;
            state.carriage_returns = u64::from(last == Some(&b'\r')) << 63;
            state.colons = u64::from(first_colon) << 63;
        }
        state.position = position;
        state.names = names_at.offset_from_unsigned(out.names.as_ptr()) as u32;
        state.ends = ends;
        state.marks = marks_at.offset_from_unsigned(out.marks.as_ptr()) as u32;
        state.in_name = in_name;
        state.terminators = ended << 62;
        ordinary
    };
    // Nothing called for care here; what did before, does so at the next mark.
    if state.marks as usize > first_mark && state.care != 0 {
        if let Some(mark) = out.marks.get_mut(first_mark) {
            *mark |= state.care;
        }
        state.care = 0;
    }
    ordinary
}

/// What the `n` bytes at the state's position hold, of which `m` are the
/// masks, whatever it is.
#[inline(never)]
fn step(m: &Masks, n: usize, bytes: &[u8], s: &mut State, out: &mut Output<'_>) {
    let valid = !0u64 >> ((STEP - n) & 63);
    let found = find(m, valid, s, bytes, out);
    mark(&found, s, out.marks);
    put(found.names, s.position, out.names, &mut s.names);
    put(found.ends, s.position, out.ends, &mut s.ends);
    s.position += n as u32;
    s.terminators = history(found.ends, s.terminators, n) & (3 << 62);
    s.carriage_returns = history(found.cr, s.carriage_returns, n) & (1 << 63);
    s.colons = history(found.colons, s.colons, n) & (1 << 63);
    s.in_name = found.in_name;
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

    let terminators = m.colon | ends;
    let starts = (ends << 1) | s.in_name;
    let (sum, carry) = (!terminators).overflowing_add(starts & !terminators);
    let names = (sum | starts) & terminators;

    let colons = names & m.colon;
    let without_space = ((colons << 1) | (s.colons >> 63)) & !m.space;
    let without_name = (names & ends & !empty) | (m.colon & after_end);
    let lone_cr = after_cr & !m.lf;
    let odd = (lone | without_name | without_space | lone_cr) & valid;
    Found {
        names,
        ends,
        empty,
        cr: m.cr,
        colons,
        // The name goes on, or the next line begins. In a step of fewer than
        // 64 bytes the bits above them are ones in the sum, so that both run
        // out at the top alike.
        in_name: u64::from(carry) | (ends >> 63),
        care: if odd != 0 { CARE } else { 0 },
    }
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

/// The masks of the `n` bytes at `from`, zero above them. No byte outside of
/// `bytes` is read.
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn part<V: Vector>(bytes: &[u8], from: usize, n: usize) -> Masks {
    let to = from + n;
    let cut = |m: Masks, shift: u32| Masks {
        lf: m.lf << shift >> shift,
        cr: m.cr << shift >> shift,
        colon: m.colon << shift >> shift,
        space: m.space << shift >> shift,
    };
    // What stands behind is looked at and forgotten, where there is as much.
    if let Some(step) = bytes.get(from..).and_then(|rest| rest.first_chunk::<STEP>()) {
        // SAFETY: as for this function.
        return cut(unsafe { V::masks(step) }, (STEP - n) as u32 & 63);
    }
    // Where 64 bytes end at `to` they are read again and the old ones shifted
    // out; that is cheaper than a copy of varying length.
    if let Some(before) = bytes.get(..to)
        && let Some(step) = before.last_chunk::<STEP>()
    {
        // SAFETY: as for this function.
        let m = unsafe { V::masks(step) };
        let shift = (STEP - n) & 63;
        return Masks { lf: m.lf >> shift, cr: m.cr >> shift, colon: m.colon >> shift, space: m.space >> shift };
    }
    let mut step = [0u8; STEP];
    if let (Some(from), Some(to)) = (bytes.get(from..to), step.get_mut(..n)) {
        to.copy_from_slice(from);
    }
    // SAFETY: as for this function.
    unsafe { V::masks(&step) }
}
