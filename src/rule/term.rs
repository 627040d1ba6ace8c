//! What a rule looks for in text: a regular expression, or a pattern of words and signs.

use std::sync::Arc;

use super::regex::{Names, Place, RegexLimit, RegexTerm};
use crate::generic::{self, Document};
use crate::html;

/// One of [`super::Rule::regexes`].
#[derive(Debug)]
pub enum TextTerm {
    /// `pattern-regex`, `metavariable-regex` and their kin.
    Regex(RegexTerm),
    /// A pattern of language `generic`.
    Generic(GenericTerm),
    /// A pattern of language `html`.
    Html(HtmlTerm),
}

/// A pattern of language `generic`, and where it was written.
#[derive(Debug)]
pub struct GenericTerm {
    /// Ready to match.
    pub pattern: generic::Pattern,
    /// As written.
    pub text: Arc<str>,
    /// Line in the rule file.
    pub line: u32,
}

/// A pattern of language `html`, and where it was written.
#[derive(Debug)]
pub struct HtmlTerm {
    /// Ready to match.
    pub pattern: html::Pattern,
    /// As written.
    pub text: Arc<str>,
    /// Line in the rule file.
    pub line: u32,
}

impl TextTerm {
    /// As written.
    pub fn text(&self) -> &str {
        match self {
            Self::Regex(term) => term.text(),
            Self::Generic(term) => &term.text,
            Self::Html(term) => &term.text,
        }
    }

    /// Line in the rule file.
    pub fn line(&self) -> u32 {
        match self {
            Self::Regex(term) => term.line(),
            Self::Generic(term) => term.line,
            Self::Html(term) => term.line,
        }
    }

    /// The metavariables that it binds.
    pub fn groups(&self) -> Vec<String> {
        match self {
            Self::Regex(term) => term.groups(),
            Self::Generic(term) => term.pattern.metavariables().to_vec(),
            Self::Html(term) => term.pattern.metavariables().to_vec(),
        }
    }

    /// The few names that it lets through from the start of a text, if it asks for nothing else.
    pub fn names(&self) -> Option<&Names> {
        match self {
            Self::Regex(term) => term.names(),
            Self::Generic(_) | Self::Html(_) => None,
        }
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> Result<bool, RegexLimit> {
        match self {
            Self::Regex(term) => term.is_match(text),
            Self::Generic(_) | Self::Html(_) => match self.places(text, 1) {
                (places, _) if !places.is_empty() => Ok(true),
                (_, limit) => limit.map_or(Ok(false), Err),
            },
        }
    }

    /// Where it matches in `text`, from left to right, at most so many; and why there may be more.
    pub fn places(&self, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        match self {
            Self::Regex(term) => term.places(text, most),
            Self::Generic(term) => term.places(text, most),
            Self::Html(term) => term.places_in(&html::read(text), text, most),
        }
    }
}

impl From<RegexTerm> for TextTerm {
    fn from(term: RegexTerm) -> Self {
        Self::Regex(term)
    }
}

impl GenericTerm {
    /// Where the pattern matches in `text`, at most so many, and why there may be more.
    pub fn places(&self, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        self.places_in(&Document::new(text, self.pattern.options().comments), text, most)
    }

    /// The same in a text that was read before, for this pattern's style of comments.
    pub fn places_in(&self, document: &Document, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        told(self.pattern.find(document, text, most))
    }
}

impl HtmlTerm {
    /// Where the pattern matches in a text that was read before, at most so many, and why there may be more.
    pub fn places_in(&self, document: &html::Document, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        told(self.pattern.find(document, text, most))
    }
}

/// What a pattern found, as regular expressions tell it.
fn told(found: generic::Found) -> (Vec<Place>, Option<RegexLimit>) {
    let place = |place: generic::Place| Place { range: place.range, groups: place.captures };
    let limit = found.limit.map(|limit| match limit {
        generic::Limit::Steps => RegexLimit::PatternSteps,
        generic::Limit::Places => RegexLimit::PatternPlaces,
    });
    (found.places.into_iter().map(place).collect(), limit)
}
