//! What of the session's own still awaits its answer, and how far the answers have
//! come: so that an answer without an ActionID can be told by its place.
//!
//! Servers do one action after the other, so their answers come in the order of the
//! actions. Where an action stands is known by the place where it ends in all that
//! was ever queued.

/// How many runs of the session's own actions can await their answers at a time.
const RUNS: usize = 8;

/// Whose answer is awaited, besides those of the actions in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Owed {
    /// A Ping of the session's own.
    #[default]
    Ping,
    /// The event mask.
    Events,
    /// The logoff.
    Logoff,
    /// The Ping behind the action of that tag.
    Fence(u64),
    /// An action whose time limit has passed: its answer may come late, and is not
    /// that of the next one.
    Late,
}

/// Some of one kind with no action in flight between them.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    owed: Owed,
    times: u32,
    /// Where the last of them ends.
    end: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Order {
    runs: [Run; RUNS],
    count: u8,
    /// Whether the peer has sent an ActionID of this session's back.
    pub(super) echoes: bool,
    /// Whether something is owed that there was no room for: then the order is
    /// not known.
    lost: bool,
    /// Up to where the actions have had an answer.
    answered: u64,
    /// What ends there or before was in flight together with another action when an
    /// answer came of which only its place says whose it is.
    together: u64,
}

impl Order {
    fn runs(&self) -> &[Run] {
        self.runs.get(..usize::from(self.count)).unwrap_or_default()
    }

    /// Whether the order is known.
    pub(super) fn is_known(&self) -> bool {
        !self.lost
    }

    /// Up to where the actions have had an answer.
    pub(super) fn answered(&self) -> u64 {
        self.answered
    }

    /// One more answer is awaited, to what ends at `end`. Of the actions in flight the
    /// one before it ends at `older`, and the one behind it at `newer`.
    pub(super) fn owe(&mut self, owed: Owed, end: u64, older: u64, newer: u64) {
        let place = self.runs().iter().take_while(|run| run.end <= end).count();
        let before = place.checked_sub(1).and_then(|before| self.runs.get_mut(before));
        if let Some(run) = before.filter(|run| run.owed == owed && older <= run.end) {
            run.times = run.times.saturating_add(1);
            run.end = end;
            return;
        }
        let count = usize::from(self.count);
        let behind = self.runs.get_mut(..count).and_then(|runs| runs.get_mut(place));
        if let Some(run) = behind.filter(|run| run.owed == owed && newer > run.end) {
            run.times = run.times.saturating_add(1);
            return;
        }
        if count == RUNS {
            self.drop_first();
            self.lost = true;
            return self.owe(owed, end, older, newer);
        }
        // Those behind it move up by one; the last place was free.
        let mut moved = Run { owed, times: 1, end };
        self.runs.iter_mut().skip(place).for_each(|run| core::mem::swap(run, &mut moved));
        self.count += 1;
    }

    /// Where the first Ping ends that awaits its answer.
    pub(super) fn first_ping(&self) -> Option<u64> {
        self.runs().iter().find(|run| matches!(run.owed, Owed::Ping | Owed::Fence(_))).map(|run| run.end)
    }

    /// Whether a late answer has no Ping behind it, and there is room for one.
    pub(super) fn wants_ping(&self) -> bool {
        let last = |owed| self.runs().iter().rposition(|run| run.owed == owed);
        let pings = self.runs().iter().filter(|run| run.owed == Owed::Ping).count();
        // With what is late between them they take seven.
        last(Owed::Late) > last(Owed::Ping) && pings < 3
    }

    /// The first of them has no answer any more.
    pub(super) fn drop_first(&mut self) {
        self.runs.rotate_left(1);
        self.count = self.count.saturating_sub(1);
        // Whatever was lost is older than what is known.
        self.lost &= self.count > 0;
    }

    /// What has awaited its answer for longest, and where it ends.
    pub(super) fn first(&self) -> Option<(Owed, u64)> {
        self.runs().first().map(|run| (run.owed, run.end))
    }

    /// The answer to the first of them came.
    pub(super) fn first_came(&mut self) {
        let Some(run) = self.runs.first_mut().filter(|_| self.count > 0) else { return };
        run.times = run.times.saturating_sub(1);
        if run.times == 0 {
            self.answered = self.answered.max(run.end);
            self.drop_first();
        }
    }

    /// The answer to a Ping of the session's own came before that of an action that ends
    /// at `end`, if nothing but Pings behind it awaits an answer: the action awaits its
    /// own still.
    pub(super) fn ping_overtook(&mut self, end: u64) -> bool {
        let is = |run: &&mut Run| run.owed == Owed::Ping && run.end > end;
        let Some(run) = self.runs.first_mut().filter(|_| self.count > 0).filter(is) else { return false };
        run.times = run.times.saturating_sub(1);
        if run.times == 0 {
            self.drop_first();
        }
        true
    }

    /// The answer to this one came: those before it have none any more.
    pub(super) fn came(&mut self, owed: Owed) {
        let Some(place) = self.runs().iter().position(|run| run.owed == owed) else { return };
        for _ in 0..place {
            self.drop_first();
        }
        self.first_came();
    }

    /// The answer to an action that ends there came.
    #[inline]
    pub(super) fn action_came(&mut self, end: u64) {
        self.answered = self.answered.max(end);
        while self.first().is_some_and(|(_, first)| first < end) {
            self.drop_first();
        }
    }

    /// The answer came that is that of an action in flight, which ends at `end`, if
    /// it is not that of another one, of which the newest ends at `newest`.
    pub(super) fn one_of_several(&mut self, end: u64, newest: u64) {
        self.together = self.together.max(newest);
        self.action_came(end);
    }

    /// Whether an action that ends there was one of several.
    pub(super) fn was_one_of_several(&self, end: u64) -> bool {
        end <= self.together
    }

    /// There is a new connection. Places are counted on.
    pub(super) fn reset(&mut self) {
        *self = Order { answered: self.answered, together: self.together, ..Order::default() };
    }
}
