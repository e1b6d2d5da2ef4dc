//! The notices of attempts to connect again that fail, one each, and the error of
//! a connection that has ended.

mod scripted;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, Login, NetError, Options, Reconnect, Transport};
use amiwire::session::What;
use scripted::{Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];
const ATTEMPTS: u32 = 3;

fn options(port: u16) -> Options<'static> {
    let first = Duration::from_millis(1);
    let policy = Reconnect { first, most: Duration::from_millis(5), attempts: ATTEMPTS };
    let mut options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    options.port = port;
    options.storage = 4096;
    options.reconnect = Some(policy);
    options.keep_secret = true;
    options
}

fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

/// What an exchange does after a restart.
type Script = fn(&mut Peer);

/// Logs in, is cut, and then finds an exchange that does this each time.
fn after_a_restart(again: Script, edit: impl FnOnce(&mut Options<'_>)) -> Connection {
    let port = serve(1 + ATTEMPTS as usize, move |n, mut peer| {
        if n == 0 {
            peer.log_in();
        } else {
            again(&mut peer);
        }
    });
    let mut options = options(port);
    edit(&mut options);
    Connection::open(&options).unwrap()
}

/// All notices and packets up to the error, each with its reason.
fn until_the_error(connection: &mut Connection) -> (Vec<(What, Option<Status>)>, String, NetError) {
    let (mut seen, mut detail) = (Vec::new(), String::new());
    loop {
        match connection.recv(soon()) {
            Ok(received) => {
                let outcome = received.outcome;
                let cause = connection.cause();
                assert_eq!(outcome.status, cause.map(|cause| cause.status), "{outcome:?}");
                detail = cause.map_or(detail, |cause| cause.detail.clone());
                seen.push((outcome.what, outcome.status));
            }
            Err(error) => return (seen, detail, error),
        }
    }
}

#[test]
fn a_failed_attempt_is_reported_once_and_counts() {
    use What::{AttemptFailed, Banner, ChallengeRefused, Cut, GaveUp, LoginRefused};
    let refuse = |peer: &mut Peer| {
        peer.greet();
        let login = peer.action();
        peer.raw(&format!("Response: Error\r\nActionID: {}\r\nMessage: no\r\n\r\n", login.id));
        // It does not close.
        peer.wait_for_end();
    };
    let rows: [(Script, Login, &[What], Status, &str); 9] = [
        (
            |peer| {
                peer.raw("HTTP/1.1 400 Bad Request\r\n\r\n");
                peer.wait_for_end();
            },
            Login::Plain,
            &[],
            Status::BadBanner,
            "it said \"HTTP/1.1 400",
        ),
        (
            |peer| {
                peer.raw("Event: Reload\r\n\r\nEvent: Reload\r\n\r\n");
                peer.wait_for_end();
            },
            Login::Plain,
            &[],
            Status::BadBanner,
            "it said \"Event: Reload",
        ),
        (
            |peer| {
                peer.raw(&"x".repeat(3000));
                peer.wait_for_end();
            },
            Login::Plain,
            &[],
            Status::BadBanner,
            "it said \"xxx",
        ),
        (
            |peer| {
                peer.raw(&format!("Asterisk Call Manager/{}\r\n", "9".repeat(100_000)));
                peer.wait_for_end();
            },
            Login::Plain,
            &[],
            Status::BadBanner,
            "it",
        ),
        (
            |peer| {
                peer.greet();
                peer.raw(&format!("Event: Big\r\nData: {}\r\n\r\n", "x".repeat(10_000)).repeat(5));
                peer.wait_for_end();
            },
            Login::Plain,
            &[Banner],
            Status::PacketTooLarge,
            "at offset 29",
        ),
        (refuse, Login::Plain, &[Banner, LoginRefused], Status::LoginRefused, ""),
        (refuse, Login::Md5, &[Banner, ChallengeRefused], Status::ChallengeRefused, ""),
        (Peer::greet, Login::Plain, &[Banner], Status::Closed, ""),
        (|_| (), Login::Plain, &[], Status::ClosedBeforeBanner, ""),
    ];
    for (row, (script, login, before, status, detail)) in rows.into_iter().enumerate() {
        let mut connection = after_a_restart(script, |options| options.login = login);
        let (seen, said, error) = until_the_error(&mut connection);
        // Whether an end is a reset is the system's affair.
        let ends = [Status::Closed, Status::ClosedBeforeBanner];
        let plain = |found: Status| {
            if ends.contains(&status) && found == Status::Reset { status } else { found }
        };
        let seen: Vec<_> = seen.into_iter().map(|(what, found)| (what, found.map(plain))).collect();
        let mut wanted = vec![(Cut, Some(seen[0].1.expect("a reason of the cut")))];
        for _ in 0..ATTEMPTS {
            wanted.extend(before.iter().map(|what| (*what, None)));
            wanted.push((AttemptFailed, Some(status)));
        }
        wanted.push((GaveUp, None));
        assert_eq!(seen, wanted, "row {row}");
        assert!(said.starts_with(detail), "row {row}: {said}");
        // The end stays what it was.
        let ends = if status == Status::PacketTooLarge { Status::Io } else { status };
        assert_eq!(plain(error.status), ends, "row {row}");
        assert_eq!(connection.recv(soon()).unwrap_err(), error);
        assert_eq!(connection.recv(Deadline::Now).unwrap_err(), error);
    }
}

/// Before the login of an attempt is asked for by hand, it can fail all the
/// same; a secret that was given for it is not used again.
#[test]
fn an_attempt_whose_login_is_asked_for_fails_too() {
    let mut connection = after_a_restart(
        |peer| {
            peer.greet();
            let challenge = peer.action();
            assert_eq!(challenge.name, "Challenge");
        },
        |options| options.keep_secret = false,
    );
    let next = |connection: &mut Connection| connection.recv(soon()).unwrap().outcome;
    assert_eq!(next(&mut connection).what, What::Cut);
    for _ in 0..ATTEMPTS {
        assert_eq!(next(&mut connection).what, What::Banner);
        // By itself it asks for nothing: that would be a second Challenge.
        connection.login(b"ucmamiuser1", b"s3cretword", Login::Md5).unwrap();
        let failed = next(&mut connection);
        assert_eq!(failed.what, What::AttemptFailed);
        assert!(matches!(failed.status, Some(Status::Closed | Status::Reset)), "{failed:?}");
    }
    assert_eq!(next(&mut connection).what, What::GaveUp);
}

#[test]
fn a_notice_that_was_kept_during_a_call_keeps_its_reason() {
    let mut connection = after_a_restart(|peer| peer.raw("nobody\r\n"), |_| ());
    let error = connection.call(b"Ping", NONE, None).unwrap_err();
    // As the cut is found before the action is sent, or behind it.
    assert!(matches!(error.status, Status::BadBanner | Status::OutcomeUnknown), "{error}");
    let (seen, _, _) = until_the_error(&mut connection);
    assert_eq!(seen[0].0, What::Cut);
    assert!(matches!(seen[0].1, Some(Status::Closed | Status::Reset)), "{seen:?}");
    assert_eq!(seen[1], (What::AttemptFailed, Some(Status::BadBanner)));
}

type Read = fn(&mut [u8]) -> Result<usize, NetError>;

/// A transport that logs in and then says the same without end.
struct Stuck {
    reads: AtomicUsize,
    says: Read,
}

impl Transport for Stuck {
    fn read(&self, buf: &mut [u8], _: Deadline) -> Result<usize, NetError> {
        let text: &[u8] = match self.reads.fetch_add(1, Ordering::Relaxed) {
            0 => b"Asterisk Call Manager/2.7.0\r\n",
            1 => b"Response: Success\r\n\r\n",
            _ => return (self.says)(buf),
        };
        buf[..text.len()].copy_from_slice(text);
        Ok(text.len())
    }
    fn write(&self, buf: &[u8], _: Deadline) -> Result<usize, NetError> {
        Ok(buf.len())
    }
    fn wake(&self) {}
    fn close(&self) {}
    fn descriptor(&self) -> Option<i32> {
        None
    }
    fn buffered(&self) -> usize {
        0
    }
}

#[test]
fn what_a_transport_would_say_without_end_is_said_once() {
    let rows: [(Read, Status); 5] = [
        (|buf| Ok(buf.len() + 1), Status::CommitTooLarge),
        (|_| Err(NetError::new(Status::NoMemory)), Status::NoMemory),
        (|_| Err(NetError::new(Status::BadArgument)), Status::BadArgument),
        (|_| Err(NetError::new(Status::BadState)), Status::BadState),
        (|_| Err(NetError::new(Status::Io)), Status::Io),
    ];
    for (says, status) in rows {
        let transport = Arc::new(Stuck { reads: AtomicUsize::new(0), says });
        let options = Options::new("", b"ucmamiuser1", b"s3cretword");
        let mut connection = Connection::over(transport.clone(), &options).unwrap();
        connection.send(7, b"Ping", NONE).unwrap();
        let last = connection.recv(soon()).unwrap().outcome;
        assert_eq!((last.what, last.tag), (What::Unknown, 7));
        for _ in 0..3 {
            // Whatever it was, it is a status that ends a loop from now on.
            let error = connection.recv(soon()).unwrap_err();
            assert_eq!((error.status, error.is_fatal()), (Status::Io, true));
            assert_eq!(connection.end().unwrap().status, status);
            assert_eq!(connection.wait_limit(), Some(Duration::ZERO));
        }
        assert_eq!(transport.reads.load(Ordering::Relaxed), 3, "{status:?}");
    }
}
