//! `straplock rules` and `straplock explain`, as a person sees them.

use std::path::Path;
use std::process::Command;

use crate::tree::folder;

/// Runs the program in a folder: what it printed on both streams, and its exit code.
fn straplock(folder: &Path, words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_straplock")).args(words).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

const RULE: &str = r#"edition: 2026
rules:
  - id: token-never-expires
    severity: medium
    languages: [python]
    message: A signed value is accepted at any age
    patterns:
      - pattern: django.core.signing.loads($TOKEN, ...)
      - pattern-not: django.core.signing.loads(..., max_age=$AGE, ...)
    fix: {replace: "loads($TOKEN, max_age=3600)", safety: review}
    metadata: {cwe: [CWE-613], confidence: high, references: ["https://docs.djangoproject.com/en/stable/topics/signing/"]}
    docs:
      why: A link that leaks once works for ever.
      how: "Pass `max_age`, in seconds."
    examples:
      - bad: |
          from django.core import signing as s
          def confirm(token):
              return s.loads(token)   # straplock: finding
      - good: |
          from django.core.signing import loads
          loads(token, salt="confirm", max_age=3600)
"#;

const CASES: &str = "from django.core.signing import loads

# ruleid: token-never-expires
loads(token)
# ok: token-never-expires
loads(token, max_age=1)
# todoruleid: token-never-expires
getattr(signing, 'loads')(token)
";

#[test]
fn rules_that_hold_are_told_in_one_line() {
    let folder = folder(&[
        ("rules/a.yaml", RULE),
        ("rules/a.py", CASES),
        ("rules/a.fixed.py", &CASES.replace("loads(token)\n#", "loads(token, max_age=3600)\n#")),
    ]);
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "test", "rules"]), @r#"
    all well: 1 rule, 5 expectations, 1 to do
    exit 0
"#);
}

#[test]
fn a_case_that_fails_is_shown_with_its_code() {
    let cases = CASES
        .replace("ruleid: token", "ok: token")
        .replace("# ok: token-never-expires\nloads(token, max", "# ruleid: token-never-expires\nloads(token, max");
    let folder = folder(&[
        ("a.yaml", RULE),
        ("a.py", &cases),
        ("a.fixed.py", CASES),
        ("b.yaml", &RULE.replace("loads($TOKEN, ...)", "dumps($TOKEN)")),
    ]);
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "test", "a.yaml", "b.yaml"]), @r#"
    failed: rule `token-never-expires`
      --> a.fixed.py:3
    - 3 | # ruleid: token-never-expires
    - 4 | loads(token)
    - 5 | # ok: token-never-expires
    - 6 | loads(token, max_age=1)
    - 7 | # todoruleid: token-never-expires
    + 3 | # ok: token-never-expires
    + 4 | loads(token, max_age=3600)
    + 5 | # ruleid: token-never-expires
    + 6 | loads(token, max_age=1)
    + 7 | # todook: token-never-expires
        = the text after all fixes differs: `-` is expected, `+` is what the fixes leave

    failed: rule `token-never-expires`
      --> a.py:4
    + 4 | loads(token)
        = extra: the rule must find nothing here, and says: A signed value is accepted at any age
        = `pattern` of line 8 matches 4:1 `loads(token)` with $TOKEN = token: django.core.signing.loads($TOKEN, ...)
    - 6 | loads(token, max_age=1)
        = missing: the rule must find something here
        = `pattern` of line 8 matches 6:1 `loads(token, max_age=1)` with $TOKEN = token
        = `pattern-not` of line 9 takes it away by 6:1 `loads(token, max_age=1)` with $AGE = 1: django.core.signing.loads(..., max_age=$AGE, ...)

    failed: rule `token-never-expires`
      --> b.yaml (example of line 16, example.py):3
    - 3 |     return s.loads(token)   # straplock: finding
        = missing: the rule must find something here
        = `pattern` of line 8 matches nothing: django.core.signing.dumps($TOKEN)

    1 of 1 rule failed: 4 of 7 expectations, 1 to do
    exit 1
"#);
}

