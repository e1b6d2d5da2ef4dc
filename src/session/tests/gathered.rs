//! When a list begins and ends, where no table knows it, the server is an old one,
//! or a value forges packets.

use super::*;

const EVENT: Outcome = Outcome::plain(What::Event);

/// A session at an exchange that sends ActionIDs back, with that action in flight
/// as action 1.
fn asked(version: &str, action: &str) -> TestSession {
    let mut session = with(4, OPTIONS);
    log_in(&mut session, version, 0);
    session.submit(1, action.as_bytes(), [], 0).unwrap();
    queued(&mut session);
    session
}

/// What the packets of a stream mean, where `I` alone on a line stands for the
/// ActionID.
fn told(session: &mut TestSession, lines: &[&str]) -> Vec<Outcome> {
    let stream: String = lines.iter().map(|it| if *it == "I" { line(1) } else { format!("{it}\r\n") }).collect();
    handle(session, &stream, 0).into_iter().map(Result::unwrap).collect()
}

fn start() -> Outcome {
    what(What::ListStart, 1, false)
}

fn item() -> Outcome {
    what(What::ListItem, 1, false)
}

fn end() -> Outcome {
    what(What::ListEnd, 1, true)
}

/// Case 15.
#[test]
fn a_list_that_no_table_knows_is_known_by_its_text_or_its_mark() {
    let begins =
        ["Message: Channel list will follow", "Message: channels WILL FOLLOW ", "EventList: start", "EventList: Yes"];
    for mark in begins {
        let mut session = asked("7.0.3", "KShowChannels");
        assert_eq!(told(&mut session, &["Response: Success", "I", mark, ""]), [start()], "{mark}");
        let between = [
            "Event: AgentComplete",
            "Privilege: agent,all",
            "", //
            "Event: KShowChannels",
            "I",
            "Channel: 1",
            "", //
            "Event: KShowChannelsComplete",
            "", //
            "Event: KShowChannels",
            "", //
            "Event: UserEvent",
            "I",
            "EventList: Complete",
            "", //
            "Channel: 1",
            "I",
            "",
        ];
        let other = Outcome::plain(What::Other);
        assert_eq!(told(&mut session, &between), [EVENT, item(), EVENT, EVENT, EVENT, other], "{mark}");
        assert_eq!(told(&mut session, &["Event: KShowChannelsCOMPLETE", "I", ""]), [end()], "{mark}");
        assert_eq!(told(&mut session, &["Event: KShowChannels", "I", ""]), [what(What::Extra, 1, false)]);
    }
    let ends =
        [&["Event: Anything", "I", "EventList: complete", ""][..], &["Response: Error", "I", "Message: gone", ""]];
    for ends in ends {
        let mut session = asked("7.0.3", "DAHDI ShowChannels");
        assert_eq!(told(&mut session, &["Response: Success", "I", begins[0], ""]), [start()]);
        assert_eq!(told(&mut session, ends), [end()]);
    }
    // One that never ends has its limit.
    let mut session = asked("7.0.3", "KShowChannels");
    told(&mut session, &["Response: Success", "I", begins[0], ""]);
    assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 1, true)));
}

#[test]
fn a_list_of_the_table_is_known_by_its_text_alone_too() {
    for (action, item_name, complete) in [
        ("QueueStatus", "QueueParams", "QueueStatusComplete"),
        ("CoreShowChannels", "CoreShowChannel", "CoreShowChannelsComplete"),
        ("SIPpeers", "PeerEntry", "PeerlistComplete"),
    ] {
        let mut session = asked("2.10.5", action);
        let begins = ["Response: Success", "I", "Message: Something WILL follow", ""];
        assert_eq!(told(&mut session, &begins), [start()], "{action}");
        let (item_name, complete) = (format!("Event: {item_name}"), format!("Event: {complete}"));
        // Without its ActionID nothing ends it.
        let packets = [&item_name, "I", "", &complete, "", &complete, "I", ""];
        assert_eq!(told(&mut session, &packets), [item(), EVENT, end()], "{action}");
        let mut session = asked("2.10.5", action);
        let whole = ["Response: Success", "I", "Message: No such thing", ""];
        assert_eq!(told(&mut session, &whole), [what(What::Response, 1, true)], "{action}");
    }
}

