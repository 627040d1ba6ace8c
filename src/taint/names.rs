//! Which variable each use of a name means, decided in the order of the text: a name that is used before it is first assigned means
//! another variable than afterwards, and a loop, `with` or `except` that binds a name begins a new one.

use rustc_hash::{FxHashMap, FxHashSet};

use super::globals::Globals;
use super::places::Extent;
use super::units::{Unit, UnitKind};
use crate::semantic::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

/// What a name means while the assignment that introduces it is read.
const NOTHING: Meaning = Meaning { variable: 0, own: true };

/// A variable: its number, and whether it belongs to the function that is read.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    variable: u32,
    own: bool,
}

type Scope<'a> = FxHashMap<&'a str, Meaning>;

/// What a whole file's names mean.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// By first byte of the use.
    uses: FxHashMap<u32, u32>,
    /// Variables that no function binds, by number.
    free: FxHashMap<u32, &'a str>,
    /// Which of the places that were asked for are those of an expression, or of an assignment or `return`.
    pub(super) nodes: FxHashSet<Extent>,
    /// Those of them that are calls, or assignments within expressions.
    pub(super) calls: FxHashSet<Extent>,
    pub(super) units: Vec<Unit<'a>>,
}

impl<'a> Names<'a> {
    /// `asked` are places of which one wants to know whether an expression stands exactly there.
    pub(super) fn of(module: &'a ast::ModModule, globals: &Globals<'a>, asked: &FxHashSet<Extent>) -> Self {
        let mut reader = Reader { names: Names::default(), scope: Scope::default(), free: FxHashMap::default(), count: 1, globals, asked };
        reader.names.units.push(Unit::module(module));
        reader.block(&module.body, &Scope::default());
        reader.names
    }

    /// The variable that a name, an attribute of `self` or a parameter means at this byte.
    pub(super) fn at(&self, offset: u32) -> Option<u32> {
        self.uses.get(&offset).copied()
    }

    /// The name of a variable that no function binds.
    pub(super) fn free(&self, variable: u32) -> Option<&'a str> {
        self.free.get(&variable).copied()
    }
}

/// The one name `self`, whose attributes count as variables.
pub(super) fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id.as_str() == "self")
}

/// The names `self` and `cls`, which carry nothing themselves.
pub(super) fn is_receiver(name: &str) -> bool {
    matches!(name, "self" | "cls")
}

struct Reader<'a, 'g> {
    names: Names<'a>,
    scope: Scope<'a>,
    free: FxHashMap<&'a str, u32>,
    count: u32,
    globals: &'g Globals<'a>,
    asked: &'g FxHashSet<Extent>,
}

