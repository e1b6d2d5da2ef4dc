//! Originates with Async whose end is not reported, and every other action whose
//! last word is an event.

use super::*;
use crate::name::{Action, AnswerFlags, AnswerShape, Event, answer};

type Fields = &'static [(&'static [u8], &'static [u8])];

const ASYNC: Fields = &[(b"Channel", b"PJSIP/1000"), (b"Async", b"true")];

fn masked(slots: usize, options: Options, mask: &str) -> TestSession {
    let mut session = with(slots, options);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", Some(mask.as_bytes())).unwrap();
    queued(&mut session);
    one(&mut session, "Response: Success\r\n\r\n", 0);
    session
}

fn originate(session: &mut TestSession, tag: u64, fields: Fields) {
    session.submit(tag, b"Originate", fields.iter().copied(), 0).unwrap();
    queued(session);
}

fn success(tag: u64) -> String {
    format!("Response: Success\r\n{}Message: Originate successfully queued\r\n\r\n", line(tag))
}

fn reported(tag: u64) -> String {
    format!("Event: OriginateResponse\r\nPrivilege: call,all\r\n{}Response: Success\r\n\r\n", line(tag))
}

/// The answer to the session's own action Events of that number.
fn events(number: u32, response: &str) -> String {
    format!("Response: {response}\r\nActionID: {}\r\nEvents: On\r\n\r\n", id(Id::Events(number)))
}

#[test]
fn without_events_of_calls_an_originate_is_over_with_its_response() {
    for (mask, final_at_once) in [
        ("off", true),
        ("agent, CDR", true),
        ("system", true),
        ("on", false),
        ("all", false),
        ("call", false),
        ("agent,call,cdr", false),
    ] {
        let mut session = masked(1, OPTIONS, mask);
        originate(&mut session, 6, ASYNC);
        let told = if final_at_once { what(What::Started, 6, true) } else { what(What::Progress, 6, false) };
        assert_eq!(one(&mut session, &success(6), 0), told, "{mask}");
        assert_eq!(session.in_flight(), usize::from(!final_at_once));
        // If it comes although it cannot, it belongs to nobody any more.
        let told = if final_at_once { what(What::Extra, 6, false) } else { what(What::Response, 6, true) };
        assert_eq!(one(&mut session, &reported(6), 0), told, "{mask}");
        // A refusal is what it was.
        originate(&mut session, 7, ASYNC);
        let refused = format!("Response: Error\r\n{}\r\n", line(7));
        assert_eq!(one(&mut session, &refused, 0), what(What::Response, 7, true), "{mask}");
    }
    // Without a mask it is the server's own, which is everything.
    let mut session = logged_in(1);
    originate(&mut session, 6, ASYNC);
    assert_eq!(one(&mut session, &success(6), 0), what(What::Progress, 6, false));
}

#[test]
fn what_a_session_cannot_see_it_can_be_told() {
    let quiet = ActionOptions { no_originate_response: true, ..ActionOptions::default() };
    let mut session = logged_in(2);
    session.submit_as(6, b"Originate", ASYNC.iter().copied(), &quiet, 0).unwrap();
    originate(&mut session, 7, ASYNC);
    assert_eq!(one(&mut session, &success(6), 0), what(What::Started, 6, true));
    assert_eq!(one(&mut session, &success(7), 0), what(What::Progress, 7, false));
    let mut session = with(2, Options { no_originate_response: true, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    originate(&mut session, 6, ASYNC);
    assert_eq!(one(&mut session, &success(6), 0), what(What::Started, 6, true));
    // It says nothing of other actions, and nothing of one that is answered when
    // it is over.
    session.submit_as(7, b"Ping", [], &quiet, 0).unwrap();
    assert_eq!(one(&mut session, &success(7), 0), what(What::Response, 7, true));
    originate(&mut session, 8, &[(b"Channel", b"PJSIP/1000")]);
    assert_eq!(one(&mut session, &success(8), 0), what(What::Response, 8, true));
    // A response that does not come is a time limit that passes.
    originate(&mut session, 9, ASYNC);
    assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 9, true)));
}

