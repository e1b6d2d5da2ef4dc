//! What a reader has seen, counted. One table gives the fields, the names by
//! which C asks for them, and what each of them means for a stream.

use core::ffi::CStr;

/// A name of the table for C. Only called while compiling.
const fn c_name(name: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(name.as_bytes()) {
        Ok(name) => name,
        Err(_) => panic!("a name of the table of counters holds a NUL"),
    }
}

/// What it means that a counter is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: it only tells how much there was.
    Note,
    /// A known bug of a server was mended (T15 to T19, T21, T22, T75).
    Repair,
    /// The stream broke a rule or a limit.
    Violation,
}

macro_rules! counters {
    ($($(#[doc = $doc:literal])+ $field:ident: $meaning:ident;)+) => {
        /// Counters of a reader. They only grow.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counters {
            $($(#[doc = $doc])+ pub $field: u64,)+
        }

        impl Counters {
            /// Every counter's name and meaning, in the order of the table.
            pub const TABLE: &'static [(&'static str, Meaning)] =
                &[$((stringify!($field), Meaning::$meaning),)+];

            /// The names for C, with their closing NUL.
            pub const C_NAMES: &'static [&'static CStr] = &[$(c_name(concat!(stringify!($field), "\0")),)+];

            /// The counter of that place in the table.
            pub fn at(&self, i: usize) -> Option<u64> {
                [$(self.$field,)+].get(i).copied()
            }

            /// The counter of that name.
            pub fn by_name(&self, name: &str) -> Option<u64> {
                self.at(Self::TABLE.iter().position(|row| row.0 == name)?)
            }
        }
    };
}

counters! {
    /// Packets handed out, the banner not included.
    packets: Note;
    /// Lines of them, those without a name included.
    lines: Note;
    /// Packets that were responses.
    responses: Note;
    /// Packets that were events.
    events: Note;
    /// Packets that were actions.
    actions: Note;
    /// Old Command answers, whose text is a body.
    follows: Note;
    /// Lone LF that are data: lines of a value of several lines.
    lone_lf: Note;
    /// Empty lines where no packet was open (T18, T19).
    stray_empty_lines: Repair;
    /// Values that lost an LF at their end (T15).
    trailing_lf: Repair;
    /// Lines that ended in a lone LF and were cut there (T16).
    missing_cr: Repair;
    /// Empty lines that were a lone LF (T17).
    missing_empty_line: Repair;
    /// Lines without a colon, or with nothing before it (T50), except the line
    /// `--END SMS EVENT--` at the end of an event (T76) and for the lines of
    /// `text_answers`.
    lines_without_name: Violation;
    /// Colons that no space followed, except those in `text_answers`.
    missing_space: Violation;
    /// Packets that begin with none of `Response`, `Event`, `Action` (T20 to T24), but
    /// for `text_answers`.
    unknown_packets: Violation;
    /// CR in a line that no LF followed.
    lone_cr: Violation;
    /// Packets that were skipped because they were too large.
    packets_too_large: Violation;
    /// Packets that were skipped because they had too many lines.
    too_many_headers: Violation;
    /// Packets that were skipped because one of their lines was too long.
    lines_too_long: Violation;
    /// Streams that ended within a packet (T62).
    tails: Violation;
    /// Bytes of those unfinished packets.
    tail_bytes: Note;
    /// Packets whose empty line was missing before the next one, and that were
    /// taken apart (T21, T22, T75).
    glued_packets: Repair;
    /// `Response: Follows` that opened no text, because no action awaited one:
    /// forged, or the answer to a Command of nobody's.
    unawaited_texts: Violation;
    /// Texts of old Command answers that were longer than the bound.
    texts_too_large: Violation;
    /// Packets that begin with none of the three, while a session awaited an answer
    /// that may be such a text (T20, T22, T77).
    text_answers: Note;
}

impl Counters {
    /// The sum of all counters of that meaning.
    pub fn sum(&self, meaning: Meaning) -> u64 {
        let rows = Self::TABLE.iter().enumerate().filter(|(_, row)| row.1 == meaning);
        rows.fold(0, |sum, (i, _)| sum.saturating_add(self.at(i).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// While compiling, where it is called otherwise, this stops the build.
    #[test]
    #[should_panic = "holds a NUL"]
    fn a_name_that_holds_a_nul_is_none_for_c() {
        assert_eq!(c_name("packets\0"), c"packets");
        c_name("pack\0ets\0");
    }

    #[test]
    fn every_counter_is_found_by_its_name() {
        let counters =
            Counters { packets: 7, tails: 1, tail_bytes: 9, lone_cr: 2, trailing_lf: 4, ..Counters::default() };
        assert_eq!(counters.by_name("packets"), Some(7));
        assert_eq!(counters.by_name("tail_bytes"), Some(9));
        assert_eq!(counters.by_name("nothing"), None);
        assert_eq!(counters.sum(Meaning::Violation), 3);
        assert_eq!(counters.sum(Meaning::Repair), 4);
        assert_eq!(counters.at(Counters::TABLE.len()), None);
    }
}
