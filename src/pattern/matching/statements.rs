//! Statements: which function matches which form, and what an expression statement finds inside of others.

use super::{Matcher, Next, Search, Value};
use crate::pattern::flat::{Node, value_of};
use crate::pattern::ir::{
    AssignPat, Asynchronous, CasePat, ExprPat, ForPat, HandlerPat, IfPat, MatchPat, NamePat, StmtPat, TryPat, WithPat,
};
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::{self, Expr, Identifier, Ranged, Stmt};

impl<'p, 'a> Matcher<'p, 'a> {
    /// One statement of a pattern against the statement at `at`.
    pub(in crate::pattern) fn stmt(&mut self, pattern: &'p StmtPat, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        self.step()?;
        let node = self.flat.entries[at as usize].node;
        match (pattern, node) {
            (StmtPat::Ellipsis, _) => next(self),
            (StmtPat::Any(hole), _) => self.any_stmt(*hole, node, next),
            (StmtPat::Expr(ExprPat::Deep(_)), node) if binds_names(node) => Search::Continue(()),
            (StmtPat::Expr(ExprPat::Deep(inner)), _) => {
                let mut search = Search::Continue(());
                node.own_expressions(&mut |expr| {
                    if search.is_continue() {
                        search = self.deep(inner, expr, next);
                    }
                });
                search
            }
            (StmtPat::Expr(pattern), Node::Stmt(stmt)) => match value_of(stmt) {
                Some(expr) if self.is_deep() || matches!(stmt, Stmt::Expr(_)) => self.implicit(pattern, expr, next),
                Some(_) => Search::Continue(()),
                None => Search::Continue(()),
            },
            (StmtPat::If(pattern), Node::Stmt(Stmt::If(stmt))) => {
                self.if_stmt(pattern, &stmt.test, at, stmt.elif_else_clauses.is_empty(), next)
            }
            (StmtPat::If(pattern), Node::Elif(stmt, clause)) => match &stmt.elif_else_clauses[clause].test {
                Some(test) => self.if_stmt(pattern, test, at, clause + 1 == stmt.elif_else_clauses.len(), next),
                None => Search::Continue(()),
            },
            (StmtPat::With(pattern), Node::With(stmt, item)) => self.with(pattern, stmt, &stmt.items[item], at, next),
            (_, Node::Stmt(stmt)) => self.simple_or_block(pattern, stmt, at, next),
            _ => Search::Continue(()),
        }
    }

    /// A metavariable for a whole statement; for an expression statement it is the expression.
    fn any_stmt(&mut self, hole: Option<crate::pattern::ir::Hole>, node: Node<'a>, next: Next<'_, 'p, 'a>) -> Search {
        let value = match node {
            Node::Stmt(Stmt::Expr(stmt)) => Value::Expr(&stmt.value),
            other => Value::Text { start: other.start(), end: other.end() },
        };
        self.bind_maybe(hole, value, next)
    }

