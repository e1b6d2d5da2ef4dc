//! The tables of what is in the recordings, `tests/recordings/expected.tsv` and
//! `ODDITIES.tsv`. They are counted by the plain rules in `README.md` beside them,
//! with nothing of the library, which is held against them.

mod count;
mod oddities;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use count::{Counts, count};
use oddities::Oddity;

/// Where the project's own recordings lie.
fn folder(root: &Path) -> PathBuf {
    root.join("tests/recordings")
}

/// Writes the tables, or fails where they are not current.
pub fn run(root: &Path, check: bool) -> Result<()> {
    for (name, text) in tables(&folder(root))? {
        let path = folder(root).join(name);
        if check {
            let is = fs::read_to_string(&path).unwrap_or_default();
            ensure!(is == text, "{} is not current: cargo xtask recordings", path.display());
        } else {
            fs::write(&path, text)?;
        }
    }
    Ok(())
}

/// Both tables of a folder.
fn tables(folder: &Path) -> Result<[(&'static str, String); 2]> {
    let mut expected = format!("file\t{}\n", Counts::COLUMNS.join("\t"));
    let mut odd = String::from("kind\tfile\tcount\tfirst offset\tfirst bytes\n");
    let mut rows: BTreeMap<(&str, String), Oddity> = BTreeMap::new();
    for file in streams(folder)? {
        let counted = count(&bytes(&folder.join(&file))?);
        let numbers: Vec<String> = counted.counts.numbers().iter().map(u64::to_string).collect();
        expected += &format!("{file}\t{}\n", numbers.join("\t"));
        rows.extend(counted.oddities.into_iter().map(|(kind, oddity)| ((kind, file.clone()), oddity)));
    }
    for ((kind, file), Oddity { count, offset, bytes }) in &rows {
        odd += &format!("{kind}\t{file}\t{count}\t{offset}\t{}\n", bytes.escape_ascii());
    }
    Ok([("expected.tsv", expected), ("ODDITIES.tsv", odd)])
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

    fn root() -> PathBuf {
        crate::root()
    }

    #[test]
    fn the_tables_are_current() {
        run(&root(), true).unwrap();
    }

    /// Every column and every kind is there in some recording: what is held against
    /// the recordings is tried.
    #[test]
    fn the_recordings_have_everything() {
        let mut sum = [0; Counts::COLUMNS.len()];
        let mut kinds: Vec<&str> = Vec::new();
        for file in streams(&folder(&root())).unwrap() {
            let counted = count(&bytes(&folder(&root()).join(file)).unwrap());
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
        let folder = root().join("../shared/corpus");
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
