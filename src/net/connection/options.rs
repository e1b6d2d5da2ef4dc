//! Where to connect, as whom, and with which bounds.

use std::format;
use std::net::SocketAddr;
use std::string::String;
use std::sync::Arc;
use std::time::Duration;

use crate::Status;
use crate::limits::{CONN_ACTIONS, CONN_BYTES, CONN_HEADERS, Limits, TEXT_BYTES};
use crate::net::bell::Bell;
use crate::net::memory::text;
use crate::net::resolve::Resolver;
use crate::net::{Deadline, NetError, Target, TcpTransport, Transport};
use crate::session::Options as SessionOptions;
use crate::session::mask::{self, Wrong};

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
    pub tls: Option<crate::net::tls::TlsOptions>,
    /// The user; empty to stop at the greeting and log in by
    /// [`Connection::login`](super::Connection::login).
    pub username: &'a [u8],
    /// The user's secret. It is kept, until the connection is closed, only
    /// with `keep_secret`.
    pub secret: &'a [u8],
    /// How to log in.
    pub login: Login,
    /// The event mask: `on`, `off`, `all` or names of classes joined by commas, as
    /// [`Session::login`](crate::session::Session::login) takes it. None leaves the
    /// server's own, which is everything that the user may see.
    ///
    /// Without the class `call` no OriginateResponse comes, and an Originate with
    /// Async is over with its response:
    /// [`What::Started`](crate::session::What::Started).
    pub events: Option<&'a [u8]>,
    /// For the way to the exchange: name, connection, TLS.
    pub connect_limit: Duration,
    /// From the connection to the accepted login.
    pub login_limit: Duration,
    /// For one action to be taken by the exchange.
    pub write_limit: Duration,
    /// From an action to the end of its answer; zero for none. What has arrived
    /// when that is looked at counts, also where nobody received for longer.
    pub action_limit: Duration,
    /// The largest packet that is read, in bytes; 0 for what `memory` allows. At
    /// least 64 and at most [`CONN_BYTES`].
    pub storage: usize,
    /// Lines of the largest packet that is read; 0 for what `memory` allows. At
    /// least 2 and at most [`CONN_HEADERS`].
    pub headers: usize,
    /// Actions that can be in flight. At most [`CONN_ACTIONS`].
    pub actions: usize,
    /// Earlier bounds of packets.
    pub limits: Limits,
    /// The most bytes of the text of an old Command answer; [`u32::MAX`] for no
    /// bound. The connection is cut at a longer one, which may have no end. A text
    /// that is larger than `memory` allows is skipped up to there.
    pub text_bytes: u32,
    /// Whether an action is sent only when the one before has had its final
    /// answer.
    pub one_at_a_time: bool,
    /// The silence after which a Ping is sent; zero for none. Pings go out
    /// while somebody waits in [`recv`](super::Connection::recv).
    pub ping_after: Duration,
    /// How long after that Ping a peer that is still silent is dead; zero for
    /// never. What has arrived counts, also where nobody received for longer.
    /// Neither this nor `ping_after` counts while an action is in flight that keeps
    /// the exchange from answering: see
    /// [`Options::ping`](crate::session::Options::ping).
    pub dead_after: Duration,
    /// Whether to connect again when the connection was cut, and when.
    pub reconnect: Option<Reconnect>,
    /// Whether to keep user name and secret, to log in by itself after a
    /// reconnect. Otherwise [`What::Banner`](crate::session::What::Banner)
    /// asks for [`Connection::login`](super::Connection::login).
    pub keep_secret: bool,
    /// Bytes of packets that are kept for later while a call waits, and as
    /// many of the answer to the call; 0 for what `memory` allows: a quarter of it
    /// for later, and for the answer what is free. Beyond it the oldest
    /// events are dropped: [`What::Lost`](crate::session::What::Lost). At most
    /// [`CONN_BYTES`].
    pub keep: usize,
    /// The most bytes of memory for packets: the one that is being read, with 8
    /// bytes for each of its lines, those that are kept for later while a call
    /// waits, and the answer to the call. At most [`CONN_BYTES`]; 0 for 8 MiB, or as
    /// much as `storage`, `headers` and `keep` ask for together if that is more.
    ///
    /// A connection begins with 20 KiB for them. It takes more when a packet needs
    /// that, by doubling, and 136 KiB while much comes; a second after it was last
    /// needed it gives that back, if somebody receives. While it grows, what it had
    /// and what it gets exist together. A trace needs three times the size of the
    /// packet that it sees, as long as it sees that. What does not fit is refused
    /// with an error that names the option to raise.
    ///
    /// What else a connection has never grows: 132 KiB for what is to be sent, 64 bytes
    /// for each of `actions`, the session, and with TLS about 50 KiB for that. An idle
    /// connection without TLS takes 172 KiB in all.
    pub memory: usize,
    /// Whether no OriginateResponse can reach this connection:
    /// [`crate::session::Options::no_originate_response`].
    pub no_originate_response: bool,
    /// Whether the exchange sends no ActionIDs back:
    /// [`crate::session::Options::answers_without_id`].
    pub answers_without_id: bool,
    /// Whether an event mask may name classes that Asterisk does not know, such as
    /// `smscommand` of a gateway. Without it a misspelt class is found.
    pub other_classes: bool,
    /// Whether any first line that ends in a version is a greeting: a name, a slash,
    /// and one word that begins with a digit, such as `Some PBX/1.0`.
    pub any_banner: bool,
    /// What sees every packet in both directions.
    pub trace: Option<Trace>,
}

