//! Which patterns of a set are worth a try at a node: by its kind, and by the last name that a call or chain says.

use rustc_hash::FxHashMap;

use super::flat::Node;
use super::ir::{ExprPat, NamePat, StmtPat, Top};
use super::kinds::{KINDS, Kind, STMT_KINDS, StmtKind, kind, kinds, stmt_kind, stmt_kinds};
use super::renamed::{Editions, LastNames, MOST};
use super::{Code, NameLimits, Pattern};
use crate::syntax::python::ast::Expr;

/// Positions of patterns.
#[derive(Debug, Default)]
pub(super) struct Index {
    kinds: [Vec<u32>; KINDS],
    /// Calls by the last name of the callee.
    calls: FxHashMap<Box<str>, Vec<u32>>,
    /// Names and attributes by their last name.
    chains: FxHashMap<Box<str>, Vec<u32>>,
    /// All patterns of `calls`, and of `chains`.
    in_tables: [Vec<u32>; 2],
    statements: [Vec<u32>; STMT_KINDS],
    decorators: Vec<u32>,
    strings: Vec<u32>,
    deep: Vec<u32>,
    returns: Vec<u32>,
    bare: Vec<u32>,
    tuples: Vec<u32>,
    f_strings: Vec<u32>,
    /// For each pattern whether it is found by a name.
    named: Vec<bool>,
    /// For each pattern the lists that it is in.
    spots: Vec<Vec<Spot>>,
    editions: Editions,
}

/// A list of an [`Index`].
#[derive(Debug, Clone, Copy)]
enum Spot {
    Kind(usize),
    Statement(usize),
    Calls,
    Chains,
    Decorators,
    Strings,
    Deep,
    Returns,
    Bare,
    Tuples,
    FStrings,
}

impl Index {
    pub(super) fn of(patterns: &[(Pattern, NameLimits)]) -> Self {
        let mut index = Self::default();
        for (at, (pattern, limits)) in patterns.iter().enumerate() {
            let at = u32::try_from(at).expect("fewer patterns than that");
            index.add(at, pattern, limits);
            index.named.push(is_named(pattern, limits));
            index.editions.add(pattern);
        }
        index.spots = index.spots_of(patterns.len());
        index
    }

    fn spots_of(&self, patterns: usize) -> Vec<Vec<Spot>> {
        let mut spots = vec![Vec::new(); patterns];
        let mut list = |spot: Spot, list: &[u32]| list.iter().for_each(|at| spots[*at as usize].push(spot));
        self.kinds.iter().enumerate().for_each(|(kind, of)| list(Spot::Kind(kind), of));
        self.statements.iter().enumerate().for_each(|(kind, of)| list(Spot::Statement(kind), of));
        let [calls, chains] = &self.in_tables;
        list(Spot::Calls, calls);
        list(Spot::Chains, chains);
        list(Spot::Decorators, &self.decorators);
        list(Spot::Strings, &self.strings);
        list(Spot::Deep, &self.deep);
        list(Spot::Returns, &self.returns);
        list(Spot::Bare, &self.bare);
        list(Spot::Tuples, &self.tuples);
        list(Spot::FStrings, &self.f_strings);
        spots
    }

    /// Whether a pattern is found by a name.
    pub(super) fn is_named(&self, at: usize) -> bool {
        self.named[at]
    }

    fn add(&mut self, at: u32, pattern: &Pattern, limits: &NameLimits) {
        match &*pattern.top {
            Top::Expr(expr) => self.add_expr(at, pattern, expr, limits),
            Top::Assign(_) => {
                self.kinds[Kind::Named as usize].push(at);
                self.statements[StmtKind::Assign as usize].push(at);
            }
            Top::Decorator(_) => self.decorators.push(at),
            Top::Stmt(stmt) => {
                if matches!(stmt, StmtPat::Return(Some(_))) {
                    self.returns.push(at);
                }
                self.add_stmt(at, stmt);
            }
            Top::Sequence(stmts) => {
                if let Some(first) = stmts.first() {
                    self.add_stmt(at, first);
                }
            }
            Top::Never => {}
        }
    }

