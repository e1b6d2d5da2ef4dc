//! `Response: Follows` over a connection: awaited, forged, late, without end.

mod common;
#[path = "cases/files.rs"]
mod files;
#[path = "conformance/format.rs"]
mod format;
mod scripted;

use std::time::Duration;

use amiwire::Status;
use amiwire::command::output;
use amiwire::counters::{Counters, Meaning};
use amiwire::net::{Connection, Deadline, NetError, Options, Reconnect};
use amiwire::session::What;
use scripted::{Action, Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];
const COMMAND: [(&[u8], &[u8]); 1] = [(b"Command", b"core show channels")];

/// A caller's name of which the end of a line is no end on the wire (T40): all
/// behind it would be text.
const FORGED: &str = "M\r\n\r\nResponse: Follows\r\nX: ";

fn options(port: u16) -> Options<'static> {
    let mut options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    options.port = port;
    options
}

/// Generous: only a fault lets it pass.
fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

fn head(action: &Action) -> String {
    format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {}\r\n", action.id)
}

fn follows(action: &Action, text: &str) -> String {
    format!("{}{text}--END COMMAND--\r\n\r\n", head(action))
}

/// Events and statuses up to the end of the connection, with how often each.
fn everything(connection: &mut Connection) -> (Vec<(String, usize)>, NetError) {
    let mut seen: Vec<(String, usize)> = Vec::new();
    loop {
        let told = match connection.recv(soon()) {
            Ok(received) => match (received.outcome.what, received.packet) {
                (What::Event, Some(packet)) => String::from_utf8_lossy(packet.title()).into_owned(),
                (what, Some(packet)) if packet.body().is_some() => {
                    let lines: Vec<_> =
                        output(&packet).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
                    format!("{what:?} {} {}", received.outcome.tag, lines.join("|"))
                }
                (what, _) => format!("{what:?} {}", received.outcome.tag),
            },
            Err(error) if error.status == Status::PacketTooLarge => String::from("PACKET_TOO_LARGE"),
            Err(error) => return (seen, error),
        };
        match seen.last_mut() {
            Some((last, times)) if *last == told => *times += 1,
            _ => seen.push((told, 1)),
        }
    }
}

fn told(seen: &[(String, usize)]) -> Vec<(&str, usize)> {
    seen.iter().map(|(told, times)| (&told[..], *times)).collect()
}

#[test]
fn a_forged_head_hides_none_of_the_events_behind_it() {
    const EVENTS: usize = 20_000;
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.event("Before", 1);
        peer.raw(&format!("Event: Newchannel\r\nCallerIDName: {FORGED}\r\nExten: 1\r\n\r\n"));
        peer.event("Behind", EVENTS);
        let action = peer.action();
        peer.raw(&follows(&action, "one\n\n"));
        peer.event("After", 1);
        peer.action();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    // On its way while the forged head comes in, or before.
    connection.send(7, b"Command", COMMAND).unwrap();
    let (mut behind, mut whats) = (0, Vec::new());
    while whats.last() != Some(&String::from("After")) {
        let received = connection.recv(soon()).unwrap();
        let packet = received.packet.unwrap();
        match packet.title() {
            b"Behind" => behind += 1,
            title => whats.push(match received.outcome.what {
                What::Event => String::from_utf8_lossy(title).into_owned(),
                what => format!("{what:?} {}", received.outcome.tag),
            }),
        }
    }
    assert_eq!(whats, ["Before", "Newchannel", "Unclaimed 0", "Response 7", "After"]);
    assert_eq!(behind, EVENTS);
    let counters = connection.reader().counters();
    assert_eq!((counters.unawaited_texts, counters.follows, counters.texts_too_large), (1, 1, 0));
}

