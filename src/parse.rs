//! Floor 3: bytes into spans, one packet in one buffer, resumable.
//!
//! [`parse`] is for those who have their bytes in a buffer of their own; the
//! [`reader`](crate::reader) is made of the same parts.

use crate::error::{Error, Result, Status};
use crate::limits::STORAGE_BYTES;
use crate::packet::{BODY, CARE, Kind, Packet, REPAIR, TYPED, kind_and_flags};
use crate::scan::{self, Output, STEP, State};
use crate::work;

/// How a stream's lines end, and what is mended in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Lines {
    /// Server output: a line ends at CR LF only, since values of several lines
    /// are real; the server's own bugs T15 to T17 and T75 are repaired and counted.
    #[default]
    Wire = 0,
    /// Server output as it is: nothing is mended.
    WireUnrepaired = 1,
    /// What a person types, or an odd firmware sends: every LF ends a line,
    /// and a CR before it is taken off.
    Typed = 2,
}

impl Lines {
    /// The rule of that number.
    pub const fn from_code(code: u8) -> Option<Lines> {
        match code {
            0 => Some(Lines::Wire),
            1 => Some(Lines::WireUnrepaired),
            2 => Some(Lines::Typed),
            _ => None,
        }
    }

    pub(crate) const fn state(self) -> State {
        State::new(matches!(self, Lines::Typed), matches!(self, Lines::Wire))
    }

    pub(crate) const fn packet_flags(self) -> u8 {
        match self {
            Lines::Wire => REPAIR,
            Lines::WireUnrepaired => 0,
            Lines::Typed => TYPED | CARE,
        }
    }
}

/// Where the parse of an incomplete packet stopped. All zero is a fresh start,
/// whence the plain numbers: C hands it back as it got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Resume {
    state: State,
    /// Where the packet begins, behind stray empty lines.
    start: u32,
    /// Where line 0 of the arrays in use begins: those of the index, or the
    /// spare ones.
    line_start: u32,
    /// Lines in the index, and lines before line 0 of the spare arrays.
    kept: u32,
    before: u32,
    /// Lines of the header part and start of the text of an old Command
    /// answer; 0 lines if the packet is none, or it is not known yet.
    follows: Follows,
    lines: u8,
    started: u8,
    care: u8,
    full: u8,
}

/// Added to [`Resume::lines`] for a packet that is known to have no text.
const NO_TEXT: u8 = 0x80;

/// Values of [`Resume::full`]: the index holds the name of the open line, but
/// not its end; it holds whole lines.
const HALF_A_LINE: u8 = 1;
const WHOLE_LINES: u8 = 2;

impl Resume {
    /// A fresh start.
    pub const fn new(lines: Lines) -> Self {
        Resume {
            state: lines.state(),
            start: 0,
            line_start: 0,
            kept: 0,
            before: 0,
            follows: Follows { lines: 0, text: 0 },
            lines: lines as u8,
            started: 0,
            care: 0,
            full: 0,
        }
    }

    fn lines(&self) -> Lines {
        Lines::from_code(self.lines & !NO_TEXT).unwrap_or_default()
    }

    fn may_have_text(&self) -> bool {
        self.lines & NO_TEXT == 0 && self.lines() != Lines::Typed
    }
}

impl Default for Resume {
    fn default() -> Self {
        Resume::new(Lines::default())
    }
}

/// A packet at the front of a buffer.
#[derive(Clone, Copy, Debug)]
pub struct Parsed<'a> {
    /// The packet.
    pub packet: Packet<'a>,
    /// The bytes up to the end of its closing empty line, stray empty lines
    /// before it included. The next packet begins here, with a fresh
    /// [`Resume`].
    pub consumed: usize,
    /// Whether the index was too small: the packet has [`Packet::len`] lines,
    /// of which the first ones can be had.
    pub truncated: bool,
}

