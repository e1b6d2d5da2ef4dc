//! Floor 4: a stream in pieces of any size, packets out of it.
//!
//! The caller gives the memory: storage for bytes, and an index of two
//! positions a line. Bytes are written straight into the storage
//! ([`Reader::space`], [`Reader::commit`]); packets borrow from it until the
//! next call ([`Reader::next`]). Nothing is allocated and nothing is copied,
//! but for the rest of an unfinished packet when the storage is moved up.

use crate::bytes::span;
use crate::counters::Counters;
use crate::error::{Error, Result, Status};
use crate::limits::{BANNER_BYTES, Limits, STORAGE_BYTES};
use crate::packet::{BODY, CARE, Kind, Packet, kind_of};
use crate::parse::{END_MARK, FOLLOWS, Follows, Lines, ends_command, follows};
use crate::scan::{self, Output, STEP, State};

/// What every server's greeting begins with.
pub const BANNER: &[u8] = b"Asterisk Call Manager/";

/// How a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How lines end.
    pub lines: Lines,
    /// Whether a first line that is a greeting is handed out as one. A stream
    /// that begins otherwise is read from its first byte either way.
    pub banner: bool,
    /// What is accepted.
    pub limits: Limits,
}

impl Options {
    /// For what a server sends.
    pub const CLIENT: Options = Options { lines: Lines::Wire, banner: true, limits: Limits::NONE };
    /// For what a client sends, or a person types.
    pub const SERVER: Options = Options { lines: Lines::Typed, banner: false, limits: Limits::NONE };
}

impl Default for Options {
    fn default() -> Self {
        Options::CLIENT
    }
}

/// Packets found ahead before the caller takes them. The scan needs a step's
/// worth free to go at full speed.
const MARKS: usize = 2 * STEP;

/// What is done with bytes until the next packet begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skip {
    Nothing,
    /// To the end of the packet.
    Packet,
    /// To the end mark of an old Command answer.
    Text,
}

/// Reads a stream.
pub struct Reader<'a> {
    storage: &'a mut [u8],
    names: &'a mut [u32],
    ends: &'a mut [u32],
    marks: [u32; MARKS],
    next_mark: u32,
    state: State,
    options: Options,
    /// Bytes in the storage.
    filled: u32,
    /// Bytes lent by `space`.
    lent: u32,
    /// Where the first packet begins that was not handed out.
    start: u32,
    /// Its first line in the index.
    head: u32,
    /// Where line 0 of the index began; `u32::MAX` if its bytes are gone.
    line_start: u32,
    /// The offset in the stream of the storage's first byte.
    base: u64,
    banner: bool,
    skip: Skip,
    /// The header part of the old Command answer that is being read.
    follows: Option<Follows>,
    counters: Counters,
}

/// A packet that was found, in numbers.
#[derive(Clone, Copy)]
struct Found {
    kind: Kind,
    flags: u8,
    first: u32,
    lines: u32,
    start: u32,
    end: u32,
    body: (u32, u32),
}

impl<'a> Reader<'a> {
    /// A reader over the caller's memory. A packet larger than `storage`, or
    /// of more lines than half the `index` less one, is over the limit. 8 KiB
    /// and 2 × 256 do for what a UCM6XXX sends; real servers have sent 36 KiB
    /// and 251 lines.
    ///
    /// Errors: [`Status::StorageTooSmall`] for less than 64 bytes of storage
    /// or 8 entries of index.
    pub fn new(storage: &'a mut [u8], index: &'a mut [u32], options: Options) -> Result<Self> {
        if storage.len() < STEP || index.len() < 8 {
            return Err(Error::new(Status::StorageTooSmall));
        }
        let bytes = storage.len().min(STORAGE_BYTES);
        let storage = storage.get_mut(..bytes).unwrap_or_default();
        let half = (index.len() / 2).min(STORAGE_BYTES);
        let (names, rest) = index.split_at_mut_checked(half).unwrap_or_default();
        let ends = rest.get_mut(..half).unwrap_or_default();
        Ok(Reader {
            storage,
            names,
            ends,
            marks: [0; MARKS],
            next_mark: 0,
            state: options.lines.state(),
            options,
            filled: 0,
            lent: 0,
            start: 0,
            head: 0,
            line_start: 0,
            base: 0,
            banner: options.banner,
            skip: Skip::Nothing,
            follows: None,
            counters: Counters::default(),
        })
    }

