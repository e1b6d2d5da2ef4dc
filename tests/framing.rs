//! Framing agrees with the full index: the same packets, kinds, titles and
//! refusals at the same places, and `parse::index` gives the same lines.

mod common;

use amiwire::parse::{Lines, index};
use amiwire::reader::{Options, Reader, TextMode};
use amiwire::{Kind, Limits, Packet, Status};
use common::Random;
use common::recordings::{Set, sets};

const PIECES: &[&[u8]] = &[
    b"Event: Hangup\r\nChannel: PJSIP/1000-0000000d\r\nCause-txt: Normal Clearing\r\n\r\n",
    b"Event: A\r\nB: c\r\n\r\n",
    b"event:Odd\r\nB: c\r\n\r\n",
    b"Event: two\nlines\r\n\r\n",
    b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\none\r\n\r\ntwo: 2\n\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 8\r\none\r\n\r\n",
    b"Response: Follows\r\nX: \r\n\r\n",
    b"--END COMMAND--\r\n\r\n",
    b"Action: Ping\n\n",
    b"action: Ping\r\nActionID: 1\r\n\r\n",
    b"Message: No endpoints found\n\r\n\r\n",
    b"CallStarted: 1474279641\nLoggedInTime: 5\r\n",
    b"CallStarted: 1474279641\n",
    b"Value: one\ntwo\r\n",
    b": no name\r\n",
    b"no colon\r\n",
    b"\r\n",
    b"\r\n\n",
    b"\n\n",
    b"\n\r\n",
    b"\r",
    b"text that is rather long, longer than a step of the scan, so that steps begin inside of it",
];

fn told(packet: &Packet<'_>) -> String {
    // A packet that was read by lines may have more of them than its frame.
    let mut positions = [0; 4096];
    let mut lines = String::new();
    if packet.kind() != Kind::Banner && packet.body().is_none() {
        let parsed = index(packet, &mut positions).unwrap();
        assert_eq!((parsed.packet.kind(), parsed.packet.offset()), (packet.kind(), packet.offset()));
        lines = common::told(&parsed.packet);
    } else {
        lines += &common::told(packet);
    }
    format!("{} @{} [{}] {lines}", packet.kind().name(), packet.offset(), packet.title().escape_ascii())
}

fn read(stream: &[u8], options: Options, framing: bool, piece: usize, storage: usize) -> Vec<String> {
    let mut reader = Reader::new(vec![0; storage], vec![0; 4096], options).unwrap();
    reader.set_framing(framing);
    let mut all = Vec::new();
    for mut piece in stream.chunks(piece) {
        while !piece.is_empty() {
            let n = reader.feed(piece);
            piece = &piece[n..];
            loop {
                reader.announce(b"7").unwrap();
                match reader.next() {
                    Ok(Some(packet)) => all.push(told(&packet)),
                    Ok(None) => break,
                    Err(error) => {
                        assert!(matches!(
                            error.status,
                            Status::PacketTooLarge
                                | Status::TooManyHeaders
                                | Status::LineTooLong
                                | Status::TextTooLarge
                        ));
                        all.push(format!("refused {} @{}", error.status.name(), error.offset));
                    }
                }
            }
        }
    }
    let counters = reader.counters();
    all.push(format!(
        "{} {} {} {} {} {} {} {} {}",
        counters.packets,
        counters.events,
        counters.responses,
        counters.actions,
        counters.unknown_packets,
        counters.stray_empty_lines,
        counters.follows,
        counters.unawaited_texts,
        counters.texts_too_large
    ));
    all.push(format!("tail {:?}", reader.tail().escape_ascii().to_string()));
    all
}

#[test]
fn framing_finds_the_packets_that_the_index_finds() {
    let mut random = Random(0x6a09_e667_f3bc_c908);
    for _ in 0..2000 {
        let mut stream = Vec::new();
        if random.below(2) == 0 {
            stream.extend_from_slice(b"Asterisk Call Manager/2.7.0\r\n");
        }
        for _ in 0..random.below(30) {
            stream.extend_from_slice(random.pick(PIECES));
        }
        for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
            let limits = match random.below(3) {
                0 => Limits { packet_bytes: 120, headers: 4, line_bytes: 60 },
                _ => Limits::NONE,
            };
            let text = *random.pick(&[&TextMode::Always, &TextMode::Never, &TextMode::Announced]);
            let text_bytes = *random.pick(&[&u32::MAX, &90]);
            let options = Options { lines, limits, text, text_bytes, ..Options::CLIENT };
            for storage in [4096, 128] {
                let wanted = read(&stream, options, false, usize::MAX, storage);
                for piece in [usize::MAX, 1, 64, 7] {
                    let found = read(&stream, options, true, piece, storage);
                    assert_eq!(found, wanted, "{lines:?} {limits:?} by {piece}: {}", stream.escape_ascii());
                }
            }
        }
    }
}

