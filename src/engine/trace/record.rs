//! The formula, evaluated once more with everything written down.

use super::describe::{self, Description, bound, one_line};
use super::{MAX_PLACES, Place, Step, StepResult, Taken};
use crate::engine::condition;
use crate::engine::evaluate::{Evaluator, Ground, Work, focus, in_order};
use crate::engine::region::{Region, RegionKind, unify};
use crate::files::SourceFile;
use crate::pattern::Captures;
use crate::rule::{Condition, Conjunction, Formula, Negative, NegativeKind, Rule};

/// What a part of a formula is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It finds something.
    Positive,
    /// It says where to look.
    Inside,
}

/// Writes down what a rule does with a file.
pub(super) struct Recorder<'a> {
    pub(super) rule: &'a Rule,
    pub(super) file: &'a SourceFile,
    /// The line that was asked for.
    pub(super) line: Option<u32>,
    /// How many more steps may be written down.
    pub(super) left: usize,
    /// Why something may be missing.
    pub(super) cut: Option<&'static str>,
}

impl<'a> Recorder<'a> {
    /// What `formula` finds, and how.
    pub(super) fn formula<'g>(&mut self, formula: &'a Formula, ground: Ground<'g>, around: &Captures, role: Role) -> (Step, Vec<Region>)
    where
        'a: 'g,
    {
        let mut description = describe::formula(formula, self.rule);
        if role == Role::Inside {
            description.0 = "pattern-inside";
        }
        let (steps, regions) = match formula {
            Formula::Pattern(_) | Formula::Regex(_) => (Vec::new(), self.ask(formula, ground, around)),
            Formula::Inside(inner) => {
                let (mut step, mut regions) = self.formula(inner, ground, around, Role::Inside);
                regions.iter_mut().for_each(|region| region.kind = RegionKind::Inside);
                // One line for `pattern-inside` and the pattern in it.
                if step.steps.is_empty() {
                    return (step, regions);
                }
                let inner = std::mem::take(&mut step.steps);
                (inner, regions)
            }
            Formula::Either(alternatives) => {
                let mut steps = Vec::new();
                for one in alternatives {
                    if self.may_go_on() {
                        steps.push(self.formula(one, ground, around, Role::Positive).0);
                    }
                }
                (steps, self.ask(formula, ground, around))
            }
            Formula::All(all) => self.conjunction(all, ground, around),
        };
        let result = if self.here(&regions).is_empty() { StepResult::Nothing } else { StepResult::Holds };
        (self.step(description, result, &regions, steps), regions)
    }

    /// The terms of `patterns`, in the order in which they are asked.
    fn conjunction<'g>(&mut self, all: &'a Conjunction, ground: Ground<'g>, around: &Captures) -> (Vec<Step>, Vec<Region>)
    where
        'a: 'g,
    {
        let mut steps = Vec::new();
        let mut regions: Option<Vec<Region>> = None;
        for positive in in_order(all) {
            let (mut step, own) = self.formula(positive, ground, around, Role::Positive);
            let Some(before) = regions.take() else {
                regions = Some(own);
                steps.push(step);
                continue;
            };
            let after = self.with(ground, around, |evaluator| evaluator.meet(&before, &own));
            step.result = self.met(&before, &own, &after, step.result);
            steps.push(step);
            regions = Some(after);
        }
        let mut regions = regions.unwrap_or_else(|| self.with(ground, around, |evaluator| evaluator.whole()));
        for negative in &all.negatives {
            steps.push(self.negative(negative, ground, around, &mut regions));
        }
        for one in &all.conditions {
            steps.push(self.condition(one, ground, around, &mut regions));
        }
        if !all.focus.is_empty() {
            let names = all.focus.iter().map(|names| names.join(" or ")).collect::<Vec<_>>().join(" and ");
            let before = std::mem::take(&mut regions);
            regions = focus(&all.focus, &before, &ground);
            let result = match (self.here(&before).is_empty(), self.here(&regions).is_empty()) {
                (true, _) => StepResult::NotAsked,
                (false, true) => StepResult::False(self.shown(&before).0),
                (false, false) => StepResult::Holds,
            };
            steps.push(self.step(("focus-metavariable", names, None), result, &regions, Vec::new()));
        }
        (steps, regions)
    }

    /// What became of `before` when it met `own`.
    fn met(&self, before: &[Region], own: &[Region], after: &[Region], alone: StepResult) -> StepResult {
        if self.here(before).is_empty() {
            return StepResult::NotAsked;
        }
        if !self.here(after).is_empty() || alone == StepResult::Nothing {
            return alone;
        }
        let mut apart = Vec::new();
        for one in self.here(before).into_iter().take(MAX_PLACES) {
            let around = own.iter().find(|other| one.holds(other) || other.holds(one));
            apart.extend(around.map(|other| Taken { place: self.place(one), by: self.differing(other, one) }));
        }
        if apart.is_empty() { StepResult::Elsewhere(self.shown(before).0) } else { StepResult::Disagrees(apart) }
    }

    /// A place with only the bindings that `other` has too, and that mean something else there.
    fn differing(&self, region: &Region, other: &Region) -> Place {
        let differs = |name: &str| match (region.captures.get(name), other.captures.get(name)) {
            (Some(one), Some(other)) => !one.unifies(other),
            _ => false,
        };
        let mut place = self.place(region);
        if place.bindings.iter().any(|(name, _)| differs(name)) {
            place.bindings.retain(|(name, _)| differs(name));
        }
        place
    }