    /// Forgets everything, for a new connection over the same memory. The
    /// counters go on.
    pub fn reset(&mut self) {
        self.next_mark = 0;
        self.state = self.options.lines.state();
        self.filled = 0;
        self.lent = 0;
        self.start = 0;
        self.head = 0;
        self.line_start = 0;
        self.base = 0;
        self.banner = self.options.banner;
        self.skip = Skip::Nothing;
        self.follows = None;
    }

    /// Where the next bytes of the stream are to be written. Take all packets
    /// first: what was not taken is kept, and leaves less room. Empty only if
    /// the storage is full of packets that were not taken.
    pub fn space(&mut self) -> &mut [u8] {
        let (filled, start) = (self.filled, self.start);
        let rest = filled.saturating_sub(start);
        let tail = (self.storage.len() as u32).saturating_sub(filled);
        // Moved up when that costs no more than what was handed out since, and
        // is worth while; or when there is no other way.
        if start > 0 && (tail == 0 || (rest <= start && (tail as usize) < self.storage.len() / 2)) {
            self.move_up();
        }
        let free = self.storage.get_mut(self.filled as usize..).unwrap_or_default();
        self.lent = free.len() as u32;
        free
    }

    /// Says that `n` bytes were written to the front of the last
    /// [`space`](Reader::space).
    ///
    /// Errors: [`Status::CommitTooLarge`] for more than were lent.
    pub fn commit(&mut self, n: usize) -> Result<()> {
        if n > self.lent as usize {
            return Err(Error::new(Status::CommitTooLarge));
        }
        self.filled += n as u32;
        self.lent = 0;
        Ok(())
    }

    /// Copies as many of `bytes` as there is room for, and says how many. For
    /// those whose bytes come in a buffer of somebody else's.
    pub fn feed(&mut self, bytes: &[u8]) -> usize {
        let space = self.space();
        let n = space.len().min(bytes.len());
        if let (Some(to), Some(from)) = (space.get_mut(..n), bytes.get(..n)) {
            to.copy_from_slice(from);
        }
        self.lent = 0;
        self.filled += n as u32;
        n
    }

    /// The next packet, or none if more bytes are needed. The packet is good
    /// until the next call of any method but the ones that only look.
    ///
    /// Errors: [`Status::PacketTooLarge`], [`Status::TooManyHeaders`],
    /// [`Status::LineTooLong`], with the packet's offset: the packet is
    /// skipped, and the next call goes on behind it.
    #[allow(clippy::should_implement_trait)] // the packet borrows the reader
    #[inline]
    pub fn next(&mut self) -> Result<Option<Packet<'_>>> {
        match self.advance() {
            Ok(Some(found)) => Ok(Some(self.packet(found))),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of the stream that belong to no packet yet: at the end of the
    /// stream, its unfinished tail (T62). A packet that is being skipped shows
    /// none.
    pub fn tail(&self) -> &[u8] {
        match self.skip {
            Skip::Nothing => span(self.storage, self.start, self.filled),
            _ => &[],
        }
    }

    /// Says that the stream has ended. An unfinished packet is counted.
    pub fn finish(&mut self) {
        self.counters.tail_bytes += self.tail().len() as u64;
    }

    /// The offset in the stream behind the last packet that was handed out.
    pub fn offset(&self) -> u64 {
        self.base + u64::from(self.start)
    }

    /// Bytes that have been committed since the start of the stream.
    pub fn received(&self) -> u64 {
        self.base + u64::from(self.filled)
    }

    /// What has been seen.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    #[inline]
    fn packet(&self, found: Found) -> Packet<'_> {
        let (from, to) = (found.first as usize, (found.first + found.lines) as usize);
        Packet {
            bytes: self.storage,
            names: self.names.get(from..to).unwrap_or_default(),
            ends: self.ends.get(from..to).unwrap_or_default(),
            lines: found.lines,
            start: found.start,
            end: found.end,
            body: found.body,
            offset: self.base + u64::from(found.start),
            kind: found.kind,
            flags: found.flags,
        }
    }

