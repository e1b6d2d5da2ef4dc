//! Lists of what is known and may stay so: `docs/uncovered.tsv` and
//! `docs/survivors.tsv`. Each row has a file, what is known of it, and why.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub struct Reasons(BTreeSet<(String, String)>);

impl Reasons {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    pub fn parse(text: &str) -> Result<Self> {
        let mut rows = BTreeSet::new();
        for row in text.lines().filter(|line| !line.starts_with('#')) {
            match row.split('\t').collect::<Vec<_>>()[..] {
                [file, what, reason] if !reason.trim().is_empty() => rows.insert((file.to_owned(), what.to_owned())),
                _ => bail!("each row needs a file, what is known and a reason, with tabs between: {row:?}"),
            };
        }
        Ok(Self(rows))
    }

    pub fn has(&self, file: &str, what: &str) -> bool {
        self.iter().any(|row| row == (file, what))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(file, what)| (file.as_str(), what.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_needs_a_reason() {
        let reasons = Reasons::parse("# of\tthese\nsrc/a.rs\tx + 1\tbecause\n").unwrap();
        assert!(reasons.has("src/a.rs", "x + 1") && !reasons.has("src/b.rs", "x + 1"));
        for bad in ["src/a.rs\tx\n", "src/a.rs\tx\t \n", "src/a.rs\tx\ty\tz\n", "\n"] {
            assert!(Reasons::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_lists_of_the_tree_are_whole() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        for list in ["uncovered.tsv", "survivors.tsv"] {
            assert!(Reasons::read(&docs.join(list)).unwrap().iter().count() > 0);
        }
    }
}
