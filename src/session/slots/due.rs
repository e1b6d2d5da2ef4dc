//! The order of the actions in flight, by which an answer without an ActionID is told.

use super::{Link, Slot, Table, at};

impl Table {
    /// Where the actions end that were submitted just before and just after this
    /// one.
    pub(in crate::session) fn ends_beside(&self, slots: &[Slot], slot: &Slot) -> (u64, u64) {
        let end = |link: Link, none: u64| at(slots, link).map_or(none, |slot| slot.end);
        (end(slot.older, 0), end(slot.newer, u64::MAX))
    }
}