    fn add_expr(&mut self, at: u32, pattern: &Pattern, expr: &ExprPat, limits: &NameLimits) {
        let inner = if let ExprPat::Deep(inner) = expr { inner } else { expr };
        if matches!(inner, ExprPat::Ellipsis | ExprPat::Any | ExprPat::Hole(_)) {
            self.bare.push(at);
        }
        if matches!(expr, ExprPat::Tuple(_)) {
            self.tuples.push(at);
        }
        if matches!(expr, ExprPat::FString(_)) {
            self.f_strings.push(at);
        }
        if matches!(expr, ExprPat::Deep(_)) {
            self.deep.push(at);
        }
        if matches!(expr, ExprPat::Str(_)) {
            self.strings.push(at);
        }
        // A decorator's call is looked up by its name like any other.
        let by_name = !pattern.options.symbolic_propagation && is_named(pattern, limits);
        if matches!(expr, ExprPat::Call(..)) && !by_name {
            self.decorators.push(at);
        }
        // Any name may stand for what it was bound to.
        if pattern.options.symbolic_propagation {
            kinds(expr).iter().for_each(|kind| self.kinds[*kind as usize].push(at));
            return;
        }
        let [calls, chains] = &mut self.in_tables;
        let (table, all, named) = match expr {
            ExprPat::Call(callee, _) => (&mut self.calls, calls, &**callee),
            _ => (&mut self.chains, chains, expr),
        };
        if let Some(names) = last_names(named, pattern, limits) {
            all.push(at);
            for name in names {
                table.entry(name.into()).or_default().push(at);
            }
            return;
        }
        for kind in kinds(expr) {
            self.kinds[*kind as usize].push(at);
        }
        if pattern.options.names_by_meaning && is_literal(expr) {
            self.kinds[Kind::Attribute as usize].push(at);
            self.kinds[Kind::Call as usize].push(at);
        }
    }

    fn add_stmt(&mut self, at: u32, stmt: &StmtPat) {
        for kind in stmt_kinds(stmt) {
            self.statements[*kind as usize].push(at);
        }
    }

    /// The same without the patterns that are not active.
    pub(super) fn narrowed(&self, active: &[bool]) -> Narrow<'_> {
        let mut narrow = Narrow { editions: self.editions, ..Narrow::default() };
        let active = active.iter().zip(&self.spots).enumerate().filter(|(_, (active, _))| **active);
        for (at, (_, spots)) in active {
            let at = u32::try_from(at).expect("fewer patterns than that");
            for spot in spots {
                let list = match spot {
                    Spot::Kind(kind) => &mut narrow.kinds[*kind],
                    Spot::Statement(kind) => &mut narrow.statements[*kind],
                    Spot::Calls => {
                        narrow.calls = Some(&self.calls);
                        continue;
                    }
                    Spot::Chains => {
                        narrow.chains = Some(&self.chains);
                        continue;
                    }
                    Spot::Decorators => &mut narrow.decorators,
                    Spot::Strings => &mut narrow.strings,
                    Spot::Deep => &mut narrow.deep,
                    Spot::Returns => &mut narrow.returns,
                    Spot::Bare => &mut narrow.bare,
                    Spot::Tuples => &mut narrow.tuples,
                    Spot::FStrings => &mut narrow.f_strings,
                };
                // A pattern may be in a list twice.
                list.push(at);
            }
        }
        narrow
    }
}

/// An [`Index`] for one file. What is found by name is not narrowed, and asked about when it is found.
#[derive(Default)]
pub(super) struct Narrow<'i> {
    kinds: [Vec<u32>; KINDS],
    calls: Option<&'i FxHashMap<Box<str>, Vec<u32>>>,
    chains: Option<&'i FxHashMap<Box<str>, Vec<u32>>>,
    statements: [Vec<u32>; STMT_KINDS],
    decorators: Vec<u32>,
    strings: Vec<u32>,
    deep: Vec<u32>,
    returns: Vec<u32>,
    bare: Vec<u32>,
    tuples: Vec<u32>,
    f_strings: Vec<u32>,
    editions: Editions,
}

impl<'i> Narrow<'i> {
    /// Patterns that are one statement or begin with one.
    pub(super) fn statements(&self, node: Node) -> &[u32] {
        &self.statements[stmt_kind(node) as usize]
    }

    /// Patterns that match a decorator.
    pub(super) fn decorators(&self) -> &[u32] {
        &self.decorators
    }

    /// Patterns that are `<... e ...>`.
    pub(super) fn deep(&self) -> &[u32] {
        &self.deep
    }

