//! What tests and casts say about a value, for rules of the strict edition: where `x in ("a", "b")` holds, `x` is one of them.

use super::machine::Machine;
use super::state::State;
use super::value::Key;
use crate::syntax::python::ast::{self, BoolOp, CmpOp, Expr, ExprCall, Ranged, UnaryOp};

/// Methods of text that say which signs it has: no quotes, no slashes, no spaces.
const PLAIN_TEXT: [&str; 6] = ["isalnum", "isalpha", "isdecimal", "isdigit", "isidentifier", "isnumeric"];
/// What gives a number or a truth value, whatever it gets.
const CASTS: [&str; 8] = ["bool", "complex", "float", "hasattr", "int", "isinstance", "len", "ord"];
/// Types whose values hold no text of the author's.
const PLAIN_TYPES: [&str; 9] = ["int", "float", "bool", "complex", "Decimal", "UUID", "date", "datetime", "timedelta"];
/// Methods that put their arguments into the object.
const MUTATORS: [&str; 8] = ["add", "append", "appendleft", "extend", "extendleft", "insert", "setdefault", "update"];

/// Whether a method puts its arguments into its object.
pub(super) fn is_mutator(method: &str) -> bool {
    MUTATORS.contains(&method)
}

impl<'a> Machine<'_, 'a> {
    /// Whether the rule asks for the strict edition.
    pub(super) fn is_strict(&self) -> bool {
        self.index.spec.options.strict
    }

    /// Whether a call gives a number or a truth value by the name of what is called.
    pub(super) fn is_cast(&self, call: &ExprCall) -> bool {
        matches!(&*call.func, Expr::Name(name) if CASTS.contains(&name.id.as_str()) && self.is_built_in(name))
    }

    /// Whether nothing in the file binds a name.
    fn is_built_in(&self, name: &ast::ExprName) -> bool {
        let free = self.names.at(name.start().to_u32()).is_none_or(|variable| self.names.free(variable).is_some());
        free && !self.globals.is_bound(&name.id)
    }

    /// Makes clean what is harmless where `test` is `truth`.
    pub(super) fn guard(&mut self, test: &'a Expr, truth: Truth, state: &mut State<'a>) {
        if !self.is_strict() {
            return;
        }
        match test {
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => self.guard(&operation.operand, truth.other(), state),
            Expr::BoolOp(operation) => {
                let all = if operation.op == BoolOp::And { Truth::Holds } else { Truth::Fails };
                if truth == all {
                    operation.values.iter().for_each(|value| self.guard(value, truth, state));
                } else {
                    self.guard_any(&operation.values, truth, state);
                }
            }
            Expr::Named(named) => self.guard(&named.target, truth, state),
            Expr::Compare(compare) => self.guard_comparison(compare, truth, state),
            Expr::Call(call) if truth == Truth::Holds => self.guard_call(call, state),
            // Nothing, or zero, or an empty text.
            other if truth == Truth::Fails => self.harmless(other, state),
            _ => {}
        }
    }

    /// One of the operands decided: only what each of them would make clean is.
    fn guard_any(&mut self, operands: &'a [Expr], truth: Truth, state: &mut State<'a>) {
        let mut ways = operands.iter().map(|operand| {
            let mut way = state.clone();
            self.guard(operand, truth, &mut way);
            way
        });
        if let Some(mut joined) = ways.next() {
            ways.for_each(|way| joined.join(&way));
            *state = joined;
        }
    }

    fn guard_comparison(&mut self, compare: &'a ast::ExprCompare, truth: Truth, state: &mut State<'a>) {
        let ([op], [other]) = (&*compare.ops, &*compare.comparators) else { return };
        let holds = truth == Truth::Holds;
        match op {
            CmpOp::In if holds && is_fixed_set(other) => self.harmless(&compare.left, state),
            CmpOp::NotIn if !holds && is_fixed_set(other) => self.harmless(&compare.left, state),
            CmpOp::Eq | CmpOp::Is if holds => self.same(&compare.left, other, state),
            CmpOp::NotEq | CmpOp::IsNot if !holds => self.same(&compare.left, other, state),
            _ => {}
        }
    }

    /// A value that is equal to one that the code says itself.
    fn same(&mut self, left: &'a Expr, right: &'a Expr, state: &mut State<'a>) {
        if is_fixed(right) {
            self.harmless(left, state);
        } else if is_fixed(left) {
            self.harmless(right, state);
        }
    }

    fn guard_call(&mut self, call: &'a ExprCall, state: &mut State<'a>) {
        match (&*call.func, &*call.arguments.args) {
            (Expr::Attribute(method), []) if PLAIN_TEXT.contains(&method.attr.as_str()) => self.harmless(&method.value, state),
            (Expr::Name(name), [value, class]) if name.id == "isinstance" && self.is_built_in(name) && is_plain_type(class) => {
                self.harmless(value, state);
            }
            _ => {}
        }
    }

    /// A variable, or an attribute of one, is clean from here on.
    fn harmless(&mut self, expr: &'a Expr, state: &mut State<'a>) {
        let Some(path) = self.path(expr) else { return };
        if path.keys.iter().all(|key| matches!(key, Key::Field(_))) {
            state.sweep(&path);
        }
    }
}

/// What is known of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Holds,
    Fails,
}

impl Truth {
    fn other(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

/// A value that is written in the code.
fn is_fixed(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => true,
        Expr::UnaryOp(operation) => is_fixed(&operation.operand),
        Expr::Name(name) => is_constant_name(&name.id),
        Expr::Attribute(attribute) => is_constant_name(&attribute.attr),
        _ => false,
    }
}

/// Several such values, or something that is called like a constant. In a text anything may be.
fn is_fixed_set(expr: &Expr) -> bool {
    match expr {
        Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::Set(ast::ExprSet { elts, .. }) => {
            elts.iter().all(is_fixed)
        }
        Expr::Dict(dict) => dict.items.iter().all(|item| item.key.as_ref().is_some_and(is_fixed)),
        Expr::Name(name) => is_constant_name(&name.id),
        Expr::Attribute(attribute) => is_constant_name(&attribute.attr),
        _ => false,
    }
}

fn is_constant_name(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_uppercase()) && !name.chars().any(|c| c.is_ascii_lowercase())
}

fn is_plain_type(class: &Expr) -> bool {
    match class {
        Expr::Name(name) => PLAIN_TYPES.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => PLAIN_TYPES.contains(&attribute.attr.as_str()),
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_plain_type),
        _ => false,
    }
}
