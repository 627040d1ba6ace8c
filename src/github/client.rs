//! Talking to GitHub's API: octocrab for requests, models, authentication and the base address; patience, bounds and errors are ours.
//!
//! What is asked is left to `upload`. There is no trait: tests talk HTTP to a server of their own.

mod clock;
mod error;
mod patience;
mod transport;

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use clock::Clock;
pub use error::{ApiError, Refusal};
pub(super) use patience::Patience;

use super::plain::one_line;
use error::refusal;

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 4 << 20;

/// How long a part of one request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// Between two pieces of the answer.
    pub read: Duration,
    /// Between two pieces of the request.
    pub write: Duration,
    /// For the request as a whole.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), read: seconds(30), write: seconds(30), whole: seconds(120) }
    }
}

/// Where to connect to, and as whom.
#[derive(Debug)]
pub struct Connection {
    /// Address of the API; its path, if any, is kept (`https://ghe.example.com/api/v3`).
    pub api_url: String,
    /// The token; shown nowhere.
    pub token: SecretString,
    /// How long a part of one request may take.
    pub timeouts: Timeouts,
    /// Waits between attempts.
    pub clock: Clock,
}

/// A connection to GitHub's API that blocks while it waits.
pub struct Client {
    runtime: tokio::runtime::Runtime,
    octocrab: Octocrab,
    connection: Connection,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Client").field("api_url", &self.connection.api_url).finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares the client; nothing is sent yet.
    pub fn new(connection: Connection) -> Result<Self, ApiError> {
        let unusable = |reason: String| ApiError::Unusable { reason };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unusable(format!("this system gives no event loop ({error})")))?;
        let octocrab = {
            let _inside = runtime.enter();
            transport::octocrab(&connection)?
        };
        Ok(Self { runtime, octocrab, connection })
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.connection.clock
    }

    /// Asks for `route`.
    pub(super) fn get<T: DeserializeOwned>(&self, route: &str, patience: Patience) -> Result<T, ApiError> {
        self.patiently(patience, || self.octocrab._get(route))
    }

    /// Sends `body` to `route`.
    pub(super) fn post<T: DeserializeOwned>(&self, route: &str, body: &impl Serialize, patience: Patience) -> Result<T, ApiError> {
        self.patiently(patience, || self.octocrab._post(route, Some(body)))
    }

    /// Sends until an answer is final, or patience ends.
    fn patiently<T, F>(&self, patience: Patience, send: impl Fn() -> F) -> Result<T, ApiError>
    where
        T: DeserializeOwned,
        F: Future<Output = octocrab::Result<RawAnswer>>,
    {
        let mut attempt = 1;
        loop {
            let error = match self.once(send()) {
                Ok(bytes) => return self.understood(&bytes),
                Err(error) => error,
            };
            match patience.pause(&error, attempt, &self.connection.clock) {
                Some(pause) => self.connection.clock.sleep(pause),
                None => return Err(error),
            }
            attempt += 1;
        }
    }

    fn once(&self, answer: impl Future<Output = octocrab::Result<RawAnswer>>) -> Result<Vec<u8>, ApiError> {
        let whole = self.connection.timeouts.whole;
        let exchange = async {
            let (parts, body) = answer.await.map_err(|error| self.failed(&error))?.into_parts();
            let bytes = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| self.failed(error.as_ref()))?.to_bytes();
            if parts.status.is_success() { Ok(bytes.to_vec()) } else { Err(ApiError::Refused(self.redacted(refusal(&parts, &bytes)))) }
        };
        self.runtime
            .block_on(async { tokio::time::timeout(whole, exchange).await })
            .unwrap_or_else(|_| Err(ApiError::TimedOut { server: self.server() }))
    }

    fn understood<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, ApiError> {
        serde_json::from_slice(bytes).map_err(|_| {
            let excerpt = self.without_token(&one_line(&String::from_utf8_lossy(bytes), 120));
            ApiError::Unreadable { server: self.server(), excerpt }
        })
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) -> ApiError {
        error::failed(error, &self.server(), |text| self.without_token(text))
    }

    fn redacted(&self, mut refusal: Refusal) -> Refusal {
        refusal.message = self.without_token(&refusal.message);
        refusal
    }

    /// A server may send back what it was sent.
    fn without_token(&self, text: &str) -> String {
        let token = self.connection.token.expose_secret();
        if token.is_empty() { text.to_owned() } else { text.replace(token, "***") }
    }

    fn server(&self) -> String {
        one_line(&self.connection.api_url, 200)
    }
}

type RawAnswer = http::Response<http_body_util::combinators::BoxBody<bytes::Bytes, octocrab::Error>>;

#[cfg(test)]
mod tests;
