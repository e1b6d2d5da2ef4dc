//! What cannot be sent is refused, and not a byte of it reaches the socket: for
//! every header that is known, each way to break a line, each place in an
//! action, and each call that sends.

#![allow(unsafe_code)] // it is C's side that is tried, too

use std::ffi::{CString, c_char};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::ptr::{null, null_mut};
use std::thread::JoinHandle;

use amiwire::Status;
use amiwire::ffi::call::amiwire_conn_call;
use amiwire::ffi::conn::*;
use amiwire::ffi::slice::amiwire_field;
use amiwire::name::{Action, Header};
use amiwire::net::{Connection, NetError, Options, Sender};
use amiwire::session::What;

/// An exchange that lets anybody in, answers no more, and tells all that came
/// after the login.
fn exchange() -> (u16, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        stream.write_all(b"Asterisk Call Manager/2.7.0\r\n").unwrap();
        let mut login = Vec::new();
        while !login.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            login.push(byte[0]);
        }
        stream.write_all(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n").unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        rest
    });
    (port, thread)
}

fn options(port: u16) -> Options<'static> {
    Options { port, actions: 4, ..Options::new("127.0.0.1", b"ucmamiuser1", b"test123") }
}

/// A connection over which something is tried. All that arrives may be one Ping
/// that is sent behind it, and the Logoff.
fn try_over(act: impl FnOnce(&mut Connection, &Sender)) {
    let (port, thread) = exchange();
    let mut connection = Connection::open(&options(port)).unwrap();
    let sender = connection.sender();
    act(&mut connection, &sender);
    // Nothing was left that would go out now, and no place was lost.
    assert_eq!(sender.with_session(|session| (session.transmit().len(), session.in_flight())), (0, 0));
    connection.send(1, b"Ping", []).unwrap();
    connection.close();
    only_a_ping(&thread.join().unwrap());
}

fn only_a_ping(arrived: &[u8]) {
    let arrived = String::from_utf8(arrived.to_vec()).unwrap();
    let packets: Vec<&str> = arrived.split_inclusive("\r\n\r\n").collect();
    let ends = |packet: &str, name: &str| packet.starts_with(&format!("Action: {name}\r\nActionID: aw"));
    assert!(packets.len() == 2 && ends(packets[0], "Ping") && ends(packets[1], "Logoff"), "{arrived}");
    assert!(packets.iter().all(|packet| packet.lines().count() == 3), "{arrived}");
}

/// Values that no line can hold, for a name of that length.
fn bad_values(name: usize) -> Vec<(Vec<u8>, Status)> {
    let mut all = Vec::new();
    for byte in [b'\r', b'\n', 0] {
        for value in [vec![byte], vec![byte, b'x'], vec![b'x', byte], vec![b'x', byte, b'x']] {
            all.push((value, Status::ValueBadByte));
        }
        // Behind all that the fast paths look at in one go.
        let mut long = vec![b'x'; 300];
        long[299] = byte;
        all.push((long, Status::ValueBadByte));
    }
    all.push((b"1\r\nAction: Originate".to_vec(), Status::ValueBadByte));
    all.push((b"1\r\n\r\nAction: Command\r\nCommand: core stop now".to_vec(), Status::ValueBadByte));
    all.push((vec![b'x'; 1022 - 2 - name + 1], Status::WriteLineTooLong));
    all.push((vec![b'x'; 100_000], Status::WriteLineTooLong));
    all
}

/// Names that no line can begin with.
fn bad_names() -> Vec<(Vec<u8>, Status)> {
    let mut all = vec![
        (Vec::new(), Status::NameEmpty),
        (b"A: b".to_vec(), Status::NameHasColon),
        (b" A".to_vec(), Status::NameBlankEdge),
        (b"A ".to_vec(), Status::NameBlankEdge),
        (b"A\r\nAction".to_vec(), Status::NameBadByte),
        (b"ChanVariable(x".to_vec(), Status::NameBadByte),
        (vec![b'x'; 1022], Status::WriteLineTooLong),
        (b"ActionID".to_vec(), Status::ActionIdGiven),
        (b"actionid".to_vec(), Status::ActionIdGiven),
    ];
    for byte in (0..32).chain([127]) {
        for name in [vec![byte], vec![byte, b'x'], vec![b'x', byte], [&[b'x'; 40][..], &[byte, b'x']].concat()] {
            all.push((name, Status::NameBadByte));
        }
    }
    all
}

