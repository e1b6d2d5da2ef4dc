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
    // A step stores one candidate whether there is one or not; more than one
    // are rare.
    while position < filled && marks.len().saturating_sub(used) >= STEP {
        let n = (filled - position).min(STEP);
        let lf = match bytes.get(position..).and_then(|rest| rest.first_chunk::<STEP>()) {
            // SAFETY: as for this function.
            Some(step) if n == STEP => unsafe { V::masks(step).lf },
            // SAFETY: as for this function.
            _ => unsafe { batch::part::<V>(bytes, position, n).lf },
        };
        let mut found = lf & (((lf << 1) | (before >> 1)) | ((lf << 2) | before));
        if let Some(mark) = marks.get_mut(used) {
            *mark = (position as u32).wrapping_add(found.trailing_zeros());
        }
        used += usize::from(found != 0);
        found &= found.wrapping_sub(1);
        while found != 0 {
            if let Some(mark) = marks.get_mut(used) {
                *mark = (position as u32).wrapping_add(found.trailing_zeros());
                used += 1;
            }
            found &= found.wrapping_sub(1);
        }
        before = if n == STEP { lf >> 62 } else { batch::history(lf, before << 62, n) >> 62 };
        position += n;
    }
    state.position = position as u32;
    state.marks = used as u32;
    state.terminators = before << 62;
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
