//! A reader and a session, put together as the header says, against a server that
//! has its whole answer ready.

use amiwire::command::output;
use amiwire::counters::{Counters, Meaning};
use amiwire::reader::{Options as ReaderOptions, Reader, TextMode};
use amiwire::session::{ActionOptions, Options as SessionOptions, Outcome, Session, Slot, What};
use amiwire::{Kind, Packet};

const SLOTS: usize = 8;
/// The tag of the action that is sent when all others have ended.
pub(crate) const AFTERWARDS: u64 = 99;

/// An action to be in flight when the stream comes.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) tag: u64,
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// The ActionID that it has in the stream; empty for none.
    pub(crate) id: &'static str,
    pub(crate) options: ActionOptions<'static>,
}

pub(crate) fn ask(tag: u64, name: &'static str, id: &'static str) -> Ask {
    with(tag, name, id, &[])
}

pub(crate) fn with(
    tag: u64,
    name: &'static str,
    id: &'static str,
    fields: &'static [(&'static str, &'static str)],
) -> Ask {
    Ask { tag, name, fields, id, options: ActionOptions::default() }
}

impl Ask {
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static [u8], &'static [u8])> + Clone + use<> {
        self.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()))
    }
}

/// How the login is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// With the ActionID that it had.
    Echoed,
    /// Without one.
    Bare,
    /// By the first packet of the stream.
    InStream,
}

#[derive(Clone)]
pub(crate) struct Case {
    /// What the server sends, its greeting included.
    pub(crate) stream: Vec<u8>,
    pub(crate) asks: Vec<Ask>,
    pub(crate) accepted: Accepted,
    pub(crate) reader: ReaderOptions,
    pub(crate) session: SessionOptions,
}

/// What a client saw.
#[derive(Debug, PartialEq)]
pub(crate) struct Run {
    /// A line for each packet behind the greeting and an answer to the login that
    /// is no part of the stream.
    pub(crate) seen: Vec<String>,
    pub(crate) version: Vec<u8>,
    /// Tags of outcomes that were the last of their action.
    pub(crate) ended: Vec<u64>,
    /// What the stream added to the counters.
    pub(crate) counted: Vec<(&'static str, u64)>,
    pub(crate) violations: u64,
}

impl Case {
    /// A stream with a greeting, and what is in flight when it comes.
    pub(crate) fn new(stream: Vec<u8>, asks: &[Ask]) -> Case {
        let reader = ReaderOptions { separate_glued: true, text: TextMode::Announced, ..ReaderOptions::CLIENT };
        let session = SessionOptions { seed: 1, ..SessionOptions::default() };
        Case { stream, asks: asks.to_vec(), accepted: Accepted::Echoed, reader, session }
    }

    /// An answer behind a greeting of that version.
    pub(crate) fn of(version: &str, answer: &[u8], asks: &[Ask]) -> Case {
        let greeting = format!("Asterisk Call Manager/{version}\r\n");
        Case::new([greeting.as_bytes(), answer].concat(), asks)
    }

    pub(crate) fn accepted(self, accepted: Accepted) -> Case {
        Case { accepted, ..self }
    }

    /// The greeting, the answer to the login, and the rest of the stream.
    pub(crate) fn parts(&self, login: &str) -> [Vec<u8>; 3] {
        let (greeting, rest) = behind(&self.stream, b"\n");
        let own = |id: &str| format!("Response: Success\r\n{id}Message: Authentication accepted\r\n\r\n").into_bytes();
        let (accepted, rest) = match self.accepted {
            Accepted::Echoed => (own(&format!("ActionID: {login}\r\n")), rest),
            Accepted::Bare => (own(""), rest),
            Accepted::InStream => {
                let (first, rest) = behind(rest, b"\r\n\r\n");
                (first.to_vec(), rest)
            }
        };
        [greeting.to_vec(), accepted, rest.to_vec()]
    }

