//! Packets that the reader refused: whose they were, and whose place is free.

use super::*;
use crate::limits::Limits;

/// What the session says of each packet of a stream, read by a reader of few bytes.
fn told(session: &mut TestSession, stream: &str, options: ReaderOptions) -> Vec<String> {
    let mut reader = Reader::new(vec![0; 256], vec![0; 64], ReaderOptions { banner: false, ..options }).unwrap();
    let (mut told, mut rest) = (Vec::new(), stream.as_bytes());
    let said = |outcome: Outcome| format!("{:?} {} {}", outcome.what, outcome.tag, outcome.last);
    loop {
        session.announce(&mut reader);
        match reader.next() {
            Ok(Some(packet)) => told.push(said(session.handle(&packet, 1).unwrap())),
            Ok(None) if rest.is_empty() => return told,
            Ok(None) => {
                let n = reader.feed(&rest[..rest.len().min(50)]);
                rest = &rest[n..];
            }
            Err(error) => {
                told.push(session.refused(&reader, &error, 1).map_or_else(|| error.status.name().into(), said))
            }
        }
    }
}

fn submit(session: &mut TestSession, tag: u64, name: &[u8]) {
    session.submit(tag, name, [(&b"Command"[..], &b"x"[..])], 1).unwrap();
    queued(session);
}

fn large() -> String {
    format!("Large: {}\r\n\r\n", "x".repeat(300))
}

#[test]
fn a_response_that_is_refused_ends_its_action() {
    for name in [&b"GetConfig"[..], b"Command", b"QueueStatus", b"Queues", b"Originate", b"NoSuchAction"] {
        let mut session = logged_in(4);
        submit(&mut session, 7, name);
        submit(&mut session, 8, b"Ping");
        let answers = format!(
            "Response: Success\r\n{}{}Event: QueueParams\r\n{}\r\nResponse: Success\r\n{}\r\n",
            line(7),
            large(),
            line(7),
            line(8)
        );
        let seen = told(&mut session, &answers, ReaderOptions::CLIENT);
        assert_eq!(seen, ["TooLarge 7 true", "Extra 7 false", "Response 8 true"], "{}", name.escape_ascii());
        assert_eq!((session.in_flight(), session.room()), (0, 4));
        // No time limit is left of it.
        assert_eq!(session.handle_timeout(u64::MAX), None);
    }
}

#[test]
fn an_old_text_that_is_refused_ends_its_command_and_is_skipped_as_text() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"Command");
    submit(&mut session, 8, b"Command");
    let text = "a line of the output\n".repeat(40);
    let answers = format!(
        "Response: Follows\r\nPrivilege: Command\r\n{}{text}\r\n\r\nEvent: Forged\r\n\r\n--END COMMAND--\r\n\r\n\
         Response: Follows\r\nPrivilege: Command\r\n{}b\n--END COMMAND--\r\n\r\n",
        line(7),
        line(8)
    );
    let options = ReaderOptions { text: crate::reader::TextMode::Announced, ..ReaderOptions::CLIENT };
    assert_eq!(told(&mut session, &answers, options), ["TooLarge 7 true", "Response 8 true"]);
}

#[test]
fn an_action_that_is_given_up_frees_its_place_and_its_answer_is_an_extra() {
    for (name, begun) in [
        (&b"QueueStatus"[..], format!("Response: Success\r\nEventList: start\r\n{}\r\n", line(7))),
        (b"QueueStatus", String::new()),
        (b"Command", String::new()),
        (b"Queues", String::new()),
        (b"Ping", String::new()),
    ] {
        let mut session = logged_in(1);
        submit(&mut session, 7, name);
        told(&mut session, &begun, ReaderOptions::CLIENT);
        assert!(session.give_up(7));
        assert!(!session.give_up(7) && !session.give_up(8));
        assert_eq!((session.in_flight(), session.room()), (0, 1));
        submit(&mut session, 8, b"Ping");
        let rest = format!("Response: Success\r\n{}\r\nResponse: Success\r\n{}\r\n", line(7), line(8));
        let seen = told(&mut session, &rest, ReaderOptions::CLIENT);
        assert_eq!(seen, ["Extra 7 false", "Response 8 true"], "{}", name.escape_ascii());
        // No time limit is left of it.
        assert_eq!(session.handle_timeout(u64::MAX), None);
    }
}

#[test]
fn the_text_of_a_command_that_was_given_up_is_skipped_as_text() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"Command");
    assert!(session.give_up(7));
    let answer = format!(
        "Response: Follows\r\nPrivilege: Command\r\n{}a\n\r\n\r\nEvent: Forged\r\n\r\n--END COMMAND--\r\n\r\n",
        line(7)
    );
    let options = ReaderOptions { text: crate::reader::TextMode::Announced, ..ReaderOptions::CLIENT };
    assert_eq!(told(&mut session, &answer, options), ["Extra 7 false"]);
}

