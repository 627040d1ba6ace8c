//! Before rules of the strict edition look at any file: every Python file is parsed, and what its module offers to others is put
//! into one table, which all files then share.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::plan::Plan;
use crate::files::{FileId, Language, SourceFile};
use crate::semantic::{Modules, Summary};
use crate::syntax::python::{self, Parsed};

/// Trees of so many bytes of text are kept until their file's turn; files behind them are parsed once more.
const KEPT: usize = 48 << 20;

/// What modules offer, by path: of files that a scan does not read again, for the table of another tree.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    summaries: Vec<(Box<str>, Arc<Summary>)>,
}

impl Offers {
    /// Those of paths for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.summaries.retain(|(path, _)| keep(path));
    }
}

/// The project as the strict edition sees it.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) modules: Arc<Modules>,
    /// By number of the module: the words of patterns that the paths of its names say.
    words: Vec<Vec<usize>>,
}

/// A file with its tree, as far as it is kept.
pub(super) struct Prepared<'f> {
    pub(super) id: FileId,
    pub(super) file: &'f SourceFile,
    pub(super) parsed: Option<Parsed>,
    /// How long it took to parse.
    pub(super) parse: Duration,
}

impl Prepared<'_> {
    /// A file that was not looked at yet.
    pub(super) fn raw((id, file): (FileId, &SourceFile)) -> Prepared<'_> {
        Prepared { id, file, parsed: None, parse: Duration::ZERO }
    }
}

/// Parses all files and makes the table; `others` are modules of the project that are not among the files.
pub(super) fn prepare<'f>(plan: &Plan, items: Vec<(FileId, &'f SourceFile)>, others: &Offers) -> (Vec<Prepared<'f>>, Project, Offers) {
    let mut size = 0;
    let sized = items.into_iter().map(|(id, file)| {
        size += if file.language() == Language::Python { file.text().len() } else { 0 };
        (id, file, size <= KEPT)
    });
    let sized: Vec<_> = sized.collect();
    // A defect of ours is told when the file's turn comes.
    let guarded = |(id, file, keep)| catch_unwind(AssertUnwindSafe(|| read(id, file, keep))).unwrap_or((Prepared::raw((id, file)), None));
    let read: Vec<_> = sized.into_par_iter().map(guarded).collect();
    let mut offers = Offers::default();
    let mut prepared = Vec::with_capacity(read.len());
    for (one, summary) in read {
        offers.summaries.extend(summary.map(|summary| (one.file.path().into(), Arc::new(summary))));
        prepared.push(one);
    }
    let own: FxHashSet<&str> = offers.summaries.iter().map(|(path, _)| &**path).collect();
    let more = others.summaries.iter().filter(|(path, _)| !own.contains(&**path)).cloned();
    let mut all: Vec<_> = offers.summaries.iter().cloned().chain(more).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    let modules = Arc::new(Modules::new(all));
    let words = (0..modules.count()).into_par_iter().map(|module| offered(plan, &modules, module)).collect();
    (prepared, Project { modules, words }, offers)
}

fn read(id: FileId, file: &SourceFile, keep: bool) -> (Prepared<'_>, Option<Summary>) {
    if file.language() != Language::Python {
        return (Prepared::raw((id, file)), None);
    }
    let clock = Instant::now();
    let parsed = python::parse(file.text());
    let parse = clock.elapsed();
    let summary = Summary::of(file.text(), &parsed);
    (Prepared { id, file, parsed: keep.then_some(parsed), parse }, Some(summary))
}

fn offered(plan: &Plan, modules: &Modules, module: u32) -> Vec<usize> {
    let mut words = Vec::new();
    modules.offered(module, &mut |word| words.extend(plan.word(word)));
    words.sort_unstable();
    words.dedup();
    words
}

impl Project {
    /// Adds the words that the file at `path` means without saying them.
    pub(super) fn add_words(&self, plan: &Plan, path: &str, words: &mut [bool]) {
        let Some(module) = self.modules.of_file(path) else { return };
        let mut said = Vec::new();
        let mut whole = Vec::new();
        self.modules.reach(module, &mut |word| said.extend(plan.word(word)), &mut |module| whole.push(module));
        let through = whole.into_iter().flat_map(|module| &self.words[module as usize]);
        said.iter().chain(through).for_each(|word| words[*word] = true);
    }
}
