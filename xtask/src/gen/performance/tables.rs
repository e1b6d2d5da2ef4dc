//! The tables of the document.

use std::collections::BTreeMap;

use super::facts::{Facts, number};

type Table = fn(&Facts) -> String;

/// By the name in `<!-- measured: NAME -->`.
pub(crate) const ALL: &[(&str, Table)] = &[
    ("machine", machine),
    ("cache", cache),
    ("memory", memory),
    ("parts", parts),
    ("ratios", ratios),
    ("pieces", pieces),
    ("cut", cut),
    ("instructions", instructions),
    ("growth", growth),
    ("sizes", sizes),
];

/// A table with numbers to the right.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| String::from(*cell)).collect();
    let rule: Vec<String> = (0..head.len()).map(|i| String::from(if i == 0 { "---" } else { "---:" })).collect();
    let rows: Vec<_> = rows.collect();
    assert!(rows.iter().all(|row| row.len() == head.len()));
    line(&head) + &line(&rule) + &rows.iter().map(|row| line(row)).collect::<String>()
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

fn machine(facts: &Facts) -> String {
    let mut out = format!("- Processor: {}; best kernel: {}.\n", facts.one("cpu"), facts.one("kernel"));
    out += &format!("- Compilers: {}.\n", facts.one("compilers"));
    out += &format!("- Tree: {}; {} rounds in cache.\n", facts.one("tree"), facts.one("rounds"));
    for input in facts.all("input") {
        let n: Vec<_> = input[1..].iter().map(|digits| grouped(digits)).collect();
        let [bytes, packets, headers] = [1, 2, 3].map(|i| number(&input[i]));
        let length = (bytes - 2.0 * packets) / headers;
        out += &format!(
            "- Input, {}: {} bytes, {} packets, {} headers, {length:.1} bytes a line with CR LF; {} packets left out.\n",
            input[0], n[0], n[1], n[2], n[3]
        );
    }
    out
}

fn run(facts: &Facts, runs: &[&str], divisor: f64, unit: &str) -> String {
    let rows = runs.iter().flat_map(|run| facts.rows(run).filter(|row| *run == runs[0] || row.name != "httparse"));
    let cells = rows.map(|row| {
        let [best, median] = row.speed.map(|speed| short(speed / divisor));
        let [over, over_median] = row.over.map(short);
        vec![ours(row.name), best, median, over, over_median]
    });
    table(&["row", &format!("{unit}, best"), "median", "over httparse, best", "median"], cells)
}

fn cache(facts: &Facts) -> String {
    run(facts, &["cache", "slow"], 1000.0, "GB/s")
}

fn memory(facts: &Facts) -> String {
    run(facts, &["32m"], 1000.0, "GB/s")
}

fn parts(facts: &Facts) -> String {
    run(facts, &["parts"], 1.0, "M/s")
}

fn ratios(facts: &Facts) -> String {
    let rows = facts.all("ratio").map(|fact| {
        let [name, best, median, bar, void] = fact else { panic!("{fact:?}") };
        let verdict = match (void.as_str(), bar.as_str()) {
            ("-", "-") => String::new(),
            ("-", bar) if number(best) >= number(bar) => "holds".into(),
            ("-", _) => "**short**".into(),
            (why, _) => format!("void: {why}"),
        };
        let short = |text: &String| if text == "-" { String::new() } else { short(number(text)) };
        vec![format!("`{name}`"), short(bar), short(best), short(median), verdict]
    });
    table(&["ratio", "asked", "best", "medians", ""], rows)
}

fn pieces(facts: &Facts) -> String {
    let rows = facts.all("piece").map(|fact| vec![grouped(&fact[0]), short(number(&fact[1]) / 1000.0)]);
    table(&["bytes a piece", "GB/s, with the copy"], rows)
}

fn cut(facts: &Facts) -> String {
    let rows = facts.all("cut").map(|fact| fact.to_vec());
    table(&["1,460 bytes of the storm", "ns, best", "median"], rows)
}

fn instructions(facts: &Facts) -> String {
    let rows = facts.all("instructions").filter(|fact| !fact[0].starts_with("one-"));
    let rows = rows.map(|fact| vec![fact[0].clone(), grouped(&fact[2]), short(number(&fact[3])), fact[4].clone()]);
    let versions = facts.one("counted by");
    format!("Counted by {versions}.\n\n") + &table(&["work", "instructions", "a byte", "kernel"], rows)
}

fn growth(facts: &Facts) -> String {
    let mut sizes: Vec<&str> = Vec::new();
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for fact in facts.all("instructions") {
        let Some((size, piece)) = fact[0].strip_prefix("one-").and_then(|rest| rest.split_once("-by-")) else {
            continue;
        };
        if !sizes.contains(&size) {
            sizes.push(size);
        }
        rows.entry(piece.parse().unwrap()).or_default().push(short(number(&fact[3])));
    }
    let rows = rows.into_iter().map(|(piece, cells)| [vec![grouped(&piece.to_string())], cells].concat());
    table(&[&["bytes a piece"], &sizes[..]].concat(), rows)
}

fn sizes(facts: &Facts) -> String {
    let rows = facts.all("size").map(|fact| {
        let over = number(&fact[1]) > number(&fact[2]);
        let bytes = if over { format!("**{}**", grouped(&fact[1])) } else { grouped(&fact[1]) };
        vec![fact[0].clone(), bytes, grouped(&fact[2])]
    });
    table(&["what", "bytes", "limit"], rows)
}
