//! Which value a variable is known to have at each of its uses: forward through every function, branches joined,
//! forgotten at loops. The exact limits are Semgrep's, so that its rules find the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Constant;
use super::changes::changed_in;
use super::fold::{self, fold, operate};
use super::globals::Globals;
use super::scopes::nested_blocks;
use super::variables::{Flow, Known, Variables, joined, set};
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, ExprName, Ranged, Stmt};

/// What names stand for, by where they are used.
#[derive(Debug, Default)]
pub(super) struct Values {
    constants: Vec<(u32, Constant)>,
    definitions: Vec<(u32, (u32, u32))>,
}

/// Who is asked about names that the flow does not know, and about chains of names.
#[derive(Clone, Copy)]
pub(super) enum Outside<'o> {
    /// Nobody: what Semgrep knows.
    Nobody,
    /// The strict edition.
    Asked(&'o dyn Fn(&Expr) -> Option<Constant>),
}

impl Values {
    pub(super) fn of(text: &str, module: &ast::ModModule, outside: Outside<'_>) -> Self {
        let globals = Globals::of(module);
        let mut reader = Reader {
            text,
            outside,
            globals,
            known_globals: FxHashMap::default(),
            values: Self::default(),
            at: Place::Module,
            loops: 0,
            looped: FxHashSet::default(),
        };
        reader.block(&module.body, &mut Some(Variables::default()));
        let mut values = reader.values;
        values.constants.sort_by_key(|(offset, _)| *offset);
        values.definitions.sort_by_key(|(offset, _)| *offset);
        values
    }

    /// The value of the name at `offset`.
    pub(super) fn constant(&self, offset: u32) -> Option<&Constant> {
        let at = self.constants.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(&self.constants[at].1)
    }

