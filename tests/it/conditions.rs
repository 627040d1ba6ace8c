//! Probes of conditions, variables, types, constants, operators and edits: whole rules, with the answers of the published Semgrep engine.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::formulas::{difference, rules};

/// Probes that do not hold, by name, with the reason.
fn exceptions() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("../conformance/exceptions.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(|line| line.split_once(" | ")).collect()
}

/// Every probe, with its text and kind of file.
fn probes() -> Vec<Value> {
    let files = [include_str!("../conformance/conditions.json"), include_str!("../conformance/variables.json")];
    let files = files.map(|text| serde_json::from_str::<Value>(text).expect("the probes are JSON"));
    let mut probes = Vec::new();
    for text in files.iter().flat_map(|all| all["texts"].as_array().expect("a list of texts")) {
        for probe in text["probes"].as_array().expect("a list of probes") {
            let mut probe = probe.clone();
            probe["code"] = text["code"].clone();
            probe["ext"] = text["ext"].clone();
            probes.push(probe);
        }
    }
    probes
}

#[test]
fn conditions_hold_where_they_hold_in_semgrep() {
    let exceptions = exceptions();
    let mut left: BTreeSet<&str> = exceptions.iter().map(|(name, _)| *name).collect();
    let (mut agree, mut wrong) = (0, String::new());
    for probe in probes() {
        let name = probe["name"].as_str().expect("a name").to_owned();
        let loaded = rules(&probe["rule"]);
        let difference = match loaded.unsupported.first() {
            Some(_) if probe["not_run"] == true => None,
            Some(unsupported) => Some(format!("not run: {}", unsupported.reason)),
            None if probe["not_run"] == true => Some("it is run".to_owned()),
            None => difference(&probe, &loaded),
        };
        match (difference, left.remove(&*name)) {
            (None, false) => agree += 1,
            (Some(_), true) => {}
            (None, true) => writeln!(wrong, "{name}: holds now, take it off the exceptions").expect("a string takes everything"),
            (Some(difference), false) => writeln!(wrong, "{name}: {difference}").expect("a string takes everything"),
        }
    }
    assert!(wrong.is_empty(), "{agree} agree\n{wrong}");
    assert!(left.is_empty(), "exceptions without a probe: {left:?}");
    assert!(agree > 600, "the probes were found: {agree}");
}
