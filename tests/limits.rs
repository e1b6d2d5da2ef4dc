//! Answers of the sizes that real exchanges send come through by default; what is
//! larger is refused at once, keeps what had come, and frees its place.

#![allow(unsafe_code)] // an allocator that counts

mod common;
#[path = "cases/files.rs"]
mod files;
#[path = "conformance/format.rs"]
mod format;
#[path = "common/memory.rs"]
mod memory;
mod scripted;

use std::time::Duration;

use amiwire::command::output;
use amiwire::limits::Limits;
use amiwire::net::{Connection, Deadline, NetError, Options, Reconnect};
use amiwire::packet::Piece;
use amiwire::session::What;
use amiwire::{Packet, Status};
use memory::{Counting, most_held, now_held};
use scripted::{Action, Peer, serve};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const NONE: [(&[u8], &[u8]); 0] = [];
const SOON: Duration = Duration::from_secs(20);

/// Without a limit for actions: nothing here may wait for one.
fn options(port: u16) -> Options<'static> {
    Options { port, action_limit: Duration::ZERO, ..Options::new("127.0.0.1", b"ucmamiuser1", b"s3cretword") }
}

/// An exchange of that version that says this to the first action, and `Pong` to
/// each that follows.
fn exchange(version: &'static str, answer: impl Fn(&Action, &mut Peer) + Send + 'static) -> u16 {
    serve(1, move |_, mut peer| {
        peer.log_in_as(version);
        let action = peer.action();
        answer(&action, &mut peer);
        loop {
            let ping = peer.action();
            if ping.id.is_empty() {
                return;
            }
            peer.respond(&ping, "Ping: Pong\r\n");
        }
    })
}

/// An answer in the format of before Asterisk 14 or of later.
fn printed(old: bool, id: &str, lines: usize) -> String {
    if old {
        let text: String = (0..lines).map(|n| format!("line {n} {}\n", "v".repeat(100))).collect();
        format!("Response: Follows\r\nPrivilege: Command\r\nActionID: {id}\r\n{text}--END COMMAND--\r\n\r\n")
    } else {
        let text: String = (0..lines).map(|n| format!("Output: line {n} {}\r\n", "v".repeat(100))).collect();
        format!("Response: Success\r\nActionID: {id}\r\nMessage: Command output follows\r\n{text}\r\n")
    }
}

fn config(id: &str, lines: usize) -> String {
    let lines: String = (0..lines).map(|n| format!("Line-000000-{n:06}: exten={n},1,NoOp({n})\r\n")).collect();
    format!("Response: Success\r\nActionID: {id}\r\nCategory-000000: big\r\n{lines}\r\n")
}

fn list(id: &str, item: &str, complete: &str, items: usize) -> String {
    let start = format!("Response: Success\r\nActionID: {id}\r\nEventList: start\r\nMessage: will follow\r\n\r\n");
    let item = |n| format!("Event: {item}\r\nActionID: {id}\r\nKey: /k/{n}\r\nVal: {}\r\n\r\n", "v".repeat(200));
    let items: String = (0..items).map(item).collect();
    format!(
        "{start}{items}Event: {complete}\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: {}\r\n\r\n",
        items.len()
    )
}

fn var_set(bytes: usize) -> String {
    format!("Event: VarSet\r\nPrivilege: dialplan,all\r\nVariable: x\r\nValue: {}\r\n\r\n", "v".repeat(bytes))
}

/// How many packets the answer has, and the lines of the first.
fn call(connection: &mut Connection, name: &[u8]) -> Result<(usize, usize, usize), NetError> {
    let mut answer = connection.call(name, NONE, None)?;
    assert!(answer.missing().is_none());
    let (mut packets, mut lines, mut printed) = (0, 0, 0);
    while let Some(received) = answer.next() {
        let packet = received.packet.unwrap();
        if packets == 0 {
            (lines, printed) = (packet.len(), output(&packet).count());
        }
        packets += 1;
    }
    Ok((packets, lines, printed))
}

