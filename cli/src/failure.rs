//! What ends a command early, and what is told of it.

use std::io::{self, Write as _};
use std::process::ExitCode;

/// Why a command, or its work on one input, ended early.
pub(crate) enum Failure {
    /// Standard output takes no more.
    Output(io::Error),
    /// An input cannot be used: its name, and why.
    Input(String, String),
    /// The command was called in a way that means nothing.
    Usage(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Tells a person, on standard error. Nothing can be done where even that is
/// closed.
pub(crate) fn complain(about: &str, what: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "amiwire: {about}: {what}");
}

/// Tells of a failure, and gives the code to exit with.
pub(crate) fn exit(failure: Failure) -> ExitCode {
    match failure {
        // Whoever read our output has enough of it: `amiwire dump FILE | head`.
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Failure::Output(error) => complain("standard output", error),
        Failure::Input(name, why) => complain(&name, why),
        Failure::Usage(why) => {
            let _ = writeln!(io::stderr(), "amiwire: {why}");
            return ExitCode::from(2);
        }
    }
    ExitCode::FAILURE
}
