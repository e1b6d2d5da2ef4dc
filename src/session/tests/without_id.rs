//! Answers without an ActionID: when they are answers, and whose.

use super::*;

const SUCCESS: &str = "Response: Success\r\nMessage: done\r\n\r\n";
const ERROR: &str = "Response: Error\r\nMessage: Missing action in request\r\n\r\n";
const PONG: &str = "Response: Pong\r\n\r\n";
const EVENTS: &str = "Response: Success\r\nEvents: Off\r\n\r\n";

const NOBODY: Outcome = Outcome::plain(What::Unclaimed);
const OWN: Outcome = Outcome::plain(What::Own);

/// Logged in at an exchange that sends no ActionIDs back.
fn mute(version: &str, options: Options) -> TestSession {
    let mut session = with(8, options);
    one(&mut session, &format!("Asterisk Call Manager/{version}\r\n"), 0);
    session.login(b"u", b"s", None).unwrap();
    queued(&mut session);
    assert_eq!(one(&mut session, SUCCESS, 0).what, What::LoggedIn);
    session
}

/// Logged in at one that does.
fn echoing(version: &str, options: Options) -> TestSession {
    let mut session = with(8, options);
    log_in(&mut session, version, 0);
    session
}

fn submit(session: &mut TestSession, tag: u64, name: &str) {
    session.submit(tag, name.as_bytes(), [], 0).unwrap();
    queued(session);
}

const TOLD: Options = Options { answers_without_id: true, ..OPTIONS };

#[test]
fn an_exchange_without_action_ids_answers_the_one_action_in_flight() {
    let answers = [SUCCESS, ERROR, PONG, EVENTS, "Response: Events Off\r\n\r\n", "Response: Goodbye\r\n\r\n"];
    for version in ["1.1", "2.7.0", "12.0.0"] {
        let mut session = mute(version, OPTIONS);
        assert!(session.takes_answers_without_id());
        for (answer, tag) in answers.iter().zip(1..) {
            submit(&mut session, tag, "Setvar");
            assert_eq!(one(&mut session, answer, 0), what(What::Response, tag, true), "{answer}");
            assert_eq!(one(&mut session, answer, 0), NOBODY, "{answer}");
        }
    }
}

#[test]
fn who_sends_action_ids_back_answers_nothing_without_one() {
    for version in ["1.0", "1.1", "2.7.0", "12.0.0"] {
        let mut session = echoing(version, OPTIONS);
        assert!(!session.takes_answers_without_id());
        submit(&mut session, 1, "Getvar");
        for answer in [SUCCESS, ERROR, PONG, EVENTS, "Response: Events Off\r\n\r\n"] {
            assert_eq!(one(&mut session, answer, 0), NOBODY, "{version} {answer}");
        }
        // Nor with a foreign one.
        assert_eq!(one(&mut session, "Response: Success\r\nActionID: 1\r\n\r\n", 0), NOBODY);
        assert_eq!(one(&mut session, &format!("Response: Success\r\n{}\r\n", line(1)), 0).what, What::Response);
    }
    // One that begins to send them back, with whatever it is.
    for echo in ["Response: Success\r\nI\r\n\r\n", "Event: OriginateResponse\r\nI\r\n\r\n"] {
        let mut session = mute("2.7.0", OPTIONS);
        submit(&mut session, 1, "Ping");
        one(&mut session, &echo.replace("I\r\n", &line(1)), 0);
        assert!(!session.takes_answers_without_id(), "{echo}");
        submit(&mut session, 2, "Ping");
        assert_eq!(one(&mut session, SUCCESS, 0), NOBODY, "{echo}");
    }
    // What another program wrote says nothing.
    let mut session = mute("2.7.0", OPTIONS);
    submit(&mut session, 1, "Ping");
    one(&mut session, &format!("Event: UserEvent\r\n{}\r\n", line(1)), 0);
    one(&mut session, "Response: Success\r\nActionID: 1\r\n\r\n", 0);
    assert!(session.takes_answers_without_id());
    // A new connection is judged anew.
    let mut session = echoing("2.7.0", OPTIONS);
    session.cut(0);
    session.connected(0).unwrap();
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"u", b"s", None).unwrap();
    queued(&mut session);
    assert!(!session.takes_answers_without_id(), "before the login nothing is in flight");
    assert_eq!(one(&mut session, SUCCESS, 0).what, What::LoggedIn);
    assert!(session.takes_answers_without_id());
}

