//! What a reader tells of itself, and what is refused before anything is read.

use amiwire::parse::{Lines, Resume, index, parse};
use amiwire::reader::{Options, Reader};
use amiwire::{Kind, Limits, Status};

const GREETING: &[u8] = b"Asterisk Call Manager/2.7.0\r\n";
const EVENT: &[u8] = b"Event: Hangup\r\nCause-txt: Normal Clearing\r\n\r\n";
/// Over a limit of 100 bytes.
const LARGE: &[u8] = b"Event: Large\r\nA: 0123456789012345678901234567890123456789\r\nB: 0123456789012345678901234567890123456789\r\n\r\n";
const LIMITS: Limits = Limits { packet_bytes: 100, ..Limits::NONE };

fn reader(options: Options) -> Reader<Vec<u8>, Vec<u32>> {
    Reader::new(vec![0; 4096], vec![0; 512], options).unwrap()
}

/// Packets by their titles, and refusals by their names; after each byte, as
/// many as there are.
fn by_bytes(options: Options, framing: bool, stream: &[u8], asks: bool) -> Vec<(usize, String)> {
    let mut reader = reader(options);
    reader.set_framing(framing);
    let mut told = Vec::new();
    for (at, byte) in stream.iter().enumerate() {
        assert_eq!(reader.feed(&[*byte]), 1);
        loop {
            // To ask twice changes nothing.
            let ready = asks.then(|| (reader.ready(), reader.ready()));
            let found = match reader.next() {
                Ok(Some(packet)) => Some(format!("{} {}", packet.title().escape_ascii(), packet.offset())),
                Ok(None) => None,
                Err(error) => Some(format!("{} {}", error.status.name(), error.offset)),
            };
            if let Some(ready) = ready {
                assert_eq!(ready, (found.is_some(), found.is_some()), "at {at}: {found:?}");
            }
            match found {
                Some(found) => told.push((at, found)),
                None => break,
            }
        }
    }
    assert_eq!(reader.counters().tails, 0);
    told
}

#[test]
fn ready_says_whether_there_is_something_to_tell_and_takes_nothing_away() {
    let follows = b"Response: Follows\r\nPrivilege: Command\r\na\n\r\n\r\n--END COMMAND--\r\n\r\n";
    let stream = [GREETING, EVENT, LARGE, EVENT, b"\r\n", follows, EVENT].concat();
    let options = Options { limits: LIMITS, ..Options::CLIENT };
    for framing in [false, true] {
        let told = by_bytes(options, framing, &stream, false);
        assert_eq!(told.len(), 6, "{told:?}");
        assert_eq!(by_bytes(options, framing, &stream, true), told);
        assert!(told[2].1.starts_with("PACKET_TOO_LARGE"), "{told:?}");
    }
}

/// Also where all packets came at once, so that they are found ahead.
#[test]
fn as_much_can_be_committed_as_was_lent() {
    let mut reader = reader(Options { banner: false, ..Options::CLIENT });
    let lent = reader.space().len();
    assert_eq!(reader.commit(lent + 1).unwrap_err().status, Status::CommitTooLarge);
    reader.space().fill(b'x');
    assert!(reader.commit(lent).is_ok());
    assert_eq!((reader.received(), reader.offset()), (lent as u64, 0));
    assert_eq!(reader.commit(1).unwrap_err().status, Status::CommitTooLarge);
}

#[test]
fn a_server_reads_what_people_type() {
    let mut reader = reader(Options::SERVER);
    let typed = b"Asterisk Call Manager/1: no greeting\n\nAction: Ping\nActionID: 1\n\n";
    assert_eq!(reader.feed(typed), typed.len());
    assert_eq!(reader.next().unwrap().unwrap().kind(), Kind::Other);
    let packet = reader.next().unwrap().unwrap();
    assert_eq!((packet.kind(), packet.get(b"ActionID")), (Kind::Action, Some(&b"1"[..])));
}

