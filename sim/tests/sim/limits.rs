//! Who gets in, who is put out, and how many there may be.

use std::io::{ErrorKind, Read};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use amiwire_sim::{Config, Extension, Permit, Simulator, User};

use crate::client::{Client, PATIENCE, exchange, value};

const REFUSED: &str = "Response: Error\r\nMessage: Authentication failed\r\n\r\n";

#[test]
fn without_a_login_the_time_runs_out_in_silence() {
    let limit = Duration::from_millis(300);
    let exchange = exchange(Config { login_limit: limit, ..Config::default() });
    let begun = Instant::now();
    let (mut silent, mut talks, mut logged_in) = (Client::to(&exchange), Client::to(&exchange), Client::to(&exchange));
    logged_in.log_in("off");
    assert_eq!(talks.ask("Action: Ping\r\n\r\n"), "Response: Error\r\nMessage: Permission denied\r\n\r\n");
    assert_eq!(silent.read_to_end(), "");
    assert_eq!(talks.read_to_end(), "");
    assert!(begun.elapsed() >= limit);
    assert!(logged_in.ask("Action: Ping\r\n\r\n").starts_with("Response: Success\r\nPing: Pong\r\n"));
}

#[test]
fn nobody_is_told_why_a_login_is_refused() {
    let elsewhere = User {
        name: "elsewhere1".into(),
        permit: vec!["192.168.40.144/255.255.255.255".parse().unwrap()],
        ..User::of_the_guide()
    };
    let nowhere = User { name: "nowhere11".into(), permit: Vec::<Permit>::new(), ..User::of_the_guide() };
    let exchange = exchange(Config { users: vec![User::of_the_guide(), elsewhere, nowhere], ..Config::default() });
    for (user, secret) in [
        ("ucmamiuser1", "test124"),
        ("ucmamiuser2", "test123"),
        ("elsewhere1", "test123"),
        ("nowhere11", "test123"),
        ("", ""),
    ] {
        let begun = Instant::now();
        let mut client = Client::to(&exchange);
        client.send(&format!("Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\n\r\n"));
        // The answer arrives whole, and then the end.
        assert_eq!(client.read_to_end(), REFUSED, "{user}");
        assert!(begun.elapsed() >= Duration::from_millis(50));
    }
}

#[test]
fn clients_see_each_others_events_by_their_rights() {
    let caller = User::local("caller111", "test123", "call,originate").unwrap();
    let agent = User::local("agent1111", "test123", "agent").unwrap();
    let exchange = exchange(Config { users: vec![User::of_the_guide(), caller, agent], ..Config::default() });
    let log_in = |user: &str, events: &str| {
        let mut client = Client::to(&exchange);
        let text = format!("Action: Login\r\nUsername: {user}\r\nSecret: test123\r\nEvents: {events}\r\n\r\n");
        assert_eq!(value(&client.ask(&text), "Response"), "Success");
        client
    };
    let mut own = log_in("caller111", "on");
    let mut sees = log_in("ucmamiuser1", "call");
    let mut off = log_in("ucmamiuser1", "off");
    let mut agent = log_in("agent1111", "on");
    let originate =
        "Action: Originate\r\nChannel: PJSIP/1000\r\nContext: from-internal\r\nExten: 1001\r\nPriority: 1\r\n\r\n";
    assert_eq!(value(&agent.ask(originate), "Message"), "Permission denied");
    assert_eq!(value(&own.ask(originate), "Response"), "Success");
    for client in [&mut own, &mut sees] {
        let events = client.packets_to("Event: BridgeEnter\r\n");
        assert!(events.iter().all(|event| value(event, "Privilege") == "call,all"));
    }
    assert!(off.is_quiet() && agent.is_quiet());
    // A UserEvent goes to those who may read it, as it was sent.
    let answer = off.ask("Action: UserEvent\r\nUserEvent: note\r\nEvent: Hangup\r\nno colon\r\nActionID: 7\r\n\r\n");
    assert_eq!(answer, "Response: Success\r\nActionID: 7\r\nMessage: Event Sent\r\n\r\n");
    assert_eq!(value(&sees.ask("Action: Events\r\nEventMask: user\r\n\r\n"), "Events"), "On");
    off.ask("Action: UserEvent\r\nUserEvent: note\r\nEvent: Hangup\r\nno colon\r\nActionID: 8\r\n\r\n");
    assert_eq!(
        sees.packet(),
        "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: note\r\nEvent: Hangup\r\nno colon\r\nActionID: 8\r\n\r\n"
    );
}

