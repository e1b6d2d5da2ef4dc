//! The bytes that everybody reads.

use std::path::Path;

use crate::common::generator;
pub use crate::common::recordings::packets;
use crate::common::recordings::{STORMS, storm};
use crate::measure::Count;

/// What is read in one go, and how many packets had to be left out of it.
pub struct Input {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub packets: usize,
    pub headers: usize,
    pub left_out: usize,
}

impl Input {
    /// What everybody must see in it.
    pub fn count(&self) -> Count {
        Count { packets: self.packets, headers: self.headers }
    }

    /// What must be seen by who does not look for headers.
    pub fn frames(&self) -> Count {
        Count { headers: 0, ..self.count() }
    }
}

/// The recorded storm of the newest server, without its greeting; a made-up one
/// where that is not to be had.
pub fn stream() -> (&'static str, Vec<u8>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (name, file) = STORMS[0];
    match storm(&root, file) {
        Some(bytes) => (name, bytes),
        None => ("generated", generator::stream(1, 8 << 20)),
    }
}

/// How many headers somebody sees in one packet; none if it is refused.
pub type Read<'a> = &'a dyn Fn(&[u8]) -> Option<usize>;

/// `size` bytes of the packets that each of `reads` takes with the same number
/// of headers, over and over if there are too few.
pub fn input(stream: &[u8], size: usize, name: &'static str, reads: &[Read<'_>]) -> Input {
    let mut input = Input { name, bytes: Vec::with_capacity(size), packets: 0, headers: 0, left_out: 0 };
    loop {
        for packet in packets(stream) {
            let mut counts = reads.iter().map(|read| read(packet));
            let first = counts.next().flatten();
            if first.is_none() || counts.any(|count| count != first) {
                input.left_out += 1;
                continue;
            }
            if input.bytes.len() + packet.len() > size {
                return input;
            }
            input.bytes.extend_from_slice(packet);
            input.packets += 1;
            input.headers += first.unwrap_or(0);
        }
    }
}
