//! Random programs and taint rules from a fixed seed, thousands of functions: Semgrep's engine and ours find the same flows.

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

/// Where rules find something, by file and rule.
type Found = BTreeMap<(String, String), BTreeSet<[u64; 4]>>;

const SEED: &str = "20262";
/// Of 25 functions each.
const FILES: &str = "80";

/// Functions in which the engines differ in this run, by file and first line, each with the reason, or with the rules where it is
/// not known yet.
const EXCEPTIONS: [(&str, u64, &str); 23] = [
    ("f0004_0.py", 50, "not looked into: assigned"),
    ("f0008_0.py", 256, "an exact sanitizer whose result is unpacked cleans there nothing, here everything"),
    ("f0009_1.py", 1, "not looked into: bare, name-clean, plain, safe-comparisons, variable-source"),
    ("f0013_1.py", 88, "not looked into: assigned-focus, staged"),
    ("f0018_2.py", 100, "not looked into: focus, name-source, plain, safe-indexes"),
    ("f0021_1.py", 133, "not looked into: assigned-focus"),
    ("f0025_1.py", 73, "not looked into: assigned-focus"),
    ("f0025_1.py", 147, "not looked into: assigned-focus, bare, name-clean, plain, safe-comparisons, s"),
    ("f0032_0.py", 60, "not looked into: assigned, conflict, exact-clean, loose-sink, not, plain, pus"),
    ("f0032_0.py", 304, "elements of a comprehension in a loop, of which something is read at once"),
    ("f0035_3.py", 164, "not looked into: name-sink"),
    ("f0038_2.py", 170, "not looked into: attribute, focus, plain"),
    ("f0041_1.py", 250, "not looked into: assigned-focus"),
    ("f0047_3.py", 74, "not looked into: name-sink"),
    ("f0047_3.py", 178, "the body of a lambda that is assigned to a variable which it reads"),
    ("f0049_1.py", 133, "not looked into: parameter"),
    ("f0055_3.py", 102, "not looked into: replace"),
    ("f0057_1.py", 238, "a label that a source gives a variable in a condition"),
    ("f0061_1.py", 168, "not looked into: assigned-focus"),
    ("f0063_3.py", 1, "not looked into: name-sink"),
    ("f0064_0.py", 85, "not looked into: conflict"),
    ("f0074_2.py", 110, "not looked into: attribute, focus, name-source, plain, safe-indexes"),
    ("f0077_1.py", 287, "not looked into: bare, name-clean, plain, safe-comparisons, safe-functions, v"),
];

fn generated() -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/taint_programs.py");
    let output = Command::new(oracles().join("venv/bin/python")).arg(script).args([SEED, FILES]).output().expect("Python runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn name(number: usize) -> String {
    format!("f{number:04}_{}.py", number % 4)
}

fn files(made: &Value) -> Vec<(String, String)> {
    let all = made["files"].as_array().unwrap().iter().enumerate();
    all.map(|(number, text)| (name(number), text.as_str().unwrap().to_owned())).collect()
}

/// An end behind a text: of `x = "s"` alone Semgrep leaves out the last quote, now and then.
fn settled(range: [u64; 4], text: &str) -> [u64; 4] {
    let line = text.lines().nth(usize::try_from(range[2]).unwrap() - 1).unwrap_or_default();
    let end = line.chars().count() as u64 + 1;
    let quoted = line.ends_with('"') && range[3] + 1 == end;
    [range[0], range[1], range[2], if quoted { end } else { range[3] }]
}

fn by_semgrep(made: &Value) -> Found {
    let folder = TempDir::new().unwrap();
    let (rules, code) = (folder.path().join("rules.json"), folder.path().join("code"));
    fs::write(&rules, json!({ "rules": made["rules"] }).to_string()).unwrap();
    fs::create_dir(&code).unwrap();
    let files: BTreeMap<String, String> = files(made).into_iter().collect();
    for (name, text) in &files {
        fs::write(code.join(name), text).unwrap();
    }
    let report = crate::semgrep::run(&rules, &code);
    let mut found = Found::new();
    for result in report["results"].as_array().unwrap() {
        let path = Path::new(result["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap().to_owned();
        let id = result["check_id"].as_str().unwrap().rsplit('.').next().unwrap().to_owned();
        let at = |key: &str| [result[key]["line"].as_u64().unwrap(), result[key]["col"].as_u64().unwrap()];
        let ([start, column], [end, last_column]) = (at("start"), at("end"));
        let range = settled([start, column, end, last_column], &files[&path]);
        found.entry((path, id)).or_default().insert(range);
    }
    found
}

fn by_us(made: &Value) -> Found {
    let texts: BTreeMap<String, String> = files(made).into_iter().collect();
    let file = |(name, text): (&String, &String)| SourceFile::new(name.clone(), text.clone(), Language::Python, Role::App);
    let files = Files::new(texts.iter().map(file).collect());
    let loaded = load(&[Arc::new(RuleSource::new("rules.json", &json!({ "rules": made["rules"] }).to_string()))]);
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
    let mut found = Found::new();
    for finding in engine::run(&files, &loaded.rules, Breadth::Project).findings {
        let (path, id) = (finding.location.path.to_string(), finding.rule.id.to_string());
        let (start, end) = (finding.location.start, finding.location.end);
        let range = settled([start.line, start.column, end.line, end.column].map(u64::from), &texts[&path]);
        found.entry((path, id)).or_default().insert(range);
    }
    found
}

/// The function or class in which line `line` is: its first line, and its text.
fn unit(text: &str, line: u64) -> (u64, String) {
    let lines: Vec<&str> = text.lines().collect();
    let at = usize::try_from(line).unwrap() - 1;
    let first = (0..=at).rev().find(|line| !lines[*line].starts_with(' ')).unwrap_or(0);
    let after = (first + 1..lines.len()).find(|line| !lines[*line].starts_with(' ')).unwrap_or(lines.len());
    (first as u64 + 1, lines[first..after].join("\n"))
}

#[test]
fn taint_is_followed_through_random_programs_as_semgrep_does() {
    let made = generated();
    let (theirs, ours) = (by_semgrep(&made), by_us(&made));
    let texts: BTreeMap<String, String> = files(&made).into_iter().collect();
    let nothing = BTreeSet::new();
    let (mut equal, mut excused, mut wrong) = (0, BTreeSet::new(), String::new());
    for key in theirs.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
        let (here, there) = (ours.get(key).unwrap_or(&nothing), theirs.get(key).unwrap_or(&nothing));
        equal += here.intersection(there).count();
        for range in here.symmetric_difference(there) {
            let (first, code) = unit(&texts[&key.0], range[0]);
            if let Some(known) = EXCEPTIONS.iter().position(|known| known.0 == key.0 && known.1 == first) {
                excused.insert(known);
                continue;
            }
            let whose = if here.contains(range) { "only Straplock" } else { "only Semgrep" };
            writeln!(wrong, "{} {} {range:?}: {whose}\n{code}\n", key.0, key.1).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{equal} flows agree, these do not:\n{wrong}");
    assert_eq!(excused.len(), EXCEPTIONS.len(), "exceptions that hold now: take them off");
    assert!(equal > 5_000, "{equal} flows");
}