#[test]
fn the_caller_may_say_that_no_action_ids_come() {
    let mut session = echoing("2.7.0", TOLD);
    submit(&mut session, 1, "Getvar");
    assert_eq!(one(&mut session, SUCCESS, 0), what(What::Response, 1, true));
}

#[test]
fn of_several_in_flight_the_oldest_is_answered_only_where_that_was_said() {
    let mut session = mute("1.1", TOLD);
    for tag in [1, 2, 3] {
        submit(&mut session, tag, "Getvar");
    }
    for tag in [1, 2, 3] {
        assert_eq!(one(&mut session, SUCCESS, 0), what(What::Response, tag, true));
    }
    let mut session = mute("1.1", Options { one_at_a_time: true, ..OPTIONS });
    for tag in [1, 2] {
        session.submit(tag, b"Getvar", [], 0).unwrap();
    }
    for tag in [1, 2] {
        assert!(queued(&mut session).contains(&line(tag)));
        assert_eq!(one(&mut session, SUCCESS, 0), what(What::Response, tag, true));
    }
    // Otherwise neither is, and those that follow are not taken for one another.
    let mut session = mute("1.1", OPTIONS);
    for tag in [1, 2] {
        submit(&mut session, tag, "Getvar");
    }
    session.ping().unwrap();
    queued(&mut session);
    assert_eq!([SUCCESS, SUCCESS, PONG].map(|answer| one(&mut session, answer, 0)), [NOBODY, NOBODY, OWN]);
    for tag in [1, 2] {
        assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, tag, true)));
    }
    submit(&mut session, 3, "Getvar");
    assert_eq!(one(&mut session, SUCCESS, 60), what(What::Response, 3, true));
}

#[test]
fn what_the_session_sends_by_itself_has_its_turn() {
    let mut session = mute("1.1", OPTIONS);
    session.ping().unwrap();
    session.set_events(b"off").unwrap();
    submit(&mut session, 1, "Getvar");
    session.ping().unwrap();
    session.ping().unwrap();
    queued(&mut session);
    let told = [PONG, EVENTS, SUCCESS, PONG, PONG, PONG].map(|answer| one(&mut session, answer, 0));
    assert_eq!(told, [OWN, OWN, what(What::Response, 1, true), OWN, OWN, NOBODY]);
    session.logoff().unwrap();
    assert_eq!(one(&mut session, "Response: Goodbye\r\n\r\n", 0), OWN);
}

#[test]
fn a_ping_of_keepalive_takes_no_answer_from_an_action() {
    let mut session = mute("1.1", Options { ping: 10, dead: 10, action: 1000, ..OPTIONS });
    assert_eq!(session.handle_timeout(10), None);
    assert!(queued(&mut session).contains("Action: Ping"));
    session.submit(1, b"Getvar", [], 11).unwrap();
    queued(&mut session);
    assert_eq!(one(&mut session, SUCCESS, 12), OWN);
    assert_eq!(one(&mut session, SUCCESS, 12), what(What::Response, 1, true));
}

