//! What is final, for every kind of answer.

use super::*;

/// Submits an action and lets it be sent.
fn submit(session: &mut TestSession, tag: u64, name: &str) {
    session.submit(tag, name.as_bytes(), [], 0).unwrap();
    queued(session);
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
    assert_eq!(text.matches("Action: Ping\r\nActionID: aw").count(), 3);
    let pong = |tag: u64| format!("Response: Success\r\n{}Ping: Pong\r\n\r\n", line(tag));
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
    let id = line(5);
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
    let id = line(6);
    let started = format!("Response: Success\r\n{id}Message: Originate successfully queued\r\n\r\n");
    assert_eq!(one(&mut session, &started, 0), what(What::Progress, 6, false));
    let ended = format!("Event: OriginateResponse\r\nPrivilege: call,all\r\n{id}Response: Success\r\n\r\n");
    assert_eq!(one(&mut session, &ended, 0), what(What::Response, 6, true));
}

#[test]
fn a_list_without_the_mark_is_one_of_an_old_server_or_none() {
    for (version, action, text, list) in [
        ("2.7.0", "VoicemailUsersList", "There are no voicemail users currently defined.", false),
        ("2.7.0", "Hangup", "Channel Hungup", false),
        ("2.7.0", "QueueStatus", "Queue status will follow", true),
        ("1.1", "QueueStatus", "Queue status will follow", true),
        ("1.3", "VoicemailUsersList", "Voicemail user list will follow", true),
        ("1.3", "VoicemailUsersList", "There are no voicemail users currently defined.", false),
        ("1.3", "Hangup", "Channel Hungup", false),
        ("1.3", "Ping", "", false),
        ("2.7.0", "FAXStats", "", true),
        ("9.0.0", "WaitEvent", "Waiting for Event completed.", true),
        ("9.0.0", "NoSuchAction", "will follow", true),
    ] {
        let mut session = session(1);
        log_in(&mut session, version, 0);
        submit(&mut session, 3, action);
        let answer = format!("Response: Success\r\n{}Message: {text}\r\n\r\n", line(3));
        let expected = if list { what(What::ListStart, 3, false) } else { what(What::Response, 3, true) };
        assert_eq!(one(&mut session, &answer, 0), expected, "{action} of {version}");
    }
}

/// How a list may end, or not at all.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    Complete,
    Cancelled,
    WithoutItems,
    Error,
    Never,
}

#[test]
fn every_list_of_the_catalogue_ends() {
    use Ending::{Cancelled, Complete, Error, Never, WithoutItems};
    let mut lists = 0;
    for action in crate::name::Action::ALL {
        for ending in [Complete, Cancelled, WithoutItems, Error, Never] {
            lists += i32::from(ends(*action, ending));
        }
    }
    assert!(lists > 200, "{lists}");
}

