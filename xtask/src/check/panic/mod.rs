//! Proves that the core cannot panic: links every public function of floors 0
//! to 5 with a panic handler that calls a function which exists nowhere. It
//! holds for the code that this compiler makes with the release options, and
//! says nothing of overflow, which wraps there: the tests run with overflow
//! checks.

mod object;
mod public;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::environment::{cc, fingerprint, sources, target};

const PACKAGE: &str = "tools/panic-proof";
const LIST: &str = "tools/panic-proof/src/list.rs";

pub fn run(shell: &Shell, again: bool) -> Result<()> {
    let place = target(shell).join("panic-proof");
    let stamp = Stamp { path: place.join("proved"), dep_info: place.join("release/libpanic_proof.d") };
    if !again && let Some(proved) = stamp.still_holds(shell)? {
        println!("{proved}(nothing of it has changed since; --again proves it anew)");
        return Ok(());
    }
    let functions = prove(shell, &place)?;
    let rustc = cmd!(shell, "rustc -vV").quiet().read()?;
    let of = |name: &str| rustc.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").to_owned();
    let proved = format!(
        "{functions} public functions of the core cannot panic, as compiled by {} for {}, LLVM {}, on {}\n",
        rustc.lines().next().unwrap_or_default(),
        of("host: "),
        of("LLVM version: "),
        cmd!(shell, "date -u +%F").quiet().read()?,
    );
    print!("{proved}");
    stamp.write(shell, &proved)
}

/// That it was proved, and from what.
struct Stamp {
    path: PathBuf,
    /// What cargo says that the proof was compiled from.
    dep_info: PathBuf,
}

impl Stamp {
    /// What was proved, if nothing of what it was proved from has changed.
    fn still_holds(&self, shell: &Shell) -> Result<Option<String>> {
        let Ok(text) = fs::read_to_string(&self.path) else { return Ok(None) };
        let Some((fingerprint, proved)) = text.split_once('\n') else { return Ok(None) };
        // A file that has gone is a change, too.
        let now = self.fingerprint(shell).unwrap_or_default();
        Ok((fingerprint == now).then(|| proved.to_owned()))
    }

    fn fingerprint(&self, shell: &Shell) -> Result<String> {
        let mut files = sources(&self.dep_info)?;
        files.extend(["Cargo.toml", "tools/panic-proof/Cargo.toml", "tools/panic-proof/Cargo.lock"].map(PathBuf::from));
        let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"]
            .map(|name| std::env::var(name).unwrap_or_default());
        let cc = cc();
        let versions = [cmd!(shell, "rustc -vV").quiet().read()?, cmd!(shell, "{cc} --version").quiet().read()?];
        // And the proof itself.
        let proof = [include_str!("mod.rs"), include_str!("object.rs"), include_str!("public.rs")];
        let rest: Vec<&str> = flags.iter().chain(&versions).map(String::as_str).chain(proof).collect();
        Ok(format!("{:016x}", fingerprint(&files, &rest)?))
    }

    fn write(&self, shell: &Shell, proved: &str) -> Result<()> {
        fs::write(&self.path, format!("{}\n{proved}", self.fingerprint(shell)?))?;
        Ok(())
    }
}

/// How many functions were proved.
fn prove(shell: &Shell, place: &Path) -> Result<usize> {
    let work = tempfile::tempdir()?;
    println!("the control: a function that can panic must not link");
    let archive = compile(shell, place, &["--cfg", "panic_control"])?;
    let linked = link(&archive, &work.path().join("control.so"))?;
    let said = String::from_utf8_lossy(&linked.stderr);
    ensure!(!linked.status.success(), "a function that can panic was linked: the proof proves nothing");
    ensure!(
        said.contains("undefined reference to `amiwire_the_core_can_panic'"),
        "the control fails for another reason:\n{said}"
    );
    let culprits = object::culprits(&fs::read(&archive)?)?;
    ensure!(
        culprits.iter().any(|name| name.contains("control")),
        "the control is not named as the function that can panic, but {culprits:?}"
    );

    println!("the proof: every public function of floors 0 to 5");
    let archive = compile(shell, place, &[])?;
    let proof = work.path().join("proof.so");
    let linked = link(&archive, &proof)?;
    if !linked.status.success() {
        let culprits = object::culprits(&fs::read(&archive)?)?;
        bail!(
            "{}one of these functions can panic:\n  {}",
            String::from_utf8_lossy(&linked.stderr),
            culprits.join("\n  ")
        );
    }

    let list = listed(&fs::read_to_string(shell.current_dir().join(LIST))?);
    let rows = object::rows(&fs::read(&proof)?)?;
    agree("the linked file", &rows, &list)?;

    println!("the list: what rustdoc calls public");
    // A row with a comma is about a part of a function.
    let whole: BTreeSet<String> = list.iter().filter(|name| !name.contains(',')).cloned().collect();
    agree(LIST, &whole, &public::functions(shell, &place.join("rustdoc"))?)?;
    Ok(rows.len())
}

