//! The guide's walk: its packets, byte for byte where they do not depend on
//! time and place.

use std::net::TcpStream;
use std::time::Duration;

use amiwire_sim::Config;

use crate::client::{Client, exchange, value};

/// Lines as they are printed, made those of a packet.
fn packet(lines: &str) -> String {
    lines.lines().map(|line| format!("{}\r\n", line.trim_start())).collect::<String>() + "\r\n"
}

/// Figure 10.
fn log_in(client: &mut Client<TcpStream>, port: u16) {
    let own = client.stream.local_addr().unwrap();
    client.send("action: login\nusername: ucmamiuser1\nsecret: test123\nlogin\n\n");
    assert_eq!(client.packet(), packet("Response: Success\nMessage: Authentication accepted"));
    let event = client.packet();
    let names: Vec<&str> = event.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    let expected = [
        "Event",
        "Privilege",
        "EventTV",
        "Severity",
        "Service",
        "EventVersion",
        "AccountID",
        "SessionID",
        "LocalAddress",
        "RemoteAddress",
        "UsingPassword",
        "SessionTV",
    ];
    assert_eq!(names, expected);
    for (name, expected) in [
        ("Event", "SuccessfulAuth"),
        ("Privilege", "security,all"),
        ("Severity", "Informational"),
        ("Service", "AMI"),
        ("EventVersion", "1"),
        ("AccountID", "ucmamiuser1"),
        ("SessionID", "0xa964c4"),
        ("LocalAddress", &format!("IPV4/TCP/127.0.0.1/{port}")),
        ("RemoteAddress", &format!("IPV4/TCP/127.0.0.1/{}", own.port())),
        ("UsingPassword", "0"),
    ] {
        assert_eq!(value(&event, name), expected);
    }
    let time = value(&event, "EventTV");
    let form: String = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(form, "0000-00-00T00:00:00.000-0000");
    assert_eq!(value(&event, "SessionTV"), time);
}

