//! Which variable a name is, in functions, classes, loops, comprehensions and imports: rules whose metavariables occur
//! twice, over files, with the answers of the published Semgrep engine.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::formulas::{difference, rules};

#[test]
fn names_are_the_same_variable_where_they_are_in_semgrep() {
    let recorded: Value = serde_json::from_str(include_str!("../conformance/names.json")).expect("the probes are JSON");
    let exceptions = recorded["exceptions"].as_object().expect("names with reasons");
    let mut left: BTreeSet<&str> = exceptions.keys().map(String::as_str).collect();
    let (mut agree, mut wrong) = (0, String::new());
    for group in recorded["groups"].as_array().expect("a list of groups") {
        for rule in group["rules"].as_array().expect("a list of rules") {
            let loaded = rules(rule);
            for text in group["texts"].as_array().expect("a list of texts") {
                let id = rule["id"].as_str().expect("an id");
                let name = format!("{} {id}", text["name"].as_str().expect("a name"));
                let ranges = text["found"].get(id).cloned().unwrap_or_else(|| json!([]));
                let difference = difference(&json!({ "ext": "py", "code": text["code"], "ranges": ranges }), &loaded);
                match (difference, left.remove(&*name)) {
                    (None, false) => agree += 1,
                    (Some(_), true) => {}
                    (None, true) => writeln!(wrong, "{name}: holds now, take it off the exceptions").expect("a string takes all"),
                    (Some(difference), false) => writeln!(wrong, "{name}: {difference}").expect("a string takes all"),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{agree} agree\n{wrong}");
    assert!(left.is_empty(), "exceptions without a probe: {left:?}");
    assert!(agree > 2000, "the probes were found: {agree}");
}
