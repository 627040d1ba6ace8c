//! The rules in the binary: without a mistake, each with cases, all cases holding.

use std::sync::Arc;

use straplock::engine::cases::{Problem, run_cases};
use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{Edition, built_in, built_in_cases, built_in_sources, check, load, load_without, negatives};

#[test]
fn no_rule_has_a_mistake() {
    let loaded = check(&built_in_sources());
    insta::assert_snapshot!(render(&loaded.diagnostics, Paint::Plain), @"");
    assert!(loaded.unsupported.is_empty(), "{:?}", loaded.unsupported);
    assert_eq!(loaded.elsewhere, 0, "every built-in rule is for files that we read");
}

#[test]
fn the_fast_way_of_loading_gives_the_same_rules() {
    let ids = |rules: &straplock::rule::RuleSet| rules.iter().map(|rule| rule.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&built_in().rules), ids(&load(&built_in_sources()).rules));
    assert!(built_in().rules.len() >= 40, "the rules are embedded");
}

#[test]
fn every_rule_finds_what_its_cases_say_and_nothing_else() {
    let mut failures = Vec::new();
    for source in built_in_sources() {
        let loaded = load(std::slice::from_ref(&source));
        let results = run_cases(loaded.rules.rules(), &built_in_cases(&source.path));
        for failure in results.failures {
            let problem = match failure.problem {
                Problem::Missed => "is not found".to_owned(),
                Problem::NotWanted(message) => format!("is found: {message}"),
                other => format!("{other:?}"),
            };
            failures.push(format!("{} {}:{} `{}` {problem}", failure.rule, failure.path, failure.line, failure.code.trim()));
        }
        for (rule, tested) in results.tested {
            if tested.bad == 0 || tested.good == 0 {
                failures.push(format!("{rule} has {} `ruleid` and {} `ok`", tested.bad, tested.good));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Without any one of its negatives some case of a rule fails: none is there by hope.
#[test]
fn every_negative_has_a_case_that_needs_it() {
    let mut idle = Vec::new();
    for source in built_in_sources() {
        let cases = built_in_cases(&source.path);
        for (at, negative) in negatives(&source).into_iter().enumerate() {
            let without = load_without(&source, at);
            if !without.rules.is_empty() && run_cases(without.rules.rules(), &cases).failures.is_empty() {
                idle.push(format!("{}:{} {} {}", source.path, negative.line, negative.operator, negative.text));
            }
        }
    }
    assert!(idle.is_empty(), "no case needs these:\n{}", idle.join("\n"));
}

#[test]
fn every_rule_has_the_strict_meaning() {
    let compatible: Vec<_> =
        built_in().rules.iter().filter(|rule| rule.edition != Edition::E2026).map(|rule| Arc::clone(&rule.id)).collect();
    assert!(compatible.is_empty(), "without `edition: 2026`: {compatible:?}");
}

/// The text after all fixes stands beside the cases of every rule that has an edit.
#[test]
fn every_edit_has_a_case() {
    let loaded = built_in();
    let untested = loaded.rules.iter().filter(|rule| rule.fix.is_some() || rule.fix_regex.is_some()).filter(|rule| {
        let inside = rule.examples.iter().any(|example| example.fixed.is_some());
        !inside && !built_in_cases(&rule.origin.file).iter().any(|case| case.path.contains(".fixed."))
    });
    let untested: Vec<_> = untested.map(|rule| Arc::clone(&rule.id)).collect();
    assert!(untested.is_empty(), "without a `.fixed` file: {untested:?}");
}

#[test]
fn a_rule_file_is_named_after_its_rule_and_says_why_and_how() {
    let wrong: Vec<String> = built_in()
        .rules
        .iter()
        .filter(|rule| {
            let named = rule.origin.file.ends_with(&format!("/{}.yaml", rule.id));
            !named || rule.docs.why.is_empty() || rule.docs.how.is_empty() || rule.metadata.references.is_empty()
        })
        .map(|rule| format!("{} in {}", rule.id, rule.origin.file))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
