//! Sentences that several formats say alike: what was found, how far the scan saw, the closing line.

use std::collections::BTreeSet;

use crate::finding::{Coverage, Finding, ProjectSummary, Report, UsedPack};
use crate::notification::{NotificationKind, NotificationLevel};
use crate::rule::Severity;

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What was found, unescaped: ``Django 5.2 project `shop` (manage.py), settings config.settings (from wsgi.py), 12 Python files``.
pub(crate) fn project(project: &ProjectSummary, coverage: &Coverage) -> String {
    let mut parts = vec![framework(project)];
    if let Some(settings) = &project.settings_module {
        let from = project.settings_from.as_ref().map(|from| format!(" (from {from})")).unwrap_or_default();
        parts.push(format!("settings {settings}{from}"));
    }
    parts.push(count(coverage.python, "Python file", "Python files"));
    parts.push(count(coverage.templates, "template", "templates"));
    parts.join(", ")
}

fn framework(project: &ProjectSummary) -> String {
    if !project.is_django {
        return "No Django project found here".to_owned();
    }
    let mut out = String::from("Django");
    if let Some(version) = &project.django_version {
        out.push(' ');
        out.push_str(version);
    }
    out.push_str(" project");
    if let Some(name) = &project.name {
        out.push_str(&format!(" `{name}`"));
    }
    if let Some(manage) = &project.manage {
        out.push_str(&format!(" ({manage})"));
    }
    out
}

/// How far the scan saw.
pub(crate) fn coverage(report: &Report) -> String {
    let coverage = &report.coverage;
    let mut parts = vec![count(coverage.python_lines, "line of Python", "lines of Python")];
    if coverage.texts > 0 {
        parts.push(count(coverage.texts, "other text file", "other text files"));
    }
    parts.push(format!("{}, profile {}", count(report.rules.len(), "rule", "rules"), report.profile.as_str()));
    let (unread, partial) = unseen(report);
    for (number, word) in [(unread, "not read"), (partial, "read only in part")] {
        if number > 0 {
            parts.push(format!("{} {word}", count(number, "file", "files")));
        }
    }
    if coverage.excluded > 0 {
        parts.push(format!("{} left out on purpose", count(coverage.excluded, "file", "files")));
    }
    let verdict = if report.is_incomplete() { "incomplete" } else { "complete" };
    format!("{verdict}: {}", parts.join(", "))
}

/// What was compared with what, unescaped.
pub(crate) fn comparison(report: &Report) -> Option<String> {
    let comparison = report.comparison.as_ref()?;
    let commit: String = comparison.base_commit.chars().take(10).collect();
    let base = if comparison.base == comparison.base_commit { commit } else { format!("{} ({commit})", comparison.base) };
    let before = match report.totals().outside_diff {
        0 => None,
        1 => Some("1 finding was there before".to_owned()),
        number => Some(format!("{} findings were there before", grouped(number))),
    };
    let (changed, link) = match comparison.changed_files {
        0 => ("nothing changed, so nothing can be new".to_owned(), "; "),
        1 => ("1 file differs".to_owned(), ", "),
        number => (format!("{} files differ", grouped(number)), ", "),
    };
    let before = before.map(|before| format!("{link}{before}")).unwrap_or_default();
    Some(format!("compared with {base}: {changed}{before}"))
}

