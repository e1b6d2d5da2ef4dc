//! However a stream is cut, and however small the memory: the same packets,
//! the same refusals, the same counters.

mod common;

use amiwire::Limits;
use amiwire::parse::Lines;
use amiwire::reader::Options;
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
            let limits = match random.below(3) {
                0 => Limits { packet_bytes: 120, headers: 4, line_bytes: 60 },
                _ => Limits::NONE,
            };
            let options = Options { lines, banner: true, limits };
            for (storage, index) in [(4096, 512), (64, 8), (100, 14), (200, 32)] {
                let whole = read(&stream, options, &[usize::MAX], storage, index);
                for pieces in [&[1][..], &[3, 1, 7], &[64], &[65, 2]] {
                    let cut = read(&stream, options, pieces, storage, index);
                    assert_eq!(
                        whole,
                        cut,
                        "{lines:?} {limits:?} storage {storage} index {index} pieces {pieces:?}: {}",
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
