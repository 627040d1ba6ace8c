//! When to ask again, and after how long. octocrab's own repetition sends a POST four times within two milliseconds; it is not used.

use std::time::Duration;

use super::clock::Clock;
use super::error::{ApiError, Refusal};

/// The longest wait before another attempt; who asks for more is not waited for.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What a request bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::github) enum Patience {
    /// One attempt; the caller asks again by itself.
    Once,
    /// An upload: it replaces itself, so it may arrive twice. Refusals that pass by themselves in practice are tried once more.
    Upload,
    /// An upload that will most likely be refused: a refusal is taken at its word.
    UploadWithoutHope,
}

impl Patience {
    /// How long to wait before attempt `attempt + 1`; none when `error` is final.
    pub(super) fn pause(self, error: &ApiError, attempt: u32, clock: &Clock) -> Option<Duration> {
        if self == Self::Once {
            return None;
        }
        let backoff = || {
            let seconds = [1, 2, 4, 8].get(attempt as usize - 1)?;
            Some(clock.spread(Duration::from_secs(*seconds), attempt))
        };
        let second = |worth| if worth && attempt == 1 { backoff() } else { None };
        match error {
            ApiError::Refused(refusal) if refusal.is_limit() => limit(refusal, attempt, clock),
            ApiError::Refused(refusal) => match refusal.status {
                500..=599 => backoff(),
                401 | 403 | 404 => second(self == Self::Upload),
                _ => None,
            },
            ApiError::Unreachable { .. } | ApiError::Cut { .. } => backoff(),
            ApiError::TimedOut { .. } => second(true),
            ApiError::Unreadable { .. } | ApiError::Unusable { .. } => None,
        }
    }
}

/// What the server asks for, else a minute; never more than a minute, and not more than twice.
fn limit(refusal: &Refusal, attempt: u32, clock: &Clock) -> Option<Duration> {
    let until_reset = || refusal.reset.filter(|_| refusal.remaining == Some(0)).map(|reset| reset.saturating_sub(clock.now()) + 1);
    let asked = refusal.retry_after.or_else(until_reset).map_or(LONGEST_PAUSE, Duration::from_secs);
    (attempt <= 2 && asked <= LONGEST_PAUSE).then_some(asked.max(Duration::from_secs(1)))
}
