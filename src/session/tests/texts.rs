//! Whose texts are read, and what shows that a peer lives.

use super::*;
use crate::name::Action;
use crate::reader::TextMode;
use crate::session::lists::Declared;
use crate::session::slots::{New, Stage, TEXT, Table};
use crate::work::done;

const MS: u64 = 1_000_000;
const SECOND: u64 = 1000 * MS;

/// A session with a reader that asks, as a client of its own event loop has them.
struct Client {
    session: TestSession,
    reader: Reader<Vec<u8>, Vec<u32>>,
}

#[test]
fn a_first_line_that_is_no_greeting_is_said_at_once() {
    for (line, any_banner, ok) in [
        (&b"SSH-2.0-x\r\n"[..], false, false),
        (b"S", false, false),
        (b"Some PBX/1.0\r\n", false, false),
        (b"\x15\x03\x01", false, false),
        (b"Some PBX/1.0\r\n", true, true),
        (b"Some PBX\r\n", true, false),
        (b"Asterisk Call Manager/2.7.0\r\n", false, true),
        (b"Asterisk Call Man", false, true),
        (b"", false, true),
    ] {
        let mut session = with(4, Options::default());
        let options = ReaderOptions { any_banner, ..ReaderOptions::CLIENT };
        let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
        reader.feed(line);
        let heard = session.heard(&mut reader, 1);
        assert_eq!(heard.map_err(|error| error.status), if ok { Ok(()) } else { Err(Status::BadBanner) });
        if ok {
            // Also between the reader's finding the greeting and its being handled.
            reader.ready();
            assert_eq!(session.heard(&mut reader, 1), Ok(()), "{}", line.escape_ascii());
            reader.next().unwrap();
            assert_eq!(session.heard(&mut reader, 1), Ok(()), "{}", line.escape_ascii());
        }
    }
}

impl Client {
    fn new(version: &str, options: Options, storage: usize) -> Client {
        let mut session = with(32, options);
        log_in(&mut session, version, 0);
        let options = ReaderOptions { banner: false, text: TextMode::Announced, ..ReaderOptions::CLIENT };
        let mut reader = Reader::new(vec![0; storage], vec![0; 4096], options).unwrap();
        // What else awaits stands before the answers of interest.
        session.heard(&mut reader, 0).unwrap();
        Client { session, reader }
    }

    fn command(&mut self, tag: u64, limit: u64, now: u64) {
        self.session.submit_within(tag, b"Command", [(&b"Command"[..], &b"x"[..])], limit, now).unwrap();
        queued(&mut self.session);
    }

    /// Receives what a turn of an event loop does; the titles of events, and what
    /// other packets mean.
    fn receive(&mut self, stream: &[u8], piece: usize, now: u64) -> Vec<String> {
        let mut told = Vec::new();
        let mut rest = stream;
        while !rest.is_empty() {
            let fed = self.reader.feed(rest.get(..piece).unwrap_or(rest));
            assert!(fed > 0);
            rest = &rest[fed..];
            self.session.heard(&mut self.reader, now).unwrap();
            loop {
                self.session.announce(&mut self.reader);
                match self.reader.next() {
                    Ok(None) => break,
                    Ok(Some(packet)) => {
                        let Outcome { what, tag, last, .. } = self.session.handle(&packet, now).unwrap();
                        let body = packet.body().map_or(String::new(), |text| format!(" {}", text.escape_ascii()));
                        told.push(match what {
                            What::Event => String::from_utf8(packet.title().to_vec()).unwrap(),
                            _ => format!("{what:?} {tag} {last}{body}"),
                        });
                    }
                    Err(error) => told.push(format!("{} at {}", error.status.name(), error.offset)),
                }
            }
        }
        told
    }

    /// Whether the peer is dead at that time, after what was to be done before it.
    fn is_dead(&mut self, now: u64) -> bool {
        while let Some(outcome) = self.session.handle_timeout(now) {
            if outcome.what == What::Dead {
                return true;
            }
        }
        queued(&mut self.session);
        false
    }

    fn unawaited(&self) -> u64 {
        self.reader.counters().unawaited_texts
    }
}

