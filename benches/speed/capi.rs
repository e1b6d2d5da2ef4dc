//! The same through the C interface, each function called through a pointer
//! that the compiler knows nothing of: as a C program does, nothing is inlined.
#![allow(unsafe_code)]

use std::ffi::{CString, c_char, c_void};
use std::hint::black_box;
use std::ptr::{null, null_mut};

use amiwire::ffi::name::{amiwire_event_id, amiwire_packet_event};
use amiwire::ffi::outcome::amiwire_outcome;
use amiwire::ffi::packet::amiwire_packet;
use amiwire::ffi::packet_header::amiwire_packet_get;
use amiwire::ffi::parse::{amiwire_parse, amiwire_resume};
use amiwire::ffi::reader::{
    AMIWIRE_READER_STORAGE, amiwire_reader, amiwire_reader_commit, amiwire_reader_init, amiwire_reader_next,
    amiwire_reader_reset, amiwire_reader_space,
};
use amiwire::ffi::session::{
    AMIWIRE_SESSION_STORAGE, amiwire_session, amiwire_session_handle, amiwire_session_init, amiwire_session_login,
    amiwire_session_sent, amiwire_session_submit, amiwire_session_transmit, amiwire_slot,
};
use amiwire::ffi::slice::{amiwire_field, amiwire_slice};
use amiwire::ffi::value_channel::{amiwire_channel, amiwire_value_channel};
use amiwire::ffi::writer::amiwire_write_action;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};

use amiwire_speed::inputs;

use crate::{session, writer};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn zeroed<T: Copy>() -> T {
    // SAFETY: only for the C interface's plain structs, whose pointers and
    // numbers may be zero.
    unsafe { std::mem::zeroed() }
}

/// A reader, and the memory that it lives in.
struct Memory {
    _room: Box<[u64]>,
    _storage: Box<[u8]>,
    _index: Box<[u32]>,
    reader: *mut amiwire_reader,
}

fn reader(storage: usize) -> Memory {
    let mut room = vec![0u64; AMIWIRE_READER_STORAGE / 8].into_boxed_slice();
    let mut storage = vec![0u8; storage].into_boxed_slice();
    let mut index = vec![0u32; 1 << 14].into_boxed_slice();
    let mut reader = null_mut();
    // SAFETY: the lengths are true, and the memory lives as long as the reader.
    let done = unsafe {
        amiwire_reader_init(
            room.as_mut_ptr().cast::<c_void>(),
            AMIWIRE_READER_STORAGE,
            storage.as_mut_ptr(),
            storage.len(),
            index.as_mut_ptr(),
            index.len(),
            null(),
            &mut reader,
        )
    };
    assert_eq!(done, 0);
    Memory { _room: room, _storage: storage, _index: index, reader }
}

/// The ordinary loop of a program that receives `bytes` in pieces.
fn feed(memory: &Memory, bytes: &[u8], piece: usize, each: &mut dyn FnMut(&amiwire_packet)) {
    let (space, commit, next) = black_box((
        amiwire_reader_space as unsafe extern "C" fn(*mut amiwire_reader, *mut *mut u8, *mut usize) -> i32,
        amiwire_reader_commit as unsafe extern "C" fn(*mut amiwire_reader, usize) -> i32,
        amiwire_reader_next as unsafe extern "C" fn(*mut amiwire_reader, *mut amiwire_packet) -> i32,
    ));
    let mut packet = zeroed::<amiwire_packet>();
    // SAFETY: the reader is whole, and its memory lives.
    unsafe {
        for mut piece in bytes.chunks(piece) {
            while !piece.is_empty() {
                let (mut at, mut room) = (null_mut::<u8>(), 0usize);
                assert_eq!(space(memory.reader, &mut at, &mut room), 0);
                let n = room.min(piece.len());
                at.copy_from_nonoverlapping(piece.as_ptr(), n);
                piece = &piece[n..];
                assert_eq!(commit(memory.reader, n), 0);
                while next(memory.reader, &mut packet) == 0 {
                    each(&packet);
                }
            }
        }
    }
}

/// The same from the beginning of a stream on.
fn stream(memory: &Memory, bytes: &[u8], piece: usize, each: &mut dyn FnMut(&amiwire_packet)) {
    // SAFETY: the reader is whole, and its memory lives.
    assert_eq!(unsafe { amiwire_reader_reset(memory.reader) }, 0);
    feed(memory, bytes, piece, each);
}

