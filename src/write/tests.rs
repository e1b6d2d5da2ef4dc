//! What is written, what is refused, and what is looked at twice.

use super::*;

/// Found by the fuzz target `roundtrip`: the name would end in its value.
#[test]
fn a_channel_variable_without_its_end_is_refused_with_its_header() {
    let mut room = [0; 256];
    for name in [&b"ChanVariable(SIP/1-1"[..], b"chanvariable(", b"ChanVariable(x) "] {
        let error = Writer::action(&mut room, b"Ping").header(name, b"a): b").finish().unwrap_err();
        assert!(matches!(error.status, Status::NameBadByte | Status::NameBlankEdge), "{error:?}");
        assert_eq!(error.header, 1);
    }
    let named = Writer::action(&mut room, b"Ping").header(b"ChanVariable(SIP/1-1)", b"a): b").finish();
    assert_eq!(named, Ok(&b"Action: Ping\r\nChanVariable(SIP/1-1): a): b\r\n\r\n"[..]));
}

fn action(name: &[u8], value: &[u8]) -> Result<usize> {
    let mut out = [0; 2048];
    Writer::action(&mut out, b"Originate").header(name, value).finish().map(<[u8]>::len)
}

fn refused(name: &[u8], value: &[u8]) -> Option<(Status, u32)> {
    action(name, value).err().map(|error| (error.status, error.header))
}

#[test]
fn what_would_break_the_framing_is_refused_by_its_number() {
    for byte in [b'\r', b'\n', 0] {
        for at in 0..20 {
            let mut value = *b"abcdefghijklmnopqrst";
            value[at] = byte;
            assert_eq!(refused(b"Variable", &value), Some((Status::ValueBadByte, 1)));
            assert_eq!(refused(&value, b"x"), Some((Status::NameBadByte, 1)));
            assert_eq!(Writer::action(&mut [0; 99], &value).finish().unwrap_err().header, 0);
        }
    }
    assert_eq!(refused(b"", b"x"), Some((Status::NameEmpty, 1)));
    assert_eq!(refused(b"a:b", b"x"), Some((Status::NameHasColon, 1)));
    assert_eq!(refused(b" a", b"x"), Some((Status::NameBlankEdge, 1)));
    assert_eq!(refused(b"a ", b"x"), Some((Status::NameBlankEdge, 1)));
    assert_eq!(refused(b"a\tb", b"x"), Some((Status::NameBadByte, 1)));
    assert_eq!(refused(b"Named Callgroup", b" x "), None);
    assert_eq!(refused(b"ChanVariable(Local/x:y-1;1)", b"a=b"), None);
    assert_eq!(refused(b"ChanVariable(a): b)", b"a=b"), Some((Status::NameHasColon, 1)));
    assert_eq!(refused(b"Other(a:b)", b"a=b"), Some((Status::NameHasColon, 1)));
}

#[test]
fn every_other_byte_is_a_value() {
    for byte in 0..=255u8 {
        let clean = !matches!(byte, 0 | b'\r' | b'\n');
        for len in [1, 8, 9] {
            assert_eq!(value_is_clean(&[byte; 9][..len]), clean, "{byte:#x}");
        }
    }
}

#[test]
fn lines_and_headers_over_what_a_server_keeps_are_refused() {
    let value = [b'x'; 1022];
    assert!(action(b"abc", &value[..1017]).is_ok());
    assert_eq!(refused(b"abc", &value[..1018]), Some((Status::WriteLineTooLong, 1)));
    let mut out = [0; 4096];
    for (headers, expected) in [(127, None), (128, Some((Status::WriteTooManyHeaders, 128)))] {
        let mut writer = Writer::action(&mut out, b"Ping");
        (0..headers).for_each(|_| writer.add(b"A", b"b"));
        assert_eq!(writer.finish().err().map(|error| (error.status, error.header)), expected);
    }
    let mut event = Writer::event(&mut out, b"Status", WriteLimits::NONE);
    (0..251).for_each(|_| event.add(b"A", b"b"));
    assert!(event.finish().is_ok());
}

