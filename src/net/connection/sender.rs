//! The end of a connection for all threads but the one that receives.

use std::sync::Arc;
use std::time::Duration;

use super::OwnSession;
use super::options::{nanos, wrong_mask};
use super::shared::Shared;
use crate::Status;
use crate::net::NetError;
use crate::session::ActionOptions;

/// The other end of a connection: sends actions, and interrupts who receives,
/// from any thread.
#[derive(Clone)]
pub struct Sender(pub(super) Arc<Shared>);

impl Sender {
    /// Sends an action. Its answer comes out of [`Connection::recv`](super::Connection::recv) with
    /// `tag`, a number from 1 to 2⁶³ − 1: 0 is that of packets that belong to no
    /// action, and those from 2⁶³ on are those of
    /// [`Connection::call`](super::Connection::call). The ActionID is the
    /// connection's affair.
    ///
    /// # Errors
    /// [`Status::BadArgument`](crate::Status::BadArgument) for another tag;
    /// What [`Session::submit`](crate::session::Session::submit) refuses, of which nothing is sent; what
    /// [`Transport::write`](crate::net::Transport::write) reports; [`Status::BadState`](crate::Status::BadState)
    /// in a child made by fork.
    pub fn send<'f, F>(&self, tag: u64, name: &[u8], fields: F) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.send_as(tag, name, fields, &ActionOptions::default())
    }

    /// The same with a time limit of this action's own; zero for none.
    ///
    /// # Errors
    /// As for [`send`](Sender::send).
    pub fn send_within<'f, F>(&self, tag: u64, name: &[u8], fields: F, limit: Duration) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let options = ActionOptions { limit: Some(nanos(limit)), ..ActionOptions::default() };
        self.send_as(tag, name, fields, &options)
    }

    /// The same with what is particular about this action.
    ///
    /// # Errors
    /// As for [`send`](Sender::send).
    pub fn send_as<'f, F>(&self, tag: u64, name: &[u8], fields: F, options: &ActionOptions<'_>) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.0.submit(own_tag(tag)?, name, fields, options)
    }

    /// Asks for other events: see [`Session::set_events`](crate::session::Session::set_events).
    ///
    /// # Errors
    /// As for [`send`](Sender::send).
    pub fn set_events(&self, mask: &[u8]) -> Result<(), NetError> {
        self.0.check_process()?;
        let mut session = self.0.session();
        session.set_events(mask).map_err(|error| match error.status {
            Status::BadArgument => wrong_mask(mask, &error, session.lets_other_classes_pass()),
            _ => error.into(),
        })?;
        drop(session);
        self.0.flush_in_time()
    }

    /// Ends a [`Connection::recv`](super::Connection::recv) or [`Connection::call`](super::Connection::call) that waits, or else
    /// the next one that would wait, with [`Status::Interrupted`](crate::Status::Interrupted). An attempt
    /// to connect again goes on meanwhile.
    ///
    /// This, and no other call, may be made in a signal handler, whatever the
    /// signal interrupted: it takes no lock, allocates nothing and leaves `errno`
    /// as it was. Over a transport of the caller's it is so if
    /// [`Transport::wake`](crate::net::Transport::wake) is.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }

    /// What to wait on in an event loop, if there is such a thing. Another one
    /// after each reconnect, and none from a cut to there: then sleep for
    /// [`Connection::wait_limit`](super::Connection::wait_limit), and receive
    /// without waiting.
    pub fn descriptor(&self) -> Option<std::os::fd::RawFd> {
        self.0.descriptor()
    }

    /// Does something with the session, for what there is no call for. Do not
    /// wait in it. Call [`flush`](Sender::flush) after it has queued something.
    pub fn with_session<T>(&self, act: impl FnOnce(&mut OwnSession) -> T) -> T {
        act(&mut self.0.session())
    }

    /// Sends what the session has queued.
    ///
    /// # Errors
    /// What [`Transport::write`](crate::net::Transport::write) reports.
    pub fn flush(&self) -> Result<(), NetError> {
        self.0.check_process()?;
        self.0.flush_in_time()
    }
}

/// A tag that the caller may give.
pub(super) fn own_tag(tag: u64) -> Result<u64, NetError> {
    if tag == 0 || tag >> 63 != 0 {
        return Err(NetError::with_detail(crate::Status::BadArgument, "a tag is a number from 1 to 2^63 - 1"));
    }
    Ok(tag)
}

impl core::fmt::Debug for Sender {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}
