//! Operators: `pattern`, `patterns`, `pattern-either`, `pattern-inside`, `pattern-not` and their kin.

use std::sync::Arc;

use super::super::error::{Code, Diagnostic, enumerate, nearest};
use super::super::text::metavariables;
use super::super::yaml::{Node, Value};
use super::super::{Anchor, Conjunction, Formula, Negative, NegativeKind, PatternTerm, TextTerm};
use super::{Entries, Reader, keys};
use crate::generic;
use crate::html;
use crate::pattern::MatchOptions;

/// Which operators a rule may use, by its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Means {
    /// Patterns and regular expressions.
    Python,
    /// Regular expressions, and patterns of words and signs.
    Generic,
    /// Regular expressions, and patterns of HTML.
    Html,
    /// Regular expressions only; patterns are a mistake.
    Regex,
    /// Regular expressions; patterns of this language are right but not run.
    RegexOf(Arc<str>),
}

/// One rule's formula being read.
pub(super) struct FormulaReader<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    pub(super) means: Means,
    pub(super) options: MatchOptions,
    /// How patterns for text match.
    pub(super) generic: generic::Options,
    /// How patterns of HTML match.
    pub(super) html: html::Options,
    pub(super) patterns: Vec<PatternTerm>,
    pub(super) regexes: Vec<TextTerm>,
    /// What keeps the rule from running in this version.
    pub(super) later: Option<String>,
    /// Inside `metavariable-pattern`: what is bound around it.
    pub(super) around: Vec<Bound>,
    pub(super) depth: usize,
}

/// A metavariable and the line of the rule file where it is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) name: Arc<str>,
    pub(super) line: u32,
}

impl FormulaReader<'_, '_> {
    /// The formula of a rule or of `metavariable-pattern`: the one key of [`keys::MATCHERS`] in `entries`.
    pub(super) fn matcher(&mut self, entries: Entries<'_>, what: &str, place: &Node) -> Option<Formula> {
        let given: Vec<_> =
            entries.iter().filter(|(key, _)| key.scalar().is_some_and(|key| keys::MATCHERS.contains(&&*key.text))).collect();
        match given[..] {
            [(key, value)] => self.operator(key, value),
            [] if self.misspelt(entries, what) => None,
            [] => {
                let message = format!("{what} does not say what to look for");
                let is_flow = ["pattern-sources", "pattern-sinks"].iter().any(|key| super::get(entries, key).is_some());
                let help = if is_flow && what == "a rule" {
                    "a rule with sources and sinks has `mode: taint`".to_owned()
                } else {
                    format!("it needs one of {}", enumerate(&keys::MATCHERS))
                };
                self.reader.error(Code::Matcher, place, message).help = Some(help);
                None
            }
            [_, (second, _), ..] => {
                let message = format!("{what} says more than once what to look for");
                let error = self.reader.error(Code::Matcher, second, message);
                error.help = Some("put both below `patterns:` (both must hold) or `pattern-either:` (one is enough)".to_owned());
                None
            }
        }
    }

    /// Tells a key that is nearly one of [`keys::MATCHERS`].
    fn misspelt(&mut self, entries: Entries<'_>, what: &str) -> bool {
        let near = |name: &str| nearest(name, keys::MATCHERS).filter(|help| help.starts_with("did") && !keys::RULE.contains(&name));
        let names = entries.iter().filter_map(|(key, _)| Some((key, near(&key.scalar()?.text)?)));
        let Some((key, help)) = names.take(1).next() else { return false };
        // An edition file has told it as an unknown key.
        if !self.reader.is_strict() {
            self.reader.error(Code::Matcher, key, format!("{what} does not say what to look for")).help = Some(help);
        }
        true
    }

