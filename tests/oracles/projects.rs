//! Releases of real Django projects: what is found in them, counted exactly. A new false positive shows here first.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use crate::{oracles, straplock};

fn project(name: &str) -> PathBuf {
    let folder = oracles().join("projects").join(name);
    assert!(folder.is_dir(), "{} is missing: run tests/oracles/install", folder.display());
    folder
}

fn scan(folder: &std::path::Path, more: &[&str]) -> Value {
    let path = folder.to_str().unwrap();
    let output =
        straplock(&[&["scan", path, "--profile", "audit", "--format", "json", "--allow-incomplete", "--fail-on", "never"], more].concat());
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}

/// Counts for every rule; places too for what a pull request would show.
fn picture(report: &Value) -> String {
    let mut counts = BTreeMap::<(&str, &str), usize>::new();
    let mut places = String::new();
    for finding in report["findings"].as_array().unwrap() {
        let (rule, profile) = (finding["rule_id"].as_str().unwrap(), finding["profile"].as_str().unwrap());
        *counts.entry((profile, rule)).or_default() += 1;
        if profile == "review" {
            writeln!(places, "{}:{} {rule}", finding["path"].as_str().unwrap(), finding["start"]["line"]).unwrap();
        }
    }
    let mut text = format!("django {}\ncoverage {}\n\n", report["project"]["django_version"], report["coverage"]);
    for ((profile, rule), count) in counts {
        writeln!(text, "{count:5} {profile:6} {rule}").unwrap();
    }
    let notifications = report["notifications"].as_array().unwrap().iter();
    let told = notifications
        .map(|n| format!("{} {}: {}\n", n["kind"].as_str().unwrap(), n["path"].as_str().unwrap_or("-"), n["message"].as_str().unwrap()));
    format!("{text}\n{places}\n{}", told.collect::<String>())
}

fn check(name: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // Where the releases lie depends on the machine.
    let picture = picture(&scan(&project(name), &[])).replace(&format!(".oracles/projects/{name}/"), "");
    settings.bind(|| insta::assert_snapshot!(name, picture));
}

#[test]
fn django_oscar() {
    check("django-oscar-4.2");
}

#[test]
fn django_helpdesk() {
    check("django-helpdesk-2.6.0");
}

#[test]
fn misago() {
    check("misago-0.39.6");
}

#[test]
fn mezzanine() {
    check("mezzanine-6.1.1");
}

#[test]
fn wagtail() {
    check("wagtail-8.0.1");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = project("misago-0.39.6");
    let path = folder.to_str().unwrap();
    for format in ["json", "sarif", "text", "markdown"] {
        let words = |threads| {
            ["scan", path, "--profile", "audit", "--format", format, "--threads", threads, "--fail-on", "never", "--allow-incomplete"]
        };
        let (one, four) = (straplock(&words("1")).stdout, straplock(&words("4")).stdout);
        assert!(!one.is_empty() && one == four, "{format} differs between 1 and 4 threads");
    }
}
