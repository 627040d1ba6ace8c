//! Sending the results, and choosing the channel: alerts where they are shown, else annotations; never both for one finding.

use straplock::github::{Client, Clock, Connection, Outcome, ScanPlan, Timeouts, Upload, UploadPlan, Waiting, send};

use super::Job;
use super::inputs::{Ci, OnLimit, When};
use super::verdict::Verdict;

/// Uploads if the plan says so. Never fails: what happened is an outcome.
pub(super) fn publish(job: &Job, verdict: &Verdict) -> Outcome {
    let skipped = |why: &str| Outcome::Skipped { why: why.to_owned() };
    let (reference, commit, reach) = match &job.plan.upload {
        UploadPlan::Skip { why } => return skipped(why),
        UploadPlan::Send { reference, commit, reach } => (reference, commit, *reach),
    };
    if verdict.scanned.head_incomplete && !verdict.scanned.allow_incomplete {
        return skipped("the analysis is incomplete, and the alerts of what was not analysed would close");
    }
    if verdict.truncated() > 0 && job.ci.on_limit == Some(OnLimit::Fail) {
        return skipped("the results exceed GitHub's limits, and `on-limit: fail` is set");
    }
    let Some(prepared) = &verdict.upload else { return skipped("the SARIF file could not be made") };
    if let Some(problem) = prepared.problems.first() {
        return skipped(&format!("GitHub would refuse the SARIF file: {problem}; this is a fault of Straplock, please report it"));
    }
    let Some(token) = &job.environment.token else {
        return Outcome::Denied {
            why: "there is no token".to_owned(),
            enable: "leave the input `token` at its default, or set GITHUB_TOKEN".to_owned(),
        };
    };
    let connection =
        Connection { api_url: job.runner.api_url.clone(), token: token.clone(), timeouts: Timeouts::default(), clock: Clock::system() };
    let client = match Client::new(connection) {
        Ok(client) => client,
        Err(error) => return skipped(&error.to_string()),
    };
    let waiting = if job.ci.wait_for_processing.unwrap_or(true) { Waiting::usual() } else { Waiting::No };
    send(&client, &Upload { repository: &job.runner.repository, commit, reference, gzip: &prepared.gzip, reach }, &waiting)
}

/// Whether the log is annotated.
pub(super) fn wants_annotations(ci: &Ci, plan: &ScanPlan, outcome: &Outcome) -> bool {
    match ci.annotations {
        Some(When::Always) => true,
        Some(When::Never) => false,
        None | Some(When::Auto) => plan.annotate && !outcome.is_published(),
    }
}
