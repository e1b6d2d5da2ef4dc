//! That the library builds without a warning with each of its features alone,
//! with none, and with the sets that the C libraries are built with. With all of
//! them, `make lint` looks at it anyway.

use anyhow::ensure;
use xshell::{Shell, cmd};

use crate::workspace::Workspace;

/// The core, and what FEATURES of the Makefile may be, except TLS: that is all
/// of them.
const C_LIBRARIES: [&str; 3] = ["capi names values", "capi names values std", "capi names values net"];

/// Runs clippy for each.
pub fn check(shell: &Shell) -> anyhow::Result<()> {
    let workspace = Workspace::read(shell)?;
    let alone = workspace.library()?.features.iter().map(String::as_str).filter(|name| *name != "default");
    let alone: Vec<&str> = alone.collect();
    ensure!(!alone.is_empty(), "no features found");
    for features in [""].into_iter().chain(alone).chain(C_LIBRARIES) {
        cmd!(
            shell,
            "cargo clippy --quiet --package amiwire --lib --no-default-features --features {features} -- -D warnings"
        )
        .run()?;
    }
    Ok(())
}
