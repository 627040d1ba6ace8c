//! Which expressions stand directly inside a statement or an expression, in the positions where an expression is used:
//! not the names that are only bound (parameters, targets of `for` and comprehensions, imported names).

use crate::syntax::python::ast::{self, Expr, Stmt};

/// Calls `each` with the expressions of `stmt` itself, not those of statements nested in it.
#[expect(clippy::too_many_lines, reason = "one arm for every form of the grammar, without `_`")]
pub fn own_expressions<'a>(stmt: &'a Stmt, each: &mut dyn FnMut(&'a Expr)) {
    match stmt {
        Stmt::FunctionDef(def) => {
            decorators(&def.decorator_list, each);
            parameters(&def.parameters, each);
            def.returns.iter().for_each(|returns| each(returns));
        }
        Stmt::ClassDef(class) => {
            decorators(&class.decorator_list, each);
            if let Some(bases) = &class.arguments {
                arguments(bases, each);
            }
        }
        Stmt::Return(stmt) => stmt.value.iter().for_each(|value| each(value)),
        Stmt::Delete(stmt) => stmt.targets.iter().for_each(each),
        Stmt::TypeAlias(stmt) => each(&stmt.value),
        Stmt::Assign(stmt) => {
            stmt.targets.iter().for_each(&mut *each);
            each(&stmt.value);
        }
        Stmt::AugAssign(stmt) => {
            each(&stmt.target);
            each(&stmt.value);
        }
        Stmt::AnnAssign(stmt) => {
            // Without a value nothing is assigned: the name is only declared.
            if stmt.value.is_some() || !stmt.target.is_name_expr() {
                each(&stmt.target);
            }
            each(&stmt.annotation);
            stmt.value.iter().for_each(|value| each(value));
        }
        Stmt::For(stmt) => each(&stmt.iter),
        Stmt::While(stmt) => each(&stmt.test),
        Stmt::If(stmt) => {
            each(&stmt.test);
            stmt.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref()).for_each(each);
        }
        Stmt::With(stmt) => stmt.items.iter().for_each(|item| each(&item.context_expr)),
        Stmt::Match(stmt) => {
            each(&stmt.subject);
            stmt.cases.iter().filter_map(|case| case.guard.as_deref()).for_each(each);
        }
        Stmt::Raise(stmt) => {
            stmt.exc.iter().for_each(|exc| each(exc));
            stmt.cause.iter().for_each(|cause| each(cause));
        }
        Stmt::Try(stmt) => {
            for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                handler.type_.iter().for_each(|class| each(class));
            }
        }
        Stmt::Assert(stmt) => {
            each(&stmt.test);
            stmt.msg.iter().for_each(|message| each(message));
        }
        Stmt::Expr(stmt) => each(&stmt.value),
        Stmt::Import(_)
        | Stmt::ImportFrom(_)
        | Stmt::Global(_)
        | Stmt::Nonlocal(_)
        | Stmt::Pass(_)
        | Stmt::Break(_)
        | Stmt::Continue(_)
        | Stmt::IpyEscapeCommand(_) => {}
    }
}

/// Calls `each` with the expressions directly inside of `expr`, in the order of the text.
#[expect(clippy::too_many_lines, reason = "one arm for every form of the grammar, without `_`")]
pub fn sub_expressions<'a>(expr: &'a Expr, each: &mut dyn FnMut(&'a Expr)) {
    match expr {
        Expr::BoolOp(expr) => expr.values.iter().for_each(each),
        Expr::Named(expr) => {
            each(&expr.target);
            each(&expr.value);
        }
        Expr::BinOp(expr) => {
            each(&expr.left);
            each(&expr.right);
        }
        Expr::UnaryOp(expr) => each(&expr.operand),
        Expr::Lambda(expr) => {
            if let Some(all) = &expr.parameters {
                parameters(all, each);
            }
            each(&expr.body);
        }
        Expr::If(expr) => {
            each(&expr.body);
            each(&expr.test);
            each(&expr.orelse);
        }
        Expr::Dict(expr) => {
            for item in &expr.items {
                item.key.iter().for_each(&mut *each);
                each(&item.value);
            }
        }
        Expr::Set(expr) => expr.elts.iter().for_each(each),
        Expr::ListComp(expr) => comprehension(None, &expr.elt, &expr.generators, each),
        Expr::SetComp(expr) => comprehension(None, &expr.elt, &expr.generators, each),
        Expr::Generator(expr) => comprehension(None, &expr.elt, &expr.generators, each),
        Expr::DictComp(expr) => comprehension(expr.key.as_deref(), &expr.value, &expr.generators, each),
        Expr::Await(expr) => each(&expr.value),
        Expr::Yield(expr) => expr.value.iter().for_each(|value| each(value)),
        Expr::YieldFrom(expr) => each(&expr.value),
        Expr::Compare(expr) => {
            each(&expr.left);
            expr.comparators.iter().for_each(each);
        }
        Expr::Call(expr) => {
            each(&expr.func);
            arguments(&expr.arguments, each);
        }
        Expr::FString(expr) => expr.value.elements().for_each(|element| interpolated(element, each)),
        Expr::TString(expr) => expr.value.elements().for_each(|element| interpolated(element, each)),
        Expr::Attribute(expr) => each(&expr.value),
        Expr::Subscript(expr) => {
            each(&expr.value);
            each(&expr.slice);
        }
        Expr::Starred(expr) => each(&expr.value),
        Expr::List(expr) => expr.elts.iter().for_each(each),
        Expr::Tuple(expr) => expr.elts.iter().for_each(each),
        Expr::Slice(expr) => {
            for part in [&expr.lower, &expr.upper, &expr.step].into_iter().flatten() {
                each(part);
            }
        }
        Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_)
        | Expr::Name(_)
        | Expr::IpyEscapeCommand(_) => {}
    }
}

fn decorators<'a>(decorators: &'a [ast::Decorator], each: &mut dyn FnMut(&'a Expr)) {
    decorators.iter().for_each(|decorator| each(&decorator.expression));
}

fn arguments<'a>(arguments: &'a ast::Arguments, each: &mut dyn FnMut(&'a Expr)) {
    arguments.args.iter().for_each(&mut *each);
    arguments.keywords.iter().for_each(|keyword| each(&keyword.value));
}

fn parameters<'a>(parameters: &'a ast::Parameters, each: &mut dyn FnMut(&'a Expr)) {
    for parameter in parameters {
        parameter.annotation().into_iter().for_each(&mut *each);
        parameter.default().into_iter().for_each(&mut *each);
    }
}

fn comprehension<'a>(key: Option<&'a Expr>, element: &'a Expr, clauses: &'a [ast::Comprehension], each: &mut dyn FnMut(&'a Expr)) {
    key.into_iter().for_each(&mut *each);
    each(element);
    for clause in clauses {
        each(&clause.iter);
        clause.ifs.iter().for_each(&mut *each);
    }
}

fn interpolated<'a>(element: &'a ast::InterpolatedStringElement, each: &mut dyn FnMut(&'a Expr)) {
    if let ast::InterpolatedStringElement::Interpolation(field) = element {
        each(&field.expression);
        if let Some(spec) = &field.format_spec {
            spec.elements.iter().for_each(|element| interpolated(element, each));
        }
    }
}
