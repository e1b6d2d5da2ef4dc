//! What ends a connection, and what does not: an oversize packet does not, not
//! even while a call waits; every end has a status that says so, for ever.

mod scripted;

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, NetError, Options, Reconnect, Transport};
use amiwire::session::What;
use scripted::{Action, Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];

fn options(port: u16) -> Options<'static> {
    let options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    Options { port, storage: 4096, ..options }
}

fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

/// A packet that is larger than the storage.
fn oversize(first: &str, peer: &mut Peer) {
    peer.raw(&format!("{first}Rest: {}\r\n\r\n", "x".repeat(8000)));
}

/// The first two lines of what answers an action.
fn answering(first: &str, action: &Action) -> String {
    format!("{first}\r\nActionID: {}\r\n", action.id)
}

/// All that comes, in words, until a status that is fatal; and that one.
fn all(connection: &mut Connection) -> (Vec<String>, NetError) {
    let mut seen = Vec::new();
    loop {
        match connection.recv(soon()) {
            Ok(received) => seen.push(match received.packet {
                Some(packet) => String::from_utf8_lossy(packet.title()).into_owned(),
                None => format!("{:?} {}", received.outcome.what, received.outcome.tag),
            }),
            Err(error) if error.is_fatal() => return (seen, error),
            Err(error) => seen.push(format!("{} {}", error.status.name(), error.detail.starts_with("at offset "))),
        }
        assert!(seen.len() < 1000, "{seen:?}");
    }
}

#[test]
fn a_loop_goes_on_behind_an_oversize_packet_and_ends_with_the_connection() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.event("A", 1);
        oversize("Event: Large\r\n", &mut peer);
        peer.event("B", 1);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let (seen, error) = all(&mut connection);
    assert_eq!(seen, ["A", "PACKET_TOO_LARGE true", "B"]);
    for _ in 0..3 {
        assert_eq!(error.status, Status::Closed);
        assert_eq!(connection.recv(Deadline::Never).unwrap_err(), error, "it is said for ever");
    }
}

#[test]
fn an_oversize_packet_does_not_end_a_call() {
    for another_sessions in [false, true] {
        let port = serve(1, move |_, mut peer| {
            peer.log_in();
            let ping = peer.action();
            peer.event("A", 1);
            let foreign = if another_sessions { "ActionID: aw000000000000000000000001\r\n" } else { "" };
            oversize(&format!("Response: Success\r\n{foreign}"), &mut peer);
            oversize("Event: Large\r\n", &mut peer);
            // An event's value is nobody's answer, whatever stands in it.
            oversize(&answering("Event: UserEvent", &ping), &mut peer);
            peer.event("B", 1);
            peer.respond(&ping, "Ping: Pong\r\n");
            let second = peer.action();
            peer.respond(&second, "");
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        let mut answer = connection.call(b"Ping", NONE, None).unwrap();
        assert_eq!(answer.lost(), 0);
        assert_eq!(answer.next().unwrap().packet.unwrap().get(b"Ping"), Some(&b"Pong"[..]));
        assert!(answer.next().is_none());
        connection.call(b"Ping", NONE, None).unwrap();
        // What was skipped is said in its place among what was kept.
        let skipped = "PACKET_TOO_LARGE true";
        assert_eq!(all(&mut connection).0, ["A", skipped, skipped, skipped, "B"]);
    }
}

#[test]
fn an_oversize_response_ends_its_call_with_its_status() {
    for first in ["Response: Success", "Response: Follows\r\nPrivilege: Command"] {
        let port = serve(1, move |_, mut peer| {
            peer.log_in();
            let command = peer.action();
            let output = answering(first, &command) + &"Output: a\r\n".repeat(1000);
            peer.raw(&format!("{output}--END COMMAND--\r\n\r\n"));
            let ping = peer.action();
            peer.respond(&ping, "Ping: Pong\r\n");
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        let error = connection.call(b"Command", [(&b"Command"[..], &b"x"[..])], None).unwrap_err();
        assert_eq!((error.status, error.is_fatal()), (Status::PacketTooLarge, false));
        assert!(connection.call(b"Ping", NONE, None).unwrap().next().is_some());
    }
}

#[test]
fn an_oversize_item_ends_its_call_at_once() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let list = peer.action();
        let id = &list.id;
        peer.respond(&list, "EventList: start\r\n");
        peer.raw(&format!("Event: QueueParams\r\nActionID: {id}\r\n\r\n"));
        oversize(&answering("Event: QueueParams", &list), &mut peer);
        // Only the next action brings the rest: the call did not wait for it.
        let ping = peer.action();
        peer.raw(&format!("Event: QueueStatusComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n"));
        peer.respond(&ping, "");
    });
    let mut connection = Connection::open(&Options { actions: 1, ..options(port) }).unwrap();
    let error = connection.call(b"QueueStatus", NONE, None).unwrap_err();
    assert_eq!((error.status, error.is_fatal()), (Status::PacketTooLarge, false));
    assert!(error.detail.contains("; raise "), "{error}");
    assert_eq!(connection.last_outcome().map(|outcome| (outcome.what, outcome.last)), Some((What::TooLarge, true)));
    assert_eq!(connection.next_of_answer().unwrap().outcome.what, What::ListStart);
    assert_eq!(connection.next_of_answer().unwrap().outcome.what, What::ListItem);
    while connection.next_of_answer().is_some() {}
    // Its place is free, and it is not said again.
    assert!(connection.call(b"Ping", NONE, None).unwrap().next().is_some());
    assert_eq!(all(&mut connection).0, ["QueueStatusComplete"]);
}

#[test]
fn a_call_finds_an_end_that_lies_in_the_socket_before_it_writes() {
    let port = serve(2, |n, mut peer| {
        peer.log_in();
        if n == 0 {
            peer.event("A", 1);
            return;
        }
        let ping = peer.action();
        peer.respond(&ping, "Ping: Pong\r\n");
        peer.wait_for_end();
    });
    let soon = Duration::from_millis(1);
    let reconnect = Some(Reconnect { first: soon, most: soon, attempts: 0 });
    let options = Options { reconnect, keep_secret: true, ..options(port) };
    let mut connection = Connection::open(&options).unwrap();
    // The exchange's end has arrived, and nobody has received it.
    std::thread::sleep(Duration::from_millis(200));
    assert!(connection.call(b"Ping", NONE, None).unwrap().next().is_some());
    assert_eq!(connection.recv(Deadline::Now).unwrap().packet.unwrap().title(), b"A");

    let port = serve(1, |_, mut peer| peer.log_in());
    let mut connection = Connection::open(&self::options(port)).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(connection.call(b"Ping", NONE, None).unwrap_err().status, Status::Closed);
}

#[test]
fn what_is_said_of_skipped_packets_is_bounded() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let ping = peer.action();
        for _ in 0..200 {
            oversize("Event: Large\r\n", &mut peer);
        }
        peer.respond(&ping, "Ping: Pong\r\n");
    });
    let mut connection = Connection::open(&Options { keep: 1000, ..options(port) }).unwrap();
    assert!(connection.call(b"Ping", NONE, None).unwrap().next().is_some());
    let seen = all(&mut connection).0;
    let (first, said) = seen.split_first().unwrap();
    assert!(!said.is_empty() && said.len() < 20 && said.iter().all(|word| word == "PACKET_TOO_LARGE true"), "{seen:?}");
    assert_eq!(*first, format!("Lost {}", 200 - said.len()));
}

