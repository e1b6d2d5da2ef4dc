//! Time: by the wall, and of this process's only busy thread.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// What something took.
#[derive(Clone, Copy)]
pub struct Spent {
    pub wall: Duration,
    pub processor: Duration,
}

/// When something began.
pub struct Start(Instant, Duration);

fn processor() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

impl Spent {
    pub fn now() -> Start {
        Start(Instant::now(), processor())
    }
}

impl Start {
    pub fn until_now(&self) -> Spent {
        Spent { wall: self.0.elapsed(), processor: processor() - self.1 }
    }
}
