//! The rules compiled into the binary, and the case files beside them.

use std::sync::Arc;

use saphyr_parser::ScalarStyle;

use super::error::RuleSource;
use super::set::{Loaded, load_trusted};
use super::yaml::{StaticEvent, StaticNode};
use super::{CaseFile, Rule};

/// A rule or case file.
struct BuiltInFile {
    /// Below `rules/`.
    path: &'static str,
    text: &'static str,
    /// Of a rule file what its YAML consists of, if that was known when the program was built.
    events: Option<&'static [StaticNode]>,
}

/// Every rule and case file, sorted by path.
static FILES: &[BuiltInFile] = include!(concat!(env!("OUT_DIR"), "/built_in_rules.rs"));

/// The built-in rules, ready to run. A test of ours checks them in full.
pub fn built_in() -> Loaded {
    load_trusted(&built_in_sources())
}

/// The built-in rule files.
pub fn built_in_sources() -> Vec<Arc<RuleSource>> {
    let is_rule = |path: &str| path.strip_suffix(".yaml").is_some_and(|stem| stem.rsplit('.').next() != Some("test"));
    let rules = FILES.iter().filter(|file| is_rule(file.path));
    rules.map(|file| Arc::new(RuleSource::built_in(format!("rules/{}", file.path), file.text, file.events))).collect()
}

/// The case files of a built-in rule file (`rules/injection/sql-raw.yaml`), sorted by path; paths are as in the repository.
pub fn built_in_cases(file: &str) -> Vec<CaseFile> {
    let Some(stem) = file.strip_prefix("rules/").and_then(|path| path.strip_suffix("yaml")) else { return Vec::new() };
    let beside = FILES.iter().filter(|file| file.path.starts_with(stem) && file.path != format!("{stem}yaml"));
    beside.map(|file| CaseFile { path: format!("rules/{}", file.path), text: file.text.to_owned() }).collect()
}

/// The case files of a built-in rule.
pub fn cases_of(rule: &Rule) -> Vec<CaseFile> {
    if rule.origin.built_in { built_in_cases(&rule.origin.file) } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::yaml;

    #[test]
    fn events_known_at_build_time_are_those_of_the_text() {
        for source in built_in_sources() {
            assert!(source.events.is_some(), "{} has YAML that the build script leaves to every scan", source.path);
            let read = Arc::new(RuleSource { events: None, ..RuleSource::clone(&source) });
            let (mut diagnostics, mut more) = (Vec::new(), Vec::new());
            let (known, read) = (yaml::parse(&source, &mut diagnostics), yaml::parse(&read, &mut more));
            assert_eq!(format!("{known:?}"), format!("{read:?}"), "{}", source.path);
        }
    }
}
