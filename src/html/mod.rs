//! Patterns of HTML, as Semgrep's `languages: [html]` has them: elements with `...`, `$X` and `$...X` in names, attributes and bodies.
//!
//! The shape of a text is left to `syntax`; what rules do with the places that a pattern finds to `rule` and `engine`.

mod bindings;
mod matching;
mod pattern;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use crate::syntax::html::{Html as Document, parse as read};
pub use pattern::{Pattern, PatternError};

/// How a pattern matches, as a rule's `options:` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// `xml_attrs_implicit_ellipsis`: a tag of the pattern may lack attributes of the text.
    pub more_attributes: bool,
    /// `xml_singleton_loose_matching`: `<a/>` stands for `<a>…</a>` too.
    pub loose_singletons: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { more_attributes: true, loose_singletons: true }
    }
}

/// A place where a pattern holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Metavariables with their `$` and what they stand for.
    pub captures: Vec<(String, Range<usize>)>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of the text; one place may be there several times, with other captures.
    pub places: Vec<Place>,
    /// Why places may be missing.
    pub limit: Option<Limit>,
}

/// Why a search was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It takes too many steps on this text, or reading the text does.
    Steps,
    /// It finds more places than were asked for.
    Places,
}
