//! Waiting: for bytes, for time limits, for the way back.

use std::string::String;
use std::time::Instant;

use super::shared::Made;
use super::{Connection, LOOK_AGAIN, Step, attempt, note_packets, stranger};
use crate::Status;
use crate::net::transport::AT_ONCE;
use crate::net::{Deadline, NetError};
use crate::session::{Outcome, Phase, What};

/// How much is taken off the descriptor, or how often it is tried, without
/// waiting before it is said that there is no packet: neither a peer that sends
/// one without end, or TLS without data, nor a transport that is always woken
/// may hold an event loop.
const PATIENCE: u64 = 1 << 20;

/// How often it is read, at most, for a time limit that has come: a peer may send
/// single bytes as fast as they are read.
const CATCH_UP: u32 = 1024;

/// What was read since a time limit came that was not judged yet.
#[derive(Clone, Copy, Default)]
pub(super) struct Overdue {
    reads: u32,
    bytes: u64,
}

impl Connection {
    /// Waits until there is a packet, or something to tell without one.
    pub(super) fn step(&mut self, deadline: Deadline) -> Result<Step, NetError> {
        if let Err(error) = self.shared.check_process() {
            // What was received before the fork may still be had.
            return if self.reader.ready() { Ok(Step::Packet) } else { Err(error) };
        }
        let (mut looked, mut tries) = (false, 0);
        let mut taken = 0;
        loop {
            if self.is_ready() {
                let Some(error) = self.reader.endless_text() else { return Ok(Step::Packet) };
                // What follows on the wire may be text of any length.
                self.lost(error.into());
            }
            if self.attempt
                && let Some(made) = self.shared.take_made()
            {
                self.made(made);
            }
            if let Some(error) = self.doomed.take() {
                self.lost(error);
            }
            // Before what follows from it.
            if let Some((outcome, cause)) = self.pending.take() {
                self.cause = Some(cause);
                return Ok(Step::Told(outcome));
            }
            let now = self.shared.now();
            if self.is_overdue(now) && self.catch_up(deadline, &mut taken)? {
                continue;
            }
            let told = self.shared.session().handle_timeout(now);
            match told.map(|outcome| outcome.what) {
                Some(What::Connect) => {
                    self.connect_again();
                    continue;
                }
                Some(What::Dead) => self.lost(NetError::with_detail(Status::PeerDead, "no answer to a Ping")),
                Some(What::LoginTimedOut) => {
                    let why = self.silence().unwrap_or_else(|| "no answer to the login".into());
                    self.lost(NetError::with_detail(Status::PeerDead, why));
                }
                _ => {}
            }
            if let Some(outcome) = told {
                return Ok(Step::Told(outcome));
            }
            match deadline {
                Deadline::At(_) if looked && deadline.has_passed() => return Err(NetError::new(Status::PeerSilent)),
                Deadline::Now if tries >= PATIENCE || self.has_taken_enough(taken) => {
                    return Err(NetError::new(Status::WouldBlock));
                }
                _ => (looked, tries) = (true, tries + 1),
            }
            let phase = self.shared.session().phase();
            match phase {
                Phase::Down => {
                    self.wait_to_connect(deadline)?;
                    continue;
                }
                Phase::Greeting if self.reader.received() > 0 && self.reader.greeting_is_overdue() => {
                    let said = stranger::said(self.reader.tail());
                    self.lost(NetError::with_detail(Status::BadBanner, said));
                    continue;
                }
                // A Ping may be queued.
                _ => self.send_queued(),
            }
            self.receive(deadline, &mut taken)?;
        }
    }

    /// Sends what is queued, as far as the peer takes it now. What it does not take
    /// within the time for writing is given up.
    fn send_queued(&mut self) {
        match self.shared.flush_beside() {
            Err(error) if error.status == Status::WouldBlock => {
                let since = *self.untaken.get_or_insert_with(Instant::now);
                if since.elapsed() >= self.shared.write_limit() {
                    self.shared.break_off(NetError::new(Status::WriteTimedOut));
                }
            }
            // A failure is found before the next wait.
            _ => self.untaken = None,
        }
    }

    /// Whether the reader has a packet or a refusal. It learns first of whose
    /// texts may come. An action is queued under the session's lock and sent only
    /// then, so that what its answer depends on is seen here before its answer.
    pub(super) fn is_ready(&mut self) -> bool {
        let revision = self.shared.awaited_revision();
        if revision != self.awaited {
            self.awaited = revision;
            self.shared.session().announce(&mut self.reader);
        }
        loop {
            if self.reader.ready() {
                return true;
            }
            match self.reader.wants() {
                Some(wants) => self.grow(wants),
                None => return false,
            }
        }
    }

