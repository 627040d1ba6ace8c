//! Conditions on bindings.

use super::evaluate::{Evaluator, Ground};
use crate::pattern::{Capture, Captures};
use crate::rule::{Condition, Content, RegexLimit, Rule};
use crate::semantic::Constant;

/// Whether a condition holds for these bindings. A metavariable that is not bound makes it false.
pub(super) fn holds<'a: 'c, 'c>(evaluator: &mut Evaluator<'a, '_>, condition: &'a Condition, captures: &'c Captures) -> bool {
    match condition {
        Condition::Regex { metavariable, regex, constant } => {
            let Some(capture) = captures.get(metavariable) else { return false };
            let texts = texts(capture, *constant);
            texts.into_iter().any(|text| is_match(evaluator.rule, *regex, text, &mut evaluator.work.cut))
        }
        Condition::Pattern { metavariable, formula, content } => {
            let Some(capture) = captures.get(metavariable) else { return false };
            let Some(ground) = ground(&evaluator.ground, capture, *content) else { return false };
            let rule = evaluator.rule;
            // What is bound in a text is compared with nothing outside of it.
            let around = if *content == Content::Text { Captures::default() } else { captures.clone() };
            let mut inner = Evaluator { rule, ground, around, work: evaluator.work };
            !inner.formula(formula).is_empty()
        }
    }
}

/// What a regular expression is asked about: the text as written, whatever that means through imports; a module that is not
/// written there, too; or the constant.
fn texts(capture: &Capture, constant: bool) -> Vec<&str> {
    match (&capture.constant, constant) {
        (Some(Constant::Str(value)), true) => vec![value],
        _ => [Some(&*capture.text), capture.module.as_deref()].into_iter().flatten().collect(),
    }
}

/// The bound piece: as code, or the content of a bound string.
pub(super) fn ground<'o: 'c, 'c>(outer: &Ground<'o>, capture: &'c Capture, content: Content) -> Option<Ground<'c>> {
    match content {
        Content::Text => Some(Ground::Text(match &capture.constant {
            Some(Constant::Str(value)) => value,
            _ => &capture.text,
        })),
        Content::Code => match outer {
            Ground::File { code, .. } => Some(Ground::Piece { code: (*code)?, start: capture.start, end: capture.end }),
            Ground::Piece { code, .. } => Some(Ground::Piece { code: *code, start: capture.start, end: capture.end }),
            Ground::Text(_) => None,
        },
    }
}

fn is_match(rule: &Rule, regex: usize, text: &str, cut: &mut Option<&'static str>) -> bool {
    rule.regexes[regex].is_match(text).unwrap_or_else(|limit| {
        *cut = Some(reason(limit));
        false
    })
}

/// Why something may be missing.
pub(super) fn reason(limit: RegexLimit) -> &'static str {
    match limit {
        RegexLimit::Steps => "a regular expression needs too many steps",
        RegexLimit::Size => "a regular expression is too large",
        RegexLimit::Places => "a regular expression matches too many places",
        RegexLimit::PatternSteps => "a pattern for text needs too many steps",
        RegexLimit::PatternPlaces => "a pattern for text matches too many places",
    }
}
