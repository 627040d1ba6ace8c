//! The value of an expression made of literals and names with known values.

use super::Constant;
use crate::syntax::python::ast::{self, Expr, ExprName, Operator, Ranged, UnaryOp};

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

/// Folds `expr`; `name` says what a name is known to be at its place.
pub(super) fn fold(text: &str, expr: &Expr, name: &mut dyn FnMut(&ExprName) -> Option<Constant>) -> Option<Constant> {
    match expr {
        Expr::Name(found) => name(found),
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
            _ => None,
        },
        Expr::BinOp(binary) => {
            let left = fold(text, &binary.left, name)?;
            operate(binary.op, left, fold(text, &binary.right, name)?)
        }
        Expr::If(ternary) => {
            let body = fold(text, &ternary.body, name)?;
            join(&body, &fold(text, &ternary.orelse, name)?)
        }
        Expr::Named(named) => fold(text, &named.value, name),
        _ => None,
    }
}

fn f_string(text: &str, string: &ast::ExprFString, name: &mut dyn FnMut(&ExprName) -> Option<Constant>) -> Option<Constant> {
    let mut folded = String::new();
    for part in &string.value {
        match part {
            ast::FStringPart::Literal(literal) => folded.push_str(raw_content(text, literal)),
            ast::FStringPart::FString(string) => {
                for element in &string.elements {
                    match element {
                        ast::InterpolatedStringElement::Literal(literal) => folded.push_str(&text[literal.range().to_std_range()]),
                        ast::InterpolatedStringElement::Interpolation(field) => {
                            if field.conversion != ast::ConversionFlag::None || field.format_spec.is_some() {
                                return None;
                            }
                            match fold(text, &field.expression, name)? {
                                Constant::Str(value) => folded.push_str(&value),
                                Constant::Int(value) => folded.push_str(&value.to_string()),
                                Constant::SomeStr => return Some(Constant::SomeStr),
                                Constant::Bool(_) | Constant::Float(_) | Constant::None => return None,
                            }
                        }
                    }
                }
            }
        }
    }
    Some(bounded(folded))
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
        (Operator::Add, Constant::Int(left), Constant::Int(right)) => left.checked_add(right).map(Constant::Int),
        (Operator::Sub, Constant::Int(left), Constant::Int(right)) => left.checked_sub(right).map(Constant::Int),
        (Operator::Mult, Constant::Int(left), Constant::Int(right)) => left.checked_mul(right).map(Constant::Int),
        (Operator::Add, Constant::Float(left), Constant::Float(right)) => Some(Constant::Float(left + right)),
        (Operator::Sub, Constant::Float(left), Constant::Float(right)) => Some(Constant::Float(left - right)),
        (Operator::Mult, Constant::Float(left), Constant::Float(right)) => Some(Constant::Float(left * right)),
        _ => None,
    }
}

/// What is known where one of two values arrives.
pub(super) fn join(one: &Constant, other: &Constant) -> Option<Constant> {
    match (one, other) {
        (one, other) if one == other => Some(one.clone()),
        (Constant::Str(_) | Constant::SomeStr, Constant::Str(_) | Constant::SomeStr) => Some(Constant::SomeStr),
        _ => None,
    }
}
