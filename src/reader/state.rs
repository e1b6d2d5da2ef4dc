//! What a reader tells of itself: how far it is, and what is left of the stream.

use super::{Reader, Skip};
use crate::bytes::span;
use crate::counters::Counters;
use crate::error::Error;

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// The bytes of the stream that belong to no packet yet: at the end of the
    /// stream, its unfinished tail (T62). A packet that is being skipped shows
    /// none.
    pub fn tail(&self) -> &[u8] {
        match self.skip {
            Skip::Nothing => span(self.storage.as_ref(), self.start, self.filled),
            _ => &[],
        }
    }

    /// Of a packet that was just refused, what has arrived of it: for as long
    /// as nothing else is done with the reader.
    pub(crate) fn refused(&self, error: &Error) -> &[u8] {
        let start = error.offset.checked_sub(self.base).and_then(|start| u32::try_from(start).ok());
        let start = start.unwrap_or(u32::MAX);
        span(self.storage.as_ref(), start, start.saturating_add(u32::try_from(error.size).unwrap_or(0)))
    }

    /// Says, once, that the stream has ended. An unfinished packet is counted.
    pub fn finish(&mut self) {
        let tail = self.tail().len() as u64;
        self.counters.tails += u64::from(tail > 0 || self.begun.is_some());
        self.counters.tail_bytes += tail;
    }

    /// The offset in the stream behind the last packet that was handed out.
    pub fn offset(&self) -> u64 {
        // One that `ready` found has not been.
        let start = match &self.found {
            Some(Ok(found)) => found.start,
            _ => self.start,
        };
        self.base + u64::from(start)
    }

    /// Bytes that have been committed since the start of the stream.
    pub fn received(&self) -> u64 {
        self.base + u64::from(self.filled)
    }

    /// What has been seen.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }
}

impl<S, I> core::fmt::Debug for Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reader")
            .field("received", &self.received())
            .field("offset", &self.offset())
            .field("counters", &self.counters)
            .finish_non_exhaustive()
    }
}
