//! Which patterns of a rule are only places to look in: of a sequence that ends in `...` their longest range says all.

use crate::rule::{Conjunction, Formula, NegativeKind, Rule};

/// By number of the pattern in the rule.
pub(super) fn of(rule: &Rule) -> Vec<bool> {
    let mut around = vec![false; rule.patterns.len()];
    formula(&rule.formula, Found::Alone, &mut around);
    around
}

/// What the ranges of a formula are met with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Nothing: they may be what is reported.
    Alone,
    /// Ranges of matches, which are reported where they lie inside.
    InMatches,
}

fn formula(of: &Formula, found: Found, around: &mut [bool]) {
    match of {
        Formula::Pattern(_) | Formula::Regex(_) => {}
        Formula::Inside(inner) if found == Found::InMatches => place(inner, around),
        Formula::Inside(_) => {}
        Formula::Either(alternatives) => alternatives.iter().for_each(|one| formula(one, found, around)),
        Formula::All(all) => conjunction(all, found, around),
    }
}

fn conjunction(all: &Conjunction, found: Found, around: &mut [bool]) {
    let here = if all.positives.iter().any(finds_matches) { Found::InMatches } else { found };
    // A focus reports what lies in the range, whatever its length.
    all.positives.iter().for_each(|one| formula(one, here, around));
    for negative in &all.negatives {
        match negative.kind {
            NegativeKind::Inside => place(&negative.formula, around),
            NegativeKind::Same | NegativeKind::Overlap => formula(&negative.formula, Found::Alone, around),
        }
    }
}

/// A formula whose ranges hold others and nothing else.
fn place(of: &Formula, around: &mut [bool]) {
    match of {
        Formula::Pattern(at) => around[*at] = true,
        Formula::Regex(_) => {}
        Formula::Inside(inner) => place(inner, around),
        Formula::Either(alternatives) => alternatives.iter().for_each(|one| place(one, around)),
        // Of several the inner one counts, and what is subtracted depends on the range.
        Formula::All(all) => {
            if let ([only], true, true) = (&all.positives[..], all.negatives.is_empty(), all.focus.is_empty()) {
                place(only, around);
            }
        }
    }
}

/// Whether all ranges of a formula are those of matches.
pub(super) fn finds_matches(of: &Formula) -> bool {
    match of {
        Formula::Pattern(_) | Formula::Regex(_) => true,
        Formula::Inside(_) => false,
        Formula::Either(alternatives) => alternatives.iter().all(finds_matches),
        Formula::All(all) => all.positives.iter().any(finds_matches),
    }
}
