//! Which values of a packet are escaped (wire reference, section 10; trap
//! T39). It depends on the release, on the event and on the header, and for
//! names of people on whether the header belongs to the snapshot of a channel
//! or was written by hand.

use super::version::Version;
use crate::bytes::equal_fold;
use crate::packet::{Kind, Packet};

/// How the value of a header was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Escaping {
    /// As it is: a backslash is a backslash.
    Raw = 0,
    /// With C escapes: [`unescape`](super::escape::unescape) tells what is
    /// meant.
    Escaped = 1,
    /// Nobody can say: the banner 2.8.0 is that of two releases which differ
    /// in this header.
    Unclear = 2,
}

/// The headers of a channel's snapshot that are escaped, each behind the
/// snapshot's prefix.
const SNAPSHOT: [&[u8]; 3] = [b"CallerIDName", b"ConnectedLineName", b"ChanVariable"];

/// A header of every snapshot, and of nothing that is written by hand but the
/// event Status of old.
const WITNESS: &[u8] = b"ChannelStateDesc";

/// How the value of a packet's header number `i` was sent by a server whose
/// banner says `ami` (the reader's banner packet has it as its body; for a
/// UCM6XXX, which says 2.7.0, everything is raw). For a `ChanVariable` the
/// answer is about the variable's value, not its name. A header that the
/// packet does not have is raw. Costs a comparison for each line of the packet.
///
/// Names and variables of a snapshot are told from those written by hand by
/// the `ChannelStateDesc` with the same prefix, which every snapshot has; in a
/// UserEvent only what stands before its header `UserEvent` is the server's
/// (T2).
pub fn escaping(ami: Version, packet: &Packet<'_>, i: usize) -> Escaping {
    let Some(header) = packet.header(i) else { return Escaping::Raw };
    if !ami.is_at_least(2, 8, 0) || packet.kind() != Kind::Event {
        return Escaping::Raw;
    }
    let event = |name: &[u8]| equal_fold(packet.title(), name);
    let escaped = if event(b"UserEvent") && packet.headers().take(i).any(|before| before.is(b"UserEvent")) {
        false
    } else {
        header.is(b"Value") && event(b"VarSet")
            || (header.is(b"Subtype") || header.is(b"Message")) && event(b"PresenceStateChange")
            || prefix(header.name).is_some_and(|prefix| has_snapshot(packet, prefix))
    };
    match (escaped, event(b"Status")) {
        (false, _) => Escaping::Raw,
        (true, false) => Escaping::Escaped,
        // Its snapshot was written by hand before Asterisk 14, and 14.0 has
        // the banner of 13.5.
        (true, true) if ami.is_at_least(3, 0, 0) => Escaping::Escaped,
        (true, true) if ami.is_at_least(2, 9, 0) => Escaping::Raw,
        (true, true) => Escaping::Unclear,
    }
}

/// What stands before the name of one of the escaped headers of a snapshot.
fn prefix(name: &[u8]) -> Option<&[u8]> {
    SNAPSHOT.iter().find_map(|own| {
        let (prefix, end) = name.split_at_checked(name.len().checked_sub(own.len())?)?;
        equal_fold(end, own).then_some(prefix)
    })
}

