//! Names that are nearly known: one byte changed, dropped or added.

use super::{Row, header, lookup, rows};
use std::collections::HashMap;

/// A small generator of numbers, the same ones on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The slow way to tell whether a header name fits a shape: case folded, the
/// holes filled by trial.
fn fits(shape: &[u8], name: &[u8]) -> bool {
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (shape, name) {
        ([], []) => true,
        ([b'*', shape @ ..], _) => (0..=name.len()).any(|skipped| fits(shape, &name[skipped..])),
        ([b'#', b'#', b'#', b'#', b'#', b'#', shape @ ..], _) => digits >= 6 && fits(shape, &name[digits..]),
        ([b'#', shape @ ..], _) => (1..6).contains(&digits) && fits(shape, &name[digits..]),
        ([a, shape @ ..], [b, name @ ..]) => a.eq_ignore_ascii_case(b) && fits(shape, name),
        _ => false,
    }
}

/// What an entirely different way of looking gives.
struct Reference {
    plain: HashMap<(&'static str, Vec<u8>), u16>,
    templates: Vec<Row>,
}

impl Reference {
    fn new() -> Reference {
        Reference {
            plain: rows().map(|row| ((row.kind, row.name.to_ascii_lowercase().into_bytes()), row.id)).collect(),
            templates: rows().filter(|row| row.shape.is_some()).collect(),
        }
    }

    fn lookup(&self, kind: &'static str, name: &[u8]) -> Option<u16> {
        let fitting = |row: &&Row| row.kind == kind && row.shape.is_some_and(|shape| fits(shape.as_bytes(), name));
        let plain = self.plain.get(&(kind, name.to_ascii_lowercase())).copied();
        plain.or_else(|| self.templates.iter().find(fitting).map(|row| row.id))
    }
}

/// One byte of a name changed, dropped or added.
fn near(name: &[u8], random: &mut Random) -> Vec<u8> {
    let mut near = name.to_vec();
    let byte = match random.below(4) {
        0 => random.below(256) as u8,
        1 => b'0' + random.below(10) as u8,
        _ => b'A' + random.below(58) as u8,
    };
    match random.below(3) {
        0 => near[random.below(name.len())] = byte,
        1 => drop(near.remove(random.below(name.len()))),
        _ => near.insert(random.below(name.len() + 1), byte),
    }
    near
}

#[test]
fn near_misses_are_not_found() {
    let reference = Reference::new();
    let all: Vec<Row> = rows().collect();
    let mut random = Random(20_160_919);
    let mut misses = 0;
    while misses < 10_000 {
        let Row { kind, name, shape, .. } = all[random.below(all.len())];
        let spelt = match shape {
            Some(shape) => shape.replace("######", "000012").replace('#', "3").replace('*', "SIP/a-1"),
            None => name.to_owned(),
        };
        let near = near(spelt.as_bytes(), &mut random);
        let expected = reference.lookup(kind, &near);
        assert_eq!(lookup(kind, &near), expected, "{kind} {:?}", String::from_utf8_lossy(&near));
        misses += usize::from(expected.is_none());
    }
}

/// Each byte of each name replaced by each byte that folding could confuse.
#[test]
fn bytes_that_are_no_letters_are_not_folded() {
    for Row { kind, name, shape, .. } in rows() {
        if shape.is_some_and(|shape| shape.contains('*')) {
            continue; // any byte is right in its text
        }
        for at in 0..name.len() {
            for change in [0x20, 0x80, 0xa0, 0x01] {
                let mut near = name.as_bytes().to_vec();
                near[at] ^= change;
                if near.eq_ignore_ascii_case(name.as_bytes()) {
                    continue;
                }
                assert_ne!(lookup(kind, &near), lookup(kind, name.as_bytes()), "{name} {at} {change:#x}");
            }
        }
    }
}

#[test]
fn what_is_no_name_at_all_is_not_found() {
    let long = vec![b'A'; 100_000];
    let digits = vec![b'7'; 100_000];
    let names: [&[u8]; 9] =
        [b"", b" ", b":", b"\0", b"Uniqueid ", b" Uniqueid", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7", &long, &digits];
    for name in names {
        for kind in ["event", "action", "header"] {
            assert_eq!(lookup(kind, name), None);
        }
    }
    let channel = [b"ChanVariable(".as_slice(), &long, b")"].concat();
    assert_eq!(header(&channel).and_then(|(_, at)| at.text()), Some(&long[..]));
}
