//! Eight bytes in an ordinary register, for any machine.

use super::vector::{self, Masks, Vector};
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

/// Which of the bytes are LF.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn line_feeds(bytes: &[u8; 32]) -> u32 {
    let (words, _) = bytes.as_chunks::<8>();
    let found = words.iter().map(|word| gather(equal(u64::from_le_bytes(*word), b'\n')));
    found.rev().fold(0, |lf, word| lf << 8 | word as u32)
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
    unsafe fn place(_: u32) {}

    #[inline(always)]
    unsafe fn next((): ()) {}

    #[inline(always)]
    unsafe fn store(masks: [u64; 2], position: u32, (): (), to: [*mut u32; 2]) {
        // SAFETY: as for this function.
        unsafe { vector::store_by_handfuls(masks, position, to, u64::trailing_zeros) }
    }
}

vector::table!(Swar);