#[test]
fn what_ready_found_is_not_behind_the_offset() {
    // Found the short way, and the long one.
    for stream in [&b"Event: A\r\nB: c\r\n\r\n"[..], b"Event: A\r\nB\r\n\r\n"] {
        let mut reader = reader(Options { banner: false, ..Options::CLIENT });
        assert_eq!(reader.feed(stream), stream.len());
        assert!(reader.ready());
        assert_eq!(reader.offset(), 0);
        assert!(reader.next().unwrap().is_some());
        assert_eq!(reader.offset(), stream.len() as u64);
    }
}

#[test]
fn ready_answers_for_packets_that_were_found_ahead() {
    for framing in [false, true] {
        let mut reader = reader(Options { banner: false, ..Options::CLIENT });
        reader.set_framing(framing);
        assert!(!reader.ready());
        assert_eq!(reader.feed(&EVENT.repeat(20)), 20 * EVENT.len());
        for i in 0..20 {
            assert!(reader.ready() && reader.ready());
            let packet = reader.next().unwrap().unwrap();
            assert_eq!((packet.offset(), packet.raw()), ((i * EVENT.len()) as u64, EVENT));
        }
        assert!(!reader.ready());
        assert_eq!((reader.counters().packets, reader.counters().events), (20, 20));
    }
}

/// Feeds a packet and a byte, then the stream in pieces up to `to`: at which
/// byte an index of so many lines was told to be full.
fn full_at(half: usize, stream: &[u8], piece: usize, to: usize) -> Option<usize> {
    let options = Options { banner: false, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 4096], vec![0; 2 * half], options).unwrap();
    let mut at = 0;
    while at < to {
        let next = if at < 13 { 13 } else { (at + piece).min(to) };
        reader.feed(&stream[at..next]);
        at = next;
        loop {
            match reader.next() {
                Ok(Some(packet)) => assert_eq!(packet.raw(), &stream[..12]),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!((error.status, error.offset), (Status::TooManyHeaders, 12));
                    return Some(at);
                }
            }
        }
    }
    None
}

/// The lines that a scan finds may take the room in which a rest was to wait:
/// the refusal is not put off until more has come, however the stream is cut.
#[test]
fn an_index_that_fills_up_is_told_by_the_byte_that_fills_it() {
    let stream = [&b"Event: A\r\n\r\nEvent: X\r\n"[..], &b"a:b\r\n".repeat(200)].concat();
    for half in 64..140 {
        let first = full_at(half, &stream, 1, stream.len()).unwrap();
        for to in first - 70..first + 70 {
            let told = full_at(half, &stream, stream.len(), to).is_some();
            assert_eq!(told, to >= first, "{half} lines, of which the last came with byte {first}, up to {to}");
        }
    }
}

/// What `ready` found is not moved from under `next`.
#[test]
fn space_between_ready_and_next_does_no_harm() {
    let mut reader = Reader::new(vec![0; 64], vec![0; 64], Options { banner: false, ..Options::CLIENT }).unwrap();
    let stream = b"Event: A\r\nB: cc\r\n\r\n".repeat(9);
    let mut rest = &stream[..];
    for i in 0..9 {
        rest = &rest[reader.feed(rest)..];
        assert!(reader.ready());
        rest = &rest[reader.feed(rest)..];
        let packet = reader.next().unwrap().unwrap();
        assert_eq!((packet.offset(), packet.raw()), (19 * i, &stream[..19]));
    }
    assert!(rest.is_empty() && !reader.ready());
}

#[test]
fn a_text_without_an_id_is_announced_once_and_taken_back() {
    use amiwire::reader::TextMode;
    const TEXT: &[u8] = b"Response: Follows\r\nPrivilege: Command\r\none\n--END COMMAND--\r\n\r\n";
    let (mut storage, mut index) = ([0; 512], [0; 32]);
    let options = Options { banner: false, text: TextMode::Announced, ..Options::CLIENT };
    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).unwrap();
    let mut opens = |announce: bool, withdraw: bool| {
        if announce {
            reader.announce_without_id();
        }
        if withdraw {
            reader.withdraw_all();
        }
        reader.feed(TEXT);
        reader.next().unwrap().unwrap().body().is_some()
    };
    assert!(!opens(false, false));
    assert!(opens(true, false));
    assert!(!opens(false, false), "used once");
    assert!(!opens(true, true));
    // One with an ActionID that nobody announced stays none.
    reader.announce_without_id();
    reader.feed(b"Response: Follows\r\nActionID: 1\r\none\n--END COMMAND--\r\n\r\n");
    assert!(reader.next().unwrap().unwrap().body().is_none());
    reader.reset();
    reader.feed(TEXT);
    assert!(reader.next().unwrap().unwrap().body().is_none());
}

