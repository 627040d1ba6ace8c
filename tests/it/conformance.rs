//! Probes: small rules and files with the ranges that the published Semgrep engine reports for them.
//! Here those whose rule is one pattern, or several to choose from; formulas are tested through the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use straplock::files::LineIndex;
use straplock::pattern::{Code, MatchOptions, Pattern, PatternSet};
use straplock::semantic;
use straplock::syntax::python;

/// All probes, in the order of the file.
fn probes() -> Vec<Value> {
    let text = include_str!("../conformance/probes.json");
    let all: Value = serde_json::from_str(text).expect("the probes are JSON");
    all["probes"].as_array().expect("a list of probes").clone()
}

/// Names of probes that do not hold yet, each with its reason.
fn not_yet() -> BTreeMap<String, String> {
    let text = include_str!("../conformance/not-yet.txt");
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once(' ').map_or((line.to_owned(), String::new()), |(name, why)| (name.to_owned(), why.to_owned())))
        .collect()
}

/// The patterns of a rule that is one pattern or a choice of patterns.
fn patterns(rule: &Value) -> Option<Vec<&str>> {
    if rule["languages"] != serde_json::json!(["python"]) || !rule["mode"].is_null() {
        return None;
    }
    if let Some(pattern) = rule["pattern"].as_str() {
        return Some(vec![pattern]);
    }
    let choice = rule["pattern-either"].as_array()?;
    choice.iter().map(|item| item.as_object().filter(|item| item.len() == 1).and(item["pattern"].as_str())).collect()
}

fn options(rule: &Value) -> MatchOptions {
    let given = &rule["options"];
    let default = MatchOptions::default();
    let switch = |name: &str, otherwise: bool| given[name].as_bool().unwrap_or(otherwise);
    MatchOptions {
        constant_propagation: switch("constant_propagation", default.constant_propagation),
        symbolic_propagation: switch("symbolic_propagation", default.symbolic_propagation),
        symmetric_eq: switch("symmetric_eq", default.symmetric_eq),
        commutative_boolop: switch("commutative_boolop", default.commutative_boolop),
        decorators_order_matters: switch("decorators_order_matters", default.decorators_order_matters),
        ..default
    }
}

/// What we find: distinct ranges as lines and columns, and messages; none when a pattern is refused.
fn find(rule: &Value, patterns: &[&str], code: &str) -> Option<(BTreeSet<[u64; 4]>, BTreeSet<String>)> {
    let parsed = python::parse(code);
    let parsed = parsed.from_the_right(code);
    let semantics = semantic::analyse(code, parsed);
    let patterns = patterns.iter().map(|pattern| Pattern::parse_with(pattern, options(rule)).ok()).collect::<Option<Vec<_>>>()?;
    for word in patterns.iter().filter(|_| false).flat_map(Pattern::required_words) {
        assert!(word.iter().any(|word| code.contains(word)));
    }
    let set = PatternSet::new(patterns);
    let active = vec![true; set.patterns().len()];
    let found = set.find(&Code { text: code, parsed, semantics: &semantics }, &active);
    let index = LineIndex::new(code);
    let (mut ranges, mut messages) = (BTreeSet::new(), BTreeSet::new());
    for (at, pattern) in set.patterns().iter().enumerate() {
        for found in found.of(at) {
            let (start, end) = (index.position(code, found.start), index.position(code, found.end));
            ranges.insert([start.line.into(), start.column.into(), end.line.into(), end.column.into()]);
            let mut message = rule["message"].as_str().unwrap_or_default().to_owned();
            for (name, capture) in found.captures.iter() {
                message = message.replace(name, &capture.text);
            }
            messages.insert(message);
            // A match without a word that the pattern requires would have been skipped before it was tried.
            for words in pattern.required_words() {
                assert!(words.iter().any(|word| code.contains(word)), "{words:?} is required, and is not in a file that matches");
            }
        }
    }
    Some((ranges, messages))
}

/// What is wrong with a probe; empty when it holds.
fn difference(probe: &Value) -> Option<String> {
    let rule = &probe["rule"];
    let patterns = patterns(rule)?;
    let wanted: BTreeSet<[u64; 4]> = serde_json::from_value(probe["ranges"].clone()).expect("ranges are lists of four numbers");
    let refused = probe["rule_error"] == true;
    let mut difference = String::new();
    match find(rule, &patterns, probe["code"].as_str().expect("code is text")) {
        None if refused => {}
        None => difference.push_str("the pattern is refused"),
        Some(_) if refused => difference.push_str("the pattern is taken, and should be refused"),
        Some((found, messages)) => {
            for range in wanted.difference(&found) {
                let _ = write!(difference, "missing {range:?} ");
            }
            for range in found.difference(&wanted) {
                let _ = write!(difference, "too much {range:?} ");
            }
            if let Some(expected) = probe["messages"].as_array() {
                let expected: BTreeSet<String> = expected.iter().filter_map(|message| message.as_str().map(str::to_owned)).collect();
                if expected != messages {
                    let _ = write!(difference, "messages {messages:?} and not {expected:?}");
                }
            }
        }
    }
    Some(difference)
}

#[test]
fn patterns_find_what_semgrep_finds() {
    let not_yet = not_yet();
    let (mut tested, mut held, mut wrong) = (0, 0, String::new());
    for probe in probes() {
        let name = probe["name"].as_str().expect("a probe has a name");
        let Some(difference) = difference(&probe) else { continue };
        tested += 1;
        held += usize::from(difference.is_empty());
        match (difference.is_empty(), not_yet.contains_key(name)) {
            (true, true) => {
                let _ = writeln!(wrong, "{name} holds now: take it off tests/conformance/not-yet.txt");
            }
            (false, false) => {
                let _ = writeln!(wrong, "{name}: {difference}");
            }
            (true, false) | (false, true) => {}
        }
    }
    assert!(wrong.is_empty(), "{held} of {tested} probes hold\n{wrong}");
    assert!(tested > 200, "the probes were found");
}
