//! Which classes an annotation says, and what a function says to give back: as chains of names, in the words of their module.

use super::modules::Path;
use super::scopes::nested_blocks;
use crate::syntax::python::ast::{self, Expr, Operator, Stmt};
use crate::syntax::python::parse;

/// Annotations with more parts than this say nothing more.
const MAX_PARTS: usize = 16;
/// Longer texts are no annotation.
const MAX_TEXT: usize = 500;
/// Wrappers whose first part is what counts.
const WRAPPERS: [&str; 7] = ["Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired"];

/// `a.b.c` as names.
pub(super) fn chain(expr: &Expr) -> Option<Path> {
    let mut names = Vec::new();
    let mut expr = expr;
    loop {
        match expr {
            Expr::Name(name) => {
                names.push(name.id.as_str().into());
                names.reverse();
                return Some(names.into());
            }
            Expr::Attribute(attribute) => {
                names.push(attribute.attr.as_str().into());
                expr = &attribute.value;
            }
            _ => return None,
        }
    }
}

/// The classes that an annotation allows: of `Optional[C]`, `C | None`, `"C"` and `C` it is C, of `list[C]` list.
pub(super) fn classes_said(annotation: &Expr) -> Vec<Path> {
    let mut found = Vec::new();
    said(annotation, &mut found, 0);
    found
}

fn said(annotation: &Expr, found: &mut Vec<Path>, depth: usize) {
    if found.len() >= MAX_PARTS || depth > MAX_PARTS {
        return;
    }
    match annotation {
        Expr::Name(_) | Expr::Attribute(_) => found.extend(chain(annotation)),
        Expr::BinOp(binary) if binary.op == Operator::BitOr => {
            said(&binary.left, found, depth + 1);
            said(&binary.right, found, depth + 1);
        }
        Expr::Subscript(subscript) => {
            let Some(outer) = chain(&subscript.value) else { return };
            let name = outer.last().map(|name| &**name).unwrap_or_default();
            match &*subscript.slice {
                Expr::Tuple(parts) if name == "Union" => parts.elts.iter().for_each(|part| said(part, found, depth + 1)),
                Expr::Tuple(parts) if WRAPPERS.contains(&name) => {
                    parts.elts.first().into_iter().for_each(|part| said(part, found, depth + 1));
                }
                part if WRAPPERS.contains(&name) => said(part, found, depth + 1),
                _ => found.push(outer),
            }
        }
        Expr::StringLiteral(literal) => {
            let inner = literal.value.to_str();
            if inner.len() <= MAX_TEXT && depth < 2 {
                let parsed = parse(inner);
                if let ([Stmt::Expr(stmt)], []) = (&parsed.module().body[..], parsed.errors()) {
                    said(&stmt.value, found, depth + 2);
                }
            }
        }
        _ => {}
    }
}

/// What a function gives back: as its annotation says, or what all its `return`s call, where they are calls of names.
pub(super) fn returned(def: &ast::StmtFunctionDef) -> Vec<Path> {
    if let Some(returns) = &def.returns {
        return classes_said(returns);
    }
    let mut found = Some(Vec::new());
    returns(&def.body, &mut found);
    found.unwrap_or_default()
}

fn returns(body: &[Stmt], found: &mut Option<Vec<Path>>) {
    for stmt in body {
        match stmt {
            Stmt::Return(stmt) => {
                let made = match stmt.value.as_deref() {
                    Some(Expr::Call(call)) => chain(&call.func),
                    _ => None,
                };
                match (made, found.as_mut()) {
                    (Some(path), Some(all)) if all.len() < MAX_PARTS => all.push(path),
                    _ => *found = None,
                }
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            other => nested_blocks(other, &mut |body| returns(body, found)),
        }
        if found.is_none() {
            return;
        }
    }
}
