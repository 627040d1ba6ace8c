//! Which patterns of a set are worth a try at a node: by its kind, and by the last name that a call or chain says.

use rustc_hash::FxHashMap;

use super::flat::Node;
use super::ir::{ExprPat, NamePat, StmtPat, Top};
use super::renamed::{Editions, LastNames, MOST};
use super::{Code, NameLimits, Pattern};
use crate::syntax::python::ast::{Expr, Stmt};

/// Kinds of expressions that patterns are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Attribute,
    Call,
    String,
    FString,
    Number,
    Constant,
    Binary,
    Unary,
    Bool,
    Compare,
    Sequence,
    Comprehension,
    Subscript,
    Ternary,
    Lambda,
    Named,
    Other,
}

const KINDS: usize = Kind::Other as usize + 1;

/// Kinds of statements that patterns are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StmtKind {
    Expr,
    Assign,
    Augmented,
    Return,
    Def,
    Class,
    If,
    For,
    While,
    With,
    Try,
    Import,
    Other,
}

const STMT_KINDS: usize = StmtKind::Other as usize + 1;

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
    editions: Editions,
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
        index
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
        let keep = |list: &Vec<u32>| -> Vec<u32> { list.iter().copied().filter(|at| is_active(active, *at)).collect() };
        let any = |list: &Vec<u32>| list.iter().any(|at| is_active(active, *at));
        let [calls, chains] = &self.in_tables;
        Narrow {
            kinds: std::array::from_fn(|kind| keep(&self.kinds[kind])),
            calls: any(calls).then_some(&self.calls),
            chains: any(chains).then_some(&self.chains),
            statements: std::array::from_fn(|kind| keep(&self.statements[kind])),
            decorators: keep(&self.decorators),
            strings: keep(&self.strings),
            deep: keep(&self.deep),
            returns: keep(&self.returns),
            bare: keep(&self.bare),
            tuples: keep(&self.tuples),
            f_strings: keep(&self.f_strings),
            editions: self.editions,
        }
    }
}

fn is_active(active: &[bool], at: u32) -> bool {
    active.get(at as usize).copied().unwrap_or(false)
}

/// An [`Index`] for one file. What is found by name is not narrowed, and asked about when it is found.
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

const ALL: &[Kind] = &[
    Kind::Name,
    Kind::Attribute,
    Kind::Call,
    Kind::String,
    Kind::FString,
    Kind::Number,
    Kind::Constant,
    Kind::Binary,
    Kind::Unary,
    Kind::Bool,
    Kind::Compare,
    Kind::Sequence,
    Kind::Comprehension,
    Kind::Subscript,
    Kind::Ternary,
    Kind::Lambda,
    Kind::Named,
    Kind::Other,
];

/// Whether an expression is matched by value.
fn is_literal(expr: &ExprPat) -> bool {
    matches!(expr, ExprPat::Str(_) | ExprPat::Int(_) | ExprPat::Float(_) | ExprPat::Bool(_) | ExprPat::None)
}

/// Kinds of expressions that `expr` may match.
fn kinds(expr: &ExprPat) -> &'static [Kind] {
    match expr {
        ExprPat::Ellipsis | ExprPat::Any | ExprPat::Hole(_) | ExprPat::Typed(..) | ExprPat::Deep(_) => ALL,
        ExprPat::Dotted(_) => &[Kind::Name, Kind::Attribute],
        ExprPat::Attribute(..) | ExprPat::Chain(..) => &[Kind::Attribute],
        ExprPat::Call(..) => &[Kind::Call],
        ExprPat::Str(_) => &[Kind::String, Kind::FString, Kind::Name, Kind::Binary, Kind::Ternary],
        ExprPat::Pieces => &[Kind::String, Kind::FString],
        ExprPat::FString(_) => &[Kind::FString],
        ExprPat::Int(_) | ExprPat::BigInt(_) | ExprPat::Float(_) | ExprPat::Complex(..) => {
            &[Kind::Number, Kind::Name, Kind::Binary, Kind::Unary]
        }
        ExprPat::Bool(_) | ExprPat::None => &[Kind::Constant, Kind::Name, Kind::Unary, Kind::Bool, Kind::Compare],
        ExprPat::Binary(..) | ExprPat::Bits(..) => &[Kind::Binary],
        ExprPat::Bool2(..) => &[Kind::Bool],
        ExprPat::Unary(..) => &[Kind::Unary, Kind::Number],
        ExprPat::Compare(..) => &[Kind::Compare],
        ExprPat::List(_) | ExprPat::Tuple(_) | ExprPat::Set(_) | ExprPat::Dict(_) => &[Kind::Sequence, Kind::Comprehension],
        ExprPat::Comprehension(_) => &[Kind::Comprehension],
        ExprPat::Lambda(..) => &[Kind::Lambda],
        ExprPat::Ternary(_) => &[Kind::Ternary],
        ExprPat::Subscript(..) => &[Kind::Subscript],
        ExprPat::Assign(_) => &[Kind::Named],
        ExprPat::Slice(_) | ExprPat::Starred(_) | ExprPat::Await(_) | ExprPat::Yield(_) | ExprPat::YieldFrom(_) => &[Kind::Other],
    }
}

