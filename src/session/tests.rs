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
mod blocking;
#[cfg(test)]
mod cut;
#[cfg(test)]
mod gathered;
#[cfg(test)]
mod loose;
#[cfg(test)]
mod many;
mod refused;
#[cfg(test)]
mod started;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod without_id;

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
    no_originate_response: false,
    answers_without_id: false,
    other_classes: false,
};

fn session(slots: usize) -> TestSession {
    with(slots, OPTIONS)
}

fn with(slots: usize, options: Options) -> TestSession {
    let session = Session::new(vec![Slot::FREE; slots], vec![0; 512], options, 0);
    known(session)
}

/// The same session with ActionIDs that [`id`] knows.
fn known(session: TestSession) -> TestSession {
    Session { ids: Ids::new([0; 2]), ..session }
}

/// The ActionID of something, for sessions of these tests.
fn id(id: Id) -> String {
    String::from_utf8(Ids::new([0; 2]).write(id).get().to_vec()).unwrap()
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

/// What the ActionIDs of a session with the seed 0 begin with, and the random
/// part of its first delay.
fn drawn(slots: &mut [Slot], out: &mut [u8], now: u64) -> (Vec<u8>, u64) {
    let session = Session::new(slots, out, OPTIONS, now);
    (session.ids.write(Id::Tag(1)).get().to_vec(), session.random)
}

#[test]
fn sessions_without_a_seed_have_action_ids_of_their_own() {
    let (mut slots, mut out) = (vec![Slot::FREE; 2], vec![0; 1024]);
    let (mut more_slots, mut more_out) = (vec![Slot::FREE; 2], vec![0; 1024]);
    let first = drawn(&mut slots, &mut out, 7);
    for other in [
        drawn(&mut slots, &mut out, 8),
        drawn(&mut more_slots, &mut out, 7),
        drawn(&mut slots, &mut more_out, 7),
        drawn(&mut slots, &mut out[512..], 7),
    ] {
        assert_ne!(first.0, other.0);
        assert_ne!(first.1, other.1);
    }
    // Nobody but the caller can do more: the header says so.
    assert_eq!(drawn(&mut slots, &mut out, 7), first);
    let options = Options { seed: 1, ..OPTIONS };
    let seeded = Session::new(&mut slots[..], &mut out[..], options, 7);
    assert_ne!(seeded.ids.write(Id::Tag(1)).get(), first.0);
}

#[test]
fn an_answer_forged_by_the_seed_alone_answers_nothing() {
    let mut session = Session::new(vec![Slot::FREE; 2], vec![0; 512], OPTIONS, 0);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", None).unwrap();
    queued(&mut session);
    one(&mut session, "Response: Success\r\n\r\n", 0);
    session.submit(1, b"Ping", [], 0).unwrap();
    // What a session of the seed 0 had as its digits once, and what this one has
    // but for its last digit.
    let own = String::from_utf8(session.ids.write(Id::Tag(1)).get().to_vec()).unwrap();
    let last = if own.as_bytes()[17] == b'0' { "1" } else { "0" };
    for prefix in ["awe220a839", "awe220a8397b1dcdaf", &format!("{}{last}", &own[..17])] {
        let forged = format!("Response: Success\r\nActionID: {prefix}0000000000000001\r\n\r\n");
        assert_eq!(one(&mut session, &forged, 0), what(What::Unclaimed, 0, false));
    }
    assert_eq!(session.in_flight(), 1);
    assert_eq!(one(&mut session, &format!("Response: Success\r\nActionID: {own}\r\n\r\n"), 0).what, What::Response);
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
    assert_eq!(session.transmit().len() as u64, taken * 62);
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
    let stored = [(&b"Variable"[..], &b"X"[..]), (b"value", b" 1")];
    let error = session.submit(99, b"SetVar", stored, 0).unwrap_err();
    assert_eq!((error.status, error.header), (Status::ValueBlankEdge, 3));
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