/// When to connect again: see [`crate::session::Reconnect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconnect {
    /// The longest delay before the first attempt. It doubles with each, until a
    /// connection has lasted as long.
    pub first: Duration,
    /// The longest delay before any attempt.
    pub most: Duration,
    /// How many attempts in a row may fail to log in; 0 for no bound.
    pub attempts: u32,
}

/// Which way a packet went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Direction {
    /// From the exchange.
    Received = 1,
    /// To the exchange.
    Sent = 2,
}

/// What sees every packet: the bytes, in which secrets are replaced by `***`
/// (T60): values of headers, settings, members of JSON, variables and columns
/// that are named like one, what stands between user and host in registrations
/// and dial strings, PINs of mailboxes. In doubt something is hidden that is no
/// secret; a secret without any of these around it is shown. It is called by the thread that receives or sends,
/// and must not use the connection.
pub type Trace = Arc<dyn Fn(Direction, &[u8]) + Send + Sync>;

impl<'a> Options<'a> {
    /// Plain TCP to a host, with bounds that hold the largest answers that real
    /// servers were seen to send many times over.
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
            storage: 0,
            headers: 0,
            actions: 32,
            limits: Limits::NONE,
            text_bytes: TEXT_BYTES,
            one_at_a_time: false,
            ping_after: Duration::ZERO,
            dead_after: Duration::ZERO,
            reconnect: None,
            keep_secret: false,
            keep: 0,
            memory: 0,
            no_originate_response: false,
            answers_without_id: false,
            other_classes: false,
            any_banner: false,
            trace: None,
        }
    }

    pub(super) fn tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        return false;
    }
}

impl Options<'_> {
    /// Whether they can be meant, before anything is done by them.
    pub(super) fn check(&self) -> Result<(), NetError> {
        self.check_sizes()?;
        let Some(events) = self.events else { return Ok(()) };
        mask::check(events, self.other_classes).map_err(|error| wrong_mask(events, &error, self.other_classes))
    }

    /// Whether the sizes are such as somebody may mean: memory is asked for by
    /// them.
    fn check_sizes(&self) -> Result<(), NetError> {
        let sizes = [
            (self.storage, CONN_BYTES, "the largest packet"),
            (self.headers, CONN_HEADERS, "the most headers"),
            (self.actions, CONN_ACTIONS, "the most actions"),
            (self.keep, CONN_BYTES, "what is kept"),
            (self.memory, CONN_BYTES, "the memory"),
        ];
        for (size, most, what) in sizes {
            if size > most {
                return Err(NetError::with_detail(Status::BadArgument, format!("{what}: {size} is above {most}")));
            }
        }
        Ok(())
    }

    /// What the session is told. `brought` says that the transport is the
    /// caller's, which nobody but the caller can make again.
    pub(super) fn session(&self, seed: u64, brought: bool) -> SessionOptions {
        let reconnect = self.reconnect.filter(|_| !brought).map(|policy| crate::session::Reconnect {
            first: nanos(policy.first).max(1),
            most: nanos(policy.most),
            attempts: policy.attempts,
        });
        SessionOptions {
            // Who logs in by hand takes as long as that takes.
            login: if self.username.is_empty() { 0 } else { nanos(self.login_limit) },
            action: nanos(self.action_limit),
            ping: nanos(self.ping_after),
            dead: nanos(self.dead_after),
            one_at_a_time: self.one_at_a_time,
            seed,
            reconnect: reconnect.unwrap_or_default(),
            no_originate_response: self.no_originate_response,
            answers_without_id: self.answers_without_id,
            other_classes: self.other_classes,
        }
    }
}

