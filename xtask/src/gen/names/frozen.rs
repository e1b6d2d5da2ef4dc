//! `abi/names.frozen`: which ids have been given out. A row holds a kind, how
//! many of its names there were at some time, and the MD5 of those rows. Rows
//! are added, never changed, so that no id can change its name.

use super::table::{KINDS, Kind, Names};
use anyhow::{Context, Result, bail};
use md5::{Digest, Md5};

/// Holds the table against what was given out, and gives the file as it should
/// now be: the same, or with a row more for each kind that has grown.
pub(crate) fn check(frozen: &str, names: &Names) -> Result<String> {
    let mut now = frozen.to_owned();
    for kind in KINDS {
        let mut known = 0;
        for row in frozen.lines().filter(|line| !line.starts_with('#')) {
            let [word, count, digest] = row.split('\t').collect::<Vec<_>>()[..] else {
                bail!("not a row: {row:?}");
            };
            if word == kind.word() {
                known = count.parse().with_context(|| format!("not a row: {row:?}"))?;
                if digest_of(names, kind, known) != digest {
                    bail!("the first {known} {word}s are not those of before: ids were changed or taken away");
                }
            }
        }
        let count = names.of(kind).count();
        if count > known {
            now += &format!("{}\t{count}\t{}\n", kind.word(), digest_of(names, kind, count));
        }
    }
    Ok(now)
}

/// The MD5 of the first `count` ids and names of a kind, in hexadecimal.
fn digest_of(names: &Names, kind: Kind, count: usize) -> String {
    let mut md5 = Md5::new();
    for name in names.of(kind).take(count) {
        md5.update(format!("{}\t{}\t{}\n", name.id, name.name, name.shape.as_deref().unwrap_or("")));
    }
    md5.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
