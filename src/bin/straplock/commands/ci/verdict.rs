//! What the scan means for the job: counts, the gate, and the exit code.

use straplock::finding::{Disposition, Finding, Gate, GateScope};
use straplock::github::{Outcome, ScanPlan};
use straplock::report::sarif::Upload;
use straplock::rule::Severity;

use super::inputs::{Ci, OnLimit, Scope};
use super::scanning::{Compared, Scanned};
use crate::exit::Exit;

/// The scan with what the job makes of it.
pub(super) struct Verdict {
    pub(super) scanned: Scanned,
    pub(super) gate: Gate,
    /// The upload copy; none when it could not be made.
    pub(super) upload: Option<Upload>,
    /// What could not be written; the job goes on and ends with 4.
    troubles: Vec<String>,
}

impl Verdict {
    pub(super) fn new(ci: &Ci, scanned: Scanned) -> Self {
        let scope = match (ci.fail_scope, scanned.report.comparison.is_some()) {
            (Some(Scope::All), _) | (_, false) => GateScope::All,
            (Some(Scope::New) | None, true) => GateScope::New,
        };
        let gate = Gate { fail_on: scanned.fail_on, scope };
        Self { scanned, gate, upload: None, troubles: Vec::new() }
    }

    /// Notes what could not be written, once.
    pub(super) fn trouble(&mut self, what: String) {
        if !self.troubles.contains(&what) {
            self.troubles.push(what);
        }
    }

    /// Findings that are not suppressed, in the base or not.
    pub(super) fn all(&self) -> impl Iterator<Item = &Finding> {
        self.scanned.report.findings.iter().filter(|finding| match finding.disposition {
            Disposition::Reported | Disposition::OutsideDiff => true,
            Disposition::Suppressed { .. } | Disposition::Baselined | Disposition::BelowThreshold => false,
        })
    }

    /// Findings that the change introduced; none without a comparison.
    pub(super) fn new_ones(&self) -> usize {
        if self.scanned.report.comparison.is_some() { self.scanned.report.reported().count() } else { 0 }
    }

    /// How many results were left out of the upload because of GitHub's limits.
    pub(super) fn truncated(&self) -> usize {
        self.upload.as_ref().map_or(0, |upload| upload.trimmed.results)
    }

    /// What could not be written.
    pub(super) fn troubles(&self) -> &[String] {
        &self.troubles
    }

    /// Findings at or above the gate.
    pub(super) fn blocking(&self) -> usize {
        self.scanned.report.blocking(self.gate).count()
    }

    /// The worst within the gate's scope.
    pub(super) fn highest(&self) -> Option<Severity> {
        let counted = self.all().filter(|finding| self.gate.scope == GateScope::All || finding.is_reported());
        counted.map(|finding| finding.severity).max()
    }

    /// 2 and 3 were decided before; then findings, then what is incomplete.
    pub(super) fn exit(&self, ci: &Ci, outcome: &Outcome) -> Exit {
        let incomplete = self.scanned.report.is_incomplete() && !self.scanned.allow_incomplete;
        // What is allowed to be incomplete is the analysis, not the comparison: nothing passes as old unseen.
        let incomparable = matches!(self.scanned.compared, Compared::ByLines | Compared::Not);
        let unpublished = ci.fail_on_upload.unwrap_or_default() && !outcome.is_published();
        let limited = self.truncated() > 0 && ci.on_limit == Some(OnLimit::Fail);
        if self.blocking() > 0 {
            Exit::Findings
        } else if incomplete || incomparable || unpublished || limited || !self.troubles.is_empty() {
            Exit::Incomplete
        } else {
            Exit::Clean
        }
    }

    /// One line: what was found, compared with what, published where, and why the job fails if it does.
    pub(super) fn closing(&self, plan: &ScanPlan, outcome: &Outcome) -> String {
        let report = &self.scanned.report;
        let found = match &report.comparison {
            Some(comparison) => {
                let base = comparison.base_commit.get(..10).unwrap_or(&comparison.base_commit);
                match self.scanned.compared {
                    Compared::ByLines => format!(
                        "{} on lines that differ from {} ({base}), which could not be read",
                        counted(self.new_ones(), "finding"),
                        comparison.base
                    ),
                    Compared::NotAsked | Compared::Whole | Compared::Not => {
                        format!("{} new, {} fixed against {} ({base})", self.new_ones(), report.fixed.len(), comparison.base)
                    }
                }
            }
            None if self.scanned.compared == Compared::Not => {
                format!("{}, new or old, because there is nothing to compare with", counted(self.all().count(), "finding"))
            }
            None => counted(self.all().count(), "finding"),
        };
        let gate = match (self.gate.fail_on, self.blocking()) {
            (None, _) => "the gate is off".to_owned(),
            (Some(_), 0) => "the gate is passed".to_owned(),
            (Some(severity), count) => format!("{} at or above {}", counted(count, "finding"), severity.as_str()),
        };
        let incomplete = if report.is_incomplete() { "; the analysis is incomplete" } else { "" };
        format!("Straplock: {}: {found}; {gate}{incomplete}; {}.", plan.what, outcome.sentence().trim_end_matches('.'))
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
