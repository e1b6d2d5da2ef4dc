//! What an action is answered with, where that is more than one response, and
//! how an event list is seen to end (wire reference, sections 7, 8 and 16).

use super::generated::ANSWERS;
use super::{Action, Event};

/// The answer to an action that gets more, or other, than one ordinary
/// response packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The action.
    pub action: Action,
    /// The kind of answer.
    pub shape: AnswerShape,
    /// The events that are items of the list.
    pub items: &'static [Event],
    /// The event that completes the list. A list without one is over with its
    /// first item.
    pub completion: Option<Event>,
    /// The event that comes some time after the answer and carries the
    /// ActionID once more.
    pub later: Option<Event>,
    /// What is irregular about it.
    pub flags: AnswerFlags,
}

/// The kinds of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerShape {
    /// One response packet.
    Single,
    /// A response, item events, and an event that completes the list.
    List,
    /// One packet whose lines are text or numbered headers.
    Text,
    /// The output of a command, in one of its two forms.
    Command,
    /// Nothing but the action's name is known.
    Unknown,
}

/// A set of irregularities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerFlags(u16);

impl AnswerFlags {
    /// The items are not known beforehand: any event that is waiting comes.
    pub const ANY_ITEMS: AnswerFlags = AnswerFlags(1 << 0);
    /// Items have the name of an event that is broadcast, too (T28). An item
    /// carries the ActionID of the list; where none was given, it is the event
    /// without a Privilege.
    pub const BROADCAST_ITEMS: AnswerFlags = AnswerFlags(1 << 1);
    /// An Error may come after the start, and then no completion comes (T32).
    pub const ERROR_AFTER_START: AnswerFlags = AnswerFlags(1 << 2);
    /// An empty list is told as an Error (T31).
    pub const ERROR_WHEN_EMPTY: AnswerFlags = AnswerFlags(1 << 3);
    /// The ActionID of an item is its last header, not its second.
    pub const ID_LAST: AnswerFlags = AnswerFlags(1 << 4);
    /// Two or three responses come for one action (T33).
    pub const MORE_RESPONSES: AnswerFlags = AnswerFlags(1 << 5);
    /// Neither the response nor the completion has an EventList header; the
    /// end is known by the event's name only (T35).
    pub const NO_EVENT_LIST: AnswerFlags = AnswerFlags(1 << 6);
    /// The answer comes without a `Response:` packet, from all servers or, with
    /// `Queues`, from stock Asterisk to release 14 (T20, T22, T23, T24).
    pub const NO_RESPONSE: AnswerFlags = AnswerFlags(1 << 7);
    /// Items carry a Privilege although they are no broadcasts (T54).
    pub const PRIVILEGE: AnswerFlags = AnswerFlags(1 << 8);
    /// A list only sometimes: a Success without an EventList header is the
    /// whole answer (T31).
    pub const SOMETIMES: AnswerFlags = AnswerFlags(1 << 9);
    /// The server does nothing else on this connection until it has answered, and
    /// that may take long: it runs a command or waits for something; it loads or
    /// reloads modules, which may look up names; it restarts a driver; or it rotates
    /// logs and runs a program after that. An Originate with Async does not.
    pub const BLOCKS: AnswerFlags = AnswerFlags(1 << 10);

    /// Nothing irregular.
    pub const NONE: AnswerFlags = AnswerFlags(0);

    /// Whether all of `flags` are in this set.
    #[inline]
    pub const fn contains(self, flags: AnswerFlags) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The set as bits, the same in every release.
    #[inline]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// What is in either set.
    #[inline]
    #[must_use]
    pub const fn union(self, other: AnswerFlags) -> AnswerFlags {
        AnswerFlags(self.0 | other.0)
    }
}

/// By action id less one, where its answer stands in `ANSWERS` plus one, or 0.
/// Made while the crate is compiled.
static PLACES: [u8; Action::ALL.len()] = {
    let mut places = [0; Action::ALL.len()];
    let mut at = 0;
    while at < ANSWERS.len() {
        places[ANSWERS[at].action as usize - 1] = at as u8 + 1;
        at += 1;
    }
    assert!(ANSWERS.len() < 255);
    places
};

/// What this action is answered with; `None` is one ordinary response packet.
#[inline]
pub fn answer(action: Action) -> Option<&'static Answer> {
    let place = PLACES.get(usize::from(action.id()).checked_sub(1)?)?;
    ANSWERS.get(usize::from(*place).checked_sub(1)?)
}

/// The event list with which this action is answered, if it is.
#[inline]
pub fn list(action: Action) -> Option<&'static Answer> {
    answer(action).filter(|answer| answer.shape == AnswerShape::List)
}

/// What the value of an `EventList` header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMark {
    /// `start`: items and a completion follow.
    Start,
    /// `Complete`: this event completes the list.
    Complete,
    /// `cancelled`: the list ends unfinished. Documented, but no action that
    /// is shipped with a server sends it.
    Cancelled,
}

