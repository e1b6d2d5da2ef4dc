//! The session, and what must be true of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use amiwire::parse::{Lines, Resume, parse};
use amiwire::reader::Reader;
use amiwire::session::server::mask_classes;
use amiwire::session::{ActionOptions, Options, Outcome, Phase, Session, Slot, What};
use amiwire::{Error, Kind, Packet, Status};

use super::deed::asks_for_nothing_else;
use super::{QUEUE, SLOTS};

/// What is known of an action in flight.
#[derive(Debug)]
pub struct Flight {
    /// An Originate with Async.
    pub asynchronous: bool,
    /// The end of the list that was declared.
    pub declared: Option<Vec<u8>>,
    /// Whether that list has begun.
    pub listed: bool,
    /// Whether anything of its answer has come.
    pub answered: bool,
    /// Before that its time limit cannot pass; none if it has none.
    pub limit: Option<u64>,
}

pub struct World {
    pub session: Session<Vec<Slot>, Vec<u8>>,
    pub options: Options,
    /// None while it lends a packet.
    pub reader: Option<Reader<Vec<u8>, Vec<u32>>>,
    pub any_banner: bool,
    /// The tags in flight.
    pub flying: BTreeMap<u64, Flight>,
    pub now: u64,
    /// The latest time that the session was told.
    pub clock: u64,
    /// The ActionIDs that were sent, by what stands behind their hash.
    pub ids: BTreeMap<String, String>,
    /// What was asked for on this connection, by the same, and what of it went out.
    pub asked: BTreeMap<String, usize>,
    gone: BTreeMap<String, usize>,
    /// The bytes of a packet of which not all went out.
    partly: Vec<u8>,
    /// The classes that were asked for by each mask that has not gone out.
    pub masks: VecDeque<Option<u32>>,
    /// The numbers of masks that went out.
    events: BTreeSet<String>,
    /// Whether an ActionID of this session came back.
    pub echoed: bool,
    /// Up to where the reader had bytes when packets came past it.
    pub beside: u64,
    /// Whether the last words have gone out.
    closed: bool,
}

/// Who told an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Packet,
    Refusal,
    Time,
}

impl World {
    pub fn new(
        session: Session<Vec<Slot>, Vec<u8>>,
        options: Options,
        reader: Reader<Vec<u8>, Vec<u32>>,
        any_banner: bool,
    ) -> World {
        World {
            session,
            options,
            reader: Some(reader),
            any_banner,
            flying: BTreeMap::new(),
            now: 0,
            clock: 0,
            ids: BTreeMap::new(),
            asked: BTreeMap::new(),
            gone: BTreeMap::new(),
            partly: Vec::new(),
            masks: VecDeque::new(),
            events: BTreeSet::new(),
            echoed: false,
            beside: 0,
            closed: false,
        }
    }

    /// Notes that one more such packet was queued.
    pub fn asks(&mut self, what: &str) {
        *self.asked.entry(what.into()).or_default() += 1;
    }