fn refused(outcome: Result<(), NetError>, status: Status, what: &[u8]) {
    let error = outcome.expect_err("it was sent");
    assert_eq!(error.status, status, "{}: {error}", what.escape_ascii());
    // What was refused is not shown: it may be anything.
    assert!(!error.to_string().contains("xx"), "{error}");
}

type Field = (Vec<u8>, Vec<u8>);
type Fields<'a> = Vec<(&'a [u8], &'a [u8])>;

#[test]
fn no_value_of_any_header_gets_a_byte_out() {
    try_over(|connection, _| {
        for header in Header::ALL {
            let name = header.name().as_bytes();
            if name.eq_ignore_ascii_case(b"ActionID") || name.contains(&b'(') {
                continue;
            }
            for (value, status) in bad_values(name.len()) {
                let outcome = connection.send(7, b"Originate", [(name, &value[..])]);
                refused(outcome, status, &value);
            }
        }
    });
}

#[test]
fn no_name_of_an_action_gets_a_byte_out() {
    try_over(|connection, _| {
        for (name, status) in bad_values("Action".len()) {
            refused(connection.send(7, &name, []), status, &name);
        }
        for action in Action::ALL {
            let name = [action.name().as_bytes(), b"\r\nAction: Command"].concat();
            refused(connection.send(7, &name, []), Status::ValueBadByte, &name);
        }
    });
}

#[test]
fn the_place_in_the_action_does_not_matter() {
    let places = |bad: (&'static [u8], &'static [u8])| -> Vec<Fields<'static>> {
        let good: (&[u8], &[u8]) = (b"Variable", b"a=b");
        vec![vec![bad], vec![bad, good], vec![good, bad], vec![good, bad, good], [vec![good; 100], vec![bad]].concat()]
    };
    try_over(|connection, sender| {
        let mut all: Vec<(Field, Status)> = Vec::new();
        all.extend(bad_names().into_iter().map(|(name, status)| ((name, b"1".to_vec()), status)));
        all.extend(bad_values(7).into_iter().map(|(value, status)| ((b"Channel".to_vec(), value), status)));
        for ((name, value), status) in all {
            let (name, value): (&'static [u8], &'static [u8]) = (name.leak(), value.leak());
            for fields in places((name, value)) {
                let limit = std::time::Duration::from_secs(1);
                refused(connection.send(7, b"Originate", fields.clone()), status, name);
                refused(sender.send(7, b"Originate", fields.clone()), status, name);
                refused(sender.send_within(7, b"Originate", fields.clone(), limit), status, name);
                refused(connection.call(b"Originate", fields.clone(), None).map(drop), status, name);
                // The session's queue by hand, and then a flush of it.
                let queued = sender.with_session(|session| session.submit(7, b"Originate", fields.clone(), 0));
                refused(queued.map_err(NetError::from), status, name);
                sender.flush().unwrap();
            }
        }
        // One header too many: the action, its ActionID, and 127 more.
        let many: Fields<'_> = vec![(b"Variable", b"a=b"); 127];
        refused(connection.send(7, b"Originate", many.clone()), Status::WriteTooManyHeaders, b"many");
        refused(connection.call(b"Originate", many, None).map(drop), Status::WriteTooManyHeaders, b"many");
    });
}

/// Servers strip it, and store another value than was asked for.
#[test]
fn no_stored_value_with_a_leading_blank_gets_a_byte_out() {
    try_over(|connection, sender| {
        for (title, name) in [(&b"Setvar"[..], &b"Value"[..]), (b"setvar", b"VALUE"), (b"DBPut", b"Val")] {
            for value in [&b" x"[..], b"\tx", b"\x01", b" "] {
                let fields = [(&b"Variable"[..], &b"X"[..]), (name, value)];
                let limit = std::time::Duration::from_secs(1);
                for outcome in [
                    connection.send(7, title, fields),
                    sender.send(7, title, fields),
                    sender.send_within(7, title, fields, limit),
                    connection.call(title, fields, None).map(drop),
                ] {
                    assert!(outcome.as_ref().unwrap_err().to_string().contains("header 3"), "{outcome:?}");
                    refused(outcome, Status::ValueBlankEdge, value);
                }
            }
        }
    });
}

