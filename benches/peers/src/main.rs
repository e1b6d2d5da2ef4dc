//! Ratios of amiwire to what else there is, see ../../docs/performance.md.
//!
//!     amiwire-peers LOOP.so [quick]

mod cloop;
#[path = "../../common/mod.rs"]
mod common;
mod input;
mod measure;
mod opponents;
mod peers;
mod rows;

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
    let mut arguments = std::env::args().skip(1);
    let c = arguments.next().ok_or("usage: amiwire-peers LOOP.so [quick]")?;
    let quick = arguments.next().is_some();
    println!("cpu {}", cpu());
    rows::compare(Path::new(&c), if quick { 19 } else { 99 })
}
