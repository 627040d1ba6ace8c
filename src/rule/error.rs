//! What is wrong in a rule file, with its place. Drawing it is left to `report::diagnostics`.

use std::ops::Range;
use std::sync::Arc;

use super::yaml::StaticNode;
use crate::files::{LineColumn, LineIndex};

/// A rule file: where it came from and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// As the user named it, or below `rules/` for built-in ones; with `/`.
    pub path: Arc<str>,
    /// The text, without a byte-order mark.
    pub text: Arc<str>,
    /// Whether it is compiled into the binary.
    pub built_in: bool,
    /// What its YAML consists of, where that is known without reading it.
    pub(super) events: Option<&'static [StaticNode]>,
}

impl RuleSource {
    /// A rule file of the user.
    pub fn new(path: impl Into<Arc<str>>, text: &str) -> Self {
        Self { path: path.into(), text: text.strip_prefix('\u{feff}').unwrap_or(text).into(), built_in: false, events: None }
    }

    /// A rule file of Straplock itself.
    pub(super) fn built_in(path: impl Into<Arc<str>>, text: &str, events: Option<&'static [StaticNode]>) -> Self {
        Self { built_in: true, events, ..Self::new(path, text) }
    }
}

/// What kind of mistake. The number never changes its meaning, so that it can be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The file is not YAML.
    NotYaml,
    /// Too large, too deep, or too many nodes.
    TooLarge,
    /// A key is written twice in one mapping.
    KeyTwice,
    /// A list where a text belongs, and the like.
    WrongType,
    /// A key that means nothing here.
    UnknownKey,
    /// A key that must be there is not.
    MissingKey,
    /// A word outside a closed vocabulary.
    UnknownWord,
    /// Two rules with one id.
    DuplicateId,
    /// An id that is empty or not kebab-case.
    BadId,
    /// No `rules:` list.
    NoRules,
    /// An operator that does not exist, or not here.
    UnknownOperator,
    /// A pattern that does not parse.
    BadPattern,
    /// A pattern that parses and never matches.
    NeverMatches,
    /// A regular expression that does not compile.
    BadRegex,
    /// `patterns` without a positive term.
    OnlyNegatives,
    /// None, or more than one, of the keys that say what to look for.
    Matcher,
    /// A path that is no glob.
    BadGlob,
    /// A label of taint, or an expression over labels, that cannot be read.
    BadLabel,
    /// A condition on, or a focus of, a metavariable that nothing binds.
    Unbound,
    /// The message or the fix names a metavariable that nothing binds.
    UnboundText,
    /// The title is too long.
    LongTitle,
    /// A security rule without a CWE.
    NoCwe,
    /// An example that cannot be run.
    BadExample,
    /// A comparison that cannot be read, or never holds.
    BadComparison,
    /// The rule file could not be read.
    Unreadable,
    /// The configuration or the lock file is not TOML.
    NotToml,
    /// Something in a pack that no pack may hold, or a pack that asks for what cannot be.
    BadPack,
    /// A pack that is not here, or not the one that was locked.
    NotLocked,
    /// A rule is named that does not exist, or that may not be relaxed.
    BadSelection,
    /// A rule that matches every expression or text.
    MatchesEverything,
    /// An alternative that adds nothing.
    IdleAlternative,
    /// A `pattern-not` that takes nothing away.
    IdleNegative,
    /// `paths` that no file of the project has.
    NoSuchPath,
    /// A regular expression that may take exponentially many steps.
    SlowRegex,
    /// An entry of a taint rule that does nothing, or undoes the rule.
    IdleEntry,
}

impl Code {
    /// `R012`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotYaml => "R001",
            Self::TooLarge => "R002",
            Self::KeyTwice => "R003",
            Self::WrongType => "R004",
            Self::UnknownKey => "R005",
            Self::MissingKey => "R006",
            Self::UnknownWord => "R007",
            Self::DuplicateId => "R008",
            Self::BadId => "R009",
            Self::NoRules => "R010",
            Self::UnknownOperator => "R011",
            Self::BadPattern => "R012",
            Self::NeverMatches => "R013",
            Self::BadRegex => "R014",
            Self::OnlyNegatives => "R015",
            Self::Matcher => "R016",
            Self::BadGlob => "R017",
            Self::BadLabel => "R018",
            Self::Unbound => "R021",
            Self::UnboundText => "R022",
            Self::LongTitle => "R023",
            Self::NoCwe => "R024",
            Self::BadExample => "R025",
            Self::BadComparison => "R019",
            Self::Unreadable => "R030",
            Self::NotToml => "R040",
            Self::BadPack => "R041",
            Self::NotLocked => "R042",
            Self::BadSelection => "R043",
            Self::MatchesEverything => "R026",
            Self::IdleAlternative => "R027",
            Self::IdleNegative => "R028",
            Self::NoSuchPath => "R029",
            Self::SlowRegex => "R031",
            Self::IdleEntry => "R032",
        }
    }
}

/// Whether the rule can run all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule is left out, and the command fails with exit code 2.
    Error,
    /// The rule runs.
    Warning,
}

impl Level {
    /// The word that stands before the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake in one rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind.
    pub code: Code,
    /// How bad.
    pub level: Level,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// The rule file.
    pub source: Arc<RuleSource>,
    /// The bytes of the file's text that are wrong.
    pub span: Range<usize>,
    /// What to say at that place; may be empty.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
    /// What else helps to understand it.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A mistake that keeps its rule from running.
    pub fn error(code: Code, source: &Arc<RuleSource>, span: Range<usize>, message: impl Into<String>) -> Self {
        let span = clamp(&source.text, span);
        let (label, help, notes) = (String::new(), None, Vec::new());
        Self { code, level: Level::Error, message: message.into(), source: Arc::clone(source), span, label, help, notes }
    }

    /// A mistake that a person should know of.
    pub fn warning(code: Code, source: &Arc<RuleSource>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(code, source, span, message) }
    }

    /// The same with words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with advice, if there is any.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Line and column, from 1.
    pub fn position(&self) -> LineColumn {
        let offset = u32::try_from(self.span.start).unwrap_or(u32::MAX);
        LineIndex::new(&self.source.text).position(&self.source.text, offset)
    }

    /// Whether its rule is left out.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// Keeps a span inside the text and on character boundaries.
fn clamp(text: &str, span: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

/// `` did you mean `pattern`? `` when one of `known` is near `word`, else the list of them when it is short.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let lower = word.to_lowercase();
    let best = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), *candidate))
        .filter(|(likeness, _)| *likeness >= 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((_, candidate)) => Some(format!("did you mean `{candidate}`?")),
        None if known.len() <= 8 && !known.is_empty() => Some(format!("known here: {}", enumerate(&known))),
        None => None,
    }
}

/// `` `a`, `b` and `c` ``.
pub(crate) fn enumerate<S: AsRef<str>>(words: &[S]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
