//! What GitHub's refusals mean for the person who set the workflow up.

use super::{Outcome, TokenReach, Upload};
use crate::github::client::{ApiError, Refusal};

const BUG: &str = "this is a fault of Straplock: please report it with this line";

/// Turns an error into an outcome.
pub(super) fn classify(error: &ApiError, upload: &Upload<'_>) -> Outcome {
    match error {
        ApiError::Refused(refusal) => refused(refusal, upload),
        ApiError::Unreachable { .. }
        | ApiError::Cut { .. }
        | ApiError::TimedOut { .. }
        | ApiError::Unreadable { .. }
        | ApiError::Unusable { .. } => Outcome::Skipped { why: error.to_string() },
    }
}

fn refused(refusal: &Refusal, upload: &Upload<'_>) -> Outcome {
    let skipped = |why: String| Outcome::Skipped { why };
    let denied = |why: String, enable: &str| Outcome::Denied { why, enable: enable.to_owned() };
    let says = |parts: &[&str]| parts.iter().any(|part| refusal.says(part));

    if refusal.is_limit() {
        return skipped(format!("{refusal}: too many requests were made with this token"));
    }
    if refusal.status == 413 {
        return denied(format!("{refusal}: the results are too large"), BUG);
    }
    if says(&["commit not found", "not found in this repository", "is not a merge commit"]) {
        return skipped(format!("{refusal}: {} has moved or is gone", upload.reference));
    }
    if says(&["code security must be enabled", "advanced security must be enabled", "code scanning is not enabled"]) {
        return denied(
            format!("code scanning is not available here: {refusal}"),
            "enable it under Settings, Advanced Security, or set `upload: never`; findings are in the log and the job summary",
        );
    }
    if says(&["default setup", "advanced configurations"]) {
        return denied(
            refusal.to_string(),
            "CodeQL's default setup keeps other uploads of the same tool out: switch it to advanced setup under Settings, Advanced Security",
        );
    }
    if says(&["too many logical alerts", "multiple runs with the same category"]) {
        return denied(
            refusal.to_string(),
            "delete old analyses of this tool on the tool status page, and give each job its own `category`",
        );
    }
    if says(&["archived"]) {
        return skipped(format!("{refusal}: an archived repository takes no results"));
    }
    by_status(refusal, upload)
}

fn by_status(refusal: &Refusal, upload: &Upload<'_>) -> Outcome {
    let denied = |why: String, enable: &str| Outcome::Denied { why, enable: enable.to_owned() };
    match refusal.status {
        401 => denied(format!("GitHub does not know this token: {refusal}"), "pass `token: ${{ github.token }}`, or leave `token` out"),
        403 | 404 if upload.reach == TokenReach::ReadsOnly => denied(
            format!("a run for a fork or by Dependabot has a token that only reads: {refusal}"),
            "nothing needs to be done here: the findings are in the annotations and the job summary",
        ),
        403 | 404 => {
            denied(format!("the token may not upload: {refusal}"), "give the job `permissions: { contents: read, security-events: write }`")
        }
        400 | 422 => denied(format!("the content was not accepted: {refusal}"), BUG),
        _ => Outcome::Skipped { why: refusal.to_string() },
    }
}
