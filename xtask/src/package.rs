//! What cargo would publish: which files, and that they build as they are,
//! without the tree around them.

use std::collections::BTreeSet;

use anyhow::{bail, ensure};
use xshell::{Shell, cmd};

use crate::workspace::{Package, Workspace};

/// What stands at the top of a package, besides what cargo puts there.
const PUBLISHED: &[&str] =
    &["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "examples", "include", "src"];

/// What cargo puts there.
const BY_CARGO: &[&str] = &[".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];

/// What must be there whatever a manifest includes.
const NEEDED: &[&str] = &["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src"];

/// What is wrong with a package of these files.
fn complaints(files: &str) -> Vec<String> {
    let top: BTreeSet<&str> = files.lines().filter_map(|file| file.split('/').next()).collect();
    let stray = top.iter().filter(|name| !PUBLISHED.contains(name) && !BY_CARGO.contains(name));
    let missing = NEEDED.iter().filter(|name| !top.contains(*name));
    stray.map(|name| format!("{name} is in it")).chain(missing.map(|name| format!("{name} is not in it"))).collect()
}

/// The tests inside of the packed library compile, too: distributions run them.
fn own_tests(shell: &Shell, workspace: &Workspace) -> anyhow::Result<()> {
    let Package { name, version, .. } = workspace.library()?;
    let target = &workspace.target;
    let manifest = target.join("package").join(format!("{name}-{version}")).join("Cargo.toml");
    let cargo = cmd!(shell, "cargo test --quiet --no-run --lib --all-features --offline");
    cargo.arg("--manifest-path").arg(manifest).arg("--target-dir").arg(target).run()?;
    Ok(())
}

/// Packs all that is published, each against what was packed of the others.
pub fn check(shell: &Shell) -> anyhow::Result<()> {
    let workspace = Workspace::read(shell)?;
    // As the workspace's profile has it, which is not in a package: so what was
    // built for the tests serves here.
    let _level = shell.push_env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    let published: Vec<&Package> = workspace.packages.iter().filter(|package| package.published).collect();
    ensure!(!published.is_empty(), "nothing is published");
    let mut names = Vec::new();
    for package in &published {
        let name = &package.name;
        let files = cmd!(shell, "cargo package --quiet --list --allow-dirty --package {name}")
            .quiet()
            .ignore_stderr()
            .read()?;
        let complaints = complaints(&files);
        if !complaints.is_empty() {
            bail!("the package {name}: {}", complaints.join(", "));
        }
        names.extend(["--package", name]);
    }
    cmd!(shell, "cargo package --quiet --locked --allow-dirty {names...}").run()?;
    own_tests(shell, &workspace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_package_and_what_is_not_is_named() {
        let whole = "Cargo.toml\nCargo.lock\nLICENSE-APACHE\nLICENSE-MIT\nREADME.md\nsrc/lib.rs\nsrc/ffi/mod.rs";
        assert_eq!(complaints(whole), [""; 0]);
        let files = "Cargo.toml\nLICENSE-MIT\nsrc/lib.rs\ntests/corpus.rs";
        assert_eq!(complaints(files), ["tests is in it", "LICENSE-APACHE is not in it", "README.md is not in it"]);
    }
}
