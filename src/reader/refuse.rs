//! Packets over a limit: which limit, told once, and the skip to the next
//! packet.

use super::grow::{Asks, Wants};
use super::text::Opens;
use super::{Found, Reader, Skip};
use crate::bytes::{equal_fold, span};
use crate::error::{Error, Result, Status};
use crate::packet::{BODY, CARE, CONTINUES, ID, Kind, MORE, kind_and_flags};
use crate::parse::{END_MARK, FOLLOWS, Follows, Lines};
use crate::scan;
use crate::work;

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// A complete packet against the caller's limits.
    #[cold]
    pub(super) fn check(&mut self, found: &Found, length: u32) -> Result<()> {
        match self.first_excess(found.first, found.lines, found.start, found.end) {
            Some(status) => {
                if found.flags & CONTINUES == 0 {
                    self.count_unawaited(found);
                }
                Err(self.refuse(status, found.start, length))
            }
            None => Ok(()),
        }
    }

    /// Which limit the packet breaks first that begins at `start` with line
    /// `head` and has come up to `to` with so many lines. It goes by the bytes
    /// of the stream: however they are cut, the answer is the same.
    ///
    /// No line is looked at twice: an unfinished packet is judged when more of it
    /// comes, and what is glued to another one for each of those before it.
    #[cold]
    pub(super) fn first_excess(&mut self, head: u32, lines: u32, start: u32, to: u32) -> Option<Status> {
        let limits = self.options.limits;
        let (mut first, mut status) = (to, None);
        let mut note = |at: u32, what: Status| {
            if at < first {
                (first, status) = (at, Some(what));
            }
        };
        // Known by its first line, since its headers may still be coming.
        let text = self.follows.is_some() || self.opens_text(start, self.state.position) == Opens::Yes;
        if !(self.options.text_in_pieces && text) {
            note(start.saturating_add(limits.packet_bytes), Status::PacketTooLarge);
        }
        let ends = self.ends().get(head as usize..).unwrap_or_default();
        let ends = ends.get(..lines as usize).unwrap_or(ends);
        if let Some(&end) = ends.get(limits.headers as usize) {
            note(end, Status::TooManyHeaders);
        }
        let ends = ends.get(..limits.headers as usize).unwrap_or(ends);
        let is_checked = |end: &u32| {
            work::lines(1);
            self.base + u64::from(*end) < self.checked
        };
        let checked = ends.partition_point(is_checked);
        let mut line = match checked.checked_sub(1).and_then(|last| ends.get(last)) {
            Some(end) => end.wrapping_add(1),
            None => start,
        };
        for &end in ends.get(checked..).unwrap_or_default() {
            work::lines(1);
            let text = span(self.storage.as_ref(), line, end);
            if text.strip_suffix(b"\r").unwrap_or(text).len() > limits.line_bytes as usize {
                note(end, Status::LineTooLong);
                break;
            }
            line = end.wrapping_add(1);
        }
        if status.is_none() {
            self.checked = self.checked.max(self.base + u64::from(to));
        }
        status
    }

    /// Counts a packet over a limit.
    pub(super) fn refuse(&mut self, status: Status, start: u32, length: u32) -> Error {
        match status {
            Status::TooManyHeaders => self.counters.too_many_headers += 1,
            Status::LineTooLong => self.counters.lines_too_long += 1,
            _ => self.counters.packets_too_large += 1,
        }
        Error { size: u64::from(length), ..Error::at(status, self.base + u64::from(start)) }
    }

    /// Everything has been looked at, and no packet is complete.
    #[cold]
    pub(super) fn starved(&mut self) -> Result<Option<Found>> {
        let position = self.state.position;
        if self.skip != Skip::Nothing {
            if self.text_is_over(position) {
                return Err(self.give_text_up());
            }
            self.drop_skipped();
            return Ok(None);
        }
        let pending = self.filled.saturating_sub(self.start);
        let limits = self.options.limits;
        let full = pending as usize >= self.storage.as_ref().len();
        // The limits are for packets, and this may be the greeting; or one of
        // which it is not known yet whether it is to be skipped as text.
        if (self.banner || (pending as usize) < FOLLOWS.len()) && !full {
            return Ok(None);
        }
        if self.text_is_over(position) || self.is_over_at_start(position) {
            return Err(self.give_text_up());
        }
        if !full && self.follows.is_none() && self.opens_text(self.start, position) == Opens::Unknown {
            // How it is to be skipped, if it is, is not known yet.
            return Ok(None);
        }
        if full
            && self.options.text_in_pieces
            && let Some(piece) = self.piece().or_else(|| self.piece_of_lines())
        {
            return self.hand_out(piece).map(Some);
        }
        let mut lines = self.state.ends.saturating_sub(self.head);
        if lines > limits.headers {
            // Lines of a text are none of the packet's.
            self.look_for_text();
            lines = self.follows.map_or(lines, |follows| follows.lines);
        }
        if full || pending > limits.packet_bytes || lines > limits.headers {
            let status = self.excess_so_far();
            if full && status.is_none() && self.ask(Wants::Bytes) {
                return Ok(None);
            }
            if full || status.is_some() {
                return Err(self.skip_rest(status.unwrap_or(Status::PacketTooLarge)));
            }
        }
        Ok(None)
    }

    /// As much of an unfinished text as is surely text: what may be the front of
    /// its end mark stays behind.
    pub(super) fn piece(&mut self) -> Option<Found> {
        self.look_for_text();
        let follows = self.follows?;
        let safe = self.state.position.saturating_sub(END_MARK.len() as u32 - 1);
        let text = span(self.storage.as_ref(), follows.text, safe);
        work::bytes(text.len());
        let lines = memchr::memrchr(b'\n', text).map_or(text.len(), |at| at.saturating_add(1));
        if lines == 0 {
            return None;
        }
        let end = follows.text.saturating_add(lines as u32);
        let continues = if follows.lines == 0 { CONTINUES } else { 0 };
        Some(Found {
            kind: Kind::Response,
            flags: self.flags | BODY | CARE | MORE | continues,
            first: self.head,
            lines: follows.lines,
            start: self.start,
            end,
            body: (follows.text, end),
        })
    }

    /// The whole lines of an unfinished packet that may come in pieces: text
    /// without a response, or a response that has come to its lines of output.
    fn piece_of_lines(&mut self) -> Option<Found> {
        if self.options.lines == Lines::Typed || self.follows.is_some() {
            return None;
        }
        if self.opens_text(self.start, self.state.position) != Opens::No {
            return None;
        }
        let (first, start) = (self.head, self.start);
        let lines = self.state.ends.checked_sub(first)?;
        let last = self.state.ends.checked_sub(1).filter(|_| lines > 0)?;
        let line_start = match last.checked_sub(1).filter(|_| lines > 1) {
            Some(before) => self.ends().get(before as usize)?.wrapping_add(1),
            None => start,
        };
        let end = self.ends().get(last as usize)?.wrapping_add(1);
        let name = |from: u32, line: u32| Some(span(self.storage.as_ref(), from, *self.names().get(line as usize)?));
        let (kind, more_flags) = match self.begun {
            Some(kind) => (kind, 0),
            None => {
                let first_name = name(start, first)?;
                // The next line may give it its kind.
                if lines == 1 && equal_fold(first_name, ID) {
                    return None;
                }
                kind_and_flags(first_name, span(self.storage.as_ref(), start, end), false)
            }
        };
        let open = if self.state.names > self.state.ends { name(end, self.state.ends) } else { None };
        let is_output = |name: &[u8]| equal_fold(name, b"Output");
        let fits = match kind {
            Kind::Other => true,
            Kind::Response => is_output(name(line_start, last)?) || open.is_some_and(is_output),
            _ => false,
        };
        let continues = if self.begun.is_some() { CONTINUES } else { 0 };
        let flags = self.flags | CARE | MORE | continues | more_flags;
        let piece = Found { kind, flags, first, lines, start, end, body: (0, 0) };
        let piece = match self.apart(&piece) {
            Some(last) => Found { flags: flags & !MORE, ..last },
            // The line behind it tells whether another packet begins with it (T72).
            None if kind == Kind::Other && lines > 1 && self.options.separate_glued => {
                let behind_a_line = span(self.storage.as_ref(), start, line_start).ends_with(b"\r\n");
                let stays = behind_a_line && equal_fold(name(line_start, last)?, ID);
                if stays { Found { lines: lines.saturating_sub(1), end: line_start, ..piece } } else { piece }
            }
            None => piece,
        };
        fits.then_some(piece)
    }

    /// Hands out a piece and leaves it behind, if it keeps the limits.
    fn hand_out(&mut self, piece: Found) -> Result<Found> {
        let text = piece.flags & BODY != 0;
        // Of lines all that has come is judged: where the stream is cut must
        // not matter.
        let (lines, to) = match text {
            true => (piece.lines, piece.end),
            false => (self.state.ends.saturating_sub(piece.first), self.state.position),
        };
        if let Some(status) = self.first_excess(piece.first, lines, piece.start, to) {
            return Err(self.skip_rest(status));
        }
        self.deliver(piece)?;
        self.head = piece.first.saturating_add(piece.lines);
        self.start = piece.end;
        if text {
            self.follows = Some(Follows { lines: 0, text: piece.end });
        } else {
            let more = piece.flags & MORE != 0;
            self.begun = Some(piece.kind).filter(|_| more);
            self.glued = !more;
            self.counters.glued_packets += u64::from(!more);
        }
        Ok(piece)
    }

    /// The next of the packets glued into an unfinished one, all of which are cut
    /// off before more bytes come: otherwise the rest would be moved for each of
    /// them.
    #[cold]
    pub(super) fn next_glued(&mut self) -> Result<Option<Found>> {
        let piece = self.piece_of_lines().filter(|piece| piece.flags & MORE == 0);
        self.glued = false;
        piece.map(|piece| self.hand_out(piece)).transpose()
    }

    /// [`Reader::first_excess`] of the unfinished packet.
    #[cold]
    pub(super) fn excess_so_far(&mut self) -> Option<Status> {
        self.look_for_text();
        let lines = match self.follows {
            Some(follows) => follows.lines,
            None => self.state.ends.saturating_sub(self.head),
        };
        let excess = self.first_excess(self.head, lines, self.start, self.state.position);
        // The index filled up at the byte where the scan stands: that is an
        // excess, too, and behind any other one.
        // Lines that were handed out may still stand in it.
        let full = self.follows.is_none() && self.state.names.saturating_sub(self.head) >= self.half;
        // Where there may be more of it, it is none.
        let full = full && self.asks == Asks::Never;
        excess.or(if full { Some(Status::TooManyHeaders) } else { None })
    }

    /// Finds out whether the unfinished packet is an old Command answer.
    #[cold]
    pub(super) fn look_for_text(&mut self) {
        let (start, to) = (self.start, self.state.position);
        let at_start = self.skip == Skip::Nothing && self.follows.is_none();
        if at_start && self.opens_text(start, to) == Opens::Yes {
            self.begin_text(start, to);
        }
    }

    /// The index is full, and no packet is complete.
    #[cold]
    pub(super) fn index_full(&mut self) -> Result<Option<Found>> {
        if self.skip != Skip::Nothing {
            self.drop_skipped();
            return Ok(None);
        }
        // The lines of a text are not needed: only its end is.
        self.look_for_text();
        let position = self.state.position;
        if self.text_is_over(position) || self.is_over_at_start(position) {
            return Err(self.give_text_up());
        }
        let kept = self.follows.map(|follows| self.head.wrapping_add(follows.lines));
        match kept {
            Some(kept) if kept < self.state.ends => {
                self.keep_lines(kept);
                Ok(None)
            }
            _ => {
                if self.options.text_in_pieces
                    && let Some(piece) = self.piece_of_lines()
                {
                    return self.hand_out(piece).map(Some);
                }
                let status = self.excess_so_far();
                if status.is_none() && self.ask(Wants::Lines) {
                    return Ok(None);
                }
                Err(self.skip_rest(status.unwrap_or(Status::TooManyHeaders)))
            }
        }
    }

    /// Gives up the unfinished packet and skips what is still to come of it.
    pub(super) fn skip_rest(&mut self, status: Status) -> Error {
        let (start, to) = (self.start, self.state.position);
        let text = self.follows.is_some() || self.opens_text(start, to) == Opens::Yes;
        let error = self.refuse(status, start, to.saturating_sub(start));
        if self.follows.is_none() {
            match text {
                true => self.take_announced(start, to),
                // One that was begun already is none.
                false => self.counters.unawaited_texts += u64::from(self.is_follows(start)),
            }
        }
        self.follows = None;
        self.begun = None;
        self.glued = false;
        self.banner = false;
        self.skip = if text { Skip::Text } else { Skip::Packet };
        self.drop_skipped();
        error
    }

    /// Drops the bytes and lines of a packet that is skipped, but for what may
    /// still decide something: the open line, if it is short enough for T16,
    /// and what may be the front of an end mark.
    pub(super) fn drop_skipped(&mut self) {
        let position = self.state.position;
        let open = match (self.state.ends as usize).checked_sub(1) {
            Some(last) => self.ends().get(last).map_or(u32::MAX, |end| end.wrapping_add(1)),
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
}
