//! What code of others is in the C library. Each crate more is somebody more
//! to trust with the process that carries people's calls, so that the set is
//! written down here and a change of it is a change of this file.

use std::collections::{BTreeMap, BTreeSet};
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

/// The crates that are compiled into a build of the library with these
/// features, each with its own features; `edges` is `normal`, or `normal,dev`
/// for its tests.
fn built(edges: &str, features: &str) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", edges, "--prefix", "none", "--format", "{p}\t{f}"])
        .args(["--target", "x86_64-unknown-linux-gnu", "--no-default-features", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let mut crates = BTreeMap::<String, BTreeSet<String>>::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let (package, features) = line.trim_end_matches(" (*)").split_once('\t').unwrap();
        let name = package.split(' ').next().unwrap();
        // A crate that is there twice has the features of both.
        let all = crates.entry(name.into()).or_default();
        all.extend(features.split(',').filter(|feature| !feature.is_empty()).map(String::from));
    }
    crates
}

/// The crates alone, without the library itself.
fn crates(features: &str) -> BTreeSet<String> {
    built("normal", features).into_keys().filter(|name| name != "amiwire").collect()
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

/// Cargo builds a crate once for the library and for what its tests depend on,
/// with the features that either of them wants: one of the latter could give
/// the library std behind its back, and what holds in a test without std would
/// hold nowhere else.
#[test]
fn tests_without_std_see_none() {
    for features in ["", "capi", "capi names values"] {
        let built = built("normal,dev", features);
        let own: Vec<&str> = built["amiwire"].iter().map(String::as_str).collect();
        assert_eq!(own.join(" "), features, "a test's dependency switches features of the library on");
        for name in CORE.iter().chain(VALUES) {
            let std = built.get(*name).is_some_and(|features| features.contains("std"));
            assert!(
                !std,
                "with the features \"{features}\", a test's dependency gives {name} std: cargo tree -e features -i {name}"
            );
        }
    }
    let with = built("normal,dev", "std");
    assert!(with["amiwire"].contains("std") && with["memchr"].contains("std"), "the test is blind: {with:?}");
}

/// A test that is empty without a feature would pass by that: the manifest names what
/// each test needs, so that cargo leaves it out instead.
#[test]
fn what_a_test_needs_stands_in_the_manifest() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for folder in ["tests", "tests/net", "tests/names", "tests/contract"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.lines().any(|line| line.starts_with("#![cfg(feature")), "{}", path.display());
                read += 1;
            }
        }
    }
    assert!(read > 40, "{read}");
}
