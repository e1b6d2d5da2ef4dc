//! The opponents: loops that count bytes.

use std::hint::black_box;
use std::io::Read;
use std::net::TcpStream;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::BUFFER;
use crate::sender::Sender;

fn count(mut stream: impl Read, expected: u64) -> Result<u64, String> {
    let mut buffer = vec![0; BUFFER];
    let mut bytes = 0;
    loop {
        match stream.read(&mut buffer).map_err(|error| error.to_string())? {
            0 if bytes == expected => return Ok(bytes),
            0 => return Err(format!("{bytes} bytes, not {expected}")),
            n => {
                black_box(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}

fn connect(port: u16) -> Result<TcpStream, String> {
    TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())
}

/// recv into one buffer until the end.
pub fn plain(sender: &Sender, expected: u64) -> Result<u64, String> {
    count(connect(sender.port)?, expected)
}

/// The same through rustls, as its own examples do it.
pub fn tls(sender: &Sender, expected: u64) -> Result<u64, String> {
    let mut roots = RootCertStore::empty();
    roots.add(sender.certificate.clone().into()).map_err(|error| error.to_string())?;
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = "localhost".try_into().map_err(|_| "no name")?;
    let session = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
    count(StreamOwned::new(session, connect(sender.port)?), expected)
}
