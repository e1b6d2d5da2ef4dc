//! Plays a row of the table: the peer in a thread, the client in this one.

use std::time::{Duration, Instant};

use amiwire::Status;
use amiwire::net::tls::{TlsOptions, Trust};
use amiwire::net::{Connection, Deadline, NetError, Options, Received};
use amiwire::session::What;
use rcgen::PKCS_ECDSA_P256_SHA256;

use super::table::{Does, Ends, Fault, LIMIT, Peer};
use crate::certificates::{Scratch, self_signed};
use crate::memory::most_held;
use crate::openssl_peer::{Made, Server, missing};
use crate::peers::{self, BOTH, TLS_12, TLS_13, greeter, plain};

/// Of what is not to end a row. Where it does all the same, the row shows it: see
/// [`ended_by`].
const LONG: Duration = Duration::from_secs(600);

/// What the client saw.
pub(super) struct Seen {
    pub(super) told: Told,
    pub(super) status: Status,
    pub(super) ended: Ends,
    pub(super) took: Duration,
    /// Bytes that the client's thread held at most.
    pub(super) most: usize,
}

/// A peer that says nothing for so long has said all.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(2);

/// Everything that was told, in order; the same thing many times in a row with
/// its number.
#[derive(Default)]
pub(super) struct Told {
    text: String,
    last: Option<(String, usize)>,
}

impl Told {
    fn add(&mut self, what: &str) {
        match &mut self.last {
            Some((last, times)) if last == what => *times += 1,
            _ => {
                self.close();
                self.last = Some((what.to_string(), 1));
            }
        }
    }

