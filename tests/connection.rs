//! The connector against a scripted exchange on the loopback.

mod scripted;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, Direction, Login, NetError, Options, Reconnect};
use amiwire::session::{Phase, What};
use scripted::{Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];

fn options(port: u16) -> Options<'static> {
    let mut options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    options.port = port;
    options
}

/// How long to wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

fn soon() -> Deadline {
    Deadline::after(PATIENCE)
}

/// Receives until there is this, and tells all that came before.
fn until(connection: &mut Connection, wanted: What) -> Vec<(What, u64)> {
    let mut seen = Vec::new();
    loop {
        let outcome = connection.recv(soon()).expect("something comes").outcome;
        if outcome.what == wanted {
            return seen;
        }
        seen.push((outcome.what, outcome.tag));
    }
}

/// What ends a connection, after all that is told before.
fn end(connection: &mut Connection) -> (Vec<(What, u64)>, NetError) {
    let mut seen = Vec::new();
    loop {
        match connection.recv(soon()) {
            Ok(received) => seen.push((received.outcome.what, received.outcome.tag)),
            Err(error) => return (seen, error),
        }
    }
}

#[test]
fn a_call_gives_the_whole_answer_and_keeps_what_else_comes() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.event("Before", 10);
        let list = peer.action();
        peer.list_with_events(&list, 3);
        let ping = peer.action();
        peer.respond(&ping, "Ping: Pong\r\n");
        assert_eq!(peer.action().name, "Logoff");
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let mut answer = connection.call(b"QueueStatus", NONE, None).unwrap();
    let mut seen = Vec::new();
    while let Some(received) = answer.next() {
        seen.push((received.outcome.what, received.packet.unwrap().title().to_vec()));
    }
    let whats: Vec<What> = seen.iter().map(|seen| seen.0).collect();
    assert_eq!(whats, [What::ListStart, What::ListItem, What::ListItem, What::ListItem, What::ListEnd]);
    assert_eq!(seen[4].1, b"QueueStatusComplete");
    // Another call leaves what was kept where it is.
    let mut answer = connection.call(b"Ping", NONE, None).unwrap();
    assert_eq!(answer.next().unwrap().packet.unwrap().get(b"Ping"), Some(&b"Pong"[..]));
    assert!(answer.next().is_none());
    for n in 0..13 {
        let packet = connection.recv(Deadline::Now).unwrap().packet.unwrap();
        assert_eq!(packet.title(), if n < 10 { &b"Before"[..] } else { b"Between" });
        assert!(packet.offset() > 0);
    }
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    connection.close();
}

#[test]
fn what_has_no_room_is_counted_and_last_words_are_kept() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let first = peer.action();
        peer.event("Flood", 100);
        peer.respond(&first, "");
        let second = peer.action();
        peer.respond(&second, "");
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&Options { keep: 1500, ..options(port) }).unwrap();
    connection.send(7, b"Ping", NONE).unwrap();
    connection.call(b"Ping", NONE, None).unwrap();
    // The oldest were dropped, and the answer was not.
    let lost = connection.recv(Deadline::Now).unwrap();
    assert!(lost.packet.is_none() && lost.outcome.what == What::Lost, "{lost:?}");
    let lost = lost.outcome.tag;
    let mut events = 0;
    let answer = loop {
        let received = connection.recv(Deadline::Now).unwrap();
        let packet = received.packet.unwrap();
        match received.outcome.what {
            What::Event => assert_eq!(packet.title(), b"Flood"),
            _ => break (received.outcome.what, received.outcome.tag),
        }
        events += 1;
    };
    assert_eq!(answer, (What::Response, 7));
    assert_eq!(lost + events, 100);
    assert!(events > 0 && events < 10);
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
}

/// Answers alone may be more than there is room for. The last word on each is kept
/// all the same, and what is missing is reported.
#[test]
fn answers_outlast_events_and_last_words_are_always_kept() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let first = [peer.action(), peer.action()];
        let call = peer.action();
        for action in &first {
            peer.event("Flood", 20);
            peer.list_with_events(action, 20);
        }
        peer.event("Newest", 1);
        peer.respond(&call, "");
        peer.wait_for_end();
    });
    // What one of the lists takes, and not two.
    let mut connection = Connection::open(&Options { keep: 8000, ..options(port) }).unwrap();
    connection.send(1, b"QueueStatus", NONE).unwrap();
    connection.send(2, b"QueueStatus", NONE).unwrap();
    connection.call(b"Ping", NONE, None).unwrap();
    let (mut items, mut events, mut lost, mut ends) = ([0; 2], 0, 0, Vec::new());
    while let Ok(received) = connection.recv(Deadline::Now) {
        let outcome = received.outcome;
        match outcome.what {
            What::ListItem => items[outcome.tag as usize - 1] += 1,
            What::ListEnd => ends.push(outcome.tag),
            What::Event => events += 1,
            What::Lost => lost += outcome.tag,
            _ => {}
        }
    }
    assert_eq!((items[0], &ends[..]), (20, &[1, 2][..]));
    // Two responses, 40 items, two ends, 81 events.
    let starts = 2 - u64::from(items[1] == 0);
    assert!(items[1] < 20 && events < 81, "{items:?} {events}");
    assert!(lost >= 125 - 2 - items[0] - items[1] - starts - events, "{lost}");
}

