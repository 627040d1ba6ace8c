//! `a * b % c` read from the right, `a * (b % c)`: so reads Semgrep's grammar `*`, `/`, `//`, `%` and `@`, and `&`
//! too. Patterns agree with it only on trees of that shape. Files without such a chain are not walked.

use super::python::ast::token::{TokenKind, Tokens};
use super::python::ast::visitor::transformer::{Transformer, walk_expr};
use super::python::ast::{self, Expr, Operator, Ranged, TextRange, TextSize};

/// Whether two of these operators follow one another on one level.
pub(super) fn is_needed(tokens: &Tokens) -> bool {
    // For each open bracket, and for the statement, whether such an operator waits for the next.
    let mut open = vec![false];
    let mut after_operand = false;
    for token in tokens {
        let kind = token.kind();
        if matches!(kind, TokenKind::Comment | TokenKind::NonLogicalNewline) {
            continue;
        }
        let brackets = open.len();
        let Some(waits) = open.last_mut() else { return true };
        match kind {
            TokenKind::Star | TokenKind::Slash | TokenKind::DoubleSlash | TokenKind::Percent | TokenKind::At | TokenKind::Amper
                if after_operand =>
            {
                if *waits {
                    return true;
                }
                *waits = true;
            }
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace | TokenKind::FStringStart | TokenKind::TStringStart => open.push(false),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd if brackets > 1 => {
                open.pop();
            }
            TokenKind::Newline | TokenKind::Comma | TokenKind::Semi | TokenKind::Colon | TokenKind::Equal => *waits = false,
            TokenKind::Plus | TokenKind::Minus if after_operand => *waits = false,
            _ => {}
        }
        after_operand = matches!(
            kind,
            TokenKind::Name
                | TokenKind::Int
                | TokenKind::Float
                | TokenKind::Complex
                | TokenKind::String
                | TokenKind::Rpar
                | TokenKind::Rsqb
                | TokenKind::Rbrace
                | TokenKind::FStringEnd
                | TokenKind::TStringEnd
                | TokenKind::True
                | TokenKind::False
                | TokenKind::None
                | TokenKind::Ellipsis
        );
    }
    false
}

/// Turns every chain in `module`, which was parsed from `text`.
pub(super) fn from_the_right(text: &str, module: &mut ast::ModModule) {
    Turner { text }.visit_body(&mut module.body);
}

struct Turner<'t> {
    text: &'t str,
}

impl Transformer for Turner<'_> {
    fn visit_expr(&self, expr: &mut Expr) {
        if self.is_chain(expr) {
            self.turn(expr);
        }
        walk_expr(self, expr);
    }
}

/// Operators of one level of the grammar have one number.
fn level(op: Operator) -> Option<u8> {
    match op {
        Operator::Mult | Operator::Div | Operator::FloorDiv | Operator::Mod | Operator::MatMult => Some(0),
        Operator::BitAnd => Some(1),
        Operator::Add | Operator::Sub | Operator::Pow | Operator::LShift | Operator::RShift | Operator::BitOr | Operator::BitXor => None,
    }
}

/// The signs of all these operators.
const SIGNS: [char; 5] = ['*', '/', '%', '@', '&'];

