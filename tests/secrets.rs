//! A secret is in no text that the library makes, and not in the memory that
//! it gives back.

#[path = "common/freed.rs"]
#[allow(unsafe_code)] // an allocator is unsafe to implement
mod freed;

use std::os::fd::RawFd;
use std::sync::{Arc, Mutex};

use amiwire::net::{Connection, Deadline, Login, NetError, Options, Transport};
use amiwire::parse::{Lines, Resume, parse};
use amiwire::session::{Key, Session, Slot, server};
use amiwire::{Reader, Status};

const SECRET: &str = "swordfish-20b7";

fn clean(what: &str, text: impl AsRef<[u8]>) {
    let text = text.as_ref();
    let found = text.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
    assert!(!found, "{what} holds the secret: {}", text.escape_ascii());
}

/// An exchange of prepared answers that takes at most so many bytes.
struct Peer {
    answers: Mutex<Vec<&'static [u8]>>,
    takes: Mutex<usize>,
}

fn peer(answers: &[&'static [u8]], takes: usize) -> Arc<Peer> {
    Arc::new(Peer { answers: Mutex::new(answers.iter().rev().copied().collect()), takes: takes.into() })
}

impl Transport for Peer {
    fn read(&self, buf: &mut [u8], _: Deadline) -> Result<usize, NetError> {
        let Some(answer) = self.answers.lock().unwrap().pop() else { return Ok(0) };
        buf[..answer.len()].copy_from_slice(answer);
        Ok(answer.len())
    }
    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        let mut takes = self.takes.lock().unwrap();
        let n = buf.len().min(*takes);
        *takes -= n;
        if n == 0 { Err(NetError::new(Status::WriteTimedOut)) } else { Ok(n) }
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

const GREETING: &[u8] = b"Asterisk Call Manager/2.7.0\r\n";
const SUCCESS: &[u8] = b"Response: Success\r\n\r\n";
const REFUSED: &[u8] = b"Response: Error\r\nMessage: Authentication failed\r\n\r\n";
const CHALLENGE: &[u8] = b"Response: Success\r\nChallenge: 123456789\r\n\r\n";

#[test]
fn no_text_of_the_connector_holds_the_secret() {
    let plain = Options::new("pbx.example", b"user", SECRET.as_bytes());
    clean("Options", format!("{plain:?} {plain:#?}"));
    let md5 = Options { login: Login::Md5, ..plain.clone() };
    let split = format!("{SECRET}\r\nAction: Originate");
    let broken = Options::new("pbx.example", b"user", split.as_bytes());

    let open = Connection::over(peer(&[GREETING, SUCCESS], usize::MAX), &plain).unwrap();
    clean("Connection", format!("{open:?} {open:#?}"));
    let errors = [
        Connection::over(peer(&[GREETING, REFUSED], usize::MAX), &plain).err(),
        Connection::over(peer(&[GREETING], usize::MAX), &plain).err(),
        Connection::over(peer(&[GREETING], 20), &plain).err(),
        Connection::over(peer(&[b"220 mail ESMTP\r\n"], usize::MAX), &plain).err(),
        Connection::over(peer(&[GREETING, CHALLENGE, REFUSED], usize::MAX), &md5).err(),
        // One that would be two lines is refused, and not shown either.
        Connection::over(peer(&[GREETING, SUCCESS], usize::MAX), &broken).err(),
    ];
    for error in errors {
        let error = error.expect("it was refused");
        clean("NetError", format!("{error:?} {error}"));
    }
}

#[test]
fn a_secret_that_cannot_be_sent_sends_nothing() {
    for bad in ["a\rb", "a\nb", "a\0b"] {
        let transport = peer(&[GREETING, SUCCESS], usize::MAX);
        let options = Options::new("pbx.example", b"user", bad.as_bytes());
        let error = Connection::over(Arc::clone(&transport) as Arc<dyn Transport>, &options).unwrap_err();
        assert_eq!(error.status, Status::ValueBadByte);
        assert_eq!(*transport.takes.lock().unwrap(), usize::MAX, "something was sent");
    }
}

#[test]
fn the_session_shows_and_keeps_no_secret() {
    let mut out = [0; 512];
    let mut slots = [Slot::FREE; 1];
    let mut session = Session::new(&mut slots[..], &mut out[..], amiwire::session::Options::default(), 0);
    let mut reader = Reader::new([0; 256], [0; 16], amiwire::reader::Options::CLIENT).unwrap();
    reader.feed(GREETING);
    session.handle(&reader.next().unwrap().unwrap(), 0).unwrap();
    session.login(b"user", SECRET.as_bytes(), None).unwrap();
    clean("Session", format!("{session:?} {session:#?}"));
    // In parts, as a socket takes it.
    session.sent(30).unwrap();
    let left = session.transmit().len();
    session.sent(left).unwrap();
    clean("the queue", out);
    assert_eq!(out, [0; 512]);
}

#[test]
fn the_server_shows_no_secret() {
    let packet = format!("Action: Login\r\nUsername: user\r\nSecret: {SECRET}\r\n\r\n");
    let mut index = [0; 16];
    let parsed = parse(packet.as_bytes(), &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
    let request = server::request(&parsed.packet);
    clean("Request", format!("{request:?} {request:#?}"));
    let server::Request::Login(login) = request else { panic!("{request:?}") };
    assert!(login.proves(SECRET.as_bytes(), None));
    assert!(!login.proves(b"swordfish-20b8", None));
    // What proves an MD5 login is of use only against that challenge.
    clean("Key", Key::new(b"123456789", SECRET.as_bytes()).as_bytes());
}

#[global_allocator]
static ALLOCATOR: freed::Searching = freed::Searching;

/// How often memory was freed that held the secret.
fn left(work: impl FnOnce()) -> usize {
    freed::times(SECRET.as_bytes(), work)
}

#[test]
fn memory_that_is_given_back_holds_no_secret() {
    // The control: what this test does itself is found.
    assert_eq!(left(|| drop(SECRET.to_string())), 1);
    let mut grown = SECRET.to_string();
    assert_eq!(left(|| grown.reserve(1000)), 1);

    let trace: amiwire::net::Trace = Arc::new(|_, packet: &[u8]| clean("a trace", packet));
    let plain = Options { trace: Some(trace), ..Options::new("pbx.example", b"user", SECRET.as_bytes()) };
    let events = b"Event: A\r\n\r\n";
    for keep_secret in [false, true] {
        for login in [Login::Plain, Login::Md5] {
            let options = Options { keep_secret, login, ..plain.clone() };
            let answers = |last| match login {
                Login::Plain => vec![GREETING, last],
                Login::Md5 => vec![GREETING, CHALLENGE, last],
            };
            let whole = |last, takes| {
                let transport = peer(&answers(last), takes);
                left(|| {
                    if let Ok(mut open) = Connection::over(transport, &options) {
                        while open.recv(Deadline::Never).is_ok() {}
                        open.close();
                    }
                })
            };
            assert_eq!(whole(SUCCESS, usize::MAX), 0, "a login that was accepted");
            assert_eq!(whole(REFUSED, usize::MAX), 0, "a login that was refused");
            assert_eq!(whole(events, usize::MAX), 0, "a login without an answer");
            for takes in [0, 20, 60, 80] {
                assert_eq!(whole(SUCCESS, takes), 0, "a login that was sent in part");
            }
        }
    }
    // By hand, behind the greeting.
    let nobody = Options { username: b"", ..plain.clone() };
    for login in [Login::Plain, Login::Md5] {
        let transport = peer(&[GREETING, CHALLENGE, SUCCESS], usize::MAX);
        let freed = left(|| {
            let mut open = Connection::over(transport, &nobody).unwrap();
            open.login(b"user", SECRET.as_bytes(), login).unwrap();
            while open.recv(Deadline::Never).is_ok() {}
        });
        assert_eq!(freed, 0, "a login by hand");
    }
}
