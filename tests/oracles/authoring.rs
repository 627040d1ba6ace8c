//! What we say about rules, checked by others: the schema by a validator, `--portable` and the rules of `rules new` by Semgrep.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::Value;
use straplock::rule::{RuleSource, built_in_sources, portability};
use tempfile::TempDir;

use crate::{oracles, straplock};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_takes_right_rules_and_refuses_wrong_ones() {
    let mut command = Command::new(oracles().join("venv/bin/python"));
    command.arg(root().join("tests/oracles/check_rules_schema.py")).arg(root().join("schemas/rules.schema.json"));
    command.args(built_in_sources().iter().map(|source| root().join(&*source.path))).args(files(&root().join("tests/rules/right")));
    command.arg("--").args(files(&root().join("tests/rules/wrong")));
    let output = command.output().expect("the oracles have Python");
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn semgrep(config: &Path, target: &Path) -> (Output, Value) {
    let venv = oracles().join("venv/bin");
    let path = format!("{}:{}", venv.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(venv.join("semgrep"));
    command.args(["scan", "--json", "--quiet", "--metrics", "off", "--disable-version-check", "--no-git-ignore", "--disable-nosem"]);
    command.args(["--timeout", "0", "--config"]).arg(config).arg(target).env("PATH", path);
    let output = command.output().expect("semgrep is installed");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output, report)
}

/// For each rule the lines of its own case file, named after it, where Semgrep finds it.
fn lines(report: &Value) -> BTreeMap<String, BTreeSet<u64>> {
    let mut found = BTreeMap::<String, BTreeSet<u64>>::new();
    for result in report["results"].as_array().unwrap() {
        let rule = result["check_id"].as_str().unwrap().rsplit('.').next().unwrap();
        let path = Path::new(result["path"].as_str().unwrap());
        if path.file_stem().is_some_and(|stem| stem == rule) {
            found.entry(rule.to_owned()).or_default().insert(result["start"]["line"].as_u64().unwrap());
        }
    }
    found
}

/// Lines below a `ruleid` comment.
fn expected(text: &str) -> BTreeSet<u64> {
    (2..).zip(text.lines()).filter(|(_, line)| line.contains("ruleid:")).map(|(line, _)| line).collect()
}

#[test]
fn semgrep_runs_the_rules_that_are_called_portable_and_refuses_the_others() {
    let folder = TempDir::new().unwrap();
    let (rules, code) = (folder.path().join("rules"), folder.path().join("code"));
    fs::create_dir(&rules).unwrap();
    fs::create_dir(&code).unwrap();
    let told = portability(&built_in_sources());
    assert!(told.len() > 100, "the built-in rules were found");
    let (portable, own): (Vec<_>, Vec<_>) = told.iter().partition(|rule| rule.refused.is_empty());
    let mut wanted = BTreeMap::new();
    for rule in &portable {
        let file = root().join(&*rule.file);
        fs::copy(&file, rules.join(file.file_name().unwrap())).unwrap();
        let case = file.with_extension("py");
        let text = fs::read_to_string(&case).unwrap();
        fs::write(code.join(case.file_name().unwrap()), &text).unwrap();
        wanted.insert(rule.rule.to_string(), expected(&text));
    }
    let (output, report) = semgrep(&rules, &code);
    assert_eq!(report["errors"], serde_json::json!([]), "Semgrep takes every portable rule: {}", String::from_utf8_lossy(&output.stderr));
    // Rules with `paths` do not look at a case file of another name.
    let found = lines(&report);
    let silent = |rule: &&String| !fs::read_to_string(root().join(file_of(&told, rule))).unwrap().contains("    paths:");
    let differs: Vec<_> = wanted.iter().filter(|(rule, lines)| found.get(*rule) != Some(lines) && silent(rule)).collect();
    assert!(differs.is_empty(), "Semgrep finds other lines of their cases: {differs:?}");
    // Semgrep names the first of several only and takes seconds to start: one rule for each reason.
    let mut reasons = BTreeMap::new();
    for rule in &own {
        reasons.entry(rule.refused.clone()).or_insert_with(|| root().join(&*rule.file));
    }
    refused(&reasons.into_values().collect::<Vec<_>>(), &code);
}

fn file_of<'a>(told: &'a [straplock::rule::Portability], rule: &str) -> &'a str {
    &told.iter().find(|one| &*one.rule == rule).expect("it was told").file
}

