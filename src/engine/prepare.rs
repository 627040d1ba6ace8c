//! Before rules of the strict edition look at any file: every Python file is parsed, and what its module offers to others is put
//! into one table, which all files then share.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::near::Near;
use super::plan::Plan;
use super::{Breadth, Timings};
use crate::files::{FileId, Language, SourceFile};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::semantic::{Modules, Summary};
use crate::syntax::python::{self, Extent, Parsed};

/// Trees of about so many bytes of text are kept until their file's turn; further files are parsed once more.
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

/// A file that was looked at, or waits for it.
pub(super) struct Prepared<'f, 'p> {
    pub(super) id: FileId,
    pub(super) file: &'f SourceFile,
    pub(super) look: Option<Look<'p>>,
}

/// What the first look at a file shows.
pub(super) struct Look<'p> {
    /// Its tree, if some rule may ask for it; a few are made once more.
    pub(super) parsed: Option<Parsed>,
    /// What is wrong with the file.
    pub(super) broken: Option<Notification>,
    pub(super) near: Near<'p>,
    pub(super) timings: Timings,
}

impl<'f> Prepared<'f, '_> {
    /// A file that was not looked at yet.
    pub(super) fn raw((id, file): (FileId, &'f SourceFile)) -> Self {
        Prepared { id, file, look: None }
    }
}

impl<'p> Look<'p> {
    /// Reads a file.
    pub(super) fn at(plan: &'p Plan, file: &SourceFile, breadth: Breadth) -> Self {
        let clock = Instant::now();
        let parsed = (file.language() == Language::Python).then(|| python::parse(file.text()));
        let parse = clock.elapsed();
        let broken = parsed.as_ref().and_then(|parsed| broken(file, parsed));
        let clock = Instant::now();
        let near = Near::of(plan, file, breadth);
        Self { parsed, broken, near, timings: Timings { parse, prefilter: clock.elapsed(), ..Timings::default() } }
    }
}

/// Looks at all files and makes the table; `others` are modules of the project that are not among the files.
pub(super) fn prepare<'f, 'p>(
    plan: &'p Plan,
    items: Vec<(FileId, &'f SourceFile)>,
    (others, breadth): (&Offers, Breadth),
) -> (Vec<Prepared<'f, 'p>>, Project, Offers) {
    let kept = AtomicUsize::new(0);
    // A defect of ours is told when the file's turn comes.
    let guarded = |item: (FileId, &'f SourceFile)| {
        catch_unwind(AssertUnwindSafe(|| read(plan, item, (breadth, &kept)))).unwrap_or((Prepared::raw(item), None))
    };
    let read: Vec<_> = items.into_par_iter().map(guarded).collect();
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

fn read<'f, 'p>(
    plan: &'p Plan,
    (id, file): (FileId, &'f SourceFile),
    (breadth, kept): (Breadth, &AtomicUsize),
) -> (Prepared<'f, 'p>, Option<Summary>) {
    if file.language() != Language::Python {
        return (Prepared::raw((id, file)), None);
    }
    let mut look = Look::at(plan, file, breadth);
    let summary = look.parsed.as_ref().map(|parsed| Summary::of(file.text(), parsed));
    // Most files say nothing that a rule is about: their trees are gone before others need the memory.
    if look.near.rules.is_empty() || kept.fetch_add(file.text().len(), Ordering::Relaxed) > KEPT {
        look.parsed = None;
    }
    (Prepared { id, file, look: Some(look) }, summary)
}

/// What is not Python in a Python file, told once.
fn broken(file: &SourceFile, parsed: &Parsed) -> Option<Notification> {
    let first = parsed.errors().first()?;
    if parsed.extent() == Extent::TooDeep {
        let message =
            format!("{}, so its code was not analysed; rules that search text have seen it. Exclude it if it is generated.", first.message);
        return Some(Notification::file(file.path(), NotificationKind::Limit, NotificationLevel::Incomplete, message));
    }
    let more = match parsed.errors().len() - 1 {
        0 => String::new(),
        1 => " (and 1 more error)".to_owned(),
        more => format!(" (and {more} more errors)"),
    };
    let mut reason = first.message.chars();
    let reason: String = reason.next().into_iter().flat_map(char::to_lowercase).chain(reason).collect();
    let message = format!("this is not valid Python: {reason}{more}. What could be read of it was analysed.");
    let place = file.position(first.offset);
    Some(Notification::file(file.path(), NotificationKind::Syntax, NotificationLevel::Incomplete, message).at(place.line, place.column))
}

fn offered(plan: &Plan, modules: &Modules, module: u32) -> Vec<usize> {
    let mut words = Vec::new();
    modules.offered(module, &mut |word| words.extend(plan.word(word)));
    words.sort_unstable();
    words.dedup();
    words
}

impl Project {
    /// Adds the words that the file at `path` means without saying them; whether there are any.
    pub(super) fn add_words(&self, plan: &Plan, path: &str, words: &mut [bool]) -> bool {
        let Some(module) = self.modules.of_file(path) else { return false };
        let mut said = Vec::new();
        let mut whole = Vec::new();
        self.modules.reach(module, &mut |word| said.extend(plan.word(word)), &mut |module| whole.push(module));
        let through = whole.into_iter().flat_map(|module| &self.words[module as usize]);
        let mut more = false;
        for word in said.iter().chain(through) {
            more |= !std::mem::replace(&mut words[*word], true);
        }
        more
    }
}