/// An old Command answer of one line.
fn text(id: &str, word: &str) -> String {
    format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {id}\r\n{word}\n--END COMMAND--\r\n\r\n")
}

fn of(tag: u64) -> String {
    id(Id::Tag(tag))
}

const EVENT: &str = "Event: Hangup\r\n\r\n";

/// What is left of an answer that opened no text.
fn packets(id: &str) -> String {
    format!("Response: Follows\r\nActionID: {id}\r\nX: y\r\n\r\n{EVENT}")
}

#[test]
fn the_text_of_a_command_is_read_however_it_is_cut() {
    let stream = format!("{EVENT}{}{EVENT}", text(&of(7), "Event: x\\r\\n\\r\\n"));
    for piece in [1, 7, 1000] {
        let mut client = Client::new("2.7.0", OPTIONS, 8192);
        client.command(7, 0, 0);
        let answer = "Response 7 true Event: x\\\\r\\\\n\\\\r\\\\n\\n";
        assert_eq!(client.receive(stream.as_bytes(), piece, 1), ["Hangup", answer, "Hangup"], "by {piece}");
        assert_eq!(client.unawaited(), 0);
        // Once only.
        let again = client.receive(packets(&of(7)).as_bytes(), piece, 2);
        assert_eq!(again, ["Unclaimed 0 false", "Hangup"]);
        assert_eq!(client.unawaited(), 1);
    }
}

#[test]
fn a_forged_head_opens_no_text_and_answers_nobody() {
    let prefix = String::from_utf8(Ids::new([0; 2]).write(Id::Login).get()[..10].to_vec()).unwrap();
    let forged = [
        String::from("Response: Follows\r\nX: \r\nChannel: SIP/1\r\n\r\n") + EVENT,
        packets("other"),
        packets(&prefix),
        // A Ping of the caller's, one of the session's, and an action long gone.
        packets(&of(2)),
        packets(&id(Id::Ping)),
        packets(&of(99)),
    ];
    for piece in [1, 1000] {
        let mut client = Client::new("2.7.0", OPTIONS, 8192);
        client.command(1, 0, 0);
        client.session.submit(2, b"Ping", [], 0).unwrap();
        queued(&mut client.session);
        for (i, stream) in forged.iter().enumerate() {
            assert_eq!(client.receive(stream.as_bytes(), piece, 1), ["Unclaimed 0 false", "Hangup"], "{stream}");
            assert_eq!((client.unawaited(), client.session.in_flight()), (i as u64 + 1, 2));
        }
        assert_eq!(client.receive(text(&of(1), "a").as_bytes(), piece, 1), ["Response 1 true a\\n"]);
        let pong = format!("Response: Success\r\n{}\r\n", line(2));
        assert_eq!(client.receive(pong.as_bytes(), piece, 1), ["Response 2 true"]);
    }
}

#[test]
fn from_3_1_0_on_not_even_the_right_one_opens_a_text() {
    for (version, opens) in [("3.1.0", false), ("9.0.0", false), ("2.8.0", true), ("UCM", true)] {
        let mut client = Client::new(version, OPTIONS, 8192);
        client.command(1, 0, 0);
        let told = client.receive((packets(&of(1)) + "--END COMMAND--\r\n\r\n").as_bytes(), 1000, 1);
        match opens {
            true => assert!(told[0].starts_with("Response 1 true X: y"), "{version}: {told:?}"),
            false => assert_eq!(told, ["Unclaimed 0 false", "Hangup", "Other 0 false"], "{version}"),
        }
        let new = format!("Response: Success\r\n{}Output: a\r\n\r\n", line(1));
        assert_eq!(client.receive(new.as_bytes(), 1000, 1), [if opens { "Extra 1 false" } else { "Response 1 true" }]);
    }
}

