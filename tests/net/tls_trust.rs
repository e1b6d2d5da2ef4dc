//! Which certificates are accepted: each kind of trust, accepted and refused.

use amiwire::Status;
use amiwire::net::NetError;
use amiwire::net::tls::{Pin, TlsClient, TlsOptions, Trust};
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

use crate::certificates::{
    Authority, Identity, Scratch, common_name, expired, for_clients, like_openssl, not_yet_valid, pem, self_signed,
    version_1,
};
use crate::peers::{BOTH, GREETING, TLS_12, TLS_13, greeter, read_all, soon};

/// Greets a client over both versions and gives what it made of it, which must
/// be the same.
pub(crate) fn greeted(identity: &Identity, trust: &Trust, host: &str) -> Result<(), NetError> {
    let [first, second] = BOTH.map(|version| {
        let peer = greeter(identity, version);
        let outcome = peer.connect_tls(trust.clone(), host).and_then(|transport| read_all(&transport));
        let served = peer.done();
        outcome.map(|got| {
            assert_eq!(got, GREETING);
            served.unwrap();
        })
    });
    let statuses = [&first, &second].map(|outcome| outcome.as_ref().map_err(|e| e.status));
    assert_eq!(statuses[0], statuses[1]);
    first
}

#[track_caller]
pub(crate) fn refused(identity: &Identity, trust: &Trust, host: &str, status: Status) {
    let error = greeted(identity, trust, host).expect_err("accepted");
    assert_eq!(error.status, status, "{error}");
    assert!(!error.detail.is_empty());
}

#[test]
fn an_authority_vouches_for_names_and_addresses() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let trust = Trust::CaFile(ca.file(&dir));
    let identity = ca.issue(&["pbx.example", "127.0.0.1", "::1"], |_| ());
    for host in ["pbx.example", "PBX.example", "pbx.example.", "127.0.0.1", "::1", "[::1]"] {
        greeted(&identity, &trust, host).unwrap_or_else(|error| panic!("{host}: {error}"));
    }
    for host in ["other.example", "127.0.0.2", "::2"] {
        refused(&identity, &trust, host, Status::CertificateName);
    }
    let error = greeted(&identity, &trust, "other.example").unwrap_err();
    assert!(error.detail.contains("pbx.example"), "{error}");
    refused(&identity, &trust, "not a name", Status::BadArgument);
}

#[test]
fn an_authority_does_not_help_with_dates_or_purpose() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let trust = Trust::CaFile(ca.file(&dir));
    let names = ["pbx.example"];
    let old = ca.issue(&names, expired);
    refused(&old, &trust, "pbx.example", Status::CertificateExpired);
    let young = ca.issue(&names, not_yet_valid);
    refused(&young, &trust, "pbx.example", Status::CertificateExpired);
    let client = ca.issue(&names, for_clients);
    refused(&client, &trust, "pbx.example", Status::CertificateBad);
}

#[test]
fn what_others_issued_is_unknown_and_its_pin_is_told() {
    let dir = Scratch::new();
    let trust = Trust::CaFile(Authority::new("ours").file(&dir));
    // The same name, another key: found, tried, refused.
    for name in ["theirs", "ours"] {
        let identity = Authority::new(name).issue(&["pbx.example"], |_| ());
        let error = greeted(&identity, &trust, "pbx.example").unwrap_err();
        assert_eq!(error.status, Status::CertificateUnknown, "{error}");
        assert!(error.detail.contains(&identity.pin().to_string()));
    }
    let identity = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, like_openssl);
    refused(&identity, &trust, "pbx.example", Status::CertificateUnknown);
    let identity = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, |_| ());
    refused(&identity, &trust, "pbx.example", Status::CertificateUnknown);
}

#[test]
fn a_chain_is_followed_as_far_as_the_server_sends_it() {
    let dir = Scratch::new();
    let root = Authority::new("root");
    let trust = Trust::CaFile(root.file(&dir));
    let below = root.subordinate("below");
    let mut identity = below.issue(&["pbx.example"], |_| ());
    refused(&identity, &trust, "pbx.example", Status::CertificateUnknown);
    identity.chain.push(below.der());
    greeted(&identity, &trust, "pbx.example").unwrap();
}

#[test]
fn a_self_signed_certificate_in_the_file_counts() {
    let dir = Scratch::new();
    for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        for edit in [like_openssl, |_: &mut _| ()] {
            let identity = self_signed(&["pbx.example", "127.0.0.1"], algorithm, edit);
            let trust = Trust::CaFile(identity.file(&dir));
            greeted(&identity, &trust, "pbx.example").unwrap();
            greeted(&identity, &trust, "127.0.0.1").unwrap();
            refused(&identity, &trust, "other.example", Status::CertificateName);
        }
    }
    for edit in [expired, not_yet_valid] {
        let identity = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, edit);
        let trust = Trust::CaFile(identity.file(&dir));
        refused(&identity, &trust, "pbx.example", Status::CertificateExpired);
    }
}

