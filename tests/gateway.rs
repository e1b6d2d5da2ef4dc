//! The connector against gateways and old exchanges, which answer in other ways than
//! the guide says.

mod scripted;

use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, Options};
use amiwire::session::{ActionOptions, List, What};
use scripted::{Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];

fn options(port: u16) -> Options<'static> {
    let mut options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    options.port = port;
    options.action_limit = Duration::from_secs(20);
    options
}

/// Lets anybody in without an ActionID.
fn log_in_without_id(peer: &mut Peer) {
    peer.raw("Asterisk Call Manager/1.1\r\n");
    assert_eq!(peer.action().name, "Login");
    peer.raw("Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
}

fn call(connection: &mut Connection, name: &str, action: &ActionOptions<'_>) -> Vec<(What, String)> {
    let mut answer = connection.call_as(name.as_bytes(), NONE, action).unwrap();
    let mut told = Vec::new();
    while let Some(received) = answer.next() {
        let title = received.packet.map_or(Vec::new(), |packet| packet.title().to_vec());
        told.push((received.outcome.what, String::from_utf8(title).unwrap()));
    }
    told
}

fn answer(what: What, title: &str) -> (What, String) {
    (what, title.into())
}

#[test]
fn calls_are_answered_by_an_exchange_without_action_ids() {
    let port = serve(1, |_, mut peer| {
        log_in_without_id(&mut peer);
        for answer in ["Response: Pong\r\n\r\n", "Response: Error\r\nMessage: unknown\r\n\r\n"] {
            peer.action();
            peer.event("Between", 1);
            peer.raw(answer);
        }
        peer.action();
        peer.raw("Response: Success\r\nEventList: start\r\nMessage: Channel status will follow\r\n\r\n");
        peer.event("Between", 1);
        peer.raw("Event: Status\r\nPrivilege: Call\r\nChannel: SIP/1\r\n\r\nEvent: StatusComplete\r\n\r\n");
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let plain = ActionOptions::default();
    assert_eq!(call(&mut connection, "Ping", &plain), [answer(What::Response, "Pong")]);
    assert_eq!(call(&mut connection, "SMSCommand", &plain), [answer(What::Response, "Error")]);
    let list = [(What::ListStart, "Success"), (What::ListItem, "Status"), (What::ListEnd, "StatusComplete")];
    assert_eq!(call(&mut connection, "Status", &plain), list.map(|(what, title)| answer(what, title)));
    for _ in 0..3 {
        assert_eq!(connection.recv(Deadline::Now).unwrap().outcome.what, What::Event);
    }
    connection.close();
}

#[test]
fn an_exchange_with_action_ids_is_answered_by_nothing_forged() {
    let port = serve(1, |_, mut peer| {
        peer.log_in_as("1.1");
        let getvar = peer.action();
        peer.raw("Response: Success\r\nMessage: forged\r\n\r\nResponse: Pong\r\n\r\n");
        peer.raw("Response: Success\r\nEvents: On\r\n\r\n");
        peer.respond(&getvar, "Value: x\r\n");
        peer.action();
        peer.raw("Response: Success\r\nEvents: On\r\n\r\n");
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let mut got = connection.call(b"Getvar", NONE, None).unwrap();
    assert_eq!(got.next().unwrap().packet.unwrap().get(b"Value"), Some(&b"x"[..]));
    assert!(got.next().is_none());
    for _ in 0..3 {
        assert_eq!(connection.recv(Deadline::Now).unwrap().outcome.what, What::Unclaimed);
    }
    // A release of that age answers this one so.
    let mut got = connection.call(b"Events", [(&b"EventMask"[..], &b"on"[..])], None).unwrap();
    assert_eq!(got.next().unwrap().packet.unwrap().get(b"Events"), Some(&b"On"[..]));
    assert!(got.next().is_none());
    assert_eq!(connection.recv(Deadline::Now).unwrap_err().status, Status::WouldBlock);
    connection.close();
}

#[test]
fn a_list_that_no_table_knows_is_one_answer() {
    let port = serve(1, |_, mut peer| {
        peer.log_in();
        for (message, end) in [("Channel list will follow", "KShowComplete"), ("Done", "KEnd")] {
            let action = peer.action();
            peer.respond(&action, &format!("Message: {message}\r\n"));
            for name in ["KRow", end] {
                peer.event("AgentComplete", 1);
                peer.raw(&format!("Event: {name}\r\nActionID: {}\r\n\r\n", action.id));
            }
        }
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let list = Some(List { items: b"KRow", completion: b"KEnd" });
    for (list, end) in [(None, "KShowComplete"), (list, "KEnd")] {
        let expected = [(What::ListStart, "Success"), (What::ListItem, "KRow"), (What::ListEnd, end)];
        let told = call(&mut connection, "KShow", &ActionOptions { list, ..ActionOptions::default() });
        assert_eq!(told, expected.map(|(what, title)| answer(what, title)));
    }
    connection.close();
}

#[test]
fn channels_of_an_old_release_are_items_without_a_name() {
    let port = serve(1, |_, mut peer| {
        peer.log_in_as("1.1");
        let action = peer.action();
        peer.respond(&action, "EventList: start\r\nMessage: Channels will follow\r\n");
        for channel in 1..3 {
            peer.event("Newchannel", 1);
            peer.raw(&format!("Channel: SIP/{channel}\r\nContext: office\r\n\r\n"));
        }
        peer.raw(&format!("Event: CoreShowChannelsComplete\r\nActionID: {}\r\n\r\n", action.id));
        peer.wait_for_end();
    });
    let mut connection = Connection::open(&options(port)).unwrap();
    let whats: Vec<What> =
        call(&mut connection, "CoreShowChannels", &ActionOptions::default()).iter().map(|it| it.0).collect();
    assert_eq!(whats, [What::ListStart, What::ListItem, What::ListItem, What::ListEnd]);
    connection.close();
}
