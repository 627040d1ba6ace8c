//! Excerpts of code with marks under them, as rustc draws them.
//!
//! The drawing crate never sees a file: it gets the few lines with marks, made visible and cut to a bounded length, and empty
//! lines between them to keep the numbers right.

use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::files::{Files, SourceFile, Span};
use crate::finding::{Finding, Label, Location};
use crate::report::escape;

/// Most characters of one line that are drawn; the window lies around the first mark.
pub(super) const LONGEST: usize = 400;

/// Characters kept before the first mark of a cut line.
const BEFORE: usize = 60;

/// Most marks of each kind.
const MARKS: usize = 5;

/// One underlined place.
pub(super) struct Mark<'a> {
    location: &'a Location,
    kind: AnnotationKind,
    label: Option<String>,
}

/// The marks of a finding.
pub(super) struct Marks<'a> {
    /// The decisive place first, then steps and related places.
    pub(super) shown: Vec<Mark<'a>>,
    /// How many there are beyond the bound.
    pub(super) left_out: usize,
}

/// The decisive place, the numbered path to it, related places.
pub(super) fn marks(finding: &Finding) -> Marks<'_> {
    let mut primary = Mark { location: &finding.location, kind: AnnotationKind::Primary, label: None };
    let mut shown = Vec::new();
    let mut left_out = 0;
    for (at, step) in finding.trace.iter().enumerate() {
        let label = format!("{}. {}", at + 1, escape::terminal(&step.text));
        let last = at + 1 == finding.trace.len();
        if last && step.location == finding.location {
            primary.label = Some(label);
        } else if at > 0 && at + MARKS <= finding.trace.len() {
            left_out += 1;
        } else {
            shown.push(Mark { location: &step.location, kind: AnnotationKind::Context, label: Some(label) });
        }
    }
    left_out += finding.labels.len().saturating_sub(MARKS);
    for label in finding.labels.iter().take(MARKS) {
        related(label, &mut primary, &mut shown);
    }
    shown.insert(0, primary);
    Marks { shown, left_out }
}

fn related<'a>(label: &'a Label, primary: &mut Mark<'a>, shown: &mut Vec<Mark<'a>>) {
    let text = escape::terminal(&label.text).into_owned();
    if label.location == *primary.location && primary.label.is_none() {
        primary.label = Some(text);
    } else {
        shown.push(Mark { location: &label.location, kind: AnnotationKind::Context, label: Some(text) });
    }
}

/// The marked lines of one file.
pub(super) struct Excerpt<'a> {
    /// What is drawn; its path is the stand-in `place`.
    pub(super) snippet: Snippet<'a, Annotation<'a>>,
    /// Path, line and column of the first mark as an editor counts: the drawing crate would count in the text as it is shown.
    pub(super) place: String,
}

/// What an excerpt calls its file until [`name_places`].
fn stand_in(number: usize) -> String {
    format!("<place {number}>")
}

/// Puts the real places into what was drawn.
pub(super) fn name_places(drawn: &str, places: &[String]) -> String {
    let mut out = String::with_capacity(drawn.len());
    let mut rest = drawn;
    for (number, place) in places.iter().enumerate() {
        let stand_in = stand_in(number);
        let below_title = rest.find('\n').unwrap_or(0);
        let Some(at) = rest[below_title..].find(&stand_in).map(|at| below_title + at) else { continue };
        out.push_str(&rest[..at]);
        out.push_str(place);
        rest = rest[at + stand_in.len()..].trim_start_matches(|character: char| character == ':' || character.is_ascii_digit());
    }
    out + rest
}

/// One excerpt a file, the file of the first mark first.
pub(super) fn excerpts<'a>(files: &Files, marks: &[Mark<'_>]) -> Vec<Excerpt<'a>> {
    let mut paths: Vec<&Arc<str>> = Vec::new();
    for mark in marks {
        if !paths.contains(&&mark.location.path) {
            paths.push(&mark.location.path);
        }
    }
    let of = |path: &Arc<str>| marks.iter().filter(|mark| mark.location.path == *path).collect::<Vec<_>>();
    let known = paths.iter().filter_map(|path| Some((files.get(files.find(path)?), of(path))));
    known.enumerate().map(|(number, (file, marks))| excerpt(number, file, &marks)).collect()
}

fn excerpt<'a>(number: usize, file: &SourceFile, marks: &[&Mark<'_>]) -> Excerpt<'a> {
    let places: Vec<_> = marks.iter().map(|mark| Place::new(file, mark.location.span)).collect();
    let first = places.iter().map(|place| place.first).min().unwrap_or(1);
    let last = places.iter().map(|place| place.last).max().unwrap_or(1);
    let mut source = String::new();
    let mut starts = Vec::new();
    for line in first..=last {
        starts.push(source.len());
        if places.iter().any(|place| place.first <= line + 1 && line <= place.last + 1) {
            source.push_str(&Window::new(file, line, &places).text(usize::MAX));
        }
        source.push('\n');
    }
    let offset = |line: u32, byte: usize| starts[(line - first) as usize] + Window::new(file, line, &places).text(byte).len();
    let annotations = marks.iter().zip(&places).map(|(mark, place)| {
        let start = offset(place.first, place.start);
        let end = offset(place.last, place.end).max(start);
        mark.kind.span(start..end).label(mark.label.clone())
    });
    let annotations: Vec<_> = annotations.collect();
    let start = marks.first().map_or(file.position(0), |mark| mark.location.start);
    let place = format!("{}:{}:{}", escape::terminal(file.path()), start.line, start.column);
    let snippet = Snippet::source(source).path(stand_in(number)).line_start(first as usize).annotations(annotations);
    Excerpt { snippet, place }
}

/// A span as lines and bytes in them.
struct Place {
    first: u32,
    start: usize,
    last: u32,
    end: usize,
}

impl Place {
    fn new(file: &SourceFile, span: Span) -> Self {
        let lines = file.lines();
        let in_line = |offset: u32, line: u32| (offset - lines.start(line)) as usize;
        let first = lines.line(span.start);
        let start = in_line(span.start, first);
        let mut last = lines.line(span.end);
        let mut end = in_line(span.end, last);
        if end == 0 && last > first {
            last -= 1;
            end = file.line_text(last).len();
        }
        Self { first, start, last, end }
    }
}

/// The part of a line that is drawn.
struct Window<'a> {
    line: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Window<'a> {
    fn new(file: &'a SourceFile, number: u32, places: &[Place]) -> Self {
        let line = file.line_text(number);
        if line.len() <= LONGEST {
            return Self { line, start: 0, end: line.len() };
        }
        let mark = places.iter().filter(|place| place.first == number).map(|place| place.start).min().unwrap_or(0);
        let mark = line.floor_char_boundary(mark.min(line.len()));
        let start = line[..mark].char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let end = line[start..].char_indices().nth(LONGEST).map_or(line.len(), |(at, _)| start + at);
        Self { line, start, end }
    }

    /// What is drawn of the line's first `until` bytes.
    fn text(&self, until: usize) -> String {
        let mut out = String::new();
        if self.start > 0 && until > 0 {
            out.push('…');
        }
        let until = self.line.floor_char_boundary(until.min(self.line.len()));
        let shown = self.line.get(self.start..until.clamp(self.start, self.end)).unwrap_or_default();
        let shown = if self.start == 0 { shown.strip_prefix('\u{feff}').unwrap_or(shown) } else { shown };
        out.push_str(&escape::terminal(shown));
        if until > self.end {
            out.push('…');
        }
        out
    }
}