impl<'a> Reader<'a, '_> {
    fn variable(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    fn free(&mut self, name: &'a str) -> u32 {
        if let Some(variable) = self.free.get(name) {
            return *variable;
        }
        let variable = self.variable();
        self.free.insert(name, variable);
        self.names.free.insert(variable, name);
        variable
    }

    fn meaning(&mut self, name: &'a str) -> u32 {
        match self.scope.get(name) {
            Some(meaning) => meaning.variable,
            None => self.free(name),
        }
    }

    fn used(&mut self, name: &'a str, offset: u32) {
        let variable = self.meaning(name);
        self.names.uses.insert(offset, variable);
    }

    /// An attribute of `self` means the variable of its name, also while that is introduced.
    fn attribute_of_self(&mut self, attribute: &'a ast::Identifier) {
        let name = attribute.as_str();
        let variable = match self.scope.get(name) {
            Some(meaning) if meaning.variable != NOTHING.variable => meaning.variable,
            Some(_) | None => self.free(name),
        };
        self.names.uses.insert(attribute.start().to_u32(), variable);
    }

    fn begin(&mut self, name: &'a str) {
        let variable = self.variable();
        self.scope.insert(name, Meaning { variable, own: true });
    }

    fn begin_at(&mut self, name: &'a ast::Identifier) {
        self.begin(name.as_str());
        self.used(name.as_str(), name.start().to_u32());
    }

    /// Statements of the same function. `around` is what functions in it see of those around it.
    fn block(&mut self, body: &'a [Stmt], around: &Scope<'a>) {
        for stmt in body {
            self.stmt(stmt, around);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt, around: &Scope<'a>) {
        if matches!(stmt, Stmt::Return(_) | Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::AugAssign(_)) {
            self.node(Extent::of(stmt));
        }
        match stmt {
            Stmt::FunctionDef(def) => self.function(def, around),
            Stmt::ClassDef(class) => self.class(class, around),
            Stmt::Assign(assign) => self.assign(&assign.targets, Some(&assign.value)),
            Stmt::AnnAssign(assign) => {
                self.expr(&assign.annotation);
                self.annotated(&assign.target, assign.value.as_deref());
            }
            Stmt::AugAssign(assign) => self.assign(std::slice::from_ref(&*assign.target), Some(&assign.value)),
            Stmt::For(stmt) => {
                self.bind(Some(&stmt.target), &stmt.iter);
                self.block(&stmt.body, around);
                self.block(&stmt.orelse, around);
            }
            Stmt::With(stmt) => {
                stmt.items.iter().for_each(|item| self.bind(item.optional_vars.as_deref(), &item.context_expr));
                self.block(&stmt.body, around);
            }
            Stmt::While(stmt) => {
                self.expr(&stmt.test);
                self.block(&stmt.body, around);
                self.block(&stmt.orelse, around);
            }
            Stmt::If(stmt) => {
                self.expr(&stmt.test);
                self.block(&stmt.body, around);
                for clause in &stmt.elif_else_clauses {
                    clause.test.iter().for_each(|test| self.expr(test));
                    self.block(&clause.body, around);
                }
            }
            Stmt::Try(stmt) => self.try_stmt(stmt, around),
            Stmt::Match(stmt) => {
                self.expr(&stmt.subject);
                for case in &stmt.cases {
                    self.pattern(&case.pattern);
                    case.guard.iter().for_each(|guard| self.expr(guard));
                    self.block(&case.body, around);
                }
            }
            Stmt::Global(stmt) => {
                for name in stmt.names.iter().map(ast::Identifier::as_str).filter(|name| self.globals.is_bound(name)) {
                    let variable = self.free(name);
                    self.scope.insert(name, Meaning { variable, own: true });
                }
            }
            other => own_expressions(other, &mut |expr| self.expr(expr)),
        }
    }

    fn try_stmt(&mut self, stmt: &'a ast::StmtTry, around: &Scope<'a>) {
        self.block(&stmt.body, around);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            handler.type_.iter().for_each(|class| self.expr(class));
            handler.name.iter().for_each(|name| self.begin_at(name));
            self.block(&handler.body, around);
        }
        self.block(&stmt.orelse, around);
        self.block(&stmt.finalbody, around);
    }

    /// The names that a `case` binds are new ones.
    fn pattern(&mut self, pattern: &'a ast::Pattern) {
        match pattern {
            ast::Pattern::MatchAs(inner) => {
                inner.pattern.iter().for_each(|pattern| self.pattern(pattern));
                inner.name.iter().for_each(|name| self.begin_at(name));
            }
            ast::Pattern::MatchStar(inner) => inner.name.iter().for_each(|name| self.begin_at(name)),
            ast::Pattern::MatchSequence(inner) => inner.patterns.iter().for_each(|pattern| self.pattern(pattern)),
            ast::Pattern::MatchOr(inner) => inner.patterns.iter().for_each(|pattern| self.pattern(pattern)),
            ast::Pattern::MatchMapping(inner) => {
                inner.patterns.iter().for_each(|pattern| self.pattern(pattern));
                inner.rest.iter().for_each(|name| self.begin_at(name));
            }
            ast::Pattern::MatchClass(inner) => {
                inner.arguments.patterns.iter().for_each(|pattern| self.pattern(pattern));
                inner.arguments.keywords.iter().for_each(|keyword| self.pattern(&keyword.pattern));
            }
            ast::Pattern::MatchValue(_) | ast::Pattern::MatchSingleton(_) => {}
        }
    }

    /// A function is another unit. It sees that names are bound around it, and nothing of their values.
    fn function(&mut self, def: &'a ast::StmtFunctionDef, around: &Scope<'a>) {
        self.names.units.push(Unit { kind: UnitKind::Function(def), place: Extent::of(def) });
        let outer = std::mem::replace(&mut self.scope, around.clone());
        own_parameters(&def.parameters, &mut |expr| self.expr(expr));
        def.parameters.iter().for_each(|parameter| self.begin_at(parameter.name()));
        self.inner(&def.body, around);
        self.scope = outer;
    }

    /// Statements of a function, in whose functions its own names hide those of the module.
    fn inner(&mut self, body: &'a [Stmt], around: &Scope<'a>) {
        for stmt in body {
            if matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) || has_nested(stmt) {
                let hidden = Meaning { variable: NOTHING.variable, own: false };
                let mut seen = around.clone();
                seen.extend(self.scope.keys().map(|name| (*name, hidden)));
                self.stmt(stmt, &seen);
            } else {
                self.stmt(stmt, around);
            }
        }
    }

    fn class(&mut self, class: &'a ast::StmtClassDef, around: &Scope<'a>) {
        self.names.units.push(Unit { kind: UnitKind::Class(class), place: Extent::of(class) });
        let outer = std::mem::replace(&mut self.scope, around.clone());
        self.block(&class.body, around);
        self.scope = outer;
    }

    /// An annotation begins its name anew.
    fn annotated(&mut self, target: &'a Expr, value: Option<&'a Expr>) {
        match (target, value) {
            (Expr::Name(name), value) => {
                value.iter().for_each(|value| self.expr(value));
                self.begin(&name.id);
                self.expr(target);
            }
            (_, Some(value)) => self.assign(std::slice::from_ref(target), Some(value)),
            (_, None) => self.expr(target),
        }
    }

    /// In the value of a plain assignment that introduces a name the name means nothing.
    fn assign(&mut self, targets: &'a [Expr], value: Option<&'a Expr>) {
        let mut new = Vec::new();
        targets.iter().for_each(|target| bases(target, &mut new));
        new.retain(|name| self.scope.get(name).is_none_or(|meaning| !meaning.own));
        if let [Expr::Name(_) | Expr::Attribute(_)] = targets {
            self.introduce(&new, value);
        } else {
            new.iter().for_each(|name| self.begin(name));
            value.iter().for_each(|value| self.expr(value));
        }
        targets.iter().for_each(|target| self.expr(target));
    }

    /// A loop or `with` begins its names anew, whatever they meant before; they mean that in its value already.
    fn bind(&mut self, target: Option<&'a Expr>, value: &'a Expr) {
        let mut new = Vec::new();
        target.iter().for_each(|target| plain_names(target, &mut new));
        new.iter().for_each(|name| self.begin(name));
        self.expr(value);
        target.iter().for_each(|target| self.expr(target));
    }

    fn introduce(&mut self, new: &[&'a str], value: Option<&'a Expr>) {
        for name in new {
            self.scope.insert(name, NOTHING);
        }
        value.iter().for_each(|value| self.expr(value));
        new.iter().for_each(|name| self.begin(name));
    }

    fn node(&mut self, place: Extent) {
        if self.asked.contains(&place) {
            self.names.nodes.insert(place);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        self.node(Extent::of(expr));
        if (expr.is_call_expr() || expr.is_named_expr()) && self.asked.contains(&Extent::of(expr)) {
            self.names.calls.insert(Extent::of(expr));
        }
        match expr {
            Expr::Name(name) => self.used(name.id.as_str(), name.start().to_u32()),
            Expr::Attribute(attribute) => {
                if is_self(&attribute.value) {
                    self.attribute_of_self(&attribute.attr);
                }
                self.expr(&attribute.value);
            }
            Expr::Named(named) => self.assign(std::slice::from_ref(&*named.target), Some(&named.value)),
            Expr::Lambda(lambda) => {
                self.names.units.push(Unit { kind: UnitKind::Lambda(lambda), place: Extent::of(lambda) });
                let outer = self.scope.clone();
                if let Some(parameters) = &lambda.parameters {
                    own_parameters(parameters, &mut |expr| self.expr(expr));
                    parameters.iter().for_each(|parameter| self.begin_at(parameter.name()));
                }
                self.expr(&lambda.body);
                self.scope = outer;
            }
            Expr::ListComp(ast::ExprListComp { elt, generators, .. })
            | Expr::SetComp(ast::ExprSetComp { elt, generators, .. })
            | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => self.comprehension(generators, &[elt]),
            Expr::DictComp(comprehension) => {
                let key = comprehension.key.as_deref();
                let elements: Vec<&Expr> = key.into_iter().chain([&*comprehension.value]).collect();
                self.comprehension(&comprehension.generators, &elements);
            }
            other => sub_expressions(other, &mut |inner| self.expr(inner)),
        }
    }

    fn comprehension(&mut self, generators: &'a [ast::Comprehension], elements: &[&'a Expr]) {
        let outer = self.scope.clone();
        for clause in generators {
            self.bind(Some(&clause.target), &clause.iter);
            clause.ifs.iter().for_each(|test| self.expr(test));
        }
        elements.iter().for_each(|element| self.expr(element));
        self.scope = outer;
    }
}

