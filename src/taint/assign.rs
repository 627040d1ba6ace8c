//! Assignments: names, attributes, items, tuples of them.

use super::Kept;
use super::hooks::Looked;
use super::machine::Machine;
use super::names::is_receiver;
use super::order::runs;
use super::places::Extent;
use super::state::{Path, State};
use super::value::{Cell, Key, Taints};
use crate::syntax::python::ast::{AnyParameterRef, Expr, ExprSubscript, Parameters, Ranged};

impl<'a> Machine<'_, 'a> {
    /// Assigns a value to what is no tuple: `x`, `x.a`, `x[i]`.
    /// Gives back the taint of the old value.
    pub(super) fn assign(&mut self, target: &'a Expr, mut value: Cell<'a>, state: &mut State<'a>) -> Taints {
        let place = Extent::of(target);
        let path = self.path(target);
        // What is called in an index runs before its object is read.
        let early = running_index(target);
        if !early {
            self.bases(target, state);
        }
        let old = self.target(target, state);
        let sanitized = self.is_sanitized(place) && self.has_whole_assignment(place);
        if sanitized {
            value = Cell::clean();
        }
        self.further(&mut value, place);
        if let Some(path) = path.as_ref().filter(|_| !value.is_tainted()) {
            self.overwritten(path, place, &mut value, state);
        }
        let new = value.all();
        if let Some(path) = &path {
            state.put(path, value);
        }
        if path.as_ref().is_some_and(|path| !path.keys.is_empty()) && !self.annotated {
            self.sunk(&Looked { place, holder: self.holder, path: None }, &new, state);
        }
        self.assigned_to(&Looked { place, holder: None, path }, state);
        if early {
            self.bases(target, state);
        }
        old
    }

    /// A clean value takes the place of what is at `path`, unless that is asked to stay.
    fn overwritten(&mut self, path: &Path<'a>, place: Extent, value: &mut Cell<'a>, state: &State<'a>) {
        let before = state.at(path);
        if !before.is_tainted() {
            return;
        }
        match self.index.spec.kept {
            Kept::Everything => *value = before,
            Kept::At(kept) if kept == place => *value = before,
            Kept::At(_) | Kept::Nothing => self.note_overwritten(place),
        }
    }

    /// A target that lies in a sanitizer together with its assignment is clean.
    fn has_whole_assignment(&self, place: Extent) -> bool {
        self.index.sanitizers.around(place).any(|(around, _)| around != place)
    }

    /// What a target says before anything is put in it: its indexes run, and sinks see its old value.
    fn target(&mut self, target: &'a Expr, state: &mut State<'a>) -> Taints {
        match target {
            Expr::Name(_) => {}
            Expr::Attribute(attribute) => self.indexes(&attribute.value, state),
            Expr::Subscript(subscript) => self.index(subscript, state),
            other => drop(self.expr(other, state)),
        }
        if let Some(path) = self.path(target) {
            let value = state.at(&path);
            let sources = self.sources_in(target, state);
            let looked = Looked { place: Extent::of(target), holder: self.holder, path: None };
            let mut own = value.own();
            own.join(&sources);
            self.sunk(&looked, &own, state);
            let mut taints = value.all();
            taints.join(&sources);
            return taints;
        }
        Taints::default()
    }

    /// The taint of a target that is a source itself, wholly or in its object.
    fn sources_in(&mut self, target: &'a Expr, state: &mut State<'a>) -> Taints {
        let looked = Looked { place: Extent::of(target), holder: None, path: None };
        let mut taints = self.marked(&looked, Cell::default(), state).all();
        match target {
            Expr::Attribute(attribute) => taints.join(&self.sources_in(&attribute.value, state)),
            Expr::Subscript(subscript) => taints.join(&self.sources_in(&subscript.value, state)),
            _ => {}
        }
        taints
    }

    /// The objects in a target, which sinks see as they were, and its indexes, which run.
    fn indexes(&mut self, target: &'a Expr, state: &mut State<'a>) {
        match target {
            Expr::Name(_) => self.sunk_base(target, state),
            Expr::Attribute(attribute) => {
                self.indexes(&attribute.value, state);
                self.sunk_base(target, state);
            }
            Expr::Subscript(subscript) => {
                self.index(subscript, state);
                self.sunk_base(target, state);
            }
            other => drop(self.expr(other, state)),
        }
    }

    fn index(&mut self, subscript: &'a ExprSubscript, state: &mut State<'a>) {
        self.indexes(&subscript.value, state);
        match &*subscript.slice {
            Expr::Slice(_) => {}
            Expr::Tuple(tuple) => {
                for element in tuple.elts.iter().filter(|element| !element.is_slice_expr()) {
                    self.expr(element, state);
                }
            }
            index => drop(self.expr(index, state)),
        }
    }

    fn sunk_base(&mut self, target: &'a Expr, state: &State<'a>) {
        if let Some(path) = self.path(target) {
            let looked = Looked { place: Extent::of(target), holder: self.holder, path: None };
            self.sunk(&looked, &state.at(&path).own(), state);
        }
    }

    /// Propagators may taint the object whose attribute or item is assigned.
    fn bases(&mut self, target: &'a Expr, state: &mut State<'a>) {
        let base = match target {
            Expr::Attribute(attribute) => &*attribute.value,
            Expr::Subscript(subscript) => &*subscript.value,
            _ => return,
        };
        self.assigned_to(&Looked { place: Extent::of(base), holder: None, path: self.path(base) }, state);
        self.bases(base, state);
    }

    /// Assigns each item of a value to the parts of a tuple.
    pub(super) fn unpack(&mut self, targets: &'a [Expr], value: &Cell<'a>, state: &mut State<'a>) {
        let only = self.index.spec.options.only_assignments;
        let item = if only { value.known_part(Key::Item) } else { value.part(Key::Item) };
        for target in targets {
            match target {
                // What a starred target takes is not followed.
                Expr::Starred(starred) => {
                    let looked = Looked { place: Extent::of(&*starred.value), holder: None, path: None };
                    self.sunk(&looked, &item.all(), state);
                    if self.is_strict() {
                        self.assign(&starred.value, Cell::container(item.clone()), state);
                    }
                }
                Expr::Tuple(tuple) => self.unpack(&tuple.elts, &item, state),
                Expr::List(list) => self.unpack(&list.elts, &item, state),
                other => {
                    let looked = Looked { place: Extent::of(other), holder: None, path: None };
                    let value = self.marked(&looked, item.clone(), state);
                    // It is read from the whole here.
                    self.sunk(&looked, &value.all(), state);
                    self.assign(other, value, state);
                }
            }
        }
    }

    /// Assigns the items of what a loop runs over. Only names are bound.
    pub(super) fn assign_items(&mut self, target: &'a Expr, items: &Cell<'a>, state: &mut State<'a>) {
        match target {
            Expr::Name(_) => drop(self.assign(target, items.clone(), state)),
            Expr::Tuple(_) | Expr::List(_) => {
                let mut names = Vec::new();
                names_in(target, &mut names);
                for name in names {
                    let looked = Looked { place: Extent::of(name), holder: None, path: None };
                    let value = self.marked(&looked, items.clone(), state);
                    self.assign(name, value, state);
                }
            }
            _ => {}
        }
    }

    /// The items of what a loop runs over, not told apart.
    pub(super) fn items(&mut self, iter: &'a Expr, state: &mut State<'a>) -> Cell<'a> {
        let value = self.expr(iter, state);
        if self.index.spec.options.only_assignments { Cell::default() } else { Cell::scalar(value.all()) }
    }

    /// What is known of parameters at entry: defaults, and sources that are parameters.
    pub(super) fn parameters(&mut self, parameters: &'a Parameters, state: &mut State<'a>) {
        for parameter in parameters {
            if let Some(default) = parameter.default() {
                let value = self.expr(default, state);
                let display = matches!(default, Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_));
                self.parameter(parameter, state);
                let variable = self.names.at(parameter.name().start().to_u32());
                if let Some(variable) = variable.filter(|_| !display) {
                    state.add(&super::state::Path { variable, keys: Vec::new() }, &value.all());
                }
            } else {
                self.parameter(parameter, state);
            }
        }
    }

    /// A parameter is unknown, or tainted if it is a source.
    pub(super) fn parameter(&mut self, parameter: AnyParameterRef<'a>, state: &mut State<'a>) {
        let place = Extent::of(parameter.name());
        let Some(variable) = self.names.at(place.start) else { return };
        state.forget(variable);
        if parameter.is_variadic() || is_receiver(parameter.name()) {
            return;
        }
        let looked = Looked { place, holder: None, path: None };
        let value = self.marked(&looked, Cell::default(), state);
        state.add(&super::state::Path { variable, keys: Vec::new() }, &value.all());
    }
}

fn is_running(index: &Expr) -> bool {
    match index {
        Expr::Attribute(attribute) => is_running(&attribute.value),
        Expr::Subscript(subscript) => is_running(&subscript.value),
        other => runs(other) && !matches!(other, Expr::BoolOp(_) | Expr::FString(_)),
    }
}

fn running_index(target: &Expr) -> bool {
    match target {
        Expr::Subscript(subscript) => is_running(&subscript.slice) || running_index(&subscript.value),
        Expr::Attribute(attribute) => running_index(&attribute.value),
        _ => false,
    }
}

fn names_in<'a>(target: &'a Expr, into: &mut Vec<&'a Expr>) {
    match target {
        Expr::Name(_) => into.push(target),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| names_in(element, into)),
        Expr::List(list) => list.elts.iter().for_each(|element| names_in(element, into)),
        _ => {}
    }
}
