//! What only the C interface asks of a reader.

extern crate std;
use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use super::*;
use crate::Limits;

/// What is asked for by [`Reader::next`], or by [`Reader::next_to`].
fn told(pieces: core::slice::Chunks<'_, u8>, framing: bool, to: bool) -> (Vec<String>, Counters) {
    let limits = Limits { packet_bytes: 100, ..Limits::NONE };
    let options = Options { limits, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 1024], vec![0; 64], options).unwrap();
    reader.set_framing(framing);
    let text = |packet: &Packet<'_>| {
        let lines = if framing { 1 } else { packet.len() };
        format!("{:?} {} {} {lines}", packet.kind(), packet.offset(), packet.raw().escape_ascii())
    };
    let mut told = Vec::new();
    for piece in pieces {
        assert_eq!(reader.feed(piece), piece.len());
        loop {
            let mut taken = None;
            let found = if to {
                reader.next_to(|packet| taken = Some(text(packet))).map(|found| {
                    assert_eq!(found, taken.is_some());
                    taken
                })
            } else {
                reader.next().map(|packet| packet.as_ref().map(text))
            };
            match found {
                Ok(Some(text)) => told.push(text),
                Ok(None) => break,
                Err(error) => told.push(format!("{} at {}", error.status.name(), error.offset)),
            }
        }
    }
    (told, *reader.counters())
}

#[test]
fn both_ways_of_asking_for_a_packet_give_the_same() {
    let large = [b"Event: Large\r\nA: ".as_slice(), &[b'x'; 100], b"\r\n\r\n"].concat();
    let follows = b"Response: Follows\r\nPrivilege: Command\r\na\nb\n--END COMMAND--\r\n\r\n";
    let (event, response) = (b"Event: A\r\nB: c\r\nD: e\r\n\r\n", b"Response: Success\r\n\r\n");
    let banner = b"Asterisk Call Manager/2.7.0\r\n";
    let stream = [&banner[..], event, response, &large, event, event, follows, b"text\r\n\r\n", event].concat();
    for size in [1, 97, stream.len()] {
        for framing in [false, true] {
            let (by_next, counters) = told(stream.chunks(size), framing, false);
            assert_eq!(by_next.len(), 9, "{by_next:?}");
            assert_eq!(counters.events, 4);
            assert_eq!(told(stream.chunks(size), framing, true), (by_next, counters));
        }
    }
}
