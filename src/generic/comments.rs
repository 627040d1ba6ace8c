//! Comments become white space.

use std::borrow::Cow;
use std::ops::Range;

use super::CommentStyle;

/// `text` with spaces over comments; line ends stay, so that every byte keeps its line and column.
pub(super) fn blank(text: &str, style: CommentStyle) -> Cow<'_, str> {
    match style {
        CommentStyle::None => Cow::Borrowed(text),
        CommentStyle::C => blocks(Cow::Borrowed(text)),
        // Lines go first: what ends a block behind `//` does not end it.
        CommentStyle::Cpp => blocks(over(Cow::Borrowed(text), &lines(text, "//"))),
        CommentStyle::Shell => over(Cow::Borrowed(text), &lines(text, "#")),
    }
}

/// Where comments stand that begin with `mark` and end with their line.
fn lines(text: &str, mark: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(mark).map(|offset| at + offset) {
        at = text[start..].find('\n').map_or(text.len(), |length| start + length);
        ranges.push(start..at);
    }
    ranges
}

/// `text` with spaces over `/* … */`; what never ends is text.
fn blocks(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("/*").map(|offset| at + offset) {
        let Some(length) = text[start + 2..].find("*/") else { break };
        at = start + 2 + length + 2;
        ranges.push(start..at);
    }
    over(text, &ranges)
}

/// `text` with spaces over `ranges`, except for line ends.
fn over<'t>(text: Cow<'t, str>, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return text;
    }
    let mut bytes = text.into_owned().into_bytes();
    for range in ranges {
        bytes[range.clone()].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
    Cow::Owned(String::from_utf8(bytes).expect("whole characters became spaces"))
}
