//! Calls: taint of arguments and receiver is that of the result.

use super::hooks::Looked;
use super::machine::Machine;
use super::names::is_self;
use super::places::Extent;
use super::state::{State, meet};
use super::value::{Cell, Taints};
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::{self, Expr, ExprCall};

impl<'a> Machine<'_, 'a> {
    /// The result, and the taint of the arguments.
    pub(super) fn call(&mut self, call: &'a ExprCall, state: &mut State<'a>) -> (Cell<'a>, Taints) {
        let options = self.index.spec.options;
        let arguments: Vec<&Expr> =
            call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value)).collect();
        // What is called within runs first; then arguments are read from left to right, then the receiver.
        let receiver = match &*call.func {
            Expr::Attribute(attribute) if !is_self(&attribute.value) => Some(&*attribute.value),
            _ => None,
        };
        let early = receiver.filter(|receiver| runs(receiver)).map(|receiver| self.expr(receiver, state));
        let mut taints = Taints::default();
        for running in [true, false] {
            for argument in arguments.iter().filter(|argument| !argument.is_lambda_expr() && runs(argument) == running) {
                taints.join(&self.expr(argument, state).all());
            }
        }
        let callee = match (receiver, &*call.func) {
            (Some(receiver), func) => {
                let value = early.unwrap_or_else(|| self.expr(receiver, state));
                let carried = if options.safe_functions || options.only_assignments { Taints::default() } else { value.all() };
                let looked = Looked { place: Extent::of(func), holder: self.holder, path: None };
                // A method is a sink of its own taint, not of its object's.
                let own = self.marked(&looked, Cell::default(), state);
                self.sunk(&looked, &own.all(), state);
                self.marked(&looked, Cell::scalar(carried), state)
            }
            (None, func) => self.expr(func, state),
        };
        for lambda in arguments.iter().filter(|argument| argument.is_lambda_expr()) {
            self.expr(lambda, state);
        }
        let mut result = callee.own();
        if !options.safe_functions {
            result.join(&taints);
        }
        if options.only_assignments {
            result = Taints::default();
        }
        let place = Extent::of(call);
        if self.assigned != Some(place) {
            self.thrown(state);
        }
        (Cell::scalar(result), taints)
    }

    /// Something was called, or raised: what is known now may reach any handler around.
    pub(super) fn thrown(&mut self, state: &State<'a>) {
        self.exits.catches.iter_mut().for_each(|into| meet(into, state));
    }
}

/// Whether anything in an expression runs.
pub(super) fn has_running(expr: &Expr) -> bool {
    let mut found = runs(expr) || expr.is_f_string_expr();
    if !found {
        sub_expressions(expr, &mut |part| found = found || has_running(part));
    }
    found
}

/// Whether an expression is more than reading and computing: it runs before what surrounds it.
pub(super) fn runs(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Named(_) | Expr::If(_) => true,
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => true,
        Expr::Attribute(ast::ExprAttribute { value, .. }) | Expr::Subscript(ast::ExprSubscript { value, .. }) => runs(value),
        _ => false,
    }
}
