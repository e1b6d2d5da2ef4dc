//! A fixed set of names that is searched by a perfect hash: one seed, one
//! place, one comparison, whether the name is in the set or not.

use core::ffi::CStr;

use super::hash::{bucket, hash, place};
use crate::bytes::equal_fold;

/// The names of one kind. Ids are 1 and up, in the order of the names.
pub(super) struct Table {
    /// By bucket, what sends the names of the bucket to places of their own.
    pub(super) seeds: &'static [u16],
    /// By place, the id of the name that may lie there, or 0.
    pub(super) places: &'static [u16],
    /// All names, one after the other, in the order of their ids, with a NUL
    /// before the first and behind each.
    pub(super) names: &'static str,
    /// By id, the place of the NUL behind its name; `ends[0]` is 0.
    pub(super) ends: &'static [u16],
    /// The length of the longest name.
    pub(super) longest: usize,
}

impl Table {
    /// The id of a name, in any ASCII case.
    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<u16> {
        if name.len() > self.longest {
            return None;
        }
        let hash = hash(name);
        let seed = *self.seeds.get(bucket(hash, self.seeds.len()))?;
        let id = *self.places.get(place(hash, seed, self.places.len()))?;
        let found = self.names.as_bytes().get(self.range(id)?)?;
        equal_fold(found, name).then_some(id)
    }

    /// The usual spelling of the name with this id.
    #[inline]
    pub(super) fn name(&self, id: u16) -> Option<&'static str> {
        self.names.get(self.range(id)?)
    }

    /// The same for C.
    #[inline]
    pub(super) fn name_c(&self, id: u16) -> Option<&'static CStr> {
        let range = self.range(id)?;
        let with_nul = self.names.as_bytes().get(range.start..=range.end)?;
        CStr::from_bytes_with_nul(with_nul).ok()
    }

    /// Where the name of an id lies; there is none for 0.
    #[inline]
    fn range(&self, id: u16) -> Option<core::ops::Range<usize>> {
        let id = usize::from(id);
        let before = *self.ends.get(id.checked_sub(1)?)?;
        let end = *self.ends.get(id)?;
        Some(usize::from(before) + 1..end.into())
    }
}

/// How many bytes the names have together, the NUL behind each included.
pub(super) const fn total(names: &[&str]) -> usize {
    let (mut sum, mut at) = (0, 0);
    while at < names.len() {
        sum += names[at].len() + 1;
        at += 1;
    }
    sum
}

/// The length of the longest name.
pub(super) const fn longest(names: &[&str]) -> usize {
    let (mut most, mut at) = (0, 0);
    while at < names.len() {
        if names[at].len() > most {
            most = names[at].len();
        }
        at += 1;
    }
    most
}

/// The places of the NULs behind the names when they are laid one after the
/// other, after a 0 for the one before the first. Runs while the crate is
/// compiled, and so do its checks; `N` is one more than there are names.
pub(super) const fn ends<const N: usize>(names: &[&str]) -> [u16; N] {
    assert!(N == names.len() + 1 && total(names) <= u16::MAX as usize);
    let mut ends = [0; N];
    let mut at = 0;
    while at < names.len() {
        ends[at + 1] = ends[at] + names[at].len() as u16 + 1;
        at += 1;
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lie_one_after_the_other_with_a_nul_behind_each() {
        let names = ["Ping", "", "Hangup"];
        assert_eq!(total(&names), "Ping\0\0Hangup\0".len());
        assert_eq!(longest(&names), 6);
        assert_eq!(ends::<4>(&names), [0, 5, 6, 13]);
        assert_eq!((total(&[]), longest(&[]), ends::<1>(&[])), (0, 0, [0]));
    }

    /// While compiling, where it is called otherwise, this stops the build.
    #[test]
    #[should_panic]
    fn names_beyond_sixteen_bits_are_too_many() {
        let long = core::str::from_utf8(&[b'x'; 1 << 15]).unwrap();
        assert_eq!(ends::<2>(&[long]), [0, (1 << 15) + 1]);
        ends::<3>(&[long, long]);
    }

    #[test]
    #[should_panic]
    fn there_is_an_end_for_each_name_and_one_more() {
        ends::<2>(&["Ping", "Hangup"]);
    }
}
