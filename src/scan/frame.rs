//! Where packets may end, and nothing else.
//!
//! An empty line ends with an LF behind another LF, with nothing or one CR
//! between them, whatever else the rules for lines are. So only LF are looked
//! for, and what is found are *candidates*: the reader looks at each.

use super::batch;
use super::vector::Vector;
use super::{STEP, State};
use crate::work;

/// See [`super::frame`].
///
/// # Safety
/// The instructions that `V` uses exist on this machine.
#[inline(always)]
pub(super) unsafe fn frame<V: Vector>(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    let filled = filled.min(bytes.len());
    let (mut position, mut used) = (state.position as usize, state.marks as usize);
    let mut before = state.terminators.rotate_left(2);
    while position < filled && marks.len().saturating_sub(used) >= STEP {
        // Two steps at a time, which seldom hold a candidate: to ask for it costs
        // less than to store one that is none.
        // SAFETY: so many bytes are there, and the instructions exist as for
        // this function.
        let lf = |at: usize| unsafe {
            work::bytes(STEP);
            V::masks(&*bytes.as_ptr().add(at).cast::<[u8; STEP]>()).lf
        };
        while filled - position >= 2 * STEP {
            let (first, second) = (lf(position), lf(position + STEP));
            let found = [candidates(first, before), candidates(second, first >> 62)];
            if found[0] | found[1] != 0 {
                let count = found[0].count_ones() + found[1].count_ones();
                if marks.len() - used < count as usize {
                    break;
                }
                if count == 1 {
                    // Which of the two has it, is not to be guessed.
                    let (low, high) = (found[0].trailing_zeros(), found[1].trailing_zeros());
                    let place = low + (high & (low / STEP as u32).wrapping_neg());
                    if let Some(mark) = marks.get_mut(used) {
                        *mark = position as u32 + place;
                        used += 1;
                    }
                } else {
                    used = store(found[0], position, marks, used);
                    used = store(found[1], position + STEP, marks, used);
                }
            }
            before = second >> 62;
            position += 2 * STEP;
        }
        if position == filled || marks.len() - used < STEP {
            break;
        }
        let n = (filled - position).min(STEP);
        // SAFETY: the instructions exist as for this function.
        let lf = unsafe { batch::part::<V>(bytes, position, n).lf };
        let found = candidates(lf, before);
        if found != 0 {
            used = store(found, position, marks, used);
        }
        before = if n == STEP { lf >> 62 } else { batch::history(lf, before << 62, n) >> 62 };
        position += n;
    }
    state.position = position as u32;
    state.marks = used as u32;
    state.terminators = before << 62;
}

/// Stores the positions of a mask, counted from `base`, and says how many entries
/// are used then.
#[inline(never)]
fn store(mut found: u64, base: usize, marks: &mut [u32], mut used: usize) -> usize {
    while found != 0 {
        if let Some(mark) = marks.get_mut(used) {
            *mark = (base as u32).wrapping_add(found.trailing_zeros());
            used += 1;
        }
        found &= found.wrapping_sub(1);
    }
    used
}

/// The LF with another one or two before them. Of the two bytes before the
/// step, bits 0 and 1 of `before` say whether they were LF.
#[inline(always)]
pub(super) fn candidates(lf: u64, before: u64) -> u64 {
    lf & ((lf << 1) | (lf << 2) | before | (before >> 1))
}

/// The same, one byte after the other.
pub(super) fn scalar(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    let filled = filled.min(bytes.len());
    while (state.position as usize) < filled && marks.len().saturating_sub(state.marks as usize) >= STEP {
        work::bytes(1);
        let lf = bytes.get(state.position as usize) == Some(&b'\n');
        if lf && state.terminators != 0 {
            if let Some(mark) = marks.get_mut(state.marks as usize) {
                *mark = state.position;
            }
            state.marks += 1;
        }
        state.terminators = ((state.terminators >> 1) & (1 << 62)) | u64::from(lf) << 63;
        state.position += 1;
    }
}
