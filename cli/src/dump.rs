//! `amiwire dump`: a recording as JSON lines, nothing of it missing.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use amiwire::{Header, Kind, Packet, Status};

use crate::failure::Failure;
use crate::input;
use crate::json;
use crate::stream::Stream;

/// Print a recording as JSON, an object a line for each packet
///
/// Each packet is one object:
///
///   offset   where it begins: bytes from the start of the unpacked stream
///   length   its bytes, to the end of the closing empty line
///   kind     response, event, action or other, by the first header, or by the
///            second one behind an ActionID
///   headers  [name, value] for each line, in order; a line without a colon,
///            or that begins with one, has the name "" and is whole in the value
///   nospace  only where needed: the numbers, from 0, of the lines that have no
///            space behind their colon
///   body     only for old Command answers (Response: Follows): their text
///
/// What is no packet has its bytes in `raw`, and no headers. Its kinds:
///
///   banner   the server's first line
///   empty    an empty line between packets
///   tail     an unfinished packet at the end
///   skipped  a piece of a packet of more than 4 MiB or 131071 lines, with the
///            reason in `status`
///
/// The lengths add up to the size of the stream. Text is UTF-8; a byte that is
/// not stands as \udc80 to \udcff (Python: errors="surrogateescape").
///
/// `amiwire pack` makes the stream again. Known bugs of servers are mended
/// here and stay so there: a value that ended in LF has lost it, and a line or
/// a packet that ended in LF alone ends in CR LF, and a response that lacked its
/// empty line has one.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// What a server sent, as it is or gzip-packed; `-`, or none at all, is
    /// standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let mut stream = Stream::open(&input::or_standard(args.file)?)?;
    let mut dump = Dump {
        out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
        line: Vec::new(),
        window: Vec::new(),
        base: 0,
        offset: 0,
        strays: 0,
        skipped: None,
    };
    let done = dump.all(&mut stream);
    // What was good before a broken place is good.
    dump.out.flush()?;
    done.map(|()| ExitCode::SUCCESS)
}

/// The most bytes of a skipped packet in one object.
const PIECE: usize = 1 << 16;

struct Dump {
    out: BufWriter<StdoutLock<'static>>,
    /// The object of the packet at hand.
    line: Vec<u8>,
    /// The bytes of the stream that were read and may not have been written.
    /// The reader shows those of packets only.
    window: Vec<u8>,
    /// The offset in the stream of the window's first byte.
    base: u64,
    /// Everything before this offset has been written.
    offset: u64,
    /// Empty lines that the reader has counted and that have been written.
    strays: u64,
    /// Why a packet is being skipped, if one is.
    skipped: Option<Status>,
}

/// What the reader said.
enum Next {
    /// A packet, which lies in `line`, and its length.
    Packet(u64),
    Skipped(Status),
    Nothing,
}

impl Dump {
    fn all(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        while stream.fill(|bytes| self.window.extend_from_slice(bytes))? {
            self.packets(stream)?;
            let used = (self.offset - self.base) as usize;
            self.window.drain(..used);
            self.base = self.offset;
            // The input may be a live connection, and the next piece far away.
            self.out.flush()?;
        }
        let rest = std::mem::take(&mut self.window);
        if !rest.is_empty() {
            match self.skipped {
                Some(status) => self.skip(&rest, status)?,
                None => self.raw("tail", &rest, None)?,
            }
        }
        Ok(())
    }

    fn packets(&mut self, stream: &mut Stream) -> Result<(), Failure> {
        loop {
            self.line.clear();
            let (start, next) = match stream.reader.next() {
                Ok(Some(packet)) => {
                    object(&mut self.line, &packet);
                    (packet.offset(), Next::Packet(packet.raw().len() as u64))
                }
                Ok(None) => (stream.reader.offset(), Next::Nothing),
                Err(error) => {
                    stream.complain(error);
                    // A text that is too large may have been skipped for long.
                    (error.offset.max(self.offset), Next::Skipped(error.status))
                }
            };
            self.between(start, stream.reader.counters().stray_empty_lines)?;
            match next {
                Next::Packet(length) => {
                    self.out.write_all(&self.line)?;
                    self.offset += length;
                    self.skipped = None;
                }
                Next::Skipped(status) => self.skipped = Some(status),
                Next::Nothing => return Ok(()),
            }
        }
    }

