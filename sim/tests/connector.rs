//! The connector against the simulator, over TCP and over TLS.

use std::net::TcpListener;
use std::time::Duration;

use amiwire::net::tls::{Pin, TlsOptions, TlsServer, Trust};
use amiwire::net::{Connection, Deadline, Login, Options, Reconnect, TcpTransport, Transport};
use amiwire::session::What;
use amiwire::{Kind, Status};
use amiwire_sim::{Certificate, Classes, CommandFormat, Config, Rights, Simulator, Tls, User};

const BANNER: &str = "Asterisk Call Manager/2.7.0\r\n";
const ACCEPTED: &str = "Response: Success\r\nMessage: Authentication accepted\r\n\r\n";

fn options(port: u16) -> Options<'static> {
    Options { port, ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123") }
}

fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

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
    let options = Options { tls, reconnect: Some(policy), keep_secret: true, connect_limit: minute, ..options(port) };
    let mut connection = Connection::open(&options).unwrap();
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
    thread.join().unwrap();
    // Nobody waited for the attempt, and it was not given up: what ends it is the
    // exchange, not its limit, and the next one leads back.
    go_on.send(()).unwrap();
    let failed = connection.recv(soon()).unwrap().outcome;
    assert_eq!(failed.what, What::AttemptFailed);
    assert!(matches!(failed.status, Some(Status::Reset | Status::TlsHandshake)), "{failed:?}");
    for what in [What::Banner, What::LoggedIn] {
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
        let file = std::env::temp_dir().join(format!("amiwire-changed-{}-{}.pem", std::process::id(), &made.pin[..8]));
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

#[test]
fn a_port_that_waits_for_the_client_is_said_to_speak_something_else() {
    let certificate = Certificate::for_localhost().unwrap();
    let tls = Tls {
        address: ([127, 0, 0, 1], 0).into(),
        certificate: certificate.certificate.clone().into(),
        key: certificate.key.clone().into(),
    };
    let tcp = Some(([127, 0, 0, 1], 0).into());
    let exchange = Simulator::start(Config { tcp, tls: Some(tls), ..Config::default() }).unwrap();
    let plain = options(exchange.tcp_address().unwrap().port());
    let limit = Duration::from_millis(300);
    let over_tls = Some(TlsOptions::new(Trust::Insecure));

    // Plain to a port of TLS: both wait.
    let port = exchange.tls_address().unwrap().port();
    let error = Connection::open(&Options { login_limit: limit, ..options(port) }).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    assert!(error.detail.contains("switch TLS on"), "{error}");
    // TLS to a plain port: the greeting comes instead of a handshake.
    let error = Connection::open(&Options { tls: over_tls, ..plain }).unwrap_err();
    assert_eq!(error.status, Status::NotTls);
    assert!(error.to_string().contains("switch TLS off"), "{error}");
}
