//! Ratios of amiwire to what else there is, see ../../docs/performance.md.
//!
//!     amiwire-peers LOOP.so FACTS.tsv [quick] [write]

mod bars;
mod cloop;
#[path = "../../common/mod.rs"]
mod common;
mod cut;
mod input;
mod measure;
mod opponents;
mod parts;
mod peers;
mod processes;
mod readers;
mod record;
mod report;
mod rows;
mod series;
mod table;

use std::path::Path;

fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let name = field("model name").unwrap_or_else(|| "unknown".to_owned());
    let number = |name: &str| field(name).unwrap_or_else(|| "?".to_owned());
    format!("{name} (family {} model {})", number("cpu family"), number("model\t"))
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [rows, what, rounds] = &arguments[..]
        && rows == "rows"
    {
        return processes::one(what, rounds);
    }
    let [c, facts, words @ ..] = &arguments[..] else {
        return Err("usage: amiwire-peers LOOP.so FACTS.tsv [quick] [write]".to_owned());
    };
    let says = |wanted: &str| words.iter().any(|word| word == wanted);
    let cpu = cpu();
    println!("cpu {cpu}");
    rows::compare(Path::new(c), Path::new(facts), &cpu, if says("quick") { 19 } else { 499 }, says("write"))
}