/// What had come of an answer that was given up: packets, and the last of them.
fn part(connection: &mut Connection, mut see: impl FnMut(&Packet<'_>)) -> usize {
    let mut packets = 0;
    while let Some(received) = connection.next_of_answer() {
        see(&received.packet.unwrap());
        packets += 1;
    }
    packets
}

/// The connection is as good as before: nothing is in flight.
fn is_free(connection: &mut Connection) {
    assert_eq!(call(connection, b"Ping").unwrap().0, 1);
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
}

#[test]
fn large_answers_come_whole_by_default() {
    for old in [true, false] {
        let version = if old { "2.7.0" } else { "5.0.0" };
        let port = exchange(version, move |action, peer| peer.raw(&printed(old, &action.id, 5000)));
        let mut connection = Connection::open(&options(port)).unwrap();
        assert_eq!(call(&mut connection, b"Command").unwrap().2, 5000);
        is_free(&mut connection);
        let port = exchange(version, move |action, peer| peer.raw(&printed(old, &action.id, 5000)));
        let mut connection = Connection::open(&options(port)).unwrap();
        connection.send(7, b"Command", NONE).unwrap();
        let received = connection.recv(Deadline::after(SOON)).unwrap();
        assert_eq!((received.outcome.what, received.outcome.last), (What::Response, true));
        assert_eq!(output(&received.packet.unwrap()).count(), 5000);
        is_free(&mut connection);
    }
    let port = exchange("5.0.0", |action, peer| peer.raw(&config(&action.id, 1500)));
    assert_eq!(call(&mut Connection::open(&options(port)).unwrap(), b"GetConfig").unwrap().1, 1503);
    for (name, item, complete) in [
        ("DBGetTree", "DBGetTreeResponse", "DBGetTreeComplete"),
        ("PJSIPShowEndpoints", "EndpointList", "EndpointListComplete"),
    ] {
        let port = exchange("5.0.0", move |action, peer| peer.raw(&list(&action.id, item, complete, 3000)));
        let mut connection = Connection::open(&options(port)).unwrap();
        assert_eq!(call(&mut connection, name.as_bytes()).unwrap().0, 3002);
    }
    let port = exchange("5.0.0", |action, peer| {
        peer.raw(&var_set(200_000));
        peer.respond(action, "");
        peer.raw(&var_set(200_000));
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(call(&mut connection, b"Ping").unwrap().0, 1);
    for _ in 0..2 {
        let received = connection.recv(Deadline::after(SOON)).unwrap();
        assert_eq!(received.packet.unwrap().get(b"Value").map(<[u8]>::len), Some(200_000));
    }
}

/// What was recorded of servers with a database of a small office, and the few
/// lines that stand for it.
#[test]
fn recorded_answers_come_whole_by_default() {
    for (file, action, few, many) in [
        ("big-25038-database_show", "Command", (3, 4), (3, 3002)),
        ("big-35038-database_show", "Command", (6, 3), (3005, 3002)),
        ("big-35038-GetConfig", "GetConfig", (5, 0), (1503, 0)),
    ] {
        comes_whole(file, action, files::written(file), few);
        if let Some(bytes) = files::live(file) {
            comes_whole(file, action, bytes, many);
        }
    }
}

/// The lines of the answer's one packet, and those of output in it.
fn comes_whole(file: &str, action: &str, bytes: Vec<u8>, (lines, outputs): (usize, usize)) {
    let text = String::from_utf8(bytes).unwrap();
    let id = text.lines().find_map(|line| line.strip_prefix("ActionID: ")).unwrap().to_owned();
    let version = if file.contains("25038") { "2.7.0" } else { "5.0.0" };
    let port = exchange(version, move |action, peer| {
        peer.raw(&text.replace(&format!("ActionID: {id}\r\n"), &format!("ActionID: {}\r\n", action.id)));
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(call(&mut connection, action.as_bytes()).unwrap(), (1, lines, outputs), "{file}");
}

#[test]
fn what_is_larger_than_the_memory_ends_its_call_at_once() {
    for old in [true, false] {
        let port = exchange(if old { "2.7.0" } else { "5.0.0" }, move |action, peer| {
            peer.raw(&printed(old, &action.id, 100_000));
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        let error = call(&mut connection, b"Command").unwrap_err();
        let statuses = [Status::PacketTooLarge, Status::TooManyHeaders];
        assert!(statuses.contains(&error.status) && !error.is_fatal(), "{error}");
        assert!(error.detail.ends_with("; raise max_memory_bytes (Options::memory)"), "{error}");
        assert_eq!(connection.last_outcome().map(|outcome| outcome.what), Some(What::TooLarge));
        let packets = part(&mut connection, |packet| {
            assert_eq!(packet.piece(), Piece::First);
            let lines: Vec<&[u8]> = output(packet).collect();
            assert!(lines.len() > 30_000, "{}", lines.len());
            let last = format!("line {} {}", lines.len() - 1, "v".repeat(100));
            assert_eq!(lines.last(), Some(&last.as_bytes()));
            assert!(lines[0].starts_with(b"line 0 v"));
        });
        assert_eq!(packets, 1);
        is_free(&mut connection);
    }
    let port = exchange("5.0.0", |action, peer| peer.raw(&config(&action.id, 400_000)));
    let mut connection = Connection::open(&options(port)).unwrap();
    let error = call(&mut connection, b"GetConfig").unwrap_err();
    assert!(error.detail.ends_with("; raise max_memory_bytes (Options::memory)"), "{error}");
    let seen = part(&mut connection, |packet| {
        assert_eq!(packet.title(), b"Success");
        assert!(packet.len() > 50_000);
        assert_eq!(packet.get(b"Line-000000-050000"), Some(&b"exten=50000,1,NoOp(50000)"[..]));
    });
    assert_eq!(seen, 1);
    is_free(&mut connection);
}

#[test]
fn a_list_that_is_larger_than_the_memory_keeps_what_came_and_its_later_items_are_extras() {
    const ITEMS: usize = 30_000;
    let port = exchange("5.0.0", |action, peer| {
        peer.raw(&list(&action.id, "DBGetTreeResponse", "DBGetTreeComplete", ITEMS));
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let error = call(&mut connection, b"DBGetTree").unwrap_err();
    assert_eq!((error.status, &error.detail[..]), (Status::Truncated, "raise max_memory_bytes (Options::memory)"));
    let kept = part(&mut connection, |_| ());
    assert!(kept > 10_000, "{kept}");
    // The one that had no room is missing, and the response is no item.
    for _ in kept..=ITEMS {
        assert_eq!(connection.recv(Deadline::after(SOON)).unwrap().outcome.what, What::Extra);
    }
    is_free(&mut connection);
}

/// The kept part of the answer leaves the reader room for them.
#[test]
fn large_items_behind_a_list_that_was_given_up_are_extras() {
    const ITEMS: usize = 40;
    let port = exchange("5.0.0", |action, peer| {
        peer.raw(&format!("Response: Success\r\nActionID: {}\r\nEventList: start\r\n\r\n", action.id));
        let item = format!("Event: E\r\nActionID: {}\r\n{}\r\n", action.id, "a:\r\n".repeat(40_000));
        for _ in 0..ITEMS {
            peer.raw(&item);
        }
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(call(&mut connection, b"SIPpeers").unwrap_err().status, Status::Truncated);
    // Nobody takes the answer before them.
    let mut extras = 0;
    while let Ok(received) = connection.recv(Deadline::after(Duration::from_millis(500))) {
        assert_eq!((received.outcome.what, received.packet.unwrap().len()), (What::Extra, 40_002));
        extras += 1;
    }
    let kept = part(&mut connection, |_| ());
    assert!(kept > 3, "{kept}");
    // The response is no item, and the one that had no room is missing.
    assert_eq!(kept + extras, ITEMS);
    is_free(&mut connection);
}

#[test]
fn little_memory_that_a_large_packet_took_is_given_back_for_the_next_answer() {
    let port = serve(1, |_, mut peer| {
        peer.log_in_as("5.0.0");
        let huge = peer.action();
        peer.raw(&config(&huge.id, 2000));
        let all = peer.action();
        peer.raw(&list(&all.id, "DBGetTreeResponse", "DBGetTreeComplete", 60));
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&Options { memory: 64 * 1024, ..options(port) }).unwrap();
    call(&mut connection, b"GetConfig").unwrap_err();
    assert_eq!(call(&mut connection, b"DBGetTree").unwrap().0, 62);
}

#[test]
fn an_event_that_is_larger_than_the_memory_is_skipped() {
    let port = exchange("5.0.0", |action, peer| {
        peer.raw(&var_set(9 << 20));
        peer.respond(action, "");
        peer.raw(&var_set(9 << 20));
        peer.event("After", 1);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    assert_eq!(call(&mut connection, b"Ping").unwrap().0, 1);
    for _ in 0..2 {
        let error = connection.recv(Deadline::after(SOON)).unwrap_err();
        assert_eq!((error.status, error.is_fatal()), (Status::PacketTooLarge, false));
        assert!(error.detail.ends_with("; raise max_memory_bytes (Options::memory)"), "{error}");
    }
    assert_eq!(connection.recv(Deadline::after(SOON)).unwrap().packet.unwrap().title(), b"After");
}

#[test]
fn the_bound_that_was_hit_is_named() {
    type Set = fn(&mut Options<'_>);
    let bounds: [(&str, Set); 5] = [
        ("raise max_packet_bytes (Options::storage)", |options| options.storage = 20_000),
        ("raise max_headers (Options::headers)", |options| options.headers = 600),
        ("raise max_memory_bytes (Options::memory)", |options| options.memory = 40_000),
        ("raise Options::limits", |options| options.limits = Limits { packet_bytes: 20_000, ..Limits::NONE }),
        ("raise keep_bytes (Options::keep)", |options| options.keep = 20_000),
    ];
    for (advice, set) in bounds {
        let port = exchange("5.0.0", |action, peer| peer.raw(&config(&action.id, 1500)));
        let mut small = options(port);
        set(&mut small);
        let mut connection = Connection::open(&small).unwrap();
        let error = match connection.call(b"GetConfig", NONE, None) {
            // It came whole, and has no room.
            Ok(answer) => answer.missing().unwrap(),
            Err(error) => error,
        };
        assert!(error.detail.ends_with(advice), "{error}");
        is_free(&mut connection);
    }
}

#[test]
fn who_receives_is_told_of_the_error_and_then_of_the_action() {
    let port = exchange("2.7.0", |action, peer| {
        peer.raw(&printed(true, &action.id, 1000));
        peer.event("After", 1);
    });
    let mut connection = Connection::open(&Options { storage: 20_000, actions: 1, ..options(port) }).unwrap();
    connection.send(7, b"Command", NONE).unwrap();
    assert_eq!(connection.recv(Deadline::after(SOON)).unwrap_err().status, Status::PacketTooLarge);
    // Its place is free already.
    connection.send(8, b"Ping", NONE).unwrap();
    let received = connection.recv(Deadline::after(SOON)).unwrap();
    assert!(received.packet.is_none());
    let outcome = received.outcome;
    assert_eq!((outcome.what, outcome.tag, outcome.last), (What::TooLarge, 7, true));
    assert_eq!(connection.recv(Deadline::after(SOON)).unwrap().packet.unwrap().title(), b"After");
    assert_eq!(connection.recv(Deadline::after(SOON)).unwrap().outcome.tag, 8);
}

/// Nobody knows whose it is.
#[test]
fn a_response_that_is_refused_before_its_action_id_waits_for_the_limit() {
    let port = exchange("5.0.0", |action, peer| {
        peer.raw(&format!("Response: Success\r\nValue: {}\r\nActionID: {}\r\n\r\n", "v".repeat(50_000), action.id));
    });
    let mut connection = Connection::open(&Options { storage: 20_000, ..options(port) }).unwrap();
    let error = connection.call(b"Getvar", NONE, Some(Duration::from_millis(50))).unwrap_err();
    assert_eq!(error.status, Status::ActionTimedOut);
    let error = connection.recv(Deadline::Now).unwrap_err();
    assert_eq!(error.status, Status::PacketTooLarge);
    is_free(&mut connection);
}

/// A connection begins with little, never takes more than it may, and gives it back.
#[test]
fn memory_is_taken_when_it_is_needed_and_given_back() {
    for (memory, fits) in [(0, true), (1 << 20, false)] {
        let port = serve(1, move |_, mut peer| {
            peer.log_in_as("5.0.0");
            for name in ["GetConfig", "DBGetTree"] {
                let action = peer.action();
                peer.raw(&match name {
                    "GetConfig" => config(&action.id, 30_000),
                    _ => list(&action.id, "DBGetTreeResponse", "DBGetTreeComplete", 3000),
                });
            }
            loop {
                let ping = peer.action();
                if ping.id.is_empty() {
                    return;
                }
                peer.respond(&ping, "");
            }
        });
        let before = now_held();
        let mut connection = Connection::open(&Options { memory, ..options(port) }).unwrap();
        let begun = now_held() - before;
        println!("{begun} bytes of a connection that has just begun");
        assert!(begun < 180 * 1024, "{begun}");
        let bound = if memory == 0 { 8 << 20 } else { memory };
        for name in [&b"GetConfig"[..], b"DBGetTree"] {
            let (called, most) = most_held(|| connection.call(name, NONE, None).map(drop));
            assert_eq!(called.is_ok(), fits, "{called:?}");
            // Old memory and new stand side by side while it grows.
            assert!(most < bound + bound / 2, "{most}");
            part(&mut connection, |_| ());
        }
        // What is left of the list, and then nothing for a while.
        let quiet = Deadline::after(Duration::from_millis(2500));
        loop {
            match connection.recv(quiet) {
                Ok(received) => assert_eq!(received.outcome.what, What::Extra),
                Err(error) => break assert_eq!(error.status, Status::PeerSilent),
            }
        }
        let idle = now_held() - before;
        assert!(idle <= begun + 1024, "{idle} {begun}");
        is_free(&mut connection);
    }
}

/// What is kept beside the bytes of a packet counts, too: most of what a small one takes.
#[test]
fn small_items_stay_within_the_memory() {
    // Room for a few more than 4096 of them.
    const MEMORY: usize = 1_300_000;
    let port = exchange("5.0.0", |action, peer| {
        let item = format!("Event: PeerEntry\r\nActionID: {}\r\n\r\n", action.id).repeat(20_000);
        peer.raw(&format!("Response: Success\r\nActionID: {}\r\nEventList: start\r\n\r\n{item}", action.id));
    });
    let mut connection = Connection::open(&Options { memory: MEMORY, ..options(port) }).unwrap();
    let (called, most) = most_held(|| connection.call(b"SIPpeers", NONE, None).map(drop));
    assert_eq!(called.unwrap_err().status, Status::Truncated);
    println!("{most} bytes at most");
    assert!(most < MEMORY + MEMORY / 4, "{most}");
    assert!(part(&mut connection, |_| ()) > 2000);
}

/// An event loop gives it back, too: it is told when.
#[test]
fn an_event_loop_gives_memory_back() {
    let port = exchange("5.0.0", |action, peer| peer.raw(&config(&action.id, 30_000)));
    let before = now_held();
    let mut connection = Connection::open(&options(port)).unwrap();
    let begun = now_held() - before;
    assert_eq!(connection.wait_limit(), None);
    connection.send(7, b"GetConfig", NONE).unwrap();
    loop {
        match connection.recv(Deadline::Now) {
            Ok(received) => break assert_eq!(received.outcome.tag, 7),
            Err(error) => assert_eq!(error.status, Status::WouldBlock),
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let large = now_held() - before;
    assert!(large > begun + (1 << 20), "{large}");
    while let Some(wait) = connection.wait_limit() {
        std::thread::sleep(wait);
        assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    }
    let idle = now_held() - before;
    assert!(idle <= begun + 1024, "{idle} {begun}");
}

/// Single bytes take no more than they need.
#[test]
fn single_bytes_take_no_memory() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for _ in 0..3000 {
            peer.raw("x");
        }
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let (_, most) = most_held(|| connection.recv(Deadline::after(Duration::from_millis(500))).map(drop));
    assert!(most < 4096, "{most}");
}

#[test]
fn what_was_refused_before_is_no_part_of_an_answer() {
    let port = exchange("5.0.0", |action, peer| {
        // Beyond the memory, and then an answer beyond a limit of the caller's.
        peer.raw(&var_set(100_000));
        peer.raw(&config(&action.id, 600));
    });
    let limits = Limits { headers: 500, ..Limits::NONE };
    let mut connection = Connection::open(&Options { memory: 40_000, limits, ..options(port) }).unwrap();
    let error = connection.call(b"GetConfig", NONE, None).unwrap_err();
    assert_eq!(error.status, Status::TooManyHeaders, "{error}");
    assert_eq!(part(&mut connection, |packet| panic!("{}", packet.raw().escape_ascii())), 0);
    assert_eq!(call(&mut connection, b"Ping").unwrap().0, 1);
}

#[test]
fn memory_that_rests_wakes_nobody_again_and_again_while_the_connection_is_down() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let action = peer.action();
        peer.list_with_events(&action, 200);
    });
    let hour = Duration::from_secs(3600);
    let policy = Reconnect { first: hour, most: hour, attempts: 0 };
    let waits = Options { reconnect: Some(policy), keep_secret: true, ..options(port) };
    let mut connection = Connection::open(&waits).unwrap();
    connection.call(b"SIPpeers", NONE, None).map(drop).unwrap();
    // What came meanwhile is kept, and the cut is reported behind it.
    while connection.recv(Deadline::after(SOON)).unwrap().outcome.what != What::Cut {}
    assert!(part(&mut connection, |_| ()) > 16);
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    assert!(connection.wait_limit().unwrap() > SOON);
}
