//! Packets of any fields: written, refused, read again.

use amiwire::parse::{Lines, Resume, parse};
use amiwire::write::{WriteLimits, Writer};
use amiwire::{Kind, Status};
use arbitrary::{Result, Unstructured};

const NAMES: &[&[u8]] = &[
    b"Channel",
    b"Exten",
    b"ActionID",
    b"Variable",
    b"ChanVariable",
    b"ChanVariable(SIP/1-1)",
    b"Event",
    b"Output",
    b"Value",
    b"val",
];

fn bytes<'a>(input: &mut Unstructured<'a>) -> Result<&'a [u8]> {
    let length = input.int_in_range(0..=40)?;
    input.bytes(length.min(input.len()))
}

/// A text, and now and then one that comes near the longest line.
fn value(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut value = bytes(input)?.to_vec();
    if input.ratio(1, 16)? {
        value.resize(input.int_in_range(980..=1040)?, b'x');
    }
    Ok(value)
}

fn name(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    Ok(if input.arbitrary()? { input.choose(NAMES)?.to_vec() } else { bytes(input)?.to_vec() })
}

/// Why a header cannot be sent, by the rules of the header file.
fn refusal(name: &[u8], value: &[u8], number: usize, limits: WriteLimits, stored: &[u8]) -> Option<Status> {
    let variable = name.len() >= 13 && name[..13].eq_ignore_ascii_case(b"ChanVariable(");
    let closed = variable && name.ends_with(b")");
    let inside = &name[..name.len().saturating_sub(1)];
    if name.is_empty() {
        Some(Status::NameEmpty)
    } else if name.iter().any(|byte| byte.is_ascii_control()) || (variable && !closed) {
        Some(Status::NameBadByte)
    } else if name.contains(&b':') && (!closed || inside.windows(3).any(|three| three == b"): ")) {
        Some(Status::NameHasColon)
    } else if name.starts_with(b" ") || name.ends_with(b" ") {
        Some(Status::NameBlankEdge)
    } else if value.iter().any(|byte| b"\r\n\0".contains(byte)) {
        Some(Status::ValueBadByte)
    } else if !stored.is_empty() && name.eq_ignore_ascii_case(stored) && value.first().is_some_and(|byte| *byte <= b' ')
    {
        Some(Status::ValueBlankEdge)
    } else if name.len() + 2 + value.len() > limits.line_bytes {
        Some(Status::WriteLineTooLong)
    } else if number >= limits.headers {
        Some(Status::WriteTooManyHeaders)
    } else {
        None
    }
}

pub fn run(input: &[u8]) {
    let _ = round(&mut Unstructured::new(input));
}

/// What a server would not read as a title: to it, control characters are blanks.
fn blank_title(title: &[u8]) -> Option<Status> {
    let (Some(first), Some(last)) = (title.first(), title.last()) else { return Some(Status::NameEmpty) };
    let blank = |byte: &u8| *byte <= b' ' && !matches!(byte, 0 | b'\r' | b'\n');
    (blank(first) || blank(last)).then_some(Status::NameBlankEdge)
}

fn round(input: &mut Unstructured<'_>) -> Result<()> {
    let kind = *input.choose(&[Kind::Action, Kind::Response, Kind::Event])?;
    let limits = match kind {
        Kind::Action => WriteLimits::ACTION,
        _ if input.arbitrary()? => WriteLimits::NONE,
        _ => WriteLimits { line_bytes: input.int_in_range(0..=60)?, headers: input.int_in_range(0..=5)? },
    };
    let title = match input.ratio(1, 8)? {
        true => input.choose(&[&b"Setvar"[..], b"DBPUT"])?.to_vec(),
        false => value(input)?,
    };
    // Which value a server stores without its leading blanks.
    let stored: &[u8] = match &title.to_ascii_lowercase()[..] {
        b"setvar" if kind == Kind::Action => b"Value",
        b"dbput" if kind == Kind::Action => b"Val",
        _ => b"",
    };
    let mut fields = vec![(kind.name_of_its_header(), title)];
    let count = if input.ratio(1, 20)? { 130 } else { input.int_in_range(0..=7)? };
    for _ in 0..count {
        fields.push((name(input)?, value(input)?));
    }
    let follows = kind == Kind::Response && fields[0].1.eq_ignore_ascii_case(b"Follows");
    let wanted = match follows {
        true => Some((0, Status::BadArgument)),
        false => blank_title(&fields[0].1).map(|status| (0, status)).or_else(|| {
            fields.iter().enumerate().find_map(|(i, (name, value))| Some((i, refusal(name, value, i, limits, stored)?)))
        }),
    };
    let size: usize = fields.iter().map(|(name, value)| name.len() + value.len() + 4).sum::<usize>() + 2;

    let write = |out: &mut [u8]| {
        let mut writer = Writer::packet(out, kind, &fields[0].1, limits);
        for (name, value) in &fields[1..] {
            writer.add(name, value);
        }
        assert_eq!(writer.size(), size);
        writer.finish().map(<[u8]>::to_vec)
    };
    let mut room = vec![0; size];
    let short = write(&mut room[1..]).unwrap_err();
    let whole = match (write(&mut room), wanted) {
        (Err(error), Some((header, status))) => {
            assert_eq!((error.status, error.header as usize), (status, header), "{fields:x?}");
            assert_eq!(short, error);
            return Ok(());
        }
        (written, None) => written.unwrap(),
        (written, wanted) => panic!("{written:?}, but {wanted:?}"),
    };
    assert_eq!((short.status, short.size), (Status::NoRoom, size as u64));

    for lines in [Lines::Wire, Lines::WireUnrepaired, Lines::Typed] {
        let mut index = vec![0; 2 * fields.len() + 2];
        let parsed = parse(&whole, &mut Resume::new(lines), &mut index).unwrap().unwrap();
        assert_eq!((parsed.consumed, parsed.packet.kind(), parsed.packet.len()), (size, kind, fields.len()));
        let read = parsed.packet.headers().map(|header| (header.name.to_vec(), header.value.to_vec()));
        assert!(read.eq(fields.iter().cloned()), "{fields:?} is read as {:?}", parsed.packet);
    }
    Ok(())
}

trait NameOfItsHeader {
    fn name_of_its_header(self) -> Vec<u8>;
}

impl NameOfItsHeader for Kind {
    fn name_of_its_header(self) -> Vec<u8> {
        match self {
            Kind::Action => b"Action".to_vec(),
            Kind::Response => b"Response".to_vec(),
            _ => b"Event".to_vec(),
        }
    }
}
