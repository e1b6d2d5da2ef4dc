//! Sixteen bytes a register, on every x86-64 machine.

use core::arch::x86_64::{__m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};

use super::batch::{self, Masks, Vector};
use super::{Output, STEP, State};

struct Sse2;

#[inline(always)]
fn equal(parts: &[__m128i; 4], byte: u8) -> u64 {
    // SAFETY: SSE2 is part of the x86-64 base.
    unsafe {
        let wanted = _mm_set1_epi8(byte as i8);
        let bits = |part: __m128i| u64::from(_mm_movemask_epi8(_mm_cmpeq_epi8(part, wanted)) as u32);
        bits(parts[0]) | bits(parts[1]) << 16 | bits(parts[2]) << 32 | bits(parts[3]) << 48
    }
}

impl Vector for Sse2 {
    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the four unaligned loads cover exactly the 64 bytes of the
        // array, and SSE2 is part of the x86-64 base.
        let parts = unsafe {
            let at = bytes.as_ptr().cast::<__m128i>();
            [_mm_loadu_si128(at), _mm_loadu_si128(at.add(1)), _mm_loadu_si128(at.add(2)), _mm_loadu_si128(at.add(3))]
        };
        Masks {
            lf: equal(&parts, b'\n'),
            cr: equal(&parts, b'\r'),
            colon: equal(&parts, b':'),
            space: equal(&parts, b' '),
        }
    }

    #[inline(always)]
    unsafe fn shifted_masks(at: *const u8) -> Masks {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for.
        unsafe {
            let parts = |at: *const u8| {
                let at = at.cast::<__m128i>();
                [
                    _mm_loadu_si128(at),
                    _mm_loadu_si128(at.add(1)),
                    _mm_loadu_si128(at.add(2)),
                    _mm_loadu_si128(at.add(3)),
                ]
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
/// SSE2 exists on this machine.
#[target_feature(enable = "sse2")]
pub(super) unsafe fn scan(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::scan::<Sse2>(bytes, filled, state, out) }
}

/// See [`super::frame`].
///
/// # Safety
/// As for [`scan`].
#[target_feature(enable = "sse2")]
pub(super) unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: as for this function.
    unsafe { super::frame::frame::<Sse2>(bytes, filled, state, marks) }
}
