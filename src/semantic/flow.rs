//! Which value a variable is known to have at each of its uses: forward through every function, branches joined,
//! forgotten at loops. The exact limits are Semgrep's, so that its rules find the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Constant;
use super::fold::{fold, join, operate};
use super::scopes::nested_blocks;
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, ExprName, Ranged, Stmt};

/// In a function with more variables nothing is known: joins would take too long.
const MAX_VARIABLES: usize = 4_000;

/// Values of names, by where they are used.
#[derive(Debug, Default)]
pub(super) struct Constants {
    uses: Vec<(u32, Constant)>,
}

impl Constants {
    pub(super) fn of(text: &str, module: &ast::ModModule) -> Self {
        let globals = Globals::of(module);
        let mut reader = Reader { text, globals, known_globals: FxHashMap::default(), uses: Vec::new(), at: Place::Module };
        let mut variables = Some(Variables::default());
        reader.block(&module.body, &mut variables);
        let mut uses = reader.uses;
        uses.sort_by_key(|(offset, _)| *offset);
        Self { uses }
    }

    pub(super) fn get(&self, offset: u32) -> Option<&Constant> {
        let at = self.uses.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(&self.uses[at].1)
    }
}

/// How often module-level names are assigned, and which of them functions write.
#[derive(Debug, Default)]
struct Globals<'a> {
    plain: FxHashMap<&'a str, u32>,
    other: FxHashSet<&'a str>,
}

impl<'a> Globals<'a> {
    fn of(module: &'a ast::ModModule) -> Self {
        let mut globals = Self::default();
        globals.block(&module.body);
        globals
    }

    /// Statements of the module itself, under `if` and `try` too; in functions only what is declared `global`.
    fn block(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => nested_blocks(stmt, &mut |body| self.declared(body)),
                Stmt::Assign(assign) => {
                    if let [Expr::Name(name)] = &assign.targets[..] {
                        *self.plain.entry(&name.id).or_default() += 1;
                    } else {
                        assign.targets.iter().for_each(|target| self.written(target));
                    }
                }
                Stmt::AnnAssign(assign) => self.written(&assign.target),
                Stmt::AugAssign(assign) => self.written(&assign.target),
                Stmt::For(stmt_for) => {
                    self.written(&stmt_for.target);
                    nested_blocks(stmt, &mut |body| self.block(body));
                }
                other => nested_blocks(other, &mut |body| self.block(body)),
            }
        }
    }

    fn declared(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            if let Stmt::Global(global) = stmt {
                self.other.extend(global.names.iter().map(ast::Identifier::as_str));
            }
            nested_blocks(stmt, &mut |body| self.declared(body));
        }
    }

    fn written(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                self.other.insert(&name.id);
            }
            Expr::Attribute(_) | Expr::Subscript(_) => {}
            other => sub_expressions(other, &mut |expr| self.written(expr)),
        }
    }

    fn constant(&self, name: &str) -> bool {
        self.plain.get(name) == Some(&1) && !self.other.contains(name)
    }
}

/// Known values of variables at one point of the flow; none where no flow arrives.
type Variables<'a> = FxHashMap<&'a str, Known>;

#[derive(Debug, Clone, PartialEq)]
enum Known {
    Value(Constant),
    /// Bound, to something unknown: hides a global of that name.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    Function,
    Class,
}

struct Reader<'a> {
    text: &'a str,
    globals: Globals<'a>,
    /// Module-level constants assigned above, by name.
    known_globals: FxHashMap<&'a str, Constant>,
    uses: Vec<(u32, Constant)>,
    at: Place,
}

type Flow<'a> = Option<Variables<'a>>;

