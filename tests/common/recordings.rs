//! Recordings: the project's own, in `tests/recordings`, which are always there,
//! and those of real servers, in `../shared/corpus`. Whatever is held against the
//! ones is held against the others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use amiwire::counters::{Counters, Meaning};

use super::streams::{Stream, streams};

/// The root of the workspace, also from the tests of its members.
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap()
}

/// What lies beside the clone, if it is there: then all of it must be. That it is
/// not there is said once, by `tests/machine.rs`.
pub fn shared() -> Option<PathBuf> {
    let shared = root().join("../shared");
    shared.join("corpus/expected.tsv").is_file().then_some(shared)
}

/// A folder of recordings with the tables of what is in them.
pub struct Set {
    folder: PathBuf,
    /// Of real servers.
    pub shared: bool,
    /// Of both directions, in order.
    pub streams: Vec<Stream>,
}

/// What a server sent, and what its row in `expected.tsv` says.
pub struct Recording {
    /// The name of the stream.
    pub file: String,
    pub stream: Stream,
    /// Packets, headers, odd lines, responses, events, old Command answers and the
    /// bytes of their output, stray empty lines, lines that hold a CR or an LF, and
    /// bytes of an unfinished packet.
    pub expected: [u64; 10],
}

impl Recording {
    pub fn bytes(&self) -> Vec<u8> {
        self.stream.bytes().unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }
}

/// The project's own recordings, and those of real servers where they are.
pub fn sets() -> Vec<Set> {
    let own = Set::of(root().join("tests/recordings"), false);
    let shared = shared().map(|shared| Set::of(shared.join("corpus"), true));
    [own].into_iter().chain(shared).collect()
}

impl Set {
    fn of(folder: PathBuf, shared: bool) -> Set {
        let streams = streams(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        Set { folder, shared, streams }
    }

    /// The recordings of what servers sent. The table has them all, and no other.
    pub fn recordings(&self) -> Vec<Recording> {
        let table = std::fs::read_to_string(self.folder.join("expected.tsv")).unwrap();
        let row = |line: &str| {
            let (file, numbers) = line.split_once('\t').unwrap();
            let numbers: Vec<u64> = numbers.split('\t').map(|n| n.parse().unwrap()).collect();
            Recording { file: file.into(), stream: self.stream(file), expected: numbers.try_into().unwrap() }
        };
        let rows: Vec<Recording> = table.lines().skip(1).map(row).collect();
        let listed: BTreeSet<&str> = rows.iter().map(|row| &row.file[..]).collect();
        let there = self.streams.iter().map(|stream| &stream.name[..]).filter(|name| !name.ends_with(".c2s"));
        let missing: Vec<_> = there.filter(|name| !listed.contains(name)).collect();
        assert!(missing.is_empty(), "there and not listed: {missing:?}");
        assert!(rows.len() > if self.shared { 100 } else { 20 }, "{} of {}", rows.len(), self.name());
        rows
    }

    /// The stream of that name, which must be there.
    pub fn stream(&self, name: &str) -> Stream {
        self.find(name).unwrap_or_else(|| panic!("no {name} in {}", self.name())).clone()
    }

    /// The stream of that name, if there is one.
    pub fn find(&self, name: &str) -> Option<&Stream> {
        self.streams.iter().find(|stream| stream.name == name)
    }

    pub fn name(&self) -> String {
        self.folder.display().to_string()
    }

    /// Kind and file of every row of `ODDITIES.tsv`.
    pub fn oddities(&self) -> Vec<(String, String)> {
        let table = std::fs::read_to_string(self.folder.join("ODDITIES.tsv")).unwrap();
        let mut rows = table.lines().map(|line| line.split('\t').map(String::from));
        rows.by_ref().skip(1).map(|mut row| (row.next().unwrap(), row.next().unwrap())).collect()
    }
}

/// Which oddities of the recordings each counter stands for, if it is not zero.
pub const COUNTED_ODDITIES: &[(&str, &[&str])] = &[
    ("lone_cr", &["bare-CR-in-line"]),
    ("missing_space", &["no-space-after-colon", "empty-value-no-space"]),
    ("unknown_packets", &["first-line-neither-Event-nor-Response"]),
    ("lines_without_name", &["line-without-colon-or-key"]),
    ("tails", &["tail"]),
    ("stray_empty_lines", &["stray-empty-lines"]),
];

/// The oddities whose counter is a violation by the table of counters.
pub fn violations() -> impl Iterator<Item = &'static str> {
    let meaning = |name: &str| Counters::TABLE.iter().find(|row| row.0 == name).unwrap().1;
    let rows = COUNTED_ODDITIES.iter().filter(move |row| meaning(row.0) == Meaning::Violation);
    rows.flat_map(|row| row.1.iter().copied())
}

/// A stream without T15, the only repair that the recordings need and that
/// `pack` cannot take back: a value that ends in LF loses it.
pub fn mended(stream: &[u8]) -> Vec<u8> {
    let mut bytes = stream.to_vec();
    let mut at = 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(3).position(|three| three == b"\n\r\n")) {
        at += found;
        if bytes[at - 1] != b'\r' {
            bytes.remove(at);
        }
        at += 1;
    }
    bytes
}
