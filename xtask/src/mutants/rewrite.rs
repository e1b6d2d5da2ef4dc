//! A file with all its changes in it.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;

use super::change::{Change, Place};

/// Lines of a rewritten file, and the changes to which they belong.
pub struct Owned {
    first: usize,
    last: usize,
    numbers: Vec<u32>,
}

/// The changes whose line this is.
pub fn owners(owned: &[Owned], line: usize) -> &[u32] {
    let at = owned.partition_point(|owned| owned.first <= line);
    match at.checked_sub(1).map(|at| &owned[at]) {
        Some(owned) if owned.last >= line => &owned.numbers,
        _ => &[],
    }
}

/// A source file, whose places are told by line and column.
struct Source<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn at(&self, place: Place) -> usize {
        let start = self.starts[place.line - 1];
        self.text[start..].char_indices().nth(place.column - 1).map_or(self.text.len(), |(at, _)| start + at)
    }
}

/// Where the brace is that opens a function's body: its last token.
fn body(function: &str) -> Option<usize> {
    match function.parse::<TokenStream>().ok()?.into_iter().last()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.span_open().byte_range().start),
        _ => None,
    }
}

/// What stands before the body, for a function that looks up which body it
/// takes.
fn head(text: &str) -> String {
    // What a change asks for is not known while compiling.
    let constant = Regex::new(r"\bconst ((?:unsafe )?fn\b)").expect("a regular expression");
    let text = constant.replace(text, "$1");
    // All of its bodies in all of its callers' bodies would be without end.
    let inline = Regex::new(r"#\[inline(?:\(always\))?\]").expect("a regular expression");
    inline.replace_all(&text, "").into_owned()
}

/// The text of a file with all of its changes, of which some are left out.
pub fn rewrite(text: &str, changes: &mut [&mut Change]) -> (String, Vec<Owned>) {
    let source = Source::new(text);
    let mut functions: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter_mut().enumerate().filter(|(_, change)| change.left_out.is_none()) {
        match &change.function {
            None => change.left_out = Some("is in no function"),
            Some(function) => {
                functions.entry((source.at(function.span.start), source.at(function.span.end))).or_default().push(at);
            }
        }
    }
    let (mut out, mut owned, mut done) = (String::new(), Vec::new(), 0);
    let line = |out: &str| out.matches('\n').count() + 1;
    for ((start, end), inside) in functions {
        let span = |change: &Change| source.at(change.span.start)..source.at(change.span.end);
        let opening = body(&text[start..end]).map(|at| start + at);
        let Some(opening) =
            opening.filter(|opening| start >= done && inside.iter().all(|at| span(changes[*at]).start >= *opening))
        else {
            for at in inside {
                changes[at].left_out = Some("is in a function in a function, or not in its body");
            }
            continue;
        };
        out += &text[done..start];
        out += &head(&text[start..opening]);
        let all: Vec<u32> = inside.iter().map(|at| changes[*at].number).collect();
        let first = line(&out);
        owned.push(Owned { first, last: first, numbers: all.clone() });
        out += "{ match crate::changes::changed() {\n";
        for at in inside {
            let (change, span) = (&changes[at], span(changes[at]));
            let first = line(&out);
            let (before, behind) = (&text[opening..span.start], &text[span.end..end]);
            out += &format!("{} => {before}{}{behind}\n", change.number, change.replacement);
            owned.push(Owned { first, last: line(&out) - 1, numbers: vec![change.number] });
        }
        // What is wrong with the function as it is, is so for all of its changes.
        let first = line(&out);
        out += &format!("_ => {} }} }}", &text[opening..end]);
        owned.push(Owned { first, last: line(&out), numbers: all });
        done = end;
    }
    (out + &text[done..], owned)
}

#[cfg(test)]
mod tests {
    use super::super::change::{Function, Span};
    use super::*;

    const TEXT: &str =
        "/// Ä {\n#[inline]\npub const fn f(x: [u8; { 1 }]) -> u8 {\n    x[0] + '{' as u8\n}\nconst C: u8 = 1 + 1;\n";

    fn span([line, column, end_line, end_column]: [usize; 4]) -> Span {
        Span { start: Place { line, column }, end: Place { line: end_line, column: end_column } }
    }

    fn change(number: u32, at: [usize; 4], replacement: &str, function: Option<[usize; 4]>) -> Change {
        Change {
            number,
            file: "src/a.rs".into(),
            span: span(at),
            replacement: replacement.into(),
            function: function.map(|at| Function { name: "f".into(), span: span(at) }),
            name: String::new(),
            what: String::new(),
            left_out: None,
        }
    }

    #[test]
    fn each_change_is_a_body_of_its_own() {
        let function = Some([1, 1, 5, 2]);
        let mut changes = [
            change(7, [4, 10, 4, 11], "-", function),
            change(8, [3, 38, 5, 2], "{ 0 }", function),
            change(9, [6, 17, 6, 18], "-", None),
            change(10, [3, 18, 3, 19], "y", function),
        ];
        // The last one is not in the body, for which the whole function would go.
        let (with_it, _) = rewrite(TEXT, &mut changes.iter_mut().collect::<Vec<_>>());
        assert_eq!(with_it, TEXT);
        assert!(changes.iter().all(|change| change.left_out.is_some()));

        changes.iter_mut().take(2).for_each(|change| change.left_out = None);
        let (out, owned) = rewrite(TEXT, &mut changes.iter_mut().collect::<Vec<_>>());
        assert_eq!(
            out,
            "/// Ä {\n\npub fn f(x: [u8; { 1 }]) -> u8 { match crate::changes::changed() {\n\
             7 => {\n    x[0] - '{' as u8\n}\n8 => { 0 }\n_ => {\n    x[0] + '{' as u8\n} } }\nconst C: u8 = 1 + 1;\n"
        );
        let lines: Vec<_> = (1..=12).map(|line| owners(&owned, line)).collect();
        let (seven, eight, both): (&[u32], &[u32], &[u32]) = (&[7], &[8], &[7, 8]);
        assert_eq!(lines, [&[], &[], both, seven, seven, seven, eight, both, both, both, &[], &[]]);
    }

    #[test]
    fn a_body_is_found_behind_braces_that_are_none() {
        for (before, function) in [
            ("fn f() ", "{}"),
            ("/* { */ fn f(a: &'a str) -> [u8; { 1 }] ", "{ r#\"}\"# }"),
            ("// {\n#[doc = \"}\"] fn f() ", "{ '}' }"),
        ] {
            assert_eq!(body(&format!("{before}{function}")), Some(before.len()), "{before}");
        }
        assert_eq!(body("fn f();"), None);
        assert_eq!(body("fn f() {"), None);
    }

    #[test]
    fn only_the_function_itself_is_no_longer_constant() {
        assert_eq!(
            head("#[inline(always)]\nconst unsafe fn f<const N: usize>(p: *const u8) "),
            "\nunsafe fn f<const N: usize>(p: *const u8) "
        );
    }
}
