//! Where the bytes of the cases come from.
#![allow(dead_code)]

use std::path::Path;

use crate::common::recordings::shared;
use crate::format;

/// The bytes of the one case below a heading of a file of this folder.
fn case(file: &str, heading: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let mut cases = format::cases(&path);
    cases.retain(|case| case.heading == heading);
    assert_eq!(cases.len(), 1, "{heading} in {}", path.display());
    cases.remove(0).input
}

/// A made-up input, which begins with a greeting.
pub(crate) fn dialect(name: &str) -> Vec<u8> {
    case("dialects.cases", name)
}

/// A few lines of the shape of a live answer.
pub(crate) fn written(name: &str) -> Vec<u8> {
    case("written.cases", name)
}

/// The answer of a real server, if those are here: then none may be missing.
pub(crate) fn live(name: &str) -> Option<Vec<u8>> {
    let path = shared()?.join("cases/live").join(format!("{name}.s2c"));
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
