//! The connector: a transport, a reader and a session put together, blocking.

use std::boxed::Box;
use std::format;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::string::String;
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::vec;

use super::{Deadline, NetError, Target, TcpTransport, Transport};
use crate::limits::Limits;
use crate::packet::Packet;
use crate::reader::{Options as ReaderOptions, Reader};
use crate::session::{Options as SessionOptions, Outcome, Phase, Session, Slot, What};
use crate::{Error, Status};

/// The port of AMI over TCP on a UCM6XXX (5038 on a stock Asterisk).
pub const PORT: u16 = 7777;
/// The port of AMI over TLS.
pub const TLS_PORT: u16 = 5039;

/// How to log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// With the secret itself, which the transport should then hide.
    #[default]
    Plain,
    /// With an MD5 key made of a challenge and the secret.
    Md5,
}

/// Where to connect, as whom, and with which bounds. Begin with
/// [`Options::new`] and set what differs.
#[derive(Clone)]
pub struct Options<'a> {
    /// A host name or an address.
    pub host: &'a str,
    /// The port; 0 for the usual one of a UCM6XXX, 7777 or with TLS 5039.
    pub port: u16,
    /// The address of this machine to connect from.
    pub local: Option<SocketAddr>,
    /// TLS, and whom to believe; none for plain TCP.
    #[cfg(feature = "tls")]
    pub tls: Option<super::tls::TlsOptions>,
    /// The user; empty to stop at the greeting and log in by
    /// [`Connection::session`].
    pub username: &'a [u8],
    /// The user's secret. It is not kept.
    pub secret: &'a [u8],
    /// How to log in.
    pub login: Login,
    /// The event mask: `on`, `off` or full class names joined by commas (T42,
    /// T43). None leaves the server's own.
    pub events: Option<&'a [u8]>,
    /// For the way to the exchange: name, connection, TLS.
    pub connect_limit: Duration,
    /// From the connection to the accepted login.
    pub login_limit: Duration,
    /// For one action to be taken by the exchange.
    pub write_limit: Duration,
    /// From an action to the end of its answer; zero for none.
    pub action_limit: Duration,
    /// Bytes of storage: the largest packet that is read.
    pub storage: usize,
    /// Lines of the largest packet that is read.
    pub headers: usize,
    /// Actions that can be in flight.
    pub actions: usize,
    /// Earlier bounds of packets.
    pub limits: Limits,
}

impl<'a> Options<'a> {
    /// Plain TCP to a host, with bounds that suit a UCM6XXX and hold the
    /// largest packets that real servers were seen to send.
    pub fn new(host: &'a str, username: &'a [u8], secret: &'a [u8]) -> Self {
        Options {
            host,
            port: 0,
            local: None,
            #[cfg(feature = "tls")]
            tls: None,
            username,
            secret,
            login: Login::Plain,
            events: None,
            connect_limit: Duration::from_secs(10),
            login_limit: Duration::from_secs(15),
            write_limit: Duration::from_secs(10),
            action_limit: Duration::from_secs(60),
            storage: 128 * 1024,
            headers: 1024,
            actions: 32,
            limits: Limits::NONE,
        }
    }

    fn tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        return false;
    }
}

/// Shows everything but the secret.
impl core::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("username", &format_args!("{}", self.username.escape_ascii()))
            .finish_non_exhaustive()
    }
}

/// Bytes of the queue of bytes to send. The largest action is 128 lines of
/// 1024 bytes.
const QUEUE: usize = 132 * 1024;

/// The session of a connection, with memory of its own.
pub type OwnSession = Session<Box<[Slot]>, Box<[u8]>>;

/// A connection to an exchange.
pub struct Connection {
    transport: Arc<dyn Transport>,
    reader: Reader<Box<[u8]>, Box<[u32]>>,
    session: OwnSession,
    began: Instant,
    write_limit: Duration,
    outcome: Option<Outcome>,
}

/// A packet and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The packet; good until the next call on the connection.
    pub packet: Packet<'a>,
    /// What it means.
    pub outcome: Outcome,
}

