//! A session against packets as servers send them.

extern crate std;
use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::reader::{Options, Reader};

type TestSession = Session<Vec<Slot>, Vec<u8>>;

fn session(slots: usize) -> TestSession {
    Session::new(vec![Slot::FREE; slots], vec![0; 512], Times { login: 30, action: 60 }, 0)
}

/// Handles all packets of a stream.
fn handle(session: &mut TestSession, stream: &str, now: u64) -> Vec<Result<Outcome>> {
    let mut reader = Reader::new(vec![0; 8192], vec![0; 512], Options::CLIENT).unwrap();
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

fn logged_in(slots: usize) -> TestSession {
    let mut session = session(slots);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    queued(&mut session);
    one(&mut session, "Response: Success\r\nActionID: awlogin\r\nMessage: Authentication accepted\r\n\r\n", 0);
    session
}

fn what(what: What, tag: u64, last: bool) -> Outcome {
    Outcome { what, tag, last }
}

#[test]
fn a_plain_login() {
    let mut session = session(1);
    assert_eq!(session.login(b"u", b"s", None).unwrap_err().status, Status::BadState);
    assert_eq!(one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0).what, What::Banner);
    assert_eq!(session.version(), b"2.7.0");
    session.login(b"ucmamiuser1", b"test123", Some(b"off")).unwrap();
    let expected =
        "Action: Login\r\nActionID: awlogin\r\nUsername: ucmamiuser1\r\nSecret: test123\r\nEvents: off\r\n\r\n";
    assert_eq!(queued(&mut session), expected);
    let answer = "Response: Success\r\nActionID: awlogin\r\nMessage: Authentication accepted\r\n\r\n";
    assert_eq!(one(&mut session, answer, 1).what, What::LoggedIn);
    assert_eq!(session.phase(), Phase::LoggedIn);
}

#[test]
fn an_md5_login() {
    let mut session = session(1);
    one(&mut session, "Asterisk Call Manager/9.0.0\r\n", 0);
    session.challenge().unwrap();
    assert_eq!(queued(&mut session), "Action: Challenge\r\nActionID: awchallenge\r\nAuthType: MD5\r\n\r\n");
    let answer = "Response: Success\r\nActionID: awchallenge\r\nChallenge: 840415273\r\n\r\n";
    assert_eq!(one(&mut session, answer, 0).what, What::Challenge);
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
    let answer = "Response: Error\r\nActionID: awchallenge\r\nMessage: Must specify AuthType\r\n\r\n";
    assert_eq!(one(&mut session, answer, 0).what, What::ChallengeRefused);
    session.login(b"u", b"s", None).unwrap();
    let refusal = "Response: Error\r\nMessage: Authentication failed\r\n\r\n";
    assert_eq!(one(&mut session, refusal, 0).what, What::LoginRefused);
    assert_eq!(session.login(b"u", b"s", None).unwrap_err().status, Status::BadState);
    let none: [(&[u8], &[u8]); 0] = [];
    assert_eq!(session.submit(1, b"Ping", none, 0).unwrap_err().status, Status::NotLoggedIn);
}

#[test]
fn a_peer_without_a_greeting_is_no_manager() {
    let mut session = session(1);
    let error = handle(&mut session, "Response: Success\r\n\r\n", 0)[0].unwrap_err();
    assert_eq!(error.status, Status::BadBanner);
}

#[test]
fn answers_find_their_actions_in_any_order() {
    let mut session = logged_in(3);
    for tag in [7, 8, 9] {
        session.submit(tag, b"Ping", [], 0).unwrap();
    }
    assert_eq!(session.submit(8, b"Ping", [], 0).unwrap_err().status, Status::TagInUse);
    assert_eq!(session.submit(10, b"Ping", [], 0).unwrap_err().status, Status::TooManyActions);
    let text = queued(&mut session);
    assert_eq!(text.matches("Action: Ping\r\nActionID: aw000000000000000").count(), 3);
    let pong = |tag: u64| format!("Response: Success\r\nActionID: aw{tag:016x}\r\nPing: Pong\r\n\r\n");
    assert_eq!(one(&mut session, &pong(9), 0), what(What::Response, 9, true));
    assert_eq!(one(&mut session, &pong(7), 0), what(What::Response, 7, true));
    assert_eq!(one(&mut session, &pong(7), 0), what(What::Extra, 7, false));
    assert_eq!(session.in_flight(), 1);
    assert_eq!(one(&mut session, "Response: Error\r\n\r\n", 0), what(What::Unclaimed, 0, false));
    assert_eq!(one(&mut session, "Event: Hangup\r\n\r\n", 0), what(What::Event, 0, false));
}

#[test]
fn lists_end_in_each_of_their_ways() {
    let mut session = logged_in(1);
    let id = "ActionID: aw0000000000000005\r\n";
    let start = format!("Response: Success\r\n{id}EventList: Start\r\n\r\n");
    for end in [
        format!("Event: QueuesComplete\r\n{id}EventList: Complete\r\nListItems: 1\r\n\r\n"),
        format!("Event: QueuesComplete\r\n{id}EventList: cancelled\r\n\r\n"),
        format!("Event: StatusComplete\r\n{id}Items: 0\r\n\r\n"),
        format!("Response: Error\r\n{id}Message: gone\r\n\r\n"),
    ] {
        session.submit(5, b"Queues", [], 0).unwrap();
        queued(&mut session);
        assert_eq!(one(&mut session, &start, 0), what(What::ListStart, 5, false));
        let item = format!("Event: QueueStatus\r\n{id}Queue: 6500\r\n\r\n");
        assert_eq!(one(&mut session, &item, 0), what(What::ListItem, 5, false));
        let forged = format!("Event: UserEvent\r\n{id}UserEvent: x\r\nEventList: Complete\r\n\r\n");
        assert_eq!(one(&mut session, &forged, 0), what(What::Event, 0, false));
        assert_eq!(one(&mut session, &end, 0), what(What::ListEnd, 5, true));
        assert_eq!(session.in_flight(), 0);
    }
}

#[test]
fn an_asynchronous_originate_ends_with_its_event() {
    let mut session = logged_in(1);
    session.submit(6, b"originate", [(&b"Channel"[..], &b"PJSIP/1000"[..]), (b"async", b"TRUE")], 0).unwrap();
    let id = "ActionID: aw0000000000000006\r\n";
    let started = format!("Response: Success\r\n{id}Message: Originate successfully queued\r\n\r\n");
    assert_eq!(one(&mut session, &started, 0), what(What::Progress, 6, false));
    let ended = format!("Event: OriginateResponse\r\nPrivilege: call,all\r\n{id}Response: Success\r\n\r\n");
    assert_eq!(one(&mut session, &ended, 0), what(What::Response, 6, true));
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
    let late = "Response: Success\r\nActionID: aw0000000000000001\r\n\r\n";
    assert_eq!(one(&mut session, late, 0), what(What::Extra, 1, false));
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
    assert_eq!(session.transmit().len() as u64, taken * 46);
    // A part goes out, and then there is room for one more.
    session.sent(50).unwrap();
    session.submit(taken, b"Ping", [], 0).unwrap();
    let text = queued(&mut session);
    assert!(text.ends_with(&format!("aw{taken:016x}\r\n\r\n")), "{text}");
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
