//! What is wrong with a pattern, and where in it.

/// A pattern that does not parse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong: one sentence in lower case, without a full stop.
    pub message: String,
    /// Where: bytes of the pattern's text.
    pub range: super::PatternRange,
    /// What to write instead, when that is known.
    pub help: Option<String>,
}
