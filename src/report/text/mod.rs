//! The report for a terminal: what was found, how far the scan saw, the findings with the worst next to the prompt, one closing line.
//!
//! Excerpts of code are left to `excerpt`, the words of one finding to `finding`.

mod excerpt;
mod finding;

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{escape, phrase};
use crate::finding::{Finding, Report};
use crate::notification::{Notification, NotificationLevel};

/// Whether escape sequences are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Styling {
    /// Only text.
    Plain,
    /// Colours of ANSI terminals.
    Colour,
}

/// How the text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct TextOptions {
    /// Colour or none.
    pub styling: Styling,
    /// Columns of the terminal.
    pub width: usize,
    /// How many notifications are listed; the rest is counted.
    pub notifications: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { styling: Styling::Plain, width: 120, notifications: 10 }
    }
}

impl TextOptions {
    fn paint(self, style: Style, text: &str) -> String {
        match self.styling {
            Styling::Plain => text.to_owned(),
            Styling::Colour => format!("{style}{text}{style:#}"),
        }
    }
}

/// How many fixed findings are listed.
const FIXED: usize = 20;

/// Writes the whole report.
pub fn render(report: &Report, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    head(report, *options, out)?;
    notifications(report, *options, out)?;
    fixed(&report.fixed, *options, out)?;
    findings(report, *options, out)?;
    let bold = Style::new().bold();
    writeln!(out, "{}", options.paint(bold, &phrase::closing(report)))
}

fn head(report: &Report, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let project = phrase::project(&report.project, &report.coverage);
    writeln!(out, "{}", options.paint(bold, &escape::terminal(&project)))?;
    let coverage = phrase::coverage(report);
    let coverage = if report.is_incomplete() { options.paint(warning(), &coverage) } else { coverage };
    writeln!(out, "Coverage {coverage}")?;
    if let Some(comparison) = phrase::comparison(report) {
        writeln!(out, "Change   {}", escape::terminal(&comparison))?;
    }
    if let Some(configuration) = phrase::configuration(report) {
        writeln!(out, "Config   {}", escape::terminal(&configuration))?;
    }
    writeln!(out)
}

fn warning() -> Style {
    AnsiColor::Yellow.on_default()
}

/// What was not analysed comes first, then the rest, at most `options.notifications` together.
fn notifications(report: &Report, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if report.notifications.is_empty() {
        return Ok(());
    }
    let mut all: Vec<_> = report.notifications.iter().collect();
    all.sort_by_key(|notification| (std::cmp::Reverse(notification.level), *notification));
    for notification in all.iter().take(options.notifications) {
        writeln!(out, "{}", notice(notification, options))?;
    }
    if let Some(more) = all.len().checked_sub(options.notifications).filter(|more| *more > 0) {
        writeln!(out, "  … and {}", phrase::count(more, "more notice", "more notices"))?;
    }
    writeln!(out)
}

fn notice(notification: &Notification, options: TextOptions) -> String {
    let word = match notification.level {
        NotificationLevel::Incomplete => options.paint(warning(), "not analysed"),
        NotificationLevel::Note => "note".to_owned(),
    };
    let place = match (&notification.path, notification.line, notification.column) {
        (None, _, _) => String::new(),
        (Some(path), Some(line), Some(column)) => format!("{}:{line}:{column}: ", escape::terminal(path)),
        (Some(path), Some(line), None) => format!("{}:{line}: ", escape::terminal(path)),
        (Some(path), None, _) => format!("{}: ", escape::terminal(path)),
    };
    format!("  {word}: {place}{}", escape::terminal(&notification.message))
}

fn fixed(findings: &[Finding], options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    for finding in findings.iter().take(FIXED) {
        let word = options.paint(AnsiColor::Green.on_default(), "fixed");
        let (path, line) = (escape::terminal(&finding.location.path), finding.location.start.line);
        writeln!(out, "  {word}: {path}:{line}: {} [{}]", escape::terminal(&finding.message), escape::terminal(&finding.rule.id))?;
    }
    if let Some(more) = findings.len().checked_sub(FIXED).filter(|more| *more > 0) {
        writeln!(out, "  … and {more} more fixed")?;
    }
    writeln!(out)
}

/// The worst last; why a rule matters is said once, at its worst finding.
fn findings(report: &Report, options: TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let worst = phrase::worst_first(report);
    let mut explained = BTreeMap::new();
    for (at, finding) in worst.iter().enumerate() {
        explained.entry(&finding.rule.id).or_insert(at);
    }
    for (at, finding) in worst.iter().enumerate().rev() {
        let detail = if explained.get(&finding.rule.id) == Some(&at) { finding::Detail::WithReason } else { finding::Detail::Short };
        writeln!(out, "{}\n", finding::draw(report, finding, detail, options))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
