//! Handshakes that fail for reasons other than the certificate, and the
//! server's own side.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::tls::{TlsClient, TlsOptions, TlsServer, Trust};
use amiwire::net::{Deadline, NetError, TcpTransport, Transport};
use rcgen::PKCS_ECDSA_P256_SHA256;

use crate::certificates::{Authority, Scratch, pem, self_signed};
use crate::peers::{GREETING, briefly, let_it_wait, plain, read_all, soon, write_all};

/// What a client makes of a peer that answers with these bytes and then waits.
fn answered_with(bytes: &'static [u8]) -> NetError {
    let peer = plain(move |mut stream| {
        stream.write_all(bytes).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let error = peer.connect_tls(Trust::Insecure, "pbx.example").unwrap_err();
    peer.done();
    error
}

#[test]
fn a_plain_manager_is_not_tls() {
    for bytes in [GREETING, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n", b"A", b"\0"] {
        assert_eq!(answered_with(bytes).status, Status::NotTls, "{bytes:?}");
    }
}

#[test]
fn alerts_are_told_apart() {
    for (code, status) in [
        (70, Status::TlsUnsupported),   // protocol_version
        (40, Status::TlsUnsupported),   // handshake_failure
        (71, Status::TlsUnsupported),   // insufficient_security
        (112, Status::CertificateName), // unrecognized_name
        (80, Status::TlsHandshake),     // internal_error
    ] {
        let record: &'static [u8] = Box::leak(Box::new([21, 3, 1, 0, 2, 2, code]));
        let error = answered_with(record);
        assert_eq!(error.status, status, "{code}: {error}");
        assert!(!error.detail.is_empty());
    }
}

#[test]
fn a_server_that_chooses_tls_1_1_is_unsupported() {
    // ServerHello: version 3.2, random, no session, a suite, no compression.
    let mut hello = vec![22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x13, 0]);
    assert_eq!(hello.len(), 5 + 42);
    let error = answered_with(Box::leak(hello.into_boxed_slice()));
    assert_eq!(error.status, Status::TlsUnsupported, "{error}");
}

#[test]
fn nonsense_within_tls_fails_the_handshake() {
    // A record of handshake that holds none.
    let error = answered_with(&[22, 3, 3, 0, 4, 99, 0, 0, 0]);
    assert_eq!(error.status, Status::TlsHandshake, "{error}");
    // A record that is longer than records may be.
    let error = answered_with(&[22, 3, 3, 0xff, 0xff]);
    assert_eq!(error.status, Status::TlsHandshake, "{error}");
}

#[test]
fn a_silent_peer_times_the_handshake_out() {
    for bytes in [b"".as_slice(), &[22], &[22, 3, 3, 1, 0, 2]] {
        let peer = plain(move |mut stream| {
            stream.write_all(bytes).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let client = TlsClient::new(&TlsOptions::new(Trust::Insecure)).unwrap();
        let error = client.connect(peer.connect(), "x", briefly()).unwrap_err();
        assert_eq!(error.status, Status::PeerSilent);
        peer.done();
    }
}

#[test]
fn a_peer_that_leaves_is_not_silent() {
    for bytes in [b"".as_slice(), &[22, 3, 3, 1, 0, 2]] {
        let peer = plain(move |mut stream| {
            stream.write_all(bytes).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let error = peer.connect_tls(Trust::Insecure, "x").unwrap_err();
        assert_eq!(error.status, Status::TlsHandshake);
        assert!(error.detail.contains("closed"), "{error}");
        peer.done();
    }
    let peer = plain(|mut stream| {
        let _ = stream.read(&mut [0; 16]).unwrap();
        rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
    });
    let error = peer.connect_tls(Trust::Insecure, "x").unwrap_err();
    assert_eq!(error.status, Status::Reset);
    peer.done();
}

#[test]
fn a_wake_before_the_handshake_ends_it() {
    let peer = plain(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let tcp = peer.connect();
    tcp.wake();
    let client = TlsClient::new(&TlsOptions::new(Trust::Insecure)).unwrap();
    let error = client.connect(tcp, "x", soon()).unwrap_err();
    assert_eq!(error.status, Status::Interrupted);
    peer.done();
}

#[test]
fn the_peer_is_told_why_its_certificate_is_refused() {
    let identity = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, |_| ());
    let other = self_signed(&["pbx.example"], &PKCS_ECDSA_P256_SHA256, |_| ());
    let server = TlsServer::new(identity.chain.clone(), identity.private_key()).unwrap();
    let peer = plain(move |stream| {
        let tcp = TcpTransport::from_stream(stream).unwrap();
        server.accept(tcp, soon()).unwrap_err()
    });
    let error = peer.connect_tls(Trust::Pin(other.pin()), "x").unwrap_err();
    assert_eq!(error.status, Status::CertificatePin);
    let at_the_server = peer.done();
    assert_eq!(at_the_server.status, Status::TlsHandshake);
    assert!(at_the_server.detail.contains("the alert \"certificate unknown\""), "{at_the_server}");
}

#[test]
fn our_own_server_serves_our_own_client() {
    let dir = Scratch::new();
    let ca = Authority::new("ours");
    let identity = ca.issue(&["localhost"], |_| ());
    let both = pem(&identity.chain) + &identity.key.serialize_pem();
    let both = dir.file("both.pem", both.as_bytes());
    let server = TlsServer::from_files(&both, &both).unwrap();
    let peer = plain(move |stream| {
        let tcp = TcpTransport::from_stream(stream).unwrap();
        let tls = server.accept(tcp, soon()).unwrap();
        assert_eq!(tls.peer_pin(), None);
        write_all(&tls, GREETING).unwrap();
        let got = read_all(&tls);
        (got, tls.version())
    });
    let tls = peer.connect_tls(Trust::CaFile(ca.file(&dir)), "localhost").unwrap();
    let mut buf = [0; 100];
    let n = tls.read(&mut buf, soon()).unwrap();
    assert_eq!(&buf[..n], GREETING);
    write_all(&tls, b"Action: Logoff\r\n\r\n").unwrap();
    drop(tls);
    let (got, version) = peer.done();
    assert_eq!(got.unwrap(), b"Action: Logoff\r\n\r\n");
    assert_eq!(version, "TLSv1.3");
}

#[test]
fn a_client_without_tls_is_seen_by_the_server() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let server = TlsServer::new(identity.chain.clone(), identity.private_key()).unwrap();
    for (bytes, deadline, status) in
        [(b"Action: Login\r\n\r\n".as_slice(), soon(), Status::NotTls), (b"", briefly(), Status::PeerSilent)]
    {
        let server = server.clone();
        let peer = plain(move |stream| {
            let tcp = TcpTransport::from_stream(stream).unwrap();
            server.accept(tcp, deadline).unwrap_err()
        });
        let tcp = peer.connect();
        write_all(&tcp, bytes).unwrap();
        assert_eq!(peer.done().status, status);
    }
}

#[test]
fn a_server_needs_a_certificate_and_its_key() {
    let dir = Scratch::new();
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let certificate = identity.file(&dir);
    let key = dir.file("key.pem", identity.key.serialize_pem().as_bytes());
    let other = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let other = dir.file("other.pem", other.as_bytes());
    let absent = dir.path().join("absent");
    let status = |certificate, key| TlsServer::from_files(certificate, key).unwrap_err().status;
    TlsServer::from_files(&certificate, &key).unwrap();
    assert_eq!(status(&absent, &key), Status::CaFile);
    assert_eq!(status(&key, &key), Status::CaFile);
    assert_eq!(status(&certificate, &absent), Status::CaFile);
    assert_eq!(status(&certificate, &certificate), Status::CaFile);
    assert_eq!(status(&certificate, &other), Status::CertificateBad);
}

#[test]
fn a_slow_handshake_is_waited_for() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let pin = identity.pin();
    let server = TlsServer::new(identity.chain.clone(), identity.private_key()).unwrap();
    let (go, wait) = mpsc::channel();
    let peer = plain(move |stream| {
        wait.recv().unwrap();
        let tcp = TcpTransport::from_stream(stream).unwrap();
        read_all(&server.accept(tcp, soon()).unwrap()).unwrap()
    });
    let client = TlsClient::new(&TlsOptions::new(Trust::Pin(pin))).unwrap();
    let tcp = peer.connect();
    let waiting = thread::spawn(move || client.connect(tcp, "x", Deadline::Never).map(drop));
    let_it_wait();
    go.send(()).unwrap();
    waiting.join().unwrap().unwrap();
    assert_eq!(peer.done(), b"");
}
