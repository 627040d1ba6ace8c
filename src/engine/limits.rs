//! Which names metavariables may stand for, as a rule's `metavariable-regex` say: a file without any of them is not searched,
//! and a call of `$OBJECT.$METHOD(...)` is looked up by the name of the method.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use regex_syntax::hir::{Hir, HirKind, Look};

use crate::rule::{Condition, Conjunction, Formula, Rule};

pub(super) use crate::pattern::NameLimits as Limits;

/// More texts are as good as any.
const MAX_TEXTS: usize = 64;
/// Stands for the end of the text while texts are put together.
const END: char = '\0';

/// What the conditions of one rule say of its metavariables.
pub(super) struct Reader<'r> {
    rule: &'r Rule,
    /// By number of the regular expression, once asked: the texts that it lets through.
    texts: Vec<OnceCell<Option<BTreeSet<String>>>>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(rule: &'r Rule) -> Self {
        Self { rule, texts: vec![OnceCell::new(); rule.regexes.len()] }
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
            let known = self.texts[*regex]
                .get_or_init(|| if is_content(self.rule, metavariable) { None } else { texts(self.rule.regexes[*regex].text()) });
            if let Some(texts) = known {
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

/// Whether a metavariable may be bound to what a string says, which need not stand in the file in one piece.
fn is_content(rule: &Rule, metavariable: &str) -> bool {
    let after_quote = |text: &str, quote: char| text.match_indices(metavariable).any(|(at, _)| text[..at].ends_with(quote));
    rule.patterns.iter().any(|term| after_quote(&term.text, '"') || after_quote(&term.text, '\''))
}

/// How expressions begin that ask for the last name of a chain.
const ANY_CHAIN: [&str; 4] = [r"^(\w+\.)*", r"^([\w]+\.)*", r"^(?:\w+\.)*", r"^(\w+\.)?"];

/// The names, dotted or not, that a regular expression lets through, or that end every chain that it lets through, if they are few.
fn texts(regex: &str) -> Option<BTreeSet<String>> {
    // A chain may begin with anything: what follows its last dot is looked up.
    let regex = ANY_CHAIN.iter().find_map(|chain| regex.strip_prefix(chain)).unwrap_or(regex);
    // Most expressions let through more, which shows without parsing them.
    if !regex.contains('$') || ["\\w", "\\s", "\\b", "(?", ".*", "["].iter().any(|sign| regex.contains(sign)) {
        return None;
    }
    let hir = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(regex).ok()?;
    let mut texts = BTreeSet::new();
    for text in enumerate(&hir)? {
        let text = text.strip_suffix(END)?;
        let dotted = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.') && !text.ends_with('.');
        texts.insert(dotted.then(|| text.to_owned())?);
    }
    Some(texts)
}

fn enumerate(hir: &Hir) -> Option<Vec<String>> {
    let texts = match hir.kind() {
        HirKind::Empty | HirKind::Look(Look::Start | Look::StartLF) => vec![String::new()],
        HirKind::Look(Look::End | Look::EndLF) => vec![END.to_string()],
        HirKind::Literal(literal) => vec![std::str::from_utf8(&literal.0).ok()?.to_owned()],
        HirKind::Capture(capture) => enumerate(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut texts = enumerate(&repetition.sub)?;
            texts.push(String::new());
            texts
        }
        HirKind::Concat(parts) => {
            let mut texts = vec![String::new()];
            for part in parts {
                let tails = enumerate(part)?;
                if texts.len() * tails.len() > MAX_TEXTS {
                    return None;
                }
                texts = texts.iter().flat_map(|text| tails.iter().map(move |tail| format!("{text}{tail}"))).collect();
            }
            texts
        }
        HirKind::Alternation(alternatives) => {
            let all = alternatives.iter().map(enumerate).collect::<Option<Vec<_>>>()?;
            all.into_iter().flatten().collect()
        }
        HirKind::Class(class) => {
            let literals = class.literal();
            vec![String::from_utf8(literals?).ok()?]
        }
        HirKind::Repetition(_) | HirKind::Look(_) => return None,
    };
    (texts.len() <= MAX_TEXTS).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn few_names_are_known_and_anything_else_is_not() {
        let names = |regex: &str| texts(regex).map_or_else(|| "any".to_owned(), |texts| texts.into_iter().collect::<Vec<_>>().join(" "));
        assert_eq!(names("(execute|executemany)$"), "execute executemany");
        assert_eq!(names("^get(_or_404)?$"), "get get_or_404");
        assert_eq!(names(r"json\.loads$"), "json.loads");
        assert_eq!(names("raw"), "any");
        assert_eq!(names(r"^(\w+\.)*(raw|extra)$"), "extra raw");
        assert_eq!(names(r"(\w+\.)+raw$"), "any");
        assert_eq!(names("(?i)raw$"), "any");
        assert_eq!(names("(a|b$)"), "any");
        assert_eq!(names("(?!x)raw$"), "any");
    }
}
