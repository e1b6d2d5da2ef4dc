//! Any bytes into the server half, and what the others on the exchange see.

use std::time::Duration;

use amiwire::counters::Meaning;
use amiwire::reader::{Options, Reader};
use amiwire::{Kind, Packet};
use amiwire_sim::{Config, Offline};

/// What a client was sent, a line a packet. The server's challenge is random.
fn read(bytes: &[u8]) -> Vec<String> {
    let (mut storage, mut index) = (vec![0; bytes.len() + 64], vec![0; 2 * bytes.len() + 64]);
    let mut reader = Reader::new(&mut storage, &mut index, Options::CLIENT).unwrap();
    assert_eq!(reader.feed(bytes), bytes.len());
    let mut packets = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        packets.push(line(&packet));
    }
    assert_eq!(reader.tail(), b"", "half a packet was sent");
    // Nothing was sent that a reader has to mend; but a UserEvent passes a
    // client's lines on as they are, as real servers do.
    let passed_on = packets.iter().any(|packet| packet.starts_with("Event Event: UserEvent|"));
    for meaning in [Meaning::Repair, Meaning::Violation] {
        assert!(passed_on || reader.counters().sum(meaning) == 0, "{packets:?}");
    }
    packets
}

fn line(packet: &Packet<'_>) -> String {
    let headers = packet.headers().map(|header| match header.is(b"Challenge") || header.is(b"ExpectedResponse") {
        true => format!("{}: *", header.name.escape_ascii()),
        false => format!("{}: {}", header.name.escape_ascii(), header.value.escape_ascii()),
    });
    format!("{:?} {}", packet.kind(), headers.collect::<Vec<_>>().join("|"))
}

/// Lets a client say this in pieces, while another one watches. What both are
/// sent.
fn played(setup: u8, said: &[u8], piece: usize) -> [Vec<String>; 2] {
    let config = Config { refusal_delay: Duration::from_millis(1), ..Config::default() };
    let mut exchange = Offline::new(config, 1_474_279_641_000_000);
    let (watcher, client) = (exchange.connect(0), exchange.connect(0));
    const LOGIN: &[u8] = b"Action: Login\r\nUsername: ucmamiuser1\r\nSecret: test123\r\n\r\n";
    assert!(exchange.receive(watcher, LOGIN, 0));
    if setup & 1 != 0 {
        assert!(exchange.receive(client, LOGIN, 0));
    }
    let mut sent = [Vec::new(), Vec::new()];
    let mut collect = |exchange: &mut Offline| {
        sent[0].extend(exchange.take(watcher));
        sent[1].extend(exchange.take(client));
    };
    for piece in said.chunks(piece) {
        let open = !exchange.is_closed(client);
        let taken = exchange.receive(client, piece, 0);
        assert!(open || !taken, "a closed connection takes bytes");
        collect(&mut exchange);
    }
    exchange.end(client, 0);
    // However it went, time ends it.
    for _ in 0..1000 {
        let Some(at) = exchange.deadline() else { break };
        exchange.advance(at);
    }
    assert!(exchange.is_closed(client), "a connection that has ended stays");
    assert!(!exchange.is_closed(watcher), "one client closes another one's connection");
    collect(&mut exchange);
    let watched = read(&sent[0]);
    assert!(watched.iter().skip(1).all(|line| line.starts_with("Event") || line.starts_with("Response")));
    assert!(watched.iter().filter(|line| line.starts_with("Response")).count() == 1, "an answer went astray");
    let told = read(&sent[1]);
    assert!(told[0].starts_with(&format!("{:?}", Kind::Banner)), "{}", told[0]);
    [watched, told]
}

/// The first byte says how, the rest is what the client says.
pub fn run(input: &[u8]) {
    let Some((&setup, said)) = input.split_first() else { return };
    let whole = played(setup, said, said.len().max(1));
    let cut = played(setup, said, usize::from(setup >> 1) + 1);
    assert_eq!(whole, cut);
}
