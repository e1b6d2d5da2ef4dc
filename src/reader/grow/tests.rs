extern crate std;
use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::Status;
use crate::reader::Options;

type Own = Reader<Vec<u8>, Vec<u32>>;

fn reader(storage: usize, lines: usize) -> Own {
    let options = Options { separate_glued: true, ..Options::CLIENT };
    Reader::new(vec![0; storage], vec![0; 2 * lines], options).unwrap()
}

/// What is read of a packet.
fn said(packet: &crate::packet::Packet<'_>) -> String {
    let headers: Vec<_> = packet.headers().map(|header| (header.name.to_vec(), header.value.to_vec())).collect();
    format!("{:?} {} {headers:?} {:?}", packet.kind(), packet.offset(), packet.body())
}

/// The next numbers of a series that looks random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

fn stream(numbers: &mut Numbers) -> Vec<u8> {
    let mut all = b"Asterisk Call Manager/2.7.0\r\n".to_vec();
    for n in 0..40 {
        let lines: String = (0..numbers.below(30)).map(|i| format!("Name{i}: {}\r\n", "v".repeat(i % 9))).collect();
        all.extend(
            match numbers.below(9) {
                0 => format!("Response: Follows\r\nActionID: {n}\r\n{}--END COMMAND--\r\n\r\n", "a: line\n".repeat(n)),
                1 => format!("Response: Success\r\nActionID: {n}\r\nEvent: Glued\r\n{lines}\r\n"),
                2 => format!("Event: E\r\n{lines}Long: {}\r\n\r\n", "x".repeat(numbers.below(3000))),
                3 => String::from("\r\n"),
                4 => format!("a row\r\nanother\r\n{lines}\r\n"),
                5 => format!("Event: E\r\nT16: a\n{lines}\r\n"),
                _ => format!("Event: E{n}\r\n{lines}\r\n"),
            }
            .into_bytes(),
        );
    }
    all
}

/// Whatever memory the reader gets, and whenever, it reads the same.
#[test]
fn other_memory_changes_nothing() {
    let (mut smaller, mut larger) = (0, 0);
    for seed in 0..400 {
        let mut numbers = Numbers(seed);
        let stream = stream(&mut numbers);
        let mut plain = reader(1 << 17, 1 << 14);
        assert_eq!(plain.feed(&stream), stream.len());
        let mut expected = Vec::new();
        while let Some(packet) = plain.next().unwrap() {
            expected.push(said(&packet));
        }
        let mut changed = reader(64 + numbers.below(300), 8 + numbers.below(40));
        changed.ask_for_memory();
        let (mut seen, mut rest) = (Vec::new(), &stream[..]);
        loop {
            if numbers.below(3) == 0 {
                let (storage, lines) = (64 + numbers.below(3000), 4 + numbers.below(100));
                let before = changed.memory().0;
                if changed.set_memory(Some(vec![0xff; storage]), Some(vec![u32::MAX; 2 * lines])).is_ok() {
                    *(if storage < before { &mut smaller } else { &mut larger }) += 1;
                }
            }
            if changed.ready() {
                seen.push(said(&changed.next().unwrap().unwrap()));
                continue;
            }
            let (bytes, lines) = changed.memory();
            match changed.wants() {
                Some(Wants::Bytes) => drop(changed.set_memory(Some(vec![0; 2 * bytes]), None).unwrap()),
                Some(Wants::Lines) => drop(changed.set_memory(None, Some(vec![0; 4 * lines])).unwrap()),
                None if rest.is_empty() => break,
                None => {
                    let piece = rest.len().min(1 + numbers.below(700));
                    let n = changed.feed(&rest[..piece]);
                    rest = &rest[n..];
                }
            }
        }
        assert_eq!(seen, expected, "{seed}");
        assert_eq!(changed.counters(), plain.counters(), "{seed}");
        assert_eq!((changed.offset(), changed.tail()), (plain.offset(), plain.tail()), "{seed}");
    }
    assert!(smaller > 1000 && larger > 1000, "{smaller} {larger}");
}

/// It asks when it is full, and not before; where it gets none, it refuses.
#[test]
fn it_asks_before_it_refuses() {
    let mut reader = reader(100, 8);
    reader.ask_for_memory();
    for byte in b"Event: E\r\n" {
        reader.feed(&[*byte]);
        assert!(!reader.ready());
    }
    while reader.wants().is_none() {
        assert!(reader.unread().0 < 100);
        assert_eq!(reader.feed(b"x"), 1);
        assert!(!reader.ready());
    }
    assert_eq!((reader.wants(), reader.unread().0), (Some(Wants::Bytes), 100));
    let unfinished = reader.unfinished().unwrap();
    assert_eq!(said(&reader.packet(unfinished)), "Event 0 [([69, 118, 101, 110, 116], [69])] None");
    reader.refuse_memory();
    assert!(reader.ready());
    let error = reader.next().unwrap_err();
    assert_eq!((error.status, error.offset, error.size), (Status::PacketTooLarge, 0, 100));
    assert_eq!(reader.wants(), None);
    // The rest is skipped, and the next one is asked for again.
    assert_eq!(reader.feed(b"\r\n\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\nG: 7\r\nH: 8\r\n"), 52);
    assert!(!reader.ready());
    assert_eq!(reader.wants(), Some(Wants::Lines));
    reader.refuse_memory();
    assert!(reader.ready());
    assert_eq!(reader.next().unwrap_err().status, Status::TooManyHeaders);
    assert_eq!(reader.feed(b"\r\nEvent: F\r\n\r\n"), 14);
    assert_eq!(reader.next().unwrap().unwrap().title(), b"F");
}

