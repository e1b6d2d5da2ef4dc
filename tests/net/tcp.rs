//! Connecting, reading, writing and ending over TCP.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener};

use amiwire::Status;
use amiwire::net::{Deadline, Target, TcpTransport, Transport};

use crate::peers::{briefly, pattern, plain, plain_at, read_all, soon, to, write_all};
use crate::skip;

#[test]
fn bytes_go_both_ways() {
    let peer = plain(|mut stream| {
        stream.write_all(b"hello").unwrap();
        let mut got = Vec::new();
        stream.read_to_end(&mut got).unwrap();
        (got, stream.peer_addr().unwrap())
    });
    let address = peer.address;
    let tcp = peer.connect();
    assert_eq!(tcp.peer_address(), address);
    let mut buf = [0; 16];
    assert_eq!(tcp.read(&mut buf, soon()).unwrap(), 5);
    assert_eq!(&buf[..5], b"hello");
    assert_eq!(tcp.write(b"", Deadline::Now).unwrap(), 0);
    write_all(&tcp, b"good day").unwrap();
    tcp.flush(Deadline::Now).unwrap();
    assert!(tcp.descriptor().is_some());
    assert_eq!(tcp.buffered(), 0);
    let own = tcp.local_address().unwrap();
    tcp.close();
    assert_eq!(peer.done(), (b"good day".to_vec(), own));
}

#[test]
fn an_accepted_stream_is_taken_over() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpTransport::connect(&to(listener.local_addr().unwrap()), soon()).unwrap();
    let server = TcpTransport::from_stream(listener.accept().unwrap().0).unwrap();
    assert_eq!(server.peer_address(), client.local_address().unwrap());
    write_all(&server, b"Response: Success\r\n\r\n").unwrap();
    server.close();
    assert_eq!(read_all(&client).unwrap(), b"Response: Success\r\n\r\n");
}

#[test]
fn localhost_is_tried_at_each_of_its_addresses() {
    // Where the name stands for ::1 first, that is refused and the next taken.
    let peer = plain(|mut stream| stream.write_all(b"here").unwrap());
    let target = Target::new("localhost", peer.address.port());
    let tcp = TcpTransport::connect(&target, soon()).unwrap();
    assert_eq!(read_all(&tcp).unwrap(), b"here");
    peer.done();
}

#[test]
fn ipv6_works_in_brackets_and_without() {
    for host in ["::1", "[::1]"] {
        let Ok(peer) = plain_at("[::1]:0", |mut stream| stream.write_all(b"six").unwrap()) else {
            return skip::hardware("IPv6 loopback");
        };
        let target = Target::new(host, peer.address.port());
        let tcp = TcpTransport::connect(&target, soon()).unwrap();
        assert!(tcp.peer_address().is_ipv6());
        assert_eq!(read_all(&tcp).unwrap(), b"six");
        peer.done();
    }
}

#[test]
fn the_local_address_is_bound() {
    let peer = plain(|stream| stream.peer_addr().unwrap().ip());
    let mut target = to(peer.address);
    target.local = Some("127.0.0.2:0".parse().unwrap());
    let tcp = TcpTransport::connect(&target, soon()).unwrap();
    assert_eq!(peer.done(), IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2)));
    drop(tcp);
}

#[test]
fn the_same_local_port_can_be_bound_again_and_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut target = to(listener.local_addr().unwrap());
    // A port that was free a moment ago, outside of the range of listeners' own.
    let free = TcpListener::bind("127.0.0.3:0").unwrap();
    target.local = Some(free.local_addr().unwrap());
    drop(free);
    for _ in 0..3 {
        let tcp = TcpTransport::connect(&target, soon()).unwrap();
        assert_eq!(Some(tcp.local_address().unwrap()), target.local);
        // The side that closes first keeps the port in TIME_WAIT: the server.
        drop(listener.accept().unwrap());
        assert_eq!(read_all(&tcp).unwrap(), b"");
    }
}

#[test]
fn a_foreign_local_address_is_refused() {
    let peer = plain(|_| ());
    let mut target = to(peer.address);
    target.local = Some("192.0.2.1:0".parse().unwrap());
    let error = TcpTransport::connect(&target, soon()).unwrap_err();
    assert_eq!(error.status, Status::BindFailed);
    assert!(error.os_error != 0 && error.detail.contains("192.0.2.1"));
    drop(peer.connect());
    peer.done();
}

