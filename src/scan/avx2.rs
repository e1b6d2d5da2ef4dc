//! Thirty-two bytes a register.

use core::arch::x86_64::{__m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set1_epi8};

use super::batch::{self, Masks, Vector};
use super::{Output, STEP, State};

struct Avx2;

/// # Safety
/// AVX2 exists on this machine.
#[inline(always)]
unsafe fn equal(parts: &[__m256i; 2], byte: u8) -> u64 {
    // SAFETY: as for this function.
    unsafe {
        let wanted = _mm256_set1_epi8(byte as i8);
        let low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(parts[0], wanted)) as u32;
        let high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(parts[1], wanted)) as u32;
        u64::from(low) | u64::from(high) << 32
    }
}

impl Vector for Avx2 {
    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the two unaligned loads cover exactly the 64 bytes of the
        // array; AVX2 exists as for this function.
        unsafe {
            let at = bytes.as_ptr().cast::<__m256i>();
            let parts = [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))];
            Masks {
                lf: equal(&parts, b'\n'),
                cr: equal(&parts, b'\r'),
                colon: equal(&parts, b':'),
                space: equal(&parts, b' '),
            }
        }
    }

    #[inline(always)]
    unsafe fn shifted_masks(at: *const u8) -> Masks {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for.
        unsafe {
            let parts = |at: *const u8| {
                [_mm256_loadu_si256(at.cast::<__m256i>()), _mm256_loadu_si256(at.add(32).cast::<__m256i>())]
            };
            let here = parts(at);
            Masks {
                lf: equal(&here, b'\n'),
                cr: equal(&parts(at.sub(1)), b'\r'),
                colon: equal(&here, b':'),
                space: equal(&parts(at.add(1)), b' '),
            }
        }
    }

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], counts: [u32; 2], base: u32, to: [*mut u32; 2]) {
        // SAFETY: as for this function.
        unsafe {
            batch::store_by_handfuls(masks[0], counts[0], base, to[0]);
            batch::store_by_handfuls(masks[1], counts[1], base, to[1]);
        }
    }
}

/// See [`super::scan`].
///
/// # Safety
/// AVX2, BMI1, BMI2, LZCNT and POPCNT exist on this machine.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn scan(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::scan::<Avx2>(bytes, filled, state, out) }
}

/// See [`super::frame`].
///
/// # Safety
/// As for [`scan`].
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: as for this function.
    unsafe { super::frame::frame::<Avx2>(bytes, filled, state, marks) }
}
