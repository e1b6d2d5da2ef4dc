//! Floor 5: who answers whom. The life of a connection without a connection:
//! greeting, login, actions in flight and their answers, time limits, keepalive
//! and reconnecting.
//!
//! Bytes to send are taken from [`Session::transmit`], packets that a reader
//! found go into [`Session::handle`], and the time is an argument: nanoseconds
//! of any clock that does not go backwards (where it does, it stands still).
//! One call of `handle` tells all that a packet means. The order of a turn is:
//! send what is queued, feed the reader and call [`Session::heard`], which says if
//! this is no manager, take the packets with [`Session::announce`] before each and handle them, and when
//! [`Session::deadline`] has passed, call [`Session::handle_timeout`] until it
//! gives none. Read before that what has arrived: a turn may come late.
//!
//! When the connection has ended, call [`Session::cut`]; then
//! [`Session::handle_timeout`] tells of each action that was in flight, and,
//! with a [`Reconnect`] policy, when to connect again. Then
//! [`Session::connected`] begins anew: greeting, login, event mask.
//!
//! | file | what it holds |
//! |---|---|
//! | `options` | [`Options`], [`Reconnect`] |
//! | `outcome` | [`Phase`], [`What`], [`Outcome`] |
//! | `send` | login, actions, logoff: what is queued |
//! | `receive` | what a packet means |
//! | `without_id` | whose an answer without an ActionID is |
//! | `order` | what of its own awaits an answer |
//! | `lists` | when a list begins and ends, and what its items are |
//! | `refused` | what a packet meant that was too large |
//! | `awaited` | whose texts may come, and what shows that the peer lives |
//! | `time` | time limits, keepalive, the cut and what follows it |
//! | `slots` | the actions in flight |
//! | `out` | the queue of bytes to send |
//! | `action_id` | ActionIDs and what they stand for |
//! | `login` | the key of an MD5 login |
//! | `mask` | event masks, and what the server has of them |
//! | `variable` | the value of a `Variable` header |
//! | `server` | the server's half |

mod action_id;
mod awaited;
#[cfg(feature = "net")]
pub(crate) mod broadcast;
mod lists;
mod login;
pub(crate) mod mask;
mod options;
mod order;
mod out;
mod outcome;
mod random;
mod receive;
mod refused;
mod send;
pub mod server;
mod slots;
mod text;
mod time;
mod variable;
mod without_id;

pub use login::{Key, equal_in_constant_time};
pub use options::{ActionOptions, List, Options, Reconnect};
pub use outcome::{Outcome, Phase, What};
#[cfg(feature = "net")]
pub(crate) use refused::begins_response;
pub use slots::Slot;
pub use variable::variable;

use crate::error::{Error, Result, Status};
use action_id::Ids;
use out::Queue;
use slots::Table;
use text::Text;
use time::Again;

/// The client's half of a connection.
///
/// `S` holds the places for actions in flight, `O` the bytes to send; both are
/// the caller's, borrowed or owned.
pub struct Session<S, O> {
    slots: S,
    out: O,
    table: Table,
    queue: Queue,
    options: Options,
    ids: Ids,
    phase: Phase,
    /// When the connection was made.
    started: u64,
    now: u64,
    /// When the peer last showed that it lives.
    heard: u64,
    /// When a Ping was sent, if nothing has shown that since.
    pinged: Option<u64>,
    /// Bytes that came behind that Ping.
    behind_ping: u64,
    /// Bytes that the reader had when it was last looked at.
    received: u64,
    awaited: awaited::Awaited,
    order: order::Order,
    /// The list that is open, where items may come without an ActionID.
    open: Option<lists::Open>,
    /// Whether a FullyBooted was seen.
    booted: bool,
    /// Whether any login ever was accepted.
    known: bool,
    /// Whether the caller ever asked for an action.
    asked: bool,
    version: Text<16>,
    /// Whether a proxy greeted, of which the version is then.
    proxy: bool,
    challenge: Text<32>,
    /// The event mask that was last asked for.
    mask: Option<Text<MASK>>,
    /// What is known of the mask that the server has.
    calls: mask::Calls,
    /// Up to when an action without a limit holds back the Pings.
    blocked_until: u64,
    /// The action whose text comes in pieces, and whether the end of the text
    /// is the end of its answer.
    pieces: Option<(u64, bool)>,
    again: Again,
    /// Attempts in a row that led to no login.
    attempt: u32,
    /// How often the delay has doubled.
    doubled: u32,
    /// When the login was last accepted, until the connection is cut.
    accepted: Option<u64>,
    random: u64,
}

/// Bytes of an event mask that can be kept; all classes together have 120.
const MASK: usize = 128;

