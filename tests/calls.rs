//! A program that only calls, over a connection that is cut and made again.

mod scripted;

use std::sync::mpsc;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, Login, NetError, Options, Reconnect};
use amiwire::session::What;
use scripted::{Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];
const MINUTE: Duration = Duration::from_secs(60);

/// A policy that soon comes back.
fn options(port: u16) -> Options<'static> {
    let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 3 };
    let new = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    Options { port, reconnect: Some(policy), keep_secret: true, ..new }
}

/// One that takes a minute to.
fn late(port: u16) -> Options<'static> {
    Options { reconnect: Some(Reconnect { first: MINUTE, most: MINUTE, attempts: 0 }), ..options(port) }
}

fn call(connection: &mut Connection) -> Result<(), NetError> {
    connection.call(b"Ping", NONE, None).map(|_| ())
}

/// All that was kept, each with the status of its reason.
fn kept(connection: &mut Connection) -> Vec<(What, u64, Option<Status>)> {
    let mut seen = Vec::new();
    while let Ok(received) = connection.recv(Deadline::Now) {
        let outcome = received.outcome;
        assert_eq!(outcome.status, connection.cause().map(|cause| cause.status));
        seen.push((outcome.what, outcome.tag, outcome.status));
    }
    seen
}

fn answer_all(mut peer: Peer) {
    peer.log_in();
    loop {
        let action = peer.action();
        if action.name.is_empty() {
            return;
        }
        peer.event("Between", 1);
        peer.respond(&action, "");
    }
}

/// Closes when the first action has come.
fn cut_at_an_action(mut peer: Peer) {
    peer.log_in();
    peer.action();
}

#[test]
fn a_program_that_only_calls_comes_back() {
    for login in [Login::Plain, Login::Md5] {
        let port = serve(4, |n, mut peer| match n {
            0 => {
                peer.log_in();
                let first = peer.action();
                peer.respond(&first, "");
                peer.action();
            }
            // Nobody, twice.
            1 => {}
            2 => peer.raw("HTTP/1.1 400 Bad Request\r\n"),
            _ => answer_all(peer),
        });
        let mut connection = Connection::open(&Options { login, ..options(port) }).unwrap();
        connection.send(5, b"Ping", NONE).unwrap();
        let unknown = call(&mut connection).unwrap_err();
        // It may have been carried out, and is not repeated.
        assert_eq!((unknown.status, unknown.is_fatal()), (Status::OutcomeUnknown, false));
        for _ in 0..3 {
            call(&mut connection).unwrap();
        }
        let seen = kept(&mut connection);
        let whats: Vec<_> = seen.iter().map(|seen| seen.0).collect();
        let login = if login == Login::Md5 { &[What::Challenge, What::LoggedIn][..] } else { &[What::LoggedIn] };
        let banner = [What::Response, What::Cut, What::AttemptFailed, What::AttemptFailed, What::Banner];
        assert_eq!(whats, [&banner, login, &[What::Event; 3]].concat());
        assert_eq!(seen[0].1, 5);
        assert!(matches!(seen[1].2, Some(Status::Closed | Status::Reset)), "{seen:?}");
        assert_eq!(seen[3].2, Some(Status::BadBanner));
    }
}

