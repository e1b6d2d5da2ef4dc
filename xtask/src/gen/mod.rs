//! `cargo xtask gen`: files that are derived from others. Each generator has a
//! name, knows what it reads and what it makes, and makes it from a [`Tree`].
//! The files are checked in, and `gen --check`, which `make lint` runs, fails
//! where one of them is not what its generator makes.

mod census;
mod conformance;
mod faults;
mod header;
mod names;
mod performance;
#[cfg(test)]
mod tests;
mod tree;

use std::path::Path;

use anyhow::{Result, ensure};
use clap::builder::{PossibleValue, PossibleValuesParser};

use tree::Tree;

/// All of them.
const GENERATORS: &[Generator] = &[
    header::GENERATOR,
    names::GENERATOR,
    census::GENERATOR,
    conformance::GENERATOR,
    faults::GENERATOR,
    performance::GENERATOR,
];

/// What makes files out of others.
struct Generator {
    name: &'static str,
    /// What it makes of what, for the help.
    about: &'static str,
    /// The files and folders that it reads, besides those that it makes. What
    /// it takes from the library itself, the statuses, is compiled in.
    reads: &'static [&'static str],
    makes: &'static [File],
}

/// A file that is made, and its text.
struct File {
    path: &'static str,
    text: fn(&Tree) -> Result<String>,
}

/// Writes files that are derived from others, such as the header, where they differ
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Writes nothing, and fails where a file differs from what it should be
    #[arg(long)]
    check: bool,
    /// Only these; all of them without one
    #[arg(value_parser = PossibleValuesParser::new(
        GENERATORS.iter().map(|generator| PossibleValue::new(generator.name).help(generator.about))
    ))]
    what: Vec<String>,
}

/// A file that is not what it should be.
struct Drifted {
    path: &'static str,
    /// The first line, counted from 1, that differs.
    line: usize,
    made: String,
}

impl Generator {
    /// Its files that differ from what it makes.
    fn drifted(&self, tree: &Tree) -> Result<Vec<Drifted>> {
        let mut drifted = Vec::new();
        for file in self.makes {
            let made = (file.text)(tree)?;
            // A file that is not there differs from its first line on.
            let kept = tree.read(file.path).unwrap_or_default();
            if kept != made {
                let same = kept.lines().zip(made.lines()).take_while(|(a, b)| a == b).count();
                drifted.push(Drifted { path: file.path, line: same + 1, made });
            }
        }
        Ok(drifted)
    }
}

/// Everything that is wrong, a line each; first what is wrong is written anew,
/// unless it is only to be checked.
fn work(tree: &Tree, args: &Args) -> Vec<String> {
    let mut wrong = Vec::new();
    let wanted = |generator: &&Generator| args.what.is_empty() || args.what.iter().any(|name| name == generator.name);
    for generator in GENERATORS.iter().filter(wanted) {
        let Generator { name, reads, .. } = generator;
        match generator.drifted(tree) {
            Err(error) => wrong.push(format!("{name}: {error:#}")),
            Ok(drifted) if args.check => wrong.extend(drifted.iter().map(|Drifted { path, line, .. }| {
                let from = reads.join(", ");
                format!("{path}:{line}: it has drifted from {from}; this writes it anew: cargo xtask gen {name}")
            })),
            Ok(drifted) => {
                for Drifted { path, made, .. } in drifted {
                    match tree.write(path, &made) {
                        Ok(()) => println!("{path} is new"),
                        Err(error) => wrong.push(format!("{name}: {error:#}")),
                    }
                }
            }
        }
    }
    wrong
}

pub(crate) fn run(root: &Path, args: &Args) -> Result<()> {
    let wrong = work(&Tree::new(root), args);
    for line in &wrong {
        eprintln!("{line}");
    }
    ensure!(wrong.is_empty(), "wrong in what is generated: {}", wrong.len());
    Ok(())
}
