//! The fast parser against the plain grammar of `reference`, on streams that
//! nobody wrote; and what was written is read.

mod common;
#[path = "properties/found.rs"]
mod found;
mod reference;
#[path = "properties/streams.rs"]
mod streams;

use std::env;
use std::sync::{Mutex, PoisonError};

use amiwire::parse::{Lines, Resume, index, parse};
use amiwire::reader::{Options, Reader, TextMode};
use amiwire::scan::Kernel;
use amiwire::{Kind, Limits, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

/// The kernel is the process's, and tests run at the same time.
static KERNEL: Mutex<()> = Mutex::new(());

/// Runs a property by that kernel, on `cases` values, or as many as `PROPTEST_CASES`
/// says: a disagreement may need millions.
fn by<S: Strategy>(name: &str, cases: u32, strategy: S, property: impl Fn(S::Value)) {
    let kernel = Kernel::by_name(name).unwrap();
    let _held = KERNEL.lock().unwrap_or_else(PoisonError::into_inner);
    if !kernel.force() {
        common::lacks(kernel);
        return;
    }
    let asked = Config::default().cases;
    let cases = if env::var_os("PROPTEST_CASES").is_some() { asked } else { cases };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let property = |value| {
        property(value);
        Ok(())
    };
    match TestRunner::new(config).run(&strategy, property) {
        Ok(()) => {}
        // The value stands in the reason, in a form that can be read.
        Err(TestError::Fail(reason, _)) => panic!("{name}: {reason}"),
        Err(TestError::Abort(reason)) => panic!("{name}: {reason}"),
    }
}

/// What the reader tells, in pieces of these sizes, is what the grammar tells.
fn reader_agrees(stream: &[u8], options: Options, pieces: &[usize]) {
    let expected = reference::read(stream, options);
    let told = common::read(stream, options, pieces, stream.len() + 64, 2 * stream.len() + 16);
    assert_eq!(told, expected, "{options:?} by {pieces:?}: {}", stream.escape_ascii());
}

/// What framing finds, with the lines that are found in it afterwards, is what the
/// grammar tells. Its counters see fewer lines.
fn framing_agrees(stream: &[u8], options: Options, piece: usize) {
    let mut expected = reference::read(stream, options);
    expected.pop();
    let (mut told, mut positions) = (Vec::new(), vec![0; 2 * stream.len() + 16]);
    let (storage, memory) = (vec![0; stream.len() + 64], vec![0; 2 * stream.len() + 16]);
    let mut reader = Reader::new(storage, memory, options).unwrap();
    reader.set_framing(true);
    for piece in stream.chunks(piece) {
        assert_eq!(reader.feed(piece), piece.len());
        loop {
            common::ANNOUNCED.iter().for_each(|id| reader.announce(id).unwrap());
            match reader.next() {
                // A greeting, and what another packet was glued to: they have their lines.
                Ok(Some(packet)) => told.push(match index(&packet, &mut positions) {
                    Ok(parsed) => common::told(&parsed.packet),
                    Err(error) => {
                        assert_eq!(error.status, Status::BadArgument);
                        common::told(&packet)
                    }
                }),
                Ok(None) => break,
                Err(error) => told.push(format!("refused {} @{}", error.status.name(), error.offset)),
            }
        }
    }
    assert_eq!(told, expected, "framing, {options:?} by {piece}: {}", stream.escape_ascii());
}

/// What the one-shot parse finds, packet by packet, is what the grammar tells.
fn parse_agrees(stream: &[u8], lines: Lines) {
    let mut expected = reference::read(stream, Options { lines, banner: false, ..Options::CLIENT });
    expected.pop();
    let mut told = Vec::new();
    let mut positions = vec![0; 2 * stream.len() + 16];
    let mut from = 0;
    while let Some(parsed) = parse(&stream[from..], &mut Resume::new(lines), &mut positions).unwrap() {
        assert!(!parsed.truncated);
        let text = common::told(&parsed.packet);
        let offset = from as u64 + parsed.packet.offset();
        told.push(text.replacen(&format!("@{}+", parsed.packet.offset()), &format!("@{offset}+"), 1));
        from += parsed.consumed;
    }
    assert_eq!(told, expected, "parse, {lines:?}: {}", stream.escape_ascii());
}

fn options() -> impl Strategy<Value = Options> {
    let lines = prop_oneof![Just(Lines::Wire), Just(Lines::WireUnrepaired), Just(Lines::Typed)];
    let limits = (prop_oneof![Just(u32::MAX), 0..300u32], prop_oneof![Just(u32::MAX), 0..7u32])
        .prop_flat_map(|(packet_bytes, headers)| (Just((packet_bytes, headers)), prop_oneof![Just(u32::MAX), 0..90u32]))
        .prop_map(|((packet_bytes, headers), line_bytes)| Limits { packet_bytes, headers, line_bytes });
    let limits = prop_oneof![Just(Limits::NONE), limits];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let modes = prop_oneof![Just(TextMode::Always), Just(TextMode::Never), Just(TextMode::Announced)];
    let text = (modes, prop_oneof![Just(u32::MAX), 0..400u32]);
    (lines, limits, flags, text).prop_map(
        |(lines, limits, (banner, text_in_pieces, separate_glued, any_banner), text)| Options {
            lines,
            banner,
            limits,
            text_in_pieces,
            separate_glued,
            text: text.0,
            text_bytes: text.1,
            any_banner,
        },
    )
}

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![Just(vec![usize::MAX]), Just(vec![1]), prop::collection::vec(1..150usize, 1..4)]
}

