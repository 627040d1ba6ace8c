//! One walk over a file: its scopes, what they bind, and where names are used.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scope::{Bound, Interner, Kind, Range, Scopes, What};
use crate::semantic::modules::{Source, range, source_of};
use crate::semantic::scopes::nested_blocks;
use crate::semantic::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, Identifier, Ranged, Stmt};

/// More attributes of `self` are not kept.
const MAX_MEMBERS: usize = 2_000;

/// A use of a name, and the chain of attributes that begins with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) name: u32,
    pub(super) at: u32,
    pub(super) end: u32,
    pub(super) chain: Option<&'a Expr>,
}

/// `from a import *`.
#[derive(Debug)]
pub(super) struct Star {
    pub(super) end: u32,
    pub(super) source: Source,
}

/// What one walk gathers.
pub(super) struct Collected<'a> {
    pub(super) names: Interner,
    pub(super) scopes: Scopes,
    pub(super) uses: Vec<Use<'a>>,
    pub(super) imports: Vec<Source>,
    pub(super) stars: Vec<Star>,
    /// Attributes that are assigned through a dot.
    pub(super) stored: FxHashSet<Box<str>>,
    /// What `self.x = …` says of x: its name, the place, and the value.
    pub(super) members: Vec<(u32, u32, What)>,
    /// What is declared `global` or `nonlocal`, by scope and name: the scope that is meant.
    outward: FxHashMap<(u32, u32), u32>,
    at: u32,
    block: Range,
}

/// Walks a module.
pub(super) fn collect(module: &ast::ModModule) -> Collected<'_> {
    let whole = (0, u32::MAX);
    let mut collected = Collected {
        names: Interner::default(),
        scopes: Scopes::default(),
        uses: Vec::new(),
        imports: Vec::new(),
        stars: Vec::new(),
        stored: FxHashSet::default(),
        members: Vec::new(),
        outward: FxHashMap::default(),
        at: 0,
        block: whole,
    };
    collected.scopes.open(Kind::Module, whole, 0);
    collected.statements(&module.body);
    collected.scopes.settle();
    collected
}

