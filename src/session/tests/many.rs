//! Very many actions under a fake clock, against a server that answers in
//! every way there is, in any order, late, twice or not at all, and whose
//! connection is cut now and then.

use std::collections::HashMap;

use super::*;
use crate::parse::{Resume, parse};

/// Numbers that look random and are the same each time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(random::next(&mut self.0)) * u128::from(n)) >> 64) as u64
    }
}

/// The actions, and the shapes of their answers. `I` stands for the line with
/// the ActionID, `F` for that of the Ping behind, `|` divides packets.
const ACTIONS: &[(&str, &[&str])] = &[
    ("Ping", &["Response: Success\r\nIPing: Pong\r\n\r\n"]),
    (
        "Hangup",
        &[
            "Response: Error\r\nIMessage: No such channel\r\n\r\n",
            "Response: Success\r\nIMessage: Channel Hungup\r\n\r\n",
        ],
    ),
    (
        "QueueStatus",
        &[
            "Response: Success\r\nIEventList: start\r\n\r\n|Event: QueueParams\r\nQueue: 1\r\nI\r\n|Event: QueueStatusComplete\r\nIEventList: Complete\r\n\r\n",
            "Response: Success\r\nIEventList: start\r\n\r\n|Response: Error\r\nI\r\n",
            "Response: Success\r\nIEventList: Start\r\n\r\n|Event: QueueStatusComplete\r\nIEventList: cancelled\r\n\r\n",
        ],
    ),
    (
        "Originate",
        &[
            "Response: Success\r\nI\r\n|Event: OriginateResponse\r\nIResponse: Failure\r\n\r\n",
            "Response: Error\r\nI\r\n",
            "Event: OriginateResponse\r\nIResponse: Success\r\n\r\n|Response: Success\r\nI\r\n",
        ],
    ),
    ("ModuleLoad", &["Response: Success\r\nI\r\n|Response: Success\r\nI\r\n"]),
    ("IAXnetstats", &["a text\r\n\r\n|Response: Success\r\nFPing: Pong\r\n\r\n"]),
    ("FAXStats", &["Response: Success\r\nI\r\n|Event: FAXStats\r\nI\r\n"]),
    ("VoicemailUsersList", &["Response: Success\r\nIMessage: none\r\n\r\n"]),
];

struct World {
    session: TestSession,
    random: Random,
    now: u64,
    /// By tag, how many last outcomes it had.
    open: HashMap<u64, u32>,
    next_tag: u64,
    finished: u64,
    /// Packets that are on their way.
    wire: std::collections::VecDeque<Vec<u8>>,
    index: Vec<u32>,
    kinds: HashMap<What, u64>,
}

impl World {
    fn told(&mut self, outcome: Outcome) {
        *self.kinds.entry(outcome.what).or_default() += 1;
        if outcome.last {
            assert_eq!(self.open.remove(&outcome.tag), Some(0), "{outcome:?} for a tag that is not open");
            self.finished += 1;
        }
    }

    fn log_in(&mut self) {
        log_in(&mut self.session, "2.7.0", self.now);
        let greeting_and_login = self.session.in_flight();
        assert_eq!(greeting_and_login, 0);
    }

    fn submit(&mut self) {
        let pick = self.random.below(ACTIONS.len() as u64) as usize;
        let (name, answers) = ACTIONS[pick];
        let tag = self.next_tag;
        let fields: &[(&[u8], &[u8])] = if name == "Originate" { &[(b"Async", b"true")] } else { &[] };
        match self.session.submit(tag, name.as_bytes(), fields.iter().copied(), self.now) {
            Ok(()) => {
                self.next_tag += 1;
                self.open.insert(tag, 0);
            }
            Err(error) => {
                assert!(matches!(error.status, Status::TooManyActions | Status::OutQueueFull), "{error:?}");
                return;
            }
        }
        // The answer may never come, and a packet may come twice.
        if self.random.below(50) == 0 {
            return;
        }
        let (own, fence) = (line(tag), std::format!("ActionID: {}\r\n", id(Id::Fence(tag))));
        let answer = answers[self.random.below(answers.len() as u64) as usize];
        for packet in answer.split('|') {
            let packet = packet.replace("\nF", &format!("\n{fence}")).replace("\nI", &format!("\n{own}"));
            if self.random.below(40) == 0 {
                self.wire.push_back(packet.clone().into_bytes());
            }
            self.wire.push_back(packet.into_bytes());
        }
        // Others overtake it.
        if self.wire.len() > 2 && self.random.below(3) == 0 && answer.matches('|').count() == 0 {
            let (last, other) = (self.wire.len() - 1, self.random.below(self.wire.len() as u64) as usize);
            if fields.is_empty() {
                self.wire.swap(last, other);
            }
        }
    }

    fn receive(&mut self) {
        let Some(packet) = self.wire.pop_front() else { return };
        let mut resume = Resume::default();
        let parsed = parse(&packet, &mut resume, &mut self.index).unwrap().unwrap();
        let outcome = self.session.handle(&parsed.packet, self.now).unwrap();
        self.told(outcome);
    }

