//! Which rules can say anything about a file: by role, path and language, then by the words that the file contains.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::around;
use super::compared::Compared;
use super::entrance::Entrance;
use super::fragments::{Collected, Fragments};
use super::gate;
use super::limits::{self, Limits};
use super::words::WordTable;
use crate::files::{Language, SourceFile};
use crate::pattern::{MatchOptions, Pattern, PatternSet};
use crate::rule::{Condition, Conjunction, Formula, Rule, RuleLanguage, RuleSet, TextTerm};

/// All rules, prepared once for any number of files.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) rules: Vec<Planned>,
    pub(super) set: PatternSet,
    /// For each pattern of the set whether it is found by name.
    pub(super) named: Vec<bool>,
    /// Seconds since 1970 at the start of today, for comparisons that ask.
    pub(super) today: Option<i64>,
    pub(super) entrance: Entrance,
    words: WordTable,
    fragments: Fragments,
}

/// A rule and where its patterns stand in the set.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) rule: Arc<Rule>,
    /// By number of the pattern in the rule; none for patterns that are only asked about bound code.
    pub(super) slots: Vec<Option<usize>>,
    /// By number of the pattern in the rule: of each set one word must be in the file.
    needs: Vec<Vec<Vec<usize>>>,
    /// Of each set one word must be in the file, as the whole formula and its conditions say: few sets, asked first.
    gates: Vec<Vec<usize>>,
    /// By number of the regular expression: one of these pieces must be in a text that it matches, where that is known.
    pieces: Vec<Option<Vec<usize>>>,
}

/// What a rule reads of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The tree, and the text.
    Python,
    /// The text with comments blanked.
    Template,
    /// The text.
    Text,
}

/// Collects words and patterns, each once.
#[derive(Default)]
struct Builder<'a> {
    words: WordTable,
    fragments: Collected,
    patterns: Vec<(Pattern, Limits)>,
    pattern_ids: FxHashMap<(&'a str, MatchOptions, Limits, bool), usize>,
}

impl Plan {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut builder = Builder::default();
        let planned: Vec<Planned> = rules.iter().map(|rule| builder.rule(rule)).collect();
        let entrance = Entrance::of(planned.iter().map(|planned| (&*planned.rule, &planned.gates[..])));
        let set = PatternSet::limited(builder.patterns);
        let named = (0..set.patterns().len()).map(|at| set.is_named(at)).collect();
        Self { rules: planned, set, named, today: None, entrance, words: builder.words, fragments: builder.fragments.finish() }
    }

    /// Whether some rule asks what names mean in the project.
    pub(super) fn asks_project(&self) -> bool {
        let asks = |planned: &Planned| planned.rule.options.names_by_meaning && !planned.rule.patterns.is_empty();
        self.rules.iter().any(asks)
    }

    /// The number of a word that some pattern needs.
    pub(super) fn word(&self, word: &str) -> Option<usize> {
        self.words.number(word)
    }

    /// Which of the pieces that some regular expression needs are in `text`.
    pub(super) fn fragments_in(&self, text: &str) -> Vec<bool> {
        self.fragments.present(text)
    }

    /// Which of the words that some pattern needs are in `text`.
    pub(super) fn words_in(&self, text: &str) -> Vec<bool> {
        self.words.present(text)
    }
}

impl<'a> Builder<'a> {
    fn rule(&mut self, rule: &'a Arc<Rule>) -> Planned {
        let conditions = limits::Reader::new(rule);
        let compared = Compared::of(rule);
        let mut slots = Vec::new();
        let mut needs = Vec::new();
        for ((term, mut limits), around) in rule.patterns.iter().zip(conditions.of_patterns()).zip(around::of(rule)) {
            let pattern = term.pattern.clone().comparing(|name| compared.contains(name));
            let pattern = if around { pattern.longest() } else { pattern };
            limits.retain(|name, _| term.pattern.metavariables().iter().any(|own| **own == **name));
            let required = term.pattern.required_words();
            let mut sets: Vec<Vec<usize>> = required.iter().map(|set| set.iter().map(|word| self.words.add(word)).collect()).collect();
            sets.extend(self.limit_words(&limits));
            needs.push(sets);
            slots.push((!term.nested).then(|| self.pattern(&term.text, rule.options, pattern, limits)));
        }
        let mut gates = self.limit_words(&conditions.of_rule());
        let length = |word| self.words.length(word);
        match &rule.taint {
            None => gates.extend(gate::of(&rule.formula, &needs, &length)),
            Some(spec) => {
                let needed = spec.needed(&rule.formula);
                gates.extend(needed.iter().filter_map(|one| gate::of_one(one.iter().copied(), &needs, &length)));
            }
        }
        let regexes = rule.languages.iter().any(|language| *language != RuleLanguage::Python);
        let mut pieces_of = |term: &TextTerm| match term {
            TextTerm::Regex(regex) => self.fragments.of(regex.text()),
            TextTerm::Generic(term) => self.fragments.of_words(term.pattern.words()),
            TextTerm::Html(term) => self.fragments.of_words(term.pattern.words()),
        };
        let pieces = rule.regexes.iter().map(|term| regexes.then(|| pieces_of(term)).flatten()).collect();
        Planned { rule: Arc::clone(rule), slots, needs, gates, pieces }
    }

