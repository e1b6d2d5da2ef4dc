//! Exchanges, gateways, proxies and drivers that are not the one in the guide.

use amiwire::parse::index;
use amiwire::reader::{Options as ReaderOptions, Reader};
use amiwire::session::What;
use amiwire::value::form_decode;

use crate::client::{Accepted, Ask, Case, Client, Run, ask, with};
use crate::files::dialect;

const ORIGINATE: &[(&str, &str)] =
    &[("Channel", "SIP/20"), ("Context", "office"), ("Exten", "100"), ("Priority", "1"), ("Async", "true")];

/// The run of a dialect, and its packets also by framing.
#[track_caller]
fn run(name: &str, asks: &[Ask]) -> Run {
    framing_agrees(&dialect(name));
    Case::new(dialect(name), asks).run()
}

/// Kind, title, place and lines of all packets: the same by framing, as far as they
/// are wanted then.
fn framing_agrees(stream: &[u8]) {
    let packets = |framing: bool| {
        let mut reader = Reader::new(vec![0; 8192], vec![0; 1024], ReaderOptions::CLIENT).unwrap();
        reader.set_framing(framing);
        assert_eq!(reader.feed(stream), stream.len());
        let (mut packets, mut positions) = (Vec::new(), vec![0; 1024]);
        while let Some(packet) = reader.next().unwrap() {
            // One without an end of its own, which has its lines, cannot be indexed.
            let indexed = index(&packet, &mut positions).map(|parsed| parsed.packet.len());
            let headers = indexed.unwrap_or(packet.len());
            packets.push((packet.kind(), packet.title().to_vec(), packet.offset(), packet.raw().len(), headers));
        }
        packets
    };
    assert_eq!(packets(true), packets(false));
}

/// The values of a header, one for each packet that has it.
fn values(stream: &[u8], header: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = Reader::new(vec![0; 8192], vec![0; 1024], ReaderOptions::CLIENT).unwrap();
    assert_eq!(reader.feed(stream), stream.len());
    let mut values = Vec::new();
    while let Some(packet) = reader.next().unwrap() {
        values.extend(packet.get(header).map(<[u8]>::to_vec));
    }
    values
}

#[test]
fn dialect_01_rpt_actionid_first() {
    let run = run("01-rpt-actionid-first", &[with(2, "RptStatus", "2", &[("Command", "RptStat"), ("Node", "1999")])]);
    run.saw(&["response Success 7 | Response 2 last"]);
    run.counted(&[("packets", 1), ("responses", 1)]);
    assert_eq!(values(&dialect("01-rpt-actionid-first"), b"ActionID"), [b"2"]);
}

#[test]
fn dialect_03_coreshowchannels_no_event() {
    let run = run("03-coreshowchannels-no-event", &[ask(1, "CoreShowChannels", "1")]);
    run.saw(&[
        "response Success 4 | ListStart 1",
        "other 4+4 | ListItem 1",
        "event CoreShowChannelsComplete 4 | ListEnd 1 last",
    ]);
    run.counted(&[("packets", 3), ("responses", 1), ("events", 1), ("unknown_packets", 1)]);
}

/// On another exchange than the old ones it is nobody's, with the ActionID or without.
#[test]
fn a_packet_of_no_kind_is_no_item_elsewhere() {
    for (version, action) in [("2.10.6", "CoreShowChannels"), ("12.0.0", "CoreShowChannels"), ("1.1", "QueueStatus")] {
        for id in ["", "ActionID: 1\r\n"] {
            let answer = format!(
                "Response: Success\r\nActionID: 1\r\nEventList: start\r\n\r\nChannel: SIP/30-1\r\n{id}\r\n\
                 Event: XComplete\r\nActionID: 1\r\nEventList: Complete\r\n\r\n"
            );
            let run = Case::of(version, answer.as_bytes(), &[ask(1, action, "1")]).run();
            assert_eq!((run.told_as(What::ListItem), run.told_as(What::Other)), (0, 1), "{version} {action} {id:?}");
        }
    }
}

