//! Actions in flight, in memory of the caller's.
//!
//! The places are threaded by links: by tag (a hash table of chains), by the
//! order of submission (a list), by time limit (a heap), the free ones, and
//! those to which a packet without an ActionID may belong (a list for each
//! question that such a packet asks), and those whose text may come. So none of
//! the questions that a session asks costs more with many actions in flight. Only
//! the time limit does: it costs the logarithm.

mod due;
mod waiting;

use super::lists::Declared;
use crate::error::{Error, Result, Status};
use crate::name::{Action, Answer, AnswerFlags, AnswerShape, answer};
use crate::work;
use waiting::{WAITING, waiting};

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
    /// Sent, and its answer may come without a response (T20, T22 to T24). A
    /// Ping behind it shows where the answer ends.
    Quiet = 5,
    /// The text of such an answer has begun.
    Text = 6,
}

/// A place, counted from 1; 0 leads nowhere.
pub(super) type Link = u32;

/// A place for one action in flight. All zero is a free one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Slot {
    pub(super) tag: u64,
    pub(super) deadline: u64,
    /// Where it ends in all that was ever queued.
    pub(super) end: u64,
    /// The first of the tags that fall to this place.
    bucket: Link,
    /// The next of the same chain, or the next free place.
    chain: Link,
    older: Link,
    newer: Link,
    /// What stands at this place of the heap.
    heap: Link,
    /// Where in the heap this action stands, counted from 1.
    place: Link,
    /// The neighbours in the list of its [`Waiting`].
    before: Link,
    behind: Link,
    action: u16,
    marks: u16,
    stage: u8,
    /// What is kept of a list that the caller declared: see `lists`.
    pub(super) declared: Declared,
}

/// The exchange does nothing else on this connection until it has answered.
pub(super) const BLOCKING: u16 = 1;
/// Packets without an ActionID may belong to it.
pub(super) const LOOSE: u16 = 2;
/// It waits for its turn, where one goes at a time.
pub(super) const HELD: u16 = 4;
/// Its answer can be the text of an old Command answer.
pub(super) const TEXT: u16 = 8;
/// Nothing is known of it, not even its name.
pub(super) const FOREIGN: u16 = 16;
/// Its text, if it has one, has begun or can no longer come.
pub(super) const PASSED: u16 = 32;
/// No OriginateResponse of it can come.
pub(super) const UNREPORTED: u16 = 64;
/// An action Events by which the server sends no event of a call any more.
pub(super) const MUTES: u16 = 128;
/// It is an action Events that leaves the mask as it is.
pub(super) const NO_MASK: u16 = 512;
/// It is [`BLOCKING`] and has no time limit.
pub(super) const ENDLESS: u16 = 256;

impl Slot {
    /// A free place.
    pub const FREE: Slot = Slot {
        tag: 0,
        deadline: 0,
        end: 0,
        bucket: 0,
        chain: 0,
        older: 0,
        newer: 0,
        heap: 0,
        place: 0,
        before: 0,
        behind: 0,
        action: 0,
        stage: 0,
        marks: 0,
        declared: Declared::NONE,
    };

    pub(super) fn stage(&self) -> Stage {
        match self.stage {
            1 => Stage::Sent,
            2 => Stage::SentAsync,
            3 => Stage::Started,
            4 => Stage::List,
            5 => Stage::Quiet,
            6 => Stage::Text,
            _ => Stage::Free,
        }
    }

    /// Whether its answer is a list.
    pub(super) fn is_list(&self) -> bool {
        self.answer().is_some_and(|answer| answer.shape == AnswerShape::List)
    }

    fn set(&mut self, stage: Stage) {
        self.stage = stage as u8;
    }

    pub(super) fn is(&self, mark: u16) -> bool {
        self.marks & mark != 0
    }

    /// Whether it is an action Events that sets the mask.
    pub(super) fn asks_for_events(&self) -> bool {
        self.action == Action::Events.id() && !self.is(NO_MASK)
    }

