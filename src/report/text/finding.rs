//! One finding for a terminal: title, excerpt, and the lines below it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level, Renderer};

use super::{Styling, TextOptions, excerpt};
use crate::files::Language;
use crate::finding::{Finding, Report};
use crate::report::{escape, phrase};
use crate::rule::Severity;

/// How much is said below the excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Also why the rule matters.
    WithReason,
    /// Not again.
    Short,
}

/// Lines of a fix shown on each side.
const FIX_LINES: usize = 8;

/// Draws `finding`, which belongs to `report.files`.
pub(super) fn draw(report: &Report, finding: &Finding, detail: Detail, options: TextOptions) -> String {
    let id = escape::terminal(&finding.rule.id);
    let title = level(finding.severity).primary_title(escape::terminal(&finding.message)).id(id);
    let mut group = Group::with_title(title);
    let marks = excerpt::marks(finding);
    let mut places = Vec::new();
    for excerpt in excerpt::excerpts(&report.files, &marks.shown) {
        group = group.element(excerpt.snippet);
        places.push(excerpt.place);
    }
    for (name, text) in footers(report, finding, detail, marks.left_out, options) {
        group = group.element(Level::NOTE.with_name(name).message(text));
    }
    excerpt::name_places(&renderer(options).render(&[group]), &places)
}

fn renderer(options: TextOptions) -> Renderer {
    let renderer = match options.styling {
        Styling::Plain => Renderer::plain(),
        Styling::Colour => Renderer::styled(),
    };
    renderer.decor_style(DecorStyle::Ascii).term_width(options.width.max(40))
}

fn level(severity: Severity) -> Level<'static> {
    let level = match severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium => Level::WARNING,
        Severity::Low => Level::NOTE,
        Severity::Info => Level::INFO,
    };
    level.with_name(severity.as_str())
}

/// Name and text of each line that starts with `=`.
fn footers(report: &Report, finding: &Finding, detail: Detail, left_out: usize, options: TextOptions) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut say = |name: &str, text: String| {
        let room = options.width.max(40).saturating_sub(name.len() + 12);
        out.push((name.to_owned(), wrap(&text, room)));
    };
    if left_out > 0 {
        say("path", format!("{} not shown here, all are in the JSON report", phrase::count(left_out, "more place", "more places")));
    }
    let identifiers = std::iter::once(finding.confidence.as_str()).chain(finding.rule.metadata.cwe.iter().map(String::as_str));
    say("confidence", escape::terminal(&identifiers.collect::<Vec<_>>().join(" · ")).into_owned());
    if detail == Detail::WithReason && !finding.rule.docs.why.trim().is_empty() {
        say("why", escape::terminal(finding.rule.docs.why.trim()).into_owned());
    }
    let how = escape::terminal(phrase::first_sentence(&finding.rule.docs.how)).into_owned();
    if finding.fix.is_none() && !how.is_empty() {
        say("fix", how.clone());
    }
    let id = escape::terminal(&finding.rule.id);
    say("explain", format!("straplock explain {id}"));
    let language = file_language(report, finding);
    out.push(("suppress".to_owned(), phrase::suppression(&id, language)));
    if let Some((name, text)) = fix(report, finding, &how) {
        let at = out.iter().position(|(name, _)| name == "explain").unwrap_or(out.len());
        out.insert(at, (name, text));
    }
    out
}

fn file_language(report: &Report, finding: &Finding) -> Language {
    report.files.find(&finding.location.path).map_or(Language::Text, |id| report.files.get(id).language())
}

/// The edit as removed and added lines.
fn fix(report: &Report, finding: &Finding, how: &str) -> Option<(String, String)> {
    let fix = finding.fix.as_ref()?;
    let mut lines = vec![if how.is_empty() { "change it to".to_owned() } else { how.to_owned() }];
    for (sign, text) in [('-', report.files.text(fix.location.span)), ('+', fix.replacement.as_str())] {
        for (at, line) in text.lines().enumerate() {
            if at == FIX_LINES {
                lines.push(format!("{sign} …"));
                break;
            }
            lines.push(format!("{sign} {}", cut(&escape::terminal(line), excerpt::LONGEST)));
        }
    }
    Some((format!("fix ({})", fix.safety.as_str()), lines.join("\n")))
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Breaks between words so that no line is longer than `room` columns, where the words allow it.
fn wrap(text: &str, room: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > room {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines.join("\n")
}