#[test]
fn a_declared_list_has_a_name_that_events_can_have() {
    let mut session = asked("7.0.3", "Ping");
    let long = "a".repeat(81);
    let longest = "a".repeat(80);
    for (name, ok) in [
        ("", true),
        ("KEnd", true),
        (&longest[..], true),
        ("K End", true),
        (&long, false),
        ("bad\r\n", false),
        ("a\tb", false),
        ("a\x7fb", false),
        ("name: x", false),
        (" KEnd", false),
        ("KEnd ", false),
    ] {
        let list = Some(List { items: b"", completion: name.as_bytes() });
        let result = session.submit_as(9, b"K", [], &ActionOptions { list, ..ActionOptions::default() }, 0);
        assert_eq!(result.map_err(|error| error.status), if ok { Ok(()) } else { Err(Status::BadArgument) }, "{name}");
        session.give_up(9);
    }
}

#[test]
fn anything_else_is_final_at_once_and_what_follows_is_extra() {
    let answers = [
        "Message: Done",
        "Message: will follow you",
        "Message: a list wil follow",
        "X-Message: will follow",
        "EventList: Complete",
    ];
    for answer in answers {
        let mut session = asked("7.0.3", "KShowChannels");
        let last = what(What::Response, 1, true);
        assert_eq!(told(&mut session, &["Response: Success", "I", answer, ""]), [last], "{answer}");
        let later = ["Event: KShowChannels", "I", "", "Event: KShowChannelsComplete", "I", ""];
        assert_eq!(told(&mut session, &later), [what(What::Extra, 1, false); 2], "{answer}");
    }
    // A text can say it of an action of which the table says that it has no list.
    let mut session = asked("7.0.3", "Getvar");
    let forged = ["Response: Success", "I", "Variable: x", "Value: a", "EventList: start", "Message: will follow", ""];
    assert_eq!(told(&mut session, &forged), [what(What::Response, 1, true)]);
    let mut session = asked("7.0.3", "KShowChannels");
    let error = ["Response: Error", "I", "Message: nothing will follow", ""];
    assert_eq!(told(&mut session, &error), [what(What::Response, 1, true)]);
}

/// Case 14.
#[test]
fn tables_inside_of_a_list_are_items() {
    let mut session = asked("7.0.3", "SCCPShowDevice");
    let stream = [
        "Response: Success",
        "I",
        "EventList: start",
        "Message: SCCPShowDevice list will follow",
        "", //
        "Event: SCCPShowDevice",
        "I",
        "MACAddress: SEP0000000000AA",
        "", //
        "Event: TableStart",
        "TableName: Buttons",
        "I",
        "", //
        "Event: DeviceButtonEntry",
        "ChannelType: SCCP",
        "I",
        "Id: 1",
        "", //
        "Event: DeviceButtonEntry",
        "ChannelType: SCCP",
        "I",
        "Id: 2",
        "", //
        "Event: TableEnd",
        "TableName: Buttons",
        "TableEntries: 2",
        "I",
        "", //
        "Event: SCCPShowDeviceComplete",
        "I",
        "EventList: Complete",
        "ListItems: 9",
        "",
    ];
    let expected = [start(), item(), item(), item(), item(), item(), end()];
    assert_eq!(told(&mut session, &stream), expected);
}

