//! Which annotation a name has: the one of a parameter of the functions around it, or of a variable above it.

use super::scopes::nested_blocks;
use crate::syntax::python::ast::{Expr, ExprName, Ranged, Stmt};

/// Searches `body` and the functions in it that hold `name`; the innermost annotation before it wins.
pub(super) fn find<'a>(body: &'a [Stmt], name: &ExprName) -> Option<&'a Expr> {
    let mut found = None;
    for stmt in body.iter().take_while(|stmt| stmt.start() <= name.start()) {
        if let Stmt::AnnAssign(assign) = stmt
            && matches!(&*assign.target, Expr::Name(target) if target.id == name.id)
        {
            found = Some(&*assign.annotation);
        }
        if let Stmt::FunctionDef(def) = stmt
            && def.range.contains(name.start())
            && let Some(parameter) = def.parameters.iter().find(|parameter| parameter.name().id == name.id)
        {
            found = parameter.annotation();
        }
        let inside = stmt.range().contains(name.start());
        if inside || !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
            nested_blocks(stmt, &mut |body| found = find(body, name).or(found));
        }
    }
    found
}
