//! The connector against servers that do again what a recorded one did: what
//! it sends must be what was sent then, and what comes back is taken apart into
//! whole answers. Logins by secret and by MD5, lists, Command of both formats.

mod common;
mod replayed;

use std::time::Duration;

use amiwire::command::output;
use amiwire::net::{Connection, Login, Options};
use amiwire::session::What;
use common::recordings::sets;
use replayed::{Recording, SECRET, USER};

/// A login, a list, a Command of Asterisk 14 and later.
const NEW: (&str, &str) = (
    "Action: Challenge\r\nAuthType: MD5\r\nActionID: a\r\n\r\n\
     Action: Login\r\nAuthType: MD5\r\nUsername: ucmamiuser1\r\nKey: 1f1bfa3c1444c582a500df5d521f9771\r\nActionID: b\r\n\r\n\
     Action: QueueStatus\r\nActionID: c\r\n\r\n\
     Action: Command\r\nCommand: core show uptime\r\nActionID: d\r\n\r\n",
    "Asterisk Call Manager/7.0.3\r\n\
     Response: Success\r\nActionID: a\r\nChallenge: 840415273\r\n\r\n\
     Response: Success\r\nActionID: b\r\nMessage: Authentication accepted\r\n\r\n\
     Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n\
     Response: Success\r\nActionID: c\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n\
     Event: QueueParams\r\nQueue: 6500\r\nActionID: c\r\n\r\n\
     Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/1000\r\nState: INUSE\r\n\r\n\
     Event: QueueStatusComplete\r\nActionID: c\r\nEventList: Complete\r\nListItems: 1\r\n\r\n\
     Response: Success\r\nActionID: d\r\nMessage: Command output follows\r\nOutput: System uptime: 1 minute\r\nOutput: \r\n\r\n",
);

/// The same of a UCM6XXX, whose Command answers in the old format.
const OLD: (&str, &str) = (
    "Action: Login\r\nUsername: ucmamiuser1\r\nSecret: test123\r\nEvents: off\r\nActionID: 1\r\n\r\n\
     Action: Command\r\nCommand: core show uptime\r\nActionID: 2\r\n\r\n\
     Action: Parkinglots\r\nActionID: 3\r\n\r\n\
     Action: Command\r\nCommand: nonesuch\r\nActionID: 4\r\n\r\n",
    "Asterisk Call Manager/2.7.0\r\n\
     Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n\
     Response: Follows\r\nPrivilege: Command\r\nActionID: 2\r\nSystem uptime: 1 minute\n\r\n\r\nEvent: no event\n--END COMMAND--\r\n\r\n\
     Response: Success\r\nActionID: 3\r\nEventList: start\r\nMessage: Parking lots will follow\r\n\r\n\
     Event: ParkinglotsComplete\r\nActionID: 3\r\nEventList: Complete\r\nListItems: 0\r\n\r\n\
     Response: Follows\r\nPrivilege: Command\r\nActionID: 4\r\nNo such command 'nonesuch'\n--END COMMAND--\r\n\r\n",
);

/// Does what the recorded client did, and tells how many lines of Command
/// output came and how many answers were lists.
fn act(recording: Recording) -> (usize, usize) {
    let name = recording.name.clone();
    let actions = recording.actions();
    let md5 = recording.has("Action: Challenge");
    let events = recording.login_field("Events");
    let (port, server) = recording.serve();
    let mut options = Options::new("localhost", USER, SECRET);
    options.port = port;
    options.login = if md5 { Login::Md5 } else { Login::Plain };
    options.events = events.as_deref().map(str::as_bytes);
    options.action_limit = Duration::from_secs(20);
    let mut connection = Connection::open(&options).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (mut lines, mut lists) = (0, 0);
    for action in actions {
        let fields: Vec<(&[u8], &[u8])> =
            action.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
        let answer = connection.call(action.name.as_bytes(), fields.iter().copied(), None);
        let mut answer = answer.unwrap_or_else(|error| panic!("{name}: {}: {error}", action.name));
        let (mut packets, mut last) = (0, None);
        while let Some(received) = answer.next() {
            let packet = received.packet.expect("nothing was lost");
            assert_eq!(packet.raw().len() + action.id.len(), packet.action_id().unwrap().len() + action.sizes[packets]);
            packets += 1;
            lists += usize::from(received.outcome.what == What::ListEnd);
            if action.name == "Command" {
                lines += output(&packet).count();
            }
            last = Some(received.outcome);
        }
        assert!(last.is_some_and(|last| last.last), "{name}: {}", action.name);
        assert_eq!(packets, action.sizes.len(), "{name}: {} {:?}", action.name, action.fields);
    }
    connection.close();
    server.join().unwrap();
    (lines, lists)
}

#[test]
fn transcripts_of_both_formats() {
    let recording = |name: &str, text: (&str, &str)| Recording::new(name, text.0.as_bytes(), text.1.as_bytes());
    assert_eq!(act(recording("new", NEW)), (2, 1));
    assert_eq!(act(recording("old", OLD)), (5, 1));
}

/// Sessions with an exchange before and since Asterisk 14, and whether they have
/// many lines of Command output and many lists.
const SESSIONS: [(&str, bool, bool); 7] = [
    ("login-ok", false, false),
    ("login-md5-ok", false, false),
    ("login-events-off", false, false),
    ("queue-status", false, true),
    ("queue-summary", false, true),
    ("command", true, false),
    ("listcommands", false, false),
];

#[test]
fn recorded_sessions_are_taken_apart() {
    for set in sets() {
        for exchange in if set.shared { ["asterisk-13", "asterisk-23"] } else { ["exchange-old", "exchange-new"] } {
            for (name, has_output, has_lists) in SESSIONS {
                // The exchange of the own ones does not carry out QueueSummary.
                let name = if set.shared { name.to_owned() } else { name.replace("queue-summary", "lists") };
                let name = format!("{exchange}/{name}");
                let read = |ending: &str| set.stream(&format!("{name}.{ending}")).bytes().unwrap();
                let (lines, lists) = act(Recording::new(&name, &read("c2s"), &read("s2c")));
                assert_eq!((lines > 20, lists > 1), (has_output, has_lists), "{name}: {lines} lines, {lists} lists");
            }
        }
    }
}
