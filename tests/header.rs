//! What `include/amiwire.h` promises: that a compiler takes it, that its
//! comments are whole, and that its description says what it says. That both are
//! made of `src/ffi` as it is, `cargo xtask gen --check` shows.

#[path = "../xtask/src/gen/header/prototypes.rs"]
mod prototypes;
#[path = "common/unchanged.rs"]
mod unchanged;

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use amiwire::name::{Action, AnswerFlags, answer};
use prototypes::functions;
use unchanged::Inputs;

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The header as it is checked in.
fn header() -> String {
    read("include/amiwire.h")
}

/// A C compiler takes this text, as this standard with these warnings on.
fn compiles(name: &str, arguments: &[&str], source: &str) {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    let inputs = Inputs::default().text(source).text(&arguments.join(" ")).path(&path("include")).version(&compiler);
    let object = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    unchanged::made(&object, inputs, || {
        let mut command = Command::new(compiler);
        command.args(arguments).arg("-I").arg(path("include")).args(["-c", "-", "-o"]).arg(&object);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("a C compiler");
        child.stdin.take().expect("its input").write_all(source.as_bytes()).expect("it reads");
        assert!(child.wait().expect("its end").success(), "{name} does not compile");
    });
}

/// The names alone, as C99 and as C++11, with the warnings that users have on.
#[test]
fn the_names_compile_cleanly() {
    for (language, standard) in [("c", "-std=c99"), ("c++", "-std=c++11")] {
        let arguments = ["-x", language, standard, "-Wall", "-Wextra", "-pedantic", "-Wconversion", "-Werror"];
        compiles(&format!("names{standard}.o"), &arguments, "#include <amiwire_names.h>\n");
    }
}

#[test]
fn every_name_is_declared_once() {
    let header = header();
    let types = header.lines().filter_map(|line| line.strip_prefix("} ")?.strip_suffix(';').map(String::from));
    let mut names = HashSet::new();
    for name in types.chain(functions(&header).into_iter().map(|function| function.name)) {
        assert!(names.insert(name.clone()), "{name} is declared twice");
    }
    assert!(names.len() > 100);
}

#[test]
fn every_status_function_lists_its_statuses() {
    let header = header();
    for function in functions(&header) {
        if function.returns == "int32_t" {
            let lists = function.comment.split("Returns").nth(1).is_some_and(|rest| rest.contains("AMIWIRE_"));
            assert!(lists, "{} returns a status: its comment needs \"Returns AMIWIRE_…\"", function.name);
        }
    }
}

#[test]
fn comments_speak_c() {
    let header = header();
    let names = read("include/amiwire_names.h");
    let defined: HashSet<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix("#define "))
        .chain(names.lines().filter_map(|line| line.strip_prefix("    ")))
        .filter_map(|line| line.split(|c: char| !is_name(c)).next())
        .collect();
    for (number, line) in (1..).zip(header.lines()) {
        assert!(!line.contains("::") && !line.contains("[`"), "line {number} speaks Rust: {line}");
        for word in line.split(|c: char| !is_name(c)).filter(|word| word.starts_with("AMIWIRE_")) {
            // A name that ends in _ is a family, such as AMIWIRE_FEATURE_.
            let known = word.ends_with('_') || defined.contains(word);
            assert!(known, "line {number} names {word}, which is not defined");
        }
    }
}

/// A function that a comment names is there.
#[test]
fn comments_name_functions_that_exist() {
    let header = header();
    let known: HashSet<String> = functions(&header).into_iter().map(|function| function.name).collect();
    for (number, line) in (1..).zip(header.lines()) {
        for (at, _) in line.match_indices("()") {
            let before = &line[..at];
            let from = before.rfind(|c: char| !is_name(c)).map_or(0, |at| at + 1);
            let name = &before[from..];
            assert!(
                !name.starts_with("amiwire_") || known.contains(name),
                "line {number} names {name}(), which is not"
            );
        }
    }
}

