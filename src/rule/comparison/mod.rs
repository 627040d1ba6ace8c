//! `metavariable-comparison`: a small language of values, written as a Python expression over metavariables.
//!
//! The published engine gives the code that a metavariable is bound to the same meaning: `f(2 ** 3)` is 8. What it cannot
//! evaluate is no value, and a comparison with a part without value never holds, whatever the other parts say.

mod doubt;
mod evaluate;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::regex::{Anchor, RegexTerm};
use crate::semantic::raw_content;
use crate::syntax::python::{self, Parsed, ast};
use ast::{Expr, Ranged, Stmt};
pub use evaluate::{Binding, Bindings};
pub use value::{Value, whole_number};

/// Longer texts, of rules or of code, are not evaluated.
const MAX_TEXT: usize = 10_000;

/// A comparison, ready to be asked.
#[derive(Debug)]
pub struct Comparison {
    /// As written.
    text: Arc<str>,
    /// The same with `_` for every `$`: each byte stands where it was.
    parsed: Parsed,
    /// Regular expressions written as a literal, by where it stands.
    regexes: BTreeMap<u32, RegexTerm>,
    /// Whether texts are read as whole numbers, without quotes.
    strip: Strip,
    arithmetic: Arithmetic,
}

/// How numbers and days are reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// As Semgrep does: `*`, `/` and `%` from the right, `/` cut off, days of the month after.
    Semgrep,
    /// As Python does.
    Python,
}

/// What `strip:` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strip {
    /// Texts are texts.
    No,
    /// Only whole numbers have a value, and strings that say one.
    Yes,
}

/// Why a text is no comparison, and the bytes that are wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct ComparisonError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub range: Range<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Comparison {
    /// Reads `text`.
    pub fn parse(text: &str, strip: Strip, line: u32) -> Result<Self, ComparisonError> {
        let whole = || text.len() - text.trim_start().len()..text.trim_end().len();
        let error = |message: &str, range, help: Option<&str>| {
            Err(ComparisonError { message: message.to_owned(), range, help: help.map(str::to_owned) })
        };
        if text.len() > MAX_TEXT {
            return error("a comparison of this length is not read", whole(), Some("write several conditions"));
        }
        metavariables_of(text)?;
        let parsed = python::parse(&plain(text));
        if let Some(first) = parsed.errors().first() {
            let range = first.offset as usize..(first.end as usize).max(first.offset as usize + 1).min(text.len());
            return Err(ComparisonError { message: first.message.clone(), range, help: None });
        }
        let Some(root) = root(&parsed) else {
            return error("a comparison is one expression", whole(), Some("for example `$X > 0 and $X < 10`"));
        };
        let mut literals = Vec::new();
        parsed.with_room(|| regex_literals(root, &mut literals));
        let term = |range: Range<usize>| (start_of(&range), RegexTerm::new(&text[range], Anchor::Start, line));
        let regexes = literals.into_iter().map(|literal| term(content(text, literal))).collect();
        Ok(Self { text: text.into(), regexes, strip, arithmetic: Arithmetic::Semgrep, parsed })
    }

    /// The same, reckoned otherwise.
    #[must_use]
    pub fn reckoned(self, arithmetic: Arithmetic) -> Self {
        Self { arithmetic, ..self }
    }

    /// The tree that is evaluated.
    fn tree(&self) -> &Parsed {
        match self.arithmetic {
            Arithmetic::Semgrep => self.parsed.from_the_right(&self.text),
            Arithmetic::Python => &self.parsed,
        }
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The metavariables that it names, each once.
    pub fn metavariables(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.parsed.with_room(|| {
            self.names(root(&self.parsed).expect("it was read as one expression"), &mut |name, _| {
                if !names.contains(&name) {
                    names.push(name);
                }
            });
        });
        names
    }

    /// The first place of a metavariable.
    pub fn place_of(&self, metavariable: &str) -> Option<Range<usize>> {
        let mut place = None;
        self.parsed.with_room(|| {
            self.names(root(&self.parsed).expect("it was read as one expression"), &mut |name, range| {
                if place.is_none() && name == metavariable {
                    place = Some(range);
                }
            });
        });
        place
    }

    /// The first part that has no value whatever is bound, and why: the whole comparison never holds.
    pub fn doubt(&self) -> Option<(String, Range<usize>)> {
        let root = root(&self.parsed)?;
        self.parsed.with_room(|| doubt::find(self, root))
    }

    fn names(&self, expr: &Expr, found: &mut dyn FnMut(String, Range<usize>)) {
        if let Some((name, range)) = self.metavariable(expr) {
            return found(name, range);
        }
        crate::semantic::sub_expressions(expr, &mut |inner| self.names(inner, found));
    }

    /// The metavariable that a name of the parsed text stands for.
    fn metavariable(&self, expr: &Expr) -> Option<(String, Range<usize>)> {
        let Expr::Name(name) = expr else { return None };
        let range = name.range().to_std_range();
        let written = self.text.get(range.clone())?;
        written.starts_with('$').then(|| (written.to_owned(), range))
    }
}