/// Finds the first packet in `bytes`. `Ok(None)` says that more bytes are
/// needed: call again with the same bytes and more behind them, the same index
/// and the same `resume`. What was looked at is not looked at again.
///
/// `index` takes two positions a line, in two halves. Stray empty lines before
/// the packet are skipped (T18, T19). A banner is not looked for: it is a line,
/// not a packet. An answer to the action Events whose own empty line is missing
/// before an event ends there (T75): the event is the next packet.
///
/// Errors: [`Status::BadArgument`] for a buffer of 2 GiB or more, or one that
/// is shorter than it was before.
pub fn parse<'a>(bytes: &'a [u8], resume: &mut Resume, index: &'a mut [u32]) -> Result<Option<Parsed<'a>>> {
    if bytes.len() >= STORAGE_BYTES || bytes.len() < resume.state.position as usize {
        return Err(Error::new(Status::BadArgument));
    }
    let lines = resume.lines();
    if resume.started == 0 {
        resume.state = lines.state();
        let Some(start) = stray(bytes, lines) else { return Ok(None) };
        resume.start = start;
        resume.line_start = start;
        resume.state.position = start;
        resume.started = 1;
    }
    let half = index.len() / 2;
    let (names, rest) = index.split_at_mut_checked(half).unwrap_or_default();
    let ends = rest.get_mut(..half).unwrap_or_default();
    let Some(mut found) = find(bytes, resume, names, ends) else { return Ok(None) };
    let glued = bytes.get(resume.start as usize..found.end as usize).filter(|_| lines == Lines::Wire);
    if let Some(length) = glued.and_then(glued_events_on) {
        let kept = found.kept.min(EVENTS_ON_LINES);
        found = End { lines: EVENTS_ON_LINES, kept, end: resume.start.saturating_add(length) };
    }

    let kept = (found.kept as usize).min(half);
    let mut packet = Packet {
        bytes,
        names: names.get(..kept).unwrap_or_default(),
        ends: ends.get(..kept).unwrap_or_default(),
        lines: found.lines,
        start: resume.start,
        end: found.end,
        body: (0, 0),
        offset: u64::from(resume.start),
        kind: Kind::Other,
        flags: lines.packet_flags() | if resume.care != 0 { CARE } else { 0 },
    };
    if resume.follows.lines != 0 {
        packet.flags |= BODY | CARE;
        packet.body = (resume.follows.text, found.end.saturating_sub(END_MARK.len() as u32));
    }
    let (kind, flags) = kind_and_flags(first_name(packet.raw()), packet.raw(), lines == Lines::Typed);
    packet.kind = kind;
    packet.flags |= flags;
    *resume = Resume::new(lines);
    Ok(Some(Parsed { packet, consumed: found.end as usize, truncated: kept < found.lines as usize }))
}

/// Finds the lines of a packet that a reader has only framed
/// ([`Reader::set_framing`](crate::Reader::set_framing)), or whose index was
/// too small: the same packet with another index.
///
/// Errors: [`Status::BadArgument`] for what does not end in an empty line, such
/// as a greeting, a piece of an output, or a packet that another one was glued
/// to.
pub fn index<'a>(packet: &Packet<'a>, index: &'a mut [u32]) -> Result<Parsed<'a>> {
    let lines = match packet.flags {
        flags if flags & TYPED != 0 => Lines::Typed,
        flags if flags & REPAIR != 0 => Lines::Wire,
        _ => Lines::WireUnrepaired,
    };
    let mut resume = Resume::new(lines);
    if packet.flags & BODY == 0 {
        // `Response: Follows` that opened no text for the reader opens none here.
        resume.lines |= NO_TEXT;
    }
    match parse(packet.raw(), &mut resume, index)? {
        Some(mut parsed) => {
            parsed.packet.offset = parsed.packet.offset.wrapping_add(packet.offset);
            Ok(parsed)
        }
        None => Err(Error::new(Status::BadArgument)),
    }
}

/// Where the first line begins that is not empty; none if that is not known.
fn stray(bytes: &[u8], lines: Lines) -> Option<u32> {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] | [b'\r'] => return None,
            [b'\r', b'\n', rest @ ..] => rest,
            // A lone LF at a line's start: typed, or T17.
            [b'\n', rest @ ..] if !matches!(lines, Lines::WireUnrepaired) => rest,
            _ => return u32::try_from(bytes.len() - rest.len()).ok(),
        }
    }
}

/// The name of the first line of a packet, by its bytes: the index may be too
/// small to hold even that.
fn first_name(raw: &[u8]) -> &[u8] {
    match memchr::memchr2(b':', b'\n', raw) {
        Some(at) if raw.get(at) == Some(&b':') => raw.get(..at).unwrap_or_default(),
        _ => &[],
    }
}

struct End {
    lines: u32,
    kept: u32,
    end: u32,
}

