//! Which variables a statement and what is nested in it may change: by any binding, or by a call on them.

use rustc_hash::FxHashSet;

use super::scopes::nested_blocks;
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, ExprContext, Stmt};

/// The names that change while `stmt` runs, not those of functions that it defines.
pub(super) fn changed_in<'a>(stmt: &'a Stmt, names: &mut FxHashSet<&'a str>) {
    let is_definition = matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_));
    own_expressions(stmt, &mut |expr| expression(expr, names));
    match stmt {
        Stmt::FunctionDef(def) => drop(names.insert(&def.name)),
        Stmt::ClassDef(class) => drop(names.insert(&class.name)),
        Stmt::For(stmt) => expression(&stmt.target, names),
        Stmt::With(stmt) => stmt.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| expression(target, names)),
        Stmt::Try(stmt) => {
            for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                names.extend(handler.name.iter().map(ast::Identifier::as_str));
            }
        }
        Stmt::Import(ast::StmtImport { names: all, .. }) | Stmt::ImportFrom(ast::StmtImportFrom { names: all, .. }) => {
            names.extend(all.iter().map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).split('.').next().unwrap_or_default()));
        }
        Stmt::Expr(stmt) => {
            if let Expr::Call(call) = &*stmt.value
                && let Expr::Attribute(method) = &*call.func
            {
                base(&method.value, names);
            }
        }
        _ => {}
    }
    if !is_definition {
        nested_blocks(stmt, &mut |body| body.iter().for_each(|stmt| changed_in(stmt, names)));
    }
}

fn expression<'a>(expr: &'a Expr, names: &mut FxHashSet<&'a str>) {
    match expr {
        Expr::Name(name) if name.ctx != ExprContext::Load => drop(names.insert(&name.id)),
        Expr::Attribute(attribute) if attribute.ctx != ExprContext::Load => base(&attribute.value, names),
        Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load => base(&subscript.value, names),
        _ => {}
    }
    sub_expressions(expr, &mut |inner| expression(inner, names));
}

/// The variable that a chain begins with.
fn base<'a>(expr: &'a Expr, names: &mut FxHashSet<&'a str>) {
    match expr {
        Expr::Name(name) => drop(names.insert(&name.id)),
        Expr::Attribute(attribute) => base(&attribute.value, names),
        Expr::Subscript(subscript) => base(&subscript.value, names),
        _ => {}
    }
}
