//! Framing: where packets begin and end, and their first line, for those who
//! look at few of them.
//!
//! Only packets that leave no doubt are read so: whole, closed by CR LF CR LF,
//! with an ordinary first line, and under every limit by their length alone.
//! Any other one (an old Command answer, a repaired or a broken one, one that
//! may be over a limit) is read line by line, as all are without framing.

use super::{Found, Reader, halves};
use crate::bytes::span;
use crate::packet::{Kind, Packet, kind_of};
use crate::scan;

/// How many bytes framing looks at first behind a packet that was read by lines.
const FRAME_BYTES: u32 = 4 * scan::STEP as u32;

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Whether only packets and their first lines are looked for from now on,
    /// which is several times faster than to find every line.
    ///
    /// A packet then has one line ([`Packet::len`](crate::Packet::len) is 1):
    /// its kind, title, bytes and offset are right, [`get`](crate::Packet::get)
    /// and [`headers`](crate::Packet::headers) see nothing else.
    /// [`parse::index`](crate::parse::index) finds the lines of a packet that
    /// turns out to be of interest. Packets out of the ordinary, old Command
    /// answers among them, have all their lines. Framing, repairs of framing,
    /// and limits are the same as without; only that an index too small for a
    /// packet need not matter. Of the counters, those of lines and of what is
    /// odd in them see only the lines that were looked for.
    ///
    /// To be called before the first bytes, or at any time between packets. Those
    /// that have been found ahead already come as they were found.
    pub fn set_framing(&mut self, on: bool) {
        if self.framing == on {
            return;
        }
        self.framing = on;
        self.idle = false;
        if !on && self.frames {
            self.read_by_lines();
        }
        self.settle();
    }

    /// Goes over to framing at a packet's start, if nothing stands against it.
    pub(super) fn begin_frames(&mut self) -> bool {
        let open = self.follows.is_some() || self.begun.is_some();
        let free = self.skip == super::Skip::Nothing && !open && !self.banner;
        if !free || self.by_lines == self.offset() {
            return false;
        }
        self.frames = true;
        self.start_over();
        true
    }

    /// Goes back to reading by lines, from the start of the packet. What was looked
    /// at ahead of it is looked at again, so that less is at first, when framing
    /// goes on behind it.
    fn read_by_lines(&mut self) {
        self.frames = false;
        self.frame_bytes = FRAME_BYTES;
        self.by_lines = self.offset();
        self.start_over();
    }

    pub(super) fn start_over(&mut self) {
        self.state = self.state.again();
        self.state.position = self.start;
        self.line_start = self.start;
        self.head = 0;
        self.next_mark = 0;
        self.idle = false;
        self.quick_frames = 0;
    }

    /// The next packet or the want of more bytes; none if it is to be read by
    /// lines, or there is more to be scanned first.
    pub(super) fn next_frame(&mut self) -> Option<Option<Found>> {
        if let Some(found) = self.any_frame() {
            let Framed { kind, start, end, .. } = found;
            let flags = self.take_frame(found).flags;
            return Some(Some(Found { kind, flags, first: 0, lines: 1, start, end, body: (0, 0) }));
        }
        if self.next_mark < self.state.marks {
            self.read_by_lines();
            return None;
        }
        if self.state.position == self.filled {
            if self.filled.saturating_sub(self.start) > self.patience {
                self.read_by_lines();
                return None;
            }
            return Some(None);
        }
        self.state.marks = 0;
        self.next_mark = 0;
        let to = self.state.position.saturating_add(self.frame_bytes).min(self.filled);
        self.frame_bytes = self.frame_bytes.saturating_mul(2);
        scan::frame(self.storage.as_ref(), to as usize, &mut self.state, &mut self.marks);
        self.quick_frames = self.state.marks;
        self.idle = self.state.position == self.filled;
        None
    }

    /// The event that the next candidate ends, if it leaves no doubt.
    #[inline(always)]
    pub(super) fn event_frame(&self) -> Option<Framed> {
        let (start, end) = self.next_frame_span()?;
        let packet = span(self.storage.as_ref(), start, end);
        // As every server spells it.
        if !packet.starts_with(b"Event: ") {
            return None;
        }
        framed(packet, Kind::Event, 5, start)
    }

    /// The same for any packet.
    #[inline(never)]
    pub(super) fn any_frame(&self) -> Option<Framed> {
        let (start, end) = self.next_frame_span()?;
        let packet = span(self.storage.as_ref(), start, end);
        let name = memchr::memchr2(b':', b'\n', packet)?;
        // A space behind the colon.
        if name == 0 || packet.get(name..)?.first_chunk() != Some(b": ") {
            return None;
        }
        let kind = kind_of(packet.get(..name)?);
        let doubtful = self.options.separate_glued && matches!(kind, Kind::Response | Kind::Other);
        if doubtful || (kind == Kind::Response && self.is_follows(start)) {
            return None;
        }
        framed(packet, kind, name, start)
    }

    /// From where to where the packet goes that the next candidate ends, if it
    /// has its empty line and breaks no limit.
    #[inline(always)]
    fn next_frame_span(&self) -> Option<(u32, u32)> {
        if self.next_mark >= self.quick_frames {
            return None;
        }
        let last = self.marks.get(self.next_mark as usize).copied()?;
        let (start, end) = (self.start, last.wrapping_add(1));
        let packet = span(self.storage.as_ref(), start, end);
        let whole = packet.last_chunk() == Some(b"\r\n\r\n") && end.wrapping_sub(start) <= self.sure;
        whole.then_some((start, end))
    }

    /// Hands it out.
    #[inline(always)]
    pub(super) fn take_frame(&mut self, found: Framed) -> Packet<'_> {
        let Framed { kind, start, end, name, line } = found;
        self.next_mark += 1;
        self.start = end;
        self.counters.packets += 1;
        self.counters.lines += 1;
        match kind {
            Kind::Event => self.counters.events += 1,
            _ => self.count_another(kind),
        }
        let (names, ends) = halves(self.index.as_mut(), self.half);
        for (array, position) in [(&mut *names, name), (&mut *ends, line)] {
            if let Some(first) = array.first_mut() {
                *first = position;
            }
        }
        Packet {
            bytes: self.storage.as_ref(),
            names: names.get(..1).unwrap_or_default(),
            ends: ends.get(..1).unwrap_or_default(),
            lines: 1,
            start,
            end,
            body: (0, 0),
            offset: self.base + u64::from(start),
            kind,
            flags: self.flags,
        }
    }

    /// Counts what is no event.
    #[inline(never)]
    fn count_another(&mut self, kind: Kind) {
        match kind {
            Kind::Response => self.counters.responses += 1,
            Kind::Action => self.counters.actions += 1,
            _ => self.counters.unknown_packets += 1,
        }
    }
}

/// A packet of which framing found the first line: where it is, where that ends,
/// and where its name does.
pub(super) struct Framed {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    name: u32,
    line: u32,
}

/// If its first line is an ordinary one.
#[inline(always)]
fn framed(packet: &[u8], kind: Kind, name: usize, start: u32) -> Option<Framed> {
    let line = scan::line_feed(packet.get(name..)?)?.wrapping_add(name);
    let ordinary = packet.get(line.wrapping_sub(1)) == Some(&b'\r');
    let at = |position: usize| start.wrapping_add(position as u32);
    ordinary.then_some(Framed { kind, start, end: at(packet.len()), name: at(name), line: at(line) })
}