/// What the description says of sizes, places and numbers is what a compiler of
/// C makes of the header.
#[test]
fn description_is_what_a_compiler_sees() {
    let all: serde_json::Value = serde_json::from_str(&read("abi/amiwire.json")).expect("JSON");
    let mut source = String::from("#include <amiwire.h>\n#include <string.h>\n");
    let mut check = |what: String| source += &format!("_Static_assert({what}, \"\");\n");
    let array = |value: &serde_json::Value| value.as_array().expect("an array").clone();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_string();
    for constant in array(&all["constants"]) {
        if let Some(number) = constant["value"].as_i64() {
            check(format!("{} == {number}", text(&constant["name"])));
        }
    }
    for status in array(&all["statuses"]) {
        check(format!("{} == {}", text(&status["name"]), status["code"]));
    }
    for found in array(&all["structs"]) {
        let name = text(&found["name"]);
        check(format!("sizeof({name}) == {} && _Alignof({name}) == {}", found["size"], found["align"]));
        for member in array(&found["members"]) {
            let own = text(&member["name"]);
            check(format!("offsetof({name}, {own}) == {}", member["offset"]));
            check(format!("sizeof((({name} *)0)->{own}) == {}", member["size"]));
        }
    }
    compiles("description.o", &["-x", "c", "-std=c11"], &source);
}

/// A function that returns no status, and takes what can be wrong, says what it
/// gives then.
#[test]
fn every_other_function_says_what_a_wrong_argument_gives() {
    let header = header();
    for function in functions(&header) {
        let can_be_wrong = function.parameters.contains('*') || function.parameters.contains("amiwire_slice");
        if function.returns != "int32_t" && can_be_wrong {
            let says = function.comment.replace("\n * ", " ").contains("A wrong argument gives ");
            assert!(says, "{}: its comment needs \"A wrong argument gives …\"", function.name);
        }
    }
}

/// An event loop of one's own waits longer for these: who reads the header should know
/// all of them.
#[test]
fn the_actions_that_block_are_named() {
    let header = header();
    let comment = header.split_once(" dead_after;").expect("dead_after").0;
    let comment = &comment[comment.rfind("/**").expect("its comment")..];
    let words: HashSet<_> = comment.split(|c: char| !is_name(c)).collect();
    let blocks = |action: &&Action| answer(**action).is_some_and(|answer| answer.flags.contains(AnswerFlags::BLOCKS));
    let actions: Vec<_> = Action::ALL.iter().filter(blocks).map(|action| action.name()).collect();
    assert!(actions.len() > 5);
    for name in actions {
        assert!(words.contains(name) || comment.contains(&format!("`{name}`")), "{name}");
    }
}

/// `docs/changes-0.2.md`: what went is not in the header, and what a program does
/// instead is.
#[test]
fn the_page_of_changes_names_what_went_and_what_stays() {
    let header = header() + &fs::read_to_string(path("include/amiwire_names.h")).expect("names");
    let declared: HashSet<_> = header.split(|c: char| !is_name(c)).collect();
    let is_there = |name: &str| match name.ends_with('_') {
        true => declared.iter().any(|one| one.len() > name.len() && one.starts_with(name)),
        false => declared.contains(name),
    };
    let page = fs::read_to_string(path("docs/changes-0.2.md")).expect("the page");
    let names = |text: &'static str| text.split(|c: char| !is_name(c)).filter(is_ours);
    let page: &'static str = Box::leak(page.into_boxed_str());
    let (mut gone, mut instead) = (0, 0);
    for row in page.lines().filter(|line| line.starts_with("| `amiwire_")) {
        let (left, right) = row.split_once("` | ").expect("two cells");
        for name in names(left) {
            assert!(!is_there(name), "{name} is still there");
            gone += usize::from(name.starts_with("amiwire_"));
        }
        for name in names(right) {
            assert!(is_there(name), "{name} is not there");
            instead += 1;
        }
    }
    assert!(gone >= 60 && instead > 20, "{gone} names went, {instead} stand for them");
    let code = page.split("```c\n").skip(1).filter_map(|block| block.split("```").next());
    for name in code.flat_map(names) {
        assert!(is_there(name), "{name} is not there");
    }
}

/// Whether a word is a name of the interface.
fn is_ours(word: &&str) -> bool {
    word.starts_with("amiwire_") || word.starts_with("AMIWIRE_")
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
