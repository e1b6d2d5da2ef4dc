//! What a trace and the simulator's log show: everything but secrets, in every
//! shape that they have on the wire, and in all recordings.

mod common;
#[path = "shown/shapes.rs"]
mod shapes;

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};

use amiwire::net::{Connection, Deadline, Direction, NetError, Options, Transport};
use amiwire::{Limits, Status};
use common::recordings::sets;
use shapes::{SECRET, SHAPES, with_secret};

const GREETING: &str = "Asterisk Call Manager/2.7.0\r\n";

/// What has been recorded, byte for byte, and takes whatever is sent.
struct Recording {
    rest: Mutex<Vec<u8>>,
    /// What a Command prints, if somebody is to be logged in.
    printed: Option<String>,
}

impl Transport for Recording {
    fn read(&self, buf: &mut [u8], until: Deadline) -> Result<usize, NetError> {
        let mut rest = self.rest.lock().unwrap();
        if rest.is_empty() && until == Deadline::Now {
            return Err(NetError::new(Status::WouldBlock));
        }
        let n = buf.len().min(rest.len()).min(1460);
        buf[..n].copy_from_slice(&rest[..n]);
        rest.drain(..n);
        Ok(n)
    }
    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        let sent = String::from_utf8_lossy(buf);
        let id = sent.lines().find_map(|line| line.strip_prefix("ActionID: ")).unwrap_or_default();
        let answer = match (&self.printed, sent.starts_with("Action: Command")) {
            (Some(printed), true) => {
                printed.replacen("Privilege: Command\r\n", &format!("Privilege: Command\r\nActionID: {id}\r\n"), 1)
            }
            (Some(_), false) => format!("Response: Success\r\nActionID: {id}\r\n\r\n"),
            (None, _) => String::new(),
        };
        self.rest.lock().unwrap().extend_from_slice(answer.as_bytes());
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
}

type Seen = Arc<Mutex<Vec<(Direction, Vec<u8>)>>>;

/// A connection over such bytes, and what its trace sees.
fn traced(stream: &[u8], username: &'static [u8]) -> (Connection, Seen) {
    let (options, seen) = seeing(username);
    let mut stream = stream.to_vec();
    if !stream.starts_with(b"Asterisk Call Manager/") {
        stream.splice(0..0, GREETING.bytes());
    }
    (Connection::over(Arc::new(Recording { rest: Mutex::new(stream), printed: None }), &options).unwrap(), seen)
}

/// Options with a trace, and what it sees.
fn seeing(username: &'static [u8]) -> (Options<'static>, Seen) {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let options = Options {
        trace: Some(Arc::new(move |direction, packet: &[u8]| kept.lock().unwrap().push((direction, packet.to_vec())))),
        storage: 1 << 20,
        headers: 1 << 14,
        limits: Limits::NONE,
        ..Options::new("", username, SECRET.as_bytes())
    };
    (options, seen)
}

