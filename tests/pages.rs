//! What the pages say of the tree: links lead somewhere, targets of make exist, and
//! the README shows the programs that other tests run.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All pages of the tree, but for what was built.
fn pages() -> Vec<PathBuf> {
    let (mut folders, mut pages) = (vec![root().to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && !["target", "build", "corpus"].contains(&&name[..]) {
                folders.push(path);
            } else if name.ends_with(".md") {
                pages.push(path);
            }
        }
    }
    assert!(pages.len() > 10, "only {} pages found: the test is blind", pages.len());
    pages
}

/// A page without its blocks of code.
fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !fence && !inside
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// What stands between the two marks, each time.
fn between<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(begin).skip(1).filter_map(move |rest| Some(rest.split_once(end)?.0))
}

/// The anchors of a page's headings, as they are shown on the web.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| match c {
        ' ' => Some('-'),
        c => (c.is_alphanumeric() || c == '-' || c == '_').then(|| c.to_ascii_lowercase()),
    };
    headings.map(|heading| heading.chars().filter_map(kept).collect()).collect()
}

#[test]
fn links_lead_somewhere() {
    let mut links = 0;
    for page in pages() {
        let text = prose(&fs::read_to_string(&page).expect("a text"));
        for link in between(&text, "](", ")").filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.with_file_name("").join(path) };
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
            if !anchor.is_empty() {
                let headings = anchors(&fs::read_to_string(&target).expect("a text"));
                assert!(headings.iter().any(|one| one == anchor), "{}: {link} has no such heading", page.display());
            }
            links += 1;
        }
    }
    assert!(links > 50, "only {links} links found: the test is blind");
}

#[test]
fn targets_of_make_exist() {
    let makefile = read("Makefile");
    let is_target = |name: &str| makefile.lines().any(|line| line.starts_with(&format!("{name}:")));
    let mut found = 0;
    for page in pages().iter().filter(|page| !page.ends_with("CHANGELOG.md")) {
        let text = fs::read_to_string(page).expect("a text");
        let in_words = between(&text, "`make ", "`");
        let in_blocks = text.lines().filter_map(|line| line.trim_start_matches([' ', '$']).strip_prefix("make "));
        for call in in_words.chain(in_blocks) {
            let name = call.split([' ', '#', '&', ';']).next().unwrap_or_default();
            if name.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !name.is_empty() {
                assert!(is_target(name), "{}: make has no target {name}", page.display());
                found += 1;
            }
        }
    }
    assert!(found > 10, "only {found} targets found: the test is blind");
}

#[test]
fn the_readme_shows_the_programs_that_are_run() {
    let readme = read("README.md");
    for (language, file) in [
        ("c", "ffi-examples/c/hangups.c"),
        ("cpp", "ffi-examples/cpp/hangups.cpp"),
        ("python", "ffi-examples/python/hangups.py"),
        ("rust", "examples/hangups.rs"),
    ] {
        let program = read(file);
        let lines = program.lines().skip_while(|line| !line.contains("README: begin")).skip(1);
        let lines: Vec<&str> = lines.take_while(|line| !line.contains("README: end")).collect();
        let margin =
            lines.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len()).min();
        let margin = margin.unwrap_or_else(|| panic!("{file} has no part for the README"));
        let wanted: String = lines.iter().map(|line| format!("{}\n", line.get(margin..).unwrap_or_default())).collect();
        let fence = format!("```{language}\n");
        let shown: Vec<&str> = between(&readme, &fence, "```").collect();
        assert_eq!(shown, [wanted], "README.md does not show what {file} has between its marks");
    }
}
