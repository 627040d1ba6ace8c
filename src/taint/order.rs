//! The order in which parts of an expression run: first everything that is called or assigned in it, then what is only read.
//! `a + f(a := 1)` reads the new `a`.

use super::hooks::Looked;
use super::machine::Machine;
use super::places::Extent;
use super::state::State;
use super::value::Cell;
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::Expr;

impl<'a> Machine<'_, 'a> {
    /// Runs what is called in an expression that only reads and computes otherwise. The values are fetched when it is read.
    pub(super) fn prepare(&mut self, expr: &'a Expr, state: &mut State<'a>) {
        if !computes(expr) {
            return;
        }
        let mut parts = Vec::new();
        sub_expressions(expr, &mut |part| parts.push(part));
        let place = Extent::of(expr);
        let holder = self.holder.replace(place);
        for part in parts {
            if matches!(expr, Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_)) {
                self.display = Some(place);
            }
            self.prepare_part(part, state);
        }
        self.holder = holder;
    }

    /// The same for an expression that is part of another one.
    pub(super) fn prepare_part(&mut self, expr: &'a Expr, state: &mut State<'a>) {
        if computes(expr) {
            self.prepare(expr, state);
        } else if runs(expr) {
            let prepared = std::mem::replace(&mut self.prepared, false);
            let late = self.late.replace(Extent::of(expr));
            let value = self.expr(expr, state);
            (self.prepared, self.late) = (prepared, late);
            self.ready.insert(Extent::of(expr), value);
        }
    }

    /// The value of what has run before, now that it is read.
    pub(super) fn fetched(&mut self, expr: &'a Expr, mut value: Cell<'a>, state: &mut State<'a>) -> Cell<'a> {
        if is_fetched_late(expr) && !expr.is_if_expr() {
            let looked = Looked { place: Extent::of(expr), holder: self.holder, path: None };
            self.carried(&looked, &mut value, state);
        }
        // The first operand is read again.
        if let Expr::BoolOp(operation) = expr
            && !has_running(&operation.values[0])
        {
            value.join(&self.expr(&operation.values[0], &mut state.clone()));
        }
        value
    }
}

/// Whether an expression computes something of its parts, and does nothing else.
pub(super) fn computes(expr: &Expr) -> bool {
    match expr {
        Expr::BinOp(_) | Expr::Compare(_) | Expr::UnaryOp(_) | Expr::Starred(_) | Expr::Attribute(_) => true,
        Expr::List(_) | Expr::Tuple(_) | Expr::Set(_) | Expr::Dict(_) => true,
        Expr::Subscript(subscript) => !subscript.slice.is_slice_expr() && !subscript.slice.is_tuple_expr(),
        // What the first operand decides to run has to wait for it.
        Expr::BoolOp(operation) => !operation.values.iter().skip(1).any(has_running),
        _ => false,
    }
}

/// Whether an expression is more than reading and computing: it runs before what surrounds it.
pub(super) fn runs(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Named(_) | Expr::FString(_) => true,
        other => is_fetched_late(other),
    }
}

/// Whether anything in an expression runs.
fn has_running(expr: &Expr) -> bool {
    let mut found = !computes(expr) && runs(expr);
    if !found {
        sub_expressions(expr, &mut |part| found = found || has_running(part));
    }
    found
}

/// Whether the value of something that runs is read where it is written, too.
pub(super) fn is_fetched_late(expr: &Expr) -> bool {
    matches!(expr, Expr::If(_) | Expr::BoolOp(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_))
}
