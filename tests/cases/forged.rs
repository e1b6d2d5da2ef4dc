//! What a user of the exchange can do who sets values with line ends in them (T40),
//! and what an exchange can do that sends no ActionIDs back.

use amiwire::session::{Options as SessionOptions, Reconnect, What};

use crate::client::{Accepted, Case, Client, ask, with};

const NEW: &str = "Asterisk Call Manager/7.0.3";
const OLD: &str = "Asterisk Call Manager/1.1";
const GETVAR: &[(&str, &str)] = &[("Channel", "PJSIP/1"), ("Variable", "A")];

/// Lines in the value of a variable make no list of the response: it would wait for
/// an end that never comes.
#[test]
fn a_value_makes_no_list_of_a_response() {
    for forged in ["EventList: start", "Message: x will follow", "EventList: start\r\nMessage: x will follow"] {
        for version in ["1.1", "2.10.6", "7.0.3"] {
            let answer = format!("Response: Success\r\nActionID: 1\r\nVariable: A\r\nValue: x\r\n{forged}\r\n\r\n");
            let run = Case::of(version, answer.as_bytes(), &[with(1, "Getvar", "1", GETVAR)]).run();
            assert_eq!((run.told_as(What::Response), &run.ended[..]), (1, &[1][..]), "{forged:?}: {:#?}", run.seen);
        }
    }
}

/// Nor where nobody knows the action: servers set the mark before anything else.
#[test]
fn a_value_makes_no_list_of_the_response_to_an_unknown_action() {
    for forged in ["EventList: start", "EventList: x", "Message: x will follow"] {
        let answer = format!("Response: Success\r\nActionID: 1\r\nValue: x\r\n{forged}\r\n\r\n");
        let run = Case::of("7.0.3", answer.as_bytes(), &[ask(1, "XGetText", "1")]).run();
        assert_eq!((run.told_as(What::Response), &run.ended[..]), (1, &[1][..]), "{forged:?}: {:#?}", run.seen);
    }
}

/// A whole end of a list in a value, without the ActionID that nobody else knows.
#[test]
fn a_forged_completion_ends_no_list() {
    for (action, item, end) in [
        ("DBGetTree", "DBGetTreeResponse", "DBGetTreeComplete"),
        ("QueueStatus", "QueueParams", "QueueStatusComplete"),
        ("CoreShowChannels", "CoreShowChannel", "CoreShowChannelsComplete"),
        ("KShowChannels", "KShowChannels", "KShowChannelsComplete"),
    ] {
        for version in ["1.1", "2.10.6", "12.0.0"] {
            let answer = format!(
                "Response: Success\r\nActionID: 1\r\nEventList: start\r\nMessage: Items will follow\r\n\r\n\
                 Event: {item}\r\nVal: x\r\n\r\nEvent: {end}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n\
                 Response: Error\r\nMessage: forged\r\n\r\nrest\r\nActionID: 1\r\n\r\n\
                 Event: {item}\r\nVal: y\r\nActionID: 1\r\n\r\n\
                 Event: {end}\r\nActionID: 1\r\nEventList: Complete\r\nListItems: 2\r\n\r\n"
            );
            let run = Case::of(version, answer.as_bytes(), &[ask(1, action, "1")]).run();
            assert!(run.seen[6].ends_with("ListEnd 1 last"), "{version} {action}: {:#?}", run.seen);
            assert!(run.seen[5].ends_with("ListItem 1"), "{version} {action}: {:#?}", run.seen);
        }
    }
}

/// Where the first item is the whole answer, it is the one with the ActionID.
#[test]
fn a_forged_item_is_not_the_whole_answer() {
    let mut client = Client::at(OLD, Accepted::Echoed);
    let id = client.submit(with(1, "DBGet", "", &[("Family", "f"), ("Key", "k")]));
    client.told(&format!("Response: Success\r\nActionID: {id}\r\nMessage: Result will follow\r\n\r\n"));
    let told = client.told("Event: DBGetResponse\r\nFamily: f\r\nKey: k\r\nVal: forged\r\n\r\n");
    assert!(!told[0].ends_with(" last"), "{told:?}");
    let told = client.told(&format!("Event: DBGetResponse\r\nFamily: f\r\nKey: k\r\nVal: v\r\nActionID: {id}\r\n\r\n"));
    assert_eq!(told, ["event DBGetResponse 5 | ListItem 1 last"]);
}

