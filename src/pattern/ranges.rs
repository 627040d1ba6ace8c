//! Which bytes a match of an expression covers: with the parentheses around it.

use crate::syntax::python::ast::{Expr, Ranged};

/// First byte and one past the last byte of `expr` in `text`.
///
/// Parentheses that are no call's belong to an expression. A chained comparison starts at its first operator.
pub(super) fn of_expr(text: &str, expr: &Expr) -> (u32, u32) {
    let (mut start, mut end) = (expr.start().to_usize(), expr.end().to_usize());
    let inner = (start, end);
    let mut pairs = 0;
    while let Some((outer_start, outer_end)) = parenthesised(text, start, end) {
        (start, end) = (outer_start, outer_end);
        pairs += 1;
    }
    // One pair of parentheses belongs to the grammar of `yield`.
    if pairs == 1 && matches!(expr, Expr::Yield(_) | Expr::YieldFrom(_)) {
        (start, end) = inner;
    }
    if let Expr::Compare(compare) = expr
        && compare.ops.len() > 1
        && (start, end) == inner
    {
        let from = compare.left.end().to_usize();
        let skipped = text[from..].find(|c: char| !c.is_whitespace() && c != ')').unwrap_or_default();
        start = from + skipped;
    }
    let fits = |offset: usize| u32::try_from(offset).expect("discovery bounds the size of a file");
    (fits(start), fits(end))
}

/// The parentheses directly around `start..end`, if they are no call's.
fn parenthesised(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let before = text.get(..start)?.trim_end().strip_suffix('(')?;
    let after = text.get(end..)?;
    let closing = after.trim_start().strip_prefix(')')?;
    let left = before.trim_end();
    let word_at = left.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let word = left.get(word_at..).unwrap_or_default();
    // After a line break the parenthesis begins a statement or an operand.
    let line_break = before[left.len()..].contains('\n');
    let called = if line_break {
        false
    } else if word.is_empty() {
        left.ends_with([')', ']', '}', '"', '\''])
    } else {
        !is_keyword(word)
    };
    (!called).then_some((before.len(), text.len() - closing.len()))
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "assert"
            | "await"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "for"
            | "from"
            | "if"
            | "in"
            | "is"
            | "not"
            | "or"
            | "raise"
            | "return"
            | "while"
            | "with"
            | "yield"
    )
}
