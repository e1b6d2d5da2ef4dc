//! The grammar of a stream once more: plain, slow, over all of its bytes at
//! once, in nom, and with nothing of the library in it but the names of its
//! counters and statuses. It is what the fast parser is held against, so it is
//! written from the rules and not from that parser.
#![allow(dead_code, unreachable_pub)]

use amiwire::Status;
use amiwire::counters::Counters;
use amiwire::parse::Lines;
use amiwire::reader::{Options, TextMode};
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_till, take_until, take_while_m_n};
use nom::combinator::{map, map_opt, opt, recognize, rest, verify};
use nom::multi::fold_many0;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

const GREETINGS: [&[u8]; 6] = [
    b"Asterisk Call Manager/",
    b"Asterisk Call Manager Proxy/",
    b"Asterisk Manager Proxy/",
    b"CallWeaver Call Manager/",
    b"OpenPBX Call Manager/",
    b"PBX Call Manager/",
];
const LONGEST_GREETING: usize = 128;
const FOLLOWS: &[u8] = b"Response: Follows\r\n";
const END_MARK: &[u8] = b"--END COMMAND--\r\n\r\n";

#[derive(Clone, Copy, PartialEq)]
enum End {
    CrLf,
    Lf,
}

#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a [u8],
    end: End,
}

impl Line<'_> {
    /// Its bytes, its end included.
    fn bytes(&self) -> usize {
        self.text.len() + if self.end == End::CrLf { 2 } else { 1 }
    }
}

/// Server output as it is: CR LF ends a line, and nothing else does.
fn crlf_line(input: &[u8]) -> IResult<&[u8], Line<'_>> {
    let text = terminated(take_until(&b"\r\n"[..]), tag(&b"\r\n"[..]));
    map(text, |text| Line { text, end: End::CrLf }).parse(input)
}

/// Server output with two bugs known: a line that begins with LF has an empty
/// line before it (T17), and CallStarted may lack its CR (T16).
fn repaired_line(input: &[u8]) -> IResult<&[u8], Line<'_>> {
    let nothing = map(tag(&b"\n"[..]), |_| Line { text: &[], end: End::Lf });
    let time = take_while_m_n(1, 20, |byte: u8| byte.is_ascii_digit());
    let started = terminated(recognize((tag(&b"CallStarted: "[..]), time)), tag(&b"\n"[..]));
    alt((nothing, map(started, |text| Line { text, end: End::Lf }), crlf_line)).parse(input)
}

/// What a person types: every LF ends a line, and one CR before it belongs to
/// the end.
fn typed_line(input: &[u8]) -> IResult<&[u8], Line<'_>> {
    let (input, text) = terminated(take_until(&b"\n"[..]), tag(&b"\n"[..])).parse(input)?;
    let line = match text {
        [text @ .., b'\r'] => Line { text, end: End::CrLf },
        text => Line { text, end: End::Lf },
    };
    Ok((input, line))
}

fn line(rule: Lines) -> fn(&[u8]) -> IResult<&[u8], Line<'_>> {
    match rule {
        Lines::Wire => repaired_line,
        Lines::WireUnrepaired => crlf_line,
        Lines::Typed => typed_line,
    }
}

fn empty_line(rule: Lines) -> impl FnMut(&[u8]) -> IResult<&[u8], Line<'_>> {
    move |input| verify(line(rule), |line: &Line<'_>| line.text.is_empty()).parse(input)
}

fn full_line(rule: Lines) -> impl FnMut(&[u8]) -> IResult<&[u8], Line<'_>> {
    move |input| verify(line(rule), |line: &Line<'_>| !line.text.is_empty()).parse(input)
}

/// As many lines as there are.
fn lines<'a>(
    line: impl FnMut(&'a [u8]) -> IResult<&'a [u8], Line<'a>>,
) -> impl Parser<&'a [u8], Output = Vec<Line<'a>>, Error = nom::error::Error<&'a [u8]>> {
    fold_many0(line, Vec::new, |mut lines, line| {
        lines.push(line);
        lines
    })
}

