//! What a person reads: findings, inert, and the report that holds them.
//!
//! Who makes them is left to `engine`, which of them are reported to `filter`, how they are said to `report`.

mod fingerprint;
mod report;

use std::sync::Arc;

pub use fingerprint::{Fingerprint, fingerprint_all};
pub use report::{Comparison, Configuration, Coverage, Gate, GateScope, Report, Side, Totals, UsedPack};

use crate::files::{FileId, LineColumn, Span};
pub use crate::project::ProjectSummary;
use crate::rule::{Confidence, Rule, Safety, Severity};

/// A place, for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Relative to the root of the scan, with `/`.
    pub path: Arc<str>,
    /// Bytes in the file's text.
    pub span: Span,
    /// First character.
    pub start: LineColumn,
    /// One past the last character.
    pub end: LineColumn,
}

impl Location {
    /// The file in the report's `files`.
    pub fn file(&self) -> FileId {
        self.span.file
    }
}

/// A place with a word on it: a related place, or a step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What happens there.
    pub text: String,
}

/// An edit: `replacement` over `location`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub location: Location,
    /// By what.
    pub replacement: String,
    /// Who may apply it.
    pub safety: Safety,
}

/// What becomes of a finding: marked, never dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disposition {
    /// Shown, counted by the gate. In a comparison: new against the base.
    Reported,
    /// A comment in the code says why it is acceptable.
    Suppressed {
        /// The reason that the comment gives.
        reason: String,
    },
    /// Old debt, listed in the baseline file.
    Baselined,
    /// It was there in the base of the comparison.
    OutsideDiff,
    /// Its rule belongs to a louder profile than the one asked for.
    BelowThreshold,
}

/// Which comments for Semgrep (`# nosemgrep: id`) accept findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Nosemgrep {
    /// None.
    #[default]
    Off,
    /// Those that name rules.
    Named,
    /// Those without ids too: they accept what any rule finds.
    All,
}

impl Disposition {
    /// The word in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Suppressed { .. } => "suppressed",
            Self::Baselined => "baselined",
            Self::OutsideDiff => "outside-diff",
            Self::BelowThreshold => "below-threshold",
        }
    }
}

/// One danger in the project.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What kind of danger.
    pub rule: Arc<Rule>,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure it is here.
    pub confidence: Confidence,
    /// One sentence about this code.
    pub message: String,
    /// The tight place: the decisive token.
    pub location: Location,
    /// Name of the enclosing function or class, `OrderSearch.get`; empty at module level and outside Python.
    pub scope: String,
    /// Related places.
    pub labels: Vec<Label>,
    /// The path from input to danger, in order.
    pub trace: Vec<Label>,
    /// The edit that mends it.
    pub fix: Option<Fix>,
    /// What it is recognised by in another version of the tree.
    pub fingerprint: Fingerprint,
    /// What becomes of it.
    pub disposition: Disposition,
}

impl Finding {
    /// Whether it is shown and counts.
    pub fn is_reported(&self) -> bool {
        self.disposition == Disposition::Reported
    }
}
