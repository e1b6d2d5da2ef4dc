//! The census of `unsafe`: `docs/unsafe.md` lists each unsafe block, impl and
//! function with what makes it sound. It is made from the source, and there is
//! none while one of them says nothing, or stands elsewhere than it may.

use std::fmt::Write;

use anyhow::{Result, ensure};

use super::tree::Tree;
use super::{File, Generator};

pub(super) const GENERATOR: Generator = Generator {
    name: "unsafe",
    about: "the census of unsafe, from src",
    reads: &["src"],
    makes: &[File { path: "docs/unsafe.md", text: page }],
};

const HEAD: &str = "\
# Where the library is unsafe

Generated from `src` by `cargo xtask gen unsafe`. `unsafe` is denied at the root
of the crate and allowed in `src/scan`, for the instructions of processors, and
in `src/ffi`, for pointers that come from C. What each block relies on stands
beside it in the source, and here.
";

#[derive(Clone, Copy)]
enum What {
    Block,
    Impl,
    Function,
}

/// One place.
struct Unsafe {
    line: usize,
    within: String,
    what: What,
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
                (What::Block, above(&lines, i, "//", "SAFETY:"))
            } else if rest.starts_with("impl") {
                (What::Impl, above(&lines, i, "//", "SAFETY:"))
            } else if rest.starts_with("fn ") {
                // A function of a trait promises what the trait says.
                let own = above(&lines, i, "///", "# Safety");
                (What::Function, own.or(in_trait.then(|| "what the trait demands.".into())))
            } else {
                continue; // Declarations, or the type of a function.
            };
            found.push(Unsafe { line: i + 1, within: within.clone(), what, why });
        }
    }
    found
}

fn page(tree: &Tree) -> Result<String> {
    let (mut text, mut silent, mut counts) = (String::new(), String::new(), [0; 3]);
    for path in tree.files("src", ".rs")? {
        if path.ends_with("/tests.rs") {
            continue;
        }
        let found = census(&tree.read(&path)?);
        let Some(first) = found.first() else { continue };
        let allowed = path.starts_with("src/scan/") || path.starts_with("src/ffi/");
        ensure!(allowed, "{path}:{} is unsafe, and is neither in src/scan nor in src/ffi", first.line);
        write!(text, "\n## {path}\n\n")?;
        for place in &found {
            counts[place.what as usize] += 1;
            let what = ["block", "impl", "function"][place.what as usize];
            match &place.why {
                Some(why) => writeln!(text, "- `{}` ({what}): {why}", place.within)?,
                None => write!(silent, "\n{path}:{}: the {what} says nothing", place.line)?,
            }
        }
    }
    ensure!(silent.is_empty(), "what is unsafe says why it is sound, but:{silent}");
    let [blocks, impls, functions] = counts;
    // Fewer, and it does not see them any more.
    ensure!(blocks > 50, "the census finds only {blocks} blocks");
    Ok(format!("{HEAD}\n{blocks} blocks, {impls} impls, {functions} functions.\n{text}"))
}

#[cfg(test)]
mod tests {
    use super::census;

    #[test]
    fn the_census_sees_what_says_nothing() {
        let why = |source: &str| census(source).into_iter().map(|place| place.why).collect::<Vec<_>>();
        assert_eq!(
            why("fn f() {\n    // SAFETY: it is\n    // so.\n    unsafe { g() }\n}"),
            [Some("it is so.".into())]
        );
        assert_eq!(
            why("fn f() {\n    // SAFETY: here.\n    let x =\n        unsafe { g() };\n}"),
            [Some("here.".into())]
        );
        assert_eq!(why("fn f() {\n    // SAFETY: for one.\n    unsafe { g() };\n    unsafe { h() };\n}")[1], None);
        assert_eq!(why("fn f() {\n    // Quite harmless.\n    unsafe { g() }\n}"), [None]);
        assert_eq!(why("unsafe fn f() {}"), [None]);
        assert_eq!(why("pub unsafe extern \"C\" fn f() {}"), [None]);
        assert_eq!(why("/// # Safety\n/// Never.\n#[inline]\nunsafe fn f() {}"), [Some("Never.".into())]);
        assert!(why("// unsafe { }\nlet x = \"unsafe { }\";\nlet y: unsafe extern \"C\" fn(u8) = z;").is_empty());
    }
}