#[test]
fn many_commands_in_flight_are_answered_in_turn_and_in_one_read() {
    let mut client = Client::new("1.1", OPTIONS, 8192);
    (1..=20).for_each(|tag| client.command(tag, 0, 0));
    client.session.submit(21, b"Ping", [], 0).unwrap();
    queued(&mut client.session);
    let refused = format!("Response: Error\r\n{}Message: Permission denied\r\n\r\n", line(5));
    let stream: String = (1..=20).map(|tag| if tag == 5 { refused.clone() } else { text(&of(tag), "a") }).collect();
    let told = client.receive(stream.as_bytes(), 8000, 1);
    let expected: Vec<_> =
        (1..=20).map(|tag| format!("Response {tag} true{}", if tag == 5 { "" } else { " a\\n" })).collect();
    assert_eq!((told, client.unawaited()), (expected, 0));
}

#[test]
fn what_comes_late_is_text_still() {
    let mut client = Client::new("2.7.0", OPTIONS, 8192);
    (1..=4).for_each(|tag| client.command(tag, 10, 0));
    let timed_out: Vec<_> = std::iter::from_fn(|| client.session.handle_timeout(10)).map(|told| told.what).collect();
    assert_eq!(timed_out, [What::TimedOut; 4]);
    client.command(5, 0, 10);
    // The second is answered by an error, the third never.
    let refused = format!("Response: Error\r\n{}\r\n", line(2));
    let stream = text(&of(1), "a") + &refused + &text(&of(4), "b") + &text(&of(5), "c");
    let told = client.receive(stream.as_bytes(), 50, 11);
    assert_eq!(told, ["Extra 1 false a\\n", "Extra 2 false", "Extra 4 false b\\n", "Response 5 true c\\n"]);
    // Later ones were answered, so that the third cannot be any more.
    for tag in 1..=5 {
        let told = client.receive(packets(&of(tag)).as_bytes(), 1000, 12);
        assert_eq!(told, ["Unclaimed 0 false", "Hangup"], "{tag}");
    }
    // Not over another connection.
    client.command(6, 10, 12);
    assert_eq!(client.session.handle_timeout(30).unwrap().what, What::TimedOut);
    client.session.cut(31);
    client.reader.reset();
    client.session.announce(&mut client.reader);
    assert_eq!(client.receive(b"", 1, 31), [""; 0]);
    let follows = packets(&of(6));
    assert_eq!(client.reader.feed(follows.as_bytes()), follows.len());
    assert_eq!(client.reader.next().unwrap().unwrap().body(), None);
}

#[test]
fn a_lost_answer_hides_no_later_text() {
    let mut client = Client::new("2.7.0", OPTIONS, 8192);
    (1..=20).for_each(|tag| client.command(tag, 0, 0));
    // Beyond the places of the reader.
    assert_eq!(client.receive(packets(&of(9)).as_bytes(), 1000, 1), ["Unclaimed 0 false", "Hangup"]);
    // Each is the last of eight: an answer passes all that are older.
    for tag in [8, 16, 20] {
        assert_eq!(client.receive(text(&of(tag), "a").as_bytes(), 7, 1), [format!("Response {tag} true a\\n")]);
    }
    for tag in [1, 7, 8, 9, 15, 19] {
        assert_eq!(client.receive(packets(&of(tag)).as_bytes(), 1000, 1), ["Unclaimed 0 false", "Hangup"], "{tag}");
    }
    // They are in flight up to their limits still, and answered otherwise.
    assert_eq!(client.session.in_flight(), 17);
    let error = format!("Response: Error\r\n{}\r\n", line(1));
    assert_eq!(client.receive(error.as_bytes(), 1000, 1), ["Response 1 true"]);
    client.command(21, 0, 1);
    assert_eq!(client.receive(text(&of(21), "b").as_bytes(), 7, 1), ["Response 21 true b\\n"]);
}