    /// Patterns that are `return e`.
    pub(super) fn returns(&self) -> &[u32] {
        &self.returns
    }

    /// Patterns that are one string.
    pub(super) fn strings(&self) -> &[u32] {
        &self.strings
    }

    /// Patterns that are `$X` or `...`.
    pub(super) fn bare(&self) -> &[u32] {
        &self.bare
    }

    /// Patterns that are one tuple.
    pub(super) fn tuples(&self) -> &[u32] {
        &self.tuples
    }

    /// Patterns that are one f-string.
    pub(super) fn f_strings(&self) -> &[u32] {
        &self.f_strings
    }

    /// Patterns that may match `expr` by its kind.
    pub(super) fn by_kind(&self, expr: &Expr) -> &[u32] {
        &self.kinds[kind(expr) as usize]
    }

    /// Patterns that say the last name of `expr`: as it is spelled, and as imports rename it.
    pub(super) fn by_name(&self, expr: &Expr, code: &Code) -> [&'i [u32]; MOST] {
        match expr {
            Expr::Call(call) => self.listed(self.calls, &call.func, code),
            Expr::Name(_) | Expr::Attribute(_) => self.listed(self.chains, expr, code),
            _ => NOTHING,
        }
    }

    /// Calls of which `decorator` says the last name: `@d` counts as `d()`.
    pub(super) fn decorator_calls(&self, decorator: &Expr, code: &Code) -> [&'i [u32]; MOST] {
        match decorator {
            Expr::Call(call) => self.listed(self.calls, &call.func, code),
            other => self.listed(self.calls, other, code),
        }
    }

    /// What `table` has under the last names of `named`.
    fn listed(&self, table: Option<&'i Table>, named: &Expr, code: &Code) -> [&'i [u32]; MOST] {
        let Some(table) = table else { return NOTHING };
        let names = LastNames::of(named, code, self.editions);
        let mut lists = NOTHING;
        for (list, name) in lists.iter_mut().zip(names.iter()) {
            *list = table.get(name).map_or(&[][..], Vec::as_slice);
        }
        lists
    }
}

const NOTHING: [&[u32]; MOST] = [&[]; MOST];

type Table = FxHashMap<Box<str>, Vec<u32>>;

/// Whether a pattern is found by a name.
fn is_named(pattern: &Pattern, limits: &NameLimits) -> bool {
    match &*pattern.top {
        Top::Expr(ExprPat::Call(callee, _)) => last_names(callee, pattern, limits).is_some(),
        Top::Expr(expr) => last_names(expr, pattern, limits).is_some(),
        Top::Stmt(StmtPat::Import(_)) => true,
        Top::Assign(_) | Top::Decorator(_) | Top::Stmt(_) | Top::Sequence(_) | Top::Never => false,
    }
}

/// The last name of a chain, or those that its metavariable may stand for.
fn last_names<'n>(expr: &'n ExprPat, pattern: &Pattern, limits: &'n NameLimits) -> Option<Vec<&'n str>> {
    let hole = match expr {
        ExprPat::Hole(hole) | ExprPat::Attribute(_, NamePat::Hole(hole)) => *hole,
        ExprPat::Dotted(segments) => match segments.last()? {
            NamePat::Hole(hole) => *hole,
            NamePat::Is(name) => return Some(vec![name]),
            NamePat::Any => return None,
        },
        _ => return last_name(expr).map(|name| vec![name]),
    };
    let texts = limits.get(pattern.metavariables[usize::from(hole)].as_str())?;
    let mut names: Vec<&str> = texts.iter().filter_map(|text| text.rsplit('.').next()).collect();
    names.sort_unstable();
    names.dedup();
    Some(names)
}

/// The last name of a chain, if it is no metavariable.
fn last_name(expr: &ExprPat) -> Option<&str> {
    let name = match expr {
        ExprPat::Dotted(segments) => segments.last()?,
        ExprPat::Attribute(_, name) | ExprPat::Chain(_, name) => name,
        _ => return None,
    };
    match name {
        NamePat::Is(name) => Some(name),
        NamePat::Hole(_) | NamePat::Any => None,
    }
}

/// Whether an expression is matched by value.
fn is_literal(expr: &ExprPat) -> bool {
    matches!(expr, ExprPat::Str(_) | ExprPat::Int(_) | ExprPat::Float(_) | ExprPat::Bool(_) | ExprPat::None)
}
