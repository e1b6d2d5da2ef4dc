//! What a connection does about a name server that never answers.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;
use std::vec::Vec;

use super::*;
use crate::net::resolve::Resolver;

/// Look-ups that run now, the most that ever did at once, and whether they may
/// end.
static RUNNING: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);
static ENDS: AtomicBool = AtomicBool::new(false);

fn never_answers(_: &str, _: u16) -> std::io::Result<Vec<SocketAddr>> {
    let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
    MOST.fetch_max(running, Ordering::SeqCst);
    while !ENDS.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(1));
    }
    RUNNING.fetch_sub(1, Ordering::SeqCst);
    Err(std::io::Error::other("given up"))
}

#[test]
fn a_name_server_that_never_answers_has_one_look_up_and_keeps_no_close() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let exchange = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"Asterisk Call Manager/2.7.0\r\n").unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while !lines.next().unwrap().unwrap().is_empty() {}
        stream.write_all(b"Response: Success\r\n\r\n").unwrap();
    });
    let millisecond = Duration::from_millis(1);
    let policy = Reconnect { first: millisecond, most: millisecond, attempts: 0 };
    let options = Options {
        port: address.port(),
        connect_limit: Duration::from_millis(5),
        reconnect: Some(policy),
        keep_secret: true,
        ..Options::new("pbx.example", b"ucmamiuser1", b"s3cretword")
    };
    // The first time the name is found.
    let mut way = Way::new(&options).unwrap();
    way.resolver = Resolver::with(never_answers);
    let transport = super::super::TcpTransport::connect(
        &super::super::Target::new("127.0.0.1", address.port()),
        Deadline::after(Duration::from_secs(60)),
    );
    let mut connection = Connection::begin(Arc::new(transport.unwrap()), Some(way), &options).unwrap();
    exchange.join().unwrap();

    let mut next = || {
        let outcome = connection.recv(Deadline::after(Duration::from_secs(60))).unwrap().outcome;
        let cause = connection.cause().cloned().expect("a reason");
        assert_eq!(outcome.status, Some(cause.status));
        (outcome.what, cause)
    };
    assert_eq!(next().0, What::Cut);
    for _ in 0..20 {
        let (what, cause) = next();
        assert_eq!((what, cause.status), (What::AttemptFailed, Status::ResolveFailed));
        assert_eq!(cause.detail, "pbx.example: the name server did not answer in time");
    }
    until(|| RUNNING.load(Ordering::SeqCst) > 0);
    assert_eq!((RUNNING.load(Ordering::SeqCst), MOST.load(Ordering::SeqCst)), (1, 1));
    // Closing waits for none of it: the look-up still runs when that is done,
    // and ends when the resolver does.
    let shared = Arc::downgrade(&connection.shared);
    connection.close();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 1);
    ENDS.store(true, Ordering::SeqCst);
    until(|| RUNNING.load(Ordering::SeqCst) == 0 && shared.strong_count() == 0);
}

fn until(done: impl Fn() -> bool) {
    let hang = Deadline::after(Duration::from_secs(60));
    while !done() {
        assert!(!hang.has_passed(), "it never comes");
        thread::yield_now();
    }
}

/// A sender may outlive the connection: what an attempt still makes is closed
/// all the same.
#[test]
fn an_attempt_that_ends_after_the_close_leaves_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let options = Options { port: address.port(), ..Options::new("127.0.0.1", b"", b"") };
    let exchange = thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        first.write_all(b"Asterisk Call Manager/2.7.0\r\n").unwrap();
        let (second, _) = listener.accept().unwrap();
        second.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // The end, and not the time.
        let ended = BufReader::new(second).read_line(&mut String::new());
        (ended.map_err(|error| error.kind()), first)
    });
    let connection = Connection::open(&options).unwrap();
    let sender = connection.sender();
    let (shared, way) = (Arc::downgrade(&connection.shared), Arc::clone(connection.way.as_ref().unwrap()));
    let alive = Arc::downgrade(&connection.alive);
    connection.close();
    attempt::deliver(&shared, &alive, way.connect());
    let (ended, _first) = exchange.join().unwrap();
    assert_eq!(ended, Ok(0));
    drop(sender);
}