#[test]
fn the_whole_walk() {
    let exchange = exchange(Config { utc_offset_minutes: -240, ..Config::default() });
    let mut client = Client::to(&exchange);
    log_in(&mut client, exchange.tcp_address().unwrap().port());

    // Figure 11, and that it goes on behind where the figure ends.
    client.send("action: listcommands\r\n\r\n");
    let list = client.packet();
    let guide = "Response: Success
        AbsoluteTimeout: Set absolute timeout. (Priv: system,call,all)
        AnalogChanlists: (Priv: <none>)
        Atxfer: Attended transfer. (Priv: call,all)
        BlindTransfer: Blind transfer channel(s) to the given destination (Priv: call,all)
        Bridge: Bridge two channels already in the PBX. (Priv: call,all)
        BridgeDestroy: Destroy a bridge. (Priv: <none>)
        BridgeInfo: Get information about a bridge. (Priv: <none>)
        BridgeKick: Kick a channel from a bridge. (Priv: <none>)
        BridgeList: Get a list of bridges in the system. (Priv: <none>)
        BridgeTechnologyList: List available bridging technologies and their statuses. (Priv: <none>)
        BridgeTechnologySuspend: Suspend a bridging technology. (Priv: <none>)
        BridgeTechnologyUnsuspend: Unsuspend a bridging technology. (Priv: <none>)
        Challenge: Generate Challenge for MD5 Auth. (Priv: <none>)
        ChangeMonitor: Change monitoring filename of a channel. (Priv: call,all)
        ConfbridgeKick: Kick a Confbridge user. (Priv: call,all)
        ConfbridgeList: List participants in a conference. (Priv: reporting,all)
        ConfbridgeListRooms: List active conferences. (Priv: reporting,all)
        ConfbridgeLock: Lock a Confbridge conference. (Priv: call,all)
        ConfbridgeMute: Mute a Confbridge user. (Priv: call,all)
        ConfbridgeSetSingleVideoSrc: Set a conference user as the single video source distributed to all \
        other participants. (Priv: call,all)
        ConfbridgeStopRecord: Stop recording a Confbridge conference. (Priv: call,all)
        ConfbridgeUnlock: Unlock a Confbridge conference. (Priv: call,all)
        ConfbridgeUnmute: Unmute a Confbridge user. (Priv: call,all)
        ControlPlayback: Control the playback of a file being played to a channel. (Priv: call,all)
        CoreCheckChannel: (Priv: system,reporting,all)
        CoreSettings: Show PBX core settings (version etc). (Priv: system,reporting,all)
        CoreShowChannels: List currently active channels. (Priv: system,reporting,all)
        CoreStatus: Show PBX core status variables. (Priv: system,reporting,all)
        DAHDI dialOffhook: Dial over DAHDI channel while offhook. (Priv: <none>)
        DAHDI DNDoff: Toggle DAHDI channel Do Not Disturb status OFF. (Priv: <none>)
        DAHDI DNDon: Toggle DAHDI channel Do Not Disturb status ON. (Priv: <none>)
        DAHDI Hangup: Hangup DAHDI Channel. (Priv: <none>)
        DAHDI Restart: Fully Restart DAHDI channels (terminates calls). (Priv: <none>)
        DAHDI ShowChannels: Show status of DAHDI channels. (Priv: <none>)
        DAHDI Transfer: Transfer DAHDI Channel. (Priv: <none>)
        DataGet: Retrieve the data api tree. (Priv: <none>)
        DBGet: Get DB Entry. (Priv: system,reporting,all)
        DeviceStateList: List the current known device states. (Priv: call,reporting,all)";
    let guide = packet(guide);
    let part = guide.strip_suffix("\r\n").unwrap();
    assert_eq!(&list[..part.len()], part);
    assert!(list.contains("\r\nUserEvent: Send an arbitrary event. (Priv: user,all)\r\n\r\n"));

    // Example 1: the answer first, as figure 14 shows it, then the events.
    client.send(
        "action: Originate\nChannel: PJSIP/1000\nContext: from-internal\nExten: 1001\nPriority: 1\nTimeout: 60000\n\n",
    );
    let queued = packet("Response: Success\nMessage: Originate successfully queued");
    assert_eq!(client.packet(), queued);
    let events = client.packets_to("Event: BridgeEnter\r\n");
    let appdial = events.iter().find(|event| event.contains("\r\nApplication: AppDial\r\n")).unwrap();
    let first = value(&events[0], "Uniqueid");
    let second = value(appdial, "Uniqueid");
    let tail = format!(
        "AccountCode: \nContext: from-internal\nExten: 1001\nPriority: 1\nLinkedid: {first}\n\
         Uniqueid: {second}\nExtension: 1001\nApplication: AppDial\nAppData: (Outgoing Line)"
    );
    assert!(appdial.ends_with(&packet(&tail)), "{appdial}");
    assert!(first.ends_with(".0") && second.ends_with(".1"));
    let ringing = packet(
        "Event: ExtensionStatus\nPrivilege: call,all\nExten: 1001\nContext: ext-local\nHint: PJSIP/1001\n\
         Status: 8\nStatusText: Ringing",
    ) + &packet("Event: DeviceStateChange\nPrivilege: call,all\nDevice: PJSIP/1001\nState: RINGING");
    assert!(events.concat().contains(&ringing));
    client.packets_to("Event: DeviceStateChange\r\n");

    // Example 3.
    client.send("action: hangup\nchannel: PJSIP/1000-00000000\n\n");
    assert_eq!(client.packet(), packet("Response: Success\nMessage: Channel Hungup"));
    let hangups = client.packets_to("Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/1000-00000000\r\n");
    assert!(hangups.last().unwrap().ends_with("\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n"));
    client.packets_to("Event: DeviceStateChange\r\n");

    // Example 2.
    client.send(
        "action: Originate\nChannel: PJSIP/1000\nContext: from-trunk\nExten: 2000\nPriority: 1\nTimeout: 60000\n\n",
    );
    assert_eq!(client.packet(), queued);
    let newchannel = client.packet();
    let expected = packet(
        "Event: Newchannel\nPrivilege: call,all\nChannel: PJSIP/1000-00000002\nChannelState: 0\n\
         ChannelStateDesc: Down\nCallerIDNum: 1000\nCallerIDName: \nConnectedLineNum: \nConnectedLineName: \n\
         Language: en\nAccountCode: \nContext: default\nExten: s\nPriority: 1",
    );
    assert_eq!(&newchannel[..expected.len() - 2], &expected[..expected.len() - 2]);
    client.packets_to("Event: BridgeEnter\r\nPrivilege: call,all\r\n");
    let hungup = client.ask("action: hangup\nchannel: PJSIP/1000-00000002\n\n");
    assert_eq!(hungup, packet("Response: Success\nMessage: Channel Hungup"));
    client.packets_to("Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/1000-00000002\r\n");
    client.packets_to("Event: DeviceStateChange\r\n");

    // Example 4.
    client.send("action: queues\n\n");
    let list = client.packets_to("Event: QueuesComplete\r\n").concat();
    let member = |device| {
        packet(&format!(
            "Event: QueueMemberStatus\nQueue: 6500\nLocation: {device}\nMemberName: {device}\nMembership: static\n\
             Penalty: 0\nCallsTaken: 0\nLastCall: 0\nStatus: 1\nPaused: 0"
        ))
    };
    let expected = packet("Response: Success\nEventList: start\nMessage: Queues list will follow")
        + &packet(
            "Event: QueueStatus\nQueue: 6500\nCallCount: 0\nCallsComplete: 0\nCallsAbandoned: 0\n\
             ServiceLevel: SL:0.0% within 0s",
        )
        + &member("PJSIP/1001")
        + &member("PJSIP/1000")
        + &packet("Event: QueuesComplete\nEventList: Complete\nListItems: 1");
    assert_eq!(list, expected);

    client.send("action: logoff\n\n");
    assert_eq!(client.read_to_end(), packet("Response: Goodbye\nMessage: Thanks for all the fish."));
    exchange.stop().unwrap();
}

