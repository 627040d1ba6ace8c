//! Rules over small trees: what is found where, in which words, with which edits, whatever the number of threads.

use std::fmt::Write as _;
use std::sync::Arc;

use straplock::engine::{self, Breadth, Outcome};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{RuleSource, load};

fn run(rules: &str, files: Vec<SourceFile>) -> Outcome {
    let loaded = load(&[Arc::new(RuleSource::new("team.yaml", rules))]);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    engine::run(&Files::new(files), &loaded.rules, Breadth::Project)
}

fn python(path: &str, text: &str) -> SourceFile {
    SourceFile::new(path, text, Language::Python, Role::App)
}

/// Place, rule, sentence, scope and edit of each finding, then the notifications.
fn shown(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let (start, end) = (finding.location.start, finding.location.end);
        let place = format!("{}:{}:{}-{}:{}", finding.location.path, start.line, start.column, end.line, end.column);
        write!(out, "{place} {}[{}] {}", finding.severity.as_str(), finding.rule.id, finding.message).unwrap();
        if !finding.scope.is_empty() {
            write!(out, " (in {})", finding.scope).unwrap();
        }
        if let Some(fix) = &finding.fix {
            write!(out, " => {:?} ({})", fix.replacement, fix.safety.as_str()).unwrap();
        }
        out.push('\n');
    }
    for one in &outcome.notifications {
        let place = one.path.clone().unwrap_or_default();
        let line = one.line.zip(one.column).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        writeln!(out, "{place}{line}: {}", one.message).unwrap();
    }
    out
}

