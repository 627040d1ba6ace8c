//! What a rule does with a file, as a person sees it, and that it is what a scan does.

use std::collections::BTreeSet;
use std::sync::Arc;

use straplock::engine::trace::{Surroundings, trace};
use straplock::engine::{self, Breadth};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::pattern::Sketches;
use straplock::rule::{self, Rule, RuleSet};

use crate::command::straplock;
use crate::tree::folder;

const RULES: &str = r#"edition: 2026
rules:
  - id: unchecked-order
    severity: HIGH
    languages: [python]
    message: "`$ORDER` is paid without a look at its owner"
    metadata: {cwe: ["CWE-639"]}
    roles: [app]
    patterns:
      - pattern-inside: |
          def $VIEW($REQUEST, ...):
              ...
      - pattern-either:
          - pattern: $ORDER.pay(...)
          - patterns:
              - pattern: billing.charge($ORDER, $BY)
              - pattern-inside: |
                  $BY = $REQUEST.user
                  ...
      - pattern-not: $ORDER.pay(..., owner=$OWNER, ...)
      - pattern-not-inside: |
          if $ORDER.owner == $ANY:
              ...
      - metavariable-regex: {metavariable: $ORDER, regex: (?!draft)}
      - metavariable-pattern:
          metavariable: $ORDER
          patterns: [{pattern: $NAME}, {pattern-not: cart}]
      - focus-metavariable: $ORDER
"#;

const CODE: &str = "import billing

order.pay()

def pay(request, order, draft, cart):
    order.pay(1)
    order.pay(owner=request.user)
    if order.owner == request.user:
        order.pay()
    draft.pay()
    cart.pay()
    by = request.user
    billing.charge(order, by)
    other = request.session
    billing.charge(order, other)
    order.send()
";

fn shown(place: &str) -> String {
    let folder = folder(&[("shop.yaml", RULES), ("views.py", CODE)]);
    straplock(folder.path(), &["rules", "explain", "unchecked-order", place, "--rules", "shop.yaml"]).picture()
}