#[test]
fn a_greeting_that_ends_in_lf_is_one_however_it_comes() {
    for framing in [false, true] {
        for size in [1, 7, 22, 23, 24, 1000] {
            let (mut storage, mut index) = ([0; 512], [0; 32]);
            let mut reader = Reader::new(&mut storage[..], &mut index[..], Options::CLIENT).unwrap();
            reader.set_framing(framing);
            let mut seen = Vec::new();
            for piece in b"PBX Call Manager/9.0.0\nEvent: A\r\nB: c\r\n\r\nEvent: D\r\n\r\n".chunks(size) {
                reader.feed(piece);
                while let Some(packet) = reader.next().unwrap() {
                    let title = packet.body().unwrap_or(packet.title());
                    seen.push((packet.kind(), packet.offset(), title.escape_ascii().to_string()));
                }
            }
            let text = |text: &str| text.to_string();
            assert_eq!(
                seen,
                [(Kind::Banner, 0, text("9.0.0")), (Kind::Event, 23, text("A")), (Kind::Event, 41, text("D"))],
                "{size} {framing}"
            );
            assert_eq!(reader.counters().missing_cr, 1);
        }
    }
}

#[test]
fn a_packet_that_begins_with_its_id_has_all_its_lines_with_framing_too() {
    let stream = b"Event: A\r\nB: c\r\n\r\nActionID: 2\r\nResponse: Success\r\nNode: 1999\r\n\r\n\
        Response: Success\r\nEvents: On\r\nEvent: D\r\nE: f\r\n\r\nEvent: G\r\n\r\n";
    let (mut storage, mut index) = ([0; 512], [0; 32]);
    let options = Options { banner: false, ..Options::CLIENT };
    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).unwrap();
    reader.set_framing(true);
    reader.feed(stream);
    let mut seen = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        seen.push((packet.kind(), packet.title().escape_ascii().to_string(), packet.raw().len()));
        // Found again in an index of one's own.
        let mut lines = [0; 16];
        if let Ok(parsed) = amiwire::parse::index(&packet, &mut lines) {
            assert_eq!((parsed.packet.kind(), parsed.packet.title()), (packet.kind(), packet.title()));
        }
    }
    let text = |text: &str| text.to_string();
    assert_eq!(
        seen,
        [
            (Kind::Event, text("A"), 18),
            (Kind::Response, text("Success"), 46),
            (Kind::Response, text("Success"), 31),
            (Kind::Event, text("D"), 18),
            (Kind::Event, text("G"), 12),
        ]
    );
    assert_eq!(reader.counters().glued_packets, 1);
}

#[test]
fn a_greeting_is_overdue_when_the_first_bytes_cannot_be_one() {
    for (bytes, overdue) in [
        (&b""[..], false),
        (b"Asterisk Call Man", false),
        (b"Asterisk Call Manager/2.7.0", false),
        (b"Asterisk call", true),
        (b"\x16\x03\x01", true),
        (EVENT, true),
    ] {
        let mut reader = reader(Options::CLIENT);
        reader.feed(bytes);
        reader.ready();
        assert_eq!(reader.greeting_is_overdue(), overdue, "{}", bytes.escape_ascii());
    }
    // A first line of more than 128 bytes is none, whether it has ended or not; the LF
    // is one of them.
    for (length, overdue) in [(127, false), (128, true), (129, true)] {
        let mut reader = reader(Options::CLIENT);
        let mut line = GREETING[..22].to_vec();
        line.resize(length, b'x');
        reader.feed(&line);
        assert_eq!(reader.greeting_is_overdue(), overdue, "{length}");
    }
    let mut reader = reader(Options { banner: false, ..Options::CLIENT });
    assert!(reader.greeting_is_overdue() && !reader.ready());
}

