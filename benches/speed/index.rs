//! How fast bytes become an index of packets and lines: the scan and the
//! reader together, and the one-shot parse, in bytes a second.

use std::hint::black_box;

use amiwire::parse::{Resume, parse};
use amiwire::reader::{Options, Reader};
use amiwire::scan::Kernel;
use criterion::{Criterion, Throughput};

use amiwire_speed::inputs;

type Memory = Reader<Vec<u8>, Vec<u32>>;

const OPTIONS: Options = Options { banner: false, ..Options::CLIENT };

/// A reader that holds the bytes already and need not copy them.
fn filled(bytes: &[u8]) -> Memory {
    let mut reader = Reader::new(bytes.to_vec(), vec![0; 1 << 14], OPTIONS).expect("enough memory");
    assert_eq!(reader.space().len(), bytes.len());
    reader
}

fn drain(reader: &mut Memory) -> usize {
    let mut packets = 0;
    while let Some(packet) = reader.next().expect("the memory is large enough") {
        black_box(&packet);
        packets += 1;
    }
    packets
}

/// All that the storage holds, as if it had just been received.
fn in_place(reader: &mut Memory, framing: bool) -> usize {
    reader.reset();
    reader.set_framing(framing);
    let space = reader.space().len();
    reader.commit(space).expect("what was lent");
    drain(reader)
}

pub(crate) fn index(criterion: &mut Criterion) {
    for input in inputs::all() {
        let mut group = criterion.benchmark_group(format!("index/{}", input.name));
        group.throughput(Throughput::Bytes(input.bytes.len() as u64));
        let best = Kernel::current();
        let mut counts = Vec::new();
        for &kernel in Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
            let mut reader = filled(&input.bytes);
            kernel.force();
            counts.push(in_place(&mut reader, false));
            group.bench_function(kernel.name(), |bencher| bencher.iter(|| in_place(&mut reader, false)));
        }
        best.force();
        assert!(counts[0] > 1000 && counts.iter().all(|count| *count == counts[0]), "{counts:?} packets");

        let mut index = vec![0; 1 << 12];
        group.bench_function("parse", |bencher| {
            bencher.iter(|| {
                let mut rest = &input.bytes[..];
                while let Ok(Some(parsed)) = parse(rest, &mut Resume::default(), &mut index) {
                    rest = &rest[parsed.consumed..];
                }
                assert!(rest.is_empty());
            });
        });
        group.finish();
    }
}

/// Packets' ends and first lines only.
pub(crate) fn frame(criterion: &mut Criterion) {
    for input in inputs::all() {
        let mut group = criterion.benchmark_group(format!("frame/{}", input.name));
        group.throughput(Throughput::Bytes(input.bytes.len() as u64));
        let mut reader = filled(&input.bytes);
        assert_eq!(in_place(&mut reader, true), in_place(&mut reader, false));
        group.bench_function(Kernel::current().name(), |bencher| bencher.iter(|| in_place(&mut reader, true)));
        group.finish();
    }
}

/// As bytes come from a socket, with the copy that this takes.
pub(crate) fn chunks(criterion: &mut Criterion) {
    for input in inputs::all() {
        let mut group = criterion.benchmark_group(format!("chunks/{}", input.name));
        for piece in [1, 7, 536, 1460, 65536] {
            // Small pieces are slow; a part of the bytes says as much.
            let bytes = if piece < 536 { &input.bytes[..64 << 10] } else { &input.bytes[..] };
            group.throughput(Throughput::Bytes(bytes.len() as u64));
            let mut reader = Reader::new(vec![0; 1 << 17], vec![0; 1 << 14], OPTIONS).expect("enough memory");
            group.bench_function(piece.to_string(), |bencher| {
                bencher.iter(|| {
                    reader.reset();
                    let mut packets = 0;
                    for piece in bytes.chunks(piece) {
                        assert_eq!(reader.feed(piece), piece.len());
                        packets += drain(&mut reader);
                    }
                    packets
                });
            });
        }
        group.finish();
    }
}
