//! Privileges: the classes of an event (`Privilege: call,reporting,all`) or of
//! an action (in a ListCommands line), as a set of bits with the numbers that
//! the server itself uses (wire reference, section 9).
//!
//! The same bits as a decimal number are what a client may send as the mask of
//! the action Events, or of Login. What else such a mask can be is not read
//! here, and what is read here is no mask: in a mask a name before a comma
//! stands for every class that begins with it, an empty item before a comma
//! for all, a blank spoils a name, and `1` is not "on" but the class system
//! (traps T42 and T43). Full names without blanks mean the same in both, and so
//! does what this module prints, if it ends in a class and not in `all`.

use core::fmt;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::map;

use super::grammar::{Step, literal, run1, whole, with_text};
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;
pub use crate::name::Class;

/// A list of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Privileges<'a> {
    /// The bits of the named classes, [`Class::bit`] each. 0 for `<none>`.
    pub classes: u32,
    /// Whether the list holds the word `all`. It is no class: servers put it
    /// at the end of nearly every list, and leave it out of others; nothing
    /// follows from it (trap T54).
    pub all: bool,
    /// How many names of the list are none of the known classes.
    pub unknown: u32,
    /// The list as it came, where the unknown names can be read; empty for a
    /// list that was not read but made. Borrowed from the value.
    pub list: &'a [u8],
}

impl Privileges<'static> {
    /// A list of these bits to be written, with the word `all` at its end if
    /// there is any class, as servers write it. Bits that are no class are
    /// left out.
    pub fn of_classes(bits: u32) -> Self {
        let known = Class::ALL.iter().fold(0, |sum, class| sum | class.bit());
        let classes = bits & known;
        Privileges { classes, all: classes != 0, unknown: 0, list: b"" }
    }
}

impl<'a> Privileges<'a> {
    /// Reads `call,reporting,all` or `<none>`. ASCII case does not matter.
    /// Names of letters, digits, `-` and `_` that are no class are counted, so
    /// that a later server's class is no error.
    ///
    /// # Errors
    /// `BadValue` at the first byte that does not fit: in an empty value, an
    /// empty item, a blank.
    pub fn parse(value: &'a [u8]) -> Result<Privileges<'a>> {
        whole(value, list)
    }

    /// Whether the list holds the class.
    pub const fn has(&self, class: Class) -> bool {
        self.classes & class.bit() != 0
    }

    /// The names that are no known class, in their order.
    pub fn unknown_names(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let names = self.list.split(|&byte| byte == b',');
        // Without a list there is one empty name; `<none>` is a list without names.
        names.filter(|name| !matches!(*name, b"" | b"<none>") && matches!(kind(name), Name::Unknown))
    }
}

/// The grammar of a list.
pub(super) fn list(input: &[u8]) -> Step<'_, Privileges<'_>> {
    let none = map(literal(b"<none>"), |()| Privileges { classes: 0, all: false, unknown: 0, list: b"" });
    let (rest, (list, found)) = with_text(input, alt((none, names)).parse_complete(input))?;
    Ok((rest, Privileges { list, ..found }))
}

fn names(input: &[u8]) -> Step<'_, Privileges<'_>> {
    let mut found = Privileges { classes: 0, all: false, unknown: 0, list: b"" };
    let mut rest = input;
    loop {
        let (after, name) = run1(rest, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))?;
        match kind(name) {
            Name::Class(class) => found.classes |= class.bit(),
            Name::All => found.all = true,
            Name::Unknown => found.unknown = found.unknown.saturating_add(1),
        }
        match after {
            [b',', next @ ..] => rest = next,
            _ => return Ok((after, found)),
        }
    }
}

enum Name {
    Class(Class),
    All,
    Unknown,
}

fn kind(name: &[u8]) -> Name {
    if name.eq_ignore_ascii_case(b"all") {
        return Name::All;
    }
    match Class::named(name) {
        Some(class) => Name::Class(class),
        None => Name::Unknown,
    }
}

