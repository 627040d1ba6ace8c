//! Conditions on bindings, and regular expressions with their limits.

use std::ops::Range;

use super::evaluate::{Evaluator, Ground};
use crate::pattern::{Capture, Captures};
use crate::rule::{Condition, Content, RegexTerm, Rule};
use crate::semantic::Constant;

const TOO_HARD: &str = "a regular expression needs too many steps";
const TOO_LARGE: &str = "a regular expression is too large";
const TOO_MANY: &str = "a regular expression matches too many places";

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
            let mut inner = Evaluator { rule, ground, around: captures.clone(), work: evaluator.work };
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
fn ground<'o: 'c, 'c>(outer: &Ground<'o>, capture: &'c Capture, content: Content) -> Option<Ground<'c>> {
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
    let Some(regex) = rule.regexes[regex].for_text(text) else {
        *cut = Some(TOO_LARGE);
        return false;
    };
    regex.is_match(text).unwrap_or_else(|_| {
        *cut = Some(TOO_HARD);
        false
    })
}

/// One match of a regular expression.
pub(super) struct Place {
    pub(super) range: Range<usize>,
    /// Names of metavariables and what their groups matched.
    pub(super) groups: Vec<(String, Range<usize>)>,
}

/// All matches in `text` that are not empty, from left to right without overlap.
pub(super) fn places(regex: &RegexTerm, text: &str, most: usize, cut: &mut Option<&'static str>) -> Vec<Place> {
    let mut places = Vec::new();
    let Some(regex) = regex.for_text(text) else {
        *cut = Some(TOO_LARGE);
        return places;
    };
    let names: Vec<Option<&str>> = regex.capture_names().collect();
    for found in regex.captures_iter(text) {
        let Ok(found) = found else {
            *cut = Some(TOO_HARD);
            break;
        };
        let Some(whole) = found.get(0).filter(|whole| whole.start() < whole.end()) else { continue };
        if places.len() == most {
            *cut = Some(TOO_MANY);
            break;
        }
        let mut groups = Vec::new();
        for (at, name) in names.iter().enumerate().skip(1) {
            let Some(group) = found.get(at) else { continue };
            groups.push((format!("${at}"), group.start()..group.end()));
            if let Some(name) = name.filter(|name| crate::rule::is_metavariable(name)) {
                groups.push((format!("${name}"), group.start()..group.end()));
            }
        }
        places.push(Place { range: whole.start()..whole.end(), groups });
    }
    places
}
