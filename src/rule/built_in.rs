//! The rules compiled into the binary, and the case files beside them.

use std::sync::Arc;

use super::error::RuleSource;
use super::set::{Loaded, load_trusted};
use super::{CaseFile, Rule};

/// Path below `rules/` and text of every rule and case file, sorted by path.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in_rules.rs"));

/// The built-in rules, ready to run. A test of ours checks them in full.
pub fn built_in() -> Loaded {
    load_trusted(&built_in_sources())
}

/// The built-in rule files.
pub fn built_in_sources() -> Vec<Arc<RuleSource>> {
    let rules = FILES.iter().filter(|(path, _)| path.strip_suffix(".yaml").is_some_and(|stem| stem.rsplit('.').next() != Some("test")));
    rules.map(|(path, text)| Arc::new(RuleSource::built_in(format!("rules/{path}"), text))).collect()
}

/// The case files of a built-in rule file (`rules/injection/sql-raw.yaml`), sorted by path; paths are as in the repository.
pub fn built_in_cases(file: &str) -> Vec<CaseFile> {
    let Some(stem) = file.strip_prefix("rules/").and_then(|path| path.strip_suffix("yaml")) else { return Vec::new() };
    let beside = FILES.iter().filter(|(path, _)| path.starts_with(stem) && *path != format!("{stem}yaml"));
    beside.map(|(path, text)| CaseFile { path: format!("rules/{path}"), text: (*text).to_owned() }).collect()
}

/// The case files of a built-in rule.
pub fn cases_of(rule: &Rule) -> Vec<CaseFile> {
    if rule.origin.built_in { built_in_cases(&rule.origin.file) } else { Vec::new() }
}