#[test]
fn an_item_that_is_refused_leaves_the_list_open() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"QueueStatus");
    let answers = format!(
        "Response: Success\r\n{0}EventList: start\r\n\r\n\
         Event: QueueParams\r\n{0}{1}Response: Success\r\n{0}{1}Event: UserEvent\r\n{0}{1}Event: QueueMember\r\n{0}\r\n\
         Event: QueueStatusComplete\r\n{0}{1}Event: QueueMember\r\n{0}\r\n",
        line(7),
        large()
    );
    let expected = [
        "ListStart 7 false",
        "TooLarge 7 false",
        "TooLarge 7 false",
        "PACKET_TOO_LARGE",
        "ListItem 7 false",
        "TooLarge 7 true",
        "Extra 7 false",
    ];
    assert_eq!(told(&mut session, &answers, ReaderOptions::CLIENT), expected);
}

#[test]
fn an_error_that_is_refused_ends_a_list() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"QueueStatus");
    let answers =
        format!("Response: Success\r\n{0}EventList: start\r\n\r\nResponse: Error\r\n{0}{1}", line(7), large());
    assert_eq!(told(&mut session, &answers, ReaderOptions::CLIENT), ["ListStart 7 false", "TooLarge 7 true"]);
}

#[test]
fn an_asynchronous_originate_goes_on_behind_its_first_response() {
    let mut session = logged_in(4);
    session.submit(7, b"Originate", [(&b"Async"[..], &b"true"[..])], 1).unwrap();
    queued(&mut session);
    let answers = format!("Response: Success\r\n{0}{1}Event: OriginateResponse\r\n{0}\r\n", line(7), large());
    let seen = told(&mut session, &answers, ReaderOptions::CLIENT);
    assert_eq!(seen, ["TooLarge 7 false", "Response 7 true"]);
    session.submit(7, b"Originate", [(&b"Async"[..], &b"true"[..])], 1).unwrap();
    queued(&mut session);
    let answers = format!("Response: Success\r\n{0}\r\nEvent: OriginateResponse\r\n{0}{1}", line(7), large());
    let seen = told(&mut session, &answers, ReaderOptions::CLIENT);
    assert_eq!(seen, ["Progress 7 false", "TooLarge 7 true"]);
}

#[test]
fn what_names_no_action_of_ours_ends_none() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"GetConfig");
    let answers = format!(
        "Response: Success\r\n{1}Response: Success\r\nActionID: other\r\n{1}Event: E\r\nPrivilege: call,all\r\n{1}\
         Name: x\r\n{0}{1}Response: Success\r\nMessage: {2}\r\n{0}\r\nResponse: Success\r\nValue: a\r{0}{1}",
        line(7),
        large(),
        "x".repeat(300)
    );
    assert_eq!(told(&mut session, &answers, ReaderOptions::CLIENT), ["PACKET_TOO_LARGE"; 6]);
    assert_eq!(session.in_flight(), 1);
    assert_eq!(session.handle_timeout(u64::MAX), Some(what(What::TimedOut, 7, true)));
    // Late as it is.
    let late = format!("Response: Success\r\n{}{}", line(7), large());
    assert_eq!(told(&mut session, &late, ReaderOptions::CLIENT), ["Extra 7 false"]);
}

#[test]
fn a_piece_that_is_refused_was_the_last() {
    let limits = Limits { line_bytes: 100, ..Limits::NONE };
    let options = ReaderOptions { text_in_pieces: true, limits, ..ReaderOptions::CLIENT };
    let mut session = logged_in(4);
    submit(&mut session, 7, b"Command");
    let output = "Output: a line of the output\r\n".repeat(20);
    let answers =
        format!("Response: Success\r\n{}{output}Output: {}\r\n\r\nEvent: E\r\n\r\n", line(7), "x".repeat(150));
    let seen = told(&mut session, &answers, options);
    let (first, rest) = seen.split_at(seen.len() - 2);
    assert!(first.len() > 1 && first.iter().all(|said| said == "Text 7 false"), "{seen:?}");
    assert_eq!(rest, ["TooLarge 7 true", "Event 0 false"]);
    assert_eq!(session.in_flight(), 0);
}