#[test]
fn a_client_that_does_not_read_is_cut() {
    let exchange = exchange(Config { out_limit: 64 * 1024, ..Config::default() });
    let (mut sleeper, mut caller) = (Client::to(&exchange), Client::to(&exchange));
    sleeper.log_in("user");
    caller.log_in("off");
    let filler = "x".repeat(1000);
    let many = format!("Action: UserEvent\r\nUserEvent: note\r\n{}\r\n", format!("Filler: {filler}\r\n").repeat(60));
    // The system's own buffers take some megabytes before anything is felt.
    for _ in 0..400 {
        assert_eq!(value(&caller.ask(&many), "Response"), "Success");
    }
    let mut got = Vec::new();
    let end = sleeper.stream.read_to_end(&mut got).map_err(|error| error.kind());
    // Cut at any byte and without a farewell (T62), while the others go on.
    assert!(matches!(end, Ok(_) | Err(ErrorKind::ConnectionReset)), "{end:?}");
    assert!(got.len() < 400 * 60_000, "{} bytes", got.len());
    assert!(caller.ask("Action: Ping\r\n\r\n").contains("Pong"));
}

#[test]
fn an_answer_of_seven_megabytes_reaches_who_reads_it() {
    let extensions = (0..100_000).map(|number| Extension::new(&format!("{number:06}"))).collect();
    let exchange = exchange(Config { extensions, ..Config::default() });
    let mut client = Client::to(&exchange);
    client.log_in("off");
    client.send("Action: DeviceStateList\r\nActionID: 1\r\n\r\nAction: Logoff\r\n\r\n");
    let answer = client.read_to_end();
    assert!(answer.len() > 7_000_000, "{} bytes", answer.len());
    assert!(answer.contains("Event: DeviceStateListComplete\r\n"));
    assert!(answer.ends_with("Thanks for all the fish.\r\n\r\n"));
}

#[test]
fn requests_sent_ahead_wait_for_their_reader() {
    let exchange = exchange(Config { out_limit: 64 * 1024, ..Config::default() });
    let mut client = Client::to(&exchange);
    client.log_in("off");
    // Far more of answers than the limit, but all of them asked for.
    let writer = client.stream.try_clone().unwrap();
    let sending = std::thread::spawn(move || {
        let mut writer = Client { stream: writer, rest: Vec::new() };
        for i in 0..2000 {
            writer.send(&format!("Action: ListCommands\r\nActionID: {i}\r\n\r\n"));
        }
    });
    std::thread::sleep(Duration::from_millis(200));
    for i in 0..2000 {
        assert_eq!(value(&client.packet(), "ActionID"), i.to_string());
    }
    sending.join().unwrap();
}

#[test]
fn what_was_sent_before_the_end_is_answered() {
    let exchange = exchange(Config::default());
    let mut client = Client::to(&exchange);
    client.log_in("off");
    client.send("Action: Ping\r\n\r\nAction: Ping\r\n\r\nAction: Pi");
    client.stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(client.read_to_end().matches("Ping: Pong").count(), 2);
}

#[test]
fn two_hundred_at_once() {
    let exchange = exchange(Config::default());
    let address = exchange.tcp_address().unwrap();
    let streams: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(address).unwrap()).collect();
    let mut clients: Vec<_> = streams
        .into_iter()
        .map(|stream| {
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            Client::greeted(stream)
        })
        .collect();
    clients.iter_mut().for_each(|client| client.log_in("user"));
    assert_eq!(value(&clients[0].ask("Action: UserEvent\r\nUserEvent: all\r\n\r\n"), "Message"), "Event Sent");
    for client in &mut clients {
        assert_eq!(client.packet(), "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: all\r\n\r\n");
    }
}

#[test]
fn it_stops_at_once_and_leaves_its_port_free() {
    // Whatever it waited for would take an hour.
    let hour = Duration::from_secs(3600);
    let exchange = exchange(Config { login_limit: hour, refusal_delay: hour, ..Config::default() });
    let address = exchange.tcp_address().unwrap();
    let mut clients: Vec<_> = (0..50).map(|_| Client::to(&exchange)).collect();
    clients[0].log_in("on");
    clients[1].send("Action: Login\r\nUsername: x\r\nSecret: y\r\n\r\n");
    exchange.stop().unwrap();
    for client in &mut clients[2..] {
        assert!(matches!(client.stream.read(&mut [0; 100]), Ok(0) | Err(_)));
    }
    assert!(TcpStream::connect(address).is_err());
    let again = Simulator::start(Config { tcp: Some(address), ..Config::default() }).unwrap();
    Client::to(&again).log_in("off");
}
