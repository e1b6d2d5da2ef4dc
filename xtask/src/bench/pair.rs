//! Another revision beside this tree: both are built, and measured in turns, so
//! that what else the machine does falls on both.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use xshell::{Shell, cmd};

use super::instructions::{self, Table};
use super::ratios::Peers;
use crate::environment::{need, target};

#[derive(Args)]
pub struct Options {
    /// The revision that this tree is held against
    #[arg(long)]
    base: String,
    /// What is measured; without it all
    #[arg(value_enum)]
    what: Vec<What>,
    /// How often each tree is timed (a count of instructions is the same each time)
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..))]
    rounds: u8,
    /// Fewer passes a round
    #[arg(long)]
    quick: bool,
    /// How many per cent more instructions a byte fail
    #[arg(long, default_value_t = 1.0)]
    within: f64,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum What {
    /// Of fixed work, counted
    Instructions,
    /// To what others made, timed
    Ratios,
}

pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    let wanted = |what| options.what.is_empty() || options.what.contains(&what);
    if wanted(What::Instructions) {
        need("valgrind", "valgrind")?;
    }
    let place = target(shell).join("pair");
    let base = Base::extract(shell, &options.base, &place)?;
    println!("base {}, head {} as it is here, on {}", base.commit, describe(shell)?, processor());
    if wanted(What::Ratios) {
        timed(shell, options, &base, &place)?;
    }
    if wanted(What::Instructions) {
        counted(shell, options, &base)?;
    }
    Ok(())
}

/// The files of a revision, in a folder that goes with this.
struct Base {
    commit: String,
    root: PathBuf,
}

impl Base {
    fn extract(shell: &Shell, revision: &str, place: &Path) -> Result<Self> {
        let commit = cmd!(shell, "git rev-parse --verify --quiet --short")
            .arg(format!("{revision}^{{commit}}"))
            .quiet()
            .ignore_status()
            .read()?;
        ensure!(!commit.is_empty(), "there is no revision {revision}");
        // Always the same folder: cargo then builds anew what differs only.
        let root = place.join("trees/base");
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root)?;
        let (base, packed) = (Self { commit, root }, place.join("base.tar"));
        let commit = &base.commit;
        // Kept inputs of the fuzzers have no part in this.
        cmd!(shell, "git archive --output {packed} {commit}")
            .arg("--")
            .args([".", ":(exclude)fuzz/corpus"])
            .quiet()
            .run()?;
        let root = &base.root;
        cmd!(shell, "tar -xf {packed} -C {root}").quiet().run()?;
        fs::remove_file(packed)?;
        // No part of this workspace, in whose folder it lies.
        let manifest = root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?;
        if !text.parse::<toml::Table>()?.contains_key("workspace") {
            fs::write(manifest, text + "\n[workspace]\n")?;
        }
        // Both read the same recordings.
        let (shared, link) = (shell.current_dir().join("../shared"), place.join("trees/shared"));
        let _ = fs::remove_file(&link);
        if shared.is_dir() {
            symlink(shared.canonicalize()?, link)?;
        }
        Ok(base)
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn describe(shell: &Shell) -> Result<String> {
    let commit = cmd!(shell, "git rev-parse --short HEAD").quiet().read()?;
    let changed = !cmd!(shell, "git status --porcelain --untracked-files=no").quiet().read()?.is_empty();
    Ok(commit + if changed { " with changes" } else { "" })
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}

/// What both trees have of one row, round by round; higher is better.
#[derive(Default)]
struct Pair {
    base: Vec<f64>,
    head: Vec<f64>,
}

#[derive(Debug, PartialEq)]
enum Verdict {
    /// Each round of head is under each of base.
    Lower,
    Higher,
    /// The rounds of both overlap.
    Noise,
    /// Of one tree only.
    Alone,
}

impl Pair {
    /// Head over base: by the best rounds, and by the middle ones.
    fn ratio(&self, of: fn(&[f64]) -> f64) -> f64 {
        of(&self.head) / of(&self.base)
    }

    fn verdict(&self) -> Verdict {
        if self.base.is_empty() || self.head.is_empty() {
            Verdict::Alone
        } else if best(&self.head) < worst(&self.base) {
            Verdict::Lower
        } else if worst(&self.head) > best(&self.base) {
            Verdict::Higher
        } else {
            Verdict::Noise
        }
    }
}

fn best(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

fn worst(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MAX, f64::min)
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 }
}

