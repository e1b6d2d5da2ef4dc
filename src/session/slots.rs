//! Actions in flight, in memory of the caller's.

use crate::error::{Error, Result, Status};

/// How far the answer to an action has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stage {
    #[default]
    Free = 0,
    /// Sent; a response is awaited.
    Sent = 1,
    /// An Originate with Async was sent: its response only tells that it was
    /// started (T58).
    SentAsync = 2,
    /// It was started; its OriginateResponse is awaited.
    Started = 3,
    /// Its list has begun.
    List = 4,
}

/// A place for one action in flight. All zero is a free one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Slot {
    pub(super) tag: u64,
    pub(super) deadline: u64,
    stage: u8,
}

impl Slot {
    /// A free place.
    pub const FREE: Slot = Slot { tag: 0, deadline: 0, stage: 0 };

    pub(super) fn stage(&self) -> Stage {
        match self.stage {
            1 => Stage::Sent,
            2 => Stage::SentAsync,
            3 => Stage::Started,
            4 => Stage::List,
            _ => Stage::Free,
        }
    }

    pub(super) fn set(&mut self, stage: Stage) {
        self.stage = stage as u8;
    }
}

/// The slot of that tag.
pub(super) fn find(slots: &mut [Slot], tag: u64) -> Option<&mut Slot> {
    slots.iter_mut().find(|slot| slot.tag == tag && slot.stage() != Stage::Free)
}

/// A free slot for that tag.
pub(super) fn free(slots: &mut [Slot], tag: u64) -> Result<&mut Slot> {
    if find(slots, tag).is_some() {
        return Err(Error::new(Status::TagInUse));
    }
    slots.iter_mut().find(|slot| slot.stage() == Stage::Free).ok_or(Error::new(Status::TooManyActions))
}
