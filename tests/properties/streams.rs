//! Streams and packets that nobody wrote: made of pieces that mean something
//! on the wire, and recordings with bytes changed in them.
#![allow(dead_code, unreachable_pub)]

use amiwire::write::{WriteLimits, Writer};
use amiwire::{Error, Kind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::common::recordings::{Recording, Set, sets};

/// A name and a value.
pub type Field = (Vec<u8>, Vec<u8>);

const PIECES: &[&[u8]] = &[
    b"Asterisk Call Manager/2.7.0\r\n",
    b"Asterisk Call Man",
    b"Asterisk Call Manager Proxy/1.30.0\r\n",
    b"PBX Call Manager/9.0.0\n",
    b"PBX Call Manager/",
    b"Some PBX/1.0\n",
    b"Some PBX/1.0\r\n",
    b"Event: Hangup\r\n",
    b"event: Status\n",
    b"Event\r\n",
    b"Event: Hangup\r\nCause: 16\r\n\r\n",
    b"Response: Success\r\n",
    b"response",
    b"Response: Success\r\nEvents: On\r\n",
    b"ActionID: 7\r\nResponse: Success\r\n",
    b"ActionID",
    b"Event: ReceivedSMS\r\n--END SMS EVENT--\r\n\r\n",
    b"--END SMS EVENT--\r\n",
    b"actionid: 8\r\nEvent: Hangup\r\n",
    b"Action: Ping\r\n",
    b"Response: Follows\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\none\ntwo: 2\n\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: eight\r\nEvent: x\r\n\r\n--END COMMAND--\r\n\r\n",
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 8\r\none\r\n\r\n",
    b"Privilege: Command\r\n",
    b"ActionID: 7\r\n",
    b"Message: a\nb\r\n",
    b"--END COMMAND--\r\n\r\n",
    b"--END COMMAND--",
    b"CallStarted: 1474279641\n",
    b"CallStarted: \n",
    b"CallStarted: 12345678901234567890\n",
    b"CallStarted: 123456789012345678901\n",
    b"CallStarted: ",
    b"LoggedInTime: 5\r\n",
    b"Message: No endpoints found\n\r\n\r\n",
    b"ChanVariable(",
    b"chanvariable(Local/x:y-1;1): a=b\r\n",
    b"): ",
    b"Hint: \r\n",
    b"Key:value\r\n",
    b": no name\r\n",
    b"no colon\r\n",
    b"\r\n",
    b"\r\n\r\n",
    b"\r\n\n",
    b"\n",
    b"\r",
    b":",
    b": ",
    b" ",
    b"\x00\xff",
    b"a text that is rather long, so that the steps of a scan begin and end inside of it, and on",
];

/// Pieces and stray bytes in any order.
pub fn made_up() -> impl Strategy<Value = Vec<u8>> {
    let bytes = vec(select(&b"\r\n: ()aE-0"[..]), 0..9);
    let piece = prop_oneof![6 => select(PIECES).prop_map(<[u8]>::to_vec), 1 => bytes, 1 => vec(any::<u8>(), 0..5)];
    (vec(piece, 0..20), changes(3)).prop_map(|(pieces, changes)| changed(pieces.concat(), &changes))
}

/// Lines at which packets are taken apart.
const HEADS: &[&[u8]] = &[b"Response: Success", b"ActionID: 7", b"Event: Hangup"];

/// Lines that look like them, and that stand between them.
const GLUED: &[&[u8]] = &[
    b"response: success",
    b"Response:Success",
    b"Response:  Success",
    b"Response: Success ",
    b"Response: Error",
    b"Response",
    b"Response: Follows",
    b"Privilege: Command",
    b"event:",
    b"Event",
    b"Events: On",
    b"actionid:8",
    b"ActionID",
    b"Action: Ping",
    b"Message: a",
    b"CallStarted: 1474279641",
    b"ChanVariable(Event: a): b",
    b"no colon",
    b": no name",
    b"--END SMS EVENT--",
    b"--END COMMAND--",
];

/// Such lines with the ends that lines have (T15 to T17), and packets of them.
pub fn glued() -> impl Strategy<Value = Vec<u8>> {
    const CLOSES: &[&[u8]] = &[b"\r\n", b"\r\n", b"\n", b""];
    const ODD: &[&[u8]] = &[b"\n\r\n", b"\n\n\r\n", b"\n", b"\r\r\n"];
    let text = prop_oneof![2 => select(HEADS), 1 => select(GLUED)];
    let end = prop_oneof![4 => Just(&b"\r\n"[..]), 1 => select(ODD)];
    let line = (text, end).prop_map(|(text, end)| [text, end].concat());
    let packet = (vec(line, 1..7), select(CLOSES));
    let packet = packet.prop_map(|(lines, close)| [lines.concat(), close.to_vec()].concat());
    (vec(packet, 1..5), changes(1)).prop_map(|(packets, changes)| changed(packets.concat(), &changes))
}

/// A change: where, how many bytes leave, what comes instead.
type Change = (Index, usize, Vec<u8>);

fn changes(most: usize) -> impl Strategy<Value = Vec<Change>> {
    let instead = prop_oneof![
        2 => vec(select(&b"\r\n: )"[..]), 0..3),
        1 => vec(any::<u8>(), 0..3),
        1 => select(PIECES).prop_map(<[u8]>::to_vec),
    ];
    vec((any::<Index>(), 0..4usize, instead), 0..=most)
}

fn changed(mut stream: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for (place, leave, instead) in changes {
        let from = place.index(stream.len() + 1);
        let to = (from + leave).min(stream.len());
        stream.splice(from..to, instead.iter().copied());
    }
    stream
}

/// The recordings; of a large one the first quarter MiB.
pub fn recordings() -> Vec<Vec<u8>> {
    let recordings = sets().iter().flat_map(Set::recordings).collect::<Vec<_>>();
    let begin = |recording: &Recording| {
        let mut stream = recording.bytes();
        stream.truncate(1 << 18);
        stream
    };
    recordings.iter().map(begin).collect()
}

/// A piece of a recording with a few bytes changed.
pub fn window(recordings: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (select(recordings), any::<Index>(), 0..3000usize, changes(6)).prop_map(|(stream, place, length, changes)| {
        let from = place.index(stream.len() + 1);
        changed(stream[from..(from + length).min(stream.len())].to_vec(), &changes)
    })
}

/// Packets of ordinary names and values, and of any bytes.
pub fn fields() -> impl Strategy<Value = (Kind, Vec<Field>)> {
    let names: &[&[u8]] = &[
        b"Channel",
        b"Named Callgroup",
        b"Response",
        b"ChanVariable(",
        b"ChanVariable(x",
        b"ChanVariable(Local/x:y-1;1)",
        b"chanvariable(a): b)",
        b"Other(a:b)",
        b" edge",
        b"K\xe9y",
    ];
    let name = prop_oneof![
        8 => select(names).prop_map(<[u8]>::to_vec),
        2 => vec(select(&b"aZ09 -.():\xff"[..]), 0..16),
        1 => vec(any::<u8>(), 0..6),
    ];
    let values: &[&[u8]] = &[b"", b" ", b"16", b"a: b", b"a): b", b"Follows", b"PJSIP/1000-0000000d"];
    let value = prop_oneof![
        8 => select(values).prop_map(<[u8]>::to_vec),
        4 => vec(1..=9u8, 0..30),
        1 => vec(any::<u8>(), 0..20),
        1 => (990..1030usize).prop_map(|length| vec![b'x'; length]),
    ];
    let kinds = prop_oneof![
        Just((Kind::Action, &b"Action"[..])),
        Just((Kind::Event, &b"Event"[..])),
        Just((Kind::Response, &b"Response"[..])),
    ];
    let fields = prop_oneof![8 => vec((name.clone(), value.clone()), 1..6), 1 => vec((name, value), 120..135)];
    (kinds, fields).prop_map(|((kind, first), mut fields)| {
        fields[0].0 = first.to_vec();
        (kind, fields)
    })
}

/// The fields written, with the limits that servers have for actions.
pub fn write(kind: Kind, fields: &[Field]) -> Result<Vec<u8>, Error> {
    let mut out = vec![0; 1 << 18];
    let limits = if kind == Kind::Action { WriteLimits::ACTION } else { WriteLimits::NONE };
    let mut writer = Writer::packet(&mut out, kind, &fields[0].1, limits);
    fields[1..].iter().for_each(|(name, value)| writer.add(name, value));
    writer.finish().map(<[u8]>::to_vec)
}
