//! However a stream is cut, and however small the memory: the same packets,
//! the same refusals, the same counters.

mod common;

use amiwire::command::output;
use amiwire::packet::Piece;
use amiwire::parse::Lines;
use amiwire::reader::{Options, TextMode};
use amiwire::{Kind, Limits, Reader};
use common::{Random, read};

const PIECES: &[&[u8]] = &[
    b"Asterisk Call Manager/2.7.0\r\n",
    b"PBX Call Manager/9.0.0\n",
    b"Some PBX/1.0\n",
    b"Event: Hangup\r\nChannel: PJSIP/1000-0000000d\r\nCause-txt: Normal Clearing\r\n\r\n",
    b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\none\ntwo: 2\n\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 8\r\none\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nActionID: eight\r\nEvent: x\r\n\r\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nX: a caller's name\r\n",
    b"ActionID: 7\r\n",
    b"Message: x\r\n",
    b"--END COMMAND--\r\n\r\n",
    b"--END COMMAND--",
    b"Response: Success\r\n",
    b"Response: Success\r\nEvents: On\r\n",
    b"ActionID: 7\r\nResponse: Success\r\n",
    b"ActionID: 7\r\nEvent: Hangup\r\n",
    b"Response: Success\r\nOutput: a\r\nOutput: \r\n",
    b"Output: a line of the output, of which there may be many\r\n",
    b"output: \r\nOutput:x\r\nOutput: y\n\r\n",
    b"Message: No endpoints found\n\r\n\r\n",
    b"CallStarted: 1474279641\nLoggedInTime: 5\r\n",
    b"CallStarted: 1474279641\n",
    b"ChanVariable(Local/x:y-1;1): a=b\r\n",
    b"Value: one\ntwo\r\n",
    b"Hint: \r\n",
    b"Key:value\r\n",
    b": no name\r\n",
    b"no colon\r\n",
    b"\r\n",
    b"\r\n\n",
    b"\n",
    b"\r",
    b":",
    b"text that is rather long, longer than a step of the scan, so that steps begin inside of it",
    b"\xff\x00",
];

fn stream(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..random.below(30) {
        bytes.extend_from_slice(random.pick(PIECES));
    }
    bytes
}

#[test]
fn the_cut_of_the_stream_changes_nothing() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..10_000 {
        let stream = stream(&mut random);
        for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
            let limits = match random.below(4) {
                0 => Limits { packet_bytes: 120, headers: 4, line_bytes: 60 },
                1 => Limits { packet_bytes: 30, headers: 2, line_bytes: 30 },
                _ => Limits::NONE,
            };
            let options = Options {
                lines,
                banner: true,
                limits,
                text_in_pieces: random.below(2) == 0,
                separate_glued: random.below(2) == 0,
                text: *random.pick(&[&TextMode::Always, &TextMode::Never, &TextMode::Announced, &TextMode::Announced]),
                text_bytes: *random.pick(&[&u32::MAX, &300, &130, &45]),
                any_banner: random.below(2) == 0,
            };
            for (storage, index) in [(4096, 512), (64, 8), (100, 14), (200, 32)] {
                let whole = read(&stream, options, &[usize::MAX], storage, index);
                for pieces in [&[1][..], &[3, 1, 7], &[64], &[65, 2]] {
                    let cut = read(&stream, options, pieces, storage, index);
                    assert_eq!(
                        whole,
                        cut,
                        "{options:?} storage {storage} index {index} pieces {pieces:?}: {}",
                        stream.escape_ascii()
                    );
                }
            }
        }
    }
}

#[test]
fn the_packet_behind_a_refused_one_is_read() {
    let options = Options::CLIENT;
    let good = "Event: Ping\r\nA: b\r\n\r\n";
    for (bad, status) in [
        (format!("Event: Big\r\nData: {}\r\n\r\n", "x".repeat(5000)), "PACKET_TOO_LARGE"),
        (format!("Event: Many\r\n{}\r\n", "A: b\r\n".repeat(40)), "TOO_MANY_HEADERS"),
        (
            format!(
                "Response: Follows\r\nPrivilege: Command\r\n{}\r\n\r\n--END COMMAND--\r\n\r\n",
                "A: b\n".repeat(400)
            ),
            "PACKET_TOO_LARGE",
        ),
    ] {
        let stream = format!("{good}{bad}{good}");
        for pieces in [&[usize::MAX][..], &[1], &[100]] {
            let told = read(stream.as_bytes(), options, pieces, 512, 64);
            assert_eq!(told[1], format!("refused {status} @{}", good.len()));
            assert_eq!(told.len(), 4, "{told:?}");
            assert!(told[2].starts_with(&format!("event @{}+{}", good.len() + bad.len(), good.len())));
        }
    }
}

