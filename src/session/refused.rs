//! What a packet meant that the reader refused as too large.

use super::Session;
use super::action_id::Id;
use super::lists::in_list;
use super::outcome::{Outcome, Phase, What};
use super::receive::ends_originate;
use super::slots::{Link, Slot, Stage, at};
use crate::bytes::equal_fold;
use crate::error::{Error, Status};
use crate::packet::{ID_FIRST, Kind, kind_and_flags};
use crate::reader::Reader;

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Tells what a packet meant that `reader` has just refused with `error`. Call
    /// it before anything else is done with the reader, and with each refusal; it is
    /// to those what [`handle`](Session::handle) is to packets. Nothing if the packet
    /// belongs to no action of this session, or if that cannot be known: what
    /// had arrived of it did not reach the line `ActionID`. Then the action stays
    /// in flight up to its time limit. Where answers without an ActionID are taken
    /// ([`Options::answers_without_id`](super::Options::answers_without_id)) a response
    /// without one belongs to the action whose turn it is, as does any other.
    ///
    /// [`What::TooLarge`] is the last outcome of an action of which the response was
    /// refused, or the event that ends its list: the place is free, and whatever
    /// still comes of it is [`What::Extra`]. Of an item it is not the last, unless
    /// that is the only one: the list goes on without that item.
    ///
    /// It also says so of a piece
    /// ([`text_in_pieces`](crate::reader::Options::text_in_pieces)): the ones
    /// before it were all that comes.
    pub fn refused<St, I>(&mut self, reader: &Reader<St, I>, error: &Error, now: u64) -> Option<Outcome>
    where
        St: AsRef<[u8]> + AsMut<[u8]>,
        I: AsRef<[u32]> + AsMut<[u32]>,
    {
        self.clock(now);
        let large = [Status::PacketTooLarge, Status::TooManyHeaders, Status::LineTooLong, Status::TextTooLarge];
        if !large.contains(&error.status) || matches!(self.phase, Phase::Greeting | Phase::Down) {
            return None;
        }
        if let Some((tag, open)) = self.pieces.take() {
            let link = self.table.find(self.slots.as_ref(), tag).filter(|_| open);
            return Some(self.too_large(link, tag, true));
        }
        let arrived = reader.refused(error);
        let (kind, title) = kind_and_title(arrived);
        let Some(id) = header(arrived, b"ActionID") else { return self.refused_without_id(kind, title, arrived) };
        let Some(Id::Tag(tag)) = self.ids.read(id) else { return None };
        let link = self.table.find(self.slots.as_ref(), tag);
        let stage = link.and_then(|link| at(self.slots.as_ref(), link)).map(Slot::stage);
        match kind {
            Kind::Response => {
                match link {
                    Some(link) => self.text_came(link),
                    None => self.late_text_came(tag),
                }
                let error = equal_fold(title, b"Error");
                if link.is_some() && stage != Some(Stage::List) {
                    // Whatever was open has been sent whole.
                    self.open = None;
                }
                let last = match stage {
                    // The response only says that it was started.
                    Some(Stage::SentAsync | Stage::Started) if !error => {
                        link.into_iter()
                            .for_each(|link| self.table.set_stage(self.slots.as_mut(), link, Stage::Started));
                        false
                    }
                    // A second response (T33), or one that ends the list (T32).
                    Some(Stage::List) => error,
                    _ => true,
                };
                Some(self.too_large(link, tag, last))
            }
            // A UserEvent says whatever its sender wrote (T2).
            Kind::Event if !equal_fold(title, b"UserEvent") => {
                let slot = link.and_then(|link| at(self.slots.as_ref(), link));
                let last = slot.is_some_and(|slot| match slot.stage() {
                    Stage::SentAsync | Stage::Started => ends_originate(title),
                    Stage::List => ends_with(slot, title, arrived, self.release()),
                    // A list that needs no response to begin.
                    Stage::Quiet => slot.is_list() && ends_with(slot, title, arrived, self.release()),
                    _ => false,
                });
                Some(self.too_large(link, tag, last))
            }
            _ => None,
        }
    }

    /// One without an ActionID, or of which that line did not arrive: an item of the
    /// list that is open, or, where answers without one are taken, the answer to the
    /// action whose turn it is.
    fn refused_without_id(&mut self, kind: Kind, title: &[u8], arrived: &[u8]) -> Option<Outcome> {
        if kind != Kind::Response {
            let (link, _, next) = self.is_open_item(kind, title, |name| header(arrived, name))?;
            return self.too_large_at(link, next == Stage::Free);
        }
        if !self.takes_answers_without_id() {
            return None;
        }
        if let Some(link) = self.ended_by(title) {
            return self.too_large_at(link, true);
        }
        match self.by_place(equal_fold(title, b"Error")) {
            // No list can begin without its response, and no last word of an Originate
            // would be known.
            Ok(link) => {
                self.text_came(link);
                self.too_large_at(link, true)
            }
            // It may have been that of the Ping behind an action.
            Err(outcome) => Some(outcome).filter(|outcome| outcome.last),
        }
    }

    fn too_large_at(&mut self, link: Link, last: bool) -> Option<Outcome> {
        let tag = at(self.slots.as_ref(), link)?.tag;
        Some(self.too_large(Some(link), tag, last))
    }

    fn too_large(&mut self, link: Option<Link>, tag: u64, last: bool) -> Outcome {
        let Some(link) = link else { return Outcome::new(What::Extra, tag, false) };
        if last {
            self.finish(link);
        }
        Outcome::new(What::TooLarge, tag, last)
    }

    /// Ends an action of which no more is wanted, for instance since there is no room
    /// for the rest of its answer. Its place is free at once, no outcome of it comes any
    /// more, and what still comes of its answer is [`What::Extra`]. The exchange is told
    /// nothing: an action that is queued is sent all the same, and what it does, it
    /// does. As after a time limit, better give its tag to no other action.
    ///
    /// Whether an action of that tag was in flight.
    pub fn give_up(&mut self, tag: u64) -> bool {
        let link = self.table.find(self.slots.as_ref(), tag);
        link.map(|link| self.leave(link)).is_some()
    }
}

