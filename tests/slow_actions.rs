//! Actions whose last word cannot arrive, and such as keep the exchange from
//! answering, over a connection.

mod common;
#[path = "cases/files.rs"]
mod files;
#[path = "conformance/format.rs"]
mod format;
mod scripted;

use std::time::Duration;

use amiwire::Status;
use amiwire::net::{Connection, Deadline, Options};
use amiwire::session::{ActionOptions, What};
use scripted::{Action, Peer, serve};

const NONE: [(&[u8], &[u8]); 0] = [];
const ASYNC: [(&[u8], &[u8]); 2] = [(b"Channel", b"PJSIP/1000"), (b"Async", b"true")];

fn options(port: u16) -> Options<'static> {
    let mut options = Options::new("localhost", b"ucmamiuser1", b"s3cretword");
    options.port = port;
    options
}

fn last(connection: &Connection) -> What {
    connection.last_outcome().unwrap().what
}

/// Answers so many actions with a Success.
fn answers(mut peer: Peer, actions: usize) {
    peer.log_in();
    for _ in 0..actions {
        let action = peer.action();
        peer.respond(&action, "Message: Originate successfully queued\r\n");
    }
    peer.wait_for_end();
}

#[test]
fn without_its_event_an_originate_keeps_no_place() {
    let port = serve(3, |_, peer| answers(peer, 50));
    let by_mask = Options { events: Some(b"Agent, CDR"), actions: 2, ..options(port) };
    let by_option = Options { no_originate_response: true, ..by_mask.clone() };
    for (options, own) in [
        (by_mask.clone(), false),
        (Options { events: None, ..by_option }, false),
        (Options { events: Some(b"on"), ..by_mask }, true),
    ] {
        let mut connection = Connection::open(&options).unwrap();
        for _ in 0..40 {
            let particular = ActionOptions { no_originate_response: own, ..ActionOptions::default() };
            let answer = connection.call_as(b"Originate", ASYNC, &particular);
            assert_eq!(answer.unwrap().next().map(|received| received.outcome.what), Some(What::Started));
            assert_eq!(last(&connection), What::Started);
        }
        connection.call(b"Ping", NONE, None).unwrap();
    }
}

/// Whoever waits for the event when the mask is changed is told at once, in another
/// thread or not.
#[test]
fn a_mask_that_is_changed_ends_what_was_started() {
    let port = serve(1, |_, peer| answers(peer, 2));
    let mut connection = Connection::open(&options(port)).unwrap();
    connection.sender().send(7, b"Originate", ASYNC).unwrap();
    let soon = || Deadline::after(Duration::from_secs(20));
    assert_eq!(connection.recv(soon()).unwrap().outcome.what, What::Progress);
    connection.sender().set_events(b"OFF").unwrap();
    assert_eq!(connection.recv(soon()).unwrap().outcome.what, What::Own);
    let told = connection.recv(soon()).unwrap();
    assert_eq!((told.outcome.what, told.outcome.tag, told.packet.is_some()), (What::Started, 7, false));
}

#[test]
fn a_mask_that_is_wrong_is_refused_before_anything_is_reached() {
    // Nobody listens there.
    let nowhere = options(1);
    for (mask, text) in [
        (&b"call, agnet"[..], "\"agnet\" is no class of events; the option other_classes lets it pass"),
        (b"call,,agent", "the event mask has an empty item at 5"),
        (b"", "the event mask is empty: leave it out for the exchange's own"),
        (b"4095", "the event mask has a number, \"4095\": give names of classes"),
        (b"call,secret\r\n", "the event mask has at 5 what is no name of a class"),
        (b"call,on", "\"on\" stands alone in an event mask"),
        (&b"call,".repeat(30)[..149], "the event mask is too long"),
    ] {
        let error = Connection::open(&Options { events: Some(mask), ..nowhere.clone() }).unwrap_err();
        assert_eq!((error.status, error.detail.as_str()), (Status::BadArgument, text));
    }
    let other = Options { events: Some(b"smscommand"), other_classes: true, ..nowhere };
    assert_eq!(Connection::open(&other).unwrap_err().status, Status::ConnectRefused);
}

/// Answers each action when the Pings would have found it dead long ago.
fn slow(_: usize, mut peer: Peer) {
    peer.log_in();
    let action: Action = peer.action();
    if !action.name.is_empty() {
        std::thread::sleep(Duration::from_millis(600));
        peer.respond(&action, "Output: done\r\n");
    }
    peer.wait_for_end();
}

#[test]
fn a_slow_action_that_blocks_is_not_a_dead_peer_and_any_other_is() {
    let port = serve(4, slow);
    let limits = |port| Options {
        ping_after: Duration::from_millis(50),
        dead_after: Duration::from_millis(50),
        ..options(port)
    };
    let call = |name: &[u8], options: ActionOptions<'_>| {
        let mut connection = Connection::open(&limits(port)).unwrap();
        connection.call_as(name, NONE, &options).map(drop).map_err(|error| error.status)
    };
    let plain = ActionOptions::default();
    assert_eq!(call(b"Command", plain), Ok(()));
    assert_eq!(call(b"Getvar", ActionOptions { blocks: true, ..plain }), Ok(()));
    assert_eq!(call(b"Originate", plain), Ok(()));
    assert_eq!(call(b"Getvar", plain), Err(Status::OutcomeUnknown));
}

/// What a server answered, with the ActionID that the session gives in place of the
/// recorded one: it ran the action to its end.
#[test]
fn live_async_trailing_blank() {
    const FILE: &str = "async-trailing-blank";
    for (recorded, id) in [(Some(files::written(FILE)), "w3"), (files::live(FILE), "raw3")] {
        let Some(recorded) = recorded else { continue };
        let recorded = String::from_utf8(recorded).unwrap();
        let port = serve(1, move |_, mut peer| {
            peer.log_in();
            let action = peer.action();
            peer.raw(&recorded.replace(&format!("ActionID: {id}"), &format!("ActionID: {}", action.id)));
            peer.wait_for_end();
        });
        let mut connection = Connection::open(&options(port)).unwrap();
        let fields = [ASYNC[0], (&b"Async"[..], &b"true "[..])];
        connection.call(b"Originate", fields, Some(Duration::from_secs(20))).unwrap();
        assert_eq!(last(&connection), What::Response);
    }
}
