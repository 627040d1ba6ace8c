//! Conditions on bindings.

use std::borrow::Cow;

use super::evaluate::{Evaluator, Ground};
use crate::pattern::{Capture, Captures, Code, MatchOptions, PatternSet, find_within};
use crate::rule::{Binding, Bindings, Condition, Content, Edition, RegexLimit, Rule, TypeTerm};
use crate::semantic::{self, Constant};
use crate::syntax::python;
use crate::syntax::python::ast::{TextRange, TextSize};

/// Whether a condition holds for these bindings. A metavariable that is not bound makes it false.
pub(super) fn holds<'a: 'c, 'c>(evaluator: &mut Evaluator<'a, '_>, condition: &'a Condition, captures: &'c Captures) -> bool {
    match condition {
        // The published engine never finds a group by its number here.
        Condition::Regex { metavariable, .. } if evaluator.rule.edition == Edition::Compatible && is_number(metavariable) => false,
        Condition::Regex { metavariable, regex, constant } => {
            let Some(capture) = captures.get(metavariable) else { return false };
            let texts = texts(capture, *constant);
            texts.into_iter().any(|text| is_match(evaluator.rule, *regex, &text, &mut evaluator.work.cut))
        }
        Condition::Pattern { metavariable, formula, content } => {
            let Some(capture) = captures.get(metavariable) else { return false };
            let rule = evaluator.rule;
            // What is bound in a text is compared with nothing outside of it.
            let around = if matches!(content, Content::Text | Content::Words) { Captures::default() } else { captures.clone() };
            if *content == Content::Python {
                let Some(text) = said(capture) else { return false };
                let parsed = python::parse(text);
                let semantics = semantic::analyse(text, &parsed);
                let parsed = if rule.options.names_by_meaning { &parsed } else { parsed.from_the_right(text) };
                let code = Code { text, parsed, semantics: &semantics };
                let end = u32::try_from(text.len()).expect("discovery bounds the size of a file");
                let ground = Ground::Piece { code, start: 0, end };
                return !Evaluator { rule, ground, around, work: evaluator.work }.formula(formula).is_empty();
            }
            let Some(ground) = ground(&evaluator.ground, capture, (*content, rule.edition)) else { return false };
            let mut inner = Evaluator { rule, ground, around, work: evaluator.work };
            !inner.formula(formula).is_empty()
        }
        Condition::Comparison(comparison) => {
            let (options, today) = (evaluator.rule.options, evaluator.work.today);
            let bound = Bound { captures, code: evaluator.ground.code().filter(|_| options.constant_propagation), options, today };
            comparison.holds(&bound).unwrap_or_else(|limit| {
                evaluator.work.cut = Some(reason(limit));
                false
            })
        }
        Condition::Type { metavariable, types } => {
            let (Some(capture), Some(code)) = (captures.get(metavariable), evaluator.ground.code()) else { return false };
            {
                let strict = evaluator.rule.options.names_by_meaning;
                types.iter().any(|one| has_type(one, capture, (&code, strict)))
            }
        }
        Condition::Analysis { metavariable, analyzer } => {
            captures.get(metavariable).is_some_and(|capture| analyzer.holds(said(capture).unwrap_or(&capture.text)))
        }
    }
}

fn is_number(metavariable: &str) -> bool {
    metavariable[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the bound expression, or the annotation of the bound parameter, is of this type.
fn has_type(one: &TypeTerm, capture: &Capture, (code, strict): (&Code<'_>, bool)) -> bool {
    let at = |set: &PatternSet, start: u32, end: u32| {
        find_within(set, code, start..end).iter().any(|found| found.start == start && found.end == end)
    };
    if at(&one.typed, capture.start, capture.end) {
        return true;
    }
    let annotation = code.semantics.parameter_annotation(code.parsed, capture.start);
    if let (true, Some(place), [name]) = (strict, annotation, one.name.patterns()) {
        let classes = code.semantics.annotated_classes(code.text, code.parsed, place);
        if let Some(holds) = name.names_class(&classes) {
            return holds;
        }
    }
    annotation.is_some_and(|annotation| at(&one.name, annotation.start, annotation.end))
}

/// What comparisons ask.
struct Bound<'c> {
    captures: &'c Captures,
    /// None when names have no value.
    code: Option<Code<'c>>,
    options: MatchOptions,
    today: Option<i64>,
}

impl<'c> Bound<'c> {
    /// The expression that the variable used at `offset` was bound to, with symbolic propagation.
    fn definition(&self, offset: u32) -> Option<(&'c str, u32)> {
        let code = self.code.filter(|_| self.options.symbolic_propagation)?;
        let (start, end) = code.definition_at(self.options, offset)?;
        let text = code.text.get(start as usize..end as usize)?;
        // A list is not carried.
        (!text.starts_with('[')).then_some((text, start))
    }
}

impl Bindings for Bound<'_> {
    fn get(&self, metavariable: &str) -> Option<Binding<'_>> {
        let capture = self.captures.get(metavariable)?;
        if capture.is_text() {
            return Some(match &capture.constant {
                Some(number @ Constant::Int(_)) => Binding::Known(number, &capture.text),
                _ => Binding::Text(&capture.text),
            });
        }
        // Of a name the value counts, and of a string its fields; everything else is evaluated.
        let is_name = capture.text.chars().all(|c| c.is_alphanumeric() || c == '_');
        let is_f_string = capture.text.starts_with(['f', 'F']) && capture.text.ends_with(['"', '\'']);
        match &capture.constant {
            Some(constant) if is_name || is_f_string => Some(Binding::Known(constant, &capture.text)),
            None if is_name && let Some((text, start)) = self.definition(capture.start) => Some(Binding::Code(text, start)),
            _ => Some(Binding::Code(&capture.text, capture.start)),
        }
    }

    fn constant(&self, offset: u32) -> Option<Constant> {
        let code = self.code?;
        code.constant_at(self.options, offset)
    }

    fn today(&self) -> Option<i64> {
        self.today
    }
}

