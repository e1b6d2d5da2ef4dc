//! The tables in Rust, as rows of the macros in `src/name/`.

use super::perfect::Perfect;
use super::table::{Kind, Name, Names};
use anyhow::{Context, Result};
use std::fmt::Write;

const NOTE: &str = "from src/name/names.tsv by `cargo xtask gen names`; do not edit.";

/// The module of one kind.
pub(crate) fn ids(names: &Names, kind: Kind) -> Result<String> {
    let rows: Vec<&Name> = names.of(kind).collect();
    let mut text = format!("//! Generated {NOTE}\n\n");
    if kind == Kind::Header {
        text += "use crate::name::table::Table;\n\n";
    }
    let _ = writeln!(text, "crate::name::ids! {{");
    let _ = writeln!(text, "    /// The name of {} {}.", article(kind), kind.word());
    let _ = writeln!(text, "    {}", kind.rust());
    for row in &rows {
        let _ = writeln!(text, "    {} {} {:?};", row.id, row.rust(), row.name);
    }
    let spelt: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let perfect = Perfect::of(&spelt)?;
    let _ = writeln!(text, "    seeds {}\n    places {}\n}}", numbers(&perfect.seeds), numbers(&perfect.places));
    if kind == Kind::Header {
        text += &shapes(&rows)?;
    }
    Ok(text)
}

fn article(kind: Kind) -> &'static str {
    if kind == Kind::Header { "a" } else { "an" }
}

/// The templates: those with numbers are found by hash, those with text by
/// what stands before it.
fn shapes(headers: &[&Name]) -> Result<String> {
    let templates = headers.iter().filter_map(|name| Some((*name, name.shape.as_deref()?)));
    let (texts, numbered): (Vec<_>, Vec<_>) = templates.partition(|(_, shape)| shape.contains('*'));
    let spelt: Vec<&str> = numbered.iter().map(|(_, shape)| *shape).collect();
    let perfect = Perfect::of(&spelt)?;
    let mut text = format!(
        "\ncrate::name::shapes! {{\n    seeds {}\n    places {}\n    numbered {{\n",
        numbers(&perfect.seeds),
        numbers(&perfect.places)
    );
    for (name, shape) in &numbered {
        let _ = writeln!(text, "        {} {shape:?};", name.rust());
    }
    text += "    }\n    texts {\n";
    for (name, shape) in &texts {
        let before = shape.strip_suffix("*)").with_context(|| format!("{shape}: a shape with text ends in it"))?;
        let _ = writeln!(text, "        {} {before:?};", name.rust());
    }
    Ok(text + "    }\n}\n")
}

/// An array literal of at most 100 columns.
fn numbers(numbers: &[u16]) -> String {
    let mut text = String::from("[");
    let mut column = usize::MAX;
    for number in numbers {
        let number = format!("{number},");
        if column > 96 - number.len() {
            text += "\n       ";
            column = 7;
        }
        column += 1 + number.len();
        let _ = write!(text, " {number}");
    }
    text + "\n    ]"
}
