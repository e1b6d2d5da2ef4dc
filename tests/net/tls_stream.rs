//! Data over TLS, and each way in which it can end.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::thread;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::tls::{TlsTransport, Trust};
use amiwire::net::{Deadline, Transport};
use rcgen::PKCS_ECDSA_P256_SHA256;
use rustls::SupportedProtocolVersion;

use crate::certificates::self_signed;
use crate::peers::{BOTH, Peer, Stream, pattern, soon, tls, write_all};

/// Connects to a peer whose handshake succeeds and who then does this.
fn meet<T: Send + 'static>(
    version: &'static SupportedProtocolVersion,
    act: impl FnOnce(Stream) -> T + Send + 'static,
) -> (TlsTransport, Peer<T>) {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let peer = tls(&identity, version, |stream, outcome| {
        outcome.unwrap();
        act(stream)
    });
    let transport = peer.connect_tls(Trust::Pin(identity.pin()), "x").unwrap();
    (transport, peer)
}

#[test]
fn all_data_comes_before_an_orderly_end() {
    let bytes = pattern(100_000);
    for version in BOTH {
        let sent = bytes.clone();
        let (tls, peer) = meet(version, move |mut stream| {
            stream.write_all(&sent).unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        });
        // Wait until all of it has arrived, the end included.
        peer.done();
        let mut got = Vec::new();
        let mut buf = [0; 777];
        loop {
            match tls.read(&mut buf, soon()).unwrap() {
                0 => break,
                n => got.extend_from_slice(&buf[..n]),
            }
        }
        assert!(got == bytes);
        assert_eq!(tls.read(&mut buf, Deadline::Now).unwrap(), 0);
        assert_eq!(tls.buffered(), 0);
    }
}

#[test]
fn an_end_without_tls_is_a_truncation_after_all_data() {
    for version in BOTH {
        let (tls, peer) = meet(version, |mut stream| {
            stream.write_all(b"Event: Hangup\r\n").unwrap();
            stream.sock.shutdown(Shutdown::Both).unwrap();
        });
        peer.done();
        let mut buf = [0; 100];
        assert_eq!(tls.read(&mut buf, soon()).unwrap(), 15);
        for _ in 0..2 {
            let error = tls.read(&mut buf, soon()).unwrap_err();
            assert_eq!(error.status, Status::TlsTruncated);
        }
    }
}

#[test]
fn a_reset_is_not_a_truncation() {
    for version in BOTH {
        let (tls, peer) = meet(version, |mut stream| {
            // The client has spoken, so that its side of the handshake is done.
            assert_eq!(stream.read(&mut [0; 8]).unwrap(), 1);
            rustix::net::sockopt::set_socket_linger(&stream.sock, Some(Duration::ZERO)).unwrap();
        });
        write_all(&tls, b"x").unwrap();
        peer.done();
        let error = tls.read(&mut [0; 8], soon()).unwrap_err();
        assert_eq!(error.status, Status::Reset);
        let error = tls.write(b"x", soon()).unwrap_err();
        assert_eq!(error.status, Status::Reset);
    }
}

#[test]
fn a_damaged_record_breaks_the_connection_after_the_data() {
    for version in BOTH {
        let (tls, peer) = meet(version, |mut stream| {
            stream.write_all(b"good").unwrap();
            let mut record = vec![23, 3, 3, 0, 100];
            record.extend([0x55; 100]);
            stream.sock.write_all(&record).unwrap();
            // The client says why before it goes.
            let mut rest = Vec::new();
            let _ = stream.sock.read_to_end(&mut rest);
            rest.len()
        });
        let mut buf = [0; 100];
        assert_eq!(tls.read(&mut buf, soon()).unwrap(), 4);
        for _ in 0..2 {
            let error = tls.read(&mut buf, soon()).unwrap_err();
            assert_eq!(error.status, Status::TlsBroken);
            assert!(!error.detail.is_empty());
        }
        let error = tls.write(b"x", soon()).unwrap_err();
        assert_eq!(error.status, Status::TlsBroken);
        drop(tls);
        assert_ne!(peer.done(), 0);
    }
}

