//! The queue of bytes to send, in memory of the caller's.

use zeroize::Zeroize;

use crate::error::{Error, Result, Status};

/// What is queued stands between `from` and `to`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Queue {
    from: usize,
    to: usize,
    /// All bytes that were ever taken off.
    gone: u64,
}

impl Queue {
    /// What is queued, up to the place `limit` of all that was ever queued.
    pub(super) fn bytes<'a>(&self, memory: &'a [u8], limit: u64) -> &'a [u8] {
        let queued = memory.get(self.from..self.to).unwrap_or_default();
        let open = limit.saturating_sub(self.gone);
        let open = usize::try_from(open).unwrap_or(usize::MAX).min(queued.len());
        queued.get(..open).unwrap_or_default()
    }

    /// How many bytes were ever taken off: what lies behind them has not left.
    pub(super) fn gone(&self) -> u64 {
        self.gone
    }

    /// How many bytes were ever queued.
    pub(super) fn end(&self) -> u64 {
        self.gone.saturating_add(self.to.saturating_sub(self.from) as u64)
    }

    /// Takes off what was sent, and wipes it: it may have been a login.
    pub(super) fn sent(&mut self, memory: &mut [u8], n: usize) -> Result<()> {
        let sent = memory.get_mut(self.from..self.to).and_then(|queued| queued.get_mut(..n));
        sent.ok_or(Error::new(Status::CommitTooLarge))?.zeroize();
        self.from += n;
        self.gone = self.gone.saturating_add(n as u64);
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
        }
        Ok(())
    }

    /// Takes off what lies before that place of all that was ever queued. It
    /// counts also where a cut has dropped it meanwhile.
    #[cfg(feature = "net")]
    pub(super) fn took(&mut self, memory: &mut [u8], place: u64) {
        let queued = self.to.saturating_sub(self.from);
        let n = usize::try_from(place.saturating_sub(self.gone)).unwrap_or(usize::MAX).min(queued);
        let _ = self.sent(memory, n);
        self.gone = self.gone.max(place);
    }

    /// Wipes everything.
    pub(super) fn clear(&mut self, memory: &mut [u8]) {
        memory.zeroize();
        *self = Queue { gone: self.gone, ..Queue::default() };
    }

    /// Queues what `write` writes into the free part, whole or not at all.
    pub(super) fn push(&mut self, memory: &mut [u8], write: impl Fn(&mut [u8]) -> Result<usize>) -> Result<()> {
        let (from, to, room) = (self.from, self.to, memory.len());
        let outcome = write(memory.get_mut(to..).unwrap_or_default());
        let outcome = match outcome {
            // Moved up only when that is of use.
            Err(error) if error.status == Status::NoRoom && from > 0 && from <= to && to <= room => {
                // Not copy_within, whose check can panic as far as the linker
                // can see.
                for place in 0..to - from {
                    let byte = memory.get(from.saturating_add(place)).copied().unwrap_or(0);
                    if let Some(to) = memory.get_mut(place) {
                        *to = byte;
                    }
                }
                // Also what was written of the first try.
                if let Some(left) = memory.get_mut(to - from..) {
                    left.zeroize();
                }
                (self.from, self.to) = (0, to - from);
                write(memory.get_mut(self.to..).unwrap_or_default())
            }
            outcome => outcome,
        };
        match outcome {
            Ok(size) => {
                self.to += size;
                Ok(())
            }
            Err(error) => {
                // A part of it may have been written.
                if let Some(free) = memory.get_mut(self.to..) {
                    free.zeroize();
                }
                if error.status == Status::NoRoom && error.size <= room as u64 {
                    return Err(Error { status: Status::OutQueueFull, ..error });
                }
                Err(error)
            }
        }
    }
}
