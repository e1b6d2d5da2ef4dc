//! Any calls, packets and times, against a plain model of what is in flight.

use std::collections::BTreeMap;

use amiwire::Status;
use amiwire::parse::{Lines, Resume, parse};
use amiwire::session::{Options, Outcome, Phase, Session, Slot};
use arbitrary::{Result, Unstructured};

const SLOTS: usize = 4;
const QUEUE: usize = 512;

struct World {
    session: Session<Vec<Slot>, Vec<u8>>,
    /// The tags in flight.
    flying: BTreeMap<u64, ()>,
    /// All that was sent, and how many packets of it there should be.
    sent: Vec<u8>,
    queued: usize,
    now: u64,
    /// The ActionIDs that were sent, by what stands behind their hash.
    ids: BTreeMap<String, String>,
}

impl World {
    fn outcome(&mut self, outcome: Outcome) {
        if outcome.last {
            assert!(self.flying.remove(&outcome.tag).is_some(), "{outcome:?} ends what is not in flight");
        }
    }

    fn holds(&mut self) {
        let queued = String::from_utf8_lossy(self.session.transmit());
        let ids = queued.split("\r\nActionID: ").skip(1).filter_map(|rest| Some(rest.split_once("\r\n")?.0));
        self.ids.extend(ids.map(|id| (id[18..].to_string(), id.to_string())));
        assert_eq!(self.session.in_flight(), self.flying.len());
        assert!(self.flying.len() <= SLOTS);
        assert!(self.session.transmit().len() <= QUEUE);
    }

    fn send(&mut self, n: usize) {
        let queued = self.session.transmit().len();
        self.sent.extend_from_slice(&self.session.transmit()[..n.min(queued)]);
        let done = self.session.sent(n);
        assert_eq!(done.is_ok(), n <= queued);
        assert_eq!(self.session.transmit().len(), if n <= queued { queued - n } else { queued });
        if n > queued {
            self.sent.truncate(self.sent.len() - queued);
        }
    }
}

/// A packet that has to do with a tag, or with none.
fn packet(ids: &BTreeMap<String, String>, input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    const FIRST: &[&str] = &[
        "Response: Success",
        "Response: Error",
        "Response: Follows",
        "Response: Goodbye",
        "Event: OriginateResponse",
        "Event: PeerlistComplete",
        "Event: PeerEntry",
        "Event: UserEvent",
        "Event: Reload",
        "Action: Ping",
        "Odd: one",
    ];
    const MORE: &[&str] = &[
        "EventList: start",
        "EventList: Complete",
        "EventList: cancelled",
        "Challenge: 123456789",
        "Challenge: 12345678901234567890123456789012345",
        "Message: x",
        "ActionID: login",
        "ActionID: challenge",
        "ActionID: other",
    ];
    let of = |behind: &str| ids.get(behind).cloned().unwrap_or_else(|| format!("aw0123456789abcdef{behind}"));
    let mut text = String::from(*input.choose(FIRST)?) + "\r\n";
    if input.ratio(3, 4)? {
        text += &format!("ActionID: {}\r\n", of(&format!("{:016x}", input.int_in_range(0..=5u64)?)));
    }
    for _ in 0..input.int_in_range(0..=2)? {
        let more = *input.choose(MORE)?;
        text += &match more {
            "ActionID: login" => format!("ActionID: {}", of("login")),
            "ActionID: challenge" => format!("ActionID: {}", of("challenge")),
            _ => more.to_string(),
        };
        text += "\r\n";
    }
    if text.starts_with("Response: Follows") {
        text += "a line\n--END COMMAND--\r\n";
    }
    Ok((text + "\r\n").into())
}