    #[inline]
    fn advance(&mut self) -> Result<Option<Found>> {
        loop {
            if self.banner
                && let Some(found) = self.greeting()
            {
                return Ok(Some(found));
            }
            if self.next_mark < self.state.marks {
                let mark = self.marks.get(self.next_mark as usize).copied().unwrap_or(0);
                self.next_mark += 1;
                match self.close(mark & !scan::CARE, mark & scan::CARE != 0) {
                    Ok(None) => continue,
                    other => return other,
                }
            }
            if self.state.position == self.filled {
                return self.starved();
            }
            self.make_room();
            let before = self.state.position;
            self.state.marks = 0;
            self.next_mark = 0;
            let mut out = Output {
                names: self.names,
                ends: self.ends,
                marks: &mut self.marks,
                start: self.line_start,
                stop_at_mark: false,
            };
            scan::scan(self.storage.get(..self.filled as usize).unwrap_or_default(), &mut self.state, &mut out);
            if self.state.position == before {
                self.index_full()?;
            }
        }
    }

    /// The greeting, if the first line is one; decides whether it is.
    #[cold]
    fn greeting(&mut self) -> Option<Found> {
        let seen = span(self.storage, 0, self.filled);
        let known = seen.len().min(BANNER.len());
        if seen.get(..known) != BANNER.get(..known) {
            self.banner = false;
            return None;
        }
        let end = match self.ends.first() {
            Some(end) if self.state.ends > 0 => end.wrapping_add(1),
            _ => return None,
        };
        self.banner = false;
        self.head = 1;
        self.start = end;
        let stop = end.saturating_sub(if span(self.storage, 0, end).ends_with(b"\r\n") { 2 } else { 1 });
        Some(Found {
            kind: Kind::Banner,
            flags: BODY,
            first: 0,
            lines: 0,
            start: 0,
            end,
            body: (BANNER.len() as u32, stop),
        })
    }

    /// Whether what has come so far cannot be a greeting: a client that waits
    /// for one need not wait longer.
    pub fn greeting_is_overdue(&self) -> bool {
        !self.banner || self.filled as usize > BANNER_BYTES
    }

    /// An empty line, of number `line`: the end of a packet, or stray.
    #[inline]
    fn close(&mut self, line: u32, care: bool) -> Result<Option<Found>> {
        let end = self.ends.get(line as usize).map_or(self.filled, |end| end.wrapping_add(1));
        let (first, start) = (self.head, self.start);
        let lines = line.wrapping_sub(first);
        if self.skip != Skip::Nothing || self.follows.is_some() {
            return self.close_text(line, end);
        }
        self.head = line + 1;
        self.start = end;
        if lines == 0 {
            self.stray(end);
            return Ok(None);
        }
        let name_end = self.names.get(first as usize).copied().unwrap_or(0);
        let kind = kind_of(span(self.storage, start, name_end));
        if kind == Kind::Response && self.is_follows(start) {
            self.head = first;
            self.start = start;
            self.follows = follows(span(self.storage, start, end))
                .map(|follows| Follows { text: follows.text.wrapping_add(start), ..follows });
            return self.close_text(line, end);
        }
        let flags = self.options.lines.packet_flags() | if care { CARE } else { 0 };
        self.deliver(Found { kind, flags, first, lines, start, end, body: (0, 0) })
    }

