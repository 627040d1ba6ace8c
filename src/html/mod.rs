//! Patterns of HTML, as Semgrep's `languages: [html]` has them: elements with `...`, `$X` and `$...X` in names, attributes and bodies.
//!
//! The shape of a text is left to `syntax`; what rules do with the places that a pattern finds to `rule` and `engine`.

mod bindings;
mod matching;
mod pattern;
#[cfg(test)]
mod tests;

pub use crate::generic::{Found, Limit, PatternError, Place};
pub use crate::syntax::html::{Html as Document, parse as read};
pub use pattern::Pattern;

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
