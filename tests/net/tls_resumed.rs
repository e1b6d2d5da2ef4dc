//! Sessions that are resumed, and those that are not.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use amiwire::net::tls::{TlsClient, TlsOptions, Trust};
use amiwire::net::{TcpTransport, Transport};
use rcgen::PKCS_ECDSA_P256_SHA256;
use rustls::sign::SingleCertAndKey;
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

use crate::certificates::{Identity, self_signed};
use crate::peers::{BOTH, GREETING, read_all, soon, to};

/// How the handshakes went of two connections of one client, and of one of
/// another.
fn handshakes(identity: &Identity, version: &'static rustls::SupportedProtocolVersion) -> Vec<HandshakeKind> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::unwrap_or_clone(identity.certified()))));
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let one = |_| {
            let tcp = listener.accept().unwrap().0;
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), tcp);
            stream.write_all(GREETING).unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
            let _ = stream.sock.read(&mut [0; 64]);
            stream.conn.handshake_kind().unwrap()
        };
        (0..3).map(one).collect()
    });
    let client = || TlsClient::new(&TlsOptions::new(Trust::Pin(identity.pin()))).unwrap();
    let first = client();
    for client in [&first, &first, &client()] {
        let tls = client.connect(TcpTransport::connect(&to(address), soon()).unwrap(), "localhost", soon()).unwrap();
        assert_eq!(read_all(&tls).unwrap(), GREETING);
        assert_eq!(tls.peer_pin(), Some(identity.pin()));
        tls.close();
    }
    server.join().unwrap()
}

#[test]
fn a_client_resumes_its_own_sessions_only() {
    let identity = self_signed(&["localhost"], &PKCS_ECDSA_P256_SHA256, |_| {});
    for version in BOTH {
        let kinds = handshakes(&identity, version);
        assert_eq!(kinds, [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Full]);
    }
}