/// Plays the list of an action that has one, to that end.
fn ends(action: crate::name::Action, ending: Ending) -> bool {
    use crate::name::AnswerFlags;
    let Some(known) = crate::name::list(action) else { return false };
    let mut session = logged_in(1);
    submit(&mut session, 4, action.name());
    let id = line(4);
    if !known.flags.contains(AnswerFlags::NO_RESPONSE) {
        let mark = if known.flags.contains(AnswerFlags::NO_EVENT_LIST) { "" } else { "EventList: start\r\n" };
        let start = format!("Response: Success\r\n{id}{mark}\r\n");
        assert_eq!(one(&mut session, &start, 0), what(What::ListStart, 4, false), "{action}");
    }
    // Where nothing completes a list, its one item does.
    let last = known.completion.is_none();
    let item_is_sent = |last: bool| if last { ending == Ending::Complete } else { ending != Ending::WithoutItems };
    for item in known.items.iter().filter(|_| item_is_sent(last)) {
        let item = format!("Event: {item}\r\n{id}\r\n");
        assert_eq!(one(&mut session, &item, 0), what(What::ListItem, 4, last), "{action}");
    }
    let end = match (ending, known.completion) {
        (Ending::Complete, None) => None,
        (Ending::Complete | Ending::WithoutItems, Some(name)) => {
            Some(format!("Event: {name}\r\n{id}EventList: Complete\r\nListItems: 0\r\n\r\n"))
        }
        (Ending::Cancelled, Some(name)) => Some(format!("Event: {name}\r\n{id}EventList: cancelled\r\n\r\n")),
        (Ending::Error, _) => Some(format!("Response: Error\r\n{id}Message: gone\r\n\r\n")),
        // It never ends, but its time does.
        _ => {
            assert_eq!(session.in_flight(), 1, "{action} {ending:?}");
            assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 4, true)), "{action} {ending:?}");
            let late = format!("Event: {}\r\n{id}\r\n", known.items.first().map_or("X", |item| item.name()));
            assert_eq!(one(&mut session, &late, 61), what(What::Extra, 4, false), "{action}");
            None
        }
    };
    if let Some(end) = end {
        let whole = ending == Ending::Error && known.flags.contains(AnswerFlags::NO_RESPONSE);
        let expected = if whole && (last || known.items.is_empty()) { What::Response } else { What::ListEnd };
        assert_eq!(one(&mut session, &end, 0), what(expected, 4, true), "{action} {ending:?}");
    }
    assert_eq!(session.in_flight(), 0, "{action} {ending:?}");
    true
}

#[test]
fn what_comes_after_the_last_is_extra() {
    let mut session = logged_in(1);
    submit(&mut session, 5, "ModuleLoad");
    let response = format!("Response: Success\r\n{}\r\n", line(5));
    assert_eq!(one(&mut session, &response, 0), what(What::Response, 5, true));
    assert_eq!(one(&mut session, &response, 0), what(What::Extra, 5, false));
    submit(&mut session, 6, "SIPqualifypeer");
    let response = format!("Response: Success\r\n{}\r\n", line(6));
    assert_eq!(one(&mut session, &response, 0), what(What::Response, 6, true));
    let done = format!("Event: SIPQualifyPeerDone\r\n{}\r\n", line(6));
    assert_eq!(one(&mut session, &done, 0), what(What::Extra, 6, false));
    // Of another session of the same program: no affair of this one.
    let other = Ids::new([0, 1]);
    let foreign = String::from_utf8(other.write(Id::Tag(6)).get().to_vec()).unwrap();
    let event = format!("Event: OriginateResponse\r\nActionID: {foreign}\r\n\r\n");
    assert_eq!(one(&mut session, &event, 0), what(What::Event, 0, false));
}

#[test]
fn text_without_a_response_ends_with_the_ping_behind_it() {
    let mut session = logged_in(2);
    session.submit(7, b"Queues", [], 0).unwrap();
    session.submit(8, b"Ping", [], 0).unwrap();
    let (fence, sent) = (id(Id::Fence(7)), queued(&mut session));
    assert!(sent.starts_with(&format!("Action: Queues\r\n{}\r\nAction: Ping\r\nActionID: {fence}\r\n\r\n", line(7))));
    let text = "6500 has 0 calls (max unlimited)\r\n   No Members\r\n\r\n";
    assert_eq!(one(&mut session, text, 0), what(What::Text, 7, false));
    assert_eq!(one(&mut session, text, 0), what(What::Text, 7, false));
    let pong = |id: &str| format!("Response: Success\r\nActionID: {id}\r\nPing: Pong\r\n\r\n");
    assert_eq!(one(&mut session, &pong(&fence), 0), what(What::TextEnd, 7, true));
    assert_eq!(one(&mut session, text, 0), what(What::Other, 0, false));
    assert_eq!(one(&mut session, &pong(&id(Id::Tag(8))), 0), what(What::Response, 8, true));
    // Nothing at all is an answer, too, and an Error is one that has an end.
    submit(&mut session, 9, "IAXnetstats");
    assert_eq!(one(&mut session, &pong(&id(Id::Fence(9))), 0), what(What::TextEnd, 9, true));
    submit(&mut session, 10, "SKINNYshowline");
    let denied = format!("Response: Error\r\n{}Message: Permission denied\r\n\r\n", line(10));
    assert_eq!(one(&mut session, &denied, 0), what(What::Response, 10, true));
    assert_eq!(one(&mut session, &pong(&id(Id::Fence(10))), 0), what(What::Own, 0, false));
}

