//! Sixteen bytes a register, on every aarch64 machine.

use core::arch::aarch64::{
    uint8x16x4_t, vceqq_u8, vdupq_n_u8, vget_lane_u64, vld4q_u8, vreinterpret_u64_u8, vreinterpretq_u16_u8,
    vshrn_n_u16, vsriq_n_u8,
};

use super::batch::{self, Masks, Near, Vector};
use super::{Output, STEP, State};

pub(super) struct Neon;

/// The bytes of `parts` that equal `byte`: bit i for the byte at i.
///
/// There is no instruction that gathers the bits of a comparison. But the step
/// was loaded so that register k holds the bytes at k, k + 4, k + 8 and on.
/// Shifting each comparison into the next one puts four bytes that were
/// neighbours into the four high bits of one lane, in order; narrowing joins
/// two lanes' halves into one byte.
///
/// # Safety
/// NEON exists on this machine.
#[inline(always)]
unsafe fn equal(parts: &uint8x16x4_t, byte: u8) -> u64 {
    // SAFETY: as for this function.
    unsafe {
        let wanted = vdupq_n_u8(byte);
        let low = vsriq_n_u8::<1>(vceqq_u8(parts.1, wanted), vceqq_u8(parts.0, wanted));
        let high = vsriq_n_u8::<1>(vceqq_u8(parts.3, wanted), vceqq_u8(parts.2, wanted));
        let four = vsriq_n_u8::<2>(high, low);
        let twice = vsriq_n_u8::<4>(four, four);
        vget_lane_u64::<0>(vreinterpret_u64_u8(vshrn_n_u16::<4>(vreinterpretq_u16_u8(twice))))
    }
}

impl Vector for Neon {
    type Place = ();

    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the load covers exactly the 64 bytes of the array; NEON
        // exists as for this function.
        unsafe {
            let parts = vld4q_u8(bytes.as_ptr());
            Masks {
                lf: equal(&parts, b'\n'),
                cr: equal(&parts, b'\r'),
                colon: equal(&parts, b':'),
                space: equal(&parts, b' '),
            }
        }
    }

    #[inline(always)]
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the 66 bytes are valid for reads, as for this function.
        unsafe {
            // The bytes are loaded once, the masks shifted by what is missing:
            // a load that sorts bytes into registers is dearer than two shifts.
            let m = Self::masks(&*at.cast::<[u8; STEP]>());
            let (before, behind) = (at.sub(1).read(), at.add(STEP).read());
            let space = (m.space >> 1) | (u64::from(behind == b' ') << 63);
            let cr = (m.cr << 1) | u64::from(before == b'\r');
            Near { lf: m.lf, colon: m.colon, unspaced: m.colon & !space, unpaired: m.lf ^ cr }
        }
    }

    #[inline(always)]
    unsafe fn run(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
        // SAFETY: as for this function.
        unsafe { run(bytes, steps, state, out) }
    }

    #[inline(always)]
    unsafe fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
        // SAFETY: as for this function.
        unsafe { step(bytes, n, state, out) }
    }

    #[inline(always)]
    unsafe fn part(bytes: &[u8], from: usize, n: usize) -> Masks {
        // SAFETY: as for this function.
        unsafe { part(bytes, from, n) }
    }

    #[inline(always)]
    unsafe fn place(_: u32) {}

    #[inline(always)]
    unsafe fn next((): ()) {}

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], position: u32, (): (), to: [*mut u32; 2]) {
        // SAFETY: as for this function.
        unsafe { batch::store_by_handfuls(masks, position, to, u64::trailing_zeros) }
    }
}

/// See [`batch::run`].
///
/// # Safety
/// As for that.
#[target_feature(enable = "neon")]
#[inline(never)]
unsafe fn run(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    // SAFETY: as for this function.
    unsafe { batch::run::<Neon>(bytes, steps, state, out) }
}

/// See [`batch::step`].
///
/// # Safety
/// As for that.
#[target_feature(enable = "neon")]
#[inline(never)]
unsafe fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::step::<Neon>(bytes, n, state, out) }
}

/// See [`batch::part`].
///
/// # Safety
/// As for that.
#[target_feature(enable = "neon")]
unsafe fn part(bytes: &[u8], from: usize, n: usize) -> Masks {
    // SAFETY: as for this function.
    unsafe { batch::part::<Neon>(bytes, from, n) }
}

/// See [`super::frame`].
///
/// # Safety
/// NEON exists on this machine.
#[target_feature(enable = "neon")]
pub(super) unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: as for this function.
    unsafe { super::frame::frame::<Neon>(bytes, filled, state, marks) }
}