/// Time is told, and fails nothing.
fn timed(shell: &Shell, options: &Options, base: &Base, place: &Path) -> Result<()> {
    let trees = [
        Peers::build(shell, &base.root, &place.join("base"))?,
        Peers::build(shell, &shell.current_dir(), &place.join("head"))?,
    ];
    let mut rows: Vec<(String, Pair)> = Vec::new();
    for round in 1..=options.rounds {
        println!("round {round} of {}", options.rounds);
        // Who goes first changes with the round.
        let order = if round % 2 == 1 { [0, 1] } else { [1, 0] };
        for tree in order {
            for (name, value) in trees[tree].round(shell, options.quick)? {
                let at = rows.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                    rows.push((name, Pair::default()));
                    rows.len() - 1
                });
                let pair = &mut rows[at].1;
                (if tree == 0 { &mut pair.base } else { &mut pair.head }).push(value);
            }
        }
    }
    println!("\n{:<40} {:>8} {:>8}   {:<15} {:<15}", "head over base", "best", "median", "base", "head");
    for (name, pair) in &rows {
        let verdict = pair.verdict();
        if verdict == Verdict::Alone {
            println!("{name:<40} of {} only", if pair.base.is_empty() { "head" } else { "base" });
            continue;
        }
        let span = |values: &[f64]| format!("{:.3}..{:.3}", worst(values), best(values));
        println!(
            "{name:<40} {:8.3} {:8.3}   {:<15} {:<15}{}",
            pair.ratio(best),
            pair.ratio(median),
            span(&pair.base),
            span(&pair.head),
            match verdict {
                Verdict::Lower => "  LOWER",
                Verdict::Higher => "  higher",
                _ => "",
            }
        );
    }
    let lower: Vec<_> =
        rows.iter().filter(|(_, pair)| pair.verdict() == Verdict::Lower).map(|(name, _)| &**name).collect();
    let rounds = options.rounds;
    match lower.len() {
        0 => println!("no row is lower beyond the noise of {rounds} rounds"),
        n => println!(
            "{n} of {} rows lower in each of {rounds} rounds than base in any: {}",
            rows.len(),
            lower.join(", ")
        ),
    }
    Ok(())
}

fn counted(shell: &Shell, options: &Options, base: &Base) -> Result<()> {
    let table = |root: &Path| -> Result<Table> {
        let program = instructions::build(shell, root).with_context(|| root.display().to_string())?;
        instructions::count_all(shell, &program)
    };
    let (base, head) = (table(&base.root)?, table(&shell.current_dir())?);
    println!("\n{:<24} {:>12} {:>12} {:>9}   by {}", "instructions a byte", "base", "head", "head", head.with);
    let worse = changes(&base, &head, options.within);
    ensure!(worse.is_empty(), "over {} % more instructions: {}", options.within, worse.join(", "));
    Ok(())
}

/// Tells each row, and names those that are over so many per cent more.
fn changes<'a>(base: &Table, head: &'a Table, within: f64) -> Vec<&'a str> {
    let mut worse = Vec::new();
    for row in &head.rows {
        let (name, now) = (row.name.as_str(), row.a_byte());
        let Some(before) = base.rows.iter().find(|before| before.name == name) else {
            println!("{name:<24} {:>12} {now:12.3}   of head only", "-");
            continue;
        };
        let change = 100.0 * (now / before.a_byte() - 1.0);
        println!("{name:<24} {:12.3} {now:12.3} {change:+8.2} %", before.a_byte());
        if change > within {
            worse.push(name);
        }
    }
    worse
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(base: &[f64], head: &[f64]) -> Pair {
        Pair { base: base.into(), head: head.into() }
    }

    #[test]
    fn lower_is_what_no_round_explains() {
        assert_eq!(pair(&[2.0, 2.2, 2.1], &[1.7, 1.9, 1.8]).verdict(), Verdict::Lower);
        assert_eq!(pair(&[2.0, 2.2, 2.1], &[1.7, 2.0, 1.8]).verdict(), Verdict::Noise);
        assert_eq!(pair(&[2.0, 2.2, 2.1], &[2.3, 2.4, 2.5]).verdict(), Verdict::Higher);
        assert_eq!(pair(&[], &[2.3]).verdict(), Verdict::Alone);
    }

    #[test]
    fn best_and_middle_are_of_each_tree() {
        let pair = pair(&[4.0, 1.0, 2.0], &[8.0, 3.0, 2.0]);
        assert_eq!((pair.ratio(best), pair.ratio(median)), (2.0, 1.5));
        assert_eq!(median(&[1.0, 4.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn more_instructions_are_named() {
        let table = |a, b| Table::parse(&format!("# x\nhead\na\t100\t{a}\t0\tavx2\nb\t100\t{b}\t0\tavx2\n")).unwrap();
        assert_eq!(changes(&table(1000, 1000), &table(1009, 1011), 1.0), ["b"]);
        assert!(changes(&table(1000, 1000), &table(500, 1000), 1.0).is_empty());
    }
}
