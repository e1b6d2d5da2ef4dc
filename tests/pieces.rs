//! However a stream is cut, and however small the memory: the same packets,
//! the same refusals, the same counters.

mod common;

use amiwire::packet::Piece;
use amiwire::parse::Lines;
use amiwire::reader::Options;
use amiwire::{Kind, Limits, Reader};
use common::{Random, read};

const PIECES: &[&[u8]] = &[
    b"Asterisk Call Manager/2.7.0\r\n",
    b"Event: Hangup\r\nChannel: PJSIP/1000-0000000d\r\nCause-txt: Normal Clearing\r\n\r\n",
    b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\none\ntwo: 2\n\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\n",
    b"--END COMMAND--\r\n\r\n",
    b"--END COMMAND--",
    b"Response: Success\r\n",
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
    for _ in 0..3000 {
        let stream = stream(&mut random);
        for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
            let limits = match random.below(4) {
                0 => Limits { packet_bytes: 120, headers: 4, line_bytes: 60 },
                1 => Limits { packet_bytes: 30, headers: 2, line_bytes: 30 },
                _ => Limits::NONE,
            };
            let options = Options { lines, banner: true, limits, text_in_pieces: random.below(2) == 0 };
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