fn streams(group: &mut Group<'_>) {
    for input in inputs::all() {
        group.throughput(Throughput::Bytes(input.bytes.len() as u64));
        for piece in [1460, 65536] {
            let memory = reader(1 << 17);
            let mut packets = 0;
            stream(&memory, &input.bytes, piece, &mut |_| packets += 1);
            assert!(packets > 1000);
            group.bench_function(format!("chunks/{}/{piece}", input.name), |bencher| {
                bencher.iter(|| stream(&memory, &input.bytes, piece, &mut |packet| _ = black_box(packet)));
            });
        }
        let parse = black_box(
            amiwire_parse
                as unsafe extern "C" fn(
                    *const u8,
                    usize,
                    *mut amiwire_resume,
                    *mut u32,
                    usize,
                    *mut amiwire_packet,
                    *mut usize,
                ) -> i32,
        );
        let mut index = vec![0u32; 1 << 12];
        group.bench_function(format!("parse/{}", input.name), |bencher| {
            bencher.iter(|| {
                let (mut rest, mut packet, mut consumed) = (&input.bytes[..], zeroed::<amiwire_packet>(), 0);
                while !rest.is_empty() {
                    let mut resume = zeroed::<amiwire_resume>();
                    let (at, index_len) = (index.as_mut_ptr(), index.len());
                    // SAFETY: the lengths are true.
                    let done = unsafe {
                        parse(rest.as_ptr(), rest.len(), &mut resume, at, index_len, &mut packet, &mut consumed)
                    };
                    assert_eq!(done, 0);
                    rest = &rest[consumed..];
                }
            });
        });
    }
}

/// The packets of the inputs as C sees them, each with an index of its own.
fn packets() -> Vec<amiwire_packet> {
    let packet = |bytes: &'static [u8]| {
        let index = vec![0u32; 2 * 256].leak();
        let (mut resume, mut packet, mut consumed) = (zeroed::<amiwire_resume>(), zeroed::<amiwire_packet>(), 0);
        let (at, room) = (index.as_mut_ptr(), index.len());
        // SAFETY: the lengths are true; bytes and index are never freed.
        let done =
            unsafe { amiwire_parse(bytes.as_ptr(), bytes.len(), &mut resume, at, room, &mut packet, &mut consumed) };
        assert_eq!(done, 0);
        packet
    };
    inputs::packets().iter().map(|each| packet(each.raw())).collect()
}

/// What is asked of packets and their parts.
fn parts(group: &mut Group<'_>) {
    let packets = packets();
    group.throughput(Throughput::Elements(packets.len() as u64));
    let event = black_box(amiwire_packet_event as unsafe extern "C" fn(*const amiwire_packet) -> u32);
    group.bench_function("event", |bencher| {
        // SAFETY: the packets are as they were given out, and their memory lives.
        bencher.iter(|| packets.iter().map(|packet| u64::from(unsafe { event(packet) })).sum::<u64>());
    });
    let get = black_box(
        amiwire_packet_get
            as unsafe extern "C" fn(*const amiwire_packet, *const c_char, usize, *mut amiwire_slice) -> i32,
    );
    for name in ["Channel", "Linkedid", "Cause"] {
        let name = CString::new(name).expect("no NUL");
        group.bench_function(format!("get {}", name.to_string_lossy()), |bencher| {
            let mut value = zeroed::<amiwire_slice>();
            bencher.iter(|| {
                let there = |packet: &&amiwire_packet| {
                    // SAFETY: as above, and the name ends in NUL.
                    unsafe { get(*packet, name.as_ptr(), 0, &mut value) == 0 }
                };
                packets.iter().filter(there).count()
            });
        });
    }

    let slices = |texts: Vec<&'static [u8]>| -> Vec<amiwire_slice> {
        texts.iter().map(|text| amiwire_slice { ptr: text.as_ptr(), len: text.len() }).collect()
    };
    let titles = slices(inputs::packets().iter().map(|packet| packet.title()).collect());
    let id = black_box(amiwire_event_id as unsafe extern "C" fn(amiwire_slice) -> u32);
    group.throughput(Throughput::Elements(titles.len() as u64));
    group.bench_function("names/event", |bencher| {
        // SAFETY: the slices are whole, here and below.
        bencher.iter(|| titles.iter().map(|title| u64::from(unsafe { id(*title) })).sum::<u64>());
    });
    let channels = slices(inputs::values(b"Channel"));
    let parse = black_box(
        amiwire_value_channel as unsafe extern "C" fn(amiwire_slice, *mut amiwire_channel, *mut usize) -> i32,
    );
    group.throughput(Throughput::Elements(channels.len() as u64));
    group.bench_function("values/channel", |bencher| {
        let mut channel = zeroed::<amiwire_channel>();
        // SAFETY: as above.
        bencher
            .iter(|| channels.iter().filter(|value| unsafe { parse(**value, &mut channel, null_mut()) } == 0).count());
    });
}

