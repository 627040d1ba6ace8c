//! A JSON Schema of rule files, for editors: made from the tables of keys and words that the reader uses.

mod describe;

use serde_json::{Map, Value, json};

use super::super::{Analyzer, Profile, Stage};
use super::{keys, language, metadata, rule};
use crate::files::Role;
use describe::{OPERATORS, RULE_KEYS, WORDS, description};

/// Which files a part of the schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `edition: 2026`: unknown keys are mistakes.
    Strict,
    /// Semgrep's habits.
    Compatible,
}

/// The JSON Schema (2020-12) of a rule file.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Straplock rules",
        "description": "A rule file of Straplock, in Semgrep's rule language. With `edition: 2026` unknown keys are mistakes; without it Semgrep's habits hold.",
        "type": "object",
        "required": ["rules"],
        "properties": {
            keys::FILE[0]: {"const": 2026, "description": "The strict meaning. Without it a file has Semgrep's meaning exactly."},
            keys::FILE[1]: {"type": "array", "description": "The rules of this file."},
        },
        "if": {"required": ["edition"]},
        "then": {"properties": {"edition": true, "rules": {"items": {"$ref": "#/$defs/rule-2026"}}}, "additionalProperties": false},
        "else": {"properties": {"rules": {"items": {"$ref": "#/$defs/rule"}}}},
        "$defs": definitions(),
    })
}

fn definitions() -> Value {
    json!({
        "text": {"type": ["string", "number", "boolean"]},
        "texts": {"anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/text"}}]},
        "metavariable": {"type": "string", "pattern": "^\\$", "description": "With its `$`, in capitals: `$X`, `$...ARGS`, `$1`."},
        "rule-2026": rule_of(Form::Strict),
        "rule": rule_of(Form::Compatible),
        "formula": formula(),
        "pattern-or-formula": {"anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/formula"}]},
        "alternative": one_of_keys(&keys::POSITIVE),
        "term": term(),
    })
}

/// One entry of `rules`.
fn rule_of(form: Form) -> Value {
    let mut properties = Map::new();
    for key in keys::RULE {
        let mut value = rule_key(key, form);
        if let (Value::Object(value), Some(text)) = (&mut value, description(&RULE_KEYS, key)) {
            value.insert("description".to_owned(), text.into());
        }
        properties.insert(key.to_owned(), value);
    }
    let mut kinds: Vec<Value> = keys::MATCHERS.iter().map(|key| json!({"required": [key, "languages"]})).collect();
    kinds.extend(keys::LATER_MATCHERS.iter().map(|(key, _)| json!({"required": [key]})));
    kinds.push(json!({"required": ["mode", "languages"], "properties": {"mode": {"not": {"const": "search"}}}}));
    let mut out = json!({
        "type": "object",
        "required": ["id", "message", "severity"],
        "properties": properties,
        "oneOf": kinds,
        "if": {"required": ["mode"], "properties": {"mode": {"const": "taint"}}},
        "then": {"anyOf": [{"required": ["pattern-sources", "pattern-sinks"]}, {"required": ["taint"]}]},
    });
    if form == Form::Strict {
        out["additionalProperties"] = false.into();
    }
    out
}

