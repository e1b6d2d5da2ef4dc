//! Deadlines, wakes and closes over TLS.

use std::io::{Read, Write};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use amiwire::Status;
use amiwire::net::tls::{TlsTransport, Trust};
use amiwire::net::{Deadline, NetError, Transport};
use rcgen::PKCS_ECDSA_P256_SHA256;

use crate::certificates::self_signed;
use crate::peers::{Peer, TLS_13, briefly, let_it_wait, pattern, soon, tls};

/// A peer that does nothing until it is told, then reads to the end.
fn sleeper() -> (TlsTransport, Peer<Vec<u8>>, Sender<()>) {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let (go, wait) = mpsc::channel();
    let peer = tls(&identity, TLS_13, move |mut stream, outcome| {
        outcome.unwrap();
        let _ = wait.recv();
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got);
        got
    });
    let transport = peer.connect_tls(Trust::Pin(identity.pin()), "x").unwrap();
    (transport, peer, go)
}

/// Writes until nothing more is taken; what was, and why no more.
fn fill(tls: &TlsTransport, bytes: &[u8], deadline: fn() -> Deadline) -> (usize, NetError) {
    let mut taken = 0;
    loop {
        match tls.write(&bytes[taken..], deadline()) {
            Ok(n) => taken += n,
            Err(error) => return (taken, error),
        }
    }
}

#[test]
fn a_silent_peer_is_told_from_one_that_is_not_waited_for() {
    let (tls, peer, go) = sleeper();
    let error = tls.read(&mut [0; 8], Deadline::Now).unwrap_err();
    assert_eq!(error.status, Status::WouldBlock);
    let error = tls.read(&mut [0; 8], briefly()).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    drop((tls, go));
    peer.done();
}

#[test]
fn a_wake_ends_one_read() {
    let (tls, peer, go) = sleeper();
    tls.wake();
    tls.wake();
    let error = tls.read(&mut [0; 8], soon()).unwrap_err();
    assert_eq!(error.status, Status::Interrupted);
    let error = tls.read(&mut [0; 8], briefly()).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| tls.read(&mut [0; 8], Deadline::Never).unwrap_err());
        let_it_wait();
        tls.wake();
        assert_eq!(waiting.join().unwrap().status, Status::Interrupted);
    });
    drop((tls, go));
    peer.done();
}

#[test]
fn a_reader_that_waits_keeps_nobody_from_writing() {
    let (tls, peer, go) = sleeper();
    go.send(()).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| tls.read(&mut [0; 8], soon()).unwrap_err());
        let_it_wait();
        assert_eq!(tls.write(b"Action: Ping\r\n\r\n", soon()).unwrap(), 16);
        assert_eq!(tls.buffered(), 0);
        tls.close();
        assert_eq!(waiting.join().unwrap().status, Status::Interrupted);
    });
    assert_eq!(peer.done(), b"Action: Ping\r\n\r\n");
}

#[test]
fn a_write_that_was_cut_off_is_final() {
    let (tls, peer, go) = sleeper();
    let bytes = pattern(64 << 20);
    let (taken, error) = fill(&tls, &bytes, briefly);
    assert_eq!(error.status, Status::WriteTimedOut);
    let error = tls.write(&bytes, soon()).unwrap_err();
    assert_eq!(error.status, Status::WriteTimedOut);
    go.send(()).unwrap();
    // Not even when there would be room again; all that was taken arrives.
    let_it_wait();
    let error = tls.write(&bytes, soon()).unwrap_err();
    assert_eq!(error.status, Status::WriteTimedOut);
    drop(tls);
    let got = peer.done();
    assert!(got.len() >= taken && got[..] == bytes[..got.len()]);
}

#[test]
fn writing_without_waiting_loses_and_repeats_nothing() {
    let (tls, peer, go) = sleeper();
    let bytes = pattern(64 << 20);
    let mut taken = 0;
    // The system may find room once more after it had none.
    let error = loop {
        let (more, error) = fill(&tls, &bytes[taken..], || Deadline::Now);
        assert_eq!(error.status, Status::WouldBlock);
        taken += more;
        if let Err(error) = tls.flush(briefly()) {
            break error;
        }
    };
    assert_eq!(error.status, Status::WriteTimedOut);
    let error = tls.flush(Deadline::Now).unwrap_err();
    assert_eq!(error.status, Status::WouldBlock);
    go.send(()).unwrap();
    let end = taken + (4 << 20);
    while taken < end {
        match tls.write(&bytes[taken..end], Deadline::Now) {
            Ok(n) => taken += n,
            Err(error) => {
                assert_eq!(error.status, Status::WouldBlock);
                thread::sleep(Duration::from_millis(1));
            }
        }
    }
    tls.flush(soon()).unwrap();
    drop(tls);
    assert!(peer.done() == bytes[..end]);
}

#[test]
fn a_reader_pushes_what_a_write_left_behind() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let (go, wait) = mpsc::channel::<usize>();
    let peer = tls(&identity, TLS_13, move |mut stream, outcome| {
        outcome.unwrap();
        let mut got = vec![0; wait.recv().unwrap()];
        stream.read_exact(&mut got).unwrap();
        stream.write_all(b"all of it").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        got
    });
    let tls = peer.connect_tls(Trust::Pin(identity.pin()), "x").unwrap();
    let bytes = pattern(64 << 20);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut buf = [0; 16];
            let n = tls.read(&mut buf, soon()).unwrap();
            buf[..n].to_vec()
        });
        let_it_wait();
        let (taken, _) = fill(&tls, &bytes, || Deadline::Now);
        go.send(taken).unwrap();
        // Nobody writes or flushes any more.
        assert_eq!(waiting.join().unwrap(), b"all of it");
        tls.close();
        assert!(peer.done() == bytes[..taken]);
    });
}

#[test]
fn closing_ends_what_waits() {
    let (tls, peer, go) = sleeper();
    let bytes = pattern(64 << 20);
    thread::scope(|scope| {
        let reading = scope.spawn(|| tls.read(&mut [0; 8], soon()).unwrap_err());
        let writing = scope.spawn(|| fill(&tls, &bytes, soon).1);
        let_it_wait();
        tls.close();
        assert_eq!(reading.join().unwrap().status, Status::Interrupted);
        // A writer between two writes finds it closed already.
        let ended = writing.join().unwrap().status;
        assert!([Status::Interrupted, Status::BadState].contains(&ended));
    });
    go.send(()).unwrap();
    drop(tls);
    peer.done();
}

#[test]
fn a_peer_that_sends_only_nothing_is_silent() {
    let identity = self_signed(&[], &PKCS_ECDSA_P256_SHA256, |_| ());
    let peer = tls(&identity, TLS_13, |mut stream, outcome| {
        outcome.unwrap();
        // A record of which a byte arrives now and then.
        let mut record = vec![23u8, 3, 3, 0x3f, 0xff];
        record.extend([0; 100]);
        for byte in record {
            if stream.sock.write_all(&[byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    });
    let tls = peer.connect_tls(Trust::Pin(identity.pin()), "x").unwrap();
    let error = tls.read(&mut [0; 8], briefly()).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    drop(tls);
    peer.done();
}