fn find(bytes: &[u8], resume: &mut Resume, names: &mut [u32], ends: &mut [u32]) -> Option<End> {
    let mut marks = [0u32; STEP];
    // Where lines go that the index has no room for, or that are text.
    let (mut spare_names, mut spare_ends) = ([0u32; 2 * STEP], [0u32; 2 * STEP]);
    loop {
        let spare = resume.full != 0 || resume.follows.lines != 0;
        let Resume { state, .. } = resume;
        state.marks = 0;
        if spare {
            state.names = state.names.saturating_sub(state.ends).min(1);
            state.ends = 0;
        }
        let (to_names, to_ends) =
            if spare { (&mut spare_names[..], &mut spare_ends[..]) } else { (&mut *names, &mut *ends) };
        let start = resume.line_start;
        let mut out =
            Output { names: to_names, ends: to_ends, marks: &mut marks, start, stop_at_mark: true, leave_rest: false };
        scan::scan(bytes, bytes.len(), state, &mut out);
        let (stored, found) = (state.marks as usize, state.ends as usize);
        if resume.full == HALF_A_LINE
            && found > 0
            && let (Some(place), [end, ..]) = (ends.get_mut(resume.kept as usize), spare_ends)
        {
            *place = end;
            resume.kept += 1;
            resume.full = WHOLE_LINES;
        }
        let line_ends = if spare { &spare_ends[..] } else { &*ends };
        for &mark in marks.iter().take(stored) {
            let line = mark & !scan::CARE;
            let end = line_ends.get(line as usize)?.wrapping_add(1);
            resume.care |= u8::from(mark & scan::CARE != 0);
            if resume.follows.lines == 0
                && resume.may_have_text()
                && let Some(follows) = follows(bytes.get(resume.start as usize..end as usize)?)
            {
                resume.follows = Follows { text: follows.text.wrapping_add(resume.start), ..follows };
                if resume.full == 0 {
                    resume.kept = line;
                }
            }
            if resume.follows.lines != 0 {
                if ends_command(bytes, resume.follows.text, end) {
                    let lines = resume.follows.lines;
                    return Some(End { lines, kept: lines.min(resume.kept), end });
                }
                continue;
            }
            let lines = resume.before.saturating_add(line);
            return Some(End { lines, kept: if resume.full == 0 { line } else { resume.kept }, end });
        }
        let at_end = resume.state.position as usize >= bytes.len();
        if !spare && stored == 0 && !at_end {
            resume.kept = found as u32;
            resume.full = if resume.state.names > resume.state.ends { HALF_A_LINE } else { WHOLE_LINES };
        }
        // The lines found so far leave the arrays, unless they are the index.
        if resume.full != 0 || resume.follows.lines != 0 {
            resume.before = resume.before.saturating_add(found as u32);
            if let Some(last) = found.checked_sub(1).and_then(|last| line_ends.get(last)) {
                resume.line_start = last.wrapping_add(1);
            }
        }
        if at_end {
            return None;
        }
    }
}

/// The answer to the action Events of 1.4 to 1.8, as those write it that forget its
/// empty line, and the front of the event behind it (T75). These lines and no
/// others: in any other response a line `Event:` may be a header like all others.
const EVENTS_ON: &[u8] = b"Response: Success\r\nEvents: On\r\n";
const BEHIND_EVENTS_ON: &[u8] = b"Event:";

/// The lines of that answer.
pub(crate) const EVENTS_ON_LINES: u32 = 2;

/// Where the first letter of its second line stands: a quick look at whether a
/// response may be one.
pub(crate) const EVENTS_ON_AT: usize = b"Response: Success\r\n".len();

/// How long that answer is, if the packet begins with it and an event is glued to
/// it.
#[cold]
pub(crate) fn glued_events_on(packet: &[u8]) -> Option<u32> {
    packet.strip_prefix(EVENTS_ON).filter(|behind| behind.starts_with(BEHIND_EVENTS_ON))?;
    Some(EVENTS_ON.len() as u32)
}

/// What ends an old Command answer (section 6 of the wire reference).
pub(crate) const END_MARK: &[u8] = b"--END COMMAND--\r\n\r\n";

/// The header part of an old Command answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Follows {
    /// Its lines, `Response: Follows` included.
    pub(crate) lines: u32,
    /// Where the text begins.
    pub(crate) text: u32,
}

/// Whether a packet is an old Command answer, and where its text begins: see
/// [`Headers::end`].
pub(crate) fn follows(packet: &[u8]) -> Option<Follows> {
    packet.strip_prefix(FOLLOWS)?;
    let mut seen = Headers::FIRST;
    seen.end(packet)
}

