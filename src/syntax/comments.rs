//! Python's comments and the statements below them, from the token stream: a `#` in a string is no comment.

use std::ops::Range;

use ruff_python_ast::PySourceType;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::{depth, python};

/// Texts that nest deeper have no comments: they are not analysed either.
const MAX_DEPTH: u32 = 1_000;

/// One comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Bytes from `#` to the end of the line.
    pub range: Range<usize>,
    /// When nothing else stands on its line: the rest of the logical line below it, with the decorators and the header of what they
    /// decorate. Empty at the end of the file.
    pub covers: Option<Range<usize>>,
}

/// All comments of a Python text, in order.
pub fn comments(text: &str) -> Vec<Comment> {
    let nesting = depth::of_text(text, MAX_DEPTH);
    if nesting > MAX_DEPTH {
        return Vec::new();
    }
    python::with_room(nesting, || collect(text))
}

/// A token that is no layout.
struct Word {
    range: Range<usize>,
    kind: TokenKind,
}

fn collect(text: &str) -> Vec<Comment> {
    let parsed = ruff_python_parser::parse_unchecked_source(text, PySourceType::Python);
    let words: Vec<_> = parsed
        .tokens()
        .iter()
        .filter(|token| {
            !matches!(token.kind(), TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent | TokenKind::EndOfFile)
        })
        .map(|token| Word { range: token.start().to_usize()..token.end().to_usize(), kind: token.kind() })
        .collect();
    let sound = parsed.errors().is_empty();
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.kind == TokenKind::Comment) {
        let line = text[..word.range.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let alone = text[line..word.range.start].trim_start_matches('\u{feff}').trim().is_empty();
        let covers = alone.then(|| {
            let whole = below(&words[at + 1..], text.len());
            if sound { whole } else { first_line(text, whole) }
        });
        out.push(Comment { range: word.range.clone(), covers });
    }
    out
}

/// In a broken text a bracket that is never closed would draw everything after it into one line.
fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text[range.clone()].find(['\n', '\r']).map_or(range.end, |at| range.start + at);
    range.start..end
}

/// From the first word to the end of its logical line; a decorator's line goes on to what it decorates.
fn below(words: &[Word], end_of_text: usize) -> Range<usize> {
    let Some(first) = words.iter().find(|word| word.kind != TokenKind::Comment) else { return end_of_text..end_of_text };
    let mut starts_line = true;
    let mut decorator = false;
    let mut end = first.range.end;
    for word in words.iter().filter(|word| word.kind != TokenKind::Comment) {
        if starts_line && word.range.start > first.range.start && !decorator {
            break;
        }
        if starts_line {
            decorator = word.kind == TokenKind::At;
        }
        starts_line = word.kind == TokenKind::Newline;
        end = word.range.end;
    }
    first.range.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&str, Option<&str>)> {
        comments(text).into_iter().map(|it| (&text[it.range], it.covers.map(|covers| text[covers].trim_end()))).collect()
    }

    #[test]
    fn only_real_comments_with_the_statement_below() {
        let text = "x = '# no'\ny = 1  # own\n# next\n\n# more\nz = f(\n    # inner\n    a,\n)\nw = 2\n# end";
        assert_eq!(
            said(text),
            [
                ("# own", None),
                ("# next", Some("z = f(\n    # inner\n    a,\n)")),
                ("# more", Some("z = f(\n    # inner\n    a,\n)")),
                ("# inner", Some("a,\n)")),
                ("# end", Some("")),
            ]
        );
    }

    #[test]
    fn a_decorator_goes_on_to_the_header_and_not_to_the_body() {
        assert_eq!(said("# c\n@a\n@b(1)\ndef f():\n    x()\n"), [("# c", Some("@a\n@b(1)\ndef f():"))]);
        assert_eq!(said("# c\nif a:\n    x()\n"), [("# c", Some("if a:"))]);
        assert_eq!(said("\u{feff}# c\nx"), [("# c", Some("x"))]);
        assert_eq!(said("# c\rdef (:\r\n  x = '"), [("# c", Some("def (:"))]);
    }
}
