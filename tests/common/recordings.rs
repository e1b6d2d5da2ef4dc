//! Recordings: the project's own, in `tests/recordings`, which are always there,
//! and those of real servers, in `../shared/corpus`. Whatever is held against the
//! ones is held against the others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use amiwire::counters::{Counters, Meaning};

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
}

/// What a server sent, and what its row in `expected.tsv` says.
pub struct Recording {
    /// The path in its folder.
    pub file: String,
    pub path: PathBuf,
    /// Packets, headers, odd lines, responses, events, old Command answers and the
    /// bytes of their output, stray empty lines, lines that hold a CR or an LF, and
    /// bytes of an unfinished packet.
    pub expected: [u64; 10],
}

impl Recording {
    pub fn bytes(&self) -> Vec<u8> {
        unpacked(&self.path)
    }
}

/// The project's own recordings, and those of real servers where they are.
pub fn sets() -> Vec<Set> {
    let own = Set { folder: root().join("tests/recordings"), shared: false };
    let shared = shared().map(|shared| Set { folder: shared.join("corpus"), shared: true });
    [own].into_iter().chain(shared).collect()
}

impl Set {
    /// The recordings of what servers sent. The table has them all, and no other.
    pub fn recordings(&self) -> Vec<Recording> {
        let table = std::fs::read_to_string(self.folder.join("expected.tsv")).unwrap();
        let row = |line: &str| {
            let (file, numbers) = line.split_once('\t').unwrap();
            let numbers: Vec<u64> = numbers.split('\t').map(|n| n.parse().unwrap()).collect();
            let path = self.folder.join(file);
            Recording { file: file.into(), path, expected: numbers.try_into().unwrap() }
        };
        let rows: Vec<Recording> = table.lines().skip(1).map(row).collect();
        let listed: BTreeSet<PathBuf> = rows.iter().map(|row| row.path.clone()).collect();
        let there: BTreeSet<PathBuf> = self.files(&["s2c", "s2c.gz"]).into_iter().collect();
        let differ: Vec<_> = listed.symmetric_difference(&there).collect();
        assert!(differ.is_empty(), "listed and not there, or there and not listed: {differ:?}");
        assert!(rows.len() > if self.shared { 100 } else { 20 }, "{} of {}", rows.len(), self.name());
        rows
    }

    /// The files of both directions that end so, in order.
    pub fn files(&self, endings: &[&str]) -> Vec<PathBuf> {
        let paths = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let folders = paths(&self.folder).filter(|path| path.is_dir());
        let mut files: Vec<PathBuf> = folders.flat_map(|folder| paths(&folder)).collect();
        files.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            endings.iter().any(|ending| name.split_once('.').is_some_and(|(_, rest)| rest == *ending))
        });
        files.sort();
        files
    }

    /// A file of the set.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.join(path)
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

/// The bytes of a file that may be packed.
pub fn unpacked(path: &Path) -> Vec<u8> {
    let packed = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&packed[..]), &mut bytes).unwrap();
        return bytes;
    }
    packed
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
