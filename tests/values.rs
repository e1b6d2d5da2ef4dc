//! The typed values of the recordings: each is read, and is printed as it came.

mod common;

use std::collections::BTreeMap;

use amiwire::reader::{Options, Reader};
use amiwire::value::{
    self, CallerId, Channel, ChannelState, DateTime, DeviceState, Duration, Escaping, EventTime, ExtensionState,
    HostPort, ListedAction, Privileges, SocketAddress, Timestamp, Variable, VariableHeader, Version,
};
use amiwire::{Header, Kind, Packet};
use common::recordings::sets;

/// How often each kind of value was read, and what could not be.
#[derive(Default)]
struct Seen {
    read: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
}

impl Seen {
    fn check<T>(&mut self, kind: &'static str, value: &[u8], read: amiwire::Result<T>, print: impl Fn(T) -> Vec<u8>) {
        match read {
            Ok(found) => {
                let printed = print(found);
                if printed == value {
                    *self.read.entry(kind).or_default() += 1;
                } else {
                    self.wrong.push(format!("{kind}: {} printed as {}", value.escape_ascii(), printed.escape_ascii()));
                }
            }
            Err(error) => self.wrong.push(format!("{kind}: {} at {}", value.escape_ascii(), error.offset)),
        }
    }
}

/// The kinds of values that each set of recordings must hold.
const KINDS: &[&str] = &[
    "CallerId",
    "Channel",
    "DateTime",
    "DeviceState",
    "EventTime",
    "HostPort",
    "ListedAction",
    "Privileges",
    "SocketAddress",
    "Timestamp",
    "Variable",
    "VariableHeader",
    "Version",
    "boolean",
    "channel state",
    "device state",
    "duration",
    "escaped",
    "extension state",
    "integer",
    "performance",
];

