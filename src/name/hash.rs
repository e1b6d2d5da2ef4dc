//! The hash under which names are found. The generator of the tables
//! (`xtask/src/gen/names`) includes this very file, so that the tables and
//! the lookup cannot disagree; it therefore uses nothing of the crate.

/// A hash of a name that is the same for all its spellings in ASCII case, and
/// different for names that differ otherwise: every byte goes in.
#[inline(always)]
pub(crate) fn hash(name: &[u8]) -> u64 {
    let length = name.len() as u64;
    let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => short(name),
    };
    let mut hash = mix(lower(first) ^ (length << 56), lower(last));
    if name.len() > 16 {
        let inner = name.get(8..).unwrap_or(&[]);
        for word in inner.as_chunks::<8>().0 {
            hash = mix(hash ^ lower(u64::from_le_bytes(*word)), length);
        }
    }
    hash
}

/// Up to seven bytes as two words, which together hold all of them.
#[inline(always)]
fn short(name: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    let byte = |at: usize| u64::from(name.get(at).copied().unwrap_or(0));
    (byte(0) | byte(1) << 8, byte(2))
}

/// Makes letters alike in both cases (and a few other bytes, which does no
/// harm here: the name that is found is compared exactly).
#[inline(always)]
const fn lower(word: u64) -> u64 {
    word | 0x2020_2020_2020_2020
}

/// The two halves of a product, laid over each other: every bit of the result
/// depends on every bit of both words.
#[inline(always)]
const fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ 0x9e37_79b9_7f4a_7c15) as u128 * (b ^ 0xd6e8_feb8_6659_fd93) as u128;
    (product as u64) ^ (product >> 64) as u64
}

/// Which seed belongs to a hash; `seeds` is how many there are, a power of two.
#[inline(always)]
pub(crate) const fn bucket(hash: u64, seeds: usize) -> usize {
    hash as usize & seeds.wrapping_sub(1)
}

/// Where the name with this hash lies when its bucket has this seed; `slots`
/// is how many places there are, a power of two of at most 2^16.
#[inline(always)]
pub(crate) const fn place(hash: u64, seed: u16, slots: usize) -> usize {
    let factor = (seed as u32) << 1 | 1;
    let spread = ((hash >> 32) as u32).wrapping_mul(factor);
    (spread >> 16) as usize & slots.wrapping_sub(1)
}
