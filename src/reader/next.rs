//! From an empty line to a packet: what the scan found is closed and handed
//! out.

use super::text::Opens;
use super::{Found, Reader, Skip, halves};
use crate::bytes::span;
use crate::counters::Counters;
use crate::error::Result;
use crate::packet::{BODY, CARE, CONTINUES, Kind, MORE, kind_and_flags};
use crate::parse::{END_MARK, EVENTS_ON_AT, FOLLOWS, Lines, ends_command};
use crate::scan::{self, Output, STEP, State};
use crate::work;

/// The last line of an event about a short message, as some gateways write it
/// (T76): no header, and none is missing.
const SMS_END: &[u8] = b"--END SMS EVENT--";

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// The next packet, if it has been found already and nothing about it calls
    /// for a second look: what nearly all packets are.
    #[inline(always)]
    pub(crate) fn ordinary(&mut self) -> Option<Found> {
        if self.next_mark >= self.quick {
            return None;
        }
        let found = self.quickly()?;
        self.counters.lines += u64::from(found.lines);
        match found.kind {
            Kind::Event => self.counters.events += 1,
            _ => self.counters.responses += 1,
        }
        self.counters.packets += 1;
        self.next_mark += 1;
        self.head = found.first.wrapping_add(found.lines).wrapping_add(1);
        self.start = found.end;
        Some(found)
    }

    /// The packet that the next of the marks before `quick` closes, if it may
    /// be taken the short way.
    #[inline(always)]
    pub(super) fn quickly(&self) -> Option<Found> {
        let line = self.marks.get(self.next_mark as usize).copied()?;
        // A mark with CARE is no number of a line, and is not found here.
        let end = self.index.as_ref().get(self.half as usize + line as usize)?.wrapping_add(1);
        let (first, start) = (self.head, self.start);
        let lines = line.checked_sub(first)?;
        let length = end.wrapping_sub(start);
        if lines == 0 || (length > self.sure && self.may_be_over(length, lines)) {
            return None;
        }
        let name_end = self.index.as_ref().get(first as usize).copied()?;
        // As every server spells them; the slow way knows the others, and those at
        // the very end of the storage that are shorter than this.
        const EVENT: u64 = u64::from_le_bytes(*b"Event\0\0\0");
        const RESPONSE: u64 = u64::from_le_bytes(*b"Response");
        let begins = self.storage.as_ref().get(start as usize..start as usize + 8)?.first_chunk();
        let begins = u64::from_le_bytes(*begins?);
        let name = name_end.wrapping_sub(start);
        let kind = if name == 5 && begins & (!0 >> 24) == EVENT {
            Kind::Event
        } else if name == 8
            && begins == RESPONSE
            && !self.may_follow(start)
            && !self.may_be_glued(first, lines)
            && !self.may_lack_its_end(start)
        {
            Kind::Response
        } else {
            return None;
        };
        // Neither is set; but where the packet becomes one for C, it is to be known.
        let flags = self.flags & !(MORE | CONTINUES);
        Some(Found { kind, flags, first, lines, start, end, body: (0, 0) })
    }

    /// Whether a packet may be over a limit: a line may be as long as all of it.
    #[inline(never)]
    fn may_be_over(&self, length: u32, lines: u32) -> bool {
        let limits = &self.options.limits;
        length > limits.packet_bytes || length > limits.line_bytes || lines > limits.headers
    }

    /// Whether a response is to be taken apart, or deserves a second look:
    /// another packet can be glued to its first line or its second only. It
    /// begins with its kind; behind the second line, which may be the response's
    /// ActionID, also with an ActionID of its own (T72).
    #[inline]
    fn may_be_glued(&self, first: u32, lines: u32) -> bool {
        let name = |line: u32| {
            let start = self.ends().get(line.wrapping_sub(1) as usize).map_or(0, |end| end.wrapping_add(1));
            let length = self.names().get(line as usize).map_or(0, |end| end.wrapping_sub(start));
            let initial = self.storage.as_ref().get(start as usize).map_or(0, |byte| byte | 0x20);
            (length, initial)
        };
        let second = first.wrapping_add(1);
        self.options.separate_glued
            && (lines > 1 && matches!(name(second), (5, b'e') | (8, b'r'))
                || lines > 2 && matches!(name(second.wrapping_add(1)), (5, b'e') | (8, b'r' | b'a')))
    }

    /// Whether a response deserves a second look: an event may be glued to it (T75).
    #[inline(always)]
    pub(super) fn may_lack_its_end(&self, start: u32) -> bool {
        self.storage.as_ref().get((start as usize).wrapping_add(EVENTS_ON_AT)) == Some(&b'E')
    }

    /// Says what may be done the short way from now on: all that was found, if
    /// nothing about the reader calls for a second look.
    #[inline]
    pub(super) fn settle(&mut self) {
        let typed = self.options.lines == Lines::Typed;
        let open = self.follows.is_some() || self.begun.is_some() || self.glued;
        let special = self.banner || self.skip != Skip::Nothing || open || typed || self.found.is_some();
        let lines = !special && !self.frames;
        self.quick = if lines { self.state.marks } else { 0 };
        self.quick_frames = if self.frames && self.found.is_none() { self.state.marks } else { 0 };
        self.plain = lines && !self.framing;
        self.idle &= self.plain || (self.frames && self.found.is_none());
    }

    /// Finds more packets for the short way. False if that is not all there is
    /// to be done; then nothing is lost.
    #[inline(never)]
    pub(super) fn refill(&mut self) -> bool {
        if !self.plain || self.idle || self.next_mark < self.state.marks {
            return false;
        }
        self.make_room();
        let rest = self.filled.wrapping_sub(self.state.position);
        let may_wait = self.has_bytes_to_wait();
        if rest < STEP as u32 {
            if rest == 0 {
                return false;
            }
            if may_wait && self.has_lines_to_wait() && !self.may_end() {
                self.idle = true;
                return true;
            }
        }
        self.forget_marks();
        let waits = self.scan_on(may_wait, scan::ahead) || self.scan_carefully(false);
        self.quick = self.state.marks;
        // The lines that were found may have taken the room to wait in.
        self.idle = (waits && self.has_lines_to_wait()) || self.state.position == self.filled;
        self.idle || self.quick != 0
    }

    /// The next packet, whatever there is to be done for it.
    #[inline(never)]
    pub(super) fn slowly(&mut self) -> Result<Option<Found>> {
        let found = match self.found.take() {
            Some(found) => found.map(Some),
            None => self.advance(),
        };
        self.settle();
        found
    }

    pub(super) fn advance(&mut self) -> Result<Option<Found>> {
        loop {
            if self.frames {
                match self.next_frame() {
                    Some(found) => return Ok(found),
                    None => continue,
                }
            }
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
            if self.glued
                && let Some(found) = self.next_glued()?
            {
                return Ok(Some(found));
            }
            if self.framing && self.begin_frames() {
                match self.next_frame() {
                    Some(found) => return Ok(found),
                    None => continue,
                }
            }
            if self.state.position == self.filled {
                return self.starved();
            }
            let (may_wait, rest) = (self.may_wait(), self.filled.saturating_sub(self.state.position));
            if may_wait && rest < STEP as u32 && !self.may_end() {
                return Ok(None);
            }
            let before = self.state.position;
            self.make_room();
            self.forget_marks();
            self.scan_carefully(may_wait && rest >= STEP as u32);
            if self.state.position == before
                && let Some(piece) = self.index_full()?
            {
                return Ok(Some(piece));
            }
            if self.is_asking() {
                return Ok(None);
            }
            self.settle();
            if let Some(found) = self.ordinary() {
                return Ok(Some(found));
            }
        }
    }

    /// Before the scan goes on: all have been taken.
    #[inline(always)]
    fn forget_marks(&mut self) {
        self.state.marks = 0;
        self.next_mark = 0;
    }

    /// Scans what has come, as far as there is room, whatever it is.
    #[inline(never)]
    fn scan_carefully(&mut self, leave_rest: bool) -> bool {
        self.scan_on(leave_rest, scan::scan)
    }

    /// Scans by `scan`, and says what it says.
    #[inline(always)]
    fn scan_on(&mut self, leave_rest: bool, scan: impl Fn(&[u8], usize, &mut State, &mut Output<'_>) -> bool) -> bool {
        let (names, ends) = halves(self.index.as_mut(), self.half);
        let mut out = Output {
            names,
            ends,
            marks: &mut self.marks,
            start: self.line_start,
            stop_at_mark: self.framing,
            leave_rest,
        };
        scan(self.storage.as_ref(), self.filled as usize, &mut self.state, &mut out)
    }

    /// Whether what has come last may wait for more, if no packet can end in
    /// it: whole steps cost far less. Not if it may show an excess: the limits
    /// are told by the bytes of the stream, however they are cut.
    #[inline]
    fn may_wait(&self) -> bool {
        let open = self.follows.is_some() || self.begun.is_some();
        let amid_nothing = self.skip == Skip::Nothing && !open && !self.banner && !self.framing;
        amid_nothing && self.has_bytes_to_wait() && self.has_lines_to_wait()
    }

    /// Whether the storage has room for another step, and the bytes break no limit.
    #[inline(always)]
    fn has_bytes_to_wait(&self) -> bool {
        self.filled <= self.wait_to && self.filled.wrapping_sub(self.start) <= self.quiet
    }

    /// Whether the index has room for another step.
    #[inline(always)]
    fn has_lines_to_wait(&self) -> bool {
        self.half.wrapping_sub(self.state.names) >= STEP as u32
    }

    /// Whether a packet may end in what has not been scanned.
    #[inline]
    fn may_end(&self) -> bool {
        let (bytes, from, to) = (self.storage.as_ref(), self.state.position, self.filled);
        // A stream often pauses behind a packet.
        bytes.get((to as usize).wrapping_sub(1)) == Some(&b'\n') || scan::may_end(bytes, from, to)
    }

    /// An empty line, of number `line`: the end of a packet, or stray.
    #[inline]
    pub(super) fn close(&mut self, line: u32, care: bool) -> Result<Option<Found>> {
        let end = self.ends().get(line as usize).map_or(self.filled, |end| end.wrapping_add(1));
        let (first, start) = (self.head, self.start);
        let lines = line.wrapping_sub(first);
        if self.skip != Skip::Nothing || self.follows.is_some() {
            return self.close_text(line, end);
        }
        self.head = line + 1;
        self.start = end;
        if let Some(kind) = self.begun {
            let flags = self.flags | CARE | CONTINUES;
            let last = self.take_apart(Found { kind, flags, first, lines, start, end, body: (0, 0) });
            self.begun = None;
            return last.and_then(|last| self.deliver(last));
        }
        if lines == 0 {
            self.stray(end);
            return Ok(None);
        }
        let name_end = self.names().get(first as usize).copied().unwrap_or(0);
        // A typed line without a colon may be one of the words alone.
        let named = !care || self.storage.as_ref().get(name_end as usize) == Some(&b':');
        let name = span(self.storage.as_ref(), start, if named { name_end } else { start });
        let packet = span(self.storage.as_ref(), start, end);
        let (kind, more_flags) = kind_and_flags(name, packet, self.options.lines == Lines::Typed);
        if kind == Kind::Response && self.opens_text(start, end) == Opens::Yes {
            self.head = first;
            self.start = start;
            self.begin_text(start, end);
            return self.close_text(line, end);
        }
        let flags = self.flags | more_flags | if care { CARE } else { 0 };
        let mut found = Found { kind, flags, first, lines, start, end, body: (0, 0) };
        if matches!(kind, Kind::Response | Kind::Other) {
            found = self.take_apart(found)?;
        }
        self.deliver(found)
    }

    /// Whether a response deserves a second look: its text may follow.
    #[inline(always)]
    fn may_follow(&self, start: u32) -> bool {
        const AT: usize = b"Response: ".len();
        self.storage.as_ref().get((start as usize).wrapping_add(AT)) == FOLLOWS.get(AT) && self.is_follows(start)
    }

    #[inline]
    pub(super) fn is_follows(&self, start: u32) -> bool {
        self.options.lines != Lines::Typed
            && self.begun.is_none()
            && span(self.storage.as_ref(), start, start.wrapping_add(FOLLOWS.len() as u32)) == FOLLOWS
    }

    #[cold]
    pub(super) fn stray(&mut self, end: u32) {
        self.counters.stray_empty_lines += 1;
        if self.options.lines == Lines::Wire && !span(self.storage.as_ref(), 0, end).ends_with(b"\r\n") {
            self.counters.missing_empty_line += 1;
        }
    }

    /// An empty line while a packet is skipped or text is read.
    #[cold]
    pub(super) fn close_text(&mut self, line: u32, end: u32) -> Result<Option<Found>> {
        if self.text_is_over(end) {
            return Err(self.give_text_up_at(line, end));
        }
        let done = match (self.skip, self.follows) {
            (Skip::Packet, _) => true,
            (Skip::Text, _) => ends_command(self.storage.as_ref(), self.start, end),
            (Skip::Nothing, Some(follows)) => ends_command(self.storage.as_ref(), follows.text, end),
            (Skip::Nothing, None) => true,
        };
        if !done {
            return Ok(None);
        }
        let (first, start, skip) = (self.head, self.start, self.skip);
        self.head = line + 1;
        self.start = end;
        self.skip = Skip::Nothing;
        let follows = match self.follows {
            Some(follows) if skip == Skip::Nothing => follows,
            _ => {
                self.follows = None;
                return Ok(None);
            }
        };
        let continues = if follows.lines == 0 { CONTINUES } else { 0 };
        let delivered = self.deliver(Found {
            kind: Kind::Response,
            flags: self.flags | BODY | CARE | continues,
            first,
            lines: follows.lines,
            start,
            end,
            body: (follows.text, end.wrapping_sub(END_MARK.len() as u32)),
        });
        self.follows = None;
        delivered
    }

    /// Checks the limits, counts, and hands out.
    #[inline]
    pub(super) fn deliver(&mut self, found: Found) -> Result<Option<Found>> {
        let length = found.end.wrapping_sub(found.start);
        let limits = self.options.limits;
        if length > limits.packet_bytes || found.lines > limits.headers || length > limits.line_bytes {
            self.check(&found, length)?;
        }
        self.counters.lines += u64::from(found.lines);
        if found.flags & CONTINUES == 0 {
            self.counters.packets += 1;
            match found.kind {
                Kind::Event => self.counters.events += 1,
                Kind::Response => self.counters.responses += 1,
                Kind::Action => self.counters.actions += 1,
                Kind::Other | Kind::Banner => self.count_other(),
            }
            self.counters.follows += u64::from(found.flags & BODY != 0);
            self.count_unawaited(&found);
        }
        if found.flags & CARE != 0 {
            self.examine(&found);
        }
        Ok(Some(found))
    }

    /// Counts what is irregular in a packet.
    #[cold]
    pub(super) fn examine(&mut self, found: &Found) {
        let mut seen = Counters::default();
        let packet = self.packet(*found);
        // Lines of a text that was asked for are no headers.
        let headers = found.kind != Kind::Other || !self.awaits_plain_text();
        let last = if found.kind == Kind::Event { found.lines.checked_sub(1) } else { None };
        for (i, line) in packet.careful_lines().enumerate() {
            let text = span(packet.bytes, line.start, line.stop);
            work::bytes(text.len());
            let wire = self.options.lines != Lines::Typed;
            let ends_sms = last == Some(i as u32) && text == SMS_END;
            seen.lines_without_name += u64::from(headers && !line.has_name() && !ends_sms);
            seen.missing_space += u64::from(headers && line.without_space);
            seen.missing_cr += u64::from(wire && line.without_cr);
            seen.trailing_lf += u64::from(line.ends_in_lf);
            seen.lone_lf += memchr::memchr_iter(b'\n', text).count() as u64;
            seen.lone_cr += memchr::memchr_iter(b'\r', text).count() as u64;
        }
        let closed = span(packet.bytes, found.start, found.end);
        // The last piece of a text may be nothing but the word that it was.
        let ended = found.flags & MORE == 0 && !closed.is_empty();
        if self.options.lines == Lines::Wire && ended && !closed.ends_with(b"\r\n") {
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
}
