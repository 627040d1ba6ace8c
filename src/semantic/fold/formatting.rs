//! `"…".format(…)` and `"…" % …` of known values. What they say is known only for plain fields; otherwise it is some string.

use super::{Constant, Known, bounded, fold};
use crate::syntax::python::ast::{self, Expr};

/// A value as `str()` shows it.
pub(super) fn shown(value: &Constant) -> Option<String> {
    match value {
        Constant::Str(text) => Some(text.to_string()),
        Constant::Int(value) => Some(value.to_string()),
        Constant::Bool(true) => Some("True".to_owned()),
        Constant::Bool(false) => Some("False".to_owned()),
        Constant::None => Some("None".to_owned()),
        Constant::Float(_) | Constant::SomeStr => None,
    }
}

/// `"…".format(…)`, if the string and all arguments are known.
pub(super) fn format(text: &str, call: &ast::ExprCall, name: &mut Known<'_>) -> Option<Constant> {
    let Expr::Attribute(method) = &*call.func else { return None };
    if method.attr.as_str() != "format" {
        return None;
    }
    let template = fold(text, &method.value, name)?;
    let mut positional = Vec::new();
    for argument in &call.arguments.args {
        positional.push(fold(text, argument, name)?);
    }
    let mut named = Vec::new();
    for keyword in &call.arguments.keywords {
        named.push((keyword.arg.as_ref()?.as_str(), fold(text, &keyword.value, name)?));
    }
    match template {
        Constant::Str(template) => Some(filled(&template, &positional, &named).map_or(Constant::SomeStr, bounded)),
        Constant::SomeStr => Some(Constant::SomeStr),
        _ => None,
    }
}

/// The template with its fields replaced; none for a field that is more than a name or number.
fn filled(template: &str, positional: &[Constant], named: &[(&str, Constant)]) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    let mut next = 0;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = behind;
            continue;
        }
        let (field, behind) = if brace == "{" { rest.split_once('}')? } else { return None };
        let value = if field.is_empty() {
            next += 1;
            positional.get(next - 1)
        } else if let Ok(number) = field.parse::<usize>() {
            positional.get(number)
        } else {
            named.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
        };
        out.push_str(&shown(value?)?);
        if out.len() > super::MAX_STRING {
            return None;
        }
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

/// `"…" % …`, if all values are known.
pub(super) fn percent(text: &str, template: &Constant, values: &Expr, name: &mut Known<'_>) -> Option<Constant> {
    let mut known = Vec::new();
    match values {
        Expr::Tuple(tuple) => {
            for element in &tuple.elts {
                known.push(fold(text, element, name)?);
            }
        }
        Expr::Dict(dict) => {
            for item in &dict.items {
                fold(text, &item.value, name)?;
            }
            return Some(Constant::SomeStr);
        }
        one => known.push(fold(text, one, name)?),
    }
    match template {
        Constant::Str(template) => Some(replaced(template, &known).map_or(Constant::SomeStr, bounded)),
        _ => Some(Constant::SomeStr),
    }
}

/// `%s` and `%d` replaced; none for anything more.
fn replaced(template: &str, values: &[Constant]) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    let mut values = values.iter();
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let sign = rest[at + 1..].chars().next()?;
        match (sign, if sign == '%' { None } else { values.next() }) {
            ('%', _) => out.push('%'),
            ('s', Some(value)) => out.push_str(&shown(value)?),
            ('d', Some(Constant::Int(value))) => out.push_str(&value.to_string()),
            _ => return None,
        }
        if out.len() > super::MAX_STRING {
            return None;
        }
        rest = &rest[at + 1 + sign.len_utf8()..];
    }
    out.push_str(rest);
    values.next().is_none().then_some(out)
}
