//! What a rule file says, rule by rule and key by key, as digests: which rules an update adds, changes and removes.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::super::error::RuleSource;
use super::super::yaml::{self, Node, Value};
use super::get;

/// A rule as its file says it. Comments, layout and anchors do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutline {
    /// Its id.
    pub id: String,
    /// A digest of each key's value.
    pub keys: BTreeMap<String, [u8; 32]>,
}

/// The rules of a file; none of one that is no YAML, or holds no rules.
pub fn outline(source: &Arc<RuleSource>) -> Vec<RuleOutline> {
    let Some(Node { value: Value::Mapping(entries), .. }) = yaml::parse(source, &mut Vec::new()) else { return Vec::new() };
    let edition = get(&entries, "edition").map(digest);
    let Some(Node { value: Value::Sequence(rules), .. }) = get(&entries, "rules") else { return Vec::new() };
    rules.iter().filter_map(|rule| one(rule, edition)).collect()
}

fn one(rule: &Node, edition: Option<[u8; 32]>) -> Option<RuleOutline> {
    let Value::Mapping(entries) = &rule.value else { return None };
    let id = get(entries, "id")?.scalar()?.text.to_string();
    let named = entries.iter().filter_map(|(key, value)| Some((key.scalar()?.text.to_string(), digest(value))));
    let edition = edition.map(|edition| ("edition".to_owned(), edition));
    Some(RuleOutline { id, keys: named.chain(edition).collect() })
}

fn digest(node: &Node) -> [u8; 32] {
    let mut hash = Sha256::new();
    feed(node, &mut hash);
    hash.finalize().into()
}

/// Each kind of node begins with a letter and a length, so that no two trees feed the same bytes.
fn feed(node: &Node, hash: &mut Sha256) {
    match &node.value {
        Value::Scalar(scalar) => {
            let kind = node.kind();
            hash.update(format!("s{kind}{}:", scalar.text.len()));
            hash.update(scalar.text.as_bytes());
        }
        Value::Sequence(items) => {
            hash.update(format!("l{}:", items.len()));
            items.iter().for_each(|item| feed(item, hash));
        }
        Value::Mapping(entries) => {
            hash.update(format!("m{}:", entries.len()));
            for (key, value) in entries {
                feed(key, hash);
                feed(value, hash);
            }
        }
    }
}
