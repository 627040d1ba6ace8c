//! GitHub's limits on a SARIF upload, kept before GitHub sees it: deterministic trimming that keeps the most severe, and a check.

use std::collections::BTreeSet;

use serde_sarif::sarif::{ReportingDescriptor, Result as SarifResult, Run, Sarif};

use super::results::Entry;

/// Characters of a rule's name.
pub const NAME: usize = 255;
/// Characters of a rule's descriptions.
pub const DESCRIPTION: usize = 1_024;
/// Tags of a rule that GitHub keeps.
pub const TAGS: usize = 10;
/// Rules of a run.
pub const RULES: usize = 25_000;
/// Results of a run that GitHub keeps.
pub const RESULTS: usize = 5_000;
/// Steps of a result that GitHub keeps.
pub const STEPS: usize = 1_000;
/// Related places of a result that GitHub keeps.
pub const RELATED: usize = 100;
/// Bytes of the compressed file.
pub const GZIP: usize = 10_000_000;

/// What was cut to stay within the limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// Results left out, the least severe ones.
    pub results: usize,
    /// Results that lost their path and related places.
    pub paths: usize,
    /// Single steps and related places beyond the number that one result may have.
    pub places: usize,
}

impl Trimmed {
    /// Whether nothing was cut.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Cuts at a character, with an ellipsis.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// Cuts numbers of results and places; the order of what stays is kept.
pub(super) fn trim_counts(entries: &mut Vec<Entry>) -> Trimmed {
    let mut trimmed = Trimmed { results: keep_worst(entries, RESULTS), ..Trimmed::default() };
    for entry in entries {
        if let Some(related) = &mut entry.result.related_locations {
            trimmed.places += related.len().saturating_sub(RELATED);
            related.truncate(RELATED);
        }
        for thread in entry.result.code_flows.iter_mut().flatten().flat_map(|flow| &mut flow.thread_flows) {
            let surplus = thread.locations.len().saturating_sub(STEPS);
            trimmed.places += surplus;
            if surplus > 0 {
                thread.locations.drain(1..=surplus);
            }
        }
    }
    trimmed
}

/// Keeps the `most` worst; says how many went.
pub(super) fn keep_worst(entries: &mut Vec<Entry>, most: usize) -> usize {
    let Some(surplus) = entries.len().checked_sub(most).filter(|surplus| *surplus > 0) else { return 0 };
    let gone: BTreeSet<usize> = worst_first(entries)[most..].iter().copied().collect();
    let mut at = 0;
    entries.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    surplus
}

/// Takes path and related places from the less severe half of the results that have them; says how many lost theirs.
pub(super) fn drop_paths(entries: &mut [Entry]) -> usize {
    let rich: Vec<_> = worst_first(entries)
        .into_iter()
        .filter(|at| entries[*at].result.code_flows.is_some() || entries[*at].result.related_locations.is_some())
        .collect();
    for at in &rich[rich.len() / 2..] {
        let result = &mut entries[*at].result;
        result.code_flows = None;
        if result.related_locations.take().is_some() {
            unlink(result);
        }
    }
    rich.len() - rich.len() / 2
}

/// Links to places that are gone become words.
fn unlink(result: &mut SarifResult) {
    if let Some(text) = &mut result.message.text
        && let Some(at) = text.rfind(" See [")
    {
        text.truncate(at);
    }
}

fn worst_first(entries: &[Entry]) -> Vec<usize> {
    let mut order: Vec<_> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].rank.cmp(&entries[*b].rank));
    order
}

/// Everything in an upload that GitHub would refuse or silently drop, one sentence each; empty when it may be sent.
pub fn check(log: &Sarif) -> Vec<String> {
    let mut problems = Vec::new();
    let mut categories = BTreeSet::new();
    for run in &log.runs {
        let id = run.automation_details.as_ref().and_then(|details| details.id.clone()).unwrap_or_default();
        if !id.ends_with('/') || id.starts_with('/') {
            problems.push(format!("the category `{id}` must end with a slash and not start with one"));
        }
        if !categories.insert(id) {
            problems.push("two runs have one category".to_owned());
        }
        check_run(run, &mut problems);
    }
    if log.runs.len() > 20 {
        problems.push(format!("{} runs are more than 20", log.runs.len()));
    }
    problems
}

