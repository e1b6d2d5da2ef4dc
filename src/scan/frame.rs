//! Where packets may end, and nothing else.
//!
//! An empty line ends with an LF behind another LF, with nothing or one CR
//! between them, whatever else the rules for lines are. So only LF are looked
//! for, and what is found are *candidates*: the reader looks at each.

use super::batch::{self, Vector};
use super::{STEP, State};

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
        let n = (filled - position).min(STEP);
        // A step stores one candidate whether there is one or not, and more
        // than one are rare: so many steps fit into the room for marks.
        let steps = ((filled - position) / STEP).min(marks.len() - used - STEP);
        if steps == 0 {
            // SAFETY: as for this function.
            let lf = unsafe { batch::part::<V>(bytes, position, n).lf };
            let mut found = candidates(lf, before);
            while found != 0 {
                if let Some(mark) = marks.get_mut(used) {
                    *mark = (position as u32).wrapping_add(found.trailing_zeros());
                    used += 1;
                }
                found &= found.wrapping_sub(1);
            }
            before = if n == STEP { lf >> 62 } else { batch::history(lf, before << 62, n) >> 62 };
            position += n;
            continue;
        }
        // SAFETY: so many steps of bytes are there, and one entry for each;
        // the instructions exist as for this function.
        unsafe {
            let first = marks.as_mut_ptr().add(used);
            let mut mark = first;
            let to = position + steps * STEP;
            while position < to {
                let lf = V::masks(&*bytes.as_ptr().add(position).cast::<[u8; STEP]>()).lf;
                let found = candidates(lf, before);
                if found & found.wrapping_sub(1) != 0 {
                    break;
                }
                mark.write((position as u32).wrapping_add(found.trailing_zeros()));
                mark = mark.add(usize::from(found != 0));
                before = lf >> 62;
                position += STEP;
            }
            used += mark.offset_from_unsigned(first);
            if position < to {
                // Two candidates: the way for parts of steps takes any number.
                let lf = V::masks(&*bytes.as_ptr().add(position).cast::<[u8; STEP]>()).lf;
                let mut found = candidates(lf, before);
                while found != 0 && used < marks.len() {
                    marks.as_mut_ptr().add(used).write((position as u32).wrapping_add(found.trailing_zeros()));
                    used += 1;
                    found &= found.wrapping_sub(1);
                }
                before = lf >> 62;
                position += STEP;
            }
        }
    }
    state.position = position as u32;
    state.marks = used as u32;
    state.terminators = before << 62;
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
