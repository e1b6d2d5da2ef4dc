//! Answers without an ActionID: whose they are.
//!
//! Gateways and old releases send some answers, or all, without one. On the wire
//! anybody who can put a line end into a value can forge such an answer (T40), so
//! where ActionIDs come back nothing without one is an answer. It is one only
//!
//! - on a connection that has sent no ActionID back, not even with the answer to its
//!   login, or where the caller says so ([`Options::answers_without_id`]): then the
//!   answer is known by its place;
//! - on banners below 2.0.0 for the two answers that Asterisk itself sent so, of an
//!   `Events` or a `Ping` whose turn it is.
//!
//! By its place an answer belongs to the action that was sent first of those without
//! an answer; what the session sends by itself counts, too. With more than one action
//! in flight one answer too many, or one that is missing, would give each action the
//! answer of another. So on a connection that the session itself found to be of that
//! kind, actions that are in flight together get none of these answers; who sends
//! several has to say that the exchange is of that kind, or send one at a time.
//!
//! [`Options::answers_without_id`]: super::Options::answers_without_id

use super::Session;
use super::order::Owed;
use super::outcome::{Outcome, Phase, What};
use super::slots::{FOREIGN, HELD, Link, Slot, Stage, TEXT, at};
use crate::bytes::equal_fold;
use crate::name::Action;
use crate::packet::Packet;

/// Whose turn it is.
enum Turn {
    /// That of something of the session's own.
    Own(Owed),
    /// That of an action in flight.
    Action(Link),
    /// Nothing awaits an answer.
    Nobody,
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// Whether a packet without an ActionID can be an answer on this connection.
    pub(crate) fn takes_answers_without_id(&self) -> bool {
        let told = self.options.answers_without_id || !self.order.echoes;
        told && self.order.is_known() && matches!(self.phase, Phase::LoggedIn | Phase::Closing)
    }

    /// The answer to something of the session's own that was just queued is awaited.
    pub(super) fn owe(&mut self, owed: Owed) {
        let newest = self.table.newest_end(self.slots.as_ref());
        self.order.owe(owed, self.queue.end(), newest, u64::MAX);
    }

    /// The time limit of an action passes: where its answer would be known by its
    /// place, it is still owed. Whether it is late or lost is shown by a Ping: when
    /// its answer comes, nothing that was sent before it has one any more. Otherwise
    /// one lost answer would have each later one taken for that of the action before.
    pub(super) fn passes(&mut self, link: Link) {
        let Some(slot) = at(self.slots.as_ref(), link).copied() else { return };
        let awaited = slot.end > self.order.answered() && !slot.is(HELD);
        // What comes without a response owes the answer to the Ping behind it only.
        let response = matches!(slot.stage(), Stage::Sent | Stage::SentAsync);
        if awaited && response && self.takes_answers_without_id() {
            let (older, newer) = self.table.ends_beside(self.slots.as_ref(), &slot);
            self.order.owe(Owed::Late, slot.end, older, newer);
            self.ask_about_late();
        }
    }

    /// Sends a Ping behind the last of the late answers, which shows whether they are
    /// lost. No more than a few at a time: what an exchange owes that answers nothing
    /// for a while has to be kept.
    fn ask_about_late(&mut self) {
        if self.order.wants_ping() {
            // With a full queue there is none, and the next answer is in doubt.
            let _ = self.ping();
        }
    }

    /// Whose answer comes next, if all come in order.
    fn turn(&mut self) -> Turn {
        let action = self.table.due(self.slots.as_ref(), self.order.answered());
        let action = action.and_then(|link| at(self.slots.as_ref(), link).map(|slot| (link, slot)));
        let end = action.map_or(u64::MAX, |(_, slot)| slot.end);
        match (self.order.first(), action) {
            // The Ping behind an action ends where the action ends.
            (Some((owed, first)), _) if first < end => Turn::Own(owed),
            (_, Some((link, slot))) if !slot.is(HELD) => Turn::Action(link),
            _ => Turn::Nobody,
        }
    }

    /// Whether this answer to a Ping is that of the session's own Ping behind the only
    /// action in flight: gateways answer a Ping at once, and other actions when they are
    /// done. One action can wait, since its answer is known by being the only one. Of
    /// several, one that is lost would give its answer to the next.
    fn overtakes(&mut self) -> bool {
        let action = self.table.due(self.slots.as_ref(), self.order.answered());
        let action = action.filter(|_| self.table.used() == 1);
        let Some(slot) = action.and_then(|link| at(self.slots.as_ref(), link)) else { return false };
        let quiet = matches!(slot.stage(), Stage::Quiet | Stage::Text);
        let waits = !quiet && !slot.is(HELD) && !slot.is_of(Action::Ping);
        waits && self.order.ping_overtook(slot.end)
    }

    /// The answer to a Ping: what was sent before that Ping and awaits its answer has
    /// lost it.
    fn skips_to_ping(&mut self) {
        let Some(ping) = self.order.first_ping() else { return };
        // Each action is passed once.
        while let Some(link) = self.table.due(self.slots.as_ref(), self.order.answered()) {
            let Some(slot) = at(self.slots.as_ref(), link) else { break };
            let quiet = matches!(slot.stage(), Stage::Quiet | Stage::Text);
            if slot.end > ping || quiet || slot.is_of(Action::Ping) {
                break;
            }
            self.order.action_came(slot.end);
        }
        let action = self.table.due(self.slots.as_ref(), self.order.answered());
        let end = action.and_then(|link| at(self.slots.as_ref(), link)).map_or(u64::MAX, |slot| slot.end);
        while let Some((owed, first)) = self.order.first()
            && first < end
            && !matches!(owed, Owed::Ping | Owed::Fence(_))
        {
            self.order.drop_first();
        }
    }

