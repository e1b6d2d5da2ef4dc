//! What cargo-mutants would change.

use std::fmt::{self, Display};
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use xshell::{Shell, cmd};

pub const ASKED_WHILE_COMPILING: &str = "is asked for while compiling";

/// Kernels that only such a processor runs.
const NEEDS: [(&str, &str); 3] =
    [("src/scan/neon.rs", "asimd"), ("src/scan/avx512.rs", "avx512_vbmi2"), ("src/scan/avx2.rs", "avx2")];

/// A place in a file, both counted from one.
#[derive(Clone, Copy, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

#[derive(Clone, Copy, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

#[derive(Deserialize)]
pub struct Function {
    #[serde(rename = "function_name")]
    pub name: String,
    pub span: Span,
}

#[derive(Deserialize)]
pub struct Change {
    /// Which the environment names; none is 0.
    #[serde(skip)]
    pub number: u32,
    pub file: String,
    pub span: Span,
    pub replacement: String,
    pub function: Option<Function>,
    /// `FILE:LINE:COLUMN: WHAT`
    pub name: String,
    /// Without the line and column, which move.
    #[serde(skip)]
    pub what: String,
    /// Why it is not tried.
    #[serde(skip)]
    pub left_out: Option<&'static str>,
}

impl Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

pub fn listed(shell: &Shell, files: &[String]) -> Result<Vec<Change>> {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut arguments = Vec::new();
    for file in files {
        let needs = NEEDS.iter().find(|(known, _)| known == file).map(|(_, flag)| *flag);
        if needs.is_some_and(|needs| !processor.split_whitespace().any(|flag| flag == needs)) {
            println!("hardware: {file} is left out, of another processor");
            continue;
        }
        arguments.extend(["--file", file]);
    }
    if arguments.is_empty() {
        return Ok(Vec::new());
    }
    // The core has no Vec, so that changes with one do not even compile.
    let listed = cmd!(shell, "cargo mutants --list --json {arguments...} --exclude-re Vec::leak").quiet().read()?;
    parse(&listed)
}

pub fn parse(listed: &str) -> Result<Vec<Change>> {
    let mut changes: Vec<Change> = serde_json::from_str(listed).context("cargo-mutants writes another format")?;
    for (number, change) in (1..).zip(&mut changes) {
        change.number = number;
        change.what = change.name.split_once(": ").map_or(&*change.name, |(_, what)| what).to_owned();
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_numbered_and_named_without_their_place() {
        // As cargo-mutants 27 writes them.
        let listed = r#"[{
            "package": "amiwire", "file": "src/bytes.rs", "genre": "BinaryOperator",
            "name": "src/bytes.rs:12:9: replace + with - in f",
            "function": {"function_name": "f", "return_type": "-> u8",
                "span": {"start": {"line": 10, "column": 1}, "end": {"line": 14, "column": 2}}},
            "span": {"start": {"line": 12, "column": 9}, "end": {"line": 12, "column": 10}},
            "replacement": "-"
        }]"#;
        let [change] = &parse(listed).unwrap()[..] else { panic!("one") };
        assert_eq!((change.number, &*change.what, &*change.replacement), (1, "replace + with - in f", "-"));
        assert_eq!(change.to_string(), "src/bytes.rs:12:9: replace + with - in f");
        assert!(parse("[{\"file\": \"src/bytes.rs\"}]").is_err());
    }
}
