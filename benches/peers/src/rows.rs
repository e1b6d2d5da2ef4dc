//! Who is measured against whom.

use std::cell::RefCell;
use std::hint::black_box;
use std::path::Path;

use amiwire::reader::Options;
use amiwire::scan::Kernel;

use crate::cloop::CLoop;
use crate::cut;
use crate::input::{Input, Read, input, stream};
use crate::measure::{Count, Row, run};
use crate::opponents::{self, Seen};
use crate::peers;
use crate::processes::{self, What};
use crate::readers::{INDEX, available, filled, framed, in_place, keep, label, pieces, reader};
use crate::record;
use crate::report::Report;
use crate::series::series;
use crate::table::{Ratio, Table};

fn one(read: fn(&[u8]) -> Count) -> impl Fn(&[u8]) -> Option<usize> {
    move |packet| Some(read(packet)).filter(|count| count.packets == 1).map(|count| count.headers)
}

fn same(rows: &[(&str, Count)], wanted: &Input) -> Result<(), String> {
    for (name, count) in rows {
        if (count.packets, count.headers) != (wanted.packets, wanted.headers) {
            return Err(format!("{name} reads {count:?}, not {} and {}", wanted.packets, wanted.headers));
        }
    }
    Ok(())
}

/// Everybody reads the same packets and headers, or there is nothing to tell.
fn check(small: &Input, c: &CLoop) -> Result<(), String> {
    let bytes = &small.bytes[..];
    let mut counts = vec![
        ("httparse", peers::httparse(bytes)),
        ("picohttpparser", peers::picohttpparser(bytes)),
        ("memchr a line", opponents::memchr_line(bytes)),
        ("asterisk-rs-ami", peers::asterisk_rs_ami(bytes)),
        ("String and HashMap", opponents::hash_map(bytes)),
    ];
    let best = Kernel::current();
    for kernel in available() {
        kernel.force();
        counts.push((kernel.name(), in_place(&mut filled(bytes, Options::CLIENT), bytes.len())));
        counts.push((kernel.name(), pieces(&mut reader(64 << 10, Options::CLIENT), bytes, 1460)));
        let found = framed(&mut filled(bytes, Options::CLIENT), bytes.len());
        if found != small.frames() {
            return Err(format!("framing by {} finds {found:?}, not {:?}", kernel.name(), small.frames()));
        }
    }
    best.force();

    let (mut storage, mut index) = (vec![0; 64 << 10], vec![0; INDEX]);
    let count = |seen: Seen| Count { packets: seen.packets as usize, headers: seen.headers as usize };
    let (in_c, in_rust) =
        (c.packets(bytes, &mut storage, &mut index), opponents::rust_loop(bytes, &mut storage, &mut index));
    counts.extend([("the loop in C", count(in_c)), ("the loop in Rust", count(in_rust))]);
    let (frames_c, frames_rust) =
        (c.frames(bytes, &mut storage, &mut index), opponents::rust_frames(bytes, &mut storage, &mut index));
    let framed = Seen { packets: small.packets as u64, headers: 0, sum: bytes.len() as u64 };
    if in_c != in_rust || frames_c != frames_rust || frames_c != framed {
        return Err(format!("in C {in_c:?} and {frames_c:?}, in Rust {in_rust:?} and {frames_rust:?}"));
    }
    same(&counts, small)
}

/// A loop over bytes, with storage and index.
type Loop<'a> = &'a dyn Fn(&[u8], &mut [u8], &mut [u32]) -> Seen;