/// Each file alone is refused. Semgrep takes seconds to start, so two run at a time.
fn refused(files: &[PathBuf], code: &Path) {
    let half = files.len().div_ceil(2).max(1);
    let taken: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = files
            .chunks(half)
            .map(|files| {
                scope.spawn(move || {
                    files.iter().filter(|file| is_taken(file, code)).map(|file| file.display().to_string()).collect::<Vec<_>>()
                })
            })
            .collect();
        halves.into_iter().flat_map(|half| half.join().expect("it ends")).collect()
    });
    assert!(taken.is_empty(), "Semgrep takes these too: {taken:?}");
}

fn is_taken(file: &Path, code: &Path) -> bool {
    let (output, report) = semgrep(file, code);
    output.status.success() && report["errors"].as_array().is_some_and(Vec::is_empty)
}

/// A rule with these lines in place of others.
fn rule(changed: &[(&str, &str)]) -> String {
    let mut text = "rules:\n  - id: one\n    severity: HIGH\n    languages: [python]\n    message: m\n    pattern: f(...)\n".to_owned();
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn semgrep_agrees_on_what_makes_a_rule_portable() {
    let folder = TempDir::new().unwrap();
    let code = folder.path().join("code.py");
    fs::write(&code, "f(1)\n").unwrap();
    let fine = "HIGH\n    requires: {django: '>=4'}\n    roles: [app]\n    docs: {why: x}\n    fix: g()\n    fix-safety: safe\n    options: {unknown: 1}";
    let tried = [
        (rule(&[("HIGH", fine), ("rules:", "edition: 2026\nrules:")]), "runs"),
        (rule(&[("HIGH", "high")]), "refused"),
        (rule(&[("HIGH", "HIGH\n    fix: {replace: g(), safety: safe}")]), "refused"),
        (rule(&[("id: one", "id: one and more")]), "refused"),
        (rule(&[("pattern: f(...)", "settings: {name: DEBUG}")]), "refused"),
        (rule(&[("pattern: f(...)", "patterns: [{pattern: $M.f()}, {metavariable-model: {metavariable: $M}}]")]), "refused"),
        (rule(&[("message: m\n", "stage: preview\n")]), "refused"),
    ];
    let mut differs = Vec::new();
    for (number, (text, expected)) in tried.iter().enumerate() {
        let file = folder.path().join(format!("rule{number}.yaml"));
        fs::write(&file, text).unwrap();
        let told = portability(&[Arc::new(RuleSource::new("rule.yaml", text))]);
        let ours = if told[0].refused.is_empty() { "runs" } else { "refused" };
        let theirs = if is_taken(&file, &code) { "runs" } else { "refused" };
        if (ours, theirs) != (*expected, *expected) {
            differs.push(format!("{text}we say {ours}, Semgrep says {theirs}, expected {expected}"));
        }
    }
    assert!(differs.is_empty(), "{}", differs.join("\n"));
}

#[test]
fn semgrep_agrees_with_the_cases_of_new_rules() {
    let folder = TempDir::new().unwrap();
    let into = folder.path().to_str().unwrap();
    let mut wanted = BTreeMap::new();
    for (kind, ending) in [("pattern", "py"), ("regex", "env"), ("taint", "py"), ("html", "html"), ("generic", "conf")] {
        straplock(&["rules", "new", &format!("new-{kind}"), "--kind", kind, "--into", into]);
        let text = fs::read_to_string(folder.path().join(format!("new-{kind}.{ending}"))).unwrap();
        wanted.insert(format!("new-{kind}"), expected(&text));
    }
    let (_, report) = semgrep(folder.path(), folder.path());
    assert_eq!(report["errors"], serde_json::json!([]));
    assert_eq!(lines(&report), wanted);
}