/// A server takes one action after the other, so that the answer to the Ping
/// behind one ends it, but nothing else.
#[test]
fn the_ping_behind_ends_a_list_too_and_no_other_action() {
    let mut session = logged_in(2);
    let pong = format!("Response: Success\r\nActionID: {}\r\nPing: Pong\r\n\r\n", id(Id::Fence(7)));
    submit(&mut session, 7, "Queues");
    let start = format!("Response: Success\r\n{}EventList: start\r\n\r\n", line(7));
    assert_eq!(one(&mut session, &start, 0), what(What::ListStart, 7, false));
    assert_eq!(one(&mut session, &pong, 0), what(What::ListEnd, 7, true));
    assert_eq!(session.in_flight(), 0);
    // It comes again where its tag is that of another action.
    submit(&mut session, 7, "Ping");
    assert_eq!(one(&mut session, &pong, 0), what(What::Own, 0, false));
    assert_eq!(session.in_flight(), 1);
}

#[test]
fn the_queues_of_a_ucm_are_a_list_even_without_action_ids() {
    let mut session = session(2);
    one(&mut session, "Asterisk Call Manager/2.7.0\r\n", 0);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    assert_eq!(one(&mut session, "Response: Success\r\n\r\n", 0).what, What::LoggedIn);
    submit(&mut session, 7, "Queues");
    let start = "Response: Success\r\nEventList: start\r\nMessage: Queues list will follow\r\n\r\n";
    assert_eq!(one(&mut session, start, 0), what(What::ListStart, 7, false));
    let item = "Event: QueueStatus\r\nQueue: 6500\r\n\r\n";
    assert_eq!(one(&mut session, item, 0), what(What::ListItem, 7, false));
    let broadcast = "Event: QueueMemberStatus\r\nPrivilege: agent,all\r\nQueue: 6500\r\n\r\n";
    assert_eq!(one(&mut session, broadcast, 0), what(What::Event, 0, false));
    assert_eq!(one(&mut session, "Event: Hangup\r\n\r\n", 0), what(What::Event, 0, false));
    let item = "Event: QueueMemberStatus\r\nQueue: 6500\r\n\r\n";
    assert_eq!(one(&mut session, item, 0), what(What::ListItem, 7, false));
    let end = "Event: QueuesComplete\r\nEventList: Complete\r\nListItems: 1\r\n\r\n";
    assert_eq!(one(&mut session, end, 0), what(What::ListEnd, 7, true));
    assert_eq!(session.in_flight(), 0);
    // Where they come back it may be forged: the action ends with the Ping behind it.
    let mut session = logged_in(2);
    submit(&mut session, 7, "Queues");
    assert_eq!(one(&mut session, start, 0), what(What::Unclaimed, 0, false));
    assert_eq!([item, end].map(|event| one(&mut session, event, 0)), [what(What::Event, 0, false); 2]);
    let pong = format!("Response: Success\r\nActionID: {}\r\nPing: Pong\r\n\r\n", id(Id::Fence(7)));
    assert_eq!(one(&mut session, &pong, 0), what(What::TextEnd, 7, true));
}

