//! What is odd in a packet: the kinds of `ODDITIES.tsv`.

use std::collections::{BTreeMap, HashSet};

use super::count::{Line, Packet};

/// Every kind that is looked for.
pub const KINDS: &[&str] = &[
    "ActionID-not-second",
    "Event-not-first",
    "Response-not-first",
    "bare-CR-in-line",
    "bare-LF-in-line",
    "control-byte",
    "duplicate-keys",
    "empty-value-no-space",
    "first-line-neither-Event-nor-Response",
    "follows-output-empty",
    "follows-output-holds-END",
    "follows-output-holds-empty-line",
    "follows-output-not-utf8",
    "key-unusual",
    "line-over-1024",
    "line-without-colon-or-key",
    "more-than-64-headers",
    "no-space-after-colon",
    "not-utf8",
    "response-without-ActionID",
    "stray-empty-lines",
    "tab",
    "tail",
    "utf8",
    "value-leading-spaces",
    "value-trailing-space",
];

/// How often something is odd, and where it is first.
pub struct Oddity {
    pub count: u64,
    pub offset: usize,
    pub bytes: Vec<u8>,
}

#[derive(Default)]
pub struct Found {
    pub all: BTreeMap<&'static str, Oddity>,
}

impl Found {
    pub fn add(&mut self, kind: &'static str, offset: usize, bytes: &[u8]) {
        assert!(KINDS.contains(&kind), "{kind}");
        let first = || Oddity { count: 0, offset, bytes: bytes[..bytes.len().min(60)].to_vec() };
        self.all.entry(kind).or_insert_with(first).count += 1;
    }
}

pub fn look(packet: &Packet<'_>, found: &mut Found) {
    let first = packet.lines[0];
    let mut add = |kind, line: &Line<'_>| found.add(kind, line.at, line.bytes);
    if !first.is("Event") && !first.is("Response") {
        add("first-line-neither-Event-nor-Response", &first);
    }
    for line in &packet.lines[1..] {
        for (name, kind) in [("Event", "Event-not-first"), ("Response", "Response-not-first")] {
            if line.is(name) {
                add(kind, line);
            }
        }
    }
    let id = packet.lines.iter().position(|line| line.is("ActionID"));
    match id {
        None if first.is("Response") => add("response-without-ActionID", &first),
        Some(2..) if first.is("Response") => add("ActionID-not-second", &packet.lines[1]),
        _ => {}
    }
    if packet.lines.len() > 64 {
        add("more-than-64-headers", &first);
    }
    // Those that servers repeat for each thing that there is are not odd.
    let repeated = |line: &Line<'_>| ["Output", "Variable", "ChanVariable"].iter().any(|name| line.is(name));
    let keys = packet.lines.iter().filter(|line| !repeated(line)).filter_map(Line::parts);
    let keys: Vec<Vec<u8>> = keys.map(|(key, _)| key.to_ascii_lowercase()).collect();
    if keys.iter().collect::<HashSet<_>>().len() < keys.len() {
        add("duplicate-keys", &first);
    }
    packet.lines.iter().for_each(|line| look_at_line(line, &mut add));
    if let Some(output) = &packet.output {
        look_at_output(output, &mut add);
    }
}

fn look_at_line(line: &Line<'_>, add: &mut impl FnMut(&'static str, &Line<'_>)) {
    let any = |wanted: fn(u8) -> bool| line.bytes.iter().any(|byte| wanted(*byte));
    let mut note = |kind, is| {
        if is {
            add(kind, line);
        }
    };
    note("bare-CR-in-line", any(|byte| byte == b'\r'));
    note("bare-LF-in-line", any(|byte| byte == b'\n'));
    note("tab", any(|byte| byte == b'\t'));
    note("control-byte", any(|byte| (byte < b' ' && !b"\t\r\n".contains(&byte)) || byte == 0x7f));
    note("line-over-1024", line.bytes.len() > 1024);
    match std::str::from_utf8(line.bytes) {
        Ok(text) => note("utf8", !text.is_ascii()),
        Err(_) => note("not-utf8", true),
    }
    let Some((key, rest)) = line.parts() else { return note("line-without-colon-or-key", true) };
    note("key-unusual", !key.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)));
    match rest {
        [] => note("empty-value-no-space", true),
        [b' ', value @ ..] => {
            note("value-leading-spaces", value.starts_with(b" "));
            note("value-trailing-space", value.ends_with(b" "));
        }
        _ => note("no-space-after-colon", true),
    }
}

fn look_at_output(output: &Line<'_>, add: &mut impl FnMut(&'static str, &Line<'_>)) {
    let holds = |piece: &[u8]| output.bytes.windows(piece.len()).any(|window| window == piece);
    for (kind, is) in [
        ("follows-output-empty", output.bytes.is_empty()),
        ("follows-output-holds-END", holds(b"--END COMMAND--")),
        ("follows-output-holds-empty-line", holds(b"\n\n") || holds(b"\r\n\r\n")),
        ("follows-output-not-utf8", std::str::from_utf8(output.bytes).is_err()),
    ] {
        if is {
            add(kind, output);
        }
    }
}
