//! How fast bytes become an index of packets and lines: the scan and the
//! reader together, and the one-shot parse, in bytes a second.
#![allow(missing_docs)] // what the macros of criterion make has none

mod generator;

use std::hint::black_box;
use std::path::Path;

use amiwire::parse::{Resume, parse};
use amiwire::reader::{BANNER, Options, Reader};
use amiwire::scan::Kernel;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// One MiB of generated packets, and of a recorded storm where it is there.
fn streams() -> Vec<(&'static str, Vec<u8>)> {
    let generated = generator::stream(1, 1 << 20);
    let full = |line: &&[u8]| line.len() > 2;
    let lines = || generated.split_inclusive(|byte| *byte == b'\n').filter(full);
    let mean = lines().map(|line| line.len() - 2).sum::<usize>() as f64 / lines().count() as f64;
    assert!((20.0..22.0).contains(&mean), "{mean} bytes a line: the figures would be about something else");
    assert_eq!(generated, generator::stream(1, 1 << 20));
    let mut streams = vec![("generated", generated)];
    let recording = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/asterisk-23/storm.s2c.gz");
    match std::fs::File::open(&recording) {
        Ok(packed) => {
            let mut bytes = Vec::new();
            let unpacked = flate2::read::MultiGzDecoder::new(packed);
            std::io::Read::read_to_end(&mut std::io::Read::take(unpacked, 1 << 20), &mut bytes).unwrap();
            streams.push(("recorded", bytes));
        }
        Err(_) => println!("SKIPPED: no recording at {}", recording.display()),
    }
    streams
}

fn drain(reader: &mut Reader<&mut [u8], &mut [u32]>) -> u64 {
    while let Some(packet) = reader.next().expect("the memory is large enough") {
        black_box(&packet);
    }
    reader.counters().packets
}

fn index(criterion: &mut Criterion) {
    for (name, stream) in &streams() {
        let mut group = criterion.benchmark_group(format!("index/{name}"));
        group.throughput(Throughput::Bytes(stream.len() as u64));

        // The bytes stand in the storage and need not be copied there: what is
        // measured is the index alone.
        for &kernel in Kernel::ALL.iter().filter(|kernel| kernel.is_available()) {
            let (mut storage, mut index) = (stream.clone(), vec![0; 1 << 14]);
            let mut reader = Reader::new(&mut storage[..], &mut index[..], Options::CLIENT).unwrap();
            kernel.force();
            group.bench_function(format!("reader/{}", kernel.name()), |bencher| {
                bencher.iter(|| {
                    reader.reset();
                    let space = reader.space().len();
                    reader.commit(space).unwrap();
                    drain(&mut reader)
                });
            });
        }

        // As bytes come from a socket.
        let (mut storage, mut index) = (vec![0; 1 << 16], vec![0; 1 << 12]);
        let mut reader = Reader::new(&mut storage[..], &mut index[..], Options::CLIENT).unwrap();
        group.bench_function("reader/pieces of 1460", |bencher| {
            bencher.iter(|| {
                reader.reset();
                for piece in stream.chunks(1460) {
                    assert_eq!(reader.feed(piece), piece.len());
                    drain(&mut reader);
                }
            });
        });

        let mut index = vec![0; 1 << 12];
        let banner =
            if stream.starts_with(BANNER) { stream.iter().position(|byte| *byte == b'\n').unwrap() + 1 } else { 0 };
        group.bench_function("parse", |bencher| {
            bencher.iter(|| {
                let mut rest = &stream[banner..];
                while let Some(parsed) = parse(rest, &mut Resume::default(), &mut index).unwrap() {
                    rest = &rest[parsed.consumed..];
                }
                rest.len()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, index);
criterion_main!(benches);
