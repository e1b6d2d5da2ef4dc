//! Golden transcripts: what comes out of small streams that show the traps of
//! the wire, however they are cut. `conformance/README.md` tells their format.

mod common;
#[path = "conformance/format.rs"]
mod format;

use std::collections::BTreeSet;
use std::path::Path;

use amiwire::command::output;
use amiwire::counters::{Counters, Meaning};
use amiwire::parse::{Lines, Resume, parse};
use amiwire::reader::Options;
use amiwire::scan::Kernel;
use amiwire::write::{WriteLimits, Writer};
use amiwire::{Kind, Packet, Status};
use format::{Case, Expected};

/// A packet as the files show it, so that a difference can be read.
fn shown(packet: &Packet<'_>, offset: u64) -> String {
    let mut text = format!("{} @{} +{}\n", packet.kind().name(), offset, packet.raw().len());
    for header in packet.headers() {
        text += &format!("  [{}] = [{}]\n", header.name.escape_ascii(), header.value.escape_ascii());
    }
    if let Some(body) = packet.body() {
        text += &format!("  | {}\n", body.escape_ascii());
    }
    for line in output(packet) {
        text += &format!("  - {}\n", line.escape_ascii());
    }
    text
}

/// Whole packets and headers one by one, in order and by name.
fn check_packet(case: &Case, place: usize, packet: &Packet<'_>, offset: u64, how: &str) {
    let Some(Expected::Packet(expected)) = case.expected.get(place) else {
        panic!("{}, {how}: a packet too many: {}", case.name, shown(packet, offset));
    };
    assert_eq!(shown(packet, offset), expected.text(), "{}, {how}", case.name);
    assert_eq!(packet.len(), expected.headers.len());
    for (i, (name, value)) in expected.headers.iter().enumerate() {
        let header = packet.header(i).unwrap();
        assert_eq!((header.name, header.value), (&name[..], &value[..]), "{}, {how}, header {i}", case.name);
    }
    assert!(packet.header(expected.headers.len()).is_none());
    if let Some(title) = &expected.title {
        assert_eq!(packet.title(), title, "{}, {how}", case.name);
    }
    for (name, n, value) in &expected.lookups {
        let found = packet.get_nth(name, *n);
        assert_eq!(found, value.as_deref(), "{}, {how}: {} {n}", case.name, name.escape_ascii());
    }
}

/// Every counter: what the packets imply, and what the case names; the others
/// are zero.
fn check_counters(case: &Case, counters: &Counters, how: &str) {
    let mut expected = Counters::default();
    for item in &case.expected {
        let Expected::Packet(packet) = item else { continue };
        match &packet.kind[..] {
            "banner" => continue,
            "response" => expected.responses += 1,
            "event" => expected.events += 1,
            "action" => expected.actions += 1,
            _ => {}
        }
        expected.packets += 1;
        expected.lines += packet.headers.len() as u64;
        expected.follows += u64::from(packet.body.is_some());
    }
    let derived = ["packets", "lines", "responses", "events", "actions", "follows"];
    for (i, (name, _)) in Counters::TABLE.iter().enumerate() {
        let named = case.counts.iter().find(|(count, _)| count == name).map_or(0, |(_, n)| *n);
        let wanted = if derived.contains(name) { expected.at(i) } else { Some(named) };
        assert_eq!(counters.at(i), wanted, "{}, {how}: {name}", case.name);
    }
    for (name, _) in &case.counts {
        assert!(counters.by_name(name).is_some() && !derived.contains(&&name[..]), "{}: count {name}", case.name);
    }
}

fn by_reader(case: &Case, pieces: &[usize], (storage, index): (usize, usize), how: &str) {
    let mut place = 0;
    let counters = common::drive(&case.input, case.options, pieces, storage, index, |item| {
        match item {
            Ok(packet) => check_packet(case, place, packet, packet.offset(), how),
            Err(error) => match case.expected.get(place) {
                Some(Expected::Refused(status, offset)) => {
                    let told = (error.status.name(), error.offset);
                    assert_eq!(told, (&status[..], *offset), "{}, {how}", case.name);
                }
                _ => panic!("{}, {how}: {error:?}", case.name),
            },
        }
        place += 1;
    });
    assert_eq!(place, case.expected.len(), "{}, {how}: too few packets", case.name);
    check_counters(case, &counters, how);
}