    /// Whether a time limit has passed by then: of an action, of the login, or of the
    /// peer's life.
    fn is_overdue(&mut self, now: u64) -> bool {
        let mut session = self.shared.session();
        note_packets(&mut session, &self.reader, &mut self.packets, self.now);
        let up = session.phase() != Phase::Down;
        let overdue = up && session.deadline().is_some_and(|limit| limit <= now);
        if !overdue {
            self.overdue = Overdue::default();
        }
        overdue
    }

    /// Before a time limit is judged, reads what has arrived, without waiting:
    /// whoever was away from here for long must not take a peer for dead whose
    /// answer lies in the socket. Whether there may be more to look at first.
    ///
    /// That ends with a read that finds nothing. It is bounded, over all calls that
    /// it takes to hand out what is read: a peer that sends without end must not
    /// keep time limits from passing.
    fn catch_up(&mut self, deadline: Deadline, taken: &mut u64) -> Result<bool, NetError> {
        if self.overdue.reads >= CATCH_UP || self.overdue.bytes >= PATIENCE {
            return Ok(false);
        }
        let at_once = deadline == Deadline::Now;
        if at_once && self.has_taken_enough(*taken) {
            // The next call goes on.
            return Err(NetError::new(Status::WouldBlock));
        }
        // Otherwise one call may take more than `PATIENCE`, of which a read that is
        // not to wait would keep the rest.
        let before = if at_once { *taken } else { 0 };
        let mut after = before;
        let read = self.receive(Deadline::Now, &mut after);
        let came = after.saturating_sub(before);
        *taken = taken.saturating_add(came);
        self.overdue.reads = self.overdue.reads.saturating_add(1);
        self.overdue.bytes = self.overdue.bytes.saturating_add(came);
        match read {
            Ok(()) => Ok(true),
            Err(error) if matches!(error.status, Status::WouldBlock | Status::PeerSilent) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether a call that is not to wait has taken so many bytes that the next
    /// read may pass the bound. What a transport holds already is free, and has
    /// to be taken: the descriptor does not show it.
    fn has_taken_enough(&self, taken: u64) -> bool {
        taken >= PATIENCE || (taken > PATIENCE - AT_ONCE && self.shared.transport().buffered() == 0)
    }

    /// Receives once, or finds that there is something else to do. Adds to
    /// `taken` what came off the descriptor: with TLS more than what it held,
    /// and where nobody counts that, what was delivered.
    fn receive(&mut self, deadline: Deadline, taken: &mut u64) -> Result<(), NetError> {
        if let Some(error) = self.shared.broken() {
            self.lost(error);
            return Ok(());
        }
        let mut rest = self.rest_in();
        if rest.is_some_and(|rest| rest.is_zero()) {
            self.rest();
            rest = self.rest_in();
        }
        // Bytes to read do not show when the peer takes some again.
        let look = self.untaken.map(|_| LOOK_AGAIN).into_iter().chain(rest).min();
        let until = self.shared.begin_wait(match (look, deadline) {
            (Some(look), Deadline::Never) => Deadline::after(look),
            (Some(look), Deadline::At(at)) => Deadline::At(at.min(Instant::now() + look)),
            (_, deadline) => deadline,
        });
        let transport = self.shared.transport();
        let before = transport.received();
        let space = self.reader.space();
        let all = space.len();
        let room = match deadline {
            Deadline::Now => usize::try_from(PATIENCE.saturating_sub(*taken)).unwrap_or(usize::MAX).min(space.len()),
            _ => space.len(),
        };
        let read = transport.read(space.get_mut(..room).unwrap_or_default(), until);
        self.shared.end_wait();
        let came = match (transport.received(), &read) {
            (0, Ok(n)) => *n as u64,
            (after, _) => after.saturating_sub(before),
        };
        *taken = taken.saturating_add(came);
        let error = match read {
            Ok(0) => NetError::new(Status::Closed),
            Ok(n) => {
                self.now = self.shared.now();
                match self.reader.commit(n) {
                    Ok(()) => {
                        self.note_room(n, all);
                        // That it is no greeting is found before the next wait.
                        let _ = self.shared.session().heard(&mut self.reader, self.now);
                        return Ok(());
                    }
                    // A transport that claims more than it had room for would do
                    // so again.
                    Err(error) => error.into(),
                }
            }
            Err(error) => error,
        };
        match error.status {
            // The caller's time is not over: it was the session's.
            Status::PeerSilent if until != deadline && !deadline.has_passed() => Ok(()),
            // There may be more behind what came and held no data.
            Status::WouldBlock if came > 0 => Ok(()),
            Status::PeerSilent | Status::WouldBlock => Err(error),
            Status::Interrupted if self.shared.take_interrupt() => Err(error),
            // Woken to look again: a write failed, a deadline came nearer, or
            // the reason was dealt with at an earlier wake.
            Status::Interrupted => Ok(()),
            // Whatever else it is may come again at once, and without end.
            _ => {
                self.lost(error);
                Ok(())
            }
        }
    }

    /// What to say where no greeting came in time: of a peer that said nothing, or
    /// nothing whole. What came and was nothing to read belonged to TLS.
    pub(super) fn silence(&self) -> Option<String> {
        match (self.reader.received(), self.reader.offset()) {
            (0, _) => Some(stranger::silent(self.shared.transport().received() > 0).into()),
            (_, 0) => Some(stranger::said(self.reader.tail())),
            _ => None,
        }
    }

    /// The connection is over, or the attempt to make it again.
    pub(super) fn lost(&mut self, error: NetError) {
        let greeting = self.shared.session().phase() == Phase::Greeting;
        self.reader.finish();
        self.reader.reset();
        self.rest();
        self.doomed = None;
        self.untaken = None;
        if !self.keep_secret {
            // Of a login that was not answered.
            self.credentials = None;
        }
        self.shared.cut();
        self.note_end(match error.status {
            Status::Closed if greeting => NetError { status: Status::ClosedBeforeBanner, ..error },
            _ => error,
        });
    }

    /// Remembers why. With a policy a notice is to say so, of the cut and of each
    /// attempt that fails; without one the reason comes as an error.
    fn note_end(&mut self, error: NetError) {
        let failed = core::mem::take(&mut self.again);
        if self.reconnects && (failed || self.shared.session().will_reconnect()) {
            let what = if failed { What::AttemptFailed } else { What::Cut };
            let outcome = Outcome { status: Some(error.status), ..Outcome::plain(what) };
            self.pending = Some((outcome, error.clone()));
        }
        self.end = Some(error);
    }

    /// Ends the connection for what came over it, and gives the first notice of
    /// that, or the error.
    pub(super) fn ended(&mut self, error: NetError) -> Result<Outcome, NetError> {
        // To end it would end the parent's.
        self.shared.check_process()?;
        self.lost(error);
        match self.step(Deadline::Now)? {
            Step::Told(outcome) => Ok(outcome),
            Step::Packet => Err(NetError::with_detail(Status::Internal, "a packet after the end")),
        }
    }

    /// The end, if the connection has ended for good: a call would otherwise be
    /// told for ever that it is not logged in.
    pub(super) fn check_ended(&self) -> Result<(), NetError> {
        let ended = self.pending.is_none() && !self.attempt && {
            let session = self.shared.session();
            session.phase() == Phase::Down && session.deadline().is_none()
        };
        match &self.end {
            Some(error) if ended => Err(error.clone().into_end()),
            _ => Ok(()),
        }
    }

    /// Waits for the time to connect again, or for the attempt to end; or says
    /// why there is nothing to wait for.
    fn wait_to_connect(&mut self, deadline: Deadline) -> Result<(), NetError> {
        // Otherwise `wait_limit` would ask for it again and again.
        if self.rest_in().is_some_and(|rest| rest.is_zero()) {
            self.rest();
        }
        let at = self.shared.session().deadline();
        let own = match at {
            _ if self.attempt => None,
            Some(at) => self.shared.at(at),
            None => return Err(self.end.clone().map_or_else(|| NetError::new(Status::Closed), NetError::into_end)),
        };
        let until = match (deadline, own) {
            (Deadline::Now, own) if own.is_none_or(|own| own > Instant::now()) => {
                return Err(NetError::new(Status::WouldBlock));
            }
            (Deadline::At(at), Some(own)) => Some(at.min(own)),
            (Deadline::At(at), None) => Some(at),
            (_, own) => own,
        };
        self.shared.sleep(until)?;
        if self.shared.take_interrupt() {
            return Err(NetError::new(Status::Interrupted));
        }
        let over = own.is_none_or(|own| own > Instant::now()) && deadline.has_passed();
        if over { Err(NetError::new(Status::PeerSilent)) } else { Ok(()) }
    }

    /// Begins an attempt to connect again.
    fn connect_again(&mut self) {
        self.again = true;
        match &self.way {
            Some(way) => {
                self.attempt = true;
                attempt::begin(way, &self.shared, &self.alive);
            }
            None => self.made(Err(NetError::new(Status::BadState))),
        }
    }

    /// The attempt has ended.
    fn made(&mut self, made: Made) {
        self.attempt = false;
        self.reader.reset();
        match made.and_then(|transport| self.shared.connected(transport)) {
            Ok(()) => {}
            Err(mut error) => {
                if error.status == Status::PeerSilent {
                    // In the handshake, which is a part of connecting.
                    error.status = Status::ConnectTimedOut;
                }
                self.shared.session().cut(self.shared.now());
                self.note_end(error);
            }
        }
    }
}