/// What a connection counts while it is sent this text, before and after the action
/// that it answers.
fn counted(action: &'static [u8], text: &'static str) -> (usize, Counters) {
    let port = serve(1, move |_, mut peer| {
        peer.log_in();
        peer.raw(text);
        peer.event("Go", 1);
        // Behind an action that is answered by text the session sends a Ping.
        let first = peer.action();
        let ping = if action == b"Ping" { first } else { peer.action() };
        peer.raw(text);
        peer.respond(&ping, "Ping: Pong\r\n");
        peer.raw(text);
        peer.event("After", 1);
        peer.action();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let mut lines = 0;
    loop {
        let received = connection.recv(soon()).unwrap();
        let Some(packet) = received.packet else { continue };
        match (received.outcome.what, packet.title()) {
            (What::Text, _) => lines += output(&packet).count(),
            (_, b"Go") => connection.send(7, action, NONE).unwrap(),
            (_, b"After") => break,
            _ => {}
        }
    }
    (lines, *connection.reader().counters())
}

/// What `Queues` of Asterisk 13 prints.
const QUEUES: &str = "first has 0 calls (max 1) in 'leastrecent' strategy, W:0, C:0\r\n   No Members\r\n   No Callers\r\n\r\n\
    second has 0 calls (max unlimited), W:0\r\n   Members: \r\n      Bob: the second (Local/1002@a) has taken no calls yet\r\n\
    \x20  No Callers\r\n\r\n\r\n\r\n";

#[test]
fn lines_of_a_text_that_was_asked_for_are_no_violations() {
    let (lines, counters) = counted(b"Queues", QUEUES);
    assert_eq!((lines, counters.text_answers), (7, 2));
    // Nobody asked for the first and the last one.
    assert_eq!((counters.unknown_packets, counters.lines_without_name), (4, 2 * 3));
    assert_eq!(counters.missing_space, 2 * 2);
    let (_, counters) = counted(b"Ping", QUEUES);
    assert_eq!((counters.unknown_packets, counters.text_answers), (6, 0));
}

/// The answers as they are in files: lines and pieces of the text, and the
/// violations that it is where nobody asked for it.
#[test]
fn a_real_answer_to_queues_is_no_violation() {
    const FILE: &str = "13-Queues";
    for (text, lines, pieces, wrong) in [(Some(files::written(FILE)), 8, 2, 8), (files::live(FILE), 23, 4, 16)] {
        let Some(text) = text else { continue };
        let text: &'static str = String::from_utf8(text).unwrap().leak();
        let (read, counters) = counted(b"Queues", text);
        let (_, without) = counted(b"Ping", text);
        assert_eq!((read, counters.text_answers), (lines, pieces));
        let violations = |counters: &Counters| counters.sum(Meaning::Violation);
        assert_eq!(violations(&without) / 3, wrong);
        assert_eq!(violations(&counters), 2 * wrong);
    }
}

/// The heads that a connection is sent while a Command of it is in flight, and
/// whether each of them opened a text.
fn opened(answers_without_id: bool) -> (Vec<bool>, u64) {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let action = peer.action();
        peer.raw("Response: Follows\r\nPrivilege: SMSCommand\r\nActionID: 9\r\none\n--END COMMAND--\r\n\r\n");
        peer.raw("Response: Follows\r\nPrivilege: SMSCommand\r\ntwo\n--END COMMAND--\r\n\r\n");
        peer.raw(&follows(&action, "three\n"));
        peer.event("After", 1);
        peer.action();
    });
    let mut connection = Connection::open(&Options { answers_without_id, ..options(port) }).unwrap();
    connection.send(7, b"Command", COMMAND).unwrap();
    let mut opened = Vec::new();
    loop {
        let packet = connection.recv(soon()).unwrap().packet.unwrap();
        match packet.title() {
            b"Follows" => opened.push(packet.body().is_some()),
            b"After" => break,
            _ => {}
        }
    }
    (opened, connection.reader().counters().unawaited_texts)
}

#[test]
fn a_head_without_an_id_opens_a_text_only_where_answers_need_none() {
    assert_eq!(opened(false), (vec![false, false, true], 2));
    let (heads, unawaited) = opened(true);
    assert_eq!(heads[..2], [false, true]);
    assert!(unawaited >= 1);
}

#[test]
fn a_head_with_the_id_of_another_action_answers_nobody() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let (ping, command) = (peer.action(), peer.action());
        peer.raw(&(head(&ping) + "X: y\r\n\r\n"));
        peer.event("A", 3);
        peer.respond(&ping, "Ping: Pong\r\n");
        peer.raw(&follows(&command, "Event: no event\r\n\r\nmore\n"));
        // The text has been: this is another packet.
        peer.raw(&(head(&command) + "X: y\r\n\r\n"));
        peer.event("B", 2);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    connection.send(1, b"Ping", NONE).unwrap();
    connection.send(2, b"Command", COMMAND).unwrap();
    let (seen, error) = everything(&mut connection);
    let text = "Response 2 Event: no event||more";
    assert_eq!(told(&seen), [("Unclaimed 0", 1), ("A", 3), ("Response 1", 1), (text, 1), ("Unclaimed 0", 1), ("B", 2)]);
    assert_eq!(error.status, Status::Closed);
    assert_eq!(connection.reader().counters().unawaited_texts, 2);
}

