//! Each generator, in a copy of what it reads and makes, and of nothing else.

use std::path::Path;

use super::tree::Tree;
use super::{Args, GENERATORS, Generator, work};

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
}

/// A folder with what a generator reads and makes.
fn room_of(generator: &Generator) -> tempfile::TempDir {
    let room = tempfile::tempdir().unwrap();
    let paths = generator.reads.iter().copied().chain(generator.makes.iter().map(|file| file.path));
    for path in paths {
        copy(&crate::root().join(path), &room.path().join(path));
    }
    room
}

fn check(room: &Path, name: &str) -> Vec<String> {
    work(&Tree::new(room), &Args { check: true, what: vec![name.into()] })
}

fn write(room: &Path, name: &str) -> Vec<String> {
    work(&Tree::new(room), &Args { check: false, what: vec![name.into()] })
}

/// The place of a byte that a generator made: on a page with marks the first one
/// behind a mark, elsewhere one of the last line.
fn made_byte(path: &str, text: &str) -> usize {
    let marks = ["<!-- faults: ", "<!-- measured: "];
    match marks.iter().find_map(|mark| text.find(mark)) {
        Some(mark) => mark + text[mark..].find("-->\n").unwrap() + "-->\n".len(),
        None => {
            let page = ["docs/reliability.md", "docs/performance.md"].contains(&path);
            assert!(!page, "nothing in {path} is made: drop its generator");
            text.len() - 2
        }
    }
}

#[test]
fn the_tree_is_what_the_generators_make_of_it() {
    for generator in GENERATORS {
        assert_eq!(check(room_of(generator).path(), generator.name), [""; 0]);
    }
}

/// Every file that a generator makes: where one byte differs, or the file is not
/// there, the check names it and the command, and the command restores it.
#[test]
fn a_changed_byte_is_found_and_repaired() {
    for generator in GENERATORS {
        let room = room_of(generator);
        for file in generator.makes {
            let path = room.path().join(file.path);
            let good = std::fs::read(&path).unwrap();
            let at = made_byte(file.path, std::str::from_utf8(&good).unwrap());
            let mut bad = good.clone();
            bad[at] = if bad[at] == b'7' { b'8' } else { b'7' };
            std::fs::write(&path, &bad).unwrap();

            let wrong = check(room.path(), generator.name);
            assert_eq!(wrong.len(), 1, "{}: {wrong:?}", file.path);
            assert!(wrong[0].contains(file.path), "{}: {wrong:?}", file.path);
            if file.path == super::names::FROZEN {
                // Which ids were given out cannot be made anew.
                assert!(!write(room.path(), generator.name).is_empty());
                assert_eq!(std::fs::read(&path).unwrap(), bad);
                std::fs::write(&path, &good).unwrap();
                continue;
            }
            assert!(wrong[0].contains(&format!("cargo xtask gen {}", generator.name)), "{wrong:?}");
            assert_eq!(write(room.path(), generator.name), [""; 0]);
            assert!(std::fs::read(&path).unwrap() == good, "{} is not restored", file.path);
        }
    }
}

#[test]
fn a_missing_file_is_found() {
    for generator in GENERATORS {
        let room = room_of(generator);
        for file in generator.makes {
            let path = room.path().join(file.path);
            let good = std::fs::read(&path).unwrap();
            std::fs::remove_file(&path).unwrap();
            let wrong = check(room.path(), generator.name);
            assert!(wrong.len() == 1 && wrong[0].contains(file.path), "{}: {wrong:?}", file.path);
            std::fs::write(&path, &good).unwrap();
        }
    }
}

/// What the check says after an edit of the room of one generator.
fn after(name: &str, edit: impl FnOnce(&Path)) -> String {
    let room = room_of(GENERATORS.iter().find(|generator| generator.name == name).unwrap());
    edit(room.path());
    check(room.path(), name).join("\n")
}

