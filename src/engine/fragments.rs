//! Pieces of text without which a regular expression cannot match, whatever the case of their letters.

use aho_corasick::AhoCorasick;
use regex_syntax::hir::{Class, Hir, HirKind};
use rustc_hash::FxHashMap;

/// More alternatives are as good as none.
const MAX_ALTERNATIVES: usize = 16;
/// Shorter pieces are everywhere.
const MIN_LENGTH: usize = 3;

/// Pieces by number, while they are collected.
#[derive(Debug, Default)]
pub(super) struct Collected {
    ids: FxHashMap<String, usize>,
    pieces: Vec<String>,
}

/// All pieces, ready to be searched for.
#[derive(Debug)]
pub(super) struct Fragments {
    search: AhoCorasick,
    count: usize,
}

impl Collected {
    /// The numbers of the pieces of which one must be there for `regex` to match; none when nothing is known.
    pub(super) fn of(&mut self, regex: &str) -> Option<Vec<usize>> {
        let pieces = required(&parsed(regex)?)?;
        Some(pieces.into_iter().map(|piece| self.number(piece)).collect())
    }

    /// The number of the longest of words that must all be there; none when they are short.
    pub(super) fn of_words<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Option<Vec<usize>> {
        let longest = words.filter(|word| word.len() >= MIN_LENGTH).max_by_key(|word| word.len())?;
        Some(vec![self.number(longest.to_ascii_lowercase())])
    }

    fn number(&mut self, piece: String) -> usize {
        *self.ids.entry(piece).or_insert_with_key(|piece| {
            self.pieces.push(piece.clone());
            self.pieces.len() - 1
        })
    }

    pub(super) fn finish(self) -> Fragments {
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&self.pieces);
        Fragments { search: search.expect("pieces of regular expressions are few and short"), count: self.pieces.len() }
    }
}

impl Fragments {
    /// For each piece by number whether it is in `text`.
    pub(super) fn present(&self, text: &str) -> Vec<bool> {
        let mut present = vec![false; self.count];
        for found in self.search.find_overlapping_iter(text) {
            present[found.pattern().as_usize()] = true;
        }
        present
    }
}

/// Of all sets of pieces of which one must be there, the one whose shortest piece is longest.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(alternatives) => {
            let all = alternatives.iter().map(required).collect::<Option<Vec<_>>>()?;
            let pieces: Vec<String> = all.into_iter().flatten().collect();
            (pieces.len() <= MAX_ALTERNATIVES).then_some(pieces)
        }
        HirKind::Concat(parts) => concatenated(parts),
        HirKind::Literal(_) => concatenated(std::slice::from_ref(hir)),
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

fn concatenated(parts: &[Hir]) -> Option<Vec<String>> {
    let mut candidates = Vec::new();
    let mut run = String::new();
    for part in parts {
        if let Some(text) = exact(part) {
            run.push_str(&text);
            continue;
        }
        candidates.extend(pieces(&std::mem::take(&mut run)));
        if let HirKind::Literal(literal) = part.kind() {
            candidates.extend(pieces(&String::from_utf8_lossy(&literal.0).to_ascii_lowercase()));
        } else if !matches!(part.kind(), HirKind::Class(_)) {
            candidates.extend(required(part));
        }
    }
    candidates.extend(pieces(&run));
    candidates.into_iter().max_by_key(|set| set.iter().map(String::len).min())
}

/// The pieces of a text between what is not ASCII and white space, which may stand for something blanked.
fn pieces(text: &str) -> Vec<Vec<String>> {
    let parts = text.split(|c: char| !c.is_ascii_graphic());
    parts.filter(|part| part.len() >= MIN_LENGTH).map(|part| vec![part.to_owned()]).collect()
}

/// The text that a part is, in small letters, if it is always the same.
fn exact(part: &Hir) -> Option<String> {
    match part.kind() {
        HirKind::Literal(literal) => Some(std::str::from_utf8(&literal.0).ok()?.to_ascii_lowercase()),
        HirKind::Class(Class::Bytes(class)) => {
            // A letter in both cases.
            let mut letters = class.iter().flat_map(|range| range.start()..=range.end()).take(3).map(|byte| byte.to_ascii_lowercase());
            let (first, second) = (letters.next()?, letters.next()?);
            (first == second && first.is_ascii_alphabetic() && letters.next().is_none()).then(|| char::from(first).to_string())
        }
        HirKind::Look(_) => Some(String::new()),
        _ => None,
    }
}

/// Parses without Unicode: its case folding costs more than all that is done here. The two letters outside of ASCII that fold to
/// `s` and `k` are in no tag or name.
fn parsed(regex: &str) -> Option<Hir> {
    regex_syntax::ParserBuilder::new().multi_line(true).unicode(false).utf8(false).build().parse(regex).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(regex: &str) -> String {
        let hir = parsed(regex).expect("a regular expression");
        required(&hir).map_or_else(|| "any".to_owned(), |pieces| pieces.join(" "))
    }

    #[test]
    fn the_longest_piece_that_must_be_there() {
        assert_eq!(of(r"(?i)(?P<TAG><script\b[^>]*>)[\s\S]*?</script>"), "</script>");
        assert_eq!(of(r"\{%-?\s*debug\s*-?%\}"), "debug");
        assert_eq!(of(r"(?i)<(?:script\b[^>]*?\bsrc|link\b[^>]*?\bhref)\s*=\s*"), "script href");
        assert_eq!(of(r"a|bcd"), "any");
        assert_eq!(of(r"(?i)x[a-z]*"), "any");
        assert_eq!(of(r"é[ab]{2,}(abc)?"), "any");
    }

    #[test]
    fn case_does_not_matter() {
        let mut collected = Collected::default();
        let script = collected.of("(?i)<script").expect("a piece");
        let blank = collected.of("_blank").expect("a piece");
        let fragments = collected.finish();
        let present = fragments.present("a <SCRIPT src=x>");
        assert_eq!([present[script[0]], present[blank[0]]], [true, false]);
    }
}
