//! Which type a name has: by the annotation of a parameter of the functions around it or of a variable,
//! or by what it was assigned, above it.

use super::scopes::nested_blocks;
use crate::syntax::python::ast::{Expr, ExprName, Ranged, Stmt};

/// What tells a type.
#[derive(Debug, Clone, Copy)]
pub enum Typed<'a> {
    /// It is written.
    Annotation(&'a Expr),
    /// This was assigned.
    Value(&'a Expr),
}

/// Searches `body` and the functions in it that hold `name`; the first binding of the innermost function wins.
pub(super) fn find<'a>(body: &'a [Stmt], name: &ExprName) -> Option<Typed<'a>> {
    bound(body, name).flatten()
}

/// The inner option is empty where `name` is bound and nothing tells its type.
#[expect(clippy::option_option, reason = "unbound, and bound without a type, are different answers")]
fn bound<'a>(body: &'a [Stmt], name: &ExprName) -> Option<Option<Typed<'a>>> {
    let is_name = |target: &Expr| matches!(target, Expr::Name(target) if target.id == name.id);
    let mut found = None;
    for stmt in body.iter().take_while(|stmt| stmt.start() <= name.start()) {
        let inside = stmt.range().contains(name.start());
        match stmt {
            Stmt::AnnAssign(assign) if is_name(&assign.target) => found = found.or(Some(Some(Typed::Annotation(&assign.annotation)))),
            Stmt::Assign(assign) if assign.targets.len() == 1 && is_name(&assign.targets[0]) => {
                found = found.or(Some(Some(Typed::Value(&assign.value))));
            }
            Stmt::FunctionDef(def) if inside => {
                let parameter = def.parameters.iter().find(|parameter| parameter.name().id == name.id);
                let parameter = parameter.map(|parameter| parameter.annotation().map(Typed::Annotation));
                found = parameter.or_else(|| bound(&def.body, name)).or(found);
            }
            // What a class body binds is not seen in its methods.
            Stmt::ClassDef(class) if inside => {
                let method = class.body.iter().filter(|member| matches!(member, Stmt::FunctionDef(_)));
                let method = method.map(std::slice::from_ref).find_map(|method| bound(method, name));
                found = method.or(found);
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            other => nested_blocks(other, &mut |body| found = found.or_else(|| bound(body, name))),
        }
    }
    found
}

/// The annotation of the parameter of a def whose name stands at `offset`.
pub(super) fn of_parameter(body: &[Stmt], offset: u32) -> Option<&Expr> {
    let holds = |stmt: &&Stmt| stmt.start().to_u32() <= offset && offset < stmt.end().to_u32();
    let stmt = body.iter().find(holds)?;
    if let Stmt::FunctionDef(def) = stmt
        && let Some(parameter) = def.parameters.iter().find(|parameter| parameter.name().start().to_u32() == offset)
    {
        return parameter.annotation();
    }
    let mut found = None;
    nested_blocks(stmt, &mut |body| found = found.or_else(|| of_parameter(body, offset)));
    found
}
