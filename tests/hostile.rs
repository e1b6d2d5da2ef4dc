//! Streams made to cost: each kind is read without a byte of new memory, 4 MiB of
//! each in the tests, 1 GiB by `make hostile`. How much work they are is counted
//! by the unit tests of `src/work`, and the time is shown by `cargo bench hostile`.

#[path = "common/memory.rs"]
#[allow(unsafe_code)] // an allocator is unsafe to implement
mod memory;
#[path = "../src/work/hostile.rs"]
mod streams;

use std::hint::black_box;

use amiwire::command::output;
use amiwire::parse::Lines;
use amiwire::reader::{Options, Reader};
use amiwire::session::{self, Session, Slot};
use streams::{KINDS, Kind, Stream};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

const MIB: u64 = 1 << 20;

/// Reads so many bytes, and does with each packet what a client does.
fn read(kind: &Kind, options: Options, size: u64) {
    let (mut storage, mut index) = (vec![0; 128 * 1024], vec![0; 2 * 1024]);
    let (mut slots, mut queue) = ([Slot::FREE; 4], [0; 1024]);
    let mut session = Session::new(&mut slots[..], &mut queue[..], session::Options::default(), 0);
    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).unwrap();
    let mut stream = Stream::new(kind);
    let mut read = 0;
    let ((), held) = memory::most_held(|| {
        while read < size {
            let space = reader.space();
            let n = space.len().min(1460).min((size - read) as usize);
            assert!(n > 0, "{}: no room", kind.name);
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
    assert_eq!(held, 0, "{}: bytes were allocated", kind.name);
    assert_eq!(reader.received(), size);
}

#[test]
fn hostile_streams_cost_no_memory() {
    let mib: u64 = std::env::var("AMIWIRE_HOSTILE_MIB").map_or(4, |text| text.parse().unwrap());
    let client = Options { banner: false, text_in_pieces: true, separate_glued: true, ..Options::CLIENT };
    let whole = Options { text_in_pieces: false, ..client };
    let typed = Options { lines: Lines::Typed, banner: false, ..Options::CLIENT };
    for kind in KINDS {
        for options in [client, whole, typed] {
            read(kind, options, mib * MIB);
        }
        println!("{}: {mib} MiB, three times", kind.name);
    }
}

#[test]
fn memory_that_is_taken_would_be_seen() {
    let (kept, held) = memory::most_held(|| vec![1u8; 100]);
    assert!(held >= kept.len());
}
