//! The test programs, with all changes that compile together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use regex::Regex;
use serde_json::Value;
use xshell::{Shell, cmd};

use super::change::{ASKED_WHILE_COMPILING, Change};
use super::rewrite::{Owned, owners, rewrite};
use super::trial::{TESTS, VARIABLE};
use crate::environment::copy_sources;

const ENVIRONMENT: [(&str, &str); 6] = [
    ("RUSTFLAGS", "--cap-lints=warn"),
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_TEST_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_DEV_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_TEST_DEBUG", "0"),
    ("CARGO_PROFILE_DEV_DEBUG", "0"),
];

/// Says which change is taken; goes to the end of the library.
fn switch() -> String {
    format!(
        r#"
extern crate std as std_of_changes;

pub mod changes {{
    use std_of_changes::sync::LazyLock;

    static CHANGE: LazyLock<u32> = LazyLock::new(|| {{
        std_of_changes::env::var("{VARIABLE}").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    }});

    #[inline(never)]
    pub fn changed() -> u32 {{
        *CHANGE
    }}
}}
"#
    )
}

/// Where the changed copy of the tree lies.
pub fn tree(work: &Path) -> PathBuf {
    work.join("tree")
}

/// The programs by the names of their tests.
pub fn build(shell: &Shell, work: &Path, changes: &mut [Change]) -> Result<BTreeMap<String, PathBuf>> {
    let tree = tree(work);
    let _ = fs::remove_dir_all(&tree);
    copy_sources(shell, &tree)?;
    let library = tree.join("src/lib.rs");
    let text = fs::read_to_string(&library)? + &switch();
    fs::write(library, text)?;
    let files: BTreeSet<String> = changes.iter().map(|change| change.file.clone()).collect();
    loop {
        let mut owned = BTreeMap::new();
        for file in &files {
            let text = fs::read_to_string(shell.current_dir().join(file))?;
            let mut of_file: Vec<_> = changes.iter_mut().filter(|change| change.file == *file).collect();
            let (text, lines) = rewrite(&text, &mut of_file);
            if fs::read_to_string(tree.join(file))? != text {
                fs::write(tree.join(file), text)?;
            }
            owned.insert(file.clone(), lines);
        }
        let messages = compile(shell, &tree, &work.join("target"))?;
        let mut wrong = Wrong::default();
        let mut programs = BTreeMap::new();
        for message in messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            match message["reason"].as_str() {
                Some("compiler-artifact") if message["profile"]["test"] == true => {
                    if let (Some(name), Some(program)) =
                        (message["target"]["name"].as_str(), message["executable"].as_str())
                    {
                        programs.insert(name.to_owned(), PathBuf::from(program));
                    }
                }
                Some("compiler-message") if message["message"]["level"] == "error" => {
                    wrong.add(&message["message"], &owned);
                }
                Some("build-finished") if message["success"] == true => wrong.finished = true,
                _ => {}
            }
        }
        if wrong.finished {
            return Ok(programs);
        }
        if !wrong.leave_out(changes) {
            wrong.messages.truncate(5);
            bail!("this does not compile, for no change:\n{}", wrong.messages.join("\n"));
        }
    }
}

/// What cargo says.
fn compile(shell: &Shell, tree: &Path, target: &Path) -> Result<String> {
    let manifest = tree.join("Cargo.toml");
    let mut cargo = cmd!(shell, "cargo test --no-run --message-format=json --manifest-path {manifest} --lib")
        .args(["--no-default-features", "--features", "capi names values"])
        .env("CARGO_TARGET_DIR", target)
        .envs(ENVIRONMENT);
    for test in TESTS {
        cargo = cargo.args(["--test", test]);
    }
    let output = cargo.quiet().ignore_status().output()?;
    Ok(String::from_utf8(output.stdout)?)
}

/// Why it does not compile.
#[derive(Default)]
struct Wrong {
    finished: bool,
    changes: BTreeSet<u32>,
    /// Functions that are asked for while compiling, which must stay as they are.
    asked: BTreeSet<String>,
    messages: Vec<String>,
}

impl Wrong {
    fn add(&mut self, message: &Value, owned: &BTreeMap<String, Vec<Owned>>) {
        self.messages.push(message["rendered"].as_str().unwrap_or_default().to_owned());
        let asked = Regex::new(r"cannot (?:call|use) non-const .*`.*?(\w+)(?:::<.*>)?`").expect("a regular expression");
        if let Some(found) = asked.captures(message["message"].as_str().unwrap_or_default()) {
            self.asked.insert(found[1].to_owned());
            return;
        }
        for span in message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true) {
            let file = span["file_name"].as_str().and_then(|file| owned.get(file));
            let line = span["line_start"].as_u64().and_then(|line| usize::try_from(line).ok());
            if let (Some(lines), Some(line)) = (file, line) {
                self.changes.extend(owners(lines, line));
            }
        }
    }

    /// Whether any change was left out for it.
    fn leave_out(&self, changes: &mut [Change]) -> bool {
        let mut any = false;
        for change in changes.iter_mut().filter(|change| change.left_out.is_none()) {
            let name = change.function.as_ref().and_then(|function| function.name.split("::").last());
            if name.is_some_and(|name| self.asked.contains(name)) {
                change.left_out = Some(ASKED_WHILE_COMPILING);
                any = true;
            } else if self.changes.contains(&change.number) {
                change.left_out = Some("does not compile");
                any = true;
            }
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_function_that_is_asked_for_while_compiling_is_named() {
        let mut wrong = Wrong::default();
        for message in [
            "cannot call non-const function `fold_word` in constants",
            "cannot call non-const associated function `Kernel::by_name::<'_>` in constant functions",
            "cannot call non-const method `Limits::sum` in statics",
        ] {
            wrong.add(&json!({"message": message, "rendered": "", "spans": []}), &BTreeMap::new());
        }
        assert_eq!(wrong.asked, ["by_name", "fold_word", "sum"].map(String::from).into());
    }
}
