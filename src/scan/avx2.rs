//! Thirty-two bytes a register.

use core::arch::x86_64::{
    __m256i, _mm256_andnot_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set1_epi8, _mm256_xor_si256,
};

use super::vector::{self, Masks, Near, Vector, opaque};
use super::{Output, STEP, State};

pub(super) struct Avx2;

/// The 64 bytes at `at`.
///
/// # Safety
/// They are valid for reads, and AVX2 exists on this machine.
#[inline(always)]
unsafe fn load(at: *const u8) -> [__m256i; 2] {
    let at = at.cast::<__m256i>();
    // SAFETY: unaligned loads of what the caller vouches for.
    unsafe { [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))] }
}

/// # Safety
/// AVX2 exists on this machine.
#[inline(always)]
unsafe fn equals(parts: [__m256i; 2], byte: u8) -> [__m256i; 2] {
    // SAFETY: as for this function.
    unsafe {
        let wanted = _mm256_set1_epi8(byte as i8);
        [_mm256_cmpeq_epi8(parts[0], wanted), _mm256_cmpeq_epi8(parts[1], wanted)]
    }
}

/// # Safety
/// AVX2 exists on this machine.
#[inline(always)]
unsafe fn bits(parts: [__m256i; 2]) -> u64 {
    // SAFETY: as for this function.
    let half = |part| opaque(u64::from(unsafe { _mm256_movemask_epi8(part) } as u32));
    half(parts[0]) | half(parts[1]) << 32
}

impl Vector for Avx2 {
    type Place = ();

    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        // SAFETY: the bytes are those of the array; AVX2 exists as for this
        // function.
        unsafe {
            let parts = load(bytes.as_ptr());
            let equal = |byte| bits(equals(parts, byte));
            Masks { lf: equal(b'\n'), cr: equal(b'\r'), colon: equal(b':'), space: equal(b' ') }
        }
    }

    #[inline(always)]
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the loads cover the 66 bytes that the caller vouches for;
        // AVX2 exists as for this function.
        unsafe {
            let (here, behind) = (load(at), load(at.add(1)));
            let (lf, colon) = (equals(here, b'\n'), equals(here, b':'));
            let (space, cr) = (equals(behind, b' '), equals(load(at.sub(1)), b'\r'));
            let unspaced = [_mm256_andnot_si256(space[0], colon[0]), _mm256_andnot_si256(space[1], colon[1])];
            let unpaired = _mm256_or_si256(_mm256_xor_si256(lf[0], cr[0]), _mm256_xor_si256(lf[1], cr[1]));
            Near {
                lf: bits(lf),
                colon: bits(colon),
                unspaced: bits(unspaced),
                unpaired: opaque(u64::from(_mm256_movemask_epi8(unpaired) as u32)),
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

vector::table!(Avx2, "avx2,bmi1,bmi2,lzcnt,popcnt");
