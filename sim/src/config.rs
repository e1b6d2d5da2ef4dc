//! How an exchange is set up.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use super::permit::Permit;
use super::rights::Rights;

/// A user of the manager interface.
#[derive(Clone)]
pub struct User {
    /// The name; compared without regard to ASCII case.
    pub name: String,
    /// The secret. Without one the user can never log in.
    pub secret: String,
    /// The addresses from which the user may log in. Unlike stock servers, the
    /// exchange lets nobody in by an empty list.
    pub permit: Vec<Permit>,
    /// What the user may read and do.
    pub rights: Rights,
}

impl User {
    /// The guide's user, `ucmamiuser1` with the secret `test123`: all
    /// privileges, permitted from this machine only.
    pub fn of_the_guide() -> User {
        User::local("ucmamiuser1", "test123", "all").unwrap_or_else(|_| unreachable!("these are good texts"))
    }

    /// A user who is permitted from this machine only, with privileges as
    /// [`Rights::listed`] reads them.
    ///
    /// # Errors
    /// What [`Rights::listed`] says.
    pub fn local(name: &str, secret: &str, privileges: &str) -> Result<User, String> {
        let permit = ["127.0.0.0/8", "::1/128"].into_iter().map(str::parse).collect::<Result<_, _>>()?;
        Ok(User { name: name.into(), secret: secret.into(), permit, rights: Rights::listed(privileges)? })
    }
}

/// Shows everything but the secret.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("permit", &self.permit)
            .field("rights", &self.rights)
            .finish_non_exhaustive()
    }
}

/// A phone and its extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The number; the phone is `PJSIP/` and it.
    pub number: String,
    /// Whether somebody answers when it rings.
    pub answers: bool,
}

impl Extension {
    /// A phone that is answered.
    pub fn new(number: &str) -> Extension {
        Extension { number: number.into(), answers: true }
    }

    /// A phone that rings until the caller gives up.
    pub fn silent(number: &str) -> Extension {
        Extension { number: number.into(), answers: false }
    }
}

/// The TLS listener.
#[derive(Clone)]
pub struct Tls {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The certificate, and those that vouch for it, in PEM form.
    pub certificate: Vec<u8>,
    /// Its private key in PEM form.
    pub key: Vec<u8>,
}

/// Shows the address only.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Takes the lines of the log.
pub type Log = Box<dyn Fn(&str) + Send + Sync>;

/// How an exchange answers the action Command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandFormat {
    /// As Asterisk did before 14: text up to an end mark (T25).
    Follows,
    /// As Asterisk does since: a header `Output` for each line.
    Output,
}

/// How an exchange is set up. [`Config::default`] is as the guide has it.
pub struct Config {
    /// Its users.
    pub users: Vec<User>,
    /// Where it listens for plain connections; port 0 takes a free one.
    pub tcp: Option<SocketAddr>,
    /// Its TLS listener, which is off by default as on the exchange.
    pub tls: Option<Tls>,
    /// How long a connection may stay without a login.
    pub login_limit: Duration,
    /// How long a refused login waits for its answer.
    pub refusal_delay: Duration,
    /// The time between two steps of a call. With zero all of them follow at
    /// once, in order.
    pub pace: Duration,
    /// How long a call lasts that nobody hangs up: then it ends as if somebody
    /// did. An application that ends by itself, Hangup or Wait, ends its call
    /// earlier.
    pub call_limit: Duration,
    /// The phones.
    pub extensions: Vec<Extension>,
    /// Bytes of events that may wait for a reader who does not read, beyond
    /// what the system keeps for it; with more, the connection is cut. Answers
    /// do not count: they may be longer, and no request is worked off before
    /// most of the last answer was read.
    pub out_limit: usize,
    /// Whether broadcasts have a `Timestamp` (the guide's "Timestamp Events").
    pub timestamp_events: bool,
    /// The time zone of the event times, in minutes east of Greenwich.
    pub utc_offset_minutes: i16,
    /// How the action Command is answered, which stock servers have for users
    /// with the class `command`; none, as in the guide, if it is not known.
    /// The exchange offers nobody that class: give it by [`Rights::write`].
    pub command: Option<CommandFormat>,
    /// Is told connections and requests, a line each, without secrets.
    pub log: Option<Log>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            users: vec![User::of_the_guide()],
            tcp: Some(([127, 0, 0, 1], 7777).into()),
            tls: None,
            login_limit: Duration::from_secs(30),
            refusal_delay: Duration::from_secs(1),
            pace: Duration::ZERO,
            call_limit: Duration::from_secs(3600),
            extensions: (1000..1010).map(|number| Extension::new(&number.to_string())).collect(),
            out_limit: 1 << 20,
            timestamp_events: false,
            utc_offset_minutes: 0,
            command: None,
            log: None,
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("users", &self.users)
            .field("tcp", &self.tcp)
            .field("tls", &self.tls)
            .field("login_limit", &self.login_limit)
            .field("refusal_delay", &self.refusal_delay)
            .field("pace", &self.pace)
            .field("call_limit", &self.call_limit)
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}

/// What every connection needs of it.
pub(super) struct Settings {
    /// By their names in lower case.
    users: BTreeMap<Vec<u8>, User>,
    /// Nanoseconds.
    pub(super) login_limit: u64,
    /// Nanoseconds.
    pub(super) refusal_delay: u64,
    log: Option<Log>,
}

impl Settings {
    pub(super) fn new(users: Vec<User>, login_limit: Duration, refusal_delay: Duration, log: Option<Log>) -> Self {
        let mut by_name = BTreeMap::new();
        for user in users {
            // Of two with one name the first counts.
            by_name.entry(user.name.to_ascii_lowercase().into_bytes()).or_insert(user);
        }
        Settings { users: by_name, login_limit: nanos(login_limit), refusal_delay: nanos(refusal_delay), log }
    }

    /// The user of that name.
    pub(super) fn user(&self, name: &[u8]) -> Option<&User> {
        self.users.get(&name.to_ascii_lowercase())
    }

    /// Logs a line, if somebody wants it.
    pub(super) fn log(&self, line: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            log(&line());
        }
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
