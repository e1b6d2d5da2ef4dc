//! The server's half of one connection, with a queue of what is to be sent.

use super::gate::{Asked, Gate, Options};
use super::{Request, event, request, response};
use crate::error::{Error, Result, Status};
use crate::packet::{Kind, Packet};
use crate::reader::BANNER;
use crate::session::out::Queue;
use crate::write::{WriteLimits, Writer};

/// How far a client has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Phase {
    /// Greeted, not logged in.
    Greeted = 1,
    /// Logged in.
    LoggedIn = 2,
    /// To be closed when all that is queued was sent: after a logoff, a login
    /// that was refused, or none in time.
    Closing = 3,
}

/// The server's half of a connection.
///
/// `O` holds the bytes to send and is the caller's. A turn is: send
/// [`transmit`](Server::transmit), feed a reader in its typed mode
/// ([`reader::Options::SERVER`](crate::reader::Options::SERVER)), hand each
/// packet to [`handle`](Server::handle), and answer what it leaves to you.
/// What has no room in the queue is refused whole: send, and try again.
pub struct Server<O> {
    out: O,
    queue: Queue,
    gate: Gate,
    closing: bool,
    now: u64,
}

impl<O> Server<O>
where
    O: AsRef<[u8]> + AsMut<[u8]>,
{
    /// The half of a connection that was just accepted. The greeting is
    /// queued, `version` in it: `2.7.0` is what a UCM6XXX says.
    ///
    /// Errors: [`Status::NoRoom`] if `out` does not even hold the greeting,
    /// [`Status::ValueBadByte`].
    pub fn new(mut out: O, version: &[u8], options: &Options, now: u64) -> Result<Self> {
        let size = check_greeting(version, out.as_mut().len())?;
        let mut queue = Queue::default();
        queue.clear(out.as_mut());
        queue.push(out.as_mut(), |room| {
            for (to, from) in room.iter_mut().zip(greeting(version).into_iter().flatten()) {
                *to = *from;
            }
            Ok(size)
        })?;
        Ok(Server { out, queue, gate: Gate::new(options, now), closing: false, now })
    }

    /// How far the client has come.
    pub fn phase(&self) -> Phase {
        match (self.closing, self.gate.is_admitted()) {
            (true, _) => Phase::Closing,
            (false, true) => Phase::LoggedIn,
            (false, false) => Phase::Greeted,
        }
    }

    /// Takes a request and tells what it is. [`Asked::Login`] is to be
    /// answered by [`admit`](Server::admit) or [`refuse`](Server::refuse), and
    /// [`Asked::Action`] by [`respond`](Server::respond) and
    /// [`event`](Server::event); everything else is answered already.
    ///
    /// Errors: [`Status::OutQueueFull`] or [`Status::NoRoom`] if the answer has
    /// no room: nothing has happened, hand the request over again when
    /// something was sent. [`Status::BadState`] when closing.
    pub fn handle(&mut self, packet: &Packet<'_>, now: u64) -> Result<Asked> {
        self.now = self.now.max(now);
        if self.closing {
            return Err(Error::new(Status::BadState));
        }
        let asked = self.gate.ask(packet);
        let (outcome, name, text): (&[u8], &[u8], &[u8]) = match asked {
            Asked::Login | Asked::Action => return Ok(asked),
            Asked::Challenge => (b"Success", b"Challenge", b""),
            Asked::BadAuthType => (b"Error", b"Message", b"Must specify AuthType"),
            Asked::AlreadyIn => (b"Success", b"Message", b"Already authenticated"),
            Asked::Logoff => (b"Goodbye", b"Message", b"Thanks for all the fish."),
            Asked::NotAllowed => (b"Error", b"Message", b"Permission denied"),
            Asked::MissingAction => (b"Error", b"Message", b"Missing action in request"),
        };
        let mut gate = self.gate.clone();
        let text = if asked == Asked::Challenge { gate.give_challenge() } else { text };
        push(&mut self.queue, &mut self.out, || Ok(()), |out| response(out, outcome, packet).header(name, text))?;
        self.gate = gate;
        self.closing = asked == Asked::Logoff;
        Ok(asked)
    }

    /// Answers a login: tries `secret`, which is that of the user it names. A
    /// secret that is wrong ends the connection, as [`refuse`](Server::refuse)
    /// does. Tells whether the client is in.
    ///
    /// Errors: [`Status::BadArgument`] if the packet is no login,
    /// [`Status::BadState`] if there was one, [`Status::OutQueueFull`],
    /// [`Status::NoRoom`].
    pub fn admit(&mut self, packet: &Packet<'_>, secret: &[u8]) -> Result<bool> {
        let Request::Login(login) = request(packet) else { return Err(Error::new(Status::BadArgument)) };
        if self.phase() != Phase::Greeted {
            return Err(Error::new(Status::BadState));
        }
        if !self.gate.proves(&login, secret) {
            return self.refuse(packet).map(|()| false);
        }
        self.respond(packet, b"Success", [(&b"Message"[..], &b"Authentication accepted"[..])])?;
        self.gate.admit();
        Ok(true)
    }

    /// Refuses a login, without a word on why: a user that is not known, an
    /// address that is not allowed. The connection is closing then.
    ///
    /// Errors: as for [`respond`](Server::respond).
    pub fn refuse(&mut self, packet: &Packet<'_>) -> Result<()> {
        self.respond(packet, b"Error", [(&b"Message"[..], &b"Authentication failed"[..])])?;
        self.closing = true;
        Ok(())
    }

    /// Queues the response to a request: its ActionID in second place, then the
    /// fields. A list begins with a response with the field `EventList`:
    /// `start`.
    ///
    /// Errors: those of [`Writer::finish`] for fields that cannot be sent, with
    /// the number of the header; [`Status::OutQueueFull`], [`Status::NoRoom`]
    /// if the whole queue is too small; [`Status::BadState`] when closing.
    pub fn respond<'f, F>(&mut self, to: &Packet<'_>, outcome: &[u8], fields: F) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let closing = self.closing;
        push(&mut self.queue, &mut self.out, || open(closing), |out| add(response(out, outcome, to), &fields))
    }

    /// Queues an event: with a request it is one of its answer and has its
    /// ActionID, otherwise a broadcast. Whether this client may see it, and has
    /// asked for it, is for you to know.
    ///
    /// Errors: as for [`respond`](Server::respond).
    pub fn event<'f, F>(&mut self, of: Option<&Packet<'_>>, name: &[u8], fields: F) -> Result<()>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        let closing = self.closing;
        push(
            &mut self.queue,
            &mut self.out,
            || open(closing),
            |out| match of {
                Some(request) => add(event(out, name, request), &fields),
                None => add(Writer::packet(out, Kind::Event, name, WriteLimits::NONE), &fields),
            },
        )
    }

    /// The bytes to send now.
    pub fn transmit(&self) -> &[u8] {
        self.queue.bytes(self.out.as_ref(), u64::MAX)
    }

    /// Takes off the first `n` bytes of those to send and wipes them.
    ///
    /// Errors: [`Status::CommitTooLarge`] for more than are to be sent.
    pub fn sent(&mut self, n: usize) -> Result<()> {
        self.queue.sent(self.out.as_mut(), n)
    }

    /// When [`handle_timeout`](Server::handle_timeout) is to be called; none if
    /// no time limit runs.
    pub fn deadline(&self) -> Option<u64> {
        self.gate.deadline().filter(|_| !self.closing)
    }

    /// Lets time pass. True, once, if the time for the login is over: the
    /// connection is closing then. Read what has arrived first: a login that was
    /// not read yet counts as missing.
    pub fn handle_timeout(&mut self, now: u64) -> bool {
        self.now = self.now.max(now);
        let late = self.deadline().is_some_and(|deadline| deadline <= self.now);
        self.closing |= late;
        late
    }
}

