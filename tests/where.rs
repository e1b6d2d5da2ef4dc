//! docs/where.md answers questions by a file and a name. Each name must be defined in
//! its file, not only mentioned.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// A question, the file and the name that answer it.
struct Row {
    question: String,
    file: String,
    name: String,
}

fn rows() -> Vec<Row> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/where.md");
    let page = fs::read_to_string(page).expect("the page");
    let rows = page.lines().filter(|line| line.starts_with('|')).filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [question, file, name] = cells[..] else { panic!("three cells: {line}") };
        // The head of a table, and the line below it.
        if file == "file" || question.starts_with("--") {
            return None;
        }
        let quoted = |cell: &str| {
            let inner = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
            inner.unwrap_or_else(|| panic!("`{cell}` is not quoted: {line}")).to_string()
        };
        Some(Row { question: question.to_string(), file: quoted(file), name: quoted(name) })
    });
    rows.collect()
}

/// Whether a line of such a file defines the name.
fn defines(extension: &str, line: &str, name: &str) -> bool {
    match extension {
        "rs" => rust(line.trim_start(), name),
        "py" => ["def ", "class "].iter().any(|word| begins(line.trim_start(), word, name)) || assigns(line, name),
        "c" | "h" | "hpp" => {
            begins(line, "#define ", name)
                || begins(line, "class ", name)
                || (!line.starts_with([' ', '*', '/'])
                    && line.split_once('(').is_some_and(|(front, _)| last(front) == name))
        }
        // One table in which each row begins with what it is about.
        "tsv" => line.split('\t').next() == Some(name),
        "map" => line.strip_suffix(" {") == Some(name),
        // Makefiles, manifests and shell.
        _ => assigns(line, name) || line.starts_with(&format!("{name}:")) || line.starts_with(&format!("{name}()")),
    }
}

/// Whether a line of Rust does: an item, whatever its visibility.
fn rust(line: &str, name: &str) -> bool {
    let mut rest = line;
    loop {
        rest = match rest.split_once(' ') {
            Some(("pub" | "unsafe" | "extern" | "\"C\"", behind)) => behind,
            Some((word, behind)) if word.starts_with("pub(") && word.ends_with(')') => behind,
            Some(("const", behind)) if begins(behind, "fn ", name) || begins(behind, "unsafe fn ", name) => behind,
            _ if rest.starts_with("pub(in ") => rest.split_once(") ").map_or("", |(_, behind)| behind),
            _ => break,
        };
    }
    let words = ["fn ", "struct ", "enum ", "const ", "static ", "mod ", "trait ", "type ", "macro_rules! "];
    words.iter().any(|word| begins(rest, word, name))
}

/// Whether the text is that word and that name, and the name ends there.
fn begins(text: &str, word: &str, name: &str) -> bool {
    let behind = text.strip_prefix(word).and_then(|rest| rest.strip_prefix(name));
    behind.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn assigns(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(['=', '?', ':']))
}

/// The last name of a text.
fn last(text: &str) -> &str {
    text.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[test]
fn each_answer_is_defined_where_the_page_says() {
    let rows = rows();
    assert!(rows.len() >= 30, "only {} questions", rows.len());
    let mut wrong = Vec::new();
    for Row { question, file, name } in &rows {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let Ok(text) = fs::read_to_string(&path) else {
            wrong.push(format!("{file} is not there: {question}"));
            continue;
        };
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if !text.lines().any(|line| defines(&extension, line, name)) {
            wrong.push(format!("{file} does not define {name}: {question}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_question_stands_twice() {
    let mut seen = HashSet::new();
    for Row { question, .. } in rows() {
        assert!(seen.insert(question.clone()), "twice: {question}");
    }
}

#[test]
fn a_mention_is_no_definition() {
    for (extension, line) in [
        ("rs", "pub(super) fn line(&self)"),
        ("rs", "pub const unsafe fn line()"),
        ("rs", "    pub(in crate::name) static line: u8 = 1;"),
        ("rs", "macro_rules! line {"),
        ("rs", "pub unsafe extern \"C\" fn line("),
        ("py", "def line(self):"),
        ("py", "line = 3"),
        ("c", "static int line(void)"),
        ("h", "#define line 3"),
        ("tsv", "line\tlist"),
        ("map", "line {"),
        ("sh", "line=3"),
        ("sh", "line() {"),
        ("", "line: other"),
    ] {
        assert!(defines(extension, line, "line"), "{extension}: {line}");
    }
    for (extension, line) in [
        ("rs", "// fn line()"),
        ("rs", "    self.line(start);"),
        ("rs", "fn lines()"),
        ("rs", "fn the_line()"),
        ("rs", "use super::line;"),
        ("py", "    print(line)"),
        ("c", "    line(3);"),
        ("c", "/* int line(void) */"),
        ("tsv", "lines\tline"),
        ("sh", "echo $line"),
    ] {
        assert!(!defines(extension, line, "line"), "{extension}: {line}");
    }
}