#[test]
fn a_finding_names_what_was_bound_and_offers_the_edit() {
    let rules = r#"
edition: 2026
rules:
  - id: signed-token-never-expires
    severity: medium
    languages: [python]
    message: The age of `$TOKEN` is not checked. More can be said here.
    patterns:
      - pattern: django.core.signing.loads($TOKEN, ...)
      - pattern-not: django.core.signing.loads(..., max_age=$AGE, ...)
    fix: {replace: "loads($TOKEN, max_age=3600)", safety: safe}
    metadata: {cwe: ["CWE-613: Insufficient Session Expiration"]}
"#;
    let code = "from django.core.signing import loads\nclass Confirm:\n    def get(self, request):\n        a = loads(request.GET[\n            'token'])\n        return loads(a, max_age=5)\n";
    insta::assert_snapshot!(shown(&run(rules, vec![python("shop/views.py", code)])), @r#"shop/views.py:4:13-5:22 medium[signed-token-never-expires] The age of `request.GET[ 'token']` is not checked (in Confirm.get) => "loads(request.GET[\n            'token'], max_age=3600)" (safe)"#);
}

#[test]
fn roles_and_paths_choose_the_files() {
    let rules = r#"
edition: 2026
rules:
  - id: by-habit
    severity: low
    languages: [python]
    message: A call
    pattern: f()
    metadata: {category: style}
  - id: in-tests-too
    severity: low
    languages: [python]
    message: A call
    roles: [test, app]
    paths: {include: [shop/, /top.py], exclude: ["shop/old/*.py"]}
    pattern: f()
    metadata: {category: style}
"#;
    let test = |path: &str| SourceFile::new(path, "f()\n", Language::Python, Role::Test);
    let files = vec![
        test("shop/tests.py"),
        python("shop/a.py", "f()"),
        python("shop/old/a.py", "f()"),
        python("top.py", "f()"),
        python("x/top.py", "f()"),
    ];
    insta::assert_snapshot!(shown(&run(rules, files)), @r#"
        shop/a.py:1:1-1:4 low[by-habit] A call
        shop/a.py:1:1-1:4 low[in-tests-too] A call
        shop/old/a.py:1:1-1:4 low[by-habit] A call
        shop/tests.py:1:1-1:4 low[in-tests-too] A call
        top.py:1:1-1:4 low[by-habit] A call
        top.py:1:1-1:4 low[in-tests-too] A call
        x/top.py:1:1-1:4 low[by-habit] A call
        "#);
}

#[test]
fn templates_are_read_without_comments_and_text_as_it_stands() {
    let rules = r#"
edition: 2026
rules:
  - id: safe-filter
    severity: high
    languages: [template]
    message: "`$NAME` is printed without escaping"
    patterns:
      - pattern-regex: '\{\{\s*(?P<NAME>\w+)\|safe\s*\}\}'
      - pattern-not-regex: 'trusted'
    metadata: {cwe: [CWE-79]}
  - id: key-in-file
    severity: critical
    languages: [regex]
    message: A key is committed
    paths: {include: ["*.env"]}
    pattern-regex: '^KEY=(\S+)'
    metadata: {cwe: [CWE-798]}
"#;
    let template = "{# {{ a|safe }} #}{{ b|safe }}\n{% comment %}{{ c|safe }}{% endcomment %}{{ trusted|safe }} {{ é }}{{ d|safe }}\n";
    let files = vec![
        SourceFile::new("t/a.html", template, Language::Template, Role::Template),
        SourceFile::new("prod.env", "A=1\nKEY=secret\n", Language::Text, Role::Settings),
        SourceFile::new("notes.txt", "KEY=secret\n", Language::Text, Role::App),
    ];
    insta::assert_snapshot!(shown(&run(rules, files)), @r#"
        prod.env:2:1-2:11 critical[key-in-file] A key is committed
        t/a.html:1:19-1:31 high[safe-filter] `b` is printed without escaping
        t/a.html:2:68-2:80 high[safe-filter] `d` is printed without escaping
        "#);
}

#[test]
fn a_broken_file_is_told_and_analysed_all_the_same() {
    let rules = "rules:\n  - {id: call, severity: ERROR, languages: [python], message: A call, pattern: f(...)}\n";
    insta::assert_snapshot!(shown(&run(rules, vec![python("broken.py", "f(1)\ndef (:\n    f(2)\nx = = 3\n")])), @r#"
        broken.py:1:1-1:5 high[call] A call
        broken.py:2:5: this is not valid Python: expected an identifier (and 3 more errors). What could be read of it was analysed.
        "#);
}

#[test]
fn a_rule_that_finds_too_much_is_cut_and_told() {
    let rules = "rules:\n  - {id: call, severity: ERROR, languages: [python], message: A call, pattern: f(...)}\n";
    let outcome = run(rules, vec![python("long.py", &"f()\n".repeat(5_000))]);
    assert_eq!(outcome.findings.len(), 1_000);
    insta::assert_snapshot!(outcome.notifications[0].message, @"rule `call` was cut short here, findings may be missing: it finds too many places.");
}

#[test]
fn a_regular_expression_that_explodes_is_cut_and_told() {
    let rules = "rules:\n  - {id: slow, severity: ERROR, languages: [regex], message: m, pattern-regex: '(a|aa)+(?=b)$'}\n";
    let outcome = run(rules, vec![SourceFile::new("a.txt", "a".repeat(5_000), Language::Text, Role::App)]);
    insta::assert_snapshot!(shown(&outcome), @"a.txt: rule `slow` was cut short here, findings may be missing: a regular expression needs too many steps.");
}

#[test]
fn a_pattern_for_text_that_takes_too_many_steps_is_cut_and_told() {
    let rules = "rules: [{id: explodes, severity: LOW, languages: [generic], message: m, pattern: a ... a ... a ... b, options: {generic_ellipsis_max_span: 1000}}]\n";
    let text = SourceFile::new("notes.txt", "a a a a a a a a\n".repeat(2_000), Language::Text, Role::App);
    let outcome = run(rules, vec![text]);
    insta::assert_snapshot!(shown(&outcome), @r##"notes.txt: rule `explodes` was cut short here, findings may be missing: a pattern for text needs too many steps."##);
}

#[test]
fn two_bindings_of_one_place_are_one_finding_in_an_edition_file() {
    let edition = "edition: 2026\nrules:\n  - {id: call, severity: high, languages: [python], message: $X, pattern: 'f(..., $X, ...)', metadata: {cwe: [CWE-1]}}\n";
    let compatible = "rules:\n  - {id: call, severity: ERROR, languages: [python], message: $X, pattern: 'f(..., $X, ...)'}\n";
    let code = || vec![python("a.py", "f(b, a)\n")];
    insta::assert_snapshot!(shown(&run(edition, code())) + &shown(&run(compatible, code())), @r#"
        a.py:1:1-1:8 high[call] b
        a.py:1:1-1:8 high[call] a
        a.py:1:1-1:8 high[call] b
        "#);
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let rules = straplock::rule::built_in().rules;
    let cases =
        straplock::rule::built_in_sources().iter().flat_map(|source| straplock::rule::built_in_cases(&source.path)).collect::<Vec<_>>();
    let render = |threads: usize| {
        let files = cases.iter().map(|case| {
            let language = if case.path.ends_with(".py") { Language::Python } else { Language::Template };
            SourceFile::new(case.path.as_str(), case.text.as_str(), language, Role::App)
        });
        let files = Files::new(files.collect());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let outcome = pool.install(|| engine::run(&files, &rules, Breadth::Everything));
        let prints: String = outcome.findings.iter().map(|finding| format!("{}\n", finding.fingerprint.full)).collect();
        shown(&outcome) + &prints
    };
    let one = render(1);
    assert!(one.lines().count() > 500, "the cases are full of findings");
    assert_eq!(one, render(4));
}

#[test]
fn in_an_edition_file_a_name_that_the_code_binds_is_not_the_library() {
    let edition = "edition: 2026\nrules:\n  - {id: load, severity: high, languages: [python], message: m, pattern: yaml.load(...), metadata: {cwe: [CWE-1]}}\n";
    let compatible = "rules:\n  - {id: load, severity: ERROR, languages: [python], message: m, pattern: yaml.load(...)}\n";
    let code = || {
        vec![python("a.py", "def f(text):\n    yaml = YAML()\n    return yaml.load(text)\n\ndef g(text):\n    return yaml.load(text)\n")]
    };
    insta::assert_snapshot!(shown(&run(edition, code())), @"a.py:6:12-6:27 high[load] m (in g)");
    insta::assert_snapshot!(shown(&run(compatible, code())), @r#"
        a.py:3:12-3:27 high[load] m (in f)
        a.py:6:12-6:27 high[load] m (in g)
        "#);
}

/// Each place is a search of its own: what it costs must not grow with the list around it.
#[test]
fn conditions_on_all_parts_of_a_long_list_end() {
    let rules = r"
rules:
  - id: wide
    severity: WARNING
    languages: [python]
    message: Wide.
    patterns:
      - pattern: f($X)
      - metavariable-pattern: {metavariable: $X, patterns: [{pattern: $Y + 1}]}
";
    let parts: String = (0..20_000).map(|at| format!("f(a{at} + {}), ", if at % 5_000 == 0 { 1 } else { 2 })).collect();
    for code in [format!("x = [{parts}]\n"), format!("g({parts})\n"), parts.replace("), ", ")\n")] {
        let outcome = run(rules, vec![python("wide.py", &code)]);
        assert_eq!((outcome.findings.len(), outcome.notifications.len()), (4, 0), "{}", &code[..40]);
    }
    let symbolic = rules.replace("    message:", "    options: {symbolic_propagation: true}\n    message:");
    let outcome = run(&symbolic, vec![python("wide.py", &parts.replace("), ", ")\n"))]);
    assert!(outcome.notifications.iter().any(|one| one.message.contains("too many pieces of code")), "{}", shown(&outcome));
}
