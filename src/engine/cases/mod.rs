//! Tests of rules: the case files beside them, and the examples written into them.
//!
//! Roles, paths and suppressions do not count here: a case is no project.

mod annotation;
mod fixes;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::trace::{Surroundings, trace, verdict};
use super::{Breadth, Engine, Outcome};
use crate::files::{Files, Language, Role, SourceFile};
use crate::finding::Finding;
use crate::rule::{CaseFile, Example, ExampleKind, Rule, RuleLanguage, RuleSet};
use annotation::Kind;
pub use fixes::Difference;
use fixes::{compare, fix_all};
pub use sample::{Sample, sample};

/// More failures of one rule in one file are not explained, only told.
const MAX_EXPLAINED: usize = 20;

/// What went wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// The rule.
    pub rule: Arc<str>,
    /// The case file, or the rule file for an example.
    pub path: String,
    /// The line there.
    pub line: u32,
    /// The code of that line.
    pub code: String,
    /// What.
    pub problem: Problem,
    /// Which part of the formula decided it and what it saw; empty where no formula did.
    pub because: Vec<String>,
}

/// How a rule failed its test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Something should be found here.
    Missed,
    /// Nothing should be found here; what was said.
    NotWanted(String),
    /// The text after all fixes differs from this line on.
    Fixed(Difference),
    /// An annotation names no rule of the file.
    UnknownRule,
    /// The case was cut short by a limit.
    CutShort(String),
}

/// What the tests of some rules gave.
#[derive(Debug, Default)]
pub struct CaseResults {
    /// Every failure, by rule file and case file.
    pub failures: Vec<CaseFailure>,
    /// Expectations that were looked at: lines, and examples without lines.
    pub expectations: usize,
    /// Expectations marked as not holding yet.
    pub todo: usize,
    /// How many expectations of either kind each rule has.
    pub tested: BTreeMap<Arc<str>, Tested>,
}

/// How well one rule is tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tested {
    /// Places where it must find something.
    pub bad: usize,
    /// Places where it must find nothing.
    pub good: usize,
}

impl CaseResults {
    /// Adds those of another rule file.
    pub fn extend(&mut self, other: Self) {
        self.failures.extend(other.failures);
        self.expectations += other.expectations;
        self.todo += other.todo;
        for (rule, tested) in other.tested {
            let sum = self.tested.entry(rule).or_default();
            sum.bad += tested.bad;
            sum.good += tested.good;
        }
    }
}

/// Whether failures are explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Brief,
    Explained,
}

/// Tests the rules of one file with the case files beside it and their own examples.
pub fn run_cases(rules: &[Arc<Rule>], cases: &[CaseFile]) -> CaseResults {
    run(rules, cases, Detail::Explained)
}

/// Whether all cases hold.
pub fn all_hold(rules: &[Arc<Rule>], cases: &[CaseFile]) -> bool {
    run(rules, cases, Detail::Brief).failures.is_empty()
}

fn run(rules: &[Arc<Rule>], cases: &[CaseFile], detail: Detail) -> CaseResults {
    let mut results = CaseResults::default();
    for rule in rules {
        results.tested.entry(Arc::clone(&rule.id)).or_default();
    }
    let engine = Engine::new(&RuleSet::new(rules.to_vec()));
    let is_fixed = |case: &CaseFile| case.path.rsplit('/').next().is_some_and(|name| name.contains(".fixed."));
    for case in cases.iter().filter(|case| !is_fixed(case)) {
        Case { engine: &engine, rules, detail, results: &mut results }.file(case);
        let fixed = cases.iter().find(|other| is_fixed(other) && other.path.replacen(".fixed.", ".", 1) == case.path);
        if let Some(fixed) = fixed {
            results.expectations += 1;
            let made = fix_all(&engine, rules, &case.path, &case.text);
            let rule = rules.first().map_or_else(|| Arc::from(""), |rule| Arc::clone(&rule.id));
            results.failures.extend(compare(&rule, &fixed.path, 0, &fixed.text, &made));
        }
    }
    for rule in rules {
        let engine = Engine::new(&RuleSet::new(vec![Arc::clone(rule)]));
        for example in &rule.examples {
            Case { engine: &engine, rules: std::slice::from_ref(rule), detail, results: &mut results }.example(rule, example);
        }
    }
    results
}

