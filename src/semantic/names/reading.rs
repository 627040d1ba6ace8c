//! The walk over a module that says of each name what it means.
//!
//! As in Semgrep: an import in a function holds for the rest of the file, and the last import of a name wins. A parameter
//! (but `*args` and `**kwargs`), a target of `for`, `with … as`, `except … as`, `case`, a comprehension, and an annotation make a
//! new variable; an assignment makes one where its function has none of that name yet, also when only an attribute or item
//! of the name is assigned to. Directly in a class nothing is declared. Targets are read before values.

use rustc_hash::FxHashMap;

use super::super::scopes::nested_blocks;
use super::super::walk::{own_expressions, sub_expressions};
use super::symbols::{Import, Meaning, Symbols};
use super::{Names, VariableId};
use crate::syntax::python::ast::{self, Expr, Pattern, Ranged, Stmt};

/// Reads a whole module.
pub(super) fn read(module: &ast::ModModule) -> Names {
    let mut reader = Reader { names: Names::default(), symbols: Symbols::new(), aliases: FxHashMap::default() };
    reader.block(&module.body);
    Names { first_in_scope: reader.symbols.finish(), ..reader.names }
}

struct Reader<'a> {
    names: Names,
    symbols: Symbols<'a>,
    /// What aliases stand for, with a number for each.
    aliases: FxHashMap<String, VariableId>,
}