impl Connection {
    /// Connects, checks that the peer is a manager, and logs in.
    ///
    /// # Errors
    /// What [`TcpTransport::connect`] and the TLS client report;
    /// [`Status::BadBanner`], [`Status::ClosedBeforeBanner`],
    /// [`Status::LoginRefused`], [`Status::ChallengeRefused`],
    /// [`Status::PeerSilent`] when the login takes too long.
    pub fn open(options: &Options<'_>) -> Result<Connection, NetError> {
        let port = match (options.port, options.tls()) {
            (0, false) => PORT,
            (0, true) => TLS_PORT,
            (port, _) => port,
        };
        let target = Target { host: options.host, port, local: options.local };
        let deadline = Deadline::after(options.connect_limit);
        #[cfg(feature = "tls")]
        if let Some(tls) = &options.tls {
            let client = super::tls::TlsClient::new(tls)?;
            let tcp = TcpTransport::connect(&target, deadline)?;
            let transport = client.connect(tcp, options.host, deadline)?;
            return Connection::over(Arc::new(transport), options);
        }
        let transport = TcpTransport::connect(&target, deadline)?;
        Connection::over(Arc::new(transport), options)
    }

    /// The same over a transport of the caller's, which has reached the
    /// exchange already: `host`, `port`, `local` and `tls` are not looked at.
    ///
    /// # Errors
    /// As for [`open`](Connection::open), without those of the way.
    pub fn over(transport: Arc<dyn Transport>, options: &Options<'_>) -> Result<Connection, NetError> {
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let times = SessionOptions { login: 0, action: nanos(options.action_limit), ..SessionOptions::default() };
        let storage = vec![0; options.storage].into_boxed_slice();
        let index = vec![0; options.headers.saturating_add(2).saturating_mul(2)].into_boxed_slice();
        let reader_options = ReaderOptions { limits: options.limits, ..ReaderOptions::CLIENT };
        let slots = vec![Slot::FREE; options.actions].into_boxed_slice();
        let queue = vec![0; QUEUE].into_boxed_slice();
        let mut connection = Connection {
            transport,
            reader: Reader::new(storage, index, reader_options)?,
            session: Session::new(slots, queue, times, 0),
            began: Instant::now(),
            write_limit: options.write_limit,
            outcome: None,
        };
        connection.log_in(options)?;
        Ok(connection)
    }

    fn log_in(&mut self, options: &Options<'_>) -> Result<(), NetError> {
        let deadline = Deadline::after(options.login_limit);
        let Options { username, secret, events, .. } = *options;
        loop {
            let greeted = self.session.phase() != Phase::Greeting;
            let what = match self.recv(deadline) {
                Ok(received) => received.outcome.what,
                Err(error) if error.status == Status::Closed && !greeted => {
                    return Err(NetError { status: Status::ClosedBeforeBanner, ..error });
                }
                Err(error) => return Err(error),
            };
            match what {
                What::Banner if username.is_empty() => return Ok(()),
                What::Banner => match options.login {
                    Login::Plain => self.session.login(username, secret, events)?,
                    Login::Md5 => self.session.challenge()?,
                },
                What::Challenge => self.session.login_md5(username, secret, events)?,
                What::LoggedIn => return Ok(()),
                What::LoginRefused => return Err(NetError::new(Status::LoginRefused)),
                What::ChallengeRefused => return Err(NetError::new(Status::ChallengeRefused)),
                // Nothing else is sent before the login.
                _ => {}
            }
            self.flush()?;
        }
    }