#[test]
fn too_little_room_tells_the_size() {
    let whole = b"Event: X\r\nA: b\r\n\r\n";
    for room in 0..=whole.len() {
        let mut out = [0; 64];
        let written = Writer::event(&mut out[..room], b"X", WriteLimits::NONE).header(b"A", b"b").finish();
        if room == whole.len() {
            assert_eq!(written, Ok(&whole[..]));
        } else {
            let error = written.unwrap_err();
            assert_eq!((error.status, error.size), (Status::NoRoom, whole.len() as u64));
        }
    }
}

#[test]
fn what_does_not_begin_with_its_kind_is_not_written() {
    for kind in [Kind::Other, Kind::Banner] {
        let error = Writer::packet(&mut [0; 99], kind, b"x", WriteLimits::NONE).finish().unwrap_err();
        assert_eq!((error.status, error.header), (Status::NameEmpty, 0));
    }
}

/// A server would take the value of a field `Action` for the missing name.
#[test]
fn a_title_is_neither_empty_nor_blank_at_an_edge() {
    for kind in [Kind::Action, Kind::Response, Kind::Event] {
        for (title, status) in [
            (&b""[..], Status::NameEmpty),
            (b" ", Status::NameBlankEdge),
            (b" Ping", Status::NameBlankEdge),
            (b"Ping\t", Status::NameBlankEdge),
            (b"\x01Ping", Status::NameBlankEdge),
            (b"\rPing", Status::ValueBadByte),
        ] {
            let mut out = [0; 99];
            let writer = Writer::packet(&mut out, kind, title, WriteLimits::NONE).header(b"Action", b"Logoff");
            assert_eq!(writer.finish().map_err(|error| (error.status, error.header)), Err((status, 0)));
        }
    }
}

/// A server strips the blanks at the front of every value, and stores the rest.
#[test]
fn a_leading_blank_of_what_a_server_stores_is_refused() {
    let write = |title: &[u8], name: &[u8], value: &[u8]| {
        let mut room = [0; 256];
        let written = Writer::action(&mut room, title).header(b"Variable", b" x").header(name, value).finish();
        written.map(<[u8]>::len).map_err(|error| (error.status, error.header))
    };
    for (title, name) in
        [(&b"Setvar"[..], &b"Value"[..]), (b"DBPut", b"Val"), (b"sEtVAR", b"VALUE"), (b"dbput", b"vAl")]
    {
        for blank in 1..=b' ' {
            let expected = match blank {
                b'\r' | b'\n' => Status::ValueBadByte,
                _ => Status::ValueBlankEdge,
            };
            for value in [&[blank][..], &[blank, b'x'], &[blank, b' ', b'x', b'y', b'z', b'1', b'2', b'3', b'4']] {
                assert_eq!(write(title, name, value), Err((expected, 2)), "{value:?}");
            }
        }
        for value in [&b""[..], b"x", b"x ", b"x\t", b"!", b"\x7f", b"\xa0x", b"a b c d e f g h i"] {
            assert!(write(title, name, value).is_ok(), "{value:?}");
        }
        // What was wrong before it is told as before, and what is behind it, too.
        assert_eq!(write(title, name, b" x\0"), Err((Status::ValueBadByte, 2)));
        assert_eq!(write(title, name, &[b'x'; 1020]), Err((Status::WriteLineTooLong, 2)));
        assert_eq!(write(title, b"a:b", b" x"), Err((Status::NameHasColon, 2)));
        let mut short = [0; 40];
        let error = Writer::action(&mut short, title).header(name, b" a value that has no room").finish().unwrap_err();
        assert_eq!((error.status, error.header), (Status::ValueBlankEdge, 1));
        let mut many = Writer::packet(&mut [], Kind::Action, title, WriteLimits { headers: 2, ..WriteLimits::ACTION });
        (0..3).for_each(|_| many.add(b"A", b"b"));
        assert_eq!(many.finish().map_err(|error| error.status), Err(Status::WriteTooManyHeaders));
    }
}

