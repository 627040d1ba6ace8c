//! The project around a file that a rule is explained in: names that come from other files mean there what they mean in a scan.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::plan::Plan;
use crate::files::{Files, Language, SourceFile};
use crate::rule::{Rule, RuleSet};
use crate::semantic::{self, Modules, Semantics, Summary};
use crate::syntax::python::{self, Parsed};

/// So many bytes of Python are parsed, the nearest files first: a person waits for the answer.
const MAX_BYTES: usize = 64 << 20;

/// What the other files of a project offer to one of them.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    modules: Option<Arc<Modules>>,
    is_cut: bool,
}

/// Whether `rule` asks what names mean in the project.
pub fn asks_project(rule: &Arc<Rule>) -> bool {
    Plan::new(&RuleSet::new(vec![Arc::clone(rule)])).asks_project()
}

impl Surroundings {
    /// Of `file` in a project of `files`, with or without it.
    pub fn of(file: &SourceFile, files: &Files) -> Self {
        let others = files.iter().map(|(_, other)| other).filter(|other| other.path() != file.path());
        let mut near: Vec<_> = others.filter(|other| other.language() == Language::Python).collect();
        near.sort_by_key(|other| (Reverse(shared_folders(file.path(), other.path())), other.path()));
        let mut left = MAX_BYTES;
        let fits = |other: &&SourceFile| {
            left = left.saturating_sub(other.text().len());
            left > 0
        };
        let number = near.len();
        let mut read: Vec<_> = near.into_iter().take_while(fits).collect();
        let is_cut = read.len() < number;
        read.push(file);
        // What cannot be parsed because of a defect of ours offers nothing; a scan tells it.
        let summary = |file: &SourceFile| {
            let read = || Summary::of(file.text(), &python::parse(file.text()));
            Some((Box::from(file.path()), Arc::new(catch_unwind(AssertUnwindSafe(read)).ok()?)))
        };
        let mut summaries: Vec<_> = read.into_par_iter().filter_map(summary).collect();
        summaries.sort_by(|(one, _): &(Box<str>, _), (other, _)| one.cmp(other));
        Self { modules: Some(Arc::new(Modules::new(summaries))), is_cut }
    }

    pub(super) fn semantics(&self, file: &SourceFile, parsed: &Parsed) -> Semantics {
        match &self.modules {
            Some(modules) => semantic::analyse_in(modules, file.path()),
            None => semantic::analyse(file.text(), parsed),
        }
    }

    /// What is not seen that a scan sees.
    pub(super) fn note(&self) -> Option<String> {
        let megabytes = MAX_BYTES >> 20;
        self.is_cut.then(|| {
            format!("the project has more than {megabytes} MiB of Python: names that come from its farthest files are not followed here")
        })
    }
}

/// How many folders two paths have in common.
fn shared_folders(one: &str, other: &str) -> usize {
    let folders = |path: &str| path.matches('/').count();
    let (one, other) = (one.split('/').take(folders(one)), other.split('/').take(folders(other)));
    one.zip(other).take_while(|(one, other)| one == other).count()
}
