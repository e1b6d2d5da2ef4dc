//! A peer that starts to read late: what is said of each action when a write was
//! given up, beside what the peer saw of it.

use std::collections::{HashMap, HashSet};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender as Go};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use amiwire::Status;
use amiwire::net::tls::{TlsClient, TlsOptions, Trust};
use amiwire::net::{Connection, Deadline, Options, Sender, TcpTransport, Transport};
use amiwire::reader::{self, Reader};
use amiwire::session::{self, Session, Slot, What};
use rcgen::PKCS_ECDSA_P256_SHA256;
use rustix::net::sockopt;
use rustls::{ServerConnection, StreamOwned, SupportedProtocolVersion};

use crate::certificates::{Identity, self_signed};
use crate::peers::{TLS_12, TLS_13, let_it_wait, server_config, soon};

/// What one record holds, and how much is written at a time.
const RECORD: usize = 16 * 1024;

const WIRES: [Option<&SupportedProtocolVersion>; 3] = [None, Some(TLS_12), Some(TLS_13)];

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// What the peer saw.
#[derive(Debug, Default)]
struct Seen {
    /// The tags of the actions that came whole.
    whole: HashSet<u64>,
    logoff: bool,
    /// How the stream ended: none for an end in order.
    end: Option<ErrorKind>,
}

/// Logs the client in; then reads nothing until it is told to, and from there on
/// answers each action.
fn exchange(mut stream: Box<dyn Stream>, go: &mpsc::Receiver<()>) -> Seen {
    let mut input = Vec::new();
    let mut seen = Seen::default();
    let mut buf = [0; 4096];
    stream.write_all(b"Asterisk Call Manager/2.7.0\r\n").unwrap();
    while !input.ends_with(b"\r\n\r\n") {
        let n = stream.read(&mut buf).unwrap();
        input.extend_from_slice(&buf[..n]);
    }
    input.clear();
    stream.write_all(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n").unwrap();
    let _ = go.recv();
    loop {
        match stream.read(&mut buf) {
            Ok(0) => return seen,
            Ok(n) => input.extend_from_slice(&buf[..n]),
            Err(error) => return Seen { end: seen.end.or(Some(error.kind())), ..seen },
        }
        while let Some(end) = input.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let action = String::from_utf8(input.drain(..end + 4).collect()).unwrap();
            seen.logoff |= action.starts_with("Action: Logoff\r\n");
            let Some(tag) = action.split("tag=").nth(1) else { continue };
            seen.whole.insert(tag.split("\r\n").next().unwrap().parse().unwrap());
            let id = action.lines().nth(1).unwrap();
            // The client may have gone, which only one call is told.
            if let Err(error) = stream.write_all(format!("Response: Success\r\n{id}\r\n\r\n").as_bytes()) {
                seen.end.get_or_insert(error.kind());
            }
        }
    }
}

struct Pair {
    connection: Connection,
    sender: Sender,
    transport: Arc<dyn Transport>,
    peer: JoinHandle<Seen>,
    go: Go<()>,
}

/// A client that is logged in at an exchange that does not read. The system holds
/// a few kilobytes between them.
fn meet(identity: &Identity, wire: Option<&'static SupportedProtocolVersion>) -> Pair {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    sockopt::set_socket_recv_buffer_size(&listener, 2048).unwrap();
    let (go, wait) = mpsc::channel();
    let config = wire.map(|version| Arc::new(server_config(identity, version)));
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    sockopt::set_socket_send_buffer_size(&client, 2048).unwrap();
    let peer = thread::spawn(move || {
        let tcp = listener.accept().unwrap().0;
        match config {
            None => exchange(Box::new(tcp), &wait),
            Some(config) => {
                let tls = ServerConnection::new(config).unwrap();
                exchange(Box::new(StreamOwned::new(tls, tcp)), &wait)
            }
        }
    });
    let tcp = TcpTransport::from_stream(client).unwrap();
    let transport: Arc<dyn Transport> = match wire {
        None => Arc::new(tcp),
        Some(_) => {
            let client = TlsClient::new(&TlsOptions::new(Trust::Pin(identity.pin()))).unwrap();
            Arc::new(client.connect(tcp, "x", soon()).unwrap())
        }
    };
    let options =
        Options { actions: 128, write_limit: Duration::from_millis(8), ..Options::new("", b"ucmamiuser1", b"test123") };
    let connection = Connection::over(Arc::clone(&transport), &options).unwrap();
    Pair { sender: connection.sender(), connection, transport, peer, go }
}

