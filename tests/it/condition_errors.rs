//! What a person sees when a comparison, a type or an option of a rule is wrong, and how rules are named that are right and not run.

use std::fmt::Write as _;
use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{RuleSource, load};

/// A rule over `f($X)` with more terms, as YAML.
fn rule(terms: &str) -> Arc<RuleSource> {
    let head = "rules:\n  - id: a\n    severity: WARNING\n    languages: [python]\n    message: m\n    patterns:\n      - pattern: f($X)\n";
    Arc::new(RuleSource::new("team.yaml", &format!("{head}{terms}")))
}

fn shown(terms: &[&str]) -> String {
    let mut text = String::new();
    for one in terms {
        let loaded = load(&[rule(one)]);
        text.push_str(&render(&loaded.diagnostics, Paint::Plain));
        for unsupported in loaded.unsupported {
            writeln!(text, "not run: {}", unsupported.reason).unwrap();
        }
    }
    text
}

#[test]
fn comparisons() {
    insta::assert_snapshot!(shown(&[
        "      - metavariable-comparison:\n          comparison: $X >\n",
        "      - metavariable-comparison:\n          comparison: $1 > 100\n",
        "      - metavariable-comparison:\n          comparison: len($X) > 3\n",
        "      - metavariable-comparison:\n          comparison: $X > $Y\n",
        "      - metavariable-comparison: {metavariable: $X}\n",
        "      - metavariable-comparison: {comparison: $X > 1, strip: true}\n",
    ]), @r"
        error[R019]: this comparison cannot be read
         --> team.yaml:9:27
          |
        9 |           comparison: $X >
          |                           ^ Expected an expression

        1 error
        error[R019]: this comparison cannot be read
         --> team.yaml:9:23
          |
        9 |           comparison: $1 > 100
          |                       ^^ `$1` is no metavariable
          |
          = help: groups by number cannot stand in a comparison: name the group, `(?P<NUMBER>…)`, and write `int($NUMBER)`

        1 error
        warning[R019]: this comparison never holds
         --> team.yaml:9:23
          |
        9 |           comparison: len($X) > 3
          |                       ^^^ there is no function `len`; known here: `int`, `str`, `lower`, `upper`, `strptime`, `today` and `re.match`

        1 warning
        warning[R021]: nothing binds $Y, so this comparison never holds
         --> team.yaml:9:28
          |
        9 |           comparison: $X > $Y
          |                            ^^ bound here: $X (line 7)

        1 warning
        error[R006]: `metavariable-comparison` needs the key `comparison`
         --> team.yaml:8:34
          |
        8 |       - metavariable-comparison: {metavariable: $X}
          |                                  ^^^^^^^^^^^^^^^^^^
          |
          = help: for example `comparison: $X > 10`

        1 error
        error[R006]: `metavariable-comparison` with `strip: true` needs the key `metavariable`
         --> team.yaml:8:34
          |
        8 |       - metavariable-comparison: {comparison: $X > 1, strip: true}
          |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: it names the one whose text is read as a number

        1 error
        ");
}

#[test]
fn types() {
    insta::assert_snapshot!(shown(&[
        "      - metavariable-type: {metavariable: $X}\n",
        "      - metavariable-type: {metavariable: $X, type: 'List['}\n",
        "      - metavariable-type: {metavariable: $X, type: 'return 1'}\n",
        "      - metavariable-analysis: {metavariable: $X, analyzer: entropi}\n",
    ]), @r"
        error[R006]: `metavariable-type` needs the key `type` or `types`
         --> team.yaml:8:28
          |
        8 |       - metavariable-type: {metavariable: $X}
          |                            ^^^^^^^^^^^^^^^^^^
          |
          = help: for example `type: django.http.HttpRequest`

        1 error
        error[R012]: this is no type
         --> team.yaml:8:58
          |
        8 |       - metavariable-type: {metavariable: $X, type: 'List['}
          |                                                          ^ this bracket is never closed
          |
          = help: a pattern is a whole expression or statement

        1 error
        error[R012]: this is no type
         --> team.yaml:8:54
          |
        8 |       - metavariable-type: {metavariable: $X, type: 'return 1'}
          |                                                      ^^^^^^^^ a type is an expression
          |
          = help: for example `int`, `str` or `django.http.HttpRequest`

        1 error
        error[R007]: `entropi` is not a word for `analyzer`
         --> team.yaml:8:61
          |
        8 |       - metavariable-analysis: {metavariable: $X, analyzer: entropi}
          |                                                             ^^^^^^^
          |
          = help: did you mean `entropy`? `analyzer` is one of `entropy` and `redos`

        1 error
        ");
}

#[test]
fn what_is_not_run_and_what_stands_beside_the_formula() {
    insta::assert_snapshot!(shown(&[
        "      - metavariable-analysis: {metavariable: $X, analyzer: entropy}\n",
        "      - metavariable-name: {metavariable: $X, module: m}\n",
        "      - pattern-where-python: 'True'\n",
        "    options: {symbolic_propagatoin: true}\n",
        "    options: {ac_matching: false}\n",
        "    min-version: soon\n",
        "    fix-regex: {regex: '(', replacement: x}\n",
    ]), @r"
        not run: `metavariable-name`, which only Semgrep's commercial engine answers
        not run: `pattern-where-python`: rules are data, no code of theirs is run
        warning[R005]: there is no option `symbolic_propagatoin`
         --> team.yaml:8:15
          |
        8 |     options: {symbolic_propagatoin: true}
          |               ^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `symbolic_propagation`?

        1 warning
        not run: `options: {ac_matching: false}`
        error[R007]: `soon` is no version
         --> team.yaml:8:18
          |
        8 |     min-version: soon
          |                  ^^^^
          |
          = help: a version has three numbers: `1.100.0`

        1 error
        error[R014]: this regular expression does not compile
         --> team.yaml:8:24
          |
        8 |     fix-regex: {regex: '(', replacement: x}
          |                        ^^^ Opening parenthesis without closing parenthesis

        1 error
        ");
}