#[test]
fn a_late_answer_is_not_that_of_the_next_action() {
    let mut session = mute("1.1", OPTIONS);
    submit(&mut session, 1, "Getvar");
    assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 1, true)));
    session.submit(2, b"Getvar", [], 60).unwrap();
    // The Ping that shows whether the answer is late or lost.
    assert!(queued(&mut session).starts_with("Action: Ping\r\n"));
    let told = [SUCCESS, PONG, SUCCESS].map(|answer| one(&mut session, answer, 61));
    assert_eq!(told, [NOBODY, OWN, what(What::Response, 2, true)]);
    // One that never comes takes nothing from the next.
    session.submit(3, b"Getvar", [], 61).unwrap();
    assert_eq!(session.handle_timeout(121), Some(what(What::TimedOut, 3, true)));
    session.submit(4, b"Getvar", [], 121).unwrap();
    let told = [PONG, SUCCESS].map(|answer| one(&mut session, answer, 122));
    assert_eq!(told, [OWN, what(What::Response, 4, true)]);
}

/// An exchange that answers nothing for a while, and then everything.
#[test]
fn however_many_time_limits_have_passed_answers_are_known_again() {
    let mut session = mute("1.1", OPTIONS);
    let mut sent = String::new();
    let mut passes = |session: &mut TestSession, tag, now| {
        session.submit(tag, b"Getvar", [], now).unwrap();
        sent += &queued(session);
        assert_eq!(session.handle_timeout(now + 60), Some(what(What::TimedOut, tag, true)));
    };
    (0..20).for_each(|n| passes(&mut session, n + 1, 60 * n));
    session.submit(21, b"Getvar", [], 1200).unwrap();
    sent += &queued(&mut session);
    assert_eq!(sent.matches("Action: Ping").count(), 3);
    // In its order, with the answers to Pings that are sent meanwhile.
    let mut told = Vec::new();
    while !sent.is_empty() {
        let (action, rest) = sent.split_once("\r\n\r\n").unwrap();
        let answer = if action.starts_with("Action: Ping") { PONG } else { SUCCESS };
        sent = String::from(rest);
        told.push(one(&mut session, answer, 1201));
        sent += &queued(&mut session);
    }
    assert_eq!(told.iter().filter(|outcome| outcome.tag == 21).count(), 1);
    assert!(told.iter().all(|outcome| *outcome == NOBODY || *outcome == OWN || outcome.tag == 21), "{told:?}");
    submit(&mut session, 22, "Getvar");
    assert_eq!(one(&mut session, SUCCESS, 1202), what(What::Response, 22, true));
    // Answers that are lost are known to be by those to the Pings.
    for n in 0..20 {
        session.submit(30 + n, b"Getvar", [], 1202 + 60 * n).unwrap();
        queued(&mut session);
        assert_eq!(session.handle_timeout(1262 + 60 * n).map(|told| told.tag), Some(30 + n));
    }
    while one(&mut session, PONG, 2500) == OWN {
        queued(&mut session);
    }
    submit(&mut session, 60, "Getvar");
    assert_eq!(one(&mut session, SUCCESS, 2500), what(What::Response, 60, true));
}

#[test]
fn the_answer_to_a_ping_shows_what_was_lost() {
    let mut session = mute("1.1", TOLD);
    let pong = "Response: Success\r\nPing: Pong\r\n\r\n";
    session.set_events(b"off").unwrap();
    submit(&mut session, 1, "Getvar");
    submit(&mut session, 2, "Ping");
    submit(&mut session, 3, "Getvar");
    submit(&mut session, 4, "Queues");
    session.set_events(b"on").unwrap();
    session.ping().unwrap();
    submit(&mut session, 5, "Getvar");
    // The first is that of action 2, and then that of the one behind `Queues`.
    let told = [pong, pong, pong, SUCCESS, pong].map(|answer| one(&mut session, answer, 0));
    let expected =
        [what(What::Response, 2, true), what(What::TextEnd, 4, true), OWN, what(What::Response, 5, true), NOBODY];
    assert_eq!(told, expected);
    // What was lost has its limit, and nothing is owed for it.
    assert_eq!([60, 60].map(|now| session.handle_timeout(now).unwrap().tag), [1, 3]);
    assert!(session.transmit().is_empty());
    submit(&mut session, 6, "Getvar");
    assert_eq!(one(&mut session, SUCCESS, 60), what(What::Response, 6, true));
}

