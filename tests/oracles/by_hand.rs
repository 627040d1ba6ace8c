//! Rules written by hand, each operator and the combinations that teams write most, with cases that say what they mean: both
//! engines find the same in the cases, and in the Python, the templates and the other text of two real projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::semgrep::{compare, files_below, run, targets};
use crate::{oracles, straplock};

/// Endings of what is searched: Python, templates, configuration.
const ENDINGS: [&str; 9] = ["py", "html", "conf", "dockerfile", "yaml", "yml", "txt", "cfg", "toml"];
const FEWEST_RULES: usize = 140;
const PROJECTS: [&str; 2] = ["django-oscar-4.2", "misago-0.39.6"];

/// Rules that differ in the projects, each with the reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    ("random-looking", "what the analyser of entropy says of texts near its line was learned from its answers"),
    ("percent-formatted", "there a handler of a `try` without a call is never reached, so within a loop its constants are unknown"),
];

/// Rule, file, first and last line.
type Place = (String, String, u64, u64);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/by_hand")
}

/// The rule files; what is named `x.test.yaml` is a case.
fn rule_files() -> Vec<PathBuf> {
    files_below(&folder(), "yaml").into_iter().filter(|path| !path.ends_with("text.test.yaml")).collect()
}

fn copy_rules(to: &Path) {
    for path in rule_files() {
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn places(list: &Value, id: &str) -> BTreeSet<Place> {
    let last = |value: &Value, sign: char| value.as_str().unwrap().rsplit(sign).next().unwrap().to_owned();
    let place = |found: &Value| {
        let line = |end: &str| found[end]["line"].as_u64().unwrap();
        (last(&found[id], '.'), last(&found["path"], '/'), line("start"), line("end"))
    };
    list.as_array().unwrap().iter().map(place).collect()
}

/// Files of which Semgrep's grammar gives parts up, as that of HTML does in many templates.
fn given_up(report: &Value) -> BTreeSet<String> {
    let name = |error: &Value| Some(error["path"].as_str()?.rsplit('/').next()?.to_owned());
    report["errors"].as_array().unwrap().iter().filter_map(name).collect()
}

#[test]
fn rules_by_hand_mean_what_their_cases_say() {
    let output = straplock(&["rules", "test", folder().to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    let text = rule_files().iter().map(|path| fs::read_to_string(path).unwrap()).collect::<String>();
    let rules = text.lines().filter(|line| line.starts_with("  - id:") || line.starts_with("  - {id:")).count();
    assert!(rules >= FEWEST_RULES, "{rules} rules");
    assert!(said.contains(&format!("all well: {rules} rules")), "{rules} rules: {said}");
}

#[test]
fn rules_by_hand_find_the_same_in_their_cases() {
    compare(&[folder()], &ENDINGS, copy_rules, 200);
}

#[test]
fn rules_by_hand_find_the_same_in_real_projects() {
    let temporary = TempDir::new().unwrap();
    let (rules, code) = (temporary.path().join("rules"), temporary.path().join("code"));
    fs::create_dir(&rules).unwrap();
    fs::create_dir(&code).unwrap();
    copy_rules(&rules);
    targets(&PROJECTS.map(|name| oracles().join("projects").join(name)), &ENDINGS, &code);
    let report = run(&rules, &code);
    let given_up = given_up(&report);
    let theirs = places(&report["results"], "check_id");
    let words = ["scan", code.to_str().unwrap(), "--rules", rules.to_str().unwrap(), "--only-rules", "--profile", "audit"];
    let more = ["--format", "json", "--fail-on", "never", "--allow-incomplete", "--no-ignore"];
    let ours: Value = serde_json::from_slice(&straplock(&[&words[..], &more].concat()).stdout).unwrap();
    let ours = places(&ours["findings"], "rule_id");

    // What stands in a part that Semgrep gave up is found here alone.
    let html = fs::read_to_string(folder().join("page.yaml")).unwrap();
    let sees_more = |place: &Place| given_up.contains(&place.1) && html.contains(&format!("id: {}", place.0));
    let missing = theirs.difference(&ours).map(|place| (place, "only Semgrep"));
    let surplus = ours.difference(&theirs).filter(|place| !sees_more(place)).map(|place| (place, "only Straplock"));
    let (mut wrong, mut excused) = (String::new(), BTreeSet::new());
    for (place, whose) in missing.chain(surplus) {
        match EXCEPTIONS.iter().find(|(id, _)| *id == place.0) {
            Some((id, _)) => drop(excused.insert(*id)),
            None => wrong += &format!("  {whose}: {place:?}\n"),
        }
    }
    let common = theirs.intersection(&ours).count();
    let finding = theirs.iter().map(|place| &place.0).collect::<BTreeSet<_>>().len();
    println!("{common} places by {finding} rules are the same; exceptions: {excused:?}");
    assert!(wrong.is_empty(), "of {} places these differ:\n{wrong}", theirs.len());
    assert_eq!(excused.len(), EXCEPTIONS.len(), "exceptions that hold now: take them off");
    assert!(common >= 6_000 && finding >= 30, "{common} places by {finding} rules");
}