impl<'a> Reader<'a> {
    fn block(&mut self, body: &'a [Stmt], flow: &mut Flow<'a>) {
        for stmt in body {
            self.stmt(stmt, flow);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        match stmt {
            Stmt::FunctionDef(def) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                self.function(def);
                set(flow, &def.name, Known::Unknown);
            }
            Stmt::ClassDef(class) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let outer = std::mem::replace(&mut self.at, Place::Class);
                self.block(&class.body, &mut Some(Variables::default()));
                self.at = outer;
                set(flow, &class.name, Known::Unknown);
            }
            Stmt::Assign(assign) => self.assign(assign, flow),
            Stmt::AnnAssign(assign) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let value = assign.value.as_deref().and_then(|value| self.value(value, flow));
                self.bind(&assign.target, value, flow);
            }
            Stmt::AugAssign(assign) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let left = self.value(&assign.target, flow);
                let right = self.value(&assign.value, flow);
                let value = left.zip(right).and_then(|(left, right)| operate(assign.op, left, right));
                self.bind(&assign.target, value, flow);
            }
            Stmt::If(stmt) => self.if_stmt(stmt, flow),
            Stmt::For(_) | Stmt::While(_) => self.repeat(stmt, flow),
            Stmt::Try(stmt) => self.try_stmt(stmt, flow),
            Stmt::With(with) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                with.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| self.bind(target, None, flow));
                self.block(&with.body, flow);
            }
            Stmt::Match(stmt_match) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let mut ends = flow.clone();
                for case in &stmt_match.cases {
                    let mut branch = flow.clone();
                    self.block(&case.body, &mut branch);
                    ends = joined(ends, branch);
                }
                *flow = ends;
            }
            Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                *flow = None;
            }
            Stmt::Expr(expr) => {
                self.expr(&expr.value, flow);
                self.forget_receiver(&expr.value, flow);
            }
            Stmt::Delete(delete) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                delete.targets.iter().for_each(|target| self.bind(target, None, flow));
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| set(flow, bound_name(alias), Known::Unknown)),
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| set(flow, bound_name(alias), Known::Unknown)),
            Stmt::Assert(_) | Stmt::TypeAlias(_) | Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
            }
        }
    }

    /// A function sees module-level constants and nothing of the function around it.
    fn function(&mut self, def: &'a ast::StmtFunctionDef) {
        let mut variables = Variables::default();
        for parameter in &def.parameters {
            variables.insert(parameter.name(), Known::Unknown);
        }
        let outer = std::mem::replace(&mut self.at, Place::Function);
        self.block(&def.body, &mut Some(variables));
        self.at = outer;
    }

    fn assign(&mut self, assign: &'a ast::StmtAssign, flow: &mut Flow<'a>) {
        self.expr(&assign.value, flow);
        assign.targets.iter().for_each(|target| self.expr(target, flow));
        let value = self.value(&assign.value, flow);
        if let ([Expr::Name(name)], Place::Module, Some(value)) = (&assign.targets[..], self.at, &value)
            && self.globals.constant(&name.id)
        {
            self.known_globals.insert(&name.id, value.clone());
        }
        for target in &assign.targets {
            self.bind(target, value.clone(), flow);
        }
    }

    fn bind(&mut self, target: &'a Expr, value: Option<Constant>, flow: &mut Flow<'a>) {
        match target {
            Expr::Name(name) => {
                let known = value.filter(|_| self.at != Place::Class).map_or(Known::Unknown, Known::Value);
                set(flow, &name.id, known);
            }
            Expr::Attribute(_) | Expr::Subscript(_) => self.forget_base(target, flow),
            other => sub_expressions(other, &mut |expr| self.bind(expr, None, flow)),
        }
    }

    /// `x[0] = …`, `x.a = …`.
    fn forget_base(&mut self, target: &'a Expr, flow: &mut Flow<'a>) {
        let mut base = target;
        loop {
            match base {
                Expr::Attribute(expr) => base = &expr.value,
                Expr::Subscript(expr) => base = &expr.value,
                Expr::Name(name) => return set(flow, &name.id, Known::Unknown),
                _ => return,
            }
        }
    }

    /// `x.m()` as a statement may change x.
    fn forget_receiver(&mut self, expr: &'a Expr, flow: &mut Flow<'a>) {
        if let Expr::Call(call) = expr
            && let Expr::Attribute(attribute) = &*call.func
            && let Expr::Name(name) = &*attribute.value
        {
            set(flow, &name.id, Known::Unknown);
        }
    }

    fn if_stmt(&mut self, stmt: &'a ast::StmtIf, flow: &mut Flow<'a>) {
        self.expr(&stmt.test, flow);
        let mut ends = flow.clone();
        self.block(&stmt.body, &mut ends);
        let mut falls = true;
        for clause in &stmt.elif_else_clauses {
            match &clause.test {
                Some(test) => self.expr(test, flow),
                None => falls = false,
            }
            let mut branch = flow.clone();
            self.block(&clause.body, &mut branch);
            ends = joined(ends, branch);
        }
        *flow = if falls { joined(ends, flow.take()) } else { ends };
    }

    /// A loop makes every local unknown, in it and after it.
    fn repeat(&mut self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        self.forget_all(flow);
        if let Stmt::For(stmt) = stmt {
            self.bind(&stmt.target, None, flow);
        }
        own_expressions(stmt, &mut |expr| self.expr(expr, flow));
        nested_blocks(stmt, &mut |body| {
            let mut inside = flow.clone();
            self.block(body, &mut inside);
            if let (Some(flow), Some(inside)) = (flow.as_mut(), inside) {
                flow.extend(inside.into_keys().map(|name| (name, Known::Unknown)));
            }
        });
        self.forget_all(flow);
    }

    fn try_stmt(&mut self, stmt: &'a ast::StmtTry, flow: &mut Flow<'a>) {
        let before = flow.clone();
        self.block(&stmt.body, flow);
        let raised = joined(before, flow.clone());
        self.block(&stmt.orelse, flow);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            let mut branch = raised.clone();
            handler.type_.iter().for_each(|class| self.expr(class, &mut branch));
            self.block(&handler.body, &mut branch);
            *flow = joined(flow.take(), branch);
        }
        self.block(&stmt.finalbody, flow);
    }

    /// Locals become unknown; module-level constants assigned once keep their value.
    fn forget_all(&self, flow: &mut Flow<'a>) {
        if let Some(variables) = flow {
            variables.retain(|name, _| self.at != Place::Module || !self.globals.constant(name));
            variables.values_mut().for_each(|known| *known = Known::Unknown);
        }
    }

    /// Records the names in `expr` that have a known value.
    fn expr(&mut self, expr: &'a Expr, flow: &mut Flow<'a>) {
        match expr {
            Expr::Name(name) => {
                if let Some(value) = self.name(name, flow) {
                    self.uses.push((name.start().to_u32(), value));
                }
            }
            Expr::Named(named) => {
                self.expr(&named.value, flow);
                let value = self.value(&named.value, flow);
                self.bind(&named.target, value, flow);
            }
            Expr::ListComp(ast::ExprListComp { generators, .. })
            | Expr::SetComp(ast::ExprSetComp { generators, .. })
            | Expr::DictComp(ast::ExprDictComp { generators, .. })
            | Expr::Generator(ast::ExprGenerator { generators, .. }) => {
                self.forget_all(flow);
                generators.iter().for_each(|clause| self.bind(&clause.target, None, flow));
                sub_expressions(expr, &mut |expr| self.expr(expr, flow));
            }
            Expr::Lambda(lambda) => {
                let mut inside = flow.clone();
                for parameter in lambda.parameters.iter().flat_map(|parameters| parameters.iter()) {
                    set(&mut inside, parameter.name(), Known::Unknown);
                }
                sub_expressions(expr, &mut |expr| self.expr(expr, &mut inside));
            }
            other => sub_expressions(other, &mut |expr| self.expr(expr, flow)),
        }
    }

    fn name(&self, name: &ExprName, flow: &Flow<'a>) -> Option<Constant> {
        if name.ctx != ast::ExprContext::Load {
            return None;
        }
        match flow.as_ref()?.get(name.id.as_str()) {
            Some(Known::Value(value)) => Some(value.clone()),
            Some(Known::Unknown) => None,
            None => self.known_globals.get(name.id.as_str()).cloned(),
        }
    }

    fn value(&self, expr: &'a Expr, flow: &Flow<'a>) -> Option<Constant> {
        fold(self.text, expr, &mut |name| match flow.as_ref()?.get(name.id.as_str()) {
            Some(Known::Value(value)) => Some(value.clone()),
            Some(Known::Unknown) => None,
            None => self.known_globals.get(name.id.as_str()).cloned(),
        })
    }
}

fn bound_name(alias: &ast::Alias) -> &str {
    match &alias.asname {
        Some(name) => name,
        None => alias.name.split('.').next().unwrap_or_default(),
    }
}

fn set<'a>(flow: &mut Flow<'a>, name: &'a str, known: Known) {
    if let Some(variables) = flow {
        variables.insert(name, known);
        if variables.len() > MAX_VARIABLES {
            *flow = None;
        }
    }
}

/// What is known where two flows meet.
fn joined<'a>(one: Flow<'a>, other: Flow<'a>) -> Flow<'a> {
    let (Some(one), Some(mut other)) = (one.as_ref(), other.clone()) else { return one.or(other) };
    for (name, known) in &mut other {
        let same = match (one.get(name), &*known) {
            (Some(Known::Value(one)), Known::Value(other)) => join(one, other),
            _ => None,
        };
        *known = same.map_or(Known::Unknown, Known::Value);
    }
    for name in one.keys() {
        other.entry(name).or_insert(Known::Unknown);
    }
    Some(other)
}