fn write(group: &mut Group<'_>) {
    let fields = writer::ORIGINATE.map(|(name, value)| amiwire_field {
        name: CString::new(name).expect("no NUL").into_raw(),
        value: value.as_ptr().cast(),
        value_len: value.len(),
    });
    let function = black_box(
        amiwire_write_action
            as unsafe extern "C" fn(
                *const c_char,
                *const amiwire_field,
                usize,
                *mut u8,
                usize,
                *mut usize,
                *mut usize,
            ) -> i32,
    );
    let mut out = [0u8; 512];
    group.throughput(Throughput::Elements(1));
    group.bench_function("writer/action", |bencher| {
        bencher.iter(|| {
            let (mut size, name, at) = (0, c"Originate".as_ptr(), out.as_mut_ptr());
            // SAFETY: the texts end in NUL and the lengths are true.
            let done = unsafe { function(name, fields.as_ptr(), fields.len(), at, out.len(), &mut size, null_mut()) };
            assert_eq!(done, 0);
            size
        });
    });
}

fn rounds(group: &mut Group<'_>) {
    let mut room = vec![0u64; AMIWIRE_SESSION_STORAGE / 8];
    let (mut slots, mut queue) = ([zeroed::<amiwire_slot>(); 1], [0u8; 4096]);
    let mut client: *mut amiwire_session = null_mut();
    let memory = reader(8192);
    let (mut outcome, mut sent) = (zeroed::<amiwire_outcome>(), zeroed::<amiwire_slice>());
    // SAFETY: the lengths are true, the memory lives as long as the session,
    // and texts end in NUL; so in all that follows.
    unsafe {
        let at = room.as_mut_ptr().cast::<c_void>();
        let (slots, queue_at) = (slots.as_mut_ptr(), queue.as_mut_ptr());
        let size = AMIWIRE_SESSION_STORAGE;
        assert_eq!(amiwire_session_init(at, size, slots, 1, queue_at, 4096, null(), 0, &mut client), 0);
        let mut take = |bytes: &[u8]| {
            feed(&memory, bytes, bytes.len(), &mut |packet| {
                assert_eq!(amiwire_session_handle(client, packet, 0, &mut outcome), 0)
            });
        };
        take(b"Asterisk Call Manager/2.7.0\r\n");
        assert_eq!(amiwire_session_login(client, c"ucmamiuser1".as_ptr(), c"test123".as_ptr(), null()), 0);
        assert_eq!(amiwire_session_transmit(client, &mut sent), 0);
        let bytes = std::slice::from_raw_parts(sent.ptr, sent.len);
        let answer = session::answer(bytes, b"Message: Authentication accepted\r\n");
        assert_eq!(amiwire_session_sent(client, sent.len), 0);
        take(&answer);
    }
    let (submit, transmit, done, handle) = black_box((
        amiwire_session_submit
            as unsafe extern "C" fn(
                *mut amiwire_session,
                u64,
                *const c_char,
                *const amiwire_field,
                usize,
                u64,
                u64,
                *mut usize,
            ) -> i32,
        amiwire_session_transmit as unsafe extern "C" fn(*const amiwire_session, *mut amiwire_slice) -> i32,
        amiwire_session_sent as unsafe extern "C" fn(*mut amiwire_session, usize) -> i32,
        amiwire_session_handle
            as unsafe extern "C" fn(*mut amiwire_session, *const amiwire_packet, u64, *mut amiwire_outcome) -> i32,
    ));
    group.throughput(Throughput::Elements(1));
    let mut tag = 0;
    group.bench_function("session/round, 1 in flight", |bencher| {
        bencher.iter(|| {
            tag += 1;
            // SAFETY: as above.
            unsafe {
                assert_eq!(submit(client, tag, c"Ping".as_ptr(), null(), 0, 0, 0, null_mut()), 0);
                assert_eq!(transmit(client, &mut sent), 0);
                let id = session::action_id(std::slice::from_raw_parts(sent.ptr, sent.len));
                let answer = [&b"Response: Success\r\nActionID: "[..], id, b"\r\nPing: Pong\r\n\r\n"];
                for part in answer {
                    feed(&memory, part, part.len(), &mut |packet| {
                        assert_eq!(handle(client, packet, 0, &mut outcome), 0)
                    });
                }
                assert_eq!(done(client, sent.len), 0);
            }
            assert!(outcome.last == 1 && outcome.tag == tag);
        });
    });
}

pub(crate) fn capi(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("capi");
    streams(&mut group);
    parts(&mut group);
    write(&mut group);
    rounds(&mut group);
    group.finish();
}
