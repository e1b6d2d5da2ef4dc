//! The golden transcripts once more, through the functions of the C interface:
//! whole, cut in two at every place, and byte by byte.
#![allow(unsafe_code)]

#[path = "conformance/format.rs"]
mod format;

use std::ffi::CString;
use std::mem::MaybeUninit;
use std::ptr::{null_mut, slice_from_raw_parts};

use amiwire::Status;
use amiwire::counters::Counters;
use amiwire::ffi::awaited::amiwire_reader_announce;
use amiwire::ffi::packet::*;
use amiwire::ffi::packet_header::*;
use amiwire::ffi::reader::*;
use amiwire::ffi::slice::{amiwire_field, amiwire_slice};
use amiwire::ffi::writer::amiwire_write_action;
use amiwire::packet::Kind;
use format::{Case, Expected};

/// Room for a reader, aligned as it wants.
type Room = [u64; AMIWIRE_READER_STORAGE / 8];

const NONE: amiwire_slice = amiwire_slice { ptr: std::ptr::null(), len: 0 };

fn text(slice: amiwire_slice) -> String {
    if slice.len == 0 {
        return String::new();
    }
    // SAFETY: the slices of a packet that is still good.
    unsafe { &*slice_from_raw_parts(slice.ptr, slice.len) }.escape_ascii().to_string()
}

/// A packet as C sees it, in the words in which a case is compared.
fn shown(packet: &amiwire_packet) -> String {
    let kinds = [Kind::Other, Kind::Response, Kind::Event, Kind::Action, Kind::Banner];
    // SAFETY: a packet that was just given out, and places of our own.
    unsafe {
        let raw = amiwire_packet_raw(packet);
        let mut shown = format!("{} @{} +{}\n", kinds[packet.kind as usize].name(), packet.offset, raw.len);
        let (mut name, mut value, mut i) = (NONE, NONE, 0);
        while amiwire_packet_header(packet, i, &mut name, &mut value) == 0 {
            shown += &format!("  [{}] = [{}]\n", text(name), text(value));
            i += 1;
        }
        assert_eq!(i, packet.headers as usize);
        if amiwire_packet_body(packet, &mut value) == 0 {
            shown += &format!("  | {}\n", text(value));
        }
        let mut at = 0;
        while amiwire_packet_output(packet, &mut at, &mut value) == 0 {
            shown += &format!("  - {}\n", text(value));
        }
        shown
    }
}

/// What the case asks for by name.
fn look_up(case: &Case, place: usize, packet: &amiwire_packet) {
    let Some(Expected::Packet(expected)) = case.expected.get(place) else { return };
    if let Some(title) = &expected.title {
        // SAFETY: a packet that was just given out.
        let found = text(unsafe { amiwire_packet_title(packet) });
        assert_eq!(found, title.escape_ascii().to_string(), "{}", case.name);
    }
    for (name, n, value) in &expected.lookups {
        let (name, mut found) = (CString::new(&name[..]).unwrap(), NONE);
        // SAFETY: a packet that was just given out, and a place of our own.
        let status = unsafe { amiwire_packet_get(packet, name.as_ptr(), *n, &mut found) };
        assert_eq!(status == 0, value.is_some(), "{}: {name:?} {n}", case.name);
        let value = value.as_deref().unwrap_or_default();
        assert_eq!(text(found), value.escape_ascii().to_string(), "{}: {name:?} {n}", case.name);
    }
}

