//! What a person sees when a rule file is wrong: every mistake, with its place and advice.

use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{RuleSource, load};

fn shown(text: &str) -> String {
    let source = Arc::new(RuleSource::new("team.yaml", text));
    render(&load(&[source]).diagnostics, Paint::Plain)
}

#[test]
fn a_broken_pattern_points_into_a_block() {
    insta::assert_snapshot!(shown(
        "edition: 2026
rules:
  - id: signed-token
    severity: medium
    languages: [python]
    message: A token
    metadata: {cwe: [CWE-613]}
    pattern: |
      def $F(...):
          django.core.signing.loads(...
"
    ), @r#"
        error[R012]: this pattern is not Python
         --> team.yaml:9:7
          |
        9 |       def $F(...):
          |       ^^^^^^^^^^^^ this parenthesis is never closed
          |
          = help: a pattern is a whole expression or statement

        1 error
        "#);
}

#[test]
fn a_broken_pattern_points_into_a_plain_scalar() {
    insta::assert_snapshot!(shown(
        "rules:
  - id: a
    severity: WARNING
    languages: [python]
    message: m
    pattern: f($x, ...)
  - id: b
    severity: WARNING
    languages: [python]
    message: m
    pattern: 'f(\"é\", ...) +'
"
    ), @r#"
        error[R012]: this pattern is not Python
         --> team.yaml:6:16
          |
        6 |     pattern: f($x, ...)
          |                ^^ metavariables are written in capitals
          |
          = help: write $X

        error[R012]: this pattern is not Python
          --> team.yaml:11:28
           |
        11 |     pattern: 'f("é", ...) +'
           |                            ^ expected an expression
           |
           = help: a pattern is a whole expression or statement

        2 errors
        "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one picture of everything that is said")]
fn every_mistake_of_every_rule_is_told() {
    insta::assert_snapshot!(shown(
        "edition: 2026
rules:
  - id: Bad_Id
    severity: WARNING
    langauges: [python]
    languages: [pyton]
    message: m
    patterns:
      - pattern-nott: f()
      - pattern: g()
  - severity: urgent
    languages: [python]
    stage: stabel
    roles: [app, tests]
    pattern: f()
    pattern-regex: (unclosed
  - id: twice
    id: twice
    severity: [high]
    languages: [python]
    message: m
    pattern-either:
      - pattern-not: f()
  - just a text
"
    ), @"
    error[R009]: `Bad_Id` is no id
     --> team.yaml:3:9
      |
    3 |   - id: Bad_Id
      |         ^^^^^^
      |
      = help: an id has small letters, digits and `-`, as in `sql-raw-formatted`

    error[R007]: `WARNING` is not a severity of edition 2026
     --> team.yaml:4:15
      |
    4 |     severity: WARNING
      |               ^^^^^^^
      |
      = help: `WARNING` means `MEDIUM` in files without `edition:`

    error[R005]: a rule has no key `langauges`
     --> team.yaml:5:5
      |
    5 |     langauges: [python]
      |     ^^^^^^^^^
      |
      = help: did you mean `languages`?

    error[R007]: there is no language `pyton`
     --> team.yaml:6:17
      |
    6 |     languages: [pyton]
      |                 ^^^^^
      |
      = help: did you mean `python`?

    error[R011]: there is no operator `pattern-nott`
     --> team.yaml:9:9
      |
    9 |       - pattern-nott: f()
      |         ^^^^^^^^^^^^
      |
      = help: did you mean `pattern-not`?

    error[R006]: a rule needs the key `id`
      --> team.yaml:11:5
       |
    11 |   - severity: urgent
       |     ^^^^^^^^^^^^^^^^

    error[R006]: a rule needs the key `message`
      --> team.yaml:11:5
       |
    11 |   - severity: urgent
       |     ^^^^^^^^^^^^^^^^

    error[R007]: `urgent` is not a word for `severity`
      --> team.yaml:11:15
       |
    11 |   - severity: urgent
       |               ^^^^^^
       |
       = help: `severity` is one of `critical`, `high`, `medium`, `low` and `info`

    error[R007]: `stabel` is not a word for `stage`
      --> team.yaml:13:12
       |
    13 |     stage: stabel
       |            ^^^^^^
       |
       = help: did you mean `stable`? `stage` is one of `preview`, `stable` and `deprecated`

    error[R007]: `tests` is not a word for `roles`
      --> team.yaml:14:18
       |
    14 |     roles: [app, tests]
       |                  ^^^^^
       |
       = help: did you mean `test`? `roles` is one of `app`, `test`, `migration`, `settings`, `development`, `template` and `vendored`

    error[R016]: a rule says more than once what to look for
      --> team.yaml:16:5
       |
    16 |     pattern-regex: (unclosed
       |     ^^^^^^^^^^^^^
       |
       = help: put both below `patterns:` (both must hold) or `pattern-either:` (one is enough)

    error[R003]: `id` is written twice in one mapping
      --> team.yaml:18:5
       |
    18 |     id: twice
       |     ^^ the first one is in line 17

    error[R004]: `severity` takes a text, this is a list
      --> team.yaml:19:15
       |
    19 |     severity: [high]
       |               ^^^^^^
       |
       = help: a text that begins with `{` or `[` belongs in quotes, or in a block after `|`

    error[R011]: `pattern-not` cannot stand in `pattern-either`
      --> team.yaml:23:9
       |
    23 |       - pattern-not: f()
       |         ^^^^^^^^^^^
       |
       = help: put it into `patterns:` together with what it restricts: `- patterns: [{pattern: …}, {pattern-not: …}]`

    error[R004]: an entry of `rules` takes a mapping of keys and values, this is a text
      --> team.yaml:24:5
       |
    24 |   - just a text
       |     ^^^^^^^^^^^

    15 errors
    ");
}

#[test]
fn an_unbound_condition_says_what_is_bound() {
    insta::assert_snapshot!(shown(
        "edition: 2026
rules:
  - id: unbound
    severity: high
    languages: [python]
    message: A call of $G
    metadata: {cwe: [CWE-1]}
    patterns:
      - pattern: $F($ARG, ...)
      - metavariable-pattern:
          metavariable: $ARG
          pattern: g($Y)
      - metavariable-regex:
          metavariable: $Y
          regex: a+
      - focus-metavariable: $ARGS
"
    ), @r#"
        error[R021]: nothing binds $Y, so this condition never holds
          --> team.yaml:14:25
           |
        14 |           metavariable: $Y
           |                         ^^ bound here: $F (line 9), $ARG (line 9)
           |
           = note: bindings made inside `metavariable-pattern` stay inside it

        error[R021]: nothing binds $ARGS, so there is nothing to focus on
          --> team.yaml:16:29
           |
        16 |       - focus-metavariable: $ARGS
           |                             ^^^^^ bound here: $F (line 9), $ARG (line 9)
           |
           = help: did you mean `$ARG`?

        2 errors
        "#);
}

#[test]
fn patterns_for_text_have_mistakes_too() {
    let rules = r"
rules:
  - {id: two-runs, languages: [generic], severity: LOW, message: m, pattern: 'a ... $...X'}
  - {id: nothing, languages: [generic], severity: LOW, message: m, pattern: ' '}
  - {id: style, languages: [generic], severity: LOW, message: m, pattern: a, options: {generic_comment_style: lisp}}
  - {id: span, languages: [generic], severity: LOW, message: m, pattern: a, options: {generic_ellipsis_max_span: far}}
";
    insta::assert_snapshot!(shown(rules), @r##"
        error[R012]: this pattern cannot be read
         --> team.yaml:3:85
          |
        3 |   - {id: two-runs, languages: [generic], severity: LOW, message: m, pattern: 'a ... $...X'}
          |                                                                                     ^^^^^ `$...X` cannot stand right behind another ellipsis

        error[R012]: this pattern says nothing
         --> team.yaml:4:77
          |
        4 |   - {id: nothing, languages: [generic], severity: LOW, message: m, pattern: ' '}
          |                                                                             ^^^
          |
          = help: write the words and signs to look for, as in `password = $X`

        error[R007]: `lisp` is not a word for `generic_comment_style`
         --> team.yaml:5:111
          |
        5 |   - {id: style, languages: [generic], severity: LOW, message: m, pattern: a, options: {generic_comment_style: lisp}}
          |                                                                                                               ^^^^
          |
          = help: `generic_comment_style` is one of `c`, `cpp` and `shell`

        error[R004]: `generic_ellipsis_max_span` takes a number of lines, this is a text
         --> team.yaml:6:114
          |
        6 |   - {id: span, languages: [generic], severity: LOW, message: m, pattern: a, options: {generic_ellipsis_max_span: far}}
          |                                                                                                                  ^^^

        4 errors
        "##);
}

#[test]
fn negatives_alone_find_nothing() {
    insta::assert_snapshot!(shown(
        "rules:
  - id: a
    severity: ERROR
    languages: [python]
    message: m
    patterns:
      - pattern-not: f(1)
"
    ), @r#"
        error[R015]: `patterns` has no term that finds something
         --> team.yaml:6:5
          |
        6 |     patterns:
          |     ^^^^^^^^
          |
          = help: a negative takes ranges away: add a `pattern`, `pattern-inside`, `pattern-either` or `pattern-regex` to take them from

        1 error
        "#);
}

#[test]
fn the_second_rule_of_an_id_names_the_first() {
    insta::assert_snapshot!(shown(
        "rules:
  - {id: a, severity: ERROR, languages: [python], message: m, pattern: f()}
  - {id: a, severity: ERROR, languages: [regex], message: m, pattern-regex: f}
"
    ), @r#"
    warning[R008]: there are two rules `a`
     --> team.yaml:3:10
      |
    3 |   - {id: a, severity: ERROR, languages: [regex], message: m, pattern-regex: f}
      |          ^ the first one is team.yaml:2; both run, as in Semgrep
      |
      = help: alerts and suppressions hang on the id: give one of them another

    1 warning
"#);
}

#[test]
fn broken_yaml_is_told_with_its_place() {
    insta::assert_snapshot!(shown("rules:\n  - id: a\n    message: a: b\n"), @"
    error[R001]: this file is not YAML
     --> team.yaml:3:15
      |
    3 |     message: a: b
      |               ^ this `:` makes a key of what stands before it, and no key may stand here
      |
      = help: either the line is indented too far, or this is a text that belongs in quotes or in a block after `|`

    1 error
    ");
    insta::assert_snapshot!(shown("rule:\n  - id: a\n"), @r#"
        error[R010]: a rule file has a list `rules:`, this one has not
         --> team.yaml:1:1
          |
        1 | rule:
          | ^^^^^
          |
          = help: begin with `rules:` and write each rule below it as `- id: …`

        1 error
        "#);
    insta::assert_snapshot!(shown(""), @r#"
        error[R010]: a rule file has a list `rules:`, this one has not
        --> team.yaml
         = help: begin with `rules:` and write each rule below it as `- id: …`

        1 error
        "#);
    insta::assert_snapshot!(shown("- a\n- b\n"), @r#"
        error[R010]: a rule file has a list `rules:`, this one has not
         --> team.yaml:1:1
          |
        1 | - a
          | ^^^
          |
          = help: begin with `rules:` and write each rule below it as `- id: …`

        1 error
        "#);
}
