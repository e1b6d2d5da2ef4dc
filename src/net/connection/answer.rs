//! Calls: an action sent, and its whole answer waited for.

use std::format;
use std::string::String;
use std::time::{Duration, Instant};

use super::life::PATIENCE;
use super::options::nanos;
use super::{Connection, Received, Step};
use crate::Status;
use crate::net::{Deadline, NetError};
use crate::reader::Found;
use crate::session::{ActionOptions, Outcome, Phase, What};

/// The whole answer to a call: one packet after the other, from the response
/// to the end of the list.
#[derive(Debug)]
pub struct Answer<'a> {
    connection: &'a mut Connection,
}

impl Answer<'_> {
    /// The next packet; none behind the last.
    #[allow(clippy::should_implement_trait)] // the packet borrows the answer
    pub fn next(&mut self) -> Option<Received<'_>> {
        self.connection.next_of_answer()
    }

    /// How many packets of the answer are missing, since there was no room to keep
    /// them: the last one, for any other one ends the call.
    pub fn lost(&self) -> u64 {
        self.connection.answer.lost()
    }

    /// That something is missing, and what to do about it: [`Status::Truncated`],
    /// with the option to raise. None of an answer that is whole.
    pub fn missing(&self) -> Option<NetError> {
        let connection = &self.connection;
        (self.lost() > 0).then(|| connection.no_room())
    }
}

