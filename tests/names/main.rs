//! Every known name is found under its number in any case, and nothing else is:
//! in Rust and by the functions for C.
#![allow(unsafe_code)]

mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod near;
mod packets;

use std::mem::MaybeUninit;

use amiwire::ffi::name::{amiwire_action_id, amiwire_event_id};
use amiwire::ffi::name_header::{amiwire_header_id, amiwire_header_index, amiwire_name_index};
use amiwire::ffi::slice::amiwire_slice;
use amiwire::name::{Action, Event, Header, header};

/// A row of the table that all names come from.
struct Row {
    kind: &'static str,
    id: u16,
    name: &'static str,
    shape: Option<&'static str>,
}

/// The rows, read here without the code that the generator reads them with.
fn rows() -> impl Iterator<Item = Row> {
    let lines = include_str!("../../src/name/names.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().expect(line);
        let kind = if cell() == "template" { "header" } else { line.split('\t').next().unwrap() };
        Row { kind, id: cell().parse().expect(line), name: cell(), shape: cells.next() }
    })
}

/// The id of a name of one kind, which is the same for C.
fn lookup(kind: &str, name: &[u8]) -> Option<u16> {
    let slice = amiwire_slice { ptr: name.as_ptr(), len: name.len() };
    // SAFETY: a whole slice.
    let (found, by_c) = unsafe {
        match kind {
            "event" => (Event::lookup(name).map(Event::id), amiwire_event_id(slice)),
            "action" => (Action::lookup(name).map(Action::id), amiwire_action_id(slice)),
            _ => (Header::lookup(name).map(Header::id), amiwire_header_id(slice)),
        }
    };
    assert_eq!(u32::from(found.unwrap_or(0)), by_c, "{kind} {}", name.escape_ascii());
    found
}

/// What C is told of a header's name.
fn index_by_c(name: &[u8]) -> amiwire_name_index {
    let mut index = MaybeUninit::zeroed();
    let slice = amiwire_slice { ptr: name.as_ptr(), len: name.len() };
    // SAFETY: a whole slice and a place of our own; all bytes zero are an index.
    unsafe {
        assert_eq!(amiwire_header_index(slice, index.as_mut_ptr()), 0);
        index.assume_init()
    }
}

/// A name as it is, in lower and in upper case.
fn spellings(name: &str) -> [String; 3] {
    [name.to_owned(), name.to_lowercase(), name.to_uppercase()]
}

#[test]
fn every_name_of_the_table_is_found_in_any_case() {
    let mut count = 0;
    for Row { kind, id, name, .. } in rows() {
        for spelling in spellings(name) {
            assert_eq!(lookup(kind, spelling.as_bytes()), Some(id), "{kind} {spelling}");
        }
        count += 1;
    }
    assert_eq!(count, Event::ALL.len() + Action::ALL.len() + Header::ALL.len());
}

#[test]
fn every_id_gives_its_name() {
    for Row { kind, id, name, .. } in rows() {
        let found = match kind {
            "event" => Event::from_id(id).map(|event| (event.id(), event.name())),
            "action" => Action::from_id(id).map(|action| (action.id(), action.name())),
            _ => Header::from_id(id).map(|header| (header.id(), header.name())),
        };
        assert_eq!(found, Some((id, name)));
        let for_c = match kind {
            "event" => Event::from_id(id).map(Event::name_c),
            "action" => Action::from_id(id).map(Action::name_c),
            _ => Header::from_id(id).map(Header::name_c),
        };
        assert_eq!(for_c.map(|name| name.to_bytes()), Some(name.as_bytes()));
    }
    for id in [0, 2000, u16::MAX] {
        assert_eq!((Event::from_id(id), Action::from_id(id), Header::from_id(id)), (None, None, None));
    }
}

#[test]
fn every_template_gives_its_indices_in_any_case() {
    for Row { id, name, shape, .. } in rows() {
        let Some(shape) = shape else { continue };
        let filled = shape.replacen("######", "000017", 1).replace("######", "1234567").replace('#', "4");
        for spelling in spellings(&filled.replace('*', "SIP/Trunk-0000000a")) {
            let (found, at) = header(spelling.as_bytes()).unwrap_or_else(|| panic!("{spelling}"));
            assert_eq!((found.id(), found.name()), (id, name));
            assert_eq!(at.first(), if shape.contains("######") { Some(17) } else { shape.contains('#').then_some(4) });
            assert_eq!(at.second(), (shape.matches("######").count() == 2).then_some(1_234_567));
            let by_c = index_by_c(spelling.as_bytes());
            let numbers = u32::from(at.first().is_some()) + u32::from(at.second().is_some());
            assert_eq!((by_c.header, by_c.count), (id.into(), numbers));
            assert_eq!((by_c.first, by_c.second), (at.first().unwrap_or(0), at.second().unwrap_or(0)));
            assert_eq!(by_c.text.len, at.text().map_or(0, <[u8]>::len));
            let text = at.text().map(<[u8]>::to_ascii_lowercase);
            assert_eq!(text, shape.contains('*').then(|| b"sip/trunk-0000000a".to_vec()));
        }
    }
}