/// Where the configuration was read, and which packs ran, unescaped.
pub(crate) fn configuration(report: &Report) -> Option<String> {
    let configuration = report.configuration.as_ref()?;
    let mut out = match (&configuration.file, &configuration.commit) {
        (Some(file), Some(commit)) => {
            format!("{file} of {} {}", configuration.origin, commit.chars().take(10).collect::<String>())
        }
        (Some(file), None) => file.clone(),
        (None, _) => format!("none ({})", configuration.origin),
    };
    let packs: Vec<String> = configuration.packs.iter().take(8).map(named_pack).collect();
    if !packs.is_empty() {
        let more = configuration.packs.len().saturating_sub(packs.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.push_str(&format!("; {} {}{more}", if configuration.packs.len() == 1 { "pack" } else { "packs" }, packs.join(", ")));
    }
    Some(out)
}

fn named_pack(pack: &UsedPack) -> String {
    let version = pack.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    format!("{}{version} ({})", pack.name, count(pack.rules, "rule", "rules"))
}

/// How many files were not read at all, and how many only in part.
fn unseen(report: &Report) -> (usize, usize) {
    let (mut unread, mut partial) = (BTreeSet::new(), BTreeSet::new());
    for notification in report.notifications.iter().filter(|it| it.level == NotificationLevel::Incomplete) {
        let Some(path) = &notification.path else { continue };
        match notification.kind {
            NotificationKind::Unreadable | NotificationKind::TooLarge | NotificationKind::Binary | NotificationKind::LinkOutside => {
                unread.insert(path)
            }
            NotificationKind::Encoding | NotificationKind::Syntax | NotificationKind::Limit => partial.insert(path),
            NotificationKind::UnsupportedRule
            | NotificationKind::Suppression
            | NotificationKind::Diff
            | NotificationKind::Configuration => false,
        };
    }
    (unread.len(), partial.difference(&unread).count())
}

/// `3 new (1 high), 2 fixed, 6 ignored, 2 files not read, 14 more in audit`.
pub fn closing(report: &Report) -> String {
    let totals = report.totals();
    let compared = report.comparison.is_some();
    let mut parts = vec![reported(report)];
    if compared && totals.fixed > 0 {
        parts.push(format!("{} fixed", grouped(totals.fixed)));
    }
    let (unread, partial) = unseen(report);
    let files = |number, words: &str| format!("{} {words}", count(number, "file", "files"));
    for (number, part) in [
        (totals.suppressed, format!("{} ignored", grouped(totals.suppressed))),
        (totals.baselined, format!("{} in the baseline", grouped(totals.baselined))),
        (unread, files(unread, "not read")),
        (partial, files(partial, "read only in part")),
        (totals.more_in_strict, format!("{} more in strict", grouped(totals.more_in_strict))),
        (totals.more_in_audit, format!("{} more in audit", grouped(totals.more_in_audit))),
    ] {
        if number > 0 {
            parts.push(part);
        }
    }
    if report.is_incomplete() && unread + partial == 0 {
        parts.push("analysis incomplete".to_owned());
    }
    parts.join(", ")
}

/// `3 new (1 high)`, `No findings`, `No new findings in what was read`.
pub(crate) fn reported(report: &Report) -> String {
    let compared = report.comparison.is_some();
    let number = report.reported().count();
    if number == 0 {
        let seen = if report.is_incomplete() { " in what was read" } else { "" };
        return format!("No {}findings{seen}", if compared { "new " } else { "" });
    }
    let noun = if compared { format!("{} new", grouped(number)) } else { count(number, "finding", "findings") };
    format!("{noun} ({})", severities(report.reported()))
}

/// The critical and high ones by number; the most severe one's number when there are none.
fn severities<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut counts = [0_usize; Severity::ALL.len()];
    for finding in findings {
        counts[finding.severity as usize] += 1;
    }
    let present = |least: Severity| -> Vec<String> {
        let all = Severity::ALL.iter().rev().filter(|severity| **severity >= least && counts[**severity as usize] > 0);
        all.map(|severity| format!("{} {}", grouped(counts[*severity as usize]), severity.as_str())).collect()
    };
    let grave = present(Severity::High);
    if grave.is_empty() { present(Severity::Info).into_iter().take(1).collect() } else { grave }.join(", ")
}

/// Findings that are shown, worst first; equal ones by place.
pub(crate) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<_> = report.reported().collect();
    findings.sort_by_key(|finding| {
        let level = (std::cmp::Reverse(finding.severity), std::cmp::Reverse(finding.confidence));
        (level, finding.location.path.clone(), finding.location.span.start, finding.rule.id.clone())
    });
    findings
}

/// The first sentence of a text.
pub(crate) fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    let end = text.match_indices(". ").map(|(at, _)| at + 1).chain(text.find('\n')).min();
    text[..end.unwrap_or(text.len())].trim()
}

/// The comment that suppresses a finding, to copy above its line.
pub(crate) fn suppression(rule: &str, language: crate::files::Language) -> String {
    match language {
        crate::files::Language::Template => format!("{{# straplock: ignore[{rule}] -- why it is safe here #}}"),
        crate::files::Language::Python | crate::files::Language::Text => format!("# straplock: ignore[{rule}] -- why it is safe here"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::Notification;
    use crate::report::fixture;

    #[test]
    fn the_closing_line_counts_everything() {
        assert_eq!(closing(&fixture::full()), "1 new (1 high), 1 fixed, 1 ignored, 1 file read only in part, 1 more in audit");
    }

    #[test]
    fn nothing_found_is_not_clean_when_something_was_not_read() {
        let mut report = fixture::bare(&fixture::files(&[("a.py", "x = 1\n")]), Vec::new());
        assert_eq!(closing(&report), "No findings");
        report.notifications.push(Notification::scan(NotificationKind::Limit, NotificationLevel::Incomplete, "Stopped."));
        assert_eq!(closing(&report), "No findings in what was read, analysis incomplete");
        report.notifications.push(Notification::file("b.py", NotificationKind::Binary, NotificationLevel::Incomplete, "Not text."));
        assert_eq!(closing(&report), "No findings in what was read, 1 file not read");
    }

    #[test]
    fn configuration_and_packs_are_named() {
        let mut report = fixture::bare(&fixture::files(&[]), Vec::new());
        assert_eq!(configuration(&report), None);
        report.configuration = Some(fixture::configuration());
        let said = configuration(&report).expect("there is one");
        assert_eq!(said, "straplock.toml of the base commit 0123456789; pack acme/house 1.4.0 (12 rules)");
    }

    #[test]
    fn numbers_and_sentences() {
        assert_eq!(count(1, "line", "lines"), "1 line");
        assert_eq!(count(1_234_567, "line", "lines"), "1,234,567 lines");
        assert_eq!(first_sentence("One v1.2 thing. Two."), "One v1.2 thing.");
        assert_eq!(first_sentence("only"), "only");
    }
}
