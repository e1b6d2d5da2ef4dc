//! What a packet gives of its lines.

use super::*;
use crate::parse::{Lines, Resume, parse};

#[cfg(feature = "names")]
#[test]
fn a_header_is_known_by_its_name() {
    let mut index = [0; 64];
    let bytes = b"Action: Ping\r\nACTIONID: 1\r\nNo such name: x\r\nno name\r\n\r\n";
    let packet = parse(bytes, &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    let mut ids = packet.headers().map(|header| header.id());
    assert!(ids.by_ref().take(2).eq([Some(name::Header::Action), Some(name::Header::ActionID)]));
    assert!(ids.eq([None, None]));
}

#[test]
fn a_packet_with_a_line_is_not_empty() {
    let mut index = [0; 64];
    let packet = parse(b"no name\r\n\r\n", &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    assert!(!packet.is_empty() && packet.len() == 1);
    let banner = Packet { lines: 0, names: &[], ends: &[], kind: Kind::Banner, ..packet };
    assert!(banner.is_empty() && banner.headers().next().is_none());
}

#[test]
fn a_variable_is_found_by_all_of_its_name() {
    let mut index = [0; 64];
    let bytes = b"Event: Newexten\r\nChanVariable(Local/1@a:b-1;1): x: y\r\n\r\n";
    let packet = parse(bytes, &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    assert_eq!(packet.get(b"ChanVariable(Local/1@a:b-1;1)"), Some(&b"x: y"[..]));
    assert_eq!(packet.get(b"ChanVariable(Local/1@a"), None);
    // Every colon with its space, so that the packet looks like an ordinary one.
    let bytes = b"Event: Newexten\r\nChanVariable(a: b): c\r\n\r\n";
    let packet = parse(bytes, &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    assert_eq!(packet.get(b"ChanVariable(a: b)"), Some(&b"c"[..]));
    assert_eq!(packet.get(b"ChanVariable(a"), None);
    assert_eq!(packet.header(1).unwrap().name, b"ChanVariable(a: b)");
    let packet = parse(&bytes[17..], &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    assert_eq!(packet.title(), b"c");
}

#[test]
fn a_title_without_a_space_before_it_is_whole() {
    let mut index = [0; 64];
    for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
        let bytes = b"Event:Hangup\r\nCause: 16\r\n\r\n";
        let packet = parse(bytes, &mut Resume::new(lines), &mut index).unwrap().unwrap().packet;
        assert_eq!(packet.title(), b"Hangup", "{lines:?}");
        assert_eq!(packet.get(b"event"), Some(&b"Hangup"[..]), "{lines:?}");
    }
}

#[test]
fn the_headers_that_are_left_are_told() {
    let mut index = [0; 64];
    let bytes = b"Event: Hangup\r\nCause: 16\r\nCause-txt: x\r\n\r\n";
    let packet = parse(bytes, &mut Resume::default(), &mut index).unwrap().unwrap().packet;
    let mut headers = packet.headers();
    for left in (0..=3).rev() {
        assert_eq!(headers.size_hint(), (left, Some(left)));
        assert_eq!(headers.next().is_some(), left > 0);
    }
}
