//! What is measured.

pub mod instructions;
pub mod pair;
pub mod ratios;

use std::fs;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::environment::need;
use instructions::Table;

/// Packets a second in Python beside panoramisk's, which comes from PyPI into a
/// folder of its own.
pub fn python(shell: &Shell) -> Result<()> {
    let place = shell.current_dir().join("build/python");
    let (python, pip) = (place.join("bin/python"), place.join("bin/pip"));
    if !python.is_file() {
        let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
        need(&base, "python3-venv")?;
        cmd!(shell, "{base} -m venv {place}").run()?;
    }
    cmd!(shell, "{pip} install --quiet --disable-pip-version-check panoramisk==1.4").run()?;
    cmd!(shell, "{python} benches/python/bench.py").env("PYTHONPATH", "ffi-examples/python").run()?;
    Ok(())
}

/// Measures all that docs/performance.md tells, into docs/performance.tsv, and
/// writes the document's tables and picture from that.
pub fn performance(shell: &Shell, write: bool) -> Result<()> {
    need("valgrind", "valgrind")?;
    let mut tree = cmd!(shell, "git rev-parse --short HEAD").quiet().read()?;
    let changed = cmd!(shell, "git diff --quiet HEAD -- src benches Cargo.toml Cargo.lock").quiet().ignore_status();
    if !changed.output()?.status.success() {
        tree += " with changes";
    }
    ratios::run(shell, false, write)?;
    instructions::run(shell, write)?;
    println!("the sizes");
    let sizes = cmd!(shell, "cargo xtask check-sizes").ignore_status().output()?;
    eprint!("{}", String::from_utf8_lossy(&sizes.stderr));
    if !sizes.status.success() {
        eprintln!("over a limit: the document will say so");
    }
    let sizes = String::from_utf8(sizes.stdout)?;
    print!("{sizes}");

    let read = |path: &str| fs::read_to_string(shell.current_dir().join(path));
    let table = Table::parse(&read(instructions::TABLE)?)?;
    let facts = [
        read(ratios::FACTS)?,
        read(ratios::WIRE)?,
        format!("tree\t{tree}\ncounted by\t{}\n", table.with),
        table.rows.iter().map(|row| format!("instructions\t{row}\n")).collect(),
        sizes.lines().filter(|line| line.starts_with("size\t")).map(|line| format!("{line}\n")).collect(),
    ];
    fs::write(shell.current_dir().join("docs/performance.tsv"), facts.concat())?;
    cmd!(shell, "cargo xtask gen performance").run()?;
    Ok(())
}