fn step(world: &mut World, input: &mut Unstructured<'_>) -> Result<()> {
    if input.ratio(1, 4)? {
        // Forwards, and now and then backwards, where it stands still.
        let by = input.int_in_range(0..=40u64)?;
        world.now = if input.ratio(1, 8)? { world.now.saturating_sub(by) } else { world.now.saturating_add(by) };
    }
    let now = world.now;
    match input.int_in_range(0..=9)? {
        0..=2 => {
            let tag = input.int_in_range(0..=5u64)?;
            let name: &[u8] = input.choose(&[&b"Ping"[..], b"SIPpeers", b"Originate", b"Bad\r\n", b""])?;
            let field: (&[u8], &[u8]) = *input.choose(&[
                (&b"Async"[..], &b"true"[..]),
                (b"Channel", b"PJSIP/1"),
                (b"ActionID", b"1"),
                (b"A:", b""),
            ])?;
            let fields = [field, (b"Data", &[b'x'; 200][..input.int_in_range(0..=200)?])];
            let before = world.session.transmit().len();
            match world.session.submit(tag, name, fields, now) {
                Ok(()) => {
                    assert_eq!(world.session.phase(), Phase::LoggedIn);
                    assert!(world.flying.insert(tag, ()).is_none(), "tag {tag} was in flight");
                    world.queued += 1;
                }
                Err(error) => {
                    assert!(error.status != Status::TagInUse || world.flying.contains_key(&tag));
                    assert!(error.status != Status::TooManyActions || world.flying.len() == SLOTS);
                    assert_eq!(world.session.transmit().len(), before);
                }
            }
        }
        3..=5 => {
            let bytes = packet(&world.ids, input)?;
            let mut index = [0; 32];
            let parsed = parse(&bytes, &mut Resume::new(Lines::Wire), &mut index).unwrap().unwrap();
            match world.session.handle(&parsed.packet, now) {
                Ok(outcome) => world.outcome(outcome),
                Err(error) => assert_eq!(error.status, Status::BadBanner),
            }
        }
        6 => {
            while let Some(outcome) = world.session.handle_timeout(now) {
                world.outcome(outcome);
            }
            // What has passed was told; what is left lies ahead.
            assert!(world.session.deadline().is_none_or(|deadline| deadline > now));
        }
        7 => {
            let n = input.int_in_range(0..=QUEUE)?;
            world.send(n);
        }
        8 => {
            let done = match input.int_in_range(0..=2)? {
                0 => world.session.login(b"user", b"secret", Some(b"on")),
                1 => world.session.challenge(),
                _ => world.session.login_md5(b"user", b"secret", None),
            };
            world.queued += usize::from(done.is_ok());
        }
        _ => {
            let mut storage = [0; 256];
            let mut index = [0; 16];
            let options = amiwire::reader::Options::CLIENT;
            let mut reader = amiwire::Reader::new(&mut storage[..], &mut index[..], options).unwrap();
            reader.feed(b"Asterisk Call Manager/2.7.0\r\n");
            let banner = reader.next().unwrap().unwrap();
            let outcome = world.session.handle(&banner, now).unwrap();
            world.outcome(outcome);
        }
    }
    world.holds();
    Ok(())
}

pub fn run(input: &[u8]) {
    let mut input = Unstructured::new(input);
    // Without a time limit of the login, which would be a cut.
    let options = Options { login: 0, action: 100, ..Options::default() };
    let session = Session::new(vec![Slot::FREE; SLOTS], vec![0; QUEUE], options, 0);
    let flying = BTreeMap::new();
    let mut world = World { session, flying, sent: Vec::new(), queued: 0, now: 0, ids: BTreeMap::new() };
    while !input.is_empty() && step(&mut world, &mut input).is_ok() {}

    // Whole packets went out, as many as were taken.
    let left = world.session.transmit().len();
    world.send(left);
    let (mut rest, mut found) = (&world.sent[..], 0);
    while !rest.is_empty() {
        let mut index = [0; 64];
        let parsed = parse(rest, &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
        assert_eq!(parsed.packet.kind(), amiwire::Kind::Action);
        assert!(parsed.packet.action_id().is_some());
        rest = &rest[parsed.consumed..];
        found += 1;
    }
    assert_eq!(found, world.queued);

    // However it went, time ends all of it.
    while let Some(outcome) = world.session.handle_timeout(u64::MAX) {
        world.outcome(outcome);
    }
    assert!(world.flying.is_empty(), "{:?} never end", world.flying);
    assert_eq!(world.session.in_flight(), 0);
}
