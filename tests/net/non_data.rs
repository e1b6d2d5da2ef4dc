//! Much on the wire of TLS that is no data: a call that is not to wait is bounded
//! by what it takes off the socket.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use amiwire::Status;
use amiwire::net::tls::{TlsClient, TlsOptions, TlsTransport, Trust};
use amiwire::net::{Connection, Deadline, Options, TcpTransport, Transport};
use rcgen::PKCS_ECDSA_P256_SHA256;
use rustls::{ServerConfig, ServerConnection};

use crate::certificates::{Identity, self_signed};
use crate::peers::{TLS_12, TLS_13, let_it_wait, server_config, soon};

/// The most that one call may take.
const BOUND: u64 = 1 << 20;

/// The size of a ticket that is only a number for the server's own memory.
const TICKET: usize = 4 + 4 + 4 + 1 + 32 + 2 + 32 + 2;

const LOGIN: &[u8] = b"Asterisk Call Manager/2.7.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n";

/// Many tickets, of which the server has no say when they go: they follow the
/// handshake.
fn ticketing(identity: &Identity) -> ServerConfig {
    let mut config = server_config(identity, TLS_13);
    config.send_tls13_tickets = 50_000;
    // A record for each: rustls keeps a piece of a message until it is whole, and
    // has no room for so many.
    config.max_fragment_size = Some(TICKET + 5);
    config.send_half_rtt_data = true;
    config
}

fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

fn reach(client: TcpStream, identity: &Identity) -> Arc<TlsTransport> {
    let trust = TlsClient::new(&TlsOptions::new(Trust::Pin(identity.pin()))).unwrap();
    Arc::new(trust.connect(TcpTransport::from_stream(client).unwrap(), "x", soon()).unwrap())
}

/// Receives without waiting until there is this event; gives the most that a call
/// took off the socket, and how much all of them did.
fn receive_until(connection: &mut Connection, tls: &TlsTransport, title: &[u8]) -> (u64, u64) {
    let (mut most, first) = (0, tls.received());
    loop {
        let before = tls.received();
        let received = connection.recv(Deadline::Now);
        let found = received.as_ref().is_ok_and(|received| received.packet.is_some_and(|it| it.title() == title));
        if let Err(error) = received {
            assert_eq!(error.status, Status::WouldBlock, "{error}");
        }
        most = most.max(tls.received() - before);
        if found {
            return (most, tls.received() - first);
        }
    }
}

/// A server thread that greets and lets in before the handshake is over for it,
/// sends its tickets, and then an event.
fn tickets(tcp: TcpStream, config: ServerConfig) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut tcp = tcp;
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        // The client's first word, the server's answer, and data behind it.
        while !tls.wants_write() {
            tls.read_tls(&mut tcp).unwrap();
            tls.process_new_packets().unwrap();
        }
        tls.writer().write_all(LOGIN).unwrap();
        while tls.wants_write() {
            tls.write_tls(&mut tcp).unwrap();
        }
        tls.complete_io(&mut tcp).unwrap();
        let mut stream = rustls::Stream::new(&mut tls, &mut tcp);
        // The client may be done with it.
        let _ = stream.write_all(b"Event: Last\r\n\r\n");
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

#[test]
fn tickets_without_end_do_not_hold_a_call_that_is_not_to_wait() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let (client, server) = pair();
    let server = tickets(server, ticketing(&identity));
    let tls = reach(client, &identity);
    let options = Options::new("", b"ucmamiuser1", b"test123");
    let mut connection = Connection::over(Arc::clone(&tls) as Arc<dyn Transport>, &options).unwrap();
    // As much as the system holds is there when the first call begins.
    let_it_wait();
    let (most, all) = receive_until(&mut connection, &tls, b"Last");
    assert!(all > 4 * BOUND, "only {all} bytes of tickets came");
    assert!(most <= BOUND, "a call took {most} bytes off the socket");
    drop((connection, tls));
    server.join().unwrap();
}

/// A transport that is asked by itself is bounded, too, and what it holds already
/// does not stay behind.
#[test]
fn a_read_of_tickets_that_is_not_to_wait_ends() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let (client, server) = pair();
    let server = tickets(server, ticketing(&identity));
    let tls = reach(client, &identity);
    let mut got = Vec::new();
    let mut buf = [0; 4096];
    let mut most = 0;
    while !got.ends_with(b"Event: Last\r\n\r\n") {
        let before = tls.received();
        match tls.read(&mut buf, Deadline::Now) {
            Ok(n) => got.extend_from_slice(&buf[..n]),
            Err(error) => {
                assert_eq!(error.status, Status::WouldBlock);
                assert_eq!(tls.buffered(), 0, "what the descriptor does not show was left");
            }
        }
        most = most.max(tls.received() - before);
    }
    assert!(most <= BOUND, "a read took {most} bytes off the socket");
    tls.close();
    server.join().unwrap();
}

/// Records of a byte each: little data, and much on the wire. What arrives is a
/// packet without an end until the last byte.
#[test]
fn tiny_records_count_as_they_came() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    for version in [TLS_12, TLS_13] {
        let (client, mut server) = pair();
        let mut tls = ServerConnection::new(Arc::new(server_config(&identity, version))).unwrap();
        let thread = thread::spawn(move || {
            let mut stream = rustls::Stream::new(&mut tls, &mut server);
            stream.write_all(LOGIN).unwrap();
            stream.read_exact(&mut [0; 16]).unwrap();
            stream.write_all(b"Event: Last\r\nA: ").unwrap();
            let mut records = Vec::new();
            for n in 0..120_000 {
                tls.writer().write_all(if n % 1000 == 999 { b"\nB: x" } else { b"x" }).unwrap();
                while tls.wants_write() {
                    tls.write_tls(&mut records).unwrap();
                }
                if records.len() > 32 * 1024 || n == 119_999 {
                    let _ = server.write_all(&records);
                    records.clear();
                }
            }
            let mut stream = rustls::Stream::new(&mut tls, &mut server);
            let _ = stream.write_all(b"\r\n\r\n");
            let _ = stream.read_to_end(&mut Vec::new());
        });
        let tls = reach(client, &identity);
        let options = Options { storage: 1 << 20, ..Options::new("", b"ucmamiuser1", b"test123") };
        let mut connection = Connection::over(Arc::clone(&tls) as Arc<dyn Transport>, &options).unwrap();
        let_it_wait();
        let (most, all) = receive_until(&mut connection, &tls, b"Last");
        assert!(all > 2 * BOUND, "only {all} bytes came");
        assert!(most <= BOUND, "a call took {most} bytes off the socket");
        drop((connection, tls));
        thread.join().unwrap();
    }
}
