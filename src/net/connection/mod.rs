//! The connector: a transport, a reader and a session put together, blocking.
//!
//! One thread receives, with the [`Connection`]; others send and interrupt
//! through a [`Sender`] of it.

mod answer;
mod attempt;
mod kept;
mod life;
mod login;
mod meaning;
mod options;
mod room;
mod sender;
mod shared;
mod stranger;
#[cfg(test)]
mod tests;
mod trace;

use std::boxed::Box;
use std::format;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::vec::Vec;

use super::memory::{copied, filled};
use super::{Deadline, NetError, Transport};
use crate::limits::BANNER_BYTES;
use crate::packet::Packet;
use crate::reader::{Options as ReaderOptions, Reader, TextMode};
use crate::session::{ActionOptions, Outcome, Phase, Session, Slot, What};
use crate::{Error, Status};
pub use answer::Answer;
use kept::{Kept, Store};
use life::Overdue;
use login::Credentials;
use options::Way;
pub use options::{Direction, Login, Options, PORT, Reconnect, TLS_PORT, Trace};
use room::{Bound, Bounds, Part};
pub use sender::Sender;
use shared::Shared;
use trace::Tracer;

/// Bytes of the queue of bytes to send. The largest action is 128 lines of
/// 1024 bytes.
const QUEUE: usize = 132 * 1024;

/// How often an event loop looks whether an attempt to connect has ended, or
/// whether the peer takes again what is queued.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The session of a connection, with memory of its own.
pub type OwnSession = Session<Box<[Slot]>, Box<[u8]>>;

/// The reader of a connection, with memory of its own.
type OwnReader = Reader<Box<[u8]>, Box<[u32]>>;

/// A connection to an exchange.
pub struct Connection {
    shared: Arc<Shared>,
    reader: OwnReader,
    /// How the exchange is reached again; none over a transport of the
    /// caller's.
    way: Option<Arc<Way>>,
    /// Whether an attempt to connect again is under way.
    attempt: bool,
    credentials: Option<Credentials>,
    /// The event mask of the options, until a login took it: then the session
    /// remembers the mask of last.
    events: Option<Vec<u8>>,
    keep_secret: bool,
    /// Whether a trace is to see what comes in.
    traced: bool,
    /// The time of the last receiving.
    now: u64,
    /// Packets that the reader had found when the session last heard of them.
    packets: u64,
    overdue: Overdue,
    /// What was last announced to the reader, by the session's revision of it.
    awaited: u32,
    /// Why the connection ended.
    end: Option<NetError>,
    /// The notice of a cut or a failed attempt, which comes before what follows
    /// from it, and the reason.
    pending: Option<(Outcome, NetError)>,
    /// Since when the peer has taken nothing of what is queued.
    untaken: Option<Instant>,
    /// Why the connection is to be cut when the packet in hand was given out.
    doomed: Option<NetError>,
    /// The reason of the last such notice.
    cause: Option<NetError>,
    /// Whether a policy says when to connect again.
    reconnects: bool,
    /// Whether this is an attempt to connect again: it is until its login is
    /// accepted.
    again: bool,
    outcome: Option<Outcome>,
    /// What came while a call waited.
    kept: Store,
    /// The answer to the last call.
    answer: Store,
    /// The one of them that was handed out last.
    held: Option<Kept>,
    /// The packet that was skipped last, until somebody has looked at it, and what
    /// it meant.
    skipped: Option<(Error, Option<Outcome>)>,
    /// How much memory there may be.
    bounds: Bounds,
    /// When the memory of now was last needed.
    needed: u64,
    /// What a packet has no room in that is about to be refused.
    bound: Bound,
    /// What had come of it.
    part: Option<Part>,
    version: Box<[u8]>,
    next_call: u64,
    /// The time limit of an action without one of its own; 0 for none.
    action_limit: u64,
    /// Lives as long as the connection: an attempt that ends later is dropped.
    alive: Arc<()>,
}

/// What a packet or the time means.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The packet; good until the next call on the connection. None where the
    /// outcome has none: a time limit, a cut and what follows from it.
    pub packet: Option<Packet<'a>>,
    /// What it means.
    pub outcome: Outcome,
}