macro_rules! by_each_kernel {
    ($($kernel:ident)+) => {
        $(mod $kernel {
            use super::*;

            #[test]
            fn made_up_streams_are_read_as_by_the_grammar() {
                by(stringify!($kernel), 4000, (streams::made_up(), options(), pieces()), |(stream, options, pieces)| {
                    reader_agrees(&stream, options, &pieces);
                    parse_agrees(&stream, options.lines);
                });
            }

            #[test]
            fn glued_packets_are_read_as_by_the_grammar() {
                let options = options().prop_map(|options| Options { separate_glued: true, ..options });
                by(stringify!($kernel), 4000, (streams::glued(), options, pieces()), |(stream, options, pieces)| {
                    reader_agrees(&stream, options, &pieces);
                    framing_agrees(&stream, options, pieces[0]);
                });
            }

            #[test]
            fn mutated_recordings_are_read_as_by_the_grammar() {
                let windows = streams::window(streams::recordings());
                by(stringify!($kernel), 500, (windows, options(), pieces()), |(stream, options, pieces)| {
                    reader_agrees(&stream, options, &pieces);
                    parse_agrees(&stream, options.lines);
                });
            }
        })+
    };
}
by_each_kernel! { scalar swar }
#[cfg(target_arch = "x86_64")]
by_each_kernel! { sse2 avx2 avx512 }
#[cfg(target_arch = "aarch64")]
by_each_kernel! { neon }

#[test]
fn whole_recordings_are_read_as_by_the_grammar() {
    let recordings = streams::recordings();
    let _held = KERNEL.lock().unwrap_or_else(PoisonError::into_inner);
    for stream in recordings.iter() {
        for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
            reader_agrees(stream, Options { lines, ..Options::CLIENT }, &[1460]);
        }
    }
    println!("{} recordings held against the grammar", recordings.len());
}

/// What a name must be to be cut where it ends, and a value to end where it
/// ends; and what a server reads whole.
fn writable(kind: Kind, fields: &[streams::Field]) -> Option<usize> {
    let name_is_good = |name: &[u8]| {
        let controls = name.iter().any(|byte| *byte < 0x20 || *byte == 0x7f);
        let blank_edge = name.first() == Some(&b' ') || name.last() == Some(&b' ');
        let variable = name.len() > 12 && name[..13].eq_ignore_ascii_case(b"ChanVariable(");
        let cut = match variable {
            true => !name.ends_with(b")") || name.windows(3).any(|three| three == b"): "),
            false => name.contains(&b':'),
        };
        !name.is_empty() && !controls && !blank_edge && !cut
    };
    let value_is_good = |value: &[u8]| !value.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n'));
    let first = &fields[0].1;
    if kind == Kind::Response && first.eq_ignore_ascii_case(b"Follows") {
        return Some(0);
    }
    // A server skips the blanks, and control characters with them.
    let blank = |byte: Option<&u8>| byte.is_none_or(|byte| *byte <= b' ');
    if blank(first.first()) || blank(first.last()) {
        return Some(0);
    }
    fields.iter().enumerate().position(|(i, (name, value))| {
        let fits = kind != Kind::Action || (i < 128 && name.len() + 2 + value.len() <= 1022);
        !(name_is_good(name) && value_is_good(value) && fits)
    })
}

#[test]
fn what_is_written_is_read_and_the_rest_is_refused() {
    by("swar", 10000, streams::fields(), |(kind, fields)| {
        let written = streams::write(kind, &fields);
        match (writable(kind, &fields), written) {
            (Some(header), Err(error)) => assert_eq!(error.header as usize, header, "{fields:?}"),
            (None, Ok(bytes)) => {
                for options in [Options::CLIENT, Options::SERVER] {
                    let mut expected = format!("{} @0+{}", kind.name(), bytes.len());
                    for (name, value) in &fields {
                        expected += &format!("\n  [{}] [{}]", name.escape_ascii(), value.escape_ascii());
                    }
                    let told = common::read(&bytes, options, &[usize::MAX], bytes.len() + 64, 2 * bytes.len());
                    assert_eq!(told[0], expected);
                    assert_eq!(told, reference::read(&bytes, options));
                    let odd =
                        ["lone_cr: 0", "lone_lf: 0", "lines_without_name: 0", "missing_space: 0", "tail_bytes: 0"];
                    assert!(odd.iter().all(|counter| told[1].contains(counter)), "{}", told[1]);
                }
            }
            (header, written) => panic!("refused at {header:?} expected: {written:?} of {fields:?}"),
        }
    });
}