/// A place of a template is not filled by what stands for it.
#[test]
fn a_number_sign_is_no_number() {
    assert!(header(b"Line-000000-000001").is_some());
    for name in [&b"Line-######-000001"[..], b"Line-000000-######", b"Report#SourceSSRC", b"#0"] {
        assert_eq!(header(name), None, "{}", name.escape_ascii());
    }
}

/// What the catalogue of Asterisk 13 and later lacks: events of 1.4 to 11, of
/// the drivers of modems, of app_rpt.
#[test]
fn events_of_old_releases_and_of_other_drivers_have_numbers() {
    for name in [
        "Link",
        "Unlink",
        "Bridge",
        "Dial",
        "Join",
        "Leave",
        "Masquerade",
        "Transfer",
        "AsyncAGI",
        "AGIExec",
        "QueueMemberPaused",
        "OriginateSuccess",
        "OriginateFailure",
        "NewPeerAccount",
        "JabberEvent",
        "ChannelReload",
        "Agentcallbacklogin",
        "Agentcallbacklogoff",
        "BridgeAction",
        "BridgeExec",
        "ChannelUpdate",
        "DTMF",
        "FaxReceived",
        "FaxSent",
        "JitterBufStats",
        "MobileStatus",
        "ModuleLoadReport",
        "MusicOnHold",
        "PRIEvent",
        "ReceiveFAXStatus",
        "RTPReceiverStat",
        "RTPSenderStat",
        "SendFAXStatus",
        "RptStatus",
        "RPT_TXKEYED",
        "RPT_RXKEYED",
        "RPT_ETXKEYED",
        "RPT_AUTOPATCHUP",
        "RPT_LINKS",
        "RPT_ALINKS",
        "RPT_NUMLINKS",
        "RPT_NUMALINKS",
        "MDC-1200",
        "DongleSMSStatus",
        "DongleUSSDStatus",
    ] {
        assert!(lookup("event", name.as_bytes()).is_some(), "{name}");
    }
    for driver in ["Dongle", "Quectel"] {
        for event in [
            "CallStateChange",
            "CEND",
            "DeviceEntry",
            "NewCMGR",
            "NewCUSD",
            "NewSMS",
            "NewSMSBase64",
            "NewUSSD",
            "NewUSSDBase64",
            "PortFail",
            "Report",
            "ShowDevicesComplete",
            "Status",
        ] {
            assert!(lookup("event", format!("{driver}{event}").as_bytes()).is_some(), "{driver}{event}");
        }
    }
    // Answered with one response each.
    for action in [Action::RptStatus, Action::RptLocalNodes] {
        assert_eq!(lookup("action", action.name().as_bytes()), Some(action.id()));
    }
}

/// T29: the same word is a name of several kinds, each with its own meaning.
#[test]
fn kinds_are_name_spaces_of_their_own() {
    assert_eq!(Event::lookup(b"Status"), Some(Event::Status));
    assert_eq!(Action::lookup(b"Status"), Some(Action::Status));
    assert_eq!(Header::lookup(b"Status"), Some(Header::Status));
    assert_eq!(Event::lookup(b"Originate"), None);
    assert_eq!(Action::lookup(b"Uniqueid"), None);
}

/// T8, T47, T61 and the exchange's own names.
#[test]
fn odd_names_are_known() {
    assert_eq!(Header::lookup(b"UniqueID"), Some(Header::Uniqueid));
    assert_eq!(Header::lookup(b"BridgeID"), Header::lookup(b"BridgeId"));
    assert_eq!(Header::lookup(b"100rel"), Some(Header::_100rel));
    assert_eq!(Header::lookup(b"2chanvariable"), Some(Header::_2ChanVariable));
    assert_eq!(Header::lookup(b"sip-t.38support"), Some(Header::SIP_T_38Support));
    assert_ne!(Header::lookup(b"Named Callgroup"), Header::lookup(b"NamedCallGroup"));
    assert_eq!(Event::lookup(b"NewExten"), Some(Event::Newexten));
    assert_eq!(Event::lookup(b"DataGet Tree"), Some(Event::DataGet_Tree));
    assert_eq!(Action::lookup(b"DAHDI DNDon"), Some(Action::DAHDI_DNDon));
    assert_eq!(Event::lookup(b"QueuesComplete"), Some(Event::QueuesComplete));
}

#[test]
fn a_name_prints_as_itself() {
    assert_eq!(Header::Cause_txt.to_string(), "Cause-txt");
    assert_eq!(format!("{:?}", Event::Hangup), "Event(Hangup)");
    assert_eq!(format!("[{:>8}]", Action::Ping), "[    Ping]");
}