#[test]
fn a_later_mask_counts_once_it_is_answered() {
    let mut session = masked(4, OPTIONS, "on");
    // Two are started, one is not answered yet, and one is no Originate.
    for tag in [1, 2, 3] {
        originate(&mut session, tag, ASYNC);
    }
    session.submit_within(4, b"Ping", [], 0, 0).unwrap();
    one(&mut session, &success(1), 0);
    one(&mut session, &success(2), 0);
    session.set_events(b"off").unwrap();
    assert!(queued(&mut session).contains("EventMask: off\r\n"));
    // It is on its way: the event may still come before it.
    assert_eq!(one(&mut session, &reported(2), 0), what(What::Response, 2, true));
    assert_eq!(one(&mut session, &events(1, "Success"), 1), what(What::Own, 0, false));
    assert_eq!(session.deadline(), Some(1));
    assert_eq!(session.handle_timeout(1), Some(what(What::Started, 1, true)));
    assert_eq!(session.handle_timeout(1), None);
    assert_eq!(session.deadline(), Some(60));
    assert_eq!(one(&mut session, &success(3), 1), what(What::Started, 3, true));
    assert_eq!(session.in_flight(), 1);
    assert_eq!(one(&mut session, &reported(1), 1), what(What::Extra, 1, false));
}

#[test]
fn a_mask_on_its_way_may_let_the_event_through() {
    for (response, ends) in [("Success", What::Response), ("Error", What::Started)] {
        let mut session = masked(1, OPTIONS, "off");
        originate(&mut session, 1, ASYNC);
        session.set_events(b"call").unwrap();
        queued(&mut session);
        assert_eq!(one(&mut session, &success(1), 0), what(What::Progress, 1, false));
        assert_eq!(one(&mut session, &events(1, response), 0), what(What::Own, 0, false));
        match ends {
            // Refused: the mask is what it was.
            What::Started => assert_eq!(session.handle_timeout(0), Some(what(What::Started, 1, true))),
            _ => {
                assert_eq!(session.handle_timeout(0), None);
                assert_eq!(one(&mut session, &reported(1), 0), what(What::Response, 1, true));
            }
        }
    }
}

#[test]
fn masks_that_a_caller_sends_by_hand_count_as_a_server_reads_them() {
    for (mask, final_at_once) in [
        ("off", true),
        ("0", true),
        ("1", true),
        ("2", false),
        ("cal,x", false),
        // What servers make of these.
        ("CALL", true),
        ("agent, call", true),
        ("agnet", true),
        ("on", false),
    ] {
        let mut session = masked(2, OPTIONS, "on");
        let fields = [(&b"eventmask"[..], mask.as_bytes()), (b"EventMask", b"on")];
        session.submit(1, b"events", fields, 0).unwrap();
        assert_eq!(one(&mut session, &success(1), 0), what(What::Response, 1, true));
        originate(&mut session, 2, ASYNC);
        let expected = if final_at_once { what(What::Started, 2, true) } else { what(What::Progress, 2, false) };
        assert_eq!(one(&mut session, &success(2), 0), expected, "{mask}");
    }
    // Refused, and not answered at all: of the latter nothing is known.
    for (answer, final_at_once) in [(true, true), (false, false)] {
        let mut session = masked(2, OPTIONS, "off");
        session.submit(1, b"Events", [(&b"EventMask"[..], &b"on"[..])], 0).unwrap();
        if answer {
            one(&mut session, &format!("Response: Error\r\n{}\r\n", line(1)), 0);
        } else {
            assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 1, true)));
        }
        originate(&mut session, 2, ASYNC);
        let expected = if final_at_once { what(What::Started, 2, true) } else { what(What::Progress, 2, false) };
        assert_eq!(one(&mut session, &success(2), 60), expected, "{answer}");
    }
    // One that sets no mask changes nothing, whatever is answered.
    for fields in [&[][..], &[(&b"EventMask"[..], &b""[..])]] {
        let mut session = masked(2, OPTIONS, "off");
        session.submit(1, b"Events", fields.iter().copied(), 0).unwrap();
        originate(&mut session, 2, ASYNC);
        one(&mut session, &success(1), 0);
        assert_eq!(one(&mut session, &success(2), 0), what(What::Started, 2, true));
    }
}

