//! Labels of taint, and boolean expressions over them: `A and not (B or C)`.

use std::ops::Range;
use std::sync::Arc;

use super::super::error::{Code, Diagnostic};
use super::super::taint::LabelExpr;
use super::super::yaml::Node;
use super::Reader;

/// Deeper parentheses are refused.
const MAX_DEPTH: usize = 50;

/// A word or sign of an expression and its bytes.
type Piece<'t> = (&'t str, Range<usize>);

/// A label, which is an identifier.
pub(super) fn name(reader: &mut Reader<'_>, node: &Node) -> Option<Arc<str>> {
    let text = reader.text(node, "`label`")?;
    if is_name(&text) && !is_operator(&text) {
        return Some(text);
    }
    let error = reader.error(Code::BadLabel, node, format!("`{text}` is no label"));
    error.help = Some("a label has letters, digits and `_`, as in `USER_INPUT`".to_owned());
    None
}

/// The value of `requires`.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<LabelExpr> {
    let text = reader.text(node, "`requires`")?;
    let pieces = pieces(&text);
    let mut parser = Parser { pieces: &pieces, at: 0, end: text.len() };
    let parsed = parser.either(0).and_then(|expr| match parser.peek() {
        None => Ok(expr),
        Some((piece, at)) => Err((format!("`{piece}` has nothing to stand with"), at.clone())),
    });
    match parsed {
        Ok(expr) => Some(expr),
        Err((reason, at)) => {
            let span = node.place_in_scalar(&reader.source.text, at);
            let diagnostic = Diagnostic::error(Code::BadLabel, reader.source, span, "this is no expression of labels");
            reader.push(diagnostic.label(reason).help("labels are combined with `and`, `or`, `not` and parentheses: `A and not B`"));
            None
        }
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let length = match next {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            c if is_letter(c) => text[at..].find(|c: char| !is_letter(c)).unwrap_or(text.len() - at),
            c => c.len_utf8(),
        };
        pieces.push((&text[at..at + length], at..at + length));
        at += length;
    }
    pieces
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_letter) && text.chars().next().is_some_and(|c| !c.is_numeric())
}

fn is_operator(text: &str) -> bool {
    matches!(text, "and" | "or" | "not")
}

struct Parser<'t> {
    pieces: &'t [Piece<'t>],
    at: usize,
    end: usize,
}

type Parsed = Result<LabelExpr, (String, Range<usize>)>;

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Piece<'t>> {
        self.pieces.get(self.at)
    }

    fn eat(&mut self, word: &str) -> bool {
        let here = self.peek().is_some_and(|(piece, _)| *piece == word);
        self.at += usize::from(here);
        here
    }

    fn either(&mut self, depth: usize) -> Parsed {
        let mut parts = vec![self.both(depth)?];
        while self.eat("or") {
            parts.push(self.both(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { LabelExpr::Or(parts) })
    }

    fn both(&mut self, depth: usize) -> Parsed {
        let mut parts = vec![self.one(depth)?];
        while self.eat("and") {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { LabelExpr::And(parts) })
    }

    fn one(&mut self, depth: usize) -> Parsed {
        let Some((piece, at)) = self.peek() else { return Err(("a label is missing here".to_owned(), self.end..self.end)) };
        if depth > MAX_DEPTH {
            return Err(("this nests too deeply".to_owned(), at.clone()));
        }
        self.at += 1;
        match *piece {
            "not" => Ok(LabelExpr::Not(Box::new(self.one(depth + 1)?))),
            "(" => {
                let inner = self.either(depth + 1)?;
                if self.eat(")") { Ok(inner) } else { Err(("this parenthesis is never closed".to_owned(), at.clone())) }
            }
            "True" | "true" => Ok(LabelExpr::True),
            "False" | "false" => Ok(LabelExpr::False),
            name if is_name(name) && !is_operator(name) => Ok(LabelExpr::Label(name.into())),
            other => Err((format!("a label belongs here, not `{other}`"), at.clone())),
        }
    }
}
