//! Streams made to cost, in memory of two sizes: what is linear by the work that
//! `src/work` counts, should be so by the clock, too.

use std::hint::black_box;

use amiwire::command::output;
use amiwire::reader::{Options, Reader};
use criterion::{Criterion, Throughput};

// The tests use the rest of it.
#[allow(dead_code)]
#[path = "../../src/work/hostile.rs"]
mod streams;
use streams::{KINDS, Stream};

const SIZE: usize = 1 << 20;

pub(crate) fn hostile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hostile");
    group.throughput(Throughput::Bytes(SIZE as u64));
    for kind in KINDS {
        let mut stream = vec![0; SIZE];
        Stream::new(kind).fill(&mut stream);
        for (memory, lines) in [(16 * 1024, 1024), (256 * 1024, 64 * 1024)] {
            let (mut storage, mut index) = (vec![0; memory], vec![0; 2 * lines]);
            let options = Options { banner: false, text_in_pieces: true, separate_glued: true, ..Options::CLIENT };
            group.bench_function(format!("{}, {} KiB", kind.name, memory / 1024), |bencher| {
                bencher.iter(|| {
                    let mut reader = Reader::new(&mut storage[..], &mut index[..], options).expect("enough memory");
                    let mut rest = &stream[..];
                    while !rest.is_empty() {
                        let n = reader.feed(&rest[..rest.len().min(1460)]);
                        rest = &rest[n..];
                        loop {
                            match reader.next() {
                                Ok(Some(packet)) => {
                                    black_box((packet.title(), packet.action_id(), packet.headers().count()));
                                    black_box(output(&packet).map(<[u8]>::len).sum::<usize>());
                                }
                                Ok(None) => break,
                                Err(error) => _ = black_box(error),
                            }
                        }
                    }
                });
            });
        }
    }
    group.finish();
}
