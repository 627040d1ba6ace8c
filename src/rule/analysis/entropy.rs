//! Texts that look like random ones: how surprising their letters are, three in a row, to somebody who reads English and code.
//!
//! The line was learned from Semgrep's answers about texts made for it: as there the text as a whole must be surprising enough, and
//! every letter on the average, case does not count, and signs and digits are all alike.

/// Letters and one sign for everything else.
const LETTERS: usize = 27;
/// For three of them how much more they surprise than what is usual, as signs from `!` on: `MIDDLE` is as much as usual.
const SURPRISE: &[u8; LETTERS * LETTERS * LETTERS] = include_bytes!("entropy.txt");
const MIDDLE: i64 = 40;
/// What is usual.
const USUAL: i64 = 38;
/// How much a text must surprise as a whole.
const LEAST: i64 = 430;

/// Whether the text looks random. Bytes outside of ASCII count as signs, one each.
pub(super) fn is_high(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 3 || bytes.iter().all(|byte| *byte == bytes[0]) {
        return false;
    }
    let (mut more, mut threes) = (0, 0);
    for three in bytes.windows(3) {
        let at = three.iter().fold(0, |at, byte| at * LETTERS + letter(*byte));
        more += i64::from(SURPRISE[at] - b'!') - MIDDLE;
        threes += 1;
    }
    more >= 0 && more + threes * USUAL >= LEAST
}

fn letter(byte: u8) -> usize {
    let byte = byte.to_ascii_lowercase();
    if byte.is_ascii_lowercase() { usize::from(byte - b'a') + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::is_high;

    #[test]
    fn random_texts_are_told_from_words() {
        for text in ["3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c", "wJqlrXUtnFZMI/K7MDZNG/bPxRfiCY", "xkqzvwjqpd", "01234567890"] {
            assert!(is_high(text), "{text}");
        }
        for text in ["", "password", "changeme", "0123456789", "aaaaaaaaaaaaaaaaaaaaaaaa", "the name of the template that the view renders"]
        {
            assert!(!is_high(text), "{text}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert!(super::SURPRISE.iter().all(u8::is_ascii_graphic));
    }
}
