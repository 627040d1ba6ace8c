//! The value of an expression made of literals and names with known values.

mod formatting;

use super::Constant;
use crate::syntax::python::ast::{self, BoolOp, CmpOp, Expr, ExprName, Operator, Ranged, UnaryOp};

/// Longer folded strings are only known to be strings: hostile code doubles them at every line.
const MAX_STRING: usize = 10_000;

/// What stands between the quotes of a literal in `text`, as written.
pub fn raw_content<'t>(text: &'t str, literal: &impl Ranged) -> &'t str {
    let written = text.get(literal.range().to_std_range()).unwrap_or_default();
    let body = written.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        if let Some(body) = body.strip_prefix(quote) {
            return body.strip_suffix(quote).unwrap_or(body);
        }
    }
    body
}

/// What is folded, and who knows the values of names.
pub(super) enum Known<'k> {
    /// What Semgrep folds.
    Names(&'k mut dyn FnMut(&ExprName) -> Option<Constant>),
    /// The strict edition: `.format`, `%` and chains of names too.
    All(&'k mut dyn FnMut(&Expr) -> Option<Constant>),
}

impl<'k> Known<'k> {
    pub(super) fn names(ask: &'k mut dyn FnMut(&ExprName) -> Option<Constant>) -> Self {
        Self::Names(ask)
    }

    pub(super) fn all(ask: &'k mut dyn FnMut(&Expr) -> Option<Constant>) -> Self {
        Self::All(ask)
    }

    fn is_strict(&self) -> bool {
        matches!(self, Self::All(_))
    }

    fn of(&mut self, expr: &Expr) -> Option<Constant> {
        match (self, expr) {
            (Self::Names(ask), Expr::Name(name)) => ask(name),
            (Self::All(ask), _) => ask(expr),
            (Self::Names(_), _) => None,
        }
    }
}

/// Folds `expr`; `name` says what a name is known to be at its place.
pub(super) fn fold(text: &str, expr: &Expr, name: &mut Known<'_>) -> Option<Constant> {
    match expr {
        Expr::Name(_) | Expr::Attribute(_) => name.of(expr),
        Expr::Call(call) if name.is_strict() => formatting::format(text, call, name),
        Expr::StringLiteral(literal) => Some(bounded(literal.value.iter().map(|part| raw_content(text, part)).collect())),
        Expr::BytesLiteral(literal) => Some(bounded(literal.value.iter().map(|part| raw_content(text, part)).collect())),
        Expr::FString(string) => f_string(text, string, name),
        Expr::NumberLiteral(number) => match &number.value {
            ast::Number::Int(value) => value.as_i64().map(Constant::Int),
            ast::Number::Float(value) => Some(Constant::Float(*value)),
            ast::Number::Complex { .. } => None,
        },
        Expr::BooleanLiteral(literal) => Some(Constant::Bool(literal.value)),
        Expr::NoneLiteral(_) => Some(Constant::None),
        Expr::UnaryOp(unary) => match (unary.op, fold(text, &unary.operand, name)?) {
            (UnaryOp::Not, Constant::Bool(value)) => Some(Constant::Bool(!value)),
            (UnaryOp::USub, Constant::Int(value)) => value.checked_neg().map(Constant::Int),
            (UnaryOp::USub, Constant::Float(value)) => Some(Constant::Float(-value)),
            (UnaryOp::UAdd, value @ (Constant::Int(_) | Constant::Float(_))) => Some(value),
            (UnaryOp::Invert, Constant::Int(value)) => Some(Constant::Int(!value)),
            _ => None,
        },
        Expr::BinOp(binary) => {
            let left = fold(text, &binary.left, name)?;
            if let (Operator::Mod, Constant::Str(_) | Constant::SomeStr, true) = (binary.op, &left, name.is_strict()) {
                return formatting::percent(text, &left, &binary.right, name);
            }
            operate(binary.op, left, fold(text, &binary.right, name)?)
        }
        Expr::If(ternary) => {
            let body = fold(text, &ternary.body, name)?;
            join(&body, &fold(text, &ternary.orelse, name)?)
        }
        Expr::Compare(compare) => comparison(text, compare, name),
        Expr::BoolOp(operation) => {
            let truth = |value: &Expr| match fold(text, value, name)? {
                Constant::Bool(value) => Some(value),
                _ => None,
            };
            let truths = operation.values.iter().map(truth).collect::<Option<Vec<_>>>()?;
            Some(Constant::Bool(match operation.op {
                BoolOp::And => !truths.contains(&false),
                BoolOp::Or => truths.contains(&true),
            }))
        }
        Expr::Named(named) => fold(text, &named.value, name),
        _ => None,
    }
}

fn f_string(text: &str, string: &ast::ExprFString, name: &mut Known<'_>) -> Option<Constant> {
    let mut folded = String::new();
    let mut unknown = false;
    for part in &string.value {
        match part {
            ast::FStringPart::Literal(literal) => folded.push_str(raw_content(text, literal)),
            ast::FStringPart::FString(string) => {
                for element in &string.elements {
                    match element {
                        ast::InterpolatedStringElement::Literal(literal) => folded.push_str(&text[literal.range().to_std_range()]),
                        ast::InterpolatedStringElement::Interpolation(field) => {
                            if field.conversion != ast::ConversionFlag::None || field.format_spec.is_some() {
                                let known = name.is_strict() && fold(text, &field.expression, name).is_some();
                                return known.then_some(Constant::SomeStr);
                            }
                            match fold(text, &field.expression, name)? {
                                Constant::Str(value) => folded.push_str(&value),
                                Constant::Int(value) => folded.push_str(&value.to_string()),
                                Constant::SomeStr => unknown = true,
                                value if name.is_strict() => match formatting::shown(&value) {
                                    Some(shown) => folded.push_str(&shown),
                                    None => unknown = true,
                                },
                                Constant::Bool(_) | Constant::Float(_) | Constant::None => return None,
                            }
                        }
                    }
                }
            }
        }
    }
    Some(if unknown { Constant::SomeStr } else { bounded(folded) })
}

fn bounded(value: String) -> Constant {
    if value.len() > MAX_STRING { Constant::SomeStr } else { Constant::Str(value.into()) }
}

/// The value of `left op right`.
pub(super) fn operate(op: Operator, left: Constant, right: Constant) -> Option<Constant> {
    match (op, left, right) {
        (Operator::Add, Constant::Str(left), Constant::Str(right)) => Some(bounded(left.to_string() + &right)),
        (Operator::Add, Constant::Str(_) | Constant::SomeStr, Constant::Str(_) | Constant::SomeStr) => Some(Constant::SomeStr),
        (Operator::Mult, Constant::Str(_) | Constant::SomeStr, Constant::Int(_)) => Some(Constant::SomeStr),
        (op, Constant::Int(left), Constant::Int(right)) => integers(op, left, right).map(Constant::Int),
        _ => None,
    }
}

/// Only what is exact; a rest of negative numbers is not known.
fn integers(op: Operator, left: i64, right: i64) -> Option<i64> {
    let small = || u32::try_from(right).ok().filter(|right| *right < 64);
    match op {
        Operator::Add => left.checked_add(right),
        Operator::Sub => left.checked_sub(right),
        Operator::Mult => left.checked_mul(right),
        Operator::FloorDiv if right != 0 => {
            let cut = left.checked_div(right)?;
            if left % right != 0 && (left < 0) != (right < 0) { cut.checked_sub(1) } else { Some(cut) }
        }
        Operator::Div if right != 0 && left.checked_rem(right)? == 0 => left.checked_div(right),
        Operator::Mod if left >= 0 && right > 0 => left.checked_rem(right),
        Operator::Pow => left.checked_pow(u32::try_from(right).ok()?),
        Operator::LShift => left.checked_mul(1i64.checked_shl(small()?)?),
        Operator::RShift => Some(left >> small()?),
        Operator::BitAnd => Some(left & right),
        Operator::BitOr => Some(left | right),
        Operator::BitXor => Some(left ^ right),
        Operator::FloorDiv | Operator::Div | Operator::Mod | Operator::MatMult => None,
    }
}

/// Two whole numbers or truth values, compared.
fn comparison(text: &str, compare: &ast::ExprCompare, name: &mut Known<'_>) -> Option<Constant> {
    let ([op], [right]) = (&compare.ops[..], &compare.comparators[..]) else { return None };
    let (left, right) = (fold(text, &compare.left, name)?, fold(text, right, name)?);
    let order = match (&left, &right) {
        (Constant::Int(left), Constant::Int(right)) => left.cmp(right),
        (Constant::Bool(left), Constant::Bool(right)) if matches!(op, CmpOp::Eq | CmpOp::NotEq) => left.cmp(right),
        _ => return None,
    };
    let holds = match op {
        CmpOp::Eq => order.is_eq(),
        CmpOp::NotEq => order.is_ne(),
        CmpOp::Lt => order.is_lt(),
        CmpOp::LtE => order.is_le(),
        CmpOp::Gt => order.is_gt(),
        CmpOp::GtE => order.is_ge(),
        CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn => return None,
    };
    Some(Constant::Bool(holds))
}

/// What is known where one of two values arrives.
pub(super) fn join(one: &Constant, other: &Constant) -> Option<Constant> {
    match (one, other) {
        (one, other) if one == other => Some(one.clone()),
        (Constant::Str(_) | Constant::SomeStr, Constant::Str(_) | Constant::SomeStr) => Some(Constant::SomeStr),
        _ => None,
    }
}
