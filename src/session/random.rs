//! Numbers that look random, from a seed of the caller's (splitmix64).

use md5::{Digest, Md5};

/// Two numbers of a session's own, one for its ActionIDs and one for its
/// delays. They differ between sessions of one seed that were made at another
/// time or in other memory. The first is shown to the peer, which can compute
/// neither the second from it nor where the memory lies.
pub(super) fn of_session(seed: u64, now: u64, places: [usize; 2]) -> [u64; 2] {
    let mut digest = Md5::new().chain_update(seed.to_le_bytes()).chain_update(now.to_le_bytes());
    for place in places {
        digest.update((place as u64).to_le_bytes());
    }
    let digest: [u8; 16] = digest.finalize().into();
    let number = u128::from_le_bytes(digest);
    [number as u64, (number >> 64) as u64]
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
