//! Calls: an action sent, and its whole answer waited for.

use std::time::Duration;

use super::kept::Store;
use super::options::nanos;
use super::{Connection, Received, Step};
use crate::bytes::equal_fold;
use crate::net::{Deadline, NetError};
use crate::packet::{ID_FIRST, Kind, kind_and_flags};
use crate::session::{ActionOptions, What};
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
    /// comes out of [`recv`](Connection::recv) afterwards; what there is no
    /// room for is counted and told by [`What::Lost`].
    ///
    /// `limit` is the time limit of this action; none is that of the options.
    ///
    /// # Errors
    /// What [`Sender::send`](super::Sender::send) reports;
    /// [`Status::ActionTimedOut`]; [`Status::OutcomeUnknown`] and
    /// [`Status::ActionUnsent`] when the connection was cut;
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
        let tag = self.next_call;
        self.next_call = tag.wrapping_sub(1) | 1 << 63;
        self.answer.clear();
        self.outcome = None;
        self.cause = None;
        self.skipped = None;
        self.check_ended()?;
        self.shared.submit(tag, name, fields, options)?;
        loop {
            let step = self.step(Deadline::Never)?;
            // Taken out, so that the packet may borrow the connection.
            let mut kept = core::mem::replace(&mut self.kept, Store::new(0));
            let mut answer = core::mem::replace(&mut self.answer, Store::new(0));
            let told = match step {
                Step::Told(outcome) => Ok(Received { packet: None, outcome }),
                Step::Packet => self.take(),
            };
            let outcome = told.and_then(|received| {
                let own = received.outcome.tag == tag && received.outcome.what != What::Extra;
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
            let last = match outcome {
                Ok(Some(last)) => last,
                Ok(None) => continue,
                Err(error) => {
                    self.go_on_behind(error, tag)?;
                    continue;
                }
            };
            self.outcome = Some(last);
            return match last.what {
                What::TimedOut => Err(NetError::new(Status::ActionTimedOut)),
                What::Unknown => Err(NetError::new(Status::OutcomeUnknown)),
                What::Unsent => Err(NetError::new(Status::ActionUnsent)),
                _ => Ok(Answer { connection: self }),
            };
        }
    }

    /// Keeps what is said of a packet that was skipped during the call with
    /// this tag, or gives it back as what ends the call.
    fn go_on_behind(&mut self, error: NetError, tag: u64) -> Result<(), NetError> {
        let Some(skipped) = self.skipped.take() else { return Err(error) };
        let arrived = self.reader.refused(&skipped);
        if action_id(arrived).and_then(|id| self.shared.session().tag_of(id)) == Some(tag) {
            let (kind, title) = kind_and_title(arrived);
            match kind {
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
        kind_and_title(self.reader.refused(skipped)).0 == Kind::Response
    }

    /// The next packet of the answer to the last call.
    pub fn next_of_answer(&mut self) -> Option<Received<'_>> {
        let lost = self.answer.lost();
        let Connection { answer, held, outcome, .. } = self;
        let received = answer.next(held).and_then(Result::ok);
        let received = received.filter(|received| received.outcome.what != What::Lost);
        match &received {
            Some(received) => *outcome = Some(received.outcome),
            None => answer.set_lost(lost),
        }
        received
    }
}

/// What a packet is of which only the front is there, and its title.
fn kind_and_title(packet: &[u8]) -> (Kind, &[u8]) {
    let (name, title) = first_line(packet);
    let (kind, flags) = kind_and_flags(name, packet, false);
    if flags & ID_FIRST == 0 {
        return (kind, title);
    }
    let second = memchr::memmem::find(packet, b"\r\n").and_then(|end| packet.get(end.saturating_add(2)..));
    (kind, first_line(second.unwrap_or_default()).1)
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