    /// One operator that gives ranges.
    fn operator(&mut self, key: &Node, value: &Node) -> Option<Formula> {
        match &*key.scalar()?.text {
            "pattern" => self.pattern(value, "`pattern`"),
            "pattern-regex" => self.regex(value, "`pattern-regex`", Anchor::Free).map(Formula::Regex),
            "pattern-either" => {
                let items = self.reader.sequence(value, "`pattern-either`")?;
                if items.is_empty() {
                    self.reader.error(Code::Matcher, key, "an empty `pattern-either` finds nothing");
                    return None;
                }
                let formulas: Vec<_> = items.iter().map(|item| self.alternative(item)).collect();
                self.suspect_alternatives(items, &formulas);
                formulas.into_iter().collect::<Option<Vec<_>>>().map(Formula::Either)
            }
            "patterns" => self.conjunction(key, value),
            "pattern-inside" => self.pattern_or_formula(value, "`pattern-inside`").map(|formula| Formula::Inside(Box::new(formula))),
            _ => None,
        }
    }

    /// An item of `pattern-either`.
    fn alternative(&mut self, item: &Node) -> Option<Formula> {
        let (key, value) = self.item(item, "`pattern-either`")?;
        let name = &key.scalar()?.text;
        if keys::POSITIVE.contains(&&**name) {
            return self.operator(key, value);
        }
        if keys::OPERATORS.contains(&&**name) {
            let error = self.reader.error(Code::UnknownOperator, key, format!("`{name}` cannot stand in `pattern-either`"));
            error.help =
                Some(format!("put it into `patterns:` together with what it restricts: `- patterns: [{{pattern: …}}, {{{name}: …}}]`"));
        } else {
            self.unknown(key, name, &keys::POSITIVE);
        }
        None
    }

    /// The list of `patterns`.
    fn conjunction(&mut self, key: &Node, value: &Node) -> Option<Formula> {
        let items = self.reader.sequence(value, "`patterns`")?;
        let mut all = Conjunction::default();
        let mut whole = true;
        let mut conditions = Vec::new();
        let mut negatives = Vec::new();
        let mut unread = Vec::new();
        for item in items {
            let Some((key, value)) = self.item(item, "`patterns`") else {
                whole = false;
                unread.push(item);
                continue;
            };
            if self.term(key, value, &mut all, &mut conditions).is_none() {
                whole = false;
                unread.push(value);
            }
            negatives.extend((negatives.len() < all.negatives.len()).then_some((key, value)));
        }
        if all.positives.is_empty() && whole && self.depth == 0 {
            self.reader.error(Code::OnlyNegatives, key, "`patterns` has no term that finds something").help = Some(
                "a negative takes ranges away: add a `pattern`, `pattern-inside`, `pattern-either` or `pattern-regex` to take them from"
                    .to_owned(),
            );
            return None;
        }
        let mut bound = self.around.clone();
        for positive in all.positives.iter().filter(|_| self.reader.is_thorough()) {
            self.bindings(positive, &mut bound);
        }
        // What is wrong there is told; that it binds nothing is no mistake of its own.
        unread.into_iter().for_each(|node| self.mentioned(node, &mut bound));
        for (key, value) in conditions {
            whole &= self.condition(key, value, &bound, &mut all).is_some();
        }
        if whole {
            self.suspect_negatives(&all, &negatives);
        }
        whole.then(|| Formula::All(Box::new(all)))
    }

    /// The metavariables that are written below a node.
    fn mentioned(&self, node: &Node, out: &mut Vec<Bound>) {
        match &node.value {
            Value::Scalar(scalar) => {
                let line = self.line(node);
                // Also what was meant to be one, and groups of regular expressions.
                let text = scalar.text.to_uppercase().replace("(?P<", "$").replace("(?<", "$");
                out.extend(metavariables(&text).into_iter().map(|(name, _)| Bound { name: name.into(), line }));
            }
            Value::Sequence(items) => items.iter().for_each(|item| self.mentioned(item, out)),
            Value::Mapping(entries) => entries.iter().flat_map(|(key, value)| [key, value]).for_each(|one| self.mentioned(one, out)),
        }
    }

