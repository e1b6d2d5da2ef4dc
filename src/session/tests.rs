//! A session against packets as servers send them.

extern crate std;
use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

// Marked, so that tests/floors.rs sees that these are tests, too.
#[cfg(test)]
mod answers;
#[cfg(test)]
mod cut;
#[cfg(test)]
mod many;

use super::action_id::Id;
use super::*;
use crate::reader::{Options as ReaderOptions, Reader};

type TestSession = Session<Vec<Slot>, Vec<u8>>;

const OPTIONS: Options = Options {
    login: 30,
    action: 60,
    ping: 0,
    dead: 0,
    one_at_a_time: false,
    seed: 0,
    reconnect: Reconnect { first: 0, most: 0, attempts: 0 },
};

fn session(slots: usize) -> TestSession {
    with(slots, OPTIONS)
}

fn with(slots: usize, options: Options) -> TestSession {
    Session::new(vec![Slot::FREE; slots], vec![0; 512], options, 0)
}

/// The ActionID of something, for sessions with the seed 0.
fn id(id: Id) -> String {
    String::from_utf8(Prefix::new(0).write(id).get().to_vec()).unwrap()
}

/// The line with the ActionID of a tag.
fn line(tag: u64) -> String {
    format!("ActionID: {}\r\n", id(Id::Tag(tag)))
}

/// Handles all packets of a stream.
fn handle(session: &mut TestSession, stream: &str, now: u64) -> Vec<Result<Outcome>> {
    let mut reader = Reader::new(vec![0; 8192], vec![0; 512], ReaderOptions::CLIENT).unwrap();
    assert_eq!(reader.feed(stream.as_bytes()), stream.len());
    let mut outcomes = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        outcomes.push(session.handle(&packet, now));
    }
    outcomes
}

fn one(session: &mut TestSession, stream: &str, now: u64) -> Outcome {
    let outcomes = handle(session, stream, now);
    assert_eq!(outcomes.len(), 1);
    outcomes[0].unwrap()
}

fn queued(session: &mut TestSession) -> String {
    let text = String::from_utf8(session.transmit().to_vec()).unwrap();
    session.sent(text.len()).unwrap();
    text
}

/// Logs in by a greeting of that version.
fn log_in(session: &mut TestSession, version: &str, now: u64) {
    let greeting = format!("Asterisk Call Manager/{version}\r\n");
    assert_eq!(one(session, &greeting, now).what, What::Banner);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    queued(session);
    let answer =
        format!("Response: Success\r\nActionID: {}\r\nMessage: Authentication accepted\r\n\r\n", id(Id::Login));
    assert_eq!(one(session, &answer, now).what, What::LoggedIn);
}

fn logged_in(slots: usize) -> TestSession {
    let mut session = session(slots);
    log_in(&mut session, "2.7.0", 0);
    session
}

fn what(what: What, tag: u64, last: bool) -> Outcome {
    Outcome { what, tag, last, status: None }
}

#[test]
fn a_plain_login() {
    let mut session = session(1);
    assert_eq!(session.login(b"u", b"s", None).unwrap_err().status, Status::BadState);
    assert_eq!(one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0).what, What::Banner);
    assert_eq!(session.version(), b"2.7.0");
    session.login(b"ucmamiuser1", b"test123", Some(b"off")).unwrap();
    let id = id(Id::Login);
    let expected =
        format!("Action: Login\r\nActionID: {id}\r\nUsername: ucmamiuser1\r\nSecret: test123\r\nEvents: off\r\n\r\n");
    assert_eq!(queued(&mut session), expected);
    let answer = format!("Response: Success\r\nActionID: {id}\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(one(&mut session, &answer, 1).what, What::LoggedIn);
    assert_eq!(session.phase(), Phase::LoggedIn);
}

#[test]
fn an_md5_login() {
    let mut session = session(1);
    one(&mut session, "Asterisk Call Manager/9.0.0\r\n", 0);
    session.challenge().unwrap();
    let id = id(Id::Challenge);
    assert_eq!(queued(&mut session), format!("Action: Challenge\r\nActionID: {id}\r\nAuthType: MD5\r\n\r\n"));
    let answer = format!("Response: Success\r\nActionID: {id}\r\nChallenge: 840415273\r\n\r\n");
    assert_eq!(one(&mut session, &answer, 0).what, What::Challenge);
    session.login_md5(b"ucmamiuser1", b"test123", None).unwrap();
    let login = queued(&mut session);
    assert!(login.contains("AuthType: MD5\r\nUsername: ucmamiuser1\r\nKey: 1f1bfa3c1444c582a500df5d521f9771\r\n"));
    assert!(!login.contains("test123"));
}

#[test]
fn a_refused_challenge_leaves_the_plain_login_and_a_refused_login_nothing() {
    let mut session = session(1);
    one(&mut session, "Asterisk Call Manager/9.0.0\r\n", 0);
    session.challenge().unwrap();
    let answer =
        format!("Response: Error\r\nActionID: {}\r\nMessage: Must specify AuthType\r\n\r\n", id(Id::Challenge));
    assert_eq!(one(&mut session, &answer, 0).what, What::ChallengeRefused);
    session.login(b"u", b"s", None).unwrap();
    let refusal = "Response: Error\r\nMessage: Authentication failed\r\n\r\n";
    assert_eq!(one(&mut session, refusal, 0).what, What::LoginRefused);
    assert_eq!(session.login(b"u", b"s", None).unwrap_err().status, Status::BadState);
    let none: [(&[u8], &[u8]); 0] = [];
    assert_eq!(session.submit(1, b"Ping", none, 0).unwrap_err().status, Status::NotLoggedIn);
}

