//! A caller that was away for longer than a time limit: what had arrived meanwhile
//! counts, and a peer that sends without end keeps no limit from passing.

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::{Duration, Instant};

use amiwire::Status;
use amiwire::net::{Connection, Deadline, NetError, Options, Transport};
use amiwire::session::What;

const NONE: [(&[u8], &[u8]); 0] = [];
const SHORT: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(600);
const EVENT: &[u8] = b"Event: Newstate\r\nPrivilege: call,all\r\nChannel: PJSIP/1\r\n\r\n";

/// The bound on what is read before a limit is judged.
const BOUND: usize = 1 << 20;

/// What a read gives where nothing has arrived.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Idle {
    Nothing,
    /// These bytes, each time.
    Bytes(&'static [u8]),
    /// Bytes of TLS that are no data.
    Tickets,
    /// Somebody wakes it without end.
    Wakes,
}

/// An exchange that answers while an action is written, and no later.
struct Exchange {
    arrived: Vec<u8>,
    /// What it will have said once the test lets it.
    held: Vec<u8>,
    holds: bool,
    written: Vec<u8>,
    pings: usize,
    /// The most that a read gives.
    piece: usize,
    idle: Idle,
    reads: usize,
    received: usize,
}

struct Wire(Mutex<Exchange>);

impl Wire {
    fn new() -> Arc<Wire> {
        Arc::new(Wire(Mutex::new(Exchange {
            arrived: b"Asterisk Call Manager/2.7.0\r\n".to_vec(),
            held: Vec::new(),
            holds: false,
            written: Vec::new(),
            pings: 0,
            piece: usize::MAX,
            idle: Idle::Nothing,
            reads: 0,
            received: 0,
        })))
    }

    fn exchange(&self) -> MutexGuard<'_, Exchange> {
        self.0.lock().unwrap()
    }

    /// How often it was read, and how many bytes that gave.
    fn so_far(&self) -> (usize, usize) {
        let exchange = self.exchange();
        (exchange.reads, exchange.received)
    }

    fn release(&self) {
        let mut exchange = self.exchange();
        let held = std::mem::take(&mut exchange.held);
        exchange.arrived.extend(held);
        exchange.holds = false;
    }
}

impl Transport for Wire {
    fn read(&self, buf: &mut [u8], deadline: Deadline) -> Result<usize, NetError> {
        let mut exchange = self.exchange();
        exchange.reads += 1;
        if exchange.arrived.is_empty() {
            match exchange.idle {
                Idle::Nothing => {
                    drop(exchange);
                    let Deadline::At(at) = deadline else {
                        assert_eq!(deadline, Deadline::Now, "it waits without end");
                        return Err(NetError::new(Status::WouldBlock));
                    };
                    sleep(at.saturating_duration_since(Instant::now()));
                    return Err(NetError::new(Status::PeerSilent));
                }
                Idle::Bytes(bytes) => exchange.arrived.extend(bytes),
                Idle::Tickets => {
                    exchange.received += 60_000;
                    // With a deadline it would wait on.
                    return Err(NetError::new(if deadline == Deadline::Now {
                        Status::WouldBlock
                    } else {
                        Status::Interrupted
                    }));
                }
                Idle::Wakes => return Err(NetError::new(Status::Interrupted)),
            }
        }
        let n = exchange.arrived.len().min(buf.len()).min(exchange.piece);
        buf[..n].copy_from_slice(&exchange.arrived[..n]);
        exchange.arrived.drain(..n);
        exchange.received += n;
        Ok(n)
    }

    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        let mut exchange = self.exchange();
        exchange.written.extend(buf);
        while let Some(end) = exchange.written.windows(4).position(|end| end == b"\r\n\r\n") {
            let action = String::from_utf8(exchange.written.drain(..end + 4).collect()).unwrap();
            exchange.pings += usize::from(action.starts_with("Action: Ping\r\n"));
            let id = action.lines().find(|line| line.starts_with("ActionID: ")).unwrap();
            let answer = format!("Response: Success\r\n{id}\r\n\r\n");
            if exchange.holds { &mut exchange.held } else { &mut exchange.arrived }.extend(answer.as_bytes());
        }
        Ok(buf.len())
    }

    fn wake(&self) {}
    fn close(&self) {}
    fn descriptor(&self) -> Option<RawFd> {
        None
    }
    fn buffered(&self) -> usize {
        0
    }
    fn received(&self) -> u64 {
        self.exchange().received as u64
    }
}