#[test]
fn lost_answers_leave_room_for_others_when_their_limits_have_passed() {
    let mut client = Client::new("2.7.0", OPTIONS, 8192);
    for round in 0..4 {
        let now = 100 * round;
        (1..=9).for_each(|tag| client.command(tag, 10, now));
        client.command(10, 0, now);
        while client.session.handle_timeout(now + 10).is_some() {}
        // Seven that are late, and this one.
        assert_eq!(client.receive(text(&of(10), "a").as_bytes(), 7, now + 11), ["Response 10 true a\\n"]);
        // All of them were passed: the eighth of the next is announced.
        (11..=18).for_each(|tag| client.command(tag, 0, now + 11));
        assert_eq!(client.receive(text(&of(18), "b").as_bytes(), 7, now + 11), ["Response 18 true b\\n"]);
        // One that was passed is not late afterwards.
        client.command(19, 10, now + 11);
        client.command(20, 0, now + 11);
        assert_eq!(client.receive(text(&of(20), "c").as_bytes(), 7, now + 11), ["Response 20 true c\\n"]);
        while client.session.handle_timeout(now + 21).is_some() {}
        assert_eq!(client.receive(packets(&of(19)).as_bytes(), 99, now + 22), ["Unclaimed 0 false", "Hangup"]);
        (11..18).for_each(|tag| {
            let error = format!("Response: Error\r\n{}\r\n", line(tag));
            assert_eq!(client.receive(error.as_bytes(), 99, now + 22), [format!("Response {tag} true")]);
        });
    }
}

#[test]
fn a_refused_text_hides_no_later_one() {
    let large = "Event: no event\r\n\r\n".repeat(100);
    for piece in [1, 100, 5000] {
        let mut client = Client::new("2.7.0", OPTIONS, 512);
        (1..=9).for_each(|tag| client.command(tag, 0, 0));
        let stream: String = (1..8).map(|tag| text(&of(tag), &large)).collect();
        let told = client.receive(stream.as_bytes(), piece, 1);
        assert!(told.len() == 7 && told.iter().all(|told| told.starts_with("PACKET_TOO_LARGE")), "{told:?}");
        // The last place, and one behind it.
        let told = client.receive((text(&of(8), "a") + &text(&of(9), "b") + EVENT).as_bytes(), piece, 1);
        assert_eq!(told, ["Response 8 true a\\n", "Response 9 true b\\n", "Hangup"], "by {piece}");
    }
}

/// Who may be announced is in a list of its own, not among all in flight.
#[test]
fn to_announce_costs_the_same_with_many_in_flight() {
    for commands_only in [true, false] {
        let session = Session::new(vec![Slot::FREE; 8192], vec![0; 4096], OPTIONS, 0);
        let mut session = known(session);
        log_in(&mut session, "2.7.0", 0);
        for tag in 0..8192 {
            // The last two of all, and one in front.
            let command = commands_only || tag == 0 || tag >= 8190;
            session.submit(tag, if command { b"Command" } else { b"Ping" }, [], 0).unwrap();
            queued(&mut session);
        }
        let options = ReaderOptions { banner: false, text: TextMode::Announced, ..ReaderOptions::CLIENT };
        let mut reader = Reader::new(vec![0; 512], vec![0; 64], options).unwrap();
        for tag in [0, 8190, 8191] {
            assert!(done(|| session.announce(&mut reader)).1.slots <= 8);
            assert_eq!(reader.feed(text(&of(tag), "a").as_bytes()), text(&of(tag), "a").len());
            if commands_only && tag > 0 {
                break;
            }
            let packet = reader.next().unwrap().unwrap();
            assert!(packet.body().is_some());
            // To end an action takes its limit from a heap.
            let (outcome, work) = done(|| session.handle(&packet, 0).unwrap());
            assert_eq!(outcome, what(What::Response, tag, true));
            assert!(work.slots <= 32 + 8 * 13, "{work:?}");
        }
    }
}