/// The error of an event mask that was refused: the item, and what to do.
pub(super) fn wrong_mask(events: &[u8], error: &crate::Error, other_classes: bool) -> NetError {
    let (item, wrong) = mask::wrong(events, error, other_classes);
    let item = item.escape_ascii();
    let detail = match wrong {
        Some(Wrong::Empty) if events.contains(&b',') => format!("the event mask has an empty item at {}", error.offset),
        Some(Wrong::Empty) => String::from("the event mask is empty: leave it out for the exchange's own"),
        Some(Wrong::Number) => format!("the event mask has a number, \"{item}\": give names of classes"),
        Some(Wrong::NotAlone) => format!("\"{item}\" stands alone in an event mask"),
        Some(Wrong::Unknown) => format!("\"{item}\" is no class of events; the option other_classes lets it pass"),
        // It may be anything, and is not shown.
        Some(Wrong::NoName) => format!("the event mask has at {} what is no name of a class", error.offset),
        None => String::from("the event mask is too long"),
    };
    NetError::with_detail(error.status, detail)
}

/// Nanoseconds of a session.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A bell for a connection.
pub(super) fn new_bell() -> Result<Arc<Bell>, NetError> {
    Ok(Arc::new(Bell::new().map_err(std::io::Error::from)?))
}

/// Where a connection leads, to be made again.
pub(super) struct Way {
    host: String,
    port: u16,
    local: Option<SocketAddr>,
    #[cfg(feature = "tls")]
    tls: Option<crate::net::tls::TlsClient>,
    limit: Duration,
    /// One for all attempts.
    pub(super) resolver: Resolver,
    /// What wakes who reads from a transport that was made here.
    bell: Arc<Bell>,
}

impl Way {
    pub(super) fn new(options: &Options<'_>) -> Result<Way, NetError> {
        let port = match (options.port, options.tls()) {
            (0, false) => PORT,
            (0, true) => TLS_PORT,
            (port, _) => port,
        };
        Ok(Way {
            host: text(options.host)?,
            port,
            local: options.local,
            #[cfg(feature = "tls")]
            tls: options.tls.as_ref().map(crate::net::tls::TlsClient::new).transpose()?,
            limit: options.connect_limit,
            resolver: Resolver::new(),
            bell: new_bell()?,
        })
    }

    pub(super) fn bell(&self) -> Arc<Bell> {
        Arc::clone(&self.bell)
    }

    pub(super) fn connect(&self) -> Result<Arc<dyn Transport>, NetError> {
        let target = Target { host: &self.host, port: self.port, local: self.local };
        let deadline = Deadline::after(self.limit);
        let mut tcp = TcpTransport::connect_by(&self.resolver, &target, deadline)?;
        // Not before the handshake: who waits for the attempt would be woken by
        // the same bell, which only one may answer.
        #[cfg(feature = "tls")]
        if let Some(client) = &self.tls {
            let mut tls = client.connect(tcp, &self.host, deadline)?;
            tls.listen_to(self.bell());
            return Ok(Arc::new(tls));
        }
        tcp.listen_to(self.bell());
        Ok(Arc::new(tcp))
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
