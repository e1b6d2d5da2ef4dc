//! What differs between instruction sets, and what is made of it.

use super::{Output, STEP, State};

/// Where the bytes of a step are: bit i for the byte at i.
#[derive(Clone, Copy)]
pub(super) struct Masks {
    pub(super) lf: u64,
    pub(super) cr: u64,
    pub(super) colon: u64,
    pub(super) space: u64,
}

/// What the hot loop asks of 64 bytes: bit i for the byte at i.
#[derive(Clone, Copy)]
pub(super) struct Near {
    pub(super) lf: u64,
    pub(super) colon: u64,
    /// Colons without a space behind them.
    pub(super) unspaced: u64,
    /// Not zero if an LF does not follow a CR, or a CR is not before an LF;
    /// which, need not be told.
    pub(super) unpaired: u64,
}

/// What differs between instruction sets.
pub(super) trait Vector {
    /// A position in the form that [`store`](Vector::store) wants beside the
    /// number.
    type Place: Copy;

    /// Masks of the 64 bytes at `bytes`.
    ///
    /// # Safety
    /// The instructions that the implementation uses exist on this machine.
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks;

    /// The same for the hot loop. Here the masks are shifted by what is missing;
    /// where loads are cheap, one before and one behind spare that.
    ///
    /// # Safety
    /// The 66 bytes from the one before `at` on are valid for reads, and the
    /// instructions exist.
    #[inline(always)]
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the 66 bytes are valid for reads, and the instructions exist,
        // as for this function.
        let (m, before, behind) =
            unsafe { (Self::masks(&*at.cast::<[u8; STEP]>()), at.sub(1).read(), at.add(STEP).read()) };
        let space = (m.space >> 1) | (u64::from(behind == b' ') << 63);
        let cr = (m.cr << 1) | u64::from(before == b'\r');
        Near { lf: m.lf, colon: m.colon, unspaced: m.colon & !space, unpaired: m.lf ^ cr }
    }

    /// `position`, and the same a step further on.
    ///
    /// # Safety
    /// The instructions exist.
    unsafe fn place(position: u32) -> Self::Place;

    /// See [`place`](Vector::place).
    ///
    /// # Safety
    /// The instructions exist.
    unsafe fn next(place: Self::Place) -> Self::Place;

    /// Stores the position of each bit of the first mask of `masks`, counted
    /// from `position`, in order, at the first place of `to`; of the second at the
    /// second. Neither has more than [`FEW`] bits and one; more entries than
    /// bits may be written.
    ///
    /// # Safety
    /// Both places are valid for writes of `FEW` entries and one, and the
    /// instructions exist.
    unsafe fn store(masks: [u64; 2], position: u32, place: Self::Place, to: [*mut u32; 2]);
}

/// What is made of a [`Vector`]: functions of their own, which may use its
/// instructions and have the registers for themselves. By [`table`]. What to
/// observe when they are called is said where each is made.
pub(super) struct Table {
    /// [`run`](super::batch::run()).
    pub(super) run: unsafe fn(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool,
    /// [`step`](super::batch::step()).
    pub(super) step: unsafe fn(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>),
    /// [`may_end`](super::batch::may_end()).
    pub(super) may_end: unsafe fn(bytes: &[u8; STEP], n: usize, before: u64) -> bool,
    /// [`frame`](super::frame::frame()).
    pub(super) frame: unsafe fn(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]),
}

/// The [`Table`] of a kernel, and the features that it needs beyond the base.
macro_rules! table {
    ($kernel:ty $(, $features:literal)?) => {
        pub(super) static TABLE: super::vector::Table = {
            /// # Safety
            /// As for the one called.
            $(#[target_feature(enable = $features)])?
            unsafe fn run(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
                // SAFETY: as for this function.
                unsafe { super::batch::run::<$kernel>(bytes, steps, state, out) }
            }
            /// # Safety
            /// As for the one called.
            $(#[target_feature(enable = $features)])?
            unsafe fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
                // SAFETY: as for this function.
                unsafe { super::batch::step::<$kernel>(bytes, n, state, out) }
            }
            /// # Safety
            /// As for the one called.
            $(#[target_feature(enable = $features)])?
            unsafe fn may_end(bytes: &[u8; STEP], n: usize, before: u64) -> bool {
                // SAFETY: as for this function.
                unsafe { super::batch::may_end::<$kernel>(bytes, n, before) }
            }
            /// # Safety
            /// As for the one called.
            $(#[target_feature(enable = $features)])?
            unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
                // SAFETY: as for this function.
                unsafe { super::frame::frame::<$kernel>(bytes, filled, state, marks) }
            }
            super::vector::Table { run, step, may_end, frame }
        };
    };
}
pub(super) use table;

/// The most lines that end in an ordinary step.
pub(super) const FEW: u32 = 7;

/// How many positions are stored without a test.
pub(super) const HANDFUL: usize = 4;

/// [`Vector::store`] for machines without a compressing store. `lowest` is the
/// number of the lowest bit of a mask, and anything if there is none.
///
/// # Safety
/// As for that.
#[inline(always)]
pub(super) unsafe fn store_by_handfuls(masks: [u64; 2], base: u32, to: [*mut u32; 2], lowest: impl Fn(u64) -> u32) {
    let [mut names, mut ends] = masks;
    let [to_names, to_ends] = to;
    // A step of ordinary lines has two or three. A handful is stored in any
    // case, without a test for each; a mask that has run out gives a harmless
    // number, in an entry that is not counted.
    // SAFETY: no more than two handfuls, for which the caller vouches.
    unsafe {
        for i in 0..HANDFUL {
            to_names.add(i).write(base.wrapping_add(lowest(names)));
            names &= names.wrapping_sub(1);
        }
        for i in 0..HANDFUL {
            to_ends.add(i).write(base.wrapping_add(lowest(ends)));
            ends &= ends.wrapping_sub(1);
        }
        if names | ends != 0 {
            for i in HANDFUL..2 * HANDFUL {
                to_names.add(i).write(base.wrapping_add(lowest(names)));
                names &= names.wrapping_sub(1);
                to_ends.add(i).write(base.wrapping_add(lowest(ends)));
                ends &= ends.wrapping_sub(1);
            }
        }
    }
}

/// `mask`, of which the compiler is to know no more than its number. It takes
/// masks for vectors of single bits otherwise, and works on them one by one
/// where two are joined, or compares twice what it could join.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(super) fn opaque(mut mask: u64) -> u64 {
    // SAFETY: no instruction is emitted; the register keeps its value.
    unsafe {
        core::arch::asm!("/* {0} */", inout(reg) mask, options(pure, nomem, nostack, preserves_flags));
    }
    mask
}
