//! Values of comparisons, and what can be done with two of them. None: no value.

use super::Arithmetic;
use std::sync::Arc;

use crate::syntax::python::ast::{CmpOp, Operator};

/// What a part of a comparison is worth.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number; it overflows silently.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// The content of a string, as written.
    Str(Arc<str>),
    /// A list of values.
    List(Vec<Value>),
    /// Code without a value: only `str()` can be asked of it.
    Code(Arc<str>),
}

/// Longest list that is compared, and longest text that is built, so that hostile rules stay cheap.
const MAX_LENGTH: usize = 10_000;

impl Value {
    /// `str(…)`.
    pub(super) fn to_text(&self) -> Option<Arc<str>> {
        match self {
            Self::Int(value) => Some(value.to_string().into()),
            Self::Float(value) => Some(float_text(*value).into()),
            Self::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
            Self::Str(text) | Self::Code(text) => Some(Arc::clone(text)),
            Self::List(_) => None,
        }
    }

    /// `int(…)`.
    pub(super) fn to_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Str(text) => whole_number(text),
            Self::Float(_) | Self::Bool(_) | Self::List(_) | Self::Code(_) => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as the published engine compares them")]
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Bool(_) | Self::Str(_) | Self::List(_) | Self::Code(_) => None,
        }
    }
}

/// As C writes it with `%.12g`, with a point at the end when it looks whole.
fn float_text(value: f64) -> String {
    let digits = format!("{value:.11e}");
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() };
    let text = if (-4..12).contains(&exponent) {
        let decimals = usize::try_from(11 - exponent).unwrap_or(0);
        trim(&format!("{value:.decimals$}"))
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trim(mantissa), exponent.abs())
    };
    if text.chars().all(|c| c.is_ascii_digit() || c == '-') { format!("{text}.") } else { text }
}

/// A whole number of 64 bits as the published engine reads one: a sign, a prefix for another base, underscores.
pub fn whole_number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let prefix = digits.get(..2).map(str::to_ascii_lowercase);
    let (base, signed, digits) = match prefix.as_deref() {
        Some("0x") => (16, false, &digits[2..]),
        Some("0o") => (8, false, &digits[2..]),
        Some("0b") => (2, false, &digits[2..]),
        Some("0u") => (10, false, &digits[2..]),
        _ => (10, true, digits),
    };
    if !digits.starts_with(|c: char| c.is_digit(base)) || !digits.chars().all(|c| c == '_' || c.is_digit(base)) {
        return None;
    }
    let value = u64::from_str_radix(&digits.replace('_', ""), base).ok()?;
    if signed {
        let value = if negative { -i128::from(value) } else { i128::from(value) };
        return i64::try_from(value).ok();
    }
    let value = i64::from_ne_bytes(value.to_ne_bytes());
    Some(if negative { value.wrapping_neg() } else { value })
}

/// `left op right` of `+`, `-` and the like.
pub(super) fn operate(op: Operator, left: &Value, right: &Value, arithmetic: Arithmetic) -> Option<Value> {
    let divides = op == Operator::Div && arithmetic == Arithmetic::Python;
    if let (Value::Int(left), Value::Int(right), false) = (left, right, divides) {
        return integers(op, *left, *right).map(Value::Int);
    }
    let (left, right) = (left.number()?, right.number()?);
    let value = match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div => left / right,
        Operator::Mod => left % right,
        Operator::Pow => left.powf(right),
        Operator::MatMult
        | Operator::LShift
        | Operator::RShift
        | Operator::BitOr
        | Operator::BitXor
        | Operator::BitAnd
        | Operator::FloorDiv => return None,
    };
    Some(Value::Float(value))
}

/// Division cuts towards zero, and the rest has the sign of what is divided.
fn integers(op: Operator, left: i64, right: i64) -> Option<i64> {
    let shift = || u32::try_from(right).ok().filter(|by| *by < 64);
    match op {
        Operator::Add => Some(left.wrapping_add(right)),
        Operator::Sub => Some(left.wrapping_sub(right)),
        Operator::Mult => Some(left.wrapping_mul(right)),
        Operator::Div if right != 0 => Some(left.wrapping_div(right)),
        Operator::Mod if right != 0 => Some(left.wrapping_rem(right)),
        Operator::Pow => power(left, right),
        Operator::LShift => shift().map(|by| left.wrapping_shl(by)),
        Operator::RShift => shift().map(|by| left.wrapping_shr(by)),
        Operator::BitAnd => Some(left & right),
        Operator::BitOr => Some(left | right),
        Operator::BitXor => Some(left ^ right),
        Operator::Div | Operator::Mod | Operator::MatMult | Operator::FloorDiv => None,
    }
}

fn power(base: i64, exponent: i64) -> Option<i64> {
    let mut exponent = u64::try_from(exponent).ok()?;
    let (mut base, mut value) = (base, 1i64);
    while exponent > 0 {
        if exponent & 1 == 1 {
            value = value.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        exponent >>= 1;
    }
    Some(value)
}

/// `left op right` of `==`, `<`, `in` and the like.
pub(super) fn compare(op: CmpOp, left: &Value, right: &Value) -> Option<bool> {
    match op {
        CmpOp::Eq => equal(left, right),
        CmpOp::NotEq => equal(left, right).map(|equal| !equal),
        CmpOp::Lt => Some(left.number()? < right.number()?),
        CmpOp::LtE => Some(left.number()? <= right.number()?),
        CmpOp::Gt => Some(left.number()? > right.number()?),
        CmpOp::GtE => Some(left.number()? >= right.number()?),
        CmpOp::In => contains(left, right),
        CmpOp::NotIn => contains(left, right).map(|contains| !contains),
        CmpOp::Is | CmpOp::IsNot => None,
    }
}

#[expect(clippy::float_cmp, reason = "the language compares numbers exactly")]
fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Code(_), _) | (_, Value::Code(_)) => None,
        (Value::Int(_), Value::Float(_)) | (Value::Float(_), Value::Int(_)) => Some(left.number()? == right.number()?),
        _ => Some(left == right),
    }
}

/// In a list kinds count too: 1 is not in `[1.0]`.
fn contains(item: &Value, whole: &Value) -> Option<bool> {
    match (item, whole) {
        (Value::Code(_), _) => None,
        (_, Value::List(items)) if items.len() <= MAX_LENGTH => Some(items.contains(item)),
        (Value::Str(piece), Value::Str(text)) => Some(text.contains(&**piece)),
        _ => None,
    }
}

/// `strptime(…)`: seconds since 1970 of `year-month-day`. Months count one too many in Semgrep: what a rule
/// compares with is shifted alike.
pub(super) fn date(text: &str, arithmetic: Arithmetic) -> Option<f64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = (whole_number(year)?, whole_number(month)?, whole_number(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(0..=9_999).contains(&year) || !(1..=last).contains(&day) {
        return None;
    }
    let (year, month) = match arithmetic {
        Arithmetic::Python => (year, month),
        Arithmetic::Semgrep if month == 12 => (year + 1, 1),
        Arithmetic::Semgrep => (year, month + 1),
    };
    #[expect(clippy::cast_precision_loss, reason = "four digits of years are few seconds")]
    Some(((days_before(year, month) + day - 1) * 86_400) as f64)
}

/// Days from 1970-01-01 to the first of a month (Howard Hinnant's `days_from_civil`).
fn days_before(year: i64, month: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_index = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_index + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}
