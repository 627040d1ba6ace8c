//! The edits of `fix` and `fix-regex`, with what is bound put in.
//!
//! As in Semgrep white space around the text does not count, further lines are indented like the line of the match, and a call
//! over several lines comes out on one, its arguments joined by commas.

use std::borrow::Cow;

use fancy_regex::Captures as Groups;

use super::region::Region;
use crate::files::SourceFile;
use crate::finding::{Fix, Location};
use crate::rule::{FixRegex, Rule, Safety, interpolate};
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};
use crate::syntax::python::{self, Parsed};

/// The edit of `fix` or `fix-regex`; none when it would change nothing.
pub(super) fn fix(rule: &Rule, file: &SourceFile, region: &Region, location: &Location) -> Option<Fix> {
    let text = file.text().get(region.start as usize..region.end as usize)?;
    let (replacement, safety) = match (&rule.fix, &rule.fix_regex) {
        (Some(fix), _) => (template(&fix.replacement, file, region), fix.safety),
        (None, Some(fix)) => (replaced(fix, text)?, Safety::Review),
        (None, None) => return None,
    };
    (replacement != text).then(|| Fix { location: location.clone(), replacement, safety })
}

fn template(template: &str, file: &SourceFile, region: &Region) -> String {
    let template = template.trim();
    let value = |name: &str| region.captures.get(name).map(|capture| arguments(name, &capture.text));
    if let Some(call) = one_line(template) {
        return interpolate(&call, value);
    }
    let before = file.text().get(..region.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    interpolate(&template.replace('\n', &format!("\n{indent}")), value)
}

/// Several arguments, joined by commas.
fn arguments<'c>(name: &str, text: &'c str) -> Cow<'c, str> {
    if !name.starts_with("$...") || !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let wrapped = format!("f({text}\n)");
    let parsed = python::parse(&wrapped);
    match call_of(&parsed) {
        Some(call) => Cow::Owned(joined(&wrapped, call)),
        None => Cow::Borrowed(text),
    }
}

/// A call that is written over several lines, on one.
fn one_line(template: &str) -> Option<String> {
    if !template.contains('\n') {
        return None;
    }
    // Bytes stay where they are: what is parsed stands for what is written.
    let plain = template.replace("$...", "____").replace('$', "_");
    let parsed = python::parse(&plain);
    let call = call_of(&parsed)?;
    parsed.with_room(|| Some(printed(template, call)))
}

fn call_of(parsed: &Parsed) -> Option<&ast::ExprCall> {
    match &parsed.module().body[..] {
        [Stmt::Expr(stmt)] if parsed.errors().is_empty() => stmt.value.as_call_expr(),
        _ => None,
    }
}

fn printed(text: &str, call: &ast::ExprCall) -> String {
    let callee = text.get(call.func.range().to_std_range()).unwrap_or_default();
    format!("{callee}({})", joined(text, call))
}

fn joined(text: &str, call: &ast::ExprCall) -> String {
    let written = |node: &dyn Fn() -> std::ops::Range<usize>| text.get(node()).unwrap_or_default().to_owned();
    let value = |expr: &Expr| match expr {
        Expr::Call(call) => printed(text, call),
        other => written(&|| other.range().to_std_range()),
    };
    let one = |argument: ast::ArgOrKeyword| match argument {
        ast::ArgOrKeyword::Arg(expr) => value(expr),
        ast::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
            Some(name) => format!("{name}={}", value(&keyword.value)),
            None => format!("**{}", value(&keyword.value)),
        },
    };
    call.arguments.iter_source_order().map(one).collect::<Vec<_>>().join(", ")
}

fn replaced(fix: &FixRegex, text: &str) -> Option<String> {
    if fix.count == Some(0) {
        return None;
    }
    let regex = fancy_regex::RegexBuilder::new(&fix.regex).backtrack_limit(200_000).build().ok()?;
    let replaced = regex.try_replacen(text, fix.count.unwrap_or(0), |groups: &Groups<'_, str>| expand(&fix.replacement, groups));
    Some(replaced.ok()?.into_owned())
}

/// `\1` to `\9`, and `$1` to `$9`, become the groups.
fn expand(replacement: &str, groups: &Groups<'_, str>) -> String {
    let mut out = String::new();
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        let digit = chars.peek().and_then(|next| next.to_digit(10)).filter(|_| matches!(c, '\\' | '$'));
        match digit {
            Some(digit) => {
                chars.next();
                out.push_str(groups.get(digit as usize).map_or("", |group| group.as_str()));
            }
            None => out.push(c),
        }
    }
    out
}
