//! Rules meet the files: formulas are evaluated and become findings.
//!
//! What a pattern matches is left to `pattern`, which findings are reported to `filter`.

mod around;
pub mod cases;
mod compared;
mod condition;
mod documents;
mod entrance;
mod evaluate;
mod file;
mod finding;
mod fix;
mod fragments;
mod gate;
mod limits;
mod near;
mod plan;
mod prepare;
mod region;
mod taint;
mod template;
pub mod trace;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;

use crate::files::{FileId, Files, SourceFile};
use crate::finding::{Finding, fingerprint_all};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::rule::RuleSet;
use file::FileOutcome;
use plan::Plan;
pub use prepare::Offers;
use prepare::{Prepared, Project};

/// Which files a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Those of its `roles` and `paths`.
    Project,
    /// All of its languages: tests of rules are no project.
    Everything,
}

/// How long each part took, summed over all threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// Text to tree.
    pub parse: Duration,
    /// Which rules can match at all.
    pub prefilter: Duration,
    /// What names mean.
    pub analyse: Duration,
    /// Where patterns match.
    pub matching: Duration,
    /// Formulas, sentences and edits.
    pub formulas: Duration,
}

/// What the rules said about the files.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By path, place, rule and sentence; fingerprints are set.
    pub findings: Vec<Finding>,
    /// What was not or not wholly analysed, by path.
    pub notifications: Vec<Notification>,
    /// Where the time went.
    pub timings: Timings,
    /// What the files' modules offer, if some rule asked.
    pub offers: Offers,
}

/// Rules made ready once, for any number of trees.
#[derive(Debug)]
pub struct Engine {
    plan: Plan,
}

/// Runs `rules` over `files`. The outcome does not depend on the number of threads.
pub fn run(files: &Files, rules: &RuleSet, breadth: Breadth) -> Outcome {
    Engine::new(rules).run(files, breadth, &AtomicUsize::new(0))
}

impl Engine {
    /// Indexes the rules' patterns and the words they need.
    pub fn new(rules: &RuleSet) -> Self {
        Self { plan: Plan::new(rules) }
    }

    /// The same on a day, given by its first second since 1970: rules that compare with `today()` find nothing without one.
    #[must_use]
    pub fn on_day(mut self, seconds: i64) -> Self {
        self.plan.today = Some(seconds);
        self
    }

    /// Runs the rules over `files`, on rayon's threads; `done` counts the files that are finished.
    pub fn run(&self, files: &Files, breadth: Breadth, done: &AtomicUsize) -> Outcome {
        self.run_among(files, breadth, (&Offers::default(), done))
    }

    /// The same where `others` are modules of the project too, which are not looked at.
    pub fn run_among(&self, files: &Files, breadth: Breadth, (others, done): (&Offers, &AtomicUsize)) -> Outcome {
        let items: Vec<(FileId, &SourceFile)> = files.iter().collect();
        let (prepared, project, offers) = if self.plan.asks_project() {
            let (prepared, project, offers) = prepare::prepare(&self.plan, items, (others, breadth));
            (prepared, Some(project), offers)
        } else {
            (items.into_iter().map(Prepared::raw).collect(), None, Offers::default())
        };
        let examine = |prepared: Prepared<'_, '_>| {
            let outcome = self.guarded(prepared, project.as_ref(), breadth);
            done.fetch_add(1, Ordering::Relaxed);
            outcome
        };
        let outcomes: Vec<FileOutcome> = prepared.into_par_iter().map(examine).collect();
        let mut outcome = Outcome { offers, ..Outcome::default() };
        let passed_over = outcomes.iter().zip(files.iter()).filter(|(one, _)| one.passed_over).map(|(_, (_, file))| file.path());
        outcome.notifications.extend(minified(&passed_over.collect::<Vec<_>>()));
        for one in outcomes {
            outcome.findings.extend(one.findings);
            outcome.notifications.extend(one.notifications);
            outcome.timings.add(one.timings);
        }
        fingerprint_all(&mut outcome.findings, files);
        outcome
    }

    /// A defect of ours in one file is told, and the other files are analysed.
    fn guarded<'p>(&'p self, prepared: Prepared<'_, 'p>, project: Option<&Project>, breadth: Breadth) -> FileOutcome {
        let file = prepared.file;
        catch_unwind(AssertUnwindSafe(|| file::examine(&self.plan, prepared, project, breadth))).unwrap_or_else(|_| {
            let message =
                "this file was not analysed because of a defect in Straplock. Please report it with the file, if you can share it.";
            let notification = Notification::file(file.path(), NotificationKind::Limit, NotificationLevel::Incomplete, message);
            FileOutcome { notifications: vec![notification], ..FileOutcome::default() }
        })
    }
}

/// Tells once that nothing was looked for in files that nobody wrote by hand.
fn minified(paths: &[&str]) -> Option<Notification> {
    let (first, more) = paths.split_first()?;
    let (files, are, them) = match more.len() {
        0 => (first.to_string(), "is", "it"),
        1 => (format!("{first} and 1 more file"), "are", "them"),
        more => (format!("{first} and {more} more files"), "are", "them"),
    };
    let message = format!("{files} {are} minified or no text: patterns of words and signs were not looked for in {them}.");
    Some(Notification::scan(NotificationKind::Binary, NotificationLevel::Note, message))
}

impl Timings {
    fn add(&mut self, other: Self) {
        self.parse += other.parse;
        self.prefilter += other.prefilter;
        self.analyse += other.analyse;
        self.matching += other.matching;
        self.formulas += other.formulas;
    }
}
