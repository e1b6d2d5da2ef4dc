//! Numbers of names.

use std::hint::black_box;

use amiwire::name::{self, Action, Event};
use criterion::{Criterion, Throughput};

use amiwire_speed::inputs;

pub(crate) fn names(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("names");
    let events: Vec<&[u8]> = inputs::packets().iter().map(|packet| packet.title()).collect();
    group.throughput(Throughput::Elements(events.len() as u64));
    assert!(events.iter().any(|name| Event::lookup(name).is_some()));
    group.bench_function("event", |bencher| {
        bencher.iter(|| events.iter().filter_map(|name| Event::lookup(black_box(name))).count());
    });

    let headers = inputs::packets().iter().flat_map(|packet| packet.headers());
    let headers: Vec<&[u8]> = headers.map(|header| header.name).take(10_000).collect();
    group.throughput(Throughput::Elements(headers.len() as u64));
    assert!(headers.iter().filter(|name| name::Header::lookup(name).is_some()).count() > headers.len() / 2);
    group.bench_function("header", |bencher| {
        bencher.iter(|| headers.iter().filter_map(|name| name::Header::lookup(black_box(name))).count());
    });
    group.bench_function("header with its indices", |bencher| {
        bencher.iter(|| headers.iter().filter_map(|name| name::header(black_box(name))).count());
    });

    let actions: Vec<_> = (1..=u16::MAX).map_while(Action::from_id).map(|action| action.name().as_bytes()).collect();
    assert!(actions.len() > 100);
    group.throughput(Throughput::Elements(actions.len() as u64));
    group.bench_function("action", |bencher| {
        bencher.iter(|| actions.iter().filter_map(|name| Action::lookup(black_box(name))).count());
    });
    group.finish();
}