#[test]
fn a_started_one_ends_with_the_answer_to_a_mask_sent_by_hand() {
    let mut session = masked(2, OPTIONS, "on");
    originate(&mut session, 2, ASYNC);
    one(&mut session, &success(2), 0);
    session.submit(1, b"Events", [(&b"EventMask"[..], &b"agent"[..])], 0).unwrap();
    assert_eq!(one(&mut session, &success(1), 0), what(What::Response, 1, true));
    assert_eq!(session.handle_timeout(0), Some(what(What::Started, 2, true)));
}

/// What stands behind the action whose turn it is has not been sent.
#[test]
fn where_one_goes_at_a_time_a_mask_behind_it_is_not_on_its_way() {
    for by_hand in [true, false] {
        let mut session = masked(2, Options { one_at_a_time: true, ..OPTIONS }, "off");
        session.submit(1, b"Originate", ASYNC.iter().copied(), 0).unwrap();
        if by_hand {
            session.submit(2, b"Events", [(&b"EventMask"[..], &b"on"[..])], 0).unwrap();
        } else {
            session.set_events(b"on").unwrap();
        }
        queued(&mut session);
        assert_eq!(one(&mut session, &success(1), 0), what(What::Started, 1, true), "{by_hand}");
    }
}

#[test]
fn another_connection_has_the_mask_of_its_own_login() {
    let mut session = with(1, Options { reconnect: Reconnect { first: 1, most: 1, attempts: 0 }, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    session.set_events(b"off").unwrap();
    queued(&mut session);
    // The connection ends before the answer, and the login asks for the mask.
    session.cut(0);
    assert_eq!(session.handle_timeout(1).map(|outcome| outcome.what), Some(What::Connect));
    session.connected(1).unwrap();
    log_in(&mut session, "2.7.0", 1);
    originate(&mut session, 1, ASYNC);
    assert_eq!(one(&mut session, &success(1), 1), what(What::Started, 1, true));
    session.set_events(b"on").unwrap();
    queued(&mut session);
    // Of the old connection.
    one(&mut session, &events(1, "Success"), 1);
    one(&mut session, &events(2, "Success"), 1);
    originate(&mut session, 2, ASYNC);
    assert_eq!(one(&mut session, &success(2), 1), what(What::Progress, 2, false));
}

/// What `astman_get_header` and `ast_true` do: the first of two headers counts,
/// empty or not; what stands before a value is stripped, what stands behind it is
/// part of it.
#[test]
fn the_servers_own_reading_of_async_decides() {
    const CASES: &[(Fields, bool)] = &[
        (&[(b"Async", b"true")], true),
        (&[(b"ASYNC", b"Yes")], true),
        (&[(b"Async", b" \ttrue")], true),
        (&[(b"Async", b"1")], true),
        (&[(b"Async", b"on")], true),
        (&[(b"Async", b"true ")], false),
        (&[(b"Async", b"true\t")], false),
        (&[(b"Async", b"false"), (b"Async", b"true")], false),
        (&[(b"Async", b""), (b"Async", b"true")], false),
        (&[(b"Async", b"true"), (b"Async", b"false")], true),
        (&[(b"Async", b"2")], false),
        (&[(b"Async", b"")], false),
        (&[(b"Asynchronous", b"true")], false),
        (&[], false),
    ];
    for (fields, is_async) in CASES {
        let mut session = logged_in(1);
        originate(&mut session, 3, fields);
        let expected = if *is_async { what(What::Progress, 3, false) } else { what(What::Response, 3, true) };
        assert_eq!(one(&mut session, &success(3), 0), expected, "{fields:?}");
    }
}

/// No answer is lost by a mask but those that are broadcast: items and completions
/// are sent to the session that asked.
#[test]
fn every_action_whose_last_word_is_an_event_ends_without_events() {
    let mut tried = 0;
    for action in Action::ALL {
        let Some(known) = answer(*action) else { continue };
        let mut session = masked(2, OPTIONS, "off");
        let fields: Fields = if *action == Action::Originate { ASYNC } else { &[] };
        session.submit(3, action.name().as_bytes(), fields.iter().copied(), 0).unwrap();
        queued(&mut session);
        tried += 1;
        let response = format!("Response: Success\r\n{}\r\n", line(3));
        let event = |event: Event| format!("Event: {event}\r\n{}\r\n", line(3));
        let last = if let Some(later) = known.later {
            // It is broadcast, and does not come.
            let last = one(&mut session, &response, 0);
            assert_eq!(one(&mut session, &event(later), 0), what(What::Extra, 3, false), "{action}");
            last
        } else if known.shape == AnswerShape::List {
            if !known.flags.contains(AnswerFlags::NO_RESPONSE) {
                let mark = if known.flags.contains(AnswerFlags::NO_EVENT_LIST) { "" } else { "EventList: start\r\n" };
                let start = format!("Response: Success\r\n{}{mark}\r\n", line(3));
                assert_eq!(one(&mut session, &start, 0).what, What::ListStart, "{action}");
            }
            let end = known.completion.or(known.items.first().copied()).unwrap();
            one(&mut session, &event(end), 0)
        } else if known.flags.contains(AnswerFlags::NO_RESPONSE) {
            one(&mut session, &format!("Response: Success\r\nActionID: {}\r\n\r\n", id(Id::Fence(3))), 0)
        } else {
            one(&mut session, &response, 0)
        };
        assert!(last.last && last.tag == 3, "{action}: {last:?}");
        assert_eq!(session.in_flight(), 0, "{action}");
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn pings_of_the_sessions_own_need_no_place() {
    let mut session = with(32, Options { ping: 10, dead: 5, action: 1000, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    session.out.resize(8192, 0);
    for tag in 1..=32 {
        originate(&mut session, tag, ASYNC);
        one(&mut session, &success(tag), 0);
    }
    let refused = session.submit(33, b"Ping", [], 0).unwrap_err();
    assert_eq!(refused.status, Status::TooManyActions);
    assert!(refused.status.text().contains("wait for an answer, or ask for more places (max_actions"));
    session.ping().unwrap();
    assert!(queued(&mut session).starts_with("Action: Ping\r\n"));
    assert_eq!(session.handle_timeout(10), None);
    assert!(queued(&mut session).starts_with("Action: Ping\r\n"));
    assert_eq!(session.in_flight(), 32);
}

/// As many as there are end at once, each costs the same, and what has a limit of
/// its own keeps it.
#[test]
fn many_started_ones_end_one_after_the_other() {
    let mut session = masked(100, Options { action: 0, ..OPTIONS }, "on");
    session.out.resize(1 << 16, 0);
    for tag in 1..=100 {
        let fields: Fields = if tag % 10 == 0 { &[] } else { ASYNC };
        let limit = if tag % 3 == 0 { 50 + tag } else { 0 };
        session.submit_within(tag, b"Originate", fields.iter().copied(), limit, 0).unwrap();
        queued(&mut session);
        if tag % 10 != 0 {
            one(&mut session, &success(tag), 0);
        }
    }
    session.set_events(b"off").unwrap();
    one(&mut session, &events(1, "Success"), 7);
    let mut ended: Vec<u64> = core::iter::from_fn(|| session.handle_timeout(7))
        .map(|outcome| {
            assert_eq!((outcome.what, outcome.last), (What::Started, true));
            outcome.tag
        })
        .collect();
    ended.sort_unstable();
    assert_eq!(ended, (1..=100).filter(|tag| tag % 10 != 0).collect::<Vec<_>>());
    let mut timed_out = Vec::new();
    while let Some(outcome) = session.handle_timeout(1000) {
        assert_eq!(outcome.what, What::TimedOut);
        timed_out.push(outcome.tag);
    }
    assert_eq!(timed_out, [30, 60, 90]);
    assert_eq!(session.in_flight(), 7);
}
