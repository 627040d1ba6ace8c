//! Words and signs of a text.

/// Whether a byte is part of a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the byte at `at` separates tokens and is none. Form feeds, wide spaces and a lone carriage return are signs.
pub(super) fn is_space(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b' ' | b'\t' | b'\n' => true,
        b'\r' => bytes.get(at + 1) == Some(&b'\n'),
        _ => false,
    }
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
