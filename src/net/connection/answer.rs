//! Calls: an action sent, and its whole answer waited for.

use std::format;
use std::string::String;
use std::time::{Duration, Instant};

use super::kept::Store;
use super::options::nanos;
use super::{Connection, Received, Step};
use crate::bytes::equal_fold;
use crate::net::{Deadline, NetError};
use crate::packet::{Kind, kind_of};
use crate::session::{ActionOptions, Outcome, Phase, What};
use crate::{Error, Status};

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

    /// How many packets of the answer had no room in what
    /// [`Options::keep`](super::Options::keep) gives. They are missing.
    pub fn lost(&self) -> u64 {
        self.connection.answer.lost()
    }
}

impl Connection {
    /// Sends an action and waits for its whole answer. What else comes
    /// meanwhile is kept, up to [`Options::keep`](super::Options::keep), and
    /// comes out of [`recv`](Connection::recv) afterwards. Where there is no room
    /// for all of it the oldest events and notices are dropped; [`What::Lost`] comes
    /// in their place and says how many.
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
    /// A packet that is skipped as too large ends the call with its status only
    /// if it is the response to this call, which its ActionID shows, as far as
    /// that had arrived. Otherwise the call goes on, at most to its time limit,
    /// and what was skipped comes out of [`recv`](Connection::recv) afterwards,
    /// in its place. An event of the answer that was skipped counts as
    /// [`lost`](Answer::lost), too.
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
        let mut options = *options;
        if !self.is_up() {
            options.limit = Some(self.come_back(options.limit.unwrap_or(self.action_limit))?);
        }
        self.shared.queue(tag, name, fields, &options)?;
        match self.shared.flush_in_time() {
            // With a policy this is no end: what became of the action is told below.
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
        let step = self.step(deadline)?;
        // Taken out, so that the packet may borrow the connection.
        let mut kept = core::mem::replace(&mut self.kept, Store::new(0));
        let mut answer = core::mem::replace(&mut self.answer, Store::new(0));
        let told = match step {
            Step::Told(outcome) => Ok(Received { packet: None, outcome }),
            Step::Packet => self.take(),
        };
        let outcome = told.and_then(|received| {
            let own = tag == Some(received.outcome.tag) && received.outcome.what != What::Extra;
            let store = if own { &mut answer } else { &mut kept };
            if !own || received.packet.is_some() {
                store.keep(received.packet.as_ref(), received.outcome)?;
            }
            Ok((own && received.outcome.last).then_some(received.outcome))
        });
        self.kept = kept;
        self.answer = answer;
        // A notice that is kept keeps its reason.
        if let Some(cause) = self.cause.take() {
            self.kept.because(cause);
        }
        outcome.or_else(|error| self.go_on_behind(error, tag).map(|()| None))
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

    /// Keeps what is said of a packet that was skipped during the call with
    /// this tag, or gives it back as what ends the call.
    fn go_on_behind(&mut self, error: NetError, tag: Option<u64>) -> Result<(), NetError> {
        let Some(skipped) = self.skipped.take() else { return Err(error) };
        let arrived = self.reader.refused(&skipped);
        let of = action_id(arrived).and_then(|id| self.shared.session().tag_of(id));
        if of.is_some() && of == tag {
            let (name, title) = first_line(arrived);
            match kind_of(name) {
                Kind::Response => return Err(error),
                // A UserEvent says whatever its sender wrote (T2).
                Kind::Event if !equal_fold(title, b"UserEvent") => self.answer.lose(),
                _ => {}
            }
        }
        self.kept.keep_error(error);
        Ok(())
    }

    /// Has the session know of a response that was just refused, as far as its
    /// ActionID has arrived: it would await its text in vain, and texts of other
    /// Commands would find no room.
    pub(super) fn pass_refused(&mut self, refused: &Error) {
        if self.begins_response(refused)
            && let Some(id) = action_id(self.reader.refused(refused))
        {
            let mut session = self.shared.session();
            if let Some(tag) = session.tag_of(id) {
                session.passed(tag);
            }
        }
    }

    /// Whether a packet that was just skipped begins as a response does.
    pub(super) fn begins_response(&self, skipped: &Error) -> bool {
        kind_of(first_line(self.reader.refused(skipped)).0) == Kind::Response
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

/// Name and value of the first line, of which the end may be missing.
fn first_line(packet: &[u8]) -> (&[u8], &[u8]) {
    let line = packet.get(..memchr::memchr(b'\r', packet).unwrap_or(packet.len())).unwrap_or_default();
    let (name, value) = line.split_at(memchr::memchr(b':', line).unwrap_or(0));
    (name, value.strip_prefix(b":").unwrap_or_default().trim_ascii_start())
}

/// The ActionID of a packet of which only the front is there. The last line may
/// be cut anywhere, and an ActionID that is cut is none of ours.
fn action_id(packet: &[u8]) -> Option<&[u8]> {
    let mut rest = packet;
    while let Some(end) = memchr::memmem::find(rest, b"\r\n") {
        let (line, behind) = rest.split_at_checked(end)?;
        if let (name, value) = first_line(line)
            && equal_fold(name, b"ActionID")
        {
            return Some(value);
        }
        rest = behind.get(2..)?;
    }
    None
}

impl core::fmt::Debug for Connection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
