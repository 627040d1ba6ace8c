//! Everything a scan has to say, without any form.

use std::sync::Arc;

use serde::Serialize;

use super::{Disposition, Finding, ProjectSummary};
use crate::files::Files;
use crate::notification::{Notification, NotificationLevel};
use crate::rule::{Profile, Rule, Severity};

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Python files parsed.
    pub python: usize,
    /// Templates read.
    pub templates: usize,
    /// Other text files read.
    pub texts: usize,
    /// Lines of Python.
    pub python_lines: usize,
    /// Files that should have been analysed and were not, or only in part (each has a notification).
    pub incomplete: usize,
    /// Files left out on purpose: excluded, vendored, ignored by size of a lock file and the like.
    pub excluded: usize,
}

/// A comparison of two trees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What the user or the event named (`main`, a commit).
    pub base: String,
    /// The commit that was compared with, 40 or 64 hexadecimal digits.
    pub base_commit: String,
    /// The commit that was scanned; none when the work tree was scanned.
    pub head_commit: Option<String>,
    /// How many files differ.
    pub changed_files: usize,
}

/// Which configuration and which packs a scan had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// The file, relative to the root of the scan; none when there was none.
    pub file: Option<String>,
    /// The commit that it was read from; none for the file on disk.
    pub commit: Option<String>,
    /// What that commit is, or why there is no file: `the base commit`, `no base commit`.
    pub origin: String,
    /// Which of the two trees it is of; none where nobody's configuration could be trusted.
    pub side: Option<Side>,
    /// The packs that ran, those that others stand on first.
    pub packs: Vec<UsedPack>,
}

/// One of the two trees of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What was there before the change.
    Base,
    /// What was scanned.
    Head,
}

/// A pack that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedPack {
    /// `github:acme/house@v1.4.0`, `team-rules`.
    pub source: String,
    /// As the pack calls itself, else its place.
    pub name: String,
    /// As the pack says it.
    pub version: Option<String>,
    /// As the pack says it.
    pub licence: Option<String>,
    /// The locked commit; none for folders of the project.
    pub commit: Option<String>,
    /// Of its contents; none for folders of the project.
    pub digest: Option<String>,
    /// How many of its rules ran.
    pub rules: usize,
}

/// Which findings the gate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateScope {
    /// Those that the change introduced.
    New,
    /// All reported ones.
    All,
}

/// When a scan fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Fails at this severity or above; none: never.
    pub fail_on: Option<Severity>,
    /// Which findings count.
    pub scope: GateScope,
}

/// Numbers for the last line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Shown (in a comparison: new).
    pub reported: usize,
    /// Accepted by a comment in the code.
    pub suppressed: usize,
    /// Old debt.
    pub baselined: usize,
    /// In a comparison: there before.
    pub outside_diff: usize,
    /// In the strict profile only.
    pub more_in_strict: usize,
    /// In the audit profile only.
    pub more_in_audit: usize,
    /// In a comparison: gone.
    pub fixed: usize,
}

/// Everything a scan has to say.
#[derive(Debug)]
pub struct Report {
    /// The scanned texts (the head's, in a comparison).
    pub files: Arc<Files>,
    /// What was found.
    pub project: ProjectSummary,
    /// All findings, whatever their disposition, by path, place and rule.
    pub findings: Vec<Finding>,
    /// In a comparison: findings of the base that are gone. Their spans refer to the base's texts.
    pub fixed: Vec<Finding>,
    /// Problems of the scan.
    pub notifications: Vec<Notification>,
    /// What was looked at.
    pub coverage: Coverage,
    /// Whether the scanned tree itself was not analysed in full, whatever happened to the base of a comparison.
    pub head_is_incomplete: bool,
    /// Present when two trees were compared.
    pub comparison: Option<Comparison>,
    /// Which configuration and packs were used; none where neither is there.
    pub configuration: Option<Configuration>,
    /// Rules that ran, by id.
    pub rules: Vec<Arc<Rule>>,
    /// How many rules did not run because they are about other versions of Django.
    pub inapplicable: usize,
    /// The profile asked for.
    pub profile: Profile,
}

impl Report {
    /// Findings that are shown, in the order of their places.
    pub fn reported(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_reported())
    }

    /// Whether something that should have been analysed was not.
    pub fn is_incomplete(&self) -> bool {
        self.notifications.iter().any(|notification| notification.level == NotificationLevel::Incomplete)
    }

    /// Findings that the gate counts: reported or (scope all) there before, at or above the gate, of a rule that may gate.
    pub fn blocking(&self, gate: Gate) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| {
            let counted = match finding.disposition {
                Disposition::Reported => true,
                Disposition::OutsideDiff => gate.scope == GateScope::All,
                Disposition::Suppressed { .. } | Disposition::Baselined | Disposition::BelowThreshold => false,
            };
            counted && finding.rule.stage != crate::rule::Stage::Preview && gate.fail_on.is_some_and(|least| finding.severity >= least)
        })
    }

    /// Numbers for the last line.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals { fixed: self.fixed.len(), ..Totals::default() };
        for finding in &self.findings {
            match finding.disposition {
                Disposition::Reported => totals.reported += 1,
                Disposition::Suppressed { .. } => totals.suppressed += 1,
                Disposition::Baselined => totals.baselined += 1,
                Disposition::OutsideDiff => totals.outside_diff += 1,
                Disposition::BelowThreshold if finding.rule.profile == Profile::Audit => totals.more_in_audit += 1,
                Disposition::BelowThreshold => totals.more_in_strict += 1,
            }
        }
        totals
    }
}
