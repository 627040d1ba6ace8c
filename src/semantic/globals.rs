//! Which module-level names keep their first value: assigned once by a plain `x = …`, and written by no function.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scopes::nested_blocks;
use super::walk::sub_expressions;
use crate::syntax::python::ast::{self, Expr, Stmt};

/// How often module-level names are assigned, and which of them functions write.
#[derive(Debug, Default)]
pub(super) struct Globals<'a> {
    plain: FxHashMap<&'a str, u32>,
    other: FxHashSet<&'a str>,
}

impl<'a> Globals<'a> {
    pub(super) fn of(module: &'a ast::ModModule) -> Self {
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

    /// Whether some function writes the name, or the module by another way than a plain assignment.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.other.contains(name)
    }

    pub(super) fn constant(&self, name: &str) -> bool {
        self.plain.get(name) == Some(&1) && !self.other.contains(name)
    }
}
