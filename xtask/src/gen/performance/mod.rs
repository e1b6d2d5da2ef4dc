//! `docs/performance.md` and its picture say what was measured: their tables
//! and lines are made here from `docs/performance.tsv`, which `make performance`
//! measures, compared with the files in the tree, and written to them when
//! `AMIWIRE_WRITE_PERFORMANCE` is set (`make plot`).

mod facts;
mod picture;
mod tables;

use std::fs;

use facts::Facts;

const HOW: &str = "make plot writes it";

fn docs() -> std::path::PathBuf {
    crate::root().join("docs")
}

/// The text with what stands between `<!-- measured: NAME -->` and
/// `<!-- end -->` made anew.
fn fill(text: &str, facts: &Facts) -> String {
    const BEGIN: &str = "<!-- measured: ";
    const END: &str = "<!-- end -->";
    let mut unused: Vec<&str> = tables::ALL.iter().map(|(name, _)| *name).collect();
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(BEGIN) {
        let (name, behind) = behind.split_once(" -->").expect("the end of a comment");
        let (_, behind) = behind.split_once(END).unwrap_or_else(|| panic!("{name} has no {END}"));
        let known = tables::ALL.iter().find(|(known, _)| *known == name);
        let (_, table) = known.unwrap_or_else(|| panic!("there is no table {name}"));
        out += &format!("{before}{BEGIN}{name} -->\n{}{END}", table(facts));
        unused.retain(|unused| *unused != name);
        rest = behind;
    }
    assert!(unused.is_empty(), "docs/performance.md lacks {unused:?}");
    out + rest
}

#[test]
fn the_document_says_what_was_measured() {
    let facts = Facts::read(&docs().join("performance.tsv"));
    let (page, picture) = (docs().join("performance.md"), docs().join("performance.svg"));
    let text = fs::read_to_string(&page).unwrap();
    let (filled, drawn) = (fill(&text, &facts), picture::draw(&facts));
    if std::env::var_os("AMIWIRE_WRITE_PERFORMANCE").is_some() {
        fs::write(&page, &filled).unwrap();
        fs::write(&picture, &drawn).unwrap();
    }
    assert!(fs::read_to_string(&page).unwrap() == filled, "docs/performance.md has drifted: {HOW}");
    assert!(fs::read_to_string(&picture).unwrap() == drawn, "docs/performance.svg has drifted: {HOW}");
}

#[test]
fn a_number_that_was_typed_is_seen() {
    let facts = Facts::read(&docs().join("performance.tsv"));
    let text = fill(&fs::read_to_string(docs().join("performance.md")).unwrap(), &facts);
    let at = text.find("<!-- measured: ratios -->").unwrap();
    let digit = at + text[at..].find(|c: char| c.is_ascii_digit()).unwrap();
    let mut typed = text.clone();
    typed.replace_range(digit..=digit, if text[digit..].starts_with('7') { "8" } else { "7" });
    assert_ne!(fill(&typed, &facts), typed);
    assert_eq!(fill(&typed, &facts), text);
}
