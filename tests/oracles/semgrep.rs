//! The built-in rules, run by Semgrep's own engine over the same files: every finding must be the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

use crate::{oracles, straplock};

type Found = BTreeSet<(String, String, u64, u64, u64, u64)>;

/// Copies rules that Semgrep can read, without the keys that change their meaning here: both engines get the same file.
fn portable_rules(to: &Path) {
    let ours = Regex::new(r"(?m)^(edition:.*|\s+roles:.*)\n").unwrap();
    let mut copied = 0;
    for path in files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), "yaml") {
        let text = fs::read_to_string(&path).unwrap();
        if !text.contains("languages: [python]") {
            continue;
        }
        let text = ours.replace_all(&text, "");
        fs::write(to.join(path.file_name().unwrap()), text.as_bytes()).unwrap();
        copied += 1;
    }
    assert!(copied > 40, "the built-in rules were found");
}

pub(crate) fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Copies files with these endings under names of their own, flat: no folder name decides what is skipped.
pub(crate) fn targets(from: &[PathBuf], endings: &[&str], to: &Path) {
    let files = from.iter().flat_map(|folder| endings.iter().flat_map(move |ending| files_below(folder, ending)));
    for (number, path) in files.enumerate() {
        let name = path.file_name().unwrap().to_str().unwrap();
        fs::copy(&path, to.join(format!("m{number:04}_{name}"))).unwrap();
    }
}

/// The report of Semgrep's engine.
pub(crate) fn run(rules: &Path, targets: &Path) -> Value {
    let venv = oracles().join("venv/bin");
    let path = format!("{}:{}", venv.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(venv.join("semgrep"));
    command.args(["scan", "--json", "--metrics", "off", "--disable-version-check", "--no-git-ignore", "--disable-nosem"]);
    // Its own limits make it miss findings, and say so nowhere in its results.
    command.args(["--timeout", "0", "--max-target-bytes", "0", "--config"]);
    let output = command.arg(rules).arg(targets).env("PATH", path).output().expect("semgrep is installed");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn by_semgrep(rules: &Path, targets: &Path) -> Found {
    let report = run(rules, targets);
    let errors = report["errors"].as_array().unwrap().iter().filter(|error| error["level"] == "error").collect::<Vec<_>>();
    assert!(errors.is_empty(), "Semgrep refuses: {errors:?}");
    let result = |found: &Value| {
        let id = found["check_id"].as_str().unwrap().rsplit('.').next().unwrap().to_owned();
        let (id, name, line, column, end_line, end_column) = place(id, &found["path"], &found["start"], &found["end"], "col");
        if name.ends_with(".py") {
            return (id, name, line, column, end_line, end_column);
        }
        // In text it counts bytes and not characters.
        let text = fs::read_to_string(targets.join(&name)).unwrap();
        let characters = |line: u64, column: u64| {
            let line = text.split('\n').nth(line as usize - 1).unwrap();
            line[..column as usize - 1].chars().count() as u64 + 1
        };
        (id, name, line, characters(line, column), end_line, characters(end_line, end_column))
    };
    report["results"].as_array().unwrap().iter().map(result).collect()
}

fn by_us(rules: &Path, targets: &Path) -> Found {
    let words =
        ["scan", targets.to_str().unwrap(), "--rules", rules.to_str().unwrap(), "--only-rules", "--profile", "audit", "--format", "json"];
    let output = straplock(&[&words[..], &["--fail-on", "never", "--allow-incomplete", "--no-ignore"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let result =
        |found: &Value| place(found["rule_id"].as_str().unwrap().to_owned(), &found["path"], &found["start"], &found["end"], "column");
    report["findings"].as_array().unwrap().iter().map(result).collect()
}

fn place(id: String, path: &Value, start: &Value, end: &Value, column: &str) -> (String, String, u64, u64, u64, u64) {
    let name = path.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let number = |value: &Value| value.as_u64().unwrap();
    (id, name, number(&start["line"]), number(&start[column]), number(&end["line"]), number(&end[column]))
}

/// Both over the files with these endings below `from`, by the rules that `copy_rules` copies.
pub(crate) fn compare(from: &[PathBuf], endings: &[&str], copy_rules: fn(&Path), least: usize) {
    let folder = TempDir::new().unwrap();
    let (rules, code) = (folder.path().join("rules"), folder.path().join("code"));
    fs::create_dir(&rules).unwrap();
    fs::create_dir(&code).unwrap();
    copy_rules(&rules);
    targets(from, endings, &code);
    let (theirs, ours) = (by_semgrep(&rules, &code), by_us(&rules, &code));
    assert!(theirs.len() >= least, "Semgrep found {} places", theirs.len());
    let missing = theirs.difference(&ours).map(|place| format!("  only Semgrep: {place:?}\n"));
    let surplus = ours.difference(&theirs).map(|place| format!("  only Straplock: {place:?}\n"));
    let differences = missing.chain(surplus).collect::<String>();
    assert!(differences.is_empty(), "of {} places these differ:\n{differences}", theirs.len());
}

#[test]
fn agrees_on_the_cases_of_the_rules() {
    compare(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")], &["py"], portable_rules, 200);
}

/// Rules for text: written for this, over what is no Python.
#[test]
fn agrees_on_text_of_real_projects() {
    let rules =
        |to: &Path| drop(fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/text_rules.yaml"), to.join("text.yaml")));
    let project = |name: &str| oracles().join("projects").join(name);
    let endings = ["html", "txt", "yml", "yaml", "toml", "cfg", "ini", "sh", "Dockerfile"];
    compare(&[project("django-helpdesk-2.6.0"), project("mezzanine-6.1.1"), project("django-oscar-4.2")], &endings, rules, 1_000);
}

#[test]
fn agrees_on_real_projects() {
    let project = |name: &str| oracles().join("projects").join(name);
    compare(&[project("django-helpdesk-2.6.0"), project("mezzanine-6.1.1"), project("django-oscar-4.2")], &["py"], portable_rules, 20);
}
