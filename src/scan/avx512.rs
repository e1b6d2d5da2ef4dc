//! Sixty-four bytes a register, positions stored by compression.

use core::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_cvtepu8_epi32, _mm256_set1_epi32, _mm256_storeu_si256,
    _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512, _mm512_mask_cmpneq_epi8_mask,
    _mm512_maskz_compress_epi8, _mm512_set1_epi8,
};

use super::vector::{self, Masks, Near, Vector, opaque};
use super::{Output, STEP, State};

pub(super) struct Avx512;

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
    type Place = __m256i;

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
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for;
        // the instructions exist as for this function.
        unsafe {
            let load = |at: *const u8| _mm512_loadu_si512(at.cast::<__m512i>());
            let all = |byte: u8| _mm512_set1_epi8(byte as i8);
            let here = load(at);
            let lf = opaque(_mm512_cmpeq_epi8_mask(here, all(b'\n')));
            let colon = _mm512_cmpeq_epi8_mask(here, all(b':'));
            let cr_before = opaque(_mm512_cmpeq_epi8_mask(load(at.sub(1)), all(b'\r')));
            let unspaced = _mm512_mask_cmpneq_epi8_mask(colon, load(at.add(1)), all(b' '));
            Near { lf, colon: opaque(colon), unspaced: opaque(unspaced), unpaired: lf ^ cr_before }
        }
    }

    #[inline(always)]
    unsafe fn place(position: u32) -> __m256i {
        // SAFETY: as for this function.
        unsafe { _mm256_set1_epi32(position as i32) }
    }

    #[inline(always)]
    unsafe fn next(place: __m256i) -> __m256i {
        // SAFETY: as for this function.
        unsafe { _mm256_add_epi32(place, _mm256_set1_epi32(STEP as i32)) }
    }

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], _: u32, place: __m256i, to: [*mut u32; 2]) {
        // SAFETY: an unaligned store of eight entries at each place, for which
        // the caller vouches; the instructions exist as for this function.
        unsafe {
            let places = _mm512_loadu_si512(PLACES.as_ptr().cast::<__m512i>());
            for (mask, to) in masks.into_iter().zip(to) {
                let picked = _mm512_castsi512_si128(_mm512_maskz_compress_epi8(mask, places));
                _mm256_storeu_si256(to.cast(), _mm256_add_epi32(_mm256_cvtepu8_epi32(picked), place));
            }
        }
    }
}

vector::table!(Avx512, "avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,bmi1,bmi2,lzcnt,popcnt");
