//! Packets of any size through a connection, whose memory follows them.

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amiwire::net::{Connection, Deadline, NetError, Options, Transport};
use amiwire::reader::{self, Reader, TextMode};
use amiwire::{Kind, Status};
use arbitrary::{Result, Unstructured};

/// A peer that has said all that it will say.
struct Said {
    bytes: Mutex<std::vec::IntoIter<u8>>,
    /// How much of it comes at a time.
    piece: usize,
}

impl Transport for Said {
    fn read(&self, buf: &mut [u8], _: Deadline) -> std::result::Result<usize, NetError> {
        let mut bytes = self.bytes.lock().unwrap();
        let most = buf.len().min(self.piece);
        let read = buf[..most].iter_mut().zip(&mut *bytes).map(|(place, byte)| *place = byte);
        Ok(read.count())
    }

    fn write(&self, buf: &[u8], _: Deadline) -> std::result::Result<usize, NetError> {
        Ok(buf.len())
    }

    fn wake(&self) {}

    fn close(&self) {}

    fn descriptor(&self) -> Option<RawFd> {
        None
    }

    fn buffered(&self) -> usize {
        0
    }
}

const GREETING: &[u8] = b"Asterisk Call Manager/2.7.0\r\n";

/// A stream of packets, small ones and such as are larger than some memories.
fn stream(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    const LINES: &[&[u8]] = &[
        b"Event: Hangup\r\n",
        b"Response: Success\r\n",
        b"Response: Follows\r\n",
        b"ActionID: 1\r\n",
        b"Channel: PJSIP/1\r\n",
        b"\r\n",
        b"text\r\n",
        b"row\n",
        b"A:\r\n",
    ];
    let mut bytes = GREETING.to_vec();
    while !input.is_empty() && bytes.len() < 200_000 {
        let line: &[u8] = match input.int_in_range(0..=4)? {
            0..=2 => input.choose(LINES)?,
            3 => b"\r\n\r\n",
            _ => {
                let n = input.int_in_range(0..=20usize)?;
                input.bytes(n.min(input.len()))?
            }
        };
        match input.int_in_range(0..=7)? {
            // A line of any length, or many lines.
            0 => bytes.extend([b"X: ", &*vec![b'x'; 1 << input.int_in_range(0..=16)?], b"\r\n"].concat()),
            1 => bytes.extend(line.repeat(1 << input.int_in_range(0..=11)?)),
            _ => bytes.extend_from_slice(line),
        }
    }
    Ok(bytes)
}

/// A packet that was found: its kind, its bytes, and how many lines it has.
type Found = (Kind, Vec<u8>, usize);

/// What a reader finds that has memory for all of it, and whether some of it was glued
/// together; none where it depends on how much memory there is.
fn expected(stream: &[u8]) -> Option<(Vec<Found>, bool)> {
    let options = reader::Options { separate_glued: true, text: TextMode::Announced, ..reader::Options::CLIENT };
    let (storage, index) = (vec![0; stream.len() + 64], vec![0; 2 * stream.len() + 16]);
    let mut reader = Reader::new(storage, index, options).unwrap();
    assert_eq!(reader.feed(stream), stream.len());
    let mut found = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        found.push((packet.kind(), packet.raw().to_vec(), packet.len()));
    }
    // What is glued into an unfinished packet is delivered when the memory is full.
    reader.finish();
    let counters = reader.counters();
    (counters.tails == 0).then_some((found, counters.glued_packets > 0))
}

fn received(input: &mut Unstructured<'_>) -> Result<()> {
    let [memory, storage, headers, piece]: [u8; 4] = input.arbitrary()?;
    let bytes = stream(input)?;
    let none = Duration::ZERO;
    let options = Options {
        storage: if storage < 128 { 0 } else { 64 << (storage & 15) },
        headers: if headers < 128 { 0 } else { 2 << (headers & 15) },
        memory: 1024 << (memory & 15),
        action_limit: none,
        login_limit: Duration::MAX,
        ..Options::new("", b"", b"")
    };
    let whole = expected(&bytes);
    let said = Said { bytes: Mutex::new(bytes.into_iter()), piece: usize::from(piece).pow(2).max(1) };
    let mut connection = match Connection::over(Arc::new(said), &options) {
        Ok(connection) => connection,
        Err(error) => {
            assert_eq!(error.status, Status::BadArgument, "{error:?}");
            return Ok(());
        }
    };
    let (mut delivered, mut refused) = (Vec::<Found>::new(), Vec::new());
    loop {
        match connection.recv(Deadline::Never) {
            Ok(received) => {
                let packet = received.packet.expect("time has nothing to tell");
                delivered.push((packet.kind(), packet.raw().to_vec(), packet.len()));
            }
            Err(error) if error.is_fatal() => {
                assert_eq!(error.status, Status::Closed, "{error:?}");
                break;
            }
            Err(error) => {
                assert!(matches!(error.status, Status::PacketTooLarge | Status::TooManyHeaders), "{error:?}");
                refused.push((delivered.len(), error));
            }
        }
    }
    let Some((whole, glued)) = whole else { return Ok(()) };
    if glued && !refused.is_empty() {
        // What is glued together is refused together.
        return Ok(());
    }
    // Opening the connection took the greeting.
    let mut rest = whole.iter().skip_while(|(kind, ..)| *kind == Kind::Banner);
    let mut skipped = Vec::new();
    for one in &delivered {
        let before = skipped.len();
        skipped.extend(rest.by_ref().take_while(|other| *other != one));
        assert!(skipped.len() - before <= refused.len(), "{one:?} is not what came");
    }
    skipped.extend(rest);
    // The last one may have been refused before it had all come.
    assert!(skipped.len() <= refused.len() && refused.len() <= skipped.len() + 1, "{refused:?} of {}", whole.len());
    if options.storage == 0 && options.headers == 0 {
        for (_, raw, lines) in skipped {
            let takes = raw.len() + 8 * lines;
            assert!(takes > options.memory / 4, "{takes} bytes are refused: {refused:?}, {}", options.memory);
        }
    }
    Ok(())
}

pub fn run(input: &[u8]) {
    let _ = received(&mut Unstructured::new(input));
}