/// A gateway that works on an action and answers the Ping behind it meanwhile.
#[test]
fn a_ping_that_overtakes_the_only_action_in_flight_is_the_sessions_own() {
    let pong = "Response: Success\r\nPing: Pong\r\n\r\n";
    for options in [OPTIONS, TOLD] {
        let mut session = mute("2.0.0", options);
        submit(&mut session, 1, "Setvar");
        session.ping().unwrap();
        session.ping().unwrap();
        let told = [pong, PONG, SUCCESS, SUCCESS].map(|answer| one(&mut session, answer, 0));
        assert_eq!(told, [OWN, OWN, what(What::Response, 1, true), NOBODY]);
        // In order as before, and its own Ping is its answer.
        submit(&mut session, 2, "Setvar");
        session.ping().unwrap();
        assert_eq!([SUCCESS, pong].map(|answer| one(&mut session, answer, 0)), [what(What::Response, 2, true), OWN]);
        submit(&mut session, 3, "Ping");
        assert_eq!(one(&mut session, pong, 0), what(What::Response, 3, true));
    }
}

/// So many things of its own that the session lost count: it guesses no more.
#[test]
fn where_the_order_is_lost_nothing_is_answered_by_its_place() {
    let mut session = mute("1.1", OPTIONS);
    for _ in 0..5 {
        session.ping().unwrap();
        session.set_events(b"on").unwrap();
        queued(&mut session);
    }
    submit(&mut session, 1, "Getvar");
    assert!(!session.takes_answers_without_id());
    assert_eq!(one(&mut session, SUCCESS, 0), NOBODY);
    // Any number of one kind is one.
    let mut session = mute("1.1", OPTIONS);
    (0..5).for_each(|_| {
        (0..5).for_each(|_| session.ping().unwrap());
        queued(&mut session);
    });
    submit(&mut session, 1, "Getvar");
    for _ in 0..25 {
        assert_eq!(one(&mut session, PONG, 0), OWN);
    }
    assert_eq!(one(&mut session, SUCCESS, 0), what(What::Response, 1, true));
}

#[test]
fn an_action_that_was_not_sent_is_not_answered() {
    let mut session = mute("1.1", Options { one_at_a_time: true, ..OPTIONS });
    session.submit(1, b"Status", [], 0).unwrap();
    session.submit(2, b"Getvar", [], 0).unwrap();
    queued(&mut session);
    let start = "Response: Success\r\nMessage: Channel status will follow\r\n\r\n";
    assert_eq!(one(&mut session, start, 0), what(What::ListStart, 1, false));
    assert_eq!(one(&mut session, SUCCESS, 0), NOBODY);
    assert_eq!(session.in_flight(), 2);
}

