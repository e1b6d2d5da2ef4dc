//! Actions that keep the exchange from answering: no Ping goes out meanwhile, and
//! nobody is dead.

use super::*;
use crate::name::{Action, AnswerFlags, answer};

const ALIVE: Options = Options { ping: 100, dead: 30, action: 1000, ..OPTIONS };

fn with_ping(options: Options) -> TestSession {
    let mut session = with(8, options);
    log_in(&mut session, "2.7.0", 0);
    session
}

/// Submits at time 10, and tells when something is due.
fn due(session: &mut TestSession, name: &str, fields: &[(&[u8], &[u8])], options: &ActionOptions<'_>) -> Option<u64> {
    session.submit_as(4, name.as_bytes(), fields.iter().copied(), options, 10).unwrap();
    queued(session);
    session.deadline()
}

const BLOCKS: ActionOptions<'_> = ActionOptions { limit: None, no_originate_response: false, blocks: true, list: None };

#[test]
fn only_the_limit_of_an_action_that_blocks_counts() {
    let plain = ActionOptions::default();
    let mut blocking = Vec::new();
    for action in Action::ALL {
        let mut session = with_ping(ALIVE);
        let due = due(&mut session, action.name(), &[], &plain).unwrap();
        assert!(due == 1010 || due == 100, "{action}: {due}");
        if due == 1010 {
            blocking.push(action.name());
            assert_eq!(session.handle_timeout(1009), None);
            assert_eq!(session.handle_timeout(1010), Some(what(What::TimedOut, 4, true)), "{action}");
            // From here on it can answer a Ping.
            assert_eq!(session.deadline(), Some(1110));
        }
        assert_eq!(due == 1010, answer(*action).is_some_and(|known| known.flags.contains(AnswerFlags::BLOCKS)));
    }
    let expected = [
        "Command",
        "DAHDI Restart",
        "DAHDIRestart",
        "LoggerRotate",
        "ModuleLoad",
        "Originate",
        "QueueReload",
        "Reload",
        "UpdateConfig",
        "WaitEvent",
    ];
    assert_eq!(blocking, expected);
}

#[test]
fn an_originate_with_async_does_not_block_and_any_action_may() {
    let plain = ActionOptions::default();
    assert_eq!(due(&mut with_ping(ALIVE), "Originate", &[(b"Async", b"true")], &plain), Some(100));
    assert_eq!(due(&mut with_ping(ALIVE), "Originate", &[(b"Async", b"true ")], &plain), Some(1010));
    assert_eq!(due(&mut with_ping(ALIVE), "Getvar", &[(b"Variable", b"CURL(x)")], &BLOCKS), Some(1010));
    assert_eq!(due(&mut with_ping(ALIVE), "NobodyKnowsIt", &[], &BLOCKS), Some(1010));
    let limited = ActionOptions { limit: Some(5000), ..BLOCKS };
    assert_eq!(due(&mut with_ping(ALIVE), "Getvar", &[], &limited), Some(5010));
}

#[test]
fn other_actions_beside_it_change_nothing_and_its_answer_ends_it() {
    let mut session = with_ping(ALIVE);
    session.submit(1, b"Ping", [], 0).unwrap();
    session.submit(2, b"Command", [(&b"Command"[..], &b"x"[..])], 0).unwrap();
    session.submit(3, b"Ping", [], 0).unwrap();
    queued(&mut session);
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(1)), 5);
    assert_eq!(session.handle_timeout(900), None);
    assert!(queued(&mut session).is_empty(), "no Ping goes out");
    one(&mut session, &format!("Response: Success\r\n{}Output: x\r\n\r\n", line(2)), 900);
    // Another one is in flight, and holds nothing back.
    assert_eq!(session.deadline(), Some(1000));
    assert_eq!(session.handle_timeout(999), None);
}

/// A Ping that was out when it was sent is answered first, or never.
#[test]
fn a_peer_that_was_dead_before_is_found_behind_it() {
    let mut session = with_ping(ALIVE);
    assert_eq!(session.handle_timeout(100), None);
    assert!(queued(&mut session).starts_with("Action: Ping"));
    session.submit(1, b"Command", [], 110).unwrap();
    queued(&mut session);
    assert_eq!(session.deadline(), Some(1110));
    assert_eq!(session.handle_timeout(1110), Some(what(What::TimedOut, 1, true)));
    assert_eq!(session.handle_timeout(1110).map(|outcome| outcome.what), Some(What::Dead));
}

