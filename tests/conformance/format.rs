//! The transcripts as they stand in the files; `README.md` beside them tells
//! the format.
#![allow(dead_code, unreachable_pub)]

use std::path::Path;

use amiwire::parse::Lines;
use amiwire::reader::{Options, TextMode};
use amiwire::{Kind, Limits};

/// A name and a value.
pub type Field = (Vec<u8>, Vec<u8>);

#[derive(Debug)]
pub struct Case {
    /// The heading above it.
    pub heading: String,
    /// `file: heading: name`.
    pub name: String,
    pub traps: Vec<u32>,
    pub options: Options,
    /// Storage and index, for a case that overflows them.
    pub memory: Option<(usize, usize)>,
    /// A case for the writer: kind and fields, the first one the title.
    pub write: Option<(Kind, Vec<Field>)>,
    pub input: Vec<u8>,
    pub expected: Vec<Expected>,
    pub counts: Vec<(String, u64)>,
}

#[derive(Debug)]
pub enum Expected {
    Packet(Box<Golden>),
    /// Status, and offset or number of the header.
    Refused(String, u64),
}

#[derive(Debug)]
pub struct Golden {
    pub kind: String,
    pub offset: u64,
    pub length: usize,
    pub headers: Vec<Field>,
    pub body: Option<Vec<u8>>,
    pub output: Vec<Vec<u8>>,
    /// The value of the header that gives the kind, where the case says it.
    pub title: Option<Vec<u8>>,
    /// Name, number, value.
    pub lookups: Vec<(Vec<u8>, usize, Option<Vec<u8>>)>,
}

impl Golden {
    /// The packet in the words in which cases are compared.
    pub fn text(&self) -> String {
        let mut text = format!("{} @{} +{}\n", self.kind, self.offset, self.length);
        for (name, value) in &self.headers {
            text += &format!("  [{}] = [{}]\n", name.escape_ascii(), value.escape_ascii());
        }
        if let Some(body) = &self.body {
            text += &format!("  | {}\n", body.escape_ascii());
        }
        for line in &self.output {
            text += &format!("  - {}\n", line.escape_ascii());
        }
        text
    }
}

/// Every case of every file in `tests/conformance`.
pub fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "cases"));
    files.sort();
    files.iter().flat_map(|file| cases(file)).collect()
}

/// Every case of a file.
pub fn cases(file: &Path) -> Vec<Case> {
    let stem = file.file_stem().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    read(stem, &text).unwrap_or_else(|(line, what)| panic!("{}:{line}: {what}", file.display()))
}

/// Every case of a file's text, or the first line that cannot be, and why.
pub fn read(stem: &str, text: &str) -> Result<Vec<Case>, (usize, String)> {
    let mut cases: Vec<Case> = Vec::new();
    // Each with the number of cases below it.
    let mut headings: Vec<(&str, usize)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let refused = |what: &str| Err((number, format!("{what}: {line}")));
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix("=== ") {
            if headings.last().is_some_and(|last| last.1 == 0) {
                return refused("no case above this heading");
            }
            if headings.iter().any(|other| other.0 == heading) {
                return refused("a heading twice");
            }
            headings.push((heading, 0));
        } else if let Some(name) = line.strip_prefix("case: ") {
            let Some((heading, below)) = headings.last_mut() else { return refused("a case without a heading") };
            *below += 1;
            cases.push(Case {
                heading: heading.to_string(),
                name: format!("{stem}: {heading}: {name}"),
                traps: Vec::new(),
                options: Options::CLIENT,
                memory: None,
                write: None,
                input: Vec::new(),
                expected: Vec::new(),
                counts: Vec::new(),
            });
        } else {
            // A line between a heading and its first case belongs to none.
            let begun = headings.last().is_some_and(|last| last.1 > 0);
            if cases.last_mut().filter(|_| begun).and_then(|case| case.line(line)).is_none() {
                return refused("not understood");
            }
        }
    }
    match headings.last() {
        Some((_, 1..)) => Ok(cases),
        _ => Err((text.lines().count(), "no case at the end".into())),
    }
}

