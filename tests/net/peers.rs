//! The other side: a thread that accepts one connection and does as it is told.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use amiwire::net::tls::{TlsClient, TlsOptions, TlsTransport, Trust};
use amiwire::net::{Deadline, NetError, Target, TcpTransport, Transport};
use rustls::sign::SingleCertAndKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use crate::certificates::Identity;

/// Far beyond what anything here takes, so that only a hang runs into it.
pub(crate) fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

/// For what is not to happen.
pub(crate) fn briefly() -> Deadline {
    Deadline::after(Duration::from_millis(150))
}

/// Long enough for another thread to have begun to wait.
pub(crate) fn let_it_wait() {
    thread::sleep(Duration::from_millis(100));
}

pub(crate) struct Peer<T = ()> {
    pub(crate) address: SocketAddr,
    thread: JoinHandle<T>,
}

impl<T> Peer<T> {
    /// Waits until the peer has done its part, and fails where it did.
    pub(crate) fn done(self) -> T {
        self.thread.join().expect("the peer failed")
    }

    pub(crate) fn connect(&self) -> TcpTransport {
        TcpTransport::connect(&to(self.address), soon()).expect("connect")
    }

    /// Connects and does the handshake, as to the host of this name.
    pub(crate) fn connect_tls(&self, trust: Trust, host: &str) -> Result<TlsTransport, NetError> {
        // The peer is not to wait for one that never comes.
        let tcp = self.connect();
        TlsClient::new(&TlsOptions::new(trust))?.connect(tcp, host, soon())
    }
}

/// A target by address; addresses are told as text, as users do.
pub(crate) fn to(address: SocketAddr) -> Target<'static> {
    let host: &'static str = Box::leak(address.ip().to_string().into_boxed_str());
    Target::new(host, address.port())
}

/// A peer on a plain connection.
pub(crate) fn plain<T: Send + 'static>(act: impl FnOnce(TcpStream) -> T + Send + 'static) -> Peer<T> {
    plain_at("127.0.0.1:0", act).expect("listen")
}

pub(crate) fn plain_at<T: Send + 'static>(
    address: &str,
    act: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> std::io::Result<Peer<T>> {
    let listener = TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    let thread = thread::spawn(move || act(listener.accept().expect("accept").0));
    Ok(Peer { address, thread })
}

pub(crate) type Stream = StreamOwned<ServerConnection, TcpStream>;

pub(crate) const TLS_12: &SupportedProtocolVersion = &rustls::version::TLS12;
pub(crate) const TLS_13: &SupportedProtocolVersion = &rustls::version::TLS13;
pub(crate) const BOTH: [&SupportedProtocolVersion; 2] = [TLS_12, TLS_13];

/// What a TLS peer of one version is configured with.
pub(crate) fn server_config(identity: &Identity, version: &'static SupportedProtocolVersion) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::unwrap_or_clone(identity.certified()))));
    // Tickets would come at a time of their own choice: after a close they
    // make a reset of it.
    config.send_tls13_tickets = 0;
    config
}

/// A peer on a TLS connection whose handshake it has tried; `act` gets the
/// outcome of that, too.
pub(crate) fn tls<T: Send + 'static>(
    identity: &Identity,
    version: &'static SupportedProtocolVersion,
    act: impl FnOnce(Stream, std::io::Result<()>) -> T + Send + 'static,
) -> Peer<T> {
    let config = Arc::new(server_config(identity, version));
    plain(move |tcp| {
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), tcp);
        let mut outcome = Ok(());
        while outcome.is_ok() && stream.conn.is_handshaking() {
            outcome = stream.conn.complete_io(&mut stream.sock).map(|_| ());
        }
        act(stream, outcome)
    })
}

/// A TLS peer that greets and then closes as it should.
pub(crate) fn greeter(identity: &Identity, version: &'static SupportedProtocolVersion) -> Peer<Result<(), String>> {
    tls(identity, version, |mut stream, outcome| {
        use std::io::{Read, Write};
        outcome.map_err(|error| error.to_string())?;
        stream.write_all(GREETING).map_err(|error| error.to_string())?;
        stream.conn.send_close_notify();
        stream.flush().map_err(|error| error.to_string())?;
        // Until the client is done, too.
        let _ = stream.sock.read(&mut [0; 64]);
        Ok(())
    })
}

pub(crate) const GREETING: &[u8] = b"Asterisk Call Manager/2.7.0\r\n";

/// Reads until the end.
pub(crate) fn read_all(transport: &dyn Transport) -> Result<Vec<u8>, NetError> {
    let mut all = Vec::new();
    let mut buf = [0; 5000];
    loop {
        match transport.read(&mut buf, soon())? {
            0 => return Ok(all),
            n => all.extend_from_slice(&buf[..n]),
        }
    }
}

pub(crate) fn write_all(transport: &dyn Transport, mut bytes: &[u8]) -> Result<(), NetError> {
    while !bytes.is_empty() {
        let n = transport.write(bytes, soon())?;
        bytes = &bytes[n..];
    }
    Ok(())
}

/// Bytes in which a loss, a repeat or an exchange shows.
pub(crate) fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i ^ (i >> 8) ^ (i >> 16)) as u8).collect()
}
