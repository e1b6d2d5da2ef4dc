//! Numbers that look random, from a seed of the caller's (splitmix64).

use md5::{Digest, Md5};

/// Numbers of a session's own: the key of its ActionIDs, and one for its delays.
/// They differ between sessions of one seed that were made at another time or in
/// other memory. The peer sees hashes that were made with the key, and the delays,
/// and can compute none of the numbers from those, nor where the memory lies.
pub(super) fn of_session(seed: u64, now: u64, places: [usize; 2]) -> ([u64; 2], u64) {
    let mut all = Md5::new().chain_update(seed.to_le_bytes()).chain_update(now.to_le_bytes());
    for place in places {
        all.update((place as u64).to_le_bytes());
    }
    let halves = |use_of_it: u8| {
        let digest: [u8; 16] = all.clone().chain_update([use_of_it]).finalize().into();
        let number = u128::from_le_bytes(digest);
        [number as u64, (number >> 64) as u64]
    };
    let [random, _] = halves(1);
    (halves(0), random)
}

/// A number that differs in all its bits from those of other seeds.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// The next number of a row.
pub(super) fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mix(*state)
}
