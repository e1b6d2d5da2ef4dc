//! Event masks: how a caller may write one, how a server reads one, and whether
//! the mask that the server has lets an OriginateResponse through.
//!
//! A server makes something of nearly every mask (T42, T43): a name before a
//! comma stands for all classes that begin with it, an empty item before a comma
//! for all, a blank or a capital letter makes a name unknown, and an unknown name
//! is nothing, without an error. So what a caller writes is checked here, and
//! only what every server reads as it is meant goes out.

use super::outcome::Phase;
use super::slots::{MUTES, Slot, Stage};
use super::text::Text;
use super::{MASK, Session};
use crate::bytes::equal_fold;
use crate::error::{Error, Result, Status};
use crate::name::Class;

/// What a server takes for false, and as a mask for no class at all; and for true,
/// and all classes.
const NOTHING: [&[u8]; 6] = [b"no", b"false", b"n", b"f", b"0", b"off"];
const EVERYTHING: [&[u8]; 6] = [b"yes", b"true", b"y", b"t", b"1", b"on"];

/// The bits of the mask that lets everything through.
const ALL: u32 = i32::MAX as u32;

fn is_one_of(words: &[&[u8]], name: &[u8]) -> bool {
    words.iter().any(|word| equal_fold(word, name))
}

/// A value without what stands before it, which a server strips. What stands behind
/// it is part of it.
fn without_front(value: &[u8]) -> &[u8] {
    let from = value.iter().position(|byte| *byte > b' ').unwrap_or(value.len());
    value.get(from..).unwrap_or_default()
}

/// Whether a server takes this value for true, as that of `Async`.
pub fn is_true(value: &[u8]) -> bool {
    is_one_of(&EVERYTHING, without_front(value))
}

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trimmed(item: &[u8]) -> &[u8] {
    let from = item.iter().position(|byte| !is_blank(byte)).unwrap_or(item.len());
    let to = item.iter().rposition(|byte| !is_blank(byte)).map_or(from, |last| last.saturating_add(1));
    item.get(from..to).unwrap_or_default()
}

/// What is wrong with an item of a mask that [`read`] refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Nothing stands there.
    Empty,
    /// A number.
    Number,
    /// A word that must stand alone.
    NotAlone,
    /// A name, and none of a class that a server has.
    Unknown,
    /// No name.
    NoName,
}

fn judge(name: &[u8], alone: bool, other_classes: bool) -> core::result::Result<(), Wrong> {
    if name.is_empty() {
        return Err(Wrong::Empty);
    }
    if name.len() <= 32 && name.iter().all(u8::is_ascii_digit) {
        return Err(Wrong::Number);
    }
    if is_one_of(&[b"on", b"off", b"all"], name) {
        return if alone { Ok(()) } else { Err(Wrong::NotAlone) };
    }
    if Class::named(name).is_some() {
        return Ok(());
    }
    // All of a server's are shorter, and this may be shown.
    let letters =
        name.len() <= 32 && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let name_like = letters && name.first().is_some_and(u8::is_ascii_alphabetic);
    // Alone, a server would not look for a class of that name.
    let word = is_one_of(&NOTHING, name) || is_one_of(&EVERYTHING, name);
    match name_like {
        true if other_classes && !word => Ok(()),
        true => Err(Wrong::Unknown),
        false => Err(Wrong::NoName),
    }
}

/// Reads a mask as a caller may write it, and gives it as it is sent: names in
/// lower case, joined by commas without blanks.
///
/// Errors: [`Status::BadArgument`], whose offset and size are those of the item.
pub(super) fn read(mask: &[u8], other_classes: bool) -> Result<Text<MASK>> {
    let alone = !mask.contains(&b',');
    let (mut kept, mut offset) = (Text::EMPTY, 0usize);
    for item in mask.split(|byte| *byte == b',') {
        let name = trimmed(item);
        let fits = judge(name, alone, other_classes).is_ok().then_some(()).and_then(|()| {
            if offset > 0 {
                kept.push(b",")?;
            }
            name.iter().try_for_each(|byte| kept.push(&[byte.to_ascii_lowercase()]))
        });
        if fits.is_none() {
            let size = item.len() as u64;
            return Err(Error { size, ..Error::at(Status::BadArgument, offset as u64) });
        }
        offset = offset.saturating_add(item.len()).saturating_add(1);
    }
    Ok(kept)
}

/// Whether a caller may write a mask so.
///
/// Errors: [`Status::BadArgument`], whose offset and size are those of the item.
#[cfg(feature = "net")]
pub(crate) fn check(mask: &[u8], other_classes: bool) -> Result<()> {
    read(mask, other_classes).map(drop)
}

/// The item at which [`read`] gave that error, and what is wrong with it; none
/// where the mask is only too long.
#[cfg(feature = "net")]
pub(crate) fn wrong<'a>(mask: &'a [u8], error: &Error, other_classes: bool) -> (&'a [u8], Option<Wrong>) {
    let from = usize::try_from(error.offset).unwrap_or(usize::MAX);
    let to = from.saturating_add(usize::try_from(error.size).unwrap_or(usize::MAX));
    let name = trimmed(mask.get(from..to).unwrap_or_default());
    (name, judge(name, !mask.contains(&b','), other_classes).err())
}

