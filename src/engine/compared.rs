//! Which metavariables of a rule stand for something that is compared: of the others only the place and the text are asked, and
//! what they are worth is never reckoned.

use crate::rule::{Condition, Conjunction, Formula, Rule};

/// Metavariables by name, with the `$`.
#[derive(Debug, Default)]
pub(super) struct Compared {
    names: Vec<String>,
    of: Set,
}

/// Metavariables by number, as bits; with more of them than bits all count as compared.
type Set = u64;

impl Compared {
    /// Those of a rule.
    pub(super) fn of(rule: &Rule) -> Self {
        let mut reader = Reader { rule, names: Vec::new(), compared: 0 };
        let bound = reader.formula(&rule.formula);
        let unified = rule.taint.as_ref().is_some_and(|spec| spec.options.unify_mvars);
        Self { of: if unified { bound } else { reader.compared }, names: reader.names }
    }

    /// Whether `name` is one of them.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.names.iter().position(|known| known == name).is_none_or(|at| self.of & bit(at) != 0)
    }
}

/// The last bit stands for all that have no bit of their own.
fn bit(at: usize) -> Set {
    1 << at.min(63)
}

struct Reader<'r> {
    rule: &'r Rule,
    names: Vec<String>,
    compared: Set,
}

impl Reader<'_> {
    fn number(&mut self, name: &str) -> Set {
        let at = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        // Several of one bit may meet unseen.
        if at >= 63 {
            self.compared |= bit(at);
        }
        bit(at)
    }

    /// The metavariables that a formula may bind.
    fn formula(&mut self, formula: &Formula) -> Set {
        let rule = self.rule;
        match formula {
            Formula::Pattern(at) => rule.patterns[*at].pattern.metavariables().iter().fold(0, |set, name| set | self.number(name)),
            Formula::Regex(at) => rule.regexes[*at].groups().iter().fold(0, |set, name| set | self.number(name)),
            Formula::Inside(inner) => self.formula(inner),
            // Alternatives never meet each other.
            Formula::Either(alternatives) => alternatives.iter().fold(0, |set, one| set | self.formula(one)),
            Formula::All(all) => self.conjunction(all),
        }
    }

    /// What two of its parts bind, they must agree about.
    fn conjunction(&mut self, all: &Conjunction) -> Set {
        let mut bound = 0;
        for one in all.positives.iter().chain(all.negatives.iter().map(|negative| &negative.formula)) {
            let own = self.formula(one);
            self.compared |= own & bound;
            bound |= own;
        }
        for condition in &all.conditions {
            self.condition(condition);
        }
        bound
    }

    fn condition(&mut self, condition: &Condition) {
        let asked = match condition {
            // The text is enough.
            Condition::Regex { constant: false, .. } => 0,
            Condition::Comparison(comparison) => comparison.metavariables().iter().fold(0, |set, name| set | self.number(name)),
            Condition::Regex { metavariable, .. } | Condition::Type { metavariable, .. } | Condition::Analysis { metavariable, .. } => {
                self.number(metavariable)
            }
            // It knows everything that is bound around it.
            Condition::Pattern { metavariable, formula, .. } => self.number(metavariable) | self.formula(formula),
        };
        self.compared |= asked;
    }
}
