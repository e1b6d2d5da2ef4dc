//! Requests as the log shows them: on one line, without secrets.

use std::format;
use std::prelude::v1::*;

use crate::bytes::equal_fold;
use crate::packet::Packet;

/// Headers whose values nobody may see (T60).
const SECRET: [&str; 7] = ["Secret", "Key", "Password", "NewPassword", "Md5Cred", "OauthSecret", "RefreshToken"];

/// A request on one line. Lines without a colon are hidden, too: a person who
/// forgets the colon may have typed a secret.
pub(super) fn redacted(request: &Packet<'_>) -> String {
    let lines = request.headers().map(|header| {
        let name = header.name.trim_ascii();
        if name.is_empty() {
            return "(a line without a name)".to_string();
        }
        if SECRET.iter().any(|secret| equal_fold(secret.as_bytes(), name)) {
            return format!("{}: ***", name.escape_ascii());
        }
        format!("{}: {}", header.name.escape_ascii(), header.value.escape_ascii())
    });
    lines.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Lines, Resume, parse};

    #[test]
    fn no_secret_is_shown() {
        let text = b"action: login\r\nSecret: s1\r\nSECRET : s2\r\nkey:s3\r\nsecret s4\r\nExten: 1\x01\r\n\r\n";
        let mut index = [0; 512];
        let parsed = parse(text, &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
        let line = redacted(&parsed.packet);
        assert_eq!(
            line,
            "action: login | Secret: *** | SECRET: *** | key: *** | (a line without a name) | Exten: 1\\x01"
        );
    }
}
