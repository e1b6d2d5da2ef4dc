//! What was measured: one fact a line, its kind first.

use anyhow::{Context, Result, ensure};

pub(crate) struct Facts(Vec<Vec<String>>);

/// A row of a run: its name, millions a second, and over httparse, each by the
/// best round and by the median.
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) speed: [f64; 2],
    pub(crate) over: [f64; 2],
}

/// The number of a cell, which must be there.
pub(crate) fn number(fact: &[String], i: usize) -> Result<f64> {
    let number = cell(fact, i)?.parse().ok().filter(|number: &f64| number.is_finite());
    number.with_context(|| format!("no number: column {} of {fact:?}", i + 1))
}

/// The text of a cell, which must be there.
pub(crate) fn cell(fact: &[String], i: usize) -> Result<&str> {
    Ok(fact.get(i).with_context(|| format!("no column {}: {fact:?}", i + 1))?)
}

impl Facts {
    pub(crate) fn parse(text: &str) -> Facts {
        Facts(text.lines().map(|line| line.split('\t').map(String::from).collect()).collect())
    }

    /// All facts of a kind, of which there is one at least, without its name.
    pub(crate) fn all(&self, kind: &str) -> Result<Vec<&[String]>> {
        let facts: Vec<_> = self.0.iter().filter(|fact| fact[0] == kind).map(|fact| &fact[1..]).collect();
        ensure!(!facts.is_empty(), "no fact says {kind}");
        Ok(facts)
    }

    pub(crate) fn one(&self, kind: &str) -> Result<&str> {
        cell(self.all(kind)?[0], 0).with_context(|| kind.to_string())
    }

    /// The rows of a run.
    pub(crate) fn rows(&self, run: &str) -> Result<Vec<Row<'_>>> {
        let mut of_run = self.all("row")?;
        of_run.retain(|fact| fact.first().is_some_and(|first| first == run));
        ensure!(!of_run.is_empty(), "no row says {run}");
        of_run
            .into_iter()
            .map(|fact| {
                Ok(Row {
                    name: cell(fact, 1)?,
                    speed: [number(fact, 2)?, number(fact, 3)?],
                    over: [number(fact, 4)?, number(fact, 5)?],
                })
            })
            .collect()
    }
}
