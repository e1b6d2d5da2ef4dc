//! `lists.tsv` as rows of the macro `answers!`.

use super::table::{Kind, Names};
use std::fmt::Write;

/// The module of the answers.
pub(crate) fn rust(table: &str, names: &Names) -> String {
    let mut text = String::from(
        "//! Written from src/name/lists.tsv by the test names_generate; do not edit.\n\ncrate::name::list::answers! {\n",
    );
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [action, shape, items, completion, later, flags] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a row of lists.tsv: {line:?}");
        };
        let events = |cell| {
            let all: Vec<String> = cells(cell).map(|name| names.rust(Kind::Event, name)).collect();
            all.join(", ")
        };
        let flags: Vec<String> = cells(flags).map(|flag| flag.to_uppercase().replace('-', "_")).collect();
        let _ = writeln!(
            text,
            "    {} {}{} [{}] [{}] [{}] [{}];",
            names.rust(Kind::Action, action),
            shape[..1].to_uppercase(),
            &shape[1..],
            events(items),
            events(completion),
            events(later),
            flags.join(", ")
        );
    }
    text + "}\n"
}

/// The words of a cell; a dash stands for none.
fn cells(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').filter(|word| *word != "-")
}