fn rule_key(key: &str, form: Form) -> Value {
    let text = || json!({"$ref": "#/$defs/text"});
    match key {
        "id" if form == Form::Strict => json!({"type": "string", "maxLength": rule::MAX_ID, "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"}),
        "id" => json!({"type": ["string", "number"], "maxLength": rule::MAX_ID, "pattern": "^[A-Za-z0-9._-]+$"}),
        "message" if form == Form::Strict => json!({"$ref": "#/$defs/text", "pattern": "\\S"}),
        "message" | "min-version" | "max-version" | "replaced-by" => text(),
        "severity" if form == Form::Strict => words(&names(&rule::EDITION_SEVERITIES)),
        "severity" => words(&names(&rule::COMPATIBLE_SEVERITIES)),
        "languages" => {
            let one = json!({"enum": language::names()});
            json!({"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]})
        }
        "pattern" | "patterns" | "pattern-either" | "pattern-regex" => operator(key),
        "stage" => words(&Stage::ALL.map(Stage::as_str)),
        "profile" => words(&Profile::ALL.map(Profile::as_str)),
        "roles" => {
            let one = words(&Role::ALL.map(Role::as_str));
            json!({"anyOf": [one, {"type": "array", "items": one}]})
        }
        "locked" => json!({"type": "boolean"}),
        "fix" => {
            let properties = json!({"replace": text(), "safety": words(&names(&metadata::SAFETIES))});
            let mapping = json!({"type": "object", "properties": properties, "additionalProperties": false});
            json!({"anyOf": [text(), {"type": "null"}, mapping]})
        }
        "fix-safety" => words(&names(&metadata::SAFETIES)),
        "fix-regex" => {
            let properties = json!({"regex": text(), "replacement": text(), "count": {"type": "integer", "minimum": 0}});
            json!({"type": "object", "required": ["regex", "replacement"], "properties": properties, "additionalProperties": false})
        }
        "docs" => mapping(&keys::DOCS, &text(), form),
        "paths" => mapping(&keys::PATHS, &json!({"$ref": "#/$defs/texts"}), form),
        "requires" if form == Form::Strict => mapping(&keys::REQUIRES, &text(), form),
        "metadata" => free_facts(form),
        "options" => options(form),
        "mode" => json!({"enum": keys::MODES}),
        "pattern-sources" | "pattern-sinks" | "pattern-sanitizers" | "pattern-propagators" => taint_list(key, form),
        "examples" if form == Form::Strict => json!({"type": "array", "items": example()}),
        _ => json!({}),
    }
}

/// A list of a taint rule: entries with one formula and keys of their own.
fn taint_list(list: &str, form: Form) -> Value {
    let own = keys::TAINT_LISTS.iter().filter(|(name, _)| *name == list).flat_map(|(_, keys)| keys.iter().copied());
    let mut properties: Map<String, Value> = keys::MATCHERS.iter().map(|key| ((*key).to_owned(), operator(key))).collect();
    properties.extend(own.map(|key| (key.to_owned(), taint_key(list, key))));
    let needed: &[&str] = if list == "pattern-propagators" { &["from", "to"] } else { &[] };
    let mut entry = json!({"type": "object", "properties": properties, "required": needed});
    entry["oneOf"] = keys::MATCHERS.iter().map(|key| json!({"required": [key]})).collect();
    if form == Form::Strict {
        entry["additionalProperties"] = false.into();
    }
    let least = usize::from(matches!(list, "pattern-sources" | "pattern-sinks"));
    json!({"type": "array", "minItems": least, "items": entry})
}

/// The value of a key of an entry.
fn taint_key(list: &str, key: &str) -> Value {
    match (list, key) {
        (_, "from" | "to") => json!({"$ref": "#/$defs/metavariable"}),
        ("pattern-sources", "by-side-effect") => json!({"enum": [true, false, "only"]}),
        ("pattern-sinks", "requires") => {
            let text = json!({"$ref": "#/$defs/text"});
            json!({"anyOf": [text, {"type": "boolean"}, {"type": "array", "items": {"type": "object", "additionalProperties": text}}]})
        }
        (_, "requires") => json!({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "boolean"}]}),
        (_, "label") => json!({"$ref": "#/$defs/text"}),
        (_, "replace-labels") => json!({"$ref": "#/$defs/texts"}),
        _ => json!({"type": "boolean"}),
    }
}

/// A mapping of these keys, all with the same kind of value.
fn mapping(known: &[&str], value: &Value, form: Form) -> Value {
    let properties: Map<String, Value> = known.iter().map(|key| ((*key).to_owned(), value.clone())).collect();
    let mut out = json!({"type": "object", "properties": properties});
    if form == Form::Strict {
        out["additionalProperties"] = false.into();
    }
    out
}

fn free_facts(form: Form) -> Value {
    if form == Form::Compatible {
        return json!({"type": "object"});
    }
    let texts = json!({"$ref": "#/$defs/texts"});
    let confidence = words(&names(&metadata::CONFIDENCES));
    json!({
        "type": "object",
        "properties": {"cwe": texts, "owasp": texts, "technology": texts, "references": texts, "confidence": confidence},
    })
}

fn options(form: Form) -> Value {
    let mut properties = Map::new();
    for key in keys::OPTIONS.iter().chain(&keys::SHAPING_OPTIONS) {
        properties.insert((*key).to_owned(), json!({"type": "boolean"}));
    }
    for key in keys::HARMLESS_OPTIONS {
        properties.insert(key.to_owned(), json!({}));
    }
    for key in keys::TAINT_OPTIONS {
        properties.insert(key.to_owned(), json!({"type": "boolean"}));
    }
    for key in keys::UNUSED_TAINT_OPTIONS {
        properties.insert(key.to_owned(), json!({}));
    }
    let mut out = json!({"type": "object", "properties": properties});
    if form == Form::Strict {
        out["additionalProperties"] = false.into();
    } else {
        out["patternProperties"] = json!({"^taint_": {}});
    }
    out
}