    fn negative<'g>(&mut self, negative: &'a Negative, ground: Ground<'g>, around: &Captures, regions: &mut Vec<Region>) -> Step
    where
        'a: 'g,
    {
        let (inner, own) = self.formula(&negative.formula, ground, around, Role::Positive);
        let before = regions.clone();
        self.with(ground, around, |evaluator| evaluator.subtract(regions, negative));
        let lost = missing(&before, regions);
        let mut taken = Vec::new();
        for region in self.here(&lost).into_iter().take(MAX_PLACES) {
            let hit = |other: &&Region| match negative.kind {
                NegativeKind::Same => other.start == region.start && other.end == region.end,
                NegativeKind::Inside => other.holds(region),
                NegativeKind::Overlap => other.holds(region) || region.holds(other),
            };
            let by = own.iter().filter(hit).find(|other| unify(&region.captures, &other.captures).is_some());
            taken.extend(by.map(|by| Taken { place: self.place(region), by: self.place(by) }));
        }
        let result = match (self.here(&before).is_empty(), self.here(regions).is_empty(), taken.is_empty()) {
            (true, _, _) => StepResult::NotAsked,
            (false, true, _) => StepResult::TookAll(taken),
            (false, false, false) => StepResult::TookAway(taken),
            (false, false, true) => StepResult::Holds,
        };
        self.step(describe::negative(negative.kind, &negative.formula, self.rule), result, &own, inner.steps)
    }

    fn condition<'g>(&mut self, one: &'a Condition, ground: Ground<'g>, around: &Captures, regions: &mut Vec<Region>) -> Step
    where
        'a: 'g,
    {
        let before = regions.clone();
        self.with(ground, around, |evaluator| regions.retain(|region| condition::holds(evaluator, one, &region.captures)));
        let result = match (self.here(&before).is_empty(), self.here(regions).is_empty()) {
            (true, _) => StepResult::NotAsked,
            (false, true) => StepResult::False(self.shown(&before).0),
            (false, false) => StepResult::Holds,
        };
        let steps = if result == StepResult::NotAsked { Vec::new() } else { self.within(one, ground, &before) };
        self.step(describe::condition(one, self.rule), result, regions, steps)
    }

    /// The formula of a `metavariable-pattern`, in the first of the pieces that it was asked about.
    fn within<'g>(&mut self, one: &'a Condition, ground: Ground<'g>, regions: &[Region]) -> Vec<Step>
    where
        'a: 'g,
    {
        let Condition::Pattern { metavariable, formula, content } = one else { return Vec::new() };
        let first = self.here(regions).first().map(|region| region.captures.clone());
        let Some(captures) = first else { return Vec::new() };
        let Some(inner) = captures.get(metavariable).and_then(|capture| condition::ground(&ground, capture, (*content, self.rule.edition)))
        else {
            return Vec::new();
        };
        // Places of a text by itself count from its start: they are not shown as places of the file.
        let in_text = matches!(inner, Ground::Text(_));
        let line = self.line.take();
        let (mut step, _) = self.formula(formula, inner, &captures, Role::Positive);
        self.line = line;
        if in_text {
            forget_places(&mut step);
        }
        if step.steps.is_empty() { vec![step] } else { step.steps }
    }

    fn ask<'g>(&mut self, formula: &'a Formula, ground: Ground<'g>, around: &Captures) -> Vec<Region>
    where
        'a: 'g,
    {
        self.with(ground, around, |evaluator| evaluator.formula(formula))
    }

    /// Asks the evaluator of a scan, with a budget of its own.
    pub(super) fn with<'g, T>(&mut self, ground: Ground<'g>, around: &Captures, ask: impl FnOnce(&mut Evaluator<'g, '_>) -> T) -> T
    where
        'a: 'g,
    {
        let mut work = Work::default();
        let mut evaluator = Evaluator { rule: self.rule, ground, around: around.clone(), work: &mut work };
        let answer = ask(&mut evaluator);
        self.cut = self.cut.or(work.cut);
        answer
    }

    fn may_go_on(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    pub(super) fn step(&self, (operator, detail, line): Description, result: StepResult, regions: &[Region], steps: Vec<Step>) -> Step {
        let (places, more) = self.shown(regions);
        Step { operator, detail, line, result, places, more, steps }
    }

    /// Those that touch the line that was asked for.
    pub(super) fn here<'r>(&self, regions: &'r [Region]) -> Vec<&'r Region> {
        regions.iter().filter(|region| self.touches(region)).collect()
    }

    pub(super) fn touches(&self, region: &Region) -> bool {
        let Some(line) = self.line else { return true };
        let lines = self.file.lines();
        lines.line(region.start) <= line && line <= lines.line(region.end.saturating_sub(1).max(region.start))
    }

    /// The first places of `regions`, and how many there are beside them.
    pub(super) fn shown(&self, regions: &[Region]) -> (Vec<Place>, usize) {
        let here = self.here(regions);
        (here.iter().take(MAX_PLACES).map(|region| self.place(region)).collect(), here.len().saturating_sub(MAX_PLACES))
    }

    pub(super) fn place(&self, region: &Region) -> Place {
        let start = self.file.position(region.start);
        let last_line = self.file.lines().line(region.end.saturating_sub(1).max(region.start));
        let text = self.file.text().get(region.start as usize..region.end as usize).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let code = if last_line > start.line { format!("{} …", one_line(first)) } else { one_line(first) };
        let bindings = region.captures.iter().map(|(name, capture)| (name.to_owned(), bound(&capture.text))).collect();
        Place { line: start.line, column: start.column, last_line, code, bindings }
    }
}

/// What is in `before` and not in `after`, which has the others in the same order.
fn missing(before: &[Region], after: &[Region]) -> Vec<Region> {
    let mut rest = after.iter().peekable();
    before.iter().filter(|region| rest.next_if(|next| next == region).is_none()).cloned().collect()
}

fn forget_places(step: &mut Step) {
    step.places.clear();
    step.steps.iter_mut().for_each(forget_places);
}
