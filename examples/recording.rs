//! Counts the packets of a recording by kind, and its events by name. No connection
//! and no standard library is needed for that: bytes go in, packets come out.
//!
//!     cargo run --example recording -- FILE        # or `-`, or nothing, for standard input
//!
//! FILE holds what a server sent, as it came.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

use amiwire::reader::Options;
use amiwire::{Event, Kind, Reader};

/// The largest packet, and the most lines of one. What is larger is skipped and
/// counted.
const STORAGE: usize = 1 << 20;
const LINES: usize = 16 * 1024;

/// What is counted.
#[derive(Default)]
struct Counts {
    kinds: HashMap<&'static str, u64>,
    /// Of events whose name is not in the table there may be any number of names:
    /// they are counted together.
    events: HashMap<Option<Event>, u64>,
    skipped: u64,
    /// Bytes behind the last whole packet.
    unfinished: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let input: io::Result<Box<dyn Read>> = match &arguments[..] {
        [] => Ok(Box::new(io::stdin())),
        [file] if file == "-" => Ok(Box::new(io::stdin())),
        [file] => File::open(file).map(|file| Box::new(file) as Box<dyn Read>),
        _ => {
            eprintln!("usage: recording [FILE]");
            return ExitCode::from(2);
        }
    };
    match input.and_then(count).and_then(|counts| print(&counts)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let name = arguments.first().map_or("standard input".into(), |file| file.to_string_lossy());
            eprintln!("recording: {name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn count(mut input: Box<dyn Read>) -> io::Result<Counts> {
    let mut counts = Counts::default();
    // The memory is the caller's. Each line takes two entries of the index.
    let mut reader = Reader::new(vec![0; STORAGE], vec![0; 2 * LINES], Options::CLIENT).map_err(io::Error::other)?;
    loop {
        let n = match input.read(reader.space()) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        reader.commit(n).map_err(io::Error::other)?;
        loop {
            match reader.next() {
                Ok(Some(packet)) => {
                    *counts.kinds.entry(packet.kind().name()).or_default() += 1;
                    if packet.kind() == Kind::Event {
                        *counts.events.entry(packet.event()).or_default() += 1;
                    }
                }
                Ok(None) => break,             // more bytes are needed
                Err(_) => counts.skipped += 1, // over the limit; the next one is read
            }
        }
    }
    counts.unfinished = reader.tail().len();
    Ok(counts)
}

fn print(counts: &Counts) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, count) in most_first(&counts.kinds, |name| name) {
        writeln!(out, "{count:8} {name}")?;
    }
    writeln!(out)?;
    for (name, count) in most_first(&counts.events, |event| event.map_or("others", Event::name)) {
        writeln!(out, "{count:8} {name}")?;
    }
    writeln!(out, "\n{} too large, {} bytes of an unfinished packet", counts.skipped, counts.unfinished)
}

/// Names and counts, the largest first, equal ones by name.
fn most_first<K: Copy>(counts: &HashMap<K, u64>, name: impl Fn(K) -> &'static str) -> Vec<(&'static str, u64)> {
    let mut rows: Vec<_> = counts.iter().map(|(key, count)| (name(*key), *count)).collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    rows
}
