//! Eight bytes in an ordinary register, for any machine.

use super::batch::{self, Masks, Near, Vector};
use super::{Output, STEP, State};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

pub(super) struct Swar;

/// The high bit of each byte of `word` that equals `byte`, exactly: no carry
/// leaves its byte.
#[inline(always)]
const fn equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (ONES * byte as u64);
    !(((x & !HIGH) + !HIGH) | x) & HIGH
}

/// The high bits of eight bytes gathered into the low eight bits, the first
/// byte in memory lowest: each lands in the top byte of the product, at its
/// own place.
#[inline(always)]
const fn gather(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Vector for Swar {
    type Place = ();

    #[inline(always)]
    unsafe fn masks(bytes: &[u8; STEP]) -> Masks {
        let mut m = Masks { lf: 0, cr: 0, colon: 0, space: 0 };
        let (words, _) = bytes.as_chunks::<8>();
        for (i, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let at = (i & 7) * 8;
            m.lf |= gather(equal(word, b'\n')) << at;
            m.cr |= gather(equal(word, b'\r')) << at;
            m.colon |= gather(equal(word, b':')) << at;
            m.space |= gather(equal(word, b' ')) << at;
        }
        m
    }

    #[inline(always)]
    unsafe fn near(at: *const u8) -> Near {
        // SAFETY: the 66 bytes are valid for reads, as for this function.
        unsafe {
            // The bytes are loaded once, the masks shifted by what is missing.
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
#[inline(never)]
unsafe fn run(bytes: &[u8], steps: usize, state: &mut State, out: &mut Output<'_>) -> bool {
    // SAFETY: as for this function.
    unsafe { batch::run::<Swar>(bytes, steps, state, out) }
}

/// See [`batch::step`].
///
/// # Safety
/// As for that.
#[inline(never)]
unsafe fn step(bytes: &[u8], n: usize, state: &mut State, out: &mut Output<'_>) {
    // SAFETY: as for this function.
    unsafe { batch::step::<Swar>(bytes, n, state, out) }
}

/// See [`batch::part`].
///
/// # Safety
/// As for that.
unsafe fn part(bytes: &[u8], from: usize, n: usize) -> Masks {
    // SAFETY: as for this function.
    unsafe { batch::part::<Swar>(bytes, from, n) }
}

/// See [`super::frame`].
pub(super) fn frame(bytes: &[u8], filled: usize, state: &mut State, marks: &mut [u32]) {
    // SAFETY: no special instruction is used.
    unsafe { super::frame::frame::<Swar>(bytes, filled, state, marks) }
}