#[test]
fn from_3_1_0_on_the_right_id_opens_no_text() {
    let port = serve(1, |_, mut peer| {
        peer.log_in_as("3.1.0");
        let command = peer.action();
        peer.raw(&(head(&command) + "X: y\r\n\r\n"));
        peer.event("A", 1000);
        peer.respond(&command, "Message: Command output follows\r\nOutput: one\r\n");
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    connection.send(2, b"Command", COMMAND).unwrap();
    let (seen, _) = everything(&mut connection);
    assert_eq!(told(&seen), [("Unclaimed 0", 1), ("A", 1000), ("Response 2", 1)]);
}

#[test]
fn commands_in_flight_are_answered_in_turn_however_the_answers_are_cut() {
    for piece in [1, 11, 1 << 20] {
        let port = serve(1, move |_, mut peer| {
            peer.log_in();
            let actions: Vec<_> = (0..12).map(|_| peer.action()).collect();
            let answers: String = actions.iter().map(|action| follows(action, "a\n\r\n\r\nb")).collect();
            for piece in answers.as_bytes().chunks(piece) {
                peer.raw(std::str::from_utf8(piece).unwrap());
            }
            peer.event("A", 1);
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        let sender = connection.sender();
        let sends = std::thread::spawn(move || (1..=12).for_each(|tag| sender.send(tag, b"Command", COMMAND).unwrap()));
        let (seen, _) = everything(&mut connection);
        sends.join().unwrap();
        let mut expected: Vec<_> = (1..=12).map(|tag| (format!("Response {tag} a|||b"), 1)).collect();
        expected.push((String::from("A"), 1));
        assert_eq!(seen, expected, "by {piece}");
    }
}

/// A text that is larger than the storage of [`small`], and made of what would be
/// packets.
fn large() -> String {
    "Event: no event\r\n\r\n".repeat(1000)
}

fn small(port: u16) -> Options<'static> {
    Options { storage: 4096, ..options(port) }
}

#[test]
fn refused_texts_hide_no_later_one() {
    // More than the reader has places for, too.
    for refused in [1, 9, 30] {
        let port = serve(1, move |_, mut peer| {
            peer.log_in();
            let actions: Vec<_> = (0..=refused).map(|_| peer.action()).collect();
            let (last, rest) = actions.split_last().unwrap();
            rest.iter().for_each(|action| peer.raw(&follows(action, &large())));
            peer.raw(&follows(last, "Event: no event\r\n\r\nmore\n"));
            peer.event("A", 1);
        });
        let mut connection = Connection::open(&small(port)).unwrap();
        (1..=refused as u64 + 1).for_each(|tag| connection.send(tag, b"Command", COMMAND).unwrap());
        let (seen, error) = everything(&mut connection);
        let text = format!("Response {} Event: no event||more", refused + 1);
        // Whoever sent the others hears of each at once.
        let each = (1..=refused).flat_map(|tag| [String::from("PACKET_TOO_LARGE"), format!("TooLarge {tag}")]);
        let expected: Vec<_> = each.chain([text, String::from("A")]).map(|told| (told, 1)).collect();
        assert_eq!((seen, error.status), (expected, Status::Closed));
        assert_eq!(connection.reader().counters().unawaited_texts, 0);
    }
}

#[test]
fn what_is_sent_while_a_call_is_refused_is_answered_whole() {
    const CALLS: usize = 10;
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for _ in 0..CALLS {
            let call = peer.action();
            peer.raw(&follows(&call, &large()));
        }
        let sent = peer.action();
        let call = peer.action();
        peer.raw(&(follows(&sent, "one\n") + &follows(&call, "two\n")));
    });
    let mut connection = Connection::open(&small(port)).unwrap();
    for _ in 0..CALLS {
        let error = connection.call(b"Command", COMMAND, None).unwrap_err();
        assert_eq!(error.status, Status::PacketTooLarge);
    }
    connection.send(1, b"Command", COMMAND).unwrap();
    let mut answer = connection.call(b"Command", COMMAND, None).unwrap();
    assert_eq!(answer.next().unwrap().packet.unwrap().body(), Some(&b"two\n"[..]));
    let (seen, _) = everything(&mut connection);
    assert_eq!(told(&seen)[0], ("Response 1 one", 1));
    assert_eq!(connection.reader().counters().unawaited_texts, 0);
}

#[test]
fn lost_answers_hide_no_later_text() {
    const LOST: [usize; 3] = [1, 7, 7];
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for lost in LOST {
            let actions: Vec<_> = (0..=lost).map(|_| peer.action()).collect();
            peer.raw(&follows(actions.last().unwrap(), "Event: no event\r\n\r\nmore\n"));
        }
        // Nothing of them opens a text now.
        peer.event("A", 1);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let mut tag = 0;
    for lost in LOST {
        for _ in 0..=lost {
            tag += 1;
            connection.send(tag, b"Command", COMMAND).unwrap();
        }
        let received = connection.recv(soon()).unwrap();
        assert_eq!((received.outcome.what, received.outcome.tag), (What::Response, tag));
        assert_eq!(received.packet.unwrap().body(), Some(&b"Event: no event\r\n\r\nmore\n"[..]));
    }
    let (seen, _) = everything(&mut connection);
    assert_eq!(told(&seen)[0], ("A", 1));
}

#[test]
fn a_text_that_comes_after_its_time_limit_is_text_still() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let (command, ping) = (peer.action(), peer.action());
        peer.raw(&follows(&command, &"Event: Hangup\r\nCause: 16\r\n\r\n".repeat(50)));
        peer.respond(&ping, "");
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let error = connection.call(b"Command", COMMAND, Some(Duration::from_millis(20))).unwrap_err();
    assert_eq!(error.status, Status::ActionTimedOut);
    connection.send(1, b"Ping", NONE).unwrap();
    let (seen, _) = everything(&mut connection);
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[0].0.starts_with("Extra ") && seen[0].0.ends_with("Event: Hangup|Cause: 16|"), "{seen:?}");
    assert_eq!(seen[1].0, "Response 1");
}

