//! The tables of what is in the recordings, `tests/recordings/expected.tsv` and
//! `ODDITIES.tsv`. They are counted by the plain rules in `README.md` beside them,
//! with nothing of the library, which is held against them.

mod count;
mod oddities;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::tree::Tree;
use super::{File, Generator};
use count::{Counts, count};
use oddities::Oddity;

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
    for file in streams(&folder)? {
        let numbers = count(&bytes(&folder.join(&file))?).counts.numbers();
        table += &format!("{file}\t{}\n", numbers.map(|n| n.to_string()).join("\t"));
    }
    Ok(table)
}

fn odd(tree: &Tree) -> Result<String> {
    let folder = tree.path(FOLDER);
    let mut rows: BTreeMap<(&str, String), Oddity> = BTreeMap::new();
    for file in streams(&folder)? {
        let found = count(&bytes(&folder.join(&file))?).oddities;
        rows.extend(found.into_iter().map(|(kind, oddity)| ((kind, file.clone()), oddity)));
    }
    let mut table = String::from("kind\tfile\tcount\tfirst offset\tfirst bytes\n");
    for ((kind, file), Oddity { count, offset, bytes }) in &rows {
        table += &format!("{kind}\t{file}\t{count}\t{offset}\t{}\n", bytes.escape_ascii());
    }
    Ok(table)
}

/// What servers sent, by paths in the folder and in order.
fn streams(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let inner = entry?.path();
        for entry in fs::read_dir(&inner).into_iter().flatten() {
            let file = entry?.path();
            let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
            if name.ends_with(".s2c") || name.ends_with(".s2c.gz") {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let packed = fs::read(path).with_context(|| path.display().to_string())?;
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Ok(packed);
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::oddities::KINDS;
    use super::*;

    /// Every column and every kind is there in some recording: what is held against
    /// the recordings is tried.
    #[test]
    fn the_recordings_have_everything() {
        let mut sum = [0; Counts::COLUMNS.len()];
        let mut kinds: Vec<&str> = Vec::new();
        let folder = crate::root().join(FOLDER);
        for file in streams(&folder).unwrap() {
            let counted = count(&bytes(&folder.join(file)).unwrap());
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
        for row in rows.lines() {
            let (file, numbers) = row.split_once('\t').unwrap();
            let numbers: Vec<u64> = numbers.split('\t').map(|n| n.parse().unwrap()).collect();
            assert_eq!(count(&bytes(&folder.join(file)).unwrap()).counts.numbers(), numbers[..], "{file}");
        }
        let kinds = fs::read_to_string(folder.join("ODDITIES.tsv")).unwrap();
        for row in kinds.lines().skip(1) {
            let kind = row.split('\t').next().unwrap();
            assert!(KINDS.contains(&kind), "{kind} is not looked for");
        }
    }
}
