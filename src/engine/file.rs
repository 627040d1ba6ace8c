//! One file under all rules.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use super::documents::Documents;
use super::evaluate::{Evaluator, Ground, Work};
use super::near::Near;
use super::plan::{Plan, Planned, Reading};
use super::prepare::{Look, Prepared, Project};
use super::{Breadth, Timings, finding, taint, template};
use crate::files::{FileId, Language, SourceFile};
use crate::finding::Finding;
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::pattern::{Captures, Code, Found};
use crate::semantic::{self, Semantics};
use crate::syntax::python::{self, Parsed};

/// More findings of one rule in one file are cut.
const MAX_FINDINGS: usize = 1_000;

/// What one file gave.
#[derive(Debug, Default)]
pub(super) struct FileOutcome {
    pub(super) findings: Vec<Finding>,
    pub(super) notifications: Vec<Notification>,
    pub(super) timings: Timings,
    /// Patterns of words and signs were not looked for in it.
    pub(super) passed_over: bool,
}

/// Runs every rule that can say something about this file.
pub(super) fn examine<'p>(plan: &'p Plan, prepared: Prepared<'_, 'p>, project: Option<&Project>, breadth: Breadth) -> FileOutcome {
    let Prepared { id, file, look } = prepared;
    let Look { parsed, broken, mut near, timings } = look.unwrap_or_else(|| Look::at(plan, file, breadth));
    let mut outcome = FileOutcome { timings, ..FileOutcome::default() };
    outcome.notifications.extend(broken);
    if let Some(project) = project {
        let clock = Instant::now();
        near = near.among(project, plan, file, breadth);
        outcome.timings.prefilter += clock.elapsed();
    }
    let Near { rules, words } = near;
    if !rules.is_empty() {
        let clock = Instant::now();
        let parsed = parsed.or_else(|| (file.language() == Language::Python).then(|| python::parse(file.text())));
        outcome.timings.parse += clock.elapsed();
        let semantics = OnceCell::new();
        let documents = Rc::default();
        Examination { plan, id, file, parsed: parsed.as_ref(), project, semantics: &semantics, words, documents }.run(&rules, &mut outcome);
    }
    outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)));
    // Two rules with one id that say the same of one place are one, as in Semgrep.
    outcome.findings.dedup_by(|b, a| !Arc::ptr_eq(&a.rule, &b.rule) && order(a) == order(b));
    outcome
}

/// By place, the shorter first, then by rule and sentence.
fn order(finding: &Finding) -> (u32, u32, &str, &str) {
    (finding.location.span.start, finding.location.span.end, &finding.rule.id, &finding.message)
}

/// The code as the strict edition reads it, or as Semgrep does.
fn as_read(code: Code<'_>, strict: bool) -> Code<'_> {
    if strict { code } else { Code { parsed: code.parsed.from_the_right(code.text), ..code } }
}

struct Examination<'a> {
    plan: &'a Plan,
    id: FileId,
    file: &'a SourceFile,
    parsed: Option<&'a Parsed>,
    project: Option<&'a Project>,
    semantics: &'a OnceCell<Semantics>,
    words: Vec<bool>,
    documents: Rc<Documents>,
}