/// The parts of the greeting.
fn greeting(version: &[u8]) -> [&[u8]; 3] {
    [BANNER, version, b"\r\n"]
}

/// The size of the greeting, if a queue of that size has room for it.
fn check_greeting(version: &[u8], room: usize) -> Result<usize> {
    if !crate::write::value_is_clean(version) {
        return Err(Error::new(Status::ValueBadByte));
    }
    let size = greeting(version).iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    if size > room {
        return Err(Error { size: size as u64, ..Error::new(Status::NoRoom) });
    }
    Ok(size)
}

/// Nothing is queued behind the last word.
fn open(closing: bool) -> Result<()> {
    if closing { Err(Error::new(Status::BadState)) } else { Ok(()) }
}

fn add<'w, 'f, F>(mut writer: Writer<'w>, fields: &F) -> Writer<'w>
where
    F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
{
    for (name, value) in fields.clone() {
        writer.add(name, value);
    }
    writer
}

fn push<O: AsMut<[u8]>>(
    queue: &mut Queue,
    out: &mut O,
    check: impl Fn() -> Result<()>,
    write: impl for<'w> Fn(&'w mut [u8]) -> Writer<'w>,
) -> Result<()> {
    check()?;
    queue.push(out.as_mut(), |room| write(room).finish().map(<[u8]>::len))
}

/// Shows how far the client has come, and nothing that is queued.
impl<O> core::fmt::Debug for Server<O> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Server").field("gate", &self.gate.is_admitted()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