    /// Reads the stream whole, byte by byte, in pieces of seven and through the
    /// connector: all see the same.
    pub(crate) fn run(&self) -> Run {
        let run = self.by_session(usize::MAX);
        for piece in [1, 7] {
            assert_eq!(self.by_session(piece), run, "in pieces of {piece}");
        }
        #[cfg(feature = "net")]
        if self.accepted != Accepted::InStream {
            crate::net::agrees(self, &run);
        }
        run
    }

    /// What a client sees that is given the stream in such pieces. All actions end,
    /// each once, and one more is answered behind them.
    pub(crate) fn by_session(&self, piece: usize) -> Run {
        let mut client = Client::new(self, piece);
        let [greeting, ..] = self.parts("");
        client.take(&greeting);
        assert_eq!(client.seen.pop().map(|line| line.starts_with("banner ")), Some(true), "no greeting");
        client.session.login(b"ucmamiuser1", b"test123", None).unwrap();
        let login = client.sent().remove(0).1;
        let [_, accepted, stream] = self.parts(&login);
        let before = *client.reader.counters();
        client.take(&accepted);
        assert_eq!(client.seen.last().unwrap().split(" | ").last(), Some("LoggedIn 0"));
        let before = if self.accepted == Accepted::InStream { before } else { *client.reader.counters() };
        client.seen.retain(|_| self.accepted == Accepted::InStream);
        let asked = client.ask(self, stream);
        client.take(&asked.stream);
        let after = *client.reader.counters();
        client.take(&pongs(&asked.fences));
        let seen = client.seen.clone();

        let mut ended = client.ended.clone();
        ended.sort_unstable();
        let mut tags: Vec<u64> = self.asks.iter().map(|ask| ask.tag).collect();
        tags.sort_unstable();
        assert_eq!(ended, tags, "each action ends once: {seen:#?}");
        assert_eq!(client.session.in_flight(), 0);
        assert_eq!(client.session.room(), SLOTS);
        client.afterwards();
        Run {
            version: client.session.version().to_vec(),
            seen,
            ended,
            counted: difference(&before, &after),
            violations: after.sum(Meaning::Violation) - before.sum(Meaning::Violation),
        }
    }
}

impl Run {
    /// Exactly these packets, each as [`line`] shows it.
    #[track_caller]
    pub(crate) fn saw(&self, lines: &[&str]) -> &Run {
        assert_eq!(self.seen, lines, "{:#?}", self.seen);
        self
    }

