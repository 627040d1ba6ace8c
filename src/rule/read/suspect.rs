//! Rules that are well-formed and do less than they say: alternatives that add nothing, negatives that take nothing away or
//! everything, formulas that match anything.

use std::collections::BTreeMap;

use super::super::error::{Code, Diagnostic};
use super::super::yaml::Node;
use super::super::{Conjunction, Formula, NegativeKind};
use super::formula::FormulaReader;
use crate::pattern::{Sketches, Stands};

/// Of more alternatives only equal ones are looked for.
const MAX_COMPARED: usize = 100;
/// Longer patterns are not compared, in bytes: they may match in very many ways.
const MAX_TEXT: usize = 400;

impl FormulaReader<'_, '_> {
    /// Alternatives of a `pattern-either` that find nothing which another one does not find.
    pub(super) fn suspect_alternatives(&mut self, items: &[Node], formulas: &[Option<Formula>]) {
        if !self.reader.is_careful() || items.len() != formulas.len() {
            return;
        }
        let mut seen = BTreeMap::<String, usize>::new();
        let mut told = vec![false; items.len()];
        for (at, formula) in formulas.iter().enumerate() {
            let Some(formula) = formula else { continue };
            if let Some(first) = seen.get(&self.picture(formula)) {
                let line = self.reader.line(&items[*first]);
                told[at] = true;
                self.idle_alternative(&items[at], &format!("it is the same as the one in line {line}"));
            } else {
                seen.insert(self.picture(formula), at);
            }
        }
        let patterns = (0..).zip(formulas).filter_map(|(at, one)| Some((at, leaf(one.as_ref()?)?)));
        let patterns: Vec<(usize, usize)> = patterns.filter(|(_, pattern)| self.patterns[*pattern].text.len() <= MAX_TEXT).collect();
        if patterns.len() > MAX_COMPARED {
            return;
        }
        let texts: Vec<&str> = patterns.iter().map(|(_, pattern)| &*self.patterns[*pattern].text).collect();
        let sketches = Sketches::of(&texts, self.options);
        for (special, (at, pattern)) in patterns.iter().enumerate() {
            if told[*at] {
                continue;
            }
            let covering = sketches.covering(special);
            let other = covering.iter().find(|(other, stands)| !told[patterns[*other].0] && self.replaces(*pattern, stands));
            let Some((other, _)) = other else { continue };
            let line = self.reader.line(&items[patterns[*other].0]);
            self.idle_alternative(&items[*at], &format!("the one in line {line} finds all of it"));
            told[*at] = true;
        }
    }

    fn idle_alternative(&mut self, item: &Node, label: &str) {
        let message = "this alternative finds nothing that another one does not find";
        let diagnostic = Diagnostic::warning(Code::IdleAlternative, self.reader.source, item.span.clone(), message);
        self.reader.push(diagnostic.label(label).help("delete it, or make it say something of its own"));
    }

    /// Whether nothing is missed of what pattern `special` binds: the other binds the same, or nobody asks.
    fn replaces(&self, special: usize, stands: &[Stands]) -> bool {
        let term = &self.patterns[special];
        let file = &self.reader.source.text;
        term.pattern.metavariables().iter().all(|name| {
            let same = stands.iter().any(|(own, other)| own == name && other == name);
            same || file.matches(name.as_str()).count() == term.text.matches(name.as_str()).count()
        })
    }

    /// Negatives of `patterns` that can take nothing away, or that take everything.
    pub(super) fn suspect_negatives(&mut self, all: &Conjunction, places: &[(&Node, &Node)]) {
        if !self.reader.is_careful() || places.len() != all.negatives.len() || all.positives.is_empty() {
            return;
        }
        let plain: Vec<&Formula> = all.positives.iter().filter(|one| !matches!(one, Formula::Inside(_))).collect();
        let ranges: Vec<&Formula> = if plain.is_empty() { all.positives.iter().collect() } else { plain };
        for (negative, (key, value)) in all.negatives.iter().zip(places) {
            if negative.kind == NegativeKind::Same && !ranges.iter().any(|one| self.may_meet(one, &negative.formula)) {
                let message = "this `pattern-not` takes nothing away";
                let diagnostic = Diagnostic::warning(Code::IdleNegative, self.reader.source, value.span.clone(), message)
                    .label("it is never the same code as what is looked for")
                    .note("`pattern-not` takes a place away when it matches exactly the same range");
                self.reader.push(diagnostic.help("write the whole of what `pattern` matches, or use `pattern-not-inside`"));
                continue;
            }
            let all_taken = match negative.kind {
                NegativeKind::Same => ranges.iter().all(|one| self.takes_all(one, &negative.formula)),
                NegativeKind::Inside => all.positives.iter().any(|one| self.takes_all(one, &negative.formula)),
                NegativeKind::Overlap => false,
            };
            if all_taken {
                let name = key.scalar().map_or("pattern-not", |key| &*key.text).to_owned();
                let message = format!("this rule never finds anything: `{name}` takes away all that is looked for");
                let error = self.reader.strict_error(Code::NeverMatches, value, message);
                error.label.push_str("it matches wherever the rest of the rule does");
                error.help = Some("make it narrower than the positive terms beside it, or delete one of both".to_owned());
            }
        }
    }