/// All that is quick, in cache.
fn cached<'a>(small: &'a Input, c: &'a CLoop, rounds: usize) -> Table<'a> {
    let (bytes, all, frames) = (&small.bytes[..], small.count(), small.frames());
    let n = bytes.len();
    let best = Kernel::current();
    let force = move || keep(best.force());
    let whole = &*Box::leak(Box::new(RefCell::new(filled(bytes, Options::CLIENT))));
    let mut framing = filled(bytes, Options::CLIENT);
    let mut copied = reader(n, Options::CLIENT);
    // The largest packet has 19 KiB.
    let mut chunked = reader(32 << 10, Options::CLIENT);
    let mut sink = vec![0; n];
    let mut rows = vec![
        Row::reading("httparse", n, all, || peers::httparse(bytes)),
        Row::reading("picohttpparser", n, all, || peers::picohttpparser(bytes)),
        Row::reading("memchr a line", n, all, || opponents::memchr_line(bytes)),
        Row::new("memchr, LF counted", n, || keep(opponents::memchr_count(bytes))),
        Row::new("memcpy", n, move || black_box(&mut sink).copy_from_slice(bytes)),
    ];
    for kernel in available() {
        let pass = move || in_place(&mut whole.borrow_mut(), n);
        rows.push(Row::reading(label(kernel), n, all, pass).before(move || keep(kernel.force())));
    }
    rows.push(Row::reading("amiwire framing", n, frames, move || framed(&mut framing, n)).before(force));
    rows.push(Row::reading("amiwire fed whole", n, all, move || pieces(&mut copied, bytes, n)).before(force));
    rows.push(Row::reading("amiwire fed 1460", n, all, move || pieces(&mut chunked, bytes, 1460)).before(force));

    // The same memory for the loops in both languages.
    let memory = &*Box::leak(Box::new(RefCell::new((vec![0; 64 << 10], vec![0; INDEX]))));
    let with = move |read: Loop<'_>| {
        let (storage, index) = &mut *memory.borrow_mut();
        let seen = read(bytes, storage, index);
        Count { packets: seen.packets as usize, headers: seen.headers as usize }
    };
    rows.push(Row::reading("loop in Rust", n, all, move || with(&opponents::rust_loop)).before(force));
    rows.push(Row::reading("loop in C", n, all, move || with(&|b, s, i| c.packets(b, s, i))));
    rows.push(Row::reading("framing loop in Rust", n, frames, move || with(&opponents::rust_frames)).before(force));
    rows.push(Row::reading("framing loop in C", n, frames, move || with(&|b, s, i| c.frames(b, s, i))));
    run(&mut rows, rounds, true);
    best.force();
    Table { title: "In cache, packet by packet: bytes", rows }
}

/// Those that would take most of the time.
fn slow(small: &Input, rounds: usize) -> Table<'_> {
    let (bytes, all) = (&small.bytes[..], small.count());
    let n = bytes.len();
    let mut rows = vec![
        Row::reading("httparse", n, all, || peers::httparse(bytes)),
        Row::reading("asterisk-rs-ami", n, all, || peers::asterisk_rs_ami(bytes)),
        Row::reading("String and HashMap", n, all, || opponents::hash_map(bytes)),
    ];
    run(&mut rows, rounds.min(19), true);
    Table { title: "In cache, the slow ones: bytes", rows }
}

/// Far more bytes than any cache holds.
fn big(large: &Input) -> Table<'_> {
    let (bytes, all, frames) = (&large.bytes[..], large.count(), large.frames());
    let n = bytes.len();
    let whole = &*Box::leak(Box::new(RefCell::new(filled(bytes, Options::CLIENT))));
    let mut sink = vec![0; n];
    let mut rows = vec![
        Row::reading("httparse", n, all, || peers::httparse(bytes)),
        Row::reading("picohttpparser", n, all, || peers::picohttpparser(bytes)),
        Row::reading("memchr a line", n, all, || opponents::memchr_line(bytes)),
        Row::new("memchr, LF counted", n, || keep(opponents::memchr_count(bytes))),
        Row::new("memcpy", n, move || black_box(&mut sink).copy_from_slice(bytes)),
        Row::reading("amiwire", n, all, move || in_place(&mut whole.borrow_mut(), n)),
        Row::reading("amiwire framing", n, frames, move || framed(&mut whole.borrow_mut(), n)),
    ];
    run(&mut rows, 19, false);
    Table { title: "32 MiB, out of memory: bytes", rows }
}