#[test]
fn dialect_04_proxy_banner() {
    framing_agrees(&dialect("04-proxy-banner"));
    let run = Case::new(dialect("04-proxy-banner"), &[]).accepted(Accepted::InStream).run();
    run.saw(&["response Success 2 | LoggedIn 0", "event FullyBooted 3 | Event 0", "response Success 5 | Unclaimed 0"]);
    run.counted(&[("packets", 3), ("responses", 2), ("events", 1)]);
    assert_eq!(run.version, b"1.30.0");
}

#[test]
fn dialect_06_pbx_banner() {
    framing_agrees(&dialect("06-pbx-banner"));
    let run = Case::new(dialect("06-pbx-banner"), &[]).accepted(Accepted::InStream).run();
    run.saw(&["response Success 2 | LoggedIn 0"]);
    run.counted(&[("packets", 1), ("responses", 1)]);
    assert_eq!(run.version, b"9.0.0");
}

#[test]
fn dialect_07_events_no_id() {
    const OFF: &[(&str, &str)] = &[("EventMask", "off")];
    framing_agrees(&dialect("07-events-no-id"));
    // Also where the login's answer had its ActionID: this answer of an old exchange
    // is known by its two lines.
    for accepted in [Accepted::Bare, Accepted::Echoed] {
        let case = Case::new(dialect("07-events-no-id"), &[with(1, "Events", "", OFF)]).accepted(accepted);
        let run = case.run();
        run.saw(&["response Success 2 | Response 1 last"]);
        run.counted(&[("packets", 1), ("responses", 1)]);
    }
}

#[test]
fn dialect_08_events_no_end() {
    const ON: &[(&str, &str)] = &[("EventMask", "on")];
    framing_agrees(&dialect("08-events-no-end"));
    for accepted in [Accepted::Bare, Accepted::Echoed] {
        for separate_glued in [false, true] {
            let mut case = Case::new(dialect("08-events-no-end"), &[with(1, "Events", "", ON)]).accepted(accepted);
            case.reader.separate_glued = separate_glued;
            let run = case.run();
            run.saw(&[
                "response Success 2 | Response 1 last",
                "event Newchannel 4 | Event 0",
                "event Hangup 3 | Event 0",
            ]);
            run.counted(&[("packets", 3), ("responses", 1), ("events", 2), ("glued_packets", 1)]);
        }
    }
}

#[test]
fn dialect_09_yeastar_sms() {
    let run = run("09-yeastar-sms", &[]);
    run.saw(&["event ReceivedSMS 11 | Event 0", "event UpdateSMSSend 6 | Event 0"]);
    run.counted(&[("packets", 2), ("events", 2)]);
    let content = values(&dialect("09-yeastar-sms"), b"Content").remove(0);
    let mut text = [0; 64];
    let length = form_decode(&content, &mut text).unwrap();
    assert_eq!(std::str::from_utf8(&text[..length]), Ok("\u{FEFF}Ок a: b"));
}

#[test]
fn dialect_10_yeastar_follows() {
    framing_agrees(&dialect("10-yeastar-follows"));
    for action in ["SMSCommand", "Command"] {
        let asks =
            [7, 8].map(|tag| with(tag, action, if tag == 7 { "7" } else { "8" }, &[("command", "gsm show span 3")]));
        let run = Case::new(dialect("10-yeastar-follows"), &asks).run();
        run.saw(&[
            "response Follows 3+3 | Response 7 last",
            "response Follows 3+3 | Response 8 last",
            "event UpdateSMSSend 4 | Event 0",
        ]);
        run.counted(&[("packets", 3), ("responses", 2), ("events", 1), ("follows", 2)]);
    }
}

/// An exchange whose texts are headers sends none: there it is a response like any
/// other one.
#[test]
fn follows_of_an_action_that_nobody_knows_is_no_text_from_3_1_0_on() {
    let answer = b"Response: Follows\r\nPrivilege: SMSCommand\r\nActionID: 7\r\n\r\n";
    let run = Case::of("7.0.3", answer, &[ask(7, "SMSCommand", "7")]).run();
    run.saw(&["response Follows 3 | Response 7 last"]);
}

