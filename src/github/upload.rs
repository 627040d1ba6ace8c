//! Sending SARIF to code scanning, and saying in one sentence what became of it.
//!
//! Building and trimming SARIF is left to `report`. Nothing here decides an exit code.
//! <https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data>

mod answer;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use octocrab::models::code_scannings::{SarifAnalysis, SarifReceipt, UploadSarif};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::{Client, Patience};
use super::plain::one_line;
use super::runner::Slug;

/// GitHub takes at most this many bytes of gzip.
/// <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads/results-file-too-large>
const MAX_GZIP: usize = 10 * 1024 * 1024;

/// What may stand in a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What the token is known to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenReach {
    /// Whatever the workflow declares.
    Unknown,
    /// A fork's or Dependabot's: it reads only, so a refusal is expected.
    ReadsOnly,
}

/// Whether to wait for GitHub to process what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// Ask at these times after sending.
    At(Vec<Duration>),
    /// Do not ask.
    No,
}

impl Waiting {
    /// Processing never ends before two or three seconds, and rarely lasts longer than two minutes.
    pub fn usual() -> Self {
        Self::At([5, 15, 35, 75, 155].map(Duration::from_secs).to_vec())
    }
}

/// What to send, and for what.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// The repository.
    pub repository: &'a Slug,
    /// The scanned commit.
    pub commit: &'a str,
    /// `refs/heads/…` or `refs/pull/…`.
    pub reference: &'a str,
    /// The upload copy of the SARIF, compressed with gzip.
    pub gzip: &'a [u8],
    /// What the token is known to be allowed.
    pub reach: TokenReach,
}

/// How far GitHub came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Processing {
    /// The alerts are there.
    Complete,
    /// GitHub still works on it.
    Pending,
    /// Nobody waited.
    NotAwaited,
    /// GitHub took the file and then refused its content, for these reasons.
    Failed(Vec<String>),
    /// It was sent, and asking how it went failed.
    Unknown(String),
}

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// GitHub took it.
    Uploaded {
        /// GitHub's id of the upload.
        id: String,
        /// Where to.
        reference: String,
        /// How far it came.
        processing: Processing,
    },
    /// It was not meant to be sent, or could not be.
    Skipped {
        /// In one sentence.
        why: String,
    },
    /// It was tried, and GitHub did not take it.
    Denied {
        /// In one sentence.
        why: String,
        /// What somebody can do about it, in one sentence.
        enable: String,
    },
}

impl Outcome {
    /// Whether alerts show, or will.
    pub fn is_published(&self) -> bool {
        match self {
            Self::Uploaded { processing: Processing::Failed(_), .. } | Self::Skipped { .. } | Self::Denied { .. } => false,
            Self::Uploaded { .. } => true,
        }
    }

    /// The value of the output `uploaded`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Uploaded { processing: Processing::Failed(_), .. } | Self::Denied { .. } => "denied",
            Self::Uploaded { .. } => "true",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// GitHub's id of the upload, empty without one.
    pub fn id(&self) -> &str {
        match self {
            Self::Uploaded { id, .. } => id,
            Self::Skipped { .. } | Self::Denied { .. } => "",
        }
    }

    /// What happened, for people, without a full stop.
    pub fn sentence(&self) -> String {
        let (reference, processing) = match self {
            Self::Skipped { why } => return format!("not uploaded to code scanning: {why}"),
            Self::Denied { why, enable } => return format!("not uploaded to code scanning: {why}; {enable}"),
            Self::Uploaded { reference, processing, .. } => (reference, processing),
        };
        match processing {
            Processing::Complete => format!("uploaded to code scanning for {reference}"),
            Processing::NotAwaited => format!("uploaded to code scanning for {reference}; GitHub's processing was not awaited"),
            Processing::Pending => format!("uploaded to code scanning for {reference}; GitHub is still processing it"),
            Processing::Unknown(why) => {
                format!("uploaded to code scanning for {reference}; whether GitHub processed it is not known: {why}")
            }
            Processing::Failed(errors) => format!(
                "sent to code scanning for {reference}, but GitHub refused the content: {}",
                if errors.is_empty() { "it gave no reason".to_owned() } else { errors.join("; ") }
            ),
        }
    }
}

/// Sends and waits. Never fails: whatever happens is an outcome.
pub fn send(client: &Client, upload: &Upload<'_>, waiting: &Waiting) -> Outcome {
    if upload.gzip.len() > MAX_GZIP {
        let size = upload.gzip.len().div_ceil(1024 * 1024);
        return Outcome::Skipped { why: format!("the results are {size} MB compressed, and GitHub takes at most 10 MB") };
    }
    let body = UploadSarif {
        commit_sha: upload.commit.to_owned(),
        ref_field: upload.reference.to_owned(),
        sarif: BASE64_STANDARD.encode(upload.gzip),
        // Older servers know only the three fields above.
        checkout_uri: None,
        started_at: None,
        tool_name: None,
        validate: None,
    };
    let patience = match upload.reach {
        TokenReach::Unknown => Patience::Upload,
        TokenReach::ReadsOnly => Patience::UploadWithoutHope,
    };
    let route = format!("/repos/{}/code-scanning/sarifs", upload.repository);
    match client.post::<SarifReceipt>(&route, &body, patience) {
        Ok(receipt) => {
            let processing = follow(client, &route, &receipt.id, waiting);
            Outcome::Uploaded { id: one_line(&receipt.id, 100), reference: upload.reference.to_owned(), processing }
        }
        Err(error) => answer::classify(&error, upload),
    }
}

/// Asks at the given times how processing goes. A question that fails is asked again at the next time.
fn follow(client: &Client, route: &str, id: &str, waiting: &Waiting) -> Processing {
    let Waiting::At(times) = waiting else { return Processing::NotAwaited };
    let route = format!("{route}/{}", utf8_percent_encode(id, SEGMENT));
    let mut last = Processing::Pending;
    let mut waited = Duration::ZERO;
    for time in times {
        client.clock().sleep(time.saturating_sub(waited));
        waited = *time;
        last = match client.get::<SarifAnalysis>(&route, Patience::Once) {
            Ok(analysis) => state(&analysis),
            Err(error) => Processing::Unknown(error.to_string()),
        };
        if matches!(last, Processing::Complete | Processing::Failed(_)) {
            return last;
        }
    }
    last
}

fn state(analysis: &SarifAnalysis) -> Processing {
    match analysis.processing_status.as_str() {
        "complete" => Processing::Complete,
        "failed" => {
            let errors = analysis.errors.iter().flatten().take(5);
            Processing::Failed(errors.map(|error| one_line(error, 300)).collect())
        }
        // `pending`, and whatever a newer server may say.
        _ => Processing::Pending,
    }
}

#[cfg(test)]
mod tests;