#[test]
fn places_are_taken_and_given_back() {
    let mut session = logged_in(2);
    assert_eq!((session.room(), session.in_flight()), (2, 0));
    session.submit(1, b"Ping", [], 0).unwrap();
    session.submit(2, b"Ping", [], 0).unwrap();
    assert_eq!((session.room(), session.in_flight()), (0, 2));
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(1)), 0);
    assert_eq!((session.room(), session.in_flight()), (1, 1));
}

#[test]
fn a_ping_of_the_sessions_own_needs_a_login_and_no_place() {
    let mut session = session(1);
    assert_eq!(session.ping().unwrap_err().status, Status::NotLoggedIn);
    log_in(&mut session, "2.7.0", 0);
    session.submit(1, b"Ping", [], 0).unwrap();
    queued(&mut session);
    session.ping().unwrap();
    let ping = format!("Action: Ping\r\nActionID: {}\r\n\r\n", id(Id::Ping));
    assert_eq!(queued(&mut session), ping);
    let pong = format!("Response: Success\r\nActionID: {}\r\nPing: Pong\r\n\r\n", id(Id::Ping));
    assert_eq!(one(&mut session, &pong, 0), what(What::Own, 0, false));
    assert_eq!(session.in_flight(), 1);
}

#[test]
fn what_is_queued_is_not_shown() {
    let mut session = session(1);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    assert_eq!(format!("{session:?}"), "Session { phase: LoggingIn, .. }");
}

#[test]
fn a_peer_without_a_greeting_is_no_manager() {
    let mut session = session(1);
    let error = handle(&mut session, "Response: Success\r\n\r\n", 0)[0].unwrap_err();
    assert_eq!(error.status, Status::BadBanner);
}

#[test]
fn time_limits_pass_once_and_time_does_not_go_back() {
    let mut session = logged_in(2);
    session.submit(1, b"Ping", [], 10).unwrap();
    session.submit(2, b"Ping", [], 5).unwrap();
    assert_eq!(session.deadline(), Some(70));
    assert_eq!(session.handle_timeout(69), None);
    assert_eq!(session.handle_timeout(70), Some(what(What::TimedOut, 1, true)));
    assert_eq!(session.handle_timeout(3), Some(what(What::TimedOut, 2, true)));
    assert_eq!(session.handle_timeout(1000), None);
    let late = format!("Response: Success\r\n{}\r\n", line(1));
    assert_eq!(one(&mut session, &late, 0), what(What::Extra, 1, false));
    let mut waiting = super::tests::session(1);
    assert_eq!(waiting.deadline(), Some(30));
    assert_eq!(waiting.handle_timeout(30).map(|outcome| outcome.what), Some(What::LoginTimedOut));
    assert_eq!(waiting.handle_timeout(30), None);
}

#[test]
fn the_queue_takes_whole_actions_and_wipes_what_was_sent() {
    let mut session = logged_in(20);
    let mut taken = 0;
    let error = loop {
        match session.submit(taken, b"Ping", [], 0) {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.status, Status::OutQueueFull);
    assert_eq!(session.transmit().len() as u64, taken * 54);
    // A part goes out, and then there is room for one more.
    session.sent(60).unwrap();
    session.submit(taken, b"Ping", [], 0).unwrap();
    let text = queued(&mut session);
    assert!(text.ends_with(&format!("{}\r\n", line(taken))), "{text}");
    assert!(session.out.iter().all(|byte| *byte == 0), "something is left in the queue");
    assert_eq!(session.sent(1).unwrap_err().status, Status::CommitTooLarge);
    let long = [b'x'; 600];
    let error = session.submit(99, b"Ping", [(&b"A"[..], &long[..])], 0).unwrap_err();
    assert_eq!(error.status, Status::NoRoom);
    assert!(session.out.iter().all(|byte| *byte == 0));
    let error = session.submit(99, b"Ping", [(&b"A"[..], &b"b\r\nAction: Logoff"[..])], 0).unwrap_err();
    assert_eq!((error.status, error.header), (Status::ValueBadByte, 2));
    assert!(session.transmit().is_empty());
    let error = session.submit(99, b"Ping", [(&b"actionid"[..], &b"1"[..])], 0).unwrap_err();
    assert_eq!(error.status, Status::ActionIdGiven);
}

/// Who only listens has no event searched for an ActionID.
#[cfg(feature = "net")]
#[test]
fn events_are_plain_as_long_as_nothing_asked_for_can_be_in_them() {
    use super::broadcast::Plain;
    let mut session = session(4);
    assert_eq!(session.plain_events(), Plain::Unknown);
    log_in(&mut session, "2.7.0", 0);
    assert_eq!(session.plain_events(), Plain::Any);
    // What was refused was not asked for.
    session.submit(1, b"Ping", [(&b"ActionID"[..], &b"1"[..])], 0).unwrap_err();
    assert_eq!(session.plain_events(), Plain::Any);
    session.submit(1, b"Ping", [], 0).unwrap();
    assert_eq!(session.plain_events(), Plain::WithoutId);
    // It may come late, and then it is told with its tag.
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(1)), 0);
    assert_eq!(session.plain_events(), Plain::WithoutId);
    session.cut(0);
    assert_eq!(session.plain_events(), Plain::Unknown);
    for plain in [Plain::Unknown, Plain::WithoutId, Plain::Any] {
        assert_eq!(Plain::of(plain as u8), plain);
    }
}