/// The peer has closed, and nobody has received since: the call finds that before it
/// writes, and comes back first.
#[test]
fn a_cut_that_nobody_has_seen_yet_costs_no_call() {
    for unread in [false, true] {
        let (gone, closed) = mpsc::channel();
        let port = serve(2, move |n, mut peer| {
            if n > 0 {
                return answer_all(peer);
            }
            peer.log_in();
            if !unread {
                peer.action();
            }
            // With something unread this is a reset, after which writing fails.
            drop(peer);
            gone.send(()).unwrap();
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        connection.send(5, b"Ping", NONE).unwrap();
        closed.recv().unwrap();
        call(&mut connection).unwrap();
        let seen = kept(&mut connection);
        assert_eq!((seen[0].0, seen[1].0, seen[1].1), (What::Cut, What::Unknown, 5));
        assert_eq!(seen.last().unwrap().0, What::Event);
    }
}

#[test]
fn a_login_by_hand_is_asked_for_and_waited_for() {
    for login in [Login::Plain, Login::Md5] {
        let port = serve(2, |n, peer| if n == 0 { cut_at_an_action(peer) } else { answer_all(peer) });
        let mut connection = Connection::open(&Options { keep_secret: false, ..options(port) }).unwrap();
        assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
        for _ in 0..2 {
            let error = call(&mut connection).unwrap_err();
            assert_eq!(error.status, Status::NotLoggedIn);
            assert!(error.detail.contains("log in, or set keep_secret"), "{}", error.detail);
        }
        connection.login(b"ucmamiuser1", b"s3cretword", login).unwrap();
        call(&mut connection).unwrap();
    }
}

#[test]
fn a_call_has_the_end_when_the_policy_gives_up() {
    let port = serve(1, |_, peer| cut_at_an_action(peer));
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
    for _ in 0..2 {
        let end = call(&mut connection).unwrap_err();
        assert_eq!((end.status, end.is_fatal()), (Status::ConnectRefused, true));
    }
    let whats: Vec<_> = kept(&mut connection).iter().map(|seen| seen.0).collect();
    assert_eq!(whats, [&[What::Cut][..], &[What::AttemptFailed; 3], &[What::GaveUp]].concat());
}

#[test]
fn what_could_not_be_sent_within_the_limit_is_unsent() {
    let port = serve(1, |_, peer| cut_at_an_action(peer));
    let mut connection = Connection::open(&late(port)).unwrap();
    assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
    for limit in [Duration::from_nanos(1), Duration::from_millis(5)] {
        let error = connection.call(b"Ping", NONE, Some(limit)).unwrap_err();
        assert_eq!((error.status, error.is_fatal()), (Status::ActionUnsent, false));
        assert!(error.detail.contains("without a connection: "), "{}", error.detail);
    }
    // The limit of the options holds where the action has none.
    let port = serve(1, |_, peer| cut_at_an_action(peer));
    let mut connection = Connection::open(&Options { action_limit: Duration::from_millis(20), ..late(port) }).unwrap();
    assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
    assert_eq!(call(&mut connection).unwrap_err().status, Status::ActionUnsent);
}

#[test]
fn the_wait_for_a_connection_can_be_interrupted() {
    let port = serve(1, |_, peer| cut_at_an_action(peer));
    let mut connection = Connection::open(&late(port)).unwrap();
    assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
    let sender = connection.sender();
    std::thread::scope(|scope| {
        scope.spawn(|| sender.interrupt());
        let error = connection.call(b"Ping", NONE, Some(Duration::ZERO)).unwrap_err();
        assert_eq!((error.status, &error.detail[..]), (Status::Interrupted, "the action was not sent"));
    });
    assert_eq!(kept(&mut connection)[0].0, What::Cut);
}

/// What is kept of a connection that comes and goes is bounded, too, for a program
/// that never receives.
#[test]
fn notices_that_nobody_takes_are_bounded() {
    let port = serve(30, |_, mut peer| {
        peer.log_in();
        peer.action();
    });
    let mut connection = Connection::open(&Options { keep: 2000, ..options(port) }).unwrap();
    for _ in 0..30 {
        assert_eq!(call(&mut connection).unwrap_err().status, Status::OutcomeUnknown);
    }
    let seen = kept(&mut connection);
    assert_eq!(seen[0].0, What::Lost);
    assert!(seen.len() < 20, "{seen:?}");
    // Of 30 cuts, and 29 greetings and logins.
    assert_eq!(seen[0].1 + seen.len() as u64 - 1, 30 + 2 * 29);
    assert_eq!(seen.last().unwrap().0, What::Cut);
}