struct Case<'a> {
    engine: &'a Engine,
    rules: &'a [Arc<Rule>],
    detail: Detail,
    results: &'a mut CaseResults,
}

impl Case<'_> {
    fn file(&mut self, case: &CaseFile) {
        let files = Files::new(vec![source(self.rules, &case.path, &case.text)]);
        let outcome = whole(self.engine, &files);
        self.cut_short(&outcome, &case.path);
        let place = Place { shown: &case.path, path: &case.path, text: &case.text };
        let annotations = annotation::read(&case.text);
        for one in &annotations {
            if !self.rules.iter().any(|rule| annotation::names(&one.rule, &rule.id)) {
                self.fail(&one.rule.as_str().into(), place, one.line, (Problem::UnknownRule, Vec::new()));
            }
        }
        for rule in self.rules {
            let own = annotations.iter().filter(|one| annotation::names(&one.rule, &rule.id));
            let mut expected = Expected::default();
            for one in own {
                expected.add(one.kind, one.line);
            }
            self.judge(rule, place, &expected, &outcome.findings);
        }
    }

    /// Compares the lines of one rule's findings with what is expected.
    fn judge(&mut self, rule: &Arc<Rule>, place: Place<'_>, expected: &Expected, findings: &[Finding]) {
        let own: Vec<&Finding> = findings.iter().filter(|finding| finding.rule.id == rule.id).collect();
        let found: BTreeSet<u32> = own.iter().map(|finding| finding.location.start.line).collect();
        let tested = self.results.tested.entry(Arc::clone(&rule.id)).or_default();
        tested.bad += expected.found.len();
        tested.good += expected.clear.len();
        self.results.expectations += expected.found.len() + expected.clear.len();
        self.results.todo += expected.found_later.len() + expected.clear_later.len();
        for line in expected.found.difference(&found) {
            let because = self.because(rule, place, *line);
            self.fail(&rule.id, place, *line, (Problem::Missed, because));
        }
        for line in &found {
            let allowed = expected.found.contains(line) || expected.found_later.contains(line) || expected.clear_later.contains(line);
            if !allowed {
                let said = own.iter().find(|finding| finding.location.start.line == *line).map(|finding| finding.message.clone());
                let because = self.because(rule, place, *line);
                self.fail(&rule.id, place, *line, (Problem::NotWanted(said.unwrap_or_default()), because));
            }
        }
    }

    fn example(&mut self, rule: &Arc<Rule>, example: &Example) {
        let before = self.results.failures.len();
        let sources = example.files.iter().map(|(path, text)| source(self.rules, path, text)).collect();
        let files = Files::new(sources);
        let outcome = whole(self.engine, &files);
        self.cut_short(&outcome, &rule.origin.file);
        let mut marked = 0;
        for (path, text) in &example.files {
            let mut expected = Expected::default();
            for one in annotation::read(text).iter().filter(|one| annotation::names(&one.rule, &rule.id)) {
                expected.add(one.kind, one.line);
            }
            for line in annotation::marked_lines(text) {
                expected.add(Kind::Found, line);
            }
            marked += expected.found.len();
            let own: Vec<Finding> = outcome.findings.iter().filter(|finding| &*finding.location.path == path.as_str()).cloned().collect();
            if !expected.found.is_empty() || example.kind == ExampleKind::Good {
                let place = format!("{} (example of line {}, {path})", rule.origin.file, example.line);
                self.judge(rule, Place { shown: &place, path, text }, &expected, &own);
            }
        }
        self.whole(rule, example, marked, outcome.findings.is_empty());
        if let (Some(fixed), [(path, text)]) = (&example.fixed, &example.files[..]) {
            let made = fix_all(self.engine, self.rules, path, text);
            self.results.failures.extend(compare(&rule.id, &rule.origin.file, example.line, fixed, &made));
        }
        if example.todo {
            self.results.failures.truncate(before);
            self.results.todo += 1;
        }
    }

    /// What an example says as a whole, beside its marked lines.
    fn whole(&mut self, rule: &Arc<Rule>, example: &Example, marked: usize, nothing: bool) {
        let tested = self.results.tested.entry(Arc::clone(&rule.id)).or_default();
        match example.kind {
            ExampleKind::Good => tested.good += 1,
            ExampleKind::Bad => tested.bad += usize::from(marked == 0),
        }
        self.results.expectations += usize::from(marked == 0);
        if example.kind == ExampleKind::Bad && marked == 0 && nothing {
            let text = example.files.first().map_or("", |(_, text)| text.as_str());
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
            let (origin, line) = (rule, example.line);
            let (rule, path) = (Arc::clone(&rule.id), rule.origin.file.to_string());
            let because = example.files.first().map(|(path, text)| self.explained(origin, path, text, None)).unwrap_or_default();
            self.results.failures.push(CaseFailure { rule, path, line, code: first, problem: Problem::Missed, because });
        }
    }

    fn cut_short(&mut self, outcome: &Outcome, path: &str) {
        let limits = outcome.notifications.iter().filter(|one| one.kind == crate::notification::NotificationKind::Limit);
        let rule = self.rules.first().map_or_else(|| Arc::from(""), |rule| Arc::clone(&rule.id));
        for one in limits {
            let problem = Problem::CutShort(one.message.clone());
            self.results.failures.push(CaseFailure {
                rule: Arc::clone(&rule),
                path: path.to_owned(),
                line: 1,
                code: String::new(),
                problem,
                because: Vec::new(),
            });
        }
    }

    /// Which part of the formula decided about a line.
    fn because(&self, rule: &Arc<Rule>, place: Place<'_>, line: u32) -> Vec<String> {
        let told = self.results.failures.iter().filter(|one| one.rule == rule.id && one.path == place.shown).count();
        if told < MAX_EXPLAINED { self.explained(rule, place.path, place.text, Some(line)) } else { Vec::new() }
    }

    fn explained(&self, rule: &Arc<Rule>, path: &str, text: &str, line: Option<u32>) -> Vec<String> {
        match self.detail {
            Detail::Brief => Vec::new(),
            // A case is no project.
            Detail::Explained => verdict(&trace(rule, (&source(self.rules, path, text), &Surroundings::default()), line)),
        }
    }

    fn fail(&mut self, rule: &Arc<str>, place: Place<'_>, line: u32, (problem, because): (Problem, Vec<String>)) {
        let code = place.text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default().to_owned();
        self.results.failures.push(CaseFailure { rule: Arc::clone(rule), path: place.shown.to_owned(), line, code, problem, because });
    }
}