#[test]
fn waiting_for_events_takes_what_has_no_action_id() {
    let mut session = logged_in(1);
    submit(&mut session, 2, "WaitEvent");
    let event = "Event: Newchannel\r\nPrivilege: call,all\r\n\r\n";
    assert_eq!(one(&mut session, event, 0), what(What::Event, 0, false));
    let start = format!("Response: Success\r\n{}Message: Waiting for Event completed.\r\n\r\n", line(2));
    assert_eq!(one(&mut session, &start, 0), what(What::ListStart, 2, false));
    assert_eq!(one(&mut session, event, 0), what(What::ListItem, 2, false));
    let end = format!("Event: WaitEventComplete\r\n{}\r\n", line(2));
    assert_eq!(one(&mut session, &end, 0), what(What::ListEnd, 2, true));
}

#[test]
fn the_output_of_a_command_is_one_answer_in_both_forms_and_in_pieces() {
    let mut session = logged_in(1);
    submit(&mut session, 1, "Command");
    let new =
        format!("Response: Success\r\n{}Message: Command output follows\r\nOutput: a\r\nOutput: \r\n\r\n", line(1));
    assert_eq!(one(&mut session, &new, 0), what(What::Response, 1, true));
    submit(&mut session, 2, "Command");
    let old = format!("Response: Follows\r\nPrivilege: Command\r\n{}a\n\nb\n--END COMMAND--\r\n\r\n", line(2));
    assert_eq!(one(&mut session, &old, 0), what(What::Response, 2, true));
    // Larger than the storage.
    submit(&mut session, 3, "Command");
    let text = "some line of text\n".repeat(40);
    let old = format!("Response: Follows\r\nPrivilege: Command\r\n{}{text}--END COMMAND--\r\n\r\n", line(3));
    let mut outcomes = in_pieces(&mut session, &old, |_| 0);
    assert!(outcomes.len() > 2);
    assert_eq!(outcomes.pop(), Some(what(What::TextEnd, 3, true)));
    assert!(outcomes.iter().all(|outcome| *outcome == what(What::Text, 3, false)));
}

/// Handles a stream through a reader with little memory, each packet at the
/// time that `clock` gives for its number.
pub(super) fn in_pieces(session: &mut TestSession, stream: &str, clock: impl Fn(usize) -> u64) -> Vec<Outcome> {
    let options = ReaderOptions { text_in_pieces: true, ..ReaderOptions::CLIENT };
    let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
    let (mut rest, mut outcomes) = (stream.as_bytes(), Vec::new());
    while !rest.is_empty() {
        rest = &rest[reader.feed(rest)..];
        while let Some(packet) = reader.next().unwrap() {
            let now = clock(outcomes.len());
            outcomes.extend(session.handle_timeout(now));
            outcomes.push(session.handle(&packet, now).unwrap());
        }
    }
    outcomes
}

#[test]
fn pieces_of_nobody_are_told_as_such() {
    let text = "some line of text\n".repeat(40);
    let follows = |id: &str| format!("Response: Follows\r\nPrivilege: Command\r\n{id}{text}--END COMMAND--\r\n\r\n");
    let mut session = logged_in(1);
    submit(&mut session, 3, "Command");
    let outcomes = in_pieces(&mut session, &follows(""), |_| 0);
    assert!(outcomes.len() > 2);
    assert!(outcomes.iter().all(|outcome| *outcome == what(What::Unclaimed, 0, false)), "{outcomes:?}");
    // Those of an action whose time limit passes behind the first.
    let outcomes = in_pieces(&mut session, &follows(&line(3)), |number| if number == 0 { 0 } else { 60 });
    let [first, limit, rest @ ..] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!((*first, *limit), (what(What::Text, 3, false), what(What::TimedOut, 3, true)));
    assert!(rest.len() > 1 && rest.iter().all(|outcome| *outcome == what(What::Extra, 3, false)), "{outcomes:?}");
    // The tag is another action's by then: it gets nothing of them.
    submit(&mut session, 3, "Command");
    assert_eq!(one(&mut session, &follows(&line(3)), 60), what(What::Response, 3, true));
}

