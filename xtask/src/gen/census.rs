//! The census of `unsafe`: `docs/unsafe.md` lists each unsafe block, impl and
//! function with what makes it sound. It is made from the source, fails when
//! it drifts, and fails on one that says nothing.
//!
//! `AMIWIRE_WRITE_UNSAFE=1 cargo test --test census` writes it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const HEAD: &str = "\
# Where the library is unsafe

Made from the source by `tests/census.rs` (`make unsafe` writes it). `unsafe` is
denied at the root of the crate and allowed in `src/scan`, for the instructions
of processors, and in `src/ffi`, for pointers that come from C. What each block
relies on stands beside it in the source, and here.
";

/// One place.
struct Unsafe {
    line: usize,
    within: String,
    what: &'static str,
    why: Option<String>,
}

/// The code of a line: without comments, and with texts emptied.
fn code(line: &str) -> String {
    let mut kept = String::new();
    let mut chars = line.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => drop(chars.next()),
            '"' => quoted = !quoted,
            '/' if !quoted && chars.peek() == Some(&'/') => break,
            _ if quoted => {}
            c => kept.push(c),
        }
    }
    kept
}

/// What the comment right above line `i` says behind `mark`, to the comment's
/// end. The comment may stand above the statement that the line belongs to.
fn above(lines: &[&str], mut i: usize, comment: &str, mark: &str) -> Option<String> {
    loop {
        i = i.checked_sub(1)?;
        let line = lines[i].trim();
        if line.starts_with(comment) {
            break;
        }
        let ends = line.ends_with([';', '{', '}']) || line.is_empty();
        if ends && !line.starts_with("#[") {
            return None;
        }
    }
    let first = (0..=i).rev().take_while(|i| lines[*i].trim().starts_with(comment)).last()?;
    let words = lines[first..=i].iter().map(|line| line.trim().trim_start_matches('/').trim());
    let text: Vec<_> = words.collect();
    let text = text.join(" ");
    Some(text.split_once(mark)?.1.trim().into()).filter(|text: &String| !text.is_empty())
}

/// All of a file, up to its tests.
fn census(source: &str) -> Vec<Unsafe> {
    let lines: Vec<_> = source.lines().take_while(|line| line.trim() != "#[cfg(test)]").collect();
    let mut found = Vec::new();
    let mut within = String::from("the file");
    let mut in_trait = false;
    for (i, line) in lines.iter().enumerate() {
        let code = code(line);
        let words: Vec<_> = code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
        if let Some(at) = words.iter().position(|word| *word == "fn")
            && let Some(name) = words.get(at + 1)
            && code.contains(&format!("fn {name}"))
        {
            within = (*name).into();
        }
        in_trait = match code.strip_prefix("impl") {
            Some(block) => block.contains(" for "),
            None => in_trait && !code.starts_with('}'),
        };
        for (at, _) in code.match_indices("unsafe") {
            let rest = &code[at + "unsafe".len()..];
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') || rest.starts_with(['_', '(']) {
                // Part of a name, or of an attribute.
                continue;
            }
            let rest = rest.trim_start();
            let rest = rest.strip_prefix("extern").map_or(rest, str::trim_start);
            let (what, why) = if rest.starts_with('{') && !code.contains("extern") {
                ("block", above(&lines, i, "//", "SAFETY:"))
            } else if rest.starts_with("impl") {
                ("impl", above(&lines, i, "//", "SAFETY:"))
            } else if rest.starts_with("fn ") {
                // A function of a trait promises what the trait says.
                let own = above(&lines, i, "///", "# Safety");
                ("function", own.or(in_trait.then(|| "what the trait demands.".into())))
            } else {
                continue; // Declarations, or the type of a function.
            };
            found.push(Unsafe { line: i + 1, within: within.clone(), what, why });
        }
    }
    found
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            into.push(path);
        }
    }
}

#[test]
fn each_unsafe_says_why_it_is_sound_and_is_listed() {
    let root = &crate::root();
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    files.sort();
    let (mut text, mut silent, mut counts) = (String::new(), String::new(), [0; 3]);
    for path in files {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let found = census(&std::fs::read_to_string(&path).unwrap());
        if found.is_empty() {
            continue;
        }
        let allowed = name.starts_with("src/scan/") || name.starts_with("src/ffi/");
        assert!(allowed, "{name}:{} is unsafe, and is neither in src/scan nor in src/ffi", found[0].line);
        write!(text, "\n## {name}\n\n").unwrap();
        for place in &found {
            counts[["block", "impl", "function"].iter().position(|what| *what == place.what).unwrap()] += 1;
            match &place.why {
                Some(why) => writeln!(text, "- `{}` ({}): {why}", place.within, place.what).unwrap(),
                None => writeln!(silent, "{name}:{}: the {} says nothing", place.line, place.what).unwrap(),
            }
        }
    }
    assert!(silent.is_empty(), "{silent}");
    assert!(counts[0] > 50, "the census finds only {} blocks", counts[0]);
    let [blocks, impls, functions] = counts;
    let sum = format!("\n{blocks} blocks, {impls} impls, {functions} functions.\n");
    let text = format!("{HEAD}{sum}{text}");

    let path = root.join("docs/unsafe.md");
    if std::env::var_os("AMIWIRE_WRITE_UNSAFE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "docs/unsafe.md has drifted: make unsafe");
}

#[test]
fn the_census_sees_what_says_nothing() {
    let why = |source: &str| census(source).into_iter().map(|place| place.why).collect::<Vec<_>>();
    assert_eq!(why("fn f() {\n    // SAFETY: it is\n    // so.\n    unsafe { g() }\n}"), [Some("it is so.".into())]);
    assert_eq!(why("fn f() {\n    // SAFETY: here.\n    let x =\n        unsafe { g() };\n}"), [Some("here.".into())]);
    assert_eq!(why("fn f() {\n    // SAFETY: for one.\n    unsafe { g() };\n    unsafe { h() };\n}")[1], None);
    assert_eq!(why("fn f() {\n    // Quite harmless.\n    unsafe { g() }\n}"), [None]);
    assert_eq!(why("unsafe fn f() {}"), [None]);
    assert_eq!(why("pub unsafe extern \"C\" fn f() {}"), [None]);
    assert_eq!(why("/// # Safety\n/// Never.\n#[inline]\nunsafe fn f() {}"), [Some("Never.".into())]);
    assert!(why("// unsafe { }\nlet x = \"unsafe { }\";\nlet y: unsafe extern \"C\" fn(u8) = z;").is_empty());
}
