//! Rule files without one of their negatives or sanitizers: to see whether some example needs it.

use std::sync::Arc;

use super::super::error::RuleSource;
use super::super::yaml::{self, Node, Scalar, Value};
use super::{Checks, FileRules, Known, document};
use crate::files::LineIndex;

/// Operators that take places away.
const NEGATIVES: [&str; 3] = ["pattern-not", "pattern-not-inside", "pattern-not-regex"];

/// The list of a taint rule whose entries take flows away.
const SANITIZERS: &str = "pattern-sanitizers";

/// One negative or sanitizer of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegativeTerm {
    /// The rule.
    pub rule: Arc<str>,
    /// As written: `pattern-not`.
    pub operator: Arc<str>,
    /// The first line of its value, or nothing for a formula.
    pub text: String,
    /// Line in the rule file.
    pub line: u32,
}

/// Every negative of the file's rules, in order.
pub(in crate::rule) fn negatives(source: &Arc<RuleSource>) -> Vec<NegativeTerm> {
    let Some(mut root) = yaml::parse(source, &mut Vec::new()) else { return Vec::new() };
    let lines = LineIndex::new(&source.text);
    let mut found = Vec::new();
    for (rule, node) in rules(&mut root) {
        walk(node, &mut |key, value| {
            let place = if key.scalar().is_some_and(|key| &*key.text == SANITIZERS) { value } else { key };
            let line = lines.line(u32::try_from(place.span.start).unwrap_or(u32::MAX));
            let operator = key.scalar().map(|key| Arc::clone(&key.text)).unwrap_or_default();
            let text = written(value).and_then(|value| value.text.lines().next()).unwrap_or_default().to_owned();
            found.push(NegativeTerm { rule: Arc::clone(&rule), operator, text, line });
            Fate::Stays
        });
    }
    found
}

/// The file's rules without its negative number `which`, as [`negatives`] counts them.
pub(in crate::rule) fn without(source: &Arc<RuleSource>, which: usize) -> FileRules {
    let Some(mut root) = yaml::parse(source, &mut Vec::new()) else { return FileRules::default() };
    let mut at = 0;
    for (_, node) in rules(&mut root) {
        walk(node, &mut |_, _| {
            at += 1;
            if at == which + 1 { Fate::Goes } else { Fate::Stays }
        });
    }
    document(source, &root, (Checks::Trusted, &Known::default()), Vec::new())
}

/// The rules of a file, with their ids.
fn rules(root: &mut Node) -> Vec<(Arc<str>, &mut Node)> {
    let Value::Mapping(top) = &mut root.value else { return Vec::new() };
    let list = top.iter_mut().find(|(key, _)| key.scalar().is_some_and(|key| &*key.text == "rules"));
    let Some((_, Node { value: Value::Sequence(rules), .. })) = list else { return Vec::new() };
    let id = |node: &Node| match &node.value {
        Value::Mapping(entries) => super::get(entries, "id").and_then(Node::scalar).map(|id| Arc::clone(&id.text)),
        Value::Scalar(_) | Value::Sequence(_) => None,
    };
    rules.iter_mut().filter_map(|node| Some((id(node)?, node))).collect()
}

/// The text of a negative, or of a sanitizer that is one pattern.
fn written(node: &Node) -> Option<&Scalar> {
    match &node.value {
        Value::Mapping(entries) => entries.first().and_then(|(_, value)| value.scalar()),
        Value::Scalar(_) | Value::Sequence(_) => node.scalar(),
    }
}

/// What becomes of a negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
}

/// Asks about each negative below a node; those inside one that goes are not asked about.
fn walk(node: &mut Node, ask: &mut dyn FnMut(&Node, &Node) -> Fate) {
    match &mut node.value {
        Value::Scalar(_) => {}
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let foreign = key.scalar().is_some_and(|key| matches!(&*key.text, "metadata" | "examples" | "docs"));
                if foreign {
                    continue;
                }
                if let (Some(SANITIZERS), Value::Sequence(items)) = (key.scalar().map(|key| &*key.text), &mut value.value) {
                    items.retain(|item| ask(key, item) == Fate::Stays);
                }
                walk(value, ask);
            }
        }
        Value::Sequence(items) => items.retain_mut(|item| {
            if let Value::Mapping(entries) = &item.value
                && let [(key, value)] = &entries[..]
                && key.scalar().is_some_and(|key| NEGATIVES.contains(&&*key.text))
                && ask(key, value) == Fate::Goes
            {
                return false;
            }
            walk(item, ask);
            true
        }),
    }
}
