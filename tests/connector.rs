//! The connector against servers that follow a script to the byte. Against the
//! simulator: `sim/tests/connector.rs`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, NetError, Options};
use amiwire::session::What;

const BANNER: &str = "Asterisk Call Manager/2.7.0\r\n";
const ACCEPTED: &str = "Response: Success\r\nMessage: Authentication accepted\r\n\r\n";

/// A server for one connection; gives its port.
fn server<T: Send + 'static>(script: impl FnOnce(TcpStream) -> T + Send + 'static) -> (u16, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (port, std::thread::spawn(move || script(listener.accept().unwrap().0)))
}

/// Reads a whole packet of the client's.
fn request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        text.push(byte[0]);
    }
    String::from_utf8(text).unwrap()
}

/// Greets, accepts the login, and sends this.
fn accept(stream: &mut TcpStream, then: &str) {
    stream.write_all(BANNER.as_bytes()).unwrap();
    request(stream);
    stream.write_all(ACCEPTED.as_bytes()).unwrap();
    stream.write_all(then.as_bytes()).unwrap();
}

fn options(port: u16) -> Options<'static> {
    Options { port, ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123") }
}

fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

fn refused(port: u16) -> NetError {
    Connection::open(&options(port)).unwrap_err()
}

#[test]
fn what_was_sent_before_the_close_is_delivered_before_it() {
    let (port, script) = server(|mut stream| accept(&mut stream, "Event: A\r\n\r\nEvent: B\r\n\r\nEvent: cut"));
    let mut connection = Connection::open(&options(port)).unwrap();
    script.join().unwrap();
    for name in [b"A", b"B"] {
        assert_eq!(connection.recv(soon()).unwrap().packet.unwrap().title(), name);
    }
    assert_eq!(connection.recv(soon()).unwrap_err().status, Status::Closed);
    assert_eq!(connection.reader().counters().tail_bytes, 10);
    assert_eq!(connection.recv(soon()).unwrap_err().status, Status::Closed);
}

