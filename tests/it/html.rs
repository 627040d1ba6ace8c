//! Rules for HTML, by hand and at random: `tests/oracles/html_probes.py` asked Semgrep about them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::AtomicUsize;

use serde_json::Value;
use straplock::engine::{Breadth, Engine};
use straplock::files::{Files, Language, Role, SourceFile};

use crate::formulas::rules;

/// Rules that answer otherwise, by name, with the reason.
const OTHERWISE: [(&str, &str); 4] = [
    ("hand-146", "a pattern that is a comment finds the whole text there, and is refused here"),
    ("hand-147", "a pattern that is a comment finds the whole text there, and is refused here"),
    ("hand-215", "`https://example.com` lies near the line of entropy, which is learned"),
    ("hand-200", "what metavariable-pattern binds leaves it there, as far as the title"),
];

/// By text, place and sentence.
type Found = BTreeMap<String, BTreeSet<(Vec<u64>, String)>>;

/// White space around what is bound is not shown, and what is long is cut.
fn shown(message: &str) -> String {
    if message.contains('\u{2026}') || message.split("][").any(|bound| bound.chars().count() > 60) {
        return "long".to_owned();
    }
    message.split_whitespace().collect::<Vec<_>>().join(" ").replace("[ ", "[").replace(" ]", "]")
}

fn theirs(probe: &Value) -> Found {
    let one = |place: &Value| {
        let place = place.as_array().expect("a place");
        let numbers = place[..4].iter().map(|number| number.as_u64().expect("a number")).collect();
        (numbers, shown(place[4].as_str().expect("a sentence")))
    };
    let found = probe["found"].as_object().expect("texts");
    found.iter().map(|(name, places)| (name.clone(), places.as_array().expect("places").iter().map(one).collect())).collect()
}

fn ours(engine: &Engine, texts: &Value) -> Found {
    let texts = texts.as_object().expect("texts").iter();
    let file = |(name, text): (&String, &Value)| {
        SourceFile::new(format!("{name}.html"), text.as_str().expect("a text"), Language::Template, Role::Template)
    };
    let files = Files::new(texts.map(file).collect());
    let mut found = Found::new();
    for finding in engine.run(&files, Breadth::Everything, &AtomicUsize::new(0)).findings {
        let (start, end) = (finding.location.start, finding.location.end);
        let place = [start.line, start.column, end.line, end.column].map(u64::from).to_vec();
        let name = finding.location.path.trim_end_matches(".html").to_owned();
        found.entry(name).or_default().insert((place, shown(&finding.message)));
    }
    found
}

/// What one side has and the other has not.
fn difference(ours: &Found, theirs: &Found) -> String {
    let lines = |one: &Found, other: &Found, sign: &str| {
        let none = BTreeSet::new();
        let of = |(name, places): (&String, &BTreeSet<(Vec<u64>, String)>)| {
            let others = other.get(name).unwrap_or(&none);
            places.difference(others).map(|place| format!("    {sign} {name} {place:?}\n")).collect::<String>()
        };
        one.iter().map(of).collect::<String>()
    };
    lines(theirs, ours, "-") + &lines(ours, theirs, "+")
}

#[test]
fn rules_for_html_find_what_semgrep_finds() {
    let all: Value = serde_json::from_str(include_str!("../conformance/html.json")).expect("the probes are JSON");
    let mut left: BTreeSet<&str> = OTHERWISE.iter().map(|(name, _)| *name).collect();
    let (mut agree, mut places, mut refused, mut wrong) = (0, 0, 0, String::new());
    for probe in all["probes"].as_array().expect("probes") {
        let rule = &probe["rule"];
        if probe["rule_error"] == true {
            refused += 1;
            continue;
        }
        let loaded = rules(rule);
        let name = rule["id"].as_str().expect("an id");
        let difference = match (loaded.unsupported.first(), loaded.diagnostics.iter().find(|one| one.is_error())) {
            (Some(unsupported), _) => format!("    not run: {}\n", unsupported.reason),
            (None, Some(error)) => format!("    refused: {} ({})\n", error.message, error.label),
            (None, None) => {
                difference(&ours(&Engine::new(&loaded.rules), &all["texts"][probe["over"].as_str().expect("a kind")]), &theirs(probe))
            }
        };
        match (difference.is_empty(), left.remove(name)) {
            (true, false) => {
                agree += 1;
                places += theirs(probe).values().map(BTreeSet::len).sum::<usize>();
            }
            (false, true) => {}
            (true, true) => writeln!(wrong, "{name}: holds now, take it off the list").expect("a string takes everything"),
            (false, false) => write!(wrong, "{name}: {rule}\n{difference}").expect("a string takes everything"),
        }
    }
    insta::assert_snapshot!(format!("{agree} agree, at {places} places; Semgrep refuses {refused}\n{wrong}"), @"382 agree, at 3706 places; Semgrep refuses 36");
}
