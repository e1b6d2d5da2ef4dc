//! Channel variables in events, which come in two forms (wire reference,
//! section 9): `ChanVariable: CALLDIR=in`, with a prefix where an event tells
//! of several channels (`DestChanVariable`), and
//! `ChanVariable(SIP/1000-00000001): CALLDIR=in`, where the header's name says
//! the channel. `Variable: NAME=value` of the action Status is like the first.

use core::fmt;

use super::grammar::bad;
use super::sink::{Canonical, Sink, canonical};
use crate::error::Result;

const NAME: &[u8] = b"ChanVariable";

/// A variable: the value of such a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Variable<'a> {
    /// The name, which may be a function call: `CHANNEL(state)`. Borrowed from
    /// the header's value.
    pub name: &'a [u8],
    /// The value, raw. In the first form a server from 13.5 on escapes it
    /// ([`escape`](mod@super::escape)). Borrowed from the header's value.
    pub value: &'a [u8],
}

/// Which channel a variable belongs to: the name of such a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VariableHeader<'a> {
    /// What stands before `ChanVariable`, as before the other headers of the
    /// channel: `Dest`, `LocalOne`, or nothing. Borrowed from the name.
    pub prefix: &'a [u8],
    /// The channel's name between the brackets, if there are any; then the
    /// variable's value is never escaped. Borrowed from the name.
    pub channel: Option<&'a [u8]>,
}

impl<'a> Variable<'a> {
    /// Cuts `name=value` at the first `=`.
    ///
    /// # Errors
    /// `BadValue` at the length if there is no `=`, at offset 0 if nothing
    /// stands before it.
    pub fn parse(value: &'a [u8]) -> Result<Variable<'a>> {
        let Some(place) = value.iter().position(|&byte| byte == b'=') else {
            return Err(bad(value.len()));
        };
        match value.split_at_checked(place) {
            Some(([_, ..], [_, after @ ..])) => Ok(Variable { name: value.get(..place).unwrap_or(b""), value: after }),
            _ => Err(bad(0)),
        }
    }
}

impl<'a> VariableHeader<'a> {
    /// Reads the name of a header. ASCII case does not matter. The name must
    /// be whole: it may hold colons, and ends before `: ` only behind the
    /// closing bracket (trap T48), as the names that the reader gives do.
    ///
    /// # Errors
    /// `BadValue`, with an offset in the name: at the length if it does not end
    /// in `ChanVariable` or a closing bracket, at the bracket if something else
    /// stands before it or nothing in it.
    pub fn parse(name: &'a [u8]) -> Result<VariableHeader<'a>> {
        let (head, channel) = match name.iter().position(|&byte| byte == b'(') {
            None => (name, None),
            Some(open) => match name.split_at_checked(open) {
                Some((head, [_, inner @ .., b')'])) if !inner.is_empty() => (head, Some(inner)),
                Some((head, [_, b')'])) => return Err(bad(head.len().saturating_add(1))),
                _ => return Err(bad(name.len())),
            },
        };
        let prefix = head.len().checked_sub(NAME.len()).and_then(|place| head.split_at_checked(place));
        match prefix {
            Some((prefix, own)) if own.eq_ignore_ascii_case(NAME) => Ok(VariableHeader { prefix, channel }),
            _ => Err(bad(head.len())),
        }
    }
}

impl Canonical for Variable<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(self.name)?;
        sink.bytes(b"=")?;
        sink.bytes(self.value)
    }
}

impl Canonical for VariableHeader<'_> {
    fn put<S: Sink>(&self, sink: &mut S) -> fmt::Result {
        sink.bytes(self.prefix)?;
        sink.bytes(NAME)?;
        if let Some(channel) = self.channel {
            sink.bytes(b"(")?;
            sink.bytes(channel)?;
            sink.bytes(b")")?;
        }
        Ok(())
    }
}

canonical!(Variable<'_>, VariableHeader<'_>);

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use proptest::prelude::*;

    use super::super::check::{any, comes_back, wrong_at};
    use super::*;

    #[test]
    fn recorded() {
        for (value, name, content) in [
            ("COMPANY=Example: Widgets", "COMPANY", "Example: Widgets"),
            ("CALLDIR=", "CALLDIR", ""),
            ("CALLDIR=a: b", "CALLDIR", "a: b"),
            ("CHANNEL(state)=Up", "CHANNEL(state)", "Up"),
            ("X=a=b", "X", "a=b"),
        ] {
            let found = Variable::parse(value.as_bytes()).unwrap();
            assert_eq!((found.name, found.value), (name.as_bytes(), content.as_bytes()));
            assert_eq!(found.to_string(), value);
        }
        for (name, prefix, channel) in [
            ("ChanVariable", "", None),
            ("DestChanVariable", "Dest", None),
            ("LocalOneChanVariable", "LocalOne", None),
            ("2ChanVariable", "2", None),
            ("ChanVariable(Local/1001@from-internal-00000798;1)", "", Some("Local/1001@from-internal-00000798;1")),
            ("ChanVariable(Local/x:y-1;1)", "", Some("Local/x:y-1;1")),
            ("ChanVariable(SIP/a(b)-1)", "", Some("SIP/a(b)-1")),
        ] {
            let found = VariableHeader::parse(name.as_bytes()).unwrap();
            assert_eq!(found.prefix, prefix.as_bytes());
            assert_eq!(found.channel, channel.map(str::as_bytes));
            assert_eq!(found.to_string(), name);
        }
        assert_eq!(VariableHeader::parse(b"destchanVARIABLE").unwrap().to_string(), "destChanVariable");
    }

    #[test]
    fn wrong_places() {
        wrong_at!(Variable::parse, [(&b""[..], 0), (b"NAME", 4), (b"=value", 0), (b"=", 0)]);
        wrong_at!(
            VariableHeader::parse,
            [
                (&b""[..], 0),
                (b"Channel", 7),
                (b"ChanVariables", 13),
                (b"ChanVariable(SIP/1-1", 20),
                (b"ChanVariable()", 13),
                (b"ChanVariable(", 13),
                (b"ChanVariable(a)b", 16),
                (b"Variable(a)", 8),
                (b"(a)", 0),
            ]
        );
    }

    proptest! {
        #[test]
        fn printed_ones_come_back(name in "[^=]{1,12}", value: std::vec::Vec<u8>, prefix in "[A-Za-z0-9]{0,9}", channel in "[^)]{1,9}") {
            comes_back!(Variable, Variable { name: name.as_bytes(), value: &value });
            let channel = Some(channel.as_bytes());
            comes_back!(VariableHeader, VariableHeader { prefix: prefix.as_bytes(), channel });
        }

        #[test]
        fn any_bytes(value in "[a=]{0,4}|[Dd]{0,2}(chanvariable|ChanVariable)?\\(?[()a:]{0,5}\\)?|\\PC{0,20}") {
            any!(Variable, value.as_bytes());
            any!(VariableHeader, value.as_bytes());
        }
    }
}
