//! The connector against peers of every kind: the simulator, and servers that
//! follow a script to the byte.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use amiwire::net::{Connection, Deadline, Login, NetError, Options};
use amiwire::session::What;
use amiwire::{Kind, Status};

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

mod with_the_simulator {
    use super::*;
    use amiwire::net::tls::{Pin, TlsOptions, TlsServer, Trust};
    use amiwire::net::{Reconnect, TcpTransport, Transport};
    use amiwire::sim::{Certificate, Classes, CommandFormat, Config, Rights, Simulator, Tls, User};

    fn exchange() -> (Simulator, Certificate) {
        answering(None)
    }

    fn answering(command: Option<CommandFormat>) -> (Simulator, Certificate) {
        let certificate = Certificate::for_localhost().unwrap();
        let tls = Tls {
            address: ([127, 0, 0, 1], 0).into(),
            certificate: certificate.certificate.clone().into(),
            key: certificate.key.clone().into(),
        };
        let user = User::local("ucmamiuser1", "test123", "all").unwrap();
        let rights = Rights { write: Classes::ALL, ..user.rights };
        let operator = User { name: "operator".into(), rights, ..user.clone() };
        let config = Config {
            tcp: Some(([127, 0, 0, 1], 0).into()),
            tls: Some(tls),
            users: vec![user, operator],
            refusal_delay: Duration::from_millis(20),
            command,
            ..Config::default()
        };
        (Simulator::start(config).unwrap(), certificate)
    }

    #[test]
    fn both_logins_and_the_queues() {
        let (exchange, _) = exchange();
        let port = exchange.tcp_address().unwrap().port();
        for login in [Login::Plain, Login::Md5] {
            let mut connection = Connection::open(&Options { login, ..options(port) }).unwrap();
            assert_eq!(connection.version(), b"2.7.0");
            connection.send(3, b"Queues", []).unwrap();
            let mut seen = Vec::new();
            loop {
                let received = connection.recv(soon()).unwrap();
                if received.outcome.tag == 3 {
                    assert!(received.packet.unwrap().kind() != Kind::Other);
                    seen.push(received.outcome.what);
                    if received.outcome.last {
                        break;
                    }
                }
            }
            let items = [What::ListItem; 3];
            assert_eq!(seen, [&[What::ListStart][..], &items, &[What::ListEnd]].concat());
        }
    }

