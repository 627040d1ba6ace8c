//! A taint rule, step by step: which entries match where, which way what arrives came, and where it was lost when it does not.

use super::record::{Recorder, Role};
use super::{Step, StepResult};
use crate::engine::evaluate::Ground;
use crate::engine::region::Region;
use crate::engine::taint::{Places, found};
use crate::pattern::{Captures, Code};
use crate::rule::{Formula, Rule, TaintSpec};
use crate::taint::{self, Extent, Lost, Spec};

/// So many sinks to which nothing comes are spoken of.
const MAX_SINKS: usize = 3;

/// What a taint rule did.
pub(super) struct Traced {
    pub(super) step: Step,
    pub(super) regions: Vec<Region>,
    pub(super) said: Vec<String>,
}

/// Follows the entries of a rule, and what flows from its sources.
pub(super) fn trace<'a: 'g, 'g>(
    recorder: &mut Recorder<'a>,
    (rule, taint): (&'a Rule, &'a TaintSpec),
    ground: Ground<'g>,
    code: Code<'g>,
) -> Traced {
    let lists: [(&'static str, Vec<usize>); 4] = [
        ("pattern-sources", taint.sources.iter().map(|source| source.formula).collect()),
        ("pattern-sanitizers", taint.sanitizers.iter().map(|sanitizer| sanitizer.formula).collect()),
        ("pattern-propagators", taint.propagators.iter().map(|propagator| propagator.formula).collect()),
        ("pattern-sinks", taint.sinks.iter().map(|sink| sink.formula).collect()),
    ];
    let mut steps = Vec::new();
    for (operator, entries) in lists.iter().filter(|(_, entries)| !entries.is_empty()) {
        // Only the sink has to be in the line that was asked for.
        let line = if *operator == "pattern-sinks" { recorder.line } else { None };
        let asked = std::mem::replace(&mut recorder.line, line);
        steps.push(list(recorder, operator, entries, ground));
        recorder.line = asked;
    }
    let places = recorder.with(ground, &Captures::default(), |evaluator| Places::of(evaluator, taint));
    let (mut regions, mut said) = (Vec::new(), Vec::new());
    if let Some(places) = &places {
        let spec = places.spec(taint);
        let arrived = found(&spec, taint::analyse(code, &spec).flows);
        let told = arrived.regions.iter().zip(&arrived.ways).find(|(region, _)| recorder.touches(region));
        match told {
            Some((_, way)) => said = told_way(recorder, way),
            None => said = lost(recorder, code, &spec),
        }
        regions = arrived.regions;
    }
    if said.is_empty() {
        said = missing(&steps, recorder.line);
    }
    let result = if regions.iter().any(|region| recorder.touches(region)) { StepResult::Holds } else { StepResult::Nothing };
    let step = recorder.step(("mode: taint", String::new(), Some(rule.origin.line)), result, &[], steps);
    Traced { step, regions, said }
}

/// One list of entries.
fn list<'a: 'g, 'g>(recorder: &mut Recorder<'a>, operator: &'static str, entries: &[usize], ground: Ground<'g>) -> Step {
    let formulas: &'a [Formula] = match &recorder.rule.formula {
        Formula::Either(all) => all,
        _ => &[],
    };
    let entries = entries.iter().filter_map(|at| formulas.get(*at));
    let steps: Vec<Step> = entries.map(|formula| recorder.formula(formula, ground, &Captures::default(), Role::Positive).0).collect();
    let result = if steps.iter().any(|step| step.result.holds()) { StepResult::Holds } else { StepResult::Nothing };
    recorder.step((operator, String::new(), None), result, &[], steps)
}

/// The way of what arrives.
fn told_way(recorder: &Recorder<'_>, way: &[Extent]) -> Vec<String> {
    let last = way.len().saturating_sub(1);
    let step = |(at, place): (usize, &Extent)| match at {
        0 if last == 0 => format!("{} is source and sink", named(recorder, *place)),
        0 => format!("it comes from {}", named(recorder, *place)),
        at if at == last => format!("and arrives at {}", named(recorder, *place)),
        _ => format!("goes through {}", named(recorder, *place)),
    };
    way.iter().enumerate().map(step).collect()
}

/// Why nothing arrives at the sinks that were asked about.
fn lost(recorder: &Recorder<'_>, code: Code<'_>, spec: &Spec<'_>) -> Vec<String> {
    let asked = spec.sinks.iter().enumerate().filter(|(_, sink)| recorder.touches(&region(sink.place)));
    let mut said = Vec::new();
    for (at, sink) in asked.take(MAX_SINKS) {
        let place = named(recorder, sink.place);
        said.push(match taint::lost(code, spec, at) {
            Lost::Sanitized { source, by } => {
                format!("{} does not reach {place}: it is sanitized at {}", named(recorder, source), named(recorder, by))
            }
            Lost::Harmless { source } => {
                format!("{} does not reach {place}: a test or a cast on the way makes it harmless", named(recorder, source))
            }
            Lost::Overwritten { source, at } => {
                format!("{} does not reach {place}: {} is given another value before", named(recorder, source), named(recorder, at))
            }
            Lost::Labels { source } => {
                format!("{} reaches {place} with other labels than `requires` asks for", named(recorder, source))
            }
            Lost::Nothing => format!("no source is on the way to {place}; nothing that is called is followed"),
        });
    }
    said
}

/// What is said when there is no flow because one of its ends is missing.
fn missing(steps: &[Step], line: Option<u32>) -> Vec<String> {
    let without = |operator: &str| steps.iter().any(|step| step.operator == operator && !step.result.holds());
    let here = if line.is_some() { "in this line" } else { "in this file" };
    match (without("pattern-sinks"), without("pattern-sources")) {
        (true, _) => vec![format!("no entry of `pattern-sinks` matches {here}; a flow is told at its sink")],
        (false, true) => vec!["no entry of `pattern-sources` matches in this file".to_owned()],
        (false, false) => Vec::new(),
    }
}

fn region(place: Extent) -> Region {
    Region { start: place.start, end: place.end, kind: crate::engine::region::RegionKind::Match, captures: Captures::default() }
}

/// `` 4:9 `clean(x)` ``.
fn named(recorder: &Recorder<'_>, place: Extent) -> String {
    let place = recorder.place(&region(place));
    format!("{}:{} `{}`", place.line, place.column, place.code)
}