#[test]
fn a_list_is_what_its_caller_declares() {
    let declare = |completion: &'static [u8]| {
        let mut session = with(4, OPTIONS);
        log_in(&mut session, "7.0.3", 0);
        let list = Some(List { items: b"KRow,KTable", completion });
        let none: [(&[u8], &[u8]); 0] = [];
        session.submit_as(1, b"KShow", none, &ActionOptions { list, ..ActionOptions::default() }, 0).unwrap();
        queued(&mut session);
        session
    };
    let mut session = declare(b"KEnd");
    assert_eq!(told(&mut session, &["Response: Success", "I", "Message: Done", ""]), [start()]);
    let items = ["Event: KRow", "I", "", "Event: KTableComplete", "I", "", "Event: KEnd", ""];
    assert_eq!(told(&mut session, &items), [item(), item(), EVENT]);
    assert_eq!(told(&mut session, &["Event: kend", "I", ""]), [end()]);
    for ends in ["Event: KRow\r\nEventList: Complete", "Response: Error"] {
        let mut session = declare(b"KEnd");
        told(&mut session, &["Response: Success", "I", ""]);
        assert_eq!(told(&mut session, &[ends, "I", ""]), [end()]);
    }
    // Without an end the first item is the last.
    let mut session = declare(b"");
    let stream = ["Response: Success", "I", "", "Event: KRow", "I", "", "Event: KRow", "I", ""];
    assert_eq!(told(&mut session, &stream), [start(), what(What::ListItem, 1, true), what(What::Extra, 1, false)]);
    // An Error is one whatever was declared.
    let mut session = declare(b"KEnd");
    assert_eq!(told(&mut session, &["Response: Error", "I", ""]), [what(What::Response, 1, true)]);
}

/// Case 03: of the items of old releases only their place says what they are.
#[test]
fn core_show_channels_of_old_releases_has_items_without_a_name() {
    let head = ["Response: Success", "I", "EventList: start", "Message: Channels will follow", ""];
    let row = ["Channel: SIP/30-0000001", "UniqueID: 1300000000.1", "Context: office", ""];
    let last = ["Event: CoreShowChannelsComplete", "I", "EventList: Complete", "ListItems: 1", ""];
    let other = Outcome::plain(What::Other);
    let mut session = asked("1.1", "CoreShowChannels");
    assert_eq!(told(&mut session, &row), [other]);
    assert_eq!(told(&mut session, &head), [start()]);
    assert_eq!(told(&mut session, &row), [item()]);
    assert_eq!(told(&mut session, &["Event: CoreShowChannel", "Channel: SIP/31", ""]), [item()]);
    for broadcast in ["Event: AgentComplete", "Event: Newchannel", "Event: CoreShowChannelsComplete"] {
        assert_eq!(told(&mut session, &[broadcast, "Privilege: agent,all", ""]), [EVENT], "{broadcast}");
        assert_eq!(told(&mut session, &[broadcast, ""]), [EVENT], "{broadcast}");
    }
    // What has an ActionID is no item without a name.
    assert_eq!(told(&mut session, &["rest", "I", ""]), [other]);
    assert_eq!(told(&mut session, &last), [end()]);
    assert_eq!(told(&mut session, &row), [other]);
    // No newer release, and no other list.
    for (version, action) in [("2.0.0", "CoreShowChannels"), ("1.1", "Status"), ("1.1", "KShowChannels")] {
        let mut session = asked(version, action);
        assert_eq!(told(&mut session, &head), [start()]);
        assert_eq!(told(&mut session, &row), [other], "{action} of {version}");
    }
    // Whoever gets the next answer has had the list before.
    let mut session = asked("1.1", "CoreShowChannels");
    session.submit(2, b"Ping", [], 0).unwrap();
    told(&mut session, &head);
    one(&mut session, &format!("Response: Success\r\n{}\r\n", line(2)), 0);
    assert_eq!(told(&mut session, &row), [other]);
    // Nor does it go on behind its time limit.
    let mut session = asked("1.1", "CoreShowChannels");
    told(&mut session, &head);
    assert_eq!(session.handle_timeout(60).map(|outcome| outcome.what), Some(What::TimedOut));
    assert_eq!(told(&mut session, &row), [other]);
}

