//! Waiting: for bytes, for time limits, for the way back.

use std::time::Instant;

use super::shared::Made;
use super::{Connection, Step, attempt, first_bytes};
use crate::Status;
use crate::net::{Deadline, NetError};
use crate::session::{Outcome, Phase, What};

/// How much is read, or how often it is tried, without waiting before it is said
/// that there is no packet: neither a peer that sends one without end nor a
/// transport that is always woken may hold an event loop.
const PATIENCE: u64 = 1 << 20;

impl Connection {
    /// Waits until there is a packet, or something to tell without one.
    pub(super) fn step(&mut self, deadline: Deadline) -> Result<Step, NetError> {
        let (mut looked, mut tries) = (false, 0);
        let before = self.reader.received();
        loop {
            if self.reader.ready() {
                return Ok(Step::Packet);
            }
            if core::mem::take(&mut self.cut) {
                return Ok(Step::Told(Outcome { what: What::Cut, tag: 0, last: false }));
            }
            if self.attempt
                && let Some(made) = self.shared.take_made()
            {
                self.made(made);
            }
            let told = self.shared.session().handle_timeout(self.shared.now());
            match told.map(|outcome| outcome.what) {
                Some(What::Connect) => {
                    self.connect_again();
                    continue;
                }
                Some(What::Dead | What::LoginTimedOut) => {
                    // Not the status of a wait that is over, which may be repeated.
                    self.lost(NetError::with_detail(Status::Reset, "no answer to a Ping, or to the login"));
                }
                _ => {}
            }
            if let Some(outcome) = told {
                return Ok(Step::Told(outcome));
            }
            if let Some(error) = self.shared.take_broken() {
                self.lost(error);
                continue;
            }
            // Bytes that never become a packet are as good as none.
            let fruitless = self.reader.received().saturating_sub(before);
            match deadline {
                Deadline::At(_) if looked && deadline.has_passed() => return Err(NetError::new(Status::PeerSilent)),
                Deadline::Now if fruitless.max(tries) >= PATIENCE => return Err(NetError::new(Status::WouldBlock)),
                _ => (looked, tries) = (true, tries + 1),
            }
            let phase = self.shared.session().phase();
            match phase {
                Phase::Down => {
                    self.wait_to_connect(deadline)?;
                    continue;
                }
                Phase::Greeting if self.reader.received() > 0 && self.reader.greeting_is_overdue() => {
                    return Err(NetError::with_detail(Status::BadBanner, first_bytes(self.reader.tail())));
                }
                // A Ping may be queued.
                _ => {
                    let _ = self.shared.flush_in_time();
                }
            }
            self.receive(deadline)?;
        }
    }

    /// Receives once, or finds that there is something else to do.
    fn receive(&mut self, deadline: Deadline) -> Result<(), NetError> {
        let until = self.shared.begin_wait(deadline);
        let read = self.shared.transport().read(self.reader.space(), until);
        self.shared.end_wait();
        let error = match read {
            Ok(0) => NetError::new(Status::Closed),
            Ok(n) => {
                self.now = self.shared.now();
                self.shared.session().heard(self.now);
                return Ok(self.reader.commit(n)?);
            }
            Err(error) => error,
        };
        match error.status {
            // The caller's time is not over: it was the session's.
            Status::PeerSilent if until != deadline && !deadline.has_passed() => Ok(()),
            Status::PeerSilent | Status::WouldBlock => Err(error),
            Status::Interrupted if self.shared.take_interrupt() => Err(error),
            // Woken to look again: a write failed, a deadline came nearer, or
            // the reason was dealt with at an earlier wake.
            Status::Interrupted => Ok(()),
            Status::BadArgument | Status::NoMemory => Err(error),
            _ => {
                self.lost(error);
                Ok(())
            }
        }
    }

    /// The connection is over.
    fn lost(&mut self, error: NetError) {
        self.reader.finish();
        self.reader.reset();
        self.end = Some(error.into_end());
        self.shared.cut();
        // Whoever is to come back is told of the cut, others of its reason.
        self.cut = self.way.is_some() && self.shared.session().will_reconnect();
    }

    /// Waits for the time to connect again, or for the attempt to end; or says
    /// why there is nothing to wait for.
    fn wait_to_connect(&mut self, deadline: Deadline) -> Result<(), NetError> {
        let at = self.shared.session().deadline();
        let own = match at {
            _ if self.attempt => None,
            Some(at) => self.shared.at(at),
            None => return Err(self.end.clone().unwrap_or_else(|| NetError::new(Status::Closed))),
        };
        let until = match (deadline, own) {
            (Deadline::Now, own) if own.is_none_or(|own| own > Instant::now()) => {
                return Err(NetError::new(Status::WouldBlock));
            }
            (Deadline::At(at), Some(own)) => Some(at.min(own)),
            (Deadline::At(at), None) => Some(at),
            (_, own) => own,
        };
        self.shared.sleep(until);
        if self.shared.take_interrupt() {
            return Err(NetError::new(Status::Interrupted));
        }
        let over = own.is_none_or(|own| own > Instant::now()) && deadline.has_passed();
        if over { Err(NetError::new(Status::PeerSilent)) } else { Ok(()) }
    }

    /// Begins an attempt to connect again.
    fn connect_again(&mut self) {
        match &self.way {
            Some(way) => {
                self.attempt = true;
                attempt::begin(way, &self.shared);
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
                self.end = Some(error.into_end());
                self.shared.session().cut(self.shared.now());
            }
        }
    }
}
