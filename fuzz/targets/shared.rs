//! What the fuzz targets do with their input. `tests/corpora.rs` does the same
//! with every input that is kept, on any machine.
#![allow(dead_code, unreachable_pub)]

use amiwire::command::output;
use amiwire::counters::Counters;
use amiwire::packet::Piece;
use amiwire::parse::{Lines, Parsed, Resume};
use amiwire::reader::{Options, Reader, TextMode};
use amiwire::scan::Kernel;
use amiwire::{Kind, Limits, Packet, Status};

/// What came out of a stream. The headers of a packet one behind the other,
/// names and values in turn, then the body.
#[derive(Debug, PartialEq)]
enum Item {
    Packet { kind: Kind, piece: Piece, offset: u64, length: usize, texts: Vec<Vec<u8>>, body: Option<Vec<u8>> },
    Refused { status: Status, offset: u64 },
}

fn item(packet: &Packet<'_>, from: u64) -> Item {
    let texts = packet.headers().flat_map(|header| [header.name.to_vec(), header.value.to_vec()]).collect();
    let (kind, piece, length) = (packet.kind(), packet.piece(), packet.raw().len());
    Item::Packet { kind, piece, offset: from + packet.offset(), length, texts, body: packet.body().map(<[u8]>::to_vec) }
}

/// The items with the pieces of an output put together; none if the last one
/// has not ended, or if pieces were held against limits that are there for the
/// whole otherwise.
fn joined(items: Vec<Item>, limits: Limits) -> Option<Vec<Item>> {
    let mut whole: Vec<Item> = Vec::new();
    let mut open = false;
    for item in items {
        let Item::Packet { piece: piece @ (Piece::Middle | Piece::Last), offset, length, texts, body, .. } = &item
        else {
            assert!(!open, "a text goes on behind {item:?}");
            open = matches!(item, Item::Packet { piece: Piece::First, .. });
            whole.push(item);
            continue;
        };
        assert!(open, "{item:?} belongs to nothing");
        open = *piece == Piece::Middle;
        let Some(Item::Packet { piece: first, offset: from, length: so_far, texts: lines, body: text, .. }) =
            whole.last_mut()
        else {
            panic!("nothing before {item:?}");
        };
        assert_eq!(*from + *so_far as u64, *offset);
        *so_far += length;
        match (text, body) {
            (Some(text), Some(body)) => {
                assert!(texts.is_empty(), "headers in {item:?}");
                text.extend_from_slice(body);
            }
            (None, None) if limits == Limits::NONE => lines.extend_from_slice(texts),
            (None, None) => return None,
            _ => panic!("{item:?} is of another form than the first piece"),
        }
        *first = if open { Piece::First } else { Piece::Whole };
    }
    if open { None } else { Some(whole) }
}

/// Everything that can be asked of a packet fits together.
fn ask(packet: &Packet<'_>) {
    for (i, header) in packet.headers().enumerate() {
        assert_eq!(packet.header(i), Some(header));
        // The last ones of many would only cost time.
        if !header.name.is_empty() && i < 20 {
            let before = packet.headers().take(i).filter(|other| other.is(header.name)).count();
            assert_eq!(packet.get_nth(header.name, before), Some(header.value));
        }
    }
    // Behind an ActionID it is the second header that gives a packet its kind.
    let behind_id = packet.kind() != Kind::Other && packet.header(0).is_some_and(|header| header.is(b"ActionID"));
    let title = packet.header(usize::from(behind_id));
    assert_eq!(packet.title(), title.map_or(&b""[..], |header| header.value));
    assert!(output(packet).map(|line| line.len() + 1).sum::<usize>() <= packet.raw().len() + 1);
}

/// Reads the stream in pieces of these sizes, over and over; 0 is all of it.
fn read(stream: &[u8], options: Options, pieces: &[u8], storage: usize, index: usize) -> (Vec<Item>, Counters) {
    let (mut storage, mut index) = (vec![0; storage], vec![0; index]);
    let mut reader = Reader::new(&mut storage, &mut index, options).unwrap();
    let mut items = Vec::new();
    let mut rest = stream;
    let mut pieces = pieces.iter().cycle();
    while !rest.is_empty() {
        let size = match pieces.next() {
            None | Some(0) => rest.len(),
            Some(size) => rest.len().min(usize::from(*size)),
        };
        let (mut piece, behind) = rest.split_at(size);
        rest = behind;
        while !piece.is_empty() {
            let fed = reader.feed(piece);
            assert!(fed > 0, "the reader takes nothing more");
            piece = &piece[fed..];
            loop {
                // Whatever is announced all the time does not depend on the pieces.
                reader.announce(b"7").unwrap();
                match reader.next() {
                    Ok(Some(packet)) => {
                        ask(&packet);
                        items.push(item(&packet, 0));
                    }
                    Ok(None) => break,
                    Err(error) => items.push(Item::Refused { status: error.status, offset: error.offset }),
                }
            }
        }
    }
    assert_eq!(reader.received(), stream.len() as u64);
    reader.finish();
    (items, *reader.counters())
}

