//! Packets that a server glued together: where one ends that lacks its empty
//! line (T21, T22, T75).

use super::{Found, Reader};
use crate::bytes::{equal_fold, span};
use crate::error::Result;
use crate::packet::{ID, ID_FIRST, Kind, kind_of};
use crate::parse::{EVENTS_ON_LINES, Lines, glued_events_on};
use crate::work;

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Cuts off what is glued behind a packet that the mark taken last closes:
    /// that mark closes the other one, too, and is taken again for it. The
    /// limits are for all of them together, as they are while they come.
    #[cold]
    pub(super) fn take_apart(&mut self, found: Found) -> Result<Found> {
        let Some(apart) = self.apart(&found) else { return Ok(found) };
        self.check(&found, found.end.wrapping_sub(found.start))?;
        self.head = apart.first.saturating_add(apart.lines);
        self.start = apart.end;
        self.next_mark = self.next_mark.saturating_sub(1);
        self.counters.glued_packets += 1;
        Ok(apart)
    }

    /// The packet without what is glued behind it, if something is.
    #[cold]
    pub(super) fn apart(&self, found: &Found) -> Option<Found> {
        if found.kind == Kind::Response
            && self.begun.is_none()
            && let Some(end) = self.events_on_end(found.start)
        {
            return Some(Found { lines: EVENTS_ON_LINES, end, ..*found });
        }
        if !self.options.separate_glued || self.options.lines == Lines::Typed {
            return None;
        }
        let packet = self.packet(*found);
        let named = |i: u32| packet.header(i as usize).map_or(&b""[..], |header| header.name);
        let places = match found.kind {
            // A text ends where a packet begins.
            Kind::Other => u32::from(self.begun.is_none())..found.lines,
            // A response may have forgotten its end behind its first line or
            // two.
            Kind::Response if self.begun.is_none() && equal_fold(packet.title(), b"Success") => {
                let has_id = found.flags & ID_FIRST != 0 || equal_fold(named(1), ID);
                let line = 1 + u32::from(has_id);
                line..found.lines.min(line.saturating_add(1))
            }
            _ => return None,
        };
        let start = |i: u32| match i.checked_sub(1) {
            Some(before) => packet.ends.get(before as usize).map(|end| end.wrapping_add(1)),
            None => Some(found.start),
        };
        let begins = |i: &u32| {
            let whole = *i == 0 || start(*i).is_some_and(|at| span(packet.bytes, 0, at).ends_with(b"\r\n"));
            // Behind an ActionID the kind may stand in the next line (T72).
            let kind_at = if equal_fold(named(*i), ID) { i.saturating_add(1) } else { *i };
            let within = kind_at < found.lines;
            whole && within && matches!(kind_of(named(kind_at)), Kind::Response | Kind::Event)
        };
        let lines = places.into_iter().inspect(|_| work::lines(1)).find(begins)?;
        Some(Found { lines, end: start(lines)?, ..*found })
    }

    /// Where the packet at `start` is cut off that T75 leaves without its end.
    fn events_on_end(&self, start: u32) -> Option<u32> {
        let behind = self.storage.as_ref().get(start as usize..)?;
        let length = if self.options.lines == Lines::Wire { glued_events_on(behind) } else { None };
        length.map(|length| start.wrapping_add(length))
    }
}