    /// Whether it keeps the exchange from answering now, which one that was not
    /// sent does not.
    fn blocks(&self) -> bool {
        self.is(BLOCKING) && !self.is(HELD)
    }

    /// Whether it is an Originate with Async whose end is to be reported.
    fn is_async(&self) -> bool {
        matches!(self.stage(), Stage::SentAsync | Stage::Started)
    }

    /// What is known of the answer to its action.
    pub(super) fn answer(&self) -> Option<&'static Answer> {
        answer(Action::from_id(self.action)?)
    }

    /// Whether this is its action.
    pub(super) fn is_of(&self, action: Action) -> bool {
        self.action == action.id()
    }

    pub(super) fn has(&self, flag: AnswerFlags) -> bool {
        self.answer().is_some_and(|answer| answer.flags.contains(flag))
    }
}

/// An action that is to get a place.
pub(super) struct New {
    pub(super) tag: u64,
    pub(super) action: Option<Action>,
    pub(super) stage: Stage,
    pub(super) marks: u16,
    pub(super) declared: Declared,
    pub(super) end: u64,
}

fn index(link: Link) -> Option<usize> {
    (link as usize).checked_sub(1)
}

/// The action at that place.
pub(super) fn at(slots: &[Slot], link: Link) -> Option<&Slot> {
    work::slot();
    slots.get(index(link)?)
}

/// The same, to be changed.
pub(super) fn at_mut(slots: &mut [Slot], link: Link) -> Option<&mut Slot> {
    work::slot();
    slots.get_mut(index(link)?)
}

fn change(slots: &mut [Slot], link: Link, act: impl FnOnce(&mut Slot)) {
    if let Some(slot) = at_mut(slots, link) {
        act(slot);
    }
}

/// Where the links begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    free: Link,
    oldest: Link,
    newest: Link,
    /// The oldest that may still await an answer by its place.
    due: Link,
    used: u32,
    /// How many are in the heap.
    timed: u32,
    /// How many keep the exchange from answering, and how many of these have no
    /// time limit.
    blocking: u32,
    endless: u32,
    /// How many are an Originate with Async.
    asynchronous: u32,
    /// How many are an action Events.
    masks: u32,
    loose: u32,
    /// How many can be answered by a text.
    texts: u32,
    /// The first and the last of those that wait for the same.
    waiting: [(Link, Link); WAITING],
    /// Changes with the list of those whose text may come.
    revision: u32,
}

impl Table {
    /// Makes all places free.
    pub(super) fn new(slots: &mut [Slot]) -> Table {
        // A link has 32 bits.
        let last = Link::try_from(slots.len()).unwrap_or(Link::MAX);
        for (slot, next) in slots.iter_mut().zip(2..) {
            *slot = Slot { chain: if next <= last { next } else { 0 }, ..Slot::FREE };
        }
        Table { free: last.min(1), ..Table::default() }
    }

    pub(super) fn used(&self) -> usize {
        self.used as usize
    }

    pub(super) fn blocking(&self) -> bool {
        self.blocking > 0
    }

    /// Whether one of those has a time limit.
    pub(super) fn blocking_in_time(&self) -> bool {
        self.blocking > self.endless
    }

    /// Whether nothing is counted.
    #[cfg(test)]
    pub(super) fn is_idle(&self) -> bool {
        self.blocking + self.endless + self.asynchronous + self.masks + self.loose + self.texts + self.timed == 0
    }

    /// Whether an action Events is in flight.
    pub(super) fn masks(&self) -> bool {
        self.masks > 0
    }

    #[cfg(feature = "net")]
    pub(super) fn loose(&self) -> bool {
        self.loose > 0
    }

    pub(super) fn texts(&self) -> bool {
        self.texts > 0
    }

    pub(super) fn oldest(&self) -> Link {
        self.oldest
    }

