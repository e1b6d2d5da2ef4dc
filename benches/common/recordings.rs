//! Recorded storms of calls, which lie beside the tree where they are to be had.

use std::io::Read;
use std::path::Path;

/// A name, and the file in the folder of recordings. The first is of the newest
/// server; the figures of issue and document are of this one.
pub const STORMS: [(&str, &str); 3] = [
    ("storm of Asterisk 23", "asterisk-23/storm.s2c.gz"),
    ("storm of Asterisk 13", "asterisk-13/storm.s2c.gz"),
    ("storm of Asterisk 13 with timestamps", "asterisk-13/storm-timestamps.s2c.gz"),
];

/// All that the server sent, without its greeting. `root` is the folder of the
/// project.
pub fn storm(root: &Path, file: &str) -> Option<Vec<u8>> {
    let path = root.join("../shared/corpus").join(file);
    let Ok(packed) = std::fs::read(&path) else {
        eprintln!("SKIPPED: no recording at {}", path.display());
        return None;
    };
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("a whole recording");
    let banner = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.drain(..banner);
    Some(bytes)
}

/// The packets of a stream. Plain: the streams here hold no old Command answer,
/// or who reads them leaves it out.
pub fn packets(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let end = memchr::memmem::find(rest, b"\r\n\r\n")? + 4;
        let (packet, behind) = rest.split_at(end);
        rest = behind;
        Some(packet)
    })
}

/// So many bytes at most of a stream, cut behind a packet.
pub fn whole_packets(stream: &[u8], size: usize) -> &[u8] {
    let length = packets(stream).map(<[u8]>::len).scan(0, |sum, length| {
        *sum += length;
        Some(*sum)
    });
    &stream[..length.take_while(|end| *end <= size).last().unwrap_or(0)]
}
