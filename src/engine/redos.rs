//! Regular expressions that may take exponential time.

/// Whether `text`, read as a regular expression, may take exponential time on some text.
pub(super) fn may_explode(text: &str) -> bool {
    text.contains(")+")
}
