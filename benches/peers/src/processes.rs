//! Rounds in several processes, one after the other.
//!
//! Where a process has its code and its memory is drawn when it starts, and in some
//! the same row is slower by a tenth for as long as they live, while others are not.
//! With addresses that are not drawn (`setarch -R`) this does not happen.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::cut;
use crate::measure::{Row, run};
use crate::parts;
use crate::table::Table;

/// How many take part.
const PROCESSES: usize = 5;

/// What is measured so.
#[derive(Clone, Copy)]
pub enum What {
    Parts,
    Cut,
}

impl What {
    const ALL: [What; 2] = [What::Parts, What::Cut];

    fn name(self) -> &'static str {
        match self {
            What::Parts => "parts",
            What::Cut => "cut",
        }
    }
}

/// What one of them does: `rounds` of the bytes that come by standard input. Tells
/// the nanoseconds of each round of each row.
pub fn one(what: &str, rounds: &str) -> Result<(), String> {
    let what = What::ALL.into_iter().find(|known| known.name() == what).ok_or_else(|| format!("no rows: {what}"))?;
    let rounds = rounds.parse().map_err(|error| format!("{rounds}: {error}"))?;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let bytes = bytes.leak();
    let mut rows = match what {
        What::Parts => parts::rows(bytes)?,
        What::Cut => cut::rows(bytes),
    };
    run(&mut rows, rounds, true);
    for row in &rows {
        let times: Vec<_> = row.times.iter().map(|time| time.as_nanos().to_string()).collect();
        println!("{}\t{}\t{}", row.name, row.work, times.join(" "));
    }
    Ok(())
}

/// `rounds` rounds, divided among the processes.
pub fn all(what: What, title: &'static str, bytes: &[u8], rounds: usize) -> Result<Table<'static>, String> {
    let mut table = Table { title, rows: Vec::new() };
    for _ in 0..PROCESSES {
        let told = start(what, bytes, rounds.div_ceil(PROCESSES))?;
        for line in told.lines() {
            add(&mut table.rows, line).ok_or_else(|| format!("no row: {line}"))?;
        }
    }
    Ok(table)
}

/// Adds what one process tells of a row.
fn add(rows: &mut Vec<Row<'static>>, line: &str) -> Option<()> {
    let [name, work, times] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
    let row = match rows.iter().position(|row| row.name == name) {
        Some(known) => &mut rows[known],
        None => {
            rows.push(Row::new(name, work.parse().ok()?, || ()));
            rows.last_mut()?
        }
    };
    for time in times.split(' ') {
        row.times.push(Duration::from_nanos(time.parse().ok()?));
    }
    Some(())
}

fn start(what: What, bytes: &[u8], rounds: usize) -> Result<String, String> {
    let told = |error: std::io::Error| format!("a process of its own: {error}");
    let mut child = Command::new(std::env::current_exe().map_err(told)?)
        .args(["rows", what.name(), &rounds.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(told)?;
    // It reads all before it writes anything.
    child.stdin.take().ok_or("no way to the process")?.write_all(bytes).map_err(told)?;
    let output = child.wait_with_output().map_err(told)?;
    if !output.status.success() {
        return Err(format!("a process of its own: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}