/// What a regular expression is asked about: the text as written, whatever that means through imports, and a module that is not
/// written there, too; of a string what it says; with `constant-propagation` the value of a name or literal.
fn texts(capture: &Capture, constant: bool) -> Vec<Cow<'_, str>> {
    if let (true, Some(Constant::Str(value))) = (capture.is_text(), &capture.constant) {
        return vec![Cow::Borrowed(value)];
    }
    if constant && let Some(value) = value_of(capture) {
        return vec![value];
    }
    [Some(&*capture.text), capture.module.as_deref()].into_iter().flatten().map(Cow::Borrowed).collect()
}

/// The value of a name or of one literal, as text; what is put together of several has none.
fn value_of(capture: &Capture) -> Option<Cow<'_, str>> {
    let is_name = capture.text.chars().all(|c| c.is_alphanumeric() || c == '_');
    match &capture.constant {
        Some(Constant::Str(value)) => {
            let written = capture.text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_matches(['"', '\'']);
            (is_name || written == &**value).then_some(Cow::Borrowed(&**value))
        }
        Some(Constant::Int(value)) if is_name => Some(Cow::Owned(value.to_string())),
        _ => None,
    }
}

/// What a string says that is written as one literal without a prefix, or a text that is bound by itself.
fn said(capture: &Capture) -> Option<&str> {
    let written = &*capture.text;
    let value = match &capture.constant {
        Some(Constant::Str(value)) => &**value,
        _ => written,
    };
    let whole = TextRange::up_to(TextSize::of(written));
    let literal = written.starts_with(['"', '\'']) && semantic::raw_content(written, &whole) == value;
    (capture.is_text() || literal).then_some(value)
}

/// The bound piece: as code, or the content of a bound string.
pub(super) fn ground<'o: 'c, 'c>(outer: &Ground<'o>, capture: &'c Capture, (content, edition): (Content, Edition)) -> Option<Ground<'c>> {
    match content {
        // The published engine reads only strings that are written as one literal in another language.
        Content::Text if edition == Edition::Compatible => said(capture).map(Ground::Text),
        Content::Python => None,
        Content::Text | Content::Words => Some(Ground::Text(match &capture.constant {
            Some(Constant::Str(value)) => value,
            _ => &capture.text,
        })),
        Content::Code => match outer {
            Ground::File { code, .. } => Some(Ground::Piece { code: (*code)?, start: capture.start, end: capture.end }),
            Ground::Piece { code, .. } => Some(Ground::Piece { code: *code, start: capture.start, end: capture.end }),
            Ground::Text(_) => None,
        },
    }
}

fn is_match(rule: &Rule, regex: usize, text: &str, cut: &mut Option<&'static str>) -> bool {
    rule.regexes[regex].is_match(text).unwrap_or_else(|limit| {
        *cut = Some(reason(limit));
        false
    })
}

/// Why something may be missing.
pub(super) fn reason(limit: RegexLimit) -> &'static str {
    match limit {
        RegexLimit::Steps => "a regular expression needs too many steps",
        RegexLimit::Size => "a regular expression is too large",
        RegexLimit::Places => "a regular expression matches too many places",
        RegexLimit::PatternSteps => "a pattern for text needs too many steps",
        RegexLimit::PatternPlaces => "a pattern for text matches too many places",
    }
}