impl Case {
    fn line(&mut self, line: &str) -> Option<()> {
        if let Some(below) = line.strip_prefix("  ") {
            return match (self.expected.last_mut(), &mut self.write) {
                (Some(Expected::Packet(packet)), _) => packet.line(below),
                (None, Some((_, fields))) => {
                    fields.push(field(below)?);
                    Some(())
                }
                _ => None,
            };
        }
        if let Some(text) = line.strip_prefix(">- ") {
            self.input.extend(bytes(text)?);
            return Some(());
        }
        if let Some(text) = line.strip_prefix("> ").or(if line == ">" { Some("") } else { None }) {
            self.input.extend(bytes(text)?);
            self.input.extend(b"\r\n");
            return Some(());
        }
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["traps:", ref traps @ ..] => {
                for trap in traps {
                    self.traps.push(trap.strip_prefix('T')?.parse().ok()?);
                }
            }
            ["lines:", "wire"] => self.options.lines = Lines::Wire,
            ["lines:", "unrepaired"] => self.options.lines = Lines::WireUnrepaired,
            ["lines:", "typed"] => {
                self.options.lines = Lines::Typed;
                self.options.banner = false;
            }
            ["banner:", "no"] => self.options.banner = false,
            ["banner:", "any"] => self.options.any_banner = true,
            ["limits:", ref limits @ ..] => {
                for pair in limits.chunks(2) {
                    let limit = pair.get(1)?.parse().ok()?;
                    match pair[0] {
                        "packet_bytes" => self.options.limits.packet_bytes = limit,
                        "headers" => self.options.limits.headers = limit,
                        "line_bytes" => self.options.limits.line_bytes = limit,
                        _ => return None,
                    }
                }
            }
            ["memory:", storage, index] => self.memory = Some((storage.parse().ok()?, index.parse().ok()?)),
            ["write:", kind, ref title @ ..] => {
                let (kind, name) = match kind {
                    "action" => (Kind::Action, "Action"),
                    "response" => (Kind::Response, "Response"),
                    "event" => (Kind::Event, "Event"),
                    _ => return None,
                };
                self.write = Some((kind, vec![(name.into(), bytes(&title.join(" "))?)]));
            }
            ["refused", status, "header", number] => {
                self.expected.push(Expected::Refused(status.into(), number.parse().ok()?));
            }
            ["refused", status, offset] => {
                self.expected.push(Expected::Refused(status.into(), offset.strip_prefix('@')?.parse().ok()?));
            }
            ["text:", "never"] => self.options.text = TextMode::Never,
            ["text:", "announced"] => self.options.text = TextMode::Announced,
            ["text_bytes:", bound] => self.options.text_bytes = bound.parse().ok()?,
            ["separate:", "yes"] => self.options.separate_glued = true,
            ["count", counter, n] => self.counts.push((counter.into(), n.parse().ok()?)),
            [kind @ ("response" | "event" | "action" | "other" | "banner"), offset, length] => {
                self.expected.push(Expected::Packet(Box::new(Golden {
                    kind: kind.into(),
                    offset: offset.strip_prefix('@')?.parse().ok()?,
                    length: length.strip_prefix('+')?.parse().ok()?,
                    headers: Vec::new(),
                    body: None,
                    output: Vec::new(),
                    title: None,
                    lookups: Vec::new(),
                })));
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether the one-shot parse, which knows nothing of a connection, reads it
    /// alike.
    pub fn is_for_parse(&self) -> bool {
        let Options { separate_glued, text, text_bytes, .. } = self.options;
        !separate_glued && (text, text_bytes) == (TextMode::Always, Options::CLIENT.text_bytes)
    }

    /// The least memory in which every packet of the case is read, as storage
    /// and index; what the case says, if it does.
    pub fn little_memory(&self) -> (usize, usize) {
        if let Some(memory) = self.memory {
            return memory;
        }
        let tail = self.counts.iter().find(|(name, _)| name == "tail_bytes").map_or(0, |(_, n)| *n as usize + 1);
        let (mut bytes, mut lines) = (tail.max(64), 3);
        let glued = self.counts.iter().any(|(name, n)| name == "glued_packets" && *n > 0);
        for expected in &self.expected {
            match expected {
                Expected::Packet(packet) => {
                    bytes = bytes.max(packet.length);
                    lines = lines.max(packet.headers.len() + usize::from(packet.body.is_some()));
                }
                // The limit is to be met before the memory's end is.
                Expected::Refused(..) => (bytes, lines) = (self.input.len(), self.input.len()),
            }
        }
        if self.options.separate_glued || glued {
            // Until they are taken apart they are in the memory together.
            (bytes, lines) = (self.input.len().max(64), self.input.len());
        }
        if self.options.limits != Limits::NONE {
            bytes = self.input.len().max(64);
        }
        // The index has room for one line more than its largest packet has.
        (bytes, 2 * (lines + 1))
    }
}

impl Golden {
    fn line(&mut self, line: &str) -> Option<()> {
        if let Some(text) = text_behind("|", line) {
            self.body.get_or_insert_default().extend(bytes(text)?);
        } else if let Some(text) = text_behind("-", line) {
            self.output.push(bytes(text)?);
        } else if let Some(title) = text_behind(":", line) {
            self.title = Some(bytes(title)?);
        } else if let Some(name) = text_behind("?!", line) {
            self.lookups.push((bytes(name)?, 0, None));
        } else if let Some(lookup) = line.strip_prefix('?') {
            let (number, lookup) = lookup.split_once(' ')?;
            let number = if number.is_empty() { 0 } else { number.parse().ok()? };
            let (name, value) = field(lookup)?;
            self.lookups.push((name, number, Some(value)));
        } else {
            self.headers.push(field(line)?);
        }
        Some(())
    }
}

/// What follows a mark and one blank; nothing if the line is the mark alone.
fn text_behind<'a>(mark: &str, line: &'a str) -> Option<&'a str> {
    let rest = line.strip_prefix(mark)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(' ') }
}

fn field(line: &str) -> Option<Field> {
    let (name, value) = match line.strip_prefix("= ") {
        Some(value) => ("", value),
        None => line.split_once(" = ").or_else(|| Some((line.strip_suffix(" =")?, "")))?,
    };
    Some((bytes(name)?, bytes(value)?))
}

/// The bytes that an escaped text stands for.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        let (byte, times, used) = match *escape.as_bytes().first()? {
            b'r' => (b'\r', 1, 1),
            b'n' => (b'\n', 1, 1),
            b't' => (b'\t', 1, 1),
            b'\\' => (b'\\', 1, 1),
            b'x' => (u8::from_str_radix(escape.get(1..3)?, 16).ok()?, 1, 3),
            b'*' => {
                let colon = escape.find(':')?;
                (*escape.as_bytes().get(colon + 1)?, escape[1..colon].parse().ok()?, colon + 2)
            }
            _ => return None,
        };
        bytes.extend(std::iter::repeat_n(byte, times));
        rest = escape.get(used..)?;
    }
    bytes.extend(rest.bytes());
    Some(bytes)
}
