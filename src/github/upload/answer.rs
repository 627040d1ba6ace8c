//! What GitHub's refusals mean for the person who set the workflow up.

use super::{Outcome, TokenReach, Upload};
use crate::github::client::{ApiError, Refusal};

const BUG: &str = "this is a fault of Straplock: please report it with this line";

const NOTHING: &str = "nothing needs to be done: a newer run speaks for the newer commit";

/// Turns an error into an outcome. Whatever was tried and not accepted is denied, with a way out.
pub(super) fn classify(error: &ApiError, upload: &Upload<'_>) -> Outcome {
    let (why, enable) = match error {
        ApiError::Refused(refusal) => refused(refusal, upload),
        ApiError::Unreachable { .. } => {
            (error.to_string(), "check the runner's way to the API; Straplock uses no proxy, so behind one set `upload: never`")
        }
        ApiError::Cut { .. } | ApiError::TimedOut { .. } => (error.to_string(), "run the job again"),
        ApiError::Unreadable { .. } => (error.to_string(), "check that GITHUB_API_URL is the address of the API"),
        ApiError::Unusable { .. } => (error.to_string(), "correct it and run the job again"),
    };
    Outcome::Denied { why, enable: enable.to_owned() }
}

fn refused(refusal: &Refusal, upload: &Upload<'_>) -> (String, &'static str) {
    let says = |parts: &[&str]| parts.iter().any(|part| refusal.says(part));
    if refusal.is_limit() {
        return (format!("too many requests were made with this token: {refusal}"), "run the job again later");
    }
    if says(&["commit not found", "not found in this repository", "is not a merge commit"]) {
        return (format!("{} has moved or is gone: {refusal}", upload.reference), NOTHING);
    }
    if says(&["code security must be enabled", "advanced security must be enabled", "code scanning is not enabled"]) {
        return (
            format!("code scanning is not available here: {refusal}"),
            "enable it under Settings, Advanced Security, or set `upload: never`; findings are in the log and the job summary",
        );
    }
    if says(&["default setup", "advanced configurations"]) {
        return (
            refusal.to_string(),
            "CodeQL's default setup is in the way: switch it to advanced setup under Settings, Advanced Security",
        );
    }
    if says(&["too many logical alerts", "multiple runs with the same category"]) {
        return (refusal.to_string(), "delete old analyses of this tool on the tool status page, and give each job its own `category`");
    }
    if says(&["archived"]) {
        return (refusal.to_string(), "an archived repository takes no results: set `upload: never`");
    }
    by_status(refusal, upload)
}

fn by_status(refusal: &Refusal, upload: &Upload<'_>) -> (String, &'static str) {
    match refusal.status {
        401 => (format!("GitHub does not know this token: {refusal}"), "pass `token: ${{ github.token }}`, or leave `token` out"),
        403 | 404 if upload.reach == TokenReach::ReadsOnly => (
            format!("a run for a fork or by Dependabot has a token that only reads: {refusal}"),
            "nothing needs to be done: findings are in the log and the job summary",
        ),
        403 | 404 => {
            (format!("the token may not upload: {refusal}"), "give the job `permissions: { contents: read, security-events: write }`")
        }
        413 => (format!("the results are too large: {refusal}"), BUG),
        400 | 422 => (format!("the content was not accepted: {refusal}"), BUG),
        500..=599 => (format!("GitHub has a problem: {refusal}"), "run the job again later"),
        _ => (refusal.to_string(), "run the job again; if it stays, please report it with this line"),
    }
}
