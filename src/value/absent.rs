//! Words that stand where there is nothing to say.

/// The words, as each is spelt: those of trap T46; `<null>` where no channel
/// arose from an Originate (T57); and what lists of SIP and IAX peers and of
/// channels print for a setting that is not made.
const WORDS: [&[u8]; 11] = [
    b"<unknown>",
    b"unknown",
    b"<no name>",
    b"<none>",
    b"none",
    b"N/A",
    b"(N/A)",
    b"<null>",
    b"(null)",
    b"-none-",
    b"<Not set>",
];

/// Whether the value is a word that servers write for a missing value, such as
/// `<unknown>` (trap T46). The spelling is exact: `Unknown` is a state. An
/// empty value is not missing but empty (T45), so the answer is no. Somebody
/// may be called `none`: the caller decides for which header to ask.
pub fn is_absent(value: &[u8]) -> bool {
    WORDS.contains(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_these() {
        for word in WORDS {
            assert!(is_absent(word));
        }
        for other in [&b""[..], b"Unknown", b"UNKNOWN", b"<unknown> ", b"<Unknown>", b"n/a", b"0", b"\xFF"] {
            assert!(!is_absent(other));
        }
    }
}
