//! Writes what is made of `src/name/names.tsv` and `src/name/lists.tsv`, and
//! fails where a file in the tree differs from what would be written.
//!
//! After an edit of a table: `AMIWIRE_REWRITE=1 cargo test --test names_generate`

mod c;
mod dictionary;
mod frozen;
mod lists;
mod perfect;
mod rust;
mod table;

#[path = "../../../../src/name/hash.rs"]
mod hash;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};
use table::{Kind, Names};

/// A path in the tree.
fn path(name: &str) -> PathBuf {
    crate::root().join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names() -> Names {
    Names::parse(&read("src/name/names.tsv"))
}

fn rewriting() -> bool {
    env::var_os("AMIWIRE_REWRITE").is_some_and(|value| value == "1")
}

/// Holds a file of the tree against what it should be, or makes it so.
fn compare(name: &str, expected: &str) {
    if rewriting() {
        fs::write(path(name), expected).unwrap();
    }
    let differs = read(name).lines().ne(expected.lines());
    assert!(!differs, "{name} is not what the tables give; AMIWIRE_REWRITE=1 cargo test --test names_generate");
}

#[test]
fn the_tables_of_events_are_current() {
    compare("src/name/generated/event.rs", &rust::ids(&names(), Kind::Event));
}

#[test]
fn the_tables_of_actions_are_current() {
    compare("src/name/generated/action.rs", &rust::ids(&names(), Kind::Action));
}

#[test]
fn the_tables_of_headers_are_current() {
    compare("src/name/generated/header.rs", &rust::ids(&names(), Kind::Header));
}

#[test]
fn the_dictionary_of_the_fuzz_targets_is_current() {
    compare("fuzz/names.dict", &dictionary::of(&names(), &read("fuzz/ami.dict")));
}

#[test]
fn the_answers_are_current() {
    compare("src/name/generated/list.rs", &lists::rust(&read("src/name/lists.tsv"), &names()));
}

#[test]
fn the_c_names_are_current() {
    compare("include/amiwire_names.h", &c::header(&names()));
}

#[test]
fn ids_are_only_ever_added() {
    let names = names();
    if rewriting() {
        let kept = frozen::check(&read("abi/names.frozen"), &names);
        fs::write(path("abi/names.frozen"), kept.expect("ids were changed; take that back")).unwrap();
    }
    let given_out = read("abi/names.frozen");
    let now = frozen::check(&given_out, &names).expect("ids were changed or taken away");
    assert_eq!(given_out, now, "names were added; AMIWIRE_REWRITE=1 cargo test --test names_generate");
}

/// A line of the table that is changed, dropped or put before others is seen.
#[test]
fn a_changed_id_is_noticed() {
    let text = read("src/name/names.tsv");
    let given_out = frozen::check("", &Names::parse(&text)).unwrap();
    let tamper = |from: &str, to: &str| {
        assert!(text.contains(from));
        frozen::check(&given_out, &Names::parse(&text.replacen(from, to, 1)))
    };
    assert!(tamper("event\t1\tAgentCalled", "event\t1\tAgentHeard").is_err());
    assert!(tamper("event\t1\tAgentCalled\nevent\t2\tAgentComplete", "event\t1\tAgentCalled").is_err());
    let added = Names::parse(&format!("{text}event\t9999\tSomethingNew\n"));
    assert!(frozen::check(&given_out, &added).is_ok_and(|now| now.starts_with(&given_out) && now != given_out));
}

#[test]
fn the_table_is_sound() {
    names().check().unwrap();
}

#[test]
fn the_check_of_the_table_finds_faults() {
    for (fault, text) in [
        ("gap", "event\t1\tA\nevent\t3\tB\n"),
        ("same but for case", "header\t1\tUniqueid\nheader\t2\tUniqueID\n"),
        ("same identifier", "header\t1\tA-B\nheader\t2\tA B\n"),
        ("colon", "header\t1\tA:B\n"),
        ("blank edge", "action\t1\tA \n"),
        ("two shapes alike", "template\t1\tA-N\tA-#\ntemplate\t2\tB-N\tA-#\n"),
        ("taken for unknown", "event\t1\tUnknown\n"),
    ] {
        assert!(Names::parse(text).check().is_err(), "{fault}");
    }
}

/// The header alone, as C99 and as C++11, with the warnings that users have on.
#[test]
fn the_c_names_compile_cleanly() {
    for (language, standard) in [("c", "-std=c99"), ("c++", "-std=c++11")] {
        let mut compiler = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
        compiler.args(["-x", language, standard, "-Wall", "-Wextra", "-pedantic", "-Wconversion", "-Werror"]);
        compiler.args(["-fsyntax-only", "-include"]).arg(path("include/amiwire_names.h")).arg("-");
        match compiler.stdin(Stdio::null()).output() {
            Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => eprintln!("SKIPPED: no C compiler for {standard}: {error}"),
        }
    }
}
