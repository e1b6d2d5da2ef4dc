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

use super::{CARE, Output, STEP, State, repair};

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

    /// Stores `base` + i for each bit i of `mask`, in order, at `to`. May
    /// write to all of the 64 entries from `to` on.
    ///
    /// # Safety
    /// `to` is valid for writes of 64 entries, and the instructions exist.
    unsafe fn store(mask: u64, base: u32, to: *mut u32);
}

/// [`Vector::store`] for machines without a compressing store.
///
/// # Safety
/// `to` is valid for writes of 64 entries.
#[inline(always)]
pub(super) unsafe fn store_by_handfuls(mut mask: u64, base: u32, to: *mut u32) {
    let count = mask.count_ones();
    let mut done = 0;
    // A step of ordinary lines has two or three. Four are stored in any case,
    // without a test for each; a mask that has run out gives 64, which is a
    // harmless number in an entry that is not counted.
    loop {
        for i in 0..4 {
            // SAFETY: `done` is at most 60 here, so that the entry is one of
            // the 64 that the caller vouches for.
            unsafe { to.add(done + i).write(base.wrapping_add(mask.trailing_zeros())) };
            mask &= mask.wrapping_sub(1);
        }
        done += 4;
        if done >= count as usize {
            break;
        }
    }
}

/// See [`super::scan`].
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn scan<V: Vector>(bytes: &[u8], state: &mut State, out: &mut Output<'_>) {
    // A copy that the compiler can keep in registers.
    let mut s = *state;
    loop {
        // The room in each array bounds the bytes of a step: a byte adds at
        // most one entry.
        let room = (out.names.len().saturating_sub(s.names as usize))
            .min(out.ends.len().saturating_sub(s.ends as usize))
            .min(out.marks.len().saturating_sub(s.marks as usize));
        let Some(rest) = bytes.get(s.position as usize..) else { break };
        let marks = s.marks;
        if let Some(step) = rest.first_chunk::<STEP>()
            && room >= STEP
        {
            // SAFETY: as for this function.
            let masks = unsafe { V::masks(step) };
            let found = find(masks, !0, &s, bytes, out);
            // SAFETY: `room` says that each array has 64 entries from its
            // count on, and the instructions exist.
            unsafe {
                V::store(found.names, s.position, out.names.as_mut_ptr().add(s.names as usize));
                V::store(found.ends, s.position, out.ends.as_mut_ptr().add(s.ends as usize));
            }
            mark(&found, &mut s, out.marks);
            s.names += found.names.count_ones();
            s.ends += found.ends.count_ones();
            s.position += STEP as u32;
            s.terminators = found.ends;
            s.carriage_returns = found.cr;
            s.colons = found.colons;
            s.in_name = found.in_name;
        } else {
            // Short of room, whole steps go on when the marks have been taken.
            if rest.len() >= STEP && s.marks != 0 {
                break;
            }
            let n = rest.len().min(room).min(STEP);
            if n == 0 {
                break;
            }
            // SAFETY: as for this function.
            let masks = unsafe { part::<V>(bytes, s.position as usize, n) };
            let valid = !0u64 >> ((STEP - n) & 63);
            let found = find(masks, valid, &s, bytes, out);
            mark(&found, &mut s, out.marks);
            put(found.names, s.position, out.names, &mut s.names);
            put(found.ends, s.position, out.ends, &mut s.ends);
            s.position += n as u32;
            s.terminators = history(found.ends, s.terminators, n);
            s.carriage_returns = history(found.cr, s.carriage_returns, n);
            s.colons = history(found.colons, s.colons, n);
            s.in_name = found.in_name;
        }
        if out.stop_at_mark && s.marks != marks {
            break;
        }
    }
    *state = s;
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
fn find(m: Masks, valid: u64, s: &State, bytes: &[u8], out: &Output<'_>) -> Found {
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
fn history(now: u64, before: u64, n: usize) -> u64 {
    if n >= STEP { now } else { (now << (STEP - n)) | (before >> n) }
}

/// The masks of the `n` bytes at `from`, zero above them. No byte outside of
/// `bytes` is read, and none is demanded to be there.
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
unsafe fn part<V: Vector>(bytes: &[u8], from: usize, n: usize) -> Masks {
    let to = from + n;
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
    for (to, from) in step.iter_mut().zip(bytes.iter().skip(from).take(n)) {
        *to = *from;
    }
    // SAFETY: as for this function.
    unsafe { V::masks(&step) }
}
