//! What was measured: one fact a line, its kind first.

use std::path::Path;

pub(crate) struct Facts(Vec<Vec<String>>);

/// A row of a run: its name, millions a second, and over httparse, each by the
/// best round and by the median.
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) speed: [f64; 2],
    pub(crate) over: [f64; 2],
}

pub(crate) fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

impl Facts {
    pub(crate) fn read(path: &Path) -> Facts {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Facts(text.lines().map(|line| line.split('\t').map(String::from).collect()).collect())
    }

    /// All facts of a kind, without its name.
    pub(crate) fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a [String]> {
        let of_kind = self.0.iter().filter(move |fact| fact[0] == kind).map(|fact| &fact[1..]);
        assert!(of_kind.clone().next().is_some(), "no fact says {kind}");
        of_kind
    }

    pub(crate) fn one<'a>(&'a self, kind: &'a str) -> &'a str {
        &self.all(kind).next().unwrap()[0]
    }

    /// The rows of a run.
    pub(crate) fn rows<'a>(&'a self, run: &'a str) -> impl Iterator<Item = Row<'a>> {
        self.all("row").filter(move |fact| fact[0] == run).map(|fact| Row {
            name: &fact[1],
            speed: [number(&fact[2]), number(&fact[3])],
            over: [number(&fact[4]), number(&fact[5])],
        })
    }
}
