//! Texts that are awaited, and what shows that the peer lives.
//!
//! Before Asterisk 14 the output of a Command is raw text behind
//! `Response: Follows`. On the wire anybody who can put a line end into a value
//! can forge such a head (T40), so a reader has to know which ActionIDs may open a
//! text: those of Commands whose answer has not come, and of actions that no table
//! knows, since gateways answer theirs so, too.

use super::Session;
use super::action_id::Id;
use super::outcome::Phase;
use super::slots::{Link, Slot, TEXT, at};
use crate::error::{Error, Result, Status};
use crate::reader::{ANNOUNCED, Reader};

/// How many Commands are remembered whose time limit passed before their text
/// came. A reader has room for all of them and one in flight.
const LATE: usize = ANNOUNCED - 1;

/// So many bytes behind a Ping are as good as its answer: a large packet may
/// stand before that.
const LIFE_BYTES: u64 = 4096;

/// Those of whom a text may come late. Of those in flight the table of actions
/// knows.
#[derive(Clone, Copy, Default)]
pub(super) struct Awaited {
    /// Those that timed out, in that order. What comes late must be text still,
    /// not a stream of forged packets.
    late: [Late; LATE],
    count: u8,
    /// Changes whenever something of it does.
    revision: u32,
}

/// A Command whose time limit passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Late {
    tag: u64,
    /// Where it ends in all that was ever queued: the smaller, the older.
    end: u64,
}

impl Awaited {
    fn late(&self) -> &[Late] {
        self.late.get(..usize::from(self.count)).unwrap_or_default()
    }

    fn changed(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }

    /// Remembers one whose time limit passed; of too many the oldest is
    /// forgotten.
    pub(super) fn timed_out(&mut self, tag: u64, end: u64) {
        if usize::from(self.count) == LATE {
            self.remove(0);
        }
        if let Some(place) = self.late.get_mut(usize::from(self.count)) {
            *place = Late { tag, end };
            self.count += 1;
        }
        self.changed();
    }

    /// The answer has come, late as it is, or can no longer be told from another
    /// one. Returns where the action ended in all that was ever queued.
    pub(super) fn forget(&mut self, tag: u64) -> Option<u64> {
        let place = self.late().iter().position(|late| late.tag == tag)?;
        let end = self.late().get(place).map(|late| late.end);
        self.remove(place);
        self.changed();
        end
    }

    /// Forgets all that end at `end` or before.
    fn pass(&mut self, end: u64) {
        while let Some(place) = self.late().iter().position(|late| late.end <= end) {
            self.remove(place);
            self.changed();
        }
    }

    fn remove(&mut self, place: usize) {
        let late = self.late;
        for (to, from) in self.late.iter_mut().zip(late.iter().skip(1)).skip(place) {
            *to = *from;
        }
        self.count = self.count.saturating_sub(1);
    }

    /// The connection has ended: nothing late can come.
    pub(super) fn forget_all(&mut self) {
        self.count = 0;
        self.changed();
    }
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Announces to the reader whose texts may come, and takes back what was
    /// announced before ([`Reader::announce`]): of up to seven Commands whose time
    /// limit passed without an answer, and of the oldest Commands in flight, as
    /// many as the reader has room for: eight in all, at least one of them in
    /// flight. Actions that no table knows count as Commands, since those of
    /// gateways are answered so. A server answers in order, so a Command is no longer
    /// announced when its own answer or that of a later Command has begun to come;
    /// it stays in flight up to its time limit. So an answer that is lost, or that
    /// the reader refuses as too large, hides no later one.
    ///
    /// Where an answer is awaited that may be text without a response, the reader
    /// counts such text as no violation.
    ///
    /// Where answers without an ActionID are taken, a text without one is announced,
    /// too ([`Reader::announce_without_id`]).
    ///
    /// Nothing is announced if the greeting says 3.1.0 or more: such servers have
    /// no such texts. A version that is not known, or not written as numbers, or that
    /// of a proxy, counts as lower.
    ///
    /// Call it before each [`Reader::next`]. It is cheap while no Command is
    /// awaited, costs the same with any number of actions in flight, and does
    /// nothing for a reader that does not ask
    /// ([`TextMode`](crate::reader::TextMode)).
    pub fn announce<St, I>(&self, reader: &mut Reader<St, I>)
    where
        St: AsRef<[u8]> + AsMut<[u8]>,
        I: AsRef<[u32]> + AsMut<[u32]>,
    {
        reader.withdraw_all();
        if self.table.awaits_plain_text() {
            reader.announce_plain_text();
        }
        let late = self.awaited.late();
        if !self.table.awaits_text() && late.is_empty() {
            return;
        }
        if matches!(self.phase, Phase::Greeting | Phase::Down) || !has_texts(self.release()) {
            return;
        }
        if self.takes_answers_without_id() {
            reader.announce_without_id();
        }
        let room = ANNOUNCED.saturating_sub(late.len());
        let in_flight = self.table.awaiting_text(self.slots.as_ref()).take(room);
        for tag in late.iter().map(|late| late.tag).chain(in_flight.map(|slot| slot.tag)) {
            // There is room for all of them.
            let _ = reader.announce(self.ids.write(Id::Tag(tag)).get());
        }
    }

