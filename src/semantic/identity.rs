//! Which variable a name means: two of one spelling may be different ones, and one that is bound anew may stay the same.
//!
//! As Semgrep tells them apart: in the order of the file, parameters, targets of `for` and `with`, names behind `as` and annotated
//! assignments are new variables each time. A plain assignment makes one only where the function has none of that name yet. Class
//! bodies make none.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scopes::nested_blocks;
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, Pattern, Ranged, Stmt};

/// Receivers that are one variable everywhere.
const RECEIVERS: [&str; 2] = ["self", "cls"];

/// This bit is set in the numbers of imports.
const IMPORTED: u32 = 1 << 31;

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// What some import brought.
    Imported,
    /// The variable of this number.
    Local(u32),
}

/// Names of the module and what they mean.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// Start of a name and its variable, 0 for names that nothing binds; sorted.
    items: Vec<(u32, u32)>,
}

impl Identities {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut reader = Reader { items: Vec::new(), count: 0, imported: FxHashMap::default(), scopes: vec![Scope::new(Kind::Function)] };
        reader.block(&module.body);
        let mut items = reader.items;
        items.sort_unstable();
        Self { items }
    }

    /// What the name at byte `offset` means, if it is bound.
    pub(super) fn at(&self, offset: u32) -> Option<Variable> {
        let found = self.items.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        match self.items[found].1 {
            0 => None,
            imported if imported & IMPORTED > 0 => Some(Variable::Imported),
            local => Some(Variable::Local(local)),
        }
    }

    /// Numbers for what the names from byte `start` to `end` mean, in the order of the text: 0 where nothing binds them, and a number
    /// of its own for each import.
    pub(super) fn within(&self, start: u32, end: u32) -> impl Iterator<Item = u32> {
        let first = self.items.partition_point(|(offset, _)| *offset < start);
        self.items[first..].iter().take_while(move |(offset, _)| *offset < end).map(|(_, variable)| *variable)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The module is one too.
    Function,
    Class,
    /// A comprehension or lambda.
    Expression,
}

struct Scope<'a> {
    kind: Kind,
    names: FxHashMap<&'a str, u32>,
    /// Declared `global` here.
    global: FxHashSet<&'a str>,
    nonlocal: FxHashSet<&'a str>,
}

impl Scope<'_> {
    fn new(kind: Kind) -> Self {
        Self { kind, names: FxHashMap::default(), global: FxHashSet::default(), nonlocal: FxHashSet::default() }
    }
}

struct Reader<'a> {
    items: Vec<(u32, u32)>,
    /// Variables made so far.
    count: u32,
    /// By `from … import` and `import … as`: such a name is found where no variable is.
    imported: FxHashMap<&'a str, u32>,
    scopes: Vec<Scope<'a>>,
}

