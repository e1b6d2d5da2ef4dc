//! Who is measured against whom.

use std::cell::RefCell;
use std::hint::black_box;
use std::path::Path;

use amiwire::reader::{Options, Reader};
use amiwire::scan::Kernel;
use amiwire::write::{WriteLimits, Writer};

use crate::cloop::CLoop;
use crate::input::{Input, input, packets, stream};
use crate::measure::{Count, Row, run};
use crate::opponents::{self, LOOKUPS, Pair};
use crate::peers;

type Memory = Reader<Vec<u8>, Vec<u32>>;

/// Lines that a reader of these rows holds: a storm has packets of 251.
const INDEX: usize = 2 * 1024;

fn reader(storage: usize, options: Options) -> Memory {
    Reader::new(vec![0; storage], vec![0; INDEX], options).expect("enough memory")
}

/// A reader whose storage already holds the bytes, as if just received.
fn filled(bytes: &[u8], options: Options) -> Memory {
    let mut reader = reader(bytes.len(), options);
    reader.space().copy_from_slice(bytes);
    reader
}

/// The end of a value that the compiler must not do away with.
fn keep<T>(value: T) {
    black_box(value);
}

#[inline]
fn take(reader: &mut Memory, count: &mut Count) {
    while let Ok(Some(packet)) = reader.next() {
        count.packet(black_box(&packet).len());
    }
}

/// All packets of bytes that have been received.
fn in_place(reader: &mut Memory, length: usize) -> Count {
    let mut count = Count::default();
    reader.reset();
    reader.space();
    if reader.commit(length).is_ok() {
        take(reader, &mut count);
    }
    count
}

/// The same by framing only: packets, but no headers.
fn framed(reader: &mut Memory, length: usize) -> usize {
    let mut packets = 0;
    reader.reset();
    reader.set_framing(true);
    reader.space();
    if reader.commit(length).is_ok() {
        while let Ok(Some(packet)) = reader.next() {
            black_box(&packet);
            packets += 1;
        }
    }
    packets
}

/// All packets of bytes that come in pieces, with the copying that a `recv`
/// does.
fn pieces(reader: &mut Memory, bytes: &[u8], piece: usize) -> Count {
    let mut count = Count::default();
    reader.reset();
    for mut piece in bytes.chunks(piece) {
        while !piece.is_empty() {
            let n = reader.feed(piece);
            if n == 0 {
                return count;
            }
            piece = &piece[n..];
            take(reader, &mut count);
        }
    }
    count
}

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

fn available() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.iter().copied().filter(|kernel| *kernel != Kernel::Scalar && kernel.is_available())
}

fn label(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Scalar => "amiwire scalar",
        Kernel::Swar => "amiwire swar",
        Kernel::Sse2 => "amiwire sse2",
        Kernel::Avx2 => "amiwire avx2",
        Kernel::Avx512 => "amiwire avx512",
    }
}

/// The rows as a table, and what stands in it.
struct Table<'a>(Vec<Row<'a>>);

impl Table<'_> {
    fn show(&self, title: &str, to: &str) {
        println!("\n{title}");
        println!("{:<34} {:>10} {:>10} {:>8} {:>8}", "row", "best MB/s", "med. MB/s", "by best", "by med.");
        let of = self.row(to);
        for row in &self.0 {
            let speed = |seconds: f64| row.bytes as f64 / seconds / 1e6;
            let times = |mine: f64, theirs: f64| (theirs / of.bytes as f64) / (mine / row.bytes as f64);
            println!(
                "{:<34} {:>10.0} {:>10.0} {:>8.2} {:>8.2}",
                row.name,
                speed(row.best()),
                speed(row.median()),
                times(row.best(), of.best()),
                times(row.median(), of.median()),
            );
        }
    }

    fn row(&self, name: &str) -> &Row<'_> {
        self.0.iter().find(|row| row.name == name).unwrap_or(&self.0[0])
    }

    /// Ours over theirs, higher is better.
    fn ratio(&self, name: &str, ours: &str, theirs: &str) -> String {
        let (ours, theirs) = (self.row(ours), self.row(theirs));
        let times = |mine: f64, other: f64| (other / theirs.bytes as f64) / (mine / ours.bytes as f64);
        format!(
            "ratio {name} {:.2}    (medians {:.2})",
            times(ours.best(), theirs.best()),
            times(ours.median(), theirs.median())
        )
    }
}

