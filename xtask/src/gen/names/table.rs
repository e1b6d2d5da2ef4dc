//! `names.tsv`: reading it, its rules, and the identifiers of its names.

use std::collections::HashSet;

use anyhow::{Context, Result, bail, ensure};

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Event,
    Action,
    Header,
}

pub(crate) const KINDS: [Kind; 3] = [Kind::Event, Kind::Action, Kind::Header];

impl Kind {
    /// The enum in Rust.
    pub(crate) fn rust(self) -> &'static str {
        match self {
            Kind::Event => "Event",
            Kind::Action => "Action",
            Kind::Header => "Header",
        }
    }

    /// The word in the table and in a sentence.
    pub(crate) fn word(self) -> String {
        self.rust().to_lowercase()
    }
}

/// A row of the table.
pub(crate) struct Name {
    pub(crate) kind: Kind,
    pub(crate) id: u16,
    pub(crate) name: String,
    /// Of a template only.
    pub(crate) shape: Option<String>,
}

impl Name {
    /// The identifier in Rust: each run of other bytes is one underscore.
    pub(crate) fn rust(&self) -> String {
        let words: Vec<&str> =
            self.name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut identifier = words.join("_");
        match identifier.as_bytes().first() {
            Some(b'0'..=b'9') => identifier.insert(0, '_'),
            Some(_) => identifier[..1].make_ascii_uppercase(),
            None => {}
        }
        identifier
    }

    /// The constant in C.
    pub(crate) fn c(&self) -> String {
        let identifier = self.rust().to_uppercase();
        format!("AMIWIRE_{}_{}", self.kind.rust().to_uppercase(), identifier.trim_start_matches('_'))
    }
}

/// The whole table.
pub(crate) struct Names(Vec<Name>);

impl Names {
    pub(crate) fn parse(text: &str) -> Result<Names> {
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let (kind, shape) = match cells[..] {
                ["event", _, _] => (Kind::Event, None),
                ["action", _, _] => (Kind::Action, None),
                ["header", _, _] => (Kind::Header, None),
                ["template", _, _, shape] => (Kind::Header, Some(shape.to_owned())),
                _ => bail!("not a row: {line:?}"),
            };
            let id = cells[1].parse().with_context(|| format!("no number: {line:?}"))?;
            Ok(Name { kind, id, name: cells[2].to_owned(), shape })
        };
        Ok(Names(text.lines().filter(|line| !line.starts_with('#')).map(row).collect::<Result<_>>()?))
    }

    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = &Name> {
        self.0.iter().filter(move |name| name.kind == kind)
    }

    /// The identifier in Rust of a name that is spelt as in the table.
    pub(crate) fn rust(&self, kind: Kind, name: &str) -> Result<String> {
        let row = self.of(kind).find(|row| row.name == name);
        Ok(row.with_context(|| format!("no {} {name}", kind.word()))?.rust())
    }

    /// The rules that a table keeps.
    pub(crate) fn check(&self) -> Result<()> {
        for kind in KINDS {
            let mut folded = HashSet::new();
            let mut identifiers = HashSet::from([format!("AMIWIRE_{}_UNKNOWN", kind.rust().to_uppercase())]);
            let mut rust = HashSet::from(["Self".to_owned()]);
            for (at, name) in self.of(kind).enumerate() {
                let fail = |what: &str| bail!("{} {} {:?}: {what}", kind.word(), name.id, name.name);
                if usize::from(name.id) != at + 1 {
                    return fail("ids go from 1 without a gap");
                }
                if !name.name.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b":\"\\#*".contains(&byte)) {
                    return fail("a byte that no name has, or that a shape uses");
                }
                if name.name.trim() != name.name || name.name.is_empty() {
                    return fail("empty, or a blank at an edge");
                }
                if !folded.insert(name.name.to_lowercase()) {
                    return fail("there is such a name already");
                }
                if !identifiers.insert(name.c()) || !rust.insert(name.rust()) {
                    return fail("there is such an identifier already");
                }
            }
        }
        let mut shapes = HashSet::new();
        let all_new =
            self.of(Kind::Header).flat_map(|name| &name.shape).all(|shape| shapes.insert(shape.to_lowercase()));
        ensure!(all_new, "two templates of one shape");
        Ok(())
    }
}
