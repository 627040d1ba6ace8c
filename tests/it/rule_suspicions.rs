//! Warnings about rules that are well-formed and do less than they say, as a person sees them.

use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{RuleSource, check};

/// A rule around a formula, in a compatible file unless `head` says otherwise.
fn rule(head: &str, formula: &str) -> String {
    let indented: String = formula.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "{head}rules:\n  - id: one\n    severity: HIGH\n    languages: [python]\n    message: m\n    metadata: {{cwe: [CWE-1]}}\n{indented}"
    )
}

fn shown(formula: &str) -> String {
    let source = Arc::new(RuleSource::new("team.yaml", &rule("", formula)));
    render(&check(&[source]).diagnostics, Paint::Plain)
}

/// Lines of the formula (from 1) that are warned about, with their codes.
fn warned(formula: &str) -> String {
    let source = Arc::new(RuleSource::new("team.yaml", &rule("", formula)));
    let loaded = check(&[source]);
    loaded.diagnostics.iter().map(|one| format!("{}:{}", one.position().line - 6, one.code.as_str())).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_rule_that_matches_everything() {
    insta::assert_snapshot!(shown("pattern: $X"), @r#"
    warning[R026]: this rule matches everything
     --> team.yaml:7:5
      |
    7 |     pattern: $X
      |     ^^^^^^^
      |
      = help: say what the code looks like, or add a condition on the metavariable

    1 warning
"#);
    assert_eq!(warned("pattern: '...'"), "1:R026");
    assert_eq!(warned("pattern-regex: (?s).+"), "1:R026");
    assert_eq!(warned("pattern-either:\n  - pattern: f()\n  - pattern: $_"), "1:R026 2:R027");
    assert_eq!(warned("patterns:\n  - pattern: $X\n  - metavariable-regex: {metavariable: $X, regex: a}"), "");
    assert_eq!(warned("patterns:\n  - pattern: $X\n  - pattern-inside: f(...)"), "");
    assert_eq!(warned(r"pattern-regex: '\w+'"), "");
}

#[test]
fn an_alternative_that_adds_nothing() {
    insta::assert_snapshot!(shown("pattern-either:
  - pattern: os.system(...)
  - pattern: os.system($COMMAND)
  - pattern: os.system( ... )  # the same
"), @r#"
    warning[R027]: this alternative finds nothing that another one does not find
     --> team.yaml:9:9
      |
    9 |       - pattern: os.system($COMMAND)
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the one in line 8 finds all of it
      |
      = help: delete it, or make it say something of its own

    warning[R027]: this alternative finds nothing that another one does not find
      --> team.yaml:10:9
       |
    10 |       - pattern: os.system( ... )  # the same
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it is the same as the one in line 8
       |
       = help: delete it, or make it say something of its own

    2 warnings
"#);
    for idle in [
        "f(...)|f(\"...\")",
        "f(...)|f(1, *$A)",
        "$F(..., debug=True)|app.run(debug=True)",
        "f($X, ...)|f($X)",
        "$A.b(...)|x.y.b(1)",
        "x = ...|x = f()",
        "def $F(...): ...|@d\\n@e\\ndef $F(self, ...): ...",
        "class C: ...|class C(A): ...",
        "k($Z, ...)|k($Z, $Z)",
        "f(<... x ...>)|f(g(x))",
        "h($_)|h('...')",
        "return ...|return f()",
    ] {
        let formula = idle.split('|').map(|one| format!("\n  - pattern: \"{}\"", one.replace('"', "\\\""))).collect::<String>();
        assert_eq!(warned(&format!("pattern-either:{formula}")), "3:R027", "{idle}");
    }
}

#[test]
fn alternatives_that_add_something_are_left_alone() {
    for useful in [
        "f($X)|f(...)|f($X, $X, 1)",
        "f(1)|f(2)",
        "f($X)|f(*$X)|f(x=$X)",
        "h(\"=~/a/\")|h(\"...\")",
        "h(\"=~/./\")|h(\"abc\")",
        "f(...)|f(...)\\n...",
        "a()\\n...|a()\\n...\\nb()",
        "f()|f",
        "f(...)|a.f(...)",
        "\"...\"|f\"...\"",
        "k($A, $B)|k($B, $A)",
    ] {
        let patterns: Vec<&str> = useful.split('|').collect();
        let formula = patterns.iter().map(|one| format!("\n  - pattern: \"{}\"", one.replace('"', "\\\""))).collect::<String>();
        // What is bound is asked about, so it matters which alternative binds it.
        let asked = ["X", "Y", "A", "B"].iter().map(|name| format!("${name}")).collect::<String>();
        let told = warned(&format!("pattern-either:{formula}\nfix: \"{asked}\""));
        assert_eq!(told, "", "{useful}");
    }
}

#[test]
fn a_negative_that_takes_nothing_away() {
    insta::assert_snapshot!(shown("patterns:
  - pattern: eval(...)
  - pattern-not: $X = eval(\"...\")
"), @r#"
    warning[R028]: this `pattern-not` takes nothing away
     --> team.yaml:9:22
      |
    9 |       - pattern-not: $X = eval("...")
      |                      ^^^^^^^^^^^^^^^^ it is never the same code as what is looked for
      |
      = note: `pattern-not` takes a place away when it matches exactly the same range
      = help: write the whole of what `pattern` matches, or use `pattern-not-inside`

    1 warning
"#);
    let after = |negative: &str| warned(&format!("patterns:\n  - pattern: eval(...)\n  - pattern-not: {negative}"));
    for idle in ["exec(...)", "return eval(...)", "a.b.c < 1", "'[eval(...)]'", "'def $F(...): ...'", "{patterns: [{pattern: exec(...)}]}"]
    {
        assert_eq!(after(idle), "3:R028", "{idle}");
    }
    for useful in
        ["eval(1)", "$F(1)", "safe.eval(1)", "$F", "<... x ...>", "{patterns: [{pattern: $X = eval(1)}, {focus-metavariable: $X}]}"]
    {
        let told = after(useful);
        assert!(told.is_empty() || useful == "$F" && told == "3:R013", "{useful}: {told}");
    }
}

#[test]
fn a_rule_that_contradicts_itself() {
    insta::assert_snapshot!(shown("patterns:
  - pattern: eval(...)
  - pattern-inside: |
      def $F(...):
          ...
  - pattern-not-inside: |
      def $G(...):
          ...
"), @r#"
    warning[R013]: this rule never finds anything: `pattern-not-inside` takes away all that is looked for
      --> team.yaml:13:11
       |
    13 |           def $G(...):
       |           ^^^^^^^^^^^^ it matches wherever the rest of the rule does
       |
       = help: make it narrower than the positive terms beside it, or delete one of both

    1 warning
"#);
    assert_eq!(warned("patterns:\n  - pattern: eval($X)\n  - pattern-not: eval(...)"), "3:R013");
    assert_eq!(warned("patterns:\n  - pattern: eval($X)\n  - pattern-not-inside: eval($Y)"), "3:R013");
    assert_eq!(warned("patterns:\n  - pattern: f($X, $Y)\n  - pattern-not: f($Y, $X)\n  - pattern-not: f($X, $X)"), "");
    assert_eq!(warned("patterns:\n  - pattern: eval($X)\n  - pattern-not: eval(\"...\")"), "");
    let strict = rule("edition: 2026\n", "patterns:\n  - pattern: eval($X)\n  - pattern-not: eval(...)");
    let loaded = check(&[Arc::new(RuleSource::new("team.yaml", &strict))]);
    assert!(loaded.has_errors() && loaded.rules.is_empty(), "a contradiction is a mistake in edition files");
}

#[test]
fn a_regular_expression_that_may_take_very_long() {
    insta::assert_snapshot!(shown("pattern-regex: (\\w+\\s*)+(?!;)"), @r#"
    warning[R031]: this regular expression may take exponentially many steps
     --> team.yaml:7:20
      |
    7 |     pattern-regex: (\w+\s*)+(?!;)
      |                    ^^^^^^^^^^^^^^ a repetition holds another one that can take its next turn's text
      |
      = help: let each turn begin with what the one before cannot take, or write `(?>…)` around it

    1 warning
    "#);
    let condition = "patterns:\n  - pattern: f($X)\n  - metavariable-regex: {metavariable: $X, regex: '(?!a)(x|x)*(?!b)'}";
    assert_eq!(warned(condition), "3:R031");
    assert_eq!(warned(r"pattern-regex: (\w+\s*)+;"), "", "linear, in the other engine");
    assert_eq!(warned(r"pattern-regex: (\w+\.)*save(?!d)"), "");
}

/// A taint rule with these lists.
fn taint(sinks: &str, more: &str) -> String {
    format!("mode: taint\npattern-sources: [{{pattern: source()}}]\npattern-sinks: [{{{sinks}}}]\n{more}")
}

#[test]
fn taint_rules_that_do_less_than_they_say() {
    let rule = taint("pattern: sink(...), requires: USER", "pattern-sanitizers: [{pattern: clean(...)}, {pattern: $F(...)}]\n");
    insta::assert_snapshot!(shown(&rule), @"
    warning[R032]: no source and no propagator gives the label `USER`
     --> team.yaml:9:52
      |
    9 |     pattern-sinks: [{pattern: sink(...), requires: USER}]
      |                                                    ^^^^ nothing ever has it
      |
      = help: the labels of this rule are `__SOURCE__`

    warning[R032]: this sanitizer matches every sink, so this rule never finds anything
      --> team.yaml:10:49
       |
    10 |     pattern-sanitizers: [{pattern: clean(...)}, {pattern: $F(...)}]
       |                                                 ^^^^^^^^^^^^^^^^^^ what lies in a sanitizer is clean
       |
       = help: `not_conflicting: true` leaves out matches that are exactly a source or a sink

    2 warnings
    ");
    assert_eq!(warned(&taint("pattern: source()", "")), "3:R032");
    assert_eq!(warned(&taint("pattern: $F(...)", "pattern-sanitizers: [{pattern: source(...)}]")), "4:R032");
    assert_eq!(warned(&taint("pattern: sink(...)", "pattern-sanitizers: [{pattern: $F(...), not_conflicting: true}]")), "");
    assert_eq!(warned(&taint("pattern: sink(...)", "pattern-sanitizers: [{pattern: sink(1)}, {pattern: clean(...)}]")), "");
    let labelled = "mode: taint\npattern-sources: [{pattern: source(), label: A}]\npattern-sinks: [{pattern: sink(...)";
    assert_eq!(warned(&format!("{labelled}}}]")), "3:R032");
    assert_eq!(warned(&format!("{labelled}, requires: A or B}}]")), "");
    assert_eq!(warned(&format!("{labelled}, requires: A and not B}}]")), "");
}
