//! The names as words for the fuzz targets, in libFuzzer's form.

use super::table::{KINDS, Kind, Names};
use std::fmt::Write;

/// All words: those of the wire itself, and each name where it stands in a
/// line.
pub(crate) fn of(names: &Names, wire: &str) -> String {
    let mut text = String::from("# Generated from fuzz/ami.dict and src/name/names.tsv by `cargo xtask gen names`.\n");
    for line in wire.lines().filter(|line| line.starts_with('"')) {
        let _ = writeln!(text, "{line}");
    }
    for name in KINDS.iter().flat_map(|kind| names.of(*kind)) {
        let plain = name.name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = match name.kind {
            Kind::Event => writeln!(text, "\"Event: {plain}\\x0d\\x0a\""),
            Kind::Action => writeln!(text, "\"Action: {plain}\\x0d\\x0a\""),
            Kind::Header => writeln!(text, "\"{plain}: \""),
        };
    }
    text
}