/// T22: the rows end without an empty line, so that what is kept of them is no
/// packet by itself.
#[test]
fn what_a_server_glued_to_another_packet_is_kept_whole() {
    const ROWS: &str = "IAX2/a-4296 1000 -1 0\nIAX2/b-5104 1000 -1 0\n\r\n";
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.action();
        let ping = peer.action();
        peer.raw(ROWS);
        peer.respond(&ping, "Ping: Pong\r\n");
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let mut answer = connection.call(b"IAXnetstats", NONE, None).unwrap();
    let rows = answer.next().unwrap();
    assert_eq!(rows.outcome.what, What::Text);
    assert_eq!(rows.packet.expect("the rows").raw(), ROWS.as_bytes());
    assert_eq!(answer.next().unwrap().outcome.what, What::TextEnd);
    assert!(answer.next().is_none());
}

#[test]
fn one_thread_receives_while_others_send_and_interrupt() {
    const EACH: u64 = 200;
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for _ in 0..2 * EACH {
            let action = peer.action();
            peer.respond(&action, "");
        }
        // The one that is not answered.
        peer.action();
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&Options { actions: 1000, ..options(port) }).unwrap();
    let sender = connection.sender();
    let senders: Vec<_> = (0..2)
        .map(|n| {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for tag in 1..=EACH {
                    sender.send(n * EACH + tag, b"Ping", NONE).unwrap();
                }
            })
        })
        .collect();
    let mut tags: Vec<u64> = (0..2 * EACH).map(|_| connection.recv(soon()).unwrap().outcome.tag).collect();
    tags.sort_unstable();
    assert_eq!(tags, (1..=2 * EACH).collect::<Vec<u64>>());
    for thread in senders {
        thread.join().unwrap();
    }
    // An interruption ends one wait.
    let waker = sender.clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        waker.interrupt();
    });
    assert_eq!(connection.recv(Deadline::Never).unwrap_err().status, Status::Interrupted);
    thread.join().unwrap();
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    // A time limit that another thread sets is seen by who waits already: nothing
    // else ends the wait before that thread interrupts it.
    let (seen, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        sender.send_within(9999, b"Ping", NONE, Duration::from_millis(50)).unwrap();
        if told.recv_timeout(PATIENCE).is_err() {
            sender.interrupt();
        }
    });
    let outcome = connection.recv(Deadline::Never).unwrap().outcome;
    seen.send(()).unwrap();
    assert_eq!((outcome.what, outcome.tag, outcome.last), (What::TimedOut, 9999, true));
    thread.join().unwrap();
}

#[test]
fn without_a_policy_the_end_is_an_error_after_a_word_on_each_action() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for _ in 0..2 {
            peer.action();
        }
        peer.event("Last", 1);
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    connection.send(1, b"Ping", NONE).unwrap();
    connection.send(2, b"Originate", NONE).unwrap();
    let (seen, error) = end(&mut connection);
    assert_eq!(seen, [(What::Event, 0), (What::Unknown, 1), (What::Unknown, 2)]);
    assert!(matches!(error.status, Status::Closed | Status::Reset), "{error}");
    assert_eq!(connection.recv(soon()).unwrap_err().status, error.status);
    assert_eq!(connection.send(3, b"Ping", NONE).unwrap_err().status, Status::NotLoggedIn);
    // A program that only calls learns of the end, too.
    assert_eq!(connection.call(b"Ping", NONE, None).unwrap_err(), error);
}