/// The text with names for metavariables and `+` for leading zeros, which Python refuses; each byte stays where it was.
fn plain(text: &str) -> String {
    let mut plain = text.replace("$...", "____").replace('$', "_").into_bytes();
    let mut quote = None;
    for at in 0..plain.len() {
        let (byte, before) = (plain[at], at.checked_sub(1).map(|before| plain[before]));
        match quote {
            Some(open) if byte == open && before != Some(b'\\') => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None => {
                let begins = before.is_none_or(|before| !before.is_ascii_alphanumeric() && !b"_.".contains(&before));
                if byte == b'0' && begins && plain.get(at + 1).is_some_and(u8::is_ascii_digit) {
                    plain[at] = b'+';
                }
            }
        }
    }
    String::from_utf8(plain).expect("only whole characters were replaced")
}

fn start_of(range: &Range<usize>) -> u32 {
    u32::try_from(range.start).expect("the text is short")
}

/// The one expression of a module.
fn root(parsed: &Parsed) -> Option<&Expr> {
    match &parsed.module().body[..] {
        [Stmt::Expr(stmt)] => Some(&stmt.value),
        _ => None,
    }
}

/// Where the content of a literal in one piece stands in `text`.
fn content(text: &str, literal: &ast::ExprStringLiteral) -> Range<usize> {
    let content = raw_content(text, literal);
    let start = content.as_ptr() as usize - text.as_ptr() as usize;
    start..start + content.len()
}

/// The literals that `re.match` gets as its expression.
fn regex_literals<'e>(expr: &'e Expr, into: &mut Vec<&'e ast::ExprStringLiteral>) {
    if let Expr::Call(call) = expr
        && evaluate::is_re_match(&call.func)
        && let Some(Expr::StringLiteral(literal)) = call.arguments.args.first()
        && !literal.value.is_implicit_concatenated()
    {
        into.push(literal);
    }
    crate::semantic::sub_expressions(expr, &mut |inner| regex_literals(inner, into));
}

/// Refuses what begins with `$` outside of strings and is no metavariable that can stand here.
fn metavariables_of(text: &str) -> Result<(), ComparisonError> {
    let bytes = text.as_bytes();
    let mut quote = None;
    let mut at = 0;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, b'$') => {
                let length = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                let name = &text[at + 1..at + 1 + length];
                let good =
                    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_') && !name.contains(|c: char| c.is_ascii_lowercase());
                if !good && !text[at + 1..].starts_with("...") {
                    return Err(no_metavariable(name, at..at + 1 + length));
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

fn no_metavariable(name: &str, range: Range<usize>) -> ComparisonError {
    let numbered = name.starts_with(|c: char| c.is_ascii_digit());
    let help = match name {
        "" => "a metavariable is `$` and a name in capitals: `$X`".to_owned(),
        _ if numbered => {
            let group = "(?P<NUMBER>…)";
            format!("groups by number cannot stand in a comparison: name the group, `{group}`, and write `int($NUMBER)`")
        }
        _ => format!("metavariables are written in capitals: `${}`", name.to_uppercase()),
    };
    ComparisonError { message: format!("`${name}` is no metavariable"), range, help: Some(help) }
}

#[cfg(test)]
mod tests;
