//! Comparison of bytes without regard to ASCII case, and little else.

/// The bit by which the cases of an ASCII letter differ, in each of eight bytes.
const CASE: u64 = 0x2020_2020_2020_2020;

/// Whether two byte strings are equal without regard to ASCII case. Header
/// names, event names and action names are compared so (T8, T61).
#[inline]
pub fn equal_fold(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // By far the most are spelt alike or differ in more than case, and a name
    // is seldom longer than two words: all of it in two, which may overlap.
    let differs = match (a.first_chunk(), b.first_chunk(), a.last_chunk(), b.last_chunk()) {
        (Some(p), Some(q), Some(x), Some(y)) if a.len() <= 16 => word(p) ^ word(q) | word(x) ^ word(y),
        _ => match (a.first_chunk(), b.first_chunk(), a.last_chunk(), b.last_chunk()) {
            (Some(p), Some(q), Some(x), Some(y)) if a.len() < 8 => half(p) ^ half(q) | half(x) ^ half(y),
            _ => CASE,
        },
    };
    differs == 0 || differs & !CASE == 0 && folded(a, b)
}

fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_ne_bytes(*bytes)
}

fn half(bytes: &[u8; 4]) -> u64 {
    u64::from(u32::from_ne_bytes(*bytes))
}

/// [`equal_fold`] of what is as long, however it is spelt.
#[inline(never)]
fn folded(a: &[u8], b: &[u8]) -> bool {
    let same = |x: u64, y: u64| fold_word(x) == fold_word(y);
    // The last word overlaps the one before it.
    if let (Some(x), Some(y)) = (a.last_chunk(), b.last_chunk()) {
        let (a, b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
        return same(word(x), word(y)) && a.iter().zip(b).all(|(x, y)| same(word(x), word(y)));
    }
    a.eq_ignore_ascii_case(b)
}

/// Eight bytes with their upper-case ASCII letters made lower-case, all at
/// once and without a carry from one byte into the next.
#[inline]
pub const fn fold_word(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = word & (0x7f * ONES);
    let at_least_a = low + (0x80 - b'A' as u64) * ONES;
    let beyond_z = low + (0x80 - b'Z' as u64 - 1) * ONES;
    let upper = (at_least_a & !beyond_z & !word) & (0x80 * ONES);
    word | (upper >> 2)
}

/// Whether `bytes` begins with `prefix` without regard to ASCII case.
#[inline]
pub fn starts_with_fold(bytes: &[u8], prefix: &[u8]) -> bool {
    match bytes.get(..prefix.len()) {
        Some(head) => equal_fold(head, prefix),
        None => false,
    }
}

/// The bytes from `from` up to `to`, or none where the range does not fit:
/// what a caller's struct claims is never trusted with a panic.
#[inline]
pub(crate) fn span(bytes: &[u8], from: u32, to: u32) -> &[u8] {
    bytes.get(from as usize..to as usize).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_every_byte_as_ascii_does() {
        for byte in 0..=255u8 {
            let word = u64::from_ne_bytes([byte, 0, 255, byte, b'A', byte, b'[', b'@']);
            let folded = fold_word(word).to_ne_bytes();
            let expected = word.to_ne_bytes().map(|b| b.to_ascii_lowercase());
            assert_eq!(folded, expected, "byte {byte:#x}");
        }
    }

    #[test]
    fn equal_at_every_length_and_different_at_every_place() {
        let text = b"ConnectedLineNameOfSomebody";
        for len in 0..=text.len() {
            let upper = text[..len].to_ascii_uppercase();
            assert!(equal_fold(&text[..len], &upper));
            for at in 0..len {
                let mut other = upper.clone();
                other[at] = b'~';
                assert!(!equal_fold(&text[..len], &other));
            }
        }
        assert!(!equal_fold(b"a", b"ab"));
        assert!(!equal_fold(b"@", b"`"));
        assert!(!equal_fold(b"[AAAAAAA", b"{AAAAAAA"));
    }
}
