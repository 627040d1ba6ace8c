//! For tests: what a pattern matches, drawn below the code.

use super::{Code, MatchOptions, Pattern, PatternSet};
use crate::files::LineIndex;
use crate::semantic;
use crate::syntax::python;

/// Every match as its first line with carets (and `…` when it goes on), then what is bound.
pub(super) fn picture(pattern: &str, code: &str) -> String {
    picture_with(pattern, code, MatchOptions::default())
}

/// The same with options.
pub(super) fn picture_with(pattern: &str, code: &str, options: MatchOptions) -> String {
    let pattern = match Pattern::parse_with(pattern, options) {
        Ok(pattern) => pattern,
        Err(error) => return error_picture(pattern, &error),
    };
    let parsed = python::parse(code);
    let parsed = parsed.from_the_right(code);
    let semantics = semantic::analyse(code, parsed);
    let found = PatternSet::new(vec![pattern]).find(&Code { text: code, parsed, semantics: &semantics }, &[true]);
    let index = LineIndex::new(code);
    let mut out = String::new();
    for found in found.of(0) {
        let (start, end) = (index.position(code, found.start), index.position(code, found.end));
        let line = code.lines().nth(start.line as usize - 1).unwrap_or_default();
        let before = start.column as usize - 1;
        let same_line = start.line == end.line;
        let width = if same_line { (end.column - start.column) as usize } else { line.chars().count() - before };
        let more = if same_line { String::new() } else { format!(" … {}:{}", end.line, end.column) };
        let bound: Vec<String> =
            found.captures.iter().map(|(name, capture)| format!("{name} = {}", capture.text.replace('\n', "⏎"))).collect();
        let bound = if bound.is_empty() { String::new() } else { format!("  {}", bound.join(", ")) };
        out.push_str(&format!("{}: {line}\n   {}{}{more}{bound}\n", start.line, " ".repeat(before), "^".repeat(width)));
    }
    if found.is_exhausted(0) {
        out.push_str("the budget ran out\n");
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

fn error_picture(pattern: &str, error: &super::PatternError) -> String {
    let before = pattern[..error.range.start].chars().count();
    let line_start = pattern[..error.range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = pattern[line_start..].lines().next().unwrap_or_default();
    let width = pattern[error.range.clone()].lines().next().unwrap_or_default().chars().count().max(1);
    let help = error.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let before = before - pattern[..line_start].chars().count();
    format!("{line}\n{}{}\n{}{help}\n", " ".repeat(before), "^".repeat(width), error.message)
}

/// Compares the picture with `expected`, both without the indentation of the test.
#[track_caller]
pub(super) fn check(pattern: &str, code: &str, expected: &str) {
    let (pattern, code) = (dedent(pattern), dedent(code));
    let picture = picture(&pattern, &code);
    assert_eq!(picture.trim_end(), dedent(expected).trim_end(), "\n--- picture ---\n{picture}");
}

/// Cuts the indentation of the first line from every line.
pub(super) fn dedent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let margin = text.len() - text.trim_start_matches(' ').len();
    let lines = text.lines().map(|line| line.get(margin..).unwrap_or_else(|| line.trim_start()));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}
