//! Typed values, of headers that a storm has, and of texts where it has none.

use std::hint::black_box;

use amiwire::value::{
    Channel, ChannelState, DeviceState, EventTime, HostPort, Privileges, SocketAddress, Timestamp, escape,
    integer::unsigned, is_absent, unescape,
};
use criterion::{Criterion, Throughput};

use amiwire_speed::inputs;

pub(crate) fn values(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("values");
    let mut bench = |name: &str, values: &[&[u8]], parses: &dyn Fn(&[u8]) -> bool| {
        assert!(values.iter().any(|value| parses(value)), "{name}");
        group.throughput(Throughput::Elements(values.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| values.iter().filter(|value| parses(black_box(value))).count());
        });
    };
    bench("channel", &inputs::values(b"Channel"), &|value| Channel::parse(value).is_ok());
    bench("privileges", &inputs::values(b"Privilege"), &|value| Privileges::parse(value).is_ok());
    bench("unsigned", &inputs::values(b"Priority"), &|value| unsigned(value).is_ok());
    bench("channel state", &inputs::values(b"ChannelStateDesc"), &|value| ChannelState::parse(value).is_ok());
    bench("device state", &[b"NOT_INUSE", b"INUSE", b"RINGING"], &|value| DeviceState::parse(value).is_ok());
    bench("absent", &inputs::values(b"ConnectedLineName"), &is_absent);
    bench("timestamp", &[b"1474279641.296113"], &|value| Timestamp::parse(value).is_ok());
    bench("event time", &[b"2016-09-19T10:07:21.296+0000"], &|value| EventTime::parse(value).is_ok());
    bench("socket address", &[b"IPV4/UDP/192.168.1.10/5060"], &|value| SocketAddress::parse(value).is_ok());
    bench("host and port", &[b"192.168.1.10:5060"], &|value| HostPort::parse(value).is_ok());
    let out = std::cell::RefCell::new([0; 256]);
    bench("escape", &[b"one\ntwo\tthree"], &|value| escape(value, &mut *out.borrow_mut()).is_ok());
    bench("unescape", &[b"one\\ntwo\\tthree"], &|value| unescape(value, &mut *out.borrow_mut()).is_ok());
    group.finish();
}