#[test]
fn an_exchange_that_restarts_a_hundred_times_finds_its_client_again() {
    const CUTS: usize = 100;
    let logins = Arc::new(Mutex::new(0));
    let count = Arc::clone(&logins);
    let port = serve(CUTS + 1, move |n, mut peer| {
        peer.log_in();
        *count.lock().unwrap() += 1;
        // Two of three are answered in the middle of a storm, and the last
        // answer is cut.
        let actions = [peer.action(), peer.action(), peer.action()];
        for (n, action) in actions.iter().enumerate() {
            peer.event("Storm", 200);
            match n {
                0 => peer.respond(action, ""),
                1 => peer.list_with_events(action, 20),
                _ => peer.raw(&format!("Response: Success\r\nActionID: {}\r\n", action.id)),
            }
        }
        if n == CUTS {
            peer.raw("\r\n");
            peer.wait_for_end();
        }
    });
    let policy = Reconnect { first: Duration::from_millis(2), most: Duration::from_millis(20), attempts: 50 };
    let options = Options { reconnect: Some(policy), keep_secret: true, login: Login::Md5, ..options(port) };
    let mut connection = Connection::open(&options).unwrap();
    for n in 0..=CUTS as u64 {
        let first = 3 * n + 1;
        for (place, action) in [&b"Ping"[..], b"QueueStatus", b"Hangup"].into_iter().enumerate() {
            connection.send(first + place as u64, action, NONE).unwrap();
        }
        if n == CUTS as u64 {
            let last = until(&mut connection, What::ListEnd);
            assert!(last.contains(&(What::Response, first)), "{last:?}");
            break;
        }
        // What was answered is known, whatever comes afterwards.
        let seen = until(&mut connection, What::Cut);
        assert!(seen.contains(&(What::Response, first)) && seen.contains(&(What::ListEnd, first + 1)), "{seen:?}");
        // How long a delay may be is asked under a clock of its own, by the unit
        // tests of the session.
        let seen = until(&mut connection, What::LoggedIn);
        assert_eq!(seen[0], (What::Unknown, first + 2), "{seen:?}");
        assert_eq!(seen.iter().filter(|seen| seen.0 == What::Unknown).count(), 1);
        assert!(connection.end().is_some());
    }
    until(&mut connection, What::Response);
    assert_eq!(*logins.lock().unwrap(), CUTS + 1);
}

#[test]
fn without_the_secret_the_greeting_asks_for_it_and_attempts_end() {
    let port = serve(2, |n, mut peer| {
        peer.log_in();
        if n == 1 {
            assert_eq!(peer.last_login.as_deref(), Some("call"), "the mask is asked for again");
        }
        peer.action();
    });
    let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 2 };
    let mut connection =
        Connection::open(&Options { reconnect: Some(policy), events: Some(b"call"), ..options(port) }).unwrap();
    connection.send(1, b"Ping", NONE).unwrap();
    until(&mut connection, What::Banner);
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    connection.login(b"ucmamiuser1", b"s3cretword", Login::Md5).unwrap();
    until(&mut connection, What::LoggedIn);
    // The exchange listens no more.
    connection.send(2, b"Ping", NONE).unwrap();
    let (seen, error) = end(&mut connection);
    let failed = (What::AttemptFailed, 0);
    assert_eq!(seen, [(What::Cut, 0), (What::Unknown, 2), failed, failed, (What::GaveUp, 0)]);
    assert_eq!(error.status, Status::ConnectRefused, "{error}");
    assert_eq!(connection.sender().with_session(|session| session.phase()), Phase::Down);
}

#[test]
fn a_login_by_hand_asks_for_the_events_of_the_options() {
    let port = serve(2, |_, mut peer| {
        peer.log_in();
        let mask = peer.last_login.clone().unwrap_or_else(|| "no mask".into());
        peer.event(&mask, 1);
        peer.wait_for_end();
    });
    for login in [Login::Plain, Login::Md5] {
        let options = Options { username: b"", events: Some(b"call,agent"), ..options(port) };
        let mut connection = Connection::open(&options).unwrap();
        connection.login(b"ucmamiuser1", b"s3cretword", login).unwrap();
        until(&mut connection, What::LoggedIn);
        let mask = connection.recv(soon()).unwrap().packet.unwrap().title().to_vec();
        assert_eq!(mask.escape_ascii().to_string(), "call,agent", "{login:?}");
    }
}

/// As one of the options is, a login by hand is kept if that is asked for.
#[test]
fn a_login_by_hand_is_kept_for_the_way_back() {
    for login in [Login::Plain, Login::Md5] {
        let port = serve(2, |n, mut peer| {
            peer.log_in();
            peer.event("In", 1);
            if n == 1 {
                peer.wait_for_end();
            }
        });
        let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 50 };
        let policy = Options { reconnect: Some(policy), keep_secret: true, username: b"", ..options(port) };
        let mut connection = Connection::open(&policy).unwrap();
        connection.login(b"ucmamiuser1", b"s3cretword", login).unwrap();
        until(&mut connection, What::Cut);
        until(&mut connection, What::LoggedIn);
        until(&mut connection, What::Event);
    }
}

#[test]
fn a_tag_is_no_zero_and_none_of_a_call() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.wait_for_end();
    });
    let connection = Connection::open(&options(port)).unwrap();
    for tag in [0, 1 << 63, u64::MAX] {
        assert_eq!(connection.send(tag, b"Ping", NONE).unwrap_err().status, Status::BadArgument);
        assert_eq!(connection.sender().send(tag, b"Ping", NONE).unwrap_err().status, Status::BadArgument);
        let within = connection.sender().send_within(tag, b"Ping", NONE, Duration::from_secs(1));
        assert_eq!(within.unwrap_err().status, Status::BadArgument);
    }
    connection.send((1 << 63) - 1, b"Ping", NONE).unwrap();
}