impl<'a> Reader<'a> {
    fn block(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Global(global) => global.names.iter().for_each(|name| self.symbols.global(name)),
            Stmt::Nonlocal(nonlocal) => nonlocal.names.iter().for_each(|name| self.symbols.nonlocal(name)),
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(class) => {
                own_expressions(stmt, &mut |expr| self.expr(expr));
                self.symbols.enter_class();
                self.block(&class.body);
                self.symbols.leave();
            }
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.assigned(target));
                self.expr(&assign.value);
            }
            Stmt::AugAssign(assign) => {
                self.assigned(&assign.target);
                self.expr(&assign.value);
            }
            Stmt::AnnAssign(assign) => {
                self.expr(&assign.annotation);
                assign.value.iter().for_each(|value| self.expr(value));
                self.annotated(&assign.target);
            }
            Stmt::For(stmt_for) => {
                self.declared(&stmt_for.target);
                self.expr(&stmt_for.iter);
                nested_blocks(stmt, &mut |body| self.block(body));
            }
            Stmt::With(with) => {
                for item in &with.items {
                    item.optional_vars.iter().for_each(|target| self.declared(target));
                    self.expr(&item.context_expr);
                }
                self.block(&with.body);
            }
            Stmt::Try(stmt_try) => self.try_stmt(stmt_try),
            Stmt::Match(stmt_match) => self.match_stmt(stmt_match),
            Stmt::If(stmt_if) => {
                self.expr(&stmt_if.test);
                self.block(&stmt_if.body);
                for clause in &stmt_if.elif_else_clauses {
                    clause.test.iter().for_each(|test| self.expr(test));
                    self.block(&clause.body);
                }
            }
            other => {
                own_expressions(other, &mut |expr| self.expr(expr));
                nested_blocks(other, &mut |body| self.block(body));
            }
        }
    }

    fn function(&mut self, def: &'a ast::StmtFunctionDef) {
        def.decorator_list.iter().for_each(|decorator| self.expr(&decorator.expression));
        self.symbols.enter_function();
        self.parameters(&def.parameters);
        def.returns.iter().for_each(|returns| self.expr(returns));
        self.block(&def.body);
        self.symbols.leave();
    }

    /// All are declared before the first default and annotation is read.
    fn parameters(&mut self, parameters: &'a ast::Parameters) {
        for parameter in parameters {
            // `self` and `cls` mean the same in every method.
            if !parameter.is_variadic() && !matches!(parameter.name().as_str(), "self" | "cls") {
                let variable = self.symbols.declare(parameter.name());
                self.record(parameter.name(), Some(variable));
            }
        }
        for parameter in parameters {
            parameter.annotation().into_iter().chain(parameter.default()).for_each(|expr| self.expr(expr));
        }
    }

    fn try_stmt(&mut self, stmt: &'a ast::StmtTry) {
        self.block(&stmt.body);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            if let Some(name) = &handler.name {
                let variable = if self.symbols.in_class() { None } else { Some(self.symbols.declare_for_handler(name)) };
                self.record(name, variable);
            }
            handler.type_.iter().for_each(|class| self.expr(class));
            self.block(&handler.body);
        }
        self.block(&stmt.orelse);
        self.block(&stmt.finalbody);
    }

    fn match_stmt(&mut self, stmt: &'a ast::StmtMatch) {
        self.expr(&stmt.subject);
        for case in &stmt.cases {
            self.case(&case.pattern);
            case.guard.iter().for_each(|guard| self.expr(guard));
            self.block(&case.body);
        }
    }

    fn case(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(value) => self.expr(&value.value),
            Pattern::MatchSequence(sequence) => sequence.patterns.iter().for_each(|pattern| self.case(pattern)),
            Pattern::MatchMapping(mapping) => {
                mapping.keys.iter().for_each(|key| self.expr(key));
                mapping.patterns.iter().for_each(|pattern| self.case(pattern));
                mapping.rest.iter().for_each(|name| self.declared_name(name.as_str(), name));
            }
            Pattern::MatchClass(class) => {
                self.expr(&class.cls);
                class.arguments.patterns.iter().for_each(|pattern| self.case(pattern));
                class.arguments.keywords.iter().for_each(|keyword| self.case(&keyword.pattern));
            }
            Pattern::MatchStar(star) => star.name.iter().for_each(|name| self.declared_name(name.as_str(), name)),
            // `case P as name` declares nothing there, unlike `case name`.
            Pattern::MatchAs(capture) => match &capture.pattern {
                Some(pattern) => self.case(pattern),
                None => capture.name.iter().for_each(|name| self.declared_name(name.as_str(), name)),
            },
            Pattern::MatchOr(either) => either.patterns.iter().for_each(|pattern| self.case(pattern)),
            Pattern::MatchSingleton(_) => {}
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => self.used(name),
            Expr::Named(named) => {
                self.assigned(&named.target);
                self.expr(&named.value);
            }
            Expr::Lambda(lambda) => {
                self.symbols.enter_function();
                lambda.parameters.iter().for_each(|parameters| self.parameters(parameters));
                self.expr(&lambda.body);
                self.symbols.leave();
            }
            Expr::ListComp(list) => self.comprehension(None, &list.elt, &list.generators),
            Expr::SetComp(set) => self.comprehension(None, &set.elt, &set.generators),
            Expr::DictComp(dict) => self.comprehension(dict.key.as_deref(), &dict.value, &dict.generators),
            Expr::Generator(generator) => self.comprehension(None, &generator.elt, &generator.generators),
            other => sub_expressions(other, &mut |expr| self.expr(expr)),
        }
    }

    /// Clause by clause, each target before what it goes through; the element last.
    fn comprehension(&mut self, key: Option<&'a Expr>, element: &'a Expr, clauses: &'a [ast::Comprehension]) {
        if self.symbols.in_class() {
            self.symbols.enter_class();
        } else {
            self.symbols.enter_function();
        }
        for clause in clauses {
            self.declared(&clause.target);
            self.expr(&clause.iter);
            clause.ifs.iter().for_each(|test| self.expr(test));
        }
        key.into_iter().chain([element]).for_each(|expr| self.expr(expr));
        self.symbols.leave();
    }

    fn used(&mut self, name: &'a ast::ExprName) {
        let variable = match self.symbols.meaning(&name.id) {
            Meaning::Variable(variable) => Some(variable),
            Meaning::Import(import) => {
                self.names.uses.extend(import.path.map(|path| (name.start().to_u32(), path)));
                import.variable
            }
            Meaning::Unknown => None,
        };
        self.record(name, variable);
    }

    fn record(&mut self, name: &impl Ranged, variable: Option<VariableId>) {
        self.names.variables.push((name.start().to_u32(), variable));
    }

    /// A target of `for`, `with` and their like. Where it is no name, it is assigned to.
    fn declared(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => self.declared_name(&name.id, name),
            Expr::Tuple(_) | Expr::List(_) | Expr::Starred(_) => sub_expressions(target, &mut |expr| self.declared(expr)),
            other => self.assigned(other),
        }
    }

    /// Fields of classes are no variables; the name is that of the functions around, if there is one.
    fn annotated(&mut self, target: &'a Expr) {
        if self.symbols.in_class() { self.assigned(target) } else { self.declared(target) }
    }

    fn declared_name(&mut self, name: &'a str, place: &impl Ranged) {
        let variable = if self.symbols.in_class() { None } else { Some(self.symbols.declare(name)) };
        self.record(place, variable);
    }

    /// Every name in a target is assigned to, but those that only say which item.
    fn assigned(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                if !self.symbols.in_class() {
                    self.symbols.assign(&name.id);
                }
                self.used(name);
            }
            Expr::Subscript(subscript) => {
                self.assigned(&subscript.value);
                self.expr(&subscript.slice);
            }
            Expr::Lambda(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) | Expr::Named(_) => {
                self.expr(target);
            }
            other => sub_expressions(other, &mut |expr| self.assigned(expr)),
        }
    }

    fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            if let Some(name) = &alias.asname {
                let path = self.path(alias.name.split('.'));
                self.alias(name, Some(path), alias.name.to_string());
            } else {
                let top = alias.name.split('.').next().unwrap_or_default();
                let path = self.path(std::iter::once(top));
                self.symbols.import(top, Import { path: Some(path), variable: None });
            }
        }
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let module = import.module.as_ref().map(ast::Identifier::as_str).unwrap_or_default();
        for alias in &import.names {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            if alias.name.as_str() == "*" {
                if import.level == 0 {
                    let path = self.path(module.split('.'));
                    self.names.stars.push((import.end().to_u32(), path));
                }
                continue;
            }
            // Relative imports are not followed.
            let path = (import.level == 0).then(|| self.path(module.split('.').chain(std::iter::once(alias.name.as_str()))));
            self.names.renames |= import.level == 0 && bound.as_str() != alias.name.as_str();
            self.alias(bound, path, format!("{}{module}.{}", ".".repeat(import.level.min(9) as usize), alias.name));
        }
    }

    /// `spelled` says which thing it is that `name` stands for.
    fn alias(&mut self, name: &'a ast::Identifier, path: Option<u32>, spelled: String) {
        let symbols = &mut self.symbols;
        let variable = *self.aliases.entry(spelled).or_insert_with(|| symbols.number());
        self.symbols.import(name, Import { path, variable: Some(variable) });
        self.record(name, Some(variable));
    }

    fn path<'s>(&mut self, segments: impl Iterator<Item = &'s str>) -> u32 {
        self.names.paths.push(segments.map(Into::into).collect());
        u32::try_from(self.names.paths.len() - 1).expect("fewer imports than bytes")
    }
}
