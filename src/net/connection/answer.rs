//! Calls: an action sent, and its whole answer waited for.

use std::time::Duration;

use super::kept::Store;
use super::{Connection, Received, Step};
use crate::Status;
use crate::net::{Deadline, NetError};
use crate::session::What;

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
    /// comes out of [`recv`](Connection::recv). A packet that is skipped as
    /// too large ends the call with its status, too, and so does
    /// [`Status::NoMemory`] for one that could not be kept.
    pub fn call<'f, F>(&mut self, name: &[u8], fields: F, limit: Option<Duration>) -> Result<Answer<'_>, NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let tag = self.next_call;
        self.next_call = tag.wrapping_sub(1) | 1 << 63;
        self.answer.clear();
        self.outcome = None;
        self.shared.submit(tag, name, fields, limit)?;
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
            let Some(last) = outcome? else { continue };
            self.outcome = Some(last);
            return match last.what {
                What::TimedOut => Err(NetError::new(Status::ActionTimedOut)),
                What::Unknown => Err(NetError::new(Status::OutcomeUnknown)),
                What::Unsent => Err(NetError::new(Status::ActionUnsent)),
                _ => Ok(Answer { connection: self }),
            };
        }
    }

    /// The next packet of the answer to the last call.
    pub fn next_of_answer(&mut self) -> Option<Received<'_>> {
        let lost = self.answer.lost();
        let Connection { answer, held, outcome, .. } = self;
        let received = answer.next(held).filter(|received| received.outcome.what != What::Lost);
        match &received {
            Some(received) => *outcome = Some(received.outcome),
            None => answer.set_lost(lost),
        }
        received
    }
}

impl core::fmt::Debug for Connection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}
