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
