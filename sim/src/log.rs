//! Requests as the log shows them: on one line, without secrets.

use std::format;

use amiwire::net::hidden::Hider;
use amiwire::packet::Packet;

/// A request on one line. Lines without a colon are hidden, too: a person who
/// forgets the colon may have typed a secret.
pub(super) fn redacted(request: &Packet<'_>) -> String {
    let mut hider = Hider::default();
    for header in request.headers() {
        hider.look(header.name, header.value);
    }
    let lines = request.headers().map(|header| {
        if header.name.trim_ascii().is_empty() {
            return "(a line without a name)".to_string();
        }
        let mut shown = Vec::new();
        hider.value(header.name, header.value, &mut shown);
        format!("{}: {}", header.name.trim_ascii_end().escape_ascii(), shown.escape_ascii())
    });
    lines.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use amiwire::parse::{Lines, Resume, parse};

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

    #[test]
    fn no_secret_that_is_set_is_shown() {
        let text = b"Action: UpdateConfig\r\nVar-000000: secret\r\nValue-000000: s1\r\nOldPassword: s2\r\n\r\n";
        let mut index = [0; 512];
        let parsed = parse(text, &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
        let line = redacted(&parsed.packet);
        assert_eq!(line, "Action: UpdateConfig | Var-000000: secret | Value-000000: *** | OldPassword: ***");
    }
}
