//! How our own rows read.

use std::hint::black_box;

use amiwire::reader::{Options, Reader};
use amiwire::scan::Kernel;

use crate::measure::Count;

pub type Memory = Reader<Vec<u8>, Vec<u32>>;

/// Lines that a reader of these rows holds: a storm has packets of 251.
pub const INDEX: usize = 2 * 1024;

pub fn reader(storage: usize, options: Options) -> Memory {
    Reader::new(vec![0; storage], vec![0; INDEX], options).expect("enough memory")
}

/// A reader whose storage already holds the bytes, as if just received.
pub fn filled(bytes: &[u8], options: Options) -> Memory {
    let mut reader = reader(bytes.len(), options);
    reader.space().copy_from_slice(bytes);
    reader
}

/// A value that the compiler must not do away with.
pub fn keep<T>(value: T) {
    black_box(value);
}

#[inline]
fn take(reader: &mut Memory, count: &mut Count) {
    while let Ok(Some(packet)) = reader.next() {
        count.packet(black_box(&packet).len());
    }
}

/// All packets of bytes that have been received.
pub fn in_place(reader: &mut Memory, length: usize) -> Count {
    let mut count = Count::default();
    reader.reset();
    reader.set_framing(false);
    reader.space();
    if reader.commit(length).is_ok() {
        take(reader, &mut count);
    }
    count
}

/// The same by framing only: packets, but no headers.
pub fn framed(reader: &mut Memory, length: usize) -> Count {
    let mut count = Count::default();
    reader.reset();
    reader.set_framing(true);
    reader.space();
    if reader.commit(length).is_ok() {
        while let Ok(Some(packet)) = reader.next() {
            black_box(&packet);
            count.packet(0);
        }
    }
    count
}

/// All packets of bytes that come in pieces, with the copying that a `recv`
/// does.
pub fn pieces(reader: &mut Memory, bytes: &[u8], piece: usize) -> Count {
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

/// The kernels that are measured here, worst first.
pub fn available() -> Vec<Kernel> {
    Kernel::ALL.iter().copied().filter(|kernel| *kernel != Kernel::Scalar && kernel.is_available()).collect()
}

pub fn label(kernel: Kernel) -> String {
    format!("amiwire {}", kernel.name())
}
