//! What a trace and the simulator's log show: everything but secrets, in every
//! shape that they have on the wire, and in all recordings.
#![cfg(feature = "net")]

mod common;

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};

use amiwire::net::{Connection, Deadline, Direction, NetError, Options, Transport};
use amiwire::{Limits, Status};

const SECRET: &str = "swordfish-20b7";
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

/// Lines of a packet, each with `@` for the secret.
const SHAPES: &[&str] = &[
    "Secret: @",
    "SECRET:@",
    "Password : @",
    "OldPassword: a\nb @",
    "Description: a\nPassword: b\n@",
    "Key: @",
    "NewPassword: @",
    "Md5Cred: @",
    "RefreshToken: @",
    "OauthClientSecret: @",
    "config/password(0): @",
    "Line-000000-000001: secret=@",
    "Line-000000-000001: vmsecret => @",
    "Line-000000-000001: remotesecret = a, @",
    "Line-000000-000001: md5_cred=@",
    "Line-000000-000001: refresh_token=@",
    "Line-000000-000001: register=1000:@@pbx.example/1000",
    "Line-000000-000001: register=tls://1000:@@pbx.example:5061",
    "Line-000000-000001: register=1000@pbx.example:@:auth@pbx.example",
    "Line-000000-000001: auth=1000:@@realm",
    "Line-000000-000001: 1234=@,Joe,joe@pbx.example",
    "Line-000000-000001: conf=600,@,9",
    "Variable: secret=@",
    "Variable: A=1,SIP_PASSWORD=@",
    "ChanVariable(SIP/1-1): DB_PASS=@",
    "Channel: SIP/1000:@@pbx.example",
    "Contact: sip:1000:@@pbx.example:5060",
    "Output:   Password      : @",
    "Output:   MD5 Secret  : @",
    "Output: Authorization: Digest response=\"@\"",
    "Output: vmsecret = @",
    "Output: Username      Secret          Context\r\nOutput: 1000          @  phones",
    r#"JSON: {"general":{"a":"b","secret":"@","c":"d"}}"#,
    r#"JSON: {"general":["refresh_token" : "@"]}"#,
    r#"JSON: {"s":"{\"password\":\"@\"}"}"#,
    r#"JSON: {"default":{"1234":"@,Joe"}}"#,
    r#"JSON: {"general":{"register":"1000:@@pbx.example"}}"#,
    "Var-000000: secret\r\nValue-000000: @",
    "Value-000000: @\r\nMatch-000000: @\r\nVar-000000: 1234",
    "Variable: USER_PASSWORD\r\nValue: @",
    "Family: u\r\nKey: secret\r\nVal: @",
    "Command: database put u secret @",
];

/// The lines with the secret in its place.
fn with_secret(lines: &str) -> String {
    // The first of two is the secret, as is one with a blank or a quote before.
    let lines = lines.replace(":@@", &format!(":{SECRET}@"));
    let mut filled = String::new();
    for (i, part) in lines.split('@').enumerate() {
        let before = filled.chars().last();
        if i > 0 {
            let secret = before.is_none_or(|c| !c.is_alphanumeric());
            filled += if secret { SECRET } else { "@" };
        }
        filled += part;
    }
    assert!(filled.contains(SECRET), "{filled}");
    filled
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

#[cfg(feature = "sim")]
#[test]
fn no_shape_of_a_secret_is_in_the_simulators_log() {
    use amiwire::sim::{Config, Simulator};
    use std::io::{Read, Write};

    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let log = Box::new(move |line: &str| kept.lock().unwrap().push(line.to_string()));
    let tcp = Some(([127, 0, 0, 1], 0).into());
    let simulator = Simulator::start(Config { tcp, log: Some(log), ..Config::default() }).unwrap();
    let shapes: Vec<_> = SHAPES.iter().filter(|shape| !shape.replace("\r\n", "").contains('\n')).collect();
    for shape in &shapes {
        let mut stream = std::net::TcpStream::connect(simulator.tcp_address().unwrap()).unwrap();
        let request = format!("Action: X\r\n{}\r\n\r\nAction: Logoff\r\n\r\n", with_secret(shape));
        stream.write_all(request.as_bytes()).unwrap();
        // Until it has answered and closed.
        let _ = stream.read_to_end(&mut Vec::new());
    }
    drop(simulator);
    let lines = lines.lock().unwrap();
    let requests: Vec<_> = lines.iter().filter(|line| line.contains("Action: X")).collect();
    assert_eq!(requests.len(), shapes.len());
    for line in requests {
        assert!(line.contains("***"), "{line}");
    }
    assert!(!lines.concat().contains(SECRET), "{lines:#?}");
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
    let Some(corpus) = common::corpus() else { return };
    let (mut streams, mut packets, mut hidden, mut lines, mut secrets) = (0, 0, 0, 0, 0);
    for folder in ["asterisk-13", "asterisk-23"] {
        let mut files: Vec<_> =
            std::fs::read_dir(corpus.join(folder)).unwrap().map(|file| file.unwrap().path()).collect();
        files.retain(|file| [".c2s", ".s2c", ".s2c.gz"].iter().any(|end| file.to_string_lossy().ends_with(end)));
        for file in files {
            let stream = common::recording(&file);
            let known = known(&stream);
            streams += 1;
            for (raw, shown) in received(&stream) {
                packets += 1;
                let (before, after) = (raw.split(|byte| *byte == b'\n'), shown.split(|byte| *byte == b'\n'));
                assert_eq!(before.clone().next(), after.clone().next(), "{}: the first line", file.display());
                assert_eq!(before.clone().count(), after.clone().count(), "{}: {}", file.display(), raw.escape_ascii());
                for (before, after) in before.zip(after) {
                    lines += 1;
                    secrets += usize::from(known.iter().any(|secret| contains(before, secret)));
                    let leak = known.iter().find(|secret| contains(after, secret));
                    assert!(leak.is_none(), "{}: {leak:?} in {}", file.display(), after.escape_ascii());
                    if before != after {
                        hidden += 1;
                        assert!(contains(after, "***"), "{}: {}", file.display(), after.escape_ascii());
                        let id = before.to_ascii_lowercase().starts_with(b"actionid");
                        assert!(!id, "{}: {}", file.display(), after.escape_ascii());
                    }
                }
            }
        }
    }
    println!("{streams} recordings, {packets} packets, {lines} lines: {secrets} with a known secret, {hidden} changed");
    assert!(streams > 200 && packets > 10_000 && secrets > 100, "{streams} {packets} {secrets}");
    // Keys of the database make most of them.
    assert!(hidden >= secrets && hidden < 1000, "{hidden} of {lines} lines were changed");
}
