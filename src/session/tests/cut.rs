//! Keepalive, dead peers, cuts and the way back.

use super::*;

fn down(session: &mut TestSession, now: u64) -> Vec<Outcome> {
    core::iter::from_fn(|| session.handle_timeout(now)).collect()
}

#[test]
fn each_action_in_flight_is_told_once_and_nothing_is_repeated() {
    let mut session = with(4, Options { reconnect: Reconnect { first: 100, most: 150, attempts: 0 }, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    session.submit(1, b"Ping", [], 0).unwrap();
    session.submit(2, b"Originate", [(&b"Async"[..], &b"1"[..])], 0).unwrap();
    queued(&mut session);
    session.submit(3, b"Ping", [], 0).unwrap();
    session.sent(20).unwrap();
    session.cut(5);
    assert_eq!(session.phase(), Phase::Down);
    assert!(session.transmit().is_empty());
    assert_eq!(session.submit(9, b"Ping", [], 5).unwrap_err().status, Status::NotLoggedIn);
    assert_eq!(session.connected(5).unwrap_err().status, Status::BadState);
    assert_eq!(session.deadline(), Some(5));
    assert!(session.will_reconnect());
    let told = down(&mut session, 5);
    assert_eq!(told, [what(What::Unknown, 1, true), what(What::Unknown, 2, true), what(What::Unsent, 3, true)]);
    let at = session.deadline().unwrap();
    assert!((55..=105).contains(&at), "{at}");
    assert_eq!(down(&mut session, at - 1), []);
    assert_eq!(down(&mut session, at), [what(What::Connect, 0, false)]);
    assert_eq!(session.deadline(), None);
    // A second word of the same cut changes nothing; a failed attempt does.
    session.cut(at);
    let next = session.deadline().unwrap();
    assert!((at + 75..=at + 150).contains(&next), "{next}");
    session.cut(at);
    assert_eq!(session.deadline(), Some(next));
    assert_eq!(down(&mut session, next), [what(What::Connect, 0, false)]);
    session.connected(next).unwrap();
    assert!(!session.will_reconnect());
    log_in(&mut session, "2.7.0", next);
    assert_eq!(session.in_flight(), 0);
    // What the old connection began is told by its tag.
    let late = format!("Event: OriginateResponse\r\n{}Response: Success\r\n\r\n", line(2));
    assert_eq!(one(&mut session, &late, next), what(What::Extra, 2, false));
    let next = next + 150;
    session.cut(next);
    let at = session.deadline().unwrap();
    assert!(at <= next + 100, "a connection that lasted begins the row anew");
}

#[test]
fn the_event_mask_is_asked_for_again() {
    let mut session = with(1, Options { reconnect: Reconnect { first: 1, most: 1, attempts: 0 }, ..OPTIONS });
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", Some(b"call,cdr")).unwrap();
    assert!(queued(&mut session).contains("Events: call,cdr\r\n"));
    one(&mut session, "Response: Success\r\n\r\n", 0);
    session.set_events(b"off").unwrap();
    assert!(queued(&mut session).contains("Action: Events\r\n"));
    let answer = format!("Response: Success\r\nActionID: {}\r\nEvents: Off\r\n\r\n", id(Id::Events(1)));
    assert_eq!(one(&mut session, &answer, 0), what(What::Own, 0, false));
    assert_eq!(session.set_events(&[b'a'; 129]).unwrap_err().status, Status::BadArgument);
    assert!(!session.fully_booted());
    let booted = "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n";
    assert_eq!(one(&mut session, booted, 0), what(What::Event, 0, false));
    assert!(session.fully_booted());
    session.cut(0);
    assert_eq!(down(&mut session, 1), [what(What::Connect, 0, false)]);
    session.connected(1).unwrap();
    assert!(!session.fully_booted());
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 1);
    session.login(b"u", b"s", None).unwrap();
    assert!(queued(&mut session).contains("Events: off\r\n"));
}

#[test]
fn who_is_refused_at_first_or_has_logged_off_does_not_come_back() {
    let options = Options { reconnect: Reconnect { first: 1, most: 1, attempts: 2 }, ..OPTIONS };
    let refusal = "Response: Error\r\nMessage: Authentication failed\r\n\r\n";
    let mut session = with(1, options);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", None).unwrap();
    assert_eq!(one(&mut session, refusal, 0).what, What::LoginRefused);
    session.cut(0);
    assert_eq!((session.deadline(), down(&mut session, 99)), (None, vec![]));
    // By the caller's own wish.
    session.connected(100).unwrap();
    log_in(&mut session, "2.7.0", 100);
    // An exchange that starts may not know its users yet.
    for now in [101, 103] {
        session.cut(now);
        assert_eq!(down(&mut session, now + 1), [what(What::Connect, 0, false)]);
        session.connected(now + 1).unwrap();
        one(&mut session, "Asterisk Call Manager/2.7.0\r\n", now + 1);
        session.login(b"u", b"s", None).unwrap();
        queued(&mut session);
        assert_eq!(one(&mut session, refusal, now + 1).what, What::LoginRefused);
    }
    session.cut(105);
    assert_eq!((session.deadline(), session.will_reconnect()), (Some(105), false));
    assert_eq!(down(&mut session, 105), [what(What::GaveUp, 0, false)]);
    assert_eq!((session.deadline(), down(&mut session, 999)), (None, vec![]));

    let mut session = with(2, options);
    log_in(&mut session, "2.7.0", 0);
    session.submit(1, b"Ping", [], 0).unwrap();
    session.logoff().unwrap();
    assert_eq!(session.submit(2, b"Ping", [], 0).unwrap_err().status, Status::NotLoggedIn);
    let pong = format!("Response: Success\r\n{}\r\n", line(1));
    assert_eq!(one(&mut session, &pong, 0), what(What::Response, 1, true));
    let goodbye = format!("Response: Goodbye\r\nActionID: {}\r\n\r\n", id(Id::Logoff));
    assert_eq!(one(&mut session, &goodbye, 0), what(What::Own, 0, false));
    session.cut(1);
    assert_eq!((session.deadline(), down(&mut session, 99)), (None, vec![]));
}

/// Each login is accepted, and then the exchange closes: only a connection that has
/// lasted as long as the delay begins with the first delay again.
#[test]
fn who_accepts_each_login_and_closes_is_met_less_and_less_often() {
    let options = Options { reconnect: Reconnect { first: 100, most: 1000, attempts: 2 }, ..OPTIONS };
    let mut session = with(1, options);
    let mut now = 0;
    log_in(&mut session, "2.7.0", now);
    let mut delay = |lasts: u64| {
        now += lasts;
        session.cut(now);
        let at = session.deadline().unwrap();
        let delay = at - now;
        now = at;
        assert_eq!(down(&mut session, now), [what(What::Connect, 0, false)]);
        session.connected(now).unwrap();
        log_in(&mut session, "2.7.0", now);
        delay
    };
    // They are no failed attempts, of which the policy allows two.
    for longest in [100, 200, 400, 800, 1000, 1000] {
        let delay = delay(10);
        assert!(delay * 2 >= longest && delay <= longest, "{delay} of {longest}");
    }
    assert!(delay(999) >= 500);
    assert!(delay(1000) <= 100);
    assert!(delay(199) >= 100);
    assert!(delay(400) <= 100);
}

#[test]
fn a_silent_peer_is_pinged_and_then_dead() {
    let mut session = with(2, Options { ping: 100, dead: 30, action: 0, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    assert_eq!(session.deadline(), Some(100));
    one(&mut session, "Event: Hangup\r\n\r\n", 50);
    assert_eq!(session.deadline(), Some(150));
    assert_eq!(down(&mut session, 150), []);
    assert_eq!(queued(&mut session), format!("Action: Ping\r\nActionID: {}\r\n\r\n", id(Id::Ping)));
    assert_eq!(session.deadline(), Some(180));
    let pong = format!("Response: Success\r\nActionID: {}\r\nPing: Pong\r\n\r\n", id(Id::Ping));
    assert_eq!(one(&mut session, &pong, 170), what(What::Own, 0, false));
    assert_eq!(session.deadline(), Some(270));
    one(&mut session, "Event: Hangup\r\n\r\n", 200);
    assert_eq!(session.deadline(), Some(300));
    session.submit(4, b"Ping", [], 200).unwrap();
    queued(&mut session);
    assert_eq!(down(&mut session, 300), []);
    assert_eq!(down(&mut session, 329), []);
    assert_eq!(down(&mut session, 330), [what(What::Dead, 0, false), what(What::Unknown, 4, true)]);
    assert_eq!(session.phase(), Phase::Down);
    assert_eq!(session.deadline(), None);
}

#[test]
fn an_exchange_that_is_kept_from_answering_is_not_dead() {
    let mut session = with(2, Options { ping: 100, dead: 30, action: 0, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    session.submit_within(4, b"Originate", [(&b"Channel"[..], &b"PJSIP/1"[..])], 500, 10).unwrap();
    assert_eq!(session.deadline(), Some(510));
    assert_eq!(down(&mut session, 510), [what(What::TimedOut, 4, true)]);
    assert_eq!(session.deadline(), Some(610));
}

#[test]
fn a_login_that_takes_too_long_is_a_cut() {
    let mut session = with(1, Options { reconnect: Reconnect { first: 10, most: 10, attempts: 0 }, ..OPTIONS });
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", None).unwrap();
    assert_eq!(down(&mut session, 30), [what(What::LoginTimedOut, 0, false)]);
    assert!(session.transmit().is_empty() && session.out.iter().all(|byte| *byte == 0));
    let late = handle(&mut session, "Response: Success\r\n\r\n", 30)[0];
    assert_eq!(late.unwrap_err().status, Status::BadState);
    assert_eq!(down(&mut session, 40), [what(What::Connect, 0, false)]);
}

/// A Ping goes out behind an action whose answer has no certain end. The exchange
/// may have seen the action without it.
#[test]
fn an_action_counts_without_the_ping_behind_it() {
    for (short, last) in [(1, What::Unsent), (0, What::Unknown)] {
        let mut session = logged_in(2);
        session.submit(1, b"Queues", [], 0).unwrap();
        let text = String::from_utf8(session.transmit().to_vec()).unwrap();
        let ping = text.find("Action: Ping").unwrap();
        session.sent(ping - short).unwrap();
        session.cut(0);
        assert_eq!(down(&mut session, 0), [what(last, 1, true)]);
    }
}

/// Whatever was said to be sent.
#[test]
fn what_the_exchange_has_begun_to_answer_is_not_unsent() {
    let mut session = logged_in(2);
    session.submit(1, b"QueueStatus", [], 0).unwrap();
    session.submit(2, b"Originate", [(&b"Async"[..], &b"1"[..])], 0).unwrap();
    let list = format!("Response: Success\r\n{}EventList: start\r\n\r\n", line(1));
    assert_eq!(one(&mut session, &list, 0), what(What::ListStart, 1, false));
    assert_eq!(one(&mut session, &format!("Response: Success\r\n{}\r\n", line(2)), 0), what(What::Progress, 2, false));
    session.cut(0);
    assert_eq!(down(&mut session, 0), [what(What::Unknown, 1, true), what(What::Unknown, 2, true)]);
}

/// A thread was writing when the peer was found dead, or the login too late.
#[cfg(feature = "net")]
#[test]
fn what_is_handed_over_while_the_session_is_cut_counts() {
    let mut session = logged_in(3);
    session.submit(1, b"Ping", [], 0).unwrap();
    let (from, one) = (session.handed(), session.transmit().len() as u64);
    session.submit(2, b"Ping", [], 0).unwrap();
    session.cut(0);
    session.handed_over(from + one + 10);
    // It does not go back.
    session.handed_over(from);
    assert_eq!(down(&mut session, 0), [what(What::Unknown, 1, true), what(What::Unsent, 2, true)]);
    assert!(session.transmit().is_empty());
}