    /// The action to which an answer without an ActionID belongs, where such answers
    /// are taken; or what else it means.
    /// `error` tells of a response that says Error.
    pub(super) fn by_place(&mut self, error: bool) -> Result<Link, Outcome> {
        let link = match self.turn() {
            Turn::Own(owed) => return Err(self.own_by_place(owed, error)),
            Turn::Nobody => return Err(Outcome::plain(What::Unclaimed)),
            Turn::Action(link) => link,
        };
        let end = at(self.slots.as_ref(), link).map_or(0, |slot| slot.end);
        let newest = self.table.newest_end(self.slots.as_ref());
        let sure = self.options.answers_without_id || self.options.one_at_a_time;
        if !sure && (newest > end || self.order.was_one_of_several(end)) {
            self.order.one_of_several(end, newest);
            return Err(Outcome::plain(What::Unclaimed));
        }
        Ok(link)
    }

    fn own_by_place(&mut self, owed: Owed, error: bool) -> Outcome {
        self.order.first_came();
        if owed == Owed::Events {
            self.oldest_mask_answered(!error);
        }
        match owed {
            Owed::Fence(tag) => self.fence(tag),
            // Whose it was is not kept.
            Owed::Late => Outcome::plain(What::Unclaimed),
            Owed::Ping => {
                self.ask_about_late();
                Outcome::plain(What::Own)
            }
            Owed::Events | Owed::Logoff => Outcome::plain(What::Own),
        }
    }

    /// A response without an ActionID.
    pub(super) fn response_without_id(&mut self, packet: &Packet<'_>) -> Outcome {
        if !self.takes_answers_without_id() {
            return self.old_answer(packet);
        }
        if let Some(link) = self.ended_by(packet.title()) {
            return self.step(link, What::ListEnd, Stage::Free);
        }
        if is_pong(packet) {
            if self.overtakes() {
                return Outcome::plain(What::Own);
            }
            self.skips_to_ping();
        }
        let link = match self.by_place(equal_fold(packet.title(), b"Error")) {
            Ok(link) => link,
            Err(outcome) => return outcome,
        };
        let Some(slot) = at(self.slots.as_ref(), link).copied() else { return Outcome::plain(What::Unclaimed) };
        if packet.title() == b"Follows" && packet.body().is_none() && !slot.is(FOREIGN) {
            return Outcome::plain(What::Unclaimed);
        }
        if matches!(slot.stage(), Stage::Quiet | Stage::Text) && is_pong(packet) {
            // The answer to the Ping behind it: it had no response.
            return self.fenced(slot.tag);
        }
        self.answer(link, packet, true)
    }

    fn fenced(&mut self, tag: u64) -> Outcome {
        self.order.came(Owed::Fence(tag));
        self.fence(tag)
    }

    /// The action whose text begins with this piece, which has no ActionID; or what
    /// else the piece means.
    pub(super) fn pieces_without_id(&mut self) -> Result<Option<u64>, Outcome> {
        if !self.takes_answers_without_id() {
            return Ok(None);
        }
        let link = self.by_place(false)?;
        let slot = at(self.slots.as_ref(), link).filter(|slot| slot.is(TEXT | FOREIGN)).copied();
        if slot.is_some() {
            self.text_came(link);
        }
        Ok(slot.map(|slot| slot.tag))
    }

    /// `Events` and `Ping` of releases to 11, whose answers have no ActionID.
    fn old_answer(&mut self, packet: &Packet<'_>) -> Outcome {
        let nobody = Outcome::plain(What::Unclaimed);
        let open = matches!(self.phase, Phase::LoggedIn | Phase::Closing);
        if !self.is_old() || !open || !self.order.is_known() {
            return nobody;
        }
        let action = match (packet.len(), packet.header(1)) {
            (1, None) if equal_fold(packet.title(), b"Pong") => Action::Ping,
            (2, Some(header)) if equal_fold(packet.title(), b"Success") && header.is(b"Events") => {
                let value = header.value;
                if !equal_fold(value, b"On") && !equal_fold(value, b"Off") {
                    return nobody;
                }
                Action::Events
            }
            _ => return nobody,
        };
        match self.turn() {
            Turn::Own(owed) => {
                let is = match owed {
                    Owed::Ping | Owed::Fence(_) => action == Action::Ping,
                    Owed::Events => action == Action::Events,
                    Owed::Logoff | Owed::Late => false,
                };
                if is { self.own_by_place(owed, false) } else { nobody }
            }
            Turn::Action(link) => {
                let Some(slot) = at(self.slots.as_ref(), link).copied() else { return nobody };
                let fence = action == Action::Ping && matches!(slot.stage(), Stage::Quiet | Stage::Text);
                match () {
                    // The answer to the Ping behind it, which ends where it ends.
                    () if fence => self.fenced(slot.tag),
                    () if slot.is_of(action) => self.answer(link, packet, true),
                    () => nobody,
                }
            }
            Turn::Nobody => nobody,
        }
    }
}

/// Whether this is the answer to a Ping, in any of its forms.
fn is_pong(packet: &Packet<'_>) -> bool {
    equal_fold(packet.title(), b"Pong") || packet.get(b"Ping").is_some_and(|value| equal_fold(value, b"Pong"))
}
