//! What the C libraries export: `abi/amiwire.symbols` is every function of the
//! header, `abi/amiwire-core.symbols` those that are there without `std`.
//! `tests/library.sh` holds the built libraries against both.

use anyhow::{Context, Result, ensure};

use super::prototypes::functions;
use super::{Header, Tree};

/// The features of the core's library, beside `capi`: `make lib-core`.
const CORE: [&str; 2] = ["names", "values"];
/// The most functions that a C program is to learn.
const MOST: usize = 110;

pub(super) fn of_all(tree: &Tree) -> Result<String> {
    list(tree, tree.header()?, &[])
}

pub(super) fn of_the_core(tree: &Tree) -> Result<String> {
    let modules = tree.read("src/ffi/mod.rs")?;
    let outside = outside_the_core(&modules);
    ensure!(!outside.is_empty(), "src/ffi/mod.rs: every module is in the core");
    list(tree, tree.header()?, &outside)
}

/// The modules that a feature has which the core does not have.
fn outside_the_core(modules: &str) -> Vec<&str> {
    let lines = modules.lines().zip(modules.lines().skip(1));
    lines
        .filter_map(|(before, line)| {
            let feature = before.strip_prefix("#[cfg(feature = \"")?.strip_suffix("\")]")?;
            let module = line.strip_prefix("pub mod ").or(line.strip_prefix("mod "))?.strip_suffix(';')?;
            (!CORE.contains(&feature)).then_some(module)
        })
        .collect()
}

/// The symbols of the sections, less those that are left out.
fn list(tree: &Tree, header: &Header, without: &[&str]) -> Result<String> {
    let map = tree.read("abi/amiwire.map")?;
    let version = map.split_whitespace().next().context("abi/amiwire.map begins with a version")?;
    let sections = header.sections.iter().filter(|(name, _)| !without.contains(name));
    let mut lines: Vec<String> = sections
        .flat_map(|(_, text)| functions(text))
        .map(|function| format!("{}@@{version}\n", function.name))
        .collect();
    lines.sort();
    ensure!(lines.len() <= MOST, "{} functions are exported, and {MOST} are the most", lines.len());
    Ok(lines.concat())
}

#[cfg(test)]
mod tests {
    use super::outside_the_core;

    #[test]
    fn a_module_of_another_feature_is_outside() {
        let modules = "pub mod a;\n#[cfg(feature = \"std\")]\npub mod b;\n#[cfg(feature = \"values\")]\npub mod c;\n\
                       #[cfg(feature = \"net\")]\nmod d;\npub mod e;\n";
        assert_eq!(outside_the_core(modules), ["b", "d"]);
    }
}