pub fn compare(c: &Path, rounds: usize) -> Result<(), String> {
    let c = CLoop::open(c).map_err(|error| error.to_string())?;
    let (name, stream) = stream();
    let reads: [&dyn Fn(&[u8]) -> Option<usize>; 4] = [
        &one(peers::httparse),
        &one(peers::picohttpparser),
        &one(opponents::memchr_line),
        &one(peers::asterisk_rs_ami),
    ];
    let small = input(&stream, 1 << 20, name, &reads);
    let large = input(&stream, 32 << 20, name, &reads);
    for input in [&small, &large] {
        println!(
            "input {}: {} bytes, {} packets, {} headers; {} packets left out, which somebody refuses",
            input.name,
            input.bytes.len(),
            input.packets,
            input.headers,
            input.left_out
        );
    }
    let best = Kernel::current();
    println!("kernel {}", best.name());

    check(&small)?;
    let bytes = &small.bytes[..];
    let n = bytes.len();
    let whole = RefCell::new(filled(bytes, Options::CLIENT));
    let frames = RefCell::new(filled(bytes, Options::CLIENT));
    let copied = RefCell::new(reader(n, Options::CLIENT));
    let chunked = RefCell::new(reader(16 << 10, Options::CLIENT));
    let memory = RefCell::new((vec![0; 64 << 10], vec![0; INDEX]));
    let mut sink = vec![0; n];
    let mut rows = vec![
        Row::new("httparse", n, || keep(peers::httparse(bytes))),
        Row::new("picohttpparser", n, || keep(peers::picohttpparser(bytes))),
        Row::new("memchr a line", n, || keep(opponents::memchr_line(bytes))),
        Row::new("memchr, LF counted", n, || keep(opponents::memchr_count(bytes))),
        Row::new("memcpy", n, || black_box(&mut sink).copy_from_slice(bytes)),
    ];
    for kernel in available() {
        let pass = || keep(in_place(&mut whole.borrow_mut(), n));
        rows.push(Row::new(label(kernel), n, pass).before(move || keep(kernel.force())));
    }
    rows.push(
        Row::new("amiwire framing", n, || keep(framed(&mut frames.borrow_mut(), n))).before(move || keep(best.force())),
    );
    let found = framed(&mut frames.borrow_mut(), n);
    if found != small.packets {
        return Err(format!("framing finds {found} packets, not {}", small.packets));
    }
    let force = move || keep(best.force());
    rows.push(Row::new("amiwire fed whole", n, || keep(pieces(&mut copied.borrow_mut(), bytes, n))).before(force));
    rows.push(Row::new("amiwire fed 1460", n, || keep(pieces(&mut chunked.borrow_mut(), bytes, 1460))).before(force));
    rows.push(
        Row::new("loop in Rust", n, || {
            let (storage, index) = &mut *memory.borrow_mut();
            black_box(opponents::rust_loop(bytes, storage, index));
        })
        .before(force),
    );
    rows.push(Row::new("loop in C", n, || {
        let (storage, index) = &mut *memory.borrow_mut();
        black_box(c.run(bytes, storage, index));
    }));
    let (in_rust, in_c) = {
        let (storage, index) = &mut *memory.borrow_mut();
        (opponents::rust_loop(bytes, storage, index), c.run(bytes, storage, index))
    };
    if in_rust != in_c || in_rust == 0 {
        return Err(format!("the loop in C finds {in_c}, in Rust {in_rust}"));
    }
    run(&mut rows, rounds, true);
    let table = Table(rows);
    table.show("In cache, packet by packet", "httparse");

    let slow = {
        let mut rows = vec![
            Row::new("httparse", n, || keep(peers::httparse(bytes))),
            Row::new("asterisk-rs-ami", n, || keep(peers::asterisk_rs_ami(bytes))),
            Row::new("String and HashMap", n, || keep(opponents::hash_map(bytes))),
        ];
        run(&mut rows, rounds.min(19), true);
        Table(rows)
    };
    slow.show("In cache, the slow ones", "httparse");

    let parts = parts(&small)?;
    parts.show("A packet at a time", "write!");
    let big = big(&large)?;
    big.show("32 MiB, out of memory", "httparse");

    println!();
    for row in &table.0 {
        println!("series peer {:.0} {}", row.bytes as f64 / row.best() / 1e6, row.name);
    }
    series(bytes);

    println!();
    let ours = label(best);
    println!("{}", table.ratio("index/httparse", ours, "httparse"));
    println!("{}", table.ratio("index/picohttpparser", ours, "picohttpparser"));
    println!("{}", big.ratio("index-32m/httparse", "amiwire", "httparse"));
    println!("{}", table.ratio("index/memchr-line", ours, "memchr a line"));
    let per = |row: &Row<'_>| (row.best(), row.median());
    let (mine, theirs) = (per(table.row(ours)), per(slow.row("asterisk-rs-ami")));
    println!("ratio index/ami-best {:.2}    (medians {:.2})", theirs.0 / mine.0, theirs.1 / mine.1);
    println!("{}", table.ratio("frame/httparse", "amiwire framing", "httparse"));
    println!("{}", table.ratio("frame/memchr-count", "amiwire framing", "memchr, LF counted"));
    for kernel in available().collect::<Vec<_>>().into_iter().rev() {
        println!("{}", table.ratio(&format!("index-{}/httparse", kernel.name()), label(kernel), "httparse"));
    }
    println!("{}", table.ratio("capi/rust", "loop in C", "loop in Rust"));
    println!("{}", table.ratio("chunk1460/whole", "amiwire fed 1460", "amiwire fed whole"));
    println!("{}", parts.ratio("writer/format", "writer", "write!"));
    println!("{}", parts.ratio("get/linear-eq-ignore-case", "get", "linear eq_ignore_ascii_case"));
    println!("{}", parts.ratio("lone60/httparse", "lone response of 60 bytes", "httparse, the same"));
    Ok(())
}

