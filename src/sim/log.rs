//! Requests as the log shows them: on one line, without secrets.

use std::format;
use std::prelude::v1::*;

use crate::net::hidden;
use crate::packet::Packet;

/// A request on one line. Lines without a colon are hidden, too: a person who
/// forgets the colon may have typed a secret.
pub(super) fn redacted(request: &Packet<'_>) -> String {
    let sets_secret = request.headers().any(|header| hidden::names_setting(header.name.trim_ascii(), header.value));
    let lines = request.headers().map(|header| {
        let name = header.name.trim_ascii();
        if name.is_empty() {
            return "(a line without a name)".to_string();
        }
        if hidden::is_header(name) || (sets_secret && hidden::is_value(name)) {
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

    #[test]
    fn no_secret_that_is_set_is_shown() {
        let text = b"Action: UpdateConfig\r\nVar-000000: secret\r\nValue-000000: s1\r\nOldPassword: s2\r\n\r\n";
        let mut index = [0; 512];
        let parsed = parse(text, &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
        let line = redacted(&parsed.packet);
        assert_eq!(line, "Action: UpdateConfig | Var-000000: secret | Value-000000: *** | OldPassword: ***");
    }
}