#[test]
fn answers_carry_the_action_id_that_was_sent() {
    let exchange = exchange(Config::default());
    let mut client = Client::to(&exchange);
    client.log_in("off");
    for (request, rest) in [
        ("Ping", "Ping: Pong\r\n"),
        ("Queues", "EventList: start\r\n"),
        ("ListCommands", "AbsoluteTimeout: "),
        ("Hangup", "Message: No channel specified\r\n"),
        ("Hangup\r\nChannel: PJSIP/1000-00000009", "Message: No such channel\r\n"),
        ("Command\r\nCommand: core show version", "Message: Invalid/unknown command: Command. Use Action: "),
    ] {
        let answer = client.ask(&format!("Action: {request}\r\nActionID: id-1\r\n\r\n"));
        let (first, second) = answer.split_once("\r\nActionID: id-1\r\n").unwrap_or_else(|| panic!("{answer}"));
        assert!(first.starts_with("Response: ") && second.starts_with(rest), "{answer}");
    }
}

#[test]
fn the_state_of_the_exchange_can_be_asked_for() {
    let exchange = exchange(Config::default());
    let mut client = Client::to(&exchange);
    client.log_in("off");
    client.ask(
        "Action: Originate\r\nChannel: PJSIP/1000\r\nContext: from-internal\r\nExten: 1001\r\nPriority: 1\r\n\r\n",
    );
    for (action, items, last) in [
        ("CoreShowChannels", 2, "CoreShowChannelsComplete"),
        ("Status", 2, "StatusComplete"),
        ("QueueStatus", 3, "QueueStatusComplete"),
        ("DeviceStateList", 11, "DeviceStateListComplete"),
        ("ExtensionStateList", 10, "ExtensionStateListComplete"),
    ] {
        client.send(&format!("Action: {action}\r\nActionID: {action}-1\r\n\r\n"));
        let packets = client.packets_to(&format!("Event: {last}\r\n"));
        assert_eq!(packets.len(), items + 2, "{packets:#?}");
        assert!(packets.iter().all(|packet| value(packet, "ActionID") == format!("{action}-1")));
        assert_eq!(value(&packets[0], "EventList"), "start");
        assert_eq!(value(packets.last().unwrap(), "ListItems"), items.to_string());
    }
    let state = client.ask("Action: ExtensionState\r\nExten: 1001\r\nContext: ext-local\r\n\r\n");
    assert_eq!((value(&state, "Hint"), value(&state, "StatusText")), ("PJSIP/1001", "InUse"));
    let state = client.ask("Action: ExtensionState\r\nExten: 77\r\nContext: ext-local\r\n\r\n");
    assert_eq!((value(&state, "Status"), value(&state, "StatusText")), ("-1", "Unknown"));
    client.send("Action: Status\r\nChannel: pjsip/1001-00000001\r\n\r\n");
    let packets = client.packets_to("Event: StatusComplete\r\n");
    assert_eq!(value(&packets[1], "Privilege"), "Call");
    assert_eq!(packets.len(), 3);
    let status = client.ask("Action: CoreStatus\r\n\r\n");
    assert_eq!(value(&status, "CoreCurrentCalls"), "2");
    let settings = client.ask("Action: CoreSettings\r\n\r\n");
    assert_eq!(value(&settings, "AMIversion"), "2.7.0");
    let listed = client.ask("Action: Atxfer\r\n\r\n");
    assert!(value(&listed, "Message").contains("simulator"));
}

#[test]
fn calls_take_their_time() {
    let exchange = exchange(Config { pace: Duration::from_millis(60), ..Config::default() });
    let (mut caller, mut watcher) = (Client::to(&exchange), Client::to(&exchange));
    caller.log_in("call");
    watcher.log_in("call");
    let begun = std::time::Instant::now();
    caller.send(
        "Action: Originate\r\nChannel: PJSIP/1000\r\nContext: from-internal\r\nExten: 1001\r\nPriority: 1\r\n\
         Async: true\r\nActionID: a\r\n\r\n",
    );
    assert_eq!(value(&caller.packet(), "Message"), "Originate successfully queued");
    // Others see the same, at the same time.
    for client in [&mut caller, &mut watcher] {
        let events = client.packets_to("Event: OriginateResponse\r\n");
        assert!(events[0].starts_with("Event: Newchannel\r\n"));
        let outcome = events.last().unwrap();
        assert_eq!(
            (value(outcome, "ActionID"), value(outcome, "Response"), value(outcome, "Reason")),
            ("a", "Success", "4")
        );
        let to_ringing = client.packets_to("Event: ExtensionStatus\r\n");
        assert_eq!(value(to_ringing.last().unwrap(), "StatusText"), "Ringing");
    }
    assert!(begun.elapsed() >= Duration::from_millis(4 * 60));
    caller.packets_to("Event: BridgeEnter\r\n");
}

#[test]
fn events_may_have_a_time() {
    let exchange = exchange(Config { timestamp_events: true, ..Config::default() });
    let mut client = Client::to(&exchange);
    client.log_in("on");
    let event = client.packet();
    let time = event.strip_prefix("Event: SuccessfulAuth\r\nPrivilege: security,all\r\nTimestamp: ").unwrap();
    assert_eq!(time.find('.'), Some(10));
}