#[test]
fn sizes_above_the_maxima_are_refused_before_anything_is_reached() {
    let wrong: [fn(&mut Options<'_>); 4] = [
        |options| options.storage = amiwire::limits::CONN_BYTES + 1,
        |options| options.headers = amiwire::limits::CONN_HEADERS + 1,
        |options| options.actions = u32::MAX as usize,
        |options| options.keep = usize::MAX,
    ];
    for set in wrong {
        let mut options = options(1);
        set(&mut options);
        assert_eq!(Connection::open(&options).unwrap_err().status, Status::BadArgument);
    }
}

#[test]
fn a_peer_that_falls_silent_is_dead() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        assert_eq!(peer.action().name, "Ping");
        peer.wait_for_end();
    });
    let times = (Duration::from_millis(50), Duration::from_millis(100));
    let mut connection =
        Connection::open(&Options { ping_after: times.0, dead_after: times.1, ..options(port) }).unwrap();
    let (seen, error) = end(&mut connection);
    assert_eq!(seen, [(What::Dead, 0)]);
    assert_eq!((error.status, error.is_fatal()), (Status::PeerDead, true), "{error}");
}

#[test]
fn a_call_tells_of_its_time_limit_and_of_a_cut() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.action();
        peer.action();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let error = connection.call(b"Ping", NONE, Some(Duration::from_millis(30))).unwrap_err();
    assert_eq!(error.status, Status::ActionTimedOut);
    let error = connection.call(b"Ping", NONE, None).unwrap_err();
    assert_eq!(error.status, Status::OutcomeUnknown);
}

#[test]
fn a_refused_action_without_a_place_has_no_offset() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        peer.wait_for_end();
    });
    let connection = Connection::open(&Options { actions: 1, ..options(port) }).unwrap();
    connection.send(1, b"Ping", NONE).unwrap();
    let error = connection.send(2, b"Ping", NONE).unwrap_err();
    assert_eq!((error.status, error.detail.as_str()), (Status::TooManyActions, ""));
    let error = connection.send(2, b"Ping", [(&b"a:b"[..], &b"x"[..])]).unwrap_err();
    assert!(matches!(error.status, Status::NameHasColon | Status::TooManyActions), "{error}");
    assert!(!error.detail.contains("offset"), "{error}");
}

#[test]
fn a_trace_sees_everything_but_secrets() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        let action = peer.action();
        peer.respond(&action, "Line-000000-000000: secret=hidden\r\nPassword: hidden\r\n");
        peer.wait_for_end();
    });
    let log = Arc::clone(&seen);
    let trace = Arc::new(move |direction: Direction, packet: &[u8]| {
        log.lock().unwrap().push((direction, String::from_utf8(packet.to_vec()).unwrap()));
    });
    let mut connection = Connection::open(&Options { trace: Some(trace), ..options(port) }).unwrap();
    connection.call(b"GetConfig", [(&b"Filename"[..], &b"users.conf"[..])], None).unwrap();
    connection.close();
    let seen = seen.lock().unwrap();
    let directions: Vec<Direction> = seen.iter().map(|seen| seen.0).collect();
    use Direction::{Received, Sent};
    assert_eq!(directions, [Received, Sent, Received, Sent, Received, Sent]);
    let all: String = seen.iter().map(|seen| seen.1.as_str()).collect();
    assert!(!all.contains("s3cretword") && !all.contains("hidden"), "{all}");
    assert!(all.contains("Secret: ***\r\n") && all.contains("secret=***\r\n") && all.contains("Password: ***\r\n"));
    assert!(all.contains("Action: Logoff\r\n"));
}

#[test]
fn a_login_that_is_refused_is_no_reason_to_come_back() {
    let port = serve(1, |_, mut peer: Peer| {
        peer.greet();
        let login = peer.action();
        peer.raw(&format!("Response: Error\r\nActionID: {}\r\nMessage: Authentication failed\r\n\r\n", login.id));
    });
    let policy = Reconnect { first: Duration::from_millis(1), most: Duration::from_millis(5), attempts: 0 };
    let error = Connection::open(&Options { reconnect: Some(policy), ..options(port) }).unwrap_err();
    assert_eq!(error.status, Status::LoginRefused);
    let port = serve(1, |_, _| {});
    let error = Connection::open(&Options { reconnect: Some(policy), ..options(port) }).unwrap_err();
    assert!(matches!(error.status, Status::ClosedBeforeBanner | Status::Reset), "{error}");
}
