//! What the rule says about one expression: whether it is a source, sanitized, carried on, a sink.

use super::machine::Machine;
use super::places::Extent;
use super::state::{Path, State};
use super::value::{Cell, Taints, Token};
use super::{Reach, SideEffect, SinkRequires};

/// An expression that was looked at.
pub(super) struct Looked<'a> {
    pub(super) place: Extent,
    /// The expression that holds it.
    pub(super) holder: Option<Extent>,
    /// The variable that it is.
    pub(super) path: Option<Path<'a>>,
}

impl<'a> Machine<'_, 'a> {
    /// The value of an expression after sources, sanitizers and propagators.
    pub(super) fn marked(&mut self, looked: &Looked<'a>, value: Cell<'a>, state: &mut State<'a>) -> Cell<'a> {
        let mut value = self.ruled(looked, value, state);
        self.carried(looked, &mut value, state);
        self.note(looked.place, &value);
        value
    }

    /// The value of an expression after sources and sanitizers.
    pub(super) fn ruled(&mut self, looked: &Looked<'a>, value: Cell<'a>, state: &mut State<'a>) -> Cell<'a> {
        if self.is_sanitized(looked.place) { self.swept(looked, state) } else { self.tainted(looked, value, state) }
    }

    /// Whether an expression lies in a sanitizer.
    pub(super) fn is_sanitized(&self, place: Extent) -> bool {
        let spec = self.index.spec;
        // A call whose result is assigned is no value of its own.
        let whole = |around| around == place && self.assigned != Some(place);
        self.index.sanitizers.around(place).any(|(around, at)| spec.sanitizers[at].reach == Reach::Within || whole(around))
    }

    /// A clean value; a variable that is exactly a sanitizer with side effect stays clean.
    fn swept(&mut self, looked: &Looked<'a>, state: &mut State<'a>) -> Cell<'a> {
        let spec = self.index.spec;
        let stays = |(around, at): (Extent, usize)| around == looked.place && spec.sanitizers[at].side_effect;
        if let Some(path) = looked.path.as_ref().filter(|_| self.index.sanitizers.around(looked.place).any(stays)) {
            state.sweep(path);
        }
        Cell::clean()
    }

    fn tainted(&mut self, looked: &Looked<'a>, mut value: Cell<'a>, state: &mut State<'a>) -> Cell<'a> {
        let index = self.index;
        let mut before: Option<Taints> = None;
        let mut new = Vec::new();
        for (around, at) in index.sources.around(looked.place) {
            let source = &index.spec.sources[at];
            let here = source.reach == Reach::Within || around == looked.place;
            if !here || !before.get_or_insert_with(|| value.all()).meets(&source.requires) {
                continue;
            }
            let token = self.begin(at);
            let stays = source.side_effect != SideEffect::None && around == looked.place;
            if let Some(path) = looked.path.as_ref().filter(|_| stays) {
                state.add(path, &Taints::from_iter([token]));
            }
            if source.control {
                state.control.add(token);
            } else if source.side_effect != SideEffect::Only {
                new.push(token);
            }
        }
        value.add(&new.into_iter().collect());
        value
    }

    /// A variable that was just assigned: sources and propagators with side effect taint it.
    pub(super) fn assigned_to(&mut self, looked: &Looked<'a>, state: &mut State<'a>) {
        let index = self.index;
        if let Some(path) = &looked.path {
            for (around, at) in index.sources.around(looked.place) {
                let source = &index.spec.sources[at];
                if around == looked.place && source.side_effect != SideEffect::None && source.requires.holds(&|_| false) {
                    let token = self.begin(at);
                    state.add(path, &Taints::from_iter([token]));
                }
            }
        }
        self.carried(looked, &mut Cell::default(), state);
    }

    pub(super) fn carried(&mut self, looked: &Looked<'a>, value: &mut Cell<'a>, state: &mut State<'a>) {
        let index = self.index;
        for at in index.from.get(&looked.place).into_iter().flatten() {
            let propagator = &index.spec.propagators[*at];
            let taints = value.all();
            let carried: Taints = if taints.meets(&propagator.requires) {
                let replaced = |token: &Token| propagator.replaced.as_ref().is_none_or(|labels| labels.contains(&token.label));
                let relabelled = |token: Token| match propagator.label.filter(|_| replaced(&token)) {
                    Some(label) => Token { label, ..token },
                    None => token,
                };
                taints.iter().map(relabelled).collect()
            } else {
                Taints::default()
            };
            self.pending.insert(*at, carried);
        }
        for at in index.to.get(&looked.place).into_iter().flatten() {
            let Some(taints) = self.pending.get(at).filter(|taints| !taints.is_empty()) else { continue };
            let mut carried = Cell::scalar(taints.clone());
            self.further(&mut carried, looked.place);
            let taints = carried.own();
            value.add(&taints);
            if let Some(path) = looked.path.as_ref().filter(|_| index.spec.propagators[*at].side_effect) {
                state.add(path, &taints);
            }
        }
    }

    /// Tells the sinks that an expression is what arrived.
    pub(super) fn sunk(&mut self, looked: &Looked<'a>, taints: &Taints, state: &State<'a>) {
        self.sunk_call(looked, taints, &Taints::default(), state);
    }

    /// The same with what the arguments of a call are tainted with.
    pub(super) fn sunk_call(&mut self, looked: &Looked<'a>, taints: &Taints, arguments: &Taints, state: &State<'a>) {
        let nothing = taints.is_empty() && arguments.is_empty() && state.control.is_empty();
        if nothing || self.is_sanitized(looked.place) {
            return;
        }
        let index = self.index;
        let exact = index.exact.get(&looked.place).into_iter().flatten().copied();
        let outermost = |(place, at): (Extent, usize)| looked.holder.is_none_or(|holder| !place.holds(holder)).then_some(at);
        let loose = if self.alone { &index.sinks } else { &index.loose };
        let loose = loose.around(looked.place).filter_map(outermost);
        let inexact = index.inexact.around(looked.place).map(|(_, at)| at);
        let sinks: Vec<usize> = exact.chain(loose).chain(inexact).collect();
        for at in sinks {
            let mut all = taints.clone();
            all.join(&state.control);
            if index.spec.sinks[at].by_arguments {
                all.join(arguments);
            }
            if !all.is_empty() {
                self.sink(at, &all);
            }
        }
    }

    fn sink(&mut self, at: usize, all: &Taints) {
        let sink = &self.index.spec.sinks[at];
        match &sink.requires {
            SinkRequires::Value(requires) => {
                let merged = self.index.spec.sources.iter().any(|source| source.label != 0);
                let agreeing: Taints = all.iter().filter(|token| self.agrees(at, *token)).collect();
                let tokens: Vec<Token> = agreeing.iter().collect();
                if !agreeing.meets(requires) {
                } else if merged {
                    self.arrived(at, &tokens);
                } else {
                    tokens.iter().for_each(|token| self.arrived(at, &[*token]));
                }
            }
            SinkRequires::Places(places) => {
                let nothing = Taints::default();
                if places.iter().all(|(place, requires)| self.seen.get(place).unwrap_or(&nothing).meets(requires)) {
                    let tokens: Vec<Token> = all.iter().collect();
                    self.arrived(at, &tokens);
                }
            }
        }
    }

    /// Whether source and sink bind the same, where the rule asks that.
    fn agrees(&self, sink: usize, token: Token) -> bool {
        let spec = self.index.spec;
        !spec.options.unify || spec.sources[token.source as usize].captures.merge(spec.sinks[sink].captures).is_some()
    }
}