/// How far the header part of a packet that begins with [`FOLLOWS`] was gone
/// through: what came before is not looked at again when more has come. No border
/// stands between headers and text (T25): the headers are the lines that begin
/// with one of three names, and do not end in the mark's words, so that the first
/// whole mark is the end whether the border is known or not.
///
/// Each look is at the packet's bytes as far as they have come, or at fewer than
/// at the look before. The answer is that of these bytes alone, wherever they are
/// cut: more of them only turn an unknown answer into a known one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Headers {
    /// The lines that are headers, and where the next one begins.
    known: Follows,
    /// Where the LF of that one is, or up to where there is none.
    searched: u32,
}

/// The line behind the headers that are known.
enum Next<'a> {
    /// More bytes are needed to say.
    Unknown,
    /// A header, without its line end.
    Header(&'a [u8]),
    /// The text's first line.
    Text,
}

impl Headers {
    /// Behind the first line, which is there.
    pub(crate) const FIRST: Headers =
        Headers { known: Follows { lines: 1, text: FOLLOWS.len() as u32 }, searched: FOLLOWS.len() as u32 };

    /// Where the header part ends, if what has come of the packet shows it.
    pub(crate) fn end(&mut self, packet: &[u8]) -> Option<Follows> {
        loop {
            match self.next(packet) {
                Next::Header(_) => self.pass(),
                Next::Text => return Some(self.known),
                Next::Unknown => return None,
            }
        }
    }

    /// The ActionID: in one of the three lines behind the first one, since real
    /// heads have no more. Whoever asks for this does not ask for the end.
    pub(crate) fn id<'a>(&mut self, packet: &'a [u8]) -> FollowsId<'a> {
        while self.known.lines <= 3 {
            match self.next(packet) {
                Next::Header(line) => match line.strip_prefix(ID) {
                    Some(id) => return FollowsId::Given(id),
                    None => self.pass(),
                },
                Next::Text => return FollowsId::None,
                Next::Unknown => return FollowsId::Unknown,
            }
        }
        if packet.len() < self.known.text as usize { FollowsId::Unknown } else { FollowsId::None }
    }

    fn next<'a>(&mut self, packet: &'a [u8]) -> Next<'a> {
        const NAMES: [&[u8]; 3] = [b"Privilege: ", ID, b"Message: "];
        let (start, searched) = (self.known.text as usize, self.searched as usize);
        let (Some(rest), Some(new)) = (packet.get(start..), packet.get(searched..)) else { return Next::Unknown };
        if !NAMES.iter().any(|name| rest.starts_with(name)) {
            let undecided = NAMES.iter().any(|name| name.starts_with(rest));
            return if undecided { Next::Unknown } else { Next::Text };
        }
        let line_end = memchr::memchr(b'\n', new);
        let without = line_end.unwrap_or(new.len());
        work::bytes(without.saturating_add(1));
        self.searched = self.searched.saturating_add(without as u32);
        if line_end.is_none() {
            return Next::Unknown;
        }
        let line = packet.get(start..self.searched as usize).and_then(|line| line.strip_suffix(b"\r"));
        line.filter(|line| !line.ends_with(MARK_WORDS)).map_or(Next::Text, Next::Header)
    }

    /// Goes on behind a header.
    fn pass(&mut self) {
        let behind = self.searched.saturating_add(1);
        *self =
            Headers { known: Follows { lines: self.known.lines.saturating_add(1), text: behind }, searched: behind };
    }
}

const ID: &[u8] = b"ActionID: ";

/// The ActionID of an old Command answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FollowsId<'a> {
    /// More bytes are needed to say.
    Unknown,
    /// There is none in the header part.
    None,
    /// This one.
    Given(&'a [u8]),
}

/// The words of [`END_MARK`], without its line ends.
const MARK_WORDS: &[u8] = b"--END COMMAND--";

/// The first line of an old Command answer.
pub(crate) const FOLLOWS: &[u8] = b"Response: Follows\r\n";

/// Whether the empty line that ends before `end` closes an old Command answer
/// whose text begins at `text`. The mark is whole: the output itself may hold
/// its words (T27).
pub(crate) fn ends_command(bytes: &[u8], text: u32, end: u32) -> bool {
    bytes.get(text as usize..end as usize).is_some_and(|text| text.ends_with(END_MARK))
}

#[cfg(test)]
mod tests;
