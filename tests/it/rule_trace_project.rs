//! `rules explain` in a project: names that come through other files mean there what they mean in a scan.

use std::collections::BTreeSet;

use serde_json::Value;
use tempfile::TempDir;

use crate::command::straplock;
use crate::tree::folder;

const RULE: &str = "edition: 2026
rules:
  - id: shell-with-text
    severity: HIGH
    languages: [python]
    message: a command is put together
    metadata: {cwe: [CWE-78]}
    pattern-either:
      - pattern: os.system($X)
      - pattern: subprocess.run(..., shell=True, ...)
      - pattern: |
          class $C(..., django.views.View, ...):
              debug = True
";

const VIEWS: &str = "from lib import run_it, opened
from lib.settings import SHELL
from lib.all import *
import subprocess

run_it('ls')
subprocess.run('ls', shell=SHELL)
starred('ls')
opened('ls')

class Page(Base):
    debug = True
";

fn project() -> TempDir {
    folder(&[
        ("rule.yaml", RULE),
        ("app/views.py", VIEWS),
        ("lib/__init__.py", "from os import system as run_it\nopened = open\n"),
        ("lib/settings.py", "SHELL = True\n"),
        ("lib/all.py", "from os import system as starred\nfrom django.views import View as Base\n"),
    ])
}

fn explained(place: &TempDir, words: &[&str]) -> String {
    straplock(place.path(), &[&["rules", "explain", "shell-with-text"], words, &["--rules", "rule.yaml"]].concat()).picture()
}

/// Lines of app/views.py where a scan of the project finds the rule.
fn scanned(place: &TempDir) -> BTreeSet<u64> {
    let done = straplock(place.path(), &["scan", ".", "--rules", "rule.yaml", "--only-rules", "--format", "json"]).done();
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    report["findings"].as_array().unwrap().iter().map(|finding| finding["start"]["line"].as_u64().unwrap()).collect()
}

#[test]
fn what_other_files_mean_is_seen_as_in_a_scan() {
    let place = project();
    let lines = scanned(&place);
    assert_eq!(lines, BTreeSet::from([6, 7, 8, 11]));
    for line in 1..=11 {
        let said = explained(&place, &[&format!("app/views.py:{line}")]);
        assert_eq!(said.contains("finds 1 place"), lines.contains(&line), "{said}");
    }
    insta::assert_snapshot!(explained(&place, &["app/views.py:8"]), @"
    exit 0

    --- stdout
    rule shell-with-text finds 1 place in app/views.py:8

    8 | starred('ls')

    rule.yaml
      + pattern-either
          8:1 starred('ls')   $X = 'ls'
        + pattern (line 9): os.system($X)
            8:1 starred('ls')   $X = 'ls'
        - pattern (line 10): subprocess.run(..., shell=True, ...)  matches nothing
        - pattern (line 12): class $C(..., django.views.View, ...): ⏎ debug = True  matches nothing

    It is found because
      `pattern` of line 9 matches 8:1 `starred('ls')` with $X = 'ls': os.system($X)
    ");
}

#[test]
fn where_the_project_begins() {
    let place = project();
    let found = |words: &[&str]| explained(&place, words).contains("finds 4 places");
    // Nothing marks a project: it is the current folder.
    assert!(found(&["app/views.py"]));
    assert!(!found(&["app/views.py", "--project", "app"]), "only this folder is scanned");
    assert!(found(&["app/views.py", "--project", "."]));
    std::fs::write(place.path().join("app/manage.py"), "").unwrap();
    assert!(!found(&["app/views.py"]), "the nearest mark is where the project begins");
    std::fs::create_dir(place.path().join(".git")).unwrap();
    assert!(found(&["app/views.py"]), "a repository is scanned as a whole");
    std::fs::write(place.path().join("straplock.toml"), "exclude = [\"lib/\"]\n").unwrap();
    assert!(!found(&["app/views.py"]), "what a scan does not read means nothing");
}

#[test]
fn a_role_depends_on_the_folder_that_is_scanned() {
    let rule = RULE.replace("    languages", "    roles: [app]\n    languages");
    let place = folder(&[("rule.yaml", &rule), ("tests/shop/views.py", "import os\nos.system('ls')\n")]);
    insta::assert_snapshot!(explained(&place, &["tests/shop/views.py:2"]).lines().filter(|line| line.starts_with("note")).collect::<String>(), @"note: this file's role is test; a scan asks the rule only about app (`roles`)");
    assert!(!explained(&place, &["tests/shop/views.py:2", "--project", "tests/shop"]).contains("note"));
    insta::assert_snapshot!(explained(&place, &["tests/shop/views.py:2", "--project", "gone"]), @"
    exit 2
    error: no such file or folder: gone
    ");
}
