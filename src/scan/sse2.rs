//! Sixteen bytes a register, on every x86-64 machine.

use core::arch::x86_64::{
    __m128i, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
    _mm_xor_si128,
};

use super::vector::{self, Masks, Near, Vector, opaque};
use super::{Output, STEP, State};

pub(super) struct Sse2;

type Parts = [__m128i; 4];

/// The 64 bytes at `at`.
///
/// # Safety
/// They are valid for reads.
#[inline(always)]
unsafe fn load(at: *const u8) -> Parts {
    let at = at.cast::<__m128i>();
    // SAFETY: unaligned loads of what the caller vouches for; SSE2 is part of
    // the x86-64 base.
    unsafe { [_mm_loadu_si128(at), _mm_loadu_si128(at.add(1)), _mm_loadu_si128(at.add(2)), _mm_loadu_si128(at.add(3))] }
}

#[inline(always)]
fn equals(parts: Parts, byte: u8) -> Parts {
    // SAFETY: SSE2 is part of the x86-64 base.
    unsafe {
        let wanted = _mm_set1_epi8(byte as i8);
        parts.map(|part| _mm_cmpeq_epi8(part, wanted))
    }
}

#[inline(always)]
fn bits(parts: Parts) -> u64 {
    // SAFETY: SSE2 is part of the x86-64 base.
    let part = |i: usize| opaque(u64::from(unsafe { _mm_movemask_epi8(parts[i & 3]) } as u32));
    part(0) | part(1) << 16 | part(2) << 32 | part(3) << 48
}

/// The lowest bit. That the mask may be empty, which has no answer in BSF,
/// would cost a test each time.
#[inline(always)]
fn lowest(mask: u64) -> u32 {
    (mask | 1 << 63).trailing_zeros()
}

/// Which of the bytes are LF.
#[inline(always)]
pub(super) fn line_feeds(bytes: &[u8; 32]) -> u32 {
    let at = bytes.as_ptr().cast::<__m128i>();
    // SAFETY: unaligned loads of the 32 bytes of the array; SSE2 is part of the
    // x86-64 base.
    unsafe {
        let lf = _mm_set1_epi8(b'\n' as i8);
        let part = |at| _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(at), lf)) as u32;
        part(at) | part(at.add(1)) << 16
    }
}

impl Vector for Sse2 {
    type Place = ();

    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the bytes are those of the array.
        let parts = unsafe { load(bytes.as_ptr()) };
        let equal = |byte| bits(equals(parts, byte));
        Masks { lf: equal(b'\n'), cr: equal(b'\r'), colon: equal(b':'), space: equal(b' ') }
    }

    #[inline(always)]
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for;
        // SSE2 is part of the x86-64 base.
        unsafe {
            let (here, behind) = (load(at), load(at.add(1)));
            let (lf, colon) = (equals(here, b'\n'), equals(here, b':'));
            let (space, cr) = (equals(behind, b' '), equals(load(at.sub(1)), b'\r'));
            let unspaced = |i: usize| _mm_andnot_si128(space[i], colon[i]);
            let unpaired = |i: usize| _mm_xor_si128(lf[i], cr[i]);
            let unpaired = _mm_or_si128(_mm_or_si128(unpaired(0), unpaired(1)), _mm_or_si128(unpaired(2), unpaired(3)));
            Near {
                lf: bits(lf),
                colon: bits(colon),
                unspaced: bits([unspaced(0), unspaced(1), unspaced(2), unspaced(3)]),
                unpaired: opaque(u64::from(_mm_movemask_epi8(unpaired) as u32)),
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
        unsafe { vector::store_by_handfuls(masks, position, to, lowest) }
    }
}

vector::table!(Sse2);
