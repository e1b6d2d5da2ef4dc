//! The contract of the C interface: every function of `abi/amiwire.json`, which
//! is made with the header, is called with every kind of wrong argument, in a
//! process of its own for each call. The status must be one that the prototype
//! lists, and what the caller lent must be as the header says.
//!
//! `AMIWIRE_LIBRARY=build/libamiwire.so.0 cargo test --test contract` holds that
//! library to it (`make test-contract`). Without it, one is built from this tree
//! as cargo builds tests, and held to it; then one without the checks that a
//! `cfg` can leave out, each of which the test must miss. A word as an argument
//! takes only the functions whose names hold it.

#![allow(unsafe_code)]

mod cases;
mod description;
#[path = "../common/skip.rs"]
mod skip;
mod system;
#[path = "../common/unchanged.rs"]
mod unchanged;
mod world;

use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::Ordering;

use serde_json::Value;

use cases::{Case, Edit, Expected};
use description::{Description, text};
use system::{Library, Returned, apart, limit_memory};
use world::{CLOSED, Part, World};

/// The checks that a `cfg` leaves out, and a case that finds it.
const CONTROLS: [(&str, &str); 3] = [
    ("length", "amiwire_conn_send, fields.value_len"),
    ("struct_size", "amiwire_reader_init, options of struct_size"),
    ("wait", "amiwire_conn_recv, wait_ms -2"),
];

/// Memory that a library may take more than it has when loaded.
const MORE: u64 = 1 << 30;

