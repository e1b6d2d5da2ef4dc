//! The key of an MD5 login (wire reference, section 4).

use md5::{Digest, Md5};
use zeroize::Zeroize;

/// A key as it is sent: 32 lower-case hexadecimal digits. Wiped when dropped.
pub struct Key([u8; 32]);

impl Key {
    /// MD5 over the challenge and then the secret.
    pub fn new(challenge: &[u8], secret: &[u8]) -> Key {
        let mut digest: [u8; 16] = Md5::new().chain_update(challenge).chain_update(secret).finalize().into();
        let mut key = [0; 32];
        for (pair, byte) in key.as_chunks_mut::<2>().0.iter_mut().zip(digest) {
            let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' - 10 + value };
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        digest.zeroize();
        Key(key)
    }

    /// The digits.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether these are the digits, in a time that does not depend on where
    /// they differ.
    pub fn is(&self, digits: &[u8]) -> bool {
        equal_in_constant_time(&self.0, digits)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths
/// only.
pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0u8, |difference, (x, y)| difference | (x ^ y));
    // Kept from being turned into an early exit.
    a.len() == b.len() && core::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_digest_of_challenge_and_secret() {
        // As `printf 840415273test123 | md5sum` says.
        let key = Key::new(b"840415273", b"test123");
        assert_eq!(key.as_bytes(), b"1f1bfa3c1444c582a500df5d521f9771");
        assert!(key.is(b"1f1bfa3c1444c582a500df5d521f9771"));
        assert!(!key.is(b"1F1BFA3C1444C582A500DF5D521F9771"));
        assert!(!key.is(b"1f1bfa3c1444c582a500df5d521f977"));
    }
}