    /// Where the one expression stands that the name at `offset` was bound to.
    pub(super) fn definition(&self, offset: u32) -> Option<(u32, u32)> {
        let at = self.definitions.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(self.definitions[at].1)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    Function,
    Class,
}

struct Reader<'a, 'o> {
    text: &'a str,
    outside: Outside<'o>,
    globals: Globals<'a>,
    /// Module-level constants assigned above, by name.
    known_globals: FxHashMap<&'a str, Known<'a>>,
    values: Values,
    at: Place,
    /// Loops around.
    loops: u32,
    /// Module-level constants assigned in a loop: functions do not see them.
    looped: FxHashSet<&'a str>,
}

impl<'a> Reader<'a, '_> {
    fn block(&mut self, body: &'a [Stmt], flow: &mut Flow<'a>) {
        for stmt in body {
            self.stmt(stmt, flow);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for every form of the grammar, without `_`")]
    fn stmt(&mut self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        match stmt {
            Stmt::FunctionDef(def) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                self.function(def);
                set(flow, &def.name, Known::default());
            }
            Stmt::ClassDef(class) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let outer = std::mem::replace(&mut self.at, Place::Class);
                self.block(&class.body, &mut Some(Variables::default()));
                self.at = outer;
                set(flow, &class.name, Known::default());
            }
            Stmt::Assign(assign) => self.assign(assign, flow),
            Stmt::AnnAssign(assign) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let known = assign.value.as_deref().map(|value| self.known(value, flow)).unwrap_or_default();
                self.bind(&assign.target, known, flow);
            }
            Stmt::AugAssign(assign) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                let left = self.value(&assign.target, flow);
                let right = self.value(&assign.value, flow);
                let value = left.zip(right).and_then(|(left, right)| operate(assign.op, left, right));
                self.bind(&assign.target, Known { value, definition: None }, flow);
            }
            Stmt::If(stmt) => self.if_stmt(stmt, flow),
            Stmt::For(_) | Stmt::While(_) => self.repeat(stmt, flow),
            Stmt::Try(stmt) => self.try_stmt(stmt, flow),
            Stmt::With(with) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                for item in &with.items {
                    let definition = Some(&item.context_expr);
                    item.optional_vars.iter().for_each(|target| self.bind(target, Known { value: None, definition }, flow));
                }
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
                forget_receiver(&expr.value, flow);
            }
            Stmt::Delete(delete) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
                delete.targets.iter().for_each(|target| self.bind(target, Known::default(), flow));
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| set(flow, bound_name(alias), Known::default())),
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| set(flow, bound_name(alias), Known::default())),
            Stmt::Assert(_) | Stmt::TypeAlias(_) | Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {
                own_expressions(stmt, &mut |expr| self.expr(expr, flow));
            }
        }
    }

    /// A function sees module-level constants and nothing of the function around it. In Semgrep `*args` and `**kwargs` hide nothing.
    fn function(&mut self, def: &'a ast::StmtFunctionDef) {
        let mut variables = Some(Variables::default());
        for parameter in def.parameters.iter().filter(|parameter| self.hides(*parameter)) {
            set(&mut variables, parameter.name(), Known::default());
        }
        let outer = std::mem::replace(&mut self.at, Place::Function);
        self.block(&def.body, &mut variables);
        self.at = outer;
    }

    fn hides(&self, parameter: ast::AnyParameterRef<'_>) -> bool {
        !parameter.is_variadic() || matches!(self.outside, Outside::Asked(_))
    }

    fn assign(&mut self, assign: &'a ast::StmtAssign, flow: &mut Flow<'a>) {
        self.expr(&assign.value, flow);
        assign.targets.iter().for_each(|target| self.expr(target, flow));
        let mut known = self.known(&assign.value, flow);
        // `t = NAME` does not carry a module-level constant into a function, while `t: str = NAME` does.
        if let (Expr::Name(name), Place::Function, Outside::Nobody) = (&*assign.value, self.at, self.outside)
            && flow.as_ref().is_some_and(|variables| variables.get(&name.id).is_none())
        {
            known.value = None;
        }
        if let ([Expr::Name(name)], Place::Module) = (&assign.targets[..], self.at)
            && self.globals.constant(&name.id)
        {
            self.known_globals.insert(&name.id, known.clone());
            if self.loops > 0 {
                self.looped.insert(&name.id);
            }
        }
        for target in &assign.targets {
            self.bind(target, known.clone(), flow);
        }
    }

    fn bind(&mut self, target: &'a Expr, known: Known<'a>, flow: &mut Flow<'a>) {
        match target {
            Expr::Name(name) => set(flow, &name.id, if self.at == Place::Class { Known::default() } else { known }),
            Expr::Attribute(_) | Expr::Subscript(_) => forget_base(target, flow),
            other => sub_expressions(other, &mut |expr| self.bind(expr, Known::default(), flow)),
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

    /// A loop makes every local unknown, in it and after it; in the strict edition only what it changes.
    fn repeat(&mut self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        self.forget(stmt, flow);
        if let Stmt::For(stmt) = stmt {
            self.bind(&stmt.target, Known::default(), flow);
        }
        own_expressions(stmt, &mut |expr| self.expr(expr, flow));
        self.loops += 1;
        nested_blocks(stmt, &mut |body| {
            let mut inside = flow.clone();
            self.block(body, &mut inside);
            if let (Some(flow), Some(inside), Outside::Nobody) = (flow.as_mut(), inside, self.outside) {
                flow.bind_all(&inside);
            }
        });
        self.loops -= 1;
        self.forget(stmt, flow);
    }

    #[expect(clippy::iter_over_hash_type, reason = "each variable is forgotten on its own")]
    fn forget(&self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        match self.outside {
            Outside::Nobody => self.forget_all(flow),
            Outside::Asked(_) => {
                let mut changed = FxHashSet::default();
                changed_in(stmt, &mut changed);
                for name in changed {
                    set(flow, name, Known::default());
                }
            }
        }
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
            variables.forget(|name| self.at == Place::Module && self.globals.constant(name));
        }
    }

    /// Records the names in `expr` that have a known value.
    fn expr(&mut self, expr: &'a Expr, flow: &mut Flow<'a>) {
        match expr {
            Expr::Name(name) => self.used(expr, name, flow),
            Expr::Named(named) => {
                self.expr(&named.value, flow);
                let known = self.known(&named.value, flow);
                self.bind(&named.target, known, flow);
            }
            Expr::ListComp(ast::ExprListComp { generators, .. })
            | Expr::SetComp(ast::ExprSetComp { generators, .. })
            | Expr::DictComp(ast::ExprDictComp { generators, .. })
            | Expr::Generator(ast::ExprGenerator { generators, .. }) => {
                let strict = matches!(self.outside, Outside::Asked(_));
                if !strict {
                    self.forget_all(flow);
                }
                let mut inside = flow.clone();
                generators.iter().for_each(|clause| self.bind(&clause.target, Known::default(), &mut inside));
                sub_expressions(expr, &mut |expr| self.expr(expr, &mut inside));
                if self.at != Place::Module && !strict {
                    *flow = inside;
                }
            }
            Expr::Lambda(lambda) => {
                let mut inside = flow.clone();
                let parameters = lambda.parameters.iter().flat_map(|parameters| parameters.iter());
                for parameter in parameters.filter(|parameter| self.hides(*parameter)) {
                    set(&mut inside, parameter.name(), Known::default());
                }
                sub_expressions(expr, &mut |expr| self.expr(expr, &mut inside));
            }
            other => sub_expressions(other, &mut |expr| self.expr(expr, flow)),
        }
    }

    fn used(&mut self, expr: &'a Expr, name: &'a ExprName, flow: &Flow<'a>) {
        if name.ctx != ast::ExprContext::Load {
            return;
        }
        let offset = name.start().to_u32();
        let known = self.looked_up(name, flow).cloned().unwrap_or_default();
        let value = known.value.or_else(|| self.asked(expr, flow));
        let definition = known.definition;
        self.values.constants.extend(value.map(|value| (offset, value)));
        self.values.definitions.extend(definition.map(|expr| (offset, (expr.start().to_u32(), expr.end().to_u32()))));
    }

    /// In the function first, then among the constants of the module.
    fn looked_up<'k>(&'k self, name: &ExprName, flow: &'k Flow<'a>) -> Option<&'k Known<'a>> {
        match flow.as_ref()?.get(&name.id) {
            None if self.at != Place::Module && self.looped.contains(name.id.as_str()) => None,
            None => self.known_globals.get(name.id.as_str()),
            local => local,
        }
    }

    /// The value of a name that the flow does not know.
    fn asked(&self, expr: &Expr, flow: &Flow<'a>) -> Option<Constant> {
        match (self.outside, flow) {
            (Outside::Asked(ask), Some(_)) => ask(expr),
            _ => None,
        }
    }

    fn known(&self, expr: &'a Expr, flow: &Flow<'a>) -> Known<'a> {
        Known::bound(self.value(expr, flow), expr)
    }

    fn value(&self, expr: &'a Expr, flow: &Flow<'a>) -> Option<Constant> {
        let of_name = |name: &ExprName| self.looked_up(name, flow)?.value.clone();
        match self.outside {
            Outside::Nobody => fold(self.text, expr, &mut fold::Known::names(&mut |name| of_name(name))),
            Outside::Asked(ask) => fold(
                self.text,
                expr,
                &mut fold::Known::all(&mut |expr| match expr {
                    Expr::Name(name) => of_name(name).or_else(|| self.asked(expr, flow)),
                    other => ask(other),
                }),
            ),
        }
    }
}

/// `x[0] = …`, `x.a = …`.
fn forget_base<'a>(target: &'a Expr, flow: &mut Flow<'a>) {
    let mut base = target;
    loop {
        match base {
            Expr::Attribute(expr) => base = &expr.value,
            Expr::Subscript(expr) => base = &expr.value,
            Expr::Name(name) => return set(flow, &name.id, Known::default()),
            _ => return,
        }
    }
}

/// `x.m()` as a statement may change x.
fn forget_receiver<'a>(expr: &'a Expr, flow: &mut Flow<'a>) {
    if let Expr::Call(call) = expr
        && let Expr::Attribute(attribute) = &*call.func
        && let Expr::Name(name) = &*attribute.value
    {
        set(flow, &name.id, Known::default());
    }
}

fn bound_name(alias: &ast::Alias) -> &str {
    match &alias.asname {
        Some(name) => name,
        None => alias.name.split('.').next().unwrap_or_default(),
    }
}
