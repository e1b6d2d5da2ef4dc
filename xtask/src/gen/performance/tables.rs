//! The tables of the document.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use super::facts::{Facts, cell, number};

type Table = fn(&Facts) -> Result<String>;

/// By the name in `<!-- measured: NAME -->`.
pub(crate) const ALL: &[(&str, Table)] = &[
    ("machine", machine),
    ("cache", cache),
    ("ratios", ratios),
    ("pieces", pieces),
    ("instructions", instructions),
    ("growth", growth),
    ("sizes", sizes),
];

/// A table with numbers to the right.
fn table(head: &[&str], rows: impl Iterator<Item = Result<Vec<String>>>) -> Result<String> {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| String::from(*cell)).collect();
    let rule: Vec<String> = (0..head.len()).map(|i| String::from(if i == 0 { "---" } else { "---:" })).collect();
    let mut out = line(&head) + &line(&rule);
    for row in rows {
        let row = row?;
        ensure!(row.len() == head.len(), "a row of {} cells below {head:?}: {row:?}", row.len());
        out += &line(&row);
    }
    Ok(out)
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 0.095 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// 1234567 as 1,234,567.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn ours(name: &str) -> String {
    if name.starts_with("amiwire") || name == "writer" || name == "get" { format!("**{name}**") } else { name.into() }
}

fn machine(facts: &Facts) -> Result<String> {
    let mut out = format!("- Processor: {}; best kernel: {}.\n", facts.one("cpu")?, facts.one("kernel")?);
    out += &format!("- Compilers: {}.\n", facts.one("compilers")?);
    out += &format!("- Tree: {}; {} rounds in cache.\n", facts.one("tree")?, facts.one("rounds")?);
    for input in facts.all("input")? {
        let [name, bytes, packets, headers, left_out] = input else { bail!("input: five columns: {input:?}") };
        let length = (number(input, 1)? - 2.0 * number(input, 2)?) / number(input, 3)?;
        let [bytes, packets, headers, left_out] = [bytes, packets, headers, left_out].map(|digits| grouped(digits));
        out += &format!(
            "- Input, {name}: {bytes} bytes, {packets} packets, {headers} headers, {length:.1} bytes a line with CR LF; {left_out} packets left out.\n"
        );
    }
    Ok(out)
}

fn run(facts: &Facts, runs: &[&str], divisor: f64, unit: &str) -> Result<String> {
    let mut rows = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        // httparse is in each run, and stands in the table once.
        rows.extend(facts.rows(run)?.into_iter().filter(|row| i == 0 || row.name != "httparse"));
    }
    let cells = rows.iter().map(|row| {
        let [best, median] = row.speed.map(|speed| short(speed / divisor));
        let [over, over_median] = row.over.map(short);
        Ok(vec![ours(row.name), best, median, over, over_median])
    });
    table(&["row", &format!("{unit}, best"), "median", "over httparse, best", "median"], cells)
}

fn cache(facts: &Facts) -> Result<String> {
    run(facts, &["cache", "slow"], 1000.0, "GB/s")
}

fn ratios(facts: &Facts) -> Result<String> {
    let rows = facts.all("ratio")?.into_iter().map(|fact| {
        let [name, _, _, bar, void] = fact else { bail!("ratio: five columns: {fact:?}") };
        let verdict = match (void.as_str(), bar.as_str()) {
            ("-", "-") => String::new(),
            ("-", _) if number(fact, 1)? >= number(fact, 3)? => "holds".into(),
            ("-", _) => "**short**".into(),
            (why, _) => format!("void: {why}"),
        };
        let short =
            |i: usize| -> Result<String> { Ok(if fact[i] == "-" { String::new() } else { short(number(fact, i)?) }) };
        Ok(vec![format!("`{name}`"), short(3)?, short(1)?, short(2)?, verdict])
    });
    table(&["ratio", "asked", "best", "medians", ""], rows)
}

fn pieces(facts: &Facts) -> Result<String> {
    let rows = facts.all("piece")?.into_iter();
    let rows = rows.map(|fact| Ok(vec![grouped(cell(fact, 0)?), short(number(fact, 1)? / 1000.0)]));
    table(&["bytes a piece", "GB/s, with the copy"], rows)
}

fn instructions(facts: &Facts) -> Result<String> {
    let rows = facts
        .all("instructions")?
        .into_iter()
        .filter(|fact| !fact.first().is_some_and(|name| name.starts_with("one-")));
    let rows = rows.map(|fact| {
        let [name, _, all, _, kernel] = fact else { bail!("instructions: five columns: {fact:?}") };
        Ok(vec![name.clone(), grouped(all), short(number(fact, 3)?), kernel.clone()])
    });
    let versions = facts.one("counted by")?;
    Ok(format!("Counted by {versions}.\n\n") + &table(&["work", "instructions", "a byte", "kernel"], rows)?)
}

fn growth(facts: &Facts) -> Result<String> {
    let mut sizes: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for fact in facts.all("instructions")? {
        let Some((size, piece)) = cell(fact, 0)?.strip_prefix("one-").and_then(|rest| rest.split_once("-by-")) else {
            continue;
        };
        if !sizes.contains(&size) {
            sizes.push(size);
        }
        let piece = piece.parse().with_context(|| fact[0].clone())?;
        rows.entry(piece).or_default().push(short(number(fact, 3)?));
    }
    let rows = rows.into_iter().map(|(piece, cells)| Ok([vec![grouped(&piece.to_string())], cells].concat()));
    table(&[&["bytes a piece"], &sizes[..]].concat(), rows)
}

fn sizes(facts: &Facts) -> Result<String> {
    let rows = facts.all("size")?.into_iter().map(|fact| {
        let [what, bytes, limit] = fact else { bail!("size: three columns: {fact:?}") };
        let over = number(fact, 1)? > number(fact, 2)?;
        let bytes = if over { format!("**{}**", grouped(bytes)) } else { grouped(bytes) };
        Ok(vec![what.clone(), bytes, grouped(limit)])
    });
    table(&["what", "bytes", "limit"], rows)
}
