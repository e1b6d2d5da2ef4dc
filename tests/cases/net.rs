//! The same streams through the connector, with its defaults.

use std::time::Duration;

use amiwire::Status;
use amiwire::command::output;
use amiwire::counters::Meaning;
use amiwire::net::{Connection, Deadline, Options};

use crate::client::{AFTERWARDS, Case, Run, line, replaced, shown, told};
use crate::scripted::{Peer, serve};

/// So long for what comes at once.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// The connector tells the same packets, and `call` the whole answer.
pub(crate) fn agrees(case: &Case, run: &Run) {
    for piece in [usize::MAX, 7] {
        let (seen, violations) = by_recv(case, piece);
        assert_eq!((seen, violations), (run.seen.clone(), run.violations), "by recv, in pieces of {piece}");
    }
    if let [ask] = case.asks[..] {
        let own = |line: &&String| {
            let mut words = line.split(" | ").last().unwrap().split(' ');
            words.next() != Some("Extra") && words.next() == Some(&ask.tag.to_string())
        };
        let own: Vec<&str> = run.seen.iter().filter(own).map(|line| line.split(" | ").next().unwrap()).collect();
        assert_eq!(by_call(case), own, "by call");
    }
}

/// Greets, takes the login, and sends the stream when all actions have come. What
/// comes behind them is answered at once.
pub(crate) fn exchange(case: &Case, piece: usize) -> u16 {
    let case = case.clone();
    serve(1, move |_, mut peer| {
        let [greeting, ..] = case.parts("");
        peer.raw(std::str::from_utf8(&greeting).unwrap());
        let login = peer.action();
        let [_, accepted, mut stream] = case.parts(&login.id);
        peer.raw(std::str::from_utf8(&accepted).unwrap());
        // Pings that the session sends behind its actions.
        let mut fences = Vec::new();
        for ask in &case.asks {
            let mut action = peer.action();
            while action.name != ask.name {
                assert_eq!(action.name, "Ping", "{action:?}");
                fences.push(action);
                action = peer.action();
            }
            if !ask.id.is_empty() {
                stream = replaced(&stream, ask.id, &action.id);
            }
        }
        send(&mut peer, &stream, piece);
        fences.iter().for_each(|fence| peer.respond(fence, "Ping: Pong\r\n"));
        loop {
            let action = peer.action();
            if action.name.is_empty() {
                break;
            }
            peer.respond(&action, "Ping: Pong\r\n");
        }
    })
}

fn send(peer: &mut Peer, stream: &[u8], piece: usize) {
    for piece in std::str::from_utf8(stream).unwrap().as_bytes().chunks(piece) {
        peer.raw(std::str::from_utf8(piece).unwrap());
    }
}

pub(crate) fn options(case: &Case, port: u16) -> Options<'static> {
    Options {
        port,
        // Where the test needs a bound of its own it is the reader's.
        text_bytes: case.reader.text_bytes,
        no_originate_response: case.session.no_originate_response,
        answers_without_id: case.session.answers_without_id,
        ..Options::new("localhost", b"ucmamiuser1", b"test123")
    }
}

pub(crate) fn open(case: &Case, piece: usize) -> Connection {
    Connection::open(&options(case, exchange(case, piece))).unwrap()
}

fn by_recv(case: &Case, piece: usize) -> (Vec<String>, u64) {
    let mut connection = open(case, piece);
    let violations = connection.reader().counters().sum(Meaning::Violation);
    let sender = connection.sender();
    for ask in &case.asks {
        sender.send_as(ask.tag, ask.name.as_bytes(), ask.fields(), &ask.options).unwrap();
    }
    let (mut seen, mut open, mut asked) = (Vec::new(), case.asks.len(), false);
    loop {
        if open == 0 && !asked {
            sender.send(AFTERWARDS, b"Ping", []).unwrap();
            asked = true;
        }
        let received = match connection.recv(Deadline::after(LIMIT)) {
            Ok(received) => received,
            Err(error) => panic!("{error}, behind {seen:#?}"),
        };
        let outcome = received.outcome;
        if outcome.tag == AFTERWARDS {
            assert!(outcome.last, "{outcome:?}");
            break;
        }
        open -= usize::from(outcome.last);
        match received.packet {
            Some(packet) => seen.push(line(&packet, &outcome)),
            None => seen.push(format!("no packet | {}", told(&outcome))),
        }
    }
    (seen, connection.reader().counters().sum(Meaning::Violation) - violations)
}

fn by_call(case: &Case) -> Vec<String> {
    let mut connection = open(case, usize::MAX);
    let [ask] = case.asks[..] else { panic!("one call") };
    let options = amiwire::session::ActionOptions { limit: Some(LIMIT.as_nanos() as u64), ..ask.options };
    let mut packets = Vec::new();
    {
        let mut answer = connection.call_as(ask.name.as_bytes(), ask.fields(), &options).unwrap();
        while let Some(received) = answer.next() {
            packets.push(shown(&received.packet.expect("a packet")));
        }
        assert_eq!(answer.lost(), 0);
    }
    let mut answer = connection.call(b"Ping", [], Some(LIMIT)).unwrap();
    assert!(answer.next().is_some());
    packets
}

/// What the packets of a whole answer hold, however many they are.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Total {
    pub(crate) headers: usize,
    pub(crate) output: usize,
}

/// An answer by `call`, with no option but the port.
pub(crate) fn total_by_call(case: &Case) -> Total {
    let port = exchange(case, usize::MAX);
    let mut connection =
        Connection::open(&Options { port, ..Options::new("localhost", b"ucmamiuser1", b"test123") }).unwrap();
    let [ask] = case.asks[..] else { panic!("one call") };
    let mut total = Total::default();
    {
        let mut answer = connection.call(ask.name.as_bytes(), ask.fields(), Some(LIMIT)).unwrap();
        while let Some(received) = answer.next() {
            let packet = received.packet.expect("a packet");
            total.headers += packet.len();
            total.output += output(&packet).count();
        }
        assert_eq!(answer.lost(), 0);
    }
    assert!(connection.call(b"Ping", [], Some(LIMIT)).unwrap().next().is_some());
    total
}

/// A text without its end: the connection is cut with a status of its own, and the
/// action ends once.
pub(crate) fn is_cut_at_the_bound(case: &Case) {
    let mut connection = open(case, usize::MAX);
    let [ask] = case.asks[..] else { panic!("one action") };
    connection.send(ask.tag, ask.name.as_bytes(), ask.fields()).unwrap();
    let mut ended = Vec::new();
    let error = loop {
        match connection.recv(Deadline::after(LIMIT)) {
            Ok(received) => ended.extend(received.outcome.last.then_some(received.outcome.tag)),
            Err(error) if error.is_fatal() => break error,
            Err(error) => assert_eq!(error.status, Status::TextTooLarge),
        }
    };
    assert_eq!((error.status, &ended[..]), (Status::TextTooLarge, &[ask.tag][..]));
}