/// The same out of one buffer. The one-shot parse knows neither banner nor
/// limits, so what they are about is stepped over here.
fn by_parse(case: &Case, step: usize, how: &str) {
    let mut from = 0;
    for (place, expected) in case.expected.iter().enumerate() {
        match expected {
            Expected::Packet(packet) if packet.kind == "banner" => {
                from += packet.length;
                continue;
            }
            _ => {}
        }
        let bytes = &case.input[from..];
        let (mut to, mut resume) = (step.min(bytes.len()), Resume::new(case.options.lines));
        let (mut index, mut small) = (vec![0; 1024], [0; 2]);
        while parse(&bytes[..to], &mut resume, &mut index).unwrap().is_none() {
            assert!(to < bytes.len(), "{}, {how}: packet {place} is missing", case.name);
            to = (to + step).min(bytes.len());
        }
        // The packet borrowed the index that the loop lent again and again.
        let parsed = parse(bytes, &mut Resume::new(case.options.lines), &mut index).unwrap().unwrap();
        let (packet, offset) = (&parsed.packet, from as u64 + parsed.packet.offset());
        match expected {
            Expected::Packet(_) => check_packet(case, place, packet, offset, how),
            Expected::Refused(_, refused) => assert_eq!(offset, *refused, "{}, {how}", case.name),
        }
        assert_eq!(parsed.consumed, parsed.packet.offset() as usize + packet.raw().len());
        // One whose empty line is missing is found by that of the next one.
        let glued = !bytes[..parsed.consumed].ends_with(b"\n\r\n") && case.options.lines == Lines::Wire;
        let found_late = glued && case.counts.iter().any(|(name, _)| name == "glued_packets");
        let in_time = to < parsed.consumed.saturating_add(step) || found_late;
        assert!(to >= parsed.consumed && in_time, "{}, {how}", case.name);

        let mut resume = Resume::new(case.options.lines);
        let short = parse(bytes, &mut resume, &mut small).unwrap().unwrap();
        assert_eq!((short.packet.len(), short.consumed), (packet.len(), parsed.consumed), "{}, {how}", case.name);
        assert_eq!((short.packet.kind(), short.packet.body()), (packet.kind(), packet.body()));
        assert_eq!(short.truncated, packet.len() > 1, "{}, {how}", case.name);
        assert_eq!(short.packet.header(0), packet.header(0), "{}, {how}", case.name);
        from += parsed.consumed;
    }
    let mut index = vec![0; 1024];
    let rest = parse(&case.input[from..], &mut Resume::new(case.options.lines), &mut index).unwrap();
    assert!(rest.is_none(), "{}, {how}: {rest:?} too many", case.name);
}

fn by_writer(case: &Case, kind: Kind, fields: &[format::Field]) {
    let limits = if kind == Kind::Action { WriteLimits::ACTION } else { WriteLimits::NONE };
    let write = |out: &mut [u8]| {
        let mut writer = Writer::packet(out, kind, &fields[0].1, limits);
        fields[1..].iter().for_each(|(name, value)| writer.add(name, value));
        writer.finish().map(<[u8]>::to_vec)
    };
    let mut out = vec![0; 1 << 16];
    let written = write(&mut out);
    if let [Expected::Refused(status, header)] = &case.expected[..] {
        let error = written.unwrap_err();
        assert_eq!((error.status.name(), u64::from(error.header)), (&status[..], *header), "{}", case.name);
        return;
    }
    assert_eq!(written.unwrap().escape_ascii().to_string(), case.input.escape_ascii().to_string(), "{}", case.name);
    for room in 0..case.input.len() {
        let error = write(&mut out[..room]).unwrap_err();
        assert_eq!((error.status, error.size), (Status::NoRoom, case.input.len() as u64), "{}", case.name);
    }
    // What was written is read as it was meant, by either side.
    for options in [Options::CLIENT, Options::SERVER] {
        let mut read = Vec::new();
        let counters = common::drive(&case.input, options, &[usize::MAX], 1 << 16, 1 << 10, |packet| {
            let packet = packet.unwrap();
            assert_eq!(packet.kind(), kind);
            read.extend(packet.headers().map(|header| (header.name.to_vec(), header.value.to_vec())));
        });
        assert_eq!(read, fields, "{}", case.name);
        assert_eq!(counters.sum(Meaning::Repair) + counters.sum(Meaning::Violation), 0, "{}", case.name);
    }
}