/// The bits of the classes that a server makes of a mask, with all its oddities
/// (T42, T43); none where it leaves its mask as it is.
pub fn mask_classes(mask: &[u8]) -> Option<u32> {
    let mask = without_front(mask);
    if mask.is_empty() {
        return None;
    }
    if mask.iter().all(u8::is_ascii_digit) {
        let add = |sum: u32, digit: &u8| sum.checked_mul(10)?.checked_add(u32::from(digit.wrapping_sub(b'0')));
        return Some(mask.iter().try_fold(0u32, add).unwrap_or(ALL) & ALL);
    }
    if is_one_of(&NOTHING, mask) {
        return Some(0);
    }
    if is_one_of(&EVERYTHING, mask) {
        return Some(ALL);
    }
    // An item with a comma behind it stands for every name that begins with it;
    // the last one must be whole.
    let last = mask.rsplit(|byte| *byte == b',').next().unwrap_or_default();
    let prefixes = mask.get(..mask.len().saturating_sub(last.len())).unwrap_or_default();
    let has = |name: &[u8]| {
        // What stands behind the last comma is no prefix.
        let mut items = prefixes.strip_suffix(b",").map(|items| items.split(|byte| *byte == b','));
        last == name || items.as_mut().is_some_and(|items| items.any(|item| name.starts_with(item)))
    };
    let classes = Class::ALL.iter().filter(|class| has(class.name().as_bytes()));
    Some(if has(b"all") { ALL } else { classes.fold(0, |bits, class| bits | class.bit()) })
}

/// Whether a server that gets this mask sends no OriginateResponse any more:
/// that is an event of the class `call`.
pub(super) fn mutes(mask: &[u8]) -> bool {
    mask_classes(mask).is_some_and(|bits| bits & Class::Call.bit() == 0)
}

/// What is known of the mask that the server has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calls {
    /// Whether the mask that the server last said to have leaves out the class
    /// `call`.
    left_out: bool,
    /// How many masks the session has asked for by itself, and the number of the
    /// last one that was answered.
    asked: u32,
    answered: u32,
    /// Whether they leave it out: of the last one in the lowest bit, of the one
    /// before in the next.
    values: u32,
}

impl Calls {
    /// The login was accepted, which asked for that mask.
    pub(super) fn logged_in(&mut self, mask: Option<&[u8]>) {
        // Without one it is the server's own, which has all classes.
        *self = Calls { left_out: mask.is_some_and(mutes), answered: self.asked, ..*self };
    }

    /// The number of the next mask that the session asks for.
    pub(super) fn next(&self) -> u32 {
        self.asked.wrapping_add(1)
    }

    /// That mask was queued.
    pub(super) fn asked(&mut self, mask: &[u8]) {
        self.asked = self.next();
        self.values = self.values << 1 | u32::from(mutes(mask));
    }

    /// The number of the oldest mask that was asked for and not answered.
    fn oldest(&self) -> Option<u32> {
        (self.asked != self.answered).then(|| self.answered.wrapping_add(1))
    }

    /// The mask of that number was answered. An Error has changed nothing.
    fn answered(&mut self, number: u32, success: bool) {
        let back = self.asked.wrapping_sub(number);
        if back >= self.asked.wrapping_sub(self.answered) {
            // Answered before, or never asked for.
            return;
        }
        self.answered = number;
        if success {
            self.left_out = self.values.checked_shr(back).is_some_and(|values| values & 1 != 0);
        }
    }
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Whether no OriginateResponse can come, by the mask that the server has.
    ///
    /// Masks change in their order on the wire, and a server looks at the mask
    /// when it sends an event, not when the event arises. So where an action
    /// Events is on its way, nothing is certain: it may let the event through, or
    /// be refused and change nothing. Its answer decides, and those that wait then
    /// are ended by [`settle`](Session::settle). Where one action goes at a time,
    /// what stands behind it is not on its way.
    pub(super) fn calls_are_left_out(&self) -> bool {
        let on_its_way = self.calls.asked != self.calls.answered || self.table.masks();
        self.calls.left_out && (self.options.one_at_a_time || !on_its_way)
    }

    /// [`Options::other_classes`](super::Options::other_classes).
    #[cfg(feature = "net")]
    pub(crate) fn lets_other_classes_pass(&self) -> bool {
        self.options.other_classes
    }

    /// The session's own action Events of that number was answered.
    pub(super) fn mask_answered(&mut self, number: u32, success: bool) {
        self.calls.answered(number, success);
        self.settle();
    }

    /// The same of an answer without an ActionID: it is that to the oldest.
    pub(super) fn oldest_mask_answered(&mut self, success: bool) {
        if let Some(number) = self.calls.oldest() {
            self.mask_answered(number, success);
        }
    }

    /// An action Events of the caller's was answered, or was not: then the mask
    /// may be any.
    pub(super) fn mask_told(&mut self, slot: &Slot, success: Option<bool>) {
        match success {
            Some(true) => self.calls.left_out = slot.is(MUTES),
            Some(false) => {}
            None => self.calls.left_out = false,
        }
    }

    /// Ends the Originates that were started, if the mask has become one by which
    /// their ends are not reported: they are due at once, and
    /// [`handle_timeout`](Session::handle_timeout) tells of each.
    pub(super) fn settle(&mut self) {
        if self.phase != Phase::Down && self.calls_are_left_out() {
            self.table.expire(self.slots.as_mut(), Stage::Started, self.now);
        }
    }
}

#[cfg(test)]
mod tests;
