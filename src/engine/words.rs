//! Which of the words that patterns need stand in a text, as whole identifiers, in one pass over its bytes.

use rustc_hash::FxHashMap;

/// Words by number.
#[derive(Debug, Default)]
pub(super) struct WordTable {
    ids: FxHashMap<Box<[u8]>, usize>,
    /// Bytes of each word.
    sizes: Vec<usize>,
    /// For each first byte the lengths that words have, as bits; the last bit stands for all longer ones.
    lengths: Lengths,
}

#[derive(Debug)]
struct Lengths([u32; 256]);

impl Default for Lengths {
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Lengths {
    fn bit(length: usize) -> u32 {
        1 << length.min(31)
    }
}

impl WordTable {
    /// The number of `word`, which is an identifier.
    pub(super) fn add(&mut self, word: &str) -> usize {
        let next = self.ids.len();
        if let Some(first) = word.as_bytes().first() {
            self.lengths.0[usize::from(*first)] |= Lengths::bit(word.len());
        }
        let id = *self.ids.entry(word.as_bytes().into()).or_insert(next);
        if id == next {
            self.sizes.push(word.len());
        }
        id
    }

    /// The number of `word`, if it is one of them.
    pub(super) fn number(&self, word: &str) -> Option<usize> {
        self.ids.get(word.as_bytes()).copied()
    }

    /// Bytes of the word with this number.
    pub(super) fn length(&self, id: usize) -> usize {
        self.sizes[id]
    }

    /// For each word by number whether it is in `text`.
    pub(super) fn present(&self, text: &str) -> Vec<bool> {
        let mut present = vec![false; self.ids.len()];
        let bytes = text.as_bytes();
        // A byte-order mark is no part of the first word.
        let mut at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && IN_WORD[usize::from(bytes[at])] {
                at += 1;
            }
            let word = &bytes[start..at];
            if let Some(first) = word.first()
                && self.lengths.0[usize::from(*first)] & Lengths::bit(word.len()) != 0
                && let Some(id) = self.ids.get(word)
            {
                present[*id] = true;
            }
            at += 1;
        }
        present
    }
}

/// Bytes of identifiers; every byte outside of ASCII counts as one.
#[expect(clippy::cast_possible_truncation, reason = "the loop ends before 256")]
static IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        table[byte] = c.is_ascii_alphanumeric() || c == b'_' || c >= 0x80;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::WordTable;

    #[test]
    fn whole_identifiers_count_and_parts_do_not() {
        let mut words = WordTable::default();
        let [raw, get, accent] = ["raw", "get", "caf\u{e9}"].map(|word| words.add(word));
        assert_eq!(words.add("raw"), raw);
        let present = words.present("x.raw(getter, widget)\ncaf\u{e9}");
        assert_eq!([present[raw], present[get], present[accent]], [true, false, true]);
        assert!(words.present("get")[get]);
    }
}
