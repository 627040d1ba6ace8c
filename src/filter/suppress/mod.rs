//! Comments that accept a finding: `# straplock: ignore[rule-id] until=2027-03-01 -- why`.
//!
//! A comment covers its own line; alone on a line it covers the next statement (in templates and other text the next line).
//! Rule ids and a reason are required. What is malformed, expired, unknown or not needed is a notification.

mod directive;

use std::ops::RangeInclusive;

pub use directive::Date;
use directive::{Directive, Mistake};

use crate::files::{Files, Language, SourceFile};
use crate::finding::{Disposition, Finding};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::rule::RuleSet;
use crate::syntax::comments;

/// What every suppression says; files without it cost one search.
const MARK: &str = "straplock:";

/// Marks the findings that a comment accepts. `findings` are sorted by path; `today` ends suppressions with `until=`.
pub fn apply(findings: &mut [Finding], files: &Files, rules: &RuleSet, today: Date) -> Vec<Notification> {
    let mut notifications = Vec::new();
    for (id, file) in files.iter().filter(|(_, file)| file.text().contains(MARK)) {
        let first = findings.partition_point(|finding| finding.location.file() < id);
        let count = findings[first..].partition_point(|finding| finding.location.file() == id);
        let own = &mut findings[first..first + count];
        let page = Page { file, rules, today };
        for comment in comments_of(file) {
            notifications.extend(comment.apply(own, &page));
        }
    }
    notifications.sort();
    notifications
}

/// One file, and what its comments are judged by.
struct Page<'a> {
    file: &'a SourceFile,
    rules: &'a RuleSet,
    today: Date,
}

/// A comment that speaks to us: where, what, and which lines it covers.
struct Comment {
    line: u32,
    column: u32,
    text: String,
    covers: RangeInclusive<u32>,
}

fn comments_of(file: &SourceFile) -> Vec<Comment> {
    match file.language() {
        Language::Python => python(file),
        Language::Template => lines(file, &[("{#", "#}")]),
        Language::Text => lines(file, &[("#", ""), ("//", ""), ("<!--", "-->"), ("/*", "*/"), (";", "")]),
    }
}

fn python(file: &SourceFile) -> Vec<Comment> {
    let text = file.text();
    let found = comments::of_python(text, |comment| comment.trim_start_matches('#').trim_start().starts_with(MARK));
    let comment = |comment: comments::Comment| {
        let place = file.position(comment.start);
        let alone = text[file.lines().start(place.line) as usize..comment.start as usize].trim_start_matches('\u{feff}').trim().is_empty();
        let covers = match comment.next.filter(|_| alone) {
            Some((start, end)) => file.lines().line(start)..=file.lines().line(end),
            None => place.line..=place.line,
        };
        let said = text[comment.start as usize..comment.end as usize].trim_start_matches('#');
        Comment { line: place.line, column: place.column, text: said.trim().to_owned(), covers }
    };
    found.into_iter().map(comment).collect()
}

/// Comments of languages that are read line by line: from an opening mark to its end on the same line.
fn lines(file: &SourceFile, marks: &[(&str, &str)]) -> Vec<Comment> {
    let mut found = Vec::new();
    for number in 1..=file.lines().count() {
        let line = file.line_text(number);
        let Some((at, open, close)) = marks.iter().find_map(|(open, close)| opening(line, open).map(|at| (at, *open, *close))) else {
            continue;
        };
        let inner = &line[at + open.len()..];
        let inner = if close.is_empty() { inner } else { inner.split(close).next().unwrap_or(inner) };
        let rest = line[at + open.len() + inner.len()..].trim_start_matches(close);
        let alone = line[..at].trim().is_empty() && rest.trim().is_empty();
        let covered = if alone { next_line(file, number) } else { number };
        let column = u32::try_from(line[..at].chars().count() + 1).unwrap_or(1);
        found.push(Comment { line: number, column, text: inner.trim().to_owned(), covers: covered..=covered });
    }
    found
}

/// Where `open` begins a comment that speaks to us.
fn opening(line: &str, open: &str) -> Option<usize> {
    let speaks = |(at, _): &(usize, &str)| line[at + open.len()..].trim_start_matches('#').trim_start().starts_with(MARK);
    line.match_indices(open).find(speaks).map(|(at, _)| at)
}

fn next_line(file: &SourceFile, line: u32) -> u32 {
    (line + 1..=file.lines().count()).find(|number| !file.line_text(*number).trim().is_empty()).unwrap_or(line)
}

impl Comment {
    fn apply(&self, findings: &mut [Finding], page: &Page<'_>) -> Vec<Notification> {
        let directive = match directive::parse(&self.text) {
            Ok(directive) => directive,
            Err(mistake) => return vec![self.told(page.file, &mistake_message(&mistake))],
        };
        if let Some(until) = directive.until.filter(|until| *until < page.today) {
            return vec![self.told(page.file, &format!("The suppression ended on {until}; its findings are reported again."))];
        }
        directive.rules.iter().filter_map(|id| self.accept(id, &directive, findings, page)).collect()
    }

    /// Marks the findings of one rule; says when there was nothing to accept.
    fn accept(&self, id: &str, directive: &Directive, findings: &mut [Finding], page: &Page<'_>) -> Option<Notification> {
        let Some(rule) = page.rules.find(id) else {
            let nearest = page.rules.iter().map(|rule| &*rule.id).max_by(|a, b| strsim::jaro(a, id).total_cmp(&strsim::jaro(b, id)));
            let hint =
                nearest.filter(|near| strsim::jaro(near, id) > 0.8).map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            return Some(self.told(page.file, &format!("The suppression names `{id}`, which is no rule of this run.{hint}")));
        };
        if rule.locked {
            return Some(self.told(page.file, &format!("The rule `{id}` is locked: a comment cannot accept its findings.")));
        }
        let mut used = false;
        for finding in findings.iter_mut().filter(|finding| *finding.rule.id == *id && self.covers(finding)) {
            used = true;
            if finding.is_reported() {
                finding.disposition = Disposition::Suppressed { reason: directive.reason.clone() };
            }
        }
        (!used).then(|| self.told(page.file, &format!("The suppression of `{id}` is not needed: there is no such finding. Remove it.")))
    }

    /// Whether the finding lies on a covered line; of one over several lines the comment may stand on any.
    fn covers(&self, finding: &Finding) -> bool {
        finding.location.start.line <= *self.covers.end() && finding.location.end.line >= *self.covers.start()
    }

    fn told(&self, file: &SourceFile, message: &str) -> Notification {
        Notification::file(file.path(), NotificationKind::Suppression, NotificationLevel::Note, message).at(self.line, self.column)
    }
}

fn mistake_message(mistake: &Mistake) -> String {
    let form = "write `straplock: ignore[rule-id] -- why it is safe here`";
    match mistake {
        Mistake::Word(word) => format!("`straplock: {word}` is no directive, so nothing is suppressed; {form}."),
        Mistake::NoRules => format!("The suppression names no rule, so nothing is suppressed; {form}."),
        Mistake::NoReason => format!("The suppression gives no reason, so nothing is suppressed; {form}."),
        Mistake::Date(date) => format!("`{date}` is no date, so nothing is suppressed; write `until=2027-03-01`."),
        Mistake::Extra(extra) => format!("`{extra}` in the suppression is not understood, so nothing is suppressed; {form}."),
    }
}