/// Queues an action of so many bytes.
fn queue(sender: &Sender, tag: u64, size: usize) {
    let mark = format!("tag={tag}");
    let bare = smallest() + "Variable: \r\n".len() + mark.len();
    let mut fields: Vec<(&[u8], Vec<u8>)> = vec![(b"Variable", mark.into_bytes())];
    let mut rest = size.checked_sub(bare).expect("a size that an action can have");
    while rest > 0 {
        let line = if rest > 1000 { rest.min(1020).min(rest - 13) } else { rest };
        fields.push((b"Variable", vec![b'x'; line - "Variable: \r\n".len()]));
        rest -= line;
    }
    sender.with_session(|session| {
        let before = session.transmit().len();
        session.submit(tag, b"Hangup", fields.iter().map(|(name, value)| (*name, &value[..])), 0).unwrap();
        assert_eq!(session.transmit().len() - before, size, "the size of the action");
    });
}

/// The size of the smallest action: all ActionIDs of actions are equally long.
fn smallest() -> usize {
    let options = session::Options::default();
    let mut session = Session::new(vec![Slot::FREE], vec![0; 512], options, 0);
    let mut reader = Reader::new(vec![0; 512], vec![0; 64], reader::Options::CLIENT).unwrap();
    reader.feed(b"Asterisk Call Manager/2.7.0\r\nResponse: Success\r\n\r\n");
    session.handle(&reader.next().unwrap().unwrap(), 0).unwrap();
    session.login(b"u", b"s", None).unwrap();
    let _ = session.sent(session.transmit().len());
    session.handle(&reader.next().unwrap().unwrap(), 0).unwrap();
    session.submit(1, b"Hangup", [], 0).unwrap();
    session.transmit().len()
}

/// What the client does once the write was given up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// Receives, until it has been told everything.
    Receives,
    /// Closes at once; what is said of each action is taken from the session.
    Closes,
    /// It was receiving already, in another thread, when the exchange woke up.
    HasReceived,
}

/// What was said last of each action.
fn last_words(connection: &mut Connection, count: usize) -> HashMap<u64, What> {
    let mut last = HashMap::new();
    while last.len() < count {
        match connection.recv(soon()) {
            Ok(received) if received.outcome.last => {
                let before = last.insert(received.outcome.tag, received.outcome.what);
                assert_eq!(before, None, "two last words");
            }
            Ok(_) => {}
            Err(error) => panic!("{error} before the last word of each action: {last:?}"),
        }
    }
    last
}

/// Queues these actions, sends them to an exchange that reads late, and holds what
/// is said of them against what the exchange saw. Gives how many were unsent, or
/// none if all could be sent.
fn try_it(identity: &Identity, wire: usize, sizes: &[usize], full: bool, then: Then) -> Option<usize> {
    let name = ["TCP", "TLS 1.2", "TLS 1.3"][wire];
    let Pair { mut connection, sender, transport, peer, go } = meet(identity, WIRES[wire]);
    if full {
        let filler = [b'\n'; 4096];
        while transport.write(&filler, Deadline::Now).is_ok() {}
    }
    for (tag, size) in sizes.iter().enumerate() {
        queue(&sender, tag as u64, *size);
    }
    let total: usize = sizes.iter().sum();
    let (last, handed, outcome) = match then {
        Then::HasReceived => thread::scope(|scope| {
            let receiving = scope.spawn(|| last_words(&mut connection, sizes.len()));
            let outcome = sender.flush();
            go.send(()).unwrap();
            (receiving.join().unwrap(), None, outcome)
        }),
        _ => {
            let outcome = sender.flush();
            let handed = total - sender.with_session(|session| session.transmit().len());
            go.send(()).unwrap();
            if then == Then::Receives || outcome.is_ok() {
                (last_words(&mut connection, sizes.len()), Some(handed), outcome)
            } else {
                // Another write finds nothing open either.
                assert!(sender.send(1000, b"Ping", []).is_err());
                connection.close();
                let told = sender.with_session(|session| {
                    std::iter::from_fn(|| session.handle_timeout(u64::MAX)).collect::<Vec<_>>()
                });
                let told = told.into_iter().filter(|outcome| outcome.last && outcome.tag != 1000);
                let last = told.map(|outcome| (outcome.tag, outcome.what)).collect();
                // The test must not close by its own.
                connection = meet(identity, None).connection;
                (last, Some(handed), outcome)
            }
        }
    };
    drop((connection, transport));
    let seen = peer.join().unwrap();
    let about = format!(
        "{name}, {} of {:?}, {outcome:?}, {handed:?} handed over\n{last:?}\n{seen:?}",
        sizes.len(),
        sizes.first()
    );
    assert_eq!(last.len(), sizes.len(), "{about}");
    let mut start = 0;
    for (tag, size) in sizes.iter().enumerate() {
        let what = last[&(tag as u64)];
        let known = matches!(what, What::Response | What::Unknown | What::Unsent);
        assert!(known, "{about}");
        if seen.whole.contains(&(tag as u64)) {
            assert_ne!(what, What::Unsent, "it arrived: {about}");
        }
        match handed {
            Some(handed) if start >= handed => assert_eq!(what, What::Unsent, "not a byte left: {about}"),
            Some(handed) if start + size <= handed => assert_ne!(what, What::Unsent, "it was handed over: {about}"),
            _ => {}
        }
        start += size;
    }
    if let Err(error) = &outcome {
        assert_eq!(error.status, Status::WriteTimedOut, "{about}");
    }
    // Where another thread was the first to write, it had the error.
    if outcome.is_ok() && last.values().all(|what| *what == What::Response) {
        assert_eq!((seen.end, seen.logoff), (None, true), "{about}");
        return None;
    }
    // Not even what the system held leaves after that.
    assert!(!seen.logoff && seen.end.is_some(), "something left after that: {about}");
    // With nothing queued before, TLS takes what a record holds.
    if let (Some(handed), true, false) = (handed, wire > 0, full) {
        assert!(handed == total || (handed > 0 && handed % RECORD == 0), "{about}");
    }
    if full {
        assert_eq!(handed, Some(0), "{about}");
    }
    Some(last.values().filter(|what| **what == What::Unsent).count())
}