/// The list of those whose text may come, against a plain model.
#[test]
fn those_whose_text_may_come_are_found_in_their_order() {
    let mut random = super::many::Random(5);
    let mut slots = vec![Slot::FREE; 23];
    let mut table = Table::new(&mut slots);
    // Tags in their order, and whether each awaits a text.
    let mut all: Vec<(u64, bool)> = Vec::new();
    for step in 0..20_000u64 {
        let before = (table.revision(), all.clone());
        let pick = random.below(all.len().max(1) as u64) as usize;
        let link = all.get(pick).map(|(tag, _)| table.find(&slots, *tag).unwrap());
        match (random.below(6), link) {
            (0..3, _) if all.len() < slots.len() => {
                let text = random.below(3) > 0;
                let marks = if text { TEXT } else { 0 };
                let new = New {
                    tag: step,
                    action: Some(Action::Command),
                    stage: Stage::Sent,
                    marks,
                    declared: Declared::NONE,
                    end: step,
                };
                table.insert(&mut slots, &new);
                all.push((step, text));
            }
            (3, Some(link)) => {
                all.remove(pick);
                table.remove(&mut slots, link);
            }
            (4, Some(link)) => {
                table.set_stage(&mut slots, link, Stage::List);
                all[pick].1 = false;
            }
            (5, Some(_)) => {
                table.pass(&mut slots, all[pick].0);
                all[..=pick].iter_mut().for_each(|(_, awaits)| *awaits = false);
            }
            _ => {}
        }
        let awaiting = |all: &[(u64, bool)]| all.iter().filter(|it| it.1).map(|it| it.0).collect::<Vec<_>>();
        let found: Vec<u64> = table.awaiting_text(&slots).map(|slot| slot.tag).collect();
        assert_eq!(found, awaiting(&all));
        assert_eq!(table.awaits_text(), !found.is_empty());
        assert!(table.revision() != before.0 || found == awaiting(&before.1));
    }
}

#[test]
fn a_text_in_pieces_is_followed_by_the_next_one() {
    let mut session = with(4, OPTIONS);
    log_in(&mut session, "2.7.0", 0);
    let options =
        ReaderOptions { banner: false, text: TextMode::Announced, text_in_pieces: true, ..ReaderOptions::CLIENT };
    let reader = Reader::new(vec![0; 128], vec![0; 64], options).unwrap();
    let mut client = Client { session, reader };
    client.command(1, 0, 0);
    client.command(2, 0, 0);
    let long = format!("{}Response: Follows", "a line\n".repeat(40));
    let told = client.receive((text(&of(1), &long) + &text(&of(2), "b")).as_bytes(), 20, 1);
    let (last, pieces) = told.split_last().unwrap();
    assert_eq!(last, "Response 2 true b\\n");
    assert!(pieces.iter().rev().skip(1).all(|piece| piece.starts_with("Text 1 false")), "{told:?}");
    assert!(pieces.last().unwrap().starts_with("TextEnd 1 true"), "{told:?}");
    assert_eq!(client.unawaited(), 0);
}

#[test]
fn an_action_that_nobody_knows_may_be_answered_so() {
    let mut client = Client::new("1.1", OPTIONS, 8192);
    client.session.submit(3, b"SMSCommand", [], 0).unwrap();
    queued(&mut client.session);
    let answer = text(&of(3), "1:text\r\n\r\nEvent: no event").replace("Privilege: Command", "Privilege: SMSCommand");
    let told = client.receive((answer + EVENT).as_bytes(), 1000, 1);
    assert_eq!(told, ["Response 3 true 1:text\\r\\n\\r\\nEvent: no event\\n", "Hangup"]);
    assert_eq!(client.unawaited(), 0);
    // From 3.1.0 on nothing is a text, and its head is the whole answer.
    let mut client = Client::new("3.1.0", OPTIONS, 8192);
    client.session.submit(3, b"SMSCommand", [], 0).unwrap();
    queued(&mut client.session);
    assert_eq!(client.receive(packets(&of(3)).as_bytes(), 1000, 1), ["Response 3 true", "Hangup"]);
    assert_eq!(client.unawaited(), 1);
}

/// A Ping after 10 s of silence, and 5 s for its answer.
const ALIVE: Options = Options { ping: 10 * SECOND, dead: 5 * SECOND, action: 0, ..OPTIONS };

/// Lets the peer send so much each 100 ms; after how many of them it is dead.
fn dies_after(client: &mut Client, stream: &[u8], a_time: usize) -> Option<usize> {
    let mut now = 0;
    stream.chunks(a_time).position(|piece| {
        now += 100 * MS;
        let told = client.receive(piece, a_time, now);
        assert!(told.iter().all(|told| told == "PACKET_TOO_LARGE at 0"), "{told:?}");
        client.is_dead(now)
    })
}

