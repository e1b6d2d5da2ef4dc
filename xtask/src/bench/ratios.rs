//! The speed of amiwire beside that of others, in one run. The lines `ratio
//! NAME VALUE` are ours over theirs; higher is better. All that was found goes
//! to files of facts, one a line.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::instructions;
use crate::environment::{cc, has, target};

pub const FACTS: &str = "build/peers/facts.tsv";
pub const WIRE: &str = "build/peers/wire.tsv";

pub fn run(shell: &Shell, quick: bool, write: bool) -> Result<()> {
    let root = shell.current_dir();
    let peers = Peers::build(shell, &root, &root.join("build/peers"))?;
    let compilers = compilers(shell)?;
    println!("{compilers}");
    peers.compare(shell, quick, write)?;
    let mut facts = OpenOptions::new().append(true).open(root.join(FACTS))?;
    writeln!(facts, "compilers\t{compilers}")?;
    peers.wire(shell, quick)?;

    // Time says little of single bytes; the count of instructions is exact.
    if !has("valgrind") {
        println!("no ratio chunk1/whole-instructions: valgrind is missing (on Debian: apt-get install valgrind)");
        return Ok(());
    }
    let program = instructions::build(shell, &root)?;
    let a_byte = |name| instructions::count(shell, &program, name).map(|row| row.a_byte());
    let value = a_byte("index")? / a_byte("pieces-1")?;
    println!("ratio chunk1/whole-instructions {value:.4}");
    writeln!(facts, "ratio\tchunk1/whole-instructions\t{value:.4}\t-\t-\t-")?;
    Ok(())
}

fn compilers(shell: &Shell) -> Result<String> {
    let cc = cc();
    let (rustc, cc) = (cmd!(shell, "rustc --version").quiet().read()?, cmd!(shell, "{cc} --version").quiet().read()?);
    let rustc: Vec<_> = rustc.split(' ').take(2).collect();
    Ok(format!("{}, {} -O2", rustc.join(" "), cc.lines().next().unwrap_or_default()))
}

/// The programs of benches/peers, and what they measured last.
pub struct Peers {
    place: PathBuf,
}

impl Peers {
    /// From a tree of the project, into a folder: the shared library, the loops
    /// in C, the programs.
    pub fn build(shell: &Shell, root: &Path, place: &Path) -> Result<Self> {
        fs::create_dir_all(place)?;
        println!("building the library and its peers of {}", root.display());
        let library = cmd!(shell, "{root}/tools/library.sh amiwire {place} release")
            .arg("std names values")
            .env("CARGO_TARGET_DIR", target(shell))
            .quiet()
            .ignore_status()
            .output()?;
        let said = String::from_utf8_lossy(&library.stderr);
        library.status.success().then_some(()).with_context(|| format!("{said}tools/library.sh fails"))?;
        let cc = cc();
        cmd!(shell, "{cc} -O2 -Wall -Wextra -shared -fPIC -I{root}/include {root}/benches/peers/c/loop.c")
            .arg("-o")
            .arg(place.join("loop.so"))
            .arg(format!("-L{}", place.display()))
            .args(["-lamiwire", &format!("-Wl,-rpath,{}", place.display())])
            .quiet()
            .run()?;
        let (manifest, target) = (root.join("benches/peers/Cargo.toml"), target(shell).join("peers"));
        cmd!(shell, "cargo build --quiet --release --locked --manifest-path {manifest} --target-dir {target}")
            .quiet()
            .run()?;
        // Another tree's programs will take their place.
        for program in ["amiwire-peers", "amiwire-wire"] {
            let copy = place.join(program);
            let _ = fs::remove_file(&copy);
            fs::copy(target.join("release").join(program), copy)?;
        }
        Ok(Self { place: place.to_owned() })
    }

    fn compare(&self, shell: &Shell, quick: bool, write: bool) -> Result<()> {
        let file = |name: &str| self.place.join(name);
        let (program, c, facts) = (file("amiwire-peers"), file("loop.so"), file("facts.tsv"));
        let words = [("quick", quick), ("write", write)].into_iter().filter(|(_, wanted)| *wanted);
        let words = words.map(|(word, _)| word);
        cmd!(shell, "{program} {c} {facts} {words...}").quiet().run()?;
        Ok(())
    }

    /// Whole connections, from a sender in a process of its own.
    fn wire(&self, shell: &Shell, quick: bool) -> Result<()> {
        let (program, facts) = (self.place.join("amiwire-wire"), self.place.join("wire.tsv"));
        let words = quick.then_some("quick");
        cmd!(shell, "{program} {facts} {words...}").quiet().run()?;
        Ok(())
    }

    /// One round of all that is timed: each ratio by its name, and its best.
    pub fn round(&self, shell: &Shell, quick: bool) -> Result<Vec<(String, f64)>> {
        let file = |name: &str| self.place.join(name);
        let (peers, wire, c) = (file("amiwire-peers"), file("amiwire-wire"), file("loop.so"));
        let (facts, more) = (file("facts.tsv"), file("wire.tsv"));
        let words = quick.then_some("quick");
        cmd!(shell, "{peers} {c} {facts} {words...}").quiet().read()?;
        cmd!(shell, "{wire} {more} {words...}").quiet().read()?;
        ratios(&(fs::read_to_string(facts)? + &fs::read_to_string(more)?))
    }
}

/// The facts `ratio NAME BEST MEDIAN BAR WHY`.
fn ratios(facts: &str) -> Result<Vec<(String, f64)>> {
    let rows = facts.lines().filter_map(|fact| fact.strip_prefix("ratio\t"));
    rows.map(|row| {
        let mut cells = row.split('\t');
        let (name, best) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        Ok((name.to_owned(), best.parse().with_context(|| format!("no ratio: {row}"))?))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_read_from_facts() {
        let facts = "cpu\tX\nrow\ta\tb\t1\nratio\tfed/httparse\t2.345\t2.1\t2\t-\nratio\tb\t0.5\t-\t-\t-\n";
        assert_eq!(ratios(facts).unwrap(), [("fed/httparse".into(), 2.345), ("b".into(), 0.5)]);
        assert!(ratios("ratio\tb\n").is_err());
    }
}
