//! Words and signs of a text.

/// Whether a byte is part of a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a byte separates tokens and is none. Form feeds and wide spaces are signs.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// One past the last byte of the token that starts at `at`, where no white space is: a word, or one sign, which is one character.
pub(super) fn end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if is_word(bytes[at]) {
        bytes[at..].iter().position(|byte| !is_word(*byte)).map_or(bytes.len(), |length| at + length)
    } else {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    }
}

/// How far a line is indented by its first bytes: a tab counts as eight spaces, wherever it stands.
pub(super) fn indent(bytes: impl Iterator<Item = u8>) -> usize {
    bytes.map(|byte| if byte == b'\t' { 8 } else { 1 }).sum()
}

/// The bracket that closes `open`.
pub(super) fn closing(open: u8) -> Option<u8> {
    match open {
        b'(' => Some(b')'),
        b'[' => Some(b']'),
        b'{' => Some(b'}'),
        _ => None,
    }
}