/// A case: how it is named in a failure, its own name, and its text.
#[derive(Clone, Copy)]
struct Place<'a> {
    shown: &'a str,
    path: &'a str,
    text: &'a str,
}

/// Lines of one case, for one rule.
#[derive(Debug, Default)]
struct Expected {
    found: BTreeSet<u32>,
    clear: BTreeSet<u32>,
    found_later: BTreeSet<u32>,
    clear_later: BTreeSet<u32>,
}

impl Expected {
    fn add(&mut self, kind: Kind, line: u32) {
        match kind {
            Kind::Found => self.found.insert(line),
            Kind::Clear => self.clear.insert(line),
            Kind::FoundLater => self.found_later.insert(line),
            Kind::ClearLater => self.clear_later.insert(line),
        };
    }
}

/// All rules over a case, whatever their roles and paths.
fn whole(engine: &Engine, files: &Files) -> Outcome {
    engine.run(files, Breadth::Everything, &AtomicUsize::new(0))
}

/// A case as a file: its language by its name, and by what the rules read.
fn source(rules: &[Arc<Rule>], path: &str, text: &str) -> SourceFile {
    let reads = |language: RuleLanguage| rules.iter().any(|rule| rule.languages.contains(&language));
    let language = match path.rsplit('.').next() {
        Some("py" | "pyi" | "pyw") => Language::Python,
        Some("html" | "htm") => Language::Template,
        _ if reads(RuleLanguage::Template) => Language::Template,
        _ => Language::Text,
    };
    SourceFile::new(path, text, language, Role::App)
}
