//! Rules: what a person wrote in YAML, checked and compiled.
//!
//! Running a rule over a project is left to `engine`; showing rules is left to `report`.

mod level;

use std::sync::Arc;

pub use level::{Confidence, Edition, Profile, Safety, Severity, Stage};

use crate::files::Role;

/// One kind of finding: metadata and a formula.
#[derive(Debug)]
pub struct Rule {
    /// Names the weakness, in kebab-case for built-in rules; never changes, because alerts hang on it.
    pub id: Arc<str>,
    /// How bad it is when it is true.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// The title: one sentence about the code, with metavariables.
    pub message: String,
    /// Which files it looks at, by role; empty means every role.
    pub roles: Vec<Role>,
    /// In which profile it starts to be shown.
    pub profile: Profile,
    /// How settled it is.
    pub stage: Stage,
    /// Which meaning its patterns have.
    pub edition: Edition,
    /// Why it matters and how to mend it.
    pub docs: Docs,
    /// Identifiers of the weakness elsewhere.
    pub metadata: Metadata,
    /// The edit that mends it, with metavariables.
    pub fix: Option<FixTemplate>,
    /// Where it was written.
    pub origin: Origin,
}

/// What `straplock explain` says.
#[derive(Debug, Clone, Default)]
pub struct Docs {
    /// What happens, in two sentences.
    pub why: String,
    /// The edit that mends it, in words.
    pub how: String,
}

/// Identifiers of the weakness elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// `CWE-89`, without a title.
    pub cwe: Vec<String>,
    /// OWASP Top 10 categories, `A05:2025`.
    pub owasp: Vec<String>,
    /// `django`, `drf` …
    pub technology: Vec<String>,
    /// Addresses to read on.
    pub references: Vec<String>,
}

/// `fix:` as written.
#[derive(Debug, Clone)]
pub struct FixTemplate {
    /// Text with metavariables, to be put over the match.
    pub replacement: String,
    /// Who may apply it.
    pub safety: Safety,
}

/// Where a rule was written.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The rule file: `rules/injection/sql-raw.yaml`, or as the user named it.
    pub file: Arc<str>,
    /// Line of its `id`, from 1.
    pub line: u32,
    /// Whether it is compiled into the binary.
    pub built_in: bool,
}
