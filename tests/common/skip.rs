//! What a test leaves out is said, never passed over. There are two kinds:
//!
//! - `missing`: an input or a tool is not there. Where `CI=true` that fails.
//! - `hardware`: the machine does not have it, such as a kernel that its processor
//!   lacks. Such a test may be left out anywhere.
//!
//! Each is a line `KIND<TAB>WHAT<TAB>WHICH TEST` in the file that `AMIWIRE_SKIPPED`
//! names, which `make test` shows at its end, and a line on standard error.
#![allow(dead_code, unreachable_pub)]

use std::env;
use std::fs::OpenOptions;
use std::io::Write as _;

/// An input or a tool is not there.
#[track_caller]
pub fn missing(what: &str) {
    record("missing", what);
    assert!(env::var_os("CI").is_none_or(|ci| ci != "true"), "{what} is missing, and CI=true");
}

/// The machine does not have it.
pub fn hardware(what: &str) {
    record("hardware", what);
}

fn record(kind: &str, what: &str) {
    let line = format!("{kind}\t{what}\t{}\n", test());
    // Past the test harness, which keeps what passing tests print to itself.
    let _ = std::io::stderr().write_all(format!("SKIPPED {line}").as_bytes());
    if let Some(file) = env::var_os("AMIWIRE_SKIPPED") {
        let opened = OpenOptions::new().append(true).create(true).open(&file);
        // In one write: tests and whole programs of them run side by side.
        let written = opened.and_then(|mut file| file.write_all(line.as_bytes()));
        written.unwrap_or_else(|error| panic!("AMIWIRE_SKIPPED={}: {error}", file.display()));
    }
}

/// The program of tests, without the digits that cargo adds, and the test in it.
fn test() -> String {
    let program = env::current_exe().ok().and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    let program = program.unwrap_or_default();
    let name = program.rsplit_once('-').map_or(&*program, |(name, _)| name);
    let thread = std::thread::current();
    format!("{name}::{}", thread.name().unwrap_or("a thread of it"))
}