#[test]
fn a_large_record_is_delivered_in_the_readers_pieces() {
    let bytes = pattern(16_384);
    for version in BOTH {
        let sent = bytes.clone();
        let (tls, peer) = meet(version, move |mut stream| {
            stream.write_all(&sent).unwrap();
            stream.read_to_end(&mut Vec::new()).unwrap()
        });
        let mut got = [0; 16_384];
        assert_eq!(tls.buffered(), 0);
        assert_eq!(tls.read(&mut got[..1], soon()).unwrap(), 1);
        // The socket is empty now, and yet there is more.
        assert_eq!(tls.buffered(), 16_383);
        assert_eq!(tls.read(&mut got[1..], Deadline::Now).unwrap(), 16_383);
        assert_eq!(tls.buffered(), 0);
        assert!(got[..] == bytes[..]);
        let error = tls.read(&mut got, Deadline::Now).unwrap_err();
        assert_eq!(error.status, Status::WouldBlock);
        drop(tls);
        peer.done();
    }
}

#[test]
fn closing_says_goodbye() {
    for version in BOTH {
        let (tls, peer) = meet(version, |mut stream| {
            let mut got = Vec::new();
            // An end without goodbye would be an error here.
            stream.read_to_end(&mut got).unwrap();
            got
        });
        write_all(&tls, b"last words").unwrap();
        tls.close();
        tls.close();
        assert_eq!(peer.done(), b"last words");
        for outcome in [tls.read(&mut [0; 8], soon()), tls.write(b"x", soon())] {
            assert_eq!(outcome.unwrap_err().status, Status::BadState);
        }
        assert_eq!(tls.flush(soon()).unwrap_err().status, Status::BadState);
    }
}

#[test]
fn new_keys_go_unnoticed() {
    let (tls, peer) = meet(crate::peers::TLS_13, |mut stream| {
        for _ in 0..3 {
            stream.conn.refresh_traffic_keys().unwrap();
            stream.write_all(b"new keys").unwrap();
            let mut got = [0; 4];
            stream.read_exact(&mut got).unwrap();
            assert_eq!(&got, b"good");
        }
    });
    for _ in 0..3 {
        let mut buf = [0; 8];
        assert_eq!(tls.read(&mut buf, soon()).unwrap(), 8);
        assert_eq!(&buf, b"new keys");
        write_all(&tls, b"good").unwrap();
    }
    peer.done();
}

#[test]
fn one_thread_reads_while_another_writes() {
    let bytes = pattern(2 << 20);
    for version in BOTH {
        let (tls, peer) = meet(version, |mut stream| {
            let mut buf = [0; 32 * 1024];
            loop {
                match stream.read(&mut buf).unwrap() {
                    0 => break,
                    n => stream.write_all(&buf[..n]).unwrap(),
                }
            }
        });
        let mut echoed = Vec::new();
        thread::scope(|scope| {
            scope.spawn(|| write_all(&tls, &bytes).unwrap());
            let mut buf = [0; 20_000];
            while echoed.len() < bytes.len() {
                let n = tls.read(&mut buf, soon()).unwrap();
                assert_ne!(n, 0);
                echoed.extend_from_slice(&buf[..n]);
            }
        });
        assert!(echoed == bytes);
        drop(tls);
        peer.done();
    }
}

#[test]
fn two_writers_do_not_mix_their_records() {
    let (tls, peer) = meet(crate::peers::TLS_13, |mut stream| {
        let mut got = Vec::new();
        stream.read_to_end(&mut got).unwrap();
        got
    });
    const EACH: usize = 300;
    thread::scope(|scope| {
        for letter in [b'a', b'b'] {
            let tls = &tls;
            scope.spawn(move || {
                let line = [letter; 1000];
                for _ in 0..EACH {
                    assert_eq!(tls.write(&line, soon()).unwrap(), line.len());
                }
            });
        }
    });
    tls.close();
    let got = peer.done();
    assert_eq!(got.len(), 2 * EACH * 1000);
    assert!(got.chunks(1000).all(|line| line.iter().all(|byte| *byte == line[0])));
}

#[test]
fn an_empty_buffer_is_no_end() {
    let (tls, peer) = meet(crate::peers::TLS_13, |mut stream| stream.read_to_end(&mut Vec::new()).unwrap());
    let error = tls.read(&mut [], soon()).unwrap_err();
    assert_eq!(error.status, Status::BadArgument);
    assert_eq!(tls.write(&[], soon()).unwrap(), 0);
    tls.flush(soon()).unwrap();
    assert!(tls.descriptor().is_some());
    drop(tls);
    assert_eq!(peer.done(), 0);
}
