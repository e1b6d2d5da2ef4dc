//! What the project does to itself: `cargo xtask help` lists it.

mod features;
mod package;
mod sizes;
mod versions;
mod workspace;

use std::path::PathBuf;

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
    /// Prints the root of the workspace.
    Root,
    /// Sizes of the libraries, and of what a reader takes, each with its limit
    CheckSizes,
    /// Clippy with each feature of the library alone, with none, and with those of the C libraries
    CheckFeatures,
    /// What cargo would publish: which files, and that they build
    CheckPackage,
    /// Two versions of the crate in one program
    CheckVersions,
}

/// Where the workspace lies.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let shell = Shell::new()?;
    shell.change_dir(root());
    match cli.command {
        Command::Root => println!("{}", shell.current_dir().display()),
        Command::CheckSizes => sizes::check(&shell)?,
        Command::CheckFeatures => features::check(&shell)?,
        Command::CheckPackage => package::check(&shell)?,
        Command::CheckVersions => versions::check(&shell)?,
    }
    Ok(())
}
