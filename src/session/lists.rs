//! When a list begins, what its items are, and when it ends.
//!
//! Items and the end carry the ActionID of their action. A packet without it is an
//! item only of the list that is open now, since a server sends one list whole
//! before it does anything else: and only where one of the reasons of [`Open`]
//! holds.

use super::Session;
use super::options::List;
use super::outcome::{Outcome, What};
use super::slots::{FOREIGN, Link, Slot, Stage, at};
use crate::bytes::equal_fold;
use crate::error::{Error, Result, Status};
use crate::name::{AnswerFlags, AnswerShape, Event, ListMark, ends_list};
use crate::packet::{Header, Kind, Packet};

/// The list that began last, if it may have items without an ActionID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    tag: u64,
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// The ActionID of an item is its last header, and a value with line ends in it
    /// takes it off (T40): what is left has the name of an item and no Privilege.
    IdLast,
    /// The table says that servers of that age send items without an ActionID, and
    /// even without a name.
    ByPlace,
    /// This exchange sends no ActionIDs.
    NoIds,
}

/// What a slot keeps of a list that the caller declared: a hash of the name of the
/// event that ends it, without regard to case.
///
/// A hash, since a slot has no room for a name. Two of a server's events have the
/// same one time in sixteen million, and nobody gains by finding such a name: an
/// event counts only with an ActionID that only the server knows. The list would end
/// early then, and what follows be told as [`What::Extra`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Declared([u8; 3]);

/// Bytes that the name of an event can have in a list that a caller declares.
const MOST: usize = 80;

impl Declared {
    /// Nothing is declared.
    pub(super) const NONE: Declared = Declared([0; 3]);
    /// The list is over with its first item.
    const FIRST_ITEM: Declared = Declared([1, 0, 0]);

    pub(super) fn new(list: &List<'_>) -> Result<Declared> {
        let name = list.completion;
        // No event has such a name, and the list would wait for its time limit.
        let has_wrong_byte = name.iter().any(|byte| byte.is_ascii_control() || *byte == b':');
        if has_wrong_byte || name.trim_ascii() != name || name.len() > MOST {
            return Err(Error::new(Status::BadArgument));
        }
        Ok(if name.is_empty() { Declared::FIRST_ITEM } else { Declared::end(name) })
    }

    /// The list is over with an event of that name.
    fn end(name: &[u8]) -> Declared {
        let add = |hash: u64, byte: &u8| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
        let hash = name.iter().fold(0xcbf2_9ce4_8422_2325, add);
        let [.., a, b, c] = ((hash ^ hash >> 24 ^ hash >> 48) as u32).to_be_bytes();
        // Neither of the two above.
        Declared([a, b.max(u8::from(a < 2)), c])
    }
}