    #[inline]
    fn is_follows(&self, start: u32) -> bool {
        self.options.lines != Lines::Typed
            && span(self.storage, start, start.wrapping_add(FOLLOWS.len() as u32)) == FOLLOWS
    }

    #[cold]
    fn stray(&mut self, end: u32) {
        self.counters.stray_empty_lines += 1;
        if self.options.lines == Lines::Wire && !span(self.storage, 0, end).ends_with(b"\r\n") {
            self.counters.missing_empty_line += 1;
        }
    }

    /// An empty line while a packet is skipped or text is read.
    #[cold]
    fn close_text(&mut self, line: u32, end: u32) -> Result<Option<Found>> {
        let done = match (self.skip, self.follows) {
            (Skip::Packet, _) => true,
            (Skip::Text, _) => ends_command(self.storage, self.start, end),
            (Skip::Nothing, Some(follows)) => ends_command(self.storage, follows.text, end),
            (Skip::Nothing, None) => true,
        };
        if !done {
            return Ok(None);
        }
        let (first, start, skip) = (self.head, self.start, self.skip);
        self.head = line + 1;
        self.start = end;
        self.skip = Skip::Nothing;
        let follows = match self.follows.take() {
            Some(follows) if skip == Skip::Nothing => follows,
            _ => return Ok(None),
        };
        self.deliver(Found {
            kind: Kind::Response,
            flags: self.options.lines.packet_flags() | BODY | CARE,
            first,
            lines: follows.lines,
            start,
            end,
            body: (follows.text, end.wrapping_sub(END_MARK.len() as u32)),
        })
    }

    /// Checks the limits, counts, and hands out.
    #[inline]
    fn deliver(&mut self, found: Found) -> Result<Option<Found>> {
        let length = found.end.wrapping_sub(found.start);
        let limits = self.options.limits;
        if length > limits.packet_bytes || found.lines > limits.headers || length > limits.line_bytes {
            self.check(&found, length)?;
        }
        self.counters.packets += 1;
        self.counters.lines += u64::from(found.lines);
        match found.kind {
            Kind::Event => self.counters.events += 1,
            Kind::Response => self.counters.responses += 1,
            Kind::Action => self.counters.actions += 1,
            Kind::Other | Kind::Banner => self.counters.unknown_packets += 1,
        }
        self.counters.follows += u64::from(found.flags & BODY != 0);
        if found.flags & CARE != 0 {
            self.examine(&found);
        }
        Ok(Some(found))
    }

    /// A complete packet against the caller's limits.
    #[cold]
    fn check(&mut self, found: &Found, length: u32) -> Result<()> {
        match self.first_excess(found.first, found.lines, found.start, found.end) {
            Some(status) => Err(self.refuse(status, found.start, length)),
            None => Ok(()),
        }
    }

    /// Which limit the packet breaks first that begins at `start` with line
    /// `head` and has come up to `to` with so many lines. It goes by the bytes
    /// of the stream: however they are cut, the answer is the same.
    #[cold]
    fn first_excess(&self, head: u32, lines: u32, start: u32, to: u32) -> Option<Status> {
        let limits = self.options.limits;
        let (mut first, mut status) = (to, None);
        let mut note = |at: u32, what: Status| {
            if at < first {
                (first, status) = (at, Some(what));
            }
        };
        note(start.saturating_add(limits.packet_bytes), Status::PacketTooLarge);
        let mut line = start;
        for (i, &end) in self.ends.iter().skip(head as usize).take(lines as usize).enumerate() {
            if i >= limits.headers as usize {
                note(end, Status::TooManyHeaders);
                break;
            }
            let text = span(self.storage, line, end);
            if text.strip_suffix(b"\r").unwrap_or(text).len() > limits.line_bytes as usize {
                note(end, Status::LineTooLong);
            }
            line = end.wrapping_add(1);
        }
        status
    }

