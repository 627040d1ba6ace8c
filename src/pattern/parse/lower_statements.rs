//! Statements of the rewritten pattern, read back as pattern nodes.

use super::super::ir::{
    ArgPat, AssignPat, Asynchronous, BodyPat, CasePat, ClassPat, DefPat, ExprPat, ForPat, HandlerPat, IfPat, ImportForm, ImportPat,
    MatchPat, NamePat, StmtPat, Top, TryPat, WithPat,
};
use super::fragments::Form;
use super::lower::{Lowerer, is_ellipsis};
use super::rewrite::METAVARIABLE;
use crate::pattern::PatternError;
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

type Lowered<T> = Result<T, PatternError>;

impl Lowerer<'_> {
    /// The whole pattern.
    pub(super) fn top(&mut self, module: &ast::ModModule, form: Form) -> Lowered<Top> {
        if let (Form::Decorators, [Stmt::FunctionDef(def)]) = (form, &module.body[..]) {
            return match &def.decorator_list[..] {
                [decorator] => self.expr(&decorator.expression).map(Top::Decorator),
                _ => Ok(Top::Never),
            };
        }
        let mut body = self.block(&module.body)?;
        if body.len() > 1 {
            return Ok(Top::Sequence(body));
        }
        Ok(match body.pop() {
            None => Top::Never,
            Some(StmtPat::Expr(ExprPat::Tuple(elements))) if matches!(elements[..], [ArgPat::Ellipsis]) => Top::Expr(ExprPat::Ellipsis),
            Some(StmtPat::Expr(expr)) => Top::Expr(expr),
            Some(StmtPat::Ellipsis) => Top::Expr(ExprPat::Ellipsis),
            Some(StmtPat::Any(Some(hole))) if self.is_run(hole) => Top::Never,
            Some(StmtPat::Any(hole)) => Top::Expr(hole.map_or(ExprPat::Any, ExprPat::Hole)),
            Some(StmtPat::Assign(assign)) => Top::Assign(assign),
            Some(stmt) => Top::Stmt(stmt),
        })
    }

    /// A list of statements; several ellipses in a row are one.
    fn block(&mut self, body: &[Stmt]) -> Lowered<BodyPat> {
        let mut all = body.iter().map(|stmt| self.stmt(stmt)).collect::<Lowered<Vec<_>>>()?;
        all.dedup_by(|b, a| matches!((a, b), (StmtPat::Ellipsis, StmtPat::Ellipsis)));
        Ok(all)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Lowered<StmtPat> {
        Ok(match stmt {
            Stmt::Expr(expr) => match self.expr(&expr.value)? {
                ExprPat::Ellipsis => StmtPat::Ellipsis,
                ExprPat::Any => StmtPat::Any(None),
                ExprPat::Hole(hole) => StmtPat::Any(Some(hole)),
                ExprPat::Assign(assign) => StmtPat::Assign(*assign),
                expr => StmtPat::Expr(expr),
            },
            Stmt::Assign(assign) => self.assign(assign)?,
            Stmt::AnnAssign(assign) => StmtPat::Assign(AssignPat {
                target: self.expr(&assign.target)?,
                annotation: Some(self.expr(&assign.annotation)?),
                value: self.maybe(assign.value.as_deref())?,
            }),
            Stmt::AugAssign(assign) => StmtPat::Augmented(assign.op, self.expr(&assign.target)?, self.expr(&assign.value)?),
            Stmt::Return(stmt) => StmtPat::Return(self.maybe(stmt.value.as_deref())?),
            Stmt::Raise(stmt) => StmtPat::Raise(self.maybe(stmt.exc.as_deref())?, self.maybe(stmt.cause.as_deref())?),
            Stmt::Assert(stmt) => StmtPat::Assert(self.expr(&stmt.test)?, self.maybe(stmt.msg.as_deref())?),
            Stmt::Delete(stmt) => StmtPat::Delete(self.elements(&stmt.targets)?),
            Stmt::Global(stmt) => StmtPat::Global(stmt.names.iter().map(|name| self.name(name)).collect()),
            Stmt::Nonlocal(stmt) => StmtPat::Nonlocal(stmt.names.iter().map(|name| self.name(name)).collect()),
            Stmt::Pass(_) => StmtPat::Pass,
            Stmt::Break(_) => StmtPat::Break,
            Stmt::Continue(_) => StmtPat::Continue,
            Stmt::If(stmt) => self.if_stmt(&stmt.test, &stmt.body, &stmt.elif_else_clauses)?,
            Stmt::While(stmt) => StmtPat::While { test: self.expr(&stmt.test)?, body: self.block(&stmt.body)? },
            Stmt::For(stmt) => StmtPat::For(Box::new(ForPat {
                asynchronous: asynchronous(stmt.is_async),
                target: self.expr(&stmt.target)?,
                iter: self.expr(&stmt.iter)?,
                body: self.block(&stmt.body)?,
            })),
            Stmt::With(stmt) => self.with(stmt)?,
            Stmt::Try(stmt) => self.try_stmt(stmt)?,
            Stmt::Match(stmt) => {
                let cases = stmt.cases.iter().map(|case| self.case(case)).collect::<Lowered<Vec<_>>>()?;
                StmtPat::Match { subject: self.expr(&stmt.subject)?, cases }
            }
            Stmt::FunctionDef(def) => self.def(def)?,
            Stmt::ClassDef(class) => self.class(class)?,
            Stmt::Import(stmt) => self.import(stmt),
            Stmt::ImportFrom(stmt) => self.import_from(stmt),
            Stmt::TypeAlias(stmt) => return Err(self.error("`type` statements are not supported in patterns", stmt, None)),
            Stmt::IpyEscapeCommand(stmt) => return Err(self.error("this is no Python", stmt, None)),
        })
    }

    fn maybe(&mut self, expr: Option<&Expr>) -> Lowered<Option<ExprPat>> {
        expr.map(|expr| self.expr(expr)).transpose()
    }

    /// `a = b = v` is an assignment to the tuple (a, b).
    fn assign(&mut self, assign: &ast::StmtAssign) -> Lowered<StmtPat> {
        let target = match &assign.targets[..] {
            [target] => self.expr(target)?,
            targets => ExprPat::Tuple(self.elements(targets)?),
        };
        Ok(StmtPat::Assign(AssignPat { target, annotation: None, value: Some(self.expr(&assign.value)?) }))
    }

    fn if_stmt(&mut self, test: &Expr, body: &[Stmt], clauses: &[ast::ElifElseClause]) -> Lowered<StmtPat> {
        let test = self.expr(test)?;
        let body = self.block(body)?;
        let orelse = match clauses {
            [] => None,
            [clause, rest @ ..] => match &clause.test {
                Some(test) => Some(vec![self.if_stmt(test, &clause.body, rest)?]),
                None => Some(self.block(&clause.body)?),
            },
        };
        Ok(StmtPat::If(Box::new(IfPat { test, body, orelse })))
    }

    fn with(&mut self, stmt: &ast::StmtWith) -> Lowered<StmtPat> {
        let mut body = self.block(&stmt.body)?;
        for item in stmt.items.iter().rev() {
            let context = self.expr(&item.context_expr)?;
            let variable = self.maybe(item.optional_vars.as_deref())?;
            body = vec![StmtPat::With(Box::new(WithPat { asynchronous: asynchronous(stmt.is_async), context, variable, body }))];
        }
        body.pop().ok_or_else(|| self.error("this `with` has no item", stmt, None))
    }

    fn try_stmt(&mut self, stmt: &ast::StmtTry) -> Lowered<StmtPat> {
        let mut handlers = Vec::new();
        for handler in &stmt.handlers {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            handlers.push(HandlerPat {
                class: self.maybe(handler.type_.as_deref())?,
                name: handler.name.as_ref().map(|name| self.name(name)),
                body: self.block(&handler.body)?,
            });
        }
        let body = self.block(&stmt.body)?;
        let (orelse, finalbody) = (self.block(&stmt.orelse)?, self.block(&stmt.finalbody)?);
        Ok(StmtPat::Try(Box::new(TryPat { body, handlers, orelse, finalbody })))
    }

    fn case(&mut self, case: &ast::MatchCase) -> Lowered<CasePat> {
        let pattern = match &case.pattern {
            ast::Pattern::MatchAs(pattern) if pattern.pattern.is_none() => match pattern.name.as_deref() {
                Some(name) if name.starts_with(METAVARIABLE) => {
                    let hole = self.hole(format!("${}", &name[METAVARIABLE.len()..]));
                    MatchPat::Any(hole)
                }
                Some(name) if !is_ellipsis(name) => MatchPat::Text(name.into()),
                _ => MatchPat::Any(None),
            },
            ast::Pattern::MatchValue(pattern) => MatchPat::Value(self.expr(&pattern.value)?),
            other => {
                let text = &self.rewritten.python[other.range().to_std_range()];
                MatchPat::Text(text.split_whitespace().collect::<String>().into())
            }
        };
        Ok(CasePat { pattern, guard: self.maybe(case.guard.as_deref())?, body: self.block(&case.body)? })
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Lowered<Vec<ExprPat>> {
        decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect()
    }

    fn def(&mut self, def: &ast::StmtFunctionDef) -> Lowered<StmtPat> {
        let decorators = self.decorators(&def.decorator_list)?;
        let name = self.defined(&def.name)?;
        let params = self.parameters(&def.parameters)?;
        let returns = self.maybe(def.returns.as_deref())?;
        let body = self.block(&def.body)?;
        Ok(StmtPat::Def(Box::new(DefPat { asynchronous: asynchronous(def.is_async), decorators, name, params, returns, body })))
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Lowered<StmtPat> {
        let decorators = self.decorators(&class.decorator_list)?;
        let name = self.defined(&class.name)?;
        let bases = class.arguments.as_ref().map(|arguments| self.arguments(arguments)).transpose()?.unwrap_or_default();
        Ok(StmtPat::Class(Box::new(ClassPat { decorators, name, bases, body: self.block(&class.body)? })))
    }

    fn defined(&mut self, name: &ast::Identifier) -> Lowered<NamePat> {
        if is_ellipsis(name) {
            return Err(self.error("a name cannot be `...`", name, Some("write a metavariable such as $NAME")));
        }
        Ok(self.name(name))
    }

    fn path(&mut self, dotted: &str) -> Vec<NamePat> {
        dotted.split('.').map(|segment| self.name(segment)).collect()
    }

    fn import(&mut self, stmt: &ast::StmtImport) -> StmtPat {
        let imports = stmt.names.iter().map(|alias| ImportPat {
            path: self.path(&alias.name),
            alias: alias.asname.as_ref().map(|name| self.name(name)),
            level: 0,
            form: ImportForm::Plain,
        });
        StmtPat::Import(imports.collect())
    }

    fn import_from(&mut self, stmt: &ast::StmtImportFrom) -> StmtPat {
        let mut imports = Vec::new();
        for alias in &stmt.names {
            let mut path = stmt.module.as_ref().map(|module| self.path(module)).unwrap_or_default();
            let star = alias.name.as_str() == "*";
            if !star {
                path.push(self.name(&alias.name));
            }
            let form = if star { ImportForm::Star } else { ImportForm::From };
            imports.push(ImportPat { path, alias: alias.asname.as_ref().map(|name| self.name(name)), level: stmt.level, form });
        }
        StmtPat::Import(imports)
    }
}

fn asynchronous(is_async: bool) -> Asynchronous {
    if is_async { Asynchronous::Yes } else { Asynchronous::Either }
}