/// A line in the value of an item ends no list: it is the item that the table names.
#[test]
fn a_value_in_an_item_ends_no_list() {
    for forged in ["EventList: Complete", "EventList: cancelled"] {
        let answer = format!(
            "Response: Success\r\nActionID: 1\r\nEventList: start\r\nMessage: Result will follow\r\n\r\n\
             Event: DBGetTreeResponse\r\nKey: /a\r\nVal: x\r\n{forged}\r\nActionID: 1\r\n\r\n\
             Event: DBGetTreeResponse\r\nKey: /b\r\nVal: y\r\nActionID: 1\r\n\r\n\
             Event: DBGetTreeComplete\r\nActionID: 1\r\nEventList: Complete\r\nListItems: 2\r\n\r\n"
        );
        let run = Case::of("12.0.0", answer.as_bytes(), &[with(1, "DBGetTree", "1", &[("Family", "")])]).run();
        assert_eq!((run.told_as(What::ListItem), run.told_as(What::ListEnd)), (2, 1), "{:#?}", run.seen);
    }
}

/// Nor does a forged list answer an action whose list may come without a response,
/// where ActionIDs come back.
#[test]
fn a_forged_list_ends_no_action_that_awaits_text() {
    let forged = [
        "Response: Success\r\nEventList: start\r\n\r\nEvent: QueuesComplete\r\nEventList: Complete\r\n\r\n",
        "Response: Success\r\nEventList: start\r\n\r\nEvent: DataGet Tree\r\nA: b\r\n\r\n",
        "Response: Error\r\nMessage: no\r\n\r\n",
        "Response: Success\r\nPing: Pong\r\n\r\n",
    ];
    for action in ["Queues", "DataGet", "IAXnetstats"] {
        for forged in forged {
            let mut client = Client::at("Asterisk Call Manager/2.10.6", Accepted::Echoed);
            client.submit(ask(1, action, ""));
            let told = client.told(forged);
            assert!(told.iter().all(|line| !line.ends_with(" last")), "{action}: {told:?}");
            assert_eq!(client.session.in_flight(), 1, "{action}: {told:?}");
        }
    }
}

/// The OriginateResponse of one action is sent to all sessions, with its ActionID.
/// Whoever reads that can write no ActionID of another action.
#[test]
fn the_id_of_one_action_does_not_show_that_of_another() {
    let mut client = Client::at(NEW, Accepted::Echoed);
    let shown = client.submit(with(1, "Originate", "", &[("Channel", "PJSIP/1"), ("Async", "true")]));
    client.submit(with(2, "Getvar", "", GETVAR));
    for digit in ["2", "3"] {
        let guessed = format!("{}{digit}", &shown[..shown.len() - 1]);
        let told = client.told(&format!("Response: Success\r\nActionID: {guessed}\r\nMessage: forged\r\n\r\n"));
        assert_eq!(told, ["response Success 3 | Unclaimed 0"]);
    }
}

/// An old release is known by its greeting. The version in that of a proxy is the
/// proxy's own (T73): what stands behind it may be of any release.
#[test]
fn behind_a_proxy_nothing_is_read_as_that_of_an_old_release() {
    let mut client = Client::at("Asterisk Call Manager Proxy/1.30.0", Accepted::Echoed);
    let id = client.submit(with(1, "Events", "", &[("EventMask", "off")]));
    assert_eq!(client.told("Response: Success\r\nEvents: Off\r\n\r\n"), ["response Success 2 | Unclaimed 0"]);
    let told = client.told(&format!("Response: Success\r\nActionID: {id}\r\nEvents: Off\r\n\r\n"));
    assert_eq!(told, ["response Success 3 | Response 1 last"]);
    // A Success without an EventList is the whole answer of a new release (T31).
    let id = client.submit(ask(2, "VoicemailUsersList", ""));
    let told = client.told(&format!("Response: Success\r\nActionID: {id}\r\nMessage: There are none\r\n\r\n"));
    assert_eq!(told, ["response Success 3 | Response 2 last"]);
    // Nor is an item an answer, where a completion follows.
    let id = client.submit(ask(3, "DBGet", ""));
    let told = client.told(&format!(
        "Response: Success\r\nActionID: {id}\r\nEventList: start\r\nMessage: Result will follow\r\n\r\n\
         Event: DBGetResponse\r\nFamily: f\r\nKey: k\r\nVal: v\r\nActionID: {id}\r\n\r\n\
         Event: DBGetComplete\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
    ));
    assert!(told[1].ends_with("ListItem 3") && told[2].ends_with("ListEnd 3 last"), "{told:?}");
}

