//! Room in the index and in the storage: what was handed out leaves, what is
//! unfinished is moved along.

use super::{Reader, halves};
use crate::scan::STEP;
use crate::work;

impl<S, I> Reader<S, I>
where
    S: AsRef<[u8]> + AsMut<[u8]>,
    I: AsRef<[u32]> + AsMut<[u32]>,
{
    /// Before the scan goes on: the lines that were handed out leave the
    /// index, if that is needed or costs little.
    #[inline(always)]
    pub(super) fn make_room(&mut self) {
        if self.state.names > self.crowded {
            self.leave_index();
        }
    }

    #[inline(never)]
    fn leave_index(&mut self) {
        let (head, used) = (self.head, self.state.names);
        let live = used.saturating_sub(head);
        let room = (self.half as usize).saturating_sub(used as usize);
        let low = room < self.half as usize / 2 && live <= head / 4;
        if head > 0 && (low || room < 2 * STEP) {
            self.line_start = match (head as usize).checked_sub(1) {
                Some(last) => self.ends().get(last).map_or(u32::MAX, |end| end.wrapping_add(1)),
                None => self.line_start,
            };
            let ends = self.state.ends;
            work::lines(live as usize);
            let (names, line_ends) = halves(self.index.as_mut(), self.half);
            for (array, used) in [(names, used), (line_ends, ends)] {
                if head <= used && used as usize <= array.len() {
                    array.copy_within(head as usize..used as usize, 0);
                }
            }
            self.state.names = live;
            self.state.ends = ends.saturating_sub(head);
            self.head = 0;
        }
    }

    /// Keeps the first `to` lines of the index, and the open one behind them.
    pub(super) fn keep_lines(&mut self, to: u32) {
        let open = self.state.names.saturating_sub(self.state.ends).min(1);
        if open == 1
            && let Some(name) = self.names().get(self.state.ends as usize).copied()
            && let Some(place) = halves(self.index.as_mut(), self.half).0.get_mut(to as usize)
        {
            *place = name;
        }
        self.state.ends = to;
        self.state.names = to + open;
    }

    /// Moves what was not handed out to the front of the storage.
    #[inline(never)]
    pub(super) fn move_up(&mut self) {
        let by = self.start;
        // The end of the line before the first live one is its start.
        let (filled, head) = (self.filled as usize, (self.head as usize).saturating_sub(1));
        if by as usize <= filled && filled <= self.storage.as_ref().len() {
            work::bytes(filled - by as usize);
            self.storage.as_mut().copy_within(by as usize..filled, 0);
        }
        let (names, ends) = halves(self.index.as_mut(), self.half);
        let used = (self.state.names as usize).saturating_sub(head);
        work::lines(used);
        for array in [names, ends] {
            // Eight at a time, where the array goes on so far: what stands behind
            // the last is of no account.
            let whole_eights = array.get_mut(head..head + used.next_multiple_of(8));
            if let Some(live) = whole_eights {
                for eight in live.as_chunks_mut::<8>().0 {
                    *eight = eight.map(|position| position.wrapping_sub(by));
                }
            } else {
                let live = array.get_mut(head..).unwrap_or_default();
                live.iter_mut().for_each(|position| *position = position.wrapping_sub(by));
            }
        }
        self.line_start = match self.line_start {
            u32::MAX => u32::MAX,
            start => start.wrapping_sub(by),
        };
        if self.frames {
            let marks = self.state.marks as usize;
            for mark in self.marks.iter_mut().take(marks).skip(self.next_mark as usize) {
                *mark = mark.wrapping_sub(by);
            }
        }
        if let Some(follows) = &mut self.follows {
            follows.text = follows.text.wrapping_sub(by);
        }
        self.state.position -= by;
        self.filled -= by;
        self.start = 0;
        self.base += u64::from(by);
    }
}
