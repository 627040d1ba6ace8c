//! Which names metavariables may stand for, as a rule's `metavariable-regex` say: a file without any of them is not searched,
//! and a call of `$OBJECT.$METHOD(...)` is looked up by the name of the method.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::rule::{Condition, Conjunction, Formula, Rule};

pub(super) use crate::pattern::NameLimits as Limits;

/// What the conditions of one rule say of its metavariables.
pub(super) struct Reader<'r> {
    rule: &'r Rule,
    /// By number of the regular expression, once asked: the texts that it lets through.
    texts: Vec<OnceCell<Option<&'r BTreeSet<String>>>>,
    contents: BTreeSet<&'r str>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(rule: &'r Rule) -> Self {
        Self { rule, texts: vec![OnceCell::new(); rule.regexes.len()], contents: contents(rule) }
    }

    /// For each pattern of the rule, by number, what its metavariables may stand for wherever it helps the rule find something.
    pub(super) fn of_patterns(&self) -> Vec<Limits> {
        let mut limits = vec![Limits::new(); self.rule.patterns.len()];
        self.spread(&self.rule.formula, &Limits::new(), &mut limits);
        limits
    }

    /// What the bindings of every range of the rule obey.
    pub(super) fn of_rule(&self) -> Limits {
        self.implied(&self.rule.formula)
    }

    /// What the bindings of every range of `formula` obey.
    fn implied(&self, formula: &Formula) -> Limits {
        match formula {
            Formula::Pattern(_) | Formula::Regex(_) => Limits::new(),
            Formula::Inside(inner) => self.implied(inner),
            Formula::Either(alternatives) => self.implied_by_one(alternatives),
            Formula::All(all) => {
                let mut limits = self.conditions(all);
                for positive in &all.positives {
                    narrow(&mut limits, self.implied(positive));
                }
                limits
            }
        }
    }

    fn implied_by_one(&self, alternatives: &[Formula]) -> Limits {
        let mut either: Option<Limits> = None;
        for one in alternatives {
            let other = self.implied(one);
            let known = match either.take() {
                None => other,
                Some(mut known) => {
                    known.retain(|name, _| other.contains_key(name));
                    for (name, texts) in other {
                        known.entry(name).and_modify(|known| known.extend(texts));
                    }
                    known
                }
            };
            if known.is_empty() {
                return known;
            }
            either = Some(known);
        }
        either.unwrap_or_default()
    }

    fn spread(&self, formula: &Formula, around: &Limits, into: &mut [Limits]) {
        match formula {
            Formula::Pattern(at) => into[*at] = around.clone(),
            Formula::Regex(_) => {}
            Formula::Inside(inner) => self.spread(inner, around, into),
            Formula::Either(alternatives) => alternatives.iter().for_each(|one| self.spread(one, around, into)),
            Formula::All(all) => {
                let mut limits = around.clone();
                narrow(&mut limits, self.implied(formula));
                // What a negative takes away agrees with the bindings of the range that it is taken from.
                let negatives = all.negatives.iter().map(|negative| &negative.formula);
                all.positives.iter().chain(negatives).for_each(|one| self.spread(one, &limits, into));
            }
        }
    }

    fn conditions(&self, all: &Conjunction) -> Limits {
        let mut limits = Limits::new();
        for condition in &all.conditions {
            let Condition::Regex { metavariable, regex, constant: false } = condition else { continue };
            let known = self.texts[*regex].get_or_init(|| {
                if self.contents.contains(&**metavariable) { None } else { self.rule.regexes[*regex].names().map(|names| &names.texts) }
            });
            if let Some(texts) = *known {
                narrow(&mut limits, Limits::from([(Arc::clone(metavariable), texts.clone())]));
            }
        }
        limits
    }
}

/// Both hold.
fn narrow(limits: &mut Limits, other: Limits) {
    for (name, texts) in other {
        match limits.get_mut(&name) {
            Some(known) => known.retain(|text| texts.contains(text)),
            None => drop(limits.insert(name, texts)),
        }
    }
}

/// Metavariables that may be bound to what a string says, which need not stand in the file in one piece.
fn contents(rule: &Rule) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for term in &rule.patterns {
        let mut before = ' ';
        for (at, c) in term.text.char_indices() {
            if c == '$' && matches!(before, '"' | '\'') {
                let rest = &term.text[at + 1..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                names.insert(&term.text[at..=at + end]);
            }
            before = c;
        }
    }
    names
}