    pub fn submit(&mut self, tag: u64, name: &[u8], fields: &[(&[u8], &[u8])], options: &ActionOptions<'_>) {
        let before = (self.session.transmit().len(), self.session.in_flight());
        let logged_in = self.session.phase() == Phase::LoggedIn;
        self.clock = self.clock.max(self.now);
        let done = self.session.submit_as(tag, name, fields.iter().copied(), options, self.now);
        let with_id = fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(b"ActionID"));
        let ends = options.list.map(|list| list.completion);
        let bad_list = ends.is_some_and(|name| {
            let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
            name.len() > 80
                || name.iter().any(|byte| *byte < b' ' || b":\x7f".contains(byte))
                || edge(name.first())
                || edge(name.last())
        });
        let error = match done {
            Ok(()) => {
                assert!(logged_in && !with_id && !bad_list);
                let limit = Some(options.limit.unwrap_or(self.options.action)).filter(|limit| *limit != 0);
                let flight = Flight {
                    asynchronous: asks_for_nothing_else(name, fields),
                    declared: ends.map(<[u8]>::to_vec),
                    listed: false,
                    answered: false,
                    limit: limit.map(|limit| self.clock.saturating_add(limit)),
                };
                assert!(self.flying.insert(tag, flight).is_none(), "tag {tag} was in flight");
                self.asks(&format!("{tag:016x}"));
                return;
            }
            Err(error) => error,
        };
        assert_eq!((self.session.transmit().len(), self.session.in_flight()), before);
        match error.status {
            Status::NotLoggedIn => assert!(!logged_in),
            Status::BadArgument => assert!(bad_list),
            Status::ActionIdGiven => assert!(with_id),
            Status::TagInUse => assert!(self.flying.contains_key(&tag)),
            Status::TooManyActions => assert_eq!(self.flying.len(), SLOTS),
            _ => assert!(logged_in && !with_id && !bad_list),
        }
    }

    /// How many bytes the reader was given on this connection.
    pub fn received(&self) -> u64 {
        self.reader.as_ref().map_or(0, Reader::received)
    }

    /// What a packet means that does not come by the reader. What that has begun to
    /// read it has begun before.
    pub fn handle_beside(&mut self, packet: &Packet<'_>) {
        self.beside = self.received();
        self.handle(packet);
    }

    /// What a packet means.
    pub fn handle(&mut self, packet: &Packet<'_>) {
        let phase = self.session.phase();
        let expected = if phase == Phase::LoggedIn { self.expected(packet) } else { None };
        self.clock = self.clock.max(self.now);
        match self.session.handle(packet, self.now) {
            Ok(outcome) => {
                assert!(phase != Phase::Down && (phase != Phase::Greeting || packet.kind() == Kind::Banner));
                assert_eq!(outcome.what == What::Banner, phase == Phase::Greeting);
                if let Some(expected) = expected {
                    assert_eq!((outcome.what, outcome.last), expected, "{packet:?}");
                }
                self.comes(outcome, By::Packet);
            }
            Err(error) if error.status == Status::BadBanner => {
                assert!(phase == Phase::Greeting && packet.kind() != Kind::Banner);
            }
            Err(error) => assert_eq!((error.status, phase), (Status::BadState, Phase::Down)),
        }
        self.echoed |= phase != Phase::Down && phase != Phase::Greeting && self.echoes(packet);
    }

    /// What stands behind the hash of a packet's ActionID, if that is this session's.
    fn own_id<'p>(&self, packet: &Packet<'p>) -> Option<&'p str> {
        let id = std::str::from_utf8(packet.action_id()?).ok()?;
        let rest = id.get(18..)?;
        self.ids.get(rest).filter(|own| *own == id).map(|_| rest)
    }

    fn tag(&self, packet: &Packet<'_>) -> Option<u64> {
        u64::from_str_radix(self.own_id(packet).filter(|rest| rest.len() == 16)?, 16).ok()
    }

    fn echoes(&self, packet: &Packet<'_>) -> bool {
        match packet.kind() {
            Kind::Response => self.own_id(packet).is_some(),
            Kind::Event => self.tag(packet).is_some() && !packet.title().eq_ignore_ascii_case(b"UserEvent"),
            _ => false,
        }
    }

    /// What a packet must mean that belongs to a list as its action declared it.
    fn expected(&self, packet: &Packet<'_>) -> Option<(What, bool)> {
        let flight = self.flying.get(&self.tag(packet)?)?;
        let end = flight.declared.as_ref().filter(|_| !flight.asynchronous)?;
        let is = |title: &[u8]| packet.title().eq_ignore_ascii_case(title);
        match packet.kind() {
            // What begins like a text may be one, or forged.
            Kind::Response if packet.body().is_some() || is(b"Follows") => None,
            Kind::Response if flight.listed => {
                Some(if is(b"Error") { (What::ListEnd, true) } else { (What::Extra, false) })
            }
            // A Ping that something else of it came before changes nothing.
            Kind::Response => Some(if is(b"Error") { (What::Response, true) } else { (What::ListStart, false) }),
            Kind::Event if flight.listed && !is(b"UserEvent") => {
                let mark = packet.get(b"EventList").map(<[u8]>::to_ascii_lowercase);
                Some(match mark.as_deref() {
                    Some(b"complete" | b"cancelled") => (What::ListEnd, true),
                    _ if end.is_empty() => (What::ListItem, true),
                    _ if is(end) => (What::ListEnd, true),
                    _ => (What::ListItem, false),
                })
            }
            _ => None,
        }
    }

    /// An outcome: of an action that is in flight, once the last.
    pub fn comes(&mut self, outcome: Outcome, by: By) {
        let Outcome { what, tag, last, status } = outcome;
        assert_eq!(status, None, "a session knows no reason");
        let (of_action, may_end, may_go_on) = match what {
            What::Response | What::ListEnd | What::TextEnd | What::Started => (true, true, false),
            What::TimedOut | What::Unknown | What::Unsent => (true, true, false),
            What::ListStart | What::Progress | What::Text => (true, false, true),
            What::ListItem | What::TooLarge => (true, true, true),
            What::Cut | What::Lost | What::AttemptFailed => panic!("{outcome:?} is a connector's"),
            _ => (false, false, true),
        };
        assert!(if last { may_end } else { may_go_on }, "{outcome:?}");
        assert!(
            match by {
                By::Refusal => matches!(what, What::TooLarge | What::Extra | What::TextEnd | What::ListEnd),
                By::Time => matches!(
                    what,
                    What::TimedOut
                        | What::Started
                        | What::LoginTimedOut
                        | What::Dead
                        | What::Unknown
                        | What::Unsent
                        | What::Connect
                        | What::GaveUp
                ),
                By::Packet => !matches!(
                    what,
                    What::TooLarge
                        | What::TimedOut
                        | What::LoginTimedOut
                        | What::Dead
                        | What::Unknown
                        | What::Unsent
                        | What::Connect
                        | What::GaveUp
                ),
            },
            "{outcome:?} by {by:?}"
        );
        if !of_action {
            assert!(tag == 0 || what == What::Extra, "{outcome:?}");
            return;
        }
        let (name, policy) = (format!("{tag:016x}"), self.options.reconnect);
        let flight = self.flying.get_mut(&tag).unwrap_or_else(|| panic!("{outcome:?} is not in flight"));
        match what {
            What::Started => assert!(flight.asynchronous, "{outcome:?}"),
            What::TimedOut => {
                assert!(flight.limit.is_some_and(|limit| limit <= self.clock), "{outcome:?} of {flight:?}")
            }
            // It says so only of what the exchange cannot know, or may know.
            What::Unsent => assert!(self.gone.get(&name) < self.asked.get(&name), "{outcome:?} went out"),
            What::Unknown => {
                let whole = self.gone.get(&name) == self.asked.get(&name);
                assert!(whole || flight.answered, "{outcome:?} did not go out, {policy:?}");
            }
            _ => {}
        }
        flight.answered = true;
        flight.listed |= matches!(what, What::ListStart | What::ListItem);
        if last {
            self.flying.remove(&tag);
        }
    }

    pub fn let_time_pass(&mut self) {
        self.clock = self.clock.max(self.now);
        while let Some(outcome) = self.session.handle_timeout(self.now) {
            let down = self.session.phase() == Phase::Down;
            self.comes(outcome, By::Time);
            match outcome.what {
                What::LoginTimedOut | What::Dead => self.is_cut(),
                What::Connect => assert!(down && self.options.reconnect.first != 0),
                What::GaveUp => assert!(down && self.options.reconnect.attempts != 0),
                What::Unknown | What::Unsent => assert!(down),
                _ => assert!(!down, "{outcome:?}"),
            }
        }
        // What has passed was told; what is left lies ahead.
        assert!(self.session.deadline().is_none_or(|deadline| deadline > self.now));
        if !self.options.one_at_a_time {
            let passed = |flight: &Flight| flight.limit.is_some_and(|limit| limit <= self.clock);
            assert!(!self.flying.values().any(passed), "{:?} at {}", self.flying, self.clock);
        }
    }

    pub fn send(&mut self, n: usize) {
        let queued = self.session.transmit().len();
        self.partly.extend_from_slice(&self.session.transmit()[..n.min(queued)]);
        let done = self.session.sent(n);
        assert_eq!(done.is_ok(), n <= queued);
        assert_eq!(self.session.transmit().len(), if n <= queued { queued - n } else { queued });
        if n > queued {
            self.partly.truncate(self.partly.len() - queued);
        }
        let sent = std::mem::take(&mut self.partly);
        let mut rest = &sent[..];
        let mut index = [0; 64];
        while let Some(parsed) = parse(rest, &mut Resume::new(Lines::Typed), &mut index).unwrap() {
            self.goes_out(&parsed.packet);
            rest = &rest[parsed.consumed..];
        }
        self.partly = rest.to_vec();
        if self.options.one_at_a_time {
            let out = self.flying.keys().map(|tag| format!("{tag:016x}"));
            let out = out.filter(|name| self.gone.get(name) == self.asked.get(name));
            assert!(out.count() <= 1, "{:?} are out at a time", self.flying);
        }
    }

    /// A whole packet was sent: one that was asked for, or a Ping.
    fn goes_out(&mut self, packet: &Packet<'_>) {
        assert_eq!(packet.kind(), Kind::Action);
        assert!(!self.closed, "something goes out behind the logoff");
        let id = std::str::from_utf8(packet.action_id().unwrap()).unwrap();
        let rest = &id[18..];
        assert_eq!(self.ids.get(rest).map(String::as_str), Some(id), "another ActionID for the same");
        let times = self.gone.entry(rest.to_string()).or_default();
        *times += 1;
        let asked = |name: &str| self.asked.get(name).copied().unwrap_or_default();
        match rest {
            "ping" => assert_eq!(packet.title(), b"Ping"),
            _ if rest.starts_with("events") => {
                assert!(self.events.insert(rest.into()), "{rest} went out twice");
                let sent = packet.get(b"EventMask").unwrap();
                let classes = self.masks.pop_front().expect("nobody asked for a mask");
                // What the exchange makes of it is what the caller meant.
                assert!(classes.is_none_or(|classes| mask_classes(sent) == Some(classes)), "{}", sent.escape_ascii());
            }
            _ if rest.starts_with('f') => assert!(*times <= asked(&rest[1..])),
            _ => assert!(*times <= asked(rest), "{rest} went out too often"),
        }
        self.closed = rest == "logoff";
    }

    /// The connection is cut: nothing of it goes out any more.
    pub fn is_cut(&mut self) {
        self.clock = self.clock.max(self.now);
        assert_eq!((self.session.phase(), self.session.transmit()), (Phase::Down, &b""[..]));
        self.masks.clear();
        self.partly.clear();
    }

    pub fn connect(&mut self) {
        let may = self.session.phase() == Phase::Down && self.flying.is_empty();
        self.clock = self.clock.max(self.now);
        let done = self.session.connected(self.now).map_err(|error: Error| error.status);
        assert_eq!(done, if may { Ok(()) } else { Err(Status::BadState) });
        if may {
            assert_eq!((self.session.phase(), self.session.version()), (Phase::Greeting, &b""[..]));
            self.asked.clear();
            self.gone.clear();
            (self.echoed, self.beside, self.closed) = (false, 0, false);
            self.reader.iter_mut().for_each(Reader::reset);
        }
    }

    /// What is true between any two calls.
    pub fn holds(&mut self) {
        let queued = String::from_utf8_lossy(self.session.transmit());
        let ids = queued.split("\r\nActionID: ").skip(1).filter_map(|rest| Some(rest.split_once("\r\n")?.0));
        self.ids.extend(ids.map(|id| (id[18..].to_string(), id.to_string())));
        assert_eq!(self.session.in_flight(), self.flying.len());
        assert_eq!(self.session.room(), SLOTS - self.flying.len());
        assert!(self.session.transmit().len() <= QUEUE);
    }

    /// All goes out and everything ends.
    pub fn ends(&mut self) {
        let left = self.session.transmit().len();
        self.send(left);
        assert!(self.partly.is_empty(), "half a packet went out last");
        if !self.options.one_at_a_time && self.session.phase() != Phase::Down {
            for (name, times) in &self.asked {
                let gone = match name.as_str() {
                    "events" => self.gone.iter().filter(|(name, _)| name.starts_with("events")).map(|(_, n)| n).sum(),
                    name => self.gone.get(name).copied().unwrap_or_default(),
                };
                assert!(gone == *times || name == "ping" && gone > *times, "{name} went out {gone} times of {times}");
            }
        }
        // However it went, time ends all of it; a cut, where there is no limit.
        self.now = u64::MAX / 2;
        self.let_time_pass();
        if self.flying.values().any(|flight| flight.limit.is_none()) || self.options.one_at_a_time {
            self.session.cut(self.now);
            self.is_cut();
            self.let_time_pass();
        }
        assert!(self.flying.is_empty(), "{:?} never end", self.flying);
        assert_eq!(self.session.in_flight(), 0);
    }
}