#[test]
fn a_folder_is_checked_whole() {
    let semgrep = "rules:
  - {id: flow, mode: join, severity: ERROR, languages: [python], message: m, join: {rules: [], on: []}}
  - {id: other, severity: ERROR, languages: [go], message: m, pattern: f()}
  - {id: mine, severity: WARNING, languages: [python], message: m, pattern: f()}
  - {id: wrong, severity: WARNING, languages: [python], message: m, patern: f()}
";
    let folder = folder(&[
        ("team/a.yaml", semgrep),
        ("team/b/c.yml", "rules:\n  - id: [\n"),
        ("team/pack.yaml", "name: x"),
        ("team/notes.txt", "x"),
    ]);
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "check", "team", "nowhere.yaml"]), @r#"
    error[R030]: this rule file cannot be read: there is no such file or folder
    --> nowhere.yaml

    error[R016]: a rule does not say what to look for
     --> team/a.yaml:5:69
      |
    5 |   - {id: wrong, severity: WARNING, languages: [python], message: m, patern: f()}
      |                                                                     ^^^^^^
      |
      = help: did you mean `pattern`?

    error[R001]: this file is not YAML
     --> team/b/c.yml:3:1
      |
    3 |
      | ^ while parsing a node, did not find expected node content
      |
      = help: texts that hold `: `, ` #`, or begin with `{`, `[`, `*`, `&`, `!`, `%`, `@` or a quote belong in quotes, or in a block after `|`

    3 errors
    note: rule `flow` (team/a.yaml:2) is right, but this version does not run rules of `mode: join`
    `straplock explain R001` says more, and so does rules/README.md#r001; the same for R016, R030
    1 rule can run, 1 cannot run in this version, 1 for other languages
    exit 2
 "#);
}

#[test]
fn rules_are_listed() {
    let folder = folder(&[("a.yaml", RULE)]);
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "list", "a.yaml"]), @"
    id                   severity  confidence  profile  stage       title
    token-never-expires  medium    high        review   stable      A signed value is accepted at any age

    1 rule
    exit 0
    ");
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "list", "a.yaml", "--format", "json"]), @r#"
    {
      "schema_version": 1,
      "rules": [
        {
          "id": "token-never-expires",
          "severity": "medium",
          "confidence": "high",
          "profile": "review",
          "stage": "stable",
          "message": "A signed value is accepted at any age",
          "cwe": [
            "CWE-613"
          ],
          "owasp": [],
          "requires": {},
          "fix": true,
          "file": "a.yaml",
          "line": 3,
          "built_in": false,
          "pack": null,
          "licence": null
        }
      ]
    }
    exit 0
    "#);
}

#[test]
fn a_rule_is_explained_or_the_nearest_is_named() {
    let folder = folder(&[("a.yaml", RULE)]);
    insta::assert_snapshot!(straplock(folder.path(), &["explain", "token-never-expires", "--rules", "a.yaml"]), @r#"
        A signed value is accepted at any age

          rule token-never-expires · severity medium · confidence high · profile review · CWE-613

        Why it matters
          A link that leaks once works for ever.

        What to do
          Pass `max_age`, in seconds.

        Found
            from django.core import signing as s
            def confirm(token):
                return s.loads(token)   # straplock: finding

        Not found
            from django.core.signing import loads
            loads(token, salt="confirm", max_age=3600)

        Edit (review)
            loads($TOKEN, max_age=3600)

        Read on
          https://docs.djangoproject.com/en/stable/topics/signing/

        To accept one finding, above it or at the end of its line
            # straplock: ignore[token-never-expires] -- why it is acceptable here
        exit 0
        "#);
    insta::assert_snapshot!(straplock(folder.path(), &["explain", "eval-dynamik"]), @r#"
        error: there is no rule `eval-dynamik`
          help: did you mean `eval-dynamic`?
        exit 2
        "#);
    insta::assert_snapshot!(straplock(folder.path(), &["explain", "autoescape-off"]), @"
    Escaping is switched off for every variable in this block

      rule autoescape-off · severity medium · confidence medium · profile review · CWE-79 · A05:2025 · A03:2021

    Why it matters
      Each value in the block, and each one that somebody adds later, is printed with its tags and
      scripts as they are.

    What to do
      Delete the tag. Mark the one value that is clean HTML where it is made, with `format_html` or
      after a cleaner.

    Found
        {% autoescape off %}
          <div>{{ comment.body }}</div>
        {% endautoescape %}

        {% autoescape off %}{{ panel.rendered_html }} {{ panel.title }}{% endautoescape %}

    Not found
        {% autoescape on %}
          <div>{{ comment.body }}</div>
        {% endautoescape %}

        {% autoescape off %}{% avatar comment.author %}{% endautoescape %}

        {% autoescape off %}{{ panel.rendered_html }}{% endautoescape %}

    Read on
      https://docs.djangoproject.com/en/stable/ref/templates/builtins/#autoescape

    To accept one finding, above it or at the end of its line
        {# straplock: ignore[autoescape-off] -- why it is acceptable here #}
    exit 0
    ");
}

#[test]
fn the_built_in_rules_are_well() {
    let folder = folder(&[]);
    let shown = straplock(folder.path(), &["rules", "check"]);
    assert!(shown.ends_with("exit 0"), "{shown}");
    let shown = straplock(folder.path(), &["rules", "list"]);
    assert!(shown.lines().count() > 40, "{shown}");
}