#[test]
fn one_at_a_time_sends_the_next_after_the_last_word() {
    let mut session = with(3, Options { one_at_a_time: true, ..OPTIONS });
    log_in(&mut session, "2.7.0", 0);
    for (tag, now) in [(1, 0), (2, 1), (3, 2)] {
        session.submit(tag, b"Ping", [], now).unwrap();
    }
    let first = queued(&mut session);
    assert_eq!(first.matches("Action:").count(), 1);
    assert!(session.transmit().is_empty());
    assert_eq!(session.sent(1).unwrap_err().status, Status::CommitTooLarge);
    assert_eq!(session.deadline(), Some(60), "no time runs for those that wait");
    let pong = |tag: u64| format!("Response: Success\r\n{}Ping: Pong\r\n\r\n", line(tag));
    assert_eq!(one(&mut session, &pong(1), 10), what(What::Response, 1, true));
    assert_eq!(session.deadline(), Some(70));
    assert!(queued(&mut session).contains(&line(2)));
    // The next one has its turn also when the time is over.
    assert_eq!(session.handle_timeout(70), Some(what(What::TimedOut, 2, true)));
    assert_eq!(session.handle_timeout(70), None);
    assert!(queued(&mut session).contains(&line(3)));
    assert_eq!(session.deadline(), Some(130));
    assert_eq!(one(&mut session, &pong(3), 71), what(What::Response, 3, true));
    assert_eq!(session.deadline(), None);
}

/// T22: rows that end in a lone LF swallow the packet behind them, which may
/// be the answer that another action waits for.
#[test]
fn what_is_glued_to_rows_is_not_lost_to_a_reader_that_takes_it_apart() {
    let rows = "IAX2/a-4296 1000 -1 0\nIAX2/b-5104 1000 -1 0\n\r\n";
    let options = ReaderOptions { separate_glued: true, banner: false, ..ReaderOptions::CLIENT };
    for (options, whole) in [(ReaderOptions { separate_glued: false, ..options }, true), (options, false)] {
        let mut session = logged_in(2);
        session.submit(1, b"Command", [(&b"Command"[..], &b"x"[..])], 0).unwrap();
        session.submit(7, b"IAXnetstats", [], 0).unwrap();
        queued(&mut session);
        let fence = id(Id::Fence(7));
        let stream = format!("{rows}Response: Success\r\nActionID: {fence}\r\nPing: Pong\r\n\r\n");
        let mut reader = Reader::new(vec![0; 1024], vec![0; 64], options).unwrap();
        assert_eq!(reader.feed(stream.as_bytes()), stream.len());
        let mut outcomes = Vec::new();
        while let Some(packet) = reader.next().unwrap() {
            outcomes.push(session.handle(&packet, 0).unwrap());
        }
        let mut expected = vec![what(What::Text, 7, false)];
        if !whole {
            expected.push(what(What::TextEnd, 7, true));
        }
        assert_eq!(outcomes, expected);
    }
}

/// The output of Asterisk 14 and later in pieces, in little memory.
#[test]
fn output_headers_in_pieces_are_one_answer() {
    let mut session = logged_in(1);
    submit(&mut session, 3, "Command");
    let lines = "Output: some line of text\r\n".repeat(400);
    let stream = format!("Response: Success\r\n{}Message: Command output follows\r\n{lines}\r\n", line(3));
    let options = ReaderOptions { text_in_pieces: true, ..ReaderOptions::CLIENT };
    let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
    let (mut rest, mut outcomes, mut output) = (stream.as_bytes(), Vec::new(), 0);
    while !rest.is_empty() {
        rest = &rest[reader.feed(rest)..];
        while let Some(packet) = reader.next().unwrap() {
            output += crate::command::output(&packet).count();
            outcomes.push(session.handle(&packet, 0).unwrap());
        }
    }
    assert_eq!(output, 400);
    assert!(outcomes.len() > 40);
    assert_eq!(outcomes.pop(), Some(what(What::TextEnd, 3, true)));
    assert!(outcomes.iter().all(|outcome| *outcome == what(What::Text, 3, false)));
    assert_eq!(session.in_flight(), 0);
}
