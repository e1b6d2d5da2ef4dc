//! The actions to which a packet without an ActionID may belong, in a list for each
//! question that such a packet asks: whose it is costs the same however many there
//! are. One more list holds those whose answer may be the text of an old Command
//! answer: to find the oldest of them costs the same, too.

use super::{LOOSE, Link, PASSED, Slot, Stage, TEXT, Table, at, change};
use crate::name::{Action, AnswerFlags, Event, answer};

/// What an action waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// The start of a list, or text.
    Start = 0,
    /// Text only.
    Text = 1,
    /// Items of any event.
    Any = 2,
    /// An answer that can be an old Command answer, which has an ActionID.
    Command = 3,
    /// Items of the action [`OWN_ITEMS`] names, from here on.
    Items = 4,
}

/// The actions whose lists may come without a response, and so without an
/// ActionID. They are known by the events that their answers name.
pub(in crate::session) const OWN_ITEMS: [Action; 2] = [Action::DataGet, Action::Queues];

/// How many lists there are of those that wait.
pub(super) const WAITING: usize = Waiting::Items as usize + OWN_ITEMS.len();

/// In which list an action stands, if it stands in one.
pub(super) fn waiting(slot: &Slot) -> Option<usize> {
    if slot.awaits_text() {
        return Some(Waiting::Command as usize);
    }
    if !slot.is(LOOSE) {
        return None;
    }
    match slot.stage() {
        Stage::Quiet if slot.is_list() => Some(Waiting::Start as usize),
        Stage::Quiet | Stage::Text => Some(Waiting::Text as usize),
        Stage::List if slot.has(AnswerFlags::ANY_ITEMS) => Some(Waiting::Any as usize),
        Stage::List => {
            let own = OWN_ITEMS.iter().position(|action| action.id() == slot.action)?;
            Some(own.saturating_add(Waiting::Items as usize))
        }
        Stage::Free | Stage::Sent | Stage::SentAsync | Stage::Started => None,
    }
}

impl Slot {
    /// Whether nothing of its answer has come, and its answer can be the text of
    /// an old Command answer.
    pub(in crate::session) fn awaits_text(&self) -> bool {
        self.marks & (TEXT | PASSED) == TEXT && self.stage() == Stage::Sent
    }
}

impl Table {
    /// The actions whose answers can be old Command answers and have not come,
    /// the oldest first.
    pub(in crate::session) fn awaiting_text<'a>(&self, slots: &'a [Slot]) -> impl Iterator<Item = &'a Slot> + use<'a> {
        let mut link = self.first_of(Waiting::Command as usize).unwrap_or(0);
        core::iter::from_fn(move || {
            let slot = at(slots, link)?;
            link = slot.behind;
            Some(slot)
        })
    }

    pub(in crate::session) fn awaits_text(&self) -> bool {
        self.first_of(Waiting::Command as usize).is_some()
    }

    /// Changes whenever [`awaiting_text`](Table::awaiting_text) does.
    #[cfg(any(test, feature = "net"))]
    pub(in crate::session) fn revision(&self) -> u32 {
        self.revision
    }

    /// Takes those of them out that end at `end` or before in all that was ever
    /// queued: no text of theirs can come any more.
    pub(in crate::session) fn pass(&mut self, slots: &mut [Slot], end: u64) {
        while let Some(link) = self.first_of(Waiting::Command as usize)
            && at(slots, link).is_some_and(|slot| slot.end <= end)
        {
            self.stop_waiting(slots, link);
            change(slots, link, |slot| slot.marks |= PASSED);
        }
    }

    /// Notes that a list is about to change.
    fn changes(&mut self, list: Option<usize>) {
        let of_texts = list == Some(Waiting::Command as usize);
        self.revision = self.revision.wrapping_add(u32::from(of_texts));
    }

    /// The oldest action whose list may begin without an ActionID.
    pub(in crate::session) fn first_to_start(&self) -> Option<Link> {
        self.first_of(Waiting::Start as usize)
    }

    /// The oldest action to which a text may belong.
    pub(in crate::session) fn first_with_text(&self, slots: &[Slot]) -> Option<Link> {
        let both = [Waiting::Start, Waiting::Text];
        let first = both.into_iter().filter_map(|waiting| self.first_of(waiting as usize));
        // Where each ends in all that was ever queued tells which is older.
        first.min_by_key(|link| at(slots, *link).map_or(u64::MAX, |slot| slot.end))
    }

    /// Whether there is one.
    pub(in crate::session) fn awaits_plain_text(&self) -> bool {
        [Waiting::Start, Waiting::Text].into_iter().any(|waiting| self.first_of(waiting as usize).is_some())
    }

    /// Of the open lists to which any event belongs, the one that began first.
    pub(in crate::session) fn first_with_any_items(&self) -> Option<Link> {
        self.first_of(Waiting::Any as usize)
    }

    /// Of the open lists to which this event belongs, the one that began first.
    /// A server does one action after the other, so that it is the one that was
    /// asked for first, too.
    pub(in crate::session) fn first_with_items(&self, event: Event) -> Option<Link> {
        let of = |action: Action| {
            let answer = answer(action);
            answer.is_some_and(|answer| answer.items.contains(&event) || answer.completion == Some(event))
        };
        let own = OWN_ITEMS.iter().position(|action| of(*action))?;
        self.first_of(own.saturating_add(Waiting::Items as usize))
    }

    fn first_of(&self, list: usize) -> Option<Link> {
        self.waiting.get(list).map(|(first, _)| *first).filter(|first| *first != 0)
    }

    /// Brings an action to another stage.
    pub(in crate::session) fn set_stage(&mut self, slots: &mut [Slot], link: Link, stage: Stage) {
        let Some(slot) = at(slots, link) else { return };
        let (before, mut slot) = (waiting(slot), *slot);
        slot.set(stage);
        let list = waiting(&slot);
        if list == before {
            return change(slots, link, |slot| slot.set(stage));
        }
        self.stop_waiting(slots, link);
        change(slots, link, |slot| slot.set(stage));
        // A list whose answer turns out to be text is the oldest of all that wait
        // for text.
        self.wait(slots, link, list, stage == Stage::Text);
    }

    /// Puts an action into a list, at one of its ends.
    pub(super) fn wait(&mut self, slots: &mut [Slot], link: Link, list: Option<usize>, in_front: bool) {
        self.changes(list);
        let Some((first, last)) = list.and_then(|list| self.waiting.get_mut(list)) else { return };
        let (before, behind) = if in_front { (0, *first) } else { (*last, 0) };
        match behind {
            0 => *last = link,
            behind => change(slots, behind, |slot| slot.before = link),
        }
        match before {
            0 => *first = link,
            before => change(slots, before, |slot| slot.behind = link),
        }
        change(slots, link, |slot| (slot.before, slot.behind) = (before, behind));
    }

    /// Takes an action out of its list, if it stands in one.
    pub(super) fn stop_waiting(&mut self, slots: &mut [Slot], link: Link) {
        let Some(slot) = at(slots, link) else { return };
        let (list, before, behind) = (waiting(slot), slot.before, slot.behind);
        self.changes(list);
        let Some((first, last)) = list.and_then(|list| self.waiting.get_mut(list)) else { return };
        match before {
            0 => *first = behind,
            before => change(slots, before, |slot| slot.behind = behind),
        }
        match behind {
            0 => *last = before,
            behind => change(slots, behind, |slot| slot.before = before),
        }
    }
}
