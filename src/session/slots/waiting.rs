//! The actions to which a packet without an ActionID may belong, in a list for each
//! question that such a packet asks: whose it is costs the same however many there
//! are. One more list holds those whose answer may be the text of an old Command
//! answer: to find the oldest of them costs the same, too.

use super::{LOOSE, Link, PASSED, Slot, Stage, TEXT, Table, at, change};
use crate::name::AnswerFlags;

/// What an action waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// Text without a response.
    Text = 0,
    /// Items of any event.
    Any = 1,
    /// An answer that can be an old Command answer, which has an ActionID.
    Command = 2,
}

/// How many lists there are of those that wait.
pub(super) const WAITING: usize = Waiting::Command as usize + 1;

/// In which list an action stands, if it stands in one.
pub(super) fn waiting(slot: &Slot) -> Option<usize> {
    if slot.awaits_text() {
        return Some(Waiting::Command as usize);
    }
    if !slot.is(LOOSE) {
        return None;
    }
    match slot.stage() {
        Stage::Quiet | Stage::Text => Some(Waiting::Text as usize),
        Stage::List if slot.has(AnswerFlags::ANY_ITEMS) => Some(Waiting::Any as usize),
        Stage::List | Stage::Free | Stage::Sent | Stage::SentAsync | Stage::Started => None,
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

    /// The oldest action to which a text may belong.
    pub(in crate::session) fn first_with_text(&self) -> Option<Link> {
        self.first_of(Waiting::Text as usize)
    }

    /// Whether there is one.
    pub(in crate::session) fn awaits_plain_text(&self) -> bool {
        self.first_with_text().is_some()
    }

    /// Of the open lists to which any event belongs, the one that began first.
    pub(in crate::session) fn first_with_any_items(&self) -> Option<Link> {
        self.first_of(Waiting::Any as usize)
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
        self.wait(slots, link, list);
    }

    /// Puts an action at the end of a list.
    pub(super) fn wait(&mut self, slots: &mut [Slot], link: Link, list: Option<usize>) {
        self.changes(list);
        let Some((first, last)) = list.and_then(|list| self.waiting.get_mut(list)) else { return };
        let before = *last;
        *last = link;
        match before {
            0 => *first = link,
            before => change(slots, before, |slot| slot.behind = link),
        }
        change(slots, link, |slot| (slot.before, slot.behind) = (before, 0));
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
