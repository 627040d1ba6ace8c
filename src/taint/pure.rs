//! The elements of a comprehension: only what is read and computed counts, nothing that is called in them.

use super::hooks::Looked;
use super::machine::Machine;
use super::places::Extent;
use super::state::State;
use super::value::{Cell, Taints};
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::{Expr, Ranged};

impl<'a> Machine<'_, 'a> {
    /// The taint of an element; one that is a source as a whole is tainted, too.
    pub(super) fn pure_element(&mut self, element: &'a Expr, state: &mut State<'a>) -> Taints {
        let taints = self.pure(element, state);
        self.read(element, taints, state)
    }

    fn read(&mut self, expr: &'a Expr, taints: Taints, state: &mut State<'a>) -> Taints {
        let looked = Looked { place: Extent::of(expr), holder: None, path: None };
        self.marked(&looked, Cell::scalar(taints), state).all()
    }

    fn pure(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Taints {
        match expr {
            Expr::Name(_) => self.variable_taint(expr, state),
            Expr::Attribute(_) | Expr::Subscript(_) => match self.path(expr) {
                Some(_) if is_read(expr) => self.quiet(expr, state),
                _ => Taints::default(),
            },
            Expr::Compare(compare) if compare.comparators.len() > 1 => Taints::default(),
            Expr::BinOp(_)
            | Expr::UnaryOp(_)
            | Expr::BoolOp(_)
            | Expr::Compare(_)
            | Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Set(_)
            | Expr::Dict(_)
            | Expr::StringLiteral(_)
            | Expr::NumberLiteral(_) => {
                let mut parts = Vec::new();
                sub_expressions(expr, &mut |part| parts.push(part));
                let mut taints = Taints::default();
                for part in parts {
                    let inner = self.pure(part, state);
                    taints.join(&if is_read(part) { self.read(part, inner, state) } else { inner });
                }
                taints
            }
            _ => Taints::default(),
        }
    }

    fn variable_taint(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Taints {
        self.quiet(expr, state)
    }

    /// The value of what is only read: looking at it again does nothing.
    fn quiet(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Taints {
        debug_assert!(expr.start() < expr.end(), "a name or what is read of it");
        self.expr(expr, &mut state.clone()).all()
    }
}

/// Whether an expression only reads and computes.
fn is_read(expr: &Expr) -> bool {
    match expr {
        Expr::Attribute(attribute) => is_read(&attribute.value),
        Expr::Subscript(subscript) => !subscript.slice.is_slice_expr() && is_read(&subscript.value) && is_read(&subscript.slice),
        Expr::Call(_) | Expr::FString(_) | Expr::If(_) | Expr::Lambda(_) | Expr::Await(_) => false,
        _ => true,
    }
}