/// What a caller sets as a limit is refused without asking.
#[test]
fn a_limit_is_not_asked_about() {
    let limits = crate::limits::Limits { packet_bytes: 50, ..crate::limits::Limits::NONE };
    let options = Options { limits, banner: false, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 100], vec![0; 16], options).unwrap();
    reader.ask_for_memory();
    assert_eq!(reader.feed(&[b'x'; 100]), 100);
    assert!(reader.ready());
    assert_eq!(reader.next().unwrap_err().status, Status::PacketTooLarge);
}

/// Memory that no reader could have is given back.
#[test]
fn memory_that_is_none_is_given_back() {
    let mut reader = reader(100, 8);
    for (bytes, entries) in [(0, 16), (100, 0)] {
        let (storage, index) = reader.set_memory(Some(vec![0; bytes]), Some(vec![0; entries])).unwrap_err();
        assert_eq!((storage.unwrap().len(), index.unwrap().len()), (bytes, entries));
    }
    assert_eq!(reader.memory(), (100, 8));
}

fn event(name: &str, lines: usize) -> Vec<u8> {
    format!("Event: {name}\r\n{}\r\n", "Name: value\r\n".repeat(lines)).into_bytes()
}

/// A packet that was found ahead is not moved: it is read where it is.
#[test]
fn less_memory_waits_for_a_packet_that_was_found() {
    let mut reader = reader(1000, 100);
    let (first, second) = (event("First", 20), b"event: Second\r\nName: value\r\n\r\n");
    assert_eq!(reader.feed(&[&first[..], second].concat()), first.len() + second.len());
    assert_eq!(reader.next().unwrap().unwrap().title(), b"First");
    assert!(reader.ready());
    assert!(reader.set_memory(Some(vec![0; 200]), Some(vec![0; 40])).is_err());
    assert_eq!(reader.next().unwrap().unwrap().title(), b"Second");
    assert!(reader.set_memory(Some(vec![0; 200]), Some(vec![0; 40])).is_ok());
    assert_eq!(reader.memory(), (200, 20));
}

/// Nor is what follows a text of which a part was refused, before that is over.
#[test]
fn less_memory_waits_for_the_end_of_what_is_skipped() {
    let limits = crate::limits::Limits { packet_bytes: 60, ..crate::limits::Limits::NONE };
    let options = Options { text_bytes: 80, limits, banner: false, ..Options::CLIENT };
    let mut reader = Reader::new(vec![0; 2000], vec![0; 400], options).unwrap();
    let events = event("First", 2).repeat(20);
    let text = "a line of a text\n\r\n\r\n".repeat(4);
    let command = format!("Response: Follows\r\nPrivilege: Command\r\n{text}--END COMMAND--\r\n\r\n");
    let all = [&events[..], command.as_bytes(), &event("Last", 1)].concat();
    assert_eq!(reader.feed(&all), all.len());
    for _ in 0..20 {
        assert_eq!(reader.next().unwrap().unwrap().title(), b"First");
    }
    assert_eq!(reader.next().unwrap_err().status, Status::PacketTooLarge);
    assert!(reader.set_memory(Some(vec![0; 400]), Some(vec![0; 100])).is_err());
    assert_eq!(reader.next().unwrap_err().status, Status::TextTooLarge);
    assert!(reader.set_memory(Some(vec![0; 400]), Some(vec![0; 100])).is_ok());
    while reader.next().unwrap().unwrap().title() != b"Last" {}
    assert_eq!(reader.received(), all.len() as u64);
}

/// A text goes on in less memory as it began in more: also behind an empty line in
/// it, where it is known to be one.
#[test]
fn a_text_goes_on_in_less_memory() {
    for begun in ["one\ntwo\n", "one\n\r\n\r\ntwo\n"] {
        let mut reader = reader(2000, 200);
        let first = event("First", 60);
        let all = [&first[..], b"Response: Follows\r\nPrivilege: Command\r\n", begun.as_bytes()].concat();
        assert_eq!(reader.feed(&all), all.len());
        assert_eq!(reader.next().unwrap().unwrap().title(), b"First");
        assert!(reader.next().unwrap().is_none());
        assert_eq!(reader.follows.is_some(), begun.contains("\r\n\r\n"));
        assert!(reader.set_memory(Some(vec![0; 200]), Some(vec![0; 40])).is_ok());
        assert_eq!(reader.feed(b"three\n--END COMMAND--\r\n\r\n"), 25);
        let packet = reader.next().unwrap().unwrap();
        assert_eq!(packet.body(), Some(format!("{begun}three\n").as_bytes()));
        assert_eq!(packet.offset(), first.len() as u64);
    }
}

/// Of what is no packet yet there is no first piece.
#[test]
fn a_greeting_that_is_no_line_yet_is_no_packet() {
    let mut reader = reader(100, 8);
    assert_eq!(reader.feed(b"Asterisk Call"), 13);
    assert!(reader.next().unwrap().is_none());
    assert!(reader.unfinished().is_none());
    assert_eq!(reader.feed(b" Manager/2.7.0\r\nEvent: E\r\n"), 26);
    assert_eq!(reader.next().unwrap().unwrap().body(), Some(&b"2.7.0"[..]));
    assert!(reader.next().unwrap().is_none());
    assert_eq!(reader.unfinished().unwrap().lines, 1);
}