#[test]
fn an_action_without_a_limit_holds_the_ping_back_for_the_usual_limit() {
    // Of the options; and where they have none, a minute.
    for (action, usual) in [(1000, 1000), (0, 60_000_000_000)] {
        let mut session = with_ping(Options { action, ..ALIVE });
        let endless = ActionOptions { limit: Some(0), ..ActionOptions::default() };
        let ping = 10 + usual + 100;
        assert_eq!(due(&mut session, "Command", &[], &endless), Some(ping));
        assert_eq!(session.handle_timeout(ping - 1), None);
        assert!(queued(&mut session).is_empty());
        assert_eq!(session.handle_timeout(ping), None);
        assert!(queued(&mut session).starts_with("Action: Ping"));
        assert_eq!(session.deadline(), Some(ping + 30));
        let mut answered = with_ping(Options { action, ..ALIVE });
        due(&mut answered, "Command", &[], &endless);
        // What comes meanwhile shows life, and the answer is the end of it.
        one(&mut answered, "Event: Hangup\r\n\r\n", 10 + usual + 50);
        assert_eq!(answered.deadline(), Some(10 + usual + 150));
        one(&mut answered, &format!("Response: Success\r\n{}\r\n", line(4)), 10 + usual + 60);
        assert_eq!(answered.deadline(), Some(10 + usual + 160));
        // A dead peer is found.
        assert_eq!(session.handle_timeout(ping + 30).map(|outcome| outcome.what), Some(What::Dead));
        assert_eq!(session.handle_timeout(ping + 30), Some(what(What::Unknown, 4, true)));
    }
    // Beside one with a limit, that limit counts.
    let mut session = with_ping(ALIVE);
    session.submit_within(1, b"Command", [], 0, 0).unwrap();
    session.submit_within(2, b"Command", [], 5000, 0).unwrap();
    queued(&mut session);
    assert_eq!(session.deadline(), Some(5000));
    // And one that does not block has none, and no say.
    let mut session = with_ping(ALIVE);
    session.submit_within(1, b"Ping", [], 0, 0).unwrap();
    assert_eq!(session.deadline(), Some(100));
}

#[test]
fn what_waits_for_its_turn_blocks_nothing() {
    let mut session = with_ping(Options { one_at_a_time: true, ..ALIVE });
    assert_eq!(session.handle_timeout(100), None);
    assert!(queued(&mut session).starts_with("Action: Ping"));
    session.submit_within(1, b"Getvar", [], 0, 101).unwrap();
    session.submit(2, b"Command", [], 101).unwrap();
    session.submit_within(3, b"Command", [], 0, 101).unwrap();
    queued(&mut session);
    // The Ping went out before all of them.
    assert_eq!(session.deadline(), Some(130));
    let pong = format!("Response: Success\r\nActionID: {}\r\nPing: Pong\r\n\r\n", id(Id::Ping));
    one(&mut session, &pong, 120);
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(1)), 200);
    // Its turn has come, and its limit begins.
    queued(&mut session);
    assert_eq!(session.deadline(), Some(1200));
    assert_eq!(session.handle_timeout(1200), Some(what(What::TimedOut, 2, true)));
    // That of the third is the usual one, for the Ping only.
    assert_eq!(session.blocked_until, 2200);
    assert!(session.table.blocking() && !session.table.blocking_in_time());
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(3)), 1300);
    assert!(!session.table.blocking());
    assert_eq!(session.deadline(), Some(1400));
}

/// However actions come and go, what is counted is what is in flight.
#[test]
fn the_counts_come_back_to_nothing() {
    for one_at_a_time in [false, true] {
        let mut session =
            with(8, Options { one_at_a_time, reconnect: Reconnect { first: 1, ..OPTIONS.reconnect }, ..ALIVE });
        session.out.resize(8192, 0);
        for round in 0..3 {
            log_in(&mut session, "2.7.0", round);
            for (tag, name) in (1..).zip(["Command", "Events", "WaitEvent", "Originate", "Reload", "Ping"]) {
                let limit = if tag % 2 == 0 { 0 } else { 100 };
                let options = ActionOptions { limit: Some(limit), blocks: tag > 3, ..ActionOptions::default() };
                session.submit_as(tag, name.as_bytes(), [(&b"Async"[..], &b"1"[..])], &options, round).unwrap();
            }
            queued(&mut session);
            for tag in [4, 1, 2] {
                one(&mut session, &format!("Response: Success\r\n{}\r\n", line(tag)), round);
            }
            session.cut(round);
            while session.handle_timeout(round + 1).is_some() {}
            assert!(!session.table.blocking() && !session.table.masks() && session.in_flight() == 0);
            assert!(session.table.is_idle(), "{:?}", session.table);
            session.connected(round + 1).unwrap();
        }
    }
}