#[test]
fn what_is_found_shows_each_operator() {
    insta::assert_snapshot!(shown("views.py:6"), @r#"
    exit 0

    --- stdout
    rule unchecked-order finds 1 place in views.py:6

    6 |     order.pay(1)

    shop.yaml
      + patterns
          6:5 order   $ORDER = order, $REQUEST = request, $VIEW = pay
        + pattern-either
          + pattern (line 14): $ORDER.pay(...)
              6:5 order.pay(1)   $ORDER = order
          - patterns
            - pattern (line 16): billing.charge($ORDER, $BY)  matches nothing
            . pattern-inside (line 18): $BY = $REQUEST.user ⏎ ...
        + pattern-inside (line 11): def $VIEW($REQUEST, ...): ⏎ ...
            5:1 def pay(request, order, draft, cart): …   $REQUEST = request, $VIEW = pay
        + pattern-not (line 20): $ORDER.pay(..., owner=$OWNER, ...)
        + pattern-not-inside (line 22): if $ORDER.owner == $ANY: ⏎ ...
        + metavariable-regex (line 24): $ORDER is like (?!draft)
            6:5 order.pay(1)   $ORDER = order, $REQUEST = request, $VIEW = pay
        + metavariable-pattern: $ORDER
          + pattern (line 27): $NAME
              6:5 order   $NAME = order, $ORDER = order, $REQUEST = request, $VIEW = pay
          + pattern-not (line 27): cart
        + focus-metavariable: $ORDER
            6:5 order   $ORDER = order, $REQUEST = request, $VIEW = pay

    It is found because
      `pattern` of line 14 matches 6:5 `order.pay(1)` with $ORDER = order: $ORDER.pay(...)
    "#);
}

#[test]
fn what_is_not_found_shows_the_first_operator_that_failed() {
    insta::assert_snapshot!(shown("views.py:7"), @"
    exit 0

    --- stdout
    rule unchecked-order finds nothing in views.py:7

    7 |     order.pay(owner=request.user)

    shop.yaml
      - patterns
        + pattern-either
          + pattern (line 14): $ORDER.pay(...)
              7:5 order.pay(owner=request.user)   $ORDER = order
          - patterns
            - pattern (line 16): billing.charge($ORDER, $BY)  matches nothing
            . pattern-inside (line 18): $BY = $REQUEST.user ⏎ ...
        + pattern-inside (line 11): def $VIEW($REQUEST, ...): ⏎ ...
            5:1 def pay(request, order, draft, cart): …   $REQUEST = request, $VIEW = pay
        - pattern-not (line 20): $ORDER.pay(..., owner=$OWNER, ...)
            takes away 7:5 order.pay(owner=request.user)   $ORDER = order, $REQUEST = request, $VIEW = pay by 7:5 order.pay(owner=request.user)   $ORDER = order, $OWNER = request.user
        . pattern-not-inside (line 22): if $ORDER.owner == $ANY: ⏎ ...
        . metavariable-regex (line 24): $ORDER is like (?!draft)
        . metavariable-pattern: $ORDER
        . focus-metavariable: $ORDER

    It ends where
      `pattern` of line 14 matches 7:5 `order.pay(owner=request.user)` with $ORDER = order
      `pattern-not` of line 20 takes it away by 7:5 `order.pay(owner=request.user)` with $ORDER = order, $OWNER = request.user: $ORDER.pay(..., owner=$OWNER, ...)
    ");
    insta::assert_snapshot!(shown("views.py:15"), @r#"
    exit 0

    --- stdout
    rule unchecked-order finds nothing in views.py:15

    15 |     billing.charge(order, other)

    shop.yaml
      - patterns
        - pattern-either
          - pattern (line 14): $ORDER.pay(...)  matches nothing
          - patterns
            + pattern (line 16): billing.charge($ORDER, $BY)
                15:5 billing.charge(order, other)   $BY = other, $ORDER = order
            - pattern-inside (line 18): $BY = $REQUEST.user ⏎ ...
                12:5 by = request.user …   $BY = by does not agree with 15:5 billing.charge(order, other)   $BY = other, $ORDER = order
        . pattern-inside (line 11): def $VIEW($REQUEST, ...): ⏎ ...
        . pattern-not (line 20): $ORDER.pay(..., owner=$OWNER, ...)
        . pattern-not-inside (line 22): if $ORDER.owner == $ANY: ⏎ ...
        . metavariable-regex (line 24): $ORDER is like (?!draft)
        . metavariable-pattern: $ORDER
        . focus-metavariable: $ORDER

    It ends where
      `pattern` of line 16 matches 15:5 `billing.charge(order, other)` with $BY = other, $ORDER = order
      `pattern-inside` of line 18 matches 12:5 `by = request.user …` with $BY = by, but $BY is `by` there and `other` before
    "#);
}

/// The last lines alone: where it ends.
#[test]
fn every_operator_can_be_the_one() {
    let end = |line: u32| shown(&format!("views.py:{line}")).split("\nIt ").nth(1).unwrap_or_default().to_owned();
    insta::assert_snapshot!([3, 9, 10, 11, 13, 16].map(|line| format!("{line}: {}", end(line))).join("\n"), @"
    3: ends where
      `pattern` of line 14 matches 3:1 `order.pay()` with $ORDER = order
      `pattern-inside` of line 11 matches nothing: def $VIEW($REQUEST, ...): ⏎ ...
    9: ends where
      `pattern` of line 14 matches 9:9 `order.pay()` with $ORDER = order
      `pattern-not-inside` of line 22 takes it away by 8:5 `if order.owner == request.user: …` with $ANY = request.user, $ORDER = order: if $ORDER.owner == $ANY: ⏎ ...
    10: ends where
      `pattern` of line 14 matches 10:5 `draft.pay()` with $ORDER = draft
      `metavariable-regex` of line 24 fails, $ORDER is `draft` here: $ORDER is like (?!draft)
    11: ends where
      `pattern` of line 14 matches 11:5 `cart.pay()` with $ORDER = cart
      `metavariable-pattern` fails, $ORDER is `cart` here
      `pattern-not` of line 27 takes it away by 11:5 `cart` with $ORDER = cart, $REQUEST = request, $VIEW = pay: cart
    13: is found because
      `pattern` of line 16 matches 13:5 `billing.charge(order, by)` with $BY = by, $ORDER = order: billing.charge($ORDER, $BY)
    16: ends where
      none of the 2 alternatives of `pattern-either` matches
    ");
}

#[test]
fn a_whole_file_and_places_that_are_not_there() {
    insta::assert_snapshot!(shown("views.py").lines().filter(|line| !line.starts_with("    ")).collect::<Vec<_>>().join("\n"), @r#"
    exit 0

    --- stdout
    rule unchecked-order finds 2 places in views.py

    shop.yaml
      + patterns

    It is found because
      `pattern` of line 14 matches 6:5 `order.pay(1)` with $ORDER = order: $ORDER.pay(...)
"#);
    insta::assert_snapshot!(shown("views.py:99"), @r#"
    exit 2
    error: views.py has 17 lines, there is no line 99
"#);
    insta::assert_snapshot!(shown("gone.py:1"), @r#"
    exit 2
    error: no such file or folder: gone.py
"#);
}

/// Built-in rules over their own cases: the trace finds what a scan finds, line by line.
#[test]
fn a_trace_says_what_a_scan_does() {
    let mut compared = 0;
    for rule in &rule::built_in().rules {
        for case in rule::cases_of(rule).iter().filter(|case| !case.path.contains(".fixed.")) {
            let file = || {
                let language = if case.path.ends_with(".py") { Language::Python } else { Language::Template };
                SourceFile::new(case.path.as_str(), case.text.as_str(), language, Role::App)
            };
            let rules = RuleSet::new(vec![Arc::clone(rule)]);
            let found = engine::run(&Files::new(vec![file()]), &rules, Breadth::Everything).findings;
            let scanned: BTreeSet<u32> = found.iter().map(|finding| finding.location.start.line).collect();
            let told = (2..).zip(case.text.lines()).filter(|(_, line)| line.contains("ruleid:") || line.contains("ok:"));
            for line in told.map(|(line, _)| line) {
                let traced = trace(rule, (&file(), &Surroundings::default()), Some(line)).places.iter().any(|place| place.line == line);
                assert_eq!(traced, scanned.contains(&line), "{} {}:{line}", rule.id, case.path);
                compared += 1;
            }
        }
    }
    assert!(compared > 800, "{compared} lines");
}

/// A pattern that is said to find all that another one finds does so in all cases of the built-in rules.
#[test]
fn what_covers_another_pattern_finds_all_of_it() {
    let loaded = rule::built_in();
    let rules: Vec<&Arc<Rule>> = loaded.rules.iter().filter(|rule| !rule.patterns.is_empty()).collect();
    let mut texts: Vec<&str> = rules.iter().flat_map(|rule| rule.patterns.iter().map(|term| &*term.text)).collect();
    texts.sort_unstable();
    texts.dedup();
    let sketches = Sketches::of(&texts, straplock::pattern::MatchOptions::default());
    let code: Vec<String> = rules.iter().flat_map(|rule| rule::cases_of(rule)).map(|case| case.text).collect();
    let found: Vec<Vec<BTreeSet<(u32, u32)>>> = code.iter().map(|code| matches(&texts, code)).collect();
    let mut pairs = 0;
    for special in 0..texts.len() {
        for (general, _) in sketches.covering(special) {
            pairs += 1;
            for (found, code) in found.iter().zip(&code) {
                let missed: Vec<_> = found[special].difference(&found[general]).collect();
                let text = missed.first().map(|(start, end)| &code[*start as usize..*end as usize]);
                assert!(missed.is_empty(), "{:?} does not find {text:?}, which {:?} finds", texts[general], texts[special]);
            }
        }
    }
    assert!(pairs > 100, "{pairs} pairs");
}

/// For each pattern its ranges.
fn matches(texts: &[&str], code: &str) -> Vec<BTreeSet<(u32, u32)>> {
    let patterns = texts.iter().map(|text| straplock::pattern::Pattern::parse(text).unwrap()).collect();
    let parsed = straplock::syntax::python::parse(code);
    let semantics = straplock::semantic::analyse(code, &parsed);
    let code = straplock::pattern::Code { text: code, parsed: &parsed, semantics: &semantics };
    let found = straplock::pattern::PatternSet::new(patterns).find(&code, &vec![true; texts.len()]);
    (0..texts.len()).map(|at| found.of(at).iter().map(|one| (one.start, one.end)).collect()).collect()
}
