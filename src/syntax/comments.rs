//! Comments: real ones, not text in strings that looks like them, and the lines of the statement after each.

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{PySourceType, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::depth;
use super::python;

/// One comment of a Python file, in bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Its `#`.
    pub start: u32,
    /// One past its last byte; the line end is outside.
    pub end: u32,
    /// Where the next statement starts and ends. Of a statement with a body the part before the body: decorators and header.
    pub next: Option<(u32, u32)>,
}

/// The comments of a Python text for which `wanted` holds, in their order. A text that nests too deeply to be analysed has none.
pub fn of_python(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<Comment> {
    if depth::of_text(text, python::MAX_PARSED_DEPTH) > python::MAX_PARSED_DEPTH {
        return Vec::new();
    }
    let parsed = ruff_python_parser::parse_unchecked_source(text, PySourceType::Python);
    if depth::of_tokens(parsed.tokens()) > python::MAX_DEPTH {
        return Vec::new();
    }
    let tokens = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
    let comments = tokens.filter(|token| wanted(&text[token.range()])).map(Ranged::range).collect::<Vec<_>>();
    comments
        .into_iter()
        .map(|range| {
            let mut finder = Next { text, after: range.end(), found: None };
            finder.visit_body(&parsed.syntax().body);
            let next = finder.found.map(|(start, end)| (start.into(), end.into()));
            Comment { start: range.start().into(), end: range.end().into(), next }
        })
        .collect()
}

/// Finds the first statement after an offset, at any depth.
struct Next<'a> {
    text: &'a str,
    after: TextSize,
    found: Option<(TextSize, TextSize)>,
}

impl StatementVisitor<'_> for Next<'_> {
    fn visit_stmt(&mut self, stmt: &Stmt) {
        if stmt.start() >= self.after {
            if self.found.is_none_or(|(start, _)| stmt.start() < start) {
                self.found = Some((stmt.start(), header_end(stmt, self.text)));
            }
        } else if stmt.end() > self.after {
            walk_stmt(self, stmt);
        }
    }
}

/// Where a statement's own part ends: before its body, if it has one.
fn header_end(stmt: &Stmt, text: &str) -> TextSize {
    let body = match stmt {
        Stmt::FunctionDef(inner) => &inner.body,
        Stmt::ClassDef(inner) => &inner.body,
        Stmt::If(inner) => &inner.body,
        Stmt::For(inner) => &inner.body,
        Stmt::While(inner) => &inner.body,
        Stmt::With(inner) => &inner.body,
        Stmt::Try(inner) => &inner.body,
        _ => return stmt.end(),
    };
    body.first().map_or(stmt.end(), |first| TextSize::of(text[..first.start().to_usize()].trim_end()))
}
