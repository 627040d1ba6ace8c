//! From a region to what a person reads: place, sentence, scope and edit.

use std::borrow::Cow;
use std::sync::Arc;

use fancy_regex::Captures as Groups;

use super::region::Region;
use super::taint;
use crate::files::{FileId, SourceFile, Span};
use crate::finding::{Disposition, Finding, Fingerprint, Fix, Location};
use crate::rule::{Edition, Rule, Safety, first_sentence, interpolate};
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
        let location = location(id, file, region);
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

fn location(id: FileId, file: &SourceFile, region: &Region) -> Location {
    Location {
        path: file.shared_path(),
        span: Span::new(id, region.start, region.end),
        start: file.position(region.start),
        end: file.position(region.end),
    }
}

/// A bound text on one line.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_BOUND) {
        None => line,
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
    }
}

/// The edit of `fix` or `fix-regex`; none when it would change nothing.
fn fix(rule: &Rule, file: &SourceFile, region: &Region, location: &Location) -> Option<Fix> {
    let text = file.text().get(region.start as usize..region.end as usize)?;
    let (replacement, safety) = match (&rule.fix, &rule.fix_regex) {
        (Some(fix), _) => {
            let value = |name: &str| region.captures.get(name).map(|capture| Cow::Borrowed(&*capture.text));
            (interpolate(&fix.replacement, value), fix.safety)
        }
        (None, Some(fix)) => {
            let regex = fancy_regex::Regex::new(&fix.regex).ok()?;
            let replaced = regex.try_replacen(text, fix.count, |groups: &Groups<'_, str>| expand(&fix.replacement, groups));
            (replaced.ok()?.into_owned(), Safety::Review)
        }
        (None, None) => return None,
    };
    (replacement != text).then(|| Fix { location: location.clone(), replacement, safety })
}

/// `\1` to `\9` become the groups.
fn expand(replacement: &str, groups: &Groups<'_, str>) -> String {
    let mut out = String::new();
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        let digit = chars.peek().and_then(|next| next.to_digit(10)).filter(|_| c == '\\');
        match digit {
            Some(digit) => {
                chars.next();
                out.push_str(groups.get(digit as usize).map_or("", |group| group.as_str()));
            }
            None => out.push(c),
        }
    }
    out
}