#[test]
fn in_the_file_a_common_name_counts_where_there_are_no_others() {
    let dir = Scratch::new();
    let named = |name: &str, names: &[&str]| {
        self_signed(names, &PKCS_ECDSA_P256_SHA256, |params| {
            like_openssl(params);
            params.distinguished_name = common_name(name);
        })
    };
    for (name, host) in [("pbx.Example", "PBX.example"), ("127.0.0.1", "127.0.0.1"), ("0::1", "::1")] {
        let identity = named(name, &[]);
        let trust = Trust::CaFile(identity.file(&dir));
        greeted(&identity, &trust, host).unwrap();
        refused(&identity, &trust, "other.example", Status::CertificateName);
    }
    let wildcard = named("*.example", &[]);
    let trust = Trust::CaFile(wildcard.file(&dir));
    refused(&wildcard, &trust, "pbx.example", Status::CertificateName);
    let both = named("pbx.example", &["other.example"]);
    let trust = Trust::CaFile(both.file(&dir));
    refused(&both, &trust, "pbx.example", Status::CertificateName);
    greeted(&both, &trust, "other.example").unwrap();
    // Where an authority vouches, it does not.
    let ca = Authority::new("ours");
    let identity = ca.issue(&[], |params| params.distinguished_name = common_name("pbx.example"));
    refused(&identity, &Trust::CaFile(ca.file(&dir)), "pbx.example", Status::CertificateName);
}

#[test]
fn a_server_in_the_file_does_not_vouch_for_others() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let server = ca.issue(&["pbx.example"], |_| ());
    let trust = Trust::CaFile(server.file(&dir));
    greeted(&server, &trust, "pbx.example").unwrap();
    // Another certificate of the same authority, which is not in the file.
    let other = ca.issue(&["pbx.example"], |_| ());
    refused(&other, &trust, "pbx.example", Status::CertificateUnknown);
    // One that the server issued, as if it were an authority.
    let mut params = rcgen::CertificateParams::new(vec!["pbx.example".to_string()]).unwrap();
    params.distinguished_name = common_name("forged");
    let mut issuer = rcgen::CertificateParams::default();
    issuer.distinguished_name = common_name("somebody");
    let key = rcgen::KeyPair::generate().unwrap();
    let forged = params.signed_by(&key, &rcgen::Issuer::new(issuer, server.key)).unwrap();
    let mut forged = Identity { chain: vec![forged.der().clone()], key };
    refused(&forged, &trust, "pbx.example", Status::CertificateUnknown);
    forged.chain.push(server.chain[0].clone());
    refused(&forged, &trust, "pbx.example", Status::CertificateBad);
}

#[test]
fn version_1_counts_in_the_file_and_by_pin_only() {
    let dir = Scratch::new();
    let identity = version_1("pbx.example", ["2020", "2080"]);
    let in_file = Trust::CaFile(identity.file(&dir));
    greeted(&identity, &in_file, "pbx.example").unwrap();
    refused(&identity, &in_file, "other.example", Status::CertificateName);
    greeted(&identity, &Trust::Pin(identity.pin()), "127.0.0.1").unwrap();
    greeted(&identity, &Trust::Insecure, "127.0.0.1").unwrap();
    let ours = Trust::CaFile(Authority::new("ours").file(&dir));
    refused(&identity, &ours, "pbx.example", Status::CertificateBad);
    let error = greeted(&identity, &ours, "pbx.example").unwrap_err();
    assert!(error.detail.contains(&identity.pin().to_string()));
    let old = version_1("pbx.example", ["2015", "2016"]);
    let in_file = Trust::CaFile(old.file(&dir));
    refused(&old, &in_file, "pbx.example", Status::CertificateExpired);
    greeted(&old, &Trust::Pin(old.pin()), "pbx.example").unwrap();
}

#[test]
fn a_pin_replaces_all_else() {
    let ca = Authority::new("nobody's");
    for edit in [expired, not_yet_valid, for_clients] {
        let identity = ca.issue(&["pbx.example"], edit);
        for host in ["pbx.example", "other.example", "127.0.0.1", "not a name", "fe80::1%lo"] {
            greeted(&identity, &Trust::Pin(identity.pin()), host).unwrap();
        }
    }
}

