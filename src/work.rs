//! Floor 0: how much was looked at, counted in the unit tests of this crate
//! only; everywhere else these functions are empty.
//!
//! That the cost of a stream grows with its length and no faster is shown by
//! these numbers. A measured time would depend on the machine and on what else
//! runs there.

#[cfg(test)]
pub(crate) use counted::{Work, done};

/// So many bytes were looked at or moved.
#[inline(always)]
pub(crate) fn bytes(_n: usize) {
    #[cfg(test)]
    counted::add(|work| work.bytes += _n as u64);
}

/// So many lines were looked at, one after the other.
#[inline(always)]
pub(crate) fn lines(_n: usize) {
    #[cfg(test)]
    counted::add(|work| work.lines += _n as u64);
}

/// A place for an action was looked at.
#[inline(always)]
pub(crate) fn slot() {
    #[cfg(test)]
    counted::add(|work| work.slots += 1);
}

#[cfg(test)]
mod counted;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
