//! Runs the tests of the scan and of what stands on it on an aarch64 machine
//! that qemu plays, so that the NEON kernel is held to what the others are.
//!
//! rustup's toolchain for another machine is not always to be had. Debian's
//! rustc-web and its library for arm64 are, and go with any cargo.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};
use xshell::{Shell, cmd};

use crate::environment::{has, may_install, missing, target};

const COMMANDS: [&str; 2] = ["aarch64-linux-gnu-gcc", "qemu-aarch64-static"];
const PACKAGES: [&str; 5] =
    ["rustc-web", "libstd-rust-web-dev:arm64", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross", "qemu-user-static"];
const LIBRARY: &str = "/usr/lib/rustlib/aarch64-unknown-linux-gnu/lib";
const RUSTC: &str = "/usr/bin/rustc";
/// What the tests below need of crates: all of them would take minutes more.
const CRATES: [&str; 2] = ["flate2", "proptest"];

/// It counts looks at bytes, lines and places, whose number does not depend on
/// the kernel.
const HOSTILE: &str = "hostile_streams_cost_linear_work";

pub fn run(shell: &Shell, quick: bool) -> Result<()> {
    if !all_there() {
        if !may_install(shell) || cmd!(shell, "dpkg --print-architecture").quiet().read()? != "amd64" {
            return missing(&PACKAGES.join(" "), "check-neon");
        }
        // Not every mirror has packages for another machine.
        if let Err(error) = install(shell) {
            return missing(&format!("{}, which cannot be installed here ({error})", PACKAGES.join(" ")), "check-neon");
        }
    }
    let package = shell.current_dir().join("build/neon");
    lay_out(&shell.current_dir(), &package)?;
    let (manifest, target) = (package.join("Cargo.toml"), target(shell).join("neon"));
    let left_out: &[&str] = if quick { &["--", "--skip", HOSTILE] } else { &[] };
    cmd!(shell, "cargo test --manifest-path {manifest} --target-dir {target} --target aarch64-unknown-linux-gnu")
        .args(["--no-default-features", "--features", "capi names values"])
        .args(["--lib", "--test", "conformance", "--test", "properties"])
        .args(left_out)
        .env("RUSTC", RUSTC)
        .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", COMMANDS[0])
        .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-C target-feature=+crt-static")
        .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", COMMANDS[1])
        .run()?;
    Ok(())
}

fn all_there() -> bool {
    let std_is_there = fs::read_dir(LIBRARY)
        .is_ok_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-")));
    std_is_there && COMMANDS.iter().all(|command| has(command)) && Path::new(RUSTC).is_file()
}

fn install(shell: &Shell) -> Result<()> {
    println!("installing: {}", PACKAGES.join(" "));
    cmd!(shell, "dpkg --add-architecture arm64").run()?;
    cmd!(shell, "apt-get update -qq").run()?;
    cmd!(shell, "apt-get install -y -qq --no-install-recommends")
        .args(PACKAGES)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .ignore_stdout()
        .run()?;
    Ok(())
}

/// The package again, with fewer crates for its tests.
fn lay_out(root: &Path, package: &Path) -> Result<()> {
    fs::create_dir_all(package)?;
    for name in ["src", "tests", "benches", "examples", "README.md"] {
        let link = package.join(name);
        if link.symlink_metadata().is_err() {
            symlink(root.join(name), link)?;
        }
    }
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"))?;
    let manifest = fewer_crates(&fs::read_to_string(root.join("Cargo.toml"))?)?;
    fs::write(package.join("Cargo.toml"), manifest)?;
    Ok(())
}

/// The manifest with those crates only, and of a workspace without members.
fn fewer_crates(manifest: &str) -> Result<String> {
    let mut manifest: Table = manifest.parse()?;
    let table = |value: Option<&mut Value>| value.and_then(Value::as_table_mut).map(std::mem::take);
    let mut workspace = table(manifest.get_mut("workspace")).context("Cargo.toml has no workspace")?;
    workspace.retain(|name, _| name != "members" && name != "exclude");
    let mut crates = table(manifest.get_mut("dev-dependencies")).context("Cargo.toml has no dev-dependencies")?;
    crates.retain(|name, _| CRATES.contains(&name));
    manifest.insert("workspace".into(), workspace.into());
    manifest.insert("dev-dependencies".into(), crates.into());
    Ok(toml::to_string(&manifest)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_keeps_all_but_members_and_crates() {
        let manifest = "[workspace]\nmembers = ['sim']\nexclude = ['fuzz']\npackage.version = '1'\n\
            [package]\nname = 'amiwire'\n[dev-dependencies]\nflate2 = '1'\ncriterion = { version = '0.8' }\n";
        let fewer: Table = fewer_crates(manifest).unwrap().parse().unwrap();
        assert_eq!(fewer["workspace"].as_table().unwrap().keys().collect::<Vec<_>>(), ["package"]);
        assert_eq!(fewer["dev-dependencies"].as_table().unwrap().keys().collect::<Vec<_>>(), ["flate2"]);
        assert_eq!(fewer["package"]["name"].as_str(), Some("amiwire"));
        assert!(fewer_crates("[package]").is_err());
    }
}
