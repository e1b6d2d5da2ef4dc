//! Rows that were measured together.

use crate::measure::Row;

/// Ours over theirs: by the best rounds, and by the medians.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    pub best: f64,
    pub median: f64,
}

/// The rows of one run, each with the httparse of that run as its first.
pub struct Table<'a> {
    pub title: &'static str,
    pub rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    pub fn row(&self, name: &str) -> Result<&Row<'a>, String> {
        let row = self.rows.iter().find(|row| row.name == name);
        row.ok_or_else(|| format!("{}: no row {name}", self.title))
    }

    pub fn has(&self, name: &str) -> bool {
        self.rows.iter().any(|row| row.name == name)
    }

    /// A row over another one, in work a second; higher is better.
    pub fn ratio(&self, ours: &str, theirs: &str) -> Result<Ratio, String> {
        let (ours, theirs) = (self.row(ours)?, self.row(theirs)?);
        Ok(Ratio {
            best: ours.speed(ours.best()) / theirs.speed(theirs.best()),
            median: ours.speed(ours.median()) / theirs.speed(theirs.median()),
        })
    }

    pub fn show(&self) -> Result<(), String> {
        println!("\n{}", self.title);
        println!("{:<34} {:>10} {:>10} {:>8} {:>8}", "row", "best M/s", "med. M/s", "by best", "by med.");
        for row in &self.rows {
            let over = self.ratio(&row.name, &self.rows[0].name)?;
            println!(
                "{:<34} {:>10.0} {:>10.0} {:>8.2} {:>8.2}",
                row.name,
                row.speed(row.best()),
                row.speed(row.median()),
                over.best,
                over.median,
            );
        }
        Ok(())
    }
}