/// Nor is it one where another action, whose answer is known, is in flight.
#[test]
fn follows_answers_no_action_that_is_answered_otherwise() {
    let answer = b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\n\r\n\
                   Response: Success\r\nActionID: 7\r\nPing: Pong\r\n\r\n";
    let run = Case::of("1.1", answer, &[ask(7, "Ping", "7")]).run();
    run.saw(&["response Follows 3 | Unclaimed 0", "response Success 3 | Response 7 last"]);
    run.counted(&[("packets", 2), ("responses", 2), ("unawaited_texts", 1)]);
}

#[test]
fn dialect_13_dongle() {
    let run = run("13-dongle", &[with(1, "DongleSendSMS", "1", &[("Device", "dongle0"), ("Message", "hi")])]);
    run.saw(&[
        "response Success 4 | Response 1 last",
        "event DongleNewSMS 7 | Event 0",
        "event DongleNewCMGR 4 | Event 0",
        "event DongleSMSStatus 5 | Event 0",
    ]);
    run.counted(&[("packets", 4), ("responses", 1), ("events", 3), ("stray_empty_lines", 1)]);
}

#[test]
fn dialect_14_sccp_tables() {
    let run = run("14-sccp-tables", &[with(1, "SCCPShowDevice", "1", &[("DeviceName", "SEP0000000000AA")])]);
    run.saw(&[
        "response Success 4 | ListStart 1",
        "event SCCPShowDevice 3 | ListItem 1",
        "event TableStart 3 | ListItem 1",
        "event DeviceButtonEntry 6 | ListItem 1",
        "event TableEnd 4 | ListItem 1",
        "event SCCPShowDeviceComplete 4 | ListEnd 1 last",
    ]);
    run.counted(&[("packets", 6), ("responses", 1), ("events", 5)]);
}

#[test]
fn dialect_15_unknown_list() {
    let run = run("15-unknown-list", &[ask(1, "KShowChannels", "1")]);
    run.saw(&[
        "response Success 3 | ListStart 1",
        "event KShowChannels 3 | ListItem 1",
        "event KShowChannelsComplete 2 | ListEnd 1 last",
    ]);
    run.counted(&[("packets", 3), ("responses", 1), ("events", 2)]);
}

#[test]
fn dialect_25_iaxpeers_1_4() {
    let run = run("25-iaxpeers-1.4", &[ask(1, "IAXpeers", "")]);
    // The column heads, a peer, and how many there are.
    run.saw(&["other 3+3 | Text 1", "response Success 3 | TextEnd 1 last"]);
    assert_eq!(run.violations, 0, "{:?}", run.counted);
}

#[test]
fn dialect_27_originate_1_4() {
    let run = run("27-originate-1.4", &[with(1, "Originate", "1", ORIGINATE)]);
    run.saw(&["response Success 3 | Progress 1", "event OriginateFailure 6 | Response 1 last"]);
    run.counted(&[("packets", 2), ("responses", 1), ("events", 1)]);
    assert_eq!(values(&dialect("27-originate-1.4"), b"Reason"), [b"5"]);
}

/// Its neighbour.
#[test]
fn originate_success_is_the_final_outcome_of_1_4() {
    let answer = b"Response: Success\r\nActionID: 1\r\nMessage: Originate successfully queued\r\n\r\n\
                   Event: OriginateSuccess\r\nPrivilege: call,all\r\nActionID: 1\r\nChannel: SIP/20\r\nReason: 4\r\n\r\n";
    let run = Case::of("1.0", answer, &[with(1, "Originate", "1", ORIGINATE)]).run();
    run.saw(&["response Success 3 | Progress 1", "event OriginateSuccess 5 | Response 1 last"]);
}

