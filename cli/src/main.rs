//! `amiwire`, the command: looks into what was said on a manager connection.

mod dump;
mod failure;
mod input;
mod json;
mod kernel;
mod pack;
mod sim;
mod stat;
mod stream;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Looks into recordings of Asterisk Manager (AMI) connections, and plays an
/// exchange to connect to.
#[derive(Parser)]
#[command(name = "amiwire", version, arg_required_else_help = true, after_help = ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Stat(stat::Args),
    Dump(dump::Args),
    Pack(pack::Args),
    // By far the largest.
    Sim(Box<sim::Args>),
}

const ENVIRONMENT: &str = "\
Environment:
  AMIWIRE_KERNEL  how the bytes are scanned: scalar, swar, sse2, avx2,
                  avx512 or neon; without it, the best that this machine can run";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = kernel::choose().and_then(|()| match cli.command {
        Command::Stat(args) => stat::run(args),
        Command::Dump(args) => dump::run(args),
        Command::Pack(args) => pack::run(args),
        Command::Sim(args) => sim::run(*args),
    });
    done.unwrap_or_else(failure::exit)
}