#[test]
fn without_other_wishes_a_reader_reads_what_servers_send_without_a_limit() {
    assert_eq!(Options::default(), Options::CLIENT);
    assert_eq!(Limits::default(), Limits::NONE);
    let mut reader = reader(Options::default());
    reader.feed(&[GREETING, EVENT, LARGE].concat());
    assert_eq!(reader.next().unwrap().unwrap().kind(), Kind::Banner);
    assert_eq!(reader.next().unwrap().unwrap().title(), b"Hangup");
    assert_eq!(reader.next().unwrap().unwrap().title(), b"Large");
}

#[test]
fn a_reader_shows_how_far_it_is_and_no_bytes() {
    let mut reader = reader(Options { banner: false, ..Options::CLIENT });
    reader.feed(&[EVENT, b"Secret: s"].concat());
    reader.next().unwrap().unwrap();
    let shown = format!("{reader:?}");
    let begin = format!("Reader {{ received: {}, offset: {}, counters: Counters {{", EVENT.len() + 9, EVENT.len());
    assert!(shown.starts_with(&begin) && shown.ends_with("}, .. }") && shown.contains("events: 1"), "{shown}");
    assert!(!shown.contains("Secret"));
}

#[test]
fn memory_has_to_be_enough_and_not_more_than_positions_count() {
    let status = |storage: usize, index: usize| {
        Reader::new(vec![0; storage], vec![0; index], Options::CLIENT).err().map(|error| error.status)
    };
    assert_eq!(status(64, 8), None);
    assert_eq!(status(63, 8), Some(Status::StorageTooSmall));
    assert_eq!(status(64, 7), Some(Status::StorageTooSmall));
    // Never touched, so that it costs no memory.
    #[cfg(target_pointer_width = "64")]
    assert_eq!(status((1 << 31) + 1, 8), Some(Status::BadArgument));
}

#[test]
fn a_parse_does_not_go_on_in_fewer_bytes() {
    let (mut resume, mut positions) = (Resume::default(), [0; 64]);
    let open = &EVENT[..EVENT.len() - 2];
    assert!(parse(open, &mut resume, &mut positions).unwrap().is_none());
    let kept = resume;
    let error = parse(&open[..open.len() - 1], &mut resume, &mut positions).unwrap_err();
    assert_eq!(error.status, Status::BadArgument);
    // Nothing is lost by it.
    assert_eq!(resume, kept);
    let parsed = parse(EVENT, &mut resume, &mut positions).unwrap().unwrap();
    assert_eq!((parsed.consumed, parsed.packet.len(), parsed.truncated), (EVENT.len(), 2, false));
}

#[test]
fn what_ends_in_no_empty_line_has_no_index() {
    let mut reader = reader(Options::CLIENT);
    reader.feed(GREETING);
    let greeting = reader.next().unwrap().unwrap();
    assert_eq!(index(&greeting, &mut [0; 64]).unwrap_err().status, Status::BadArgument);
}

#[test]
fn every_rule_of_lines_has_its_number() {
    for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
        assert_eq!(Lines::from_code(lines as u8), Some(lines));
    }
    assert!((3..=u8::MAX).all(|code| Lines::from_code(code).is_none()));
}

#[test]
fn an_index_that_is_too_small_keeps_the_first_lines_of_many() {
    let bytes = ["Event: A\r\n".to_string(), "B: c\r\n".repeat(500), "\r\n".to_string()].concat();
    for lines in [0, 1, 63, 64, 127, 128, 129, 200, 300, 500] {
        let mut index = vec![0; 2 * lines];
        let found = parse(bytes.as_bytes(), &mut Resume::default(), &mut index).unwrap().unwrap();
        assert!(found.truncated);
        assert_eq!((found.packet.len(), found.packet.headers().count()), (501, lines));
    }
}