#[test]
fn other_fields_actions_and_kinds_keep_their_leading_blanks() {
    for (title, name) in [
        (&b"Setvar"[..], &b"Val"[..]),
        (b"Setvar", b"Values"),
        (b"Setvar", b"Variable"),
        (b"DBPut", b"Value"),
        (b"DBPut", b"Key"),
        (b"SetvarX", b"Value"),
        (b"DBGet", b"Val"),
        (b"Originate", b"Variable"),
        (b"UserEvent", b"Value"),
        (b"SendText", b"Message"),
    ] {
        let mut room = [0; 99];
        let written = Writer::action(&mut room, title).header(name, b"\t x").finish().unwrap();
        assert!(written.ends_with(b": \t x\r\n\r\n"), "{}", written.escape_ascii());
    }
    for kind in [Kind::Response, Kind::Event] {
        for (title, name) in [(&b"Setvar"[..], &b"Value"[..]), (b"DBPut", b"Val")] {
            let mut room = [0; 99];
            assert!(Writer::packet(&mut room, kind, title, WriteLimits::NONE).header(name, b" x").finish().is_ok());
        }
    }
}

#[test]
fn what_is_refused_leaves_nothing_of_it_behind() {
    const OLD: u8 = 0xa5;
    let write = |out: &mut [u8], last: &[u8]| {
        let login = Writer::action(out, b"Login").header(b"Secret", b"swordfish");
        login.header(b"Username", b"u").header(last, b"x").finish().map(<[u8]>::len)
    };
    let whole = write(&mut [0; 256], b"A").unwrap();
    for (room, last) in (0..whole).map(|room| (room, &b"A"[..])).chain([(256, &b"a:b"[..]), (40, b""), (60, b"a\n")]) {
        let mut out = [OLD; 256];
        write(&mut out[..room], last).unwrap_err();
        let kept = out.iter().position(|byte| *byte == OLD).unwrap_or(out.len());
        assert!(out[..kept].iter().all(|byte| *byte == 0), "{room}: {}", out.escape_ascii());
        assert!(out[kept..].iter().all(|byte| *byte == OLD), "what was not written stays");
    }
}

#[test]
fn a_response_cannot_announce_text() {
    let error = Writer::response(&mut [0; 99], b"follows", WriteLimits::NONE).finish().unwrap_err();
    assert_eq!(error.status, Status::BadArgument);
}

/// Every byte at every place of every length, the others being letters: whether
/// it is looked at again, and what is copied.
#[test]
fn no_more_is_looked_at_again_than_has_to_be() {
    for (len, at) in (1..=30).flat_map(|len| (0..len).map(move |at| (len, at))) {
        for byte in 0..=u8::MAX {
            let (mut text, mut to) = ([b'x'; 30], [0; 30]);
            text[at] = byte;
            let (text, to) = (&text[..len], &mut to[..len]);
            let shown = text.escape_ascii();
            assert_eq!(copy(to, text, suspect_in_name) != 0, !(b'?'..=b'~').contains(&byte), "name {shown}");
            assert_eq!(to, text);
            to.fill(0);
            assert_eq!(copy(to, text, suspect_in_value) != 0, byte <= b'\r', "value {shown}");
            assert_eq!(to, text);
            // Brackets and what is below them, in digits and hyphens.
            let suspect = byte < b'*' || byte == b':' || byte == 0x7f;
            assert_eq!(is_suspect(text), suspect, "name {shown}");
            assert_eq!(value_is_clean(text), !matches!(byte, 0 | b'\r' | b'\n'), "value {shown}");
        }
    }
    assert!(is_suspect(b"") && value_is_clean(b""));
    assert!(!is_suspect(b"Category-000000"));
}
