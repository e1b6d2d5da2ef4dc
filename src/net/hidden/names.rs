//! Names of what is secret: of headers, of settings in files, of members of
//! JSON, of variables, of columns.

/// Names that end so, their letters and digits alone being looked at, without
/// regard to case and to digits at the end: `vmsecret`, `refresh_token`,
/// `SIP-Password2`, `config/oauth_client_secret`.
const ENDINGS: &[&[u8]] = &[
    b"secret",
    b"password",
    b"passwd",
    b"passphrase",
    b"passcode",
    b"pwd",
    b"token",
    b"md5cred",
    b"apikey",
    b"privatekey",
    b"privkey",
    b"sharedkey",
    b"credentials",
];

/// Names that are secret only if there is nothing before them: too many others
/// end like these.
const WHOLE: &[&[u8]] = &[
    // The key of an MD5 login; also that of the database, whose value may be one.
    b"key",
    b"pass",
    b"dbpass",
    b"pin",
    b"adminpin",
    b"userpin",
    b"vmpin",
    b"pincode",
    // From these a secret can be computed.
    b"expectedresponse",
    b"receivedhash",
    b"authorization",
    b"proxyauthorization",
];

/// Names that end so, and say only whether there is a secret.
const HARMLESS: &[&[u8]] = &[b"usingpassword"];

/// As much of a name is looked at, from its end.
pub(super) const MOST: usize = 64;

/// Whether what bears this name is to be hidden.
pub(super) fn is_secret(name: &[u8]) -> bool {
    let name = name.get(name.len().saturating_sub(MOST)..).unwrap_or_default();
    let mut letters = [0; MOST];
    let mut length = 0;
    let kept = name.iter().filter(|byte| byte.is_ascii_alphanumeric());
    for (place, byte) in letters.iter_mut().zip(kept) {
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    let mut name = letters.get(..length).unwrap_or_default();
    while let [before @ .., b'0'..=b'9'] = name {
        name = before;
    }
    let ends = ENDINGS.iter().any(|ending| name.ends_with(ending));
    (ends || WHOLE.contains(&name)) && !HARMLESS.contains(&name)
}

/// Whether this is the number of a mailbox, which stands before its PIN.
pub(super) fn is_mailbox(name: &[u8]) -> bool {
    (2..=20).contains(&name.len()) && name.iter().all(u8::is_ascii_digit)
}

/// What stands before a colon that is none between a user and a secret: schemes,
/// and what states of devices begin with.
const PREFIXES: &[&[u8]] = &[
    b"sip",
    b"sips",
    b"tel",
    b"mailto",
    b"park",
    b"queue",
    b"custom",
    b"meetme",
    b"confbridge",
    b"mwi",
    b"agent",
    b"sla",
    b"stasis",
    b"calendar",
];

/// Whether a colon behind this word belongs to it.
pub(super) fn is_prefix(word: &[u8]) -> bool {
    PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(word))
}

/// Whether the setting of this name may hold `user:secret@host` in whatever
/// spelling.
pub(super) fn is_registration(name: &[u8]) -> bool {
    [&b"register"[..], b"remoteregister", b"auth"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_in_any_spelling_and_others_are_not() {
        let secret = "Secret secret SECRET vmsecret RemoteSecret md5secret oauth_secret refresh_token RefreshToken \
             OauthClientSecret Password NewPassword OldPassword auth-password Password(0) a/password Md5Cred md5_cred \
             Key PIN pin pass ExpectedResponse ReceivedHash Proxy-Authorization SIPSECRET api_key secret2";
        for name in secret.split_whitespace() {
            assert!(is_secret(name.as_bytes()), "{name}");
        }
        let harmless = "SecretExist MD5SecretExist RemoteSecretExist UsingPassword Secrets secretary Keys Channel \
             ActionID Auths AuthType OutboundAuth Mailbox Spin Bypass Response Challenge Username passage PasswordChange";
        for name in harmless.split_whitespace().chain(["", "123", "(0)"]) {
            assert!(!is_secret(name.as_bytes()), "{name}");
        }
        let long = [b"x".repeat(1000), b"_secret".to_vec()].concat();
        assert!(is_secret(&long));
    }
}
