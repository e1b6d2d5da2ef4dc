//! Sixty-four bytes a register, positions stored by compression.

use core::arch::x86_64::{
    __m512i, _mm256_add_epi32, _mm256_cvtepu8_epi32, _mm256_set1_epi32, _mm256_storeu_si256, _mm512_castsi512_si128,
    _mm512_cmpeq_epi8_mask, _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_set1_epi8,
};

use super::batch::{self, Masks, Vector};
use super::{Output, STEP, State};

struct Avx512;

/// The numbers 0 to 63, which a mask picks from.
static PLACES: [u8; STEP] = {
    let mut places = [0; STEP];
    let mut i = 0;
    while i < STEP {
        places[i] = i as u8;
        i += 1;
    }
    places
};

impl Vector for Avx512 {
    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the unaligned load covers exactly the 64 bytes of the array;
        // the instructions exist as for this function.
        unsafe {
            let part = _mm512_loadu_si512(bytes.as_ptr().cast::<__m512i>());
            let equal = |byte: u8| _mm512_cmpeq_epi8_mask(part, _mm512_set1_epi8(byte as i8));
            Masks { lf: equal(b'\n'), cr: equal(b'\r'), colon: equal(b':'), space: equal(b' ') }
        }
    }

    #[inline(always)]
    unsafe fn shifted_masks(at: *const u8) -> Masks {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for;
        // the instructions exist as for this function.
        unsafe {
            let equal = |at: *const u8, byte: u8| {
                _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at.cast::<__m512i>()), _mm512_set1_epi8(byte as i8))
            };
            Masks {
                lf: equal(at, b'\n'),
                cr: equal(at.sub(1), b'\r'),
                colon: equal(at, b':'),
                space: equal(at.add(1), b' '),
            }
        }
    }

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], _counts: [u32; 2], base: u32, to: [*mut u32; 2]) {
        // SAFETY: an unaligned store of eight entries at each place, of the 64
        // that the caller vouches for; the instructions exist as for this
        // function.
        unsafe {
            let places = _mm512_loadu_si512(PLACES.as_ptr().cast::<__m512i>());
            let base = _mm256_set1_epi32(base as i32);
            for (mask, to) in masks.into_iter().zip(to) {
                let picked = _mm512_castsi512_si128(_mm512_maskz_compress_epi8(mask, places));
                _mm256_storeu_si256(to.cast(), _mm256_add_epi32(_mm256_cvtepu8_epi32(picked), base));
            }
        }
    }
}

/// See [`super::scan`].
///
/// # Safety
/// AVX-512 F, BW, VL and VBMI2 exist on this machine, and what `avx2` needs.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn scan(bytes: &[u8], filled: usize, state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::scan::<Avx512>(bytes, filled, state, out) }
}

/// See [`super::frame`].
///
/// # Safety
/// As for [`scan`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: as for this function.
    unsafe { super::frame::frame::<Avx512>(bytes, filled, state, marks) }
}
