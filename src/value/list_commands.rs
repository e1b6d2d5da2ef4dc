//! A line of the answer to the action ListCommands. The header's name is the
//! action's; its value is a sentence and the classes that may run it:
//! `Atxfer: Attended transfer.  (Priv: call,all)`.

use core::fmt;

use super::grammar::{all_printable_or_tab, bad, cut_last, literal, shifted, whole};
use super::privilege::{Privileges, list};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

/// What ListCommands tells of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListedAction<'a> {
    /// What the action does, in a few words; empty for some (`AnalogChanlists`
    /// of the UCM6XXX guide). Borrowed from the value.
    pub synopsis: &'a [u8],
    /// The classes that may run it, any of which suffices; none for what
    /// everybody may do.
    pub privileges: Privileges<'a>,
}

impl<'a> ListedAction<'a> {
    /// Reads the value of such a line. Servers put two blanks between text and
    /// bracket, the guide prints one: up to two are no part of the text. The
    /// answer's other headers (`Response`, `ActionID`) are errors.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit; at the length if there
    /// is no bracket.
    pub fn parse(value: &'a [u8]) -> Result<ListedAction<'a>> {
        // No class has a bracket in its name, so the last one opens the list.
        let Some((before, after)) = cut_last(value, b'(') else {
            return Err(bad(value.len()));
        };
        all_printable_or_tab(before)?;
        let synopsis = [&b"  "[..], b" ", b""].iter().find_map(|blanks| before.strip_suffix(*blanks));
        let synopsis = synopsis.unwrap_or(before);
        if synopsis.len() == before.len() && !synopsis.is_empty() {
            return Err(bad(before.len()));
        }
        let privileges = whole(after, |input| {
            let (rest, ()) = literal(b"Priv: ")(input)?;
            let (rest, privileges) = list(rest)?;
            let (rest, ()) = literal(b")")(rest)?;
            Ok((rest, privileges))
        });
        let privileges = shifted(privileges, value.len().saturating_sub(after.len()))?;
        Ok(ListedAction { synopsis, privileges })
    }
}

impl Canonical for ListedAction<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(self.synopsis)?;
        sink.bytes(b"  (Priv: ")?;
        self.privileges.put(sink)?;
        sink.bytes(b")")
    }
}

canonical!(ListedAction<'_>);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, wrong_at};
    use super::*;

    #[test]
    fn recorded_and_the_guides() {
        for (value, synopsis, classes, canonical) in [
            ("Attended transfer.  (Priv: call,all)", "Attended transfer.", 2, "Attended transfer.  (Priv: call,all)"),
            ("Attended transfer. (Priv: call,all)", "Attended transfer.", 2, "Attended transfer.  (Priv: call,all)"),
            ("(Priv: <none>)", "", 0, "  (Priv: <none>)"),
            (" (Priv: <none>)", "", 0, "  (Priv: <none>)"),
            ("  (Priv: system,reporting,all)", "", 513, "  (Priv: system,reporting,all)"),
            (
                "Show PBX core settings (version etc).  (Priv: system,reporting,all)",
                "Show PBX core settings (version etc).",
                513,
                "Show PBX core settings (version etc).  (Priv: system,reporting,all)",
            ),
            (
                "A content type\tcan be optional (Priv: x)  (Priv: message,all)",
                "A content type\tcan be optional (Priv: x)",
                1 << 30,
                "A content type\tcan be optional (Priv: x)  (Priv: message,all)",
            ),
            ("three   (Priv: call)", "three ", 2, "three   (Priv: call)"),
        ] {
            let found = ListedAction::parse(value.as_bytes()).unwrap();
            assert_eq!(found.synopsis, synopsis.as_bytes());
            assert_eq!(found.privileges.classes, classes);
            assert_eq!(found.to_string(), canonical);
        }
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            ListedAction::parse,
            [
                (&b""[..], 0),
                (b"Success", 7),
                (b"x(Priv: call)", 1),
                (b"x (priv: call)", 3),
                (b"x (Priv: )", 9),
                (b"x (Priv: call", 13),
                (b"x (Priv: call) ", 14),
                (b"x (Priv: call,)", 14),
                (b"x (Priv: ca ll)", 11),
                (b"x\r\n (Priv: call)", 1),
                (b"x (etc)", 3),
                (b"x (", 3),
                (b"list-1", 6),
            ]
        );
        // The text is in no declared encoding.
        assert!(ListedAction::parse(b"caf\xE9 (Priv: call)").is_ok());
    }

    proptest! {
        #[test]
        fn any_bytes(value in "\\PC{0,20}( {0,3}\\(Priv: (<none>|call|all|odd|,){0,4}\\))?") {
            any!(ListedAction, value.as_bytes());
        }

        #[test]
        fn not_even_text(value: std::vec::Vec<u8>) {
            any!(ListedAction, &value);
        }
    }
}
