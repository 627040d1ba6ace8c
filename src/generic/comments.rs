//! Comments become white space.

use std::borrow::Cow;

use super::CommentStyle;

/// `text` with spaces over comments; line ends stay, so that every byte keeps its line and column.
pub(super) fn blank(text: &str, style: CommentStyle) -> Cow<'_, str> {
    let (line, mut block) = match style {
        CommentStyle::None => return Cow::Borrowed(text),
        CommentStyle::C => (None, true),
        CommentStyle::Cpp => (Some("//"), true),
        CommentStyle::Shell => (Some("#"), false),
    };
    let mut out = Cow::Borrowed(text.as_bytes());
    let mut at = 0;
    while let Some(start) = text[at..].find(['/', '#']).map(|offset| at + offset) {
        let rest = &text[start..];
        at = start + 1;
        let mut end = None;
        if line.is_some_and(|mark| rest.starts_with(mark)) {
            end = Some(rest.find('\n').map_or(text.len(), |length| start + length));
        } else if block && rest.starts_with("/*") {
            end = rest[2..].find("*/").map(|length| start + 2 + length + 2);
            // What never ends is text, and no later one ends either.
            block = end.is_some();
        }
        if let Some(end) = end {
            at = end;
            out.to_mut()[start..end].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
        }
    }
    match out {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).expect("whole characters became spaces")),
    }
}