/// What a wait brought.
enum Step {
    /// The reader has a packet.
    Packet,
    /// There is something to tell without one.
    Told(Outcome),
}

impl Connection {
    /// Connects, checks that the peer is a manager, and logs in.
    ///
    /// # Errors
    /// What [`TcpTransport::connect`](super::TcpTransport::connect) and the TLS
    /// client report; [`Status::BadBanner`], [`Status::ClosedBeforeBanner`],
    /// [`Status::LoginRefused`], [`Status::ChallengeRefused`],
    /// [`Status::PeerSilent`] when the login takes too long.
    pub fn open(options: &Options<'_>) -> Result<Connection, NetError> {
        options.check()?;
        let way = Way::new(options)?;
        let transport = way.connect()?;
        Connection::begin(transport, Some(way), options)
    }

    /// The same over a transport of the caller's, which has reached the
    /// exchange already: `host`, `port`, `local`, `tls` and `reconnect` are
    /// not looked at.
    ///
    /// # Errors
    /// As for [`open`](Connection::open), without those of the way.
    pub fn over(transport: Arc<dyn Transport>, options: &Options<'_>) -> Result<Connection, NetError> {
        options.check()?;
        Connection::begin(transport, None, options)
    }

    fn begin(transport: Arc<dyn Transport>, way: Option<Way>, options: &Options<'_>) -> Result<Connection, NetError> {
        let bounds = Bounds::of(options);
        let (storage, index) = bounds.begin()?;
        let reader_options = ReaderOptions {
            limits: options.limits,
            separate_glued: true,
            text: TextMode::Announced,
            text_bytes: options.text_bytes,
            any_banner: options.any_banner,
            ..ReaderOptions::CLIENT
        };
        let mut reader = Reader::new(storage, index, reader_options)?;
        reader.ask_for_memory();
        let slots = filled(Slot::FREE, options.actions)?;
        let queue = filled(0, QUEUE)?;
        let seed = RandomState::new().hash_one(options.host);
        let session_options = options.session(seed, way.is_none());
        let reconnects = session_options.reconnect.first != 0;
        let session = Session::new(slots, queue, session_options, 0);
        let tracer = Tracer::new(options.trace.clone())?;
        let bell = way.as_ref().map_or_else(options::new_bell, |way| Ok(way.bell()))?;
        let shared = Shared::new(session, (transport, way.is_none()), bell, tracer, options.write_limit)?;
        let mut connection = Connection {
            shared: Arc::new(shared),
            reader,
            way: way.map(Arc::new),
            attempt: false,
            credentials: Credentials::of(options)?,
            events: options.events.map(copied).transpose()?,
            keep_secret: options.keep_secret,
            traced: options.trace.is_some(),
            now: 0,
            packets: 0,
            overdue: Overdue::default(),
            awaited: 0,
            end: None,
            pending: None,
            doomed: None,
            untaken: None,
            cause: None,
            reconnects,
            again: false,
            outcome: None,
            kept: Store::new(bounds.kept()),
            answer: Store::new(0),
            bounds,
            needed: 0,
            bound: Bound::Limits,
            part: None,
            held: None,
            skipped: None,
            version: filled(0, BANNER_BYTES)?,
            next_call: u64::MAX,
            action_limit: options::nanos(options.action_limit),
            alive: Arc::new(()),
        };
        connection.log_in(options)?;
        Ok(connection)
    }

    /// Logs in after a reconnect, when [`What::Banner`] asked for it; or after
    /// an open without a user name. Plain, or by a challenge. It asks for the
    /// events of the options, or after a reconnect for those of last.
    ///
    /// # Errors
    /// [`Status::BadState`] if there is no greeting or a login already, and in
    /// a child made by fork; what
    /// [`Session::login`] refuses; what [`Transport::write`] reports.
    pub fn login(&mut self, username: &[u8], secret: &[u8], login: Login) -> Result<(), NetError> {
        self.shared.check_process()?;
        match login {
            Login::Plain => {
                let kept = self.keep_secret.then(|| Credentials::copied(username, secret, login)).transpose()?;
                self.shared.session().login(username, secret, self.events.as_deref())?;
                self.credentials = kept.or(self.credentials.take());
            }
            Login::Md5 => {
                let credentials = Credentials::copied(username, secret, login)?;
                self.shared.session().challenge()?;
                // Dropped with the accepted login, if it is not to be kept.
                self.credentials = Some(credentials);
            }
        }
        self.shared.flush_in_time()
    }