    /// One term of `patterns`; conditions wait until all bindings are known.
    fn term<'n>(
        &mut self,
        key: &'n Node,
        value: &'n Node,
        all: &mut Conjunction,
        conditions: &mut Vec<(&'n Node, &'n Node)>,
    ) -> Option<()> {
        let name = Arc::clone(&key.scalar()?.text);
        let (kind, formula) = match &*name {
            "pattern-not" => (NegativeKind::Same, self.pattern_or_formula(value, "`pattern-not`")?),
            "pattern-not-inside" => (NegativeKind::Inside, self.pattern_or_formula(value, "`pattern-not-inside`")?),
            "pattern-not-regex" => (NegativeKind::Overlap, self.regex(value, "`pattern-not-regex`", Anchor::Free).map(Formula::Regex)?),
            name if keys::CONDITIONS.contains(&name) => {
                conditions.push((key, value));
                return Some(());
            }
            "metavariable-name" => {
                self.later.get_or_insert_with(|| "`metavariable-name`, which only Semgrep's commercial engine answers".to_owned());
                return Some(());
            }
            "pattern-where-python" => {
                self.later.get_or_insert_with(|| "`pattern-where-python`: rules are data, no code of theirs is run".to_owned());
                return Some(());
            }
            _ if keys::POSITIVE.contains(&&*name) => {
                let formula = self.operator(key, value)?;
                all.positives.push(formula);
                return Some(());
            }
            _ if keys::LATER_OPERATORS.contains(&&*name) || name.starts_with("semgrep-internal-") => {
                self.later.get_or_insert_with(|| format!("`{name}`"));
                return Some(());
            }
            _ => {
                self.unknown(key, &name, &keys::OPERATORS);
                return None;
            }
        };
        all.negatives.push(Negative { kind, formula });
        Some(())
    }

    /// The one key of a list item.
    fn item<'n>(&mut self, item: &'n Node, list: &str) -> Option<(&'n Node, &'n Node)> {
        match &item.value {
            Value::Mapping(entries) => match &entries[..] {
                [(key, value)] => Some((key, value)),
                [] => None,
                [_, (second, _), ..] => {
                    let name = second.scalar().map(|key| Arc::clone(&key.text)).unwrap_or_default();
                    let known = keys::OPERATORS.contains(&&*name);
                    let message = if known {
                        format!("an item of {list} holds one operator, `{name}` is a second")
                    } else {
                        format!("an item of {list} holds one operator, `{name}` is none")
                    };
                    let help = if known {
                        Some(format!("write it as an item of its own: `- {name}: …`"))
                    } else {
                        nearest(&name, keys::OPERATORS)
                    };
                    self.reader.error(Code::UnknownOperator, second, message).help = help;
                    None
                }
            },
            Value::Scalar(_) | Value::Sequence(_) => {
                let what = format!("an item of {list}");
                self.reader.wrong(item, &what, "an operator and its value, as in `pattern: f(...)`");
                None
            }
        }
    }

    fn unknown(&mut self, key: &Node, name: &str, known: &[&str]) {
        let error = self.reader.error(Code::UnknownOperator, key, format!("there is no operator `{name}`"));
        error.help = nearest(name, known.iter().copied());
    }

    /// The value of `pattern-inside`, `pattern-not` and `pattern-not-inside`: a pattern, or a formula.
    fn pattern_or_formula(&mut self, value: &Node, what: &str) -> Option<Formula> {
        let Value::Mapping(entries) = &value.value else { return self.pattern(value, what) };
        self.reader.known(entries, what, &keys::MATCHERS, Code::UnknownOperator);
        let outer = std::mem::replace(&mut self.depth, 0);
        let formula = self.matcher(entries, what, value);
        self.depth = outer;
        formula
    }

    fn line(&self, node: &Node) -> u32 {
        self.reader.line(node)
    }

    fn pattern(&mut self, value: &Node, what: &str) -> Option<Formula> {
        // With `languages: [regex]` the terms beside a `pattern-regex` are regular expressions too.
        if matches!(self.means, Means::Regex) && what != "`pattern`" {
            return self.regex(value, what, Anchor::Free).map(Formula::Regex);
        }
        let text = self.reader.text(value, what)?;
        match &self.means {
            Means::Python => {}
            Means::Generic => return self.generic_pattern(value, &text),
            Means::Html => return self.html_pattern(value, &text),
            Means::Regex => {
                self.reader.error(Code::UnknownOperator, value, "a rule for text takes no code pattern").help =
                    Some("use `pattern-regex`, or `languages: [python]`".to_owned());
                return None;
            }
            Means::RegexOf(language) => {
                let reason = format!("patterns of language `{language}`");
                self.later.get_or_insert(reason);
                return Some(Formula::Either(Vec::new()));
            }
        }
        match self.reader.known.pattern(&text, self.options) {
            Ok(pattern) => {
                if let Some(reason) = pattern.never_matches().filter(|_| self.reader.is_thorough()) {
                    self.reader.strict_error(Code::NeverMatches, value, "this pattern never matches").label.push_str(reason);
                }
                let line = self.line(value);
                self.patterns.push(PatternTerm::new(pattern, text, line, self.depth > 0));
                Some(Formula::Pattern(self.patterns.len() - 1))
            }
            Err(error) => {
                let span = value.place_in_scalar(&self.reader.source.text, error.range.clone());
                let of_python = error.message.strip_prefix("this pattern is not Python: ");
                let too_large = of_python.is_none() && error.message.starts_with("this pattern ");
                let (title, label) =
                    if too_large { (&*error.message, "") } else { ("this pattern is not Python", of_python.unwrap_or(&error.message)) };
                let diagnostic = Diagnostic::error(Code::BadPattern, self.reader.source, span, title);
                self.reader.push(diagnostic.label(label).maybe_help(error.help.clone()));
                None
            }
        }
    }

    /// A regular expression, by its number.
    pub(super) fn regex(&mut self, value: &Node, what: &str, anchor: Anchor) -> Option<usize> {
        let text = self.reader.text(value, what)?;
        let term = self.reader.known.regex(&text, anchor, self.line(value));
        if self.reader.is_thorough()
            && let Err((reason, place)) = term.check()
        {
            let whole = 0..text.len();
            let place = place.map_or(whole, |at| at.start..text[at.start..].chars().next().map_or(at.end, |c| at.start + c.len_utf8()));
            let span = value.place_in_scalar(&self.reader.source.text, place);
            let diagnostic = Diagnostic::error(Code::BadRegex, self.reader.source, span, "this regular expression does not compile");
            self.reader.push(diagnostic.label(reason));
            return None;
        }
        if self.reader.is_careful()
            && let Some(why) = term.explodes()
        {
            let message = "this regular expression may take exponentially many steps";
            let span = value.place_in_scalar(&self.reader.source.text, 0..text.len());
            let diagnostic = Diagnostic::warning(Code::SlowRegex, self.reader.source, span, message).label(why);
            self.reader.push(diagnostic.help("let each turn begin with what the one before cannot take, or write `(?>…)` around it"));
        }
        self.regexes.push(term.into());
        Some(self.regexes.len() - 1)
    }

    /// The metavariables that a formula binds.
    pub(super) fn bindings(&self, formula: &Formula, bound: &mut Vec<Bound>) {
        // Only checks ask, and a regular expression would be compiled for the names of its groups.
        if !self.reader.is_thorough() {
            return;
        }
        match formula {
            Formula::Pattern(at) => {
                let term = &self.patterns[*at];
                bound.extend(term.pattern.metavariables().iter().map(|name| Bound { name: name.as_str().into(), line: term.line }));
            }
            Formula::Regex(at) => {
                let term = &self.regexes[*at];
                bound.extend(term.groups().into_iter().map(|name| Bound { name: name.into(), line: term.line() }));
            }
            Formula::Inside(inner) => self.bindings(inner, bound),
            Formula::Either(alternatives) => alternatives.iter().for_each(|one| self.bindings(one, bound)),
            Formula::All(all) => all.positives.iter().for_each(|one| self.bindings(one, bound)),
        }
    }
}