/// Whether releases to 11 have such a banner. One that is not written as numbers is
/// none of them.
pub(super) fn is_old(version: &[u8]) -> bool {
    matches!(version, [b'0' | b'1', b'.', ..] | [b'0' | b'1'])
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Whether the greeting is that of a release to 11.
    pub(super) fn is_old(&self) -> bool {
        is_old(self.release())
    }

    /// The version of the exchange, as far as the greeting tells: behind a proxy it
    /// is unknown, since that one greets with a version of its own (T73).
    pub(super) fn release(&self) -> &[u8] {
        if self.proxy { b"" } else { self.version.get() }
    }

    /// Notes that this list begins now.
    pub(super) fn opens(&mut self, slot: &Slot, without_id: bool) {
        let why = if without_id {
            Why::NoIds
        } else if slot.has(AnswerFlags::ITEMS_BY_PLACE) && self.is_old() {
            Why::ByPlace
        } else if slot.has(AnswerFlags::ID_LAST) {
            Why::IdLast
        } else {
            return;
        };
        self.open = Some(Open { tag: slot.tag, why });
    }

    /// Whether events without an ActionID may be items of the list that is open.
    #[cfg(feature = "net")]
    pub(super) fn has_open_list(&self) -> bool {
        self.open.is_some()
    }

    /// The list of that tag is over.
    pub(super) fn closes(&mut self, tag: u64) {
        self.open = self.open.filter(|open| open.tag != tag);
    }

    /// What a packet without the ActionID of an action means to the list that is
    /// open.
    pub(super) fn open_item(&mut self, packet: &Packet<'_>) -> Option<Outcome> {
        let (link, what, next) = self.is_open_item(packet.kind(), packet.title(), |name| packet.get(name))?;
        Some(self.step(link, what, next))
    }

    /// The same of a packet of that kind and title, of which `get` gives the headers:
    /// the action, what the packet is to it, and where that brings it.
    pub(super) fn is_open_item<'p>(
        &self,
        kind: Kind,
        name: &[u8],
        get: impl Fn(&[u8]) -> Option<&'p [u8]>,
    ) -> Option<(Link, What, Stage)> {
        let Open { tag, why } = self.open?;
        let link = self.table.find(self.slots.as_ref(), tag)?;
        let slot = at(self.slots.as_ref(), link).filter(|slot| slot.stage() == Stage::List)?;
        let (what, next) = if kind != Kind::Event {
            // One with an ActionID is another's, or torn.
            let is = why == Why::ByPlace && get(b"ActionID").is_none();
            is.then_some((What::ListItem, Stage::List))?
        } else {
            // What is broadcast has a Privilege, an item has none (T28), except those
            // of which the table says so and whose name is no broadcast's (T54).
            let privileged = slot.has(AnswerFlags::PRIVILEGE) && !slot.has(AnswerFlags::BROADCAST_ITEMS);
            if !privileged && get(b"Privilege").is_some() {
                return None;
            }
            let ids = why != Why::NoIds;
            if slot.declared == Declared::NONE && !names(slot, name, !ids) {
                return None;
            }
            let mark = get(b"EventList").filter(|_| !ids);
            in_list(slot, name, mark, self.release())
        };
        // Where the ActionIDs come back, nothing without one ends a list: not where its
        // first item is the whole answer (DBGet of 1.8), nor by the name that the caller
        // gave. A real one that lost its ActionID makes the list wait for its limit.
        let forged = why != Why::NoIds && next == Stage::Free;
        (!forged).then_some((link, what, next))
    }

    /// The list that an Error without an ActionID ends (T32): one is open that began
    /// without one, and comes before any other answer.
    pub(super) fn ended_by(&self, title: &[u8]) -> Option<Link> {
        let open = self.open.filter(|open| open.why == Why::NoIds && equal_fold(title, b"Error"))?;
        self.table.find(self.slots.as_ref(), open.tag)
    }
}

/// Whether the table has this event among the items, or the end, of that action's
/// list.
fn names(slot: &Slot, name: &[u8], with_end: bool) -> bool {
    let (Some(answer), Some(event)) = (slot.answer(), Event::lookup(name)) else { return false };
    answer.items.contains(&event) || with_end && answer.completion == Some(event)
}

pub(super) fn list_mark(packet: &Packet<'_>) -> Option<ListMark> {
    packet.get(b"EventList").and_then(ListMark::from_value)
}

/// Whether a list follows this response, which is no Error.
pub(super) fn begins_list(slot: &Slot, packet: &Packet<'_>, version: &[u8], without_id: bool) -> bool {
    if slot.declared != Declared::NONE {
        // So the caller says.
        return true;
    }
    let answer = slot.answer();
    if slot.is(FOREIGN) || answer.is_some_and(|answer| answer.shape == AnswerShape::Unknown) {
        // No table knows it. Where no ActionID comes, nothing would tell its items and
        // its end from what is broadcast.
        let mark = packet.get(b"EventList").map(ListMark::from_value);
        let begins = mark.is_some_and(|mark| !mark.is_some_and(ListMark::is_end));
        return !without_id && (begins && in_front(packet, b"EventList") || will_follow(packet));
    }
    if list_mark(packet) == Some(ListMark::Start) {
        return answer.is_some_and(|answer| answer.shape == AnswerShape::List) || in_front(packet, b"EventList");
    }
    let Some(answer) = answer.filter(|answer| answer.shape == AnswerShape::List) else { return false };
    // Releases to 11, whose versions are 1.0 to 1.3, tell of many a list by
    // the text only (section 7).
    match (answer.flags.contains(AnswerFlags::NO_EVENT_LIST), is_old(version)) {
        (true, _) => !answer.flags.contains(AnswerFlags::NO_RESPONSE),
        // Without the mark it is the whole answer (T31), unless the text says that a list
        // will follow: gateways of a later version than their lists send so.
        (false, false) => !without_id && will_follow(packet),
        (false, true) if answer.flags.contains(AnswerFlags::SOMETIMES) => will_follow(packet),
        (false, true) => true,
    }
}