    /// Writes what lies before `to` and is no packet: a piece of a packet that
    /// is skipped, and empty lines, of which the reader has counted `strays`.
    fn between(&mut self, to: u64, strays: u64) -> io::Result<()> {
        let (from, to) = ((self.offset - self.base) as usize, (to - self.base) as usize);
        if from == to {
            return Ok(());
        }
        let window = std::mem::take(&mut self.window);
        let gap = &window[from..to];
        let lines = match self.skipped {
            Some(status) => {
                let (skipped, lines) = split_lines(gap, strays - self.strays);
                self.skip(skipped, status)?;
                lines
            }
            None => gap,
        };
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            self.raw("empty", line, None)?;
        }
        self.strays = strays;
        self.window = window;
        Ok(())
    }

    fn skip(&mut self, bytes: &[u8], status: Status) -> io::Result<()> {
        bytes.chunks(PIECE).try_for_each(|piece| self.raw("skipped", piece, Some(status)))
    }

    /// Writes the object of what is no packet.
    fn raw(&mut self, kind: &str, bytes: &[u8], status: Option<Status>) -> io::Result<()> {
        let mut line = Vec::new();
        begin(&mut line, self.offset, bytes.len(), kind);
        if let Some(status) = status {
            line.extend_from_slice(b",\"status\":");
            json::string(&mut line, status.name().as_bytes());
        }
        line.extend_from_slice(b",\"raw\":");
        json::string(&mut line, bytes);
        line.extend_from_slice(b"}\n");
        self.offset += bytes.len() as u64;
        self.out.write_all(&line)
    }
}

/// Cuts off the last `n` lines.
fn split_lines(bytes: &[u8], n: u64) -> (&[u8], &[u8]) {
    let mut at = bytes.len();
    for _ in 0..n {
        at = bytes[..at].iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        at -= usize::from(bytes[..at].ends_with(b"\r"));
    }
    bytes.split_at(at)
}

fn begin(line: &mut Vec<u8>, offset: u64, length: usize, kind: &str) {
    // Writing to memory cannot fail.
    let _ = write!(line, "{{\"offset\":{offset},\"length\":{length},\"kind\":\"{kind}\"");
}

/// Writes the object of a packet, or of the banner.
fn object(line: &mut Vec<u8>, packet: &Packet<'_>) {
    begin(line, packet.offset(), packet.raw().len(), packet.kind().name());
    if packet.kind() == Kind::Banner {
        line.extend_from_slice(b",\"raw\":");
        json::string(line, packet.raw());
        line.extend_from_slice(b"}\n");
        return;
    }
    line.extend_from_slice(b",\"headers\":");
    list(line, packet.headers(), |line, header| {
        line.push(b'[');
        json::string(line, header.name);
        line.push(b',');
        json::string(line, header.value);
        line.push(b']');
    });
    let mut bare = packet.headers().enumerate().filter(|(_, header)| without_space(header)).peekable();
    if bare.peek().is_some() {
        line.extend_from_slice(b",\"nospace\":");
        list(line, bare, |line, (i, _)| line.extend_from_slice(i.to_string().as_bytes()));
    }
    if let Some(body) = packet.body() {
        line.extend_from_slice(b",\"body\":");
        json::string(line, body);
    }
    line.extend_from_slice(b"}\n");
}

fn list<T>(line: &mut Vec<u8>, items: impl Iterator<Item = T>, write: impl Fn(&mut Vec<u8>, T)) {
    line.push(b'[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            line.push(b',');
        }
        write(line, item);
    }
    line.push(b']');
}

/// Whether a header's value follows directly on its colon. Both are slices of
/// the line, so that their places in memory tell.
fn without_space(header: &Header<'_>) -> bool {
    !header.name.is_empty() && header.value.as_ptr().addr() == header.name.as_ptr_range().end.addr() + 1
}
