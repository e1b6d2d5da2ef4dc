//! Sixteen bytes a register, on every aarch64 machine.

use core::arch::aarch64::{
    uint8x16x4_t, vceqq_u8, vdupq_n_u8, vget_lane_u64, vld4q_u8, vreinterpret_u64_u8, vreinterpretq_u16_u8,
    vshrn_n_u16, vsriq_n_u8,
};

use super::vector::{self, Masks, Vector};
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
    unsafe fn place(_: u32) {}

    #[inline(always)]
    unsafe fn next((): ()) {}

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], position: u32, (): (), to: [*mut u32; 2]) {
        // SAFETY: as for this function.
        unsafe { vector::store_by_handfuls(masks, position, to, u64::trailing_zeros) }
    }
}

vector::table!(Neon, "neon");
