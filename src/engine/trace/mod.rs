//! What one rule does with one file, step by step: which operator found what, and the first one that failed.
//!
//! Beside the evaluation that a scan makes, and as slow as it likes: a person waits for one answer. It asks the same evaluator
//! for every part of the formula, so both say the same.

mod describe;
mod flow;
mod record;
mod surroundings;
mod verdict;

use std::cell::OnceCell;
use std::sync::Arc;

use super::evaluate::Ground;
use super::plan::{Plan, Reading};
use super::{around, template};
use crate::files::SourceFile;
use crate::pattern::{Captures, Code, Found, PatternSet};
use crate::rule::{Rule, RuleSet};
use crate::syntax::python;

pub use surroundings::{Surroundings, asks_project};
pub use verdict::verdict;

/// So many places are kept of one step; the others are counted.
const MAX_PLACES: usize = 6;
/// More steps of one formula are not recorded.
const MAX_STEPS: usize = 2_000;

/// What a rule did with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Why a scan would not ask the rule about this file at all, or not wholly; empty when it would.
    pub aside: Vec<String>,
    /// The formula; none when the rule cannot read such a file.
    pub root: Option<Step>,
    /// Where the rule finds something: in the line that was asked for, or in the file.
    pub places: Vec<Place>,
    /// How many more.
    pub more: usize,
    /// Of a taint rule: the way of what arrives, or where it is lost; a sentence each.
    pub flow: Vec<String>,
}

/// One operator of the formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// As in the rule file: `pattern-not`.
    pub operator: &'static str,
    /// The pattern, the expression, or what a condition asks, on one line.
    pub detail: String,
    /// Line in the rule file, where it is known.
    pub line: Option<u32>,
    /// What became of the places that were left before it.
    pub result: StepResult,
    /// What it found itself; of a condition or focus what is left after it.
    pub places: Vec<Place>,
    /// How many more.
    pub more: usize,
    /// Of what it is made.
    pub steps: Vec<Step>,
}

/// What became of the places that were left before a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepResult {
    /// Some are left.
    Holds,
    /// It took some away, and some are left.
    TookAway(Vec<Taken>),
    /// None is left: it found nothing itself.
    Nothing,
    /// None is left: what it found lies elsewhere.
    Elsewhere(Vec<Place>),
    /// None is left: what it found lies right, but a metavariable stands for something else there.
    Disagrees(Vec<Taken>),
    /// None is left: it took these away.
    TookAll(Vec<Taken>),
    /// None is left: the condition is false for these.
    False(Vec<Place>),
    /// Nothing was left before it.
    NotAsked,
}

impl StepResult {
    /// Whether something is left after the step.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Holds | Self::TookAway(_))
    }
}

/// A place that was taken away, and the place that did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What was left before.
    pub place: Place,
    /// What the negative matched.
    pub by: Place,
}

/// A place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it starts, from 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The line of its end.
    pub last_line: u32,
    /// The code, its first line.
    pub code: String,
    /// Metavariables and what they stand for, on one line each.
    pub bindings: Vec<(String, String)>,
}

/// Follows `rule` through `file` in its project; with a line only what touches that line is kept.
pub fn trace(rule: &Arc<Rule>, (file, around): (&SourceFile, &Surroundings), line: Option<u32>) -> Trace {
    let plan = Plan::new(&RuleSet::new(vec![Arc::clone(rule)]));
    let mut trace = Trace::default();
    let Some(reading) = plan.rules.first().and_then(|planned| planned.reading(file)) else {
        trace.aside.push("the rule does not read files of this kind (`languages`)".to_owned());
        return trace;
    };
    aside(rule, file, &mut trace);
    trace.aside.extend(around.note());
    let parsed = (reading == Reading::Python).then(|| python::parse(file.text()));
    let semantics = OnceCell::new();
    let code = parsed.as_ref().map(|parsed| {
        let parsed = if rule.options.names_by_meaning { parsed } else { parsed.from_the_right(file.text()) };
        let semantics = semantics.get_or_init(|| around.semantics(file, parsed));
        Code { text: file.text(), parsed, semantics }
    });
    let found = matches(rule, code.as_ref());
    if found.is_any_exhausted() {
        trace.aside.push("a pattern needs too many steps in this file: findings may be missing".to_owned());
    }
    let blanked = (reading == Reading::Template).then(|| template::blank(file.text()));
    let text = blanked.as_deref().unwrap_or(file.text());
    let matches = |at: usize| found.of(at);
    let ground = Ground::File { text, code, matches: &matches };
    let mut recorder = record::Recorder { rule, file, line, left: MAX_STEPS, cut: None };
    let (step, regions) = match (&rule.taint, code) {
        (Some(taint), Some(code)) => {
            let traced = flow::trace(&mut recorder, (rule, taint), ground, code);
            trace.flow = traced.said;
            (traced.step, traced.regions)
        }
        _ => recorder.formula(&rule.formula, ground, &Captures::default(), record::Role::Positive),
    };
    (trace.places, trace.more) = recorder.shown(&regions);
    trace.root = Some(step);
    trace.aside.extend(recorder.cut.map(|reason| format!("the rule is cut short in this file: {reason}")));
    trace
}

/// Why a scan would leave the rule aside.
fn aside(rule: &Rule, file: &SourceFile, trace: &mut Trace) {
    let roles: Vec<&str> = rule.roles.iter().map(|role| role.as_str()).collect();
    if !rule.roles.is_empty() && !rule.roles.contains(&file.role()) {
        let role = file.role().as_str();
        trace.aside.push(format!("this file's role is {role}; a scan asks the rule only about {} (`roles`)", roles.join(", ")));
    }
    if !rule.paths.admit(file.path()) {
        trace.aside.push("a scan does not ask the rule about this path (`paths`)".to_owned());
    }
}

/// Every match of every pattern, whatever conditions say of its metavariables.
fn matches(rule: &Rule, code: Option<&Code<'_>>) -> Found {
    let Some(code) = code else { return Found::default() };
    let wanted: Vec<bool> = rule.patterns.iter().map(|term| !term.nested).collect();
    let around = around::of(rule);
    let patterns = rule.patterns.iter().zip(around);
    let patterns = patterns.map(|(term, around)| if around { term.pattern.clone().longest() } else { term.pattern.clone() });
    PatternSet::new(patterns.collect()).find(code, &wanted)
}
