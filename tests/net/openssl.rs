//! Peers that rustls cannot be, played by the `openssl` command.

use amiwire::Status;
use amiwire::net::tls::{Pin, TlsTransport, Trust};
use amiwire::net::{NetError, Transport};

use crate::openssl_peer::{Made, Server, missing};
use crate::peers::{read_all, soon, write_all};

#[track_caller]
fn talks(met: Result<(TlsTransport, Server), NetError>, version: &str) {
    let (tls, _server) = met.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(tls.version(), version);
    write_all(&tls, b"gniP :noitcA\n").unwrap();
    let mut got = Vec::new();
    let mut buf = [0; 100];
    while !got.ends_with(b"\n") {
        let n = tls.read(&mut buf, soon()).unwrap();
        assert_ne!(n, 0);
        got.extend_from_slice(&buf[..n]);
    }
    assert_eq!(got, b"Action: Ping\n");
}

const BOTH: [(&str, &str); 2] = [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")];

#[test]
fn the_usual_recipe_is_accepted_by_file_and_by_pin() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    for (option, version) in BOTH {
        talks(made.connect(Trust::CaFile(made.file()), &[option]), version);
        talks(made.connect(Trust::Pin(made.pin), &[option]), version);
        talks(made.connect(Trust::Insecure, &[option]), version);
    }
}

#[test]
fn version_1_with_an_rsa_key_is_accepted_by_file_and_by_pin() {
    if missing() {
        return;
    }
    let Some(made) = Made::version_1() else {
        return;
    };
    for (option, version) in BOTH {
        talks(made.connect(Trust::CaFile(made.file()), &[option]), version);
        talks(made.connect(Trust::Pin(made.pin), &[option]), version);
        talks(made.connect(Trust::Insecure, &[option]), version);
        let other = Made::usual(2048);
        made.refused(Trust::Pin(other.pin), &[option], Status::CertificatePin);
        made.refused(Trust::CaFile(other.file()), &[option], Status::CertificateBad);
    }
}

#[test]
fn a_small_rsa_key_is_unsupported_unless_nothing_is_checked() {
    if missing() {
        return;
    }
    let made = Made::usual(1024);
    for (option, version) in BOTH {
        let options = [option, "-cipher", "DEFAULT@SECLEVEL=0"];
        made.refused(Trust::Pin(made.pin), &options, Status::TlsUnsupported);
        made.refused(Trust::CaFile(made.file()), &options, Status::TlsUnsupported);
        made.refused(Trust::Pin(Pin([0; 32])), &options, Status::CertificatePin);
        talks(made.connect(Trust::Insecure, &options), version);
    }
}

#[test]
fn old_versions_and_static_rsa_are_unsupported() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    for options in [
        ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
        ["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"],
        ["-tls1_2", "-cipher", "AES128-SHA"],
        ["-tls1_2", "-cipher", "AES256-GCM-SHA384"],
        ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA"],
    ] {
        made.refused(Trust::Pin(made.pin), &options, Status::TlsUnsupported);
    }
}

#[test]
fn a_server_that_wants_a_certificate_of_ours_refuses_us() {
    if missing() {
        return;
    }
    let made = Made::usual(2048);
    // In TLS 1.3 the client learns of it only when it reads.
    for (option, _) in BOTH {
        let outcome = made
            .connect(Trust::Pin(made.pin), &[option, "-Verify", "1"])
            .and_then(|(tls, _server)| read_all(&tls).map(drop));
        let error = outcome.unwrap_err();
        assert!([Status::TlsHandshake, Status::TlsUnsupported, Status::TlsBroken].contains(&error.status), "{error}");
    }
}
