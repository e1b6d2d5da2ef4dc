//! Calls by the clock, without a connection.

use super::*;
use crate::clock::Clock;

const SECOND: u64 = 1_000_000_000;

/// An exchange of the guide's time, with the phones 1000 and 1001, and 1002,
/// which nobody answers.
fn exchange(pace: u64) -> Exchange {
    let extensions = vec![Extension::new("1000"), Extension::new("1001"), Extension::silent("1002")];
    let clock = Clock::starting(1_474_279_223_000_000, -240);
    let config = Config { extensions, pace: std::time::Duration::from_nanos(pace), ..Config::default() };
    Exchange::new(&config, Stamp { clock, on: false })
}

fn internal(channel: &str, exten: &str) -> Originate {
    Originate {
        channel: channel.into(),
        context: b"from-internal".to_vec(),
        exten: exten.into(),
        priority: 1,
        timeout: 60 * SECOND,
        ..Originate::default()
    }
}

fn wait() -> Report {
    Report::Answer { connection: 7, success: b"success".to_vec(), failure: b"failure".to_vec() }
}

/// What has happened, in full.
fn told(exchange: &mut Exchange) -> Vec<String> {
    let deeds = std::iter::from_fn(|| exchange.deed());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    deeds
        .map(|deed| match deed {
            Deed::Tell(event) => text(&event.bytes),
            Deed::Answer { connection, packet } => format!("{connection} gets {}", text(&packet)),
        })
        .collect()
}

/// The same in short: the event's name and what tells events of it apart.
fn short(exchange: &mut Exchange) -> Vec<String> {
    let keys = ["Event", "Channel", "DestChannel", "ChannelStateDesc", "Application", "State", "StatusText"];
    let keys = keys.into_iter().chain(["DialStatus", "Cause", "Reason", "BridgeNumChannels"]);
    let keys: Vec<_> = keys.collect();
    let shorten = |packet: String| {
        let lines = packet.lines().filter_map(|line| line.split_once(": "));
        let values = lines.filter(|(name, _)| keys.contains(name)).map(|(_, value)| value);
        let values = values.collect::<Vec<_>>().join(" ");
        if values.is_empty() { packet } else { values }
    };
    told(exchange).into_iter().map(shorten).collect()
}

#[test]
fn an_internal_call_goes_as_in_the_guide() {
    let mut exchange = exchange(13 * SECOND);
    assert_eq!(exchange.can(&internal("pjsip/1000", "1001")), Ok(()));
    exchange.originate(internal("PJSIP/1000", "1001"), wait(), 0);
    let first = [
        "Newchannel PJSIP/1000-00000000 Down",
        "Newexten PJSIP/1000-00000000 Down AppDial2",
        "DialBegin PJSIP/1000-00000000",
    ];
    assert_eq!(short(&mut exchange), first);
    assert_eq!(exchange.deadline(), Some(13 * SECOND));
    exchange.advance(13 * SECOND - 1);
    assert_eq!(short(&mut exchange), [""; 0]);
    exchange.advance(13 * SECOND);
    let ringing = ["Newstate PJSIP/1000-00000000 Ringing", "ExtensionStatus Ringing", "DeviceStateChange RINGING"];
    assert_eq!(short(&mut exchange), ringing);
    exchange.advance(26 * SECOND);
    let answered = [
        "Newstate PJSIP/1000-00000000 Up",
        "DialEnd PJSIP/1000-00000000 ANSWER",
        "ExtensionStatus InUse",
        "DeviceStateChange INUSE",
        "7 gets success",
    ];
    assert_eq!(short(&mut exchange), answered);
    exchange.advance(39 * SECOND);
    let dialled = told(&mut exchange);
    // Figure 13, with what stands above its upper edge.
    assert_eq!(
        dialled[2],
        "Event: Newexten\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/1001-00000001\r\n\
         ChannelState: 0\r\nChannelStateDesc: Down\r\nCallerIDNum: 1001\r\nCallerIDName: \r\n\
         ConnectedLineNum: 1000\r\nConnectedLineName: \r\nLanguage: en\r\nAccountCode: \r\n\
         Context: from-internal\r\nExten: 1001\r\nPriority: 1\r\nLinkedid: 1474279223.0\r\n\
         Uniqueid: 1474279262.1\r\nExtension: 1001\r\nApplication: AppDial\r\n\
         AppData: (Outgoing Line)\r\n\r\n"
    );
    exchange.advance(52 * SECOND);
    let ringing = told(&mut exchange);
    assert_eq!(
        ringing[1..].concat(),
        "Event: ExtensionStatus\r\nPrivilege: call,all\r\nExten: 1001\r\nContext: ext-local\r\n\
         Hint: PJSIP/1001\r\nStatus: 8\r\nStatusText: Ringing\r\n\r\n\
         Event: DeviceStateChange\r\nPrivilege: call,all\r\nDevice: PJSIP/1001\r\nState: RINGING\r\n\r\n"
    );
    exchange.advance(65 * SECOND);
    let talking = [
        "Newstate PJSIP/1001-00000001 Up",
        "DialEnd PJSIP/1000-00000000 Up PJSIP/1001-00000001 ANSWER",
        "BridgeCreate 0",
        "BridgeEnter 1 PJSIP/1001-00000001 Up",
        "BridgeEnter 2 PJSIP/1000-00000000 Up",
        "ExtensionStatus InUse",
        "DeviceStateChange INUSE",
    ];
    assert_eq!(short(&mut exchange), talking);
    assert_eq!(exchange.deadline(), Some(3665 * SECOND));

    let channel = exchange.channel(b"pjsip/1000-00000000").unwrap();
    exchange.hang_up(channel, 16, 100 * SECOND);
    let over = [
        "SoftHangupRequest PJSIP/1000-00000000 Up 16",
        "BridgeLeave 1 PJSIP/1001-00000001 Up",
        "BridgeLeave 0 PJSIP/1000-00000000 Up",
        "BridgeDestroy 0",
        "Hangup PJSIP/1001-00000001 Up 16",
        "ExtensionStatus Idle",
        "DeviceStateChange NOT_INUSE",
        "Hangup PJSIP/1000-00000000 Up 16",
        "ExtensionStatus Idle",
        "DeviceStateChange NOT_INUSE",
    ];
    assert_eq!(short(&mut exchange), over);
    assert_eq!(exchange.channel(b"PJSIP/1000-00000000"), None);
    assert_eq!(exchange.deadline(), None);
}