    #[test]
    fn both_formats_of_command_after_both_logins() {
        for (format, unknown) in [(CommandFormat::Follows, "Follows"), (CommandFormat::Output, "Error")] {
            let (exchange, _) = answering(Some(format));
            let port = exchange.tcp_address().unwrap().port();
            for login in [Login::Plain, Login::Md5] {
                let ask = |username: &'static [u8], line: &str| {
                    let options = Options { login, username, ..options(port) };
                    let mut connection = Connection::open(&options).unwrap();
                    let fields = [(&b"Command"[..], line.as_bytes())];
                    let mut answer = connection.call(b"Command", fields, None).unwrap();
                    let packet = answer.next().unwrap().packet.unwrap();
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    let lines: Vec<String> = amiwire::command::output(&packet).map(text).collect();
                    let title = text(packet.title());
                    assert!(answer.next().is_none());
                    (title, lines)
                };
                let command = |line: &str| ask(b"operator", line);
                assert_eq!(ask(b"ucmamiuser1", "core show uptime"), ("Error".into(), vec![]), "it lacks the class");
                let (_, lines) = command("core show channels count");
                assert_eq!(lines, ["0 active channels", "", "0 calls processed"]);
                let (title, lines) = command("core show nothing");
                assert_eq!(title, unknown);
                assert!(lines.len() == 1 && lines[0].starts_with("No such command 'core show nothing'"), "{lines:?}");
                assert_eq!(command(""), ("Error".into(), vec![]));
            }
        }
    }

    #[test]
    fn a_wrong_secret_and_an_unknown_user_are_refused_alike() {
        let (exchange, _) = exchange();
        let port = exchange.tcp_address().unwrap().port();
        for (username, secret) in [(&b"ucmamiuser1"[..], &b"wrong"[..]), (b"nobody", b"test123")] {
            for login in [Login::Plain, Login::Md5] {
                let options = Options { username, secret, login, ..options(port) };
                let error = Connection::open(&options).unwrap_err();
                assert_eq!(error.status, Status::LoginRefused);
                assert!(!format!("{error} {error:?} {options:?}").contains("wrong"));
            }
        }
    }

    #[test]
    fn tls_in_each_kind_of_trust() {
        let (exchange, certificate) = exchange();
        let port = exchange.tls_address().unwrap().port();
        let file = std::env::temp_dir().join(format!("amiwire-connector-{}.pem", std::process::id()));
        std::fs::write(&file, &certificate.certificate).unwrap();
        let open = |host: &'static str, trust: Trust| {
            let tls = Some(TlsOptions::new(trust));
            Connection::open(&Options { tls, host, ..options(port) })
        };
        let pin = Pin::parse(&certificate.pin).unwrap();
        assert!(open("localhost", Trust::CaFile(file.clone())).is_ok());
        assert!(open("127.0.0.1", Trust::Pin(pin)).is_ok());
        assert!(open("127.0.0.1", Trust::Insecure).is_ok());
        assert_eq!(open("127.0.0.1", Trust::Pin(Pin([7; 32]))).unwrap_err().status, Status::CertificatePin);
        let mut other = TlsOptions::new(Trust::CaFile(file.clone()));
        other.server_name = Some("other.example".into());
        let wrong = Connection::open(&Options { tls: Some(other), ..options(port) });
        assert_eq!(wrong.unwrap_err().status, Status::CertificateName);
        let plain = Options { port: exchange.tcp_address().unwrap().port(), ..options(port) };
        let insecure = Options { tls: Some(TlsOptions::new(Trust::Insecure)), ..plain };
        assert_eq!(Connection::open(&insecure).unwrap_err().status, Status::NotTls);
        std::fs::remove_file(file).unwrap();
    }

    /// An exchange that takes the connection and then says nothing: who waits
    /// for the handshake can leave all the same, in time or at once.
    #[test]
    fn an_attempt_to_connect_again_keeps_nobody() {
        let made = Certificate::for_localhost().unwrap();
        let file = std::env::temp_dir().join(format!("amiwire-attempt-{}.pem", std::process::id()));
        std::fs::write(&file, made.certificate + &made.key).unwrap();
        let server = TlsServer::from_files(&file, &file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (go_on, told) = std::sync::mpsc::channel::<()>();
        let script = std::thread::spawn(move || {
            for silent in [false, true, false] {
                let (stream, _) = listener.accept().unwrap();
                if silent {
                    told.recv().unwrap();
                    continue;
                }
                let tls = server.accept(TcpTransport::from_stream(stream).unwrap(), soon()).unwrap();
                tls.write(BANNER.as_bytes(), soon()).unwrap();
                tls.read(&mut [0; 1024], soon()).unwrap();
                tls.write(ACCEPTED.as_bytes(), soon()).unwrap();
                tls.close();
            }
        });
        let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(1), attempts: 0 };
        let minute = Duration::from_secs(60);
        let tls = Some(TlsOptions::new(Trust::Insecure));
        let options =
            Options { tls, reconnect: Some(policy), keep_secret: true, connect_limit: minute, ..options(port) };
        let mut connection = Connection::open(&options).unwrap();
        let began = std::time::Instant::now();
        assert_eq!(connection.recv(soon()).unwrap().outcome.what, What::Cut);
        assert_eq!(connection.sender().descriptor(), None, "there is nothing to wait on");
        for _ in 0..2 {
            let short = Deadline::after(Duration::from_millis(100));
            assert_eq!(connection.recv(short).unwrap_err().status, Status::PeerSilent);
        }
        assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
        let waker = connection.sender();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            waker.interrupt();
        });
        assert_eq!(connection.recv(Deadline::Never).unwrap_err().status, Status::Interrupted);
        assert!(began.elapsed() < minute / 2, "{:?}", began.elapsed());
        thread.join().unwrap();
        // The attempt was not given up: it ends when the exchange does, and the
        // next one leads back.
        go_on.send(()).unwrap();
        for what in [What::AttemptFailed, What::Banner, What::LoggedIn] {
            assert_eq!(connection.recv(soon()).unwrap().outcome.what, what);
        }
        assert!(connection.end().is_some());
        drop(connection);
        script.join().unwrap();
    }

    /// Somebody else answers after the cut, or the certificate was renewed: each
    /// attempt that fails says so.
    #[test]
    fn a_certificate_that_changed_is_reported_with_its_pin() {
        let made = [Certificate::for_localhost().unwrap(), Certificate::for_localhost().unwrap()];
        let pins = made.each_ref().map(|made| made.pin.clone());
        let servers = made.map(|made| {
            let file =
                std::env::temp_dir().join(format!("amiwire-changed-{}-{}.pem", std::process::id(), &made.pin[..8]));
            std::fs::write(&file, made.certificate + &made.key).unwrap();
            let server = TlsServer::from_files(&file, &file).unwrap();
            std::fs::remove_file(&file).unwrap();
            server
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = std::thread::spawn(move || {
            for which in [0, 1, 1, 0] {
                let (stream, _) = listener.accept().unwrap();
                let Ok(tls) = servers[which].accept(TcpTransport::from_stream(stream).unwrap(), soon()) else {
                    continue;
                };
                tls.write(BANNER.as_bytes(), soon()).unwrap();
                let _ = tls.read(&mut [0; 1024], soon());
                let _ = tls.write(ACCEPTED.as_bytes(), soon());
                tls.close();
            }
        });
        let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(1), attempts: 0 };
        let tls = Some(TlsOptions::new(Trust::Pin(Pin::parse(&pins[0]).unwrap())));
        let mut connection =
            Connection::open(&Options { tls, reconnect: Some(policy), keep_secret: true, ..options(port) }).unwrap();
        assert_eq!(connection.recv(soon()).unwrap().outcome.what, What::Cut);
        for _ in 0..2 {
            let outcome = connection.recv(soon()).unwrap().outcome;
            assert_eq!((outcome.what, outcome.status), (What::AttemptFailed, Some(Status::CertificatePin)));
            let cause = connection.cause().unwrap();
            let shown = Pin::parse(&pins[1]).unwrap();
            assert!(cause.detail.starts_with(&format!("SHA-256 {shown}; ")), "{cause}");
        }
        for what in [What::Banner, What::LoggedIn] {
            assert_eq!(connection.recv(soon()).unwrap().outcome.what, what);
        }
        assert!(connection.cause().is_none());
        drop(connection);
        script.join().unwrap();
    }
}
