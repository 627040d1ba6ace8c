//! Time as the client sees it; tests give it another.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Sleeps, tells the time, and spreads waits so that many runs do not ask at the same moment.
pub struct Clock {
    sleep: Box<dyn Fn(Duration) + Send>,
    now: Box<dyn Fn() -> u64 + Send>,
    seed: u64,
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Clock")
    }
}

impl Clock {
    /// The system's.
    pub fn system() -> Self {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| u64::from(since.subsec_nanos()));
        Self { sleep: Box::new(std::thread::sleep), now: Box::new(now), seed }
    }

    /// One that tests and dry runs steer: `sleep` is told how long, `now` answers in seconds since 1970, `seed` spreads the waits.
    pub fn steered(sleep: impl Fn(Duration) + Send + 'static, now: impl Fn() -> u64 + Send + 'static, seed: u64) -> Self {
        Self { sleep: Box::new(sleep), now: Box::new(now), seed }
    }

    pub(in crate::github) fn sleep(&self, pause: Duration) {
        (self.sleep)(pause);
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        (self.now)()
    }

    /// `pause` made longer by at most a quarter, differently for each seed and attempt.
    pub(super) fn spread(&self, pause: Duration, attempt: u32) -> Duration {
        let mut mixed = self.seed ^ u64::from(attempt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 31;
        let permille = u32::try_from(mixed % 250).expect("less than 250");
        pause + pause * permille / 1000
    }
}
