//! What things take in memory, each with its limit.

use amiwire::Status;
use amiwire::reader::{Options, Reader};
use amiwire::session::{Session, Slot};

type Borrowing = Reader<&'static mut [u8], &'static mut [u32]>;
type BorrowingSession = Session<&'static mut [Slot], &'static mut [u8]>;

/// Whether a reader with so many entries of an index takes a packet of `lines`
/// lines.
fn takes(lines: usize, entries: usize) -> bool {
    let packet = [b"Event: X\r\n".to_vec(), b"Name: value\r\n".repeat(lines - 1), b"\r\n".to_vec()].concat();
    let Ok(mut reader) = Reader::new(vec![0; packet.len() + 64], vec![0; entries], Options::CLIENT) else {
        return false;
    };
    reader.feed(&packet);
    match reader.next() {
        Ok(Some(packet)) => packet.len() == lines,
        Ok(None) => false,
        Err(error) => {
            assert_eq!(error.status, Status::TooManyHeaders);
            false
        }
    }
}

/// Bytes of index that a header more asks for.
fn bytes_a_header() -> usize {
    let least = |lines| (0..).find(|entries| takes(lines, *entries)).unwrap_or(0);
    (least(200) - least(100)) * size_of::<u32>() / 100
}

/// Memory of this process that is really there.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<usize>().ok());
    kib.unwrap_or(0) << 10
}

/// Of so many readers, each with storage of 8 KiB and an index of 256 lines.
fn readers(count: usize) -> usize {
    let before = resident();
    let reader = |_| {
        // Not zeroes, which the system would only promise.
        let mut reader = Reader::new(vec![1u8; 8 << 10], vec![1u32; 512], Options::CLIENT).expect("enough memory");
        reader.feed(b"Event: X\r\n\r\n");
        assert!(matches!(reader.next(), Ok(Some(_))));
        reader
    };
    let readers: Vec<_> = (0..count).map(reader).collect();
    let after = resident();
    assert_eq!(readers.len(), count);
    after - before
}

/// `size<TAB>what<TAB>bytes<TAB>limit`, and whether all are within theirs. The
/// limits of reader and session are the memory that C lends them.
pub fn print() -> bool {
    let rows = [
        ("index, a header", bytes_a_header(), 8),
        ("Packet", size_of::<amiwire::Packet<'_>>(), 96),
        ("Reader", size_of::<Borrowing>(), amiwire::ffi::reader::AMIWIRE_READER_STORAGE),
        ("Session", size_of::<BorrowingSession>(), amiwire::ffi::session::AMIWIRE_SESSION_STORAGE),
        ("10,000 readers with 8 KiB and 256 lines each", readers(10_000), 10_000 * (12 << 10)),
    ];
    for (what, bytes, limit) in rows {
        println!("size\t{what}\t{bytes}\t{limit}");
    }
    rows.iter().all(|(_, bytes, limit)| *bytes > 0 && bytes <= limit)
}