impl Connection {
    /// Sends an action and waits for its whole answer. What else comes
    /// meanwhile is kept, as far as [`Options::memory`](super::Options::memory)
    /// allows, and comes out of [`recv`](Connection::recv) afterwards. Where there is
    /// no room for all of it the oldest events and notices are dropped; [`What::Lost`]
    /// comes in their place and says how many.
    ///
    /// `limit` is the time limit of this action; none is that of the options. It
    /// counts from the call.
    ///
    /// If the connection was cut and a policy makes it again, the call first takes the
    /// steps to there, as [`recv`](Connection::recv) does, and sends the action when
    /// the login is accepted. The notices of that are kept, too. If nobody but the
    /// caller can log in, it returns [`Status::NotLoggedIn`] as soon as the greeting
    /// is there. An action that was in flight when the connection was cut is not
    /// repeated.
    ///
    /// # Errors
    /// What [`Sender::send`](super::Sender::send) reports;
    /// [`Status::ActionTimedOut`]; [`Status::OutcomeUnknown`] and
    /// [`Status::ActionUnsent`] when the connection was cut, this one also when it
    /// was not made again within the limit; what [`recv`](Connection::recv)
    /// returns after the end, if the policy gives up;
    /// [`Status::Interrupted`], after which what still comes of the answer
    /// comes out of [`recv`](Connection::recv); [`Status::NoMemory`] for a packet
    /// that could not be kept.
    ///
    /// An answer that is too large ends the call at once, and the action is no longer
    /// in flight: with [`Status::PacketTooLarge`], [`Status::TooManyHeaders`] or
    /// [`Status::LineTooLong`] if one of its packets is, be it the response or an item;
    /// with [`Status::Truncated`] if all of it together is. The detail names the option
    /// to raise. What had come comes out of
    /// [`next_of_answer`](Connection::next_of_answer): of the packet that is too large
    /// the lines so far, as a first piece ([`Packet::piece`](crate::Packet::piece)). What
    /// still comes of a list comes out of [`recv`](Connection::recv) as
    /// [`What::Extra`]. A response that is too large before its ActionID has arrived
    /// is nobody's, and the call waits for its time limit.
    ///
    /// Any other packet that is skipped as too large ends nothing: what was skipped
    /// comes out of [`recv`](Connection::recv) afterwards, in its place.
    ///
    /// Before the action is written, the call takes what has come, at most 1 MiB and
    /// without waiting: the end of a connection that nobody received from for a while
    /// lies there, and the action need not get lost in it. Then the call comes back as
    /// above, or returns the end.
    pub fn call<'f, F>(&mut self, name: &[u8], fields: F, limit: Option<Duration>) -> Result<Answer<'_>, NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.call_as(name, fields, &ActionOptions { limit: limit.map(nanos), ..ActionOptions::default() })
    }

    /// [`call`](Connection::call) with what is particular about this action.
    ///
    /// # Errors
    /// As for [`call`](Connection::call).
    pub fn call_as<'f, F>(
        &mut self,
        name: &[u8],
        fields: F,
        options: &ActionOptions<'_>,
    ) -> Result<Answer<'_>, NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        // In a child made by fork a lock may be held by a thread that it does not have.
        self.shared.check_process()?;
        let tag = self.next_call;
        self.next_call = tag.wrapping_sub(1) | 1 << 63;
        self.answer.clear();
        self.outcome = None;
        self.cause = None;
        self.skipped = None;
        self.ready_for_answer();
        let mut options = *options;
        if self.is_up() {
            self.take_what_came()?;
        }
        if !self.is_up() {
            options.limit = Some(self.come_back(options.limit.unwrap_or(self.action_limit))?);
        }
        self.shared.queue(tag, name, fields, &options)?;
        match self.shared.flush_in_time() {
            // With a policy this is no end: what became of the action is reported below.
            Err(error) if !self.reconnects => return Err(error),
            _ => {}
        }
        loop {
            let Some(last) = self.pass(Some(tag), Deadline::Never)? else { continue };
            self.outcome = Some(last);
            return match last.what {
                What::TimedOut => Err(NetError::new(Status::ActionTimedOut)),
                What::Unknown => Err(NetError::new(Status::OutcomeUnknown)),
                What::Unsent => Err(NetError::new(Status::ActionUnsent)),
                _ => Ok(Answer { connection: self }),
            };
        }
    }

    /// Waits once and keeps what that brings: of the action with this tag for the
    /// answer, all else for later, with its reason. Gives the last word on that
    /// action.
    fn pass(&mut self, tag: Option<u64>, deadline: Deadline) -> Result<Option<Outcome>, NetError> {
        let taken = match self.step(deadline)? {
            Step::Told(outcome) => Ok((None, outcome)),
            Step::Packet => self.take(),
        };
        let last = match taken {
            Ok((found, outcome)) => self.keep_for(tag, found, outcome)?,
            Err(error) => {
                self.go_on_behind(error, tag)?;
                None
            }
        };
        // A notice that is kept keeps its reason.
        if let Some(cause) = self.cause.take() {
            self.kept.because(cause);
        }
        self.fit();
        Ok(last)
    }

    /// Takes what has come, without waiting: it is kept. An end of the connection is
    /// found so before an action is written into it.
    fn take_what_came(&mut self) -> Result<(), NetError> {
        let before = self.reader.received();
        // Where much comes at once, the peer lives.
        while self.reader.received().saturating_sub(before) < PATIENCE {
            match self.pass(None, Deadline::Now) {
                Ok(_) if self.is_up() => {}
                Ok(_) => return Ok(()),
                Err(error) => {
                    return match error.status {
                        Status::WouldBlock | Status::PeerSilent => Ok(()),
                        // It is for the wait that follows: a call that is
                        // interrupted on a connection that is up has sent its action.
                        Status::Interrupted => {
                            self.shared.interrupt();
                            Ok(())
                        }
                        _ => Err(error),
                    };
                }
            }
        }
        Ok(())
    }

    /// Whether an action can be sent now, as far as is known here.
    fn is_up(&self) -> bool {
        self.shared.session().phase() == Phase::LoggedIn && self.shared.broken().is_none()
    }

    /// Waits until actions can be sent, and takes the steps to there: what a program
    /// that only calls would wait for in vain. At most for `limit` nanoseconds (0:
    /// without end), of which what is left is given back. What comes meanwhile is
    /// kept.
    fn come_back(&mut self, limit: u64) -> Result<u64, NetError> {
        let began = Instant::now();
        let deadline = if limit == 0 { Deadline::Never } else { Deadline::after(Duration::from_nanos(limit)) };
        loop {
            self.check_ended()?;
            if self.is_up() {
                let passed = if limit == 0 { 0 } else { nanos(began.elapsed()) };
                return Ok(limit.saturating_sub(passed).max(u64::from(limit != 0)));
            }
            let phase = self.shared.session().phase();
            let by_hand = matches!(phase, Phase::Greeted | Phase::Refused | Phase::Closing);
            if by_hand && self.doomed.is_none() && self.shared.broken().is_none() {
                return Err(NetError::with_detail(Status::NotLoggedIn, to_log_in(phase, self.reconnects)));
            }
            match self.pass(None, deadline) {
                Ok(_) => {}
                Err(error) if error.status == Status::PeerSilent => {
                    let why = self.end.as_ref().map_or_else(String::new, |end| format!(": {end}"));
                    let detail = format!("the time limit passed without a connection{why}");
                    return Err(NetError::with_detail(Status::ActionUnsent, detail));
                }
                Err(error) if error.status == Status::Interrupted => {
                    return Err(NetError::with_detail(error.status, "the action was not sent"));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// That an answer has no room.
    fn no_room(&self) -> NetError {
        NetError::with_detail(Status::Truncated, format!("{}", self.bounds.of_answer()))
    }

    /// Keeps what came during the call with this tag, for the answer or for later.
    /// What it was if that was the last of the answer.
    fn keep_for(
        &mut self,
        tag: Option<u64>,
        found: Option<Found>,
        outcome: Outcome,
    ) -> Result<Option<Outcome>, NetError> {
        if Some(outcome.tag) != tag || outcome.what == What::Extra {
            let packet = found.map(|found| self.reader.packet(found));
            self.kept.keep(packet.as_ref(), outcome)?;
            return Ok(None);
        }
        if let Some(found) = found {
            let lost = self.answer.lost();
            self.keep_of_answer(found, outcome)?;
            if self.answer.lost() > lost && !outcome.last {
                // It would be no whole answer, however long it goes on.
                self.shared.session().give_up(outcome.tag);
                return Err(self.no_room());
            }
        }
        Ok(Some(outcome).filter(|outcome| outcome.last))
    }

    /// Keeps what is said of a packet that was skipped during the call with
    /// this tag, or gives it back as what ends the call.
    fn go_on_behind(&mut self, error: NetError, tag: Option<u64>) -> Result<(), NetError> {
        let Some((refused, outcome)) = self.skipped.take() else { return Err(error) };
        match outcome.filter(|outcome| outcome.what == What::TooLarge) {
            Some(outcome) if Some(outcome.tag) == tag => {
                // Without one of its items a list is no whole answer, however long it
                // goes on.
                self.shared.session().give_up(outcome.tag);
                let outcome = Outcome { last: true, ..outcome };
                self.keep_part(refused.offset, outcome)?;
                self.outcome = Some(outcome);
                return Err(error);
            }
            Some(outcome) => {
                self.kept.keep_error(error);
                self.kept.keep(None, outcome)?;
            }
            None => self.kept.keep_error(error),
        }
        Ok(())
    }

    /// The next packet of the answer to the last call.
    pub fn next_of_answer(&mut self) -> Option<Received<'_>> {
        let Connection { answer, held, outcome, .. } = self;
        let received = answer.next_kept(held).and_then(Result::ok)?;
        *outcome = Some(received.outcome);
        Some(received)
    }
}

/// What to do about a connection on which nobody logs in.
fn to_log_in(phase: Phase, again: bool) -> &'static str {
    match phase {
        Phase::Greeted if again => "the connection was made again: log in, or set keep_secret beforehand",
        Phase::Greeted => "log in first",
        Phase::Refused => "the login was refused",
        _ => "it was logged off",
    }
}

impl core::fmt::Debug for Connection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
