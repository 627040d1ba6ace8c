//! Calls: taint of arguments and receiver is that of the result.

use super::guards::is_mutator;
use super::hooks::Looked;
use super::machine::Machine;
use super::names::is_self;
use super::places::Extent;
use super::state::{State, meet};
use super::value::{Cell, Taints};
use crate::syntax::python::ast::{Expr, ExprCall};

impl<'a> Machine<'_, 'a> {
    /// The result, and the taint of the arguments.
    pub(super) fn call(&mut self, call: &'a ExprCall, state: &mut State<'a>) -> (Cell<'a>, Taints) {
        let options = self.index.spec.options;
        let arguments: Vec<&Expr> =
            call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value)).collect();
        // What is called within runs first; then arguments are read from left to right.
        let receiver = match &*call.func {
            Expr::Attribute(attribute) if !is_self(&attribute.value) => Some(&*attribute.value),
            _ => None,
        };
        receiver.into_iter().for_each(|receiver| self.prepare_part(receiver, state));
        let argued = || arguments.iter().copied().filter(|argument| !argument.is_lambda_expr());
        argued().for_each(|argument| self.prepare_part(argument, state));
        self.prepared = true;
        let mut taints = Taints::default();
        argued().for_each(|argument| taints.join(&self.expr(argument, state).all()));
        // The receiver is read last.
        let callee = match (receiver, &*call.func) {
            (Some(receiver), func) => {
                let value = self.base_of(receiver, state);
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
        if self.is_strict() {
            self.mutated(call, &taints, state);
            if self.is_cast(call) {
                return (Cell::default(), taints);
            }
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

    /// `list.append(x)`: the object has what the method got.
    fn mutated(&mut self, call: &'a ExprCall, taints: &Taints, state: &mut State<'a>) {
        let Expr::Attribute(method) = &*call.func else { return };
        if is_mutator(&method.attr)
            && let Some(path) = self.path(&method.value)
        {
            let mut carried = Cell::scalar(taints.clone());
            self.further(&mut carried, Extent::of(&*method.value));
            state.add(&path, &carried.own());
        }
    }

    /// Something was called, or raised: what is known now may reach any handler around.
    pub(super) fn thrown(&mut self, state: &State<'a>) {
        self.exits.catches.iter_mut().for_each(|into| meet(into, state));
    }
}
