//! The tables of what is in the recordings, `tests/recordings/expected.tsv` and
//! `ODDITIES.tsv`. They are counted by the plain rules in `README.md` beside them,
//! with nothing of the library, which is held against them.

mod count;
mod oddities;
#[allow(dead_code, unreachable_pub)]
#[path = "../../../../tests/common/streams.rs"]
mod streams;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::tree::Tree;
use super::{File, Generator};
use count::{Counts, count};
use oddities::Oddity;
use streams::Stream;

const FOLDER: &str = "tests/recordings";

pub(super) const GENERATOR: Generator = Generator {
    name: "recordings",
    about: "the tables of what is in the recordings, from tests/recordings",
    reads: &[FOLDER],
    makes: &[
        File { path: "tests/recordings/expected.tsv", text: expected },
        File { path: "tests/recordings/ODDITIES.tsv", text: odd },
    ],
};

fn expected(tree: &Tree) -> Result<String> {
    let folder = tree.path(FOLDER);
    let mut table = format!("file\t{}\n", Counts::COLUMNS.join("\t"));
    for stream in said(&folder)? {
        let numbers = count(&stream.bytes()?).counts.numbers();
        table += &format!("{}\t{}\n", stream.name, numbers.map(|n| n.to_string()).join("\t"));
    }
    Ok(table)
}

fn odd(tree: &Tree) -> Result<String> {
    let folder = tree.path(FOLDER);
    let mut rows: BTreeMap<(&str, String), Oddity> = BTreeMap::new();
    for stream in said(&folder)? {
        let found = count(&stream.bytes()?).oddities;
        rows.extend(found.into_iter().map(|(kind, oddity)| ((kind, stream.name.clone()), oddity)));
    }
    let mut table = String::from("kind\tfile\tcount\tfirst offset\tfirst bytes\n");
    for ((kind, file), Oddity { count, offset, bytes }) in &rows {
        table += &format!("{kind}\t{file}\t{count}\t{offset}\t{}\n", bytes.escape_ascii());
    }
    Ok(table)
}

/// What servers sent, in order.
fn said(folder: &Path) -> Result<Vec<Stream>> {
    let mut streams = streams::streams(folder).with_context(|| folder.display().to_string())?;
    streams.retain(|stream| !stream.name.ends_with(".c2s"));
    Ok(streams)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::oddities::KINDS;
    use super::streams::{joined, parted};
    use super::*;

    /// Every column and every kind is there in some recording: what is held against
    /// the recordings is tried.
    #[test]
    fn the_recordings_have_everything() {
        let mut sum = [0; Counts::COLUMNS.len()];
        let mut kinds: Vec<&str> = Vec::new();
        let folder = crate::root().join(FOLDER);
        for stream in said(&folder).unwrap() {
            let counted = count(&stream.bytes().unwrap());
            sum.iter_mut().zip(counted.counts.numbers()).for_each(|(sum, n)| *sum += n);
            kinds.extend(counted.oddities.keys());
        }
        for (column, sum) in Counts::COLUMNS.iter().zip(sum) {
            assert!(sum > 0, "no recording has {column}");
        }
        for kind in KINDS {
            assert!(kinds.contains(kind), "no recording has {kind}");
        }
    }

    /// The rules give for the recordings of real servers, where they lie beside the
    /// clone, what others have counted. (That they do not, `tests/machine.rs` says.)
    #[test]
    fn the_rules_count_as_others_do() {
        let folder = crate::root().join("../shared/corpus");
        let Ok(table) = fs::read_to_string(folder.join("expected.tsv")) else { return };
        let (names, rows) = table.split_once('\n').unwrap();
        assert_eq!(names.split('\t').skip(1).collect::<Vec<_>>(), Counts::COLUMNS);
        let streams = said(&folder).unwrap();
        for row in rows.lines() {
            let (file, numbers) = row.split_once('\t').unwrap();
            let numbers: Vec<u64> = numbers.split('\t').map(|n| n.parse().unwrap()).collect();
            let stream = streams.iter().find(|stream| stream.name == file).unwrap();
            assert_eq!(count(&stream.bytes().unwrap()).counts.numbers(), numbers[..], "{file}");
        }
        let kinds = fs::read_to_string(folder.join("ODDITIES.tsv")).unwrap();
        for row in kinds.lines().skip(1) {
            let kind = row.split('\t').next().unwrap();
            assert!(KINDS.contains(&kind), "{kind} is not looked for");
        }
    }

    /// Whatever streams hold, they come out of a file of several as they were; one with
    /// a line like a heading is not put into it.
    #[test]
    fn streams_of_one_file_keep_every_byte() {
        let whole: Vec<&[u8]> =
            vec![b"", b"\n", b"\r", b"\r\n", b"a\r\n\r\n", b"a\n\r\n", b"===\r\n", b"a === b\r\n", b"\xff\0"];
        let name = |n: usize| format!("stream-{n}.s2c");
        let parts = whole.iter().enumerate().map(|(n, bytes)| (name(n), bytes.to_vec())).collect();
        assert_eq!(parted(&joined(&parts).unwrap()).unwrap(), parts);
        for bytes in [&b"=== a.c2s\r\n"[..], b"a\r\n=== b", b"a\n=== b.c2s\r\n"] {
            assert_eq!(joined(&vec![(name(0), bytes.to_vec())]), None, "{}", bytes.escape_ascii());
        }
        for (file, why) in [
            ("", "0: no streams"),
            ("A: b\r\n=== a.c2s\r\n\r\n", "1: no heading"),
            ("=== a.c2s\n\r\n", "1: no NAME"),
            ("=== a.txt\r\n\r\n", "1: no NAME"),
            ("=== ../a.c2s\r\n\r\n", "1: no NAME"),
            ("=== a.c2s\r\n", "2: no CR LF behind a.c2s"),
            ("=== a.c2s\r\nA: b", "3: no CR LF behind a.c2s"),
            ("=== a.c2s\r\nA: b\n=== a.s2c\r\n\r\n", "3: no CR LF behind a.c2s"),
            ("=== a.c2s\r\n\r\n=== a.c2s\r\n\r\n", "3: a.c2s twice"),
        ] {
            let refused = parted(file.as_bytes()).unwrap_err();
            assert!(refused.starts_with(why), "{file:?}: {refused}");
        }
    }

    /// A name that is there twice, in one file and another, or in none.
    #[test]
    fn a_stream_that_is_there_twice_is_refused() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().join("of");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a.streams"), "=== one.s2c\r\nA: b\r\n").unwrap();
        assert_eq!(
            said(room.path()).unwrap().iter().map(|stream| &stream.name[..]).collect::<Vec<_>>(),
            ["of/one.s2c"]
        );
        for (file, bytes) in [("one.s2c", ""), ("b.streams", "=== one.s2c\r\n\r\n")] {
            fs::write(folder.join(file), bytes).unwrap();
            assert!(format!("{:?}", said(room.path()).unwrap_err()).contains("of/one.s2c is there twice"));
            fs::remove_file(folder.join(file)).unwrap();
        }
        fs::write(folder.join("b.streams"), "=== two.s2c\r\nA").unwrap();
        assert!(format!("{:?}", said(room.path()).unwrap_err()).contains("b.streams:3: no CR LF"));
    }
}
