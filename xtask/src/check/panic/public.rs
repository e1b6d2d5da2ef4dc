//! What rustdoc calls public in the core. Its output for machines is not stable
//! yet: where the format is another one, the check fails and says so.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xshell::{Shell, cmd};

/// Public functions by the path of their module and type.
pub fn functions(shell: &Shell, target: &Path) -> Result<BTreeSet<String>> {
    cmd!(shell, "cargo rustdoc --quiet --lib --no-default-features --features names,values --target-dir {target}")
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS")
        .quiet()
        .run()?;
    let rustdoc: Value = serde_json::from_slice(&fs::read(target.join("doc/amiwire.json"))?)?;
    let found = found_in(&rustdoc).context("rustdoc's format is another one")?;
    ensure!(found.len() > 200, "rustdoc's format is another one: only {found:?}");
    Ok(found)
}

fn found_in(rustdoc: &Value) -> Option<BTreeSet<String>> {
    let mut finder = Finder { index: &rustdoc["index"], seen: BTreeSet::new(), found: BTreeSet::new() };
    let (_, _, root) = finder.item(&rustdoc["root"])?;
    finder.module(root, "")?;
    Some(finder.found)
}

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

    fn module(&mut self, module: &Value, path: &str) -> Option<()> {
        let items = module["items"].as_array()?;
        // What lies in a module before what it passes on, so that the names
        // are those of the modules.
        for passed_on in [false, true] {
            for id in items {
                let Some((item, kind, inner)) = self.item(id) else { continue };
                if (kind == "use") != passed_on {
                    continue;
                }
                let (item, kind, inner, name) = match kind {
                    "use" => match self.item(&inner["id"]) {
                        Some((item, kind, to)) => (item, kind, to, inner["name"].as_str()?),
                        None => continue,
                    },
                    _ => (item, kind, inner, item["name"].as_str().unwrap_or_default()),
                };
                // The C interface has its own proof: libamiwire-core.
                if path.is_empty() && (name == "ffi" || passed_on) {
                    continue;
                }
                self.public(item, kind, inner, &format!("{path}{name}"))?;
            }
        }
        Some(())
    }

    fn public(&mut self, item: &Value, kind: &str, inner: &Value, path: &str) -> Option<()> {
        if kind != "module" && !self.seen.insert(item["id"].as_u64()?) {
            return Some(());
        }
        match kind {
            "module" => self.module(inner, &format!("{path}::"))?,
            "function" => {
                self.found.insert(path.into());
            }
            "struct" | "enum" | "union" => {
                for id in inner["impls"].as_array()? {
                    self.block(id, item, path)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A block of functions of a type.
    fn block(&mut self, id: &Value, of: &Value, path: &str) -> Option<()> {
        let Some((block, _, inner)) = self.item(id) else { return Some(()) };
        let derived = block["attrs"].to_string().contains("automatically_derived");
        let elsewhere = inner["for"]["resolved_path"]["id"] != of["id"];
        if derived || elsewhere || inner["is_synthetic"] == true || !inner["blanket_impl"].is_null() {
            return Some(());
        }
        for id in inner["items"].as_array()? {
            let Some((item, "function", _)) = self.item(id) else { continue };
            let name = item["name"].as_str()?;
            self.found.insert(match inner["trait"]["path"].as_str() {
                Some(of_trait) => format!("{path} as {of_trait}::{name}"),
                None => format!("{path}::{name}"),
            });
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A crate with `pub mod m { pub fn f; pub struct S; pub use hidden::g; }`.
    fn rustdoc() -> Value {
        let function = json!({"function": {}});
        json!({"root": 0, "index": {
            "0": {"id": 0, "name": "amiwire", "inner": {"module": {"items": [1, 9, 10]}}},
            "1": {"id": 1, "name": "m", "inner": {"module": {"items": [2, 3, 7]}}},
            "2": {"id": 2, "name": "f", "inner": function},
            "3": {"id": 3, "name": "S", "inner": {"struct": {"impls": [4, 11, 99]}}},
            "4": {"id": 4, "name": null, "attrs": [], "inner": {"impl": {
                "for": {"resolved_path": {"id": 3}}, "trait": {"path": "Display"}, "items": [5], "blanket_impl": null}}},
            "5": {"id": 5, "name": "fmt", "inner": function},
            "7": {"id": 7, "name": null, "inner": {"use": {"id": 8, "name": "g"}}},
            "8": {"id": 8, "name": "g", "inner": function},
            // Of the crate's own root, passed on, and of the C interface: not the core's.
            "9": {"id": 9, "name": null, "inner": {"use": {"id": 2, "name": "f"}}},
            "10": {"id": 10, "name": "ffi", "inner": {"module": {"items": [8]}}},
            "11": {"id": 11, "name": null, "attrs": ["#[automatically_derived]"], "inner": {"impl": {
                "for": {"resolved_path": {"id": 3}}, "trait": null, "items": [5], "blanket_impl": null}}},
        }})
    }

    #[test]
    fn public_functions_are_found_once_each() {
        let found = found_in(&rustdoc()).unwrap();
        assert_eq!(found, BTreeSet::from(["m::f".into(), "m::g".into(), "m::S as Display::fmt".into()]));
    }

    #[test]
    fn another_format_is_noticed() {
        assert!(found_in(&json!({})).is_none());
        assert!(found_in(&json!({"root": "0:1", "index": {}})).is_none());
        let mut other = rustdoc();
        other["index"]["3"]["inner"]["struct"] = json!({});
        assert!(found_in(&other).is_none());
    }
}
