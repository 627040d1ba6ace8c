//! Statements, in the order that they run.

use super::guards::Truth;
use super::hooks::Looked;
use super::machine::Machine;
use super::places::Extent;
use super::state::{Flow, State, joined, meet};
use super::value::{Cell, Taints};
use crate::syntax::python::ast::{self, Expr, Stmt};

impl<'a> Machine<'_, 'a> {
    pub(super) fn block(&mut self, body: &'a [Stmt], flow: &mut Flow<'a>) {
        for stmt in body {
            let Some(state) = flow else { return };
            if !self.step() {
                return;
            }
            self.pending.clear();
            self.ready.clear();
            if !self.simple(stmt, state) {
                self.compound(stmt, flow);
            }
        }
    }

    /// Statements after which the next one runs; false for the others.
    fn simple(&mut self, stmt: &'a Stmt, state: &mut State<'a>) -> bool {
        match stmt {
            Stmt::Assign(assign) => {
                let taints = self.assign_value(&assign.targets, &assign.value, state);
                self.sunk_stmt(stmt, &taints, state);
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.expr(&assign.annotation, state);
                    self.annotated = true;
                    let taints = self.assign_value(std::slice::from_ref(&*assign.target), value, state);
                    self.annotated = false;
                    self.sunk_stmt(stmt, &taints, state);
                }
            }
            Stmt::AugAssign(assign) => {
                let only = self.index.spec.options.only_assignments;
                let mut value = self.expr(&assign.value, state).all();
                value.join(&self.expr(&assign.target, state).all());
                let taints = value.clone();
                let value = if only { Cell::default() } else { Cell::scalar(value) };
                self.assign(&assign.target, value, state);
                self.sunk_stmt(stmt, &taints, state);
            }
            // What is only computed carries nothing on.
            Stmt::Expr(stmt) if matches!(&*stmt.value, Expr::Compare(_) | Expr::BinOp(_)) && !self.index.to.is_empty() => {
                drop(self.expr(&stmt.value, &mut state.clone()));
            }
            Stmt::Expr(ast::StmtExpr { value, .. }) if value.is_named_expr() => {
                self.statement = Some(Extent::of(&**value));
                self.expr(value, state);
                self.statement = None;
            }
            Stmt::Expr(stmt) if !leaves(&stmt.value) || self.is_strict() => drop(self.expr(&stmt.value, state)),
            Stmt::Assert(stmt) => {
                self.expr(&stmt.test, state);
                self.guard(&stmt.test, Truth::Holds, state);
                stmt.msg.iter().for_each(|message| drop(self.expr(message, state)));
            }
            Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::Delete(_)
            | Stmt::TypeAlias(_)
            | Stmt::Import(_)
            | Stmt::ImportFrom(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::IpyEscapeCommand(_) => {}
            _ => return false,
        }
        true
    }

    fn compound(&mut self, stmt: &'a Stmt, flow: &mut Flow<'a>) {
        let Some(state) = flow else { return };
        match stmt {
            // The rest of a function after a bare `yield x` is not looked at.
            Stmt::Expr(stmt) => {
                self.expr(&stmt.value, state);
                *flow = None;
            }
            Stmt::Return(inner) => {
                if let Some(value) = &inner.value {
                    let old = self.old_of_named(value, state);
                    let mut taints = self.expr(value, state).all();
                    taints.join(&old);
                    self.sunk_stmt(stmt, &taints, state);
                }
                *flow = None;
            }
            Stmt::Raise(stmt) => {
                stmt.exc.iter().for_each(|exc| drop(self.expr(exc, state)));
                let state = flow.take();
                state.iter().for_each(|state| self.thrown(state));
            }
            Stmt::Break(_) => self.leave_loop(flow, Leaving::Break),
            Stmt::Continue(_) => self.leave_loop(flow, Leaving::Continue),
            Stmt::If(stmt) => self.if_stmt(stmt, flow),
            Stmt::For(stmt) => self.for_stmt(stmt, flow),
            Stmt::While(stmt) => self.while_stmt(stmt, flow),
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    self.with_item(item, state);
                }
                self.block(&stmt.body, flow);
            }
            Stmt::Try(stmt) => self.try_stmt(stmt, flow),
            Stmt::Match(stmt) => {
                self.expr(&stmt.subject, state);
                let mut ends = flow.clone();
                for case in &stmt.cases {
                    let mut branch = flow.clone();
                    self.block(&case.body, &mut branch);
                    ends = joined(ends, branch);
                }
                *flow = ends;
            }
            _ => {}
        }
    }

    fn leave_loop(&mut self, flow: &mut Flow<'a>, leaving: Leaving) {
        let Some(state) = flow.take() else { return };
        let Some(around) = self.exits.loops.last_mut() else { return };
        match leaving {
            Leaving::Break => meet(&mut around.breaks, &state),
            Leaving::Continue => meet(&mut around.continues, &state),
        }
    }

    /// Tells the sinks that a whole statement is what arrived.
    fn sunk_stmt(&mut self, stmt: &'a Stmt, taints: &Taints, state: &State<'a>) {
        let looked = Looked { place: Extent::of(stmt), holder: None, path: None };
        self.sunk(&looked, taints, state);
    }

    /// Gives back the taint of the value, and of what the targets were before.
    fn assign_value(&mut self, targets: &'a [Expr], value: &'a Expr, state: &mut State<'a>) -> Taints {
        let place = Extent::of(value);
        let direct = matches!(targets, [Expr::Name(_)]);
        let outer = std::mem::replace(&mut self.assigned, direct.then_some(place));
        if direct && let Expr::Lambda(lambda) = value {
            // A function is defined; what the variable was before is not forgotten.
            let taints = self.defined(lambda, state);
            self.assigned = outer;
            return taints;
        }
        let annotated = std::mem::take(&mut self.annotated);
        let result = match targets {
            [target] if !annotated => self.assigned_expr(target, value, state),
            _ => self.expr(value, state),
        };
        self.annotated = annotated;
        self.assigned = outer;
        let mut taints = result.all();
        match targets {
            [Expr::Tuple(tuple)] => self.unpack(&tuple.elts, &result, state),
            [Expr::List(list)] => self.unpack(&list.elts, &result, state),
            [target] => taints.join(&self.assign(target, result, state)),
            // `a = b = v` is read as `(a, b) = v`.
            targets => self.unpack(targets, &result, state),
        }
        if direct && value.is_call_expr() {
            self.thrown(state);
        }
        taints
    }

    fn with_item(&mut self, item: &'a ast::WithItem, state: &mut State<'a>) {
        let value = self.expr(&item.context_expr, state);
        match item.optional_vars.as_deref() {
            Some(target @ Expr::Name(_)) => drop(self.assign(target, value, state)),
            Some(target @ (Expr::Tuple(_) | Expr::List(_))) => {
                let only = self.index.spec.options.only_assignments;
                let items = if only { Cell::default() } else { Cell::scalar(value.all()) };
                self.assign_items(target, &items, state);
            }
            Some(_) | None => {}
        }
    }

    fn if_stmt(&mut self, stmt: &'a ast::StmtIf, flow: &mut Flow<'a>) {
        let Some(state) = flow else { return };
        self.expr(&stmt.test, state);
        let mut ends = Some(state.clone());
        self.guard_flow(&stmt.test, &mut ends, flow);
        self.block(&stmt.body, &mut ends);
        let mut falls = true;
        for clause in &stmt.elif_else_clauses {
            if let (Some(test), Some(state)) = (&clause.test, flow.as_mut()) {
                self.pending.clear();
                self.expr(test, state);
            }
            let mut branch = flow.clone();
            match &clause.test {
                Some(test) => self.guard_flow(test, &mut branch, flow),
                None => falls = false,
            }
            self.block(&clause.body, &mut branch);
            ends = joined(ends, branch);
        }
        *flow = if falls { joined(ends, flow.take()) } else { ends };
    }

    /// What a test says where it holds, and where it fails.
    fn guard_flow(&mut self, test: &'a Expr, holds: &mut Flow<'a>, fails: &mut Flow<'a>) {
        holds.iter_mut().for_each(|state| self.guard(test, Truth::Holds, state));
        fails.iter_mut().for_each(|state| self.guard(test, Truth::Fails, state));
    }

    /// Handlers run after anything that was called in the body, and so does `finally`.
    fn try_stmt(&mut self, stmt: &'a ast::StmtTry, flow: &mut Flow<'a>) {
        let finally = !stmt.finalbody.is_empty();
        if finally {
            self.exits.catches.push(None);
        }
        self.exits.catches.push(None);
        self.block(&stmt.body, flow);
        let raised = self.exits.catches.pop().flatten();
        let throws = raised.is_some();
        self.block(&stmt.orelse, flow);
        for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            let mut branch = raised.clone();
            self.block(&handler.body, &mut branch);
            *flow = joined(flow.take(), branch);
        }
        if finally {
            let raised = self.exits.catches.pop().flatten();
            *flow = joined(flow.take(), raised);
            self.block(&stmt.finalbody, flow);
        }
        // What is known after it may reach the handlers around, too.
        if let Some(state) = flow.as_ref().filter(|_| throws) {
            self.exits.catches.iter_mut().for_each(|into| meet(into, state));
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Leaving {
    Break,
    Continue,
}

/// Whether an expression statement ends the function as Semgrep sees it.
fn leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Yield(inner) => inner.value.is_some(),
        Expr::YieldFrom(_) => true,
        _ => false,
    }
}
