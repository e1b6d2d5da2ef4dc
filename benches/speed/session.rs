//! A session's round: an action out, its answer in, the outcome told.

use amiwire::reader::{Options as ReaderOptions, Reader};
use amiwire::session::{Options, Session, Slot, What};
use criterion::{Criterion, Throughput};

type Memory = Reader<Vec<u8>, Vec<u32>>;

/// The ActionID of what is to be sent.
pub(crate) fn action_id(sent: &[u8]) -> &[u8] {
    const NAME: &[u8] = b"ActionID: ";
    let at = sent.windows(NAME.len()).position(|window| window == NAME).expect("an ActionID") + NAME.len();
    let rest = &sent[at..];
    &rest[..rest.iter().position(|byte| *byte == b'\r').expect("an end of line")]
}

/// The answer to what is to be sent.
pub(crate) fn answer(sent: &[u8], more: &[u8]) -> Vec<u8> {
    [b"Response: Success\r\nActionID: ", action_id(sent), b"\r\n", more, b"\r\n"].concat()
}

fn client(slots: usize) -> (Session<Vec<Slot>, Vec<u8>>, Memory) {
    let mut session = Session::new(vec![Slot::FREE; slots], vec![0; 4096], Options::default(), 0);
    let mut reader = Reader::new(vec![0; 8192], vec![0; 512], ReaderOptions::CLIENT).expect("enough memory");
    let mut take = |session: &mut Session<Vec<Slot>, Vec<u8>>, bytes: &[u8]| {
        reader.feed(bytes);
        let packet = reader.next().expect("a packet").expect("a packet");
        session.handle(&packet, 0).expect("an outcome").what
    };
    assert_eq!(take(&mut session, b"Asterisk Call Manager/2.7.0\r\n"), What::Banner);
    session.login(b"ucmamiuser1", b"test123", None).expect("room");
    let answer = answer(session.transmit(), b"Message: Authentication accepted\r\n");
    session.sent(session.transmit().len()).expect("what was queued");
    assert_eq!(take(&mut session, &answer), What::LoggedIn);
    (session, reader)
}

pub(crate) fn session(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("session");
    group.throughput(Throughput::Elements(1));
    // The others are in flight all the time.
    for in_flight in [1, 100, 10_000] {
        let (mut session, mut reader) = client(in_flight);
        for tag in 1..in_flight as u64 {
            session.submit(tag, b"Ping", [], 0).expect("a free slot");
            session.sent(session.transmit().len()).expect("what was queued");
        }
        let mut tag = in_flight as u64;
        group.bench_function(format!("round, {in_flight} in flight"), |bencher| {
            bencher.iter(|| {
                tag += 1;
                session.submit(tag, b"Ping", [], 0).expect("a free slot");
                let id = action_id(session.transmit());
                // The answer, as it comes from a socket.
                for part in [&b"Response: Success\r\nActionID: "[..], id, b"\r\nPing: Pong\r\n\r\n"] {
                    assert_eq!(reader.feed(part), part.len());
                }
                session.sent(session.transmit().len()).expect("what was queued");
                let packet = reader.next().expect("a packet").expect("a packet");
                let outcome = session.handle(&packet, 0).expect("an outcome");
                assert!(outcome.last && outcome.tag == tag);
            });
        });
    }
    let (mut session, mut reader) = client(1);
    group.bench_function("an event that is nobody's", |bencher| {
        bencher.iter(|| {
            reader.feed(b"Event: Newstate\r\nChannel: PJSIP/1000-00000001\r\nUniqueid: 1474279641.13\r\n\r\n");
            let packet = reader.next().expect("a packet").expect("a packet");
            session.handle(&packet, 0).expect("an outcome").what
        });
    });
    group.finish();
}