fn lines(byte: u8) -> Lines {
    Lines::from_code(byte % 3).unwrap()
}

fn force(byte: u8) {
    // One that this machine cannot run changes nothing.
    Kernel::ALL[usize::from(byte) % Kernel::ALL.len()].force();
}

/// Twelve bytes say how to read, the rest is the stream.
pub fn chunks(input: &[u8]) {
    let Some((setup, stream)) = input.split_first_chunk::<12>() else { return };
    let [rule, storage, index, bytes, headers, line, kernels, ref pieces @ ..] = *setup;
    let limit = |byte: u8, unit: u32| if byte == 0 { u32::MAX } else { (u32::from(byte) - 1) * unit };
    let limits = Limits { packet_bytes: limit(bytes, 3), headers: limit(headers, 1), line_bytes: limit(line, 2) };
    let options = Options {
        lines: lines(rule),
        banner: rule & 0x80 != 0,
        limits,
        text_in_pieces: rule & 0x40 != 0,
        separate_glued: rule & 0x20 != 0,
        text: TextMode::from_code((rule >> 3 & 3) % 3).unwrap(),
        // The corpus of before has none.
        text_bytes: if rule & 4 == 0 { u32::MAX } else { 50 * u32::from(kernels) },
        any_banner: false,
    };
    let (storage, index) = (64 + 4 * usize::from(storage), 8 + 2 * usize::from(index));

    force(kernels);
    let whole = read(stream, options, &[0], storage, index);
    force(kernels / 5);
    let cut = read(stream, options, pieces, storage, index);
    assert_eq!(whole, cut, "storage {storage} index {index} pieces {pieces:?} {options:?}");
    let (items, counters) = whole;
    let refused = items.iter().any(|item| matches!(item, Item::Refused { .. }));
    if !refused && let Some(items) = joined(items, limits) {
        let roomy = read(stream, options, pieces, stream.len() + 64, 2 * stream.len() + 16);
        // What is glued into an unfinished packet is told when the memory is
        // full, or when it has ended.
        if options.separate_glued && roomy.1.tails != 0 {
            return;
        }
        assert_eq!((items, counters), roomy, "storage {storage} index {index}, and with much memory: {options:?}");
    }
}

fn first<'a>(bytes: &'a [u8], lines: Lines, index: &'a mut [u32]) -> Option<Parsed<'a>> {
    amiwire::parse::parse(bytes, &mut Resume::new(lines), index).unwrap()
}

/// Three bytes say how to read, the rest is the stream.
pub fn parse(input: &[u8]) {
    let Some((&[rule, small, grow], stream)) = input.split_first_chunk::<3>() else { return };
    let lines = lines(rule);
    force(rule / 3);
    let options = Options { lines, banner: false, ..Options::CLIENT };
    let (expected, _) = read(stream, options, &[grow], stream.len() + 64, 2 * stream.len() + 16);

    let (mut index, mut few) = (vec![0; 2 * stream.len() + 16], vec![0; usize::from(small)]);
    let (mut found, mut from) = (Vec::new(), 0);
    loop {
        let bytes = &stream[from..];
        // The same packet from bytes that grow.
        let (mut resume, mut to, mut consumed) = (Resume::new(lines), 0, None);
        while consumed.is_none() && to < bytes.len() {
            to = (to + usize::from(grow).max(1)).min(bytes.len());
            let grown = amiwire::parse::parse(&bytes[..to], &mut resume, &mut index).unwrap();
            consumed = grown.map(|parsed| (parsed.consumed, item(&parsed.packet, from as u64)));
        }
        let Some(parsed) = first(bytes, lines, &mut index) else {
            assert_eq!(consumed, None);
            break;
        };
        assert!(!parsed.truncated);
        ask(&parsed.packet);
        let whole = item(&parsed.packet, from as u64);
        assert_eq!(consumed, Some((parsed.consumed, item(&parsed.packet, from as u64))));

        // The same packet by an index that may be too small.
        let short = first(bytes, lines, &mut few).unwrap();
        assert_eq!((short.consumed, short.packet.len()), (parsed.consumed, parsed.packet.len()));
        assert_eq!((short.packet.kind(), short.packet.body()), (parsed.packet.kind(), parsed.packet.body()));
        assert_eq!(short.truncated, few_lines(&short) < parsed.packet.len());
        assert_eq!(few_lines(&short), parsed.packet.len().min(usize::from(small) / 2));
        assert!(short.packet.headers().zip(parsed.packet.headers()).all(|(one, other)| one == other));
        from += parsed.consumed;
        found.push(whole);
    }
    assert_eq!(found, expected, "{lines:?}");
}

fn few_lines(parsed: &Parsed<'_>) -> usize {
    parsed.packet.headers().count()
}
