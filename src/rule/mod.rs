//! Rules: what a person wrote in YAML, checked and compiled.
//!
//! Running a rule over a project is left to `engine`; showing rules is left to `report`.

mod analysis;
mod built_in;
mod codes;
mod comparison;
mod error;
mod folder;
mod formula;
mod level;
mod paths;
mod read;
mod regex;
mod set;
mod taint;
mod term;
mod text;
mod yaml;
mod yaml_mistakes;

use std::sync::Arc;

pub use analysis::Analyzer;
pub use built_in::{built_in, built_in_cases, built_in_sources, cases_of};
pub use codes::{EXPLANATIONS, Explanation, codes_table};
pub use comparison::{Binding, Bindings, Comparison, Value, whole_number};
pub(crate) use error::enumerate;
pub use error::{Code, Diagnostic, Level, RuleSource, nearest};
pub use folder::{CaseFile, is_rule_file, read_cases, read_sources};
pub use formula::{Condition, Conjunction, Content, Formula, Negative, NegativeKind, PatternTerm, TypeTerm};
pub use level::{Confidence, Edition, Profile, Safety, Severity, Stage};
pub use paths::{PathGlob, Paths};
pub use read::manifest::{Extends, Manifest, Override, Place as OverridePlace, manifest};
pub use read::outline::{RuleOutline, outline};
pub use read::{NegativeTerm, Portability, schema};
pub use regex::{Anchor, Names, Place, RegexLimit, RegexTerm};
pub use set::{Fate, Loaded, RuleSet, check, dotted, idle_paths, load, load_without, negatives, portability};
pub use taint::{
    LabelExpr, SOURCE_LABEL, SinkNeed, SourceEffect, TaintOptions, TaintPropagator, TaintSanitizer, TaintSink, TaintSource, TaintSpec,
};
pub use term::{GenericTerm, HtmlTerm, TextTerm};
pub use text::{first_sentence, interpolate, metavariables};

use crate::files::Role;
use crate::pattern::MatchOptions;
use crate::project::VersionRange;

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
    /// What it reads.
    pub languages: Vec<RuleLanguage>,
    /// What it looks for.
    pub formula: Formula,
    /// `mode: taint`: what each alternative of the formula is for.
    pub taint: Option<TaintSpec>,
    /// The patterns that the formula names by number.
    pub patterns: Vec<PatternTerm>,
    /// The regular expressions and patterns for text and HTML that the formula names by number.
    pub regexes: Vec<TextTerm>,
    /// Which paths it looks at.
    pub paths: Paths,
    /// How its patterns are understood.
    pub options: MatchOptions,
    /// `fix-regex:`.
    pub fix_regex: Option<FixRegex>,
    /// Whether a comment in the code may not accept its findings.
    pub locked: bool,
    /// The rule that took its place.
    pub replaced_by: Option<Arc<str>>,
    /// The versions of Django that it is about; none for all.
    pub django: Option<VersionRange>,
    /// Tests written into the rule.
    pub examples: Vec<Example>,
}

/// What a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleLanguage {
    /// Python: patterns and regular expressions.
    Python,
    /// Django templates with comments and `verbatim` blanked: regular expressions.
    Template,
    /// Every text file as it stands: regular expressions.
    Text,
    /// Text files with one of these extensions: regular expressions, and patterns where we have a grammar.
    Extensions(&'static [&'static str]),
}

/// `fix-regex:`: a search and replacement in the matched text.
#[derive(Debug, Clone)]
pub struct FixRegex {
    /// What to replace.
    pub regex: Arc<str>,
    /// By what; `\1` is the first group.
    pub replacement: String,
    /// How often at most; every time when absent.
    pub count: Option<usize>,
}

/// A test written into a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What the rule must say.
    pub kind: ExampleKind,
    /// Path and text; a single text has the path `example.py`.
    pub files: Vec<(String, String)>,
    /// The text of a single file after all fixes.
    pub fixed: Option<String>,
    /// Known not to hold yet.
    pub todo: bool,
    /// Line in the rule file.
    pub line: u32,
}

/// What a rule must say about an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleKind {
    /// At least one finding.
    Bad,
    /// Nothing.
    Good,
}

/// A rule that is right, and that this version cannot run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unsupported {
    /// Its id.
    pub rule: Arc<str>,
    /// Its file.
    pub file: Arc<str>,
    /// Line of its `id`.
    pub line: u32,
    /// What it needs, as the end of "this version does not run …".
    pub reason: String,
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
    /// The pack that it came with; none for files that are named on the command line.
    pub pack: Option<Arc<RulePack>>,
}

/// What a rule's pack says about all of its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePack {
    /// The manifest's name, or the pack's folder.
    pub name: String,
    /// Its licence, as far as it is known.
    pub licence: Option<String>,
    /// The versions of Django that its rules are about; none for all.
    pub django: Option<VersionRange>,
}
