//! Mistakes in rule files, drawn with the line they stand on, as rustc draws them.

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Drawn, Origin, Renderer, Snippet, normalize_untrusted_str};

use crate::rule::{Diagnostic, Level};

/// Longer lines are cut around the place, in characters: a minified file is one line.
const MAX_LINE: usize = 160;

/// Mistakes that are drawn; the rest is counted. Nobody reads more, and a hostile file has a mistake in each line.
const MAX_DRAWN: usize = 500;

/// How the text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// For files and pipes.
    Plain,
    /// With terminal colours.
    Coloured,
}

/// All diagnostics up to a bound, errors before warnings where it is reached, a blank line between them, and how many there were.
pub fn render(diagnostics: &[Diagnostic], paint: Paint) -> String {
    let renderer = match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Coloured => Renderer::styled(),
    }
    .decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    let all_fit = diagnostics.len() <= MAX_DRAWN;
    let first = diagnostics.iter().filter(|diagnostic| all_fit || diagnostic.is_error());
    let then = diagnostics.iter().filter(|diagnostic| !all_fit && !diagnostic.is_error());
    for diagnostic in first.chain(then).take(MAX_DRAWN) {
        out.push_str(&one(diagnostic, &renderer));
        out.push_str("\n\n");
    }
    if !all_fit {
        writeln!(out, "… and {} more", diagnostics.len() - MAX_DRAWN).expect("a string takes everything");
    }
    if !diagnostics.is_empty() {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        writeln!(out, "{}", count(errors, diagnostics.len() - errors)).expect("a string takes everything");
    }
    out
}

/// `2 errors, 1 warning`.
fn count(errors: usize, warnings: usize) -> String {
    let say = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    [say(errors, "error"), say(warnings, "warning")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
    };
    let title = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.code.as_str());
    let excerpt = Excerpt::of(diagnostic);
    let label = one_line(&diagnostic.label);
    let path = normalize_untrusted_str(&diagnostic.source.path);
    let mut group: Group<'_> = if diagnostic.source.text.is_empty() {
        title.element(Origin::path(path))
    } else {
        let annotation = AnnotationKind::Primary.span(excerpt.span.clone());
        let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
        title.element(Snippet::source(excerpt.text).line_start(excerpt.line).path(path).fold(false).annotation(annotation))
    };
    for note in &diagnostic.notes {
        group = group.element(Drawn::NOTE.message(one_line(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Drawn::HELP.message(one_line(help)));
    }
    renderer.render(&[group])
}

fn one_line(text: &str) -> String {
    normalize_untrusted_str(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The line that a diagnostic is about.
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    span: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn of(diagnostic: &'a Diagnostic) -> Self {
        let text: &str = &diagnostic.source.text;
        let start = text[..diagnostic.span.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = text[diagnostic.span.start..].find(['\n', '\r']).map_or(text.len(), |at| diagnostic.span.start + at);
        let line = diagnostic.position().line as usize;
        let line_text = &text[start..end];
        let inner = diagnostic.span.start - start..diagnostic.span.end.min(end).max(diagnostic.span.start) - start;
        // A line that would fill the screen is shown from its start: columns stay true, and the place is in the header.
        if line_text.chars().count() > MAX_LINE
            && let Some((cut, _)) = line_text.char_indices().nth(MAX_LINE).filter(|(cut, _)| *cut > inner.start)
        {
            return Self { text: &line_text[..cut], line, span: inner.start..inner.end.min(cut) };
        }
        Self { text: line_text, line, span: inner }
    }
}
