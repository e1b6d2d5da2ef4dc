//! Running the targets by cargo-fuzz.

use std::fs;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use super::archive::Input;
use super::{Folder, pack, words};

/// libFuzzer's parts of the compiler are open to nightly compilers only; this opens
/// them on a stable one.
const OPEN: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

fn install(shell: &Shell) -> Result<()> {
    if cmd!(shell, "cargo fuzz --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        cmd!(shell, "cargo install --locked cargo-fuzz").run()?;
    }
    Ok(())
}

/// Runs each of these targets, also where one before it failed.
pub fn run(folder: &Folder, shell: &Shell, targets: &[String], seconds: u64, jobs: u16) -> Result<()> {
    install(shell)?;
    let (seconds, jobs) = (seconds.to_string(), jobs.max(1).to_string());
    let mut failed = Vec::new();
    for target in targets {
        let kept = folder.unpack(target)?.len();
        let words = folder.path.join(words(target));
        let fuzz = cmd!(shell, "cargo fuzz run --jobs {jobs} {target} -- -dict={words} -max_total_time={seconds}");
        if fuzz.env(OPEN.0, OPEN.1).run().is_err() {
            failed.push(target.as_str());
        }
        let now = folder.loose(target)?.len();
        if now > kept {
            println!("{target}: {now} inputs, {kept} are kept; cargo xtask fuzz pack {target} keeps the others");
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    println!("keep the input of a failure: cargo xtask fuzz add TARGET fuzz/artifacts/TARGET/NAME");
    bail!("failed: {}", failed.join(", "))
}

/// Keeps of the kept inputs and of those in the folder what reaches something the
/// others do not, and all that was added by hand.
pub fn minimise(folder: &Folder, shell: &Shell, target: &str) -> Result<()> {
    install(shell)?;
    let by_hand = |input: &Input| !pack::is_found(&input.name);
    folder.unpack(target)?;
    let given = folder.loose(target)?.into_iter().filter(by_hand).collect::<Vec<_>>();
    cmd!(shell, "cargo fuzz cmin {target}").env(OPEN.0, OPEN.1).run()?;
    // cmin gives all of them the names of libFuzzer.
    let mut inputs = folder.loose(target)?;
    if inputs.is_empty() {
        bail!("cargo fuzz cmin left nothing of {target}");
    }
    inputs.retain(|input| given.iter().all(|other| other.bytes != input.bytes));
    inputs.extend(given);
    let files = folder.files(target);
    for input in &inputs {
        fs::write(files.join(&input.name), &input.bytes).with_context(|| input.name.clone())?;
    }
    folder.write(target, inputs)
}
