//! The words that serde-sarif leaves as raw JSON values.

use serde::Serialize;
use serde_json::Value;
use serde_sarif::sarif::ResultLevel;

use crate::rule::{Confidence, Severity};

/// `level` of a rule or a notification.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Note,
    Warning,
    Error,
}

/// `baselineState` of a result.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BaselineState {
    New,
    Unchanged,
    Absent,
}

/// `kind` of a suppression.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SuppressionKind {
    InSource,
    External,
}

/// `status` of a suppression.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum SuppressionStatus {
    Accepted,
}

/// `columnKind` of a run.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ColumnKind {
    UnicodeCodePoints,
}

/// `importance` of a step.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Importance {
    Essential,
}

/// Any of these as serde-sarif wants it.
pub(super) fn value(word: impl Serialize) -> Value {
    serde_json::to_value(word).expect("a unit variant is a JSON string")
}

/// GitHub colours an alert by this.
pub(super) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Critical | Severity::High => Level::Error,
        Severity::Medium => Level::Warning,
        Severity::Low | Severity::Info => Level::Note,
    }
}

/// The same for a result.
pub(super) fn result_level(severity: Severity) -> ResultLevel {
    match level(severity) {
        Level::Error => ResultLevel::Error,
        Level::Warning => ResultLevel::Warning,
        Level::Note => ResultLevel::Note,
    }
}

/// GitHub reads a number out of this string, and from the number a severity; info is no security result.
pub(super) fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}

/// GitHub sorts by this.
pub(super) fn precision(confidence: Confidence) -> &'static str {
    confidence.as_str()
}
