//! What is sent: a recorded storm of calls, over and over.

use std::path::Path;

use amiwire::reader::{Options, Reader};

use crate::BUFFER;
use crate::common::generator;
use crate::common::recordings::{STORMS, packets, storm};

/// The greeting before it.
pub const GREETING: &[u8] = b"Asterisk Call Manager/12.0.0\r\n";

pub struct Storm {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub packets: u64,
    pub lines: u64,
}

impl Storm {
    /// The recording of the newest server, or a made-up one where that is not
    /// to be had.
    pub fn load() -> Storm {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let (name, file) = STORMS[0];
        let (name, bytes) = match storm(&root, file) {
            Some(bytes) => (name, bytes),
            None => ("generated", generator::stream(1, 8 << 20)),
        };
        let (packets, lines) = count(&bytes);
        Storm { name, bytes, packets, lines }
    }

    /// Of this storm only packets that fit into the small buffers of one among
    /// thousands.
    pub fn small() -> Storm {
        let storm = Storm::load();
        let mut bytes = Vec::with_capacity(storm.bytes.len());
        for packet in packets(&storm.bytes).filter(|packet| packet.len() <= 2048) {
            bytes.extend_from_slice(packet);
        }
        let (packets, lines) = count(&bytes);
        Storm { name: storm.name, bytes, packets, lines }
    }

    /// Bytes of a greeting and that many copies.
    pub fn greeted(&self, copies: u64) -> u64 {
        GREETING.len() as u64 + copies * self.bytes.len() as u64
    }
}

/// Packets and their lines, as the connector reads them.
fn count(bytes: &[u8]) -> (u64, u64) {
    let options = Options { separate_glued: true, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; BUFFER], vec![0; 4096], options).expect("enough memory");
    let (mut fed, mut packets, mut lines) = (0, 0, 0);
    while fed < bytes.len() {
        fed += reader.feed(&bytes[fed..]);
        while let Some(packet) = reader.next().expect("no packet is too large") {
            packets += 1;
            lines += packet.len() as u64;
        }
    }
    (packets, lines)
}