#[test]
fn an_index_that_is_too_small_keeps_the_first_lines_however_the_packet_comes() {
    let packets = [
        &b"Event: A\r\nB: c\r\nno colon\r\nD: e: f\r\nG:h\r\nI: \r\n\r\n"[..],
        b"Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\none\ntwo: \n\nthree\n--END COMMAND--\r\n\r\n",
    ];
    for bytes in packets {
        let mut large = [0; 64];
        let whole = parse(bytes, &mut Resume::default(), &mut large).unwrap().unwrap().packet;
        for lines in 0..8 {
            let mut index = vec![0; 2 * lines];
            for step in 1..bytes.len() {
                let (mut resume, mut to) = (Resume::default(), 0);
                let found = loop {
                    to = bytes.len().min(to + step);
                    // The packet would keep the index lent.
                    if let Some(found) = parse(&bytes[..to], &mut resume, &mut index).unwrap() {
                        break (
                            found.packet.len(),
                            found.truncated,
                            found.packet.headers().map(|h| (h.name, h.value)).collect::<Vec<_>>(),
                        );
                    }
                };
                let first: Vec<_> = whole.headers().take(lines).map(|h| (h.name, h.value)).collect();
                assert_eq!(found, (whole.len(), lines < whole.len(), first), "{lines} lines, by {step}");
            }
        }
    }
}

#[test]
fn all_packets_of_a_full_storage_are_told_before_more_bytes_are_asked_for() {
    let stream = "Event: A\r\n\r\n".repeat(1000);
    for framing in [false, true] {
        let mut reader =
            Reader::new(vec![0; 1 << 16], vec![0; 1 << 13], Options { banner: false, ..Options::CLIENT }).unwrap();
        reader.set_framing(framing);
        assert_eq!(reader.feed(stream.as_bytes()), stream.len());
        for number in 0..1000 {
            let packet = reader.next().unwrap();
            assert_eq!(packet.map(|packet| packet.offset()), Some(number * 12), "framing: {framing}");
        }
        assert!(reader.next().unwrap().is_none());
    }
}

#[test]
fn framing_begins_behind_a_text_that_is_open() {
    // What looks like an event is a part of the text.
    let old = b"Response: Follows\r\nPrivilege: Command\r\none\ntwo\n\r\n\r\nEvent: Fake\r\n\r\nthree\nfour five\n--END COMMAND--\r\n\r\n";
    let new =
        b"Response: Success\r\nOutput:one\r\nOutput:two three four\r\nOutput:five six seven\r\nOutput:eight nine ten\r\nOutput: eleven\r\n\r\n";
    let old_lines = &["one", "two", "", "", "Event: Fake", "", "three", "four five"][..];
    let new_lines = &["one", "two three four", "five six seven", "eight nine ten", "eleven"][..];
    for (answer, expected) in [(&old[..], old_lines), (new, new_lines)] {
        for (text_in_pieces, cut) in
            [false, true].into_iter().flat_map(|way| (1..answer.len()).map(move |cut| (way, cut)))
        {
            let options = Options { banner: false, text_in_pieces, ..Options::CLIENT };
            // Room for all of it, or so little that it comes in pieces.
            let room = if text_in_pieces { 64 } else { 4096 };
            let mut reader = Reader::new(vec![0; room], vec![0; 64], options).unwrap();
            let mut told = Vec::new();
            let (head, tail) = answer.split_at(cut);
            for mut part in [head, tail, EVENT] {
                while !part.is_empty() {
                    part = &part[reader.feed(part)..];
                    while let Some(packet) = reader.next().unwrap() {
                        let outputs = packet.headers().filter(|header| header.name == b"Output");
                        let lines: Vec<_> = match packet.body() {
                            Some(_) => amiwire::command::output(&packet).map(<[u8]>::to_vec).collect(),
                            None => outputs.map(|header| header.value.to_vec()).collect(),
                        };
                        told.push((packet.kind(), lines));
                    }
                }
                reader.set_framing(true);
            }
            assert_eq!(told.pop(), Some((Kind::Event, vec![])), "cut at {cut}");
            assert_eq!(told.len() > 1, text_in_pieces, "cut at {cut}");
            assert!(told.iter().all(|(kind, _)| *kind == Kind::Response));
            // Of a packet that is only framed the lines are not known.
            let framed = expected == new_lines && !text_in_pieces;
            let lines: Vec<_> = told.into_iter().flat_map(|(_, lines)| lines).collect();
            assert!(
                framed || lines.iter().map(Vec::as_slice).eq(expected.iter().map(|line| line.as_bytes())),
                "cut at {cut}, pieces: {text_in_pieces}: {lines:?}"
            );
        }
    }
}