    /// The action of that tag.
    pub(super) fn find(&self, slots: &[Slot], tag: u64) -> Option<Link> {
        let mut link = slots.get(bucket(slots, tag))?.bucket;
        while let Some(slot) = at(slots, link) {
            if slot.tag == tag {
                return Some(link);
            }
            link = slot.chain;
        }
        None
    }

    /// Whether there is a place for an action of that tag.
    pub(super) fn check(&self, slots: &[Slot], tag: u64) -> Result<()> {
        if self.find(slots, tag).is_some() {
            return Err(Error::new(Status::TagInUse));
        }
        if self.free == 0 {
            return Err(Error::new(Status::TooManyActions));
        }
        Ok(())
    }

    /// Takes a place, which `check` said to be there.
    pub(super) fn insert(&mut self, slots: &mut [Slot], new: &New) -> Link {
        let (link, newest) = (self.free, self.newest);
        let home = bucket(slots, new.tag);
        let first = slots.get(home).map_or(0, |slot| slot.bucket);
        let Some(slot) = at_mut(slots, link) else { return 0 };
        self.free = slot.chain;
        slot.tag = new.tag;
        slot.deadline = u64::MAX;
        slot.end = new.end;
        slot.chain = first;
        slot.older = newest;
        slot.newer = 0;
        slot.place = 0;
        slot.action = new.action.map_or(0, Action::id);
        slot.marks = new.marks;
        slot.declared = new.declared;
        slot.set(new.stage);
        let list = waiting(slot);
        let (blocks, endless) = (slot.blocks(), slot.blocks() && slot.is(ENDLESS));
        let (is_async, is_mask) = (slot.is_async(), slot.asks_for_events());
        if let Some(slot) = slots.get_mut(home) {
            slot.bucket = link;
        }
        match newest {
            0 => self.oldest = link,
            newest => change(slots, newest, |slot| slot.newer = link),
        }
        self.newest = link;
        if self.due == 0 {
            self.due = link;
        }
        self.used += 1;
        self.blocking += u32::from(blocks);
        self.endless += u32::from(endless);
        self.asynchronous += u32::from(is_async);
        self.masks += u32::from(is_mask);
        self.loose += u32::from(new.marks & LOOSE != 0);
        self.texts += u32::from(new.marks & TEXT != 0);
        self.wait(slots, link, list);
        link
    }

    /// Makes a place free, and tells the tag that it had.
    pub(super) fn remove(&mut self, slots: &mut [Slot], link: Link) -> u64 {
        let Some(gone) = at(slots, link).copied() else { return 0 };
        self.unchain(slots, link, &gone);
        self.stop_waiting(slots, link);
        if self.due == link {
            self.due = gone.newer;
        }
        match gone.older {
            0 => self.oldest = gone.newer,
            older => change(slots, older, |slot| slot.newer = gone.newer),
        }
        match gone.newer {
            0 => self.newest = gone.older,
            newer => change(slots, newer, |slot| slot.older = gone.older),
        }
        if let Some(place) = index(gone.place) {
            self.unheap(slots, place);
        }
        let free = self.free;
        change(slots, link, |slot| {
            slot.chain = free;
            slot.set(Stage::Free);
        });
        self.free = link;
        self.used = self.used.saturating_sub(1);
        self.blocking = self.blocking.saturating_sub(u32::from(gone.blocks()));
        self.endless = self.endless.saturating_sub(u32::from(gone.blocks() && gone.is(ENDLESS)));
        self.asynchronous = self.asynchronous.saturating_sub(u32::from(gone.is_async()));
        self.masks = self.masks.saturating_sub(u32::from(gone.asks_for_events()));
        self.loose = self.loose.saturating_sub(u32::from(gone.is(LOOSE)));
        self.texts = self.texts.saturating_sub(u32::from(gone.is(TEXT)));
        gone.tag
    }

