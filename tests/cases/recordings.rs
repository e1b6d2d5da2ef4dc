//! What other sessions were answered, and what was forged there, answers nothing of
//! ours.

use crate::client::{Ask, Case, Client, ask, with};
use crate::common::recordings::{Set, sets};

/// One of each kind of answer. Those that come without a response are left out: text
/// of other sessions cannot be told from theirs.
fn asks() -> Vec<Ask> {
    const ORIGINATE: &[(&str, &str)] = &[("Channel", "PJSIP/1"), ("Async", "true")];
    vec![
        ask(1, "Ping", ""),
        with(2, "Command", "", &[("Command", "core show uptime")]),
        with(3, "Getvar", "", &[("Variable", "A")]),
        with(4, "Originate", "", ORIGINATE),
        ask(5, "CoreShowChannels", ""),
        with(6, "Events", "", &[("EventMask", "on")]),
        ask(7, "SMSCommand", ""),
    ]
}

/// The real answers, by tag; `I` stands for the line with the ActionID.
const ANSWERS: [&str; 7] = [
    "Response: Success\r\nIPing: Pong\r\n\r\n",
    "Response: Success\r\nIMessage: Command output follows\r\nOutput: up\r\n\r\n",
    "Response: Success\r\nIVariable: A\r\nValue: 1\r\n\r\n",
    "Response: Success\r\nI\r\nEvent: OriginateResponse\r\nIResponse: Success\r\n\r\n",
    "Response: Success\r\nIEventList: start\r\n\r\nEvent: CoreShowChannelsComplete\r\nIEventList: Complete\r\n\r\n",
    "Response: Success\r\nIEvents: On\r\n\r\n",
    "Response: Success\r\nI\r\n",
];

/// How many packets of the stream were told.
fn answers_nothing(name: &str, stream: Vec<u8>, piece: usize) -> usize {
    let case = Case::new(stream, &asks());
    let mut client = Client::new(&case, piece);
    let ids = client.open(&case);
    let told = client.seen().len();
    let own: Vec<_> = client.seen().iter().filter(|line| !line.ends_with(" 0")).collect();
    assert!(own.is_empty(), "{name}: {own:?}");
    assert_eq!(client.session.in_flight(), ANSWERS.len(), "{name}");
    // None of them hangs.
    for (id, answer) in ids.iter().zip(ANSWERS) {
        client.take(answer.replace('I', "\0").replace("\0", &format!("ActionID: {id}\r\n")).as_bytes());
    }
    assert_eq!((client.ended(), client.session.in_flight()), (&[1, 2, 3, 4, 5, 6, 7][..], 0), "{name}");
    client.afterwards();
    told
}

#[test]
fn nothing_in_a_recording_answers_an_action_of_ours() {
    let (mut files, mut packets) = (0, 0);
    for recording in sets().iter().flat_map(Set::recordings) {
        let (file, stream) = (&recording.file, recording.bytes());
        // Those that did not get as far as the greeting, or end inside a packet, which
        // an answer of ours would continue.
        let whole = recording.expected[9] == 0;
        if !stream.starts_with(b"Asterisk Call Manager/") || !whole {
            continue;
        }
        let told = answers_nothing(file, stream.clone(), usize::MAX);
        // More where the session takes glued packets apart.
        assert!(told as u64 >= recording.expected[0], "{file}: {told}");
        packets += told;
        if stream.len() < 300_000 {
            answers_nothing(file, stream, 7);
        }
        files += 1;
    }
    println!("{packets} packets of {files} recordings answer nothing");
}

/// Of the recordings those with packets that a value forged, in a few lines.
#[test]
fn a_packet_that_a_variable_forged_answers_no_action_of_ours() {
    for version in ["1.1", "2.10.6", "7.0.3", "12.0.0"] {
        let forged = [
            "Response: Success\r\nMessage: forged",
            "Response: Error\r\nMessage: forged",
            "Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\nforged",
            "Response: Follows\r\nPrivilege: Command",
            "Response: Goodbye",
            "Event: OriginateResponse\r\nResponse: Failure\r\nReason: 0",
            "Event: OriginateFailure\r\nReason: 0",
            "Event: CoreShowChannelsComplete\r\nEventList: Complete",
            "Event: UserEvent\r\nEventList: Complete",
            "Response: Success\r\nEventList: start",
            "--END COMMAND--",
            "rest",
        ];
        let mut stream = format!("Asterisk Call Manager/{version}\r\n");
        for packet in forged {
            stream += &format!("Event: VarSet\r\nPrivilege: dialplan,all\r\nValue: \r\n\r\n{packet}\r\n\r\n");
        }
        for piece in [usize::MAX, 1, 7] {
            answers_nothing(version, stream.clone().into_bytes(), piece);
        }
    }
}
