//! Fixed work for callgrind to count: what `measured` does is collected, the
//! rest is not. One kind of work a run, by name.
//!
//!     amiwire-instructions list | NAME | sizes

#[path = "../../common/generator.rs"]
mod generator;
mod sizes;

use std::hint::black_box;
use std::process::ExitCode;

use amiwire::reader::{Options, Reader};
use amiwire::scan::Kernel;
use amiwire::write::{WriteLimits, Writer};

type Memory = Reader<Vec<u8>, Vec<u32>>;

/// How many bytes of packets are read or written.
const SIZE: usize = 256 << 10;

/// One packet of about that size, in lines of sixty bytes; the smaller ones
/// several times over, lest the first call count.
fn one_packet(size: usize) -> Vec<u8> {
    let mut text = String::from("Event: Long\r\n");
    while text.len() < size {
        text += "Variable: a value of forty-six bytes, as they are found.\r\n";
    }
    text += "\r\n";
    text.repeat((SIZE / size).max(1)).into_bytes()
}

/// What is counted.
#[unsafe(no_mangle)]
#[inline(never)]
#[allow(improper_ctypes_definitions)] // named so for callgrind only
extern "C" fn measured(work: &mut dyn FnMut() -> usize) -> usize {
    work()
}

fn reader(size: usize) -> Memory {
    Reader::new(vec![0; size], vec![0; 1 << 17], Options::CLIENT).expect("enough memory")
}

fn pieces(reader: &mut Memory, bytes: &[u8], piece: usize) -> usize {
    let mut packets = 0;
    for mut piece in bytes.chunks(piece) {
        while !piece.is_empty() {
            piece = &piece[reader.feed(piece)..];
            while let Ok(Some(packet)) = reader.next() {
                packets += black_box(&packet).len().min(1);
            }
        }
    }
    packets
}

fn in_place(bytes: &[u8], framing: bool) -> usize {
    let mut reader = reader(bytes.len());
    reader.set_framing(framing);
    reader.space().copy_from_slice(bytes);
    measured(&mut || {
        let mut packets = 0;
        reader.commit(bytes.len()).expect("what was lent");
        while let Ok(Some(packet)) = reader.next() {
            packets += black_box(&packet).len().min(1);
        }
        packets
    })
}

fn cut(bytes: &[u8], piece: usize) -> usize {
    let mut reader = reader(bytes.len().max(64 << 10) + 64);
    measured(&mut || pieces(&mut reader, bytes, piece))
}

fn writer(bytes: &[u8]) -> usize {
    let text = std::str::from_utf8(bytes).expect("ASCII");
    let packets: Vec<Vec<(&str, &str)>> = text
        .split("\r\n\r\n")
        .map(|packet| packet.lines().filter_map(|line| line.split_once(": ")).collect())
        .collect();
    let mut out = vec![0; 64 << 10];
    measured(&mut || {
        let mut written = 0;
        for headers in &packets {
            let Some(((_, title), rest)) = headers.split_first() else { continue };
            let mut writer = Writer::event(&mut out, title.as_bytes(), WriteLimits::NONE);
            for (name, value) in rest {
                writer.add(name.as_bytes(), value.as_bytes());
            }
            written += writer.finish().map_or(0, |_| 1);
        }
        written
    })
}

const WORK: &[&str] = &[
    "index",
    "frame",
    "pieces-1",
    "pieces-7",
    "pieces-536",
    "pieces-1460",
    "pieces-65536",
    "writer",
    "one-1KiB-by-1",
    "one-64KiB-by-1",
    "one-1MiB-by-1",
    "one-1KiB-by-1460",
    "one-64KiB-by-1460",
    "one-1MiB-by-1460",
];

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == "list" {
        println!("{}", WORK.join("\n"));
        return ExitCode::SUCCESS;
    }
    if name == "sizes" {
        return if sizes::print() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // What valgrind knows.
    let kernel = if Kernel::Avx2.force() { Kernel::Avx2 } else { Kernel::current() };
    let bytes = match name.split('-').nth(1) {
        Some("1KiB") => one_packet(1 << 10),
        Some("64KiB") => one_packet(64 << 10),
        Some("1MiB") => one_packet(1 << 20),
        _ => generator::stream(1, SIZE),
    };
    let packets = match name.as_str() {
        "index" => in_place(&bytes, false),
        "frame" => in_place(&bytes, true),
        "writer" => writer(&bytes),
        _ => match name.rsplit('-').next().and_then(|piece| piece.parse().ok()) {
            Some(piece) if WORK.contains(&name.as_str()) => cut(&bytes, piece),
            _ => {
                eprintln!("one of: list sizes {}", WORK.join(" "));
                return ExitCode::FAILURE;
            }
        },
    };
    println!("{name} {} {packets} {}", bytes.len(), kernel.name());
    ExitCode::SUCCESS
}
