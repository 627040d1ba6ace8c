//! The text after all fixes, and how it differs from the one that was expected.

use std::sync::Arc;

use super::{CaseFailure, Problem, source, whole};
use crate::engine::Engine;
use crate::files::Files;
use crate::finding::Fix;
use crate::rule::Rule;

/// Fixes may uncover more to fix; so many rounds are made.
const MAX_ROUNDS: usize = 20;
/// More lines of one side of a difference are not kept.
const MAX_LINES: usize = 12;

/// How the text after all fixes differs from the one that was expected: without the lines that are equal at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The lines that should be there.
    pub expected: Vec<String>,
    /// The lines that are.
    pub made: Vec<String>,
}

/// The text after all fixes: of overlapping ones the first, then again until nothing changes.
pub(super) fn fix_all(engine: &Engine, rules: &[Arc<Rule>], path: &str, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let files = Files::new(vec![source(rules, path, &text)]);
        let findings = whole(engine, &files).findings;
        let mut edits: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        edits.sort_by_key(|fix| (fix.location.span.start, fix.location.span.end));
        let mut done = 0;
        let mut next = String::new();
        for fix in edits {
            let range = fix.location.span.range();
            if range.start >= done {
                next.push_str(&text[done..range.start]);
                next.push_str(&fix.replacement);
                done = range.end;
            }
        }
        next.push_str(&text[done..]);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// The failure of a text after fixes that is another than expected. Lines count from `base`.
pub(super) fn compare(rule: &Arc<str>, path: &str, base: u32, expected: &str, made: &str) -> Option<CaseFailure> {
    let (expected, made) = (expected.trim_end(), made.trim_end());
    if expected == made {
        return None;
    }
    let (left, right): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), made.lines().collect());
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let after = left[same..].iter().rev().zip(right[same..].iter().rev()).take_while(|(left, right)| left == right).count();
    let kept = |lines: &[&str]| lines[same..lines.len() - after].iter().take(MAX_LINES).map(|line| (*line).to_owned()).collect();
    let difference = Difference { expected: kept(&left), made: kept(&right) };
    let line = base + u32::try_from(same).unwrap_or(0) + u32::from(base == 0);
    let problem = Problem::Fixed(difference);
    let (rule, path) = (Arc::clone(rule), path.to_owned());
    Some(CaseFailure { rule, path, line, code: String::new(), problem, because: Vec::new() })
}