#[test]
fn the_text_of_a_command_whose_limit_has_passed_is_no_life() {
    let mut client = Client::new("2.7.0", ALIVE, 8192);
    client.command(1, SECOND, 0);
    client.receive(text(&of(1), "begins\n").strip_suffix("--END COMMAND--\r\n\r\n").unwrap().as_bytes(), 100, 0);
    assert_eq!(client.session.handle_timeout(SECOND).map(|outcome| outcome.what), Some(What::TimedOut));
    let lines = "\n".repeat(4000);
    // The silence counts from the limit on: up to there nothing else could come.
    assert_eq!(dies_after(&mut client, lines.as_bytes(), 1), Some(159));
}

#[test]
fn single_bytes_do_not_keep_a_dead_peer_alive() {
    for (command, begins) in [(false, String::from("Event: ")), (true, text(&of(1), "")[..77].into())] {
        let mut client = Client::new("2.7.0", ALIVE, 8192);
        if command {
            client.command(1, 0, 0);
        }
        let stream = begins + &"x".repeat(4000);
        let dead = dies_after(&mut client, stream.as_bytes(), 1).unwrap();
        // 15 seconds behind the start; a Command without a limit has the usual one
        // first, of a minute.
        assert_eq!(dead, if command { 749 } else { 149 });
    }
    // Not before, and not with as many as 4 KiB in the time of a Ping.
    let mut client = Client::new("2.7.0", ALIVE, 1 << 17);
    let stream = vec![b'x'; 200 * 100];
    assert_eq!(dies_after(&mut client, &stream, 80), Some(149));
    let mut client = Client::new("2.7.0", ALIVE, 1 << 17);
    assert_eq!(dies_after(&mut client, &stream, 100), None);
}

#[test]
fn a_long_answer_over_a_slow_line_is_life() {
    let lines = "A line of the output of a Command, as long as such lines are.\n".repeat(370_000 / 62);
    let answer = text(&of(1), &lines);
    // Collected, and skipped since it is too large.
    for storage in [1 << 19, 1 << 14] {
        let mut client = Client::new("2.7.0", Options { dead: 5 * SECOND, ..ALIVE }, storage);
        client.command(1, 0, 0);
        assert_eq!(dies_after(&mut client, &answer.as_bytes()[..answer.len() - 2], 200), None, "{storage}");
        assert_eq!(client.session.pinged, None);
        // It is 185 seconds later, and another 15 of silence are too many.
        assert!(!client.is_dead(197 * SECOND));
        assert!(client.is_dead(202 * SECOND));
    }
    // A line each 4 s is enough, as few bytes as that is.
    let mut client = Client::new("2.7.0", ALIVE, 8192);
    client.command(1, 0, 0);
    let answer = text(&of(1), "");
    client.receive(answer.strip_suffix("--END COMMAND--\r\n\r\n").unwrap().as_bytes(), 100, 0);
    for second in 1..100 {
        assert!(!client.is_dead(second * SECOND - 1), "{second}");
        if second % 4 == 0 {
            assert_eq!(client.receive(b"ab\n", 9, second * SECOND), [""; 0]);
        }
    }
}

#[test]
fn a_head_in_single_bytes_costs_work_that_grows_with_its_length() {
    const LENGTH: usize = 100_000;
    let long = |line: &str, end: &str| format!("{line}: {}{end}", "x".repeat(LENGTH));
    let head = format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {}\r\n", of(1));
    for stream in [
        // Of which it is not known yet whether it is the awaited one.
        String::from("Response: Follows\r\n") + &long("Privilege", "\r\n"),
        // Which is, and whose text has not begun.
        head.clone() + &long("Message", "\r\n"),
        // Whose text begins with a long line that could be a header up to its end.
        head.clone() + &long("Message", "\n") + &long("text", "\n"),
        // Another one's.
        head.replace(&of(1), &of(2)) + &long("Message", "\r\n"),
    ] {
        let mut client = Client::new("2.7.0", OPTIONS, 1 << 18);
        client.command(1, 0, 0);
        let (told, work) = crate::work::done(|| client.receive(stream.as_bytes(), 1, 1));
        assert_eq!(told, [""; 0]);
        // A step of 64 bytes is looked at for each, and each a few times.
        assert!(work.sum() < 100 * stream.len() as u64, "{:?} {work:?}", &stream[..60]);
    }
}
