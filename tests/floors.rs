//! The floors of the architecture: a module imports only from below, the core
//! knows no standard library, and `unsafe` stays in its two rooms.

use std::path::{Path, PathBuf};

/// Every module, and its floor.
const FLOORS: &[(&str, u32)] = &[
    ("error", 0),
    ("limits", 0),
    ("bytes", 0),
    ("counters", 0),
    ("work", 0),
    ("scan", 1),
    ("name", 1),
    ("packet", 2),
    ("parse", 3),
    ("write", 3),
    ("reader", 4),
    ("command", 4),
    ("value", 4),
    ("session", 5),
    ("net", 6),
    ("ffi", 7),
];

/// Up to this floor there is no standard library, and no allocation.
const CORE: u32 = 5;

/// Where `unsafe` may stand.
const UNSAFE: &[&str] = &["scan", "ffi"];

fn floor(module: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// A file of `src`, without comments, texts and its tests.
struct Source {
    path: String,
    module: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![src.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                None => folders.push(path),
                Some(extension) if extension == "rs" => {
                    let text = std::fs::read_to_string(&path).unwrap();
                    files.push((path, text));
                }
                Some(_) => {}
            }
        }
    }
    // Tests may look upwards, also in files of their own.
    let tests: Vec<PathBuf> = files.iter().flat_map(|(path, text)| test_files(path, text)).collect();
    files.retain(|(path, _)| !tests.contains(path));
    assert!(files.len() > 10 && !tests.is_empty());
    let source = |(path, text): &(PathBuf, String)| {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.iter().next().unwrap().to_str().unwrap();
        let module = first.strip_suffix(".rs").unwrap_or(first).to_string();
        Source { path: inside.display().to_string(), module, code: code(text) }
    };
    files.iter().map(source).collect()
}

/// The files of the modules that this one declares for tests only.
fn test_files(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = match path.file_stem() {
        Some(stem) if stem != "mod" && stem != "lib" => path.with_extension(""),
        _ => path.parent().unwrap().to_path_buf(),
    };
    let declared = text.split("#[cfg(test)]").skip(1).filter_map(|behind| {
        let item = behind.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("#["))?;
        let name = item.strip_prefix("mod ")?.strip_suffix(';')?;
        Some(folder.join(name).with_extension("rs"))
    });
    declared.collect()
}

/// The code of a file: what stands before its tests, without comments and
/// without what is quoted.
fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap_or_default();
    let mut code = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['/', '"']) {
        code += &rest[..at];
        rest = &rest[at..];
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..];
        } else if rest.starts_with('"') && !code.ends_with('\'') {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let end = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                end
            });
            rest = &rest[end.map_or(rest.len(), |end| end + 2)..];
        } else {
            code.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    code + rest
}

/// The words that follow `path::`, alone or in braces.
fn named_behind<'a>(code: &'a str, path: &str) -> Vec<&'a str> {
    let word = |text: &'a str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let mut words = Vec::new();
    for (at, _) in code.match_indices(path) {
        // A longer name that ends like this one is another path.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let behind = &code[at + path.len()..];
        match behind.strip_prefix('{') {
            None => words.push(word(behind)),
            Some(list) => {
                let mut depth = 0;
                let mut item = true;
                for (i, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => item = true,
                        c if item && c.is_alphabetic() => {
                            words.push(word(&list[i..]));
                            item = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    words
}

#[test]
fn every_module_has_a_floor() {
    for source in sources() {
        let known = source.module == "lib" || floor(&source.module).is_some();
        assert!(known, "{}: give the module a floor, here and in docs/architecture.md", source.path);
    }
}

#[test]
fn no_module_imports_from_above_or_beside() {
    let mut imports = 0;
    for source in sources().iter().filter(|source| source.module != "lib") {
        let own = floor(&source.module).unwrap();
        for module in [named_behind(&source.code, "crate::"), named_behind(&source.code, "amiwire::")].concat() {
            // Names that the crate's root re-exports have floors of their own.
            let Some(other) = floor(module) else { continue };
            let allowed = module == source.module || other < own;
            assert!(allowed, "{} of floor {own} uses {module} of floor {other}", source.path);
            imports += 1;
        }
    }
    assert!(imports > 30, "only {imports} imports found: the test is blind");
}

/// What the root re-exports comes from floors that a core module might not be
/// above, so core modules name the module itself.
#[test]
fn no_core_module_imports_from_the_root() {
    for source in sources() {
        let Some(own) = floor(&source.module) else { continue };
        for name in named_behind(&source.code, "crate::") {
            assert!(own > CORE || floor(name).is_some(), "{} takes {name} from the crate's root", source.path);
        }
    }
}

#[test]
fn the_core_knows_no_standard_library() {
    for source in sources() {
        if floor(&source.module).is_none_or(|floor| floor > CORE) {
            continue;
        }
        for path in ["std::", "alloc::"] {
            assert!(named_behind(&source.code, path).is_empty(), "{} uses {path}", source.path);
        }
        assert!(!source.code.contains("extern crate"), "{} links another crate", source.path);
    }
}

#[test]
fn unsafe_stays_in_its_rooms() {
    let mut found = 0;
    for source in sources() {
        let mut words = source.code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let uses = words.any(|word| word == "unsafe");
        found += usize::from(uses);
        assert!(!uses || UNSAFE.contains(&&source.module[..]), "{} is unsafe", source.path);
        let allows = source.code.contains("allow(unsafe_code)");
        assert!(!allows || UNSAFE.contains(&&source.module[..]), "{} allows unsafe code", source.path);
    }
    assert!(found > 0, "no unsafe found: the test is blind");
}

#[test]
fn imports_are_found_in_every_form() {
    let text = r#"
        use crate::scan::{self, Output};
        use crate::{bytes::span, error, packet::{Kind, Packet}};
        fn f() -> crate::name::Id { "crate::session::X"; 'a'; '"'; crate::value::y() } // crate::net
        /* crate::ffi */ macro_rules! m { () => { $crate::reader::X } }

mod tests { use crate::command; }"#;
    let code = code(text);
    assert_eq!(named_behind(&code, "crate::"), ["scan", "bytes", "error", "packet", "name", "value"]);
    assert!(named_behind("std::io, no_std::x, core::x", "std::").len() == 1);
}