    /// Whether some code can be matched by both, over the same range.
    fn may_meet(&self, positive: &Formula, negative: &Formula) -> bool {
        match (positive, negative) {
            (Formula::Pattern(one), Formula::Pattern(other)) => self.patterns[*one].pattern.may_meet(&self.patterns[*other].pattern),
            (Formula::Inside(inner), other) | (other, Formula::Inside(inner)) => self.may_meet(inner, other),
            (Formula::Either(alternatives), other) | (other, Formula::Either(alternatives)) => {
                alternatives.iter().any(|one| self.may_meet(one, other))
            }
            (Formula::All(all), other) | (other, Formula::All(all)) => {
                !all.focus.is_empty() || all.positives.is_empty() || all.positives.iter().any(|one| self.may_meet(one, other))
            }
            (Formula::Regex(_), _) | (_, Formula::Regex(_)) => true,
        }
    }

    /// Whether the negative certainly matches wherever the positive does, with the same bindings.
    pub(super) fn takes_all(&self, positive: &Formula, negative: &Formula) -> bool {
        let positive = inner(positive);
        if self.picture(positive) == self.picture(negative) {
            return true;
        }
        match (positive, negative) {
            (Formula::Either(alternatives), _) => alternatives.iter().all(|one| self.takes_all(one, negative)),
            (_, Formula::Either(alternatives)) => alternatives.iter().any(|one| self.takes_all(positive, one)),
            (Formula::Pattern(special), Formula::Pattern(general)) => {
                let texts = [&*self.patterns[*special].text, &*self.patterns[*general].text];
                if texts.iter().any(|text| text.len() > MAX_TEXT) {
                    return false;
                }
                let covering = Sketches::of(&texts, self.options).covering(0);
                // What both bind must be the same; what only the negative binds is free.
                covering.iter().any(|(_, stands)| {
                    let mut shared = stands.iter().filter(|(name, _)| self.binds_elsewhere(*general, name));
                    shared.all(|(name, other)| name == other)
                })
            }
            _ => false,
        }
    }

    /// Whether some other pattern of the rule names the metavariable too.
    fn binds_elsewhere(&self, pattern: usize, name: &str) -> bool {
        let others = self.patterns.iter().enumerate().filter(|(at, _)| *at != pattern);
        others.flat_map(|(_, term)| term.pattern.metavariables()).any(|other| other == name)
    }

    /// A rule that matches every expression, or every text.
    pub(super) fn suspect_everything(&mut self, key: &Node, formula: &Formula) {
        if self.reader.is_careful() && self.matches_everything(formula) {
            let message = "this rule matches everything";
            let diagnostic = Diagnostic::warning(Code::MatchesEverything, self.reader.source, key.span.clone(), message);
            self.reader.push(diagnostic.help("say what the code looks like, or add a condition on the metavariable"));
        }
    }

    fn matches_everything(&self, formula: &Formula) -> bool {
        match formula {
            Formula::Pattern(at) => self.patterns[*at].pattern.matches_everything(),
            Formula::Regex(at) => {
                let everything = |text: &&str| {
                    let (places, _) = self.regexes[*at].places(text, 2);
                    places.first().is_some_and(|place| place.range == (0..text.len()))
                };
                ["q7_", "= ;", "\u{7f}("].iter().all(everything)
            }
            Formula::Inside(inner) => self.matches_everything(inner),
            Formula::Either(alternatives) => alternatives.iter().any(|one| self.matches_everything(one)),
            Formula::All(all) => {
                let free = all.negatives.is_empty() && all.conditions.is_empty() && all.focus.is_empty();
                free && !all.positives.is_empty() && all.positives.iter().all(|one| self.matches_everything(one))
            }
        }
    }

    /// Equal for formulas that mean the same, told by their parts.
    pub(super) fn picture(&self, formula: &Formula) -> String {
        match formula {
            Formula::Pattern(at) => self.patterns[*at].pattern.picture(),
            Formula::Regex(at) => format!("/{}/", self.regexes[*at].text()),
            Formula::Inside(inner) => format!("inside({})", self.picture(inner)),
            Formula::Either(alternatives) => {
                format!("either({})", alternatives.iter().map(|one| self.picture(one)).collect::<Vec<_>>().join(", "))
            }
            Formula::All(all) => {
                let positives = all.positives.iter().map(|one| self.picture(one));
                let negatives = all.negatives.iter().map(|one| format!("{:?}({})", one.kind, self.picture(&one.formula)));
                // Conditions name expressions and patterns by number: two formulas with any are never equal.
                let conditions = all.conditions.iter().map(|one| format!("{one:?}"));
                let parts: Vec<String> = positives.chain(negatives).chain(conditions).collect();
                format!("all({}; {:?})", parts.join(", "), all.focus)
            }
        }
    }
}

/// The pattern that a formula is.
fn leaf(formula: &Formula) -> Option<usize> {
    match formula {
        Formula::Pattern(at) => Some(*at),
        _ => None,
    }
}

fn inner(formula: &Formula) -> &Formula {
    match formula {
        Formula::Inside(inner) => inner,
        other => other,
    }
}
