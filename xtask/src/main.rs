//! What the project does to itself: `cargo xtask help` lists it.

mod r#gen;
mod fuzz;
mod sizes;

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
    Gen(r#gen::Args),
    /// Prints the root of the workspace.
    Root,
    Fuzz(fuzz::Fuzz),
    /// Sizes of the libraries, and of what a reader takes, each with its limit
    CheckSizes,
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
        Command::Gen(args) => r#gen::run(&root(), &args)?,
        Command::Root => println!("{}", shell.current_dir().display()),
        Command::Fuzz(fuzz) => fuzz.run(&shell, &root())?,
        Command::CheckSizes => sizes::check(&shell)?,
    }
    Ok(())
}
