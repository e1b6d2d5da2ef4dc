//! Hostile streams cost work that grows with their length and no faster, however
//! large the memory is that they fill.

use std::hint::black_box;
use std::vec;
use std::vec::Vec;

use super::hostile::{KINDS, Kind, Stream};
use super::{Work, done};
use crate::command::output;
use crate::limits::Limits;
use crate::parse::Lines;
use crate::reader::{Options, Reader, TextMode};
use crate::session::{self, Session, Slot};

const MIB: u64 = 1 << 20;

/// What a byte of a stream may cost: bytes, lines and places that are looked at,
/// each of which counts as one. Each byte is looked at about twice by a client
/// that asks for all there is; the shortest lines have two bytes, and of a lone
/// LF the 33 bytes before it may be looked at.
const A_BYTE: u64 = 20;

/// The same if each byte comes alone: a step of 64 is looked at for each.
const A_BYTE_ALONE: u64 = 3 * 64 + A_BYTE;

/// A reader's memory, bytes and lines, and how much comes at a time.
type Shape = (usize, usize, usize);

const SMALL: Shape = (16 * 1024, 1024, 1460);
const LARGE: Shape = (256 * 1024, 64 * 1024, 1460);
const AT_ONCE: Shape = (256 * 1024, 64 * 1024, usize::MAX);
const ALONE: Shape = (256 * 1024, 64 * 1024, 1);

/// Announces an ActionID of the hostile streams, if one is to be.
type Announced = Option<&'static [u8]>;

/// Reads so many bytes, and does after each read and with each packet what a client
/// does.
fn read(kind: &Kind, (options, announced): (Options, Announced), framing: bool, shape: Shape, size: u64) -> Work {
    let (mut storage, mut index) = (vec![0; shape.0], vec![0; 2 * shape.1]);
    let (mut slots, mut queue) = ([Slot::FREE; 4], [0; 1024]);
    let mut session = Session::new(&mut slots[..], &mut queue[..], session::Options::default(), 0);
    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).unwrap();
    reader.set_framing(framing);
    let mut stream = Stream::new(kind);
    let mut read = 0;
    let ((), work) = done(|| {
        while read < size {
            let space = reader.space();
            let n = space.len().min(shape.2).min((size - read) as usize);
            assert!(n > 0, "{}: no room", kind.name);
            stream.fill(&mut space[..n]);
            reader.commit(n).unwrap();
            read += n as u64;
            // Of this session's own no text is awaited, which is what `heard` sees.
            let _ = session.heard(&mut reader, read);
            loop {
                if let Some(id) = announced {
                    reader.announce(id).unwrap();
                    black_box(reader.text_grew());
                }
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
    assert_eq!(reader.received(), size);
    work
}

/// Every way to read that differs in what is done for a byte.
fn ways() -> Vec<(&'static str, (Options, Announced))> {
    let client = Options { banner: false, text_in_pieces: true, separate_glued: true, ..Options::CLIENT };
    let limits = Limits { packet_bytes: 4096, line_bytes: 1024, ..client.limits };
    let asks = Options { text: TextMode::Announced, ..client };
    std::vec![
        ("in pieces", (client, None)),
        ("in pieces, limited", (Options { limits, ..client }, None)),
        ("whole", (Options { text_in_pieces: false, ..client }, None)),
        ("typed", (Options { lines: Lines::Typed, banner: false, ..Options::CLIENT }, None)),
        ("announced", (asks, Some(b"1"))),
        ("announced, limited", (Options { limits, ..asks }, Some(b"1"))),
        ("announced, bounded", (Options { text_bytes: 8192, ..asks }, Some(b"1"))),
        ("none announced", (asks, None)),
    ]
}

/// Whether that is no more than so much for each byte, and a measure for what
/// does not depend on the length.
fn is_linear(work: Work, size: u64, a_byte: u64) -> bool {
    work.sum() <= a_byte * size + MIB
}

/// Reads by all ways of that kind, prints what a byte costs, and gives what is not
/// linear.
fn measure(kind: &Kind, shapes: &[(Shape, u64, u64)], framing: &[bool], wrong: &mut Vec<std::string::String>) {
    for (way, options) in ways() {
        let mut line = std::format!("{:36}{way:20}", kind.name);
        for framing in framing {
            for (shape, size, a_byte) in shapes {
                let work = read(kind, options, *framing, *shape, *size);
                line += &std::format!(" {:6.1}", work.sum() as f64 / *size as f64);
                if !is_linear(work, *size, *a_byte) {
                    wrong.push(std::format!("{}, {way}, framing {framing}, {shape:?}: {work:?}", kind.name));
                }
            }
        }
        std::println!("{line}");
    }
}

#[test]
fn hostile_streams_cost_linear_work() {
    let shapes = [(SMALL, MIB, A_BYTE), (LARGE, MIB, A_BYTE), (AT_ONCE, MIB, A_BYTE), (ALONE, MIB / 8, A_BYTE_ALONE)];
    let mut wrong = Vec::new();
    std::println!("what a byte costs: in small memory, in large, all at once, one by one; the same with framing");
    KINDS.iter().for_each(|kind| measure(kind, &shapes, &[false, true], &mut wrong));
    // `make hostile`: much more of each.
    if let Ok(mib) = std::env::var("AMIWIRE_HOSTILE_MIB") {
        let size = mib.parse::<u64>().unwrap() * MIB;
        std::println!("{mib} MiB of each in large memory:");
        KINDS.iter().for_each(|kind| measure(kind, &[(LARGE, size, A_BYTE)], &[false], &mut wrong));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn more_than_linear_work_would_be_seen() {
    // The control: to go through all lines of a packet again for each packet that
    // is glued in it, as was done once.
    let (lines, line) = (12_000_u64, b"Response: Success\r\n".len() as u64);
    let ((), work) = done(|| (0..lines).for_each(|taken| super::lines((lines - taken) as usize)));
    assert!(!is_linear(work, lines * line, A_BYTE), "{work:?}");
    // And to look for the rest of a text at each of its lines.
    let (lines, line) = (60_000_u64, 3);
    let ((), work) = done(|| (0..lines).for_each(|taken| super::bytes(((lines - taken) * line) as usize)));
    assert!(!is_linear(work, lines * line, A_BYTE), "{work:?}");
}