fn check_run(run: &Run, problems: &mut Vec<String>) {
    if run.invocations.iter().flatten().any(|invocation| !invocation.execution_successful) {
        problems.push("the scan is incomplete: its upload would close the alerts of files that were not read".to_owned());
    }
    let rules = run.tool.driver.rules.as_deref().unwrap_or_default();
    let results = run.results.as_deref().unwrap_or_default();
    for (number, most, what) in [(rules.len(), RULES, "rules"), (results.len(), RESULTS, "results")] {
        if number > most {
            problems.push(format!("{number} {what} are more than {most}"));
        }
    }
    for rule in rules {
        problems.extend(rule_problems(rule).map(|problem| format!("rule {}: {problem}", rule.id)));
    }
    for (at, result) in results.iter().enumerate() {
        problems.extend(result_problems(result, rules).into_iter().map(|problem| format!("result {at}: {problem}")));
    }
}

fn rule_problems(rule: &ReportingDescriptor) -> impl Iterator<Item = &'static str> {
    let said = |text: &Option<serde_sarif::sarif::MultiformatMessageString>, most: usize| {
        text.as_ref().is_some_and(|text| !text.text.trim().is_empty() && text.text.chars().count() <= most)
    };
    let properties = rule.properties.as_ref();
    let severity = properties.and_then(|bag| bag.additional_properties.get("security-severity"));
    let number = severity.map(|text| text.as_str().and_then(|text| text.parse::<f64>().ok()));
    let tags = properties.and_then(|bag| bag.tags.as_ref()).map_or(0, Vec::len);
    let checks = [
        (rule.id.trim().is_empty(), "has no id"),
        (rule.name.as_ref().is_none_or(|name| name.is_empty() || name.chars().count() > NAME), "its name is empty or too long"),
        (!said(&rule.short_description, DESCRIPTION), "its short description is empty or too long"),
        (!said(&rule.full_description, DESCRIPTION), "its full description is empty or too long"),
        (!said(&rule.help, usize::MAX), "its help is empty"),
        (
            number.is_some_and(|number| !number.is_some_and(|number| number > 0.0 && number <= 10.0)),
            "its security-severity is no number in a string",
        ),
        (tags > TAGS, "it has too many tags"),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, problem)| problem)
}

fn result_problems(result: &SarifResult, rules: &[ReportingDescriptor]) -> Vec<&'static str> {
    let rule = result.rule_index.and_then(|at| rules.get(usize::try_from(at).ok()?));
    let hash = result.partial_fingerprints.as_ref().is_some_and(|all| all.contains_key("primaryLocationLineHash"));
    let place = result.locations.iter().flatten().next().and_then(|location| location.physical_location.as_ref());
    let uri = place.and_then(|place| place.artifact_location.as_ref()?.uri.as_deref()).unwrap_or_default();
    let region = place.and_then(|place| place.region.as_ref());
    let numbers = region.map(|region| [region.start_line, region.start_column, region.end_line, region.end_column]);
    let steps = result.code_flows.iter().flatten().flat_map(|flow| &flow.thread_flows).map(|thread| thread.locations.len()).sum::<usize>();
    let checks = [
        (result.message.text.as_ref().is_none_or(|text| text.trim().is_empty()), "has no message"),
        (rule.is_none_or(|rule| Some(&rule.id) != result.rule_id.as_ref()), "its ruleIndex names another rule"),
        (!is_relative(uri), "its address is not relative and encoded"),
        (!numbers.is_some_and(|numbers| numbers.iter().all(|number| number.is_some_and(|number| number > 0))), "its region is not whole"),
        (!hash, "has no line hash"),
        (result.suppressions.is_some(), "is suppressed"),
        (result.baseline_state.is_some(), "has a baseline state"),
        (steps > STEPS, "has too many steps"),
        (result.related_locations.as_ref().is_some_and(|all| all.len() > RELATED), "has too many related places"),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, problem)| problem).collect()
}

fn is_relative(uri: &str) -> bool {
    let encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
    !uri.is_empty() && !uri.starts_with('/') && uri.bytes().all(encoded) && uri.split('/').all(|part| part != "..")
}