    /// The answer to the action at `link` has begun to come, or was refused: no
    /// text of it, or of an older action, can come behind.
    pub(super) fn text_came(&mut self, link: Link) {
        let Some((end, text)) = at(self.slots.as_ref(), link).map(|slot| (slot.end, slot.is(TEXT))) else { return };
        self.order.action_came(end);
        if text {
            self.pass(end);
        }
    }

    /// The same of an action whose time limit passed.
    pub(super) fn late_text_came(&mut self, tag: u64) {
        if let Some(end) = self.awaited.forget(tag) {
            self.pass(end);
        }
    }

    fn pass(&mut self, end: u64) {
        self.table.pass(self.slots.as_mut(), end);
        self.awaited.pass(end);
    }

    /// Changes whenever [`announce`](Session::announce) would announce something
    /// else.
    #[cfg(feature = "net")]
    pub(crate) fn awaited_revision(&self) -> u32 {
        let flags = u32::from(self.takes_answers_without_id()) << 31 | u32::from(self.table.awaits_plain_text()) << 30;
        self.awaited.revision.wrapping_add(self.table.revision()).wrapping_add(flags)
    }

    /// Says that the reader was given bytes from the peer. Call it after each
    /// [`Reader::commit`] or [`Reader::feed`]; it does what
    /// [`announce`](Session::announce) does, too.
    ///
    /// Not every byte shows that the peer lives, since one that sends single
    /// bytes would live for ever. A whole packet does, for which
    /// [`handle`](Session::handle) is enough; so does a line of the text of a
    /// Command that is awaited, and so do 4096 bytes behind a Ping, of whatever
    /// they are.
    ///
    /// Errors: [`Status::BadBanner`] as long as the greeting is awaited and what has
    /// come cannot be one: this is no manager. Close the connection. Not every such
    /// peer goes on to say something that [`handle`](Session::handle) would get.
    pub fn heard<St, I>(&mut self, reader: &mut Reader<St, I>, now: u64) -> Result<()>
    where
        St: AsRef<[u8]> + AsMut<[u8]>,
        I: AsRef<[u32]> + AsMut<[u32]>,
    {
        self.clock(now);
        self.announce(reader);
        let received = reader.received();
        // After a reset the reader counts from 0 again.
        let new = received.checked_sub(self.received).unwrap_or(received);
        self.received = received;
        if self.pinged.is_some() {
            self.behind_ping = self.behind_ping.saturating_add(new);
        }
        // The text of a Command whose limit has passed is awaited by nobody.
        let grew = reader.text_grew() && self.table.texts();
        if grew || (self.pinged.is_some() && self.behind_ping >= LIFE_BYTES) {
            self.alive(now);
        }
        // Behind a greeting that was found, and not handled yet, the reader awaits none.
        let awaited = self.phase == Phase::Greeting && reader.offset() == 0;
        if awaited && received > 0 && reader.greeting_is_overdue() {
            return Err(Error::new(Status::BadBanner));
        }
        Ok(())
    }

    /// Something whole came from the peer.
    pub(crate) fn alive(&mut self, now: u64) {
        self.clock(now);
        self.heard = self.now;
        self.pinged = None;
        self.behind_ping = 0;
    }
}

/// Whether servers of that version answer a Command by a text: not from 3.1.0 on.
fn has_texts(version: &[u8]) -> bool {
    let mut numbers = version.split(|byte| *byte == b'.').map(|part| {
        let digits = !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        let add =
            |number: u32, digit: &u8| number.saturating_mul(10).saturating_add(u32::from(digit.wrapping_sub(b'0')));
        digits.then(|| part.iter().fold(0, add))
    });
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) < (3, 1),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec;

    use super::*;

    #[test]
    fn versions_from_3_1_on_have_no_texts() {
        for (version, has) in [
            (&b"1.0"[..], true),
            (b"1.1", true),
            (b"2.7.0", true),
            (b"2.8.0", true),
            (b"3.0.9", true),
            (b"3.1.0", false),
            (b"3.1", false),
            (b"3.10.0", false),
            (b"4.0.0", false),
            (b"13.7.1", false),
            (b"99999999999.1", false),
            (b"", true),
            (b"3", true),
            (b"x.y", true),
            (b"3.1b", true),
        ] {
            assert_eq!(has_texts(version), has, "{}", version.escape_ascii());
        }
    }

    #[test]
    fn of_too_many_late_ones_the_oldest_is_forgotten() {
        let mut awaited = Awaited::default();
        let tags = |awaited: &Awaited| awaited.late().iter().map(|late| late.tag).collect::<std::vec::Vec<_>>();
        (0..10).for_each(|tag| awaited.timed_out(tag, 100 - tag));
        assert_eq!(tags(&awaited), [3, 4, 5, 6, 7, 8, 9]);
        assert_eq!((awaited.forget(5), awaited.forget(5)), (Some(95), None));
        assert_eq!(tags(&awaited), [3, 4, 6, 7, 8, 9]);
        let before = awaited.revision;
        awaited.pass(90);
        assert_eq!((tags(&awaited), awaited.revision), (vec![3, 4, 6, 7, 8, 9], before));
        // Those that are older, in whatever order their limits passed.
        awaited.pass(93);
        assert_eq!(tags(&awaited), [3, 4, 6]);
        assert_ne!(awaited.revision, before);
        awaited.forget_all();
        assert!(awaited.late().is_empty());
    }
}
