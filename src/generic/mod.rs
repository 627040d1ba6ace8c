//! Patterns over any text, as Semgrep's `languages: [generic]` has them: words, signs, `...`, `$X`, `$...X`, blocks by indentation.
//!
//! What rules do with the places that a pattern finds is left to `rule` and `engine`.

mod comments;
mod document;
mod matching;
mod pattern;
#[cfg(test)]
mod tests;
mod token;

use std::borrow::Cow;
use std::ops::Range;

pub use document::Document;
pub use pattern::{Pattern, PatternError};

/// How far one `...` reaches unless a rule says otherwise: so many lines below the token before it.
pub const ELLIPSIS_SPAN: u32 = 10;

/// Which comments count as white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommentStyle {
    /// None.
    #[default]
    None,
    /// `/* … */`
    C,
    /// `/* … */` and `// …`
    Cpp,
    /// `# …`
    Shell,
}

/// How a pattern matches, as a rule's `options:` say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// `generic_ellipsis_max_span`: how many lines one `...` may go down.
    pub ellipsis_span: u32,
    /// `generic_comment_style`.
    pub comments: CommentStyle,
}

impl Default for Options {
    fn default() -> Self {
        Self { ellipsis_span: ELLIPSIS_SPAN, comments: CommentStyle::None }
    }
}

/// A place where a pattern holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Metavariables with their `$` and what they stand for. `$...X` begins after the token before it, so its text has white space in front.
    pub captures: Vec<(String, Range<usize>)>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Found {
    /// From left to right; they may overlap. Of words and signs two never end at the same byte, of HTML one place may be there several
    /// times with other captures.
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

impl CommentStyle {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::C, Self::Cpp, Self::Shell];

    /// The text with spaces over its comments; every byte and line keeps its place.
    fn blank(self, text: &str) -> Cow<'_, str> {
        comments::blank(text, self)
    }
}