/// A header of an old Command answer, of which there are three; a line that
/// ends in the mark's words is text.
fn command_header<'a>(input: &'a [u8]) -> IResult<&'a [u8], Line<'a>> {
    let name = alt((tag(&b"Privilege: "[..]), tag(&b"ActionID: "[..]), tag(&b"Message: "[..])));
    let text = terminated(recognize((name, take_till(|byte| byte == b'\n'))), tag(&b"\n"[..]));
    let header = |text: &'a [u8]| text.strip_suffix(b"\r").filter(|text| !text.ends_with(b"--END COMMAND--"));
    map(map_opt(text, header), |text| Line { text, end: End::CrLf }).parse(input)
}

fn command_headers(input: &[u8]) -> IResult<&[u8], Vec<Line<'_>>> {
    let first = map(tag(FOLLOWS), |text: &[u8]| Line { text: &text[..text.len() - 2], end: End::CrLf });
    let (input, (first, mut others)) = (first, lines(command_header)).parse(input)?;
    others.insert(0, first);
    Ok((input, others))
}

/// Whether the first line of an old Command answer begins a text here.
#[derive(Clone, Copy, PartialEq)]
enum Opens {
    No,
    NotKnown,
    Yes,
}

/// By the ActionID in one of the three header lines behind the first, where that
/// decides.
fn opens(options: &Options, input: &[u8]) -> Opens {
    if options.lines == Lines::Typed || !input.starts_with(FOLLOWS) {
        return Opens::No;
    }
    match options.text {
        TextMode::Always => return Opens::Yes,
        TextMode::Never => return Opens::No,
        TextMode::Announced => {}
    }
    let mut rest = &input[FOLLOWS.len()..];
    for _ in 0..3 {
        match command_header(rest) {
            Ok((_, line)) if line.text.starts_with(b"ActionID: ") => {
                let known = crate::common::ANNOUNCED.contains(&&line.text[b"ActionID: ".len()..]);
                return if known { Opens::Yes } else { Opens::No };
            }
            Ok((behind, _)) => rest = behind,
            Err(_) => return if may_be_header(rest) { Opens::NotKnown } else { Opens::No },
        }
    }
    Opens::No
}

/// Whether more bytes can make this a header of an old Command answer.
fn may_be_header(rest: &[u8]) -> bool {
    let names = [&b"Privilege: "[..], b"ActionID: ", b"Message: "];
    let begun = names.iter().any(|name| rest.starts_with(name)) && !rest.contains(&b'\n');
    begun || names.iter().any(|name| name.starts_with(rest))
}

/// If the text that begins the input is longer than the bound: behind which byte
/// the next packet begins, which is the first empty line that ends beyond it.
fn beyond_bound(options: &Options, input: &[u8]) -> Option<usize> {
    let bound = options.text_bytes as usize;
    if opens(options, input) != Opens::Yes || options.text_bytes == u32::MAX || input.len() <= bound {
        return None;
    }
    let (behind, _) = command_headers(input).unwrap();
    let mark = behind.windows(END_MARK.len()).position(|bytes| bytes == END_MARK);
    if mark.is_some_and(|at| input.len() - behind.len() + at + END_MARK.len() <= bound) {
        return None;
    }
    let mut rest = input;
    while let Ok((behind, line)) = line(options.lines)(rest) {
        rest = behind;
        if line.text.is_empty() && input.len() - rest.len() > bound {
            return Some(input.len() - rest.len());
        }
    }
    Some(input.len())
}

struct Packet<'a> {
    lines: Vec<Line<'a>>,
    body: Option<&'a [u8]>,
    /// Its closing empty line.
    close: End,
}

fn packet(options: Options) -> impl FnMut(&[u8]) -> IResult<&[u8], Packet<'_>> {
    move |input| {
        let rule = options.lines;
        if opens(&options, input) == Opens::Yes {
            let text = terminated(take_until(END_MARK), tag(END_MARK));
            let packet = |(lines, body)| Packet { lines, body: Some(body), close: End::CrLf };
            return map((command_headers, text), packet).parse(input);
        }
        let some = verify(lines(full_line(rule)), |lines: &[Line<'_>]| !lines.is_empty());
        let parts = (some, empty_line(rule));
        map(parts, |(lines, close)| Packet { lines, body: None, close: close.end }).parse(input)
    }
}

struct Header<'a> {
    name: &'a [u8],
    value: &'a [u8],
    spaced: bool,
}

