//! Comments in a case file that say what a rule must find in the next line.

use std::sync::LazyLock;

use regex::Regex;

/// What is said about the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Found.
    Found,
    /// Not found.
    Clear,
    /// Should be found, and may not be yet.
    FoundLater,
    /// Should not be found, and may be still.
    ClearLater,
}

/// One rule named by one comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Annotation {
    pub(super) kind: Kind,
    pub(super) rule: String,
    /// The line that it speaks of, from 1.
    pub(super) line: u32,
}

/// A comment alone on its line: Python, C, HTML, Django.
static COMMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:#|//|<!--|/\*|\{#)(.*?)(?:-->|\*/|#\})?\s*$").expect("it compiles"));
/// An annotation behind code, which speaks of the next line all the same, as in Semgrep.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let text = r"\s(?:#+|//|<!--|/\*|\{#)\s*((?:deep|pro)?(?:todo)?(?:deep|pro)?(?:ruleid|ok)\s*:.*?)(?:-->|\*/|#\})?\s*$";
    Regex::new(text).expect("it compiles")
});
/// `ruleid:`; `deep` and `pro` in front speak of Semgrep's commercial engine.
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(deep|pro)?(todo)?(deep|pro)?(ruleid|ok)\s*:").expect("it compiles"));
/// `# straplock: finding` at the end of a line speaks of that line.
static HERE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:#|//|<!--|/\*|\{#)\s*straplock:\s*finding\b").expect("it compiles"));

/// All annotations of a text, in order.
pub(super) fn read(text: &str) -> Vec<Annotation> {
    let mut all = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = COMMENT.captures(line).or_else(|| BEHIND.captures(line)) else { continue };
        let words: Vec<_> = WORD.captures_iter(&comment[1]).collect();
        for (at, word) in words.iter().enumerate() {
            let commercial = word.get(1).or(word.get(3)).is_some();
            let kind = match (&word[4], word.get(2).is_some() || commercial) {
                ("ruleid", false) => Kind::Found,
                ("ruleid", true) => Kind::FoundLater,
                (_, false) => Kind::Clear,
                (_, true) => Kind::ClearLater,
            };
            let end = words.get(at + 1).and_then(|next| next.get(0)).map_or(comment[1].len(), |next| next.start());
            let ids = &comment[1][word.get(0).map_or(0, |word| word.end())..end];
            all.extend(identifiers(ids).map(|id| Annotation { kind, rule: id.to_owned(), line: number + 1 }));
        }
    }
    all
}

/// `a, b` and the `a` of `a because …`.
fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(',').map(str::trim).filter(|piece| !piece.is_empty());
    pieces.enumerate().filter_map(|(at, piece)| {
        let mut words = piece.split_whitespace();
        let first = words.next()?;
        (at == 0 || words.next().is_none()).then_some(first)
    })
}

/// Lines with `# straplock: finding`.
pub(super) fn marked_lines(text: &str) -> Vec<u32> {
    (1..).zip(text.lines()).filter(|(_, line)| HERE.is_match(line)).map(|(number, _)| number).collect()
}

/// Whether an annotation's id names this rule: the id, or its last segment.
pub(super) fn names(annotation: &str, rule: &str) -> bool {
    let last = |id: &str| id.rsplit('.').next().unwrap_or(id).to_owned();
    annotation == rule || last(annotation) == last(rule)
}

#[cfg(test)]
mod tests {
    use super::{Kind, read};

    /// One line, one annotation: the kind, the ids and the line that it speaks of.
    fn shown(text: &str) -> String {
        let kind = |kind| match kind {
            Kind::Found => "found",
            Kind::Clear => "clear",
            Kind::FoundLater => "found later",
            Kind::ClearLater => "clear later",
        };
        read(text).iter().map(|one| format!("{} {} {}", one.line, kind(one.kind), one.rule)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_kind_in_every_style_of_comment() {
        insta::assert_snapshot!(shown("# ruleid: a
// ok: a
<!-- todoruleid: a -->
/* todook: a */
{# deepruleid: a #}
#deepok:a
## ruleid: a, b.c ,d
    # proruleid: a
# prodeepok: a because of this
<!-- ruleid: a
x = '#fff'  # ruleid: a
url = 'http://ok: a'
# ok a
# RULEID: a
"), @"
        2 found a
        3 clear a
        4 found later a
        5 clear later a
        6 found later a
        7 clear later a
        8 found a
        8 found b.c
        8 found d
        9 found later a
        10 clear later a
        11 found a
        12 found a
        ");
    }
}
