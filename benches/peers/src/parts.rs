//! Work on one packet: the writer, lookups, a response that comes alone.

use std::hint::black_box;

use amiwire::reader::Options;
use amiwire::write::{WriteLimits, Writer};

use crate::input::packets;
use crate::measure::Row;
use crate::opponents::{self, LOOKUPS, Pair};
use crate::peers;
use crate::readers::{in_place, keep, reader};

/// Writer, lookups, and a response that comes alone, on the first 256 KiB.
pub fn rows(bytes: &'static [u8]) -> Result<Vec<Row<'static>>, String> {
    let bytes = &bytes[..256 << 10];
    let mut fields: Vec<Vec<(&'static str, &'static str)>> = Vec::new();
    let mut pairs: Vec<Vec<Pair<'static>>> = Vec::new();
    let mut written = 0;
    for packet in packets(bytes) {
        // Whole lines only: a value that holds an LF cannot be written.
        let text = std::str::from_utf8(packet).unwrap_or_default().strip_suffix("\r\n\r\n").unwrap_or_default();
        let fields_of: Vec<_> = text.split("\r\n").filter_map(|line| line.split_once(": ")).collect();
        let mut out = String::new();
        if fields_of.is_empty() || fields_of[0].0 != "Event" || !opponents::format(&mut out, &fields_of) {
            continue;
        }
        pairs.push(fields_of.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect());
        written += out.len();
        fields.push(fields_of);
    }
    let fields: &'static [_] = fields.leak();
    let pairs: &'static [Vec<Pair<'static>>] = pairs.leak();

    let mut out = vec![0; 64 << 10];
    let mut text = String::with_capacity(64 << 10);
    let mut check = (vec![0; 64 << 10], String::new());
    for headers in fields {
        let ours = write(&mut check.0, headers).to_vec();
        opponents::format(&mut check.1, headers);
        if ours != check.1.as_bytes() {
            return Err("the writer and write! write different packets".to_owned());
        }
    }

    // Lookups: every packet of the input, kept as an index.
    let index = vec![0; 1 << 20];
    let mut found = Vec::new();
    let mut rest = bytes;
    let mut indices = &mut *index.leak();
    while found.len() < pairs.len() {
        let (mine, others) = std::mem::take(&mut indices).split_at_mut(520);
        indices = others;
        let parsed = amiwire::parse::parse(rest, &mut Default::default(), mine).map_err(|error| error.to_string())?;
        let Some(parsed) = parsed else { break };
        rest = &rest[parsed.consumed..];
        found.push(parsed.packet);
    }
    let found: &'static [_] = found.leak();
    let lookups = found.len().min(pairs.len());

    let lone: &'static [u8] = b"Response: Success\r\nActionID: 1234567890\r\nMessage: Pong\r\n\r\n..";
    let lone = &lone[..lone.len() - 2];
    let mut small_reader = reader(8 << 10, Options { banner: false, ..Options::CLIENT });
    small_reader.space()[..lone.len()].copy_from_slice(lone);
    const TIMES: usize = 2000;

    Ok(vec![
        Row::new("httparse", bytes.len(), move || keep(peers::httparse(bytes))),
        Row::new("write!", written, move || {
            for headers in fields {
                black_box(opponents::format(&mut text, black_box(headers)));
            }
        }),
        Row::new("writer", written, move || {
            for headers in fields {
                black_box(write(&mut out, black_box(headers)));
            }
        }),
        Row::new("linear eq_ignore_ascii_case", lookups * LOOKUPS.len(), move || {
            for headers in pairs.iter().take(lookups) {
                for name in LOOKUPS {
                    black_box(opponents::linear(black_box(headers), black_box(name)));
                }
            }
        }),
        Row::new("get", lookups * LOOKUPS.len(), move || {
            for packet in found.iter().take(lookups) {
                for name in LOOKUPS {
                    black_box(black_box(packet).get(black_box(name)));
                }
            }
        }),
        Row::new("httparse, the same", TIMES * lone.len(), move || {
            for _ in 0..TIMES {
                black_box(peers::httparse_small(black_box(lone)));
            }
        }),
        Row::new("lone response of 60 bytes", TIMES * lone.len(), move || {
            for _ in 0..TIMES {
                black_box(in_place(black_box(&mut small_reader), lone.len()));
            }
        }),
    ])
}

fn write<'a>(out: &'a mut [u8], headers: &[(&str, &str)]) -> &'a [u8] {
    let Some(((_, title), rest)) = headers.split_first() else { return &[] };
    let mut writer = Writer::event(out, title.as_bytes(), WriteLimits::NONE);
    for (name, value) in rest {
        writer.add(name.as_bytes(), value.as_bytes());
    }
    writer.finish().unwrap_or_default()
}
