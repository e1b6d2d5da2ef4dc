//! Streams on which a property failed once, as it found them and reduced: each
//! whole, cut at every byte, and byte by byte, by every kernel.

use amiwire::parse::Lines;
use amiwire::reader::Options;

use super::{KERNEL, PoisonError, common, framing_agrees, parse_agrees, reader_agrees};

/// What was wrong, and the stream.
const FOUND: &[(&str, &[u8])] = &[
    (
        "a success of which a server left the LF in the value (T15), and an event behind it (T21)",
        b"Action: Ping\r\n\r\nPBX Call Manager/Asterisk Call Manager Proxy/1.30.0\r\nActionID: 7\r\n\
          PBX Call Manager/PBX Call Manager/Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\n\
          one\ntwo: 2\n\n--END COMMAND--\r\n\r\nActionID: 7\r\nEvent: ReceivedSMS\r\n--END SMS EVENT--\r\n\r\n\
          Response: Success\n\r\nEvent: Hangup\r\nCause: 16\r\n\r\n\r\r\r\r",
    ),
    ("the same, reduced", b"Response: Success\n\r\nEvent: Hangup\r\n\r\n"),
    ("the same behind an ActionID", b"ActionID: 7\r\nResponse: Success\n\r\nEvent: Hangup\r\n\r\n"),
    ("the same before one", b"Response: Success\n\r\nActionID: 7\n\r\nResponse: Error\r\n\r\n"),
    ("two LF, of which one stays", b"Response: Success\n\n\r\nEvent: Hangup\r\n\r\n"),
    (
        "a success with its ActionID, and a packet that begins with one (T72)",
        b"Response: Success\r\nActionID: 7\r\nActionID: 8\r\nEvent: Hangup\r\n\r\n",
    ),
];

#[test]
fn streams_that_were_found_are_read_as_by_the_grammar() {
    let _held = KERNEL.lock().unwrap_or_else(PoisonError::into_inner);
    for kernel in common::kernels() {
        assert!(kernel.force());
        for (what, stream) in FOUND {
            println!("{}: {what}", kernel.name());
            for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
                for separate_glued in [true, false] {
                    let options = Options { lines, separate_glued, ..Options::CLIENT };
                    reader_agrees(stream, options, &[1]);
                    (1..=stream.len()).for_each(|piece| framing_agrees(stream, options, piece));
                    (1..=stream.len()).for_each(|at| reader_agrees(stream, options, &[at, usize::MAX]));
                }
                parse_agrees(stream, lines);
            }
        }
    }
}
