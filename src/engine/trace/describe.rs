//! How a part of a formula is called, what it says on one line, and where it stands in the rule file.

use crate::rule::{Condition, Formula, NegativeKind, Rule, TextTerm};

/// Longer texts are cut, in characters.
const MAX_TEXT: usize = 100;
/// Longer values of metavariables are cut, in characters.
const MAX_BOUND: usize = 48;

/// Operator, text, and line in the rule file.
pub(super) type Description = (&'static str, String, Option<u32>);

/// A part that finds something.
pub(super) fn formula(formula: &Formula, rule: &Rule) -> Description {
    match formula {
        Formula::Pattern(at) => {
            let term = &rule.patterns[*at];
            ("pattern", one_line(&term.text), Some(term.line))
        }
        Formula::Regex(at) => {
            let term = &rule.regexes[*at];
            let operator = if matches!(term, TextTerm::Regex(_)) { "pattern-regex" } else { "pattern" };
            (operator, one_line(term.text()), Some(term.line()))
        }
        Formula::Inside(inner) => named("pattern-inside", inner, rule),
        Formula::Either(_) => ("pattern-either", String::new(), None),
        Formula::All(_) => ("patterns", String::new(), None),
    }
}

/// A part that takes something away.
pub(super) fn negative(kind: NegativeKind, inner: &Formula, rule: &Rule) -> Description {
    let operator = match kind {
        NegativeKind::Same => "pattern-not",
        NegativeKind::Inside => "pattern-not-inside",
        NegativeKind::Overlap => "pattern-not-regex",
    };
    named(operator, inner, rule)
}

fn named(operator: &'static str, inner: &Formula, rule: &Rule) -> Description {
    let (_, text, line) = formula(inner, rule);
    (operator, text, line)
}

/// A condition.
pub(super) fn condition(condition: &Condition, rule: &Rule) -> Description {
    match condition {
        Condition::Regex { metavariable, regex, .. } => {
            let term = &rule.regexes[*regex];
            ("metavariable-regex", one_line(&format!("{metavariable} is like {}", term.text())), Some(term.line()))
        }
        Condition::Pattern { metavariable, formula: inner, .. } => {
            let (_, text, line) = formula(inner, rule);
            let text = if text.is_empty() { metavariable.to_string() } else { format!("{metavariable} holds {text}") };
            ("metavariable-pattern", one_line(&text), line)
        }
        Condition::Comparison(comparison) => ("metavariable-comparison", one_line(comparison.text()), None),
        Condition::Analysis { metavariable, analyzer } => {
            ("metavariable-analysis", format!("{} of {metavariable}", analyzer.as_str()), None)
        }
        Condition::Type { metavariable, .. } => ("metavariable-type", metavariable.to_string(), None),
    }
}

/// What a metavariable stands for, shorter still: there may be many.
pub(super) fn bound(text: &str) -> String {
    shortened(text, MAX_BOUND)
}

/// A text on one line, cut when it is long.
pub(super) fn one_line(text: &str) -> String {
    shortened(text, MAX_TEXT)
}

fn shortened(text: &str, most: usize) -> String {
    // A hostile file is one line of megabytes.
    let near = text.char_indices().nth(4 * most).map_or(text, |(cut, _)| &text[..cut]);
    let line = near.trim().lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ⏎ ");
    match line.char_indices().nth(most) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}