    /// Counts a packet over a limit.
    fn refuse(&mut self, status: Status, start: u32, length: u32) -> Error {
        match status {
            Status::TooManyHeaders => self.counters.too_many_headers += 1,
            Status::LineTooLong => self.counters.lines_too_long += 1,
            _ => self.counters.packets_too_large += 1,
        }
        Error { size: u64::from(length), ..Error::at(status, self.base + u64::from(start)) }
    }

    /// Counts what is out of the ordinary in a packet.
    #[cold]
    fn examine(&mut self, found: &Found) {
        let mut seen = Counters::default();
        let packet = self.packet(*found);
        for line in packet.careful_lines() {
            let text = span(packet.bytes, line.start, line.stop);
            let wire = self.options.lines != Lines::Typed;
            seen.lines_without_name += u64::from(!line.has_name());
            seen.missing_space += u64::from(line.without_space);
            seen.missing_cr += u64::from(wire && line.without_cr);
            seen.trailing_lf += u64::from(line.ends_in_lf);
            seen.lone_lf += memchr::memchr_iter(b'\n', text).count() as u64;
            seen.lone_cr += memchr::memchr_iter(b'\r', text).count() as u64;
        }
        let closed = span(packet.bytes, found.start, found.end);
        if self.options.lines == Lines::Wire && !closed.ends_with(b"\r\n") {
            seen.missing_empty_line = 1;
        }
        let counters = &mut self.counters;
        counters.lines_without_name += seen.lines_without_name;
        counters.missing_space += seen.missing_space;
        counters.missing_cr += seen.missing_cr;
        counters.trailing_lf += seen.trailing_lf;
        counters.lone_lf += seen.lone_lf;
        counters.lone_cr += seen.lone_cr;
        counters.missing_empty_line += seen.missing_empty_line;
    }

    /// Everything has been looked at, and no packet is complete.
    #[cold]
    fn starved(&mut self) -> Result<Option<Found>> {
        if self.skip != Skip::Nothing {
            self.drop_skipped();
            return Ok(None);
        }
        let pending = self.filled.saturating_sub(self.start);
        let limits = self.options.limits;
        let full = pending as usize >= self.storage.len();
        let lines = self.state.ends.saturating_sub(self.head);
        if full || pending > limits.packet_bytes || lines > limits.headers {
            let status = self.excess_so_far();
            if full || status.is_some() {
                return Err(self.skip_rest(status.unwrap_or(Status::PacketTooLarge)));
            }
        }
        Ok(None)
    }

    /// [`Reader::first_excess`] of the unfinished packet.
    #[cold]
    fn excess_so_far(&mut self) -> Option<Status> {
        self.look_for_text();
        let lines = match self.follows {
            Some(follows) => follows.lines,
            None => self.state.ends.saturating_sub(self.head),
        };
        let excess = self.first_excess(self.head, lines, self.start, self.state.position);
        // The index filled up at the byte where the scan stands: that is an
        // excess, too, and behind any other one.
        let full = self.follows.is_none() && self.state.names as usize >= self.names.len();
        excess.or(if full { Some(Status::TooManyHeaders) } else { None })
    }

    /// Finds out whether the unfinished packet is an old Command answer.
    #[cold]
    fn look_for_text(&mut self) {
        let start = self.start;
        if self.follows.is_none() && self.is_follows(start) {
            self.follows = follows(span(self.storage, start, self.state.position))
                .map(|follows| Follows { text: follows.text.wrapping_add(start), ..follows });
        }
    }

    /// The index is full, and no packet is complete.
    #[cold]
    fn index_full(&mut self) -> Result<()> {
        if self.skip != Skip::Nothing {
            self.drop_skipped();
            return Ok(());
        }
        // The lines of a text are not needed: only its end is.
        self.look_for_text();
        let kept = self.follows.map(|follows| self.head.wrapping_add(follows.lines));
        match kept {
            Some(kept) if kept < self.state.ends => {
                self.keep_lines(kept);
                Ok(())
            }
            _ => {
                let status = self.excess_so_far().unwrap_or(Status::TooManyHeaders);
                Err(self.skip_rest(status))
            }
        }
    }