#[test]
fn a_long_text_needs_no_index() {
    let text = "line: with a colon\r\n\r\n".repeat(30);
    let stream = format!("Response: Follows\r\nPrivilege: Command\r\n{text}--END COMMAND--\r\n\r\n");
    for pieces in [&[usize::MAX][..], &[1], &[100]] {
        let told = read(stream.as_bytes(), Options::CLIENT, pieces, 4096, 16);
        assert!(told[0].contains(&format!("body [{}]", text.escape_default())), "{}", told[0]);
    }
}

#[test]
fn a_text_larger_than_the_storage_comes_in_pieces() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..300 {
        let mut text = String::new();
        while text.len() < 40 * round % 6000 {
            text += random.pick(&[
                "a line\n",
                "\n",
                "\r\n\r\n",
                "--END COMMAND--\r\n",
                "x: --END COMMAND--",
                &"long ".repeat(60),
            ]);
        }
        let good = "Event: Ping\r\nA: b\r\n\r\n";
        let answer = format!("Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\n{text}--END COMMAND--\r\n\r\n");
        if answer.find("--END COMMAND--\r\n\r\n") != Some(answer.len() - 19) {
            continue;
        }
        let stream = format!("{good}{answer}{good}");
        for piece in [1, 50, 100_000] {
            let (mut storage, mut index) = (vec![0; 256], vec![0; 32]);
            let options = Options { text_in_pieces: true, ..Options::CLIENT };
            let mut reader = Reader::new(&mut storage, &mut index, options).unwrap();
            let (mut joined, mut kinds, mut rest) = (Vec::new(), Vec::new(), stream.as_bytes());
            while !rest.is_empty() {
                let fed = reader.feed(&rest[..piece.min(rest.len())]);
                rest = &rest[fed..];
                while let Some(packet) = reader.next().unwrap() {
                    kinds.push((packet.kind(), packet.piece(), packet.len()));
                    joined.extend_from_slice(packet.body().unwrap_or_default());
                }
            }
            assert_eq!(String::from_utf8(joined).unwrap(), text);
            let event = (Kind::Event, Piece::Whole, 2);
            assert_eq!((kinds[0], *kinds.last().unwrap()), (event, event));
            let pieces = &kinds[1..kinds.len() - 1];
            match pieces {
                [one] => assert_eq!(*one, (Kind::Response, Piece::Whole, 3)),
                [first, middle @ .., last] => {
                    assert_eq!(*first, (Kind::Response, Piece::First, 3));
                    assert!(middle.iter().all(|piece| *piece == (Kind::Response, Piece::Middle, 0)));
                    assert_eq!(*last, (Kind::Response, Piece::Last, 0));
                }
                [] => panic!("the answer is lost"),
            }
            assert_eq!(reader.counters().packets, 3);
            assert_eq!(reader.counters().follows, 1);
        }
    }
}

/// What a reader with little memory gives of a stream in pieces of that size:
/// the lines of output, the pieces, and the packets that were counted.
fn lines_in_pieces(stream: &str, piece: usize, memory: (usize, usize)) -> (Vec<String>, Vec<(Kind, Piece)>, u64) {
    let (mut storage, mut index) = (vec![0; memory.0], vec![0; memory.1]);
    let options = Options { text_in_pieces: true, ..Options::CLIENT };
    let mut reader = Reader::new(&mut storage, &mut index, options).unwrap();
    let (mut lines, mut kinds, mut rest) = (Vec::new(), Vec::new(), stream.as_bytes());
    while !rest.is_empty() {
        let fed = reader.feed(&rest[..piece.min(rest.len())]);
        rest = &rest[fed..];
        while let Some(packet) = reader.next().unwrap() {
            kinds.push((packet.kind(), packet.piece()));
            lines.extend(output(&packet).map(|line| String::from_utf8(line.to_vec()).unwrap()));
        }
    }
    reader.finish();
    assert_eq!(reader.counters().tails, 0);
    (lines, kinds, reader.counters().packets)
}

/// Everything but what is between the first and the last packet is whole, and
/// what is there is one chain of pieces.
fn is_one_chain(kinds: &[(Kind, Piece)], of: Kind) -> bool {
    let [before, (first_kind, Piece::First), middle @ .., (last_kind, Piece::Last), after] = kinds else {
        return false;
    };
    let event = (Kind::Event, Piece::Whole);
    *before == event
        && *after == event
        && *first_kind == of
        && *last_kind == of
        && middle.iter().all(|piece| *piece == (of, Piece::Middle))
}