/// What a packet is of which only the front is there, and its title.
fn kind_and_title(packet: &[u8]) -> (Kind, &[u8]) {
    let (name, title) = first_line(packet);
    let (kind, flags) = kind_and_flags(name, packet, false);
    if flags & ID_FIRST == 0 {
        return (kind, title);
    }
    let second = memchr::memchr(b'\n', packet).and_then(|end| packet.get(end.saturating_add(1)..));
    (kind, first_line(second.unwrap_or_default()).1)
}

/// Name and value of the first line, of which the end may be missing.
fn first_line(packet: &[u8]) -> (&[u8], &[u8]) {
    let line = packet.get(..memchr::memchr(b'\r', packet).unwrap_or(packet.len())).unwrap_or(packet);
    let (name, value) = line.split_at(memchr::memchr(b':', line).unwrap_or(0));
    (name, value.strip_prefix(b":").unwrap_or_default().trim_ascii_start())
}

/// Whether a packet that was refused begins as a response does.
#[cfg(feature = "net")]
pub(crate) fn begins_response(arrived: &[u8]) -> bool {
    kind_and_title(arrived).0 == Kind::Response
}

/// Whether an event ends the list of an action, as far as what arrived of it tells.
fn ends_with(slot: &Slot, title: &[u8], arrived: &[u8], release: &[u8]) -> bool {
    in_list(slot, title, header(arrived, b"EventList"), release).1 == Stage::Free
}

/// The first header of that name in a packet of which only the front is there. The
/// last line may be cut anywhere, and counts for nothing.
fn header<'p>(packet: &'p [u8], wanted: &[u8]) -> Option<&'p [u8]> {
    let (mut line, mut from) = (packet, 0);
    loop {
        let end = memchr::memchr(b'\r', line.get(from..)?)?.saturating_add(from);
        if line.get(end.saturating_add(1)) != Some(&b'\n') {
            // A part of the value.
            from = end.saturating_add(1);
            continue;
        }
        let (whole, rest) = line.split_at_checked(end)?;
        if let (name, value) = first_line(whole)
            && equal_fold(name, wanted)
        {
            return Some(value);
        }
        (line, from) = (rest.get(2..)?, 0);
    }
}
