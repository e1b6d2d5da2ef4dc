//! What was found: as lines on the terminal, and as one fact a line in a file
//! that tables and pictures are made from.

use std::fmt::Display;
use std::path::Path;

use crate::bars::BARS;
use crate::record::Void;
use crate::table::{Ratio, Table};

#[derive(Default)]
pub struct Report {
    facts: Vec<String>,
    told: Vec<&'static str>,
}

impl Report {
    pub fn fact(&mut self, fields: &[&dyn Display]) {
        let fields: Vec<_> = fields.iter().map(|field| field.to_string()).collect();
        self.facts.push(fields.join("\t"));
    }

    /// The rows of a table, by that name: millions a second and over its
    /// httparse, each by best and by median.
    pub fn rows(&mut self, of: &str, table: &Table<'_>) -> Result<(), String> {
        for row in &table.rows {
            let over = table.ratio(&row.name, "httparse")?;
            let number = |value: f64| format!("{value:.3}");
            let (best, median) = (row.speed(row.best()), row.speed(row.median()));
            self.fact(&[
                &"row",
                &of,
                &row.name,
                &number(best),
                &number(median),
                &number(over.best),
                &number(over.median),
            ]);
        }
        Ok(())
    }

    /// `ratio NAME VALUE`, and whether that is enough.
    pub fn ratio(&mut self, name: &str, ratio: Ratio, void: &Void) -> Result<(), String> {
        let known = BARS.iter().find(|(known, _)| *known == name);
        let (name, bar) = *known.ok_or_else(|| format!("{name} is no ratio of bars.rs"))?;
        let (Ratio { best, median }, why) = (ratio, void.why(name));
        let verdict = match (bar, why) {
            (_, Some(why)) => format!("  VOID: {why}"),
            (Some(bar), None) if best >= bar => format!("  holds: {bar} asked"),
            (Some(bar), None) => format!("  SHORT: {bar} asked"),
            (None, None) => String::new(),
        };
        println!("ratio {name} {best:.2}    (medians {median:.2}){verdict}");
        let bar = bar.map_or_else(|| "-".to_owned(), |bar| bar.to_string());
        let (best, median) = (format!("{best:.3}"), format!("{median:.3}"));
        self.fact(&[&"ratio", &name, &best, &median, &bar, &why.unwrap_or("-")]);
        self.told.push(name);
        Ok(())
    }

    /// A ratio of a kernel that this machine does not have.
    pub fn lacking(&mut self, kernel: &str) {
        let prefix = format!("index-{kernel}/");
        for (name, _) in BARS.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            println!("no ratio {name}: this machine cannot run {kernel}");
            self.told.push(name);
        }
    }

    /// Writes the file, if every ratio was told.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        // Counted, not timed, by `cargo xtask bench-ratios`.
        let silent = |name: &str| !self.told.contains(&name) && !name.ends_with("-instructions");
        if let Some((name, _)) = BARS.iter().find(|(name, _)| silent(name)) {
            return Err(format!("the ratio {name} was not told"));
        }
        std::fs::write(path, self.facts.join("\n") + "\n").map_err(|error| format!("{}: {error}", path.display()))
    }
}