/// The name ends at the first colon; that of a channel's variable at `): `, if
/// there is one.
fn header(text: &[u8]) -> Header<'_> {
    fn name(input: &[u8]) -> IResult<&[u8], &[u8]> {
        let variable = (tag_no_case(&b"ChanVariable("[..]), take_until(&b"): "[..]), tag(&b")"[..]));
        alt((recognize(variable), verify(take_until(&b":"[..]), |name: &[u8]| !name.is_empty()))).parse(input)
    }
    let value = preceded(tag(&b":"[..]), (opt(tag(&b" "[..])), rest));
    match (name, value).parse(text) {
        Ok((_, (name, (space, value)))) => Header { name, value, spaced: space.is_some() },
        Err(_) => Header { name: &[], value: text, spaced: true },
    }
}

/// By the first line, or by the second one behind an ActionID (T72).
fn kind(lines: &[Line<'_>]) -> &'static str {
    match (kind_of_line(&lines[0]), lines.get(1).map(kind_of_line)) {
        ("id", Some(kind @ ("event" | "response"))) => kind,
        ("id", _) => "other",
        (kind, _) => kind,
    }
}

fn kind_of_line(line: &Line<'_>) -> &'static str {
    let name = line.text.split(|byte| *byte == b':').next().unwrap_or_default();
    let with_colon = name.len() < line.text.len();
    let is = |word: &[u8]| with_colon && name.eq_ignore_ascii_case(word);
    match () {
        _ if is(b"Event") => "event",
        _ if is(b"Response") => "response",
        _ if is(b"Action") => "action",
        _ if is(b"ActionID") => "id",
        _ => "other",
    }
}

/// Which limit is met first, at which byte; a limit for bytes before one for
/// lines before one for a line's bytes if it is the same byte. A text that is
/// asked for in pieces has no limit for bytes.
fn excess(options: &Options, text: bool, lines: &[(Line<'_>, usize)], length: usize) -> Option<Status> {
    excess_before(options, text, lines, length, usize::MAX)
}

/// The same before byte `bound`.
fn excess_before(
    options: &Options,
    text: bool,
    lines: &[(Line<'_>, usize)],
    length: usize,
    bound: usize,
) -> Option<Status> {
    let limits = &options.limits;
    let mut met = Vec::new();
    let unbounded = text && options.text_in_pieces;
    if length > limits.packet_bytes as usize && !unbounded {
        met.push((limits.packet_bytes as usize, Status::PacketTooLarge));
    }
    if let Some((_, last_byte)) = lines.get(limits.headers as usize) {
        met.push((*last_byte, Status::TooManyHeaders));
    }
    for (line, last_byte) in lines.iter().take(limits.headers as usize) {
        if line.text.len() > limits.line_bytes as usize {
            met.push((*last_byte, Status::LineTooLong));
        }
    }
    met.into_iter().filter(|(at, _)| *at < bound).min_by_key(|(at, _)| *at).map(|(_, status)| status)
}

/// The lines with the place of each one's LF, counted from the first's start.
fn placed<'a>(lines: &[Line<'a>]) -> Vec<(Line<'a>, usize)> {
    let mut end = 0;
    let place = |line: &Line<'a>| {
        end += line.bytes();
        (*line, end - 1)
    };
    lines.iter().map(place).collect()
}

/// How long the name of a greeting is with its slash. Where any name will do, a word
/// that begins with a digit is its version.
#[rustfmt::skip]
fn never_greets(line: &[u8]) -> bool {
    let low = line.to_ascii_lowercase();
    let others: [&[u8]; 6] = [b"http/", b"ssh-", b"sip/", b"rtsp/", b"event:", b"response:"];
    others.iter().any(|other| low.starts_with(other))
        || line.first().is_some_and(|byte| !(0x21..0x7f).contains(byte) || byte.is_ascii_digit())
}

fn greeting_name(options: &Options, line: &[u8]) -> Option<usize> {
    if let Some(name) = GREETINGS.iter().find(|name| line.starts_with(name)) {
        return Some(name.len());
    }
    let text = line.strip_suffix(b"\n")?;
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let slash = text.iter().rposition(|byte| *byte == b'/')?;
    if never_greets(line) {
        return None;
    }
    let version = &text[slash + 1..];
    let word = version.iter().all(|byte| (0x21..0x7f).contains(byte));
    (options.any_banner && slash > 0 && word && version.first()?.is_ascii_digit()).then_some(slash + 1)
}

/// What a reader with more than enough memory tells of the stream, as
/// `common::read` writes it.
pub fn read(stream: &[u8], options: Options) -> Vec<String> {
    let mut told = Vec::new();
    let mut counters = Counters::default();
    let rule = options.lines;
    let offset = |rest: &[u8]| stream.len() - rest.len();
    let mut input = stream;
    let mut greeting_may_come = false;
    if options.banner {
        // By its LF, whatever ends the lines of packets.
        let end = input.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        match end.filter(|end| *end <= LONGEST_GREETING).map(|end| &input[..end]) {
            Some(line) => {
                if let Some(name) = greeting_name(&options, line) {
                    let version = line[name..].strip_suffix(b"\n").unwrap();
                    counters.missing_cr += u64::from(rule == Lines::Wire && !version.ends_with(b"\r"));
                    let version = version.strip_suffix(b"\r").unwrap_or(version);
                    told.push(format!("banner @0+{}\n  body [{}]", line.len(), version.escape_ascii()));
                    input = &input[line.len()..];
                }
            }
            None => {
                let begun = |name: &&[u8]| input.starts_with(name) || name.starts_with(input);
                let may_be = options.any_banner && !never_greets(input) || GREETINGS.iter().any(begun);
                greeting_may_come = may_be && input.len() < LONGEST_GREETING;
            }
        }
    }
    loop {
        while let Ok((rest, line)) = empty_line(rule)(input) {
            counters.stray_empty_lines += 1;
            counters.missing_empty_line += u64::from(rule == Lines::Wire && line.end == End::Lf);
            input = rest;
        }
        if let Some(resumed) = beyond_bound(&options, input) {
            let headers = command_headers(input).unwrap().1;
            // Another limit may have been broken before.
            let earlier = excess_before(&options, true, &placed(&headers), input.len(), options.text_bytes as usize);
            if let Some(status) = earlier {
                refuse(status, offset(input), &mut counters, &mut told);
            }
            refuse(Status::TextTooLarge, offset(input), &mut counters, &mut told);
            input = &input[resumed..];
            continue;
        }
        let Ok((rest, packet)) = packet(options)(input) else { break };
        let (at, length) = (offset(input), input.len() - rest.len());
        if let Some(status) = excess(&options, packet.body.is_some(), &placed(&packet.lines), length) {
            refuse(status, at, &mut counters, &mut told);
            counters.unawaited_texts += u64::from(is_unawaited(&options, input));
            input = rest;
        } else if let Some(lines) = glued(&options, &packet) {
            let length = packet.lines[..lines].iter().map(Line::bytes).sum();
            let first = Packet { lines: packet.lines[..lines].to_vec(), body: None, close: End::CrLf };
            told.push(deliver(rule, &first, at, length, &mut counters));
            counters.glued_packets += 1;
            // What is glued to it is read as what it is.
            input = &input[length..];
        } else {
            told.push(deliver(rule, &packet, at, length, &mut counters));
            counters.unawaited_texts += u64::from(is_unawaited(&options, input));
            input = rest;
        }
    }
    // What is left is unfinished; it is refused as soon as it is too large.
    let opened = opens(&options, input);
    let (text, lines) = match command_headers(input) {
        Ok((_, lines)) if opened == Opens::Yes => (true, lines),
        _ => (false, lines(full_line(rule)).parse(input).unwrap().1),
    };
    let over = input.len() > options.limits.packet_bytes as usize || lines.len() > options.limits.headers as usize;
    let status = excess(&options, text, &placed(&lines), input.len());
    match status {
        _ if opened == Opens::NotKnown => unfinished(input, &mut counters),
        Some(status) if over && input.len() >= FOLLOWS.len() && !greeting_may_come => {
            refuse(status, offset(input), &mut counters, &mut told);
            counters.unawaited_texts += u64::from(is_unawaited(&options, input));
        }
        _ => unfinished(input, &mut counters),
    }
    told.push(format!("{counters:?}"));
    told
}

/// After how many lines another packet begins, if packets are to be taken apart
/// that a server glued together: a text ends where a response or an event
/// begins (T22), and a success ends there if it has said no more than its
/// ActionID (T21). Of one answer that is known to come so this holds always
/// (T75), where anything is repaired.
fn glued(options: &Options, packet: &Packet<'_>) -> Option<usize> {
    let lines = &packet.lines;
    let is_events_on = |lines: &[Line<'_>]| {
        let whole = lines[..2].iter().all(|line| line.end == End::CrLf);
        let texts = [lines[0].text, lines[1].text] == [&b"Response: Success"[..], b"Events: On"];
        whole && texts && lines[2].text.starts_with(b"Event:")
    };
    if options.lines == Lines::Wire && lines.len() > 2 && is_events_on(lines) {
        return Some(2);
    }
    if !options.separate_glued || options.lines == Lines::Typed || packet.body.is_some() {
        return None;
    }
    let begins = |i: usize| lines[i - 1].end == End::CrLf && ["response", "event"].contains(&kind(&lines[i..]));
    let value = |i: usize| header(repaired(options.lines, &lines[i])).value.to_ascii_lowercase();
    match kind(lines) {
        "other" => (1..lines.len()).find(|i| begins(*i)),
        "response" if value(usize::from(kind_of_line(&lines[0]) == "id")) == b"success" => {
            let is_id = |line: &Line<'_>| header(line.text).name.eq_ignore_ascii_case(b"ActionID");
            let behind = if lines.iter().take(2).any(is_id) { 2 } else { 1 };
            Some(behind).filter(|behind| *behind < lines.len() && begins(*behind))
        }
        _ => None,
    }
}

/// The text of a line without the LF that a server left in it (T15).
fn repaired<'a>(rule: Lines, line: &Line<'a>) -> &'a [u8] {
    match line.text {
        [text @ .., b'\n'] if rule == Lines::Wire && line.end == End::CrLf => text,
        text => text,
    }
}

fn unfinished(input: &[u8], counters: &mut Counters) {
    counters.tails = u64::from(!input.is_empty());
    counters.tail_bytes = input.len() as u64;
}

/// Whether a packet looks like an old Command answer and has no text.
fn is_unawaited(options: &Options, input: &[u8]) -> bool {
    options.lines != Lines::Typed && input.starts_with(FOLLOWS) && opens(options, input) != Opens::Yes
}

fn refuse(status: Status, at: usize, counters: &mut Counters, told: &mut Vec<String>) {
    match status {
        Status::TooManyHeaders => counters.too_many_headers += 1,
        Status::LineTooLong => counters.lines_too_long += 1,
        Status::TextTooLarge => counters.texts_too_large += 1,
        _ => counters.packets_too_large += 1,
    }
    told.push(format!("refused {} @{at}", status.name()));
}

/// A packet in words, with what it adds to the counters.
fn deliver(rule: Lines, packet: &Packet<'_>, at: usize, length: usize, counters: &mut Counters) -> String {
    let kind = kind(&packet.lines);
    match kind {
        "event" => counters.events += 1,
        "response" => counters.responses += 1,
        "action" => counters.actions += 1,
        _ => counters.unknown_packets += 1,
    }
    counters.packets += 1;
    counters.lines += packet.lines.len() as u64;
    counters.follows += u64::from(packet.body.is_some());
    counters.missing_empty_line += u64::from(rule == Lines::Wire && packet.close == End::Lf);
    let mut told = format!("{kind} @{at}+{length}");
    for (i, line) in packet.lines.iter().enumerate() {
        let text = repaired(rule, line);
        counters.missing_cr += u64::from(rule == Lines::Wire && line.end == End::Lf);
        counters.trailing_lf += (line.text.len() - text.len()) as u64;
        let of = |byte: u8| text.iter().filter(|other| **other == byte).count() as u64;
        counters.lone_lf += of(b'\n');
        counters.lone_cr += of(b'\r');
        let header = header(text);
        let ends_sms = kind == "event" && i + 1 == packet.lines.len() && text == b"--END SMS EVENT--";
        counters.lines_without_name += u64::from(header.name.is_empty() && !ends_sms);
        counters.missing_space += u64::from(!header.spaced);
        told += &format!("\n  [{}] [{}]", header.name.escape_ascii(), header.value.escape_ascii());
    }
    if let Some(body) = packet.body {
        told += &format!("\n  body [{}]", body.escape_ascii());
    }
    told
}