impl<'a> Collected<'a> {
    fn statements(&mut self, body: &'a [Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    /// Statements that may not run.
    fn branch(&mut self, body: &'a [Stmt]) {
        let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
        let outer = std::mem::replace(&mut self.block, (first.start().to_u32(), last.end().to_u32()));
        self.statements(body);
        self.block = outer;
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        own_expressions(stmt, &mut |expr| self.expr(expr));
        let end = stmt.end().to_u32();
        match stmt {
            Stmt::FunctionDef(def) => {
                self.bind(&def.name, end, What::Function);
                let parameters = Some(&*def.parameters);
                self.inside(Kind::Function, body_range(&def.body, end), (Some(&def.name), parameters), &mut |c| c.statements(&def.body));
            }
            Stmt::ClassDef(class) => {
                self.bind(&class.name, end, What::Class);
                self.inside(Kind::Class, body_range(&class.body, end), (Some(&class.name), None), &mut |c| c.statements(&class.body));
            }
            Stmt::Assign(stmt) => {
                for target in &stmt.targets {
                    let what = value_of(target, &stmt.value);
                    self.target(target, end, what);
                    self.member(target, what);
                }
            }
            Stmt::AnnAssign(stmt) => {
                let what = What::Declared(range(&*stmt.annotation));
                self.target(&stmt.target, end, what);
                self.member(&stmt.target, what);
            }
            Stmt::AugAssign(stmt) => self.target(&stmt.target, end, What::Variable),
            Stmt::For(stmt) => {
                let outer = std::mem::replace(&mut self.block, range(stmt));
                self.target(&stmt.target, stmt.iter.end().to_u32(), What::Variable);
                self.block = outer;
                self.branch(&stmt.body);
                self.branch(&stmt.orelse);
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    if let Some(target) = &item.optional_vars {
                        self.target(target, item.context_expr.end().to_u32(), value_of(target, &item.context_expr));
                    }
                }
                self.statements(&stmt.body);
            }
            Stmt::Try(stmt) => self.try_stmt(stmt),
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias, end)),
            Stmt::ImportFrom(import) => self.import_from(import, end),
            Stmt::Global(stmt) => stmt.names.iter().for_each(|name| self.outer(name, 0)),
            Stmt::Nonlocal(stmt) => {
                let around = self.scopes.scopes[self.at as usize].parent;
                stmt.names.iter().for_each(|name| self.outer(name, around));
            }
            Stmt::Match(stmt) => {
                for case in &stmt.cases {
                    self.pattern(&case.pattern, range(case));
                    self.branch(&case.body);
                }
            }
            other => nested_blocks(other, &mut |body| self.branch(body)),
        }
    }

    fn try_stmt(&mut self, stmt: &'a ast::StmtTry) {
        self.branch(&stmt.body);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            if let Some(name) = &handler.name {
                let outer = std::mem::replace(&mut self.block, range(handler));
                self.bind(name, name.end().to_u32(), What::Variable);
                self.block = outer;
            }
            self.branch(&handler.body);
        }
        self.branch(&stmt.orelse);
        self.statements(&stmt.finalbody);
    }

    /// Opens a scope for the parameters and what `walk` finds.
    fn inside(
        &mut self,
        kind: Kind,
        extent: Range,
        (name, parameters): (Option<&'a Identifier>, Option<&'a ast::Parameters>),
        walk: &mut dyn FnMut(&mut Self),
    ) {
        let outer = (self.at, self.block);
        self.at = self.scopes.open(kind, extent, self.at);
        self.block = extent;
        if let Some(name) = name {
            self.scopes.scopes[self.at as usize].name = Some(self.names.id(name));
        }
        for parameter in parameters.into_iter().flatten() {
            let what = What::Parameter(parameter.annotation().map(range));
            self.bind(parameter.name(), extent.0, what);
        }
        walk(self);
        (self.at, self.block) = outer;
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(_) | Expr::Attribute(_) => self.used(expr),
            Expr::Named(named) => {
                self.expr(&named.value);
                self.walrus(named);
            }
            Expr::Lambda(lambda) => {
                let parameters = lambda.parameters.as_deref();
                for default in parameters.into_iter().flatten().filter_map(ast::AnyParameterRef::default) {
                    self.expr(default);
                }
                self.inside(Kind::Function, range(&*lambda.body), (None, parameters), &mut |c| c.expr(&lambda.body));
            }
            Expr::ListComp(ast::ExprListComp { generators, .. })
            | Expr::SetComp(ast::ExprSetComp { generators, .. })
            | Expr::DictComp(ast::ExprDictComp { generators, .. })
            | Expr::Generator(ast::ExprGenerator { generators, .. }) => self.comprehension(expr, generators),
            other => sub_expressions(other, &mut |inner| self.expr(inner)),
        }
    }

    fn comprehension(&mut self, expr: &'a Expr, clauses: &'a [ast::Comprehension]) {
        let first = clauses.first().map(|clause| &clause.iter);
        self.inside(Kind::Comprehension, range(expr), (None, None), &mut |c| {
            c.scopes.scopes[c.at as usize].except = first.map(range).unwrap_or_default();
            for clause in clauses {
                c.target(&clause.target, expr.start().to_u32(), What::Variable);
            }
            sub_expressions(expr, &mut |inner| c.expr(inner));
        });
    }

    /// `x := v` in a comprehension binds in the function around.
    fn walrus(&mut self, named: &'a ast::ExprNamed) {
        let at = self.at;
        while self.scopes.scopes[self.at as usize].kind == Kind::Comprehension {
            self.at = self.scopes.scopes[self.at as usize].parent;
        }
        self.target(&named.target, named.end().to_u32(), value_of(&named.target, &named.value));
        self.at = at;
    }

    /// A chain of names, or what its bottom is made of.
    fn used(&mut self, expr: &'a Expr) {
        if let Expr::Attribute(attribute) = expr
            && attribute.ctx == ast::ExprContext::Store
            && !self.stored.contains(attribute.attr.as_str())
        {
            self.stored.insert(attribute.attr.as_str().into());
        }
        let mut bottom = expr;
        while let Expr::Attribute(attribute) = bottom {
            bottom = &attribute.value;
        }
        let Expr::Name(name) = bottom else { return self.expr(bottom) };
        if name.ctx != ast::ExprContext::Store {
            let chain = matches!(expr, Expr::Attribute(_)).then_some(expr);
            let name_id = self.names.id(&name.id);
            self.uses.push(Use { name: name_id, at: name.start().to_u32(), end: name.end().to_u32(), chain });
        }
    }

    fn import(&mut self, alias: &'a ast::Alias, end: u32) {
        let all = alias.name.split('.');
        let (name, path) = match &alias.asname {
            Some(name) => (name.as_str(), all.map(Into::into).collect()),
            None => (alias.name.split('.').next().unwrap_or_default(), all.take(1).map(Into::into).collect()),
        };
        self.imported(name, end, Source { level: 0, path });
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom, end: u32) {
        for alias in &import.names {
            let source = source_of(import, alias);
            if alias.name.as_str() == "*" {
                self.stars.push(Star { end, source });
            } else {
                self.imported(alias.asname.as_ref().unwrap_or(&alias.name), end, source);
            }
        }
    }

    fn imported(&mut self, name: &str, end: u32, source: Source) {
        let number = u32::try_from(self.imports.len()).expect("fewer imports than bytes");
        self.imports.push(source);
        self.bind(name, end, What::Import(number));
    }

    fn target(&mut self, target: &'a Expr, at: u32, what: What) {
        match target {
            Expr::Name(name) => self.bind(&name.id, at, what),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter().for_each(|element| self.target(element, at, What::Variable));
            }
            Expr::Starred(starred) => self.target(&starred.value, at, What::Variable),
            _ => {}
        }
    }

    fn member(&mut self, target: &Expr, what: What) {
        if let Expr::Attribute(attribute) = target
            && let Expr::Name(name) = &*attribute.value
            && name.id.as_str() == "self"
            && self.members.len() < MAX_MEMBERS
        {
            let id = self.names.id(&attribute.attr);
            self.members.push((id, name.start().to_u32(), what));
        }
    }

    fn pattern(&mut self, pattern: &'a ast::Pattern, case: Range) {
        let mut names: Vec<&Identifier> = Vec::new();
        captured(pattern, &mut names);
        let outer = std::mem::replace(&mut self.block, case);
        names.into_iter().for_each(|name| self.bind(name, name.end().to_u32(), What::Variable));
        self.block = outer;
    }

    fn outer(&mut self, name: &str, scope: u32) {
        self.bind(name, 0, What::Outer(scope));
        let name = self.names.id(name);
        self.outward.insert((self.at, name), scope);
    }

    /// Binds where the scope says: what was declared `global` at the module.
    fn bind(&mut self, name: &str, at: u32, what: What) {
        let name = self.names.id(name);
        let (scope, block) = match self.outward.get(&(self.at, name)) {
            Some(outer) => (*outer, (0, 0)),
            None => (self.at, self.block),
        };
        self.scopes.bounds.push(Bound { scope, name, at, block, what });
    }
}

