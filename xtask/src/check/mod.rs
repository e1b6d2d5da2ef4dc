//! Checks of what the project has built, or of its source.

pub mod memory;
pub mod neon;
pub mod panic;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::environment::need_cargo;

/// The Rust tests under ASan. Leaks are not looked for: tests leave threads and
/// caches to the system.
pub fn asan(shell: &Shell) -> Result<()> {
    let rustc = cmd!(shell, "rustc -vV").quiet().read()?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    // Named, so that build scripts and macros are built without it.
    cmd!(shell, "cargo test --workspace --exclude xtask --all-features --target {host} --lib --bins --tests")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .run()?;
    Ok(())
}

/// So many MiB of each kind of hostile bytes: in constant memory, and in linear
/// work, which is counted. The time is shown.
pub fn hostile(shell: &Shell, mib: u64) -> Result<()> {
    let mib = mib.to_string();
    for tests in [["--test", "hostile"], ["--lib", "work::tests"]] {
        cmd!(shell, "cargo test --release {tests...} -- --nocapture").env("AMIWIRE_HOSTILE_MIB", &mib).run()?;
    }
    cmd!(shell, "cargo bench -p amiwire-speed -- hostile").run()?;
    Ok(())
}

/// Licences, bans and sources of the dependencies.
pub fn deny(shell: &Shell) -> Result<()> {
    need_cargo(shell, "deny")?;
    cmd!(shell, "cargo deny --locked check bans licenses sources").run()?;
    Ok(())
}
