//! Another revision beside this tree: both are built, and measured in turns, so
//! that what else the machine does falls on both.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use xshell::{Shell, cmd};

use super::instructions::{self, Table};
use super::ratios::Peers;
use crate::environment::{copy_sources, need, target};

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
    let revision = format!("{}^{{commit}}", options.base);
    let base = cmd!(shell, "git rev-parse --verify --quiet --short {revision}").quiet().ignore_status().read()?;
    ensure!(!base.is_empty(), "there is no revision {}", options.base);
    println!("base {base}, head {} as it is here, on {}", describe(shell)?, processor());

    let place = target(shell).join("pair");
    let folder = Folder::new(shell, &place)?;
    let build = |of: &str| -> Result<_> {
        let place = place.join(of);
        let peers = wanted(What::Ratios).then(|| Peers::build(shell, &folder.tree, &place)).transpose()?;
        let counted = wanted(What::Instructions).then(|| instructions_of(shell, &folder.tree, &place)).transpose()?;
        Ok((peers, counted))
    };
    folder.revision(shell, &base)?;
    let (base, base_counted) = build("base")?;
    folder.as_it_is(shell)?;
    let (head, head_counted) = build("head")?;
    if let (Some(base), Some(head)) = (base, head) {
        timed(shell, options, [base, head])?;
    }
    if let (Some(base), Some(head)) = (base_counted, head_counted) {
        counted(shell, options, [base, head])?;
    }
    Ok(())
}

fn instructions_of(shell: &Shell, tree: &Path, place: &Path) -> Result<PathBuf> {
    let (built, copy) = (instructions::build(shell, tree)?, place.join("amiwire-instructions"));
    fs::create_dir_all(place)?;
    fs::copy(built, &copy)?;
    Ok(copy)
}

/// One tree after the other is built in this folder, which goes with this. The
/// path of a package is in the names of its functions, and so in where the
/// linker puts them: of the same source by two paths, one was a seventh slower
/// in some rows. By one path the same source gives the same programs.
struct Folder {
    tree: PathBuf,
}

impl Folder {
    fn new(shell: &Shell, place: &Path) -> Result<Self> {
        let tree = place.join("trees/tree");
        fs::create_dir_all(&tree)?;
        // Both read the same recordings.
        let (shared, link) = (shell.current_dir().join("../shared"), place.join("trees/shared"));
        let _ = fs::remove_file(&link);
        if shared.is_dir() {
            symlink(shared.canonicalize()?, link)?;
        }
        Ok(Self { tree })
    }

    fn revision(&self, shell: &Shell, commit: &str) -> Result<()> {
        let Self { tree } = self;
        fs::remove_dir_all(tree)?;
        fs::create_dir_all(tree)?;
        let packed = tree.with_extension("tar");
        // Kept inputs of the fuzzers have no part in this.
        cmd!(shell, "git archive --output {packed} {commit} -- . :(exclude)fuzz/corpus").quiet().run()?;
        // All of it as new as it is here: cargo looks at the time of a file alone.
        cmd!(shell, "tar --touch -xf {packed} -C {tree}").quiet().run()?;
        fs::remove_file(packed)?;
        // No part of the workspace in whose folder it lies.
        let manifest = tree.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?;
        if !text.parse::<toml::Table>()?.contains_key("workspace") {
            fs::write(manifest, text + "\n[workspace]\n")?;
        }
        Ok(())
    }

    fn as_it_is(&self, shell: &Shell) -> Result<()> {
        fs::remove_dir_all(&self.tree)?;
        copy_sources(shell, &self.tree)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.tree);
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
fn timed(shell: &Shell, options: &Options, trees: [Peers; 2]) -> Result<()> {
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
    let (rounds, n) = (options.rounds, rows.len());
    match lower.len() {
        0 => println!("no row is lower beyond the noise of {rounds} rounds"),
        lowers => println!(
            "{lowers} of {n} rows are lower in each of {rounds} rounds than base in any: {}; of equal trees {:.1} would be",
            lower.join(", "),
            n as f64 * by_chance(rounds)
        ),
    }
    Ok(())
}

/// How likely all rounds of one tree are under those of another that is no
/// faster: one of all ways to deal them out, (2 n)! / (n! n!).
fn by_chance(rounds: u8) -> f64 {
    (1..=u32::from(rounds)).map(|i| f64::from(i) / f64::from(u32::from(rounds) + i)).product()
}

fn counted(shell: &Shell, options: &Options, [base, head]: [PathBuf; 2]) -> Result<()> {
    let (base, head) = (instructions::count_all(shell, &base)?, instructions::count_all(shell, &head)?);
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
    fn chance_is_one_of_all_ways_to_deal_the_rounds_out() {
        assert!((by_chance(2) - 1.0 / 6.0).abs() < 1e-9);
        assert!((by_chance(3) - 1.0 / 20.0).abs() < 1e-9);
        assert!((by_chance(5) - 1.0 / 252.0).abs() < 1e-9);
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