impl<'a> Examination<'a> {
    fn run(&self, active: &[(&'a Planned, Reading)], outcome: &mut FileOutcome) {
        let code = self.code(active, outcome);
        let clock = Instant::now();
        let found = self.find(code.as_ref(), active);
        outcome.timings.matching += clock.elapsed();

        let clock = Instant::now();
        let blanked: OnceCell<Cow<'_, str>> = OnceCell::new();
        for (planned, reading) in active {
            if *reading == Reading::Python && code.is_some() && !planned.is_possible(&|at| self.has_match(planned, at, &found)) {
                self.exhausted(planned, &found, outcome);
                continue;
            }
            let text = match reading {
                Reading::Template => &**blanked.get_or_init(|| template::blank(self.file.text())),
                Reading::Python | Reading::Text => self.file.text(),
            };
            let code = code.filter(|_| *reading == Reading::Python).map(|code| as_read(code, planned.rule.options.names_by_meaning));
            self.rule(planned, (text, code), &found, outcome);
        }
        outcome.passed_over = self.documents.passed_over();
        outcome.timings.formulas += clock.elapsed();
    }

    /// The three forms of a Python file, if some rule needs more than its text.
    fn code(&self, active: &[(&'a Planned, Reading)], outcome: &mut FileOutcome) -> Option<Code<'a>> {
        let parsed = self.parsed?;
        if !active.iter().any(|(planned, reading)| *reading == Reading::Python && !planned.rule.patterns.is_empty()) {
            return None;
        }
        let clock = Instant::now();
        let semantics = self.semantics(parsed);
        outcome.timings.analyse += clock.elapsed();
        Some(Code { text: self.file.text(), parsed, semantics })
    }

    /// Patterns found by name first; the others only for the rules that are still possible then.
    fn find(&self, code: Option<&Code<'a>>, active: &[(&'a Planned, Reading)]) -> Found {
        let Some(code) = code else { return Found::default() };
        let set = &self.plan.set;
        let mut found = Found::nothing(set.patterns().len());
        let mut wanted = vec![false; set.patterns().len()];
        let mut others = Vec::new();
        for (planned, _) in active.iter().filter(|(_, reading)| *reading == Reading::Python) {
            let mut here = Vec::new();
            for slot in self.slots(planned) {
                if self.plan.named[slot] { wanted[slot] = true } else { here.push(slot) }
            }
            if !here.is_empty() {
                others.push((*planned, here));
            }
        }
        self.search(code, &wanted, &mut found);
        wanted.fill(false);
        for (planned, slots) in &others {
            if planned.is_possible(&|at| self.may_match(planned, at, &found)) {
                slots.iter().for_each(|slot| wanted[*slot] = true);
            }
        }
        self.search(code, &wanted, &mut found);
        found
    }

    /// Searches for patterns, each in the tree that its edition reads.
    fn search(&self, code: &Code<'a>, wanted: &[bool], found: &mut Found) {
        let set = &self.plan.set;
        if !code.parsed.has_chains() {
            return set.find_more(code, wanted, found);
        }
        for strict in [true, false] {
            let of_edition = |(at, wanted): (usize, &bool)| *wanted && set.patterns()[at].is_strict() == strict;
            let wanted: Vec<bool> = wanted.iter().enumerate().map(of_edition).collect();
            set.find_more(&as_read(*code, strict), &wanted, found);
        }
    }

    /// The patterns of a rule whose words are here, by position in the set.
    fn slots(&self, planned: &'a Planned) -> impl Iterator<Item = usize> {
        let here = planned.slots.iter().enumerate().filter(|(at, _)| planned.can_match(*at, &self.words));
        here.filter_map(|(_, slot)| *slot)
    }

    /// Whether pattern `at` of a rule has a match, or may have one if it was not searched for yet.
    fn may_match(&self, planned: &Planned, at: usize, found: &Found) -> bool {
        let searched = planned.slots[at].filter(|slot| self.plan.named[*slot]);
        planned.can_match(at, &self.words) && searched.is_none_or(|slot| !found.of(slot).is_empty())
    }

    /// Whether pattern `at` of a rule has a match, or may have one in bound code.
    fn has_match(&self, planned: &Planned, at: usize, found: &Found) -> bool {
        planned.slots[at].map_or_else(|| planned.can_match(at, &self.words), |slot| !found.of(slot).is_empty())
    }

    fn rule(&self, planned: &'a Planned, (text, code): (&str, Option<Code<'_>>), found: &Found, outcome: &mut FileOutcome) {
        let matches = |at: usize| planned.slots[at].map_or(&[][..], |slot| found.of(slot));
        let mut work = Work::sharing(&self.documents, self.plan.today);
        let ground = Ground::File { text, code, matches: &matches };
        let rule = &planned.rule;
        let mut evaluator = Evaluator { rule, ground, around: Captures::default(), work: &mut work };
        let (mut regions, ways) = match (&rule.taint, code) {
            (None, _) => (evaluator.formula(&rule.formula), Vec::new()),
            (Some(spec), Some(code)) => {
                let arrived = taint::arrived(&mut evaluator, spec, code);
                (arrived.regions, arrived.ways)
            }
            (Some(_), None) => (Vec::new(), Vec::new()),
        };
        if regions.len() > MAX_FINDINGS {
            regions.truncate(MAX_FINDINGS);
            work.cut = Some("it finds too many places");
        }
        match work.cut {
            Some(reason) => outcome.notifications.push(self.limit(planned, reason)),
            None => self.exhausted(planned, found, outcome),
        }
        outcome.findings.extend(finding::findings(rule, (self.id, self.file), &regions, &ways, &|offset| self.scope(offset)));
    }

    /// Tells when the search of one of the rule's patterns was given up.
    fn exhausted(&self, planned: &Planned, found: &Found, outcome: &mut FileOutcome) {
        if planned.slots.iter().flatten().any(|slot| found.is_exhausted(*slot)) {
            outcome.notifications.push(self.limit(planned, "a pattern needs too many steps"));
        }
    }

    /// The names of the function and class around a byte; empty outside Python.
    fn scope(&self, offset: u32) -> String {
        let Some(parsed) = self.parsed else { return String::new() };
        self.semantics(parsed).scope_at(parsed, offset)
    }

    fn semantics(&self, parsed: &Parsed) -> &'a Semantics {
        self.semantics.get_or_init(|| match self.project {
            Some(project) => semantic::analyse_in(&project.modules, self.file.path()),
            None => semantic::analyse(self.file.text(), parsed),
        })
    }

    fn limit(&self, planned: &Planned, reason: &str) -> Notification {
        let message = format!("rule `{}` was cut short here, findings may be missing: {reason}.", planned.rule.id);
        Notification::file(self.file.path(), NotificationKind::Limit, NotificationLevel::Incomplete, message)
    }
}
