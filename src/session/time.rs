//! Time limits, keepalive, the cut, and the way back.

use super::action_id::Id;
use super::order::Owed;
use super::outcome::{Outcome, Phase, What};
use super::send::fence_size;
use super::slots::{Link, Slot, Stage, UNREPORTED, at};
use super::text::Text;
use super::{Session, random};
use crate::error::{Error, Result, Status};
use crate::write::Writer;

/// What is to be done about a connection that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Nothing, or it was said already.
    Never,
    /// To connect again at that time.
    At(u64),
    /// To give up.
    GiveUp,
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// When [`handle_timeout`](Session::handle_timeout) is to be called, if no
    /// packet comes before; none if nothing is awaited. May lie in the past.
    pub fn deadline(&self) -> Option<u64> {
        if self.phase == Phase::Down {
            return match self.again {
                _ if self.table.used() > 0 => Some(self.now),
                Again::At(at) => Some(at),
                Again::GiveUp => Some(self.now),
                Again::Never => None,
            };
        }
        let action = self.table.first(self.slots.as_ref()).map(|(_, deadline)| deadline);
        [self.login_deadline(), action, self.life_deadline()].into_iter().flatten().min()
    }

    fn login_deadline(&self) -> Option<u64> {
        match (self.options.login, self.phase) {
            (0, _) | (_, Phase::LoggedIn | Phase::Refused | Phase::Closing | Phase::Down) => None,
            (limit, _) => Some(self.started.saturating_add(limit)),
        }
    }

    /// When to send a Ping, or to take the peer for dead.
    fn life_deadline(&self) -> Option<u64> {
        // Its own limit tells of a peer that dies meanwhile.
        if self.phase != Phase::LoggedIn || self.table.blocking_in_time() {
            return None;
        }
        let from = |time: u64| if self.table.blocking() { time.max(self.blocked_until) } else { time };
        match self.pinged {
            Some(_) if self.options.dead == 0 => None,
            Some(pinged) => Some(from(pinged).saturating_add(self.options.dead)),
            None if self.options.ping == 0 => None,
            // A Ping would wait behind the action whose turn it is.
            None if self.options.one_at_a_time && self.table.used() > 0 => None,
            None => Some(from(self.heard).saturating_add(self.options.ping)),
        }
    }

    /// What the passing of time means, one thing at a time. Call again until
    /// there is none; calling too early does nothing. May queue a Ping.
    ///
    /// Read what has arrived and handle its packets first, without waiting: an
    /// answer that was not read yet counts as missing, and its peer as dead. Where
    /// the peer may send without end, bound that.
    pub fn handle_timeout(&mut self, now: u64) -> Option<Outcome> {
        self.clock(now);
        let now = self.now;
        let due = |deadline: Option<u64>| deadline.is_some_and(|deadline| deadline <= now);
        if self.phase == Phase::Down {
            return self.down();
        }
        if due(self.login_deadline()) {
            self.cut(now);
            return Some(Outcome::plain(What::LoginTimedOut));
        }
        if let Some((link, deadline)) = self.table.first(self.slots.as_ref())
            && deadline <= now
        {
            let slot = self.leave(link);
            let started = slot.stage() == Stage::Started && slot.is(UNREPORTED);
            let what = if started { What::Started } else { What::TimedOut };
            return Some(Outcome::new(what, slot.tag, true));
        }
        if due(self.life_deadline()) {
            if self.pinged.is_some() {
                self.cut(now);
                return Some(Outcome::plain(What::Dead));
            }
            // With a full queue there is no Ping, and the peer takes nothing:
            // its time runs all the same.
            self.pinged = Some(now);
            self.behind_ping = 0;
            let id = self.ids.write(Id::Ping);
            let queued = self.queue.push(self.out.as_mut(), |out| {
                Writer::action(out, b"Ping").header(b"ActionID", id.get()).finish().map(<[u8]>::len)
            });
            if queued.is_ok() {
                self.owe(Owed::Ping);
            }
        }
        None
    }

    /// Ends an action whose answer nobody waits for any more; what still comes of it
    /// is an extra. What was in its place.
    pub(super) fn leave(&mut self, link: Link) -> Slot {
        self.passes(link);
        let slot = at(self.slots.as_ref(), link).copied().unwrap_or_default();
        if slot.asks_for_events() {
            self.mask_told(&slot, None);
        }
        self.finish(link);
        if slot.awaits_text() {
            self.awaited.timed_out(slot.tag, slot.end);
        }
        slot
    }

    /// Says that the connection has ended, or that an attempt to connect
    /// failed. [`handle_timeout`](Session::handle_timeout) then tells of each
    /// action in flight that its outcome is [`What::Unknown`], or that it was
    /// not sent; and later, with a policy, [`What::Connect`]. What was queued
    /// is dropped: it is not sent on another connection.
    ///
    /// A login that was refused is not tried again, unless one was accepted
    /// before: an exchange that starts may not know its users yet.
    pub fn cut(&mut self, now: u64) {
        self.clock(now);
        let policy = self.options.reconnect;
        let wanted = match self.phase {
            Phase::Closing => false,
            Phase::Refused => self.known,
            _ => true,
        };
        // While it waits for its time there is no attempt that could fail.
        let waits = self.phase == Phase::Down && self.again != Again::Never;
        self.phase = Phase::Down;
        self.awaited.forget_all();
        if waits {
            return;
        }
        self.queue.clear(self.out.as_mut());
        // An exchange that accepts each login and closes at once must not be met again
        // at the first delay each time.
        if let Some(accepted) = self.accepted.take()
            && self.now.saturating_sub(accepted) >= policy.delay(self.doubled, 0)
        {
            self.doubled = 0;
        }
        self.again = match policy {
            _ if policy.first == 0 || !wanted => Again::Never,
            _ if policy.attempts != 0 && self.attempt >= policy.attempts => Again::GiveUp,
            _ => {
                let delay = policy.delay(self.doubled, random::next(&mut self.random));
                self.attempt = self.attempt.saturating_add(1);
                self.doubled = self.doubled.saturating_add(1);
                Again::At(self.now.saturating_add(delay))
            }
        };
    }

    /// Whether the connection was cut and the policy wants another one.
    pub fn will_reconnect(&self) -> bool {
        self.phase == Phase::Down && matches!(self.again, Again::At(_))
    }

    /// What there is to tell of a connection that was cut.
    fn down(&mut self) -> Option<Outcome> {
        let oldest = self.table.oldest();
        if let Some(slot) = at(self.slots.as_ref(), oldest) {
            let what = if self.may_have_arrived(slot) { What::Unknown } else { What::Unsent };
            let tag = self.table.remove(self.slots.as_mut(), oldest);
            return Some(Outcome::new(what, tag, true));
        }
        let what = match self.again {
            Again::At(at) if at <= self.now => What::Connect,
            Again::GiveUp => What::GaveUp,
            _ => return None,
        };
        self.again = Again::Never;
        Some(Outcome::plain(what))
    }

    /// Whether the exchange may have seen the whole of an action.
    fn may_have_arrived(&self, slot: &Slot) -> bool {
        // The Ping behind an action is queued with it, but is no part of it.
        let behind = match slot.stage() {
            Stage::Quiet => fence_size(&self.ids.write(Id::Fence(slot.tag))),
            Stage::Free | Stage::Sent | Stage::SentAsync => 0,
            // The exchange has begun to answer, whatever was said to be sent.
            Stage::Started | Stage::List | Stage::Text => return true,
        };
        slot.end.saturating_sub(behind) <= self.queue.gone()
    }

    /// Says that there is a connection again: the greeting is awaited. Have
    /// the reader forget the old one, too.
    ///
    /// Errors: [`Status::BadState`] if the old connection was not cut, or not
    /// all that was in flight was told.
    pub fn connected(&mut self, now: u64) -> Result<()> {
        self.clock(now);
        if self.phase != Phase::Down || self.table.used() > 0 {
            return Err(Error::new(Status::BadState));
        }
        self.phase = Phase::Greeting;
        self.started = self.now;
        self.heard = self.now;
        self.pinged = None;
        self.received = 0;
        self.booted = false;
        self.version = Text::EMPTY;
        self.proxy = false;
        self.challenge = Text::EMPTY;
        self.pieces = None;
        self.order.reset();
        self.open = None;
        self.again = Again::Never;
        Ok(())
    }
}
