//! Which rules may have something to say about a file, found before its tree is looked at.

use std::cell::OnceCell;

use super::Breadth;
use super::plan::{Plan, Planned, Reading};
use super::prepare::Project;
use crate::files::{Language, SourceFile};

/// The rules that are near to a file.
#[derive(Default)]
pub(super) struct Near<'p> {
    pub(super) rules: Vec<(&'p Planned, Reading)>,
    /// Which words of patterns a file of Python says, or means through others.
    pub(super) words: Vec<bool>,
}

impl<'p> Near<'p> {
    /// By what the file says itself.
    pub(super) fn of(plan: &'p Plan, file: &SourceFile, breadth: Breadth) -> Self {
        if !plan.entrance.takes(file, breadth) {
            return Self::default();
        }
        let words = if file.language() == Language::Python { plan.words_in(file.text()) } else { Vec::new() };
        Self { rules: rules(plan, file, (&words, breadth)), words }
    }

    /// The same with what it means through other files.
    pub(super) fn among(mut self, project: &Project, plan: &'p Plan, file: &SourceFile, breadth: Breadth) -> Self {
        if !self.words.is_empty() && project.add_words(plan, file.path(), &mut self.words) {
            self.rules = rules(plan, file, (&self.words, breadth));
        }
        self
    }
}

fn rules<'p>(plan: &'p Plan, file: &SourceFile, (words, breadth): (&[bool], Breadth)) -> Vec<(&'p Planned, Reading)> {
    let fragments = OnceCell::new();
    let can_find = |planned: &Planned, reading: Reading| match reading {
        Reading::Python => planned.can_find(words),
        Reading::Template | Reading::Text => planned.can_find_in_text(fragments.get_or_init(|| plan.fragments_in(file.text()))),
    };
    // What costs least is asked first.
    let everything = breadth == Breadth::Everything;
    let reading = |planned: &Planned| {
        let reading = planned.reading(file).filter(|_| everything || planned.takes_role(file))?;
        (can_find(planned, reading) && (everything || planned.takes_path(file))).then_some(reading)
    };
    let near = plan.entrance.rules(file, words);
    near.into_iter().filter_map(|at| Some((&plan.rules[at], reading(&plan.rules[at])?))).collect()
}