    /// Gives up the unfinished packet and skips what is still to come of it.
    fn skip_rest(&mut self, status: Status) -> Error {
        let text = self.follows.is_some() || self.is_follows(self.start);
        let length = self.state.position.saturating_sub(self.start);
        let error = self.refuse(status, self.start, length);
        self.follows = None;
        self.banner = false;
        self.skip = if text { Skip::Text } else { Skip::Packet };
        self.drop_skipped();
        error
    }

    /// Drops the bytes and lines of a packet that is skipped, but for what may
    /// still decide something: the open line, if it is short enough for T16,
    /// and what may be the front of an end mark.
    fn drop_skipped(&mut self) {
        let position = self.state.position;
        let open = match (self.state.ends as usize).checked_sub(1) {
            Some(last) => self.ends.get(last).map_or(u32::MAX, |end| end.wrapping_add(1)),
            None => self.line_start,
        };
        let short = position.saturating_sub(open) <= scan::REACH as u32;
        self.line_start = if short { open } else { u32::MAX };
        let mut from = position.min(self.line_start);
        if self.skip == Skip::Text {
            from = from.min(position.saturating_sub(END_MARK.len() as u32 - 1));
        }
        self.start = from.max(self.start);
        self.keep_lines(0);
        self.head = 0;
    }

    /// Before the scan goes on: the lines that were handed out leave the
    /// index, if that is needed or costs little.
    #[inline]
    fn make_room(&mut self) {
        let (head, used) = (self.head, self.state.names);
        let live = used.saturating_sub(head);
        let room = self.names.len().saturating_sub(used as usize);
        if head > 0 && (live <= head / 4 || room < 2 * STEP) {
            self.line_start = match (head as usize).checked_sub(1) {
                Some(last) => self.ends.get(last).map_or(u32::MAX, |end| end.wrapping_add(1)),
                None => self.line_start,
            };
            let ends = self.state.ends;
            self.names.copy_within(head as usize..(used as usize).min(self.names.len()), 0);
            self.ends.copy_within(head as usize..(ends as usize).min(self.ends.len()), 0);
            self.state.names = live;
            self.state.ends = ends.saturating_sub(head);
            self.head = 0;
        }
    }

    /// Keeps the first `to` lines of the index, and the open one behind them.
    fn keep_lines(&mut self, to: u32) {
        let open = self.state.names.saturating_sub(self.state.ends).min(1);
        if open == 1
            && let Some(name) = self.names.get(self.state.ends as usize).copied()
            && let Some(place) = self.names.get_mut(to as usize)
        {
            *place = name;
        }
        self.state.ends = to;
        self.state.names = to + open;
    }

    /// Moves what was not handed out to the front of the storage.
    fn move_up(&mut self) {
        let by = self.start;
        // The end of the line before the first live one is its start.
        let (filled, head) = (self.filled as usize, (self.head as usize).saturating_sub(1));
        self.storage.copy_within((by as usize).min(filled)..filled, 0);
        for array in [&mut *self.names, &mut *self.ends] {
            let live = array.get_mut(head..).unwrap_or_default();
            let used = (self.state.names as usize).saturating_sub(head);
            for position in live.iter_mut().take(used) {
                *position = position.wrapping_sub(by);
            }
        }
        self.line_start = match self.line_start {
            u32::MAX => u32::MAX,
            start => start.wrapping_sub(by),
        };
        if let Some(follows) = &mut self.follows {
            follows.text = follows.text.wrapping_sub(by);
        }
        self.state.position -= by;
        self.filled -= by;
        self.start = 0;
        self.base += u64::from(by);
    }
}

impl core::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reader")
            .field("received", &self.received())
            .field("offset", &self.offset())
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}
