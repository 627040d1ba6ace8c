//! Writing rules: `rules new`, what `rules check` says of portability and paths, and what `rules test` says of cases.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{EXPLANATIONS, RuleSource, codes_table, load};
use tempfile::TempDir;

use crate::command::straplock;
use crate::tree::folder;

fn told(folder: &TempDir, words: &[&str]) -> String {
    straplock(folder.path(), words).picture()
}

#[test]
fn a_new_rule_is_written_once_and_is_well() {
    let empty = folder(&[]);
    insta::assert_snapshot!(told(&empty, &["rules", "new", "money-as-float", "--into", "team"]), @r#"
    exit 0

    --- stdout
    wrote team/money-as-float.yaml
    wrote team/money-as-float.py

    Next: say in the rule what the code looks like, and in the cases what it must find and leave alone; then
      straplock rules check team
      straplock rules test team
"#);
    insta::assert_snapshot!(told(&empty, &["rules", "new", "money-as-float", "--into", "team", "--kind", "taint"]), @r#"
    exit 2
    error: team/money-as-float.yaml and team/money-as-float.py exist already, nothing was written
      help: choose another id, or another folder with --into
"#);
    insta::assert_snapshot!(told(&empty, &["rules", "new", "Money as_float"]), @r#"
    exit 2
    error: `Money as_float` is no id
      help: an id has small letters, digits and single `-`, 80 at most: `money-as-float`
"#);
    insta::assert_snapshot!(told(&empty, &["rules", "new", "../elsewhere"]), @r#"
    exit 2
    error: `../elsewhere` is no id
      help: an id has small letters, digits and single `-`, 80 at most: `elsewhere`
"#);
    for kind in ["regex", "taint", "template", "html", "generic"] {
        let id = format!("new-{kind}");
        assert_eq!(straplock(empty.path(), &["rules", "new", &id, "--into", "team", "--kind", kind, "--severity", "low"]).done().code, 0);
    }
    let checked = straplock(empty.path(), &["rules", "check", "team"]).done();
    assert!(checked.code == 0 && !checked.stdout.contains("warning"), "{}", checked.stdout);
    let tested = straplock(empty.path(), &["rules", "test", "team", "--mutate"]).done();
    assert!(tested.code == 0 && tested.stdout.contains("all well") && !tested.stdout.contains("no case needs"), "{}", tested.stdout);
}

#[test]
#[cfg(unix)]
fn a_new_rule_follows_no_link_and_overwrites_nothing() {
    let place = folder(&[("mine.py", "kept")]);
    std::os::unix::fs::symlink(place.path().join("target"), place.path().join("one.yaml")).unwrap();
    fs::write(place.path().join("two.py"), "kept").unwrap();
    assert_eq!(straplock(place.path(), &["rules", "new", "one"]).done().code, 2);
    assert_eq!(straplock(place.path(), &["rules", "new", "two"]).done().code, 2);
    assert!(!place.path().join("target").exists() && !place.path().join("two.yaml").exists());
    assert_eq!(fs::read_to_string(place.path().join("two.py")).unwrap(), "kept");
}

const RULES: &str = "edition: 2026
rules:
  - id: ours
    severity: high
    languages: [template]
    message: m
    metadata: {cwe: [CWE-1]}
    pattern-regex: x
  - id: both
    severity: HIGH
    languages: [python]
    message: m
    metadata: {cwe: [CWE-1]}
    roles: [app]
    paths: {include: [shop/, gone/], exclude: ['*_old.py']}
    patterns:
      - pattern: f(...)
      - pattern-not: f(1)
      - pattern-not: f(2)
      - pattern-not-inside: |
          with g():
              ...
";

#[test]
fn what_semgrep_can_run_is_told() {
    let place = folder(&[("rules.yaml", RULES)]);
    insta::assert_snapshot!(told(&place, &["rules", "check", "rules.yaml", "--portable"]), @r#"
    exit 0

    --- stdout
    not portable: `ours` (rules.yaml:3): its `severity` is written `high`, Semgrep reads it in capitals
    not portable: `ours` (rules.yaml:3): `languages: [template]` is Straplock's own
    note: Semgrep ignores `roles`, so it may find more with `both`
    Semgrep can run 1 of 2 rules; it refuses a whole run for one that it cannot, so leave their files out
    2 rules can run
"#);
}

#[test]
fn paths_that_match_no_file_are_told() {
    let place = folder(&[("rules.yaml", RULES), ("site/shop/views.py", "f()\n"), ("site/other.html", "")]);
    insta::assert_snapshot!(told(&place, &["rules", "check", "rules.yaml", "--project", "site"]), @r#"
    exit 0

    --- stdout
    warning[R029]: no file of the project matches this path, so it admits none
      --> rules.yaml:15:30
       |
    15 |     paths: {include: [shop/, gone/], exclude: ['*_old.py']}
       |                              ^^^^^
       |
       = help: paths are written as in .gitignore, from the project's root; a folder covers its files

    warning[R029]: no file of the project matches this path, so it leaves none out
      --> rules.yaml:15:48
       |
    15 |     paths: {include: [shop/, gone/], exclude: ['*_old.py']}
       |                                                ^^^^^^^^^^
       |
       = help: paths are written as in .gitignore, from the project's root; a folder covers its files

    2 warnings
    `straplock explain R029` says more, and so does rules/README.md#r029
    2 rules can run
    "#);
    insta::assert_snapshot!(told(&place, &["rules", "check", "rules.yaml", "--project", "nowhere"]), @r#"
    exit 2
    error: no such file or folder: nowhere
"#);
}

#[test]
fn negatives_that_no_case_needs_are_told() {
    let cases = "# ruleid: both\nf(0)\n# ok: both\nf(1)\n# ok: both\nf()()\nwith g():\n    # ok: both\n    f(0)\n";
    let place = folder(&[("a/rules.yaml", RULES), ("a/rules.py", &cases.replace("# ok: both\nf()()\n", ""))]);
    insta::assert_snapshot!(told(&place, &["rules", "test", "a", "--mutate"]), @r#"
    exit 0

    --- stdout
    note: no case needs `pattern-not` of rule `both` (a/rules.yaml:19): f(2)
    note: no case says what these must find: `ours`
    note: no case says what these must leave alone: `ours`
    all well: 2 rules, 3 expectations
"#);
}

#[test]
fn cases_may_stand_in_a_tree_of_their_own() {
    let place =
        folder(&[("rules/x/one.yaml", RULES), ("cases/x/one.py", "# ok: both\nf(3)\n"), ("cases/one.py", "# ruleid: both\nf(3)\n")]);
    insta::assert_snapshot!(told(&place, &["rules", "test", "rules", "--cases", "cases"]), @r#"
    exit 1

    --- stdout
    failed: rule `both`
      --> cases/x/one.py:2
    + 2 | f(3)
        = extra: the rule must find nothing here, and says: m
        = `pattern` of line 17 matches 2:1 `f(3)`: f(...)

    note: no case says what these must find: `both`, `ours`
    note: no case says what these must leave alone: `ours`
    1 of 2 rules failed: 1 of 1 expectation
"#);
    insta::assert_snapshot!(told(&place, &["rules", "test", "rules/x/one.yaml", "--cases", "cases"]), @r#"
    exit 0

    --- stdout
    note: no case says what these must find: `ours`
    note: no case says what these must leave alone: `both`, `ours`
    all well: 2 rules, 1 expectation
"#);
}

/// Annotations of rules that this version does not run, or that are wrong, are no failures of the others.
#[test]
fn cases_of_rules_that_do_not_run_are_left_alone() {
    let rules = "rules:
  - {id: go-rule, severity: ERROR, languages: [go], message: m, pattern: f()}
  - {id: joined, mode: join, severity: ERROR, languages: [python], message: m, join: {}}
  - {id: mine, severity: ERROR, languages: [python], message: m, pattern: f()}
";
    let cases = "# ruleid: mine\nf()\n# ruleid: joined\ng()\n# ok: go-rule\nh()\n# ok: mine\nh()\n# ruleid: nobody\nk()\n";
    let place = folder(&[("a.yaml", rules), ("a.py", cases)]);
    insta::assert_snapshot!(told(&place, &["rules", "test", "a.yaml"]), @r#"
    exit 1

    --- stdout
    note: rule `joined` (a.yaml:3) is right, but this version does not run rules of `mode: join`
    failed: rule `nobody`
      --> a.py:10
      10 | k()
         = this annotation names no rule of the file

    1 of 1 rule failed: 1 of 2 expectations
"#);
}

#[test]
fn a_fixed_file_is_compared_with_what_fix_regex_gives() {
    let rules = "rules:
  - id: renamed
    severity: ERROR
    languages: [python]
    message: m
    pattern: old_name(...)
    fix-regex: {regex: 'old_(\\w+)', replacement: 'new_\\1', count: 1}
";
    let cases = "# ruleid: renamed\nold_name(old_value)\n";
    let right = folder(&[("a.yaml", rules), ("a.py", cases), ("a.fixed.py", "# ruleid: renamed\nnew_name(old_value)\n")]);
    assert_eq!(straplock(right.path(), &["rules", "test", "."]).done().code, 0);
    let wrong = folder(&[("a.yaml", rules), ("a.py", cases), ("a.fixed.py", cases)]);
    insta::assert_snapshot!(told(&wrong, &["rules", "test", "."]), @r#"
    exit 1

    --- stdout
    failed: rule `renamed`
      --> a.fixed.py:2
    - 2 | old_name(old_value)
    + 2 | new_name(old_value)
        = the text after all fixes differs: `-` is expected, `+` is what the fixes leave

    note: no case says what these must leave alone: `renamed`
    1 of 1 rule failed: 1 of 2 expectations
"#);
    let broken = folder(&[("a.yaml", &rules.replace("(\\w+)", "(\\w+"))]);
    insta::assert_snapshot!(told(&broken, &["rules", "check", "."]), @r#"
    exit 2

    --- stdout
    error[R014]: this regular expression does not compile
     --> a.yaml:7:24
      |
    7 |     fix-regex: {regex: 'old_(\w+', replacement: 'new_\1', count: 1}
      |                        ^^^^^^^^^^ Opening parenthesis without closing parenthesis

    1 error
    `straplock explain R014` says more, and so does rules/README.md#r014
    0 rules can run
"#);
}

fn shown(text: &str) -> String {
    render(&load(&[Arc::new(RuleSource::new("team.yaml", text))]).diagnostics, Paint::Plain)
}

#[test]
fn anchors_aliases_and_merge_keys_are_followed() {
    let text = "edition: 2026
rules:
  - &base
    id: base
    severity: HIGH
    languages: &languages [python]
    message: m
    metadata: &facts {cwe: [CWE-1]}
    patterns: &patterns
      - pattern: f($X)
      - &digits
        metavariable-regex: {metavariable: $X, regex: '\\d+'}
  - <<: *base
    id: derived
    patterns:
      - pattern: g($X)
      - *digits
  - <<: [{severity: LOW}, *base]
    id: lower
    languages: *languages
    metadata: {<<: *facts, technology: [django]}
    patterns: *patterns
";
    let loaded = load(&[Arc::new(RuleSource::new("team.yaml", text))]);
    assert_eq!(loaded.diagnostics, []);
    let rules: Vec<String> =
        loaded.rules.iter().map(|rule| format!("{} {} {}", rule.id, rule.severity.as_str(), rule.metadata.cwe.join(" "))).collect();
    insta::assert_snapshot!(rules.join("\n"), @r#"
    base high CWE-1
    derived high CWE-1
    lower low CWE-1
"#);
}

/// A mistake in what an alias repeats is told where it is written.
#[test]
fn mistakes_behind_aliases_have_their_place() {
    insta::assert_snapshot!(shown("edition: 2026
rules:
  - id: one
    severity: HIGH
    languages: [python]
    message: m
    metadata: &facts {cwe: [CWE-1], confidence: certain}
    patterns:
      - pattern: f($X)
      - &condition {metavariable-regex: {metavariable: $Y, regex: '('}}
  - id: two
    severity: HIGH
    languages: [python]
    message: m
    metadata: *facts
    patterns: [{pattern: f($X)}, *condition]
"), @r#"
    error[R007]: `certain` is not a word for `confidence`
     --> team.yaml:7:49
      |
    7 |     metadata: &facts {cwe: [CWE-1], confidence: certain}
      |                                                 ^^^^^^^
      |
      = help: `confidence` is one of `high`, `medium` and `low`

    error[R021]: nothing binds $Y, so this condition never holds
      --> team.yaml:10:56
       |
    10 |       - &condition {metavariable-regex: {metavariable: $Y, regex: '('}}
       |                                                        ^^ bound here: $X (line 9)

    error[R021]: nothing binds $Y, so this condition never holds
      --> team.yaml:10:56
       |
    10 |       - &condition {metavariable-regex: {metavariable: $Y, regex: '('}}
       |                                                        ^^ bound here: $X (line 16)

    error[R014]: this regular expression does not compile
      --> team.yaml:10:69
       |
    10 |       - &condition {metavariable-regex: {metavariable: $Y, regex: '('}}
       |                                                                     ^ Opening parenthesis without closing parenthesis

    4 errors
"#);
}

#[test]
fn every_code_is_explained_on_the_command_line_and_in_the_readme() {
    let place = folder(&[]);
    insta::assert_snapshot!(told(&place, &["explain", "R028"]), @r#"
    exit 0

    --- stdout
    R028: a `pattern-not` that takes nothing away

    What to do
      `pattern-not` takes a place away when it matches exactly the same range. `pattern-not: $X =
      f(...)` never takes away `f(...)`, since the assignment is longer: write `pattern-not-inside`,
      or the same kind of code as the positive term.
    "#);
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap();
    assert!(readme.contains(&codes_table()), "the table of codes in rules/README.md is:\n{}", codes_table());
    assert!(EXPLANATIONS.iter().all(|one| readme.contains(&format!("id=\"{}\"", one.code.as_str().to_lowercase()))));
}
