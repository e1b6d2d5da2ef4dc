//! Floor 5: who answers whom. The life of a connection without a connection:
//! greeting, login, actions in flight and their answers, time limits.
//!
//! Bytes to send are taken from [`Session::transmit`], packets that a reader
//! found go into [`Session::handle`], and the time is an argument: nanoseconds
//! of any clock that does not go backwards (where it does, it stands still).
//! One call of `handle` tells all that a packet means; there is nothing to
//! drain afterwards. The order of a turn is: send what is queued, feed the
//! reader, handle each packet, and when [`Session::deadline`] has passed, call
//! [`Session::handle_timeout`] until it gives none.

mod action_id;
mod login;
mod out;
pub mod server;
mod slots;

pub use login::{Key, equal_in_constant_time};
pub use slots::Slot;

use crate::bytes::equal_fold;
use crate::error::{Error, Result, Status};
use crate::packet::{Kind, Packet};
use crate::write::Writer;
use out::Queue;
use slots::Stage;

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// The greeting is awaited.
    Greeting = 1,
    /// Greeted; a login or a challenge may be asked for.
    Greeted = 2,
    /// A challenge was asked for.
    Challenging = 3,
    /// A challenge was given; the MD5 login may be sent.
    Challenged = 4,
    /// The login was sent.
    LoggingIn = 5,
    /// Logged in: actions may be submitted. This is as ready as it gets: not
    /// every user is sent a FullyBooted (T44).
    LoggedIn = 6,
    /// The login was refused; the server closes.
    Refused = 7,
}

/// What a packet, or the passing of time, means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum What {
    /// The greeting: log in.
    Banner = 1,
    /// A challenge was given: send the MD5 login.
    Challenge = 2,
    /// The login was accepted.
    LoggedIn = 3,
    /// The login was refused; the packet says nothing of the reason.
    LoginRefused = 4,
    /// No challenge was given.
    ChallengeRefused = 5,
    /// The response to the action of that tag, without a list.
    Response = 6,
    /// The response to the action of that tag; its list follows.
    ListStart = 7,
    /// An item of that list.
    ListItem = 8,
    /// The end of that list: its completion event, or the Error that ends it
    /// (T32).
    ListEnd = 9,
    /// The action of that tag was started; an event tells how it went (T58).
    Progress = 10,
    /// Something of an action that has had its final answer (T33).
    Extra = 11,
    /// A response that belongs to no action of this session.
    Unclaimed = 12,
    /// An event that belongs to no action of this session.
    Event = 13,
    /// A packet that is neither response nor event.
    Other = 14,
    /// The time limit of the action of that tag passed. It may have been
    /// carried out.
    TimedOut = 15,
    /// The time limit of the greeting or the login passed.
    LoginTimedOut = 16,
}

/// The meaning of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it is.
    pub what: What,
    /// The caller's tag of the action it belongs to; 0 if it belongs to none.
    pub tag: u64,
    /// Whether it is the last of that action: its slot is free again.
    pub last: bool,
}

impl Outcome {
    const fn plain(what: What) -> Outcome {
        Outcome { what, tag: 0, last: false }
    }
}

/// Time limits, in nanoseconds; 0 sets none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From the start to the accepted login.
    pub login: u64,
    /// From the submission of an action to the end of its answer.
    pub action: u64,
}

impl Default for Times {
    /// 30 seconds for the login, which is what servers give (section 3), and a
    /// minute for an action: an Originate without Async answers after its own
    /// timeout of 30 seconds.
    fn default() -> Self {
        Times { login: 30_000_000_000, action: 60_000_000_000 }
    }
}

/// The client's half of a connection.
///
/// `S` holds the places for actions in flight, `O` the bytes to send; both are
/// the caller's, borrowed or owned.
pub struct Session<S, O> {
    slots: S,
    out: O,
    queue: Queue,
    phase: Phase,
    times: Times,
    started: u64,
    now: u64,
    version: Text<16>,
    challenge: Text<32>,
}

/// A few bytes that are kept.
#[derive(Clone, Copy)]
struct Text<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Text<N> {
    const EMPTY: Self = Text { bytes: [0; N], length: 0 };

