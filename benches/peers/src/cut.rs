//! What it costs that a stream comes in pieces of 1,460 bytes: to count its LF,
//! to copy it, and to read it. Counting keeps nothing from piece to piece, so
//! what it loses is what any reader loses.

use std::hint::black_box;

use amiwire::reader::Options;

use crate::measure::Row;
use crate::opponents::memchr_count;
use crate::readers::{filled, in_place, keep, pieces, reader};
use crate::report::Report;
use crate::table::Table;

const PIECE: usize = 1460;
/// As much as the reader writes before it begins anew.
const WINDOW: usize = 4096;

/// Copies pieces to where a reader would have them, each for `then` to look at.
fn copied(bytes: &[u8], window: &mut [u8], mut then: impl FnMut(&[u8])) {
    let mut at = 0;
    for piece in bytes.chunks(black_box(PIECE)) {
        let to = &mut window[at..][..piece.len()];
        to.copy_from_slice(piece);
        then(black_box(to));
        at = if at < WINDOW { at + piece.len() } else { 0 };
    }
}

/// The rows.
pub fn rows(bytes: &'static [u8]) -> Vec<Row<'static>> {
    let n = bytes.len();
    let (mut window, mut again) = (vec![0; WINDOW + 2 * PIECE], vec![0; WINDOW + 2 * PIECE]);
    let (mut all, mut counted) = (vec![0; n], vec![0; n]);
    let mut whole = reader(n, Options::CLIENT);
    let mut chunked = reader(32 << 10, Options::CLIENT);
    let mut there = filled(bytes, Options::CLIENT);
    vec![
        Row::new("LF counted by memchr, whole", n, move || keep(memchr_count(bytes))),
        Row::new("the same, by 1,460", n, move || {
            bytes.chunks(black_box(PIECE)).for_each(|piece| keep(memchr_count(piece)));
        }),
        Row::new("copied, whole", n, move || black_box(&mut all).copy_from_slice(bytes)),
        Row::new("copied, by 1,460", n, move || copied(bytes, &mut window, |piece| keep(piece.as_ptr()))),
        Row::new("copied and counted, whole", n, move || {
            counted.copy_from_slice(bytes);
            keep(memchr_count(&counted));
        }),
        Row::new("copied and counted, by 1,460", n, move || {
            copied(bytes, &mut again, |piece| keep(memchr_count(piece)));
        }),
        Row::new("read in place, whole", n, move || keep(in_place(&mut there, n))),
        Row::new("copied and read, whole", n, move || keep(pieces(&mut whole, bytes, n))),
        Row::new("copied and read, by 1,460", n, move || keep(pieces(&mut chunked, bytes, PIECE))),
    ]
}

/// Tells how it went, in lines `cut` of the report: nanoseconds for so many bytes,
/// best and median.
pub fn tell(table: &Table<'_>, report: &mut Report) {
    println!("\n{:<34} {:>10} {:>10}", "1,460 bytes: nanoseconds", "best", "median");
    for row in &table.rows {
        let nanoseconds = |seconds: f64| format!("{:.1}", seconds * 1e9 * PIECE as f64 / row.work as f64);
        let (best, median) = (nanoseconds(row.best()), nanoseconds(row.median()));
        println!("{:<34} {best:>10} {median:>10}", row.name);
        report.fact(&[&"cut", &row.name, &best, &median]);
    }
}