#[test]
fn output_headers_beyond_the_storage_or_the_index_come_in_pieces() {
    let good = "Event: Ping\r\nA: b\r\n\r\n";
    let expected: Vec<String> = (0..2000).map(|i| "x".repeat(i % 40)).collect();
    let headers: String = expected.iter().map(|line| format!("Output: {line}\r\n")).collect();
    let head = "Response: Success\r\nActionID: 7\r\nMessage: Command output follows\r\n";
    let stream = format!("{good}{head}{headers}\r\n{good}");
    // The storage is too small, or the index is, or both.
    for memory in [(256, 1 << 12), (1 << 17, 32), (256, 8)] {
        for piece in [1, 50, 1460, usize::MAX] {
            let (lines, kinds, packets) = lines_in_pieces(&stream, piece, memory);
            assert_eq!(lines, expected, "{memory:?} {piece}");
            assert!(is_one_chain(&kinds, Kind::Response), "{memory:?} {piece}: {kinds:?}");
            assert_eq!(packets, 3);
        }
    }
    // Without being asked for pieces it is refused, as any large packet.
    let told = read(stream.as_bytes(), Options::CLIENT, &[100], 256, 1 << 12);
    assert_eq!(told[1], format!("refused PACKET_TOO_LARGE @{}", good.len()));
    assert_eq!(told.len(), 4);
}

#[test]
fn text_without_a_response_comes_in_pieces_too() {
    let good = "Event: Ping\r\nA: b\r\n\r\n";
    let mut expected = vec![String::from("6500 has 0 calls (max unlimited) in 'ringall' strategy, W:0, C:0")];
    expected.extend((0..300).map(|i| format!("      PJSIP/{i} (Not in use) has taken no calls yet")));
    let text: String = expected.iter().map(|line| format!("{line}\r\n")).collect();
    let stream = format!("{good}{text}\r\n{good}");
    for memory in [(256, 1 << 12), (1 << 17, 32), (256, 8)] {
        for piece in [1, 50, usize::MAX] {
            let (lines, kinds, packets) = lines_in_pieces(&stream, piece, memory);
            assert_eq!(lines, expected, "{memory:?} {piece}");
            assert!(is_one_chain(&kinds, Kind::Other), "{memory:?} {piece}: {kinds:?}");
            assert_eq!(packets, 3);
        }
    }
}

#[test]
fn a_packet_may_end_where_its_last_piece_did_and_only_output_comes_in_pieces() {
    // The piece takes all lines that fit, and only the empty line is left.
    let line = format!("Output: {}\r\n", "x".repeat(30));
    let stream = format!("Event: Ping\r\n\r\nResponse: Success\r\n{}\r\nEvent: Ping\r\n\r\n", line.repeat(4));
    let (lines, kinds, packets) = lines_in_pieces(&stream, usize::MAX, (19 + 4 * 40, 64));
    assert_eq!((lines.len(), packets), (4, 3));
    assert_eq!(kinds[1..3], [(Kind::Response, Piece::First), (Kind::Response, Piece::Last)]);
    // What is no output is refused as ever, and so is a line alone too large.
    let options = Options { text_in_pieces: true, ..Options::CLIENT };
    for bad in [
        format!("Event: Big\r\n{}\r\n", "Output: x\r\n".repeat(50)),
        format!("Response: Success\r\n{}\r\n", "Line-000000-000000: x\r\n".repeat(50)),
        format!("Response: Success\r\nOutput: {}\r\n\r\n", "x".repeat(500)),
    ] {
        let told = read(format!("{bad}Event: Ping\r\n\r\n").as_bytes(), options, &[70], 256, 1 << 10);
        let refused = told.iter().position(|told| told.starts_with("refused PACKET_TOO_LARGE")).unwrap();
        assert!(told[refused + 1].starts_with("event"), "{told:?}");
    }
    // A stream that ends between pieces ends within a packet.
    let stream = format!("Response: Success\r\nOutput: {}\r\n", "x".repeat(35));
    let told = read(stream.as_bytes(), options, &[usize::MAX], stream.len(), 32);
    assert!(told[0].contains("First piece") && told[1].contains("tails: 1, tail_bytes: 0"), "{told:?}");
}

/// A piece is not cut between the ActionID with which a glued packet begins and the
/// line that gives it its kind (T72). It was, and the event lost its ActionID.
#[test]
fn a_glued_packet_keeps_the_action_id_that_it_begins_with() {
    for rows in 1..12 {
        let stream = format!("{}ActionID: 7\r\nEvent: X\r\nA: b\r\n\r\n", "row: 1\r\n".repeat(rows));
        for lines in 4..12 {
            for piece in [1, 7, stream.len()] {
                let options = Options { text_in_pieces: true, separate_glued: true, banner: false, ..Options::CLIENT };
                let mut reader = Reader::new(vec![0; 256], vec![0; 2 * lines], options).unwrap();
                let (mut found, mut last) = (0, Vec::new());
                for mut bytes in stream.as_bytes().chunks(piece) {
                    while !bytes.is_empty() {
                        bytes = &bytes[reader.feed(bytes)..];
                        while let Some(packet) = reader.next().expect("what fits is not refused") {
                            found += packet.headers().filter(|header| header.is(b"row")).count();
                            last = packet.headers().map(|header| header.name.to_vec()).collect();
                        }
                    }
                }
                let event = [&b"ActionID"[..], b"Event", b"A"];
                assert_eq!((found, last), (rows, event.map(<[u8]>::to_vec).to_vec()), "{lines} lines, by {piece}");
            }
        }
    }
}
