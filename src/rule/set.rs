//! All rules of a scan: read in parallel, sorted by id, each id once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::error::{Code, Diagnostic, RuleSource};
use super::read::{self, Checks, FileRules, Known, NegativeTerm, Portability};
use super::{Edition, Rule, Unsupported};
use crate::files::LineIndex;

/// What becomes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It runs.
    Kept,
    /// It is left out.
    Dropped,
}

/// Rules that run, sorted by id; an id twice only in files without `edition:`, where Semgrep runs both.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
}

impl RuleSet {
    /// Sorts by id; of two rules with one id the first stays, unless both have Semgrep's meaning.
    pub fn new(mut rules: Vec<Arc<Rule>>) -> Self {
        let compatible = |rule: &Rule| rule.edition == Edition::Compatible;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules.dedup_by(|b, a| a.id == b.id && !(compatible(a) && compatible(b)));
        Self { rules }
    }

    /// The same with each rule changed by `change`, or left out. Meant for rules that were just loaded, which nobody else holds:
    /// one that an engine already shares stays as it is.
    #[must_use]
    pub fn adjusted(mut self, mut change: impl FnMut(&mut Rule) -> Fate) -> Self {
        self.rules.retain_mut(|rule| match Arc::get_mut(rule).map(&mut change) {
            Some(Fate::Dropped) => false,
            Some(Fate::Kept) | None => true,
        });
        self
    }

    /// The rules in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Rule>> {
        self.rules.iter()
    }

    /// The rules in the order of their ids.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule with this id.
    pub fn find(&self, id: &str) -> Option<&Arc<Rule>> {
        let at = self.rules.binary_search_by(|rule| (*rule.id).cmp(id)).ok()?;
        self.rules.get(at)
    }
}

impl<'a> IntoIterator for &'a RuleSet {
    type Item = &'a Arc<Rule>;
    type IntoIter = std::slice::Iter<'a, Arc<Rule>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What a number of rule files gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Rules that run.
    pub rules: RuleSet,
    /// Rules that are right, and that this version cannot run.
    pub unsupported: Vec<Unsupported>,
    /// How many rules are for other languages.
    pub elsewhere: usize,
    /// Every mistake, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether some rule is left out because it is wrong.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads rule files, checks them in full, and looks for rules that do less than they say.
pub fn check(sources: &[Arc<RuleSource>]) -> Loaded {
    collect(sources, |source, known| read::file(source, Checks::Careful, known))
}

/// Reads rule files and checks them in full. Built-in ones come first in case of equal ids.
pub fn load(sources: &[Arc<RuleSource>]) -> Loaded {
    collect(sources, |source, known| read::file(source, Checks::Full, known))
}

/// What Semgrep makes of each rule of these files.
pub fn portability(sources: &[Arc<RuleSource>]) -> Vec<Portability> {
    sources.iter().flat_map(read::portability).collect()
}

/// Warnings about `paths` that cover none of a project's files (relative to it, with `/`).
pub fn idle_paths(sources: &[Arc<RuleSource>], files: &[&str]) -> Vec<Diagnostic> {
    sources.par_iter().flat_map(|source| read::idle_paths(source, files)).collect()
}

/// Every negative of a rule file, in order.
pub fn negatives(source: &Arc<RuleSource>) -> Vec<NegativeTerm> {
    read::negatives(source)
}

/// Reads a rule file without its negative number `which`, as [`negatives`] counts them.
pub fn load_without(source: &Arc<RuleSource>, which: usize) -> Loaded {
    collect(std::slice::from_ref(source), |source, _| read::without(source, which))
}

/// Reads built-in rule files, trusting what our own tests have checked.
pub(super) fn load_trusted(sources: &[Arc<RuleSource>]) -> Loaded {
    collect(sources, |source, known| read::file(source, Checks::Trusted, known))
}

fn collect(sources: &[Arc<RuleSource>], read: impl Fn(&Arc<RuleSource>, &Known) -> FileRules + Sync + Send) -> Loaded {
    let known = Known::default();
    let files: Vec<FileRules> = sources.par_iter().map(|source| read(source, &known)).collect();
    let mut loaded = Loaded::default();
    let mut rules = Vec::new();
    for (source, file) in sources.iter().zip(files) {
        loaded.unsupported.extend(file.unsupported);
        loaded.elsewhere += file.elsewhere;
        let mut diagnostics = file.diagnostics;
        diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.code));
        // What an alias repeats is read again for each rule, and told once.
        diagnostics.dedup();
        loaded.diagnostics.extend(diagnostics);
        rules.extend(file.rules.into_iter().map(|rule| (Arc::clone(source), rule)));
    }
    loaded.rules = RuleSet::new(unique(rules, &mut loaded.diagnostics));
    loaded
}

/// Equal ids: in compatible files of different folders both get their folder in front, as in Semgrep; else it is a mistake.
fn unique(rules: Vec<(Arc<RuleSource>, Rule)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Rule>> {
    let mut counts = BTreeMap::<Arc<str>, usize>::new();
    for (_, rule) in &rules {
        *counts.entry(Arc::clone(&rule.id)).or_default() += 1;
    }
    let mut first = BTreeMap::<Arc<str>, String>::new();
    let mut lines = BTreeMap::<Arc<str>, LineIndex>::new();
    let mut kept = Vec::new();
    for (source, mut rule) in rules {
        if rule.edition == Edition::Compatible && counts.get(&rule.id).is_some_and(|count| *count > 1) {
            rule.id = dotted(&rule.origin.file, &rule.id);
        }
        let place = format!("{}:{}", rule.origin.file, rule.origin.line);
        if let Some(other) = first.get(&rule.id) {
            let index = lines.entry(Arc::clone(&source.path)).or_insert_with(|| LineIndex::new(&source.text));
            diagnostics.push(duplicate(&source, &rule, other, index.start(rule.origin.line) as usize));
            if rule.edition != Edition::Compatible {
                continue;
            }
        } else {
            first.insert(Arc::clone(&rule.id), place);
        }
        kept.push(Arc::new(rule));
    }
    kept
}

/// The id with the folders of its file in front, as Semgrep writes it where two rules have one id.
pub fn dotted(file: &str, id: &str) -> Arc<str> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = folder.split('/').map(|part| part.trim_matches('.')).filter(|part| !part.is_empty());
    parts.chain([id]).collect::<Vec<_>>().join(".").into()
}

/// `start` is the first byte of the line with the id.
fn duplicate(source: &Arc<RuleSource>, rule: &Rule, other: &str, start: usize) -> Diagnostic {
    let line = source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    // The id may have got its folder in front.
    let written = rule.id.rsplit('.').next().unwrap_or(&rule.id);
    let at = line.find(&format!("id: {written}")).map(|at| start + at + "id: ".len());
    let span = at.map_or(start..start + line.trim_end().len(), |at| at..at + written.len());
    let (make, label): (fn(_, &_, _, String) -> _, _) = match rule.edition {
        Edition::E2026 => (Diagnostic::error, format!("the first one is {other}")),
        Edition::Compatible => (Diagnostic::warning, format!("the first one is {other}; both run, as in Semgrep")),
    };
    make(Code::DuplicateId, source, span, format!("there are two rules `{}`", rule.id))
        .label(label)
        .help("alerts and suppressions hang on the id: give one of them another")
}
