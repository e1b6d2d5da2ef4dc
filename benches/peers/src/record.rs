//! How fast the opponents of our own making were when they were last looked
//! at, as multiples of the httparse that ran beside them: an absolute figure
//! would say more of the neighbours on the machine than of the opponent. One
//! that has become a tenth slower makes us look good, so its bars are void.

use std::fmt::Write;
use std::path::PathBuf;

use crate::bars::OPPONENTS;
use crate::table::Table;

/// How much of its record an opponent must reach.
const ENOUGH: f64 = 0.9;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("record.tsv")
}

/// Bars that are void, each with the reason.
#[derive(Default)]
pub struct Void(Vec<(&'static str, String)>);

impl Void {
    pub fn why(&self, ratio: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == ratio).map(|(_, why)| why.as_str())
    }
}

/// Holds the opponents against their record, or writes it if that is asked
/// for. On another processor than the record's it is only told.
pub fn judge(cpu: &str, tables: &[&Table<'_>], write: bool) -> Result<Void, String> {
    let mut now = Vec::new();
    for (name, bars) in OPPONENTS {
        let table = tables.iter().find(|table| table.has(name)).ok_or_else(|| format!("{name} did not run"))?;
        now.push((name, table.ratio(name, "httparse")?.best, bars));
    }
    if write {
        let mut text = format!("# {cpu}\nopponent\tover httparse\n");
        for (name, speed, _) in &now {
            writeln!(text, "{name}\t{speed:.5}").expect("memory");
        }
        std::fs::write(path(), text).map_err(|error| error.to_string())?;
        println!("the record was written");
    }
    let record = std::fs::read_to_string(path()).map_err(|error| format!("{}: {error}", path().display()))?;
    let of = record.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
    let same = of == cpu;
    println!("\nOpponents of our own making, over httparse; the record is of {of}");
    let mut void = Void::default();
    for (name, speed, bars) in now {
        let line = record.lines().find_map(|line| line.split_once('\t').filter(|(known, _)| *known == name));
        let recorded: f64 =
            line.and_then(|(_, speed)| speed.parse().ok()).ok_or_else(|| format!("{name} has no record"))?;
        let part = speed / recorded;
        let slow = same && part < ENOUGH;
        let verdict = if slow { "  SLOWER: its bars are void" } else { "" };
        println!("opponent {name:<30} {speed:>8.3}, recorded {recorded:>8.3}, {part:.2} of it{verdict}");
        if slow {
            void.0.extend(bars.iter().map(|bar| (*bar, format!("{name} is at {part:.2} of its record"))));
        }
    }
    if !same {
        println!("another processor: this is only told");
    }
    Ok(void)
}
