//! From YAML nodes to rules. Every mistake is collected; nothing stops at the first.

mod condition;
mod examples;
mod formula;
mod generic;
mod html;
mod keys;
mod labels;
mod language;
pub(super) mod manifest;
mod metadata;
mod mutate;
pub(super) mod outline;
mod portable;
mod requires;
mod rule;
mod schema;
mod suspect;
mod suspect_taint;
mod taint;
mod tree;
mod worth;

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::error::{Code, Diagnostic, RuleSource, enumerate, nearest};
use super::regex::Shared;
use super::yaml::{self, Node, Value};
use super::{Anchor, Edition, RegexTerm, Rule, Unsupported};
use crate::files::LineIndex;
use crate::pattern::{MatchOptions, Pattern, PatternError};

pub use mutate::NegativeTerm;
pub(super) use mutate::{negatives, without};
pub use portable::Portability;
pub(super) use portable::portability;
pub use schema::schema;
pub(super) use tree::idle_paths;

/// What one rule file gave.
#[derive(Debug, Default)]
pub(super) struct FileRules {
    pub(super) rules: Vec<Rule>,
    pub(super) unsupported: Vec<Unsupported>,
    /// Rules for other languages.
    pub(super) elsewhere: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checks {
    /// All of that, and whether rules do less than they say, which compares their patterns: for `rules check`.
    Careful,
    /// Every mistake that keeps a rule from meaning something.
    Full,
    /// Only what is needed to run: for built-in rules, which a test of ours checks in full.
    Trusted,
}

/// Patterns and regular expressions of many rule files: rules about one thing share them, and each text is read once.
#[derive(Debug, Default)]
pub(super) struct Known {
    patterns: Mutex<FxHashMap<(Arc<str>, MatchOptions), Pattern>>,
    regexes: Mutex<Shared>,
}

impl Known {
    fn regex(&self, text: &Arc<str>, anchor: Anchor, line: u32) -> RegexTerm {
        self.regexes.lock().unwrap_or_else(PoisonError::into_inner).term(text, anchor, line)
    }

    /// Parses `text`, if that was not done before.
    fn pattern(&self, text: &Arc<str>, options: MatchOptions) -> Result<Pattern, PatternError> {
        let key = (Arc::clone(text), options);
        let patterns = || self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = patterns().get(&key) {
            return Ok(known.clone());
        }
        let pattern = Pattern::parse_with(text, options)?;
        patterns().insert(key, pattern.clone());
        Ok(pattern)
    }
}

/// Reads one rule file.
pub(super) fn file(source: &Arc<RuleSource>, checks: Checks, known: &Known) -> FileRules {
    let mut diagnostics = Vec::new();
    let Some(root) = yaml::parse(source, &mut diagnostics) else {
        if diagnostics.is_empty() {
            diagnostics.push(no_rules(source, 0..0));
        }
        return FileRules { diagnostics, ..FileRules::default() };
    };
    document(source, &root, (checks, known), diagnostics)
}

/// The rules of a rule file that is read as YAML.
fn document(source: &Arc<RuleSource>, root: &Node, (checks, known): (Checks, &Known), diagnostics: Vec<Diagnostic>) -> FileRules {
    let lines = Arc::new(LineIndex::new(&source.text));
    let mut reader = Reader { source, lines, edition: Edition::Compatible, checks, known, diagnostics };
    let (mut rules, mut unsupported, mut elsewhere) = (Vec::new(), Vec::new(), 0);
    for node in reader.root(root) {
        match rule::read(&mut reader, node) {
            rule::Outcome::Rule(rule) => rules.push(*rule),
            rule::Outcome::Unsupported(one) => unsupported.push(one),
            rule::Outcome::Elsewhere => elsewhere += 1,
            rule::Outcome::Wrong => {}
        }
    }
    FileRules { rules, unsupported, elsewhere, diagnostics: reader.diagnostics }
}

fn no_rules(source: &Arc<RuleSource>, span: std::ops::Range<usize>) -> Diagnostic {
    Diagnostic::error(Code::NoRules, source, span, "a rule file has a list `rules:`, this one has not")
        .help("begin with `rules:` and write each rule below it as `- id: …`")
}

/// One rule file being read.
struct Reader<'a> {
    source: &'a Arc<RuleSource>,
    lines: Arc<LineIndex>,
    edition: Edition,
    checks: Checks,
    known: &'a Known,
    diagnostics: Vec<Diagnostic>,
}

type Entries<'n> = &'n [(Node, Node)];