    /// Waits for the next packet, or for something else to be told, and tells
    /// what it means. The packet is good until the next call on the
    /// connection. What was kept during a call comes first.
    ///
    /// # Errors
    /// [`Status::PeerSilent`] when the deadline passes without a whole packet,
    /// [`Status::WouldBlock`] with [`Deadline::Now`], also after 1 MiB off
    /// the descriptor without the end of a packet, be it data or TLS's own
    /// messages (the descriptor may be readable still), and
    /// [`Status::Interrupted`]: all leave the connection as it was.
    /// [`Status::PacketTooLarge`] and its kin for a packet that is skipped, with the
    /// option to raise in the detail; the next call goes on behind it. If it was the
    /// answer to an action, [`What::TooLarge`] comes next. So a loop ends when the error
    /// [is fatal](NetError::is_fatal), and not before.
    /// The text of an old Command answer that is longer than
    /// [`Options::text_bytes`] ends the connection, with
    /// [`Status::TextTooLarge`].
    /// [`Status::Closed`] when the exchange closed the connection, or what
    /// [`Transport::read`] reports: everything complete before was delivered,
    /// and what is known of each action that was in flight. With a reconnect
    /// policy an end is no error, but [`What::Cut`], and each attempt that
    /// fails is [`What::AttemptFailed`]; [`cause`](Connection::cause) has the
    /// reason. An error follows when the policy gives up. It is the same with
    /// each further call, as any error that ends the connection: what cannot go
    /// on is cut and not reported without end. [`Status::BadState`] in a child
    /// made by fork, where the connection is still the parent's.
    pub fn recv(&mut self, deadline: Deadline) -> Result<Received<'_>, NetError> {
        self.outcome = None;
        if !self.kept.is_empty() {
            self.cause = self.kept.next_cause();
            let received = self.kept.next(&mut self.held);
            let received = received.unwrap_or_else(|| Err(NetError::new(Status::Internal)))?;
            self.outcome = Some(received.outcome);
            return Ok(received);
        }
        // What the reader has found already needs no second look at anything else.
        if let Some(found) = self.reader.ordinary() {
            return self.tell(found);
        }
        match self.step(deadline)? {
            Step::Told(outcome) => {
                self.outcome = Some(outcome);
                Ok(Received { packet: None, outcome })
            }
            Step::Packet => {
                let (found, outcome) = self.take().map_err(|error| self.tell_refused(error))?;
                self.outcome = Some(outcome);
                Ok(Received { packet: found.map(|found| self.reader.packet(found)), outcome })
            }
        }
    }

    /// The outcome of a packet that was refused comes next.
    fn tell_refused(&mut self, error: NetError) -> NetError {
        if let Some((_, Some(outcome))) = self.skipped
            && outcome.what == What::TooLarge
        {
            // Of all that can fail here memory would be the only one.
            let _ = self.kept.keep(None, outcome);
        }
        error
    }

    /// Sends an action: see [`Sender::send`].
    ///
    /// # Errors
    /// As for [`Sender::send`].
    pub fn send<'f, F>(&self, tag: u64, name: &[u8], fields: F) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.shared.submit(sender::own_tag(tag)?, name, fields, &ActionOptions::default())
    }

    /// The other end, for other threads.
    pub fn sender(&self) -> Sender {
        Sender(Arc::clone(&self.shared))
    }

    /// What the last packet meant, or what was told without one.
    pub fn last_outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Why the connection ended, or an attempt to connect again failed, the
    /// last time that it did.
    pub fn end(&self) -> Option<&NetError> {
        self.end.as_ref()
    }

    /// Why the outcome came that was last handed out, if it was
    /// [`What::Cut`] or [`What::AttemptFailed`].
    pub fn cause(&self) -> Option<&NetError> {
        let has_one = self.outcome.is_some_and(|outcome| outcome.status.is_some());
        self.cause.as_ref().filter(|_| has_one)
    }

    /// The version in the greeting: see [`Session::version`].
    pub fn version(&mut self) -> &[u8] {
        let session = self.shared.session();
        let (from, to) = (session.version(), &mut self.version);
        let size = from.len().min(to.len());
        let place = to.get_mut(..size).unwrap_or_default();
        place.copy_from_slice(from.get(..size).unwrap_or_default());
        place
    }

    /// The reader, to look at its counters.
    pub fn reader(&self) -> &Reader<Box<[u8]>, Box<[u32]>> {
        &self.reader
    }

    /// The transport of now. To wake it makes the receiving thread look again, no
    /// more; [`Sender::interrupt`] ends its wait.
    pub fn transport(&self) -> Arc<dyn Transport> {
        self.shared.transport()
    }

    /// Whether a packet can be had without the descriptor becoming readable:
    /// bytes that were received and not looked at yet. An event loop waits on
    /// [`Transport::descriptor`] only when there are none, or takes packets
    /// until [`Status::WouldBlock`].
    pub fn buffered(&mut self) -> usize {
        if self.shared.check_process().is_err() {
            // To ask the transport may read from the parent's socket.
            return 0;
        }
        let held = if self.is_ready() { self.reader.tail().len().max(1) } else { 0 };
        let kept = usize::from(!self.kept.is_empty());
        held.saturating_add(kept).saturating_add(self.shared.transport().buffered())
    }

    /// For how long an event loop may wait on the descriptor
    /// ([`Sender::descriptor`]) before it receives, although nothing has shown
    /// there: until the next time limit, Ping, or attempt to connect again. Zero
    /// if there is something to receive now, `None` if nothing else is awaited.
    pub fn wait_limit(&mut self) -> Option<Duration> {
        if self.pending.is_some() || self.doomed.is_some() || self.shared.broken().is_some() || self.buffered() > 0 {
            return Some(Duration::ZERO);
        }
        if self.attempt || !self.shared.session().transmit().is_empty() {
            return Some(LOOK_AGAIN);
        }
        let rest = self.rest_in();
        let (phase, at) = {
            let mut session = self.shared.session();
            note_packets(&mut session, &self.reader, &mut self.packets, self.now);
            (session.phase(), session.deadline())
        };
        let limit = match at.and_then(|at| self.shared.at(at)) {
            Some(at) => Some(at.saturating_duration_since(Instant::now())),
            // The end is to be told.
            None => (phase == Phase::Down).then_some(Duration::ZERO),
        };
        rest.map_or(limit, |rest| Some(limit.map_or(rest, |limit| limit.min(rest))))
    }

    /// Says Logoff if that goes without waiting, and closes. Other threads
    /// that still send are told that it is closed.
    pub fn close(self) {
        drop(self);
    }

    fn goodbye(&mut self) {
        if self.shared.check_process().is_err() {
            // In a child made by fork the connection is still the parent's:
            // not a byte of the child's may get on it, nor may it be shut.
            // A lock may be held by a thread that the child does not have.
            core::mem::forget(Arc::clone(&self.shared));
            return;
        }
        self.shared.say_goodbye();
        self.shared.cut();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // This may be on the way out of a panic in the transport. A second one
        // in its close would end the whole process.
        let _ = catch_unwind(AssertUnwindSafe(|| self.goodbye()));
        if self.shared.check_process().is_ok() {
            // Wipes what was not sent: it may be a login.
            self.shared.session().cut(u64::MAX);
        }
    }
}

/// Has the session know of packets that passed without it: they show that the
/// peer lives.
fn note_packets(session: &mut OwnSession, reader: &OwnReader, before: &mut u64, at: u64) {
    let packets = reader.counters().packets;
    if core::mem::replace(before, packets) != packets {
        session.alive(at);
    }
}

impl From<Error> for NetError {
    fn from(error: Error) -> Self {
        match error.status.code() {
            _ if error.status.has_offset() => {
                NetError::with_detail(error.status, format!("at offset {}", error.offset))
            }
            -499..=-400 => NetError::with_detail(error.status, format!("header {}", error.header)),
            _ => NetError::new(error.status),
        }
    }
}