/// Each packet of a stream as it came, and as the trace shows it.
fn received(stream: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (mut connection, seen) = traced(stream, b"");
    // The greeting.
    seen.lock().unwrap().clear();
    let mut packets = Vec::new();
    loop {
        match connection.recv(Deadline::Never) {
            Ok(received) => {
                let raw = received.packet.expect("nothing but packets comes").raw().to_vec();
                let (direction, shown) = seen.lock().unwrap().pop().expect("it was traced");
                assert_eq!(direction, Direction::Received);
                packets.push((raw, shown));
            }
            Err(error) if error.is_fatal() => {
                assert_eq!(error.status, Status::Closed);
                return packets;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn contains(text: &[u8], part: &str) -> bool {
    memchr::memmem::find(text, part.as_bytes()).is_some()
}

#[test]
fn no_shape_of_a_secret_is_shown_of_what_is_received() {
    for shape in SHAPES {
        let lines = with_secret(shape);
        for first in ["Response: Success", "Event: X"] {
            let stream = format!("{first}\r\nActionID: id\r\n{lines}\r\n\r\n{first}\r\nA: b\r\n\r\n");
            let packets = received(stream.as_bytes());
            assert_eq!(packets.len(), 2, "{lines}");
            let shown = &packets[0].1;
            assert!(!contains(shown, SECRET), "{}", shown.escape_ascii());
            assert!(contains(shown, "***") && contains(shown, "ActionID: id\r\n"), "{}", shown.escape_ascii());
            assert!(shown.starts_with(first.as_bytes()) && shown.ends_with(b"\r\n\r\n"));
            assert_eq!(packets[1].0, packets[1].1);
        }
    }
}

#[test]
fn nothing_that_an_old_command_printed_shows_a_secret() {
    for shape in SHAPES.iter().filter_map(|shape| shape.strip_prefix("Output: ")) {
        let lines = with_secret(shape).replace("\r\nOutput: ", "\n");
        let text = format!("Response: Follows\r\nPrivilege: Command\r\nName : a\n{lines}\nContext : b\n");
        // A text is one only where a Command awaits it.
        let printed = Some(format!("{text}--END COMMAND--\r\n\r\n"));
        let (options, seen) = seeing(b"user");
        let peer = Recording { rest: Mutex::new(GREETING.into()), printed };
        let mut connection = Connection::over(Arc::new(peer), &options).unwrap();
        connection.call(b"Command", [(&b"Command"[..], &b"core show"[..])], None).unwrap();
        let (direction, shown) = seen.lock().unwrap().pop().expect("it was traced");
        assert_eq!(direction, Direction::Received);
        assert!(contains(&shown, "Response: Follows"));
        let shown = &shown[..];
        assert!(!contains(shown, SECRET) && contains(shown, "***"), "{}", shown.escape_ascii());
        assert!(contains(shown, "Name : a\n") && shown.ends_with(b"\n--END COMMAND--\r\n\r\n"));
        // What stands below a table may be a row of it.
        assert!(contains(shown, "\nContext : b\n") || lines.contains("Username"), "{}", shown.escape_ascii());
    }
}

#[test]
fn no_shape_of_a_secret_is_shown_of_what_is_sent() {
    for shape in SHAPES.iter().filter(|shape| !shape.replace("\r\n", "").contains('\n')) {
        let lines = with_secret(shape);
        let fields = lines.split("\r\n").map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.trim().as_bytes(), value.trim().as_bytes())
        });
        let (connection, seen) = traced(b"Response: Success\r\n\r\n", b"user");
        connection.send(1, b"X", fields).unwrap_or_else(|error| panic!("{lines}: {error}"));
        let seen = seen.lock().unwrap();
        for (_, shown) in seen.iter() {
            assert!(!contains(shown, SECRET), "{}", shown.escape_ascii());
        }
        // The login, and this.
        let sent: Vec<_> = seen.iter().filter(|seen| seen.0 == Direction::Sent).collect();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|(_, shown)| contains(shown, "***")), "{lines}");
        assert!(sent[1].1.starts_with(b"Action: X\r\n"));
    }
}

/// Headers of the recordings that hold secrets.
const NAMES: &[&str] = &["secret", "password", "newpassword", "md5cred", "key", "refreshtoken", "oauthsecret"];

/// The secrets of the recordings' users, phones and logins.
fn known(stream: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stream);
    let mut known: Vec<String> = ["test123", "test456", "test789", "test111", "test000"].map(String::from).into();
    for line in text.split("\r\n") {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        // Of short words, such as keys of the database, others may be alike.
        if NAMES.contains(&name.trim().to_lowercase().as_str()) && value.len() > 4 && value.contains(char::is_numeric) {
            known.push(value.into());
        }
    }
    known
}

#[test]
fn no_recording_shows_a_secret_and_nearly_all_of_it_is_shown() {
    for set in sets() {
        let mut seen = Lines::default();
        set.streams.iter().for_each(|stream| look(&stream.name, &stream.bytes().unwrap(), &mut seen));
        let packets: u64 = set.recordings().iter().map(|recording| recording.expected[0]).sum();
        println!("{}: {} streams, {packets} packets, {seen:?}", set.name(), set.streams.len());
        // Those of the clients come on top.
        assert!(seen.packets as u64 > packets, "{packets} packets of servers, {seen:?}");
        // Keys of the database make most of them.
        assert!(seen.hidden >= seen.secrets && seen.hidden < seen.all / 20, "{seen:?}");
        assert!(seen.secrets > if set.shared { 100 } else { 20 }, "{seen:?}");
    }
}

/// What was looked at.
#[derive(Debug, Default)]
struct Lines {
    packets: usize,
    all: usize,
    /// With a secret that is known.
    secrets: usize,
    /// Not shown as they came.
    hidden: usize,
}

/// Every line of a recording, as it came and as it is shown.
fn look(name: &str, stream: &[u8], seen: &mut Lines) {
    let known = known(stream);
    for (raw, shown) in received(stream) {
        seen.packets += 1;
        let (before, after) = (raw.split(|byte| *byte == b'\n'), shown.split(|byte| *byte == b'\n'));
        assert_eq!(before.clone().next(), after.clone().next(), "{}: the first line", name);
        assert_eq!(before.clone().count(), after.clone().count(), "{}: {}", name, raw.escape_ascii());
        for (before, after) in before.zip(after) {
            seen.all += 1;
            seen.secrets += usize::from(known.iter().any(|secret| contains(before, secret)));
            let leak = known.iter().find(|secret| contains(after, secret));
            assert!(leak.is_none(), "{}: {leak:?} in {}", name, after.escape_ascii());
            if before != after {
                seen.hidden += 1;
                assert!(contains(after, "***"), "{}: {}", name, after.escape_ascii());
                let id = before.to_ascii_lowercase().starts_with(b"actionid");
                assert!(!id, "{}: {}", name, after.escape_ascii());
            }
        }
    }
}