    fn simple_or_block(&mut self, pattern: &'p StmtPat, stmt: &'a Stmt, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, stmt) {
            (StmtPat::Assign(pattern), Stmt::Assign(_) | Stmt::AnnAssign(_)) => self.assign_stmt(pattern, stmt, next),
            (StmtPat::Augmented(op, target, value), Stmt::AugAssign(stmt)) if *op == stmt.op => {
                self.expr(target, &stmt.target, &mut |m| m.expr(value, &stmt.value, next))
            }
            (StmtPat::Return(value), Stmt::Return(stmt)) => self.optional(value.as_ref(), stmt.value.as_deref(), next),
            (StmtPat::Raise(Some(_), _), Stmt::Raise(stmt)) if stmt.exc.is_none() => Search::Continue(()),
            (StmtPat::Raise(value, cause), Stmt::Raise(stmt)) => {
                self.optional(value.as_ref(), stmt.exc.as_deref(), &mut |m| m.if_written(cause.as_ref(), stmt.cause.as_deref(), next))
            }
            (StmtPat::Assert(ExprPat::Ellipsis, None), Stmt::Assert(_)) => next(self),
            (StmtPat::Assert(test, message), Stmt::Assert(stmt)) => {
                self.expr(test, &stmt.test, &mut |m| m.optional(message.as_ref(), stmt.msg.as_deref(), next))
            }
            (StmtPat::Delete(targets), Stmt::Delete(stmt)) => self.elements(targets, &stmt.targets, next),
            (StmtPat::Global(names), Stmt::Global(stmt)) => self.declared(names, &stmt.names, next),
            (StmtPat::Nonlocal(names), Stmt::Nonlocal(stmt)) => self.declared(names, &stmt.names, next),
            (StmtPat::Pass, Stmt::Pass(_)) | (StmtPat::Break, Stmt::Break(_)) | (StmtPat::Continue, Stmt::Continue(_)) => next(self),
            (StmtPat::While { test, body }, Stmt::While(stmt)) => {
                let list = self.flat.block(at, 0);
                self.expr(test, &stmt.test, &mut |m| m.body(body, list.clone(), next))
            }
            (StmtPat::For(pattern), Stmt::For(stmt)) => self.for_stmt(pattern, stmt, at, next),
            (StmtPat::Try(pattern), Stmt::Try(stmt)) => self.try_stmt(pattern, stmt, at, next),
            (StmtPat::Match { subject, cases }, Stmt::Match(stmt)) => {
                self.expr(subject, &stmt.subject, &mut |m| m.cases(cases, &stmt.cases, 0, at, next))
            }
            (StmtPat::Def(pattern), Stmt::FunctionDef(def)) => self.def(pattern, def, at, next),
            (StmtPat::Class(pattern), Stmt::ClassDef(class)) => self.class(pattern, class, at, next),
            (StmtPat::Import(patterns), Stmt::Import(_) | Stmt::ImportFrom(_)) => self.imports(patterns, stmt, next),
            _ => Search::Continue(()),
        }
    }

    /// `a = v`, `a: T = v`; `a = b = v` is an assignment to (a, b).
    pub(in crate::pattern) fn assign_stmt(&mut self, pattern: &'p AssignPat, stmt: &'a Stmt, next: Next<'_, 'p, 'a>) -> Search {
        match stmt {
            Stmt::Assign(assign) => {
                let (None, Some(value)) = (&pattern.annotation, &pattern.value) else { return Search::Continue(()) };
                self.targets(&pattern.target, &assign.targets, &mut |m| m.expr(value, &assign.value, next))?;
                self.pairwise(&pattern.target, value, assign, next)
            }
            Stmt::AnnAssign(assign) => {
                let plain = pattern.annotation.is_none() && !self.pattern.options.vardef_assign;
                if plain || pattern.value.is_some() != assign.value.is_some() {
                    return Search::Continue(());
                }
                self.expr(&pattern.target, &assign.target, &mut |m| {
                    m.if_written(pattern.annotation.as_ref(), Some(&assign.annotation), &mut |m| {
                        m.optional(pattern.value.as_ref(), assign.value.as_deref(), next)
                    })
                })
            }
            _ => Search::Continue(()),
        }
    }

    /// `a, b = 1, 2` is also `a = 1` and `b = 2`.
    fn pairwise(&mut self, target: &'p ExprPat, value: &'p ExprPat, assign: &'a ast::StmtAssign, next: Next<'_, 'p, 'a>) -> Search {
        let ([Expr::Tuple(targets)], Expr::Tuple(values)) = (&assign.targets[..], &*assign.value) else {
            return Search::Continue(());
        };
        if targets.elts.len() == values.elts.len() && !matches!(target, ExprPat::Tuple(_)) {
            for (one, other) in targets.elts.iter().zip(&values.elts) {
                self.expr(target, one, &mut |m| m.expr(value, other, next))?;
            }
        }
        Search::Continue(())
    }

    fn targets(&mut self, pattern: &'p ExprPat, targets: &'a [Expr], next: Next<'_, 'p, 'a>) -> Search {
        match (targets, pattern) {
            ([target], _) => self.expr(pattern, target, next),
            (_, ExprPat::Tuple(patterns)) => self.elements(patterns, targets, next),
            (_, ExprPat::Ellipsis | ExprPat::Any) => next(self),
            ([first, .., last], ExprPat::Hole(hole)) => {
                self.bind(*hole, Value::Text { start: first.start().to_u32(), end: last.end().to_u32() }, next)
            }
            _ => Search::Continue(()),
        }
    }

    pub(super) fn declared(&mut self, patterns: &'p [NamePat], names: &'a [Identifier], next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, patterns @ ..] = patterns else { return next(self) };
        for name in names {
            self.name(pattern, name, &mut |m| m.declared(patterns, names, next))?;
        }
        Search::Continue(())
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn if_stmt(&mut self, pattern: &'p IfPat, test: &'a Expr, at: u32, alone: bool, next: Next<'_, 'p, 'a>) -> Search {
        if alone && pattern.orelse.is_some() {
            return Search::Continue(());
        }
        self.expr(&pattern.test, test, &mut |m| {
            let list = m.flat.block(at, 0);
            m.body(&pattern.body, list, &mut |m| match &pattern.orelse {
                None => next(m),
                Some(orelse) => {
                    let list = m.flat.block(at, 1);
                    m.body(orelse, list, next)
                }
            })
        })
    }

    fn for_stmt(&mut self, pattern: &'p ForPat, stmt: &'a ast::StmtFor, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        if pattern.asynchronous == Asynchronous::Yes && !stmt.is_async {
            return Search::Continue(());
        }
        let list = self.flat.block(at, 0);
        self.expr(&pattern.target, &stmt.target, &mut |m| {
            m.expr(&pattern.iter, &stmt.iter, &mut |m| m.body(&pattern.body, list.clone(), next))
        })
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn with(&mut self, pattern: &'p WithPat, stmt: &'a ast::StmtWith, item: &'a ast::WithItem, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        if pattern.asynchronous == Asynchronous::Yes && !stmt.is_async {
            return Search::Continue(());
        }
        let list = self.flat.block(at, 0);
        // `with $X:` also takes `a as b`, which is an expression for it.
        if let (ExprPat::Hole(_) | ExprPat::Any | ExprPat::Ellipsis, None, Some(_)) =
            (&pattern.context, &pattern.variable, &item.optional_vars)
        {
            let hole = if let ExprPat::Hole(hole) = &pattern.context { Some(*hole) } else { None };
            let value = Value::Text { start: item.start().to_u32(), end: item.end().to_u32() };
            return self.bind_maybe(hole, value, &mut |m| m.body(&pattern.body, list.clone(), next));
        }
        self.expr(&pattern.context, &item.context_expr, &mut |m| {
            m.optional(pattern.variable.as_ref(), item.optional_vars.as_deref(), &mut |m| m.body(&pattern.body, list.clone(), next))
        })
    }

    /// `else` and `finally` on both sides or on neither, but `try: … finally: …` matches with handlers too.
    fn try_stmt(&mut self, pattern: &'p TryPat, stmt: &'a ast::StmtTry, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        if pattern.orelse.is_empty() != stmt.orelse.is_empty() || pattern.finalbody.is_empty() != stmt.finalbody.is_empty() {
            return Search::Continue(());
        }
        let block = |m: &Self, number: usize| m.flat.block(at, number);
        let handlers = stmt.handlers.len();
        self.body(&pattern.body, block(self, 0), &mut |m| {
            m.handlers(&pattern.handlers, &stmt.handlers, 0, at, &mut |m| {
                let orelse = block(m, handlers + 1);
                m.body_or_nothing(&pattern.orelse, orelse, &mut |m| {
                    let finalbody = block(m, handlers + 2);
                    m.body_or_nothing(&pattern.finalbody, finalbody, next)
                })
            })
        })
    }

    fn body_or_nothing(&mut self, patterns: &'p [StmtPat], list: std::ops::Range<u32>, next: Next<'_, 'p, 'a>) -> Search {
        if patterns.is_empty() { next(self) } else { self.body(patterns, list, next) }
    }

    /// Each handler of the pattern matches another one, in any order. `used` is a set of positions.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn handlers(
        &mut self,
        patterns: &'p [HandlerPat],
        handlers: &'a [ast::ExceptHandler],
        used: u64,
        at: u32,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        for (number, handler) in handlers.iter().enumerate().take(64).filter(|(number, _)| used & (1 << number) == 0) {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let mut then = |m: &mut Self| m.handlers(rest, handlers, used | (1 << number), at, next);
            self.handler(pattern, handler, &mut |m| {
                let list = m.flat.block(at, number + 1);
                m.body(&pattern.body, list, &mut then)
            })?;
        }
        Search::Continue(())
    }

    fn handler(&mut self, pattern: &'p HandlerPat, handler: &'a ast::ExceptHandlerExceptHandler, next: Next<'_, 'p, 'a>) -> Search {
        match (&pattern.class, handler.type_.as_deref(), &pattern.name, &handler.name) {
            (Some(ExprPat::Ellipsis), _, None, _) | (None, None, None, None) => next(self),
            (Some(class), Some(found), None, None) => {
                if matches!(found, Expr::Tuple(_)) && !matches!(class, ExprPat::Tuple(_)) {
                    return Search::Continue(());
                }
                self.expr(class, found, next)
            }
            (Some(class), Some(found), Some(name), Some(bound)) => self.expr(class, found, &mut |m| m.name(name, bound, next)),
            _ => Search::Continue(()),
        }
    }

    /// Cases in order; more may stand between them.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn cases(&mut self, patterns: &'p [CasePat], cases: &'a [ast::MatchCase], skipped: usize, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        for (number, case) in cases.iter().enumerate().skip(skipped) {
            let mut then = |m: &mut Self| m.cases(rest, cases, number + 1, at, next);
            self.case_pattern(&pattern.pattern, &case.pattern, &mut |m| {
                m.optional(pattern.guard.as_ref(), case.guard.as_deref(), &mut |m| {
                    let list = m.flat.block(at, number);
                    m.body(&pattern.body, list, &mut then)
                })
            })?;
        }
        Search::Continue(())
    }

    fn case_pattern(&mut self, pattern: &'p MatchPat, found: &'a ast::Pattern, next: Next<'_, 'p, 'a>) -> Search {
        let (start, end) = (found.start().to_u32(), found.end().to_u32());
        match (pattern, found) {
            (MatchPat::Any(hole), _) => self.bind_maybe(*hole, Value::Text { start, end }, next),
            (MatchPat::Value(pattern), ast::Pattern::MatchValue(value)) => self.expr(pattern, &value.value, next),
            (MatchPat::Text(wanted), _) if self.text(start, end).split_whitespace().collect::<String>() == **wanted => next(self),
            _ => Search::Continue(()),
        }
    }

    /// Whether expressions of a sequence are searched inside of statements.
    fn is_deep(&self) -> bool {
        self.pattern.options.implicit_deep_exprstmt && self.pattern.options.go_deeper_expr
    }

    /// An expression in a sequence also matches inside of a statement: down through calls, operators, attributes, containers.
    fn implicit(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let deep = self.is_deep();
        self.expr(pattern, expr, next)?;
        match expr {
            _ if !deep => Search::Continue(()),
            Expr::Call(_)
            | Expr::BinOp(_)
            | Expr::BoolOp(_)
            | Expr::UnaryOp(_)
            | Expr::Compare(_)
            | Expr::Attribute(_)
            | Expr::List(_)
            | Expr::Tuple(_)
            | Expr::Set(_)
            | Expr::Dict(_)
            | Expr::FString(_)
            | Expr::Await(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::Named(_)
            | Expr::Starred(_) => {
                let mut search = Search::Continue(());
                sub_expressions(expr, &mut |inner| {
                    if search.is_continue() {
                        search = self.implicit(pattern, inner, next);
                    }
                });
                search
            }
            _ => Search::Continue(()),
        }
    }
}
/// Whether a statement binds names in its header: `<... e ...>` does not look there.
fn binds_names(node: Node) -> bool {
    match node {
        Node::Stmt(Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Try(_)) => true,
        Node::With(with, item) => with.items[item].optional_vars.is_some(),
        Node::Stmt(_) | Node::Elif(..) => false,
    }
}
