//! Rounds of everybody, one after the other, over and over.

use std::hint::black_box;
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
    pub name: String,
    /// What one pass does: bytes read or written, lookups made.
    pub work: usize,
    /// Before a pass, not timed.
    pub before: Box<dyn FnMut() + 'a>,
    /// One pass.
    pub pass: Box<dyn FnMut() + 'a>,
    pub times: Vec<Duration>,
}

impl<'a> Row<'a> {
    pub fn new(name: impl Into<String>, work: usize, pass: impl FnMut() + 'a) -> Self {
        Row { name: name.into(), work, before: Box::new(|| ()), pass: Box::new(pass), times: Vec::new() }
    }

    /// A row that reads packets: each pass must see that many of them, and of
    /// headers, or the run is over.
    pub fn reading(
        name: impl Into<String>,
        bytes: usize,
        expected: Count,
        mut pass: impl FnMut() -> Count + 'a,
    ) -> Self {
        let name = name.into();
        let reader = name.clone();
        Row::new(name, bytes, move || assert_eq!(black_box(pass()), expected, "{reader} reads something else"))
    }

    pub fn before(mut self, before: impl FnMut() + 'a) -> Self {
        self.before = Box::new(before);
        self
    }

    /// Millions a second, of bytes or what else its work is.
    pub fn speed(&self, seconds: f64) -> f64 {
        self.work as f64 / seconds / 1e6
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
/// and brings its data into the cache. Each round has an order of its own: what
/// the processor has learnt from one row is of use, or no use, to the next.
pub fn run(rows: &mut [Row<'_>], rounds: usize, warm: bool) {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for _ in 0..rounds {
        for i in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (random >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let row = &mut rows[i];
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