fn main() -> ExitCode {
    // A sanitizer's library has addresses of its own, and no place in another.
    if std::env::var("RUSTFLAGS").is_ok_and(|flags| flags.contains("sanitizer")) {
        skip::hardware("a limit on addresses (there is none under a sanitizer)");
        return ExitCode::SUCCESS;
    }
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut wrong = 0;
    match std::env::var("AMIWIRE_LIBRARY") {
        Ok(path) => wrong += held(&path, &words),
        Err(_) => {
            wrong += held(&built(&[]).to_string_lossy(), &words);
            if words.is_empty() {
                wrong += not_found();
            }
        }
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Holds a library to the description. Gives how many calls went wrong.
fn held(path: &str, words: &[String]) -> usize {
    let about = Description::read();
    let mut wrong = 0;
    let mut report = |what: &str, why: &str| {
        println!("{what}: {why}");
        wrong += 1;
    };
    for name in exported(path) {
        if !about.functions.iter().any(|one| one["name"] == name.as_str()) {
            report(&name, "is exported and has no row in abi/amiwire.json");
        }
    }
    let library = Library::load(path);
    let mut calls = 0;
    for function in &about.functions {
        let name = text(function, "name");
        if !words.is_empty() && !words.iter().any(|word| name.contains(word)) {
            continue;
        }
        if !library.has(name) {
            report(name, "has a row in abi/amiwire.json and is not exported");
            continue;
        }
        for limit in [None, Some(MORE)] {
            for case in cases::cases(function, &about) {
                calls += 1;
                let limited = if limit.is_some() { ", with little memory" } else { "" };
                if let Err(why) = apart(30, || one(library, &about, function, &case, limit)) {
                    report(&format!("{name}, {}{limited}", case.what), &why);
                }
            }
        }
    }
    if words.is_empty()
        && let Err(why) = apart(30, || no_memory(library, &about))
    {
        report("amiwire_conn_open_transport, without memory", &why);
    }
    println!("{path}: {calls} calls, {wrong} wrong");
    wrong
}

/// The functions that a library exports.
fn exported(path: &str) -> Vec<String> {
    let output = Command::new("nm").args(["-D", "--defined-only", path]).output().expect("nm");
    assert!(output.status.success(), "nm {path}");
    let text = String::from_utf8(output.stdout).expect("names");
    let names = text.lines().filter_map(|line| line.rsplit(' ').next()?.split('@').next());
    let names: Vec<String> = names.filter(|name| name.starts_with("amiwire_")).map(String::from).collect();
    assert!(names.len() > 50, "{path} exports {names:?}");
    names
}

/// Makes one call, in a child.
fn one(library: Library, about: &Description, function: &Value, case: &Case, limit: Option<u64>) -> Result<(), String> {
    let mut world = World::new(library, about);
    let name = text(function, "name");
    let parameters = function["parameters"].as_array().expect("parameters");
    let mut words: Vec<Vec<usize>> = parameters.iter().map(|one| world.argument(name, one)).collect();
    for edit in &case.edits {
        match edit {
            Edit::Word(parameter, word, number) => words[*parameter][*word] = *number,
            Edit::Moved(parameter, by) => words[*parameter][0] += by,
            Edit::Bytes(parameter, at, bytes) => world.write(words[*parameter][0] + at, bytes),
            Edit::Zero(parameter, from, to) => world.write(words[*parameter][0] + from, &vec![0; to - from]),
        }
    }
    if let Some(limit) = limit {
        limit_memory(limit);
    }
    let before = world.memory.bytes.to_vec();
    let arguments: Vec<usize> = words.concat();
    let returned = library.call(name, &arguments);
    let status = if text(function, "returns") == "int32_t" {
        Some(listed(about, function, case, returned)?)
    } else {
        if let Expected::Refused(_) = case.expected {
            given_for_wrong(function, returned)?;
        }
        None
    };
    world.compare(&before, |part, before, after| allowed(part, before, after, status, case))?;
    if name == "amiwire_conn_open_transport" {
        closed_once(&world, about, status.unwrap_or_default(), arguments[2])?;
    }
    Ok(())
}

/// Whether the status is one that may be.
fn listed(about: &Description, function: &Value, case: &Case, returned: Returned) -> Result<i32, String> {
    let status = returned.0 as i32;
    let named = |status: i32| {
        let found = about.numbers.iter().find(|(name, number)| {
            **number == i64::from(status)
                && function["statuses"].as_array().is_some_and(|all| all.contains(&Value::from(name.as_str())))
        });
        found.map(|(name, _)| name.clone())
    };
    let Some(name) = named(status) else { return Err(format!("{status} is not listed")) };
    match case.expected {
        Expected::Refused(wanted) if name != format!("AMIWIRE_{wanted}") => {
            Err(format!("{name}, not AMIWIRE_{wanted}"))
        }
        Expected::Listed(unwanted) if name == format!("AMIWIRE_{unwanted}") => Err(name),
        _ => Ok(status),
    }
}

/// Whether a function without a status gave what it says.
fn given_for_wrong(function: &Value, returned: Returned) -> Result<(), String> {
    let narrow = matches!(text(function, "returns"), "uint32_t" | "int");
    let number = if narrow { returned.0 as u32 as i32 as usize } else { returned.0 };
    // SAFETY: a text of the library's, or NULL.
    let read = || (number != 0).then(|| unsafe { CStr::from_ptr(number as *const _) }.to_string_lossy());
    let right = match function["wrong"].as_str() {
        Some("nothing") => true,
        Some("NULL") => number == 0,
        Some("an empty slice") => returned.1 == 0,
        Some(wrong) => match (wrong.parse::<isize>(), wrong.trim_matches('"')) {
            (Ok(wrong), _) => number == wrong as usize,
            (_, wrong) => read().is_some_and(|text| text == wrong),
        },
        None => return Err("what it gives on a wrong argument is not said".into()),
    };
    if right { Ok(()) } else { Err(format!("{number} on a wrong argument")) }
}

/// What a call may have done to a part of the caller's memory.
fn allowed(part: &Part, before: &[u8], after: &[u8], status: Option<i32>, case: &Case) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{} {what}, with status {status:?}", part.parameter));
    // Of a function without a status only a wrong argument is an error.
    let status = status.unwrap_or(if matches!(case.expected, Expected::Refused(_)) { -102 } else { 0 });
    let misuse = (-199..=-100).contains(&status);
    let wrote = matches!(status, 0 | 2);
    let same = before == after;
    match (part.direction.as_str(), part.on_error.as_str()) {
        ("in", _) if same => Ok(()),
        ("in", _) => wrong("has changed"),
        _ if wrote => Ok(()),
        ("inout", _) if status > 0 => Ok(()),
        // A pointer that cannot be written to stays what it is.
        (_, "null") if same && misused(part, case) => Ok(()),
        (_, "null") if after[..8] == [0; 8] && after[8..] == before[8..] => Ok(()),
        (_, "null") => wrong("is not NULL"),
        (_, "wiped") if !misuse => {
            let clean = before.iter().zip(after).all(|(before, after)| before == after || *after == 0);
            if clean { Ok(()) } else { wrong("holds what was refused") }
        }
        (_, "reports") if !misuse => Ok(()),
        _ if same => Ok(()),
        _ => wrong("has changed"),
    }
}

/// Whether it is this very pointer that is wrong.
fn misused(part: &Part, case: &Case) -> bool {
    case.what.starts_with(&format!("{} ", part.parameter))
}

/// The transport is closed once, or is the caller's, or the connection's.
fn closed_once(world: &World<'_>, about: &Description, status: i32, place: usize) -> Result<(), String> {
    let ours = ["NULL_ARGUMENT", "MISALIGNED", "BAD_STRUCT_SIZE", "NOT_BUILT"].map(|name| about.status(name));
    let times = |wanted: usize| match CLOSED.load(Ordering::Relaxed) {
        times if times == wanted => Ok(()),
        times => Err(format!("closed {times} times, not {wanted}, with {status}")),
    };
    if ours.contains(&status) {
        return times(0);
    }
    if status == 0 {
        times(0)?;
        world.give_back(place);
    }
    times(1)
}

/// A connection for which there is no memory is a status, and its transport is
/// closed. What it takes at its open are the places of its actions; all else is taken
/// bit by bit.
fn no_memory(library: Library, about: &Description) -> Result<(), String> {
    let function = about.function("amiwire_conn_open_transport");
    let members = about.members("amiwire_conn_config");
    let member = members.iter().find(|one| text(one, "name") == "max_actions").expect("the most actions");
    let at = member["offset"].as_u64().expect("an offset") as usize;
    let most = member["most"].as_u64().expect("a maximum") as u32;
    let expected = Expected::Refused("NO_MEMORY");
    let case =
        Case { what: "max_actions".into(), edits: vec![Edit::Bytes(0, at, most.to_ne_bytes().to_vec())], expected };
    // A place has 64 bytes: half of what they take together.
    one(library, about, function, &case, Some(u64::from(most) * 32))
}

/// The library as cargo builds tests, without these checks.
fn built(without: &[&str]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = if without.is_empty() { "contract-whole.so" } else { "contract-control.so" };
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let cargo = env!("CARGO");
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    let mut inputs = unchanged::Inputs::default().text(&without.join(" ")).text(&flags);
    inputs = inputs.version(cargo).version(&std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()));
    inputs = ["src", "Cargo.toml", "Cargo.lock"].iter().fold(inputs, |inputs, name| inputs.path(&root.join(name)));
    unchanged::made(&kept, inputs, || {
        let mut cargo = Command::new(cargo);
        cargo.current_dir(root);
        cargo.args(["rustc", "--quiet", "--locked", "--lib", "--crate-type", "cdylib"]);
        cargo.args(["--no-default-features", "--features", "capi tls names values", "--message-format", "json"]);
        cargo.args(["--", "--cfg", "amiwire_c_library"]);
        for check in without {
            cargo.args(["--cfg", &format!("amiwire_contract_control=\"{check}\"")]);
        }
        let output = cargo.output().expect("cargo");
        assert!(output.status.success(), "cargo rustc: {}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).expect("JSON");
        let mut messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let library = messages.find_map(|message| {
            let files = message["filenames"].as_array()?.clone();
            let file = files.iter().filter_map(Value::as_str).find(|file| file.ends_with("/libamiwire.so"))?;
            Some(PathBuf::from(file))
        });
        // The next one is built in its place.
        std::fs::copy(library.expect("a library"), &kept).expect("a copy");
    });
    kept
}

/// Of the checks that a library was built without, how many the test does not miss,
/// at least by the case of each.
fn not_found() -> usize {
    let output = again(&built(&CONTROLS.map(|(check, _)| check)));
    let text = String::from_utf8_lossy(&output.stdout);
    let mut unseen = 0;
    for (check, case) in CONTROLS {
        let found = !output.status.success() && text.contains(case);
        println!("without the check of {check}: {}", if found { "found out" } else { "NOT found out" });
        unseen += usize::from(!found);
    }
    if unseen > 0 {
        println!("{text}");
    }
    unseen
}

fn again(library: &Path) -> std::process::Output {
    let own = std::env::current_exe().expect("this program");
    Command::new(own).env("AMIWIRE_LIBRARY", library).output().expect("this program once more")
}