#[test]
fn every_transcript_gives_its_packets_however_it_is_cut() {
    let cases = format::all();
    let mut streams = 0;
    // One test for all kernels: the choice is the process's.
    for kernel in common::kernels() {
        assert!(kernel.force());
        assert_eq!(Kernel::current(), kernel);
        for case in cases.iter().filter(|case| case.write.is_none()) {
            let much = case.memory.unwrap_or((1 << 16, 1 << 12));
            for memory in [much, case.little_memory()] {
                let with = |cut: &str| format!("{}, {memory:?}, {cut}", kernel.name());
                by_reader(case, &[usize::MAX], memory, &with("whole"));
                by_reader(case, &[1], memory, &with("byte by byte"));
                for at in 1..case.input.len() {
                    by_reader(case, &[at, usize::MAX], memory, &with(&format!("cut at {at}")));
                }
            }
            // The one-shot parse goes by empty lines.
            for step in [usize::MAX >> 1, 1, 64].into_iter().filter(|_| case.is_for_parse()) {
                by_parse(case, step, &format!("{}, by parse, {step}", kernel.name()));
            }
            streams += 1;
        }
    }
    println!("{} cases, {streams} streams cut everywhere", cases.len());
}

/// A mistyped line is not passed over: the file and the line are named.
#[test]
fn what_is_no_case_is_refused() {
    let good = "# About.\n\n=== one\n# Of it.\ncase: a\n> A: b\n\ncase: b\n\n=== two\ncase: c\n";
    let names: Vec<String> = format::read("file", good).unwrap().into_iter().map(|case| case.name).collect();
    assert_eq!(names, ["file: one: a", "file: one: b", "file: two: c"]);
    for (text, line, what) in [
        ("", 0, "no case at the end"),
        ("case: a\n", 1, "a case without a heading"),
        ("=== one\n> A: b\n", 2, "not understood"),
        ("=== one\ncase: a\n\n== two\n", 4, "not understood"),
        ("=== one\ncase: a\n===\n", 3, "not understood"),
        ("=== one\ncase: a\n=== two\n> A: b\n", 4, "not understood"),
        ("=== one\ncase: a\ncuont packets 1\n", 3, "not understood"),
        ("=== one\n\n=== two\ncase: a\n", 3, "no case above this heading"),
        ("=== one\ncase: a\n=== two\n", 3, "no case at the end"),
        ("=== one\ncase: a\n=== one\ncase: b\n", 3, "a heading twice"),
    ] {
        let refused = format::read("file", text).map(|cases| cases.len()).unwrap_err();
        assert!(refused.0 == line && refused.1.starts_with(what), "{text:?}: {refused:?}");
    }
}

#[test]
fn every_written_packet_is_what_it_should_be() {
    let cases = format::all();
    let written = cases.iter().filter_map(|case| case.write.as_ref().map(|(kind, fields)| (case, *kind, fields)));
    assert!(written.map(|(case, kind, fields)| by_writer(case, kind, fields)).count() > 8);
}

#[test]
fn every_trap_has_a_case_or_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut dealt_with: BTreeSet<u32> = format::all().iter().flat_map(|case| case.traps.clone()).collect();
    let elsewhere = std::fs::read_to_string(root.join("tests/conformance/elsewhere.tsv")).unwrap();
    for row in elsewhere.lines().skip(1) {
        let [trap, place, reason] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("columns: {row}") };
        assert!(reason.len() > 20, "{trap} has no reason");
        if let Some((file, test)) = place.split_once('#') {
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            assert!(text.contains(&format!("fn {test}()")), "{trap}: no {test} in {file}");
        } else {
            assert!(["session", "docs"].contains(&place), "{trap}: where is {place}?");
        }
        dealt_with.insert(trap.strip_prefix('T').unwrap().parse().unwrap());
    }
    assert_eq!(dealt_with.into_iter().collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
}

/// T60: what the core says of a packet in a log holds none of its values.
#[test]
fn no_value_shows_in_debug() {
    let case = format::all().into_iter().find(|case| case.traps.contains(&60)).unwrap();
    assert!(case.input.windows(7).any(|bytes| bytes == b"hunter2"));
    let mut index = [0; 64];
    let parsed = parse(&case.input, &mut Resume::default(), &mut index).unwrap().unwrap();
    let debug = format!("{parsed:?} {:?}", parsed.packet);
    assert!(debug.contains("Event") && !debug.contains("hunter2") && !debug.contains("1000-auth"), "{debug}");
}