/// Cases 07 and 08: releases to 11 send ActionIDs back, but not with these two.
#[test]
fn events_and_ping_of_old_releases_are_answered_without_one_when_it_is_their_turn() {
    for (answer, action, other) in [
        (EVENTS, "Events", "Ping"),
        ("Response: Success\r\nEvents: On\r\n\r\n", "events", "Ping"),
        (PONG, "Ping", "Events"),
    ] {
        let mut session = echoing("1.1", OPTIONS);
        submit(&mut session, 1, action);
        assert_eq!(one(&mut session, answer, 0), what(What::Response, 1, true));
        // Whoever sent it: the session, too.
        let own =
            |session: &mut TestSession| if action == "Ping" { session.ping() } else { session.set_events(b"off") };
        own(&mut session).unwrap();
        submit(&mut session, 2, action);
        assert_eq!(one(&mut session, answer, 0), OWN);
        assert_eq!(one(&mut session, answer, 0), what(What::Response, 2, true));
        assert_eq!(one(&mut session, answer, 0), NOBODY);
        // Not another's, nor where an older action awaits its answer.
        submit(&mut session, 3, other);
        submit(&mut session, 4, action);
        assert_eq!(one(&mut session, answer, 0), NOBODY, "{action} behind {other}");
        one(&mut session, &format!("Response: Success\r\n{}\r\n", line(3)), 0);
        assert_eq!(one(&mut session, answer, 0), what(What::Response, 4, true));
        // One that was started has had its answer.
        session.submit(5, b"Originate", [(&b"Async"[..], &b"true"[..])], 0).unwrap();
        submit(&mut session, 6, action);
        assert_eq!(one(&mut session, answer, 0), NOBODY);
        one(&mut session, &format!("Response: Success\r\n{}\r\n", line(5)), 0);
        assert_eq!(one(&mut session, answer, 0), what(What::Response, 6, true));
        // Newer releases send it whole.
        let mut session = echoing("2.0.0", OPTIONS);
        submit(&mut session, 1, action);
        assert_eq!(one(&mut session, answer, 0), NOBODY);
    }
    // Nothing else, and nothing more.
    let mut session = echoing("1.1", OPTIONS);
    submit(&mut session, 1, "Events");
    for answer in [
        "Response: Success\r\nEvents: Maybe\r\n\r\n",
        "Response: Success\r\nEvents: On\r\nMessage: forged\r\n\r\n",
        "Response: Success\r\nMessage: x\r\nEvents: On\r\n\r\n",
        "Response: Success\r\nActionID: 1\r\n\r\n",
        "Response: Error\r\nEvents: On\r\n\r\n",
        "Response: Pong\r\nEvents: On\r\n\r\n",
        "Response: Events Off\r\n\r\n",
        SUCCESS,
        PONG,
    ] {
        assert_eq!(one(&mut session, answer, 0), NOBODY, "{answer}");
    }
    assert_eq!(session.in_flight(), 1);
}

#[test]
fn what_comes_without_a_response_ends_with_the_ping_behind_it() {
    for pong in [PONG, "Response: Success\r\nPing: Pong\r\n\r\n"] {
        let mut session = mute("1.1", OPTIONS);
        submit(&mut session, 1, "Queues");
        assert_eq!(one(&mut session, "6500 has 0 calls\r\n\r\n", 0), what(What::Text, 1, false));
        assert_eq!(one(&mut session, pong, 0), what(What::TextEnd, 1, true));
        assert_eq!(one(&mut session, pong, 0), NOBODY);
        // As releases to 11 send it, which send the ActionIDs of others back; nothing
        // more than that.
        let mut echoing = echoing("1.1", OPTIONS);
        submit(&mut echoing, 1, "Queues");
        one(&mut echoing, "6500 has 0 calls\r\n\r\n", 0);
        let expected = if pong == PONG { what(What::TextEnd, 1, true) } else { NOBODY };
        assert_eq!(one(&mut echoing, pong, 0), expected);
        // Its own answer, and then that of the Ping.
        submit(&mut session, 2, "IAXnetstats");
        assert_eq!(one(&mut session, ERROR, 0), what(What::Response, 2, true));
        assert_eq!(one(&mut session, pong, 0), OWN);
        assert_eq!(one(&mut session, pong, 0), NOBODY);
    }
}