/// Speed by the size of the pieces that a stream comes in, and by the size of
/// its packets, for the plot.
fn series(bytes: &[u8]) {
    const PIECES: [usize; 9] = [1, 7, 64, 256, 536, 1460, 4096, 16384, 65536];
    let mut memory = reader(64 << 10, Options::CLIENT);
    for piece in PIECES {
        let bytes = if piece < 64 { &bytes[..bytes.len() / 8] } else { bytes };
        let mut rows = [Row::new("", bytes.len(), || keep(pieces(&mut memory, bytes, piece)))];
        run(&mut rows, 19, true);
        println!("series piece {piece} {:.0}", bytes.len() as f64 / rows[0].best() / 1e6);
    }
    for size in [64, 128, 256, 512, 1024, 2048, 4096] {
        let mut packet = b"Event: Sized\r\n".to_vec();
        while packet.len() + 22 < size {
            packet.extend_from_slice(b"Variable: value=123\r\n");
        }
        packet.extend_from_slice(b"\r\n");
        let bytes = packet.repeat((1 << 20) / packet.len());
        let n = bytes.len();
        let mut memory = Reader::new(vec![0; n], vec![0; 8192], Options::CLIENT).expect("enough memory");
        memory.space().copy_from_slice(&bytes);
        let mut rows =
            [Row::new("", n, || keep(in_place(&mut memory, n))), Row::new("", n, || keep(peers::httparse(&bytes)))];
        run(&mut rows, 19, true);
        let speed = |row: &Row<'_>| n as f64 / row.best() / 1e6;
        println!("series packet {} {:.0} httparse {:.0}", packet.len(), speed(&rows[0]), speed(&rows[1]));
    }
}

/// Everybody reads the same packets and headers, or there is nothing to tell.
fn check(small: &Input) -> Result<(), String> {
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
        counts.push((label(kernel), in_place(&mut filled(bytes, Options::CLIENT), bytes.len())));
        counts.push((label(kernel), pieces(&mut reader(64 << 10, Options::CLIENT), bytes, 1460)));
    }
    best.force();
    same(&counts, small)
}

