//! What the project does to itself: `cargo xtask help` lists it.

mod bench;
mod check;
mod coverage;
mod environment;
mod features;
mod fuzz;
mod r#gen;
mod mutants;
mod package;
mod reasons;
mod sizes;
mod versions;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xshell::Shell;

/// Generates, checks and measures what this tree holds. Every command works in
/// the workspace's root, wherever it is called.
#[derive(Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Gen(r#gen::Args),
    /// Prints the root of the workspace
    Root,
    /// Proves by linking that the core cannot panic
    CheckPanic {
        /// Even if nothing has changed since it was proved
        #[arg(long)]
        again: bool,
    },
    /// Looks for misuse of memory by C and C++ programs: valgrind, ASan, UBSan
    ///
    /// `make check-memory` builds the programs and says where they are.
    CheckMemory {
        /// Where Meson has built them
        folder: PathBuf,
    },
    /// Runs the Rust tests under ASan (by RUSTC_BOOTSTRAP, on a stable compiler)
    CheckAsan,
    /// Runs the core's tests on an aarch64 machine that qemu plays
    ///
    /// Installs what it needs where it may, which is as root on Debian.
    CheckNeon {
        /// Leaves out the hostile streams, which take qemu minutes
        #[arg(long)]
        quick: bool,
    },
    /// Reads much of each kind of hostile bytes, in constant memory and linear work
    CheckHostile {
        /// How much of each kind
        #[arg(long, default_value_t = 1024)]
        mib: u64,
    },
    /// Sizes of the libraries, and of what a reader takes, each with its limit
    CheckSizes,
    /// Clippy with each feature of the library alone, with none, and with those of the C libraries
    CheckFeatures,
    /// What cargo would publish: which files, and that they build
    CheckPackage,
    /// Two versions of the crate in one program
    CheckVersions,
    /// Licences, bans and sources of the dependencies
    CheckDeny,
    /// Lines of the core that no test reaches, held against docs/uncovered.tsv
    Coverage,
    /// Changes of the core that the fast tests do not notice, held against docs/survivors.tsv
    Mutants(mutants::Options),
    /// Instructions of fixed work, held against benches/instructions/table.tsv
    BenchInstructions {
        /// Writes the table
        #[arg(long)]
        write: bool,
    },
    /// Our speed over that of others, in one run
    BenchRatios {
        /// Fewer passes
        #[arg(long)]
        quick: bool,
        /// Writes the record of our own opponents, benches/peers/record.tsv
        #[arg(long)]
        write: bool,
    },
    /// Measures all that docs/performance.md tells, and writes it there
    ///
    /// Takes some minutes; the machine should be idle.
    BenchPerformance {
        /// Writes the table of instructions and the record of our own opponents, too
        #[arg(long)]
        write: bool,
    },
    /// Packets a second in Python beside panoramisk's, from PyPI
    BenchPython,
    /// Holds this tree against another revision: both built, measured in turns
    BenchPair(bench::pair::Options),
    Fuzz(fuzz::Fuzz),
}

/// Where the workspace lies.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}

fn run(command: Command) -> anyhow::Result<()> {
    environment::forget_cargo_run()?;
    let shell = Shell::new()?;
    // Programs are named as seen from where the command was called.
    let here = shell.current_dir();
    shell.change_dir(root());
    let shell = &shell;
    match command {
        Command::Root => println!("{}", shell.current_dir().display()),
        Command::CheckFeatures => features::check(shell)?,
        Command::CheckPackage => package::check(shell)?,
        Command::CheckVersions => versions::check(shell)?,
        Command::Gen(args) => r#gen::run(&root(), &args)?,
        Command::Fuzz(fuzz) => fuzz.run(shell, &root())?,
        Command::CheckSizes => sizes::check(shell)?,
        Command::CheckPanic { again } => check::panic::run(shell, again)?,
        Command::CheckMemory { folder } => {
            check::memory::run(shell, &here.join(folder))?;
        }
        Command::CheckAsan => check::asan(shell)?,
        Command::CheckNeon { quick } => check::neon::run(shell, quick)?,
        Command::CheckHostile { mib } => check::hostile(shell, mib)?,
        Command::CheckDeny => check::deny(shell)?,
        Command::Coverage => coverage::run(shell)?,
        Command::Mutants(options) => mutants::run(shell, &options)?,
        Command::BenchInstructions { write } => bench::instructions::run(shell, write)?,
        Command::BenchRatios { quick, write } => bench::ratios::run(shell, quick, write)?,
        Command::BenchPerformance { write } => bench::performance(shell, write)?,
        Command::BenchPython => bench::python(shell)?,
        Command::BenchPair(options) => bench::pair::run(shell, &options)?,
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
