//! Rules meet the files: formulas are evaluated and become findings.
//!
//! What a pattern matches is left to `pattern`, which findings are reported to `filter`.

mod around;
pub mod cases;
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
mod plan;
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
        let items: Vec<(FileId, &SourceFile)> = files.iter().collect();
        let examine = |(id, file): &(FileId, &SourceFile)| {
            let outcome = self.guarded(*id, file, breadth);
            done.fetch_add(1, Ordering::Relaxed);
            outcome
        };
        let outcomes: Vec<FileOutcome> = items.par_iter().map(examine).collect();
        let mut outcome = Outcome::default();
        for one in outcomes {
            outcome.findings.extend(one.findings);
            outcome.notifications.extend(one.notifications);
            outcome.timings.add(one.timings);
        }
        fingerprint_all(&mut outcome.findings, files);
        outcome
    }

    /// A defect of ours in one file is told, and the other files are analysed.
    fn guarded(&self, id: FileId, file: &SourceFile, breadth: Breadth) -> FileOutcome {
        catch_unwind(AssertUnwindSafe(|| file::examine(&self.plan, id, file, breadth))).unwrap_or_else(|_| {
            let message =
                "this file was not analysed because of a defect in Straplock. Please report it with the file, if you can share it.";
            let notification = Notification::file(file.path(), NotificationKind::Limit, NotificationLevel::Incomplete, message);
            FileOutcome { notifications: vec![notification], ..FileOutcome::default() }
        })
    }
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
