//! The recordings through the C interface: the exact packets, and counters where,
//! and only where, something is odd.
#![allow(unsafe_code)]

#[path = "common/by_c.rs"]
mod by_c;
mod common;

use std::ffi::CStr;

use amiwire::counters::{Counters, Meaning};
use amiwire::ffi::packet::*;
use amiwire::ffi::reader::{
    AMIWIRE_COUNTER_NOTE, AMIWIRE_COUNTER_REPAIR, AMIWIRE_COUNTER_VIOLATION, amiwire_counter_name,
};
use by_c::{Counted, NONE, bytes, headers};
use common::recordings::{COUNTED_ODDITIES, mended, sets, violations};

fn counter(counted: &Counted, name: &str) -> u64 {
    counted[Counters::TABLE.iter().position(|row| row.0 == name).unwrap()]
}

/// The sum of the counters of that meaning, as C is told it.
fn sum(counted: &Counted, wanted: u32) -> u64 {
    let meaning = |i: usize| {
        let mut meaning = u32::MAX;
        // SAFETY: a place of our own.
        unsafe { amiwire_counter_name(i, &mut meaning) };
        meaning
    };
    counted.iter().enumerate().filter(|(i, _)| meaning(*i) == wanted).map(|(_, n)| n).sum()
}

/// The columns of expected.tsv but for `bare_cr_lf`.
fn counts(stream: &[u8], piece: usize) -> ([u64; 9], Counted) {
    let (mut storage, mut index) = (vec![0; 1 << 17], vec![0; 1 << 13]);
    let (mut n, mut packets) = ([0; 9], 0);
    let counted = by_c::drive(stream, piece, &mut storage, &mut index, |packet| {
        if packet.kind == AMIWIRE_KIND_BANNER {
            return;
        }
        packets += 1;
        headers(packet, |name, _| n[if name.is_empty() { 2 } else { 1 }] += 1);
        n[3] += u64::from(packet.kind == AMIWIRE_KIND_RESPONSE);
        n[4] += u64::from(packet.kind == AMIWIRE_KIND_EVENT);
        let mut body = NONE;
        // SAFETY: a packet that was just given out, and a place of our own.
        if unsafe { amiwire_packet_body(packet, &mut body) } == 0 {
            n[5] += 1;
            n[6] += bytes(body).len() as u64;
        }
    });
    n[0] = packets;
    n[7] = counter(&counted, "stray_empty_lines");
    n[8] = counter(&counted, "tail_bytes");
    (n, counted)
}

#[test]
fn every_recording_gives_its_expected_counts_through_c() {
    for (set, recording) in sets().iter().flat_map(|set| set.recordings().into_iter().map(move |one| (set, one))) {
        let (file, n, oddities) = (&recording.file, recording.expected, set.oddities());
        let expected = [n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[9]];
        let stream = recording.bytes();
        let (found, counted) = counts(&stream, 1460);
        assert_eq!(found, expected, "{file}");
        if stream.len() < 300_000 {
            assert_eq!(counts(&stream, 1), (found, counted), "{file}, byte by byte");
        }
        // Each counter that stands for an oddity, where that is named; and so
        // for all of that meaning together.
        let named = |kind: &str| oddities.iter().any(|row| row.0 == kind && row.1 == *file);
        for (counter_name, kinds) in COUNTED_ODDITIES {
            let wanted = kinds.iter().any(|kind| named(kind));
            assert_eq!(counter(&counted, counter_name) > 0, wanted, "{file}: {counter_name}");
        }
        let violated = violations().any(named);
        assert_eq!(sum(&counted, AMIWIRE_COUNTER_VIOLATION) > 0, violated, "{file}: violations");
        let mended = mended(&stream) != stream || n[7] > 0;
        assert_eq!(sum(&counted, AMIWIRE_COUNTER_REPAIR) > 0, mended, "{file}: repairs");
    }
}

#[test]
fn c_is_told_the_whole_table_of_counters() {
    for (i, (name, of)) in Counters::TABLE.iter().enumerate() {
        let mut meaning = u32::MAX;
        // SAFETY: a place of our own; the name is static.
        let told = unsafe { CStr::from_ptr(amiwire_counter_name(i, &mut meaning)) };
        let wanted = match of {
            Meaning::Note => AMIWIRE_COUNTER_NOTE,
            Meaning::Repair => AMIWIRE_COUNTER_REPAIR,
            Meaning::Violation => AMIWIRE_COUNTER_VIOLATION,
        };
        assert_eq!((told.to_str(), meaning), (Ok(*name), wanted));
    }
    // SAFETY: NULL is allowed.
    assert!(unsafe { amiwire_counter_name(Counters::TABLE.len(), std::ptr::null_mut()) }.is_null());
}