    /// Exactly these counters of the stream moved, besides that of lines.
    #[track_caller]
    pub(crate) fn counted(&self, counters: &[(&'static str, u64)]) -> &Run {
        assert_eq!(self.counted, counters);
        self
    }

    /// How many packets were told as that.
    pub(crate) fn told_as(&self, what: What) -> usize {
        let word = format!("{what:?}");
        self.seen.iter().filter(|line| line.split(" | ").last().unwrap().split(' ').next() == Some(&word)).count()
    }
}

/// Kind, title, number of headers and lines of output of a packet, and what it was
/// told to be: that, the tag, and whether it was the last of its action.
pub(crate) fn line(packet: &Packet<'_>, outcome: &Outcome) -> String {
    format!("{} | {}", shown(packet), told(outcome))
}

pub(crate) fn shown(packet: &Packet<'_>) -> String {
    // The output of a Command stands in headers, too.
    let output = output(packet).count();
    let title = if packet.kind() == Kind::Other { String::new() } else { packet.title().escape_ascii().to_string() };
    let output = if output > 0 { format!("+{output}") } else { String::new() };
    format!("{} {title} {}{output}", packet.kind().name(), packet.len()).replace("  ", " ")
}

pub(crate) fn told(outcome: &Outcome) -> String {
    let last = if outcome.last { " last" } else { "" };
    format!("{:?} {}{last}", outcome.what, outcome.tag)
}

fn difference(before: &Counters, after: &Counters) -> Vec<(&'static str, u64)> {
    let rows = Counters::TABLE.iter().enumerate().filter(|(_, (name, _))| *name != "lines");
    let moved = rows.map(|(i, (name, _))| (*name, after.at(i).unwrap() - before.at(i).unwrap()));
    moved.filter(|(_, n)| *n > 0).collect()
}

/// The bytes up to and including a mark, and those behind.
fn behind<'a>(bytes: &'a [u8], mark: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = bytes.windows(mark.len()).position(|part| part == mark).expect("a mark");
    bytes.split_at(at + mark.len())
}

pub(crate) fn replaced(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let (old, new) = (format!("ActionID: {old}\r\n"), format!("ActionID: {new}\r\n"));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(old.as_bytes()) {
            out.extend_from_slice(new.as_bytes());
            at += old.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

/// The answers to the Pings that a session sent behind its actions.
pub(crate) fn pongs(ids: &[String]) -> Vec<u8> {
    ids.iter().map(|id| format!("Response: Success\r\nActionID: {id}\r\nPing: Pong\r\n\r\n")).collect::<String>().into()
}

/// What became of a stream and its actions.
struct Asked {
    /// The stream with their ActionIDs.
    stream: Vec<u8>,
    ids: Vec<String>,
    /// Those of the Pings that the session sent behind them.
    fences: Vec<String>,
}

pub(crate) struct Client {
    pub(crate) reader: Reader<Vec<u8>, Vec<u32>>,
    pub(crate) session: Session<Vec<Slot>, Vec<u8>>,
    piece: usize,
    seen: Vec<String>,
    ended: Vec<u64>,
}

impl Client {
    pub(crate) fn new(case: &Case, piece: usize) -> Client {
        let room = (2 * case.stream.len()).max(8192);
        Client {
            reader: Reader::new(vec![0; room], vec![0; room], case.reader).unwrap(),
            session: Session::new(vec![Slot::FREE; SLOTS], vec![0; 16384], case.session, 0),
            piece,
            seen: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Name and ActionID of each action that is queued, which is taken off.
    pub(crate) fn sent(&mut self) -> Vec<(String, String)> {
        let text = String::from_utf8(self.session.transmit().to_vec()).unwrap();
        self.session.sent(text.len()).unwrap();
        let field = |packet: &str, name: &str| {
            packet.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("").to_owned()
        };
        let packets = text.split("\r\n\r\n").filter(|packet| !packet.is_empty());
        packets.map(|packet| (field(packet, "Action"), field(packet, "ActionID"))).collect()
    }

    /// Submits the actions.
    fn ask(&mut self, case: &Case, mut stream: Vec<u8>) -> Asked {
        let (mut ids, mut fences) = (Vec::new(), Vec::new());
        for ask in &case.asks {
            self.session.submit_as(ask.tag, ask.name.as_bytes(), ask.fields(), &ask.options, 0).unwrap();
            let mut sent = self.sent();
            let (name, id) = sent.remove(0);
            assert_eq!(name, ask.name);
            fences.extend(sent.into_iter().map(|(_, id)| id));
            if !ask.id.is_empty() {
                stream = replaced(&stream, ask.id, &id);
            }
            ids.push(id);
        }
        Asked { stream, ids, fences }
    }

    /// Reads these bytes, and handles what they hold.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(self.piece) {
            let mut rest = piece;
            while !rest.is_empty() {
                let fed = self.reader.feed(rest);
                assert!(fed > 0, "the reader takes nothing more");
                rest = &rest[fed..];
                self.session.heard(&mut self.reader, 0).unwrap();
                while self.next() {}
            }
        }
    }

    fn next(&mut self) -> bool {
        self.session.announce(&mut self.reader);
        match self.reader.next() {
            Ok(None) => return false,
            Ok(Some(packet)) => {
                let outcome = self.session.handle(&packet, 0).unwrap();
                self.seen.push(line(&packet, &outcome));
                self.ended.extend(outcome.last.then_some(outcome.tag));
            }
            Err(error) => self.seen.push(format!("refused {}", error.status.name())),
        }
        true
    }

    /// One more action, with its answer.
    pub(crate) fn afterwards(&mut self) {
        self.seen.clear();
        self.session.submit(AFTERWARDS, b"Ping", [], 0).unwrap();
        let id = self.sent().remove(0).1;
        self.take(&pongs(&[id]));
        assert_eq!(self.seen, [format!("response Success 3 | Response {AFTERWARDS} last")]);
    }

    pub(crate) fn seen(&self) -> &[String] {
        &self.seen
    }
}

impl Client {
    /// Greets, logs in, sends the actions and takes the stream, of which the end is
    /// not looked at. Gives the ActionIDs of the actions.
    pub(crate) fn open(&mut self, case: &Case) -> Vec<String> {
        let [_, _, stream] = case.parts("");
        self.log_in(case);
        let asked = self.ask(case, stream);
        self.take(&asked.stream);
        asked.ids
    }

    /// Lets the time limits of all actions pass.
    pub(crate) fn time_out(&mut self) {
        self.turn_at(120_000_000_000);
    }

    /// What there is to tell without a packet, before any time limit.
    pub(crate) fn turn(&mut self) {
        self.turn_at(0);
    }

    fn turn_at(&mut self, now: u64) {
        while let Some(outcome) = self.session.handle_timeout(now) {
            self.ended.extend(outcome.last.then_some(outcome.tag));
        }
    }

    pub(crate) fn ended(&self) -> &[u64] {
        &self.ended
    }
}

/// Tests that send and receive in turns.
impl Client {
    /// A client that is logged in at an exchange with that greeting.
    pub(crate) fn at(greeting: &str, accepted: Accepted) -> Client {
        Client::with(greeting, accepted, SessionOptions { seed: 1, ..SessionOptions::default() })
    }

    pub(crate) fn with(greeting: &str, accepted: Accepted, session: SessionOptions) -> Client {
        let case = Case { session, ..Case::new(format!("{greeting}\r\n").into_bytes(), &[]) }.accepted(accepted);
        let mut client = Client::new(&case, usize::MAX);
        client.log_in(&case);
        client
    }

    /// Greeting and login of a case.
    fn log_in(&mut self, case: &Case) {
        let [greeting, ..] = case.parts("");
        self.take(&greeting);
        self.session.login(b"ucmamiuser1", b"test123", None).unwrap();
        let login = self.sent().remove(0).1;
        let [_, accepted, _] = case.parts(&login);
        self.take(&accepted);
        self.seen.clear();
    }

    /// The same on a connection made anew, once the old one was cut.
    pub(crate) fn connect_again(&mut self, greeting: &str, accepted: Accepted) {
        self.session.cut(0);
        while self.session.handle_timeout(u64::MAX / 2).is_some() {}
        self.session.connected(u64::MAX / 2).unwrap();
        self.reader.reset();
        self.log_in(&Case::new(format!("{greeting}\r\n").into_bytes(), &[]).accepted(accepted));
    }

    /// The ActionID of an action that is sent now.
    pub(crate) fn submit(&mut self, ask: Ask) -> String {
        self.submit_behind(ask).1
    }

    /// The same, and how many Pings the session has sent by itself before it.
    pub(crate) fn submit_behind(&mut self, ask: Ask) -> (usize, String) {
        self.session.submit_as(ask.tag, ask.name.as_bytes(), ask.fields(), &ask.options, 0).unwrap();
        let mut sent = self.sent();
        let before = sent.iter().position(|(name, _)| name == ask.name).unwrap();
        assert!(sent[..before].iter().all(|(name, _)| name == "Ping"), "{sent:?}");
        (before, sent.swap_remove(before).1)
    }

    /// What these bytes are told to be.
    pub(crate) fn told(&mut self, bytes: &str) -> Vec<String> {
        self.take(bytes.as_bytes());
        std::mem::take(&mut self.seen)
    }
}
