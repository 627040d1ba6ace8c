//! `paths` of rules against the files of a project: globs that no file has.

use std::sync::Arc;

use super::super::PathGlob;
use super::super::error::{Code, Diagnostic, RuleSource};
use super::super::yaml::{self, Node, Value};
use super::get;

/// Warnings about `paths` of the file's rules that cover none of `files` (relative to the project, with `/`).
pub(in crate::rule) fn idle_paths(source: &Arc<RuleSource>, files: &[&str]) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let Some(Node { value: Value::Mapping(top), .. }) = yaml::parse(source, &mut Vec::new()) else { return told };
    let Some(Node { value: Value::Sequence(rules), .. }) = get(&top, "rules") else { return told };
    for rule in rules {
        let Value::Mapping(entries) = &rule.value else { continue };
        let Some(Node { value: Value::Mapping(paths), .. }) = get(entries, "paths") else { continue };
        for (key, consequence) in [("include", "so it admits none"), ("exclude", "so it leaves none out")] {
            told.extend(get(paths, key).into_iter().flat_map(globs).filter_map(|(node, glob)| {
                let idle = !files.iter().any(|file| glob.matches(file));
                let message = format!("no file of the project matches this path, {consequence}");
                idle.then(|| {
                    Diagnostic::warning(Code::NoSuchPath, source, node.span.clone(), message)
                        .help("paths are written as in .gitignore, from the project's root; a folder covers its files")
                })
            }));
        }
    }
    told
}

/// The globs of a list, or of one text; those that are none are told elsewhere.
fn globs(node: &Node) -> Vec<(&Node, PathGlob)> {
    let items = match &node.value {
        Value::Sequence(items) => items.as_slice(),
        Value::Scalar(_) | Value::Mapping(_) => std::slice::from_ref(node),
    };
    items.iter().filter_map(|item| Some((item, PathGlob::new(&item.scalar()?.text).ok()?))).collect()
}
