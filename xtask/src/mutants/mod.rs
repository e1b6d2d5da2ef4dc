//! Changes one thing in the given files at a time, and sees whether the tests
//! notice.
//!
//! cargo-mutants says what to change. It would build the crate anew for each
//! change, which takes longer than the tests; here all changes of a file are
//! compiled in at once, each as another body of its function, and a variable of
//! the environment says which of them is taken:
//!
//! ```text
//! fn f(..) -> T { body }    fn f(..) -> T { match changed() {
//!                               17 => { body with one thing changed }
//!                               18 => { body with another }
//!                               _ => { body }
//!                           } }
//! ```
//!
//! What does not compile so is left out and counted. What the tests do not
//! notice must stand in `docs/survivors.tsv` with a reason.

mod build;
mod change;
mod rewrite;
mod trial;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Args;
use xshell::Shell;

use crate::environment::{need_cargo, target};
use crate::reasons::Reasons;
use change::{ASKED_WHILE_COMPILING, Change};
use trial::Trial;

const LIST: &str = "docs/survivors.tsv";
/// Folders whose files are changed where none are given.
const CORE: [&str; 5] = ["src", "src/name", "src/value", "src/reader", "src/scan"];

#[derive(Args)]
pub struct Options {
    /// Files to change; without them those of the core
    files: Vec<String>,
    /// What is not tried in so many minutes is left for another time
    #[arg(long, default_value_t = 180.0)]
    minutes: f64,
    /// How many at a time; without it one for each processor
    #[arg(long)]
    jobs: Option<usize>,
    /// Only what has a reason already: whether it is still needed
    #[arg(long)]
    known: bool,
}

pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    need_cargo(shell, "mutants")?;
    let known = Reasons::read(&shell.current_dir().join(LIST))?;
    let files = if options.files.is_empty() { core(&shell.current_dir())? } else { options.files.clone() };
    let mut changes = change::listed(shell, &files)?;
    if options.known {
        changes.retain(|change| known.has(&change.file, &change.what));
    }
    ensure!(!changes.is_empty(), "nothing to change in: {}", files.join(" "));

    let work = target(shell).join("mutants");
    let began = Instant::now();
    let programs = build::build(shell, &work, &mut changes)?;
    let (left, out): (Vec<_>, Vec<_>) = changes.iter().partition(|change| change.left_out.is_none());
    let asked = out.iter().filter(|change| change.left_out == Some(ASKED_WHILE_COMPILING)).count();
    println!(
        "{} changes, {} of them built in, in {} s; {asked} others are in functions that are asked for while compiling",
        changes.len(),
        left.len(),
        began.elapsed().as_secs()
    );
    let listed = work.join("left-out");
    let tell = |change: &&Change| format!("{change}: {}\n", change.left_out.unwrap_or_default());
    fs::write(&listed, out.iter().map(tell).collect::<String>())?;

    let trial = Trial::begin(programs, build::tree(&work))?;
    let until = Instant::now() + Duration::from_secs_f64(60.0 * options.minutes);
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = options.jobs.unwrap_or_else(processors).max(1);
    let tried = trial.all(&left, jobs, until);

    let missed: Vec<&Change> = tried.iter().filter(|(_, by)| by.is_none()).map(|(change, _)| *change).collect();
    let mut noticed: BTreeMap<&str, usize> = BTreeMap::new();
    tried.iter().filter_map(|(_, by)| by.as_deref()).for_each(|by| *noticed.entry(by).or_default() += 1);
    println!(
        "{} of {} changes tried: {} noticed, {} not; {} cannot be built in ({}), {} were left for another time",
        tried.len(),
        changes.len(),
        tried.len() - missed.len(),
        missed.len(),
        out.len(),
        listed.display(),
        left.len() - tried.len()
    );
    noticed.iter().for_each(|(by, count)| println!("    by {by}: {count}"));
    ensure!(!noticed.is_empty() || options.known, "no change was noticed: too little time, or something is wrong");
    if tried.len() == left.len() {
        let names: BTreeSet<_> = missed.iter().map(|change| (&change.file, &change.what)).collect();
        for change in left.iter().filter(|change| known.has(&change.file, &change.what)) {
            if !names.contains(&(&change.file, &change.what)) {
                println!("has a reason, but is noticed: {}: {}", change.file, change.what);
            }
        }
    }
    let new: Vec<_> = missed.iter().filter(|change| !known.has(&change.file, &change.what)).collect();
    new.iter().for_each(|change| println!("without a reason: {change}"));
    ensure!(new.is_empty(), "{} changes are not noticed: say in {LIST} why, or test it", new.len());
    Ok(())
}

fn core(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in CORE {
        for file in fs::read_dir(root.join(folder))? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".rs") {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    files.sort();
    Ok(files)
}
