//! `lists.tsv` as rows of the macro `answers!`.

use super::table::{Kind, Names};
use anyhow::{Context, Result, bail};
use std::fmt::Write;

/// The module of the answers.
pub(crate) fn rust(table: &str, names: &Names) -> Result<String> {
    let mut text = String::from(
        "//! Generated from src/name/lists.tsv by `cargo xtask gen names`; do not edit.\n\ncrate::name::list::answers! {\n",
    );
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [action, shape, items, completion, later, flags] = line.split('\t').collect::<Vec<_>>()[..] else {
            bail!("not a row: {line:?}");
        };
        let events = |cell| -> Result<String> {
            let all = cells(cell).map(|name| names.rust(Kind::Event, name)).collect::<Result<Vec<String>>>()?;
            Ok(all.join(", "))
        };
        let (first, rest) = shape.split_at_checked(1).with_context(|| format!("no shape of the answer: {line:?}"))?;
        let flags: Vec<String> = cells(flags).map(|flag| flag.to_uppercase().replace('-', "_")).collect();
        let _ = writeln!(
            text,
            "    {} {}{} [{}] [{}] [{}] [{}];",
            names.rust(Kind::Action, action)?,
            first.to_uppercase(),
            rest,
            events(items)?,
            events(completion)?,
            events(later)?,
            flags.join(", ")
        );
    }
    Ok(text + "}\n")
}

/// The words of a cell; a dash stands for none.
fn cells(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').filter(|word| *word != "-")
}
