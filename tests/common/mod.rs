//! What the tests share: feeding a reader, and telling what it read.
#![allow(dead_code, unreachable_pub)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use amiwire::counters::{Counters, Meaning};
use amiwire::packet::Piece;
use amiwire::reader::{Options, Reader};
use amiwire::{Error, Packet, Status};

/// What a reader told of a stream, in lines that can be compared.
pub fn told(packet: &Packet<'_>) -> String {
    let mut text = format!("{} @{}+{}", packet.kind().name(), packet.offset(), packet.raw().len());
    if packet.piece() != Piece::Whole {
        text += &format!(" {:?} piece", packet.piece());
    }
    for header in packet.headers() {
        text += &format!("\n  [{}] [{}]", header.name.escape_ascii(), header.value.escape_ascii());
    }
    if let Some(body) = packet.body() {
        text += &format!("\n  body [{}]", body.escape_ascii());
    }
    text
}

/// The ActionIDs that are announced to every reader.
pub const ANNOUNCED: [&[u8]; 2] = [b"7", b"eight"];

/// Everything that comes out of `stream`, fed in pieces of these sizes over
/// and over, with storage and index of these sizes.
pub fn read(stream: &[u8], options: Options, pieces: &[usize], storage: usize, index: usize) -> Vec<String> {
    let mut told_all = Vec::new();
    let counters = drive(stream, options, pieces, storage, index, |item| {
        told_all.push(match item {
            Ok(packet) => told(packet),
            Err(error) => format!("refused {} @{}", error.status.name(), error.offset),
        });
    });
    told_all.push(format!("{counters:?}"));
    told_all
}

/// Feeds a reader so, gives each packet and each refusal to `each`, and says
/// what was counted.
pub fn drive(
    stream: &[u8],
    options: Options,
    pieces: &[usize],
    storage: usize,
    index: usize,
    mut each: impl FnMut(Result<&Packet<'_>, Error>),
) -> Counters {
    let (mut storage, mut index) = (vec![0; storage], vec![0; index]);
    let mut reader = Reader::new(&mut storage, &mut index, options).unwrap();
    let mut rest = stream;
    let mut pieces = pieces.iter().cycle();
    while !rest.is_empty() {
        let mut piece = &rest[..(*pieces.next().unwrap()).min(rest.len())];
        rest = &rest[piece.len()..];
        while !piece.is_empty() {
            let fed = reader.feed(piece);
            assert!(fed > 0, "the reader takes nothing more");
            piece = &piece[fed..];
            loop {
                // The others know that one that is not awaited is no different.
                ANNOUNCED.iter().for_each(|id| reader.announce(id).unwrap());
                match reader.next() {
                    Ok(Some(packet)) => each(Ok(&packet)),
                    Ok(None) => break,
                    Err(error) => {
                        assert!(matches!(
                            error.status,
                            Status::PacketTooLarge
                                | Status::TooManyHeaders
                                | Status::LineTooLong
                                | Status::TextTooLarge
                        ));
                        each(Err(error));
                    }
                }
            }
        }
    }
    reader.finish();
    *reader.counters()
}

/// The root of the workspace, also from the tests of its members.
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap()
}

/// The recordings, if they are here.
pub fn corpus() -> Option<PathBuf> {
    let path = root().join("../shared/corpus");
    if path.join("expected.tsv").is_file() {
        return Some(path);
    }
    // Past the test harness, which keeps what passing tests print to itself.
    let _ = writeln!(std::io::stderr(), "SKIPPED: no recordings at ../shared/corpus");
    None
}

/// A recording's bytes, unpacked.
pub fn recording(path: &Path) -> Vec<u8> {
    let packed = std::fs::read(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&packed[..]), &mut bytes).unwrap();
        return bytes;
    }
    packed
}

/// Numbers that look random and are the same each time.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
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

/// Kind and file of every row of ODDITIES.tsv.
pub fn oddities(corpus: &Path) -> Vec<(String, String)> {
    let table = std::fs::read_to_string(corpus.join("ODDITIES.tsv")).unwrap();
    let mut rows = table.lines().map(|line| line.split('\t').map(String::from));
    rows.by_ref().skip(1).map(|mut row| (row.next().unwrap(), row.next().unwrap())).collect()
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