#[test]
fn an_oversize_packet_before_the_login_is_answered_does_not_end_it() {
    let port = serve(1, |_, mut peer| {
        peer.greet();
        let login = peer.action();
        oversize("Event: Large\r\n", &mut peer);
        peer.respond(&login, "");
        peer.event("A", 1);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(all(&mut connection).0, ["PACKET_TOO_LARGE true", "A"]);

    let port = serve(1, |_, mut peer| {
        peer.greet();
        let login = peer.action();
        oversize(&answering("Response: Success", &login), &mut peer);
        peer.wait_for_end();
    });
    assert_eq!(Connection::open(&options(port)).unwrap_err().status, Status::PacketTooLarge);
}

#[test]
fn with_a_policy_no_cut_is_fatal_until_it_gives_up() {
    let port = serve(2, |_, mut peer| {
        peer.log_in();
        peer.event("A", 1);
    });
    let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 2 };
    let reconnect = Options { reconnect: Some(policy), keep_secret: true, ..options(port) };
    let mut connection = Connection::open(&reconnect).unwrap();
    let (seen, error) = all(&mut connection);
    assert_eq!(seen, ["A", "Cut 0", "", "Success", "A", "Cut 0", "AttemptFailed 0", "AttemptFailed 0", "GaveUp 0"]);
    assert_eq!(error.status, Status::ConnectRefused);
    assert_eq!(connection.recv(Deadline::Never).unwrap_err(), error);
}

/// A transport of prepared answers that breaks off with a status of any kind.
struct Breaks {
    answers: Mutex<Vec<&'static [u8]>>,
    reading: Status,
    writing: Option<Status>,
}

impl Transport for Breaks {
    fn read(&self, buf: &mut [u8], _: Deadline) -> Result<usize, NetError> {
        let Some(answer) = self.answers.lock().unwrap().pop() else { return Err(NetError::new(self.reading)) };
        buf[..answer.len()].copy_from_slice(answer);
        Ok(answer.len())
    }
    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        match self.writing {
            Some(status) if self.answers.lock().unwrap().is_empty() => Err(NetError::new(status)),
            _ => Ok(buf.len()),
        }
    }
    fn wake(&self) {}
    fn close(&self) {}
    fn descriptor(&self) -> Option<RawFd> {
        None
    }
    fn buffered(&self) -> usize {
        0
    }
}

#[test]
fn whatever_a_transport_breaks_off_with_is_fatal_and_stays() {
    const ANSWERS: [&[u8]; 2] = [b"Response: Success\r\n\r\n", b"Asterisk Call Manager/2.7.0\r\n"];
    // These are answers to a wait, not ends: the transport has more to come.
    let waits = [
        Status::Ok,
        Status::PeerSilent,
        Status::WouldBlock,
        Status::Interrupted,
        Status::BadArgument,
        Status::NoMemory,
    ];
    for status in Status::ALL.iter().copied().filter(|status| !waits.contains(status)) {
        for writing in [None, Some(status)] {
            let reading = if writing.is_some() { Status::Interrupted } else { status };
            let transport = Breaks { answers: Mutex::new(ANSWERS.to_vec()), reading, writing };
            let mut connection = Connection::over(Arc::new(transport), &Options::new("", b"user", b"secret")).unwrap();
            if writing.is_some() {
                let refused = connection.send(1, b"Ping", NONE).unwrap_err();
                assert!(refused.is_fatal(), "{status:?}: {refused}");
                let word = connection.recv(Deadline::Never).unwrap().outcome;
                assert!(matches!(word.what, What::Unknown | What::Unsent), "{status:?}: {word:?}");
            }
            let error = connection.recv(Deadline::Never).unwrap_err();
            assert!(error.is_fatal(), "{status:?}: {error}");
            let named = if status.is_fatal() { error.status == status } else { error.detail.contains(status.name()) };
            assert!(named, "{status:?}: {error:?}");
            assert_eq!(connection.recv(Deadline::Never).unwrap_err(), error, "{status:?}");
        }
    }
}