#[test]
fn peers_that_are_no_exchange_are_told_apart() {
    let (port, _script) = server(|mut stream| stream.write_all(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"));
    let error = refused(port);
    assert_eq!(error.status, Status::BadBanner);
    assert!(error.detail.contains("HTTP/1.1 400"), "{error}");

    let (port, _script) = server(|mut stream| {
        let _ = stream.write_all(&[b'x'; 1 << 20]);
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
    });
    assert_eq!(refused(port).status, Status::BadBanner);

    let (port, _script) = server(drop);
    assert_eq!(refused(port).status, Status::ClosedBeforeBanner);

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(refused(closed).status, Status::ConnectRefused);
}

#[test]
fn a_silent_peer_is_told_within_the_limit() {
    for speak in ["", "Asterisk Call Man", BANNER] {
        let (port, _script) = server(move |mut stream| {
            stream.write_all(speak.as_bytes()).unwrap();
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest);
        });
        let options = Options { login_limit: Duration::from_millis(200), ..options(port) };
        let error = Connection::open(&options).unwrap_err();
        assert_eq!(error.status, Status::PeerSilent, "after {speak:?}");
    }
}

#[test]
fn waiting_in_vain_leaves_the_connection_as_it_was() {
    let (port, _script) = server(|mut stream| {
        accept(&mut stream, "");
        let ping = request(&mut stream);
        let id = ping.strip_prefix("Action: Ping\r\n").unwrap().trim_end();
        assert!(id.starts_with("ActionID: aw") && id.ends_with("0000000000000005"), "{id}");
        stream.write_all(format!("Response: Success\r\n{id}\r\nPing: Pong\r\n\r\n").as_bytes()).unwrap();
        request(&mut stream)
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    let short = Deadline::after(Duration::from_millis(50));
    assert_eq!(connection.recv(short).unwrap_err().status, Status::PeerSilent);
    connection.send(5, b"Ping", []).unwrap();
    let received = connection.recv(soon()).unwrap();
    assert_eq!((received.outcome.what, received.outcome.tag, received.outcome.last), (What::Response, 5, true));
    connection.close();
    assert!(_script.join().unwrap().starts_with("Action: Logoff\r\n"));
}

#[test]
fn of_a_refused_action_nothing_reaches_the_wire() {
    let (port, script) = server(|mut stream| {
        accept(&mut stream, "");
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        rest
    });
    let connection = Connection::open(&options(port)).unwrap();
    let long = vec![b'x'; 1100];
    let bad: [&[u8]; 4] = [b"a\r\nAction: Logoff", b"a\nb", b"a\0b", &long];
    for value in bad {
        let error = connection.send(1, b"Originate", [(&b"Channel"[..], value)]).unwrap_err();
        assert!((-499..=-400).contains(&error.status.code()), "{error}");
        let error = connection.send(1, b"Originate", [(value, &b"x"[..])]).unwrap_err();
        assert!((-499..=-400).contains(&error.status.code()), "{error}");
        assert!(!error.to_string().contains("xxx"));
    }
    drop(connection);
    let sent = String::from_utf8(script.join().unwrap()).unwrap();
    assert!(sent.starts_with("Action: Logoff\r\n") && sent.matches("\r\n\r\n").count() == 1, "{sent}");
}

#[test]
fn a_packet_over_the_limit_is_told_and_the_next_one_is_read() {
    let big = format!("Event: Big\r\nData: {}\r\n\r\nEvent: Small\r\n\r\n", "x".repeat(10_000));
    let (port, _script) = server(move |mut stream| {
        accept(&mut stream, &big);
        request(&mut stream)
    });
    let mut connection = Connection::open(&Options { storage: 4096, ..options(port) }).unwrap();
    let error = connection.recv(soon()).unwrap_err();
    assert_eq!(error.status, Status::PacketTooLarge);
    assert!(error.detail.contains(&format!("offset {}", BANNER.len() + ACCEPTED.len())), "{error}");
    assert_eq!(connection.recv(soon()).unwrap().packet.unwrap().title(), b"Small");
}

#[test]
fn another_thread_ends_a_wait() {
    let (port, _script) = server(|mut stream| {
        accept(&mut stream, "");
        request(&mut stream)
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let (transport, sender) = (connection.transport().clone(), connection.sender());
    let waker = std::thread::spawn(move || {
        // A wake alone is a look again.
        transport.wake();
        std::thread::sleep(Duration::from_millis(50));
        sender.interrupt();
    });
    assert_eq!(connection.recv(soon()).unwrap_err().status, Status::Interrupted);
    waker.join().unwrap();
}

#[test]
fn an_action_that_is_never_answered_is_told_by_its_tag() {
    let (port, _script) = server(|mut stream| {
        accept(&mut stream, "");
        request(&mut stream);
        request(&mut stream)
    });
    let options = Options { action_limit: Duration::from_millis(100), ..options(port) };
    let mut connection = Connection::open(&options).unwrap();
    connection.send(77, b"Ping", []).unwrap();
    let received = connection.recv(soon()).unwrap();
    assert!(received.packet.is_none());
    let outcome = received.outcome;
    assert_eq!((outcome.what, outcome.tag, outcome.last), (What::TimedOut, 77, true));
}

#[test]
fn an_event_loop_sees_what_was_received_with_something_else() {
    let (port, _script) = server(|mut stream| {
        accept(&mut stream, "Event: A\r\n\r\nEvent: B\r\n\r\n");
        request(&mut stream)
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert!(connection.transport().descriptor().is_some());
    connection.recv(soon()).unwrap();
    // B came with A, in all likelihood; where it did not, it comes later.
    let held = connection.buffered() > 0;
    let next = connection.recv(if held { Deadline::Now } else { soon() }).unwrap();
    assert_eq!(next.packet.unwrap().title(), b"B");
    assert_eq!(connection.buffered(), 0);
}