/// The crate compiled to an archive, with flags for rustc: its path.
fn compile(shell: &Shell, place: &Path, flags: &[&str]) -> Result<PathBuf> {
    let said = cmd!(shell, "cargo rustc --release --locked --message-format json-render-diagnostics")
        .args(["--manifest-path", &format!("{PACKAGE}/Cargo.toml"), "--target-dir"])
        .arg(place)
        .arg("--")
        .args(flags)
        .quiet()
        .ignore_status()
        .output()?;
    ensure!(said.status.success(), "{}the list does not compile", String::from_utf8_lossy(&said.stderr));
    archive_in(&String::from_utf8(said.stdout)?).context("cargo names no archive")
}

/// The archive that cargo's messages name last.
fn archive_in(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut files = messages.filter_map(|message| message["filenames"].as_array().cloned()).flatten();
    files.find_map(|file| file.as_str().filter(|name| name.ends_with(".a")).map(PathBuf::from))
}

/// The archive linked to one file, in which nothing may be missing.
fn link(archive: &Path, out: &Path) -> Result<Output> {
    Command::new(cc())
        .env("LC_ALL", "C")
        .args(["-shared", "-nostdlib", "-o"])
        .arg(out)
        .arg("-Wl,--whole-archive")
        .arg(archive)
        .args(["-Wl,--no-whole-archive", "-Wl,--gc-sections", "-Wl,-z,defs", "-lc"])
        .output()
        .with_context(|| format!("missing: {}, a C compiler (on Debian: apt-get install gcc)", cc()))
}

/// The names of the list's rows.
fn listed(text: &str) -> BTreeSet<String> {
    let rows = text.lines().filter_map(|line| Some(line.trim().strip_prefix('"')?.split_once("\" =>")?.0));
    rows.map(String::from).collect()
}

fn agree(what: &str, has: &BTreeSet<String>, wanted: &BTreeSet<String>) -> Result<()> {
    let missing: Vec<_> = wanted.difference(has).collect();
    let gone: Vec<_> = has.difference(wanted).collect();
    ensure!(missing.is_empty() && gone.is_empty(), "{what} lacks {missing:#?}, and has {gone:#?} which it should not");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_list_are_found() {
        let text = "prove! {\n    \"a::b\" => a::b;\n    \"a::C::d, part\" =>\n        x;\n}\n// \"no\" => row\n";
        assert_eq!(listed(text), BTreeSet::from(["a::b".into(), "a::C::d, part".into()]));
    }

    #[test]
    fn the_last_archive_counts() {
        let messages = concat!(
            "{\"reason\":\"compiler-artifact\",\"filenames\":[\"/t/libcore.rlib\"]}\n",
            "not JSON\n",
            "{\"reason\":\"compiler-artifact\",\"filenames\":[\"/t/libproof.a\"]}\n",
            "{\"reason\":\"build-finished\",\"success\":true}\n",
        );
        assert_eq!(archive_in(messages), Some("/t/libproof.a".into()));
        assert_eq!(archive_in("{\"reason\":\"build-finished\"}"), None);
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_is_named() {
        let set = |names: &[&str]| names.iter().map(|name| String::from(*name)).collect::<BTreeSet<_>>();
        agree("it", &set(&["a", "b"]), &set(&["a", "b"])).unwrap();
        let told = agree("it", &set(&["a", "b"]), &set(&["b", "c"])).unwrap_err().to_string();
        assert!(told.contains("lacks [\n    \"c\"") && told.contains("has [\n    \"a\""), "{told}");
    }
}