fn has_snapshot(packet: &Packet<'_>, prefix: &[u8]) -> bool {
    packet.headers().any(|header| match header.name.split_at_checked(prefix.len()) {
        Some((start, end)) => equal_fold(start, prefix) && equal_fold(end, WITNESS),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Resume, parse};

    /// How the header of this name is sent in a packet of these lines.
    fn of(ami: &str, text: &str, name: &str) -> Escaping {
        let mut index = [0; 256];
        let mut resume = Resume::default();
        let bytes = text.replace('\n', "\r\n");
        let parsed = parse(bytes.as_bytes(), &mut resume, &mut index).unwrap().unwrap();
        let packet = parsed.packet;
        let i = packet.headers().position(|header| header.is(name.as_bytes())).unwrap();
        escaping(Version::parse(ami.as_bytes()).unwrap(), &packet, i)
    }

    const NEWCHANNEL: &str = "Event: Newchannel\nChannel: SIP/1-00000001\nChannelState: 0\nChannelStateDesc: Down\n\
        CallerIDNum: 1\nCallerIDName: it\\'s\nConnectedLineName: x\nUniqueid: 1.1\nChanVariable: A=b\n\
        ChanVariable(SIP/1-00000001): A=b\n\n";

    #[test]
    fn snapshots() {
        for name in ["CallerIDName", "ConnectedLineName", "ChanVariable"] {
            assert_eq!(of("2.7.0", NEWCHANNEL, name), Escaping::Raw);
            assert_eq!(of("1.1", NEWCHANNEL, name), Escaping::Raw);
            for ami in ["2.8.0", "2.10.6", "3.1.0", "12.0.0"] {
                assert_eq!(of(ami, NEWCHANNEL, name), Escaping::Escaped, "{ami} {name}");
            }
        }
        for name in ["CallerIDNum", "Channel", "ChanVariable(SIP/1-00000001)", "Uniqueid"] {
            assert_eq!(of("12.0.0", NEWCHANNEL, name), Escaping::Raw);
        }
        let dial = "Event: DialBegin\nDestChannel: SIP/1-00000001\nDestChannelStateDesc: Down\n\
            DestCallerIDName: x\nCallerIDName: y\n\n";
        assert_eq!(of("12.0.0", dial, "destcalleridname"), Escaping::Escaped);
        // No snapshot of that prefix.
        assert_eq!(of("12.0.0", dial, "CallerIDName"), Escaping::Raw);
    }

    #[test]
    fn written_by_hand() {
        for (text, name) in [
            ("Event: QueueEntry\nQueue: a\nCallerIDName: x\nConnectedLineName: y\n\n", "CallerIDName"),
            ("Event: MeetmeList\nConference: 1\nCallerIDName: x\n\n", "CallerIDName"),
            ("Event: OriginateResponse\nResponse: Failure\nCallerIDName: x\n\n", "CallerIDName"),
            ("Event: CEL\nEventName: ANSWER\nCallerIDname: x\n\n", "CallerIDname"),
            ("Event: MCID\nMCallerIDName: x\n\n", "MCallerIDName"),
            ("Event: ConfbridgeList\nConference: 1\nCallerIDName: x\n\n", "CallerIDName"),
            ("Response: Success\nChanVariable: A=b\nChannelStateDesc: Up\n\n", "ChanVariable"),
            ("Event: DBGetResponse\nValue: x\n\n", "Value"),
            ("Event: MessageWaiting\nMessage: x\n\n", "Message"),
        ] {
            assert_eq!(of("12.0.0", text, name), Escaping::Raw, "{text}");
        }
    }

    #[test]
    fn single_headers() {
        let text = "Event: VarSet\nChannelStateDesc: Up\nVariable: A\nValue: x\n\n";
        assert_eq!(of("2.10.6", text, "Value"), Escaping::Escaped);
        assert_eq!(of("2.7.0", text, "Value"), Escaping::Raw);
        let text = "Event: PresenceStateChange\nPresentity: a\nStatus: away\nSubtype: x\nMessage: y\n\n";
        assert_eq!(of("2.8.0", text, "Subtype"), Escaping::Escaped);
        assert_eq!(of("2.8.0", text, "message"), Escaping::Escaped);
        assert_eq!(of("2.8.0", text, "Status"), Escaping::Raw);
    }

    #[test]
    fn the_event_status() {
        let text = "Event: Status\nPrivilege: Call\nChannelStateDesc: Up\nCallerIDName: x\n\
            EffectiveConnectedLineName: y\n\n";
        for (ami, want) in [
            ("2.7.0", Escaping::Raw),
            ("2.8.0", Escaping::Unclear),
            ("2.9.0", Escaping::Raw),
            ("2.10.6", Escaping::Raw),
            ("3.1.0", Escaping::Escaped),
            ("12.0.0", Escaping::Escaped),
        ] {
            assert_eq!(of(ami, text, "CallerIDName"), want);
            assert_eq!(of(ami, text, "EffectiveConnectedLineName"), Escaping::Raw);
        }
    }

    #[test]
    fn what_a_user_adds_is_raw() {
        let text = "Event: UserEvent\nChannelStateDesc: Up\nCallerIDName: x\nUserEvent: Note\n\
            ConnectedLineName: y\n\n";
        assert_eq!(of("12.0.0", text, "CallerIDName"), Escaping::Escaped);
        assert_eq!(of("12.0.0", text, "ConnectedLineName"), Escaping::Raw);
    }
}
