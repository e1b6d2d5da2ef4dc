//! The recordings, to the exact packet and header.

mod common;

use amiwire::counters::Meaning;
use amiwire::parse::{Resume, parse};
use amiwire::reader::{Options, Reader};
use amiwire::{Kind, Packet};
use common::recordings::{Set, sets};

#[derive(Debug, Default, PartialEq)]
struct Counts {
    packets: u64,
    headers: u64,
    odd: u64,
    responses: u64,
    events: u64,
    follows: u64,
    output_bytes: u64,
    stray_empty: u64,
    tail_bytes: u64,
}

impl Counts {
    fn add(&mut self, packet: &Packet<'_>) {
        if packet.kind() == Kind::Banner {
            return;
        }
        self.packets += 1;
        let named = packet.headers().filter(|header| !header.name.is_empty()).count();
        self.headers += named as u64;
        self.odd += (packet.len() - named) as u64;
        self.responses += u64::from(packet.kind() == Kind::Response);
        self.events += u64::from(packet.kind() == Kind::Event);
        if let Some(body) = packet.body() {
            self.follows += 1;
            self.output_bytes += body.len() as u64;
        }
    }
}

fn by_reader(stream: &[u8], piece: usize) -> Counts {
    let mut storage = vec![0; 1 << 17];
    let mut index = vec![0; 1 << 13];
    let mut reader = Reader::new(&mut storage, &mut index, Options::CLIENT).unwrap();
    let mut counts = Counts::default();
    for piece in stream.chunks(piece) {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = &rest[reader.feed(rest)..];
            while let Some(packet) = reader.next().unwrap() {
                counts.add(&packet);
            }
        }
    }
    reader.finish();
    let counters = reader.counters();
    assert_eq!(counters.packets, counts.packets);
    assert_eq!(counters.lines, counts.headers + counts.odd);
    assert_eq!((counters.responses, counters.events), (counts.responses, counts.events));
    assert_eq!(counters.sum(Meaning::Repair) > 0, counters.stray_empty_lines + counters.trailing_lf > 0);
    counts.stray_empty = counters.stray_empty_lines;
    counts.tail_bytes = counters.tail_bytes;
    assert_eq!(counters.tails, u64::from(counters.tail_bytes > 0));
    counts
}

/// The same without a reader: packet by packet out of one buffer.
fn by_parse(stream: &[u8]) -> Counts {
    let mut index = vec![0; 1 << 13];
    let mut counts = Counts::default();
    let mut rest = stream;
    if rest.starts_with(b"Asterisk Call Manager/") {
        rest = &rest[rest.iter().position(|byte| *byte == b'\n').unwrap() + 1..];
    }
    while let Some(parsed) = parse(rest, &mut Resume::default(), &mut index).unwrap() {
        assert!(!parsed.truncated);
        counts.add(&parsed.packet);
        rest = &rest[parsed.consumed..];
    }
    let tail = rest.iter().copied().skip_while(|byte| matches!(byte, b'\r' | b'\n'));
    counts.tail_bytes = tail.count() as u64;
    counts
}

#[test]
fn every_recording_gives_its_expected_counts() {
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, n) = (&recording.file, recording.expected);
        let expected = Counts {
            packets: n[0],
            headers: n[1],
            odd: n[2],
            responses: n[3],
            events: n[4],
            follows: n[5],
            output_bytes: n[6],
            stray_empty: n[7],
            tail_bytes: n[9],
        };
        let stream = recording.bytes();
        assert_eq!(by_reader(&stream, usize::MAX), expected, "{file}, whole");
        assert_eq!(by_reader(&stream, 1460), expected, "{file}, by 1460 bytes");
        if stream.len() < 300_000 {
            assert_eq!(by_reader(&stream, 1), expected, "{file}, byte by byte");
        }
        let expected = Counts { stray_empty: 0, ..expected };
        assert_eq!(by_parse(&stream), expected, "{file}, by parse");
    }
}