#[test]
fn framing_finds_the_packets_of_every_recording() {
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, stream) = (&recording.file, recording.bytes());
        let shape = |framing: bool, piece: usize| {
            let mut reader = Reader::new(vec![0; 1 << 17], vec![0; 1 << 13], Options::CLIENT).unwrap();
            reader.set_framing(framing);
            let mut all = Vec::new();
            for mut piece in stream.chunks(piece) {
                while !piece.is_empty() {
                    piece = &piece[reader.feed(piece)..];
                    while let Some(packet) = reader.next().unwrap() {
                        all.push((packet.offset(), packet.raw().len(), packet.kind(), packet.title().to_vec()));
                    }
                }
            }
            all
        };
        let wanted = shape(false, usize::MAX);
        assert_eq!(shape(true, usize::MAX), wanted, "{file}");
        assert_eq!(shape(true, 1460), wanted, "{file} by 1460");
    }
}

/// Packets that were found are found again when the storage is moved up under
/// them.
#[test]
fn framing_goes_on_when_the_storage_moves() {
    let packet = |i: usize| format!("Event: A{i}\r\nB: c\r\n\r\n");
    let mut reader = Reader::new(vec![0; 64], vec![0; 64], Options { banner: false, ..Options::CLIENT }).unwrap();
    reader.set_framing(true);
    let stream: String = (0..9).map(packet).collect();
    let mut rest = stream.as_bytes();
    for i in 0..9 {
        // Room is made for as much as one packet leaves.
        rest = &rest[reader.feed(rest)..];
        let found = reader.next().unwrap().unwrap();
        assert_eq!((found.offset(), found.raw()), (19 * i as u64, packet(i).as_bytes()));
    }
    assert!(reader.next().unwrap().is_none() && rest.is_empty());
}

#[test]
fn framing_can_be_switched_between_packets() {
    let stream = b"Event: A\r\nB: c\r\n\r\n".repeat(50);
    let mut reader = Reader::new(vec![0; 4096], vec![0; 256], Options::CLIENT).unwrap();
    assert_eq!(reader.feed(&stream), stream.len());
    for i in 0..50 {
        reader.set_framing(i % 3 != 0);
        let packet = reader.next().unwrap().unwrap();
        assert_eq!((packet.offset(), packet.title()), (i * 18, &b"A"[..]));
        if i % 3 == 0 {
            assert_eq!(packet.get(b"B"), Some(&b"c"[..]));
        }
    }
    assert!(reader.next().unwrap().is_none());
}

/// As much as the storage holds, with more lines than the index does.
#[test]
fn framing_finds_a_packet_as_large_as_the_storage() {
    let packet = b"Event: A\r\na: b\r\nc: d\r\ne: f\r\ng: h\r\ni: 01234567890123456789012\r\n\r\n";
    assert_eq!(packet.len(), 64);
    let options = Options { banner: false, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 64], vec![0; 8], options).unwrap();
    reader.set_framing(true);
    assert_eq!(reader.feed(packet), 64);
    let found = reader.next().unwrap().unwrap();
    assert_eq!((found.raw(), found.len()), (&packet[..], 1));
}

/// A packet that is read line by line does not take the next one with it, by
/// whatever kernel.
#[test]
fn framing_goes_on_behind_a_packet_that_was_read_by_lines() {
    let response = format!("Response: Success\r\nMessage: {}\r\n\r\n", "x".repeat(150));
    let event = format!("Event: B\r\nC: {}\r\n\r\n", "y".repeat(200));
    let stream = ["Event: A\r\n\r\n", &response, &event, &event, &event].concat();
    let options = Options { banner: false, separate_glued: true, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 4096], vec![0; 1024], options).unwrap();
    reader.set_framing(true);
    assert_eq!(reader.feed(stream.as_bytes()), stream.len());
    let lines: Vec<_> = std::iter::from_fn(|| reader.next().unwrap().map(|packet| packet.len())).collect();
    assert_eq!(lines, [1, 2, 1, 1, 1]);
}

#[test]
fn the_lines_of_a_refused_head_can_be_found_again() {
    let stream = b"Response: Follows\r\nX: y\r\n\r\nEvent: A\r\n\r\n";
    for framing in [false, true] {
        let options = Options { banner: false, text: TextMode::Announced, ..Options::CLIENT };
        let mut reader = Reader::new(vec![0; 256], vec![0; 64], options).unwrap();
        reader.set_framing(framing);
        assert_eq!(reader.feed(stream), stream.len());
        let packet = reader.next().unwrap().unwrap();
        assert_eq!((packet.kind(), packet.title(), packet.body()), (Kind::Response, &b"Follows"[..], None));
        let mut places = [0; 8];
        let found = index(&packet, &mut places).unwrap();
        assert_eq!((found.packet.get(b"X"), found.packet.body(), found.consumed), (Some(&b"y"[..]), None, 27));
        assert_eq!(reader.next().unwrap().unwrap().title(), b"A");
    }
}