impl<'a> Reader<'a> {
    fn block(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => self.function(stmt, def),
            Stmt::ClassDef(class) => {
                own_expressions(stmt, &mut |expr| self.expr(expr));
                self.scoped(Kind::Class, |reader| reader.block(&class.body));
            }
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.target(target));
                self.expr(&assign.value);
            }
            Stmt::AugAssign(assign) => {
                self.target(&assign.target);
                self.expr(&assign.value);
            }
            Stmt::AnnAssign(assign) => {
                self.expr(&assign.annotation);
                assign.value.iter().for_each(|value| self.expr(value));
                self.new_target(&assign.target);
            }
            Stmt::For(stmt_for) => {
                self.new_target(&stmt_for.target);
                self.expr(&stmt_for.iter);
                nested_blocks(stmt, &mut |body| self.block(body));
            }
            Stmt::With(with) => {
                for item in &with.items {
                    item.optional_vars.iter().for_each(|target| self.new_target(target));
                    self.expr(&item.context_expr);
                }
                self.block(&with.body);
            }
            Stmt::Try(stmt) => self.try_stmt(stmt),
            Stmt::Match(stmt) => {
                self.expr(&stmt.subject);
                for case in &stmt.cases {
                    self.case(&case.pattern);
                    case.guard.iter().for_each(|guard| self.expr(guard));
                    self.block(&case.body);
                }
            }
            Stmt::Import(import) => {
                let renamed = import.names.iter().filter_map(|alias| alias.asname.as_ref());
                renamed.for_each(|name| self.import(name));
            }
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| self.import(alias.asname.as_ref().unwrap_or(&alias.name))),
            Stmt::Global(global) => {
                let scope = self.innermost_function();
                self.scopes[scope].global.extend(global.names.iter().map(ast::Identifier::as_str));
            }
            Stmt::Nonlocal(nonlocal) => {
                let scope = self.innermost_function();
                self.scopes[scope].nonlocal.extend(nonlocal.names.iter().map(ast::Identifier::as_str));
            }
            other => {
                own_expressions(other, &mut |expr| self.expr(expr));
                nested_blocks(other, &mut |body| self.block(body));
            }
        }
    }

    /// Defaults and annotations are read where the parameters are known; `*args` and `**kwargs` are no variables.
    fn function(&mut self, stmt: &'a Stmt, def: &'a ast::StmtFunctionDef) {
        def.decorator_list.iter().for_each(|decorator| self.expr(&decorator.expression));
        self.scoped(Kind::Function, |reader| {
            reader.parameters(&def.parameters);
            let decorators = def.decorator_list.len();
            let mut at = 0;
            own_expressions(stmt, &mut |expr| {
                at += 1;
                if at > decorators {
                    reader.expr(expr);
                }
            });
            reader.block(&def.body);
        });
    }

    fn try_stmt(&mut self, stmt: &'a ast::StmtTry) {
        self.block(&stmt.body);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            if let Some(name) = &handler.name {
                let variable = self.bound_anew(name);
                self.record(name.start().to_u32(), variable);
            }
            handler.type_.iter().for_each(|class| self.expr(class));
            self.block(&handler.body);
        }
        self.block(&stmt.orelse);
        self.block(&stmt.finalbody);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => {
                let variable = self.found(&name.id);
                self.record(name.start().to_u32(), variable);
            }
            Expr::Named(named) => {
                self.target(&named.target);
                self.expr(&named.value);
            }
            Expr::Lambda(lambda) => self.scoped(Kind::Expression, |reader| {
                lambda.parameters.iter().for_each(|parameters| reader.parameters(parameters));
                sub_expressions(expr, &mut |expr| reader.expr(expr));
            }),
            Expr::ListComp(ast::ExprListComp { generators, .. })
            | Expr::SetComp(ast::ExprSetComp { generators, .. })
            | Expr::DictComp(ast::ExprDictComp { generators, .. })
            | Expr::Generator(ast::ExprGenerator { generators, .. }) => self.scoped(Kind::Expression, |reader| {
                for clause in generators {
                    reader.clause_target(&clause.target);
                    reader.expr(&clause.iter);
                }
                generators.iter().flat_map(|clause| &clause.ifs).for_each(|test| reader.expr(test));
                comprehended(expr, &mut |expr| reader.expr(expr));
            }),
            other => sub_expressions(other, &mut |expr| self.expr(expr)),
        }
    }

    fn parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters.iter_non_variadic_params().map(|parameter| &parameter.parameter) {
            let variable = if RECEIVERS.contains(&parameter.name.as_str()) { 0 } else { self.declare(&parameter.name) };
            self.record(parameter.name.start().to_u32(), variable);
        }
    }

    /// What a comprehension goes over with.
    fn clause_target(&mut self, target: &'a Expr) {
        if let Expr::Name(name) = target {
            let variable = self.declare(&name.id);
            self.record(name.start().to_u32(), variable);
        } else {
            sub_expressions(target, &mut |expr| self.clause_target(expr));
        }
    }

    /// What is assigned to: also the names in front of attributes and indexes become variables of the function.
    fn target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                let variable = self.assigned(&name.id);
                self.record(name.start().to_u32(), variable);
            }
            Expr::Subscript(subscript) => {
                self.target(&subscript.value);
                self.expr(&subscript.slice);
            }
            other => sub_expressions(other, &mut |expr| self.target(expr)),
        }
    }

    /// The same where each name becomes a new variable.
    fn new_target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                let variable = self.bound_anew(&name.id);
                self.record(name.start().to_u32(), variable);
            }
            Expr::Tuple(_) | Expr::List(_) | Expr::Starred(_) => sub_expressions(target, &mut |expr| self.new_target(expr)),
            other => self.target(other),
        }
    }

    /// Names that a `case` binds.
    fn case(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(ast::PatternMatchAs { name: Some(name), pattern: None, .. })
            | Pattern::MatchStar(ast::PatternMatchStar { name: Some(name), .. }) => {
                self.bound_anew(name);
            }
            Pattern::MatchAs(ast::PatternMatchAs { pattern: Some(inner), .. }) => self.case(inner),
            Pattern::MatchSequence(sequence) => sequence.patterns.iter().for_each(|inner| self.case(inner)),
            Pattern::MatchMapping(mapping) => mapping.patterns.iter().for_each(|inner| self.case(inner)),
            Pattern::MatchClass(class) => {
                class.arguments.patterns.iter().for_each(|inner| self.case(inner));
                class.arguments.keywords.iter().for_each(|keyword| self.case(&keyword.pattern));
            }
            Pattern::MatchOr(either) => either.patterns.iter().for_each(|inner| self.case(inner)),
            Pattern::MatchValue(value) => self.expr(&value.value),
            Pattern::MatchSingleton(_) | Pattern::MatchStar(_) | Pattern::MatchAs(_) => {}
        }
    }

    fn import(&mut self, name: &'a ast::Identifier) {
        self.count += 1;
        self.imported.insert(name, self.count | IMPORTED);
    }

    fn scoped(&mut self, kind: Kind, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(Scope::new(kind));
        inside(self);
        self.scopes.pop();
    }

    fn record(&mut self, offset: u32, variable: u32) {
        self.items.push((offset, variable));
    }

    /// A new variable of the innermost scope.
    fn declare(&mut self, name: &'a str) -> u32 {
        self.count += 1;
        let scope = self.scopes.last_mut().expect("the module is always there");
        scope.names.insert(name, self.count);
        self.count
    }

    fn found(&self, name: &str) -> u32 {
        let variable = self.scopes.iter().rev().find_map(|scope| scope.names.get(name));
        variable.or_else(|| self.imported.get(name)).copied().unwrap_or_default()
    }

    fn innermost_function(&self) -> usize {
        self.scopes.iter().rposition(|scope| scope.kind == Kind::Function).unwrap_or_default()
    }

    fn in_class(&self) -> bool {
        self.scopes.iter().rev().find(|scope| scope.kind != Kind::Expression).is_some_and(|scope| scope.kind == Kind::Class)
    }

    fn bound_anew(&mut self, name: &'a str) -> u32 {
        if self.in_class() { self.found(name) } else { self.declare(name) }
    }

    fn assigned(&mut self, name: &'a str) -> u32 {
        let function = self.innermost_function();
        if self.scopes[function].global.contains(name)
            && let Some(variable) = self.scopes[0].names.get(name)
        {
            return *variable;
        }
        let outermost = if self.scopes[function].nonlocal.contains(name) { 1 } else { function };
        let known = self.scopes.get(outermost..).unwrap_or_default().iter().rev().find_map(|scope| scope.names.get(name));
        match known {
            Some(variable) => *variable,
            None if self.in_class() || self.imported.contains_key(name) => self.found(name),
            None => self.declare(name),
        }
    }
}

/// What a comprehension makes for each turn.
fn comprehended<'a>(expr: &'a Expr, each: &mut dyn FnMut(&'a Expr)) {
    match expr {
        Expr::ListComp(list) => each(&list.elt),
        Expr::SetComp(set) => each(&set.elt),
        Expr::Generator(generator) => each(&generator.elt),
        Expr::DictComp(dict) => {
            dict.key.iter().for_each(|key| each(key));
            each(&dict.value);
        }
        _ => {}
    }
}