impl Turner<'_> {
    /// `(a * b) * c` without the parentheses.
    fn is_chain(&self, expr: &Expr) -> bool {
        match expr {
            Expr::BinOp(binary) if level(binary.op).is_some() => match &*binary.left {
                Expr::BinOp(left) if level(left.op) == level(binary.op) => !self.gap(left.end(), binary.right.start()).contains(')'),
                _ => false,
            },
            _ => false,
        }
    }

    /// From the end of an operand to its operator, which comments may not hide.
    fn gap(&self, end: TextSize, next: TextSize) -> String {
        let text = self.text.get(end.to_usize()..next.to_usize()).unwrap_or_default();
        let code: String = text.lines().map(|line| line.split('#').next().unwrap_or_default()).collect();
        code.split(SIGNS).next().unwrap_or_default().to_owned()
    }

    fn turn(&self, expr: &mut Expr) {
        let end = expr.end();
        let (mut operands, mut operators) = (Vec::new(), Vec::new());
        let mut rest = take(expr);
        while self.is_chain(&rest) {
            let Expr::BinOp(binary) = rest else { break };
            operands.push(*binary.right);
            operators.push(binary.op);
            rest = *binary.left;
        }
        let Expr::BinOp(first) = rest else { return };
        operands.push(*first.right);
        operators.push(first.op);
        let start = first.range.start();
        // The last operand and operator come first.
        let mut operands = operands.into_iter();
        let Some(mut right) = operands.next() else { return };
        let mut left: Vec<Expr> = operands.collect();
        left.push(*first.left);
        let starts = self.starts(&left, start);
        for ((left, op), start) in left.into_iter().zip(operators).zip(starts) {
            right = Expr::BinOp(ast::ExprBinOp {
                node_index: ast::AtomicNodeIndex::default(),
                range: TextRange::new(start, end),
                left: Box::new(left),
                op,
                right: Box::new(right),
            });
        }
        *expr = right;
    }

    /// Where each operand begins, with the parentheses around it; the last one begins the chain.
    fn starts(&self, operands: &[Expr], start: TextSize) -> Vec<TextSize> {
        let before = |at: usize| operands.get(at + 1).map(|previous| self.after_operator(previous.end(), operands[at].start()));
        (0..operands.len()).map(|at| before(at).unwrap_or(start)).collect()
    }

    /// Where something begins after the operator that stands between `end` and `next`.
    fn after_operator(&self, end: TextSize, next: TextSize) -> TextSize {
        let text = self.text.get(end.to_usize()..next.to_usize()).unwrap_or_default();
        let opening = text.rfind(SIGNS).map_or(text, |at| &text[at..]);
        match opening.find('(') {
            Some(at) => end + TextSize::of(text) - TextSize::of(opening) + TextSize::of(&opening[..at]),
            None => next,
        }
    }
}

fn take(expr: &mut Expr) -> Expr {
    let nothing = ast::ExprNoneLiteral { node_index: ast::AtomicNodeIndex::default(), range: TextRange::default() };
    std::mem::replace(expr, Expr::NoneLiteral(nothing))
}

#[cfg(test)]
mod tests {
    use crate::syntax::python::ast::{Expr, Ranged, Stmt};
    use crate::syntax::python::parse;

    fn picture(text: &str, expr: &Expr) -> String {
        match expr {
            Expr::BinOp(binary) => {
                format!("[{} {} {}]", picture(text, &binary.left), binary.op.as_str(), picture(text, &binary.right))
            }
            other => text[other.range().to_std_range()].to_owned(),
        }
    }

    fn tree(text: &str) -> String {
        let parsed = parse(text);
        let Stmt::Expr(stmt) = &parsed.from_the_right(text).module().body[0] else { return "no expression".to_owned() };
        let right = if let Expr::BinOp(binary) = &*stmt.value { &text[binary.right.range().to_std_range()] } else { "" };
        format!("{}: {right}", picture(text, &stmt.value))
    }

    #[test]
    fn chains_are_read_from_the_right() {
        let texts = [
            "a * b * c",
            "a * b % c // d",
            "(a * b) * c",
            "a * (b) * ( c )",
            "a * (b * c) * d",
            "(a) * ((b)) * c",
            "a + b * c * d",
            "a - b - c",
            "(a # )\n * b * # (\n c)",
            "a ** b * c @ d",
            "f(*a) * b",
        ];
        insta::assert_snapshot!(texts.map(tree).join("\n"), @r"
            [a * [b * c]]: b * c
            [a * [b % [c // d]]]: b % c // d
            [[a * b] * c]: c
            [a * [b * c]]: (b) * ( c )
            [a * [[b * c] * d]]: (b * c) * d
            [a * [b * c]]: ((b)) * c
            [a + [b * [c * d]]]: b * c * d
            [[a - b] - c]: c
            [a * [b * c]]: b * # (
             c
            [[a ** b] * [c @ d]]: c @ d
            [f(*a) * b]: b
            ");
    }
}