    fn unchain(&self, slots: &mut [Slot], link: Link, gone: &Slot) {
        let home = bucket(slots, gone.tag);
        let Some(slot) = slots.get_mut(home) else { return };
        if slot.bucket == link {
            slot.bucket = gone.chain;
            return;
        }
        let mut before = slot.bucket;
        while let Some(slot) = at_mut(slots, before) {
            if slot.chain == link {
                slot.chain = gone.chain;
                return;
            }
            before = slot.chain;
        }
    }

    /// Sets the time limit of an action that has none yet.
    pub(super) fn arm(&mut self, slots: &mut [Slot], link: Link, deadline: u64) {
        let Some(slot) = at_mut(slots, link) else { return };
        slot.deadline = deadline;
        if slot.is(HELD) {
            slot.marks &= !HELD;
            self.blocking += u32::from(slot.blocks());
            self.endless += u32::from(slot.blocks() && slot.is(ENDLESS));
        }
        if deadline != u64::MAX {
            let place = self.timed as usize;
            self.timed += 1;
            put(slots, place, link);
            rise(slots, place);
        }
    }

    /// Makes all Originates of that stage due, as such whose end is not reported.
    pub(super) fn expire(&mut self, slots: &mut [Slot], stage: Stage, now: u64) {
        let mut link = if self.asynchronous == 0 { 0 } else { self.oldest };
        while let Some(slot) = at_mut(slots, link) {
            let (here, place) = (link, slot.place);
            link = slot.newer;
            if slot.stage() != stage || slot.is(UNREPORTED) {
                continue;
            }
            slot.marks |= UNREPORTED;
            slot.place = 0;
            if let Some(place) = index(place) {
                self.unheap(slots, place);
            }
            self.arm(slots, here, now);
        }
    }

    /// The action whose time limit passes first, and when.
    pub(super) fn first(&self, slots: &[Slot]) -> Option<(Link, u64)> {
        if self.timed == 0 {
            return None;
        }
        let link = slots.first()?.heap;
        Some((link, at(slots, link)?.deadline))
    }

    fn unheap(&mut self, slots: &mut [Slot], place: usize) {
        self.timed = self.timed.saturating_sub(1);
        let last = self.timed as usize;
        if place != last {
            let link = slots.get(last).map_or(0, |slot| slot.heap);
            put(slots, place, link);
            sink(slots, place, last);
            rise(slots, place);
        }
    }
}

/// The place to which a tag falls.
fn bucket(slots: &[Slot], tag: u64) -> usize {
    let hash = tag.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    (hash.wrapping_mul(slots.len() as u64) >> 32) as usize
}

/// The time limit at that place of the heap.
fn key(slots: &[Slot], place: usize) -> u64 {
    slots.get(place).and_then(|slot| at(slots, slot.heap)).map_or(u64::MAX, |slot| slot.deadline)
}

fn put(slots: &mut [Slot], place: usize, link: Link) {
    if let Some(slot) = slots.get_mut(place) {
        slot.heap = link;
    }
    change(slots, link, |slot| slot.place = place as Link + 1);
}

fn exchange(slots: &mut [Slot], a: usize, b: usize) {
    let heap = |place: usize| slots.get(place).map_or(0, |slot| slot.heap);
    let (x, y) = (heap(a), heap(b));
    put(slots, a, y);
    put(slots, b, x);
}

/// Moves what stands at `place` up to where nothing above it is later.
fn rise(slots: &mut [Slot], mut place: usize) {
    while let Some(below) = place.checked_sub(1) {
        let parent = below / 2;
        if key(slots, parent) <= key(slots, place) {
            return;
        }
        exchange(slots, parent, place);
        place = parent;
    }
}

/// Moves it down to where nothing below it is earlier, in a heap of `count`.
fn sink(slots: &mut [Slot], mut place: usize, count: usize) {
    loop {
        let left = 2 * place + 1;
        if left >= count {
            return;
        }
        let right = left + 1;
        let child = if right < count && key(slots, right) < key(slots, left) { right } else { left };
        if key(slots, place) <= key(slots, child) {
            return;
        }
        exchange(slots, place, child);
        place = child;
    }
}