#[test]
fn a_call_by_trunk_begins_as_in_the_guide() {
    let mut exchange = exchange(0);
    let external = Originate { context: b"from-trunk".to_vec(), ..internal("PJSIP/1000", "2000") };
    exchange.originate(external, wait(), 0);
    let begun = told(&mut exchange);
    // Figure 14, with what stands below its lower edge.
    assert_eq!(
        begun[0],
        "Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/1000-00000000\r\nChannelState: 0\r\n\
         ChannelStateDesc: Down\r\nCallerIDNum: 1000\r\nCallerIDName: \r\nConnectedLineNum: \r\n\
         ConnectedLineName: \r\nLanguage: en\r\nAccountCode: \r\nContext: default\r\nExten: s\r\n\
         Priority: 1\r\nLinkedid: 1474279223.0\r\nUniqueid: 1474279223.0\r\n\r\n"
    );
    exchange.advance(0);
    let rest = short(&mut exchange);
    assert!(rest.contains(&"Newchannel PJSIP/trunk_1-00000001 Down".to_string()), "{rest:?}");
    assert!(rest.contains(&"BridgeEnter 2 PJSIP/1000-00000000 Up".to_string()), "{rest:?}");
    // The trunk has no extension.
    assert_eq!(rest.iter().filter(|event| event.starts_with("ExtensionStatus")).count(), 2);
}

#[test]
fn who_does_not_answer_is_given_up_in_time() {
    let mut exchange = exchange(0);
    let report = Report::Event { id: Some(b"x-1".to_vec()) };
    exchange.originate(internal("PJSIP/1002", "1001"), report, 0);
    exchange.advance(60 * SECOND - 1);
    assert_eq!(told(&mut exchange).len(), 6);
    exchange.advance(60 * SECOND);
    let given_up = told(&mut exchange);
    assert!(given_up[0].ends_with("DialStatus: NOANSWER\r\n\r\n"));
    assert!(given_up[1].ends_with("Cause: 19\r\nCause-txt: User alerting, no answer\r\n\r\n"));
    assert_eq!(
        given_up[4],
        "Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: x-1\r\nResponse: Failure\r\n\
         Channel: PJSIP/1002\r\nContext: from-internal\r\nExten: 1001\r\nReason: 3\r\nUniqueid: <null>\r\n\
         CallerIDNum: <unknown>\r\nCallerIDName: <unknown>\r\n\r\n"
    );
    // A called phone rings until somebody hangs up.
    exchange.originate(internal("PJSIP/1001", "1002"), wait(), 100 * SECOND);
    exchange.advance(1000 * SECOND);
    assert_eq!(exchange.device_state("PJSIP/1002"), DeviceState::Ringing);
    told(&mut exchange);
    exchange.hang_up(exchange.channel(b"PJSIP/1002-00000002").unwrap(), 17, 2000 * SECOND);
    let over = short(&mut exchange);
    assert_eq!(over[1], "DialEnd PJSIP/1001-00000001 Up PJSIP/1002-00000002 CANCEL");
    assert!(exchange.channels.is_empty());
}

