//! Where the bytes of the cases come from.
#![allow(dead_code)]

use std::path::Path;

use crate::common::recordings::shared;
use crate::format;

/// The bytes of a `.case` file of this folder.
fn case(folder: &str, name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder).join(format!("{name}.case"));
    let mut cases = format::cases(&path);
    assert_eq!(cases.len(), 1, "{}", path.display());
    cases.remove(0).input
}

/// A made-up input, which begins with a greeting.
pub(crate) fn dialect(name: &str) -> Vec<u8> {
    case("dialects", name)
}

/// A few lines of the shape of a live answer.
pub(crate) fn written(name: &str) -> Vec<u8> {
    case("written", name)
}

/// The answer of a real server, if those are here: then none may be missing.
pub(crate) fn live(name: &str) -> Option<Vec<u8>> {
    let path = shared()?.join("cases/live").join(format!("{name}.s2c"));
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
