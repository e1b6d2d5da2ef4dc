//! First lines over a connection: of proxies and renamed exchanges, of servers of
//! something else, and none at all.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, NetError, Options};

const ACCEPTED: &str = "Response: Success\r\nMessage: Authentication accepted\r\n\r\n";

/// A server that says this, takes a login if it is to accept one, and waits for the
/// client's end.
fn server(says: &'static [u8], accepts: bool) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        stream.write_all(says).unwrap();
        let mut byte = [0];
        let mut request = Vec::new();
        while stream.read(&mut byte).unwrap_or(0) == 1 {
            request.push(byte[0]);
            if accepts && request.ends_with(b"\r\n\r\n") {
                let _ = stream.write_all(ACCEPTED.as_bytes());
                request.clear();
            }
        }
    });
    (port, thread)
}

fn options(port: u16) -> Options<'static> {
    Options { port, login_limit: Duration::from_secs(20), ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123") }
}

fn open(says: &'static [u8], any_banner: bool) -> Result<Vec<u8>, NetError> {
    let (port, script) = server(says, true);
    let version = Connection::open(&Options { any_banner, ..options(port) }).map(|mut made| made.version().to_vec());
    script.join().unwrap();
    version
}

#[test]
fn proxies_and_renamed_exchanges_are_logged_in_to() {
    for (greeting, version) in [
        (&b"Asterisk Call Manager Proxy/1.30.0\r\n"[..], "1.30.0"),
        (b"Asterisk Manager Proxy/1.21\r\n", "1.21"),
        (b"CallWeaver Call Manager/1.2\r\n", "1.2"),
        (b"OpenPBX Call Manager/1.0\r\n", "1.0"),
        (b"PBX Call Manager/9.0.0\r\n", "9.0.0"),
        (b"Asterisk Call Manager/2.7.0\n", "2.7.0"),
        (b"PBX Call Manager/9.0.0\n", "9.0.0"),
    ] {
        assert_eq!(open(greeting, false).unwrap(), version.as_bytes(), "{}", greeting.escape_ascii());
    }
}

#[test]
fn an_unknown_name_is_taken_if_any_is() {
    for greeting in [&b"Some PBX/4.1\r\n"[..], b"Some PBX/4.1\n"] {
        let error = open(greeting, false).unwrap_err();
        assert_eq!(error.status, Status::BadBanner);
        assert!(error.detail.contains("any_banner"), "{error}");
        assert_eq!(open(greeting, true).unwrap(), b"4.1");
    }
    // Nor is what other services say first, and what packets begin with.
    for first in [
        "HTTP/1.1\r\n",
        "SSH-2.0-x/1\r\n",
        "SIP/2.0\r\n",
        "rtsp/1.0\r\n",
        "220 x/1\r\n",
        "Event: x/1\r\n",
        "Response: x/1\r\n",
    ] {
        assert_eq!(open(first.as_bytes(), true).unwrap_err().status, Status::BadBanner, "{first}");
    }
    // What ends in no version is none.
    assert_eq!(open(b"Some PBX\r\nand more\r\n\r\n", true).unwrap_err().status, Status::BadBanner);
}

#[test]
fn other_services_are_called_by_their_names() {
    for (first, name) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], "HTTP server"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "SSH server"),
        (b"220 mail.example ESMTP\r\n", "mail server"),
        (b"\x15\x03\x01\x00\x02\x02\x0a", "speaks TLS"),
        (b"\xff\xfd\x18\xff\xfd\x20", "telnet server"),
    ] {
        for any_banner in [false, true] {
            let (port, script) = server(first, false);
            let options = Options { any_banner, login_limit: Duration::from_millis(300), ..options(port) };
            let error = Connection::open(&options).unwrap_err();
            script.join().unwrap();
            // At once, also where the line does not end.
            assert_eq!(error.status, Status::BadBanner, "{error}");
            assert!(error.detail.contains(name), "{error}");
        }
    }
}

#[test]
fn what_greeted_and_then_was_silent_is_not_said_to_speak_tls() {
    for says in [&b"Asterisk Call Man"[..], b"Asterisk Call Manager/2.7.0\r\n"] {
        let (port, script) = server(says, false);
        let error = Connection::open(&Options { login_limit: Duration::from_millis(200), ..options(port) });
        let error = error.unwrap_err();
        script.join().unwrap();
        assert_eq!(error.status, Status::PeerSilent);
        assert!(!error.detail.contains("TLS"), "{error}");
    }
}
