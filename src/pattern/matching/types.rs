//! Types of expressions, as far as they are written: literals, annotations, names of classes.

use super::{Matcher, Next, Search};
use crate::pattern::Pattern;
use crate::pattern::ir::{ExprPat, NamePat, Top};
use crate::semantic::{Constant, Path, Typed};
use crate::syntax::python::ast::{Expr, Number, Operator, Ranged, Stmt, UnaryOp};

const TEXT: &[&str] = &["str", "string"];
const INT: &[&str] = &["int", "number"];
const FLOAT: &[&str] = &["float", "number"];
const NUMBER: &[&str] = &["number"];
const BOOL: &[&str] = &["bool"];
const NONE: &[&str] = &["None"];
const UNKNOWN: &[&str] = &[];

impl<'p, 'a> Matcher<'p, 'a> {
    /// `$X: T`: literals and constants of that type, annotated parameters and variables.
    pub(super) fn typed(&mut self, inner: &'p ExprPat, class: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let wanted = match class {
            ExprPat::Dotted(segments) => match &segments[..] {
                [NamePat::Is(name)] => Some(&**name),
                _ => None,
            },
            _ => None,
        };
        if wanted.is_some_and(|wanted| self.types(expr).contains(&wanted)) {
            return self.expr(inner, expr, next);
        }
        if let (true, Some(segments)) = (self.is_strict(), written(class)) {
            let classes = self.code.semantics.classes(self.code.text, self.code.parsed, expr);
            return if is_one_of(&segments, &classes) { self.expr(inner, expr, next) } else { Search::Continue(()) };
        }
        let Expr::Name(name) = expr else { return Search::Continue(()) };
        if self.is_class(&name.id) {
            return self.expr(class, expr, &mut |m| m.expr(inner, expr, next));
        }
        match self.code.semantics.typed(self.code.parsed, name) {
            Some(Typed::Annotation(annotation)) => self.expr(class, annotation, &mut |m| m.expr(inner, expr, next)),
            Some(Typed::Value(value)) if wanted.is_some_and(|wanted| self.types(value).contains(&wanted)) => self.expr(inner, expr, next),
            Some(Typed::Value(_)) | None => Search::Continue(()),
        }
    }

    /// Names of the built-in types that `expr` is seen to have; of strings only those in one piece without a prefix tell it.
    fn types(&self, expr: &'a Expr) -> &'static [&'static str] {
        match expr {
            Expr::Name(_) => self.constant(expr).map_or(UNKNOWN, |constant| of_constant(&constant)),
            Expr::StringLiteral(literal) => {
                let written = self.text(expr.start().to_u32(), expr.end().to_u32());
                let plain = !literal.value.is_implicit_concatenated() && written.starts_with(['"', '\'']);
                if plain { TEXT } else { UNKNOWN }
            }
            Expr::NumberLiteral(number) => match number.value {
                Number::Int(_) => INT,
                Number::Float(_) => FLOAT,
                Number::Complex { .. } => UNKNOWN,
            },
            Expr::BooleanLiteral(_) | Expr::Compare(_) => BOOL,
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => BOOL,
            Expr::NoneLiteral(_) => NONE,
            Expr::If(ternary) if self.types(&ternary.body) == self.types(&ternary.orelse) => self.types(&ternary.body),
            Expr::BinOp(binary) if is_arithmetic(binary.op) => {
                let number = |side: &'a Expr| self.types(side).contains(&"number");
                if number(&binary.left) && number(&binary.right) { NUMBER } else { UNKNOWN }
            }
            _ => UNKNOWN,
        }
    }

    /// Whether the module has a class of this name.
    fn is_class(&self, name: &str) -> bool {
        self.code.parsed.module().body.iter().any(|stmt| matches!(stmt, Stmt::ClassDef(class) if class.name.as_str() == name))
    }
}

impl Pattern {
    /// Whether the name of a class is one of these paths; none if it is no plain name.
    pub fn names_class(&self, classes: &[Path]) -> Option<bool> {
        match &*self.top {
            Top::Expr(class) => written(class).map(|segments| is_one_of(&segments, classes)),
            _ => None,
        }
    }
}

/// The names of a dotted class without metavariables.
fn written<'p>(class: &'p ExprPat) -> Option<Vec<&'p str>> {
    let ExprPat::Dotted(segments) = class else { return None };
    let name = |segment: &'p NamePat| match segment {
        NamePat::Is(name) => Some(&**name),
        NamePat::Hole(_) | NamePat::Any => None,
    };
    segments.iter().map(name).collect()
}

/// A class is meant by its whole path, or by its last name alone.
fn is_one_of(wanted: &[&str], classes: &[Path]) -> bool {
    classes.iter().any(|path| match (wanted, &path[..]) {
        (["string"], [only]) => &**only == "str",
        (["number"], [only]) => matches!(&**only, "int" | "float"),
        ([name], [.., last]) => **last == **name,
        _ => wanted.len() == path.len() && wanted.iter().zip(path).all(|(name, part)| **name == **part),
    })
}

fn is_arithmetic(op: Operator) -> bool {
    matches!(op, Operator::Add | Operator::Sub | Operator::Mult | Operator::Div | Operator::Mod | Operator::Pow | Operator::FloorDiv)
}

fn of_constant(constant: &Constant) -> &'static [&'static str] {
    match constant {
        Constant::Str(_) | Constant::SomeStr => TEXT,
        Constant::Int(_) => INT,
        Constant::Float(_) => FLOAT,
        Constant::Bool(_) => BOOL,
        Constant::None => NONE,
    }
}