impl Seen {
    /// Nothing was wrong, and every kind is there.
    fn check_all(&self, set: &str) {
        println!("{set}: {:?}", self.read);
        let wrong = &self.wrong;
        assert!(wrong.is_empty(), "{set}: {} wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
        for kind in KINDS {
            assert!(self.read.contains_key(kind), "no {kind} in {set}");
        }
    }
}

macro_rules! same {
    ($seen:expr, $type:ident, $value:expr) => {
        $seen.check(stringify!($type), $value, <$type>::parse($value), |found| {
            let mut bytes = vec![0; 70_000];
            let length = found.write(&mut bytes).unwrap();
            bytes.truncate(length);
            bytes
        })
    };
}

/// What is said in another form than it is printed.
macro_rules! readable {
    ($seen:expr, $kind:literal, $value:expr, $read:expr) => {{
        let value: &[u8] = $value;
        $seen.check($kind, value, $read, |_| value.to_vec())
    }};
}

fn ends(header: &Header<'_>, name: &str) -> bool {
    header.name.to_ascii_lowercase().ends_with(name.as_bytes())
}

fn look(packet: &Packet<'_>, ami: Option<Version>, seen: &mut Seen) {
    let event = if packet.kind() == Kind::Event { packet.title().to_ascii_lowercase() } else { Vec::new() };
    let is = |name: &str| event == name.as_bytes();
    // Their authors, and not the server, say what is in them.
    if is("userevent") || is("forged") || is("forged2") {
        return;
    }
    for (i, header) in packet.headers().enumerate() {
        let value = header.value;
        if header.is(b"EventTV") || header.is(b"SessionTV") {
            same!(seen, EventTime, value);
        } else if header.is(b"Timestamp") || header.is(b"SentNTP") {
            same!(seen, Timestamp, value);
        } else if header.is(b"LocalAddress") || header.is(b"RemoteAddress") {
            same!(seen, SocketAddress, value);
        } else if header.is(b"ViaAddress") || (is("rtcpsent") || is("rtcpreceived")) && header.is(b"From") {
            same!(seen, HostPort, value);
        } else if header.is(b"Privilege") && value.ends_with(b",all") {
            same!(seen, Privileges, value);
        } else if value.ends_with(b")") && value.windows(7).any(|part| part == b"(Priv: ") {
            if value.windows(9).any(|part| part == b"  (Priv: ") {
                same!(seen, ListedAction, value);
            } else {
                // As the guide of the UCM6XXX prints it.
                readable!(seen, "listed with one blank", value, ListedAction::parse(value));
            }
        } else if header.is(b"AMIversion") || header.is(b"AsteriskVersion") {
            same!(seen, Version, value);
        } else if is("cdr") && header.is(b"CallerID") {
            same!(seen, CallerId, value);
        } else if is("cdr") && (header.is(b"StartTime") || header.is(b"EndTime")) {
            same!(seen, DateTime, value);
        } else if is("coreshowchannel") && header.is(b"Duration") || is("cdr") && header.is(b"BillableSeconds") {
            readable!(seen, "duration", value, Duration::parse(value));
        } else if header.is(b"QualifyTimeout") || header.is(b"QualifyFreq") || header.is(b"Report0DLSR") {
            readable!(seen, "duration", value, Duration::parse(value));
        } else if is("devicestatechange") && header.is(b"State") {
            same!(seen, DeviceState, value);
        } else if is("queuemember") && header.is(b"Status") || header.is(b"DeviceState") {
            readable!(seen, "device state", value, DeviceState::parse(value));
        } else if is("extensionstatus") && header.is(b"Status") {
            let text = packet.get(b"StatusText").unwrap();
            seen.check("extension state", text, ExtensionState::parse(value), |state| state.status_text().into());
        } else if ends(&header, "channelstate") {
            let text = packet.header(i + 1).unwrap().value;
            seen.check("channel state", text, ChannelState::parse(value), |state| state.text().into());
        } else if ends(&header, "channel") && !event.is_empty() && value.contains(&b'/') {
            same!(seen, Channel, value);
            let found = Channel::parse(value).unwrap();
            let kind = if found.unique.is_empty() { "channel without end" } else { "channel with end" };
            *seen.read.entry(kind).or_default() += 1;
        } else if ends(&header, "chanvariable") || header.name.starts_with(b"ChanVariable(") {
            same!(seen, VariableHeader, header.name);
            same!(seen, Variable, value);
        } else if is("varset") && header.is(b"Value") {
            let ami = ami.unwrap();
            let how = value::escaping(ami, packet, i);
            // Before Asterisk 13.5 it is raw (T39).
            if !ami.is_at_least(2, 8, 0) {
                assert_eq!(how, Escaping::Raw);
                continue;
            }
            assert_eq!(how, Escaping::Escaped);
            let (mut meant, mut sent) = (vec![0; 70_000], vec![0; 70_000]);
            let length = value::unescape(value, &mut meant).unwrap();
            let length = value::escape(&meant[..length], &mut sent).unwrap();
            readable!(seen, "escaped", &sent[..length], Ok(()));
            assert_eq!(&sent[..length], value);
        } else if ["Dynamic", "Paused", "InCall", "LocalOptimization", "Muted", "CoreCDRenabled", "TrustIdInbound"]
            .iter()
            .any(|name| header.is(name.as_bytes()))
        {
            readable!(seen, "boolean", value, value::boolean::parse(value));
        } else if header.is(b"ServicelevelPerf") {
            readable!(seen, "performance", value, value::service_level::performance(value));
        } else if header.is(b"ListItems") || header.is(b"Cause") || header.is(b"Priority") && !is("listdialplan") {
            readable!(seen, "integer", value, value::integer::signed(value));
        }
    }
}

#[test]
fn every_value_of_the_recordings_is_read() {
    // Of each set by itself: none of it is read in vain.
    for set in sets() {
        let mut seen = Seen::default();
        // Without packets that the server glued together, and forged ones.
        let glued_or_forged = |file: &str| file.contains("long-actionid") || file.contains("forged");
        for recording in set.recordings().iter().filter(|recording| !glued_or_forged(&recording.file)) {
            read(&recording.bytes(), &mut seen);
        }
        seen.check_all(&set.name());
    }
}

/// Looks at every value of a stream.
fn read(stream: &[u8], seen: &mut Seen) {
    let mut reader = Reader::new(vec![0; 1 << 17], vec![0; 1 << 13], Options::CLIENT).unwrap();
    let mut rest = stream;
    let mut ami = None;
    while !rest.is_empty() {
        rest = &rest[reader.feed(rest)..];
        while let Some(packet) = reader.next().unwrap() {
            match packet.kind() {
                Kind::Banner => ami = Version::parse(packet.body().unwrap()).ok(),
                _ => look(&packet, ami, seen),
            }
        }
    }
}