    fn close(&mut self) {
        if let Some((last, times)) = self.last.take() {
            let comma = if self.text.is_empty() { "" } else { ", " };
            match times {
                1 => self.text += &format!("{comma}{last}"),
                _ => self.text += &format!("{comma}{times} {last}"),
            }
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    fn received(&mut self, received: &Received<'_>) {
        let outcome = received.outcome;
        match received.packet {
            Some(packet) if matches!(outcome.what, What::Event | What::Other) => {
                let headers = packet.len();
                let title = String::from_utf8_lossy(packet.title());
                // What a header that should not be there would change.
                let more = if headers > 2 { format!(" of {headers} lines") } else { String::new() };
                self.add(&format!("{title}{more}"));
            }
            _ if outcome.what == What::Lost => self.add(&format!("Lost {}", outcome.tag)),
            _ => self.add(&format!("{:?}", outcome.what)),
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Plays a row in each way there is; none if this machine cannot.
pub(super) fn play(fault: &'static Fault) -> Option<Vec<Seen>> {
    match fault.peer {
        Peer::Tcp(script) => {
            let peer = plain(move |mut stream| script(&mut stream));
            let seen = client(fault, peer.address.port(), None);
            peer.done();
            Some(vec![seen])
        }
        Peer::Tls(script) => Some(BOTH.map(|version| over_tls(fault, version, script)).into()),
        Peer::InsteadOfTls(script) => {
            let peer = plain(move |mut stream| script(&mut stream));
            let seen = client(fault, peer.address.port(), Some(TlsOptions::new(Trust::Insecure)));
            peer.done();
            Some(vec![seen])
        }
        Peer::Shows(make) => {
            let dir = Scratch::new();
            let (identity, trust, name) = make(&dir);
            let mut options = TlsOptions::new(trust);
            options.server_name = Some(name.into());
            let both = [TLS_12, TLS_13].map(|version| {
                let peer = greeter(&identity, version);
                let seen = client(fault, peer.address.port(), Some(options.clone()));
                // It may have been refused.
                let _ = peer.done();
                seen
            });
            Some(both.into())
        }
        Peer::OpenSsl { bits, options } => {
            if missing() {
                return None;
            }
            let made = match bits {
                Some(bits) => Made::usual(bits),
                None => Made::version_1()?,
            };
            let server = Server::start(&made, options);
            let trust = if bits.is_some() {
                Trust::Pin(made.pin)
            } else {
                // Not its own: that would do.
                Trust::CaFile(Made::usual(2048).file_in(made.dir()))
            };
            let mut options = TlsOptions::new(trust);
            options.server_name = Some("pbx.example".into());
            Some(vec![client(fault, server.address.port(), Some(options))])
        }
    }
}

fn over_tls(
    fault: &'static Fault,
    version: &'static rustls::SupportedProtocolVersion,
    script: super::table::Script,
) -> Seen {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let peer = peers::tls(&identity, version, move |mut stream, outcome| {
        outcome.unwrap();
        script(&mut stream);
    });
    let seen = client(fault, peer.address.port(), Some(TlsOptions::new(Trust::Pin(identity.pin()))));
    peer.done();
    seen
}

fn client(fault: &Fault, port: u16, tls: Option<TlsOptions>) -> Seen {
    let of = |ends| if fault.ends == ends { LIMIT } else { LONG };
    let options = Options {
        port,
        tls,
        connect_limit: of(Ends::ConnectLimit),
        login_limit: of(Ends::LoginLimit),
        action_limit: of(Ends::ActionLimit),
        ping_after: if fault.ends == Ends::Keepalive { LIMIT / 2 } else { Duration::ZERO },
        dead_after: if fault.ends == Ends::Keepalive { LIMIT / 2 } else { Duration::ZERO },
        storage: 64 * 1024,
        headers: 1024,
        keep: 256 * 1024,
        ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123")
    };
    let mut told = Told::default();
    let began = Instant::now();
    let ((opened, error), most) = most_held(|| match Connection::open(&options) {
        Ok(mut connection) => (true, talk(&mut connection, fault, of(Ends::ReceiveLimit), &mut told)),
        Err(error) => (false, error),
    });
    let took = began.elapsed();
    told.close();
    Seen { told, status: error.status, ended: ended_by(opened, &error), took, most }
}

/// What ended a row, as its last error says: each limit has an error of its own,
/// by its status, or by who gave it.
fn ended_by(opened: bool, error: &NetError) -> Ends {
    match error.status {
        Status::ConnectTimedOut => Ends::ConnectLimit,
        Status::PeerSilent if opened => Ends::ReceiveLimit,
        Status::PeerSilent if error.detail == "during the TLS handshake" => Ends::ConnectLimit,
        Status::PeerSilent => Ends::LoginLimit,
        // What a loop gets that asks until the time is over.
        Status::WouldBlock => Ends::ReceiveLimit,
        Status::ActionTimedOut => Ends::ActionLimit,
        Status::PeerDead => Ends::Keepalive,
        _ => Ends::AtOnce,
    }
}

/// Does the row's part until something ends it.
fn talk(connection: &mut Connection, fault: &Fault, limit: Duration, told: &mut Told) -> NetError {
    let deadline = Deadline::after(limit);
    if let Does::Calls(name) = fault.does {
        let called = connection.call(name.as_bytes(), [], None).map(|mut answer| {
            while let Some(received) = answer.next() {
                told.received(&received);
            }
            match answer.lost() {
                0 => {}
                lost => told.add(&format!("Lost {lost} of the answer")),
            }
        });
        let ended = called.err();
        // What had come of an answer that is not whole.
        while let Some(received) = connection.next_of_answer() {
            told.received(&received);
        }
        // What came meanwhile; and what still comes of an answer that was given up.
        let error = match &ended {
            Some(error) if error.status == Status::Truncated => loop {
                match connection.recv(Deadline::after(PAUSE)) {
                    Ok(received) => told.received(&received),
                    Err(error) => break error,
                }
            },
            _ => listen(connection, Deadline::Now, told),
        };
        if !matches!(error.status, Status::WouldBlock | Status::PeerSilent) {
            return error;
        }
        // The connection is as good as before.
        let answered = connection.call(b"Ping", [], None).map(|mut answer| answer.next().map(|_| ()));
        assert_eq!(answered.unwrap(), Some(()), "{}", fault.name);
        return ended.unwrap_or(NetError::new(Status::Ok));
    }
    if let Does::Sends(name) = fault.does {
        connection.send(1, name.as_bytes(), []).unwrap();
    }
    if fault.does == Does::Polls {
        loop {
            let error = listen(connection, Deadline::Now, told);
            if error.status != Status::WouldBlock || deadline.has_passed() {
                return error;
            }
        }
    }
    listen(connection, deadline, told)
}

/// Receives until an error that is not about one packet.
fn listen(connection: &mut Connection, deadline: Deadline, told: &mut Told) -> NetError {
    loop {
        match connection.recv(deadline) {
            Ok(received) => told.received(&received),
            Err(error) if error.status == Status::TextTooLarge => return error,
            Err(error) if (-399..=-300).contains(&error.status.code()) => told.add(error.status.name()),
            Err(error) => return error,
        }
    }
}