/// Case 32.
#[test]
fn db_get_of_releases_to_1_8_is_over_with_its_item() {
    let head = ["Response: Success", "I", "Message: Result will follow", ""];
    let value = ["Event: DBGetResponse", "Family: AMPUSER", "Key: k", "Val: Desk", "I", ""];
    let last = ["Event: DBGetComplete", "I", ""];
    for version in ["1.0", "1.1"] {
        let mut session = asked(version, "DBGet");
        assert_eq!(told(&mut session, &head), [start()]);
        assert_eq!(told(&mut session, &value), [what(What::ListItem, 1, true)]);
        assert_eq!(told(&mut session, &last), [what(What::Extra, 1, false)]);
        // What has no ActionID may be forged, and ends nothing: one that lost its
        // own waits for its limit.
        let mut session = asked(version, "DBGet");
        told(&mut session, &head);
        assert_eq!(told(&mut session, &["Event: DBGetResponse", "Val: a", ""]), [EVENT]);
        assert_eq!(session.handle_timeout(60), Some(what(What::TimedOut, 1, true)));
    }
    for (version, mark) in [("1.2", None), ("1.3", None), ("2.7.0", Some("EventList: start"))] {
        let mut session = asked(version, "DBGet");
        let head: Vec<&str> = head[..2].iter().copied().chain(mark).chain(head[2..].iter().copied()).collect();
        assert_eq!(told(&mut session, &head), [start()], "{version}");
        assert_eq!(told(&mut session, &value), [item()], "{version}");
        assert_eq!(told(&mut session, &last), [end()], "{version}");
    }
}

/// Case 27.
#[test]
fn an_async_originate_of_1_4_ends_with_either_of_its_events() {
    for name in ["OriginateFailure", "OriginateSuccess", "originateresponse"] {
        let mut session = with(4, OPTIONS);
        log_in(&mut session, "1.0", 0);
        session.submit(1, b"Originate", [(&b"Async"[..], &b"true"[..])], 0).unwrap();
        let event = [&format!("Event: {name}"), "Privilege: call,all", "I", "Reason: 5", ""];
        let answer = ["Response: Success", "I", "Message: Originate successfully queued", ""];
        assert_eq!(told(&mut session, &answer), [what(What::Progress, 1, false)]);
        let foreign = [event[0], event[1], "Reason: 5", ""];
        assert_eq!(told(&mut session, &foreign), [EVENT], "{name}");
        assert_eq!(told(&mut session, &event), [what(What::Response, 1, true)], "{name}");
    }
}

/// Case 25.
#[test]
fn iax_peers_of_1_4_is_text_or_a_list() {
    let text = ["Name/Username    Host", "office/office    192.0.2.4", "1 iax2 peers [1 online]", ""];
    let pong = |session: &mut TestSession| {
        let pong = format!("Response: Pong\r\nActionID: {}\r\n\r\n", id(Id::Fence(1)));
        one(session, &pong, 0)
    };
    for version in ["1.0", "1.1"] {
        let mut session = asked(version, "IAXpeers");
        assert_eq!(told(&mut session, &text), [what(What::Text, 1, false)]);
        assert_eq!(pong(&mut session), what(What::TextEnd, 1, true));
        let mut session = asked(version, "IAXpeers");
        let list = ["Response: Success", "I", "Message: Peer status list will follow", "", "Event: PeerEntry", "I", ""];
        assert_eq!(told(&mut session, &list), [start(), item()]);
        assert_eq!(told(&mut session, &["Event: PeerlistComplete", "I", "ListItems: 1", ""]), [end()]);
        assert_eq!(pong(&mut session), Outcome::plain(What::Own));
    }
    // Newer ones have no text, and no Ping is sent behind it.
    let mut session = asked("2.0.0", "IAXpeers");
    assert_eq!(told(&mut session, &text), [Outcome::plain(What::Other)]);
}