#[test]
fn an_old_command_answer_is_taken_too_whole_and_in_pieces() {
    let text = |lines: usize| {
        format!("Response: Follows\r\nPrivilege: Command\r\n{}--END COMMAND--\r\n\r\n", "a line\n".repeat(lines))
    };
    let options = ReaderOptions { text_in_pieces: true, banner: false, ..ReaderOptions::CLIENT };
    for (mute_one, lines) in [(true, 1), (true, 200), (false, 1), (false, 200)] {
        let mut session = if mute_one { mute("1.1", OPTIONS) } else { echoing("1.1", OPTIONS) };
        submit(&mut session, 1, "Command");
        let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
        let stream = text(lines);
        let (mut rest, mut told) = (stream.as_bytes(), Vec::new());
        while !rest.is_empty() {
            rest = &rest[reader.feed(rest)..];
            while let Some(packet) = reader.next().unwrap() {
                told.push(session.handle(&packet, 0).unwrap());
            }
        }
        assert_eq!(told.len() > 2, lines > 1);
        let last = told.pop().unwrap();
        match (mute_one, lines) {
            (false, _) => assert_eq!(last, NOBODY),
            (true, 1) => assert_eq!(last, what(What::Response, 1, true)),
            (true, _) => assert_eq!(last, what(What::TextEnd, 1, true)),
        }
        let between = if mute_one { what(What::Text, 1, false) } else { NOBODY };
        assert!(told.iter().all(|outcome| *outcome == between));
    }
    // One that opened no text is nobody's.
    let mut session = mute("1.1", OPTIONS);
    submit(&mut session, 1, "Getvar");
    let options = ReaderOptions { text: crate::reader::TextMode::Never, ..options };
    let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
    reader.feed(b"Response: Follows\r\nX: y\r\n\r\n");
    assert_eq!(session.handle(&reader.next().unwrap().unwrap(), 0), Ok(NOBODY));
}

/// The output of one action counts as the answer to the Ping behind another one, whole
/// or in pieces. Its first piece ended that action, and nothing told so.
#[test]
fn an_action_that_a_first_piece_ends_is_told_as_ended() {
    use crate::session::{ActionOptions, List};

    let list = Some(List { items: b"", completion: b"QueuesDone" });
    for (lines, then) in [(1, vec![]), (200, vec![NOBODY])] {
        let mut session = mute("1.1", TOLD);
        session.submit_as(1, b"Queues", [], &ActionOptions { list, ..ActionOptions::default() }, 0).unwrap();
        queued(&mut session);
        submit(&mut session, 2, "Command");
        assert_eq!(one(&mut session, SUCCESS, 0), what(What::ListStart, 1, false));
        let text = format!("Response: Follows\r\n{}--END COMMAND--\r\n\r\n", "a line\n".repeat(lines));
        let mut outcomes = super::answers::in_pieces(&mut session, &text, |_| 0);
        assert_eq!(outcomes.remove(0), what(What::ListEnd, 1, true));
        outcomes.dedup();
        assert_eq!((outcomes, session.in_flight()), (then, 1));
    }
}

#[test]
fn an_async_originate_is_over_with_an_answer_that_has_no_action_id() {
    let mut session = mute("1.1", OPTIONS);
    session.submit(1, b"Originate", [(&b"Async"[..], &b"true"[..])], 0).unwrap();
    assert_eq!(one(&mut session, SUCCESS, 0), what(What::Started, 1, true));
}

#[test]
fn a_list_without_action_ids_has_the_items_that_the_table_names() {
    let mut session = mute("2.7.0", OPTIONS);
    submit(&mut session, 1, "QueueStatus");
    let start = "Response: Success\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n";
    let item = "Event: QueueMember\r\nQueue: 6500\r\n\r\n";
    let end = "Event: QueueStatusComplete\r\nEventList: Complete\r\n\r\n";
    assert_eq!(one(&mut session, end, 0), what(What::Event, 0, false));
    assert_eq!(one(&mut session, start, 0), what(What::ListStart, 1, false));
    for broadcast in [
        "Event: QueueMember\r\nPrivilege: agent,all\r\nQueue: 1\r\n\r\n",
        "Event: Hangup\r\n\r\n",
        "Event: AgentComplete\r\nPrivilege: agent,all\r\n\r\n",
        "Event: AgentComplete\r\n\r\n",
        "Event: UserEvent\r\nEventList: Complete\r\n\r\n",
    ] {
        assert_eq!(one(&mut session, broadcast, 0), what(What::Event, 0, false), "{broadcast}");
    }
    assert_eq!(one(&mut session, item, 0), what(What::ListItem, 1, false));
    assert_eq!(one(&mut session, end, 0), what(What::ListEnd, 1, true));
    assert_eq!(one(&mut session, item, 0), what(What::Event, 0, false));
    // An Error ends it (T32); a list that no table knows does not begin.
    submit(&mut session, 2, "QueueStatus");
    one(&mut session, start, 0);
    assert_eq!(one(&mut session, ERROR, 0), what(What::ListEnd, 2, true));
    submit(&mut session, 3, "KShowChannels");
    assert_eq!(one(&mut session, start, 0), what(What::Response, 3, true));
}

