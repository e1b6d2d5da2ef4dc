//! `tests/regressions.tsv` lists each fault that somebody found from outside,
//! its kind, the neighbours that were looked for, and the tests that fail
//! without the fix. A test that is renamed or removed fails here.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// The numbered points that must have a row. Those with a number in front belong to a
/// later list.
#[rustfmt::skip]
const POINTS: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "B1", "B2", "B3", "B4", "B5", "B6", "B7",
    "16.A1", "16.A2", "16.A3", "16.A4", "16.A5", "16.A6", "16.A7",
    "16.B1", "16.B2", "16.B3", "16.B4", "16.B5", "16.B6", "16.B7", "16.B8", "16.C",
];

/// Where tests stand.
const FOLDERS: &[&str] = &["src", "tests", "sim", "cli", "xtask", "tools", "ffi-examples"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all functions in Rust, C and Python files, and of all files; of a file
/// of cases its headings, behind its name and a `#`.
fn known() -> HashSet<String> {
    let mut known = HashSet::new();
    let mut folders: Vec<_> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let file = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if matches!(extension.as_str(), "rs" | "c" | "py" | "cpp") {
                let source = fs::read_to_string(&path).expect("a text");
                known.extend(functions(&source));
            }
            if extension == "cases" {
                let cases = fs::read_to_string(&path).expect("a text");
                let headings = cases.lines().filter_map(|line| line.strip_prefix("=== "));
                known.extend(headings.map(|heading| format!("{file}#{heading}")));
            }
            known.insert(file);
        }
    }
    known
}

/// Names that stand behind `fn` or `def`, or in C before `(void)`.
fn functions(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for line in source.lines() {
        let line = line.trim_start();
        for (word, at) in [("fn ", line.find("fn ")), ("def ", line.find("def "))] {
            names.extend(at.map(|at| name(&line[at + word.len()..])));
        }
        if let Some((before, _)) = line.split_once("(void)") {
            names.extend(before.rsplit(' ').next().map(String::from));
        }
    }
    names
}

fn rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("tests/regressions.tsv")).expect("the list");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| row.split('\t').map(String::from).collect()).collect()
}

#[test]
fn every_row_is_whole_and_names_tests_that_exist() {
    let known = known();
    for row in rows() {
        assert_eq!(row.len(), 5, "five columns: {row:?}");
        assert!(row.iter().all(|cell| !cell.trim().is_empty()), "an empty cell: {row:?}");
        for test in row[4].split(", ") {
            assert!(known.contains(test), "{}: no test is called {test}", row[0]);
        }
    }
}

#[test]
fn every_point_has_a_row() {
    let given: HashSet<String> = rows().into_iter().map(|row| row[0].clone()).collect();
    let missing: Vec<_> = POINTS.iter().filter(|point| !given.contains(**point)).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
}