fn kind(expr: &Expr) -> Kind {
    match expr {
        Expr::Name(_) => Kind::Name,
        Expr::Attribute(_) => Kind::Attribute,
        Expr::Call(_) => Kind::Call,
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) => Kind::String,
        Expr::FString(_) | Expr::TString(_) => Kind::FString,
        Expr::NumberLiteral(_) => Kind::Number,
        Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => Kind::Constant,
        Expr::BinOp(_) => Kind::Binary,
        Expr::UnaryOp(_) => Kind::Unary,
        Expr::BoolOp(_) => Kind::Bool,
        Expr::Compare(_) => Kind::Compare,
        Expr::List(_) | Expr::Tuple(_) | Expr::Set(_) | Expr::Dict(_) => Kind::Sequence,
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => Kind::Comprehension,
        Expr::Subscript(_) => Kind::Subscript,
        Expr::If(_) => Kind::Ternary,
        Expr::Lambda(_) => Kind::Lambda,
        Expr::Named(_) => Kind::Named,
        Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Starred(_) | Expr::Slice(_) | Expr::IpyEscapeCommand(_) => Kind::Other,
    }
}

const ALL_STATEMENTS: &[StmtKind] = &[
    StmtKind::Expr,
    StmtKind::Assign,
    StmtKind::Augmented,
    StmtKind::Return,
    StmtKind::Def,
    StmtKind::Class,
    StmtKind::If,
    StmtKind::For,
    StmtKind::While,
    StmtKind::With,
    StmtKind::Try,
    StmtKind::Import,
    StmtKind::Other,
];

/// Kinds of statements that `stmt` may match.
fn stmt_kinds(stmt: &StmtPat) -> &'static [StmtKind] {
    match stmt {
        StmtPat::Ellipsis | StmtPat::Any(_) | StmtPat::Expr(ExprPat::Deep(_)) => ALL_STATEMENTS,
        StmtPat::Expr(_) => &[StmtKind::Expr, StmtKind::Assign, StmtKind::Augmented, StmtKind::Return],
        StmtPat::Assign(_) => &[StmtKind::Assign],
        StmtPat::Augmented(..) => &[StmtKind::Augmented],
        StmtPat::Return(_) => &[StmtKind::Return],
        StmtPat::If(_) => &[StmtKind::If],
        StmtPat::While { .. } => &[StmtKind::While],
        StmtPat::For(_) => &[StmtKind::For],
        StmtPat::With(_) => &[StmtKind::With],
        StmtPat::Try(_) => &[StmtKind::Try],
        StmtPat::Def(_) => &[StmtKind::Def],
        StmtPat::Class(_) => &[StmtKind::Class],
        StmtPat::Import(_) => &[StmtKind::Import],
        StmtPat::Raise(..)
        | StmtPat::Assert(..)
        | StmtPat::Delete(_)
        | StmtPat::Global(_)
        | StmtPat::Nonlocal(_)
        | StmtPat::Pass
        | StmtPat::Break
        | StmtPat::Continue
        | StmtPat::Match { .. } => &[StmtKind::Other],
    }
}

fn stmt_kind(node: Node) -> StmtKind {
    match node {
        Node::Elif(..) => StmtKind::If,
        Node::With(..) => StmtKind::With,
        Node::Stmt(stmt) => match stmt {
            Stmt::Expr(_) => StmtKind::Expr,
            Stmt::Assign(_) | Stmt::AnnAssign(_) => StmtKind::Assign,
            Stmt::AugAssign(_) => StmtKind::Augmented,
            Stmt::Return(_) => StmtKind::Return,
            Stmt::FunctionDef(_) => StmtKind::Def,
            Stmt::ClassDef(_) => StmtKind::Class,
            Stmt::If(_) => StmtKind::If,
            Stmt::For(_) => StmtKind::For,
            Stmt::While(_) => StmtKind::While,
            Stmt::With(_) => StmtKind::With,
            Stmt::Try(_) => StmtKind::Try,
            Stmt::Import(_) | Stmt::ImportFrom(_) => StmtKind::Import,
            Stmt::Delete(_)
            | Stmt::TypeAlias(_)
            | Stmt::Match(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => StmtKind::Other,
        },
    }
}