#[test]
fn no_event_mask_gets_a_byte_out() {
    try_over(|_, sender| {
        for (mask, _) in bad_values("EventMask".len()) {
            // Of whatever is no class.
            refused(sender.set_events(&mask), Status::BadArgument, &mask);
        }
    });
}

#[test]
fn no_login_gets_a_byte_out() {
    for (bad, status) in bad_values("Username".len()) {
        for [username, secret] in [[&b"user"[..], &bad], [&bad, b"test123"]] {
            if username.len() + secret.len() > 1000 && secret.len() > username.len() && secret.len() < 1015 {
                continue; // A secret's line may be as much longer as its name is shorter.
            }
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let thread = std::thread::spawn(move || {
                let mut stream = listener.accept().unwrap().0;
                stream.write_all(b"Asterisk Call Manager/2.7.0\r\n").unwrap();
                let mut all = Vec::new();
                stream.read_to_end(&mut all).unwrap();
                all
            });
            let error = Connection::open(&Options { username, secret, ..options(port) }).unwrap_err();
            assert_eq!(error.status, status, "{error}");
            assert_eq!(thread.join().unwrap().escape_ascii().to_string(), "");
        }
    }
}

#[test]
fn nothing_gets_out_through_c() {
    let (port, thread) = exchange();
    // SAFETY: integers and pointers, for which all zeroes are valid.
    let mut config: amiwire::ffi::config::amiwire_conn_config = unsafe { std::mem::zeroed() };
    config.struct_size = size_of_val(&config) as u32;
    (config.host, config.port) = (c"127.0.0.1".as_ptr(), u32::from(port));
    (config.username, config.secret) = (c"ucmamiuser1".as_ptr(), c"test123".as_ptr());
    let mut conn = null_mut();
    // SAFETY: a valid config and a place for the handle.
    assert_eq!(unsafe { amiwire_conn_open(&raw const config, &raw mut conn) }, 0);
    let send = |name: *const c_char, value: &[u8]| {
        let field = amiwire_field { name, value: value.as_ptr().cast(), value_len: value.len() };
        // SAFETY: an open connection, a field of valid texts, and no packet wanted.
        unsafe {
            let sent = amiwire_conn_send(conn, 7, c"Originate".as_ptr(), &raw const field, 1);
            let mut packet = std::mem::zeroed();
            let called = amiwire_conn_call(conn, c"Originate".as_ptr(), &raw const field, 1, 0, &raw mut packet);
            assert_eq!(sent, called);
            Status::from_code(sent).unwrap()
        }
    };
    for (value, status) in bad_values("Channel".len()) {
        assert_eq!(send(c"Channel".as_ptr(), &value), status, "{}", value.escape_ascii());
    }
    for (name, status) in bad_names() {
        // C's names end at a NUL.
        if let Ok(text) = CString::new(name) {
            assert_eq!(send(text.as_ptr(), b"1"), status, "{text:?}");
        }
    }
    // SAFETY: an open connection, which is closed once.
    unsafe {
        assert_eq!(amiwire_conn_send(conn, 1, c"Ping".as_ptr(), null(), 0), 0);
        amiwire_conn_close(conn);
    }
    only_a_ping(&thread.join().unwrap());
}

#[test]
fn what_can_be_sent_arrives() {
    // The control: these calls do send, up to the last byte that fits.
    let (port, thread) = exchange();
    let mut connection = Connection::open(&options(port)).unwrap();
    let longest = vec![b'x'; 1022 - "Channel: ".len()];
    connection.send(7, b"Originate", [(&b"Channel"[..], &longest[..])]).unwrap();
    let limit = std::time::Duration::from_millis(20);
    connection.call(b"Originate", [(&b"Channel"[..], &b"\x01\xff"[..])], Some(limit)).unwrap_err();
    assert_eq!(connection.last_outcome().unwrap().what, What::TimedOut);
    connection.close();
    let arrived = thread.join().unwrap();
    assert!(arrived.windows(longest.len()).any(|window| window == longest));
    assert!(arrived.windows(13).any(|window| window == b"Channel: \x01\xff\r\n"));
}
