//! What a rule looks for, as data. `engine` evaluates it; `read` makes it from YAML.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fancy_regex::{Regex, RegexBuilder};

use crate::pattern::{Pattern, PatternSet};

/// How many steps back a regular expression may take before its match is given up.
const BACKTRACK_LIMIT: usize = 200_000;

/// Ranges with bindings, composed.
#[derive(Debug)]
pub enum Formula {
    /// Where a pattern of [`super::Rule::patterns`] matches.
    Pattern(usize),
    /// Where a regular expression of [`super::Rule::regexes`] matches the text.
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
    /// It overlaps this range.
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
}

/// What the bound text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Code of the same language.
    Code,
    /// Text without structure: of a string its content.
    Text,
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

/// A regular expression of a rule, compiled when it is first asked: most rules never meet a file that needs it.
#[derive(Debug)]
pub struct RegexTerm {
    text: Arc<str>,
    anchor: Anchor,
    line: u32,
    compiled: OnceLock<Option<Regex>>,
}

/// Where a regular expression may begin to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Anywhere.
    Free,
    /// At the start of the text.
    Start,
}

impl RegexTerm {
    /// Not compiled yet.
    pub fn new(text: &str, anchor: Anchor, line: u32) -> Self {
        Self { text: text.into(), anchor, line, compiled: OnceLock::new() }
    }

    /// Line in the rule file.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The metavariables that its groups bind: `$1` and so on, and `$NAME` for groups named in capitals.
    pub fn groups(&self) -> Vec<String> {
        let Some(regex) = self.get() else { return Vec::new() };
        let numbered = (1..regex.captures_len()).map(|at| format!("${at}"));
        let named = regex.capture_names().flatten().filter(|name| is_metavariable(name)).map(|name| format!("${name}"));
        numbered.chain(named).collect()
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled expression; none if it does not compile (which was reported when the rule was checked).
    pub fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }

    /// Compiles it: the reason and, when known, the bytes of the text that are wrong.
    pub fn check(&self) -> Result<(), (String, Option<Range<usize>>)> {
        match self.compile() {
            Ok(regex) => {
                let _ = self.compiled.set(Some(regex));
                Ok(())
            }
            Err(error) => Err(explain(self, &error)),
        }
    }

    fn compile(&self) -> Result<Regex, Box<fancy_regex::Error>> {
        let text = match self.anchor {
            Anchor::Free => self.text.to_string(),
            // In free-spacing mode the last line may be a comment, which would swallow the parenthesis.
            Anchor::Start if spaced(&self.text) => format!("\\A(?:{}\n)", self.text),
            Anchor::Start => format!(r"\A(?:{})", self.text),
        };
        RegexBuilder::new(&text).multi_line(true).backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(4 << 20).build().map_err(Box::new)
    }
}

/// Whether the expression turns free-spacing mode on, `(?x)`.
fn spaced(text: &str) -> bool {
    text.match_indices("(?").any(|(at, _)| {
        let flags = &text[at + 2..];
        flags.chars().take_while(char::is_ascii_alphabetic).any(|flag| flag == 'x')
    })
}

/// Whether a group's name, behind a `$`, is a metavariable.
pub(crate) fn is_metavariable(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_uppercase() || first == '_')
        && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The reason in one line, and the place in the expression's text.
fn explain(term: &RegexTerm, error: &fancy_regex::Error) -> (String, Option<Range<usize>>) {
    let before = match term.anchor {
        Anchor::Free => 0,
        Anchor::Start => r"\A(?:".len(),
    };
    match error {
        fancy_regex::Error::ParseError(at, kind) => {
            let at = at.saturating_sub(before).min(term.text.len());
            (kind.to_string(), Some(at..at))
        }
        fancy_regex::Error::CompileError(kind) => {
            let reason = kind.to_string();
            let last = reason.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not compile");
            (last.trim().trim_start_matches("error: ").to_owned(), None)
        }
        other => (other.to_string(), None),
    }
}