/// Does this over TCP, TLS 1.2 and TLS 1.3 at the same time.
fn over_each(act: impl Fn(&Identity, usize) + Sync) {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    thread::scope(|scope| {
        for wire in 0..WIRES.len() {
            let (act, identity) = (&act, &identity);
            scope.spawn(move || act(identity, wire));
        }
    });
}

const THEN: [Then; 3] = [Then::Receives, Then::Closes, Then::HasReceived];

#[test]
fn no_action_reported_unsent_arrives_at_any_size_around_a_record() {
    over_each(|identity, wire| {
        let (mut given_up, mut unsent) = (0, 0);
        for (n, size) in (RECORD - 30..=RECORD + 30).enumerate() {
            let some = try_it(identity, wire, &[size, 100], false, THEN[n % 3]);
            given_up += usize::from(some.is_some());
            unsent += some.unwrap_or(0);
        }
        assert!(given_up > 50 && unsent > 50, "{given_up} given up, {unsent} unsent");
    });
}

#[test]
fn of_one_to_a_hundred_actions_none_reported_unsent_arrives() {
    over_each(|identity, wire| {
        let mut unsent = 0;
        for count in 1..=100 {
            let sizes: Vec<usize> = (0..count).map(|n| 400 + n % 7).collect();
            unsent += try_it(identity, wire, &sizes, false, THEN[count % 3]).unwrap_or(0);
        }
        assert!(unsent > 100, "{unsent} unsent");
    });
}

#[test]
fn what_never_left_is_unsent_and_not_unknown() {
    over_each(|identity, wire| {
        for count in 1..=100 {
            let sizes = vec![100; count];
            let then = THEN[count % 2];
            assert_eq!(try_it(identity, wire, &sizes, true, then), Some(count));
        }
    });
}

/// TLS alone: neither a later read nor the close sends what was given up.
#[test]
fn tls_sends_nothing_after_a_write_was_given_up() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    for version in [TLS_12, TLS_13] {
        let (go, wait) = mpsc::channel::<()>();
        let peer = crate::peers::tls(&identity, version, move |mut stream, outcome| {
            outcome.unwrap();
            let _ = wait.recv();
            let mut got = Vec::new();
            (stream.read_to_end(&mut got).map_err(|error| error.kind()).err(), got)
        });
        let tls = peer.connect_tls(Trust::Pin(identity.pin()), "x").unwrap();
        let bytes = crate::peers::pattern(64 << 20);
        let mut sent = 0;
        let taken = loop {
            let (n, outcome) = tls.hand_over(&bytes[sent..], Deadline::after(Duration::from_millis(50)));
            let Err(error) = outcome else {
                sent += n;
                continue;
            };
            assert_eq!(error.status, Status::WriteTimedOut);
            break n;
        };
        assert_eq!(taken, RECORD);
        // Where it was given up nothing more is taken.
        assert_eq!(tls.hand_over(b"x", soon()).0, 0);
        go.send(()).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| tls.read(&mut [0; 8], soon()).unwrap_err());
            let_it_wait();
            assert!(tls.flush(soon()).is_err());
            tls.close();
        });
        let (end, got) = peer.done();
        // All that was sent before arrives, what was given up does not, and TLS
        // says no goodbye.
        assert_eq!(got.len(), sent);
        assert!(end.is_some(), "TLS was closed in order");
    }
}
