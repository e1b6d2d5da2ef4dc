//! What the project does to itself: `cargo xtask help` lists it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Generates, checks and measures what this tree holds. It runs in the folder
/// of the workspace's root, wherever it is called.
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
}

/// Where the workspace lies.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Root => println!("{}", root().display()),
    }
    ExitCode::SUCCESS
}