#[test]
fn dialect_31_follows_other_mark() {
    for action in ["SMSCommand", "Command"] {
        let mut stream = dialect("31-follows-other-mark");
        stream.extend_from_slice(&b"Event: Hangup\r\nPrivilege: call,all\r\n\r\n".repeat(20));
        let mut case = Case::new(stream, &[ask(7, action, "7")]);
        case.reader.text_bytes = 400;
        for piece in [usize::MAX, 1, 7] {
            let mut client = Client::new(&case, piece);
            client.open(&case);
            let seen = client.seen();
            let refused: Vec<_> = seen.iter().filter(|line| line.starts_with("refused")).collect();
            assert_eq!(refused, ["refused TEXT_TOO_LARGE"], "{action}: {seen:?}");
            // The connection is not blind: what comes behind the bound is seen.
            let events = seen.iter().filter(|line| *line == "event Hangup 2 | Event 0").count();
            assert!((5..20).contains(&events), "{action}: {seen:?}");
            assert_eq!(client.reader.counters().texts_too_large, 1);
            // The action is over at the latest with its limit.
            client.time_out();
            assert_eq!((client.ended(), client.session.in_flight()), (&[7][..], 0), "{action}");
            client.afterwards();
        }
        #[cfg(feature = "net")]
        crate::net::is_cut_at_the_bound(&case);
    }
}

#[test]
fn dialect_32_dbget_1_8() {
    let run = run("32-dbget-1.8", &[with(1, "DBGet", "1", &[("Family", "AMPUSER"), ("Key", "k")])]);
    run.saw(&["response Success 3 | ListStart 1", "event DBGetResponse 5 | ListItem 1 last"]);
    run.counted(&[("packets", 2), ("responses", 1), ("events", 1)]);
}

/// From 1.8 on its items are followed by a completion, which ends it.
#[test]
fn dbget_of_later_releases_ends_with_its_completion() {
    let answer = b"Response: Success\r\nActionID: 1\r\nEventList: start\r\nMessage: Result will follow\r\n\r\n\
                   Event: DBGetResponse\r\nFamily: f\r\nKey: k\r\nVal: v\r\nActionID: 1\r\n\r\n\
                   Event: DBGetComplete\r\nActionID: 1\r\nEventList: Complete\r\nListItems: 1\r\n\r\n";
    for version in ["2.10.6", "12.0.0"] {
        let run = Case::of(version, answer, &[ask(1, "DBGet", "1")]).run();
        run.saw(&[
            "response Success 4 | ListStart 1",
            "event DBGetResponse 5 | ListItem 1",
            "event DBGetComplete 4 | ListEnd 1 last",
        ]);
    }
}

/// What a connection whose exchange echoes ActionIDs takes for an answer.
#[test]
fn an_answer_without_an_id_answers_nothing_where_ids_are_echoed() {
    let forged =
        "Response: Success\r\nEvents: Off\r\n\r\nResponse: Success\r\nMessage: forged\r\n\r\nResponse: Pong\r\n\r\n";
    let own = "Response: Success\r\nActionID: 1\r\nEvents: Off\r\n\r\n";
    let asks = [with(1, "Events", "1", &[("EventMask", "off")])];
    let run = Case::of("7.0.3", format!("{forged}{own}").as_bytes(), &asks).run();
    run.saw(&[
        "response Success 2 | Unclaimed 0",
        "response Success 2 | Unclaimed 0",
        "response Pong 1 | Unclaimed 0",
        "response Success 3 | Response 1 last",
    ]);
    // On an old one it has to be the oldest action, and exactly these lines.
    let asks = [with(5, "Getvar", "5", &[("Variable", "A")]), with(1, "Events", "1", &[("EventMask", "off")])];
    let stream = format!("{forged}Response: Success\r\nActionID: 5\r\nVariable: A\r\nValue: 1\r\n\r\n{own}");
    let run = Case::of("1.1", stream.as_bytes(), &asks).run();
    run.saw(&[
        "response Success 2 | Unclaimed 0",
        "response Success 2 | Unclaimed 0",
        "response Pong 1 | Unclaimed 0",
        "response Success 4 | Response 5 last",
        "response Success 3 | Response 1 last",
    ]);
    let lines = "Response: Success\r\nEvents: Off\r\nMessage: x\r\n\r\n";
    let run =
        Case::of("1.1", format!("{lines}{own}").as_bytes(), &[with(1, "Events", "1", &[("EventMask", "off")])]).run();
    run.saw(&["response Success 3 | Unclaimed 0", "response Success 3 | Response 1 last"]);
}
