//! Patterns and code that mutate each other, thousands of pairs from a fixed seed: Semgrep's engine and ours find the same ranges.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};
use straplock::engine::{self, Breadth};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{RuleSource, load};
use tempfile::TempDir;

use crate::oracles;

/// Where a rule found something in a file.
type Found = BTreeMap<(String, usize), BTreeSet<[u64; 4]>>;

const SEED: &str = "20261";
const FILES: &str = "200";
const RULES: &str = "450";
/// Of these, two in a hundred may be no Python to either engine.
const MOST_REFUSED: usize = 9;

/// Patterns on which the engines differ in this run, each with the reason.
const EXCEPTIONS: [(&str, &str); 4] = [
    ("$X == $X", "a variable and its alias (`y = x`) are the same constant here, and not there"),
    ("not $X == $X", "the same"),
    ("$V = ...\n...\n$X == $X", "the same"),
    ("$V = ...\n...\nNone", "with symbolic propagation a statement is searched there inside of what its variables stand for"),
];

fn generated() -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/mutations.py");
    let output = Command::new(oracles().join("venv/bin/python")).arg(script).args([SEED, FILES, RULES]).output().expect("Python runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// What Semgrep finds, and the rules that it refuses.
fn by_semgrep(made: &Value) -> (Found, BTreeSet<String>) {
    let folder = TempDir::new().unwrap();
    let (rules, code) = (folder.path().join("rules.json"), folder.path().join("code"));
    fs::write(&rules, json!({ "rules": made["rules"] }).to_string()).unwrap();
    fs::create_dir(&code).unwrap();
    for (number, text) in made["files"].as_array().unwrap().iter().enumerate() {
        fs::write(code.join(format!("f{number}.py")), text.as_str().unwrap()).unwrap();
    }
    let report = crate::semgrep::run(&rules, &code);
    let last = |id: &Value| id.as_str().unwrap_or_default().rsplit('.').next().unwrap().to_owned();
    let mut found = Found::new();
    for result in report["results"].as_array().unwrap() {
        let path = Path::new(result["path"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap();
        let number: usize = path[1..].parse().unwrap();
        let at = |key: &str| [result[key]["line"].as_u64().unwrap(), result[key]["col"].as_u64().unwrap()];
        let ([start, column], [end, last_column]) = (at("start"), at("end"));
        found.entry((last(&result["check_id"]), number)).or_default().insert([start, column, end, last_column]);
    }
    let refused = report["errors"].as_array().unwrap().iter().map(|error| last(&error["rule_id"])).collect();
    (found, refused)
}

fn by_us(made: &Value, refused: &mut BTreeSet<String>) -> Found {
    let file =
        |(number, text): (usize, &Value)| SourceFile::new(format!("f{number:04}.py"), text.as_str().unwrap(), Language::Python, Role::App);
    let files = Files::new(made["files"].as_array().unwrap().iter().enumerate().map(file).collect());
    let mut found = Found::new();
    for rule in made["rules"].as_array().unwrap() {
        let id = rule["id"].as_str().unwrap().to_owned();
        let loaded = load(&[Arc::new(RuleSource::new("rules.json", &json!({ "rules": [rule] }).to_string()))]);
        if loaded.has_errors() {
            refused.insert(id);
            continue;
        }
        for finding in engine::run(&files, &loaded.rules, Breadth::Everything).findings {
            let number: usize = finding.location.path[1..5].parse().unwrap();
            let (start, end) = (finding.location.start, finding.location.end);
            let range = [start.line, start.column, end.line, end.column].map(u64::from);
            found.entry((id.clone(), number)).or_default().insert(range);
        }
    }
    found
}

/// Checks what is refused: such a pattern compares nothing, so it counts nowhere as equal.
fn check_refused(by_them: &BTreeSet<String>, by_us: &BTreeSet<String>, pattern: &dyn Fn(&str) -> String) {
    let alone = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).map(|id| pattern(id)).collect::<Vec<_>>();
    let (here, there) = (alone(by_us, by_them), alone(by_them, by_us));
    assert!(here.is_empty() && there.is_empty(), "refused here alone: {here:?}, there alone: {there:?}");
    let both: Vec<_> = by_us.iter().map(|id| pattern(id)).collect();
    assert!(both.len() <= MOST_REFUSED, "{} patterns are refused by both, so they compare nothing: {both:?}", both.len());
}

#[test]
fn mutated_patterns_find_the_same_in_mutated_code() {
    let made = generated();
    let (theirs, refused_there) = by_semgrep(&made);
    let mut refused = BTreeSet::new();
    let ours = by_us(&made, &mut refused);
    let pattern = |id: &str| made["rules"][id[1..].parse::<usize>().unwrap()]["pattern"].as_str().unwrap().to_owned();
    check_refused(&refused_there, &refused, &pattern);
    let (mut equal, mut finding, mut excused, mut wrong) = (0, BTreeSet::new(), BTreeSet::new(), String::new());
    for key in theirs.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
        let (here, there) = (ours.get(key), theirs.get(key));
        finding.insert(&key.0);
        if here == there {
            equal += 1;
            continue;
        }
        let pattern = pattern(&key.0);
        if EXCEPTIONS.iter().any(|(known, _)| *known == pattern) {
            excused.insert(pattern);
            continue;
        }
        let code = made["files"][key.1].as_str().unwrap();
        writeln!(wrong, "{pattern}\n  on\n{code}  Semgrep {there:?}\n  Straplock {here:?}").unwrap();
    }
    let (all, find, none) = (made["rules"].as_array().unwrap().len(), finding.len(), refused.len());
    println!("{all} patterns: {find} find something, in {equal} files the same; {none} are refused by both");
    assert!(wrong.is_empty(), "{equal} pairs agree, these do not:\n{wrong}");
    assert_eq!(excused.len(), EXCEPTIONS.len(), "exceptions that hold now: take them off");
    assert!(equal > 2_000 && find >= 200, "{find} of {all} patterns find something, {equal} pairs");
}