    fn send(&mut self) {
        let length = self.session.transmit().len() as u64;
        if length > 0 {
            let n = self.random.below(length + 1) as usize;
            self.session.sent(n).unwrap();
        }
    }

    /// Lets time pass up to the next deadline or a little.
    fn pass(&mut self) {
        let jump = self.random.below(3);
        self.now = match self.session.deadline() {
            Some(deadline) if jump == 0 => self.now.max(deadline),
            _ => self.now + jump,
        };
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(outcome) = self.session.handle_timeout(self.now) {
            match outcome.what {
                What::Connect | What::Dead => {}
                _ => assert!(outcome.last, "{outcome:?}"),
            }
            self.told(outcome);
            if outcome.what == What::Dead {
                self.wire.clear();
            }
        }
    }

    fn cut(&mut self) {
        self.wire.clear();
        self.session.cut(self.now);
        self.back();
    }

    /// From a cut to the next login.
    fn back(&mut self) {
        let began = self.now;
        self.drain();
        while self.session.deadline().is_some() {
            self.now = self.session.deadline().unwrap();
            self.drain();
        }
        assert!(self.open.is_empty(), "something in flight was not told");
        assert!(self.now - began <= 50, "the policy's bound");
        self.session.connected(self.now).unwrap();
        self.log_in();
    }
}

/// Runs that many actions and tells how often each outcome came.
fn run(actions: u64, seed: u64, one_at_a_time: bool) -> HashMap<What, u64> {
    let reconnect = Reconnect { first: 20, most: 50, attempts: 0 };
    let options = Options { ping: 300, dead: 100, action: 200, one_at_a_time, reconnect, ..OPTIONS };
    let mut world = World {
        session: known(Session::new(vec![Slot::FREE; 61], vec![0; 4096], options, 0)),
        random: Random(seed),
        now: 0,
        open: HashMap::new(),
        next_tag: 0,
        finished: 0,
        wire: Default::default(),
        index: vec![0; 64],
        kinds: HashMap::new(),
    };
    world.log_in();
    while world.next_tag < actions {
        match world.random.below(100) {
            0..40 => world.submit(),
            40..80 => world.receive(),
            80..93 => world.send(),
            93..99 => world.pass(),
            _ if world.random.below(20) == 0 => world.cut(),
            _ => {}
        }
        if world.session.phase() == Phase::Down {
            world.back();
        }
        assert_eq!(world.session.in_flight(), world.open.len());
    }
    world.cut();
    assert_eq!(world.finished, world.next_tag, "each action has one last outcome");
    world.kinds
}

/// How many actions: `AMIWIRE_ACTIONS`, or the million that must hold.
fn actions() -> u64 {
    std::env::var("AMIWIRE_ACTIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000)
}

#[test]
fn every_tag_comes_back_exactly_once_with_a_last_outcome() {
    let kinds = run(actions(), 1, false);
    for what in [
        What::Response,
        What::ListStart,
        What::ListItem,
        What::ListEnd,
        What::Progress,
        What::Extra,
        What::TimedOut,
        What::Text,
        What::TextEnd,
        What::Unknown,
        What::Unsent,
        What::Connect,
    ] {
        assert!(kinds.get(&what).is_some_and(|n| *n > 10), "{what:?} did not happen: {kinds:?}");
    }
}

#[test]
fn one_at_a_time_too() {
    let kinds = run(actions() / 10, 2, true);
    assert!(kinds[&What::Response] > 10 && kinds[&What::Unsent] > 10, "{kinds:?}");
}

/// The links of the table, against a plain model.
#[test]
fn places_are_found_and_freed() {
    use crate::session::lists::Declared;
    use crate::session::slots::{New, Stage, Table};
    let mut random = Random(3);
    let mut slots = vec![Slot::FREE; 37];
    let mut table = Table::new(&mut slots);
    let mut model: Vec<(u64, u64)> = Vec::new();
    for _ in 0..20_000 {
        let tag = random.below(60);
        match (random.below(2), table.find(&slots, tag)) {
            (0, None) => {
                let full = table.check(&slots, tag).is_err();
                assert_eq!(full, model.len() == slots.len());
                if !full {
                    let new = New { tag, action: None, stage: Stage::Sent, marks: 0, declared: Declared::NONE, end: 0 };
                    let link = table.insert(&mut slots, &new);
                    let deadline = random.below(1000);
                    table.arm(&mut slots, link, deadline);
                    model.push((tag, deadline));
                }
            }
            (1, Some(link)) => {
                assert_eq!(slots::at(&slots, link).map(Slot::stage), Some(Stage::Sent));
                assert_eq!(table.remove(&mut slots, link), tag);
                assert_eq!(slots::at(&slots, link).map(Slot::stage), Some(Stage::Free));
                model.retain(|kept| kept.0 != tag);
            }
            (_, found) => assert_eq!(found.is_some(), model.iter().any(|kept| kept.0 == tag)),
        }
        assert_eq!(table.used(), model.len());
        assert_eq!(table.first(&slots).map(|first| first.1), model.iter().map(|kept| kept.1).min());
        let oldest = slots::at(&slots, table.oldest()).map(|slot| slot.tag);
        assert_eq!(oldest, model.first().map(|kept| kept.0));
    }
}