impl ListMark {
    /// The mark with this value, in any ASCII case (T30).
    #[inline]
    pub fn from_value(value: &[u8]) -> Option<ListMark> {
        let is = |word: &[u8]| value.eq_ignore_ascii_case(word);
        match value.len() {
            5 if is(b"start") => Some(ListMark::Start),
            8 if is(b"complete") => Some(ListMark::Complete),
            9 if is(b"cancelled") => Some(ListMark::Cancelled),
            _ => None,
        }
    }

    /// Whether the list is over.
    #[inline]
    pub const fn is_end(self) -> bool {
        matches!(self, ListMark::Complete | ListMark::Cancelled)
    }
}

/// Whether an event that carries the ActionID of an open list ends that list:
/// its `EventList` says so, or its name ends in `Complete` (the rule that
/// covers releases to 11 and actions that are not known here, too). It says
/// nothing about an event without that ActionID: `AgentComplete` is a
/// broadcast.
#[inline]
pub fn ends_list(event_name: &[u8], event_list: Option<&[u8]>) -> bool {
    let marked = event_list.and_then(ListMark::from_value).is_some_and(ListMark::is_end);
    marked || event_name.last_chunk::<8>().is_some_and(|end| end.eq_ignore_ascii_case(b"Complete"))
}

/// Makes the table of answers from the rows of the generated file.
macro_rules! answers {
    ($($action:ident $shape:ident [$($item:ident),*] [$($completion:ident)?] [$($later:ident)?] [$($flag:ident),*];)+) => {
        use super::super::list::one;
        use crate::name::{Action, Answer, AnswerFlags, AnswerShape, Event};

        /// Every answer that is not one ordinary response.
        pub(in crate::name) static ANSWERS: &[Answer] = &[$(
            Answer {
                action: Action::$action,
                shape: AnswerShape::$shape,
                items: &[$(Event::$item),*],
                completion: one(&[$(Event::$completion)?]),
                later: one(&[$(Event::$later)?]),
                flags: AnswerFlags::NONE$(.union(AnswerFlags::$flag))*,
            },
        )+];
    };
}
pub(super) use answers;

/// The first of at most one event; for the table, while the crate is compiled.
pub(super) const fn one(events: &[Event]) -> Option<Event> {
    match events {
        [event, ..] => Some(*event),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_found_by_their_action() {
        let queue = list(Action::QueueStatus).unwrap();
        assert_eq!(queue.items, [Event::QueueParams, Event::QueueMember, Event::QueueEntry]);
        assert_eq!(queue.completion, Some(Event::QueueStatusComplete));
        assert_eq!(queue.flags, AnswerFlags::ID_LAST);
        assert_eq!(list(Action::Ping), None);
        assert_eq!(answer(Action::Ping), None);
    }

    #[test]
    fn other_answers_are_no_lists() {
        assert_eq!(list(Action::Command), None);
        assert_eq!(answer(Action::Command).unwrap().shape, AnswerShape::Command);
        assert_eq!(list(Action::Originate), None);
        assert_eq!(answer(Action::Originate).unwrap().later, Some(Event::OriginateResponse));
    }

    #[test]
    fn every_answer_is_that_of_its_action() {
        for known in ANSWERS {
            assert_eq!(answer(known.action), Some(known));
        }
        let found = Action::ALL.iter().filter(|action| answer(**action).is_some());
        assert_eq!(found.count(), ANSWERS.len());
    }

    #[test]
    fn the_end_of_a_list_is_seen_in_each_form() {
        assert!(ends_list(b"StatusComplete", None));
        assert!(ends_list(b"statuscomplete", Some(b"Complete")));
        assert!(ends_list(b"ChannelsHungup", Some(b"complete")));
        assert!(ends_list(b"Anything", Some(b"Cancelled")));
        assert!(!ends_list(b"Status", None));
        assert!(!ends_list(b"Status", Some(b"Start")));
        assert!(!ends_list(b"omplete", Some(b"")));
    }

    #[test]
    fn the_mark_of_a_list_is_one_of_three_words() {
        for (value, mark) in [
            (&b"start"[..], Some(ListMark::Start)),
            (b"Complete", Some(ListMark::Complete)),
            (b"CANCELLED", Some(ListMark::Cancelled)),
            // As long, and none of them.
            (b"stare", None),
            (b"completx", None),
            (b"canceller", None),
            (b"", None),
            (b"started", None),
        ] {
            assert_eq!(ListMark::from_value(value), mark, "{}", value.escape_ascii());
        }
    }

    /// While compiling, where it is called otherwise, there is one at most.
    #[test]
    fn the_first_of_the_events_counts() {
        assert_eq!(one(&[]), None);
        assert_eq!(one(&[Event::Hangup]), Some(Event::Hangup));
        assert_eq!(one(&[Event::Hangup, Event::Status]), Some(Event::Hangup));
    }

    #[test]
    fn flags_are_sets() {
        let both = AnswerFlags::PRIVILEGE.union(AnswerFlags::ID_LAST);
        assert!(both.contains(AnswerFlags::ID_LAST) && both.contains(both));
        assert!(!AnswerFlags::ID_LAST.contains(both));
        assert_eq!(list(Action::Status).unwrap().flags, both);
        assert_eq!(both.bits(), 0x110);
    }
}
