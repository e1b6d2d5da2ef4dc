//! The exchange's clock on the wall.

use std::format;
use std::time::{SystemTime, UNIX_EPOCH};

use amiwire::value::EventTime;

/// Tells the time of day of a moment, which everywhere else is a number of
/// nanoseconds since the start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Microseconds since 1970 at the start.
    start: u64,
    /// Minutes east of Greenwich.
    zone: i16,
}

impl Clock {
    /// A clock that starts now.
    pub(super) fn new(zone: i16) -> Clock {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { start: since.as_micros() as u64, zone }
    }

    /// A clock that starts so many microseconds after 1970.
    pub(super) fn starting(start: u64, zone: i16) -> Clock {
        Clock { start, zone }
    }

    fn micros(&self, now: u64) -> u64 {
        self.start.saturating_add(now / 1000)
    }

    /// Seconds since 1970.
    pub(super) fn seconds(&self, now: u64) -> u64 {
        self.micros(now) / 1_000_000
    }

    /// As in `Timestamp` headers: `1474265241.296123`.
    pub(super) fn timestamp(&self, now: u64) -> String {
        let micros = self.micros(now);
        format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }

    /// As in `EventTV` headers: `2016-09-19T06:07:21.296-0400`. None beyond
    /// the year 9999, or in a zone that there is not.
    pub(super) fn event_time(&self, now: u64) -> Option<EventTime> {
        EventTime::from_unix_milliseconds((self.micros(now) / 1000) as i64, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_moment_reads_as_in_the_guide() {
        let clock = Clock::starting(1_474_279_641_296_000, -240);
        let shown = |now| clock.event_time(now).unwrap().to_string();
        assert_eq!(shown(0), "2016-09-19T06:07:21.296-0400");
        assert_eq!(shown(60_704_000_000), "2016-09-19T06:08:22.000-0400");
        assert_eq!(clock.timestamp(1_500), "1474279641.296001");
    }
}
