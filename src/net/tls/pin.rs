//! The digest by which a certificate is pinned.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::Status;
use crate::net::NetError;

/// The SHA-256 digest of a certificate in DER form: what
/// `openssl x509 -noout -fingerprint -sha256` prints.
#[derive(Clone, Copy)]
pub struct Pin(pub [u8; 32]);

impl Pin {
    /// The digest of a certificate.
    pub fn of(certificate_der: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, certificate_der);
        let mut bytes = [0; 32];
        for (byte, of_digest) in bytes.iter_mut().zip(digest.as_ref()) {
            *byte = *of_digest;
        }
        Pin(bytes)
    }

    /// Reads 64 hexadecimal digits in either case; colons between the bytes
    /// and blanks around are allowed, and so is all that openssl prints before
    /// the digits, up to the `=`.
    ///
    /// # Errors
    /// [`Status::BadArgument`].
    pub fn parse(text: &str) -> Result<Self, NetError> {
        let bad = |why: &str| {
            Err(NetError::with_detail(
                Status::BadArgument,
                std::format!("a pin is a SHA-256 digest of 64 hexadecimal digits: {why}"),
            ))
        };
        let digits = text.rsplit_once('=').map_or(text, |(_, digits)| digits);
        let mut bytes = [0; 32];
        let mut count = 0usize;
        for c in digits.trim().chars() {
            if c == ':' && count > 0 && count.is_multiple_of(2) {
                continue;
            }
            let Some(digit) = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
                return bad(&std::format!("\"{}\" is none, or stands in the wrong place", c.escape_default()));
            };
            let Some(byte) = bytes.get_mut(count / 2) else {
                return bad("there are more");
            };
            *byte = (*byte << 4) | digit;
            count += 1;
        }
        if count != 64 {
            return bad(&std::format!("there are {count}"));
        }
        Ok(Pin(bytes))
    }
}

impl PartialEq for Pin {
    /// Takes the same time wherever the difference lies.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Pin {}

impl fmt::Display for Pin {
    /// Upper-case digits with a colon between the bytes, as openssl prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if i > 0 { ":" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    const DIGITS: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn every_usual_spelling_is_read() {
        let pin = Pin::of(b"");
        let colons = pin.to_string();
        assert!(colons.starts_with("E3:B0:C4") && colons.len() == 95);
        for text in [
            DIGITS.to_string(),
            DIGITS.to_uppercase(),
            colons.clone(),
            colons.to_lowercase(),
            std::format!("  {DIGITS}\n"),
            std::format!("sha256 Fingerprint={colons}\n"),
            std::format!("SHA256 Fingerprint={colons}"),
        ] {
            assert_eq!(Pin::parse(&text).unwrap(), pin, "{text:?}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "e3",
            &DIGITS[..62],
            &std::format!("{DIGITS}00"),
            &std::format!(":{DIGITS}"),
            &std::format!("e:{}", &DIGITS[1..]),
            &std::format!("g{}", &DIGITS[1..]),
            &std::format!("e3 {}", &DIGITS[2..]),
            &std::format!("{}é", &DIGITS[..63]),
        ] {
            let error = Pin::parse(text).unwrap_err();
            assert_eq!(error.status, Status::BadArgument, "{text:?}");
            assert!(!error.detail.is_empty());
        }
    }

    #[test]
    fn differences_are_seen_everywhere() {
        let pin = Pin::of(b"a certificate");
        for i in 0..32 {
            let mut other = pin;
            other.0[i] ^= 1;
            assert_ne!(pin, other);
        }
    }
}
