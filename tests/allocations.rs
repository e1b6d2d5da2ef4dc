//! No byte is allocated to read a stream, to parse a packet or to write one:
//! counted, for every transcript and every recording.
#![allow(unsafe_code)] // an allocator is unsafe to implement

#[path = "common/by_c.rs"]
mod by_c;
mod common;
#[path = "conformance/format.rs"]
mod format;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::ptr::null_mut;

use amiwire::command::output;
use amiwire::ffi::name::amiwire_packet_event;
use amiwire::ffi::name_header::amiwire_header_id;
use amiwire::ffi::packet::*;
use amiwire::ffi::packet_header::*;
use amiwire::ffi::slice::amiwire_slice;
use amiwire::ffi::value::{amiwire_value_is_absent, amiwire_value_signed};
use amiwire::ffi::value_channel::amiwire_value_channel;
use amiwire::ffi::value_escape::amiwire_value_unescape;
use amiwire::parse::{Lines, Resume, parse};
use amiwire::reader::{Options, Reader};
use amiwire::write::{WriteLimits, Writer};
use amiwire::{Kind, Packet};
use common::recordings::{Set, sets};

struct Counting;

thread_local! {
    /// Of this thread, so that tests beside this one do not count.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: all is left to the system's allocator; a number is counted up, which
// allocates nothing (the cell is constant and has no destructor).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// Everything that can be asked of a packet.
fn ask(packet: &Packet<'_>) {
    black_box((packet.kind(), packet.offset(), packet.raw(), packet.body(), packet.title(), packet.action_id()));
    black_box((packet.get(b"Uniqueid"), packet.get_nth(b"Variable", 1), packet.get(b"ChanVariable(SIP/x)")));
    packet.headers().for_each(|header| _ = black_box(header));
    output(packet).for_each(|line| _ = black_box(line));
}

fn read_all(stream: &[u8], options: Options, piece: usize, storage: &mut [u8], index: &mut [u32]) {
    let mut reader = Reader::new(storage, index, options).unwrap();
    for piece in stream.chunks(piece) {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = &rest[reader.feed(rest)..];
            loop {
                match reader.next() {
                    Ok(Some(packet)) => ask(&packet),
                    Ok(None) => break,
                    Err(error) => _ = black_box(error),
                }
            }
        }
    }
    reader.finish();
    black_box((reader.tail(), reader.counters()));
    reader.reset();
}

fn parse_all(stream: &[u8], lines: Lines, index: &mut [u32]) {
    let mut rest = stream;
    while let Some(parsed) = parse(rest, &mut Resume::new(lines), index).unwrap() {
        ask(&parsed.packet);
        rest = &rest[parsed.consumed..];
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert!(allocations(|| drop(black_box(vec![1; 100]))) > 0);
}

#[test]
fn reading_allocates_nothing() {
    let mut storage = vec![0; 1 << 17];
    let mut index = vec![0; 1 << 13];
    for case in format::all().iter().filter(|case| case.write.is_none()) {
        let (little, few) = case.little_memory();
        let counted = allocations(|| {
            read_all(&case.input, case.options, 1460, &mut storage, &mut index);
            read_all(&case.input, case.options, 1, &mut storage[..little], &mut index[..few]);
            parse_all(&case.input, case.options.lines, &mut index);
            parse_all(&case.input, case.options.lines, &mut index[..2]);
        });
        assert_eq!(counted, 0, "{}", case.name);
    }
}

#[test]
fn recordings_are_read_without_allocations() {
    let mut storage = vec![0; 1 << 17];
    let mut index = vec![0; 1 << 13];
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, stream) = (&recording.file, recording.bytes());
        let counted = allocations(|| {
            read_all(&stream, Options::CLIENT, 1460, &mut storage, &mut index);
            parse_all(&stream, Lines::Wire, &mut index);
        });
        assert_eq!(counted, 0, "{file}");
    }
}

#[test]
fn writing_allocates_nothing() {
    let mut out = vec![0; 1 << 16];
    for case in format::all() {
        let Some((kind, fields)) = &case.write else { continue };
        let limits = if *kind == Kind::Action { WriteLimits::ACTION } else { WriteLimits::NONE };
        let counted = allocations(|| {
            for room in [1 << 16, 40, 0] {
                let mut writer = Writer::packet(&mut out[..room], *kind, &fields[0].1, limits);
                fields[1..].iter().for_each(|(name, value)| writer.add(name, value));
                black_box(writer.size());
                _ = black_box(writer.finish());
            }
        });
        assert_eq!(counted, 0, "{}", case.name);
    }
}

/// Everything that C can ask of a packet.
fn ask_by_c(packet: &amiwire_packet) {
    by_c::headers(packet, |name, value| {
        let of = |bytes: &[u8]| amiwire_slice { ptr: bytes.as_ptr(), len: bytes.len() };
        // SAFETY: whole slices and places of our own.
        unsafe {
            black_box((amiwire_header_id(of(name)), amiwire_value_is_absent(of(value))));
            let (mut number, mut channel, mut text) = (0, MaybeUninit::uninit(), [0; 256]);
            amiwire_value_signed(of(value), &mut number, null_mut());
            amiwire_value_channel(of(value), channel.as_mut_ptr(), null_mut());
            amiwire_value_unescape(of(value), text.as_mut_ptr(), text.len(), null_mut());
        }
    });
    let (mut at, mut line) = (0, by_c::NONE);
    // SAFETY: a packet that was just given out and places of our own.
    unsafe {
        while amiwire_packet_output(packet, &mut at, &mut line) == 0 {
            black_box(line.len);
        }
        black_box((amiwire_packet_event(packet), amiwire_packet_title(packet).len));
        black_box(amiwire_packet_get(packet, c"Uniqueid".as_ptr(), 0, &mut line));
    }
}

#[test]
fn recordings_are_read_through_c_without_allocations() {
    let mut storage = vec![0; 1 << 17];
    let mut index = vec![0; 1 << 13];
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, stream) = (&recording.file, recording.bytes());
        let counted = allocations(|| {
            black_box(by_c::drive(&stream, 1460, &mut storage, &mut index, ask_by_c));
        });
        assert_eq!(counted, 0, "{file}");
    }
}