/// Whether a function or class may stand inside of a statement.
fn has_nested(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_))
}

fn own_parameters<'a>(parameters: &'a ast::Parameters, each: &mut dyn FnMut(&'a Expr)) {
    for parameter in parameters {
        parameter.annotation().into_iter().for_each(&mut *each);
        parameter.default().into_iter().for_each(&mut *each);
    }
}

/// The variables that an assignment to `target` changes, wholly or in part.
fn bases<'a>(target: &'a Expr, into: &mut Vec<&'a str>) {
    match target {
        Expr::Name(name) if !is_receiver(&name.id) => into.push(&name.id),
        Expr::Attribute(attribute) => bases(&attribute.value, into),
        Expr::Subscript(subscript) => bases(&subscript.value, into),
        Expr::Starred(starred) => bases(&starred.value, into),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| bases(element, into)),
        Expr::List(list) => list.elts.iter().for_each(|element| bases(element, into)),
        _ => {}
    }
}

/// The names that `target` binds.
fn plain_names<'a>(target: &'a Expr, into: &mut Vec<&'a str>) {
    match target {
        Expr::Name(name) => into.push(&name.id),
        Expr::Starred(starred) => plain_names(&starred.value, into),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| plain_names(element, into)),
        Expr::List(list) => list.elts.iter().for_each(|element| plain_names(element, into)),
        _ => {}
    }
}