    /// For each metavariable with limits the words of which one is in the file, as the last part of a name.
    fn limit_words(&mut self, limits: &Limits) -> Vec<Vec<usize>> {
        let last = |text: &String| text.rsplit('.').next().unwrap_or_default().to_owned();
        limits.values().map(|texts| texts.iter().map(|text| self.words.add(&last(text))).collect()).collect()
    }

    fn pattern(&mut self, text: &'a str, options: MatchOptions, pattern: Pattern, limits: Limits) -> usize {
        let longest = pattern.is_longest();
        match self.pattern_ids.entry((text, options, limits, longest)) {
            Entry::Occupied(known) => {
                self.patterns[*known.get()].0.compare_also(&pattern);
                *known.get()
            }
            Entry::Vacant(new) => {
                self.patterns.push((pattern, new.key().2.clone()));
                *new.insert(self.patterns.len() - 1)
            }
        }
    }
}

impl Planned {
    /// Whether the file's role is among those that the rule asks for.
    pub(super) fn takes_role(&self, file: &SourceFile) -> bool {
        self.rule.roles.is_empty() || self.rule.roles.contains(&file.role())
    }

    /// Whether the file's path is among those that the rule asks for.
    pub(super) fn takes_path(&self, file: &SourceFile) -> bool {
        self.rule.paths.admit(file.path())
    }

    /// How the rule reads a file in this language; none when it does not.
    pub(super) fn reading(&self, file: &SourceFile) -> Option<Reading> {
        let readings = self.rule.languages.iter().filter_map(|language| match (language, file.language()) {
            (RuleLanguage::Python, Language::Python) => Some(Reading::Python),
            (RuleLanguage::Template, Language::Template) => Some(Reading::Template),
            (RuleLanguage::Text, _) => Some(Reading::Text),
            (RuleLanguage::Extensions(extensions), _) if has_extension(file.path(), extensions) => Some(Reading::Text),
            (RuleLanguage::Python | RuleLanguage::Template | RuleLanguage::Extensions(_), _) => None,
        });
        readings.min_by_key(|reading| match reading {
            Reading::Python => 0,
            Reading::Template => 1,
            Reading::Text => 2,
        })
    }

    /// Whether pattern `at` can match in a file with these words.
    pub(super) fn can_match(&self, at: usize, words: &[bool]) -> bool {
        has_one_of_each(&self.needs[at], words)
    }

    /// Whether the rule can find anything in a file with these words.
    pub(super) fn can_find(&self, words: &[bool]) -> bool {
        has_one_of_each(&self.gates, words) && self.is_possible(&|at| self.can_match(at, words))
    }

    /// Whether the rule can find anything in a text with these pieces.
    pub(super) fn can_find_in_text(&self, fragments: &[bool]) -> bool {
        let may_match = |term: Term| match term {
            Term::Pattern(_) => true,
            Term::Regex(at) => self.pieces[at].as_ref().is_none_or(|pieces| pieces.iter().any(|piece| fragments[*piece])),
        };
        possible(&self.rule.formula, &may_match)
    }

    /// Whether the rule can find anything when only the patterns match for which `may_match` holds.
    pub(super) fn is_possible(&self, may_match: &dyn Fn(usize) -> bool) -> bool {
        let patterns = |term: Term| match term {
            Term::Pattern(at) => may_match(at),
            Term::Regex(_) => true,
        };
        match &self.rule.taint {
            None => possible(&self.rule.formula, &patterns),
            // Without a source or without a sink nothing is found.
            Some(spec) => spec.needed(&self.rule.formula).iter().all(|one| one.iter().any(|formula| possible(formula, &patterns))),
        }
    }
}

/// What a formula is made of, by number in the rule.
#[derive(Debug, Clone, Copy)]
enum Term {
    Pattern(usize),
    Regex(usize),
}

fn has_one_of_each(sets: &[Vec<usize>], words: &[bool]) -> bool {
    sets.iter().all(|set| set.iter().any(|word| words[*word]))
}

/// Whether `formula` can find anything when only these terms match.
fn possible(formula: &Formula, may_match: &dyn Fn(Term) -> bool) -> bool {
    match formula {
        Formula::Pattern(at) => may_match(Term::Pattern(*at)),
        Formula::Regex(at) => may_match(Term::Regex(*at)),
        Formula::Inside(inner) => possible(inner, may_match),
        Formula::Either(alternatives) => alternatives.iter().any(|one| possible(one, may_match)),
        Formula::All(all) => all_possible(all, may_match),
    }
}

fn all_possible(all: &Conjunction, may_match: &dyn Fn(Term) -> bool) -> bool {
    // What is bound may be a value that is put together: its text need not stand in the file.
    let bound = |term: Term| matches!(term, Term::Regex(_)) || may_match(term);
    let conditions = all.conditions.iter().all(|condition| match condition {
        Condition::Regex { .. } | Condition::Comparison(_) | Condition::Type { .. } | Condition::Analysis { .. } => true,
        Condition::Pattern { formula, .. } => possible(formula, &bound),
    });
    conditions && all.positives.iter().all(|one| possible(one, may_match))
}

/// Whether a file's name ends with one of the extensions, or is one (`Dockerfile`).
fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    extensions.iter().any(|extension| name == *extension || name.strip_suffix(extension).is_some_and(|stem| stem.ends_with('.')))
}