#[test]
fn another_pin_is_refused_and_the_right_one_told() {
    let identity = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, |_| ());
    let mut pin = identity.pin();
    pin.0[31] ^= 1;
    refused(&identity, &Trust::Pin(pin), "pbx.example", Status::CertificatePin);
    let error = greeted(&identity, &Trust::Pin(pin), "pbx.example").unwrap_err();
    let shown = error.detail.strip_prefix("SHA-256 ").unwrap().split(';').next().unwrap();
    greeted(&identity, &Trust::Pin(Pin::parse(shown).unwrap()), "pbx.example").unwrap();
    // A pin is of the server's certificate, not of the authority above it.
    let ca = Authority::new("ours");
    let mut identity = ca.issue(&["pbx.example"], |_| ());
    identity.chain.push(ca.der());
    let of_ca = Trust::Pin(Pin::of(&ca.der()));
    refused(&identity, &of_ca, "pbx.example", Status::CertificatePin);
}

#[test]
fn who_does_not_hold_the_key_is_refused() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let real = ca.issue(&["pbx.example"], |_| ());
    let from_ca = Trust::CaFile(ca.file(&dir));
    let thief = |of: &Identity| Identity { chain: of.chain.clone(), key: rcgen::KeyPair::generate().unwrap() };
    refused(&thief(&real), &from_ca, "pbx.example", Status::CertificateBad);
    refused(&thief(&real), &Trust::Pin(real.pin()), "pbx.example", Status::CertificateBad);
    let old = version_1("pbx.example", ["2020", "2080"]);
    refused(&thief(&old), &Trust::Pin(old.pin()), "pbx.example", Status::CertificateBad);
    refused(&thief(&old), &Trust::CaFile(old.file(&dir)), "pbx.example", Status::CertificateBad);
    // That is how insecure it is.
    greeted(&thief(&real), &Trust::Insecure, "pbx.example").unwrap();
}

#[test]
fn insecure_takes_anything_and_tells_the_pin() {
    for (identity, version, name) in [
        (self_signed(&[], &PKCS_ED25519, expired), TLS_13, "TLSv1.3"),
        (version_1("x", ["2015", "2016"]), TLS_12, "TLSv1.2"),
    ] {
        let peer = greeter(&identity, version);
        let tls = peer.connect_tls(Trust::Insecure, "pbx.example").unwrap();
        assert_eq!(tls.peer_pin(), Some(identity.pin()));
        assert_eq!(tls.version(), name);
        assert_eq!(tls.tcp().peer_address(), peer.address);
        assert_eq!(read_all(&tls).unwrap(), GREETING);
        drop(tls);
        peer.done().unwrap();
    }
}

#[test]
fn a_server_name_of_its_own_replaces_the_host() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let identity = ca.issue(&["pbx.example"], |_| ());
    for (name, status) in [
        (None, Some(Status::CertificateName)),
        (Some("pbx.example"), None),
        (Some("other.example"), Some(Status::CertificateName)),
        (Some("127.0.0.1"), Some(Status::CertificateName)),
    ] {
        let mut options = TlsOptions::new(Trust::CaFile(ca.file(&dir)));
        options.server_name = name.map(String::from);
        let client = TlsClient::new(&options).unwrap();
        // One client serves any number of connections.
        for _ in 0..2 {
            let peer = greeter(&identity, TLS_13);
            let outcome = client.connect(peer.connect(), "127.0.0.1", soon());
            assert_eq!(outcome.as_ref().err().map(|error| error.status), status);
            drop(outcome);
            let _ = peer.done();
        }
    }
}

#[test]
fn a_file_may_hold_many_certificates_and_other_things() {
    let dir = Scratch::new();
    let (first, second) = (Authority::new("first"), Authority::new("second"));
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let text = format!("some words\n{key}{}", pem(&[first.der(), second.der()]));
    let trust = Trust::CaFile(dir.file("many.pem", text.as_bytes()));
    for ca in [first, second] {
        let identity = ca.issue(&["pbx.example"], |_| ());
        greeted(&identity, &trust, "pbx.example").unwrap();
    }
}

#[test]
fn files_without_certificates_are_told_before_connecting() {
    let dir = Scratch::new();
    let whole = pem(&[Authority::new("ours").der()]);
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for path in [
        dir.path().join("absent.pem"),
        dir.path().to_path_buf(),
        dir.file("empty.pem", b""),
        dir.file("text.pem", b"no certificate\n"),
        dir.file("cut.pem", &whole.as_bytes()[..whole.len() / 2]),
        dir.file("garbage.pem", garbage.as_bytes()),
        dir.file("mixed.pem", format!("{whole}{garbage}").as_bytes()),
        dir.file("binary.der", &Authority::new("ours").der()),
    ] {
        let error = TlsClient::new(&TlsOptions::new(Trust::CaFile(path.clone()))).unwrap_err();
        assert_eq!(error.status, Status::CaFile, "{error}");
        assert!(error.detail.contains(path.to_str().unwrap()));
    }
}
