//! Which headers and settings hold secrets (T60): what no trace and no log
//! shows.

use crate::bytes::equal_fold;

/// Headers whose values are secrets, or from which one can be computed.
const HEADERS: &[&[u8]] = &[
    b"Secret",
    b"Key",
    b"Password",
    b"NewPassword",
    b"OldPassword",
    b"Md5Cred",
    b"OauthSecret",
    b"RefreshToken",
    b"OauthClientSecret",
    b"ExpectedResponse",
    b"ReceivedHash",
];

/// Words that stand before a secret in a line of a configuration file.
const SETTINGS: &[&[u8]] = &[b"secret", b"password", b"md5secret", b"remotesecret", b"md5_cred", b"oauth_secret"];

/// Whether the value of a header of this name is to be hidden.
pub(crate) fn is_header(name: &[u8]) -> bool {
    HEADERS.iter().any(|secret| equal_fold(secret, name))
}

/// Whether what this setting is set to is to be hidden.
pub(crate) fn is_setting(word: &[u8]) -> bool {
    SETTINGS.iter().any(|setting| equal_fold(setting, word))
}

/// Whether a line of UpdateConfig names a setting that is to be hidden. Its
/// value stands in a line of its own: see [`is_value`].
pub(crate) fn names_setting(name: &[u8], value: &[u8]) -> bool {
    starts(name, b"Var-") && is_setting(value.trim_ascii())
}

/// Whether a line of UpdateConfig says what a setting is set to, or was.
pub(crate) fn is_value(name: &[u8]) -> bool {
    starts(name, b"Value-") || starts(name, b"Match-")
}

fn starts(name: &[u8], with: &[u8]) -> bool {
    name.get(..with.len()).is_some_and(|start| equal_fold(start, with))
}
