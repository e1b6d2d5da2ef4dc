//! The list of functions that `make check-panic` proves is whole: rustdoc says
//! what is public. Its output for machines is not stable yet, so that this
//! asks for a compiler whose format is known and otherwise fails by name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What rustdoc writes about the core, whole.
fn rustdoc() -> Value {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("panic-list");
    let output = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--lib", "--no-default-features", "--features", "names values", "--target-dir"])
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS")
        .output()
        .unwrap();
    assert!(output.status.success(), "rustdoc: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&std::fs::read(target.join("doc/amiwire.json")).unwrap()).unwrap()
}

/// Public functions by the path of their module and type.
struct Finder<'a> {
    index: &'a Value,
    /// The items met, which may have more than one path.
    seen: BTreeSet<u64>,
    found: BTreeSet<String>,
}

impl<'a> Finder<'a> {
    fn item(&self, id: &Value) -> Option<(&'a Value, &'a str, &'a Value)> {
        let item = self.index.get(id.as_u64()?.to_string())?;
        let (kind, inner) = item["inner"].as_object()?.iter().next()?;
        Some((item, kind, inner))
    }

    fn module(&mut self, module: &Value, path: &str) {
        let items = || module["items"].as_array().unwrap().iter();
        // What lies in a module before what it passes on, so that the names
        // are those of the modules.
        for passed_on in [false, true] {
            for id in items() {
                let Some((item, kind, inner)) = self.item(id) else { continue };
                if (kind == "use") != passed_on {
                    continue;
                }
                let (item, kind, inner, name) = match kind {
                    "use" => match self.item(&inner["id"]) {
                        Some((item, kind, to)) => (item, kind, to, inner["name"].as_str().unwrap()),
                        None => continue,
                    },
                    _ => (item, kind, inner, item["name"].as_str().unwrap_or_default()),
                };
                // The C interface has its own proof: libamiwire-core.
                if path.is_empty() && (name == "ffi" || passed_on) {
                    continue;
                }
                self.public(item, kind, inner, &format!("{path}{name}"));
            }
        }
    }

    fn public(&mut self, item: &Value, kind: &str, inner: &Value, path: &str) {
        if kind != "module" && !self.seen.insert(item["id"].as_u64().unwrap()) {
            return;
        }
        match kind {
            "module" => self.module(inner, &format!("{path}::")),
            "function" => {
                self.found.insert(path.into());
            }
            "struct" | "enum" | "union" => {
                for id in inner["impls"].as_array().unwrap() {
                    self.block(id, item, path);
                }
            }
            _ => {}
        }
    }

    /// A block of functions of a type.
    fn block(&mut self, id: &Value, of: &Value, path: &str) {
        let Some((block, _, inner)) = self.item(id) else { return };
        let derived = block["attrs"].to_string().contains("automatically_derived");
        let elsewhere = inner["for"]["resolved_path"]["id"] != of["id"];
        if derived || elsewhere || inner["is_synthetic"] == true || !inner["blanket_impl"].is_null() {
            return;
        }
        for id in inner["items"].as_array().unwrap() {
            let Some((item, "function", _)) = self.item(id) else { continue };
            let name = item["name"].as_str().unwrap();
            self.found.insert(match inner["trait"]["path"].as_str() {
                Some(of_trait) => format!("{path} as {of_trait}::{name}"),
                None => format!("{path}::{name}"),
            });
        }
    }
}

#[test]
fn the_list_has_every_public_function_of_the_core() {
    let rustdoc = rustdoc();
    let mut finder = Finder { index: &rustdoc["index"], seen: BTreeSet::new(), found: BTreeSet::new() };
    let root = finder.item(&rustdoc["root"]).expect("rustdoc's format is another one");
    finder.module(root.2, "");
    assert!(finder.found.len() > 200, "rustdoc's format is another one: only {:?}", finder.found);

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/panic-proof/src/list.rs");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| Some(line.trim().strip_prefix('"')?.split_once("\" =>")?.0));
    // A row with a comma is about a part of a function.
    let listed: BTreeSet<String> = rows.filter(|name| !name.contains(',')).map(String::from).collect();

    let missing: Vec<_> = finder.found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&finder.found).collect();
    assert!(missing.is_empty() && gone.is_empty(), "tools/panic-proof/src/list.rs lacks {missing:#?}, has {gone:#?}");
}