    fn keep(text: &[u8]) -> Option<Self> {
        let mut kept = Self::EMPTY;
        kept.bytes.get_mut(..text.len())?.copy_from_slice(text);
        kept.length = u8::try_from(text.len()).ok()?;
        Some(kept)
    }

    fn get(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// A session that awaits the greeting. As many actions can be in flight as
    /// there are slots, and as many bytes be queued as `out` holds.
    pub fn new(mut slots: S, mut out: O, times: Times, now: u64) -> Self {
        slots.as_mut().fill(Slot::FREE);
        let mut queue = Queue::default();
        queue.clear(out.as_mut());
        Session {
            slots,
            out,
            queue,
            phase: Phase::Greeting,
            times,
            started: now,
            now,
            version: Text::EMPTY,
            challenge: Text::EMPTY,
        }
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The version in the greeting, such as `2.7.0`: a hint only, since many
    /// releases share one (section 1). Empty before the greeting.
    pub fn version(&self) -> &[u8] {
        self.version.get()
    }

    /// How many actions are in flight.
    pub fn in_flight(&self) -> usize {
        self.slots.as_ref().iter().filter(|slot| slot.stage() != Stage::Free).count()
    }

    /// The bytes to send now. Say how many of them were sent by
    /// [`sent`](Session::sent).
    pub fn transmit(&self) -> &[u8] {
        self.queue.bytes(self.out.as_ref())
    }

    /// Takes off the first `n` bytes of the queue and wipes them.
    ///
    /// Errors: [`Status::CommitTooLarge`] for more than are queued.
    pub fn sent(&mut self, n: usize) -> Result<()> {
        self.queue.sent(self.out.as_mut(), n)
    }

    /// Queues a plain login. `events` is the event mask: `on`, `off`, or full
    /// class names joined by commas (T42, T43); none leaves the server's own.
    /// The secret goes over the wire as it is: use TLS, or the challenge.
    ///
    /// Errors: [`Status::BadState`] before the greeting or after a login; what
    /// [`Writer::finish`] refuses; [`Status::OutQueueFull`].
    pub fn login(&mut self, username: &[u8], secret: &[u8], events: Option<&[u8]>) -> Result<()> {
        if !matches!(self.phase, Phase::Greeted | Phase::Challenged) {
            return Err(Error::new(Status::BadState));
        }
        self.queue.push(self.out.as_mut(), |out| {
            let mut login = Writer::action(out, b"Login").header(b"ActionID", action_id::LOGIN);
            login.add(b"Username", username);
            login.add(b"Secret", secret);
            if let Some(events) = events {
                login.add(b"Events", events);
            }
            login.finish().map(<[u8]>::len)
        })?;
        self.phase = Phase::LoggingIn;
        Ok(())
    }

    /// Queues the request for a challenge, for an MD5 login.
    ///
    /// Errors: as for [`login`](Session::login).
    pub fn challenge(&mut self) -> Result<()> {
        if self.phase != Phase::Greeted {
            return Err(Error::new(Status::BadState));
        }
        self.queue.push(self.out.as_mut(), |out| {
            let action = Writer::action(out, b"Challenge").header(b"ActionID", action_id::CHALLENGE);
            action.header(b"AuthType", b"MD5").finish().map(<[u8]>::len)
        })?;
        self.phase = Phase::Challenging;
        Ok(())
    }

    /// Queues the MD5 login with the challenge that was given. The secret
    /// itself is not sent and not kept.
    ///
    /// Errors: as for [`login`](Session::login); [`Status::BadState`] without
    /// a challenge.
    pub fn login_md5(&mut self, username: &[u8], secret: &[u8], events: Option<&[u8]>) -> Result<()> {
        if self.phase != Phase::Challenged {
            return Err(Error::new(Status::BadState));
        }
        let key = Key::new(self.challenge.get(), secret);
        self.queue.push(self.out.as_mut(), |out| {
            let mut login = Writer::action(out, b"Login").header(b"ActionID", action_id::LOGIN);
            login.add(b"AuthType", b"MD5");
            login.add(b"Username", username);
            login.add(b"Key", key.as_bytes());
            if let Some(events) = events {
                login.add(b"Events", events);
            }
            login.finish().map(<[u8]>::len)
        })?;
        self.phase = Phase::LoggingIn;
        Ok(())
    }

    /// Queues an action. Its answer comes back with `tag`. The session gives
    /// the ActionID.
    ///
    /// Errors: [`Status::NotLoggedIn`]; [`Status::ActionIdGiven`] for fields
    /// with an ActionID; [`Status::TagInUse`]; [`Status::TooManyActions`];
    /// [`Status::OutQueueFull`], or [`Status::NoRoom`] if the whole queue is
    /// too small for it; what [`Writer::finish`] refuses. Nothing is queued
    /// then.
    pub fn submit<'f, F>(&mut self, tag: u64, name: &[u8], fields: F, now: u64) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.clock(now);
        if self.phase != Phase::LoggedIn {
            return Err(Error::new(Status::NotLoggedIn));
        }
        if fields.clone().into_iter().any(|(name, _)| equal_fold(name, b"ActionID")) {
            return Err(Error::new(Status::ActionIdGiven));
        }
        let asynchronous = equal_fold(name, b"Originate")
            && fields.clone().into_iter().any(|(name, value)| equal_fold(name, b"Async") && is_true(value));
        let slot = slots::free(self.slots.as_mut(), tag)?;
        let id = action_id::of(tag);
        self.queue.push(self.out.as_mut(), |out| {
            let mut action = Writer::action(out, name).header(b"ActionID", &id);
            for (name, value) in fields.clone() {
                action.add(name, value);
            }
            action.finish().map(<[u8]>::len)
        })?;
        slot.tag = tag;
        slot.deadline = match self.times.action {
            0 => u64::MAX,
            limit => self.now.saturating_add(limit),
        };
        slot.set(if asynchronous { Stage::SentAsync } else { Stage::Sent });
        Ok(())
    }

    /// Tells what a packet means. Hand over every packet, in order.
    ///
    /// Errors: [`Status::BadBanner`] if the first packet is no greeting: this
    /// is no manager.
    pub fn handle(&mut self, packet: &Packet<'_>, now: u64) -> Result<Outcome> {
        self.clock(now);
        match packet.kind() {
            Kind::Banner => self.greeted(packet),
            _ if self.phase == Phase::Greeting => Err(Error::at(Status::BadBanner, packet.offset())),
            Kind::Response => Ok(self.response(packet)),
            Kind::Event => Ok(self.event(packet)),
            Kind::Action | Kind::Other => Ok(Outcome::plain(What::Other)),
        }
    }

    fn greeted(&mut self, packet: &Packet<'_>) -> Result<Outcome> {
        if self.phase != Phase::Greeting {
            return Ok(Outcome::plain(What::Other));
        }
        // A version that is too long to keep is unknown, and that is no reason
        // to refuse it.
        self.version = packet.body().and_then(Text::keep).unwrap_or(Text::EMPTY);
        self.phase = Phase::Greeted;
        Ok(Outcome::plain(What::Banner))
    }

    fn response(&mut self, packet: &Packet<'_>) -> Outcome {
        let id = packet.action_id();
        let success = equal_fold(packet.title(), b"Success");
        // An answer that comes before the login is an answer to the login,
        // even if the server lost the ActionID.
        match (self.phase, id) {
            (Phase::Challenging, None | Some(action_id::CHALLENGE)) => return self.challenged(packet, success),
            (Phase::LoggingIn, None | Some(action_id::LOGIN)) => {
                let (phase, what) = match success {
                    true => (Phase::LoggedIn, What::LoggedIn),
                    false => (Phase::Refused, What::LoginRefused),
                };
                self.phase = phase;
                return Outcome::plain(what);
            }
            _ => {}
        }
        let Some(tag) = id.and_then(action_id::tag) else { return Outcome::plain(What::Unclaimed) };
        let Some(slot) = slots::find(self.slots.as_mut(), tag) else {
            return Outcome { what: What::Extra, tag, last: false };
        };
        let error = equal_fold(packet.title(), b"Error");
        let starts = packet.get(b"EventList").is_some_and(|list| equal_fold(list, b"start"));
        let (what, next) = match slot.stage() {
            // A second response ends a list that had begun (T32).
            Stage::List if error => (What::ListEnd, Stage::Free),
            Stage::List => (What::Extra, Stage::List),
            Stage::SentAsync if !error => (What::Progress, Stage::Started),
            Stage::Started if !error => (What::Progress, Stage::Started),
            _ if starts && !error => (What::ListStart, Stage::List),
            _ => (What::Response, Stage::Free),
        };
        slot.set(next);
        Outcome { what, tag, last: next == Stage::Free }
    }

    fn challenged(&mut self, packet: &Packet<'_>, success: bool) -> Outcome {
        let challenge = packet.get(b"Challenge").filter(|_| success).and_then(Text::keep);
        let (phase, what) = match challenge {
            Some(challenge) => {
                self.challenge = challenge;
                (Phase::Challenged, What::Challenge)
            }
            // The plain login is still open to the caller.
            None => (Phase::Greeted, What::ChallengeRefused),
        };
        self.phase = phase;
        Outcome::plain(what)
    }

    fn event(&mut self, packet: &Packet<'_>) -> Outcome {
        // A UserEvent carries whatever its sender wrote, an ActionID too (T2).
        let name = packet.title();
        let id = if equal_fold(name, b"UserEvent") { None } else { packet.action_id() };
        let Some(tag) = id.and_then(action_id::tag) else { return Outcome::plain(What::Event) };
        let Some(slot) = slots::find(self.slots.as_mut(), tag) else {
            return Outcome { what: What::Extra, tag, last: false };
        };
        let list = packet.get(b"EventList").unwrap_or_default();
        let (what, next) = match slot.stage() {
            Stage::List if equal_fold(list, b"Complete") || equal_fold(list, b"cancelled") => {
                (What::ListEnd, Stage::Free)
            }
            // Lists until 11 have no EventList in their completion (T35).
            Stage::List if list.is_empty() && ends_in_complete(name) => (What::ListEnd, Stage::Free),
            Stage::List => (What::ListItem, Stage::List),
            Stage::SentAsync | Stage::Started if equal_fold(name, b"OriginateResponse") => {
                (What::Response, Stage::Free)
            }
            stage => (What::Progress, stage),
        };
        slot.set(next);
        Outcome { what, tag, last: next == Stage::Free }
    }

    /// When [`handle_timeout`](Session::handle_timeout) is to be called, if no
    /// packet comes before; none if no time limit runs.
    pub fn deadline(&self) -> Option<u64> {
        let login = match (self.times.login, self.phase) {
            (0, _) | (_, Phase::LoggedIn | Phase::Refused) => None,
            (limit, _) => Some(self.started.saturating_add(limit)),
        };
        let actions = self.slots.as_ref().iter().filter(|slot| slot.stage() != Stage::Free);
        let action = actions.map(|slot| slot.deadline).filter(|deadline| *deadline != u64::MAX).min();
        match (login, action) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// The next time limit that has passed at `now`. Call again until none is
    /// left; calling too early does nothing.
    pub fn handle_timeout(&mut self, now: u64) -> Option<Outcome> {
        self.clock(now);
        let now = self.now;
        let waits = !matches!(self.phase, Phase::LoggedIn | Phase::Refused);
        if waits && self.times.login != 0 && self.started.saturating_add(self.times.login) <= now {
            self.phase = Phase::Refused;
            return Some(Outcome::plain(What::LoginTimedOut));
        }
        let late = |slot: &&mut Slot| slot.stage() != Stage::Free && slot.deadline <= now;
        let slot = self.slots.as_mut().iter_mut().find(late)?;
        slot.set(Stage::Free);
        Some(Outcome { what: What::TimedOut, tag: slot.tag, last: true })
    }

    fn clock(&mut self, now: u64) {
        self.now = self.now.max(now);
    }
}

/// The words that Asterisk takes for true.
fn is_true(value: &[u8]) -> bool {
    let words = [&b"yes"[..], b"true", b"y", b"t", b"1", b"on"];
    words.iter().any(|word| equal_fold(value.trim_ascii(), word))
}

fn ends_in_complete(name: &[u8]) -> bool {
    let tail = name.len().checked_sub(b"Complete".len()).and_then(|from| name.get(from..));
    tail.is_some_and(|tail| equal_fold(tail, b"Complete"))
}

/// Shows how far it has come, and nothing that is queued.
impl<S, O> core::fmt::Debug for Session<S, O> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session").field("phase", &self.phase).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