/// The only item of a list is its end, and so is the event that the caller named.
#[test]
fn an_item_that_is_refused_ends_a_list_that_has_no_other() {
    let plain = ActionOptions::default();
    let declared = |completion| ActionOptions { list: Some(List { items: b"KItem", completion }), ..plain };
    for (version, name, options, events) in [
        ("1.1", "DBGet", plain, &[("DBGetResponse", true)][..]),
        ("2.7.0", "DBGet", plain, &[("DBGetResponse", false), ("DBGetComplete", true)]),
        ("2.7.0", "FAXStats", plain, &[("FAXStats", true)]),
        ("2.7.0", "KShow", declared(b""), &[("KItem", true)]),
        ("2.7.0", "KShow", declared(b"KEnd"), &[("KItem", false), ("KComplete", false), ("kend", true)]),
        ("2.7.0", "KShow", declared(b"KEnd"), &[("KItem", false), ("K\r\nEventList: Complete", true)]),
    ] {
        let mut session = session(2);
        log_in(&mut session, version, 0);
        session.submit_as(7, name.as_bytes(), [], &options, 0).unwrap();
        queued(&mut session);
        let mark = if version == "1.1" { "" } else { "EventList: start\r\n" };
        let start = format!("Response: Success\r\n{}{mark}Message: x will follow\r\n\r\n", line(7));
        assert_eq!(one(&mut session, &start, 0), what(What::ListStart, 7, false), "{name} of {version}");
        for (event, last) in events {
            let event = format!("Event: {event}\r\n{}{}", line(7), large());
            let seen = told(&mut session, &event, ReaderOptions::CLIENT);
            assert_eq!(seen, [format!("TooLarge 7 {last}")], "{name} of {version}: {event:?}");
        }
        assert_eq!(session.in_flight(), 0);
    }
    // One that needs no response to begin.
    let mut session = logged_in(2);
    submit(&mut session, 7, b"DataGet");
    let event = format!("Event: DataGet Tree\r\n{}{}", line(7), large());
    assert_eq!(told(&mut session, &event, ReaderOptions::CLIENT), ["TooLarge 7 true"]);
    // Either last word of an Originate of 1.4.
    session.submit(8, b"Originate", [(&b"Async"[..], &b"true"[..])], 1).unwrap();
    queued(&mut session);
    let event = format!("Event: OriginateFailure\r\n{}{}", line(8), large());
    assert_eq!(told(&mut session, &event, ReaderOptions::CLIENT), ["TooLarge 8 true"]);
}

/// On a connection that sends no ActionIDs back.
fn mute() -> TestSession {
    let mut session = session(4);
    one(&mut session, "Asterisk Call Manager/1.1\r\n", 0);
    session.login(b"ucmamiuser1", b"test123", None).unwrap();
    queued(&mut session);
    assert_eq!(one(&mut session, "Response: Success\r\n\r\n", 0).what, What::LoggedIn);
    session
}

#[test]
fn a_response_without_an_action_id_that_is_refused_is_that_of_the_action_whose_turn_it_is() {
    for title in ["Success", "Error"] {
        let answer = format!("Response: {title}\r\n{}Response: Success\r\n\r\n", large());
        let mut session = mute();
        submit(&mut session, 7, b"GetConfig");
        assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), ["TooLarge 7 true", "Unclaimed 0 false"]);
        assert_eq!((session.in_flight(), session.handle_timeout(u64::MAX)), (0, None));
        // Not where ActionIDs come back,
        let mut session = logged_in(4);
        submit(&mut session, 7, b"GetConfig");
        assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), ["PACKET_TOO_LARGE", "Unclaimed 0 false"]);
        assert_eq!(session.in_flight(), 1);
        // nor with several in flight, of which it may be any's.
        let mut session = mute();
        submit(&mut session, 7, b"GetConfig");
        submit(&mut session, 8, b"GetConfig");
        assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), ["PACKET_TOO_LARGE", "Unclaimed 0 false"]);
        // A Ping of the session's own is no action.
        let mut session = mute();
        session.ping().unwrap();
        queued(&mut session);
        submit(&mut session, 7, b"GetConfig");
        assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), ["PACKET_TOO_LARGE", "Response 7 true"]);
    }
}

#[test]
fn items_and_ends_without_an_action_id_that_are_refused_are_those_of_the_open_list() {
    let mut session = mute();
    let start = "Response: Success\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n";
    for (end, seen) in [("Event: QueueStatusComplete", "TooLarge 7 true"), ("Response: Error", "TooLarge 7 true")] {
        submit(&mut session, 7, b"QueueStatus");
        let answer = format!(
            "{start}Event: QueueParams\r\n{0}Event: QueueParams\r\nPrivilege: agent,all\r\n{0}\
             Event: UserEvent\r\n{0}{end}\r\n{0}",
            large()
        );
        let expected = ["ListStart 7 false", "TooLarge 7 false", "PACKET_TOO_LARGE", "PACKET_TOO_LARGE", seen];
        assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), expected);
        assert_eq!(session.in_flight(), 0);
    }
}

/// A response that was refused, too, shows that the list before it has come whole.
#[test]
fn behind_a_response_that_was_refused_no_item_is_one_of_the_list_before() {
    let mut session = logged_in(4);
    submit(&mut session, 7, b"DBGetTree");
    submit(&mut session, 8, b"GetConfig");
    let answer = format!(
        "Response: Success\r\n{}EventList: start\r\n\r\nEvent: DBGetTreeResponse\r\nVal: x\r\n\r\n\
         Response: Success\r\n{}{}Event: DBGetTreeResponse\r\nVal: x\r\n\r\n",
        line(7),
        line(8),
        large()
    );
    let expected = ["ListStart 7 false", "ListItem 7 false", "TooLarge 8 true", "Event 0 false"];
    assert_eq!(told(&mut session, &answer, ReaderOptions::CLIENT), expected);
}
