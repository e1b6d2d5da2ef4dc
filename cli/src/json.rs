//! JSON strings that hold any bytes.
//!
//! A byte that is no part of valid UTF-8 is written as the lone surrogate
//! `\udc80` to `\udcff` of its own, as Python's `surrogateescape` has it: no
//! valid text is written so, and thus nothing is mixed up on the way back.

use std::io::Write as _;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// Writes `text` as a JSON string.
pub(crate) fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        valid(out, chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            unit(out, 0xdc00 | u16::from(*byte));
        }
    }
    out.push(b'"');
}

fn valid(out: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(at) = text.iter().position(|byte| *byte < b' ' || matches!(byte, b'"' | b'\\')) {
        let (plain, rest) = text.split_at(at);
        out.extend_from_slice(plain);
        match rest[0] {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            mark @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', mark]),
            control => unit(out, u16::from(control)),
        }
        text = &rest[1..];
    }
    out.extend_from_slice(text);
}

fn unit(out: &mut Vec<u8>, unit: u16) {
    // Writing to memory cannot fail.
    let _ = write!(out, "\\u{unit:04x}");
}

/// The bytes of a JSON string that [`string`] wrote.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for bytes, serde_json gives lone surrogates in the shape that
        // UTF-8 would give them (WTF-8); asked for a string it refuses them.
        deserializer.deserialize_bytes(BytesVisitor)
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<Bytes, E> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = memchr::memchr(0xed, rest) {
            bytes.extend_from_slice(&rest[..at]);
            let length = match rest[at..] {
                [0xed, 0xb2, low @ 0x80..=0xbf, ..] => {
                    bytes.push(low);
                    3
                }
                [0xed, 0xb3, low @ 0x80..=0xbf, ..] => {
                    bytes.push(low | 0x40);
                    3
                }
                // Behind 0xED a real character has a byte below 0xA0.
                [0xed, 0xa0..=0xff, ..] => {
                    return Err(E::custom("a lone surrogate that stands for no byte (\\udc80 to \\udcff do)"));
                }
                _ => {
                    bytes.push(0xed);
                    1
                }
            };
            rest = &rest[at + length..];
        }
        bytes.extend_from_slice(rest);
        Ok(Bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8]) -> String {
        let mut out = Vec::new();
        string(&mut out, text);
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    fn read(json: &str) -> Result<Vec<u8>, String> {
        serde_json::from_str::<Bytes>(json).map(|bytes| bytes.0).map_err(|error| error.to_string())
    }

    #[test]
    fn what_json_and_utf8_cannot_hold_is_escaped_and_nothing_else() {
        assert_eq!(written(b"a\"b\\c/\x7f"), "\"a\\\"b\\\\c/\x7f\"");
        assert_eq!(written(b"\r\n\t\x00\x1b"), r#""\r\n\t\u0000\u001b""#);
        assert_eq!(written("K\u{e9}y \u{1f4de}\u{2028}".as_bytes()), "\"K\u{e9}y \u{1f4de}\u{2028}\"");
        assert_eq!(written(b"K\xe9y\xff\x80"), r#""K\udce9y\udcff\udc80""#);
        // A character cut short, and the shape of a surrogate: none is valid.
        assert_eq!(written(b"\xe2\x82A"), r#""\udce2\udc82A""#);
        assert_eq!(written(b"\xed\xb2\x80"), r#""\udced\udcb2\udc80""#);
    }

    #[test]
    fn every_pair_of_bytes_comes_back() {
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let text = [b'x', first, second, 0xed, 0xb3, 0xbf, second, first];
                assert_eq!(read(&written(&text)).as_deref(), Ok(&text[..]));
            }
        }
    }

    #[test]
    fn other_ways_to_write_the_same_are_read_and_other_surrogates_refused() {
        assert_eq!(read(r#""\u0041\/\ud83d\udcde""#).as_deref(), Ok("A/\u{1f4de}".as_bytes()));
        for json in [r#""\ud800""#, r#""\udc7f""#, r#""\udd00""#, r#""\ud83dx""#] {
            assert!(read(json).is_err_and(|why| why.contains("lone surrogate")), "{json}");
        }
        assert!(read("7").is_err());
    }
}
