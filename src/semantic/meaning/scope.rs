//! Scopes with what they bind, and which bindings may be in force where a name is used.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

/// More bindings that may be in force at one place are not told.
const MAX_REACHING: usize = 64;

/// First byte and one past the last.
pub(super) type Range = (u32, u32);

/// What opens a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Class,
    /// Runs later than it is written: a function or lambda.
    Function,
    Comprehension,
}

#[derive(Debug)]
pub(super) struct Scope {
    pub(super) range: Range,
    /// What lies in it and belongs to the scope around: where a comprehension begins.
    pub(super) except: Range,
    pub(super) kind: Kind,
    pub(super) parent: u32,
    /// Name of the def or class; none for others.
    pub(super) name: Option<u32>,
    /// Positions of its bindings.
    bounds: (u32, u32),
}

/// One binding of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) scope: u32,
    pub(super) name: u32,
    /// From here on it is in force.
    pub(super) at: u32,
    /// Where nothing before it is in force any more.
    pub(super) block: Range,
    pub(super) what: What,
}

/// What a name is bound to. Places are those of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An import, by number.
    Import(u32),
    /// What another chain means.
    Alias(Range),
    /// What calling a chain gives.
    Made(Range),
    /// Something that has its own name: `cursor = connection.cursor()`. The place is the callee's.
    Named(Range),
    /// A function, with its annotation.
    Function,
    Class,
    /// With its annotation.
    Parameter(Option<Range>),
    /// `x: T`, with or without a value.
    Declared(Range),
    Variable,
    /// The module's name, or that of a function around.
    Outer(u32),
}

#[derive(Debug, Default)]
pub(super) struct Scopes {
    pub(super) scopes: Vec<Scope>,
    /// By scope, name and place.
    pub(super) bounds: Vec<Bound>,
}

impl Scopes {
    pub(super) fn open(&mut self, kind: Kind, range: Range, parent: u32) -> u32 {
        let at = u32::try_from(self.scopes.len()).expect("fewer scopes than bytes");
        self.scopes.push(Scope { range, except: (0, 0), kind, parent, name: None, bounds: (0, 0) });
        at
    }

    /// Sorts scopes by where they start, and what they bind.
    pub(super) fn settle(&mut self) {
        let mut order: Vec<usize> = (0..self.scopes.len()).collect();
        order.sort_by_key(|at| (self.scopes[*at].range.0, Reverse(self.scopes[*at].range.1)));
        let mut places = vec![0; order.len()];
        for (new, old) in (0u32..).zip(&order) {
            places[*old] = new;
        }
        self.scopes.iter_mut().for_each(|scope| scope.parent = places[scope.parent as usize]);
        self.scopes.sort_by_key(|scope| (scope.range.0, Reverse(scope.range.1)));
        for bound in &mut self.bounds {
            bound.scope = places[bound.scope as usize];
            if let What::Outer(outer) = &mut bound.what {
                *outer = places[*outer as usize];
            }
        }
        self.bounds.sort_by_key(|bound| (bound.scope, bound.name, bound.at));
        let mut from = 0;
        for (at, scope) in (0u32..).zip(&mut self.scopes) {
            let count = self.bounds[from..].partition_point(|bound| bound.scope == at);
            let fits = |at: usize| u32::try_from(at).expect("fewer bindings than bytes");
            scope.bounds = (fits(from), fits(from + count));
            from += count;
        }
    }

    /// The innermost scope at byte `offset`.
    pub(super) fn innermost(&self, offset: u32) -> u32 {
        let after = self.scopes.partition_point(|scope| scope.range.0 <= offset);
        let mut at = u32::try_from(after.saturating_sub(1)).expect("fewer scopes than bytes");
        loop {
            let scope = &self.scopes[at as usize];
            let inside = offset < scope.range.1 && !(scope.except.0 <= offset && offset < scope.except.1);
            if inside || at == 0 {
                return at;
            }
            at = scope.parent;
        }
    }

    /// The bindings of `name` that may be in force at `offset`, the last first, by position; whether some scope binds it.
    pub(super) fn reaching(&self, name: u32, offset: u32, each: &mut dyn FnMut(usize)) -> bool {
        let mut at = self.innermost(offset);
        let (mut inline, mut inner) = (true, true);
        loop {
            let scope = &self.scopes[at as usize];
            if scope.kind != Kind::Class || inner {
                let own = self.of(at, name);
                if let Some(Bound { what: What::Outer(outer), .. }) = self.bounds[own.clone()].first() {
                    (at, inner) = (*outer, true);
                    inline = false;
                    continue;
                }
                if !own.is_empty() {
                    self.in_force(own, (scope.range, offset, inline), each);
                    return true;
                }
            }
            if at == 0 {
                return false;
            }
            inline &= scope.kind != Kind::Function;
            inner = false;
            at = scope.parent;
        }
    }

    fn in_force(&self, own: std::ops::Range<usize>, (scope, offset, inline): (Range, u32, bool), each: &mut dyn FnMut(usize)) {
        let before = own.start + if inline { self.bounds[own.clone()].partition_point(|bound| bound.at <= offset) } else { own.len() };
        // What is used above its only bindings is used in a loop.
        let last = if before == own.start { own.end } else { before };
        for at in (own.start..last).rev().take(MAX_REACHING) {
            each(at);
            let (start, end) = self.bounds[at].block;
            let rules = if inline { start <= offset && offset < end } else { start <= scope.0 && scope.1 <= end };
            if rules {
                return;
            }
        }
    }

    /// Positions of the bindings of `name` in a scope.
    pub(super) fn of(&self, scope: u32, name: u32) -> std::ops::Range<usize> {
        let (from, to) = self.scopes[scope as usize].bounds;
        let all = &self.bounds[from as usize..to as usize];
        let start = all.partition_point(|bound| bound.name < name);
        let count = all[start..].partition_point(|bound| bound.name == name);
        from as usize + start..from as usize + start + count
    }

    /// The classes around `offset` by position, innermost first: of a method the class it stands in.
    pub(super) fn class_around(&self, offset: u32) -> Option<u32> {
        let mut at = self.innermost(offset);
        loop {
            let scope = &self.scopes[at as usize];
            if scope.kind == Kind::Class {
                return Some(at);
            }
            if at == 0 {
                return None;
            }
            at = scope.parent;
        }
    }
}

/// Names by number.
#[derive(Debug, Default)]
pub(super) struct Interner {
    pub(super) ids: FxHashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
}

impl Interner {
    pub(super) fn id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = u32::try_from(self.ids.len()).expect("fewer names than bytes");
        self.ids.insert(name.into(), id);
        self.all.push(name.into());
        id
    }

    pub(super) fn name(&self, id: u32) -> &str {
        &self.all[id as usize]
    }
}
