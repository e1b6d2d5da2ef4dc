//! Sixty-four bytes a register, positions stored by compression.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cvtepu8_epi32,
    _mm512_extracti32x4_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_storeu_si512,
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
    unsafe fn store(mask: u64, base: u32, to: *mut u32) {
        // SAFETY: four unaligned stores of sixteen entries each at most, which
        // are the 64 entries that the caller vouches for; the instructions
        // exist as for this function.
        unsafe {
            let places = _mm512_loadu_si512(PLACES.as_ptr().cast::<__m512i>());
            let picked = _mm512_maskz_compress_epi8(mask, places);
            let base = _mm512_set1_epi32(base as i32);
            let first = _mm512_castsi512_si128(picked);
            _mm512_storeu_si512(to.cast(), _mm512_add_epi32(_mm512_cvtepu8_epi32(first), base));
            // More than sixteen line ends in 64 bytes are lines of four bytes.
            if mask.count_ones() > 16 {
                let second = _mm512_extracti32x4_epi32::<1>(picked);
                let third = _mm512_extracti32x4_epi32::<2>(picked);
                let fourth = _mm512_extracti32x4_epi32::<3>(picked);
                _mm512_storeu_si512(to.add(16).cast(), _mm512_add_epi32(_mm512_cvtepu8_epi32(second), base));
                _mm512_storeu_si512(to.add(32).cast(), _mm512_add_epi32(_mm512_cvtepu8_epi32(third), base));
                _mm512_storeu_si512(to.add(48).cast(), _mm512_add_epi32(_mm512_cvtepu8_epi32(fourth), base));
            }
        }
    }
}

/// See [`super::scan`].
///
/// # Safety
/// AVX-512 F, BW, VL and VBMI2 exist on this machine, and what `avx2` needs.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) unsafe fn scan(bytes: &[u8], state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::scan::<Avx512>(bytes, state, out) }
}
