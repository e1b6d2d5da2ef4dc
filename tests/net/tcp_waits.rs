//! Deadlines, wakes, closes and two threads at once over TCP.

use std::io::{Read, Write};
use std::sync::mpsc;
use std::thread;

use amiwire::Status;
use amiwire::net::{Deadline, Transport};

use crate::peers::{briefly, let_it_wait, pattern, plain, read_all, soon, write_all};

#[test]
fn a_silent_peer_is_told_from_one_that_is_not_waited_for() {
    let peer = plain(|mut stream| stream.read_to_end(&mut Vec::new()).unwrap());
    let tcp = peer.connect();
    let mut buf = [0; 8];
    let error = tcp.read(&mut buf, Deadline::Now).unwrap_err();
    assert_eq!(error.status, Status::WouldBlock);
    let error = tcp.read(&mut buf, briefly()).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    drop(tcp);
    peer.done();
}

#[test]
fn a_peer_that_takes_nothing_times_the_write_out() {
    let (go, wait) = mpsc::channel();
    let peer = plain(move |mut stream| {
        wait.recv().unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap()
    });
    let tcp = peer.connect();
    let bytes = pattern(64 * 1024);
    let mut written = 0;
    let mut fill = |deadline: fn() -> Deadline| loop {
        match tcp.write(&bytes, deadline()) {
            Ok(n) => written += n,
            Err(error) => break error.status,
        }
    };
    assert_eq!(fill(|| Deadline::Now), Status::WouldBlock);
    assert_eq!(fill(briefly), Status::WriteTimedOut);
    go.send(()).unwrap();
    // Over TCP nothing of a write that failed was sent, so it can go on.
    written += tcp.write(&bytes, soon()).unwrap();
    tcp.close();
    assert_eq!(peer.done(), written);
}

#[test]
fn a_wake_ends_one_read() {
    let peer = plain(|mut stream| stream.read_to_end(&mut Vec::new()).unwrap());
    let tcp = peer.connect();
    let mut buf = [0; 8];
    // Before the read, twice: remembered once.
    tcp.wake();
    tcp.wake();
    let error = tcp.read(&mut buf, soon()).unwrap_err();
    assert_eq!(error.status, Status::Interrupted);
    let error = tcp.read(&mut buf, briefly()).unwrap_err();
    assert_eq!(error.status, Status::PeerSilent);
    // During the read, with and without a deadline.
    for deadline in [soon(), Deadline::Never] {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| tcp.read(&mut [0; 8], deadline).unwrap_err());
            let_it_wait();
            tcp.wake();
            assert_eq!(waiting.join().unwrap().status, Status::Interrupted);
        });
    }
    // A write does not care.
    tcp.wake();
    assert_eq!(tcp.write(b"x", soon()).unwrap(), 1);
    let error = tcp.read(&mut buf, Deadline::Now).unwrap_err();
    assert_eq!(error.status, Status::Interrupted);
    drop(tcp);
    peer.done();
}

#[test]
fn a_wake_comes_before_bytes_and_loses_none() {
    let peer = plain(|mut stream| stream.write_all(b"abc").unwrap());
    let tcp = peer.connect();
    peer.done();
    tcp.wake();
    let error = tcp.read(&mut [0; 8], soon()).unwrap_err();
    assert_eq!(error.status, Status::Interrupted);
    assert_eq!(read_all(&tcp).unwrap(), b"abc");
}

#[test]
fn closing_ends_what_waits_and_what_comes_after() {
    let (go, wait) = mpsc::channel();
    let peer = plain(move |mut stream| {
        // Nothing is read, so that the way there stays full.
        wait.recv().unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let tcp = peer.connect();
    let bytes = pattern(64 * 1024);
    thread::scope(|scope| {
        let reading = scope.spawn(|| tcp.read(&mut [0; 8], soon()).unwrap_err());
        let writing = scope.spawn(|| {
            loop {
                if let Err(error) = tcp.write(&bytes, soon()) {
                    break error;
                }
            }
        });
        let_it_wait();
        let_it_wait();
        tcp.close();
        assert_eq!(reading.join().unwrap().status, Status::Interrupted);
        // A writer between two writes finds it closed already.
        let ended = writing.join().unwrap().status;
        assert!([Status::Interrupted, Status::BadState].contains(&ended));
    });
    tcp.close();
    for outcome in [tcp.read(&mut [0; 8], soon()), tcp.write(b"x", soon())] {
        assert_eq!(outcome.unwrap_err().status, Status::BadState);
    }
    go.send(()).unwrap();
    peer.done();
}

#[test]
fn one_thread_reads_while_another_writes() {
    let bytes = pattern(4 << 20);
    let peer = plain(|mut stream| {
        let mut buf = [0; 32 * 1024];
        loop {
            match stream.read(&mut buf).unwrap() {
                0 => break,
                n => stream.write_all(&buf[..n]).unwrap(),
            }
        }
    });
    let tcp = peer.connect();
    let mut echoed = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| write_all(&tcp, &bytes).unwrap());
        let mut buf = [0; 20_000];
        while echoed.len() < bytes.len() {
            let n = tcp.read(&mut buf, soon()).unwrap();
            assert_ne!(n, 0);
            echoed.extend_from_slice(&buf[..n]);
        }
    });
    assert!(echoed == bytes);
    tcp.close();
    peer.done();
}
