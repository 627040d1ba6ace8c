//! Texts that look random.

/// Whether `text` looks random, as keys and tokens do.
pub(super) fn is_random(text: &str) -> bool {
    text.len() > 20
}