/// Whether the header of that name, by which a list is known, stands where servers set
/// it: before anything of the answer's own. A value with line ends in it can hold one,
/// too (T40), and an action that has no list would wait for its end.
fn in_front(packet: &Packet<'_>, wanted: &[u8]) -> bool {
    const FRONT: [&[u8]; 5] = [b"Response", b"ActionID", b"Message", b"EventList", b"Privilege"];
    let may_precede = |header: &Header<'_>| FRONT.iter().any(|name| header.is(name));
    packet.headers().take_while(|header| !header.is(wanted)).all(|header| may_precede(&header))
}

/// Whether the text of a response says that a list will follow.
fn will_follow(packet: &Packet<'_>) -> bool {
    const WORDS: &[u8] = b"will follow";
    let text = packet.get(b"Message").unwrap_or_default().trim_ascii_end();
    text.len().checked_sub(WORDS.len()).and_then(|from| text.get(from..)).is_some_and(|end| equal_fold(end, WORDS))
        && in_front(packet, b"Message")
}

/// What an event of an open list is.
pub(super) fn in_list(slot: &Slot, name: &[u8], mark: Option<&[u8]>, version: &[u8]) -> (What, Stage) {
    let (end, last, item) =
        ((What::ListEnd, Stage::Free), (What::ListItem, Stage::Free), (What::ListItem, Stage::List));
    if slot.declared != Declared::NONE {
        let marked = ends_list(b"", mark);
        return match slot.declared {
            _ if marked => end,
            Declared::FIRST_ITEM => last,
            declared if declared == Declared::end(name) => end,
            _ => item,
        };
    }
    let answer = slot.answer();
    let is_item =
        || answer.is_some_and(|answer| answer.items.iter().any(|item| equal_fold(item.name().as_bytes(), name)));
    // No item is marked as an end, but a value with line ends in it can hold such a
    // mark (T40).
    if ends_list(name, mark) && !is_item() {
        return end;
    }
    let whole = answer.is_some_and(|answer| {
        let old = answer.flags.contains(AnswerFlags::ITEM_ENDS_IN_1_8) && matches!(version, b"1.0" | b"1.1");
        answer.completion.is_none() || old
    });
    if whole && is_item() { last } else { item }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_without_regard_to_case_and_apart_from_each_other() {
        let declare = |completion: &[u8]| Declared::new(&List { items: b"", completion }).unwrap();
        assert_eq!(declare(b""), Declared::FIRST_ITEM);
        assert_eq!(declare(b"KEnd"), declare(b"kEND"));
        let mut all = [Declared::NONE; Event::ALL.len()];
        for (kept, event) in all.iter_mut().zip(Event::ALL) {
            *kept = declare(event.name().as_bytes());
            assert!(*kept != Declared::NONE && *kept != Declared::FIRST_ITEM, "{event}");
        }
        all.sort_unstable_by_key(|kept| kept.0);
        assert!(all.windows(2).all(|two| two[0] != two[1]));
    }

    #[test]
    fn old_banners_are_those_below_2() {
        for version in [&b"1.0"[..], b"1.1", b"1.3", b"1", b"1.30.0", b"0.9"] {
            assert!(is_old(version), "{}", version.escape_ascii());
        }
        for version in [&b""[..], b"2.0.0", b"10.0.0", b"12.0.0", b"x", b"1x"] {
            assert!(!is_old(version), "{}", version.escape_ascii());
        }
    }
}