/// What an assignment of `value` says of `target`.
fn value_of(target: &Expr, value: &Expr) -> What {
    let last = last_name(value);
    let same = matches!((target, last), (Expr::Name(name), Some(last)) if name.id.as_str() == last);
    match value {
        Expr::Call(call) if is_chain(&call.func) && same => What::Named(range(&*call.func)),
        Expr::Call(call) if is_chain(&call.func) => What::Made(range(&*call.func)),
        Expr::Name(_) | Expr::Attribute(_) if is_chain(value) => What::Alias(range(value)),
        _ if same => What::Named((0, 0)),
        _ => What::Variable,
    }
}

fn is_chain(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) => true,
        Expr::Attribute(attribute) => is_chain(&attribute.value),
        _ => false,
    }
}

/// The last name of a chain, or of the chain that is called or awaited.
fn last_name(value: &Expr) -> Option<&str> {
    match value {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => Some(&attribute.attr),
        Expr::Call(call) => last_name(&call.func),
        Expr::Await(await_) => last_name(&await_.value),
        _ => None,
    }
}

fn captured<'a>(pattern: &'a ast::Pattern, names: &mut Vec<&'a Identifier>) {
    match pattern {
        ast::Pattern::MatchAs(pattern) => {
            names.extend(&pattern.name);
            pattern.pattern.iter().for_each(|inner| captured(inner, names));
        }
        ast::Pattern::MatchStar(pattern) => names.extend(&pattern.name),
        ast::Pattern::MatchSequence(pattern) => pattern.patterns.iter().for_each(|inner| captured(inner, names)),
        ast::Pattern::MatchMapping(pattern) => {
            names.extend(&pattern.rest);
            pattern.patterns.iter().for_each(|inner| captured(inner, names));
        }
        ast::Pattern::MatchClass(pattern) => {
            pattern.arguments.patterns.iter().for_each(|inner| captured(inner, names));
            pattern.arguments.keywords.iter().for_each(|keyword| captured(&keyword.pattern, names));
        }
        ast::Pattern::MatchOr(pattern) => pattern.patterns.iter().for_each(|inner| captured(inner, names)),
        ast::Pattern::MatchValue(_) | ast::Pattern::MatchSingleton(_) => {}
    }
}

/// From the first statement of a body to the end of the last.
fn body_range(body: &[Stmt], end: u32) -> Range {
    match (body.first(), body.last()) {
        (Some(first), Some(last)) => (first.start().to_u32(), last.end().to_u32()),
        _ => (end, end),
    }
}
