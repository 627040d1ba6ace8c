//! The value of an expression.

use super::guards::Truth;
use super::hooks::Looked;
use super::machine::{Machine, Place};
use super::names::{is_receiver, is_self};
use super::order::{computes, is_fetched_late};
use super::places::Extent;
use super::state::{Path, State};
use super::value::{Cell, Key, Taints};
use crate::semantic::{Constant, sub_expressions};
use crate::syntax::python::ast::{self, BoolOp, Expr, Operator, Ranged, UnaryOp};

/// What looking at an expression tells.
#[derive(Default)]
struct Seen<'a> {
    value: Cell<'a>,
    /// The taint of the arguments of a call.
    arguments: Taints,
    /// What the variable had that is assigned in it.
    old: Taints,
    /// What is given to whoever runs a generator.
    yielded: Taints,
}

impl<'a> Machine<'_, 'a> {
    /// The value of an expression, with all that looking at it does to `state`.
    pub(super) fn expr(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Cell<'a> {
        if !self.step() {
            return Cell::default();
        }
        let place = Extent::of(expr);
        if let Some(value) = self.ready.remove(&place) {
            return self.fetched(expr, value, state);
        }
        let base = self.base.take() == Some(place);
        let outer = self.prepared;
        if computes(expr) && !outer {
            self.prepare(expr, state);
        }
        self.prepared = computes(expr);
        let holder = self.holder.replace(place);
        let seen = self.seen_in(expr, holder, state);
        self.holder = holder;
        self.prepared = outer;
        let looked = Looked { place, holder, path: self.path(expr) };
        let late = expr.is_if_expr() || self.late == Some(place) && is_fetched_late(expr);
        let mut value = if late { self.ruled(&looked, seen.value, state) } else { self.marked(&looked, seen.value, state) };
        if !seen.yielded.is_empty() {
            self.carried(&looked, &mut Cell::scalar(seen.yielded), state);
        }
        if self.is_safe_type(expr, holder) {
            value = Cell::default();
        }
        let mut taints = if base { value.own() } else { value.all() };
        taints.join(&seen.old);
        self.sunk_call(&looked, &taints, &seen.arguments, state);
        value
    }

    /// The value of an expression, and what else sinks see of it.
    fn seen_in(&mut self, expr: &'a Expr, holder: Option<Extent>, state: &mut State<'a>) -> Seen<'a> {
        let place = Extent::of(expr);
        match expr {
            Expr::Call(call) => {
                let (value, arguments) = self.call(call, state);
                Seen { value, arguments, ..Seen::default() }
            }
            // As a statement of its own it is a sink of what is in it.
            Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Lambda(_) => {
                let inner = if let Expr::Lambda(lambda) = expr { self.lambda(lambda, state) } else { self.parts(expr, state) };
                if self.assigned == Some(place) {
                    self.sunk(&Looked { place, holder: Some(place), path: None }, &inner, state);
                }
                let alone = holder.is_none() && self.assigned != Some(place);
                let yielded = if expr.is_lambda_expr() { Taints::default() } else { inner.clone() };
                Seen { arguments: if alone { inner } else { Taints::default() }, yielded, ..Seen::default() }
            }
            Expr::Named(named) => {
                let (value, old) = self.named(named, state);
                Seen { value, old, ..Seen::default() }
            }
            other => Seen { value: self.value(other, state), ..Seen::default() },
        }
    }

    fn value(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Cell<'a> {
        let options = self.index.spec.options;
        let value = match expr {
            Expr::Name(name) => return self.name(name, state),
            Expr::Attribute(attribute) => return self.attribute(expr, attribute, state),
            Expr::Subscript(subscript) => return self.subscript(subscript, state),
            Expr::If(choice) => return self.choice(choice, state),
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
                return Cell::container(self.joined(elts, state));
            }
            Expr::Dict(dict) => return Cell::container(self.dict(dict, state)),
            Expr::ListComp(ast::ExprListComp { elt, generators, .. }) | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => {
                self.comprehension(&[elt], generators, state)
            }
            Expr::SetComp(ast::ExprSetComp { elt, generators, .. }) => {
                let taints = self.comprehension(&[elt], generators, state);
                if self.is_strict() { taints } else { Taints::default() }
            }
            Expr::DictComp(comprehension) => {
                let elements: Vec<&Expr> = comprehension.key.as_deref().into_iter().chain([&*comprehension.value]).collect();
                let taints = self.comprehension(&elements, &comprehension.generators, state);
                if self.is_strict() { taints } else { Taints::default() }
            }
            Expr::Compare(compare) => self.compare(compare, state),
            Expr::BinOp(operation) => {
                let mut taints = self.expr(&operation.left, state).all();
                taints.join(&self.expr(&operation.right, state).all());
                taints
            }
            Expr::BoolOp(operation) => self.operands(operation, state),
            Expr::FString(string) => {
                let taints = self.parts(expr, state);
                self.chunks(string, taints, state)
            }
            other => self.parts(other, state),
        };
        if options.only_assignments { Cell::default() } else { Cell::scalar(value) }
    }

    /// An assignment in an expression: its value is read from the variable again. As a sink it is an assignment like others.
    fn named(&mut self, named: &'a ast::ExprNamed, state: &mut State<'a>) -> (Cell<'a>, Taints) {
        let alone = self.statement == self.holder;
        let outer = self.assigned.replace(Extent::of(&*named.value));
        let value = self.assigned_expr(&named.target, &named.value, state);
        self.assigned = outer;
        let mut taints = value.all();
        let read = value.clone();
        taints.join(&self.assign(&named.target, value, state));
        if named.value.is_call_expr() {
            self.thrown(state);
        }
        if alone || self.unit == Place::Global {
            return (read, taints);
        }
        (self.expr(&named.target, state), taints)
    }

    /// The taint of the variable that an assignment in an expression changes, before it does.
    pub(super) fn old_of_named(&self, expr: &'a Expr, state: &State<'a>) -> Taints {
        let Expr::Named(named) = expr else { return Taints::default() };
        self.path(&named.target).map(|path| state.at(&path).own()).unwrap_or_default()
    }

    /// A lambda that a variable is assigned: what it gives back is what arrives at sinks of the assignment.
    pub(super) fn defined(&mut self, lambda: &'a ast::ExprLambda, state: &mut State<'a>) -> Taints {
        let place = Extent::of(lambda);
        let taints = self.lambda(lambda, state);
        self.sunk(&Looked { place, holder: self.holder, path: None }, &taints, state);
        taints
    }

    /// The value of an assignment. Of `x = x` nothing is looked at.
    pub(super) fn assigned_expr(&mut self, target: &'a Expr, value: &'a Expr, state: &mut State<'a>) -> Cell<'a> {
        match (target, value) {
            (Expr::Name(target), Expr::Name(name)) if target.id == name.id => {
                let looked = Looked { place: Extent::of(value), holder: self.holder, path: self.path(value) };
                let read = self.name(name, state);
                self.marked(&looked, read, state)
            }
            _ => self.expr(value, state),
        }
    }

    /// The taint of all direct parts.
    fn parts(&mut self, expr: &'a Expr, state: &mut State<'a>) -> Taints {
        let mut parts = Vec::new();
        sub_expressions(expr, &mut |part| parts.push(part));
        let mut taints = Taints::default();
        for part in parts {
            taints.join(&self.expr(part, state).all());
        }
        taints
    }

    /// After the first operand none need run.
    fn operands(&mut self, operation: &'a ast::ExprBoolOp, state: &mut State<'a>) -> Taints {
        let mut taints = Taints::default();
        let whole = state.clone();
        for (at, operand) in operation.values.iter().enumerate() {
            let before = (at > 0).then(|| state.clone());
            taints.join(&self.expr(operand, state).all());
            before.iter().for_each(|before| state.join(before));
            self.guard(operand, if operation.op == BoolOp::And { Truth::Holds } else { Truth::Fails }, state);
        }
        if self.is_strict() {
            state.join(&whole);
        }
        taints
    }

    /// The text of an f-string may be a source.
    fn chunks(&mut self, string: &'a ast::ExprFString, mut taints: Taints, state: &mut State<'a>) -> Taints {
        for element in string.value.elements().filter(|element| matches!(element, ast::InterpolatedStringElement::Literal(_))) {
            let looked = Looked { place: Extent::of(element), holder: Some(Extent::of(string)), path: None };
            taints.join(&self.marked(&looked, Cell::default(), state).all());
        }
        taints
    }

    fn joined(&mut self, elements: &'a [Expr], state: &mut State<'a>) -> Cell<'a> {
        let mut joined = Cell::default();
        for element in elements {
            self.display = self.holder;
            let value = self.expr(element, state);
            if value.is_tainted() {
                joined.join(&value);
            }
        }
        joined
    }

    fn dict(&mut self, dict: &'a ast::ExprDict, state: &mut State<'a>) -> Cell<'a> {
        let mut joined = Cell::default();
        for item in &dict.items {
            self.display = Some(Extent::of(dict));
            let Some(key) = &item.key else {
                let spread = self.expr(&item.value, state).all();
                if !self.index.spec.options.only_assignments {
                    joined.add(&spread);
                }
                continue;
            };
            let key = self.expr(key, state).all();
            self.display = Some(Extent::of(dict));
            if !self.index.spec.options.only_assignments {
                joined.add(&key);
            }
            let value = self.expr(&item.value, state);
            if value.is_tainted() {
                joined.join(&value);
            }
        }
        joined
    }

    fn name(&mut self, name: &'a ast::ExprName, state: &State<'a>) -> Cell<'a> {
        if is_receiver(&name.id) { Cell::default() } else { self.variable(&name.id, name.start().to_u32(), state) }
    }

    /// The value of the variable that `name` means at byte `offset`.
    fn variable(&mut self, name: &'a str, offset: u32, state: &State<'a>) -> Cell<'a> {
        if self.unit == Place::Global {
            return Cell::scalar(self.global(name, offset));
        }
        let Some(variable) = self.names.at(offset) else { return Cell::default() };
        let mut value = state.get(variable).cloned().unwrap_or_default();
        if self.unit == Place::Function && self.names.free(variable).is_some() && !value.is_clean() {
            value.add(&self.global(name, offset));
        }
        value
    }

    fn attribute(&mut self, expr: &'a Expr, attribute: &'a ast::ExprAttribute, state: &mut State<'a>) -> Cell<'a> {
        let whole = self.base_of(&attribute.value, state);
        if is_self(&attribute.value) {
            let own = self.variable(&attribute.attr, attribute.attr.start().to_u32(), state);
            // `self` itself may be a source.
            let mut value = own;
            value.add(&whole.all());
            return value;
        }
        let _ = expr;
        let key = Key::Field(&attribute.attr);
        if self.index.spec.options.only_assignments { whole.known_part(key) } else { whole.part(key) }
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript, state: &mut State<'a>) -> Cell<'a> {
        // Nothing is known of slices, and nothing in them is looked at.
        if subscript.slice.is_slice_expr() {
            return if self.is_strict() { self.base_of(&subscript.value, state) } else { Cell::default() };
        }
        let whole = self.base_of(&subscript.value, state);
        let options = self.index.spec.options;
        match &*subscript.slice {
            Expr::Tuple(tuple) => {
                for element in tuple.elts.iter().filter(|element| !element.is_slice_expr()) {
                    self.expr(element, state);
                }
                if tuple.elts.iter().any(Expr::is_slice_expr) {
                    return Cell::default();
                }
            }
            index => {
                let index = self.expr(index, state).own();
                if !options.safe_indexes && !options.only_assignments {
                    let mut value = whole.part(Key::Item);
                    value.add(&index);
                    return value;
                }
            }
        }
        if options.only_assignments { whole.known_part(Key::Item) } else { whole.part(Key::Item) }
    }

    /// The object of which something is read.
    pub(super) fn base_of(&mut self, object: &'a Expr, state: &mut State<'a>) -> Cell<'a> {
        self.base = matches!(object, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)).then(|| Extent::of(object));
        self.expr(object, state)
    }

    /// Either value, whatever the test.
    fn choice(&mut self, choice: &'a ast::ExprIf, state: &mut State<'a>) -> Cell<'a> {
        self.expr(&choice.test, state);
        let mut other = state.clone();
        self.guard(&choice.test, Truth::Holds, state);
        self.guard(&choice.test, Truth::Fails, &mut other);
        let mut value = self.expr(&choice.body, state);
        value.join(&self.expr(&choice.orelse, &mut other));
        state.join(&other);
        value
    }

    fn compare(&mut self, compare: &'a ast::ExprCompare, state: &mut State<'a>) -> Taints {
        let options = self.index.spec.options;
        let mut taints = self.expr(&compare.left, state).all();
        let chain = compare.comparators.len() > 1;
        if chain {
            // A chain means `and` between comparisons; the first operand is lost there.
            taints = Taints::default();
        }
        for other in &compare.comparators {
            taints.join(&self.expr(other, state).all());
        }
        if self.is_strict() || !chain && options.safe_comparisons { Taints::default() } else { taints }
    }

    /// The body may run where it is written, with unknown parameters. What calls give back is not followed.
    pub(super) fn lambda(&mut self, lambda: &'a ast::ExprLambda, state: &mut State<'a>) -> Taints {
        self.ran.insert(lambda.start().to_u32());
        let holder = self.holder.take();
        let exits = std::mem::take(&mut self.exits);
        let before = state.clone();
        for parameter in lambda.parameters.iter().flat_map(|parameters| parameters.iter()) {
            self.parameter(parameter, state);
        }
        let prepared = std::mem::take(&mut self.prepared);
        let taints = self.expr(&lambda.body, state).all();
        self.prepared = prepared;
        state.join(&before);
        (self.holder, self.exits) = (holder, exits);
        taints
    }

    /// Elements and tests run once; what the elements are is in `pure`.
    fn comprehension(&mut self, elements: &[&'a Expr], generators: &'a [ast::Comprehension], state: &mut State<'a>) -> Taints {
        for clause in generators {
            let items = self.items(&clause.iter, state);
            self.assign_items(&clause.target, &items, state);
            for test in &clause.ifs {
                self.expr(test, state);
                self.guard(test, Truth::Holds, state);
            }
        }
        let mut taints = Taints::default();
        for element in elements {
            let whole = self.expr(element, state).all();
            taints.join(&self.pure_element(element, state));
            // In a loop what was called in the elements is there the next time.
            if !self.exits.loops.is_empty() || self.is_strict() {
                taints.join(&whole);
            }
        }
        taints
    }

    /// Whether a value is a number or a truth value, which the rule takes for safe. In displays that is not asked.
    fn is_safe_type(&self, expr: &Expr, holder: Option<Extent>) -> bool {
        let options = self.index.spec.options;
        let negation = matches!(expr, Expr::UnaryOp(operation) if operation.op == UnaryOp::Not);
        let safe = self.is_strict() && negation || options.safe_numbers && self.is_number(expr) || options.safe_booleans && is_truth(expr);
        safe && holder.is_none_or(|holder| self.display != Some(holder))
    }

    /// Whether an expression is a number by how it is written.
    fn is_number(&self, expr: &Expr) -> bool {
        match expr {
            Expr::NumberLiteral(number) => !matches!(number.value, ast::Number::Complex { .. }),
            Expr::BinOp(operation) => {
                let arithmetic = matches!(operation.op, Operator::Add | Operator::Sub | Operator::Mult);
                arithmetic && (self.is_number(&operation.left) || self.is_number(&operation.right))
            }
            Expr::If(choice) => self.is_number(&choice.body) && self.is_number(&choice.orelse),
            Expr::Name(name) => {
                let local = self.names.at(name.start().to_u32()).is_some_and(|variable| self.names.free(variable).is_none());
                let value = local.then(|| self.code.semantics.constant(self.code.text, self.code.parsed, expr)).flatten();
                matches!(value, Some(Constant::Int(_) | Constant::Float(_)))
            }
            _ => false,
        }
    }

    /// The variable, or part of one, that an expression is.
    pub(super) fn path(&self, expr: &'a Expr) -> Option<Path<'a>> {
        match expr {
            Expr::Name(name) if is_receiver(&name.id) => None,
            Expr::Name(name) => Some(Path { variable: self.names.at(name.start().to_u32())?, keys: Vec::new() }),
            Expr::Attribute(attribute) if is_self(&attribute.value) => {
                Some(Path { variable: self.names.at(attribute.attr.start().to_u32())?, keys: Vec::new() })
            }
            Expr::Attribute(attribute) => {
                let mut path = self.path(&attribute.value)?;
                path.keys.push(Key::Field(&attribute.attr));
                Some(path)
            }
            Expr::Subscript(subscript) if !subscript.slice.is_slice_expr() => {
                let mut path = self.path(&subscript.value)?;
                path.keys.push(Key::Item);
                Some(path)
            }
            _ => None,
        }
    }
}

/// Whether an expression is a truth value by how it is written.
fn is_truth(expr: &Expr) -> bool {
    match expr {
        Expr::Compare(compare) => compare.comparators.len() == 1,
        Expr::UnaryOp(operation) => operation.op == UnaryOp::Not,
        Expr::BoolOp(operation) => operation.op == BoolOp::Or && operation.values.last().is_some_and(is_truth),
        Expr::BooleanLiteral(_) => true,
        _ => false,
    }
}
