//! Opponents of our own making: what a good programmer writes without a
//! library, as fast as it can be made without doing less.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;

use amiwire::reader::{Options, Reader};
use amiwire::write::{check_name, value_is_clean};

use crate::measure::Count;
use crate::peers::SLOTS;

/// A name and a value.
pub type Pair<'a> = (&'a [u8], &'a [u8]);

/// memchr for the line's end and for its colon, line by line.
pub fn memchr_line(mut bytes: &[u8]) -> Count {
    let mut count = Count::default();
    let mut slots: [Pair<'_>; SLOTS] = [(&[], &[]); SLOTS];
    let mut used = 0;
    while let Some(end) = memchr::memchr(b'\n', bytes) {
        let line = &bytes[..end];
        bytes = &bytes[end + 1..];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            count.packet(black_box(&slots[..used]).len());
            used = 0;
        } else if let Some(colon) = memchr::memchr(b':', line) {
            let value = &line[colon + 1..];
            if let Some(slot) = slots.get_mut(used) {
                *slot = (&line[..colon], value.strip_prefix(b" ").unwrap_or(value));
                used += 1;
            }
        }
    }
    count
}

/// The lines counted, nothing else: a floor for anything that frames.
pub fn memchr_count(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// What a first version of many a client does: a map of owned texts a packet.
pub fn hash_map(bytes: &[u8]) -> Count {
    let mut count = Count::default();
    let mut map: HashMap<String, Vec<String>> = HashMap::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            if !map.is_empty() {
                count.packet(black_box(&map).values().map(Vec::len).sum());
                map.clear();
            }
            continue;
        }
        let text = String::from_utf8_lossy(line);
        if let Some((name, value)) = text.split_once(':') {
            let value = value.strip_prefix(' ').unwrap_or(value);
            map.entry(name.to_owned()).or_default().push(value.to_owned());
        }
    }
    count
}

/// Headers of one packet looked up by linear search without regard to case.
#[inline]
pub fn linear<'a>(headers: &[Pair<'a>], name: &[u8]) -> Option<&'a [u8]> {
    headers.iter().find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1)
}

/// A packet into a reused Vec by `write!`, with the very checks of our writer.
pub fn format(out: &mut String, headers: &[(&str, &str)]) -> bool {
    out.clear();
    for (name, value) in headers {
        if check_name(name.as_bytes()).is_err() || !value_is_clean(value.as_bytes()) {
            return false;
        }
        if write!(out, "{name}: {value}\r\n").is_err() {
            return false;
        }
    }
    out.push_str("\r\n");
    true
}

/// The names that the loop asks of each packet, as in c/loop.c.
pub const LOOKUPS: [&[u8]; 3] = [b"Channel", b"Uniqueid", b"Cause"];

/// What a loop saw; as `struct peers_seen` of c/loop.c.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Seen {
    pub packets: u64,
    pub headers: u64,
    pub sum: u64,
}

/// As much as there is room for, as a recv would give it.
#[inline]
fn receive<'a>(reader: &mut Reader<&mut [u8], &mut [u32]>, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let space = reader.space();
    let n = space.len().min(bytes.len());
    space[..n].copy_from_slice(&bytes[..n]);
    reader.commit(n).ok()?;
    Some(&bytes[n..])
}

/// `peers_loop` of c/loop.c in Rust: the same calls in the same order.
pub fn rust_loop(bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> Seen {
    let (mut seen, mut rest) = (Seen::default(), bytes);
    let Ok(mut reader) = Reader::new(storage, index, Options::CLIENT) else { return seen };
    while !rest.is_empty() {
        let Some(more) = receive(&mut reader, rest) else { break };
        rest = more;
        while let Ok(Some(packet)) = reader.next() {
            seen.packets += 1;
            seen.headers += packet.len() as u64;
            seen.sum += packet.event().map_or(0, |event| u64::from(event.id()));
            for name in LOOKUPS {
                seen.sum += packet.get(name).map_or(0, |value| value.len() as u64);
            }
        }
    }
    seen
}

/// `peers_frames` of c/loop.c, likewise.
pub fn rust_frames(bytes: &[u8], storage: &mut [u8], index: &mut [u32]) -> Seen {
    let (mut seen, mut rest) = (Seen::default(), bytes);
    let Ok(mut reader) = Reader::new(storage, index, Options::CLIENT) else { return seen };
    reader.set_framing(true);
    while !rest.is_empty() {
        let Some(more) = receive(&mut reader, rest) else { break };
        rest = more;
        while let Ok(Some(packet)) = reader.next() {
            seen.packets += 1;
            seen.sum += packet.raw().len() as u64;
        }
    }
    seen
}
