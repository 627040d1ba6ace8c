//! A pattern's text becomes a tree with holes: rewritten to Python, parsed as the project is, read back.

mod fragments;
mod lower;
mod lower_items;
mod lower_statements;
mod rewrite;

use std::sync::Arc;

use std::ops::Range;

use super::ir::{ExprPat, Top};
use super::{MatchOptions, Pattern, PatternError, words};
use crate::syntax::python;
use lower::Lowerer;

/// Begins the number of an ellipsis that got its stars from the rewriting: stars that are written ask for a starred argument.
const ADDED: &str = "0";

/// Longer patterns are refused: nobody writes them by hand, and matching recurses over a pattern.
const MAX_LENGTH: usize = 20_000;

/// Deeper patterns are refused: whatever asks about a pattern recurses over it. The deepest public ones nest some 20 levels.
const MAX_DEPTH: u32 = 200;

/// Parses `text`.
pub(super) fn parse(text: &str, options: MatchOptions) -> Result<Pattern, PatternError> {
    if text.len() > MAX_LENGTH {
        let message = format!("this pattern is longer than {MAX_LENGTH} bytes");
        return Err(PatternError { message, range: 0..text.len(), help: Some("split it into several patterns".to_owned()) });
    }
    if text.trim().is_empty() {
        return Err(PatternError { message: "this pattern is empty".to_owned(), range: 0..text.len(), help: None });
    }
    if let Some(reason) = fragments::never_matches(text) {
        return Ok(finish(Top::Never, Vec::new(), Some(reason.to_owned()), options));
    }
    let completed = fragments::complete(text);
    let rewritten = rewrite::rewrite(&completed.text)?;
    let parsed = python::parse(&rewritten.python);
    if parsed.depth() > MAX_DEPTH || parsed.is_refused() {
        let message = format!("this pattern nests more than {MAX_DEPTH} levels deep");
        return Err(PatternError { message, range: 0..text.len(), help: Some("split it into several patterns".to_owned()) });
    }
    if let Some(error) = parsed.errors().first() {
        fragments::refuse(text)?;
        return Err(syntax_error(text, error, &rewritten, &completed));
    }
    let mut lowerer = Lowerer::new(&rewritten, text.len());
    let read = if options.names_by_meaning { &parsed } else { parsed.from_the_right(&rewritten.python) };
    let top = lowerer.top(read.module(), completed.form)?;
    let metavariables = lowerer.into_metavariables();
    Ok(finish(top, metavariables, None, options))
}

/// The Python text that `text` is parsed as, with names for its holes; none when it is no pattern.
pub(super) fn as_python(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH || fragments::never_matches(text).is_some() {
        return None;
    }
    Some(rewrite::rewrite(&fragments::complete(text).text).ok()?.python)
}

/// Parses the name of a type: a pattern that matches every expression of that type, and one that matches its name.
pub(super) fn of_type(text: &str, options: MatchOptions) -> Result<(Pattern, Pattern), PatternError> {
    let name = parse(text, options)?;
    let Top::Expr(class) = (*name.top).clone() else {
        let help = Some("for example `int`, `str` or `django.http.HttpRequest`".to_owned());
        return Err(PatternError { message: "a type is an expression".to_owned(), range: 0..text.len(), help });
    };
    let typed = Top::Expr(ExprPat::Typed(Box::new(ExprPat::Any), Box::new(class)));
    Ok((finish(typed, name.metavariables.to_vec(), None, options), name))
}

fn finish(top: Top, metavariables: Vec<String>, never: Option<String>, options: MatchOptions) -> Pattern {
    let required = words::required(&top).into();
    let names = metavariables.iter().map(|name| name.as_str().into()).collect();
    Pattern { top: Arc::new(top), options, metavariables: metavariables.into(), names, required, never, longest: false, compared: None }
}

fn syntax_error(text: &str, error: &python::SyntaxError, rewritten: &rewrite::Rewritten, completed: &fragments::Completed) -> PatternError {
    let start = completed.original(rewritten.original(error.offset as usize)).min(text.len());
    let end = completed.original(rewritten.original(error.end as usize)).clamp(start, text.len());
    let message = format!("this pattern is not Python: {}", lower_first(&error.message));
    PatternError { message, range: whole_characters(text, start..end), help: Some(fragments::help(text).to_owned()) }
}

/// Messages of the parser speak of the rewritten text; holes are called by their name in the pattern.
fn lower_first(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}

/// The smallest range of whole characters around `range`, not empty where the text has a character there.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.max(start + 1).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end.max(start)
}