fn replace(room: &Path, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(room.join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    std::fs::write(room.join(path), text.replacen(from, to, 1)).unwrap();
}

fn append(room: &Path, path: &str, more: &str) {
    let text = std::fs::read_to_string(room.join(path)).unwrap_or_default();
    std::fs::write(room.join(path), text + more).unwrap();
}

/// What is edited at one end drifts at the other.
#[test]
fn an_edit_of_what_is_read_is_found() {
    let one = after("header", |room| {
        append(room, "src/ffi/reader.rs", "\n/// More.\n#[unsafe(no_mangle)]\npub extern \"C\" fn amiwire_more() {}\n");
    });
    for path in ["include/amiwire.h", "abi/amiwire.json", "abi/amiwire.symbols", "abi/amiwire-core.symbols"] {
        assert!(one.contains(path), "{one}");
    }
    let version = after("header", |room| replace(room, "Cargo.toml", "version = \"0.", "version = \"9."));
    assert!(version.contains("include/amiwire.h") && version.contains("abi/amiwire.json"), "{version}");
    let name = after("names", |room| append(room, "src/name/names.tsv", "event\t9999\tSomethingNew\n"));
    assert!(name.contains("ids go from 1 without a gap"), "{name}");
    let word = after("names", |room| append(room, "fuzz/ami.dict", "\"More\"\n"));
    assert!(word.contains("fuzz/names.dict"), "{word}");
    let trap = after("conformance", |room| replace(room, "tests/conformance/traps.tsv", "\n", "\nT0\ta\tb\tc\td\n"));
    assert!(trap.contains("T0"), "{trap}");
    let case = after("conformance", |room| append(room, "tests/conformance/more.cases", "=== more\ntraps: T1 T9999\n"));
    assert!(case.contains("T9999"), "{case}");
    let bare = after("conformance", |room| append(room, "tests/conformance/more.cases", "# More.\ntraps: T1\n"));
    assert!(bare.contains("tests/conformance/more.cases:2: traps without a heading"), "{bare}");
    let block = after("unsafe", |room| append(room, "src/ffi/more.rs", "fn f() {\n    unsafe { g() }\n}\n"));
    assert!(block.contains("src/ffi/more.rs:2: the block says nothing"), "{block}");
    let elsewhere = after("unsafe", |room| append(room, "src/more.rs", "// SAFETY: no.\nunsafe impl A for B {}\n"));
    assert!(elsewhere.contains("src/more.rs:2 is unsafe"), "{elsewhere}");
    let fact = after("performance", |room| replace(room, "docs/performance.tsv", "cpu\t", "cpu\tanother "));
    assert!(fact.contains("docs/performance.md") && fact.contains("docs/performance.svg"), "{fact}");
}

/// A header that lacks a part, or has one too many, is not made.
#[test]
fn each_file_that_c_sees_has_a_section() {
    let more = after("header", |room| append(room, "src/ffi/more.rs", "pub const AMIWIRE_MORE: u32 = 1;\n"));
    assert!(more.contains("C sees src/ffi/more.rs"), "{more}");
    let by_hand = after("header", |room| append(room, "abi/header/more.h", "int more;\n"));
    assert!(by_hand.contains("abi/header/more.h belongs to no section"), "{by_hand}");
    let gone = after("header", |room| std::fs::remove_file(room.join("src/ffi/reader.rs")).unwrap());
    assert!(gone.contains("src/ffi/reader.rs"), "{gone}");
    let broken = after("header", |room| append(room, "src/ffi/reader.rs", "fn {\n"));
    assert!(broken.contains("src/ffi/reader.rs"), "{broken}");
    let vague = after("header", |room| {
        let function = "\n/// Returns what amiwire_more() does.\n#[unsafe(no_mangle)]\npub extern \"C\" fn amiwire_less() -> i32 { 0 }\n";
        append(room, "src/ffi/reader.rs", function);
    });
    assert!(vague.contains("amiwire_less") && vague.contains("is no list of statuses"), "{vague}");
}

#[test]
fn each_name_and_each_file_is_there_once() {
    let mut seen = std::collections::HashSet::new();
    let names = GENERATORS.iter().map(|generator| generator.name);
    let files = GENERATORS.iter().flat_map(|generator| generator.makes).map(|file| file.path);
    for word in names.chain(files) {
        assert!(seen.insert(word), "{word} twice");
    }
}
