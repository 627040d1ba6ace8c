//! What analysers say of texts, beside Semgrep's answers: `tests/oracles/analysis_probes.py` asked for them.

use serde_json::Value;
use straplock::rule::Analyzer;

/// How many of Semgrep's answers are ours, and how many there are.
fn agreement(name: &str, analyzer: Analyzer) -> (usize, usize) {
    let all: Value = serde_json::from_str(include_str!("../conformance/analysis.json")).expect("the probes are JSON");
    let (mut agree, mut count) = (0, 0);
    for (key, wanted) in [("yes", true), ("no", false)] {
        for text in all[name][key].as_array().expect("a list of texts") {
            count += 1;
            agree += usize::from(analyzer.holds(text.as_str().expect("a text")) == wanted);
        }
    }
    (agree, count)
}

#[test]
fn redos_is_answered_exactly_as_by_semgrep() {
    let (agree, count) = agreement("redos", Analyzer::Redos);
    assert_eq!(agree, count);
    assert!(count > 1_500);
}

/// Which letters surprise is learned, so some texts near the line fall on the other side of it.
#[test]
fn entropy_is_answered_nearly_as_by_semgrep() {
    let (agree, count) = agreement("entropy", Analyzer::Entropy);
    assert!(count > 2_500);
    assert!(agree * 1_000 >= count * 985, "{agree} of {count}");
}
