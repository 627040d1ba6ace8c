//! What can go wrong with a request, in words for people.

use std::error::Error;

use crate::github::plain::one_line;

/// How many characters of a server's words are kept.
const MAX_WORDS: usize = 400;

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The server answered, and not with success.
    #[error("{0}")]
    Refused(Refusal),
    /// No connection came about: the request was not sent.
    #[error("{server} could not be reached ({reason})")]
    Unreachable {
        /// Address of the API.
        server: String,
        /// In the system's words.
        reason: String,
    },
    /// The connection ended before the answer did.
    #[error("the connection to {server} was cut ({reason})")]
    Cut {
        /// Address of the API.
        server: String,
        /// In the system's words.
        reason: String,
    },
    /// The server took the request and did not answer in time.
    #[error("{server} did not answer in time")]
    TimedOut {
        /// Address of the API.
        server: String,
    },
    /// The server answered with success and something else than expected.
    #[error("{server} answered something that GitHub's API does not say: `{excerpt}`")]
    Unreadable {
        /// Address of the API.
        server: String,
        /// The beginning of the answer.
        excerpt: String,
    },
    /// The client could not be built.
    #[error("GitHub's API cannot be used: {reason}")]
    Unusable {
        /// In one sentence.
        reason: String,
    },
}

/// A server's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The server's words on one line, bounded.
    pub message: String,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    /// `x-ratelimit-remaining`.
    pub remaining: Option<u64>,
    /// `x-ratelimit-reset`, in seconds since 1970.
    pub reset: Option<u64>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GitHub answered {}", self.status)?;
        if self.message.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.message) }
    }
}

impl Refusal {
    /// Whether the words contain `part`, in any case.
    pub(in crate::github) fn says(&self, part: &str) -> bool {
        self.message.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
    }

    /// Whether it only means "not now": a limit on requests.
    /// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>
    pub(in crate::github) fn is_limit(&self) -> bool {
        let limited = self.retry_after.is_some() || self.remaining == Some(0) || self.says("rate limit");
        self.status == 429 || (self.status == 403 && limited)
    }
}

/// Reads a refusal from an answer's head and body.
pub(super) fn refusal(parts: &http::response::Parts, body: &[u8]) -> Refusal {
    let number = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).and_then(|text| text.trim().parse().ok());
    Refusal {
        status: parts.status.as_u16(),
        message: words(body),
        retry_after: number("retry-after"),
        remaining: number("x-ratelimit-remaining"),
        reset: number("x-ratelimit-reset"),
    }
}

/// GitHub's `message` and `errors`; for anything that is not JSON, its words.
fn words(body: &[u8]) -> String {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_slice(body) else {
        return one_line(&String::from_utf8_lossy(body), MAX_WORDS);
    };
    let mut words = Vec::new();
    words.extend(fields.get("message").and_then(|message| message.as_str()).map(ToOwned::to_owned));
    for error in fields.get("errors").and_then(|errors| errors.as_array()).into_iter().flatten().take(5) {
        let text = error.as_str().or_else(|| error.get("message").and_then(|message| message.as_str()));
        words.push(text.map_or_else(|| error.to_string(), ToOwned::to_owned));
    }
    one_line(&words.join("; "), MAX_WORDS)
}

/// Which kind of failure `error` is: octocrab wraps the client's error, which wraps the system's.
pub(super) fn failed(error: &(dyn Error + 'static), server: &str, redact: impl Fn(&str) -> String) -> ApiError {
    let server = server.to_owned();
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        chain.push(error);
        next = error.source();
    }
    let root = chain.last().expect("the chain starts with the error itself");
    let reason = redact(&one_line(&root.to_string(), 200));
    let connecting = chain
        .iter()
        .any(|error| error.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(hyper_util::client::legacy::Error::is_connect));
    let too_late =
        chain.iter().any(|error| error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut));
    if connecting {
        ApiError::Unreachable { server, reason }
    } else if too_late {
        ApiError::TimedOut { server }
    } else {
        ApiError::Cut { server, reason }
    }
}