fn open(wire: &Arc<Wire>, change: impl FnOnce(&mut Options<'_>)) -> Connection {
    let mut options = Options { action_limit: LONG, ..Options::new("", b"ucmamiuser1", b"s3cretword") };
    change(&mut options);
    Connection::over(Arc::clone(wire) as Arc<dyn Transport>, &options).unwrap()
}

/// The ways to receive.
fn deadlines() -> [Deadline; 4] {
    [Deadline::Now, Deadline::At(Instant::now()), Deadline::after(LONG), Deadline::Never]
}

/// The next outcome, however many calls that take no time it needs.
fn next(connection: &mut Connection, deadline: Deadline) -> (What, u64) {
    loop {
        match connection.recv(deadline) {
            Ok(received) => return (received.outcome.what, received.outcome.tag),
            Err(error) if matches!(error.status, Status::WouldBlock | Status::PeerSilent) => {}
            Err(error) if error.status == Status::PacketTooLarge => {}
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_pong_that_was_not_read_yet_is_an_answer() {
    for deadline in deadlines() {
        for piece in [1, usize::MAX] {
            let wire = Wire::new();
            let mut connection = open(&wire, |options| (options.ping_after, options.dead_after) = (SHORT, SHORT));
            wire.exchange().holds = true;
            sleep(SHORT);
            assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
            assert_eq!(wire.exchange().pings, 1);
            wire.release();
            wire.exchange().piece = piece;
            // The caller works on something, for longer than the peer may be silent.
            sleep(2 * SHORT);
            assert_eq!(next(&mut connection, deadline).0, What::Own, "{deadline:?} by {piece}");
            sleep(2 * SHORT);
            assert!(connection.call(b"CoreStatus", NONE, None).unwrap().next().is_some());
        }
    }
}

#[test]
fn a_peer_whose_answer_did_not_arrive_is_dead() {
    for deadline in [Deadline::Now, Deadline::after(LONG), Deadline::Never] {
        for idle in [Idle::Nothing, Idle::Tickets, Idle::Wakes] {
            let wire = Wire::new();
            let mut connection = open(&wire, |options| (options.ping_after, options.dead_after) = (SHORT, SHORT));
            (wire.exchange().holds, wire.exchange().idle) = (true, idle);
            assert_eq!(next(&mut connection, deadline).0, What::Dead, "{deadline:?} {idle:?}");
            assert_eq!(connection.recv(deadline).unwrap_err().status, Status::PeerDead);
        }
    }
}

#[test]
fn an_answer_that_was_not_read_yet_is_no_time_out() {
    for deadline in deadlines() {
        for events in [0, 1, 5000] {
            let wire = Wire::new();
            let mut connection = open(&wire, |options| options.action_limit = SHORT);
            wire.exchange().arrived = EVENT.repeat(events);
            connection.send(7, b"Ping", NONE).unwrap();
            sleep(2 * SHORT);
            for _ in 0..events {
                assert_eq!(next(&mut connection, deadline), (What::Event, 0));
            }
            assert_eq!(next(&mut connection, deadline), (What::Response, 7), "{deadline:?} behind {events}");
            // One that did not come is one.
            wire.exchange().holds = true;
            connection.send(8, b"Ping", NONE).unwrap();
            sleep(2 * SHORT);
            assert_eq!(next(&mut connection, deadline), (What::TimedOut, 8));
        }
    }
}

#[test]
fn whatever_comes_without_end_keeps_no_time_limit_from_passing() {
    let kinds = [Idle::Bytes(EVENT), Idle::Bytes(b"x"), Idle::Tickets, Idle::Wakes];
    for deadline in deadlines() {
        for idle in kinds {
            let wire = Wire::new();
            let mut connection = open(&wire, |options| options.action_limit = SHORT);
            (wire.exchange().holds, wire.exchange().idle) = (true, idle);
            for tag in 1..=3 {
                connection.send(tag, b"Ping", NONE).unwrap();
            }
            sleep(2 * SHORT);
            let before = wire.so_far();
            let mut passed = Vec::new();
            while passed.len() < 3 {
                match next(&mut connection, deadline) {
                    (What::TimedOut, tag) => passed.push(tag),
                    other => assert_eq!(other, (What::Event, 0)),
                }
            }
            assert_eq!(passed, [1, 2, 3]);
            // Once for all of them: after that they come one behind the other.
            let (reads, bytes) = wire.so_far();
            let (reads, bytes) = (reads - before.0, bytes - before.1);
            assert!(reads <= 1100 && bytes <= 2 * BOUND, "{deadline:?} {idle:?}: {reads} {bytes}");
        }
    }
}
