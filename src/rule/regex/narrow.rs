//! A text with one byte for each character, for expressions that do not tell letters outside of ASCII apart.

use std::borrow::Cow;

/// Stands for any character outside of ASCII: the control character for this purpose, which is no letter, digit or space.
const SUBSTITUTE: char = '\u{1a}';

/// A text of ASCII, and the way back to the text that it was made of.
pub(super) struct Narrow<'t> {
    text: Cow<'t, str>,
    /// For each character that was replaced the byte after its substitute, and how many bytes the text is shorter up to there.
    wide: Vec<(usize, usize)>,
}

impl<'t> Narrow<'t> {
    /// None if `text` has one of the two letters that are equal to one of ASCII when case does not matter, `ſ` and the Kelvin sign.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        if text.is_ascii() {
            return Some(Self { text: Cow::Borrowed(text), wide: Vec::new() });
        }
        let mut narrow = String::with_capacity(text.len());
        let mut wide = Vec::new();
        let mut shorter = 0;
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            let (plain, from) = rest.split_at(at);
            let letter = from.chars().next()?;
            if matches!(letter, '\u{17f}' | '\u{212a}') {
                return None;
            }
            narrow.push_str(plain);
            narrow.push(SUBSTITUTE);
            shorter += letter.len_utf8() - 1;
            wide.push((narrow.len(), shorter));
            rest = &from[letter.len_utf8()..];
        }
        narrow.push_str(rest);
        Some(Self { text: Cow::Owned(narrow), wide })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the original text for byte `at` of this one.
    pub(super) fn original(&self, at: usize) -> usize {
        let before = self.wide.partition_point(|(after, _)| *after <= at);
        at + before.checked_sub(1).map_or(0, |last| self.wide[last].1)
    }
}

#[cfg(test)]
mod tests {
    use super::Narrow;

    #[test]
    fn every_place_is_found_again() {
        for text in ["plain", "caf\u{e9} \u{4e2d}\u{6587}x\u{1f600}", "\u{e9}", ""] {
            let narrow = Narrow::of(text).expect("no letter that folds");
            assert_eq!(narrow.text().len(), text.chars().count());
            let places: Vec<usize> = (0..narrow.text().len()).map(|at| narrow.original(at)).collect();
            assert_eq!(places, text.char_indices().map(|(at, _)| at).collect::<Vec<_>>());
            assert_eq!(narrow.original(narrow.text().len()), text.len());
        }
        assert!(Narrow::of("\u{212a}elvin").is_none());
    }
}
