//! What a command finds around it: cargo's own variables, places, tools.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

/// Starts this program anew without the variables that `cargo run` sets for it.
/// Build scripts look at some of them: with them cargo, called from here, would
/// build ring again, and so would the next cargo that is called from elsewhere.
pub fn forget_cargo_run() -> Result<()> {
    let of_cargo_run =
        |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME";
    let set: Vec<OsString> =
        std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_str().is_some_and(of_cargo_run)).collect();
    if set.is_empty() {
        return Ok(());
    }
    let mut anew = Command::new(std::env::current_exe()?);
    anew.args(std::env::args_os().skip(1));
    set.iter().for_each(|name| {
        anew.env_remove(name);
    });
    Err(anew.exec()).context("this program does not start anew")
}

/// Where cargo puts what it builds: a folder of the workspace's, by its whole
/// path.
pub fn target(shell: &Shell) -> PathBuf {
    shell.current_dir().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The C compiler, as make has it.
pub fn cc() -> String {
    std::env::var("CC").ok().filter(|cc| !cc.is_empty()).unwrap_or_else(|| "cc".into())
}

/// Whether a command is there.
pub fn has(command: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| path.join(command).is_file())
}

/// The command must be there.
pub fn need(command: &str, package: &str) -> Result<()> {
    if !has(command) {
        bail!("missing: {command} (on Debian: apt-get install {package})");
    }
    Ok(())
}

/// A subcommand of cargo, installed where it is missing.
pub fn need_cargo(shell: &Shell, subcommand: &str) -> Result<()> {
    let there = cmd!(shell, "cargo {subcommand} --version").quiet().ignore_status().output()?.status.success();
    if !there {
        cmd!(shell, "cargo install --locked cargo-{subcommand}").run()?;
    }
    Ok(())
}

/// Whether this may install packages of Debian.
pub fn may_install(shell: &Shell) -> bool {
    let root = cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0");
    root && has("apt-get")
}

/// Leaves a check out, since a tool is not there: the summary of `make test` says
/// so, and it is an error where everything must be there.
pub fn missing(what: &str, check: &str) -> Result<()> {
    left_out("missing", what, check)?;
    if std::env::var_os("CI").is_some_and(|ci| ci == "true") {
        bail!("missing: {what}");
    }
    Ok(())
}

/// Leaves a check out that this machine cannot make: the summary says so.
pub fn not_here(what: &str, check: &str) -> Result<()> {
    left_out("hardware", what, check)
}

fn left_out(kind: &str, what: &str, check: &str) -> Result<()> {
    let line = format!("{kind}\t{what}\t{check}");
    match std::env::var_os("AMIWIRE_SKIPPED").filter(|file| !file.is_empty()) {
        Some(file) => {
            let mut file = OpenOptions::new().append(true).create(true).open(file)?;
            writeln!(file, "{line}")?;
        }
        None => eprintln!("SKIPPED {line}"),
    }
    Ok(())
}

/// Copies this tree's files, as they are, into a folder: what git knows of, and
/// of that not the kept inputs of the fuzzers.
pub fn copy_sources(shell: &Shell, to: &Path) -> Result<()> {
    let root = shell.current_dir();
    let listed = cmd!(shell, "git ls-files --cached --others --exclude-standard -- . :(exclude)fuzz/corpus").quiet();
    for name in listed.read()?.lines() {
        let (from, to) = (root.join(name), to.join(name));
        if from.is_file() {
            fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
            fs::copy(&from, to).with_context(|| from.display().to_string())?;
        }
    }
    Ok(())
}

/// Stands for the content of these files, and what else a check depends on.
pub fn fingerprint(files: &[PathBuf], rest: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    rest.hash(&mut hasher);
    for file in files {
        let content = fs::read(file).with_context(|| file.display().to_string())?;
        (file, content).hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The sources that cargo's dep-info file (`X.d`) names.
pub fn sources(dep_info: &Path) -> Result<Vec<PathBuf>> {
    let text = fs::read_to_string(dep_info).with_context(|| dep_info.display().to_string())?;
    Ok(sources_in(&text))
}

/// `TARGET: SOURCE SOURCE…`, with a backslash before a blank in a name.
fn sources_in(text: &str) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for line in text.lines() {
        let Some((_, list)) = line.split_once(": ") else { continue };
        let list = list.replace("\\ ", "\0");
        sources.extend(list.split_whitespace().map(|name| PathBuf::from(name.replace('\0', " "))));
    }
    sources.sort();
    sources.dedup();
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dep_info_names_the_sources() {
        let text = "/t/libx.a: /a/src/lib.rs /a\\ b/src/list.rs\n";
        assert_eq!(sources_in(text), [PathBuf::from("/a/src/lib.rs"), "/a b/src/list.rs".into()]);
        assert_eq!(sources_in(""), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_fingerprint_is_of_names_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        fs::write(&a, "one").unwrap();
        fs::write(&b, "one").unwrap();
        let of = |file: &PathBuf, rest| fingerprint(std::slice::from_ref(file), &[rest]);
        let first = of(&a, "rustc").unwrap();
        assert_eq!(first, of(&a, "rustc").unwrap());
        assert_ne!(first, of(&b, "rustc").unwrap());
        assert_ne!(first, of(&a, "another").unwrap());
        fs::write(&a, "two").unwrap();
        assert_ne!(first, of(&a, "rustc").unwrap());
        fs::remove_file(&a).unwrap();
        assert!(of(&a, "rustc").is_err());
    }
}
