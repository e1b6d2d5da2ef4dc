//! Records sessions with the simulator, for the tests that read recordings:
//!
//! ```text
//! cargo run --package amiwire-sim --example record [NAME…]
//! cargo xtask gen recordings
//! ```
//!
//! plays what a client sends, `NAME.c2s` in `tests/recordings/exchange-*`, and writes
//! what the simulator says as `NAME.s2c` beside it: in `exchange-old` one that answers Command as
//! Asterisk did before 14, in `exchange-new` one that does as Asterisk does since.
//! The second command makes the tables of what is in them. Nothing but the
//! challenge of an MD5 login differs from one time to the next.

#[allow(dead_code, unreachable_pub)]
#[path = "../../tests/common/streams.rs"]
mod streams;

use std::io::{self, Write as _};
use std::path::Path;
use std::{env, fs};

use amiwire::session::Key;
use amiwire_sim::{Classes, CommandFormat, Config, Extension, Offline, Rights, User};

/// 2024-05-01 12:00:00 UTC, in microseconds.
const STARTED: u64 = 1_714_564_800_000_000;
const MILLISECOND: u64 = 1_000_000;
/// What is larger is packed.
const LARGE: usize = 1 << 16;

/// The guide's exchange, whose user may do everything.
fn exchange(command: CommandFormat, timestamp_events: bool) -> Offline {
    let rights = Rights { read: Classes::ALL, write: Classes::ALL };
    let phones = (1000..1009).map(|number: u32| Extension::new(&number.to_string()));
    let config = Config {
        users: vec![User { rights, ..User::of_the_guide() }],
        extensions: phones.chain([Extension::silent("1009")]).collect(),
        command: Some(command),
        timestamp_events,
        ..Config::default()
    };
    Offline::new(config, STARTED)
}

/// Sends one request after the other, each when what the last one caused is over.
/// Gives what the client sent, with proofs of the right challenges, and what the
/// simulator said.
fn play(mut exchange: Offline, script: &str) -> (String, Vec<u8>) {
    let mut now = MILLISECOND;
    let client = exchange.connect(now);
    let (mut sent, mut said) = (String::new(), exchange.take(client));
    for request in script.split_inclusive("\r\n\r\n") {
        let request = proved(request, &String::from_utf8_lossy(&said));
        sent += &request;
        exchange.receive(client, request.as_bytes(), now);
        // A refusal takes a second. Calls that nobody ends last longer.
        let until = now + 2000 * MILLISECOND;
        while let Some(due) = exchange.deadline().filter(|due| *due < until) {
            now = now.max(due);
            exchange.advance(now);
        }
        said.extend(exchange.take(client));
        now += 10 * MILLISECOND;
    }
    exchange.end(client, now);
    said.extend(exchange.take(client));
    (sent, said)
}

/// A request, in which a proof of the secret is made for the last challenge.
fn proved(request: &str, said: &str) -> String {
    let challenge = said.lines().rev().find_map(|line| line.strip_prefix("Challenge: "));
    let old = request.lines().find(|line| line.starts_with("Key: "));
    let (Some(challenge), Some(old)) = (challenge, old) else { return request.into() };
    let key = Key::new(challenge.as_bytes(), b"test123");
    request.replace(old, &format!("Key: {}", String::from_utf8_lossy(key.as_bytes())))
}

fn main() -> io::Result<()> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/recordings");
    for (folder, command) in [("exchange-old", CommandFormat::Follows), ("exchange-new", CommandFormat::Output)] {
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
            let record = |name: &str, script: &str| play(exchange(command, name == "storm"), script);
            if name.ends_with(".streams") {
                rerecord(&path, is_wanted, record)?;
            } else if let Some(name) = name.strip_suffix(".c2s").filter(|name| is_wanted(name)) {
                let (sent, said) = record(name, &fs::read_to_string(&path)?);
                fs::write(&path, sent)?;
                write(&path.with_extension("s2c"), &said)?;
            }
        }
    }
    Ok(())
}

/// Records the wanted sessions of a file of several anew.
fn rerecord(
    path: &Path,
    is_wanted: impl Fn(&str) -> bool,
    record: impl Fn(&str, &str) -> (String, Vec<u8>),
) -> io::Result<()> {
    let wrong = |why: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}:{why}", path.display()));
    let old = streams::parted(&fs::read(path)?).map_err(|why| wrong(&why))?;
    let mut new = streams::Parts::new();
    for (file, bytes) in &old {
        let (name, ending) = file.rsplit_once('.').unwrap_or_default();
        if !is_wanted(name) {
            new.push((file.clone(), bytes.clone()));
        } else if ending == "c2s" {
            let (sent, said) = record(name, &String::from_utf8_lossy(bytes));
            new.push((file.clone(), sent.into()));
            new.push((format!("{name}.s2c"), said));
        }
    }
    let file = streams::joined(&new).ok_or_else(|| wrong(" what was said cannot stand in a file of several"))?;
    fs::write(path, file)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if bytes.len() < LARGE {
        return fs::write(path, bytes);
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes)?;
    fs::write(path.with_extension("s2c.gz"), packer.finish()?)
}
