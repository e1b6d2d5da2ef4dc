//! The same in TLS, with a certificate made on the spot.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use amiwire_sim::{Certificate, Config, Simulator, Tls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::client::{Client, PATIENCE, value};

fn start(made: &Certificate) -> Simulator {
    let address = ([127, 0, 0, 1], 0).into();
    let tls = Tls { address, certificate: made.certificate.clone().into(), key: made.key.clone().into() };
    Simulator::start(Config { tcp: Some(address), tls: Some(tls), ..Config::default() }).unwrap()
}

fn connect(exchange: &Simulator, trusted: &Certificate, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(trusted.certificate.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), name.to_string().try_into().unwrap()).unwrap();
    let stream = TcpStream::connect(exchange.tls_address().unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    StreamOwned::new(session, stream)
}

#[test]
fn a_verified_login_and_an_orderly_end() {
    let made = Certificate::for_localhost().unwrap();
    let exchange = start(&made);
    for name in ["localhost", "127.0.0.1"] {
        let mut client = Client::greeted(connect(&exchange, &made, name));
        client.log_in("on");
        let event = client.packet();
        let port = exchange.tls_address().unwrap().port();
        assert_eq!(value(&event, "LocalAddress"), format!("IPV4/TLS/127.0.0.1/{port}"));
        assert!(client.ask("action: listcommands\r\n\r\n").contains("\r\nDAHDI Transfer: "));
        client.send("Action: Logoff\r\n\r\n");
        // Reading to the end is an error without TLS's own farewell.
        assert_eq!(client.read_to_end(), "Response: Goodbye\r\nMessage: Thanks for all the fish.\r\n\r\n");
    }
    // Plain and in TLS they are one exchange.
    let mut plain = Client::to(&exchange);
    let mut secured = Client::greeted(connect(&exchange, &made, "localhost"));
    plain.log_in("off");
    secured.log_in("user");
    plain.ask("Action: UserEvent\r\nUserEvent: across\r\n\r\n");
    assert_eq!(secured.packet(), "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: across\r\n\r\n");
}

#[test]
fn long_answers_come_whole() {
    let made = Certificate::for_localhost().unwrap();
    let exchange = start(&made);
    let mut client = Client::greeted(connect(&exchange, &made, "localhost"));
    client.log_in("off");
    let many = 300;
    client.send(&"Action: ListCommands\r\n\r\n".repeat(many));
    for _ in 0..many {
        assert!(client.packet().starts_with("Response: Success\r\nAbsoluteTimeout: "));
    }
    assert!(client.ask("Action: Ping\r\n\r\n").contains("Pong"));
}

#[test]
fn a_wrong_certificate_and_a_plain_client_end_in_an_error() {
    let (made, other) = (Certificate::for_localhost().unwrap(), Certificate::for_localhost().unwrap());
    assert_ne!(made.pin, other.pin);
    assert_eq!(made.pin.len(), 64);
    let exchange = start(&made);
    let mut stranger = connect(&exchange, &other, "localhost");
    let error = stranger.read(&mut [0; 100]).unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
    let mut plain = TcpStream::connect(exchange.tls_address().unwrap()).unwrap();
    plain.set_read_timeout(Some(PATIENCE)).unwrap();
    plain.write_all(b"Action: Login\r\n\r\n").unwrap();
    let mut got = Vec::new();
    let _ = plain.read_to_end(&mut got);
    assert!(!got.starts_with(b"Asterisk"), "{}", got.escape_ascii());
}

#[test]
fn what_is_no_certificate_is_told() {
    let made = Certificate::for_localhost().unwrap();
    let address = ([127, 0, 0, 1], 0).into();
    let start = |certificate: &str, key: &str| {
        let tls = Tls { address, certificate: certificate.into(), key: key.into() };
        Simulator::start(Config { tcp: None, tls: Some(tls), ..Config::default() })
    };
    for (certificate, key, text) in [
        ("", &made.key[..], "holds none"),
        (&made.key[..], &made.key[..], "holds none"),
        (&made.certificate[..], "", "private key cannot be read"),
        (&made.certificate[..], &Certificate::for_localhost().unwrap().key[..], "cannot be used"),
    ] {
        let error = start(certificate, key).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[test]
fn certificate_files_are_for_the_owner_and_are_not_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificate");
    let _ = std::fs::remove_dir_all(&folder);
    let made = Certificate::for_localhost().unwrap();
    let (certificate, key) = made.write(&folder).unwrap();
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    // Either file keeps both from being written.
    for gone in [None, Some(&certificate), Some(&key)] {
        if let Some(gone) = gone {
            std::fs::remove_file(gone).unwrap();
        }
        let error = Certificate::for_localhost().unwrap().write(&folder).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
        assert!(error.to_string().contains("is not overwritten"), "{error}");
        assert_eq!((certificate.exists(), key.exists()), (gone != Some(&certificate), gone != Some(&key)));
        made_again(&made, &certificate, &key);
    }
}

/// What is there is what was made; what is not is put back.
fn made_again(made: &Certificate, certificate: &std::path::Path, key: &std::path::Path) {
    for (path, text) in [(certificate, &made.certificate), (key, &made.key)] {
        match std::fs::read_to_string(path) {
            Ok(found) => assert_eq!(found, *text),
            Err(_) => std::fs::write(path, text).unwrap(),
        }
    }
}
