//! What a rule looks for, as data. `engine` evaluates it; `read` makes it from YAML.

use std::sync::{Arc, OnceLock};

use super::analysis::Analyzer;
use super::comparison::Comparison;
use crate::pattern::{Pattern, PatternSet};

/// Ranges with bindings, composed.
#[derive(Debug)]
pub enum Formula {
    /// Where a pattern of [`super::Rule::patterns`] matches.
    Pattern(usize),
    /// Where a regular expression or a pattern for text, of [`super::Rule::regexes`], matches the text.
    Regex(usize),
    /// The same ranges, as places to look in.
    Inside(Box<Formula>),
    /// All ranges of all of them.
    Either(Vec<Formula>),
    /// Ranges that all terms agree on.
    All(Box<Conjunction>),
}

/// The terms of `patterns`.
#[derive(Debug, Default)]
pub struct Conjunction {
    /// What must be there.
    pub positives: Vec<Formula>,
    /// What must not.
    pub negatives: Vec<Negative>,
    /// What must hold for the bindings.
    pub conditions: Vec<Condition>,
    /// Each entry one key: the ranges of any of its metavariables; several keys must agree.
    pub focus: Vec<Vec<Arc<str>>>,
}

/// A term that takes ranges away.
#[derive(Debug)]
pub struct Negative {
    /// When.
    pub kind: NegativeKind,
    /// Which.
    pub formula: Formula,
}

/// When a range is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NegativeKind {
    /// It is exactly this range.
    Same,
    /// It lies in this range.
    Inside,
    /// It lies in this range, or this range in it.
    Overlap,
}

/// What must hold for a binding.
#[derive(Debug)]
pub enum Condition {
    /// Its text matches a regular expression, from the start.
    Regex {
        /// With its `$`.
        metavariable: Arc<str>,
        /// Of [`super::Rule::regexes`].
        regex: usize,
        /// Whether the constant that it stands for counts too.
        constant: bool,
    },
    /// A formula finds something in it.
    Pattern {
        /// With its `$`.
        metavariable: Arc<str>,
        /// Bindings made in it stay in it.
        formula: Formula,
        /// What its text is read as.
        content: Content,
    },
    /// What is bound is worth something: `$X > 1`.
    Comparison(Box<Comparison>),
    /// It has one of these types.
    Type {
        /// With its `$`.
        metavariable: Arc<str>,
        /// Any of them.
        types: Vec<TypeTerm>,
    },
    /// An analyser says yes to its text: of a plain string what it says.
    Analysis {
        /// With its `$`.
        metavariable: Arc<str>,
        /// Who is asked.
        analyzer: Analyzer,
    },
}

/// A type by its name.
#[derive(Debug)]
pub struct TypeTerm {
    /// Matches every expression of the type.
    pub typed: PatternSet,
    /// Matches the name of the type.
    pub name: PatternSet,
}

/// What the bound text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Code of the same language.
    Code,
    /// Text for regular expressions: of a string its content.
    Text,
    /// Text for patterns of language `generic`: of a string its content, of other code what is written.
    Words,
    /// The content of a string, as Python.
    Python,
}

/// A pattern of a rule.
#[derive(Debug)]
pub struct PatternTerm {
    /// Ready to match.
    pub pattern: Pattern,
    /// As written.
    pub text: Arc<str>,
    /// Line in the rule file.
    pub line: u32,
    /// Whether it is only asked about bound code, by `metavariable-pattern`.
    pub nested: bool,
    /// The pattern as a set of its own, made when bound code is first searched.
    alone: OnceLock<PatternSet>,
}

impl PatternTerm {
    /// A pattern, its text and its line in the rule file.
    pub fn new(pattern: Pattern, text: Arc<str>, line: u32, nested: bool) -> Self {
        Self { pattern, text, line, nested, alone: OnceLock::new() }
    }

    /// The pattern as a set of its own.
    pub fn alone(&self) -> &PatternSet {
        self.alone.get_or_init(|| PatternSet::new(vec![self.pattern.clone()]))
    }
}