    /// Waits for the next packet and tells what it means. The packet is good
    /// until the next call on the connection.
    ///
    /// # Errors
    /// [`Status::PeerSilent`] when the deadline passes, and
    /// [`Status::WouldBlock`] with [`Deadline::Now`]: both leave the
    /// connection as it was. [`Status::ActionTimedOut`] when an action's time
    /// limit passes: [`last_outcome`](Connection::last_outcome) tells its tag.
    /// [`Status::PacketTooLarge`] and its kin for a packet that is skipped.
    /// [`Status::Closed`] when the exchange closed the connection: everything
    /// complete before was delivered. What [`Transport::read`] reports.
    pub fn recv(&mut self, deadline: Deadline) -> Result<Received<'_>, NetError> {
        self.outcome = None;
        while !self.reader.ready() {
            if let Some(outcome) = self.session.handle_timeout(nanos_since(self.began)) {
                self.outcome = Some(outcome);
                return Err(NetError::new(Status::ActionTimedOut));
            }
            if self.session.phase() == Phase::Greeting
                && self.reader.received() > 0
                && self.reader.greeting_is_overdue()
            {
                return Err(NetError::with_detail(Status::BadBanner, first_bytes(self.reader.tail())));
            }
            self.receive(deadline)?;
        }
        let now = nanos_since(self.began);
        let packet = match self.reader.next() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Err(NetError::new(Status::Internal)),
            Err(error) => return Err(error.into()),
        };
        let outcome = match self.session.handle(&packet, now) {
            Ok(outcome) => outcome,
            Err(error) if error.status == Status::BadBanner => {
                return Err(NetError::with_detail(error.status, first_bytes(packet.raw())));
            }
            Err(error) => return Err(error.into()),
        };
        self.outcome = Some(outcome);
        Ok(Received { packet, outcome })
    }

    /// Receives once, or finds that an action is late.
    fn receive(&mut self, deadline: Deadline) -> Result<(), NetError> {
        let limit = self.session.deadline().map(|at| self.began + Duration::from_nanos(at));
        let until = match (deadline, limit) {
            (Deadline::Never, Some(limit)) => Deadline::At(limit),
            (Deadline::At(at), Some(limit)) => Deadline::At(at.min(limit)),
            (deadline, _) => deadline,
        };
        let read = self.transport.read(self.reader.space(), until);
        match read {
            Ok(0) => {
                self.reader.finish();
                Err(NetError::new(Status::Closed))
            }
            Ok(n) => Ok(self.reader.commit(n)?),
            // The caller's time is not over: it was the action's.
            Err(error) if error.status == Status::PeerSilent && until != deadline && !deadline.has_passed() => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Sends an action. Its answer comes out of [`recv`](Connection::recv)
    /// with `tag`. The ActionID is the connection's affair.
    ///
    /// # Errors
    /// What [`Session::submit`] refuses, of which nothing is sent; what
    /// [`Transport::write`] reports.
    pub fn send<'f, F>(&mut self, tag: u64, name: &[u8], fields: F) -> Result<(), NetError>
    where
        F: IntoIterator<Item = (&'f [u8], &'f [u8])> + Clone,
    {
        self.session.submit(tag, name, fields, nanos_since(self.began))?;
        self.flush()
    }

    /// Sends what the session has queued.
    ///
    /// # Errors
    /// What [`Transport::write`] reports.
    pub fn flush(&mut self) -> Result<(), NetError> {
        let deadline = Deadline::after(self.write_limit);
        while !self.session.transmit().is_empty() {
            let sent = self.transport.write(self.session.transmit(), deadline)?;
            self.session.sent(sent)?;
        }
        Ok(())
    }

    /// What the last packet meant, or whose time limit passed.
    pub fn last_outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// The session, for what the connector has no call for. Call
    /// [`flush`](Connection::flush) after it has queued something.
    pub fn session(&mut self) -> &mut OwnSession {
        &mut self.session
    }

    /// The reader, to look at its counters.
    pub fn reader(&self) -> &Reader<Box<[u8]>, Box<[u32]>> {
        &self.reader
    }

    /// The transport. A copy of it lets another thread end a waiting
    /// [`recv`](Connection::recv) by [`Transport::wake`].
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// Whether a packet can be had without the descriptor becoming readable:
    /// bytes that were received and not looked at yet. An event loop waits on
    /// [`Transport::descriptor`] only when there are none, or takes packets
    /// until [`Status::WouldBlock`].
    pub fn buffered(&mut self) -> usize {
        let held = if self.reader.ready() { self.reader.tail().len().max(1) } else { 0 };
        held.saturating_add(self.transport.buffered())
    }

    /// Says Logoff if that goes without waiting, and closes.
    pub fn close(mut self) {
        self.goodbye();
    }

    fn goodbye(&mut self) {
        if self.session.phase() == Phase::LoggedIn && self.session.transmit().is_empty() {
            let none: [(&[u8], &[u8]); 0] = [];
            // The tag of no action of the caller's is at risk: nothing is
            // received any more.
            if self.session.submit(u64::MAX, b"Logoff", none, nanos_since(self.began)).is_ok() {
                let _ = self.transport.write(self.session.transmit(), Deadline::Now);
            }
        }
        self.transport.close();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // This may be on the way out of a panic in the transport. A second one
        // in its close would end the whole process.
        let _ = catch_unwind(AssertUnwindSafe(|| self.goodbye()));
        // Wipes what was not sent: it may be a login.
        let left = self.session.transmit().len();
        let _ = self.session.sent(left);
    }
}

fn nanos_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX)
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

/// Shows how far it has come.
impl core::fmt::Debug for Connection {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Connection")
            .field("session", &self.session)
            .field("reader", &self.reader)
            .finish_non_exhaustive()
    }
}
