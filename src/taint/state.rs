//! What is known of all variables at one point of the flow.

use std::collections::BTreeMap;

use super::value::{Cell, Key, Taints};

/// Variables that are tainted, or were.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct State<'a> {
    variables: BTreeMap<u32, Cell<'a>>,
    /// Taint of the flow itself.
    pub(super) control: Taints,
}

/// Where flow arrives; none in dead code.
pub(super) type Flow<'a> = Option<State<'a>>;

/// A variable and a way down into its parts.
#[derive(Debug, Clone)]
pub(super) struct Path<'a> {
    pub(super) variable: u32,
    pub(super) keys: Vec<Key<'a>>,
}

impl<'a> State<'a> {
    pub(super) fn get(&self, variable: u32) -> Option<&Cell<'a>> {
        self.variables.get(&variable)
    }

    /// What is at a path.
    pub(super) fn at(&self, path: &Path<'a>) -> Cell<'a> {
        let value = self.get(path.variable).cloned().unwrap_or_default();
        path.keys.iter().fold(value, |value, key| value.part(*key))
    }

    /// Puts a value at a path. What is clean at an index cleans the whole.
    pub(super) fn put(&mut self, path: &Path<'a>, mut value: Cell<'a>) {
        let mut keys = path.keys.as_slice();
        if !value.is_tainted() {
            if !self.variables.contains_key(&path.variable) {
                return;
            }
            while let [rest @ .., Key::Item] = keys {
                keys = rest;
            }
            value = Cell::clean();
        }
        value.flatten(Cell::DEPTH.saturating_sub(keys.len()));
        let keys = &keys[..keys.len().min(Cell::DEPTH)];
        self.variables.entry(path.variable).or_default().put(keys, value);
    }

    /// What is at a path is clean, also what comes from elsewhere.
    pub(super) fn sweep(&mut self, path: &Path<'a>) {
        self.variables.entry(path.variable).or_default();
        self.put(path, Cell::clean());
    }

    /// Adds taint at a path.
    pub(super) fn add(&mut self, path: &Path<'a>, taints: &Taints) {
        if !taints.is_empty() {
            let keys = &path.keys[..path.keys.len().min(Cell::DEPTH)];
            self.variables.entry(path.variable).or_default().add_at(keys, taints);
        }
    }

    /// Nothing is known of a variable any more.
    pub(super) fn forget(&mut self, variable: u32) {
        self.variables.remove(&variable);
    }

    /// What is known where two ways meet.
    pub(super) fn join(&mut self, other: &Self) {
        self.control.join(&other.control);
        for (variable, cell) in &other.variables {
            match self.variables.get_mut(variable) {
                Some(own) => own.join(cell),
                None => drop(self.variables.insert(*variable, cell.clone())),
            }
        }
    }
}

/// What is known where two ways meet, dead ones aside.
pub(super) fn joined<'a>(one: Flow<'a>, other: Flow<'a>) -> Flow<'a> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            one.join(&other);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

/// Adds a way to those that meet.
pub(super) fn meet<'a>(into: &mut Flow<'a>, other: &State<'a>) {
    match into {
        Some(state) => state.join(other),
        None => *into = Some(other.clone()),
    }
}
