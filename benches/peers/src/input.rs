//! The bytes that everybody reads.

use std::io::Read;
use std::path::Path;

/// The recorded storm of the newest server; the rates of issue and document
/// are of this one.
const STORM: &str = "../../../shared/corpus/asterisk-23/storm.s2c.gz";

/// What is read in one go, and how many packets had to be left out of it.
pub struct Input {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub packets: usize,
    pub headers: usize,
    pub left_out: usize,
}

/// The packets of the recording, without the greeting; made-up ones where the
/// recording is not to be had.
pub fn stream() -> (&'static str, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(STORM);
    let Ok(packed) = std::fs::read(&path) else {
        return ("generated", generated(8 << 20));
    };
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("a whole recording");
    let banner = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes.drain(..banner);
    ("recorded storm of Asterisk 23.4.1", bytes)
}

/// Where each packet of a stream ends. Plain: the streams here hold no old
/// Command answer, or it is left out.
pub fn packets(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let end = memchr::memmem::find(rest, b"\r\n\r\n")? + 4;
        let (packet, behind) = rest.split_at(end);
        rest = behind;
        Some(packet)
    })
}

/// `size` bytes of the packets that each of `reads` takes with the same number
/// of headers, over and over if there are too few.
pub fn input(stream: &[u8], size: usize, name: &'static str, reads: &[&dyn Fn(&[u8]) -> Option<usize>]) -> Input {
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

/// Packets of the shapes and sizes of a storm, the same each time.
pub fn generated(size: usize) -> Vec<u8> {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |n: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % n as u64) as usize
    };
    const NAMES: &[&str] = &[
        "Privilege",
        "Channel",
        "ChannelState",
        "ChannelStateDesc",
        "CallerIDNum",
        "CallerIDName",
        "ConnectedLineNum",
        "ConnectedLineName",
        "Language",
        "AccountCode",
        "Context",
        "Exten",
        "Priority",
        "Uniqueid",
        "Linkedid",
        "Extension",
        "Application",
        "AppData",
        "Variable",
        "Value",
    ];
    const VALUES: &[&str] = &[
        "",
        "6",
        "Up",
        "en",
        "dialplan,all",
        "PJSIP/1000-0000000d",
        "1474279641.13",
        "from-internal",
        "<unknown>",
        "s",
        "Ring",
        "Local/1001@from-internal-00000001;2",
        "1001",
        "DIALEDPEERNUMBER",
    ];
    let mut bytes = Vec::with_capacity(size + 1024);
    while bytes.len() < size {
        bytes.extend_from_slice(b"Event: ");
        bytes.extend_from_slice([&b"Newexten"[..], b"VarSet", b"Newchannel", b"Hangup"][next(4)]);
        bytes.extend_from_slice(b"\r\n");
        for name in &NAMES[..10 + next(NAMES.len() - 10)] {
            bytes.extend_from_slice(format!("{name}: {}\r\n", VALUES[next(VALUES.len())]).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}