#[test]
fn a_port_where_nobody_listens_refuses() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = TcpTransport::connect(&to(address), soon()).unwrap_err();
    assert_eq!(error.status, Status::ConnectRefused);
    assert!(error.os_error != 0 && error.detail.contains(&address.to_string()));
    // The same by name, where one address may fail in another way.
    let target = Target::new("localhost", address.port());
    let error = TcpTransport::connect(&target, soon()).unwrap_err();
    assert_eq!(error.status, Status::ConnectRefused);
}

#[test]
fn an_unusable_address_fails() {
    // A link-local address means nothing without an interface.
    let error = TcpTransport::connect(&Target::new("fe80::1", 7777), soon()).unwrap_err();
    assert_eq!(error.status, Status::ConnectFailed);
    assert_ne!(error.os_error, 0);
}

#[test]
fn an_unknown_name_is_not_resolved() {
    let target = Target::new("pbx.invalid", 7777);
    let error = TcpTransport::connect(&target, soon()).unwrap_err();
    assert_eq!(error.status, Status::ResolveFailed);
    assert!(error.detail.contains("pbx.invalid"));
}

#[test]
fn a_listener_that_is_full_is_a_time_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    rustix::net::listen(&listener, 0).unwrap();
    let target = to(listener.local_addr().unwrap());
    // The system lets a few more wait than it was told.
    let mut waiting = Vec::new();
    for _ in 0..64 {
        match TcpTransport::connect(&target, briefly()) {
            Ok(tcp) => waiting.push(tcp),
            Err(error) => {
                assert_eq!(error.status, Status::ConnectTimedOut);
                assert!(error.detail.contains(target.host));
                return;
            }
        }
    }
    panic!("64 connections fitted into a backlog of 0");
}

#[test]
fn all_that_was_sent_is_read_before_the_end() {
    let bytes = pattern(300_000);
    let sent = bytes.clone();
    let peer = plain(move |mut stream| stream.write_all(&sent).unwrap());
    let tcp = peer.connect();
    assert_eq!(read_all(&tcp).unwrap(), bytes);
    assert_eq!(tcp.read(&mut [0; 8], soon()).unwrap(), 0);
    peer.done();
}

#[test]
fn a_reset_is_not_an_end() {
    let peer = plain(|mut stream| {
        stream.read_exact(&mut [0; 1]).unwrap();
        rustix::net::sockopt::set_socket_linger(&stream, Some(std::time::Duration::ZERO)).unwrap();
    });
    let tcp = peer.connect();
    write_all(&tcp, b"x").unwrap();
    let error = tcp.read(&mut [0; 8], soon()).unwrap_err();
    assert_eq!(error.status, Status::Reset);
    assert_ne!(error.os_error, 0);
    peer.done();
    // The way out is dead as well, and says so instead of ending the program.
    for _ in 0..3 {
        let error = tcp.write(b"anybody?", soon()).unwrap_err();
        assert_eq!(error.status, Status::Reset);
    }
}

#[test]
fn a_reset_at_once_is_a_reset_whenever_it_is_noticed() {
    for _ in 0..50 {
        let peer = plain(|stream| {
            rustix::net::sockopt::set_socket_linger(&stream, Some(std::time::Duration::ZERO)).unwrap();
        });
        let outcome = TcpTransport::connect(&to(peer.address), soon()).and_then(|tcp| tcp.read(&mut [0; 8], soon()));
        assert_eq!(outcome.unwrap_err().status, Status::Reset);
        peer.done();
    }
}

#[test]
fn what_is_sent_last_survives_closing_with_unread_bytes() {
    let peer = plain(|mut stream| {
        stream.write_all(b"Action: Ping\r\n\r\n").unwrap();
        let mut got = Vec::new();
        stream.read_to_end(&mut got).map(|_| got)
    });
    let tcp = peer.connect();
    // Something is there that nobody will read.
    while rustix::net::recv(std::os::fd::AsFd::as_fd(&tcp), &mut [0; 1], rustix::net::RecvFlags::PEEK).is_err() {
        std::thread::yield_now();
    }
    write_all(&tcp, b"Response: Goodbye\r\n\r\n").unwrap();
    drop({
        tcp.close();
        tcp
    });
    assert_eq!(peer.done().unwrap(), b"Response: Goodbye\r\n\r\n");
}

#[test]
fn an_empty_buffer_to_read_into_is_refused() {
    let peer = plain(|_| ());
    let tcp = peer.connect();
    let error = tcp.read(&mut [], soon()).unwrap_err();
    assert_eq!(error.status, Status::BadArgument);
    peer.done();
}
