//! The connector: a transport, a reader and a session put together, blocking.
//!
//! One thread receives, with the [`Connection`]; others send and interrupt
//! through a [`Sender`] of it.

mod answer;
mod attempt;
mod kept;
mod life;
mod login;
mod options;
mod sender;
mod shared;
mod trace;

use std::boxed::Box;
use std::format;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::string::String;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::vec;

use zeroize::Zeroizing;

use super::{Deadline, NetError, Transport};
use crate::packet::Packet;
use crate::reader::{Found, Options as ReaderOptions, Reader};
use crate::session::{Outcome, Phase, Session, Slot, What};
use crate::{Error, Status};
pub use answer::Answer;
use kept::{Kept, Store};
use login::Credentials;
use options::Way;
pub use options::{Direction, Login, Options, PORT, Reconnect, TLS_PORT, Trace};
pub use sender::Sender;
use shared::Shared;
use trace::Tracer;

/// Bytes of the queue of bytes to send. The largest action is 128 lines of
/// 1024 bytes.
const QUEUE: usize = 132 * 1024;

/// How often an event loop looks whether an attempt to connect has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The session of a connection, with memory of its own.
pub type OwnSession = Session<Box<[Slot]>, Box<[u8]>>;

/// A connection to an exchange.
pub struct Connection {
    shared: Arc<Shared>,
    reader: Reader<Box<[u8]>, Box<[u32]>>,
    /// How the exchange is reached again; none over a transport of the
    /// caller's.
    way: Option<Arc<Way>>,
    /// Whether an attempt to connect again is under way.
    attempt: bool,
    credentials: Option<Credentials>,
    keep_secret: bool,
    /// Whether a trace is to see what comes in.
    traced: bool,
    /// The time of the last receiving.
    now: u64,
    /// Why the connection ended.
    end: Option<NetError>,
    /// The end is to be told before what follows from it.
    cut: bool,
    outcome: Option<Outcome>,
    /// What came while a call waited.
    kept: Store,
    /// The answer to the last call.
    answer: Store,
    /// The one of them that was handed out last.
    held: Option<Kept>,
    /// The packet that was skipped last, until somebody has looked at it.
    skipped: Option<Error>,
    version: Box<[u8]>,
    next_call: u64,
    process: u32,
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
        Connection::begin(transport, None, options)
    }

    fn begin(transport: Arc<dyn Transport>, way: Option<Way>, options: &Options<'_>) -> Result<Connection, NetError> {
        let storage = vec![0; options.storage].into_boxed_slice();
        let index = vec![0; options.headers.saturating_add(2).saturating_mul(2)].into_boxed_slice();
        let reader_options = ReaderOptions { limits: options.limits, separate_glued: true, ..ReaderOptions::CLIENT };
        let reader = Reader::new(storage, index, reader_options)?;
        let slots = vec![Slot::FREE; options.actions].into_boxed_slice();
        let queue = vec![0; QUEUE].into_boxed_slice();
        let seed = RandomState::new().hash_one(options.host);
        let session = Session::new(slots, queue, options.session(seed, way.is_none()), 0);
        let tracer = Tracer::new(options.trace.clone());
        let shared = Shared::new(session, transport, tracer, Instant::now(), options.write_limit);
        let mut connection = Connection {
            shared: Arc::new(shared),
            reader,
            way: way.map(Arc::new),
            attempt: false,
            credentials: Credentials::of(options),
            keep_secret: options.keep_secret,
            traced: options.trace.is_some(),
            now: 0,
            end: None,
            cut: false,
            outcome: None,
            kept: Store::new(options.keep),
            answer: Store::new(options.keep),
            held: None,
            skipped: None,
            version: Box::default(),
            next_call: u64::MAX,
            process: std::process::id(),
        };
        connection.log_in(options)?;
        Ok(connection)
    }

    /// Logs in after a reconnect, when [`What::Banner`] asked for it; or after
    /// an open without a user name. Plain, or by a challenge.
    ///
    /// # Errors
    /// [`Status::BadState`] if there is no greeting or a login already; what
    /// [`Session::login`] refuses; what [`Transport::write`] reports.
    pub fn login(&mut self, username: &[u8], secret: &[u8], login: Login) -> Result<(), NetError> {
        match login {
            Login::Plain => self.shared.session().login(username, secret, None)?,
            Login::Md5 => {
                self.shared.session().challenge()?;
                // Dropped with the accepted login, if it is not to be kept.
                self.credentials = Some(Credentials {
                    username: username.into(),
                    secret: Zeroizing::new(secret.into()),
                    events: None,
                    login,
                });
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
    /// [`Status::WouldBlock`] with [`Deadline::Now`], also after 1 MiB without
    /// the end of a packet (the descriptor may be readable still), and
    /// [`Status::Interrupted`]: all leave the connection as it was.
    /// [`Status::PacketTooLarge`] and its kin for a packet that is skipped; the
    /// next call goes on behind it. So a loop ends when the error
    /// [is fatal](NetError::is_fatal), and not before.
    /// [`Status::Closed`] when the exchange closed the connection, or what
    /// [`Transport::read`] reports: everything complete before was delivered,
    /// and what is known of each action that was in flight. With a reconnect
    /// policy an end is no error, but [`What::Cut`]; an error follows when
    /// the policy gives up.
    pub fn recv(&mut self, deadline: Deadline) -> Result<Received<'_>, NetError> {
        self.outcome = None;
        if !self.kept.is_empty() {
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
            Step::Packet => self.take(),
        }
    }

    /// Takes that packet, and tells what it means.
    fn take(&mut self) -> Result<Received<'_>, NetError> {
        let found = self.next_found()?;
        self.tell(found)
    }

    /// The numbers of the packet that the reader is ready to hand out.
    fn next_found(&mut self) -> Result<Found, NetError> {
        match self.reader.next_found() {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(NetError::new(Status::Internal)),
            // It did not fit, and so it was no greeting, whatever it was.
            Err(_) if self.shared.session().phase() == Phase::Greeting => {
                Err(NetError::with_detail(Status::BadBanner, "its first line does not end"))
            }
            Err(error) => {
                self.skipped = Some(error).filter(|error| !error.is_fatal());
                Err(error.into())
            }
        }
    }

    /// Tells what a packet means that the reader has handed out.
    #[inline]
    fn tell(&mut self, found: Found) -> Result<Received<'_>, NetError> {
        let packet = self.reader.packet(found);
        if self.traced {
            self.shared.tracer().received(&packet);
        }
        // What nearly all packets are.
        if self.shared.plain_events().has(&packet) {
            let outcome = Outcome { what: What::Event, tag: 0, last: false };
            self.outcome = Some(outcome);
            return Ok(Received { packet: Some(packet), outcome });
        }
        let handled = self.shared.session().handle(&packet, self.now);
        let outcome = match handled {
            Ok(outcome) => outcome,
            Err(error) if error.status == Status::BadBanner => {
                return Err(NetError::with_detail(error.status, first_bytes(packet.raw())));
            }
            Err(error) => return Err(error.into()),
        };
        self.outcome = Some(outcome);
        match outcome.what {
            What::Banner | What::Challenge => {
                if let Some(credentials) = &self.credentials {
                    credentials.log_in(&mut self.shared.session(), outcome.what)?;
                    // That it failed is found before the next wait.
                    self.shared.flush_in_time().unwrap_or(());
                }
            }
            What::LoggedIn if self.keep_secret => {
                if let Some(credentials) = &mut self.credentials {
                    // The session remembers the mask of last.
                    credentials.events = None;
                }
            }
            What::LoggedIn => self.credentials = None,
            // The next action may have its turn.
            _ if outcome.last => self.shared.flush_in_time().unwrap_or(()),
            _ => {}
        }
        Ok(Received { packet: Some(packet), outcome })
    }

    /// Sends an action: see [`Sender::send`].
    ///
    /// # Errors
    /// As for [`Sender::send`].
    pub fn send<'f, F>(&self, tag: u64, name: &[u8], fields: F) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.shared.submit(tag, name, fields, None)
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

    /// The version in the greeting: see [`Session::version`].
    pub fn version(&mut self) -> &[u8] {
        self.version = self.shared.session().version().into();
        &self.version
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
        let held = if self.reader.ready() { self.reader.tail().len().max(1) } else { 0 };
        let kept = usize::from(!self.kept.is_empty());
        held.saturating_add(kept).saturating_add(self.shared.transport().buffered())
    }

    /// For how long an event loop may wait on the descriptor
    /// ([`Sender::descriptor`]) before it receives, although nothing has shown
    /// there: until the next time limit, Ping, or attempt to connect again. Zero
    /// if there is something to receive now, `None` if nothing else is awaited.
    pub fn wait_limit(&mut self) -> Option<Duration> {
        if self.cut || self.buffered() > 0 {
            return Some(Duration::ZERO);
        }
        if self.attempt {
            return Some(LOOK_AGAIN);
        }
        let (phase, at) = {
            let session = self.shared.session();
            (session.phase(), session.deadline())
        };
        match at.and_then(|at| self.shared.at(at)) {
            Some(at) => Some(at.saturating_duration_since(Instant::now())),
            // The end is to be told.
            None => (phase == Phase::Down).then_some(Duration::ZERO),
        }
    }

    /// Says Logoff if that goes without waiting, and closes. Other threads
    /// that still send are told that it is closed.
    pub fn close(self) {
        drop(self);
    }

    fn goodbye(&mut self) {
        if std::process::id() != self.process {
            // In a child made by fork the connection is still the parent's:
            // not a byte of the child's may get on it, nor may it be shut.
            core::mem::forget(self.shared.transport());
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
        if std::process::id() == self.process {
            // Wipes what was not sent: it may be a login.
            self.shared.session().cut(u64::MAX);
        }
    }
}

/// What a peer that is no manager said, as far as a person wants to see it.
fn first_bytes(bytes: &[u8]) -> String {
    format!("it said \"{}\"", bytes.get(..bytes.len().min(40)).unwrap_or_default().escape_ascii())
}

impl From<Error> for NetError {
    fn from(error: Error) -> Self {
        match error.status.code() {
            -399..=-200 => NetError::with_detail(error.status, format!("at offset {}", error.offset)),
            -499..=-400 => NetError::with_detail(error.status, format!("header {}", error.header)),
            _ => NetError::new(error.status),
        }
    }
}