/// Whose turn it is costs the same with any number of actions in flight.
#[test]
fn to_find_whose_turn_it_is_costs_the_same_with_many_in_flight() {
    let cost = [16, 4096].map(|count| {
        let session = Session::new(vec![Slot::FREE; count], vec![0; 4096], TOLD, 0);
        let mut session = known(session);
        log_in(&mut session, "2.7.0", 0);
        for tag in 0..count as u64 {
            submit(&mut session, tag, "Getvar");
        }
        // The first half is answered by ActionID, the newest of it first.
        for tag in (0..count as u64 / 2).rev() {
            one(&mut session, &format!("Response: Success\r\n{}\r\n", line(tag)), 0);
        }
        let costs = (0..count / 2).map(|_| crate::work::done(|| one(&mut session, SUCCESS, 0)).1.slots);
        costs.max().unwrap_or_default()
    });
    assert!(cost[1] <= 24 + 8 * 12, "{cost:?}");
}

/// A server that answers all in order, some too late, against a plain model of what
/// was sent: each answer finds its own action.
#[test]
fn every_answer_in_order_finds_what_it_answers() {
    let mut random = super::many::Random(5);
    let mut session = mute("1.1", TOLD);
    let (mut now, mut tag) = (0, 0);
    // What was sent and not answered: a tag and whether it still waits, or none for
    // a Ping of the session's own.
    let mut sent: std::collections::VecDeque<Option<(u64, bool)>> = std::collections::VecDeque::new();
    let mut told = [0; 3];
    for _ in 0..20_000 {
        now += 1;
        let runs = sent.iter().zip(sent.iter().skip(1)).filter(|(a, b)| a != b).count();
        match random.below(6) {
            0 | 1 if session.room() > 0 => {
                tag += 1;
                session.submit(tag, b"Getvar", [], now).unwrap();
                sent.push_back(Some((tag, true)));
            }
            2 if runs < 6 => {
                session.ping().unwrap();
                sent.push_back(None);
            }
            3 if runs < 5 => {
                now += 10;
                while let Some(outcome) = session.handle_timeout(now) {
                    assert_eq!(outcome.what, What::TimedOut);
                    let late = sent.iter_mut().flatten().find(|it| it.0 == outcome.tag).unwrap();
                    late.1 = false;
                    let pings = queued(&mut session).matches("Action: Ping\r\n").count();
                    sent.extend(std::iter::repeat_n(None, pings));
                }
            }
            _ => {
                let expected = match sent.pop_front() {
                    Some(Some((tag, true))) => what(What::Response, tag, true),
                    Some(Some((_, false))) | None => NOBODY,
                    Some(None) => OWN,
                };
                let answer = if expected == OWN { PONG } else { SUCCESS };
                assert_eq!(one(&mut session, answer, now), expected);
                match expected.what {
                    What::Response => told[0] += 1,
                    What::Own => told[1] += 1,
                    _ => told[2] += 1,
                }
            }
        }
        queued(&mut session);
    }
    assert!(told.iter().all(|count| *count > 100), "{told:?}");
}
