//! Streams made to cost: each kind is read in constant memory and linear time.
//! 4 MiB of each in the tests, 1 GiB by `make hostile`. No stream is ever in
//! memory: each is made where the reader wants its bytes.

#[path = "common/memory.rs"]
#[allow(unsafe_code)] // an allocator is unsafe to implement
mod memory;

use std::hint::black_box;

use amiwire::command::output;
use amiwire::parse::Lines;
use amiwire::reader::{Options, Reader};
use amiwire::session::{self, Session, Slot};
use rustix::time::{ClockId, clock_gettime};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const MIB: u64 = 1 << 20;

/// How much the last three quarters may cost, with the first, as a multiple of
/// the first. Linear is 4, quadratic 16.
const LINEAR: f64 = 8.0;

/// Makes a stream, piece by piece.
struct Stream {
    begin: &'static [u8],
    words: &'static [&'static [u8]],
    /// Of the word that is being written.
    word: &'static [u8],
    at: u64,
    random: u64,
}

impl Stream {
    fn new(begin: &'static [u8], words: &'static [&'static [u8]]) -> Stream {
        Stream { begin, words, word: begin, at: 0, random: 0x9e37_79b9_7f4a_7c15 }
    }

    /// A xorshift: it only has to have no pattern.
    fn next(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn fill(&mut self, mut room: &mut [u8]) {
        if self.words.is_empty() && self.at >= self.begin.len() as u64 {
            for piece in room.chunks_mut(8) {
                piece.copy_from_slice(&self.next().to_le_bytes()[..piece.len()]);
            }
            return;
        }
        while !room.is_empty() {
            if self.word.is_empty() {
                let pick = if self.words.len() > 1 { self.next() as usize % self.words.len() } else { 0 };
                self.word = self.words[pick];
            }
            let n = self.word.len().min(room.len());
            let (now, later) = room.split_at_mut(n);
            now.copy_from_slice(&self.word[..n]);
            self.word = &self.word[n..];
            room = later;
            self.at += n as u64;
        }
    }
}

/// A name, how the stream begins, and its words.
type Kind = (&'static str, &'static [u8], &'static [&'static [u8]]);

/// Kinds of hostile bytes: how they begin, and what goes on without end, in
/// random order if it is more than one; random bytes if it is none.
#[rustfmt::skip] // a table
const KINDS: &[Kind] = &[
    ("random bytes", b"", &[]),
    ("one line", b"Event: A\r\nData: ", &[b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
    ("one packet of many lines", b"Event: A\r\n", &[b"Name: value\r\n"]),
    ("one packet of the shortest lines", b"Event: A\r\n", &[b"\r\n:\r\n"]),
    ("tiny packets", b"", &[b"Event: T\r\n\r\n"]),
    ("packets without a name", b"", &[b"x\r\n\r\n"]),
    ("LF", b"", &[b"\n"]),
    ("CR", b"", &[b"\r"]),
    ("CR LF", b"", &[b"\r\n"]),
    ("LF CR LF", b"Event: A\r\n", &[b"\n\r\n"]),
    ("colons", b"Event: A\r\n", &[b":"]),
    ("colons and spaces", b"Event: A\r\n", &[b": "]),
    ("NUL", b"", &[b"\0"]),
    ("values that end in LF", b"Event: A\r\n", &[b"Name: value\n\r\n"]),
    ("lines that end in LF", b"Event: A\r\n", &[b"Name: value\n"]),
    ("CallStarted with LF", b"Event: A\r\n", &[b"CallStarted: 1474279641\n"]),
    ("names of variables without end", b"Event: A\r\n", &[b"ChanVariable(a: b\r\n", b"ChanVariable(", b"): x\r\n"]),
    ("output without end", b"Response: Follows\r\nPrivilege: Command\r\n", &[b"a line of output\n"]),
    ("output of marks that are none", b"Response: Follows\r\nPrivilege: Command\r\n", &[b"--END COMMAND-\r\n\r\n"]),
    ("Output headers without end", b"Response: Success\r\n", &[b"Output: a line\r\n"]),
    ("glued packets", b"", &[b"Response: Success\r\nEvent: A\r\nAction: B\r\n", b"\r\n"]),
    ("words of the wire", b"", &[b"Event: ", b"Response: ", b"Action: ", b"Response: Follows\r\n", b"ActionID: ",
        b"--END COMMAND--", b"\r\n", b"\n", b"\r", b": ", b"):", b"ChanVariable(", b"x", b"\r\n\r\n", b"CallStarted: 1\n"]),
];

/// Nanoseconds that this thread has had of a processor.
fn processor_time() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Reads so many bytes, and does with each packet what a client does. The time
/// of each quarter.
fn read(kind: &Kind, options: Options, size: u64) -> [u64; 4] {
    let (mut storage, mut index) = (vec![0; 128 * 1024], vec![0; 2 * 1024]);
    let (mut slots, mut queue) = ([Slot::FREE; 4], [0; 1024]);
    let mut session = Session::new(&mut slots[..], &mut queue[..], session::Options::default(), 0);
    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).unwrap();
    let mut stream = Stream::new(kind.1, kind.2);
    let mut times = [0; 4];
    let mut read = 0;
    for (quarter, time) in times.iter_mut().enumerate() {
        let before = processor_time();
        let until = size / 4 * (quarter as u64 + 1);
        let ((), held) = memory::most_held(|| {
            while read < until {
                let space = reader.space();
                let n = space.len().min(1460).min((until - read) as usize);
                assert!(n > 0, "{}: no room", kind.0);
                stream.fill(&mut space[..n]);
                reader.commit(n).unwrap();
                read += n as u64;
                loop {
                    match reader.next() {
                        Ok(Some(packet)) => {
                            black_box((packet.title(), packet.action_id(), packet.headers().count()));
                            black_box(output(&packet).map(<[u8]>::len).sum::<usize>());
                            black_box(session.handle(&packet, read).is_ok());
                        }
                        Ok(None) => break,
                        Err(error) => _ = black_box(error),
                    }
                }
            }
        });
        assert_eq!(held, 0, "{}: bytes were allocated", kind.0);
        *time = processor_time() - before;
    }
    assert_eq!(reader.received(), size);
    times
}

#[test]
fn hostile_streams_cost_no_memory_and_linear_time() {
    let mib: u64 = std::env::var("AMIWIRE_HOSTILE_MIB").map_or(4, |text| text.parse().unwrap());
    let client = Options { banner: false, text_in_pieces: true, separate_glued: true, ..Options::CLIENT };
    let whole = Options { text_in_pieces: false, ..client };
    let typed = Options { lines: Lines::Typed, banner: false, ..Options::CLIENT };
    println!(
        "{mib} MiB of each, nanoseconds a KiB: text in pieces, whole, typed lines; the whole over its first quarter"
    );
    for kind in KINDS {
        let mut line = format!("{:34}", kind.0);
        for options in [client, whole, typed] {
            let quarters = read(kind, options, mib * MIB);
            let all: u64 = quarters.iter().sum();
            let ratio = all as f64 / quarters[0] as f64;
            line += &format!(" {:7} {ratio:5.2}", all / (mib * 1024));
            assert!(ratio < LINEAR, "{}: {quarters:?} nanoseconds", kind.0);
        }
        println!("{line}");
    }
}

#[test]
fn more_than_linear_work_would_be_seen() {
    // The control: each quarter of a quadratic work costs more than the last.
    let work = |steps: u64| (0..steps).fold(0u64, |sum, step| black_box(sum.wrapping_mul(31) ^ step));
    let mut times = [0u64; 4];
    for (quarter, time) in times.iter_mut().enumerate() {
        let before = processor_time();
        let quarter = quarter as u64;
        black_box(work(20_000_000 * (2 * quarter + 1)));
        *time = processor_time() - before;
    }
    let all: u64 = times.iter().sum();
    assert!(all as f64 / times[0] as f64 > LINEAR, "{times:?}");
}
