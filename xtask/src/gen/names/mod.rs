//! What is made of `src/name/names.tsv` and `src/name/lists.tsv`: the tables of
//! names in Rust, the constants of C, the fuzz targets' dictionary, and the list
//! of the ids that have been given out.

mod c;
mod dictionary;
mod frozen;
mod lists;
mod perfect;
mod rust;
mod table;
#[cfg(test)]
mod tests;

#[path = "../../../../src/name/hash.rs"]
mod hash;

use anyhow::{Context, Result};

use super::tree::Tree;
use super::{File, Generator};
use table::{Kind, Names};

const NAMES: &str = "src/name/names.tsv";
const LISTS: &str = "src/name/lists.tsv";
const WIRE: &str = "fuzz/ami.dict";
pub(super) const FROZEN: &str = "abi/names.frozen";

pub(super) const GENERATOR: Generator = Generator {
    name: "names",
    about: "the numbers of names, in Rust, C and for the fuzz targets, from src/name/*.tsv",
    reads: &[NAMES, LISTS, WIRE],
    makes: &[
        // First: where an id was changed, nothing is made.
        File { path: FROZEN, text: |tree| frozen::check(&tree.read(FROZEN)?, &names(tree)?).context(FROZEN) },
        File { path: "src/name/generated/event.rs", text: |tree| rust::ids(&names(tree)?, Kind::Event) },
        File { path: "src/name/generated/action.rs", text: |tree| rust::ids(&names(tree)?, Kind::Action) },
        File { path: "src/name/generated/header.rs", text: |tree| rust::ids(&names(tree)?, Kind::Header) },
        File {
            path: "src/name/generated/list.rs",
            text: |tree| lists::rust(&tree.read(LISTS)?, &names(tree)?).context(LISTS),
        },
        File { path: "include/amiwire_names.h", text: |tree| Ok(c::header(&names(tree)?)) },
        File { path: "fuzz/names.dict", text: |tree| Ok(dictionary::of(&names(tree)?, &tree.read(WIRE)?)) },
    ],
};

/// The table, which keeps its rules.
fn names(tree: &Tree) -> Result<Names> {
    let names = Names::parse(&tree.read(NAMES)?).context(NAMES)?;
    names.check().context(NAMES)?;
    Ok(names)
}
