//! Packets and headers tell their ids.

use amiwire::name::Header;
use amiwire::parse::{Resume, parse};
use amiwire::{Action, Event, Packet};

/// Reads one packet and looks at it.
fn look<T>(text: &str, look: impl FnOnce(Packet<'_>) -> T) -> T {
    let mut index = [0; 32];
    let parsed = parse(text.as_bytes(), &mut Resume::default(), &mut index).unwrap().unwrap();
    look(parsed.packet)
}

#[test]
fn a_packet_tells_its_event_or_its_action() {
    for (text, event, action) in [
        ("EVENT: hangup\r\n\r\n", Some(Event::Hangup), None),
        ("Event: Status\r\n\r\n", Some(Event::Status), None),
        ("action: STATUS\r\n\r\n", None, Some(Action::Status)),
        ("Event: SomethingNew\r\n\r\n", None, None),
        ("Event: \r\n\r\n", None, None),
        ("Action: Originate2\r\n\r\n", None, None),
        // T1, T5: the first header decides, not one of that name.
        ("Response: Success\r\nEvent: Hangup\r\n\r\n", None, None),
        ("Action: QueueLog\r\nEvent: Hangup\r\n\r\n", None, Some(Action::QueueLog)),
        ("Channeltype: Hangup\r\n\r\n", None, None),
    ] {
        assert_eq!(look(text, |packet| (packet.event(), packet.action())), (event, action), "{text}");
    }
}

#[test]
fn a_header_tells_its_id() {
    let text = "Event: Hangup\r\nUNIQUEID: 1.1\r\nCause-txt: x\r\nChanVariable(Local/x:y-1;1): a=b\r\n\
        Line-000002-000017: z\r\nXyz: 1\r\nno colon\r\n\r\n";
    let ids: Vec<Option<Header>> = look(text, |packet| packet.headers().map(|header| header.id()).collect());
    let expected = [
        Some(Header::Event),
        Some(Header::Uniqueid),
        Some(Header::Cause_txt),
        Some(Header::ChanVariable_channel),
        Some(Header::Line_NNNNNN_NNNNNN),
        None,
        None,
    ];
    assert_eq!(ids, expected);
}
