//! Suppressions in the code: `# straplock: ignore[rule-id] until=2027-03-01 -- reason`.
//!
//! A suppression covers its own line, or the next statement when it stands alone. Without a reason, with an unknown rule, after its
//! day or without anything to cover it is reported as a notification. Reading Python's comments is left to `syntax`.

pub mod nosemgrep;
mod parse;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

pub use parse::Date;
use parse::{Directive, Problem};

use crate::files::{FileId, Files, Language, SourceFile};
use crate::finding::{Disposition, Finding};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::syntax;

/// What suppressions are checked against.
#[derive(Debug)]
pub struct KnownRules<'a> {
    /// Every rule there is.
    pub all: &'a BTreeSet<Arc<str>>,
    /// Those that ran: only these can tell that a suppression is not needed.
    pub ran: &'a BTreeSet<Arc<str>>,
    /// Those that no comment can suppress.
    pub locked: &'a BTreeSet<Arc<str>>,
}

/// Marks what comments accept, and says what is wrong with comments, by path and place.
pub fn apply(findings: &mut [Finding], files: &Files, rules: &KnownRules<'_>, today: Date) -> Vec<Notification> {
    let mut notifications = Vec::new();
    for (id, file) in files.iter().filter(|(_, file)| file.text().contains(parse::MARK)) {
        for found in comments(file) {
            let mut say = |message: String| notifications.push(notice(file, found.at, message));
            match parse::directive(&file.text()[found.body.clone()]) {
                Err(Problem(message)) => say(message),
                Ok(None) => {}
                Ok(Some(directive)) => {
                    let covered = Covered { file: id, lines: lines(file, found.at), statement: found.covers.clone() };
                    honour(&directive, &covered, findings, rules, today).into_iter().for_each(&mut say);
                }
            }
        }
    }
    notifications
}

fn notice(file: &SourceFile, at: usize, message: String) -> Notification {
    let place = file.position(offset(at));
    Notification::file(file.path(), NotificationKind::Suppression, NotificationLevel::Note, message).at(place.line, place.column)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("discovery bounds the size of a file")
}

fn lines(file: &SourceFile, at: usize) -> u32 {
    file.lines().line(offset(at))
}

/// A comment that may hold a suppression.
struct Found {
    at: usize,
    body: Range<usize>,
    covers: Option<Range<usize>>,
}

fn comments(file: &SourceFile) -> Vec<Found> {
    match file.language() {
        Language::Python => {
            let found = |it: syntax::Comment| Found { at: it.range.start, body: it.range.start + 1..it.range.end, covers: it.covers };
            syntax::comments(file.text()).into_iter().map(found).collect()
        }
        Language::Template => by_line(file, |line| {
            let start = line.find("{#")?;
            let end = start + line[start..].find("#}")?;
            Some((start..end + 2, start + 2..end))
        }),
        Language::Text => by_line(file, |line| {
            let start =
                line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace))?;
            Some((start..line.len(), start + 1..line.len()))
        }),
    }
}

/// Comments of a text without grammar: one a line, found by `find` as whole and body; alone it covers the next line that says more.
fn by_line(file: &SourceFile, find: impl Fn(&str) -> Option<(Range<usize>, Range<usize>)>) -> Vec<Found> {
    let mut out = Vec::new();
    let alone =
        |line: &str| find(line).is_some_and(|(whole, _)| line[..whole.start].trim().is_empty() && line[whole.end..].trim().is_empty());
    for number in 1..=file.lines().count() {
        let line = file.line_text(number);
        let Some((whole, body)) = find(line).filter(|_| line.contains(parse::MARK)) else { continue };
        let start = file.lines().start(number) as usize;
        let next = (number + 1..=file.lines().count()).find(|next| {
            let line = file.line_text(*next);
            !line.trim().is_empty() && !alone(line)
        });
        let below = next.map_or(file.text().len()..file.text().len(), |next| {
            let start = file.lines().start(next) as usize;
            start..start + file.line_text(next).len()
        });
        out.push(Found { at: start + whole.start, body: start + body.start..start + body.end, covers: alone(line).then_some(below) });
    }
    out
}

/// Where a suppression holds.
struct Covered {
    file: FileId,
    lines: u32,
    statement: Option<Range<usize>>,
}

impl Covered {
    /// Alone: what starts in the statement. Beside code: what starts or ends on the line.
    fn holds(&self, finding: &Finding) -> bool {
        let location = &finding.location;
        let here = match &self.statement {
            Some(range) => range.contains(&(location.span.start as usize)),
            None => location.start.line == self.lines || location.end.line == self.lines,
        };
        location.file() == self.file && here
    }
}

/// Marks findings; returns what is wrong with this suppression.
fn honour(directive: &Directive<'_>, covered: &Covered, findings: &mut [Finding], rules: &KnownRules<'_>, today: Date) -> Vec<String> {
    let mut wrong = Vec::new();
    let expired = directive.until.filter(|until| *until < today);
    for id in &directive.rules {
        if !rules.all.contains(*id) {
            wrong.push(unknown(id, rules.all));
            continue;
        }
        let hits: Vec<_> = findings.iter_mut().filter(|finding| *finding.rule.id == **id && covered.holds(finding)).collect();
        if hits.is_empty() && rules.ran.contains(*id) {
            wrong.push(format!("Nothing of the rule {id} is found here: remove this suppression."));
        } else if rules.locked.contains(*id) {
            wrong.push(format!("The rule {id} is locked: a comment cannot suppress it."));
        } else if let Some(until) = expired {
            wrong.push(format!("This suppression of {id} ended on {until}: mend the code, or decide again and set a new day."));
        } else {
            for finding in hits {
                finding.disposition = Disposition::Suppressed { reason: directive.reason.to_owned() };
            }
        }
    }
    wrong
}

fn unknown(id: &str, all: &BTreeSet<Arc<str>>) -> String {
    let near = all.iter().map(|known| (strsim::jaro_winkler(id, known), known)).filter(|(score, _)| *score > 0.85);
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, known)) => format!("There is no rule {id}; did you mean {known}? This suppression has no effect."),
        None => format!("There is no rule {id}: this suppression has no effect."),
    }
}

#[cfg(test)]
mod tests;