fn example() -> Value {
    let code = json!({"anyOf": [{"$ref": "#/$defs/text"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}}]});
    let properties = json!({"bad": code, "good": code, "fixed": {"$ref": "#/$defs/text"}, "todo": {"type": "boolean"}});
    json!({
        "type": "object",
        "properties": properties,
        "oneOf": [{"required": ["bad"]}, {"required": ["good"]}],
        "additionalProperties": false,
    })
}

/// Exactly one of the keys that say what to look for.
fn formula() -> Value {
    one_of_keys(&keys::MATCHERS)
}

/// An item of `patterns`.
fn term() -> Value {
    let mut out = one_of_keys(&keys::OPERATORS);
    for key in keys::LATER_OPERATORS {
        out["properties"].as_object_mut().expect("it was made as one").entry(key).or_insert_with(|| json!({}));
    }
    out["patternProperties"] = json!({"^semgrep-internal-": {}});
    out
}

/// A mapping of one of these operators.
fn one_of_keys(operators: &[&str]) -> Value {
    let properties: Map<String, Value> = operators
        .iter()
        .map(|key| {
            let mut value = operator(key);
            if let (Value::Object(value), Some(text)) = (&mut value, description(&OPERATORS, key)) {
                value.insert("description".to_owned(), text.into());
            }
            ((*key).to_owned(), value)
        })
        .collect();
    json!({"type": "object", "properties": properties, "minProperties": 1, "maxProperties": 1, "additionalProperties": false})
}

/// The value of an operator; of one that is not described here anything.
fn operator(key: &str) -> Value {
    match key {
        "pattern" | "pattern-regex" | "pattern-not-regex" => json!({"$ref": "#/$defs/text"}),
        "pattern-either" => json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/alternative"}}),
        "patterns" => json!({"type": "array", "items": {"$ref": "#/$defs/term"}}),
        "pattern-inside" | "pattern-not" | "pattern-not-inside" => json!({"$ref": "#/$defs/pattern-or-formula"}),
        "focus-metavariable" => {
            let one = json!({"$ref": "#/$defs/metavariable"});
            json!({"anyOf": [one, {"type": "array", "items": one}]})
        }
        "metavariable-regex" => {
            let [metavariable, regex, constant] = keys::METAVARIABLE_REGEX;
            let properties = json!({
                metavariable: {"$ref": "#/$defs/metavariable"},
                regex: {"$ref": "#/$defs/text"},
                constant: {"type": "boolean"},
            });
            json!({"type": "object", "required": [metavariable, regex], "properties": properties, "additionalProperties": false})
        }
        "metavariable-pattern" => {
            let [metavariable, content] = keys::METAVARIABLE_PATTERN;
            let mut properties = Map::new();
            properties.insert(metavariable.to_owned(), json!({"$ref": "#/$defs/metavariable"}));
            properties.insert(content.to_owned(), json!({"enum": language::names()}));
            properties.extend(keys::MATCHERS.iter().map(|key| ((*key).to_owned(), operator(key))));
            let kinds: Vec<Value> = keys::MATCHERS.iter().map(|key| json!({"required": [key]})).collect();
            json!({"type": "object", "required": [metavariable], "properties": properties, "oneOf": kinds, "additionalProperties": false})
        }
        "metavariable-analysis" => {
            let [metavariable, analyzer] = keys::METAVARIABLE_ANALYSIS;
            let properties = json!({metavariable: {"$ref": "#/$defs/metavariable"}, analyzer: words(&names(&Analyzer::ALL))});
            json!({"type": "object", "required": [metavariable, analyzer], "properties": properties, "additionalProperties": false})
        }
        _ => json!({}),
    }
}

fn names<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
    words.iter().map(|(word, _)| *word).collect()
}

/// One word of a closed vocabulary, in small letters or in capitals, each with what it means.
fn words(known: &[&str]) -> Value {
    let said = known.iter().flat_map(|word| {
        let text = description(&WORDS, word);
        [(*word).to_owned(), word.to_uppercase()].map(|word| match text {
            Some(text) => json!({"const": word, "description": text}),
            None => json!({"const": word}),
        })
    });
    json!({"oneOf": said.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_operator_is_described() {
        let keys = keys::RULE.iter().filter(|key| description(&RULE_KEYS, key).is_none());
        let operators = keys::OPERATORS.iter().filter(|key| description(&OPERATORS, key).is_none());
        let bare: Vec<_> = keys.chain(operators).collect();
        assert!(bare.is_empty(), "without a description in `schema/describe.rs`: {bare:?}");
    }
}
