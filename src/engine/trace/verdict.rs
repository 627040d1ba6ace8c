//! The first operator that failed, in sentences.

use super::{Place, Step, StepResult, Taken, Trace};

/// Why nothing is found, or by what something is: one sentence each, from the operator that decided to what it saw.
pub fn verdict(trace: &Trace) -> Vec<String> {
    if !trace.flow.is_empty() {
        return trace.flow.clone();
    }
    let mut said = Vec::new();
    if let Some(root) = &trace.root {
        if trace.places.is_empty() {
            failed(root, &mut said);
        } else {
            found(root, trace.places[0].line, &mut said);
        }
    }
    said
}

/// Follows the parts that hold down to the patterns, at one line.
fn found(step: &Step, line: u32, said: &mut Vec<String>) {
    match step.operator {
        "pattern" | "pattern-regex" => {
            let here = step.places.iter().find(|place| place.line <= line && line <= place.last_line);
            said.extend(here.map(|place| format!("{} matches {}: {}", name(step), at(place), step.detail)));
        }
        "patterns" => {
            let parts = step.steps.iter().filter(|one| ["pattern", "pattern-regex", "pattern-either", "patterns"].contains(&one.operator));
            parts.for_each(|one| found(one, line, said));
        }
        "pattern-either" => {
            let before = said.len();
            for one in step.steps.iter().filter(|one| one.result.holds()) {
                found(one, line, said);
                if said.len() > before {
                    break;
                }
            }
        }
        _ => {}
    }
}

/// Follows the first part that fails; of alternatives the one that got furthest is told.
fn failed(step: &Step, said: &mut Vec<String>) {
    match (step.operator, &step.result) {
        (_, StepResult::TookAll(taken)) => took_away(step, taken, said),
        (_, StepResult::False(places)) => is_false(step, places, said),
        (_, StepResult::Disagrees(pairs)) => disagrees(step, pairs, said),
        (_, StepResult::Elsewhere(places)) => {
            let inside = if step.operator == "pattern-inside" { "is not around" } else { "does not match at" };
            let place = places.first().map_or_else(String::new, at);
            said.push(format!("{} {inside} {place}", name(step)));
        }
        ("patterns", _) => {
            let Some(at) = step.steps.iter().position(|one| !one.result.holds()) else { return };
            let first = &step.steps[at];
            // What held before says how far it came.
            let held = || step.steps[..at].iter().rev();
            // The match itself, rather than what lies around it.
            let match_itself = held().filter(|one| one.operator != "pattern-inside").find_map(matched);
            said.extend(match_itself.or_else(|| held().find_map(matched)));
            failed(first, said);
        }
        ("pattern-either", _) => {
            if let Some(nearest) = step.steps.iter().rev().max_by_key(|one| reach(one)).filter(|one| reach(one) > 0) {
                failed(nearest, said);
            } else {
                said.push(format!("none of the {} alternatives of {} matches", step.steps.len(), name(step)));
            }
        }
        _ => said.push(format!("{} matches nothing: {}", name(step), step.detail)),
    }
}

fn took_away(step: &Step, taken: &[Taken], said: &mut Vec<String>) {
    let Some(first) = taken.first() else { return };
    let detail = if step.detail.is_empty() { String::new() } else { format!(": {}", step.detail) };
    said.push(format!("{} takes it away by {}{detail}", name(step), at(&first.by)));
}

fn is_false(step: &Step, places: &[Place], said: &mut Vec<String>) {
    // What the condition asks about comes first in its text.
    let asked = step.detail.split_whitespace().next().unwrap_or_default();
    let bound = places.first().and_then(|place| place.bindings.iter().find(|(name, _)| name == asked));
    let value = match bound {
        Some((name, value)) => format!("{name} is `{value}` here"),
        None if asked.starts_with('$') => format!("{asked} stands for nothing here"),
        None => "it does not hold here".to_owned(),
    };
    let detail = if step.detail == asked { String::new() } else { format!(": {}", step.detail) };
    said.push(format!("{} fails, {value}{detail}", name(step)));
    if let Some(inner) = step.steps.iter().find(|one| !one.result.holds()).filter(|_| bound.is_some()) {
        failed(inner, said);
    }
}

fn disagrees(step: &Step, pairs: &[Taken], said: &mut Vec<String>) {
    let Some(first) = pairs.first() else { return };
    let differs = first.by.bindings.iter().filter_map(|(name, value)| {
        let (_, other) = first.place.bindings.iter().find(|(other, _)| other == name)?;
        (other != value).then(|| format!("{name} is `{value}` there and `{other}` before"))
    });
    let differs = differs.collect::<Vec<_>>().join(", ");
    said.push(format!("{} matches {}, but {differs}", name(step), at(&first.by)));
}

/// What a term that holds found, as a sentence about the pattern that did.
fn matched(step: &Step) -> Option<String> {
    let place = step.places.first().filter(|_| step.result.holds())?;
    match step.operator {
        "pattern-either" => step.steps.iter().find_map(matched),
        "patterns" => step.steps.iter().rev().find_map(matched),
        "pattern" | "pattern-regex" | "pattern-inside" => Some(format!("{} matches {}", name(step), at(place))),
        _ => None,
    }
}

/// How many terms of a part held.
fn reach(step: &Step) -> usize {
    let own = usize::from(!matches!(step.result, StepResult::Nothing | StepResult::NotAsked));
    match step.operator {
        "patterns" => step.steps.iter().take_while(|one| one.result.holds()).count() + own,
        "pattern-either" => step.steps.iter().map(reach).max().unwrap_or(0),
        _ => own,
    }
}

/// `` `pattern-not` of line 9 ``.
fn name(step: &Step) -> String {
    match step.line {
        Some(line) => format!("`{}` of line {line}", step.operator),
        None => format!("`{}`", step.operator),
    }
}

/// `` 4:1 `f(x)` with $X = x ``.
fn at(place: &Place) -> String {
    let bindings = place.bindings.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
    let bindings = if bindings.is_empty() { String::new() } else { format!(" with {bindings}") };
    format!("{}:{} `{}`{bindings}", place.line, place.column, place.code)
}
