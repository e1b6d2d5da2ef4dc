//! The system's roots. Where they lie is told by the environment, which a
//! thread cannot change for itself, so each case runs in a child.

use std::path::Path;
use std::process::Command;

use amiwire::net::tls::{TlsClient, TlsOptions, Trust};
use amiwire::net::{Target, TcpTransport};

use crate::certificates::{
    Authority, Identity, Scratch, bare_name, common_name, like_openssl, self_signed, signed_as, version_1,
};
use crate::peers::{TLS_13, greeter, soon};

const PORT: &str = "AMIWIRE_TEST_PORT";
const OUTCOME: &str = "outcome of the child: ";

/// The child's part: it connects and prints what came of it.
#[test]
fn child() {
    let Ok(port) = std::env::var(PORT) else {
        return;
    };
    let outcome = TlsClient::new(&TlsOptions::new(Trust::SystemRoots)).and_then(|client| {
        let target = Target::new("127.0.0.1", port.parse().unwrap());
        client.connect(TcpTransport::connect(&target, soon())?, "pbx.example", soon())
    });
    let name = outcome.map_or_else(|error| error.status.name(), |_| "OK");
    println!("{OUTCOME}{name}");
}

fn with_roots(file: &Path, identity: &Identity) -> String {
    let peer = greeter(identity, TLS_13);
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tls_system::child", "--nocapture"])
        .env(PORT, peer.address.port().to_string())
        .env("SSL_CERT_FILE", file)
        .env("SSL_CERT_DIR", file.with_file_name("no such directory"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once(OUTCOME));
    let outcome = line.unwrap_or_else(|| panic!("{text}")).1.to_string();
    if outcome == "CA_FILE" {
        // The child never came.
        drop(peer.connect());
    }
    let _ = peer.done();
    outcome
}

#[test]
fn the_systems_roots_are_trusted_and_no_others() {
    let dir = Scratch::new();
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let file = ours.file(&dir);
    let ours = ours.issue(&["pbx.example"], |_| ());
    assert_eq!(with_roots(&file, &ours), "OK");
    let theirs = theirs.issue(&["pbx.example"], |_| ());
    assert_eq!(with_roots(&file, &theirs), "CERTIFICATE_UNKNOWN");
    let own = self_signed(&["pbx.example"], &rcgen::PKCS_ED25519, like_openssl);
    assert_eq!(with_roots(&file, &own), "CERTIFICATE_UNKNOWN");
}

/// An administrator may put an exchange's own certificate among the roots.
#[test]
fn a_root_that_is_no_authority_counts_for_itself_only() {
    let dir = Scratch::new();
    let old = version_1("pbx.example", ["2020", "2080"]);
    let new = self_signed(&["pbx.example"], &rcgen::PKCS_ECDSA_P256_SHA256, |params| {
        params.is_ca = rcgen::IsCa::ExplicitNoCa;
    });
    for (own, name) in [(old, bare_name("pbx.example")), (new, common_name("somebody"))] {
        let file = own.file(&dir);
        assert_eq!(with_roots(&file, &own), "OK");
        let forged = signed_as(name, &own.key, &["pbx.example"]);
        assert_eq!(with_roots(&file, &forged), "CERTIFICATE_UNKNOWN");
    }
}

#[test]
fn a_system_without_roots_says_so() {
    let dir = Scratch::new();
    let identity = Authority::new("ours").issue(&["pbx.example"], |_| ());
    assert_eq!(with_roots(&dir.path().join("absent"), &identity), "CA_FILE");
}