/// Runs everybody and tells what came out; the facts go to the file `facts`.
pub fn compare(c: &Path, facts: &Path, cpu: &str, rounds: usize, write: bool) -> Result<(), String> {
    let mut report = Report::default();
    report.fact(&[&"cpu", &cpu]);
    let c = CLoop::open(c)?;
    let (name, stream) = stream();
    let reads: [Read<'_>; 4] = [
        &one(peers::httparse),
        &one(peers::picohttpparser),
        &one(opponents::memchr_line),
        &one(peers::asterisk_rs_ami),
    ];
    let small = input(&stream, 1 << 20, name, &reads);
    let large = input(&stream, 32 << 20, name, &reads);
    for input in [&small, &large] {
        let Input { name, bytes, packets, headers, left_out } = input;
        let n = bytes.len();
        println!(
            "input {name}: {n} bytes, {packets} packets, {headers} headers; {left_out} packets left out, which somebody refuses"
        );
        report.fact(&[&"input", name, &n, packets, headers, left_out]);
    }
    let best = Kernel::current();
    println!("kernel {}, {rounds} rounds", best.name());
    report.fact(&[&"kernel", &best.name()]);
    report.fact(&[&"rounds", &rounds]);

    check(&small, &c)?;
    let cached = cached(&small, &c, rounds);
    let slow = slow(&small, rounds);
    let title = "A packet at a time: bytes read or written, lookups made";
    let parts = processes::all(What::Parts, title, &small.bytes, rounds)?;
    let big = big(&large);
    for (of, table) in [("cache", &cached), ("slow", &slow), ("parts", &parts), ("32m", &big)] {
        table.show()?;
        report.rows(of, table)?;
    }
    series(&small.bytes, &mut report);
    let pieces = processes::all(What::Cut, "By 1,460 bytes", &small.bytes, rounds)?;
    cut::tell(&pieces, &mut report);
    let void = record::judge(cpu, &[&cached, &slow, &parts], write)?;

    println!();
    let ours = label(best);
    let mut tell = |name: &str, ratio: Ratio| report.ratio(name, ratio, &void);
    tell("index/httparse", cached.ratio(&ours, "httparse")?)?;
    tell("index/picohttpparser", cached.ratio(&ours, "picohttpparser")?)?;
    tell("index-32m/httparse", big.ratio("amiwire", "httparse")?)?;
    tell("index/memchr-line", cached.ratio(&ours, "memchr a line")?)?;
    // The fastest AMI crate whose parser can be called is the only one.
    let (mine, theirs) = (cached.row(&ours)?, slow.row("asterisk-rs-ami")?);
    let ami = Ratio { best: theirs.best() / mine.best(), median: theirs.median() / mine.median() };
    tell("index/ami-best", ami)?;
    tell("frame/httparse", cached.ratio("amiwire framing", "httparse")?)?;
    tell("frame/memchr-count", cached.ratio("amiwire framing", "memchr, LF counted")?)?;
    tell("frame-32m/httparse", big.ratio("amiwire framing", "httparse")?)?;
    for kernel in available().into_iter().rev() {
        let name = kernel.name();
        if ["avx512", "avx2", "sse2", "swar"].contains(&name) {
            tell(&format!("index-{name}/httparse"), cached.ratio(&label(kernel), "httparse")?)?;
        }
        if kernel == Kernel::Avx2 {
            tell("index-avx2/picohttpparser", cached.ratio(&label(kernel), "picohttpparser")?)?;
            tell("index-avx2/memchr-line", cached.ratio(&label(kernel), "memchr a line")?)?;
        }
    }
    tell("capi/rust", cached.ratio("loop in C", "loop in Rust")?)?;
    tell("capi-frame/rust", cached.ratio("framing loop in C", "framing loop in Rust")?)?;
    tell("chunk1460/whole", pieces.ratio("copied and read, by 1,460", "copied and read, whole")?)?;
    tell("writer/format", parts.ratio("writer", "write!")?)?;
    tell("get/linear-eq-ignore-case", parts.ratio("get", "linear eq_ignore_ascii_case")?)?;
    tell("lone60/httparse", parts.ratio("lone response of 60 bytes", "httparse, the same")?)?;
    for kernel in Kernel::ALL.iter().filter(|kernel| !kernel.is_available()) {
        report.lacking(kernel.name());
    }
    report.write(facts)
}
