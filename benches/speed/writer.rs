//! Fields into bytes: the packets of a storm once more, and an action.

use amiwire::write::{WriteLimits, Writer};
use criterion::{Criterion, Throughput};

use amiwire_speed::inputs;

/// The fields of a call.
pub(crate) const ORIGINATE: [(&[u8], &[u8]); 6] = [
    (b"ActionID", b"1234567890"),
    (b"Channel", b"PJSIP/1000"),
    (b"Context", b"from-internal"),
    (b"Exten", b"1001"),
    (b"Priority", b"1"),
    (b"Async", b"true"),
];

/// The headers of each event whose values can be written.
fn events() -> Vec<Vec<(&'static [u8], &'static [u8])>> {
    let mut events = Vec::new();
    for packet in inputs::packets() {
        let fields: Vec<_> = packet.headers().map(|header| (header.name, header.value)).collect();
        if packet.event().is_some() && fields.iter().all(|(_, value)| !value.contains(&b'\n')) {
            events.push(fields);
        }
    }
    assert!(events.len() > 100);
    events
}

pub(crate) fn writer(criterion: &mut Criterion) {
    let events = events();
    let mut out = vec![0; 64 << 10];
    let mut write = || {
        let mut written = 0;
        for fields in &events {
            let Some(((_, title), rest)) = fields.split_first() else { continue };
            let mut writer = Writer::event(&mut out, title, WriteLimits::NONE);
            for (name, value) in rest {
                writer.add(name, value);
            }
            written += writer.finish().expect("there is room").len();
        }
        written
    };
    let mut group = criterion.benchmark_group("writer");
    group.throughput(Throughput::Bytes(write() as u64));
    group.bench_function("events", |bencher| bencher.iter(&mut write));

    let mut out = [0; 512];
    group.throughput(Throughput::Elements(1));
    group.bench_function("action", |bencher| {
        bencher.iter(|| {
            let mut writer = Writer::action(&mut out, b"Originate");
            for (name, value) in ORIGINATE {
                writer.add(name, value);
            }
            writer.finish().expect("there is room").len()
        });
    });
    group.finish();
}
