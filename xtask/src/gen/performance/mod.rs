//! `docs/performance.md` and its picture say what was measured: their tables
//! and lines are made from `docs/performance.tsv`, which `make performance`
//! measures.

mod facts;
mod picture;
mod tables;

use anyhow::{Context, Result};

use super::tree::Tree;
use super::{File, Generator};
use facts::Facts;

const MEASURED: &str = "docs/performance.tsv";
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- measured: ";
const END: &str = "<!-- end -->";

pub(super) const GENERATOR: Generator = Generator {
    name: "performance",
    about: "the tables and the picture of docs/performance.md, from docs/performance.tsv",
    reads: &[MEASURED],
    makes: &[
        File { path: PAGE, text: |tree| fill(&tree.read(PAGE)?, &measured(tree)?) },
        File { path: "docs/performance.svg", text: |tree| picture::draw(&measured(tree)?).context(MEASURED) },
    ],
};

fn measured(tree: &Tree) -> Result<Facts> {
    Ok(Facts::parse(&tree.read(MEASURED)?))
}

/// The page with what stands between `<!-- measured: NAME -->` and
/// `<!-- end -->` made anew.
fn fill(page: &str, facts: &Facts) -> Result<String> {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once(BEGIN) {
        let (name, behind) = behind.split_once(" -->").with_context(|| format!("{PAGE}: a mark without its end"))?;
        let (_, behind) = behind.split_once(END).with_context(|| format!("{PAGE}: {name} has no {END}"))?;
        let known = tables::ALL.iter().find(|(known, _)| *known == name);
        let (_, table) = known.with_context(|| format!("{PAGE}: there is no table {name}"))?;
        let table = table(facts).with_context(|| format!("{MEASURED}: {name}"))?;
        out += &format!("{before}{BEGIN}{name} -->\n{table}{END}");
        rest = behind;
    }
    Ok(out + rest)
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, Facts, MEASURED, PAGE, fill, picture, tables};

    fn read(path: &str) -> String {
        std::fs::read_to_string(crate::root().join(path)).unwrap()
    }

    #[test]
    fn a_number_that_was_typed_is_seen() {
        let facts = Facts::parse(&read(MEASURED));
        let text = fill(&read(PAGE), &facts).unwrap();
        let at = text.find(BEGIN).unwrap();
        let digit = at + text[at..].find(|c: char| c.is_ascii_digit()).unwrap();
        let mut typed = text.clone();
        typed.replace_range(digit..=digit, if text[digit..].starts_with('7') { "8" } else { "7" });
        assert_ne!(typed, text);
        assert_eq!(fill(&typed, &facts).unwrap(), text);
    }

    #[test]
    fn each_table_has_its_place_in_the_page() {
        let page = read(PAGE);
        for (name, _) in tables::ALL {
            assert!(page.contains(&format!("{BEGIN}{name} -->")), "{PAGE} has no place for {name}: drop the table");
        }
    }

    #[test]
    fn a_wrong_mark_is_refused() {
        let facts = Facts::parse(&read(MEASURED));
        for page in ["<!-- measured: machine", "<!-- measured: machine -->\n", "<!-- measured: x -->\n<!-- end -->"] {
            assert!(fill(page, &facts).is_err(), "{page}");
        }
    }

    /// A line that is damaged, or dropped with all of its kind, gives an error.
    #[test]
    fn damaged_facts_are_refused() {
        let text = read(MEASURED);
        let page = read(PAGE);
        let refused = |text: &str| {
            let facts = Facts::parse(text);
            fill(&page, &facts).is_err() || picture::draw(&facts).is_err()
        };
        assert!(!refused(&text));
        for kind in ["cpu", "input", "row", "ratio", "piece", "packet", "instructions", "size"] {
            let with = |edit: fn(&str) -> Option<String>| {
                let lines = text.lines().filter_map(|line| match line.split('\t').next() {
                    Some(first) if first == kind => edit(line),
                    _ => Some(line.into()),
                });
                lines.collect::<Vec<_>>().join("\n")
            };
            assert!(refused(&with(|_| None)), "without {kind}");
            assert!(refused(&with(|line| Some(line.split('\t').next()?.into()))), "{kind} without its columns");
        }
    }
}
