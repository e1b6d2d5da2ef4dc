//! What is in a recording, by the rules in `tests/recordings/README.md`.

use std::collections::BTreeMap;

use super::oddities::{self, Oddity};

const GREETING: &[u8] = b"Asterisk Call Manager/";
const FOLLOWS: &[u8] = b"Response: Follows";
const HEADS: [&[u8]; 3] = [b"Privilege: ", b"ActionID: ", b"Message: "];
const END_MARK: &[u8] = b"--END COMMAND--\r\n\r\n";

/// A row of `expected.tsv`.
#[derive(Debug, Default)]
pub struct Counts {
    packets: u64,
    headers: u64,
    odd: u64,
    responses: u64,
    events: u64,
    follows: u64,
    output_bytes: u64,
    stray_empty: u64,
    bare_cr_lf: u64,
    tail_bytes: u64,
}

impl Counts {
    pub const COLUMNS: [&'static str; 10] = [
        "packets",
        "headers",
        "odd",
        "responses",
        "events",
        "follows",
        "output_bytes",
        "stray_empty",
        "bare_cr_lf",
        "tail_bytes",
    ];

    pub fn numbers(&self) -> [u64; 10] {
        [
            self.packets,
            self.headers,
            self.odd,
            self.responses,
            self.events,
            self.follows,
            self.output_bytes,
            self.stray_empty,
            self.bare_cr_lf,
            self.tail_bytes,
        ]
    }
}

/// A line of a packet without its end, and where it begins in the recording.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    pub at: usize,
    pub bytes: &'a [u8],
}

impl<'a> Line<'a> {
    /// What stands before the colon and behind it, of a header.
    pub fn parts(&self) -> Option<(&'a [u8], &'a [u8])> {
        let colon = self.bytes.iter().position(|byte| *byte == b':').filter(|at| *at > 0)?;
        Some((&self.bytes[..colon], &self.bytes[colon + 1..]))
    }

    pub fn is(&self, name: &str) -> bool {
        self.parts().is_some_and(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes()))
    }
}

/// A packet: its lines, and the output of an old Command.
pub struct Packet<'a> {
    pub lines: Vec<Line<'a>>,
    pub output: Option<Line<'a>>,
}

pub struct Counted {
    pub counts: Counts,
    pub oddities: BTreeMap<&'static str, Oddity>,
}

/// Where a piece of bytes lies next, from a place on.
fn find(bytes: &[u8], piece: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(piece.len()).position(|window| window == piece).map(|at| from + at)
}

pub fn count(bytes: &[u8]) -> Counted {
    let (mut counts, mut found) = (Counts::default(), oddities::Found::default());
    let mut at = 0;
    if bytes.starts_with(GREETING) {
        at = find(bytes, b"\r\n", 0).map_or(bytes.len(), |end| end + 2);
    }
    let mut strays = 0..0;
    loop {
        if bytes[at..].starts_with(b"\r\n") {
            counts.stray_empty += 1;
            strays = if strays.end == at && !strays.is_empty() { strays.start..at + 2 } else { at..at + 2 };
            at += 2;
            continue;
        }
        if !strays.is_empty() {
            found.add("stray-empty-lines", strays.start, &bytes[strays.clone()]);
            strays = 0..0;
        }
        let Some((packet, end)) = packet(bytes, at) else { break };
        add(&mut counts, &packet);
        oddities::look(&packet, &mut found);
        at = end;
    }
    counts.tail_bytes = (bytes.len() - at) as u64;
    if at < bytes.len() {
        found.add("tail", at, &bytes[at..]);
    }
    Counted { counts, oddities: found.all }
}

/// The packet that begins here, and where the next one does.
fn packet(bytes: &[u8], from: usize) -> Option<(Packet<'_>, usize)> {
    let mut lines = Vec::new();
    let mut at = from;
    loop {
        let end = find(bytes, b"\r\n", at)?;
        let line = Line { at, bytes: &bytes[at..end] };
        let is_text = lines.first().is_some_and(|first: &Line<'_>| first.bytes == FOLLOWS);
        if is_text && (line.bytes.contains(&b'\n') || !HEADS.iter().any(|head| line.bytes.starts_with(head))) {
            let end = find(bytes, END_MARK, at)?;
            let output = Some(Line { at, bytes: &bytes[at..end] });
            return Some((Packet { lines, output }, end + END_MARK.len()));
        }
        at = end + 2;
        if line.bytes.is_empty() {
            return Some((Packet { lines, output: None }, at));
        }
        lines.push(line);
    }
}

fn add(counts: &mut Counts, packet: &Packet<'_>) {
    counts.packets += 1;
    for line in &packet.lines {
        *if line.parts().is_some() { &mut counts.headers } else { &mut counts.odd } += 1;
        counts.bare_cr_lf += u64::from(line.bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n')));
    }
    counts.responses += u64::from(packet.lines[0].is("Response"));
    counts.events += u64::from(packet.lines[0].is("Event"));
    if let Some(output) = packet.output {
        counts.follows += 1;
        counts.output_bytes += output.bytes.len() as u64;
    }
}
