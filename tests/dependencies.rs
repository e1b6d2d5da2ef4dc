//! What code of others is in the C library. Each crate more is somebody more
//! to trust with the process that carries people's calls, so that the set is
//! written down here and a change of it is a change of this file.

use std::collections::BTreeSet;
use std::process::Command;

/// The least: the core, without typed values.
const CORE: &[&str] =
    &["block-buffer", "cfg-if", "crypto-common", "digest", "generic-array", "md-5", "memchr", "typenum", "zeroize"];

/// What typed values add.
const VALUES: &[&str] = &["nom"];

/// What plain TCP adds.
const NET: &[&str] = &["bitflags", "linux-raw-sys", "rustix"];

/// What TLS adds: the default C library.
const TLS: &[&str] = &[
    "der",
    "getrandom",
    "libc",
    "once_cell",
    "openssl-probe",
    "ring",
    "rustls",
    "rustls-native-certs",
    "rustls-pki-types",
    "rustls-webpki",
    "subtle",
    "untrusted",
];

/// The crates that are compiled into a build with these features.
fn crates(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--target", "x86_64-unknown-linux-gnu", "--no-default-features", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next()).map(String::from);
    names.filter(|name| name != "amiwire").collect()
}

#[test]
fn the_c_library_holds_no_other_crates_than_these() {
    let mut wanted = BTreeSet::new();
    let steps = [("", CORE), ("names values", VALUES), ("names values net", NET), ("names values tls", TLS)];
    for (features, more) in steps {
        wanted.extend(more.iter().map(|name| String::from(*name)));
        assert_eq!(crates(features), wanted, "with the features \"{features}\"");
    }
}
