//! From a region to what a person reads: place, sentence, scope and edit.

use std::borrow::Cow;
use std::sync::Arc;

use super::fix::fix;
use super::region::Region;
use super::taint;
use crate::files::{FileId, SourceFile, Span};
use crate::finding::{Disposition, Finding, Fingerprint, Location};
use crate::rule::{Edition, Rule, TextTerm, first_sentence, interpolate};
use crate::taint::Extent;

/// A bound text in a title is cut at this length, in characters: it may be a whole function.
const MAX_BOUND: usize = 60;

/// The findings of one rule in one file, in the order of their places, equal ones once.
/// `ways` are those of taint, by position of the region.
pub(super) fn findings(
    rule: &Arc<Rule>,
    (id, file): (FileId, &SourceFile),
    regions: &[Region],
    ways: &[Vec<Extent>],
    scope: &dyn Fn(u32) -> String,
) -> Vec<Finding> {
    if regions.is_empty() {
        return Vec::new();
    }
    let title = first_sentence(&rule.message);
    let mut seen = std::collections::BTreeSet::new();
    let mut findings = Vec::new();
    for (at, region) in regions.iter().enumerate() {
        // One finding a range in edition files; in compatible files the whole message, with all that is bound, tells them apart.
        let told = match rule.edition {
            Edition::E2026 => String::new(),
            Edition::Compatible => {
                interpolate(&rule.message, |name| region.captures.get(name).map(|capture| Cow::Borrowed(&*capture.text)))
            }
        };
        if !seen.insert((region.start, region.end, told)) {
            continue;
        }
        let location = location(rule, id, file, region);
        findings.push(Finding {
            rule: Arc::clone(rule),
            severity: rule.severity,
            confidence: rule.confidence,
            message: interpolate(&title, |name| region.captures.get(name).map(|capture| Cow::Owned(shorten(&capture.text)))),
            scope: scope(region.start),
            labels: Vec::new(),
            trace: ways.get(at).map(|way| taint::steps(way, id, file)).unwrap_or_default(),
            fix: fix(rule, file, region, &location),
            location,
            fingerprint: Fingerprint::default(),
            disposition: Disposition::Reported,
        });
    }
    findings
}

/// Behind the last line end there is no line that a person sees, so a place ends before it. Not an element of HTML: it ends
/// where the next one would begin, as in Semgrep.
fn location(rule: &Rule, id: FileId, file: &SourceFile, region: &Region) -> Location {
    let is_element = || rule.regexes.iter().any(|term| matches!(term, TextTerm::Html(_)));
    let shown = |at: u32| {
        let at_end = at as usize == file.text().len();
        file.position(if at_end && !is_element() { last_line_end(file.text()) } else { at })
    };
    Location { path: file.shared_path(), span: Span::new(id, region.start, region.end), start: shown(region.start), end: shown(region.end) }
}

fn last_line_end(text: &str) -> u32 {
    let shown = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    u32::try_from(shown.len()).expect("discovery bounds the size of a file")
}

/// A bound text on one line.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_BOUND) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}
