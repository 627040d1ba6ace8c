//! Probes of the published Semgrep engine, run as whole rules: file in, findings out. Single patterns are also in `conformance`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use serde_json::{Value, json};
use straplock::engine::{Breadth, Engine};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{Loaded, RuleSource, load};

/// The probes of one file.
fn probes(text: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(text).expect("the probes are JSON");
    all["probes"].as_array().expect("a list of probes").clone()
}

/// Probes that the pattern matcher does not agree with yet, by its own list.
fn not_yet() -> BTreeSet<&'static str> {
    let lines = include_str!("../conformance/not-yet.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_whitespace().next()).collect()
}

pub(crate) fn rules(rule: &Value) -> Loaded {
    let text = json!({ "rules": [rule] }).to_string();
    load(&[Arc::new(RuleSource::new("probe.yaml", &text))])
}

fn file(probe: &Value) -> Files {
    let extension = probe["ext"].as_str().expect("an extension");
    let language = match extension {
        "py" => Language::Python,
        "html" => Language::Template,
        _ => Language::Text,
    };
    let text = probe["code"].as_str().expect("a text");
    Files::new(vec![SourceFile::new(format!("probe.{extension}"), text, language, Role::App)])
}

/// What differs from the recorded answer, or nothing.
pub(crate) fn difference(probe: &Value, loaded: &Loaded) -> Option<String> {
    if probe["rule_error"] == json!(true) {
        return (!loaded.has_errors()).then(|| "the rule should be refused".to_owned());
    }
    if let Some(diagnostic) = loaded.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Some(format!("the rule is refused: {} ({})", diagnostic.message, diagnostic.label));
    }
    let files = file(probe);
    // A day of 2026, as it was when the answers were recorded.
    let outcome = Engine::new(&loaded.rules).on_day(1_795_000_000).run(&files, Breadth::Everything, &AtomicUsize::new(0));
    let place = |line: u32, column: u32| [u64::from(line), u64::from(column)];
    let ours: BTreeSet<Vec<u64>> = outcome
        .findings
        .iter()
        .map(|finding| {
            let (start, end) = (finding.location.start, finding.location.end);
            [place(start.line, start.column), place(end.line, end.column)].concat()
        })
        .collect();
    let theirs: BTreeSet<Vec<u64>> = serde_json::from_value(probe["ranges"].clone()).expect("ranges are numbers");
    if ours != theirs {
        return Some(format!("ours {ours:?}, Semgrep {theirs:?}"));
    }
    if let Ok(messages) = serde_json::from_value::<BTreeSet<String>>(probe["messages"].clone()) {
        let told: BTreeSet<String> = outcome.findings.iter().map(|finding| finding.message.clone()).collect();
        let messages: BTreeSet<String> = messages.iter().map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        if told != messages {
            return Some(format!("our messages {told:?}, Semgrep {messages:?}"));
        }
    }
    if let Ok(fixes) = serde_json::from_value::<Vec<(u32, String)>>(probe["fixes"].clone()) {
        let edits = outcome.findings.iter().filter_map(|finding| Some((finding.location.start.line, finding.fix.clone()?.replacement)));
        let ours: Vec<(u32, String)> = edits.collect();
        if ours != fixes {
            return Some(format!("our edits {ours:?}, Semgrep {fixes:?}"));
        }
    }
    None
}

#[test]
fn rules_find_what_semgrep_finds() {
    let not_yet = not_yet();
    let (mut agree, mut differ) = (0, String::new());
    let mut later = std::collections::BTreeMap::<String, Vec<String>>::new();
    for probe in probes(include_str!("../conformance/probes.json")) {
        let name = probe["name"].as_str().expect("a name").to_owned();
        let loaded = rules(&probe["rule"]);
        if let Some(unsupported) = loaded.unsupported.first() {
            later.entry(unsupported.reason.clone()).or_default().push(name);
            continue;
        }
        if not_yet.contains(name.as_str()) {
            continue;
        }
        match difference(&probe, &loaded) {
            None => agree += 1,
            Some(difference) => writeln!(differ, "{name}: {difference}").expect("a string takes everything"),
        }
    }
    let later: String = later.iter().map(|(reason, names)| format!("{reason}: {}\n", names.len())).collect();
    insta::assert_snapshot!(format!("{agree} agree\n{differ}\nnot run by this version:\n{later}"), @r"
        299 agree

        not run by this version:
        ");
}

/// Rules for text, by hand and at random: `tests/oracles/generic_probes.py` asked Semgrep about them.
#[test]
fn rules_for_text_find_what_semgrep_finds() {
    let (mut agree, mut found, mut differ) = (0, 0, String::new());
    for probe in probes(include_str!("../conformance/generic.json")) {
        let loaded = rules(&probe["rule"]);
        assert_eq!(loaded.unsupported, [], "every rule runs");
        match difference(&probe, &loaded) {
            None => {
                agree += 1;
                found += usize::from(probe["ranges"] != json!([]));
            }
            Some(difference) => writeln!(differ, "{}: {difference}", probe["name"]).expect("a string takes everything"),
        }
    }
    insta::assert_snapshot!(format!("{agree} agree, {found} of them find something\n{differ}"), @r##"1047 agree, 500 of them find something"##);
}
