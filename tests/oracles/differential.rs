//! Hundreds of rules that combine the operators, over real code: Semgrep's engine and ours report the same places.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::{oracles, straplock};

/// File, first line and column, last line and column.
type Place = (String, u64, u64, u64, u64);
/// Where each rule found something.
type Found = BTreeMap<String, BTreeSet<Place>>;

const SEED: &str = "20262";
const RULES: &str = "450";
/// Parts of real projects: Semgrep needs about a second for each hundred lines of these rules.
const CODE: [&str; 5] = [
    "django-helpdesk-2.6.0/src/helpdesk/views",
    "django-helpdesk-2.6.0/src/helpdesk/management",
    "mezzanine-6.1.1/mezzanine/core",
    "mezzanine-6.1.1/mezzanine/blog",
    "mezzanine-6.1.1/mezzanine/pages",
];

/// Bytes of files in which Semgrep gives up all rules when one of them finds too much.
const LARGE: u64 = 60_000;

fn generated() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/differential.py");
    let output = Command::new(oracles().join("venv/bin/python")).arg(script).args([SEED, RULES]).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Rules on which the engines differ here, each with the reason.
fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = include_str!("differential-exceptions.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(|line| line.split_once(" | ")).collect()
}

/// Copies Python files under names of their own, flat: no folder name decides what is skipped.
fn copy_code(from: &Path, to: &Path, count: &mut usize) {
    let mut entries: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("migrations") {
            copy_code(&path, to, count);
        } else if path.extension().is_some_and(|ending| ending == "py") && fs::metadata(&path).unwrap().len() < LARGE {
            fs::copy(&path, to.join(format!("m{count:03}.py"))).unwrap();
            *count += 1;
        }
    }
}

/// What a report lists, by the rule whose id ends the id there.
fn found(list: &Value, id: &str, column: &str, known: &BTreeSet<String>) -> Found {
    let mut all = Found::new();
    for result in list.as_array().unwrap() {
        let written = result[id].as_str().unwrap();
        let starts = std::iter::once(0).chain(written.match_indices('.').map(|(at, _)| at + 1));
        let rule = starts.map(|at| &written[at..]).find(|rest| known.contains(*rest)).expect("a rule of ours").to_owned();
        let number = |end: &str, part: &str| result[end][part].as_u64().unwrap();
        let file = result["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let place = (file, number("start", "line"), number("start", column), number("end", "line"), number("end", column));
        all.entry(rule).or_default().insert(place);
    }
    all
}

fn by_us(rules: &Path, code: &Path) -> Value {
    let words = ["scan", code.to_str().unwrap(), "--rules", rules.to_str().unwrap(), "--only-rules", "--profile", "audit"];
    let more = ["--format", "json", "--fail-on", "never", "--allow-incomplete", "--no-ignore"];
    serde_json::from_slice(&straplock(&[&words[..], &more].concat()).stdout).unwrap()
}

/// The first places that one of the two has alone.
fn difference(id: &str, theirs: &BTreeSet<Place>, ours: &BTreeSet<Place>) -> String {
    let mut text = format!("{id}: Semgrep {}, Straplock {}\n", theirs.len(), ours.len());
    theirs.difference(ours).take(3).for_each(|place| writeln!(text, "  only Semgrep: {place:?}").unwrap());
    ours.difference(theirs).take(3).for_each(|place| writeln!(text, "  only Straplock: {place:?}").unwrap());
    text
}

#[test]
fn hundreds_of_rules_find_the_same_in_real_code() {
    let folder = TempDir::new().unwrap();
    let (rules, code) = (folder.path().join("rules.yaml"), folder.path().join("code"));
    let text = generated();
    let made: Value = serde_json::from_str(&text).unwrap();
    let known: BTreeSet<String> = made["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect();
    fs::write(&rules, text).unwrap();
    fs::create_dir(&code).unwrap();
    CODE.iter().for_each(|part| copy_code(&oracles().join("projects").join(part), &code, &mut fs::read_dir(&code).unwrap().count()));
    let report = crate::semgrep::run(&rules, &code);
    let given_up = |error: &&Value| error["level"] == "error" || error["type"] == "Too many matches";
    let given_up: Vec<&Value> = report["errors"].as_array().unwrap().iter().filter(given_up).collect();
    assert!(given_up.is_empty(), "Semgrep gives up: {given_up:?}");
    let theirs = found(&report["results"], "check_id", "col", &known);
    let ours = found(&by_us(&rules, &code)["findings"], "rule_id", "column", &known);

    let (exceptions, none) = (exceptions(), BTreeSet::new());
    let (mut wrong, mut over) = (String::new(), String::new());
    for id in &known {
        let (there, here) = (theirs.get(id).unwrap_or(&none), ours.get(id).unwrap_or(&none));
        match (there == here, exceptions.contains_key(id.as_str())) {
            (false, false) => wrong += &difference(id, there, here),
            (true, true) => writeln!(over, "{id}").unwrap(),
            _ => {}
        }
    }
    let places: usize = theirs.values().map(BTreeSet::len).sum();
    println!("{} rules, {} of them find something: {places} places compared, {} exceptions", known.len(), theirs.len(), exceptions.len());
    assert!(wrong.is_empty(), "of {places} places by {} rules these differ:\n{wrong}", theirs.len());
    assert!(over.is_empty(), "exceptions that hold now, take them off:\n{over}");
    assert!(known.len() >= 450 && theirs.len() >= 330 && places >= 10_000, "{} rules found {places} places", theirs.len());
}
