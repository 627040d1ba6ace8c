//! Strings: `"..."`, `"$X"`, `"=~/re/"`, literal text, and f-strings.

use std::sync::Arc;

use super::expressions::may_be_constant;
use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{FieldPat, StrPat};
use crate::semantic::{Constant, raw_content};
use crate::syntax::python::ast::{self, Expr, InterpolatedStringElement, Ranged};

/// A part of an f-string of the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    Text { start: u32, end: u32 },
    Field(&'a ast::InterpolatedElement),
}

impl<'p, 'a> Matcher<'p, 'a> {
    /// A string literal of a pattern: any expression that is known to be such a string.
    pub(super) fn string(&mut self, pattern: &'p StrPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        if !may_be_constant(expr, self.is_strict()) {
            return Search::Continue(());
        }
        if !self.pattern.options.constant_propagation && !self.is_plain(pattern, expr) {
            return Search::Continue(());
        }
        if let (StrPat::Any, Expr::StringLiteral(_) | Expr::BytesLiteral(_)) | (StrPat::AnyBytes, Expr::BytesLiteral(_)) = (pattern, expr) {
            return next(self);
        }
        let constant = self.constant(expr);
        match (pattern, constant) {
            (StrPat::Any, Some(Constant::Str(_) | Constant::SomeStr)) => next(self),
            (StrPat::Content(hole), Some(Constant::Str(text))) => {
                let value = self.content(expr, text);
                self.bind_maybe(*hole, value, next)
            }
            (StrPat::Regex(regex), Some(Constant::Str(text))) if regex.is_match(&*text).unwrap_or(false) => next(self),
            (StrPat::Text(wanted), Some(Constant::Str(text))) if **wanted == *text => next(self),
            (StrPat::Bytes(wanted), Some(Constant::Str(text))) if **wanted == *text && matches!(expr, Expr::BytesLiteral(_)) => next(self),
            _ => Search::Continue(()),
        }
    }

    /// Whether `expr` is one literal without a prefix, or of bytes where bytes are asked for: all else is a constant that is folded.
    fn is_plain(&self, pattern: &'p StrPat, expr: &'a Expr) -> bool {
        match (pattern, expr) {
            (StrPat::AnyBytes | StrPat::Bytes(_), Expr::BytesLiteral(_)) => true,
            (_, Expr::StringLiteral(literal)) => {
                !literal.value.is_implicit_concatenated() && self.text(expr.start().to_u32(), expr.end().to_u32()).starts_with(['"', '\''])
            }
            _ => false,
        }
    }

    /// A piece of text of an f-string, which counts as a string.
    pub(super) fn chunk(&mut self, pattern: &'p StrPat, start: u32, end: u32, next: Next<'_, 'p, 'a>) -> Search {
        let text = self.text(start, end);
        let holds = match pattern {
            StrPat::Any | StrPat::Content(_) => true,
            StrPat::Regex(regex) => regex.is_match(text).unwrap_or(false),
            StrPat::Text(wanted) => **wanted == *text,
            StrPat::AnyBytes | StrPat::Bytes(_) => false,
        };
        match pattern {
            StrPat::Content(Some(hole)) => self.bind(*hole, Value::Content { start, end, text: text.into(), value: text.into() }, next),
            _ if holds => next(self),
            _ => Search::Continue(()),
        }
    }

    /// What `"$X"` binds: the content of a literal; in a joined string the first literal with its quotes.
    fn content(&self, expr: &'a Expr, text: Arc<str>) -> Value<'a> {
        let piece = |literal: &dyn Fn() -> (u32, u32)| {
            let (start, end) = literal();
            let written = self.text(start, end);
            let inner = raw_content(written, &ast::TextRange::up_to(ast::TextSize::of(written)));
            let offset = u32::try_from(inner.as_ptr() as usize - written.as_ptr() as usize).unwrap_or_default();
            let inner_end = start + offset + u32::try_from(inner.len()).unwrap_or_default();
            Value::Content { start: start + offset, end: inner_end, text: inner.into(), value: inner.into() }
        };
        let whole = |expr: &Expr| (expr.start().to_u32(), expr.end().to_u32());
        match expr {
            Expr::StringLiteral(literal) if literal.value.iter().count() == 1 => piece(&|| whole(expr)),
            Expr::BytesLiteral(literal) if literal.value.iter().count() == 1 => piece(&|| whole(expr)),
            // The text stands elsewhere, where the name was given it: nothing here to focus on.
            Expr::Name(_) => Value::Content { start: expr.start().to_u32(), end: expr.start().to_u32(), value: Arc::clone(&text), text },
            Expr::FString(_) => Value::Content { start: expr.start().to_u32(), end: expr.end().to_u32(), value: Arc::clone(&text), text },
            other => match first_literal(other) {
                Some((start, end)) => Value::Content { start, end, text: self.text(start, end).into(), value: text },
                None => Value::Content { start: expr.start().to_u32(), end: expr.end().to_u32(), value: Arc::clone(&text), text },
            },
        }
    }

    /// `"..." "..."`: written in two or more pieces.
    pub(super) fn pieces(&mut self, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let pieces = match expr {
            Expr::StringLiteral(literal) => literal.value.iter().count(),
            Expr::BytesLiteral(literal) => literal.value.iter().count(),
            Expr::FString(string) => string.value.iter().count(),
            _ => 0,
        };
        if pieces > 1 { next(self) } else { Search::Continue(()) }
    }

    pub(super) fn f_string(&mut self, patterns: &'p [FieldPat], string: &'a ast::ExprFString, next: Next<'_, 'p, 'a>) -> Search {
        // Several strings next to each other are no f-string, though each of them may be one.
        match string.value.as_slice() {
            parts @ [ast::FStringPart::FString(_)] => self.f_parts(patterns, parts, next),
            _ => Search::Continue(()),
        }
    }

    pub(super) fn f_parts(&mut self, patterns: &'p [FieldPat], string: &'a [ast::FStringPart], next: Next<'_, 'p, 'a>) -> Search {
        if let [FieldPat::Ellipsis] = patterns {
            return next(self);
        }
        let mut parts = Vec::new();
        for part in string {
            let ast::FStringPart::FString(string) = part else { continue };
            parts.extend(string.elements.iter().map(|element| match element {
                InterpolatedStringElement::Literal(text) => Part::Text { start: text.start().to_u32(), end: text.end().to_u32() },
                InterpolatedStringElement::Interpolation(field) => Part::Field(field),
            }));
        }
        self.parts(patterns, &parts, next)
    }

    fn parts(&mut self, patterns: &'p [FieldPat], parts: &[Part<'a>], next: Next<'_, 'p, 'a>) -> Search {
        self.step()?;
        let [first, rest @ ..] = patterns else {
            return if parts.is_empty() { next(self) } else { Search::Continue(()) };
        };
        if let FieldPat::Ellipsis = first {
            if rest.is_empty() {
                return next(self);
            }
            for skipped in 0..=parts.len() {
                self.parts(rest, &parts[skipped..], next)?;
            }
            return Search::Continue(());
        }
        let [part, left @ ..] = parts else { return Search::Continue(()) };
        match (first, *part) {
            (FieldPat::Content(hole), Part::Text { start, end }) => {
                let text: Arc<str> = self.text(start, end).into();
                let value = Value::Content { start, end, value: Arc::clone(&text), text };
                self.bind_maybe(*hole, value, &mut |m| m.parts(rest, left, next))
            }
            (FieldPat::Text(wanted), Part::Text { start, end }) if **wanted == *self.text(start, end) => self.parts(rest, left, next),
            (FieldPat::Field(pattern), Part::Field(field))
                if field.conversion == ast::ConversionFlag::None && field.format_spec.is_none() && field.debug_text.is_none() =>
            {
                self.expr(pattern, &field.expression, &mut |m| m.parts(rest, left, next))
            }
            _ => Search::Continue(()),
        }
    }
}

/// Where the first string literal in `expr` stands, with its quotes.
fn first_literal(expr: &Expr) -> Option<(u32, u32)> {
    match expr {
        Expr::StringLiteral(literal) => literal.value.iter().next().map(|part| (part.start().to_u32(), part.end().to_u32())),
        Expr::BytesLiteral(literal) => literal.value.iter().next().map(|part| (part.start().to_u32(), part.end().to_u32())),
        other => {
            let mut found = None;
            crate::semantic::sub_expressions(other, &mut |inner| {
                if found.is_none() {
                    found = first_literal(inner);
                }
            });
            found
        }
    }
}