/// Writer, lookups, and a response that comes alone.
fn parts(small: &Input) -> Result<Table<'static>, String> {
    let bytes: &'static [u8] = small.bytes[..256 << 10].to_vec().leak();
    let mut fields: Vec<Vec<(&'static str, &'static str)>> = Vec::new();
    let mut pairs: Vec<Vec<Pair<'static>>> = Vec::new();
    let mut written = 0;
    for packet in packets(bytes) {
        // Whole lines only: a value that holds an LF cannot be written.
        let text = std::str::from_utf8(packet).unwrap_or_default().strip_suffix("\r\n\r\n").unwrap_or_default();
        let fields_of: Vec<_> = text.split("\r\n").filter_map(|line| line.split_once(": ")).collect();
        let mut out = String::new();
        if fields_of.is_empty() || fields_of[0].0 != "Event" || !opponents::format(&mut out, &fields_of) {
            continue;
        }
        pairs.push(fields_of.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect());
        written += out.len();
        fields.push(fields_of);
    }
    let fields: &'static [_] = fields.leak();
    let pairs: &'static [Vec<Pair<'static>>] = pairs.leak();

    let mut out = vec![0; 64 << 10];
    let mut text = String::with_capacity(64 << 10);
    let mut check = (vec![0; 64 << 10], String::new());
    for headers in fields {
        let ours = write(&mut check.0, headers).to_vec();
        opponents::format(&mut check.1, headers);
        if ours != check.1.as_bytes() {
            return Err("the writer and write! write different packets".to_owned());
        }
    }

    // Lookups: every packet of the input, kept as an index.
    let index = vec![0; 1 << 20];
    let mut found = Vec::new();
    let mut rest = bytes;
    let mut indices = &mut *index.leak();
    while found.len() < pairs.len() {
        let (mine, others) = std::mem::take(&mut indices).split_at_mut(520);
        indices = others;
        let parsed = amiwire::parse::parse(rest, &mut Default::default(), mine).map_err(|error| error.to_string())?;
        let Some(parsed) = parsed else { break };
        rest = &rest[parsed.consumed..];
        found.push(parsed.packet);
    }
    let found: &'static [_] = found.leak();
    let lookups = found.len().min(pairs.len());

    let lone: &'static [u8] = b"Response: Success\r\nActionID: 1234567890\r\nMessage: Pong\r\n\r\n..";
    let lone = &lone[..lone.len() - 2];
    let mut small_reader = reader(8 << 10, Options { banner: false, ..Options::CLIENT });
    small_reader.space()[..lone.len()].copy_from_slice(lone);
    const TIMES: usize = 2000;

    let mut rows = vec![
        Row::new("write!", written, move || {
            for headers in fields {
                black_box(opponents::format(&mut text, black_box(headers)));
            }
        }),
        Row::new("writer", written, move || {
            for headers in fields {
                black_box(write(&mut out, black_box(headers)));
            }
        }),
        Row::new("linear eq_ignore_ascii_case", lookups, move || {
            for headers in pairs.iter().take(lookups) {
                for name in LOOKUPS {
                    black_box(opponents::linear(black_box(headers), black_box(name)));
                }
            }
        }),
        Row::new("get", lookups, move || {
            for packet in found.iter().take(lookups) {
                for name in LOOKUPS {
                    black_box(black_box(packet).get(black_box(name)));
                }
            }
        }),
        Row::new("httparse, the same", TIMES * lone.len(), move || {
            for _ in 0..TIMES {
                black_box(peers::httparse_small(black_box(lone)));
            }
        }),
        Row::new("lone response of 60 bytes", TIMES * lone.len(), move || {
            for _ in 0..TIMES {
                black_box(in_place(black_box(&mut small_reader), lone.len()));
            }
        }),
    ];
    run(&mut rows, 99, true);
    Ok(Table(rows))
}

fn write<'a>(out: &'a mut [u8], headers: &[(&str, &str)]) -> &'a [u8] {
    let Some(((_, title), rest)) = headers.split_first() else { return &[] };
    let mut writer = Writer::event(out, title.as_bytes(), WriteLimits::NONE);
    for (name, value) in rest {
        writer.add(name.as_bytes(), value.as_bytes());
    }
    writer.finish().unwrap_or_default()
}

/// Far more bytes than any cache holds.
fn big(large: &Input) -> Result<Table<'_>, String> {
    let bytes = &large.bytes[..];
    let n = bytes.len();
    let mut whole = filled(bytes, Options::CLIENT);
    same(&[("amiwire, 32 MiB", in_place(&mut whole, n)), ("httparse, 32 MiB", peers::httparse(bytes))], large)?;
    let mut sink = vec![0; n];
    let mut rows = vec![
        Row::new("httparse", n, || keep(peers::httparse(bytes))),
        Row::new("memchr, LF counted", n, || keep(opponents::memchr_count(bytes))),
        Row::new("memcpy", n, move || black_box(&mut sink).copy_from_slice(bytes)),
        Row::new("amiwire", n, move || keep(in_place(&mut whole, n))),
    ];
    run(&mut rows, 19, false);
    Ok(Table(rows))
}