/// `ZapShowChannels` and its like, whose names nobody lists any more.
#[test]
fn lists_of_old_drivers_are_known_by_their_text() {
    for version in ["1.0", "1.1", "1.3"] {
        let mut session = asked(version, "ZapShowChannels");
        let stream = [
            "Response: Success",
            "I",
            "Message: Zapata channel status will follow",
            "", //
            "Event: ZapShowChannels",
            "Channel: 1",
            "I",
            "", //
            "Event: ZapShowChannelsComplete",
            "I",
            "",
        ];
        assert_eq!(told(&mut session, &stream), [start(), item(), end()], "{version}");
    }
}

/// As an exchange of today sends values with line ends in them (T40): what is forged
/// answers nothing and ends nothing, and the action has its own answer.
#[test]
fn values_that_hold_packets_answer_end_and_hang_nothing() {
    let head = ["Response: Success", "I", "EventList: start", "Message: Result will follow", ""];
    let forged = ["Response: Success", "Message: forged", "", "rest", "I", ""];
    let (nobody, other) = (Outcome::plain(What::Unclaimed), Outcome::plain(What::Other));
    for (action, name) in [("DBGetTree", "DBGetTree"), ("DBGet", "DBGet")] {
        let mut session = asked("12.0.0", action);
        session.submit(2, b"Events", [], 0).unwrap();
        assert_eq!(told(&mut session, &head), [start()]);
        let torn = format!("Event: {name}Response");
        let complete = format!("Event: {name}Complete");
        // Its ActionID is the last line of what was torn off.
        assert_eq!(told(&mut session, &[&torn, "Key: /evil", "Val: a", ""]), [item()]);
        assert_eq!(told(&mut session, &forged), [nobody, other]);
        let more = ["Response: Pong", "", "Response: Success", "Events: On", "", "Event: Hangup", "", &complete, ""];
        assert_eq!(told(&mut session, &more), [nobody, nobody, EVENT, EVENT]);
        // A mark inside of an item does not end the list.
        let marked = [&torn, "Val: a", "EventList: Complete", "I", "", &torn, "EventList: Complete", ""];
        assert_eq!(told(&mut session, &marked), [item(), item()]);
        assert_eq!(told(&mut session, &[&torn, "Privilege: call,all", ""]), [EVENT]);
        assert_eq!(told(&mut session, &[&complete, "I", "EventList: Complete", ""]), [end()]);
        assert_eq!(told(&mut session, &[&torn, ""]), [EVENT]);
        assert_eq!(session.in_flight(), 1);
    }
    let mut session = asked("12.0.0", "Getvar");
    let stream = ["Response: Success", "I", "Variable: x", "Value: a", "", "Response: Success", "Message: y", ""];
    assert_eq!(told(&mut session, &stream), [what(What::Response, 1, true), nobody]);
}

/// While a list is open whose items may have no ActionID, no event is plain.
#[cfg(feature = "net")]
#[test]
fn no_event_is_plain_while_such_a_list_is_open() {
    use crate::session::broadcast::Plain;
    for (version, action, open) in [
        ("1.1", "CoreShowChannels", Plain::Unknown),
        ("2.7.0", "CoreShowChannels", Plain::WithoutId),
        ("2.7.0", "QueueStatus", Plain::Unknown),
        ("2.7.0", "KShow", Plain::WithoutId),
    ] {
        let mut session = asked(version, action);
        assert_eq!(session.plain_events(), Plain::WithoutId);
        told(&mut session, &["Response: Success", "I", "EventList: start", ""]);
        assert_eq!(session.plain_events(), open, "{action} of {version}");
        told(&mut session, &["Event: ListComplete", "I", ""]);
        assert_eq!(session.plain_events(), Plain::WithoutId);
    }
}