impl Canonical for Privileges<'_> {
    /// The classes in the order of their bits, then the unknown names in their
    /// own, then `all`.
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        let known = Class::ALL.iter().filter(|class| self.has(**class)).map(|class| class.name().as_bytes());
        let all = self.all.then_some(&b"all"[..]);
        let mut comma: &[u8] = b"";
        for name in known.chain(self.unknown_names()).chain(all) {
            sink.bytes(comma)?;
            sink.bytes(name)?;
            comma = b",";
        }
        if comma.is_empty() { sink.bytes(b"<none>") } else { Ok(()) }
    }
}

canonical!(Privileges<'_>);

#[cfg(test)]
mod tests {
    use std::string::{String, ToString};

    use proptest::prelude::*;

    use super::super::check::{any, wrong_at};
    use super::*;

    #[test]
    fn recorded() {
        for (value, classes, all, unknown, canonical) in [
            ("call,all", 2, true, 0, "call,all"),
            ("system,call,reporting,all", 1 | 2 | 512, true, 0, "system,call,reporting,all"),
            ("security,all", 262_144, true, 0, "security,all"),
            ("system,user,all", 65, true, 0, "system,user,all"),
            ("message,all", 1 << 30, true, 0, "message,all"),
            ("<none>", 0, false, 0, "<none>"),
            ("Call", 2, false, 0, "call"),
            ("System", 1, false, 0, "system"),
            ("Command", 16, false, 0, "command"),
            ("fake,all", 0, true, 1, "fake,all"),
            ("all", 0, true, 0, "all"),
            ("all,x_1,call,y-2,call", 2, true, 2, "call,x_1,y-2,all"),
            // What the guide's web interface shows of a user.
            (
                "originate,call,cdr,agent,cc,dtmf,dialplan,reporting,user,security",
                4096 | 2 | 1024 | 32 | 32768 | 256 | 2048 | 512 | 64 | 262_144,
                false,
                0,
                "call,agent,user,dtmf,reporting,cdr,dialplan,originate,cc,security",
            ),
        ] {
            let found = Privileges::parse(value.as_bytes()).unwrap();
            assert_eq!((found.classes, found.all, found.unknown), (classes, all, unknown), "{value}");
            assert_eq!(found.to_string(), canonical);
        }
    }

    #[test]
    fn bits_are_the_servers() {
        let numbers = [
            1,
            2,
            4,
            8,
            16,
            32,
            64,
            128,
            256,
            512,
            1024,
            2048,
            4096,
            8192,
            32768,
            65536,
            131_072,
            262_144,
            1_073_741_824,
        ];
        assert!(Class::ALL.iter().map(|class| class.bit()).eq(numbers));
        for class in Class::ALL {
            assert_eq!(Class::of_bit(class.bit()), Some(*class));
            assert_eq!(Class::named(class.name().to_uppercase().as_bytes()), Some(*class));
        }
        assert_eq!(Class::of_bit(1 << 14), None);
        assert_eq!(Class::of_bit(3), None);
        assert_eq!(Class::named(b"al"), None);
        assert_eq!(Class::named(b""), None);
        assert_eq!(Privileges::of_classes(u32::MAX).to_string().split(',').count(), 20);
        assert_eq!(Privileges::of_classes(1 << 14).to_string(), "<none>");
        assert_eq!(Privileges::of_classes(2).to_string(), "call,all");
    }

    #[test]
    fn wrong_places() {
        wrong_at!(
            Privileges::parse,
            [
                (&b""[..], 0),
                (b",", 0),
                (b"call,", 5),
                (b"call,,all", 5),
                (b"call, all", 5),
                (b"call,all ", 8),
                (b"<none>,all", 6),
                (b"<nobody>", 3),
                (b"<none", 5),
                (b"call;all", 4),
                (b"caf\xE9,all", 3),
                (b"call,all)", 8),
            ]
        );
        let long = [b'x'; 70_000];
        assert_eq!(Privileges::parse(&long).unwrap().unknown, 1);
    }

    proptest! {
        #[test]
        fn every_set_comes_back(bits: u32) {
            let one = Privileges::of_classes(bits);
            let text = one.to_string();
            let again = Privileges::parse(text.as_bytes()).unwrap();
            prop_assert_eq!((again.classes, again.all, again.unknown), (one.classes, one.all, 0));
        }

        #[test]
        fn any_bytes(value in "((call|all|agent|odd|x1|<none>|),?){0,6}|\\PC{0,20}") {
            let value: String = value;
            any!(Privileges, value.as_bytes());
        }
    }
}
