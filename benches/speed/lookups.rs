//! What is asked of a packet that has been read, packet by packet.

use std::hint::black_box;

use criterion::{Criterion, Throughput};

use amiwire_speed::inputs;

pub(crate) fn lookups(criterion: &mut Criterion) {
    let packets = inputs::packets();
    let mut group = criterion.benchmark_group("lookups");
    group.throughput(Throughput::Elements(packets.len() as u64));
    group.bench_function("event", |bencher| {
        bencher.iter(|| packets.iter().filter(|packet| black_box(packet).event().is_some()).count());
    });
    // One of the first names, one of the last, one that is hardly ever there.
    for name in ["Channel", "Linkedid", "Cause"] {
        group.bench_function(format!("get {name}"), |bencher| {
            bencher.iter(|| packets.iter().filter_map(|packet| packet.get(black_box(name.as_bytes()))).count());
        });
    }
    group.bench_function("get by an ActionID's name", |bencher| {
        bencher.iter(|| packets.iter().filter(|packet| black_box(packet).action_id().is_some()).count());
    });
    group.bench_function("walk all headers", |bencher| {
        bencher.iter(|| {
            let headers = packets.iter().flat_map(|packet| black_box(packet).headers());
            headers.map(|header| header.name.len() + header.value.len()).sum::<usize>()
        });
    });
    group.finish();
}
