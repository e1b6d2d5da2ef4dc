//! `docs/conformance.md` is `tests/conformance/traps.tsv` with the cases that
//! show each trap. There is none while a trap is shown by nothing, or a case
//! shows a trap that is not in the table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};

use super::tree::Tree;
use super::{File, Generator};

pub(super) const GENERATOR: Generator = Generator {
    name: "conformance",
    about: "the table of traps, from tests/conformance",
    reads: &["tests/conformance"],
    makes: &[File { path: "docs/conformance.md", text: page }],
};

const HEAD: &str = "\
# The traps of the wire

What servers send and do that a reader of a simple line protocol does not
expect, by the numbers of the [wire reference](wire.md) and of the code, in
which releases, and what amiwire does about it. The cases are transcripts in `tests/conformance/`: each is read
whole, cut in two at every place, and byte by byte, with much memory and with
little, and must give the same packets, offsets and counters. The column of peers
says what clients in use do where it was measured, or, where it says so, what
their users report; an empty cell says nothing. The last column has the headings of
the cases, each with its file.

Generated from `tests/conformance/traps.tsv` by `cargo xtask gen conformance`.

| trap | what | releases | what amiwire does | peers | shown by |
|---|---|---|---|---|---|
";

fn page(tree: &Tree) -> Result<String> {
    let table = tree.read("tests/conformance/traps.tsv")?;
    let mut shown = shown(tree)?;
    let mut made = String::from(HEAD);
    for (i, row) in table.lines().skip(1).enumerate() {
        let [trap, what, releases, does, peers] = row.split('\t').collect::<Vec<_>>()[..] else {
            bail!("traps.tsv: five columns: {row}");
        };
        ensure!(trap == format!("T{}", i + 1), "traps.tsv: a row is missing before {trap}");
        let mut places = shown.remove(trap).with_context(|| format!("nothing shows {trap}"))?;
        places.sort();
        writeln!(made, "| {trap} | {what} | {releases} | {does} | {peers} | {} |", places.join(", "))?;
    }
    ensure!(shown.is_empty(), "cases of traps that are not in the table: {shown:?}");
    Ok(made)
}

/// By trap, what shows it: cases, and tests elsewhere.
fn shown(tree: &Tree) -> Result<BTreeMap<String, Vec<String>>> {
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in tree.files("tests/conformance", ".cases")? {
        let mut place = None;
        for (number, line) in (1..).zip(tree.read(&path)?.lines()) {
            if let Some(heading) = line.strip_prefix("=== ") {
                let file = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".cases");
                place = Some(format!("{heading} (`{file}`)"));
            }
            let Some(traps) = line.strip_prefix("traps:") else { continue };
            let place = place.as_ref().with_context(|| format!("{path}:{number}: traps without a heading"))?;
            for trap in traps.split([' ', ',']).filter(|trap| !trap.is_empty()) {
                let places = shown.entry(trap.into()).or_default();
                if places.last() != Some(place) {
                    places.push(place.clone());
                }
            }
        }
    }
    for row in tree.read("tests/conformance/elsewhere.tsv")?.lines().skip(1) {
        let mut fields = row.split('\t');
        let (Some(trap), Some(place)) = (fields.next(), fields.next()) else {
            bail!("elsewhere.tsv: a trap and a place: {row}");
        };
        let place = place.split('#').next_back().unwrap_or_default();
        shown.entry(trap.into()).or_default().push(place.into());
    }
    Ok(shown)
}
