//! Recorded storms of calls: those of real servers lie beside the clone, where the
//! figures are made; a small one of the simulator is in it, so that what reads them
//! is tried in every clone.

use std::io::Read;
use std::path::Path;

/// A name, and the file in the folder of recordings. The first is of the newest
/// server; the figures of issue and document are of this one.
pub const STORMS: [(&str, &str); 3] = [
    ("storm of Asterisk 23", "asterisk-23/storm.s2c.gz"),
    ("storm of Asterisk 13", "asterisk-13/storm.s2c.gz"),
    ("storm of Asterisk 13 with timestamps", "asterisk-13/storm-timestamps.s2c.gz"),
];

/// That of the simulator, in the folder of the project.
pub const OWN: (&str, &str) = ("storm of the simulator", "tests/recordings/exchange-new/storm.s2c.gz");

/// The storms of real servers, or else the simulator's, each with its name. `root`
/// is the folder of the project.
pub fn storms(root: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let recorded: Vec<_> = STORMS.iter().filter_map(|(name, file)| Some((*name, storm(root, file)?))).collect();
    if !recorded.is_empty() {
        return recorded;
    }
    vec![(OWN.0, unpacked(&std::fs::read(root.join(OWN.1)).expect("it is in the project")))]
}

/// All that the server sent, without its greeting. `root` is the folder of the
/// project.
pub fn storm(root: &Path, file: &str) -> Option<Vec<u8>> {
    let path = root.join("../shared/corpus").join(file);
    Some(unpacked(&std::fs::read(path).ok()?))
}

/// A packed recording without its greeting.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(packed).read_to_end(&mut bytes).expect("a whole recording");
    let banner = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.drain(..banner);
    bytes
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