/// The answer to a Command whose end mark is another one.
fn another_mark(peer: &mut Peer, events: usize) {
    peer.log_in();
    peer.event("A", 1);
    let command = peer.action();
    peer.raw(&(head(&command) + "1:text\n--END SMS EVENT--\r\n\r\n"));
    peer.event("Hangup", events);
    peer.wait_for_end();
}

#[test]
fn a_text_without_end_is_cut_at_the_bound() {
    // Collected up to the bound, and skipped.
    for (storage, refused) in [(128 * 1024, 0), (16 * 1024, 1)] {
        let port = serve(1, |_, mut peer| another_mark(&mut peer, 2000));
        let bounded = Options { text_bytes: 40_000, storage, ..options(port) };
        let mut connection = Connection::open(&bounded).unwrap();
        connection.send(5, b"Command", COMMAND).unwrap();
        let (mut seen, error) = everything(&mut connection);
        assert_eq!(error.status, Status::TextTooLarge);
        assert_eq!(connection.end().map(|end| end.status), Some(Status::TextTooLarge));
        assert_eq!(seen.iter().filter(|(told, _)| told == "PACKET_TOO_LARGE").count(), refused);
        seen.retain(|(told, _)| told != "PACKET_TOO_LARGE");
        let end = if refused == 0 { "Unknown 5" } else { "TooLarge 5" };
        assert_eq!(told(&seen), [("A", 1), (end, 1)]);
        assert_eq!(connection.reader().counters().texts_too_large, 1);
        // And so it stays.
        assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::TextTooLarge);
    }
}

#[test]
fn behind_a_text_without_end_the_connection_is_made_again() {
    let port = serve(2, |n, mut peer| match n {
        0 => another_mark(&mut peer, 2000),
        _ => {
            peer.log_in();
            peer.event("B", 1);
        }
    });
    let again = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 1 };
    let bounded = Options { text_bytes: 40_000, reconnect: Some(again), keep_secret: true, ..options(port) };
    let mut connection = Connection::open(&bounded).unwrap();
    let error = connection.call(b"Command", COMMAND, None).unwrap_err();
    assert_eq!(error.status, Status::OutcomeUnknown);
    assert_eq!(connection.end().map(|end| end.status), Some(Status::TextTooLarge));
    let mut seen = Vec::new();
    while seen.last() != Some(&What::Event) || seen.len() < 2 {
        seen.push(connection.recv(soon()).unwrap().outcome.what);
    }
    assert_eq!(seen, [What::Event, What::Cut, What::Banner, What::LoggedIn, What::Event]);
}

#[test]
fn a_peer_that_sends_single_bytes_is_dead() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        assert_eq!(peer.action().name, "Ping");
        // Until the client has gone.
        while peer.try_raw("x") {
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let times = (Duration::from_millis(50), Duration::from_millis(100));
    let mut connection =
        Connection::open(&Options { ping_after: times.0, dead_after: times.1, ..options(port) }).unwrap();
    let (seen, error) = everything(&mut connection);
    assert_eq!((told(&seen), error.status), (vec![("Dead 0", 1)], Status::PeerDead));
}
