//! Rounds of everybody, one after the other, over and over.

use std::time::{Duration, Instant};

/// What a row read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub packets: usize,
    pub headers: usize,
}

impl Count {
    #[inline]
    pub fn packet(&mut self, headers: usize) {
        self.packets += 1;
        self.headers += headers;
    }
}

/// One contender.
pub struct Row<'a> {
    pub name: &'static str,
    /// Bytes that one pass reads, for the column MB/s.
    pub bytes: usize,
    /// Before a pass, not timed.
    pub before: Box<dyn FnMut() + 'a>,
    /// One pass.
    pub pass: Box<dyn FnMut() + 'a>,
    times: Vec<Duration>,
}

impl<'a> Row<'a> {
    pub fn new(name: &'static str, bytes: usize, pass: impl FnMut() + 'a) -> Self {
        Row { name, bytes, before: Box::new(|| ()), pass: Box::new(pass), times: Vec::new() }
    }

    pub fn before(mut self, before: impl FnMut() + 'a) -> Self {
        self.before = Box::new(before);
        self
    }

    /// The fastest pass, in seconds.
    pub fn best(&self) -> f64 {
        self.times.iter().min().map_or(f64::NAN, Duration::as_secs_f64)
    }

    /// The pass in the middle.
    pub fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
    }
}

/// `rounds` rounds: each row once in each, after one pass that is not timed
/// and brings its data into the cache.
pub fn run(rows: &mut [Row<'_>], rounds: usize, warm: bool) {
    for _ in 0..rounds {
        for row in rows.iter_mut() {
            (row.before)();
            if warm {
                (row.pass)();
            }
            let start = Instant::now();
            (row.pass)();
            row.times.push(start.elapsed());
        }
    }
}