fn read(case: &Case, pieces: &[&[u8]]) {
    let (storage_size, index_len) = case.memory.unwrap_or((4096, 512));
    let (mut storage, mut index) = (vec![0u8; storage_size], vec![0u32; index_len]);
    let mut room: MaybeUninit<Room> = MaybeUninit::uninit();
    let limits = case.options.limits;
    let limit = |limit: u32| if limit == u32::MAX { 0 } else { limit };
    let options = amiwire_reader_options {
        struct_size: size_of::<amiwire_reader_options>() as u32,
        lines: case.options.lines as u32,
        no_banner: u32::from(!case.options.banner),
        max_packet_bytes: limit(limits.packet_bytes),
        max_headers: limit(limits.headers),
        max_line_bytes: limit(limits.line_bytes),
        text_in_pieces: u32::from(case.options.text_in_pieces),
        separate_glued: u32::from(case.options.separate_glued),
        text: case.options.text as u32,
        max_text_bytes: case.options.text_bytes,
        any_banner: u32::from(case.options.any_banner),
    };
    let mut told = Vec::new();
    // SAFETY: all memory is ours, of the sizes given, and outlives the reader.
    unsafe {
        let mut reader = null_mut();
        let (place, size) = (room.as_mut_ptr().cast(), size_of::<Room>());
        let (bytes, entries) = (storage.as_mut_ptr(), index.as_mut_ptr());
        let made = amiwire_reader_init(place, size, bytes, storage_size, entries, index_len, &options, &mut reader);
        assert_eq!(made, 0, "{}", case.name);
        for piece in pieces {
            let mut rest = *piece;
            while !rest.is_empty() {
                let (mut space, mut free) = (null_mut(), 0);
                assert_eq!(amiwire_reader_space(reader, &mut space, &mut free), 0);
                let n = free.min(rest.len());
                std::ptr::copy_nonoverlapping(rest.as_ptr(), space, n);
                assert_eq!(amiwire_reader_commit(reader, n), 0);
                rest = &rest[n..];
                loop {
                    for id in [c"7", c"eight"] {
                        assert_eq!(amiwire_reader_announce(reader, id.as_ptr()), 0);
                    }
                    let mut packet = MaybeUninit::<amiwire_packet>::zeroed();
                    match amiwire_reader_next(reader, packet.as_mut_ptr()) {
                        0 => {
                            let packet = packet.assume_init();
                            look_up(case, told.len(), &packet);
                            told.push(shown(&packet));
                        }
                        1 => break,
                        status => {
                            let mut error = amiwire_error::default();
                            assert_eq!(amiwire_reader_error(reader, &mut error), 0);
                            let name = Status::from_code(status).unwrap().name();
                            told.push(format!("refused {name} @{}", error.offset));
                        }
                    }
                }
            }
        }
        assert_eq!(amiwire_reader_finish(reader), 0);
        for name in Counters::C_NAMES {
            let text = name.to_str().unwrap();
            let derived = ["packets", "lines", "responses", "events", "actions", "follows"].contains(&text);
            let mut value = 0;
            assert_eq!(amiwire_reader_counter(reader, name.as_ptr(), &mut value), 0);
            let named = case.counts.iter().find(|(count, _)| count == text).map_or(0, |(_, n)| *n);
            assert!(derived || value == named, "{}: {text} is {value}, not {named}", case.name);
        }
    }
    let expected = case.expected.iter().map(|item| match item {
        Expected::Packet(packet) => packet.text(),
        Expected::Refused(status, offset) => format!("refused {status} @{offset}"),
    });
    assert_eq!(told, expected.collect::<Vec<_>>(), "{}", case.name);
}

#[test]
fn every_transcript_gives_its_packets_through_c() {
    let mut cases = 0;
    for case in format::all().iter().filter(|case| case.write.is_none()) {
        read(case, &[&case.input]);
        read(case, &case.input.chunks(1).collect::<Vec<_>>());
        for at in 1..case.input.len() {
            let (first, second) = case.input.split_at(at);
            read(case, &[first, second]);
        }
        cases += 1;
    }
    assert!(cases > 80, "only {cases} cases");
}

/// What a case says of the writer, by the function for C.
fn write(case: &Case, fields: &[(Vec<u8>, Vec<u8>)]) {
    let text = |bytes: &[u8]| CString::new(bytes).ok();
    // A name ends at its NUL, and a title too: what holds one cannot be said.
    let names: Option<Vec<CString>> = fields[1..].iter().map(|field| text(&field.0)).collect();
    let (Some(title), Some(names)) = (text(&fields[0].1), names) else { return };
    let values: Vec<Vec<u8>> = fields[1..].iter().map(|field| [&field.1[..], b"\0"].concat()).collect();
    let given: Vec<amiwire_field> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| amiwire_field {
            name: name.as_ptr(),
            value: value.as_ptr().cast(),
            value_len: value.len() - 1,
        })
        .collect();
    let write = |out: *mut u8, room: usize, size: &mut usize, refused: &mut usize| {
        // SAFETY: texts that end in NUL, and memory of the sizes given.
        unsafe { amiwire_write_action(title.as_ptr(), given.as_ptr(), given.len(), out, room, size, refused) }
    };
    let (mut size, mut refused) = (0, usize::MAX);
    let mut out = vec![0; 1 << 16];
    let status = write(out.as_mut_ptr(), out.len(), &mut size, &mut refused);
    if let [Expected::Refused(expected, header)] = &case.expected[..] {
        let name = Status::from_code(status).unwrap().name();
        assert_eq!((name, refused as u64), (&expected[..], *header), "{}", case.name);
        return;
    }
    assert_eq!(status, 0, "{}", case.name);
    assert_eq!(out[..size].escape_ascii().to_string(), case.input.escape_ascii().to_string(), "{}", case.name);
    assert_eq!(write(null_mut(), 0, &mut size, &mut refused), Status::NoRoom.code());
    assert_eq!(size, case.input.len(), "{}", case.name);
}

#[test]
fn every_written_action_is_what_it_should_be_through_c() {
    let mut cases = 0;
    for case in format::all() {
        let Some((Kind::Action, fields)) = &case.write else { continue };
        write(&case, fields);
        cases += 1;
    }
    assert!(cases > 8, "only {cases} cases");
}