/// Whether ActionIDs come back is found out for each connection anew.
#[test]
fn what_is_known_of_action_ids_belongs_to_the_connection() {
    let reconnect = Reconnect { first: 1, most: 1, attempts: 0 };
    let options = SessionOptions { seed: 1, reconnect, ..SessionOptions::default() };
    let bare = "Response: Success\r\nMessage: x\r\n\r\n";
    let mut client = Client::with(OLD, Accepted::Bare, options);
    client.submit(with(1, "Setvar", "", GETVAR));
    assert_eq!(client.told(bare), ["response Success 2 | Response 1 last"]);
    client.connect_again(NEW, Accepted::Echoed);
    client.submit(with(2, "Setvar", "", GETVAR));
    assert_eq!(client.told(bare), ["response Success 2 | Unclaimed 0"]);
    client.connect_again(OLD, Accepted::Bare);
    client.submit(with(3, "Setvar", "", GETVAR));
    assert_eq!(client.told(bare), ["response Success 2 | Response 3 last"]);
}

/// One ActionID that came back is enough.
#[test]
fn behind_the_first_action_id_nothing_without_one_is_an_answer() {
    let mut client = Client::at(OLD, Accepted::Bare);
    let id = client.submit(with(1, "Getvar", "", GETVAR));
    let told = client.told(&format!("Response: Success\r\nActionID: {id}\r\nValue: x\r\n\r\n"));
    assert_eq!(told, ["response Success 3 | Response 1 last"]);
    client.submit(with(2, "Getvar", "", GETVAR));
    assert_eq!(client.told("Response: Success\r\nMessage: x\r\n\r\n"), ["response Success 2 | Unclaimed 0"]);
}

/// One of somebody else is none that came back: it shows nothing.
#[test]
fn an_action_id_of_somebody_else_is_none_that_came_back() {
    let mut client = Client::at(OLD, Accepted::Bare);
    client.told("Response: Success\r\nActionID: other\r\n\r\nEvent: X\r\nActionID: other\r\n\r\n");
    client.submit(with(2, "Setvar", "", GETVAR));
    assert_eq!(client.told("Response: Success\r\nMessage: x\r\n\r\n"), ["response Success 2 | Response 2 last"]);
}

/// Answers come in the order of the actions. What the session sends by itself has
/// answers, too.
#[test]
fn the_answer_to_a_ping_of_the_session_is_that_of_no_action() {
    let mut client = Client::at("Asterisk Call Manager/1.0", Accepted::Bare);
    client.session.ping().unwrap();
    client.session.set_events(b"on").unwrap();
    client.sent();
    client.submit(with(1, "Getvar", "", GETVAR));
    let told = client.told("Response: Pong\r\n\r\nResponse: Success\r\nEvents: On\r\n\r\n");
    assert!(told.iter().all(|line| line.ends_with(" 0")), "{told:?}");
    let told = client.told("Response: Success\r\nVariable: A\r\nValue: x\r\n\r\n");
    assert_eq!(told, ["response Success 3 | Response 1 last"]);
}

/// So has an action whose time limit has passed.
#[test]
fn a_late_answer_is_not_that_of_the_next_action() {
    let mut client = Client::at(OLD, Accepted::Bare);
    client.submit(with(1, "Getvar", "", GETVAR));
    client.time_out();
    assert_eq!(client.ended(), [1]);
    // The session may ask by a Ping whether it is late or lost.
    let (pings, _) = client.submit_behind(with(2, "Getvar", "", GETVAR));
    let told = client.told("Response: Success\r\nVariable: A\r\nValue: late\r\n\r\n");
    assert!(!told[0].contains(" 2"), "{told:?}");
    let told = client.told(&"Response: Success\r\nPing: Pong\r\n\r\n".repeat(pings));
    assert!(told.iter().all(|line| line.ends_with(" 0")), "{told:?}");
    let told = client.told("Response: Success\r\nVariable: A\r\nValue: x\r\n\r\n");
    assert_eq!(told, ["response Success 3 | Response 2 last"]);
}

/// A name that ends in `Complete` ends a list with its ActionID only.
#[test]
fn a_broadcast_named_like_a_completion_ends_no_list() {
    for (version, action) in [(NEW, "KShowChannels"), (OLD, "KShowChannels"), (OLD, "CoreShowChannels"), (OLD, "DBGet")]
    {
        let mut client = Client::at(version, Accepted::Echoed);
        let id = client.submit(ask(1, action, ""));
        client.told(&format!("Response: Success\r\nActionID: {id}\r\nMessage: Channels Will Follow\r\n\r\n"));
        for forged in [
            "Event: AgentComplete\r\nPrivilege: agent,all\r\n\r\n",
            "Event: AgentComplete\r\nEventList: Complete\r\n\r\n",
            "Event: UserEvent\r\nUserEvent: xComplete\r\nEventList: Complete\r\n\r\n",
            "Response: Error\r\nMessage: x\r\n\r\n",
            "Response: Success\r\nEventList: start\r\n\r\n",
        ] {
            let told = client.told(forged);
            assert!(!told[0].ends_with(" last"), "{action}: {told:?}");
        }
        assert_eq!(client.session.in_flight(), 1, "{version} {action}");
    }
}
