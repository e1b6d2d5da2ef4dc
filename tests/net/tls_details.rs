//! What a refused certificate's detail says: the pin first, and words.

use amiwire::Status;
use amiwire::net::tls::{Pin, Trust};
use rcgen::PKCS_ECDSA_P256_SHA256;

use crate::certificates::{Authority, Scratch, expired, for_clients, self_signed, version_1};
use crate::tls_trust::greeted;

const HOST: &str = "pbx.example";

/// Who gives little room for the detail is to have the pin in it.
#[test]
fn the_pin_of_a_refused_certificate_comes_first() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let trust = || Trust::CaFile(ca.file(&dir));
    let other = || Authority::new("theirs").issue(&[HOST], |_| ());
    let old = version_1(HOST, ["2015", "2016"]);
    let old_file = Trust::CaFile(dir.file("old.pem", crate::certificates::pem(&old.chain).as_bytes()));
    for (identity, trust, host, status, why) in [
        (ca.issue(&[HOST], expired), trust(), HOST, Status::CertificateExpired, "expired at 2016-01-01T00:00:00Z"),
        (ca.issue(&[HOST], for_clients), trust(), HOST, Status::CertificateBad, "extended key usage"),
        (ca.issue(&[HOST], |_| ()), trust(), "other.example", Status::CertificateName, "its names: pbx.example"),
        (ca.issue(&[], |_| ()), trust(), HOST, Status::CertificateName, "no name of a host"),
        (other(), trust(), HOST, Status::CertificateUnknown, "no authority that is trusted here"),
        (other(), Trust::Pin(Pin([7; 32])), HOST, Status::CertificatePin, "the exchange showed this one"),
        (old, old_file, HOST, Status::CertificateExpired, "until 2016-01-01T00:00:00Z"),
        (version_1(HOST, ["2020", "2080"]), trust(), HOST, Status::CertificateBad, "X.509 version 1"),
        (self_signed(&[HOST], &PKCS_ECDSA_P256_SHA256, |_| ()), trust(), HOST, Status::CertificateUnknown, ""),
    ] {
        let error = greeted(&identity, &trust, host).unwrap_err();
        assert_eq!(error.status, status, "{error}");
        assert!(error.detail.starts_with(&format!("SHA-256 {}; ", identity.pin())), "{error}");
        assert!(error.detail.contains(why), "{error}");
        assert!(!error.detail.contains(['{', '[', '"']), "{error}");
    }
}
