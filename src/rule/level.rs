//! The closed vocabularies of rules: how bad, how sure, how settled, shown to whom.

use serde::Serialize;

/// How bad a true finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Harms little, or only together with something else.
    Low,
    /// Harms under conditions that are common.
    Medium,
    /// Harms as it stands.
    High,
    /// Hands over the application or its data.
    Critical,
}

impl Severity {
    /// From the least to the most severe.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A place to look at.
    Low,
    /// Usually true.
    Medium,
    /// True unless something unusual guards it.
    High,
}

impl Confidence {
    /// From the least to the most sure.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// How much noise a reader accepts; each profile holds the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// For every pull request: measured precision of 90 % or better.
    Review,
    /// For teams that want their code stricter than necessary.
    Strict,
    /// For an audit: places that a person should look at.
    Audit,
}

impl Profile {
    /// From the quietest to the loudest.
    pub const ALL: [Self; 3] = [Self::Review, Self::Strict, Self::Audit];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Strict => "strict",
            Self::Audit => "audit",
        }
    }
}

/// How settled a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// New: shown, but never fails a gate.
    Preview,
    /// Settled.
    Stable,
    /// On its way out.
    Deprecated,
}

impl Stage {
    /// From new to leaving.
    pub const ALL: [Self; 3] = [Self::Preview, Self::Stable, Self::Deprecated];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Stable => "stable",
            Self::Deprecated => "deprecated",
        }
    }
}

/// Which meaning the patterns of a rule file have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Edition {
    /// No `edition:` in the file: Semgrep's meaning, gaps included.
    #[serde(rename = "compatible")]
    Compatible,
    /// `edition: 2026`: unknown keys are errors, names mean what Python makes of them.
    #[serde(rename = "2026")]
    E2026,
}

/// Who may apply a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// The program behaves the same except for the weakness.
    Safe,
    /// A person should look at it first.
    Review,
    /// Shown as advice only.
    Manual,
}

impl Safety {
    /// From the safest.
    pub const ALL: [Self; 3] = [Self::Safe, Self::Review, Self::Manual];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Review => "review",
            Self::Manual => "manual",
        }
    }
}