impl<S, O> Session<S, O>
where
    S: AsRef<[Slot]> + AsMut<[Slot]>,
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// A session that awaits the greeting. As many actions can be in flight as
    /// there are slots, and as many bytes be queued as `out` holds.
    pub fn new(mut slots: S, mut out: O, options: Options, now: u64) -> Self {
        let table = Table::new(slots.as_mut());
        let mut queue = Queue::default();
        queue.clear(out.as_mut());
        let places = [slots.as_ref().as_ptr().addr(), out.as_ref().as_ptr().addr()];
        let (key, random) = random::of_session(options.seed, now, places);
        Session {
            slots,
            out,
            table,
            queue,
            options,
            ids: Ids::new(key),
            phase: Phase::Greeting,
            started: now,
            now,
            heard: now,
            pinged: None,
            behind_ping: 0,
            received: 0,
            awaited: awaited::Awaited::default(),
            order: order::Order::default(),
            open: None,
            booted: false,
            known: false,
            asked: false,
            version: Text::EMPTY,
            proxy: false,
            challenge: Text::EMPTY,
            mask: None,
            calls: mask::Calls::default(),
            blocked_until: 0,
            pieces: None,
            again: Again::Never,
            attempt: 0,
            doubled: 0,
            accepted: None,
            random,
        }
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The version in the greeting, such as `2.7.0`: a hint only, since many
    /// releases share one (section 1). Empty before the greeting. That of a proxy is
    /// the proxy's own (T73): the session then takes the exchange behind it for one
    /// of an unknown version.
    pub fn version(&self) -> &[u8] {
        self.version.get()
    }

    /// Whether the exchange has said that its start-up is over. Users without
    /// the class `system` never hear it (T44): do not wait for it.
    pub fn fully_booted(&self) -> bool {
        self.booted
    }

    /// How many actions are in flight, those included that wait for their turn.
    pub fn in_flight(&self) -> usize {
        self.table.used()
    }

    /// How many more actions could be submitted now, as far as places go.
    pub fn room(&self) -> usize {
        self.slots.as_ref().len().saturating_sub(self.table.used())
    }

    /// The bytes to send now. Say how many of them were handed over by
    /// [`sent`](Session::sent).
    pub fn transmit(&self) -> &[u8] {
        self.queue.bytes(self.out.as_ref(), self.limit())
    }

    /// Takes off the first `n` bytes of those to send and wipes them.
    ///
    /// What counts is not that they have arrived, but that they may: say so once
    /// TCP, or your TLS, has taken them, and before a [`cut`](Session::cut); also
    /// of a write that failed afterwards, or that you do not know enough about.
    /// TLS keeps a record that it could not send, and sends it later. Of a
    /// connection that is cut, an action whose last byte was handed over is
    /// [`What::Unknown`], and any other is [`What::Unsent`]: so see to it that
    /// nothing leaves after a write that you gave up.
    ///
    /// Errors: [`Status::CommitTooLarge`] for
    /// more than are to be sent.
    pub fn sent(&mut self, n: usize) -> Result<()> {
        if n > self.transmit().len() {
            return Err(Error::new(Status::CommitTooLarge));
        }
        self.queue.sent(self.out.as_mut(), n)
    }

    /// Up to where the queue was handed over, of all that was ever queued.
    #[cfg(feature = "net")]
    pub(crate) fn handed(&self) -> u64 {
        self.queue.gone()
    }

    /// Says up to where it was handed over: [`sent`](Session::sent) for who
    /// writes while another thread may cut the session.
    #[cfg(feature = "net")]
    pub(crate) fn handed_over(&mut self, place: u64) {
        self.queue.took(self.out.as_mut(), place);
    }

    /// Up to where the queue may be sent: where one action goes at a time, to
    /// the end of the oldest.
    fn limit(&self) -> u64 {
        if !self.options.one_at_a_time {
            return u64::MAX;
        }
        slots::at(self.slots.as_ref(), self.table.oldest()).map_or(u64::MAX, |slot| slot.end)
    }

    /// Ends an action: its place is free, and the next one may have its turn.
    fn finish(&mut self, link: slots::Link) -> u64 {
        let blocked = self.table.blocking();
        let asked_for_events = slots::at(self.slots.as_ref(), link).is_some_and(Slot::asks_for_events);
        let tag = self.table.remove(self.slots.as_mut(), link);
        self.closes(tag);
        if blocked && !self.table.blocking() {
            // The exchange can answer a Ping again.
            self.heard = self.now;
        }
        if self.options.one_at_a_time {
            let oldest = self.table.oldest();
            if let Some(slot) = slots::at(self.slots.as_ref(), oldest)
                && slot.is(slots::HELD)
            {
                // Until now this was the length of its time limit.
                let (deadline, endless) = (self.after(slot.deadline), slot.is(slots::ENDLESS));
                self.table.arm(self.slots.as_mut(), oldest, deadline);
                if endless {
                    self.hold_back();
                }
            }
        }
        if asked_for_events {
            self.settle();
        }
        tag
    }

    /// An action was sent that keeps the exchange from answering and has no limit:
    /// no Ping goes out for the usual limit of an action. Then the peer is asked
    /// again, or a dead one would never be found.
    fn hold_back(&mut self) {
        let limit = if self.options.action == 0 { Options::default().action } else { self.options.action };
        self.blocked_until = self.now.saturating_add(limit);
    }

    fn after(&self, limit: u64) -> u64 {
        if limit == 0 { u64::MAX } else { self.now.saturating_add(limit) }
    }

    fn clock(&mut self, now: u64) {
        self.now = self.now.max(now);
    }
}

/// Shows how far it has come, and nothing that is queued.
impl<S, O> core::fmt::Debug for Session<S, O> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session").field("phase", &self.phase).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
