//! Which rules Semgrep can run as well, and what keeps it from the others.
//!
//! Semgrep ignores keys of a rule that it does not know, and refuses a whole run for one word in a place that it does know.

use std::sync::Arc;

use super::super::error::RuleSource;
use super::super::yaml::{self, Node, Scalar, Value};
use super::{Entries, get, keys};

/// Severities that Semgrep knows, in capitals.
const SEVERITIES: [&str; 9] = ["ERROR", "WARNING", "INFO", "INVENTORY", "EXPERIMENT", "CRITICAL", "HIGH", "MEDIUM", "LOW"];
/// Keys of a rule that Semgrep ignores although they decide what is found here.
const IGNORED: [&str; 2] = ["roles", "requires"];
/// Kinds of rules that are ours.
const OWN_KINDS: [&str; 5] = ["settings", "template", "route", "model", "dependency"];
/// Operators that are ours.
const OWN_OPERATORS: [&str; 4] = ["metavariable-model", "metavariable-view", "metavariable-class", "use"];

/// What Semgrep makes of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portability {
    /// Its id.
    pub rule: Arc<str>,
    /// Its file.
    pub file: Arc<str>,
    /// Line of its `id`.
    pub line: u32,
    /// Why Semgrep refuses it; empty when it runs it.
    pub refused: Vec<String>,
    /// Keys that decide something here and that Semgrep ignores.
    pub ignored: Vec<&'static str>,
}

/// What Semgrep makes of each rule of a file.
pub(in crate::rule) fn portability(source: &Arc<RuleSource>) -> Vec<Portability> {
    let Some(Node { value: Value::Mapping(top), .. }) = yaml::parse(source, &mut Vec::new()) else { return Vec::new() };
    let Some(Node { value: Value::Sequence(rules), .. }) = get(&top, "rules") else { return Vec::new() };
    let lines = crate::files::LineIndex::new(&source.text);
    let one = |node: &Node| {
        let Value::Mapping(entries) = &node.value else { return None };
        let id = get(entries, "id")?;
        let line = lines.line(u32::try_from(id.span.start).unwrap_or(u32::MAX));
        let (rule, file) = (Arc::clone(&id.scalar()?.text), Arc::clone(&source.path));
        let ignored = IGNORED.into_iter().filter(|key| get(entries, key).is_some()).collect();
        Some(Portability { rule, file, line, refused: refused(entries), ignored })
    };
    rules.iter().filter_map(one).collect()
}

fn refused(entries: Entries<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    let text = |key: &str| get(entries, key).and_then(Node::scalar).map(|scalar| &*scalar.text);
    if text("id").is_some_and(|id| !id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))) {
        reasons.push("its `id` has other characters than letters, digits, `-`, `_` and `.`".to_owned());
    }
    for key in ["message", "severity", "languages"] {
        if get(entries, key).is_none() {
            reasons.push(format!("it has no `{key}`"));
        }
    }
    if let Some(severity) = text("severity").filter(|severity| !SEVERITIES.contains(severity)) {
        reasons.push(format!("its `severity` is written `{severity}`, Semgrep reads it in capitals"));
    }
    if texts(entries, "languages").any(|language| language.eq_ignore_ascii_case("template")) {
        reasons.push("`languages: [template]` is Straplock's own".to_owned());
    }
    if let Some(kind) = OWN_KINDS.iter().find(|kind| get(entries, kind).is_some()) {
        reasons.push(format!("rules of the kind `{kind}:` are Straplock's own"));
    }
    if get(entries, "fix").is_some_and(|fix| matches!(fix.value, Value::Mapping(_))) {
        reasons.push("its `fix` is a mapping; write the text alone, and `fix-safety` beside it".to_owned());
    }
    for (key, value) in entries {
        if key.scalar().is_some_and(|key| keys::MATCHERS.contains(&&*key.text) || key.text.starts_with("pattern-")) {
            own_operators(value, &mut reasons);
        }
    }
    reasons.dedup();
    reasons
}

/// Operators in a formula that Semgrep does not know.
fn own_operators(node: &Node, reasons: &mut Vec<String>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::Sequence(items) => items.iter().for_each(|item| own_operators(item, reasons)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let name = key.scalar().map(|key| Arc::clone(&key.text)).unwrap_or_default();
                if OWN_OPERATORS.contains(&&*name) {
                    reasons.push(format!("`{name}` is Straplock's own"));
                } else if &*name == "language" && value.scalar().is_some_and(|language| &*language.text == "template") {
                    reasons.push("`language: template` is Straplock's own".to_owned());
                }
                own_operators(value, reasons);
            }
        }
    }
}

fn texts<'n>(entries: Entries<'n>, key: &str) -> impl Iterator<Item = &'n str> {
    let items = match get(entries, key) {
        Some(Node { value: Value::Sequence(items), .. }) => items.as_slice(),
        Some(node) => std::slice::from_ref(node),
        None => &[],
    };
    items.iter().filter_map(Node::scalar).map(|scalar: &Scalar| &*scalar.text)
}
