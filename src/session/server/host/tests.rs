use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

use super::super::field;
use super::*;
use crate::parse::{Lines, Resume, parse};
use crate::session::Key;

type Own = Server<Vec<u8>>;

const OPTIONS: Options = Options { login: 30, challenge: Some(840_415_273) };

fn server(room: usize) -> Own {
    let mut server = Server::new(vec![0; room], b"2.7.0", &OPTIONS, 0).unwrap();
    assert_eq!(taken(&mut server), "Asterisk Call Manager/2.7.0\r\n");
    server
}

fn taken(server: &mut Own) -> String {
    let text = String::from_utf8(server.transmit().to_vec()).unwrap();
    server.sent(text.len()).unwrap();
    text
}

fn with<T>(request: &str, act: impl FnOnce(&Packet<'_>) -> T) -> T {
    let mut index = [0; 64];
    let parsed = parse(request.as_bytes(), &mut Resume::new(Lines::Typed), &mut index).unwrap().unwrap();
    act(&parsed.packet)
}

fn asked(server: &mut Own, request: &str) -> Result<Asked> {
    with(request, |packet| server.handle(packet, 0))
}

fn login(server: &mut Own, request: &str, secret: &[u8]) -> bool {
    with(request, |packet| {
        assert_eq!(server.handle(packet, 0), Ok(Asked::Login));
        server.admit(packet, secret).unwrap()
    })
}

const LOGIN: &str = "Action: Login\nActionID: 1\nUsername: u\nSecret: s\n\n";

#[test]
fn what_needs_no_decision_is_answered() {
    let mut server = server(512);
    assert_eq!(server.phase(), Phase::Greeted);
    for (request, wanted, answer) in [
        (
            "Action: Ping\nActionID: 7\n\n",
            Asked::NotAllowed,
            "Response: Error\r\nActionID: 7\r\nMessage: Permission denied\r\n\r\n",
        ),
        ("Username: u\n\n", Asked::MissingAction, "Response: Error\r\nMessage: Missing action in request\r\n\r\n"),
        ("Action: Challenge\n\n", Asked::BadAuthType, "Response: Error\r\nMessage: Must specify AuthType\r\n\r\n"),
        ("action: challenge\nauthtype: md5\n\n", Asked::Challenge, "Response: Success\r\nChallenge: 840415273\r\n\r\n"),
    ] {
        assert_eq!(asked(&mut server, request), Ok(wanted));
        assert_eq!(taken(&mut server), answer);
    }
    assert!(login(&mut server, LOGIN, b"s"));
    assert_eq!(server.phase(), Phase::LoggedIn);
    assert_eq!(taken(&mut server), "Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(asked(&mut server, LOGIN), Ok(Asked::AlreadyIn));
    taken(&mut server);
    assert_eq!(asked(&mut server, "Action: Logoff\n\n"), Ok(Asked::Logoff));
    assert_eq!(taken(&mut server), "Response: Goodbye\r\nMessage: Thanks for all the fish.\r\n\r\n");
    assert_eq!(server.phase(), Phase::Closing);
    assert_eq!(asked(&mut server, LOGIN).unwrap_err().status, Status::BadState);
}

#[test]
fn a_key_is_good_only_for_the_challenge_that_was_given() {
    let key = Key::new(b"840415273", b"s");
    let key = format!(
        "Action: Login\r\nAuthType: MD5\r\nUsername: u\r\nKey: {}\r\n\r\n",
        std::str::from_utf8(key.as_bytes()).unwrap()
    );
    let mut guessed = server(512);
    assert!(!login(&mut guessed, &key, b"s"));
    assert_eq!(guessed.phase(), Phase::Closing);
    let mut server = server(512);
    asked(&mut server, "Action: Challenge\nAuthType: MD5\n\n").unwrap();
    assert!(login(&mut server, &key, b"s"));
}

#[test]
fn without_a_challenge_of_its_own_a_server_takes_no_keys() {
    let make = || Server::new(vec![0; 512], b"2.7.0", &Options::default(), 0).unwrap();
    let mut server = make();
    taken(&mut server);
    assert_eq!(asked(&mut server, "Action: Challenge\nAuthType: MD5\n\n"), Ok(Asked::BadAuthType));
    assert_eq!(taken(&mut server), "Response: Error\r\nMessage: Must specify AuthType\r\n\r\n");
    // Neither one for the number that anybody would guess, nor one for nothing.
    for challenge in [&b"0"[..], b""] {
        let key = Key::new(challenge, b"s");
        let key = std::str::from_utf8(key.as_bytes()).unwrap();
        let mut server = make();
        asked(&mut server, "Action: Challenge\nAuthType: MD5\n\n").unwrap();
        let request = format!("Action: Login\r\nAuthType: MD5\r\nUsername: u\r\nKey: {key}\r\n\r\n");
        assert!(!login(&mut server, &request, b"s"));
    }
    // The plain login needs none.
    assert!(login(&mut make(), LOGIN, b"s"));
}

#[test]
fn a_login_that_proves_nothing_ends_it() {
    for secret in [&b"t"[..], b""] {
        let mut server = server(512);
        assert!(!login(&mut server, LOGIN, secret));
        assert_eq!(taken(&mut server), "Response: Error\r\nActionID: 1\r\nMessage: Authentication failed\r\n\r\n");
        assert_eq!(server.phase(), Phase::Closing);
        with(LOGIN, |packet| assert_eq!(server.admit(packet, b"s").unwrap_err().status, Status::BadState));
    }
    let mut server = server(512);
    with("Action: Ping\n\n", |packet| {
        assert_eq!(server.admit(packet, b"s").unwrap_err().status, Status::BadArgument);
    });
}

#[test]
fn secrets_are_not_shown() {
    let mut server = server(512);
    server.event(None, b"Reload", []).unwrap();
    assert_eq!(format!("{server:?}"), "Server { gate: false, .. }");
    login(&mut server, LOGIN, b"s");
    assert_eq!(format!("{server:?}"), "Server { gate: true, .. }");
    with("Action: Login\nUsername: \"ucm\"\nSecret: test123\nKey: 1f1b\n\n", |packet| {
        let Request::Login(login) = request(packet) else { panic!("no login") };
        assert_eq!(format!("{login:?}"), r#"Login { username: "\"ucm\"", .. }"#);
    });
}

#[test]
fn without_other_wishes_a_login_has_half_a_minute() {
    let server = Server::new(vec![0; 64], b"2.7.0", &Options::default(), 5).unwrap();
    assert_eq!(server.deadline(), Some(30_000_000_005));
}

#[test]
fn answers_carry_the_action_id_and_nothing_that_would_forge() {
    let mut server = server(512);
    login(&mut server, LOGIN, b"s");
    taken(&mut server);
    with("Action: Queues\nActionID:  \t9\n\n", |request| {
        assert_eq!(server.handle(request, 0), Ok(Asked::Action));
        assert_eq!(field(request, b"actionid"), Some(&b"9"[..]));
        server.respond(request, b"Success", [(&b"EventList"[..], &b"start"[..])]).unwrap();
        server.event(Some(request), b"QueueParams", [(&b"Queue"[..], &b"6500"[..])]).unwrap();
        let error = server.respond(request, b"Success", [(&b"Message"[..], &b"a\r\nb"[..])]).unwrap_err();
        assert_eq!((error.status, error.header), (Status::ValueBadByte, 2));
        assert!(server.respond(request, b"Follows", []).is_err());
    });
    server.event(None, b"Reload", []).unwrap();
    assert_eq!(
        taken(&mut server),
        "Response: Success\r\nActionID: 9\r\nEventList: start\r\n\r\nEvent: QueueParams\r\nActionID: 9\r\nQueue: 6500\r\n\r\nEvent: Reload\r\n\r\n"
    );
}

#[test]
fn a_full_queue_refuses_whole_and_forgets_nothing() {
    let mut server = server(96);
    login(&mut server, LOGIN, b"s");
    let queued = server.transmit().len();
    assert_eq!(asked(&mut server, "Action: Challenge\nAuthType: MD5\n\n").unwrap_err().status, Status::OutQueueFull);
    assert_eq!(asked(&mut server, "Action: Logoff\n\n").unwrap_err().status, Status::OutQueueFull);
    assert_eq!((server.phase(), server.transmit().len()), (Phase::LoggedIn, queued));
    taken(&mut server);
    assert_eq!(asked(&mut server, "Action: Logoff\n\n"), Ok(Asked::Logoff));
    let long = [b'x'; 100];
    let mut server = self::server(96);
    assert_eq!(server.event(None, &long, []).unwrap_err().status, Status::NoRoom);
    assert!(Server::new(vec![0; 8], b"2.7.0", &OPTIONS, 0).is_err());
    assert_eq!(Server::new(vec![0; 80], b"2\r\n", &OPTIONS, 0).unwrap_err().status, Status::ValueBadByte);
}

#[test]
fn who_does_not_log_in_is_late_once() {
    let mut server = server(512);
    assert_eq!(server.deadline(), Some(30));
    assert!(!server.handle_timeout(29));
    assert!(server.handle_timeout(30) && !server.handle_timeout(31));
    assert_eq!((server.phase(), server.deadline()), (Phase::Closing, None));
    let mut server = self::server(512);
    login(&mut server, LOGIN, b"s");
    assert_eq!(server.deadline(), None);
    assert!(!server.handle_timeout(1000));
}
