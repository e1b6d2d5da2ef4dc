//! What a session is told at its start.

/// How a session behaves. Times are nanoseconds; 0 sets none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// From the connection to the accepted login.
    pub login: u64,
    /// From the sending of an action to the end of its answer, unless the
    /// action brings a limit of its own.
    pub action: u64,
    /// The silence after which a Ping is sent. What breaks it is said at
    /// [`Session::heard`](super::Session::heard).
    pub ping: u64,
    /// How long after that Ping a peer that is still silent is dead.
    ///
    /// Neither counts while an action is in flight that keeps the exchange from
    /// answering: one with [`AnswerFlags::BLOCKS`](crate::name::AnswerFlags::BLOCKS)
    /// (Command, WaitEvent, an Originate without Async, Reload and its kin), or with
    /// [`ActionOptions::blocks`]. Then only the action's own time limit counts. One
    /// without a limit holds the Ping back for [`action`](Options::action), or for a
    /// minute if that is 0, too. No other action holds it back.
    pub dead: u64,
    /// Whether an action is sent only when the one before has had its final
    /// answer. Those that wait are in flight, too, but no time runs for them.
    pub one_at_a_time: bool,
    /// A random number, for instance from `RandomState` or `getrandom`. Of it, of
    /// the first `now` and of where the memory lies the key is made by which the
    /// ActionIDs are computed, and so is the jitter of the delays. Who can compute
    /// them can forge answers, since users of the exchange may write events. One
    /// ActionID shows none of another tag: an OriginateResponse goes to all sessions
    /// with the one it belongs to. Without a random seed two sessions made in the
    /// same memory at the same `now` have the same ActionIDs.
    pub seed: u64,
    /// What to do when the connection is cut.
    pub reconnect: Reconnect,
    /// Whether no OriginateResponse can reach this session: its user has not the
    /// right to read the class `call`, the account has an `eventfilter`, or a Filter
    /// was sent. A session cannot see these. An Originate with Async is then over
    /// with its response, which is [`What::Started`](super::What::Started), as it is
    /// by itself where the event mask leaves out the class `call`. Without this it
    /// would hold its place up to its time limit.
    pub no_originate_response: bool,
    /// Whether the exchange sends no ActionIDs back, or not always: an answer without
    /// one then belongs to the action that was sent first of those without an answer.
    ///
    /// Gateways need no such word where not even the answer to their login has an
    /// ActionID: as long as none comes back, the session takes an answer without one
    /// for that of the action in flight. It does so only with one in flight: set this,
    /// or [`one_at_a_time`](Options::one_at_a_time), to send several.
    ///
    /// On any other connection an answer without an ActionID is
    /// [`What::Unclaimed`](super::What::Unclaimed): whoever can put a line end into a
    /// value can forge one. So do not set this for an Asterisk, of which only `Events`
    /// and `Ping` of releases to 11 answer so, which the session knows.
    pub answers_without_id: bool,
    /// Whether an event mask may name classes that Asterisk does not know, as
    /// those of gateways (`smscommand`). Without it they are refused, so that a
    /// misspelt class is found.
    pub other_classes: bool,
}

/// What is particular about one action. [`ActionOptions::default`] is an ordinary
/// one.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActionOptions<'a> {
    /// The time limit in nanoseconds: 0 sets none; without one the session's own
    /// holds.
    pub limit: Option<u64>,
    /// [`Options::no_originate_response`] for this action: for an Originate with
    /// Async whose end nobody is to be told.
    pub no_originate_response: bool,
    /// Whether it keeps the exchange from answering anything else: then only its
    /// own limit counts, and none for Ping and its answer ([`Options::dead`]). The
    /// actions of which that is known need not say so. Say it of a Getvar or Setvar
    /// of a function that takes long (`CURL`, `SHELL`, `ODBC_…`), and of slow actions
    /// that are not Asterisk's own.
    pub blocks: bool,
    /// The list that it is answered with, where no table has it.
    pub list: Option<List<'a>>,
}

/// A list as a caller declares it. It begins with any response but an Error, and an
/// event with `EventList: Complete` or a second response that is an Error ends it,
/// too. A plain Success without items behind it leaves the action in flight up to its
/// time limit: declare no list where the exchange may answer so.
///
/// Most lists need no such word: a response with an `EventList`, or whose Message ends
/// in `will follow`, begins one, and an event with the action's ActionID whose name
/// ends in `Complete` ends it.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The names of the events that are its items, joined by commas. They are for
    /// whoever reads the program, and change nothing: all events with the action's
    /// ActionID are items, and no others.
    pub items: &'a [u8],
    /// The name of the event that ends it, in any ASCII case; other names that end in
    /// `Complete` are items then. If it is empty, the first item is the last. At most
    /// 80 bytes, without colons, control characters, and blanks at its edges.
    pub completion: &'a [u8],
}

/// When to connect again. The delay doubles with each attempt, from `first` to
/// `most`, until a connection has lasted behind its login for at least as long as
/// the longest delay that it would be now: an exchange may accept each login and
/// close at once. Of each delay a random part, at most half, is left out, so that
/// clients do not all come back at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconnect {
    /// The longest delay before the first attempt; 0 for no reconnecting.
    pub first: u64,
    /// The longest delay before any attempt; 0 for one minute.
    pub most: u64,
    /// How many attempts in a row may fail; 0 for no bound. One that led to a login
    /// has not failed.
    pub attempts: u32,
}

const SECOND: u64 = 1_000_000_000;

impl Default for Options {
    /// 30 seconds for the login, which is what servers give (section 3), and a
    /// minute for an action: an Originate without Async answers after its own
    /// timeout of 30 seconds. No Ping, no reconnecting.
    fn default() -> Self {
        Options {
            login: 30 * SECOND,
            action: 60 * SECOND,
            ping: 0,
            dead: 0,
            one_at_a_time: false,
            seed: 0,
            reconnect: Reconnect::default(),
            no_originate_response: false,
            answers_without_id: false,
            other_classes: false,
        }
    }
}

impl Reconnect {
    /// The delay before attempt number `attempt`, counted from 0.
    pub(super) fn delay(&self, attempt: u32, random: u64) -> u64 {
        let most = if self.most == 0 { 60 * SECOND } else { self.most };
        let doubled = self.first.checked_mul(1u64.checked_shl(attempt).unwrap_or(u64::MAX));
        let longest = doubled.unwrap_or(u64::MAX).min(most.max(self.first));
        let half = longest / 2;
        // The high half of a product is a fair share without a division.
        longest - ((u128::from(random) * u128::from(half)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_and_stay_within_their_bounds() {
        let policy = Reconnect { first: 100, most: 1000, attempts: 0 };
        for (attempt, longest) in [(0, 100), (1, 200), (2, 400), (3, 800), (4, 1000), (63, 1000), (64, 1000)] {
            assert_eq!(policy.delay(attempt, 0), longest);
            let shortest = policy.delay(attempt, u64::MAX);
            assert!(shortest >= longest / 2 && shortest <= longest / 2 + 1, "{shortest}");
        }
        assert_eq!(Reconnect { first: 90 * SECOND, ..Reconnect::default() }.delay(3, 0), 90 * SECOND);
        assert_eq!(Reconnect { first: SECOND, ..Reconnect::default() }.delay(30, 0), 60 * SECOND);
    }
}