impl Reader<'_> {
    /// The rules of the file, after the keys on top.
    fn root<'n>(&mut self, root: &'n Node) -> &'n [Node] {
        let Value::Mapping(entries) = &root.value else {
            self.diagnostics.push(no_rules(self.source, root.span.clone()));
            return &[];
        };
        if let Some(node) = get(entries, "edition") {
            self.edition = Edition::E2026;
            if node.scalar().and_then(yaml::Scalar::integer) != Some(2026) {
                self.error(Code::UnknownWord, node, "this edition is not known").help =
                    Some("the only edition is `edition: 2026`".to_owned());
            }
        }
        self.known(entries, "a rule file", &keys::FILE, Code::UnknownKey);
        match get(entries, "rules") {
            Some(Node { value: Value::Sequence(items), .. }) => items,
            Some(other) => {
                self.wrong(other, "`rules`", "a list");
                &[]
            }
            None => {
                self.diagnostics.push(no_rules(self.source, root.span.clone()));
                &[]
            }
        }
    }

    /// The line that a node begins on.
    fn line(&self, node: &Node) -> u32 {
        self.lines.line(u32::try_from(node.span.start).unwrap_or(u32::MAX))
    }

    /// Whether unknown keys and unbound names are errors in this file.
    fn is_strict(&self) -> bool {
        match self.edition {
            Edition::E2026 => true,
            Edition::Compatible => false,
        }
    }

    /// Whether everything is checked.
    fn is_thorough(&self) -> bool {
        self.checks != Checks::Trusted
    }

    /// Whether rules are looked at that do less than they say.
    fn is_careful(&self) -> bool {
        self.checks == Checks::Careful
    }

    /// Records an error at a node; the caller may add to it.
    fn error(&mut self, code: Code, node: &Node, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic::error(code, self.source, node.span.clone(), message))
    }

    /// Records a mistake that is an error in edition files and a warning in compatible ones.
    fn strict_error(&mut self, code: Code, node: &Node, message: impl Into<String>) -> &mut Diagnostic {
        let make = if self.is_strict() { Diagnostic::error } else { Diagnostic::warning };
        self.push(make(code, self.source, node.span.clone(), message.into()))
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut().expect("one was pushed")
    }

    fn wrong(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what} takes {expected}, this is {}", node.kind());
        let help = match (expected, &node.value) {
            ("a list", Value::Mapping(_)) => Some("begin each item of the list with `- `"),
            ("a list", Value::Scalar(_)) => Some("write each item below it, behind `- `"),
            ("a text", Value::Mapping(_) | Value::Sequence(_)) => {
                Some("a text that begins with `{` or `[` belongs in quotes, or in a block after `|`")
            }
            _ => None,
        };
        self.error(Code::WrongType, node, message).help = help.map(str::to_owned);
    }

    /// The text of a node that must be one.
    fn text(&mut self, node: &Node, what: &str) -> Option<Arc<str>> {
        match node.scalar() {
            Some(scalar) if !scalar.is_null() => Some(Arc::clone(&scalar.text)),
            _ => {
                self.wrong(node, what, "a text");
                None
            }
        }
    }

    /// A list of texts, or one text alone.
    fn texts<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(Arc<str>, &'n Node)> {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            Value::Scalar(_) => std::slice::from_ref(node),
            Value::Mapping(_) => {
                self.wrong(node, what, "a list of texts");
                return Vec::new();
            }
        };
        items.iter().filter_map(|item| Some((self.text(item, what)?, item))).collect()
    }

    /// The truth value of a node that must be one.
    fn truth(&mut self, node: &Node, what: &str) -> Option<bool> {
        let truth = node.scalar().and_then(yaml::Scalar::boolean);
        if truth.is_none() {
            self.wrong(node, what, "`true` or `false`");
        }
        truth
    }

    /// The entries of a node that must be a mapping.
    fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<Entries<'n>> {
        if let Value::Mapping(entries) = &node.value {
            return Some(entries);
        }
        self.wrong(node, what, "a mapping of keys and values");
        None
    }

    /// The items of a node that must be a list.
    fn sequence<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        if let Value::Sequence(items) = &node.value {
            return Some(items);
        }
        self.wrong(node, what, "a list");
        None
    }

    /// One word of a closed vocabulary, in any case.
    fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let help = nearest(&text, names.iter().copied()).filter(|help| help.starts_with("did"));
            let all = format!("{what} is one of {}", enumerate(&names));
            self.error(Code::UnknownWord, node, format!("`{text}` is not a word for {what}")).help = Some(match help {
                Some(help) => format!("{help} {all}"),
                None => all,
            });
        }
        found.map(|(_, value)| *value)
    }

    /// Complains about keys that are not `known`: always inside formulas, elsewhere only in edition files.
    fn known(&mut self, entries: Entries<'_>, what: &str, known: &[&str], code: Code) {
        let wanted = code == Code::UnknownOperator || self.is_strict();
        for (key, _) in entries.iter().filter(|_| wanted) {
            let name = key.scalar().map(|key| Arc::clone(&key.text)).unwrap_or_default();
            if !known.contains(&&*name) {
                let message = format!("{what} has no key `{}`", name.chars().take(80).collect::<String>());
                let free = || (what == "a rule").then(|| "facts of your own belong below `metadata:`".to_owned());
                self.error(code, key, message).help = nearest(&name, known.iter().copied()).or_else(free);
            }
        }
    }
}

/// The value of a key.
fn get<'n>(entries: Entries<'n>, key: &str) -> Option<&'n Node> {
    entry(entries, key).map(|(_, value)| value)
}

/// A key and its value.
fn entry<'n>(entries: Entries<'n>, key: &str) -> Option<(&'n Node, &'n Node)> {
    entries.iter().find(|(name, _)| name.scalar().is_some_and(|name| &*name.text == key)).map(|(key, value)| (key, value))
}
