//! The order of the actions in flight, by which an answer without an ActionID is known.

use super::{Link, Slot, Table, at};

impl Table {
    /// The oldest action that ends behind `answered` in all that was ever queued.
    /// Each action is passed once, so that this costs the same with any number.
    pub(in crate::session) fn due(&mut self, slots: &[Slot], answered: u64) -> Option<Link> {
        while let Some(slot) = at(slots, self.due) {
            if slot.end > answered {
                return Some(self.due);
            }
            self.due = slot.newer;
        }
        None
    }

    /// Where the newest action ends in all that was ever queued.
    pub(in crate::session) fn newest_end(&self, slots: &[Slot]) -> u64 {
        at(slots, self.newest).map_or(0, |slot| slot.end)
    }

    /// Where the actions end that were submitted just before and just after this
    /// one.
    pub(in crate::session) fn ends_beside(&self, slots: &[Slot], slot: &Slot) -> (u64, u64) {
        let end = |link: Link, none: u64| at(slots, link).map_or(none, |slot| slot.end);
        (end(slot.older, 0), end(slot.newer, u64::MAX))
    }
}