#[test]
fn who_answers_too_late_is_given_up_in_time() {
    for (timeout, last) in
        [(5 * SECOND, "7 gets failure"), (12 * SECOND, "7 gets failure"), (13 * SECOND, "7 gets success")]
    {
        let mut exchange = exchange(13 * SECOND);
        exchange.originate(Originate { timeout, ..internal("PJSIP/1000", "1001") }, wait(), 0);
        // It rings from the first step on.
        exchange.advance(13 * SECOND + timeout - 1);
        assert!(short(&mut exchange).last().unwrap().ends_with("RINGING"));
        exchange.advance(13 * SECOND + timeout);
        let over = short(&mut exchange);
        assert_eq!(over.last().unwrap(), last);
        assert_eq!(exchange.channels.is_empty(), last.ends_with("failure"), "{over:?}");
    }
}

#[test]
fn calls_that_are_over_leave_nothing_behind() {
    let running = |name: &str, data: &str| Originate {
        application: Some((name.into(), data.into())),
        ..internal("PJSIP/1000", "")
    };
    for (originate, seconds) in [
        (internal("PJSIP/1000", "1001"), 3600),
        // Rings, and is not answered.
        (internal("PJSIP/1000", "1002"), 3600),
        (running("Echo", ""), 3600),
        (running("wait", "2.5"), 3),
        (running("Wait", "long"), 3600),
        (running("Hangup", ""), 0),
    ] {
        let mut exchange = exchange(0);
        for _ in 0..3 {
            exchange.originate(originate.clone(), wait(), 0);
        }
        if let Some(before) = (seconds * SECOND).checked_sub(SECOND) {
            exchange.advance(before);
            assert_eq!(exchange.calls.len(), 3);
        }
        exchange.advance(seconds * SECOND);
        assert!(exchange.channels.is_empty() && exchange.calls.is_empty(), "{originate:?}");
        assert_eq!(exchange.deadline(), None);
        let told = told(&mut exchange);
        assert_eq!(told.iter().filter(|one| *one == "7 gets success").count(), 3);
        let count = |name| told.iter().filter(|one| one.starts_with(name)).count();
        assert_eq!(count("Event: Newchannel"), count("Event: Hangup"));
        assert!(told.last().unwrap().ends_with("State: NOT_INUSE\r\n\r\n"), "{told:?}");
    }
}

#[test]
fn a_hangup_while_it_rings_fails_the_originate() {
    let mut exchange = exchange(SECOND);
    exchange.originate(internal("PJSIP/1000", "1001"), wait(), 0);
    exchange.advance(SECOND);
    exchange.hang_up(0, 16, SECOND);
    assert_eq!(told(&mut exchange).last().unwrap(), "7 gets failure");
    exchange.advance(u64::MAX);
    assert_eq!(told(&mut exchange), [""; 0]);
}

#[test]
fn what_cannot_be_called_is_told_at_once() {
    let mut exchange = exchange(0);
    assert_eq!(exchange.can(&internal("PJSIP/1999", "1001")), Err(Refusal::NoChannel));
    assert_eq!(exchange.can(&internal("PJSIP/trunk_1", "1001")), Err(Refusal::NoChannel));
    assert_eq!(exchange.can(&internal("PJSIP/1000", "2000")), Err(Refusal::NoExtension));
    let trunk = |exten| Originate { context: b"from-trunk".to_vec(), ..internal("PJSIP/1000", exten) };
    assert_eq!(exchange.can(&trunk("+49*#1")), Ok(()));
    assert_eq!(exchange.can(&trunk("12a")), Err(Refusal::NoExtension));
    let application = Originate { application: Some((b"Echo".to_vec(), b"".to_vec())), ..internal("PJSIP/1000", "") };
    assert_eq!(exchange.can(&application), Ok(()));
    let caller = Some(Party { number: b"1002".to_vec(), name: b"Front desk".to_vec() });
    let originate = Originate { caller, ..internal("PJSIP/1999", "1001") };
    exchange.originate(originate, Report::Event { id: None }, 0);
    let told = told(&mut exchange);
    assert!(told[0].contains("Reason: 0\r\nUniqueid: <null>\r\nCallerIDNum: 1002\r\nCallerIDName: Front desk\r\n"));
    exchange.originate(application, wait(), 0);
    exchange.advance(0);
    let run = short(&mut exchange);
    assert_eq!(run.last().unwrap(), "Newexten PJSIP/1000-00000000 Up Echo");
}
