//! What a change introduced and what it mended: findings of two trees, matched by fingerprint.
//!
//! Changed lines play no part in it: removing a decorator makes a finding elsewhere. They only decide where a remark may
//! stand, which is left to the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diff::Diff;
use crate::finding::{Disposition, Finding};

/// Marks findings of `head` that `base` had as outside the diff, and returns those of `base` that are gone.
///
/// Matched in this order: fingerprint and path; fingerprint with the path renamed as git says; fingerprint without the
/// enclosing function's name in the same or renamed path. A finding that was suppressed in the base and is not in the head is
/// new: the change took its justification away.
pub fn compare(head: &mut [Finding], base: Vec<Finding>, diff: &Diff) -> Vec<Finding> {
    let mut pairing = Pairing { of_head: vec![None; head.len()], base_taken: vec![false; base.len()] };
    pairing.pass(head, &base, |finding| key(&finding.location.path, &finding.fingerprint.full), std::borrow::ToOwned::to_owned);
    pairing.pass(head, &base, |finding| key(&finding.location.path, &finding.fingerprint.full), |path| diff.new_path(path).to_owned());
    pairing.pass(head, &base, |finding| key(&finding.location.path, &finding.fingerprint.unscoped), |path| diff.new_path(path).to_owned());
    for (finding, pair) in head.iter_mut().zip(&pairing.of_head) {
        let was_reported = pair.is_some_and(|at| base[at].is_reported());
        if finding.is_reported() && was_reported {
            finding.disposition = Disposition::OutsideDiff;
        }
    }
    let gone = base.into_iter().zip(pairing.base_taken).filter(|(finding, taken)| !taken && finding.is_reported());
    gone.map(|(finding, _)| finding).collect()
}

/// Marks findings in files that are the same in both trees: they were there before, and the base's were not read.
pub fn keep_changed_files(head: &mut [Finding], diff: &Diff) {
    let changed = diff.files.iter().map(|file| file.path.as_str()).collect::<BTreeSet<_>>();
    for finding in head.iter_mut().filter(|finding| finding.is_reported()) {
        if !changed.contains(&*finding.location.path) {
            finding.disposition = Disposition::OutsideDiff;
        }
    }
}

/// Marks findings whose place, related places and path lie all outside the changed lines: what is left of a comparison when the
/// base could not be read.
pub fn keep_touched(head: &mut [Finding], diff: &Diff) {
    for finding in head.iter_mut().filter(|finding| finding.is_reported()) {
        let labels = finding.labels.iter().chain(&finding.trace).map(|label| &label.location);
        let mut places = std::iter::once(&finding.location).chain(labels);
        if !places.any(|place| diff.touches(&place.path, place.start.line, place.end.line)) {
            finding.disposition = Disposition::OutsideDiff;
        }
    }
}

type Key = (String, Arc<str>);

fn key(path: &str, fingerprint: &Arc<str>) -> Key {
    (path.to_owned(), Arc::clone(fingerprint))
}

struct Pairing {
    of_head: Vec<Option<usize>>,
    base_taken: Vec<bool>,
}

impl Pairing {
    /// Pairs what is still single and has the same key, the base's path seen through `renamed`.
    fn pass(&mut self, head: &[Finding], base: &[Finding], key: impl Fn(&Finding) -> Key, renamed: impl Fn(&str) -> String) {
        let mut open = BTreeMap::<Key, Vec<usize>>::new();
        for (at, finding) in base.iter().enumerate().rev().filter(|(at, _)| !self.base_taken[*at]) {
            let (path, fingerprint) = key(finding);
            open.entry((renamed(&path), fingerprint)).or_default().push(at);
        }
        for (at, finding) in head.iter().enumerate() {
            if self.of_head[at].is_none()
                && let Some(pair) = open.get_mut(&key(finding)).and_then(Vec::pop)
            {
                self.of_head[at] = Some(pair);
                self.base_taken[pair] = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{keep_changed_files, keep_touched};
    use crate::diff::{ChangeKind, Diff, FileChange, Hunk};
    use crate::finding::{Finding, Label};
    use crate::report::fixture;
    use crate::rule::Severity;

    /// Findings at `one`, `two` (with a path that begins at `one`) and, in a file that is the same, `three`.
    fn findings() -> Vec<Finding> {
        let files = fixture::files(&[("a.py", "one\n\ntwo\n"), ("b.py", "three\n")]);
        let rule = Arc::new(fixture::rule("sql-injection", Severity::High));
        let at = |path, word| fixture::place(&files, path, word);
        let mut found = vec![
            fixture::finding(&rule, at("a.py", "one"), "one"),
            fixture::finding(&rule, at("a.py", "two"), "two"),
            fixture::finding(&rule, at("b.py", "three"), "three"),
        ];
        found[1].trace = vec![Label { location: at("a.py", "one"), text: "comes from the request".to_owned() }];
        found
    }

    fn change(line: u32) -> Diff {
        let hunk = Hunk { old_start: line, old_count: 1, new_start: line, new_count: 1 };
        let file = FileChange { kind: ChangeKind::Modified, old_path: "a.py".to_owned(), path: "a.py".to_owned(), hunks: vec![hunk] };
        Diff { files: vec![file] }
    }

    fn shown(findings: &[Finding]) -> Vec<&str> {
        findings.iter().filter(|finding| finding.is_reported()).map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn files_that_are_the_same_hold_nothing_new() {
        let mut found = findings();
        keep_changed_files(&mut found, &change(2));
        assert_eq!(shown(&found), ["one", "two"]);
    }

    #[test]
    fn a_finding_is_touched_anywhere_on_its_path() {
        for (line, expected) in [(1, vec!["one", "two"]), (2, vec![]), (3, vec!["two"])] {
            let mut found = findings();
            keep_touched(&mut found, &change(line));
            assert_eq!(shown(&found), expected, "line {line}");
        }
    }
}
