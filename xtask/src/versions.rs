//! Two versions of the crate in one Rust program, as they come about when two
//! libraries that a program uses need different ones. The crate as cargo packs
//! it gets another version number; a program depends on both and calls both.
//!
//! The functions for C are the reason why this could fail: their names are the
//! same in every version. So the control: with the feature capi in both, the
//! same program must not link, or else this proves nothing.

use std::path::Path;

use anyhow::{Context, ensure};
use xshell::{Shell, cmd};

use crate::workspace::Workspace;

/// Reads a packet and opens a connection with each of them.
const PROGRAM: &str = r#"
macro_rules! title {
    ($version:ident) => {{
        let mut reader = $version::Reader::new([0; 1024], [0; 64], $version::reader::Options::CLIENT).unwrap();
        reader.feed(b"Event: Hangup\r\n\r\n");
        let title = reader.next().unwrap().unwrap().title().to_vec();
        // The connector is in the program, too.
        let options = $version::net::Options::new("127.0.0.1", b"", b"");
        assert!($version::net::Connection::open(&$version::net::Options { port: 1, ..options }).is_err());
        String::from_utf8(title).unwrap()
    }};
}

fn main() {
    println!("{} {}", title!(this), title!(other));
}
"#;

/// Its manifest. It lies beside the two copies: what lies below a package would
/// be of its workspace, and need what its tests depend on.
const MANIFEST: &str = r#"
[package]
name = "two-versions"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[features]
capi = ["this/capi", "other/capi"]

[dependencies]
this = { package = "amiwire", path = "../this", features = ["net"] }
other = { package = "amiwire", path = "../other", features = ["net"] }
"#;

/// The manifest with another version.
fn renumbered(manifest: &str, version: &str, other: &str) -> anyhow::Result<String> {
    let (before, behind) =
        manifest.split_once(&format!("\nversion = \"{version}\"\n")).context("no version in the packed manifest")?;
    // That of the package stands first.
    ensure!(!before.contains("\n[dependencies"), "the packed manifest begins with dependencies");
    Ok(format!("{before}\nversion = \"{other}\"\n{behind}"))
}

/// Whether the linker found one function twice.
fn found_twice(output: &str) -> bool {
    output.lines().any(|line| {
        let line = line.to_lowercase();
        (line.contains("duplicate symbol") || line.contains("multiple definition")) && line.contains("amiwire_")
    })
}

/// Builds the program, and the control.
pub fn check(shell: &Shell) -> anyhow::Result<()> {
    let workspace = Workspace::read(shell)?;
    let version = &workspace.library()?.version;
    let major: u32 = version.split('.').next().unwrap_or_default().parse()?;
    let other = format!("{}.0.0", major + 1);
    let temporary = shell.create_temp_dir()?;
    let work = temporary.path();

    cmd!(shell, "cargo package --quiet --locked --allow-dirty --no-verify --package amiwire").run()?;
    let packed = workspace.target.join("package").join(format!("amiwire-{version}.crate"));
    for copy in ["this", "other"] {
        let folder = shell.create_dir(work.join(copy))?;
        cmd!(shell, "tar -xzf {packed} -C {folder} --strip-components=1").quiet().run()?;
    }
    let manifest = work.join("other/Cargo.toml");
    shell.write_file(&manifest, renumbered(&shell.read_file(&manifest)?, version, &other)?)?;
    shell.write_file(work.join("program/Cargo.toml"), MANIFEST)?;
    shell.write_file(work.join("program/src/main.rs"), PROGRAM)?;
    // The same dependencies as the crate has, so that nothing is downloaded.
    shell.copy_file("Cargo.lock", work.join("program/Cargo.lock"))?;

    let target = work.join("target");
    let (linked, output) = build(shell, work, &target, "")?;
    ensure!(linked, "two versions of the crate do not link into one program:\n{output}");
    let program = target.join("debug/two-versions");
    let said = cmd!(shell, "{program}").quiet().read()?;
    ensure!(said == "Hangup Hangup", "the program says: {said}");

    let (linked, output) = build(shell, work, &target, "capi")?;
    ensure!(!linked, "two versions with the functions for C were linked: the proof proves nothing");
    ensure!(found_twice(&output), "the control fails for another reason:\n{output}");
    println!("{version} and {other} link into one program");
    Ok(())
}

/// Whether the program was linked, and what cargo said.
fn build(shell: &Shell, work: &Path, target: &Path, features: &str) -> anyhow::Result<(bool, String)> {
    let manifest = work.join("program/Cargo.toml");
    let cargo =
        cmd!(shell, "cargo build --offline --manifest-path {manifest} --target-dir {target} --features {features}");
    let output = cargo.quiet().ignore_status().output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_gets_another_number_and_no_dependency() {
        let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n\n[dependencies.b]\nversion = \"0.1.0\"\n";
        let wanted = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n\n[dependencies.b]\nversion = \"0.1.0\"\n";
        assert_eq!(renumbered(manifest, "0.1.0", "1.0.0").unwrap(), wanted);
        assert!(renumbered(wanted, "0.1.0", "1.0.0").is_err());
        assert!(renumbered(manifest, "0.2.0", "1.0.0").is_err());
    }

    #[test]
    fn only_a_function_that_is_there_twice_counts() {
        assert!(found_twice("ld.lld: error: duplicate symbol: amiwire_parse"));
        assert!(found_twice("x.o: multiple definition of `amiwire_parse'; y.o: first defined here"));
        assert!(!found_twice("error: cannot find amiwire_parse\nerror: duplicate symbol: other"));
    }
}
